"""References outside of the model entries, and what LiteLLM does with each (data: policies/litellm/fields.yaml)."""

from collections.abc import Iterator
from typing import Any

from validator.document import Path
from validator.litellm import entra, web_identity
from validator.litellm.config import ProxyConfig, Value, walk_values
from validator.litellm.environment import Files
from validator.litellm.reference import ENVIRON, is_reference, strip_environ
from validator.litellm.tables import Tables
from validator.litellm.uses import (
    Denial,
    Reader,
    Use,
    denial_of,
    judge_reference,
)
from validator.litellm.versions import Judged


def uses_outside(config: ProxyConfig, read: set[Path], files: Files, version: Judged, tables: Tables) -> Iterator[Use]:
    """Give every use outside the entries; `read` are the routes that an entry has read already."""
    for path, text, depth in walk_values(
        {
            key: value
            for key, value in config.top.items()
            if key not in ("model_list", "include") and not _only_anchors(key, config, tables)
        }
    ):
        own = is_reference(text)
        loaded = text.startswith(ENVIRON) and is_reference(strip_environ(text))
        behind = text.startswith(ENVIRON) and not loaded and depth >= 0
        if behind:
            found = config.base_environment.certain(strip_environ(text))
            if found is None or not is_reference(found):
                continue
            value = Value(found, config.place_of(path), text, "parameter")
        elif own or loaded:
            value = Value(text, config.place_of(path), text, "parameter")
        else:
            continue
        if value.place is not None and value.place.path in read:
            continue
        yield _outside_use(config, path, value, loaded and depth >= 0, files, version, tables)


def _only_anchors(key: Any, config: ProxyConfig, tables: Tables) -> bool:
    """Say whether LiteLLM reads no such key and it holds an anchor: what stands there is read where it is merged."""
    return key not in tables.top_level and config.place_of((key,)).document.holds_anchor(
        config.place_of((key,)).path[:1]
    )


def _outside_use(
    config: ProxyConfig, path: Path, value: Value, loaded: bool, files: Files, version: Judged, tables: Tables
) -> Use:
    entry = field_of(path, config, version, tables)
    outcome = entry["outcome"]
    place = value.place
    assert place is not None
    base = Reader(config, files, version, tables, {})
    if path[:1] == ("credential_list",):
        outcome = "unused"
    if outcome == "trio":
        block, block_path = _block(config, path)
        reader = base._replace(
            block=block, block_place=config.place_of(block_path), prefix=entry.get("prefix", ""), memo={}
        )
        found = web_identity.web_identity(reader)
        if found is not None:
            return found._replace(path=place.path)
    if outcome == "entra":
        block, block_path = _block(config, path)
        found = entra.agent_exchange(base._replace(block=block, block_place=config.place_of(block_path), memo={}))
        if found is not None:
            return found._replace(path=place.path)

    def use(result: str, denials: tuple[Denial, ...] = ()) -> Use:
        return Use(
            str(path[-1]),
            value,
            None,
            place.path,
            result,
            "none",
            None,
            denials,
            None,
            loaded,
            entry.get("works", ""),
            "outside",
        )

    if outcome == "resolved":
        resolution = judge_reference(str(value.data), base)
        refused = denial_of(resolution, place)
        return use("fails" if refused else "sent", refused)._replace(resolution=resolution)
    if outcome == "verbatim":
        if loaded:
            return use("sent")
        return use("verbatim", (Denial("reference", "sent-verbatim", "", (), place),))
    return use("unused")


def _block(config: ProxyConfig, path: Path) -> tuple[Any, Path]:
    block: Any = config.top
    for step in path[:-1]:
        block = block[step]
    return block, path[:-1]


def field_of(path: Path, config: ProxyConfig, version: Judged, tables: Tables) -> dict[str, Any]:
    """Give the entry of the fields table for a route outside model_list: the first that fits this version."""
    route = "/".join(str(step) for step in path)
    for pattern, entry in tables.outside():
        if not pattern.match(route):
            continue
        needs = entry.get("needs")
        if needs is not None and not version.has(needs):
            continue
        only = entry.get("only")
        if only is not None:
            block, _ = _block(config, path)
            if not all(block.get(key) in values for key, values in only.items()):
                continue
        return entry
    return {"outcome": "unused", "party": "none"}
