"""Load a config as LiteLLM does: merge, expand, read the sections in order, build the entries.

Follows litellm/proxy/proxy_server.py: ProxyConfig.load_config.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from validator.document import DateText, Document, Opaque, Path
from validator.finding import Place
from validator.litellm.config import (
    Fault,
    ProxyConfig,
    expand,
    is_template,
    stops,
    type_name,
    walk_values,
)
from validator.litellm.deployments import entries_of
from validator.litellm.environment import Environment, Files, Unknown
from validator.litellm.includes import Includes, merge
from validator.litellm.reference import ENVIRON, resolve
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged

MAX_EXPANDED_DEPTH = 10
"""`os.environ/` is expanded no deeper than this (DEFAULT_MAX_RECURSE_DEPTH)."""

FETCHED = "a token that was fetched while loading"
"""Stands for the text of a token that an endpoint gives at start: all that counts is that it is no reference."""


def load(
    document: Document, includes: Includes, environment: Environment, files: Files, version: Judged, tables: Tables
) -> ProxyConfig:
    """Load a config as LiteLLM of this version would."""
    faults: list[Fault] = []
    top, places, parts = merge(document, includes, version, faults)
    if not top and not faults and document.data is None:
        faults.append(
            stops(
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
        for tag, _ in part.unknown_tags[:1]:  # the loader stops at the first
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
    if not faults or all(fault.effect != "stops" for fault in faults):
        faults += _early_resolved(bare, files, version)
        faults += _sections(bare, version, tables)
    runtime, written = _runtime_environment(bare, files, version, tables)
    defaults, defaults_place = _defaults(bare, faults, version)
    bare = bare._replace(environment=runtime, environment_written=written)
    entries = tuple(entries_of(bare, faults, files, version, tables))
    credentials = _credentials(bare, faults, files, version)
    return bare._replace(
        entries=entries,
        faults=tuple(faults),
        environment=runtime,
        environment_written=written,
        credentials=credentials,
        defaults=defaults,
        defaults_place=defaults_place,
    )


def _early_resolved(config: ProxyConfig, files: Files, version: Judged) -> Iterator[Fault]:
    """`os.environ/oidc/…` anywhere is resolved while loading, and an error there stops the start."""
    if not any(ENVIRON + "oidc/" in part.own_text for part in config.parts):
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


_SETTINGS = ("environment_variables", "litellm_settings", "general_settings", "router_settings")


def _no_json(value: Any, path: Path) -> "tuple[Path, bool] | None":
    """Give the route of the first date or non-text key, and whether it is the key."""
    if isinstance(value, DateText):
        return path, False
    if isinstance(value, dict):
        for key, child in value.items():
            if not isinstance(key, str) or isinstance(key, DateText):
                return (*path, key), True
            found = _no_json(child, (*path, key))
            if found is not None:
                return found
    elif isinstance(value, list):
        for index, child in enumerate(value):
            found = _no_json(child, (*path, index))
            if found is not None:
                return found
    return None


def _not_json(config: ProxyConfig, version: Judged) -> Iterator[Fault]:
    """Settings are validated as JSON: a date or a key that is no text stops the start (proxy_server.py)."""
    for name in _SETTINGS:
        value = config.top.get(name)
        found = _no_json(value, (name,)) if isinstance(value, dict) else None
        if found is None:
            continue
        path, is_key = found
        place = config.place_of(path)
        if version.has("settings-are-json"):
            words = "ValidationError: for dict[str,nullable[union["  # how many errors it counts depends on the rest
        elif is_key and len(path) == 2 and name in ("environment_variables", "litellm_settings"):
            words = "TypeError: "  # os.environ and setattr take texts
        else:
            continue
        what = f"the key {path[-1]!r} is no text" if is_key else "an unquoted date"
        yield stops(
            Place(place.document, place.path, is_key), f"{what}; put it in quotes, or LiteLLM does not start", words
        )


def _sections(config: ProxyConfig, version: Judged, tables: Tables) -> Iterator[Fault]:
    """Sections of a wrong type stop the start, in the order load_config reads them."""
    yield from _not_json(config, version)
    for name in ("environment_variables", "litellm_settings"):
        value = config.top.get(name)
        if value and not isinstance(value, (dict, Opaque)):
            yield stops(
                config.place_of((name,)),
                f"{name} takes a mapping",
                "ValidationError: 1 validation error for StartupOutputSettings"
                if name == "litellm_settings" and version.has("startup-settings-validated")
                else f"AttributeError: '{type_name(value)}' object has no attribute 'items'",
            )
    general = config.top.get("general_settings")
    if general and not isinstance(general, (dict, Opaque)):
        yield stops(
            config.place_of(("general_settings",)),
            "general_settings takes a mapping",
            "ValidationError: 1 validation error for dict[str,any]"
            if version.has("native-router")
            else f"AttributeError: '{type_name(general)}' object has no attribute 'get'",
        )
    if isinstance(general, dict):
        system = general.get("key_management_system")
        if isinstance(system, str) and not system.startswith(ENVIRON) and system not in tables.key_management_systems:
            if not is_template(system):
                yield stops(
                    config.place_of(("general_settings", "key_management_system")),
                    f"LiteLLM knows no key management system {system!r}",
                    "ValueError: Invalid Key Management System selected",
                )
        storage = general.get("spend_logs_prompt_storage")
        if storage not in (None, "latest_turn") and version.has("native-router"):
            yield stops(
                config.place_of(("general_settings", "spend_logs_prompt_storage")),
                "spend_logs_prompt_storage takes only latest_turn",
                "ValidationError: 1 validation error",
            )
    router = config.top.get("router_settings")
    if isinstance(router, dict):
        for key in router:
            if key in tables.router_settings_fatal:
                yield stops(
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
            if isinstance(found, str) and found.startswith(ENVIRON):
                found = expand(found, config.environment, files, version)
                if found is None:
                    continue  # unset in the second step, the variable is not written
            if isinstance(found, Unknown):
                continue
            value = found  # an unset variable is written as the text None
        elif isinstance(value, Opaque) or (isinstance(value, str) and is_template(value)):
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
                stops(
                    place,
                    "default_litellm_params takes a mapping",
                    f"AttributeError: '{type_name(found)}' object has no attribute 'get'",
                )
            )
    return {}, None


def _credentials(
    config: ProxyConfig, faults: list[Fault], files: Files, version: Judged
) -> dict[str, tuple[Place, Mapping[str, Any]]]:
    if not version.has("credential-list"):
        return {}
    found: dict[str, tuple[Place, Mapping[str, Any]]] = {}
    listed = config.top.get("credential_list")
    if listed and not isinstance(listed, (list, Opaque)):
        kind = "str" if isinstance(listed, (str, dict)) else type(listed).__name__
        text = f"TypeError: '{kind}' object is not {'a mapping' if kind == 'str' else 'iterable'}"
        faults.append(stops(config.place_of(("credential_list",)), "credential_list takes a list", text))
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        place = config.place_of(("credential_list", index))
        if isinstance(item, Opaque):
            continue
        if not isinstance(item, dict):
            faults.append(
                stops(
                    place,
                    "an item of credential_list takes a mapping",
                    f"TypeError: '{type_name(item)}' object is not a mapping",
                )
            )
            continue
        for key in ("credential_name", "credential_info", "credential_values"):
            wrong = key not in item or (
                not isinstance(item[key], (str, Opaque) if key == "credential_name" else (dict, Opaque))
            )
            if wrong:
                faults.append(
                    stops(
                        Place(place.document, (*place.path, key)) if key in item else place,
                        f"each item of credential_list needs {key}" + ("" if key not in item else " of the right type"),
                        f"ValidationError: 1 validation error for CredentialItem {key}",
                    )
                )
        name = expand(item.get("credential_name"), config.base_environment, files, version)
        values = item.get("credential_values")
        if isinstance(name, str) and isinstance(values, dict) and name not in found:
            found[name] = (Place(place.document, (*place.path, "credential_values")), values)
    return found
