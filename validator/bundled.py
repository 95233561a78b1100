"""The one door to the data folders `schemas/` and `policies/`: inside the package in a wheel, beside it in a checkout.

`policies/` is YAML for people. A run needs it in a few milliseconds, so the wheel carries `compiled.json`
(written by the build) and a checkout compiles on first use into `policies/.compiled.json`.
"""

import json
import os
from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))
_cache: dict[str, Any] = {}

PROSE = ("why", "fix", "links", "sources", "since", "group")
"""Members of a rule entry that only its page needs."""


def folder(name: str) -> str:
    """Give the path of a data folder (`schemas` or `policies`); raise FileNotFoundError if it is in neither place."""
    for base in (_HERE, os.path.dirname(_HERE)):
        path = os.path.join(base, name)
        if os.path.isdir(path):
            return path
    raise FileNotFoundError(f"the data folder {name!r} is missing from this installation of oidclint")


def policies() -> dict[str, Any]:
    """Give every policy table a run needs, by its path below `policies/` without the ending."""
    if "policies" not in _cache:
        _cache["policies"] = _load(folder("policies"))
    return _cache["policies"]  # type: ignore[no-any-return]


def table(name: str) -> Any:
    """Give one policy table, for example `litellm/behaviours`."""
    return policies()[name]


def large_table(name: str) -> Any:
    """Give a JSON table that only some runs need, for example `litellm/models`, or `schemas/NAME`; read once."""
    if name not in _cache:
        if name.startswith("schemas/"):
            _cache[name] = json.loads(schema_text(name[len("schemas/") :]))
        else:
            with open(os.path.join(folder("policies"), name + ".json"), encoding="utf-8") as file:
                _cache[name] = json.load(file)
    return _cache[name]


def rule_pages() -> dict[str, dict[str, Any]]:
    """Give every rule entry with its prose, by id. Reads the YAML: only for `oidclint rules`."""
    return {entry["id"]: entry for entry in _rule_entries(folder("policies"))}


def provider_pages() -> list[dict[str, Any]]:
    """Give every provider entry with its prose. Reads the YAML: only for what is generated from it."""
    base = os.path.join(folder("policies"), "providers")
    return [_yaml(os.path.join(base, name)) for name in sorted(os.listdir(base)) if name.endswith(".yaml")]


def schemas() -> list[str]:
    """Give the names of the JSON Schemas."""
    ending = ".schema.json"
    return sorted(name[: -len(ending)] for name in os.listdir(folder("schemas")) if name.endswith(ending))


def schema_text(name: str) -> str:
    """Give the text of a JSON Schema; raise FileNotFoundError if there is none of that name."""
    with open(os.path.join(folder("schemas"), name + ".schema.json"), encoding="utf-8") as file:
        return file.read()


def compile_policies(policies_folder: "os.PathLike[str] | str") -> dict[str, Any]:
    """Turn a `policies/` folder into the tables of `policies()`. Needs PyYAML; raises its errors."""
    root = os.fspath(policies_folder)
    tables: dict[str, Any] = {}
    for path in _policy_files(root):
        name = os.path.relpath(path, root).replace(os.sep, "/").rsplit(".", 1)[0]
        if name.startswith("rules/"):
            continue
        if name.startswith("providers/"):
            tables.setdefault("providers", {})[name.split("/", 1)[1]] = _provider_for_run(_yaml(path))
        else:
            tables[name] = _yaml(path)
    tables["rules"] = {
        entry["id"]: {key: value for key, value in entry.items() if key not in PROSE and key != "id"}
        for entry in _rule_entries(root)
    }
    return tables


def _provider_for_run(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in ("word", "title", "official", "rest", "audience", "when") if key in entry}


def _rule_entries(root: str) -> list[dict[str, Any]]:
    base = os.path.join(root, "rules")
    return [
        entry
        for name in sorted(os.listdir(base))
        if name.endswith(".yaml")
        for entry in _yaml(os.path.join(base, name))
    ]


def _policy_files(root: str) -> list[str]:
    found = []
    for base, folders, names in os.walk(root):
        folders.sort()
        found += [os.path.join(base, name) for name in sorted(names) if name.endswith(".yaml")]
    return found


def _yaml(path: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=loader)  # noqa: S506 - a safe loader


def _load(root: str) -> dict[str, Any]:
    shipped = os.path.join(root, "compiled.json")
    if os.path.exists(shipped):
        with open(shipped, encoding="utf-8") as file:
            return json.load(file)  # type: ignore[no-any-return]
    cached = os.path.join(root, ".compiled.json")
    stamp = [[path[len(root) :], os.stat(path).st_mtime_ns, os.stat(path).st_size] for path in _policy_files(root)]
    try:
        with open(cached, encoding="utf-8") as file:
            kept = json.load(file)
        if kept["stamp"] == stamp:
            return kept["tables"]  # type: ignore[no-any-return]
    except (OSError, ValueError, KeyError):
        pass
    tables = compile_policies(root)
    try:
        beside = f"{cached}.{os.getpid()}"
        with open(beside, "w", encoding="utf-8") as file:
            json.dump({"stamp": stamp, "tables": tables}, file)
        os.replace(beside, cached)
    except OSError:  # a read-only checkout compiles each time
        pass
    return tables
