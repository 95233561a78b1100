"""How included files are merged into a config (litellm/proxy/common_utils/config_includes.py)."""

from collections.abc import Mapping
from typing import Any

from validator.document import Document, Opaque
from validator.finding import Place
from validator.litellm.config import Fault, stops, type_name
from validator.litellm.versions import Judged

Identity = tuple["str | int", ...]
Includes = Mapping[tuple[Identity, str], "Document | Fault"]
"""(identity of the declaring document, path as written) → the included document, or why it cannot be had."""


def merge(
    document: Document, includes: Includes, version: Judged, faults: list[Fault]
) -> tuple[dict[str, Any], dict[str, Any], tuple[Document, ...]]:
    """Merge the included files (config_includes.py): lists of one key are joined, everything else is replaced."""
    data = document.data
    if data is None:
        return {}, {}, (document,)
    if not isinstance(data, dict):
        name = type_name(data)
        faults.append(
            stops(
                Place(document),
                "the top of the file is no mapping of settings; LiteLLM does not start",
                f"AttributeError: '{name}' object has no attribute 'items'"
                if isinstance(data, (str, list))
                else f"TypeError: argument of type '{name}' is not iterable",
            )
        )
        return {}, {}, (document,)
    top: dict[str, Any] = dict(data)
    places: dict[str, Any] = {str(key): _own_places(document, key, value) for key, value in data.items()}
    parts = [document]
    queue: list[Document] = [document]
    seen = {document.identity}
    chain: dict[Identity, Identity] = {}
    while queue:
        declaring = queue.pop(0)
        wanted = declaring.data.get("include") if isinstance(declaring.data, dict) else None
        if isinstance(wanted, Opaque) or (
            isinstance(wanted, list) and any(isinstance(item, Opaque) for item in wanted)
        ):
            break  # the tag is the fault, and reported
        if "include" in (declaring.data or {}) and not (
            isinstance(wanted, list)
            and (all(isinstance(item, str) for item in wanted) or not version.has("nested-includes"))
        ):
            faults.append(
                stops(
                    Place(declaring, ("include",)),
                    "include takes a list of file paths",
                    "ValueError: 'include' must be a list of file paths",
                )
            )
            break
        for index, item in enumerate(wanted if isinstance(wanted, list) else ()):
            base = declaring if version.has("nested-includes") else document
            found = includes.get((base.identity, str(item)))
            if found is None:
                continue
            if isinstance(found, Fault):
                faults.append(found._replace(place=Place(declaring, ("include", index))))
                continue
            if found.identity in seen and version.has("nested-includes"):
                continue
            if found.identity in _on_the_way(declaring.identity, chain) or found is document:
                where = Place(declaring, ("include", index))
                faults.append(stops(where, "the include leads back here, and LiteLLM never comes to an end", None))
                break
            chain[found.identity] = declaring.identity
            seen.add(found.identity)
            parts.append(found)
            queue.append(found)
            if found.data is None:
                continue
            if not isinstance(found.data, dict):
                faults.append(
                    stops(
                        Place(declaring, ("include", index)),
                        "the included file is no mapping of settings",
                        f"ValueError: Included config file is not a YAML mapping: {found.source}",
                    )
                )
                continue
            for key, value in found.data.items():
                if key == "include":
                    continue
                if isinstance(value, list) and isinstance(top.get(key), list):
                    top[key] = top[key] + value
                    places[key] = list(places[key]) + list(_own_places(found, key, value))
                else:
                    top[key] = value
                    places[key] = _own_places(found, key, value)
    return top, places, tuple(parts)


def _on_the_way(declaring: Identity, chain: Mapping[Identity, Identity]) -> set[Identity]:
    """Give the documents on the way from the root to a declaring one, itself included."""
    found = {declaring}
    while declaring in chain and chain[declaring] not in found:
        declaring = chain[declaring]
        found.add(declaring)
    return found


def _own_places(document: Document, key: Any, value: Any) -> "Place | list[Place]":
    if isinstance(value, list):
        return [Place(document, (key, index)) for index in range(len(value))]
    return Place(document, (key,))
