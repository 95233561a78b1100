"""Hold the lists read from an installed litellm against policies/litellm/params.json and models.json."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from validator.litellm.versions import Version, parse

Table = dict[str, Any]

KINDS = ("params", "pricing")
LISTS = (
    "top_level", "top_level_misplaced", "router_settings", "credential_item_required", "key_management_systems",
    "blocked_environment",
)  # fmt: skip
NAMES = ("endpoints", "callbacks", "converse")
GROUPS = ("bare", "modes")


class Change(NamedTuple):
    """One entry of a table that the release would have otherwise."""

    file: str
    table: str
    what: str
    """added, removed, changed or unread."""
    entry: str
    """As the table would hold it (for `removed`: as it holds it)."""


def changes(found: Table, params: Table, models: Table, version: str) -> list[Change]:
    """Give every difference between the lists of a release and the two tables.

    The tables hold the names of every release that was read, so a list without releases of its own is asked only for
    what it lacks when an older release is judged, and names of models never count as removed.
    """
    number = parse(version)
    out = [
        *_of_params(found, params, number),
        *(_of_models(found, models, number) if number >= parse(models["also_read"]) else ()),
    ]
    return out + [Change("", name, "unread", why) for name, why in found.get("unread", {}).items()]


def _of_params(found: Table, table: Table, number: Version) -> Iterator[Change]:
    file = "params.json"
    known = {**table["params"], **table["pricing"]}
    late = {key: last for last, names in table["absent"].items() for key in names if number <= parse(last)}
    for name in KINDS:
        if name not in found:
            yield from _missing(file, name, found)
            continue
        for key, kind in found[name].items():
            if key in late:
                yield Change(file, "absent", "removed", f'"{late[key]}": [{json.dumps(key)}]')
            elif key not in known:
                yield Change(file, name, "added", f"{json.dumps(key)}: {json.dumps(kind)}")
            elif known[key] != kind:
                yield Change(
                    file, name, "changed", f"{json.dumps(key)}: {json.dumps(kind)}  (was {json.dumps(known[key])})"
                )
    if all(name in found for name in KINDS):
        here = {**found["params"], **found["pricing"]}
        for key in sorted(set(known) - set(here) - set(late)):
            yield Change(
                file,
                "params" if key in table["params"] else "pricing",
                "removed",
                f"{json.dumps(key)}: {json.dumps(known[key])}",
            )
    for name in LISTS:
        if name not in found:
            yield from _missing(file, name, found)
            continue
        yield from _members(file, name, found[name], table[name], number >= parse(table["litellm_version"]))


def _of_models(found: Table, table: Table, number: Version) -> Iterator[Change]:
    file = "models.json"
    for name in ("providers", "patterns", *NAMES, *GROUPS):
        if name not in found:
            yield from _missing(file, name, found)
    late = {key: last for last, names in table["absent"].items() for key in names if number <= parse(last)}
    words = set(found.get("providers", ()))
    for key in sorted(words & set(late)):
        yield Change(file, "absent", "removed", f'"{late[key]}": [{json.dumps(key)}]')
    if words:
        yield from _members(file, "providers", words, set(table["providers"]) - (set(late) - words), True)
    rules = [rule for rule in table["patterns"] if number > parse(rule.get("absent", "0.0"))]
    rules = [{"pattern": rule["pattern"], "provider": rule["provider"]} for rule in rules]
    for rule in found.get("patterns", ()):
        if rule not in rules:
            yield Change(file, "patterns", "added", json.dumps(rule))
    for rule in rules if "patterns" in found else ():
        if rule not in found["patterns"]:
            yield Change(file, "patterns", "removed", json.dumps(rule))
    for name in NAMES:
        yield from _members(file, name, found.get(name, ()), table[name], False)
    for name in GROUPS:
        held = {item: group for group, items in table[name].items() for item in items}
        for group, items in found.get(name, {}).items():
            for item in items:
                if item not in held:
                    yield Change(file, name, "added", f"{json.dumps(group)}: [{json.dumps(item)}]")
                elif held[item] != group:
                    yield Change(
                        file,
                        name,
                        "changed",
                        f"{json.dumps(group)}: [{json.dumps(item)}]  (was {json.dumps(held[item])})",
                    )


def _members(file: str, name: str, here: Any, held: Any, both_ways: bool) -> Iterator[Change]:
    for word in sorted(set(here) - set(held)):
        yield Change(file, name, "added", json.dumps(word))
    for word in sorted(set(held) - set(here)) if both_ways else ():
        yield Change(file, name, "removed", json.dumps(word))


def _missing(file: str, name: str, found: Table) -> Iterator[Change]:
    """Say that a list is kept elsewhere now, unless its whole section could not be read."""
    if not found.get("unread"):
        yield Change(file, name, "unread", "the release keeps it elsewhere; see tests/oracle/inventory.py")
