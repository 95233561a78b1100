"""A LiteLLM proxy config as LiteLLM loads it: what stops it, what it drops, which entries remain.

Follows litellm/proxy/proxy_server.py: ProxyConfig.load_config and litellm/router.py: Router.set_model_list, in
their order. Faults are values; each carries LiteLLM's own `Type: message`.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from validator.document import DateText, Document, Opaque, Path
from validator.finding import Place
from validator.litellm.environment import Environment, Files, Unknown
from validator.litellm.reference import ENVIRON, is_reference, resolve, strip_environ
from validator.litellm.route import provider_of
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged

MAX_EXPANDED_DEPTH = 10
"""`os.environ/` is expanded no deeper than this (DEFAULT_MAX_RECURSE_DEPTH)."""

FETCHED = "a token that was fetched while loading"
"""Stands for the text of a token that an endpoint gives at start: all that counts is that it is no reference."""

_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")


class Fault(NamedTuple):
    """Something that stops LiteLLM (`stops`), or makes it drop an entry, or that it merely ignores.

    `effect` is stops, drops, inactive or ignored. `rule` names who reports it.
    """

    rule: str
    effect: str
    place: Place
    message: str
    predicts: str | None = None
    severity: str | None = None
    expected: str | None = None


class Entry(NamedTuple):
    """One item of model_list: where it stands, its parameters as written, and what becomes of it."""

    position: int
    place: Place
    name: str | None
    params: Mapping[Any, Any]
    info: Mapping[Any, Any]
    model: "str | Unknown | None"
    provider: "str | Unknown | None"
    fault: Fault | None = None


class Value(NamedTuple):
    """A value where LiteLLM reads it: after expansion, with the place and the text it was written as."""

    data: Any
    place: Place | None
    written: Any = None
    source: str = ""

    @property
    def unknown(self) -> bool:
        """Say whether the evidence does not decide what it is."""
        return isinstance(self.data, Unknown)


class ProxyConfig(NamedTuple):
    """A config with its includes, as LiteLLM merges them."""

    document: Document
    parts: tuple[Document, ...]
    top: Mapping[str, Any]
    places: Mapping[str, "Place | list[Place]"]
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    environment: Environment
    base_environment: Environment
    environment_written: Mapping[str, Place]
    credentials: Mapping[str, tuple[Place, Mapping[str, Any]]]
    defaults: Mapping[str, Any]
    defaults_place: Place | None
    secret_manager: bool

    @property
    def loads(self) -> bool:
        """Say whether LiteLLM starts with it."""
        return not any(fault.effect == "stops" for fault in self.faults)

    def place_of(self, path: Path) -> Place:
        """Give the place of a route in the merged config: the document it really stands in."""
        where = self.places.get(str(path[0])) if path else None
        if isinstance(where, list):
            if len(path) > 1 and isinstance(path[1], int) and path[1] < len(where):
                origin = where[path[1]]
                return Place(origin.document, origin.path + path[2:])
            return Place(where[0].document if where else self.document, path[:1])
        if where is not None:
            return Place(where.document, where.path + path[1:])
        return Place(self.document, path)


Includes = Mapping[tuple[str, str], "Document | Fault"]
"""(source of the declaring document, path as written) → the included document, or why it cannot be had."""


def include_list(data: Any) -> list[str] | None:
    """Give the paths a config includes; None if `include` is absent or no list of texts."""
    found = data.get("include") if isinstance(data, dict) else None
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return found
    return None


def expand(value: Any, environment: Environment, files: Files, version: Judged, rounds: int = 1) -> Any:
    """Expand `os.environ/NAME` as the loader does (`_check_for_os_environ_vars`), up to `rounds` times over.

    Gives the value, None for a variable that is unset, a bool for one that reads true or false, Unknown where the
    environment is unknown or a template stands there. `os.environ/oidc/…` is left to the caller.
    """
    if value is None or (type(value) is str and "{" not in value and value[:11] != ENVIRON):
        return value  # nearly every value
    for _ in range(rounds):
        if not isinstance(value, str) or not value.startswith(ENVIRON):
            break
        name = strip_environ(value)
        if is_reference(name):
            return value
        found = environment.get(name)
        if isinstance(found, Unknown) or found is None:
            return found
        lowered = found.strip().lower()
        value = lowered == "true" if lowered in ("true", "false") else found
    if isinstance(value, Opaque):
        return Unknown("unknown-tag", value.tag)
    if isinstance(value, str) and ("{" in value) and _TEMPLATE.search(value):
        return Unknown("template", value[:80])
    return value


def load(
    document: Document, includes: Includes, environment: Environment, files: Files, version: Judged, tables: Tables
) -> ProxyConfig:
    """Load a config as LiteLLM of this version would."""
    faults: list[Fault] = []
    top, places, parts = _merge(document, includes, version, faults)
    if not top and not faults and document.data is None:
        faults.append(
            _stops(
                Place(document),
                "the file holds nothing; LiteLLM does not start",
                "Exception: Config cannot be None or Empty.",
            )
        )
    bare = ProxyConfig(
        document,
        parts,
        top,
        places,
        (),
        (),
        environment,
        environment,
        {},
        {},
        {},
        None,
        bool(isinstance(top.get("general_settings"), dict) and top["general_settings"].get("key_management_system")),
    )
    for part in parts:
        for tag, span in part.unknown_tags:
            faults.append(
                Fault(
                    "invalid-config",
                    "stops",
                    Place(part),
                    f"LiteLLM's loader knows no tag {tag} and does not start",
                    f"ConstructorError: could not determine a constructor for the tag {tag!r}",
                    "warning",
                )
            )
            del span
            break
    if not faults or all(fault.effect != "stops" for fault in faults):
        faults += _early_resolved(bare, files, version)
        faults += _sections(bare, version, tables)
    runtime, written = _runtime_environment(bare, files, version, tables)
    defaults, defaults_place = _defaults(bare, faults, version)
    entries = tuple(_entries(bare, faults, files, version, tables))
    credentials = _credentials(bare, faults, version)
    return bare._replace(
        entries=entries,
        faults=tuple(faults),
        environment=runtime,
        environment_written=written,
        credentials=credentials,
        defaults=defaults,
        defaults_place=defaults_place,
    )


def _stops(place: Place, message: str, predicts: str | None, rule: str = "invalid-config") -> Fault:
    return Fault(rule, "stops", place, message, predicts)


def _type_name(value: Any) -> str:
    return "NoneType" if value is None else "str" if isinstance(value, str) else type(value).__name__


def _merge(
    document: Document, includes: Includes, version: Judged, faults: list[Fault]
) -> tuple[dict[str, Any], dict[str, Any], tuple[Document, ...]]:
    """Merge the included files (config_includes.py): lists of one key are joined, everything else is replaced."""
    data = document.data
    if data is None:
        return {}, {}, (document,)
    if not isinstance(data, dict):
        name = _type_name(data)
        faults.append(
            _stops(
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
    seen = {document.source}
    chain: dict[str, str] = {}
    while queue:
        declaring = queue.pop(0)
        wanted = declaring.data.get("include") if isinstance(declaring.data, dict) else None
        if "include" in (declaring.data or {}) and not (
            isinstance(wanted, list)
            and (all(isinstance(item, str) for item in wanted) or not version.has("nested-includes"))
        ):
            faults.append(
                _stops(
                    Place(declaring, ("include",)),
                    "include takes a list of file paths",
                    "ValueError: 'include' must be a list of file paths",
                )
            )
            break
        for index, item in enumerate(wanted if isinstance(wanted, list) else ()):
            base = declaring if version.has("nested-includes") else document
            found = includes.get((base.source, str(item)))
            if found is None:
                continue
            if isinstance(found, Fault):
                faults.append(found._replace(place=Place(declaring, ("include", index))))
                continue
            if found.source in seen and version.has("nested-includes"):
                continue
            if found.source in _on_the_way(declaring, chain) or found is document:
                where = Place(declaring, ("include", index))
                faults.append(_stops(where, "the include leads back here, and LiteLLM never comes to an end", None))
                break
            chain[found.source] = declaring.source
            seen.add(found.source)
            parts.append(found)
            queue.append(found)
            if found.data is None:
                continue
            if not isinstance(found.data, dict):
                faults.append(
                    _stops(
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


def _on_the_way(declaring: Document, chain: Mapping[str, str]) -> set[str]:
    """Give the sources on the way from the root to a declaring document, itself included."""
    found = {declaring.source}
    while declaring.source in chain and chain[declaring.source] not in found:
        found.add(chain[declaring.source])
        declaring = declaring._replace(source=chain[declaring.source])
    return found


def _own_places(document: Document, key: Any, value: Any) -> "Place | list[Place]":
    if isinstance(value, list):
        return [Place(document, (key, index)) for index in range(len(value))]
    return Place(document, (key,))


def walk_values(value: Any, path: Path = (), depth: int = 0) -> Iterator[tuple[Path, str, int]]:
    """Give every text value with its route and how many mappings deep it stands; a list item has depth -1."""
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, str):
                yield (*path, key), child, depth
            elif isinstance(child, (dict, list)):
                yield from walk_values(child, (*path, key), depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, str):
                yield (*path, index), child, -1
            elif isinstance(child, (dict, list)):
                yield from walk_values(child, (*path, index), depth)


def _early_resolved(config: ProxyConfig, files: Files, version: Judged) -> Iterator[Fault]:
    """`os.environ/oidc/…` anywhere is resolved while loading, and an error there stops the start."""
    if not any(ENVIRON + "oidc/" in part.text for part in config.parts):
        return
    for path, text, depth in walk_values(dict(config.top)):
        if not text.startswith(ENVIRON + "oidc/") or not 0 <= depth <= MAX_EXPANDED_DEPTH:
            continue
        if version.has("holds-secret-pointer") and str(path[-1]).endswith("_ref"):
            continue
        answer = resolve(text, config.environment, files, version)
        if answer.verdict == "deny" and answer.predicts:
            yield Fault(
                "resolved-at-load",
                "stops",
                config.place_of(path),
                "LiteLLM resolves this while it loads the config, and the failure stops the start",
                answer.predicts,
                "error",
            )


def _sections(config: ProxyConfig, version: Judged, tables: Tables) -> Iterator[Fault]:
    """Sections of a wrong type stop the start, in the order load_config reads them."""
    for name in ("environment_variables", "litellm_settings"):
        value = config.top.get(name)
        if value and not isinstance(value, (dict, Opaque)):
            yield _stops(
                config.place_of((name,)),
                f"{name} takes a mapping",
                "ValidationError: 1 validation error for StartupOutputSettings"
                if name == "litellm_settings" and version.has("native-router")
                else f"AttributeError: '{_type_name(value)}' object has no attribute 'items'",
            )
    general = config.top.get("general_settings")
    if general and not isinstance(general, (dict, Opaque)):
        yield _stops(
            config.place_of(("general_settings",)),
            "general_settings takes a mapping",
            "ValidationError: 1 validation error for dict[str,any]"
            if version.has("native-router")
            else f"AttributeError: '{_type_name(general)}' object has no attribute 'get'",
        )
    if isinstance(general, dict):
        system = general.get("key_management_system")
        if isinstance(system, str) and not system.startswith(ENVIRON) and system not in tables.key_management_systems:
            if not _TEMPLATE.search(system):
                yield _stops(
                    config.place_of(("general_settings", "key_management_system")),
                    f"LiteLLM knows no key management system {system!r}",
                    "ValueError: Invalid Key Management System selected",
                )
        storage = general.get("spend_logs_prompt_storage")
        if storage not in (None, "latest_turn") and version.has("native-router"):
            yield _stops(
                config.place_of(("general_settings", "spend_logs_prompt_storage")),
                "spend_logs_prompt_storage takes only latest_turn",
                "ValidationError: 1 validation error",
            )
    router = config.top.get("router_settings")
    if isinstance(router, dict):
        for key in router:
            if key in tables.router_settings_fatal:
                yield _stops(
                    config.place_of(("router_settings", key)),
                    f"{key} belongs into general_settings; here it stops the start",
                    f"ValueError: '{key}' is NOT a valid router_settings parameter. Please move it to 'general_settings'.",
                )


def _runtime_environment(
    config: ProxyConfig, files: Files, version: Judged, tables: Tables
) -> tuple[Environment, dict[str, Place]]:
    """`environment_variables` is written to the process environment after the expansion (load_config)."""
    section = config.top.get("environment_variables")
    more: dict[str, str] = {}
    written: dict[str, Place] = {}
    for name, value in section.items() if isinstance(section, dict) else ():
        if name in tables.blocked_environment or not isinstance(name, str):
            continue
        if isinstance(value, str) and value.startswith(ENVIRON):
            found = expand(value, config.environment, files, version)
            if isinstance(found, str) and found.startswith(ENVIRON + "oidc/"):
                answer = resolve(found, config.environment, files, version)
                found = answer.value or FETCHED if answer.verdict == "allow" else None
            if isinstance(found, Unknown) or (isinstance(found, str) and found.startswith(ENVIRON)):
                continue
            value = found  # an unset variable is written as the text None
        elif isinstance(value, Opaque) or (isinstance(value, str) and _TEMPLATE.search(value)):
            continue
        more[name] = str(value)
        written[name] = config.place_of(("environment_variables", name))
    return config.environment.with_values(more), written


def _defaults(config: ProxyConfig, faults: list[Fault], version: Judged) -> tuple[Mapping[str, Any], Place | None]:
    router = config.top.get("router_settings")
    found = router.get("default_litellm_params") if isinstance(router, dict) else None
    place = config.place_of(("router_settings", "default_litellm_params"))
    if isinstance(found, dict):
        return found, place
    if found and not isinstance(found, Opaque):
        if not version.has("native-router"):
            faults.append(
                _stops(
                    place,
                    "default_litellm_params takes a mapping",
                    f"AttributeError: '{_type_name(found)}' object has no attribute 'get'",
                )
            )
    return {}, None


def _credentials(
    config: ProxyConfig, faults: list[Fault], version: Judged
) -> dict[str, tuple[Place, Mapping[str, Any]]]:
    if not version.has("credential-list"):
        return {}
    found: dict[str, tuple[Place, Mapping[str, Any]]] = {}
    listed = config.top.get("credential_list")
    if listed and not isinstance(listed, (list, Opaque)):
        kind = "str" if isinstance(listed, (str, dict)) else type(listed).__name__
        text = f"TypeError: '{kind}' object is not {'a mapping' if kind == 'str' else 'iterable'}"
        faults.append(_stops(config.place_of(("credential_list",)), "credential_list takes a list", text))
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        place = config.place_of(("credential_list", index))
        if isinstance(item, Opaque):
            continue
        if not isinstance(item, dict):
            faults.append(
                _stops(
                    place,
                    "an item of credential_list takes a mapping",
                    f"TypeError: '{_type_name(item)}' object is not a mapping",
                )
            )
            continue
        for key in ("credential_name", "credential_info", "credential_values"):
            wrong = key not in item or (
                not isinstance(item[key], (str, Opaque) if key == "credential_name" else (dict, Opaque))
            )
            if wrong:
                faults.append(
                    _stops(
                        Place(place.document, (*place.path, key)) if key in item else place,
                        f"each item of credential_list needs {key}" + ("" if key not in item else " of the right type"),
                        f"ValidationError: 1 validation error for CredentialItem {key}",
                    )
                )
        name, values = item.get("credential_name"), item.get("credential_values")
        if isinstance(name, str) and isinstance(values, dict) and name not in found:
            found[name] = (Place(place.document, (*place.path, "credential_values")), values)
    return found


def _entries(
    config: ProxyConfig, faults: list[Fault], files: Files, version: Judged, tables: Tables
) -> Iterator[Entry]:
    listed = config.top.get("model_list")
    if not listed or isinstance(listed, Opaque):
        return
    if not isinstance(listed, list):
        name = _type_name(listed)
        error = f"AttributeError: '{'str' if isinstance(listed, dict) else name}' object has no attribute 'get'"
        if isinstance(listed, (int, float, bool)):
            error = f"TypeError: '{name}' object is not iterable"
        faults.append(_stops(config.place_of(("model_list",)), "model_list takes a list of entries", error))
        return
    wide = version.has("native-router") and any(_LONG_NUMBER.search(part.text) for part in config.parts)
    for index, item in enumerate(listed):
        place = config.place_of(("model_list", index))
        entry = _entry(index, place, item, config, files, version, tables, wide)
        if entry.fault is not None:
            faults.append(entry.fault)
        yield entry


def _entry(
    index: int,
    place: Place,
    item: Any,
    config: ProxyConfig,
    files: Files,
    version: Judged,
    tables: Tables,
    wide_numbers: bool,
) -> Entry:
    empty: dict[str, Any] = {}
    if isinstance(item, Opaque):
        return Entry(index, place, None, empty, empty, Unknown("unknown-tag", item.tag), Unknown("unknown-tag"))
    fault = _structure(item, place, config, version, wide_numbers)
    params = item.get("litellm_params") if isinstance(item, dict) else None
    info = item.get("model_info") if isinstance(item, dict) else None
    if not isinstance(params, dict):
        return Entry(index, place, None, empty, empty, None, None, fault)
    raw_name = item.get("model_name")
    name = raw_name if isinstance(raw_name, str) else None
    if isinstance(name, str) and name.startswith(ENVIRON):
        expanded = expand(name, config.environment, files, version)
        if expanded is None and not version.has("native-router"):
            fault = fault or _stops(
                Place(place.document, (*place.path, "model_name")),
                "the variable behind model_name is not set; LiteLLM does not start",
                "TypeError: sequence item 0: expected str instance, NoneType found",
            )
        name = expanded if isinstance(expanded, str) else "None" if expanded is None else name
    if name is None and version.has("native-router") and "model_name" in item:
        name = str(raw_name)
    model = expand(params.get("model"), config.environment, files, version, 3)
    provider: str | Unknown | None = None
    if isinstance(model, Unknown):
        provider = model
    elif isinstance(model, str):
        custom = expand(params.get("custom_llm_provider"), config.environment, files, version, 3)
        base = expand(params.get("api_base"), config.environment, files, version, 3)
        provider = provider_of(model, custom, base, version, tables)
        if provider is None and fault is None:
            fault = _no_provider(model, custom, place, version)
    elif "model" in params and fault is None:
        if isinstance(model, (list, dict)) and version.has("native-router"):
            where = Place(place.document, (*place.path, "litellm_params", "model"))
            words = "ValidationError: 1 validation error for LiteLLM_Params model"
            fault = Fault("invalid-config", "drops", where, "model takes a text; LiteLLM drops the entry", words)
        elif model is None:
            fault = _stops(
                Place(place.document, (*place.path, "litellm_params", "model")),
                "the variable behind model is not set; LiteLLM does not start"
                if params["model"]
                else "model is empty; LiteLLM does not start",
                "TypeError: argument of type 'NoneType' is not iterable",
            )
        else:
            fault = _stops(
                Place(place.document, (*place.path, "litellm_params", "model")),
                "model takes a text",
                f"TypeError: unhashable type: '{_type_name(model)}'"
                if isinstance(model, (list, dict))
                else f"TypeError: argument of type '{_type_name(model)}' is not iterable",
            )
    if fault is None:
        fault = _drops(params, item, place, config, files, version, tables)
    if fault is None:
        fault = _activity(info, place, config)
    return Entry(index, place, name, params, info if isinstance(info, dict) else empty, model, provider, fault)


def _structure(item: Any, place: Place, config: ProxyConfig, version: Judged, wide_numbers: bool) -> Fault | None:
    if not isinstance(item, dict):
        return _stops(
            place,
            "an entry of model_list takes a mapping; LiteLLM does not start",
            f"AttributeError: '{_type_name(item)}' object has no attribute 'get'",
        )
    for key in ("litellm_params", "model_name"):
        if key not in item:
            near = [other for other in item if isinstance(other, str) and _near(other, key)]
            return _stops(
                Place(place.document, (*place.path, near[0]), True) if near else place,
                f"the entry has no {key}; LiteLLM does not start" + (f" ({near[0]!r} is not it)" if near else ""),
                f"KeyError: '{key}'",
            )
    params = item["litellm_params"]
    where = Place(place.document, (*place.path, "litellm_params"))
    if not isinstance(params, (dict, Opaque)):
        return _stops(
            where,
            "litellm_params takes a mapping; LiteLLM does not start",
            f"AttributeError: '{_type_name(params)}' object has no attribute 'items'",
        )
    if isinstance(params, dict) and "model" not in params:
        return _stops(
            Place(where.document, where.path, True),
            "litellm_params has no model; LiteLLM does not start",
            "KeyError: 'model'",
        )
    if not isinstance(item["model_name"], (str, Opaque)):
        name = item["model_name"]
        if not version.has("native-router"):
            return _stops(
                Place(place.document, (*place.path, "model_name")),
                "model_name takes a text; LiteLLM does not start",
                f"TypeError: sequence item 0: expected str instance, {_type_name(name)} found",
            )
    info = item.get("model_info", {})
    if not isinstance(info, (dict, Opaque)) and not version.has("native-router"):
        return _stops(
            Place(place.document, (*place.path, "model_info")),
            "model_info takes a mapping; LiteLLM does not start",
            f"AttributeError: '{_type_name(info)}' object has no attribute 'get'",
        )
    if version.has("native-router"):
        if isinstance(params, dict):
            for key in params:
                if not isinstance(key, str):
                    return _stops(
                        Place(where.document, (*where.path, key), True),
                        f"the key {key!r} is no text; LiteLLM does not start",
                        "ValidationError: 1 validation error for dict[str,any]",
                    )
        named = {key: value for key, value in item.items() if key != "model_name"} if wide_numbers else {}
        wide = _wide_number(named, ())
        if wide is not None:
            return _stops(
                Place(place.document, (*place.path, *wide)),
                "the number is outside what the router can hold; LiteLLM does not start",
                f"ValueError: Deployment {str(item['model_name'])!r} cannot be served: {'.'.join(map(str, wide))} is ",
            )
    return None


def _near(text: str, word: str) -> bool:
    flat = re.sub(r"[^a-z]", "", text.lower())
    return (flat != text and flat == re.sub(r"[^a-z]", "", word)) or flat.rstrip("s") == re.sub(
        r"[^a-z]", "", word
    ).rstrip("s")


_LONG_NUMBER = re.compile(r"[0-9][0-9_a-fA-FxX:]{15}")
"""Nothing shorter can be a number beyond 64 bits."""


def _wide_number(value: Any, path: Path) -> Path | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return path if value < -(2**63) or value > 2**64 - 1 else None
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        if isinstance(child, (int, dict, list)):
            found = _wide_number(child, (*path, key))
            if found is not None:
                return found
    return None


def _no_provider(model: str, custom: Any, place: Place, version: Judged) -> Fault:
    where = Place(place.document, (*place.path, "litellm_params", "model"))
    if isinstance(custom, str):
        where = Place(place.document, (*place.path, "litellm_params", "custom_llm_provider"))
    sure = "/" in model or isinstance(custom, str)
    message = (
        "LiteLLM knows no provider for this model and drops the entry"
        if sure
        else "the name has no provider and is not in LiteLLM's packaged model table: LiteLLM drops the entry unless its "
        "newer online table lists it"
    )
    return Fault(
        "unknown-model-provider",
        "drops",
        where,
        message,
        f"BadRequestError: LLM Provider NOT provided. You passed model={model[:100]}",
        "error" if sure else "warning",
        "<provider>/<model>, for example bedrock/… or azure/…",
    )


def _drops(
    params: Mapping[Any, Any],
    item: Mapping[Any, Any],
    place: Place,
    config: ProxyConfig,
    files: Files,
    version: Judged,
    tables: Tables,
) -> Fault | None:
    """The first value that fails pydantic's validation drops the entry (router.py: _create_deployment)."""
    kinds = tables.kinds
    for key, value in params.items():
        if type(value) is str and type(key) is str and not value.startswith(ENVIRON):
            kind = kinds.get(key)
            if kind is None or kind in _TEXT_KINDS:
                continue
        elif not isinstance(key, str):
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", key), True),
                f"the key {key!r} is no text; LiteLLM drops the entry",
                "TypeError: keywords must be strings",
            )
        else:
            kind = kinds.get(key)
            if kind is None:
                continue
        if any(version.number <= number and key in names for number, names in tables.absent):
            continue
        value = expand(value, config.environment, files, version, 3)
        if (value is None and kind != "str!") or isinstance(value, Unknown):
            continue
        if isinstance(value, str) and value.startswith(ENVIRON + "oidc/"):
            continue
        problem = kind_problem(kind, value)
        if problem is not None:
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", key)),
                f"{key} takes {problem}, not {_shape(value)}; LiteLLM drops the entry",
                f"ValidationError: 1 validation error for LiteLLM_Params {key}",
                None,
                problem,
            )
        if (
            isinstance(value, float)
            and not math.isfinite(value)
            and "cost" in key
            and version.has("wide-numbers-refused")
        ):
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", key)),
                f"{key} is no finite number; LiteLLM drops the entry",
                None,
            )
    info = item.get("model_info")
    for key, value in info.items() if isinstance(info, dict) and version.has("wide-numbers-refused") else ():
        if isinstance(value, float) and not math.isfinite(value) and "cost" in str(key):
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "model_info", key)),
                f"{key} is no finite number; LiteLLM drops the entry",
            )
    patterns = params.get("tag_regex")
    for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", "tag_regex", index)),
                f"not a regular expression; LiteLLM drops the entry ({error})",
                f"ValueError: Invalid regex in tag_regex for model {item.get('model_name')!r}",
            )
    return None


_TEXT_KINDS = frozenset(("str", "str!", "any", "str|dict", "float|str"))
_NUMBER = re.compile(r"^\s*[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$")
_WHOLE = re.compile(r"^\s*[+-]?\d+(?:_\d+)*(?:\.0*)?\s*$")
_BOOLS = frozenset(("true", "false", "0", "1", "yes", "no", "on", "off", "t", "f", "y", "n"))


def kind_problem(kind: str, value: Any) -> str | None:
    """Say what pydantic (lax mode) would have taken instead of this value, None if it takes it."""
    date = isinstance(value, DateText)
    text = isinstance(value, str) and not date
    if kind in ("str", "str!"):
        return None if text else "a text (put it in quotes)"
    if kind == "int":
        if isinstance(value, (bool, int)) or (isinstance(value, float) and value.is_integer()):
            return None
        return None if text and _WHOLE.match(value) else "a whole number"
    if kind == "float":
        return None if isinstance(value, (bool, int, float)) or (text and _is_float(value)) else "a number"
    if kind == "float|str":
        return None if text or isinstance(value, (bool, int, float)) else "a number or a text"
    if kind == "retries":
        if isinstance(value, (bool, int)) or (isinstance(value, float) and value.is_integer()):
            return None
        return None if text and re.match(r"^\s*[+-]?\d+(?:_\d+)*\s*$", value) else "a whole number"
    if kind == "bool":
        if isinstance(value, bool) or value in (0, 1):
            return None
        return None if text and value.lower() in _BOOLS else "true or false"
    if kind == "dict":
        return None if isinstance(value, dict) else "a mapping"
    if kind == "str|dict":
        return None if text or isinstance(value, dict) else "a text or a mapping"
    if kind in ("list", "list[str]", "list[dict]"):
        if not isinstance(value, (list, tuple, set)):
            return "a list"
        if kind == "list[str]" and not all(isinstance(item, str) and not isinstance(item, DateText) for item in value):
            return "a list of texts"
        return None
    if kind == "tags":
        good = isinstance(value, list) and all(
            isinstance(item, dict) and isinstance(item.get("Key"), str) and isinstance(item.get("Value"), str)
            for item in value
        )
        return None if good else "a list of Key and Value"
    return None


def _is_float(text: str) -> bool:
    if _NUMBER.match(text):
        return True
    return text.strip().lower().lstrip("+-") in ("inf", "infinity", "nan")


def _shape(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, DateText):
        return "an unquoted date"
    if isinstance(value, bool):
        return "true or false (YAML reads yes, no, on, off so)"
    if isinstance(value, (int, float)):
        return "a number"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def _activity(info: Any, place: Place, config: ProxyConfig) -> Fault | None:
    """`supported_environments` with LITELLM_ENVIRONMENT (router.py: model_info_is_active_for_environment)."""
    wanted = info.get("supported_environments") if isinstance(info, dict) else None
    if wanted is None or isinstance(wanted, Opaque):
        return None
    where = Place(place.document, (*place.path, "model_info", "supported_environments"))
    if not isinstance(wanted, list):
        return Fault(
            "invalid-config",
            "drops",
            where,
            "supported_environments takes a list; LiteLLM drops the entry",
            "ValueError: supported_environments must be a list",
        )
    now = config.environment.get("LITELLM_ENVIRONMENT")
    if isinstance(now, Unknown):
        return None
    known = ("development", "staging", "production")
    if now is None:
        return Fault(
            "invalid-config",
            "drops",
            where,
            "LITELLM_ENVIRONMENT is not set; LiteLLM drops the entry",
            "ValueError: Set 'supported_environments' for model but not 'LITELLM_ENVIRONMENT' set in .env",
        )
    if now not in known:
        return Fault(
            "invalid-config",
            "drops",
            where,
            "LITELLM_ENVIRONMENT is none of development, staging, production; LiteLLM drops the entry",
            "ValueError: LITELLM_ENVIRONMENT must be one of ['development', 'staging', 'production']",
        )
    for word in wanted:
        if word not in known:
            return Fault(
                "invalid-config",
                "drops",
                where,
                "supported_environments knows only development, staging, production; LiteLLM drops the entry",
                "ValueError: supported_environments must be one of ['development', 'staging', 'production']",
            )
    if now not in wanted:
        return Fault("invalid-config", "inactive", where, f"not active in {now}", None)
    return None
