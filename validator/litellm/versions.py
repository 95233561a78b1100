"""LiteLLM versions and ranges, and which named behaviours a version shows (data: policies/litellm/behaviours.yaml)."""

import re
from typing import Any, NamedTuple

Version = tuple[int, ...]

_VERSION = re.compile(r"^\s*v?(\d+)\.(\d+)(?:\.(\d+))?((?:[-.+]?[A-Za-z][\w.+-]*)?)\s*$")
_CLAUSE = re.compile(r"^\s*(>=|<=|==|!=|~=|>|<)?\s*(\S+)\s*$")


class Judged(NamedTuple):
    """One version to judge by: its number, its name, and the behaviours it shows."""

    number: Version
    name: str
    behaviours: frozenset[str]

    def has(self, behaviour: str) -> bool:
        """Say whether this version shows the named behaviour."""
        return behaviour in self.behaviours


class Selection(NamedTuple):
    """What `--litellm-version` (or the settings, or the default) asks for: versions to judge and how to say so."""

    text: str
    source: str
    versions: tuple[Judged, ...]
    note: str | None = None


class VersionError(ValueError):
    """The text is no version and no range; the message says what one looks like."""


def parse(text: str) -> Version:
    """Read `1.80.0`, `v1.80.0`, `1.80.0-stable`, `1.80.0rc1` as numbers; raise VersionError."""
    match = _VERSION.match(text)
    if match is None:
        raise VersionError(f"{text!r} is no LiteLLM version; write 1.106.2 or a range such as >=1.83,<1.110")
    return int(match[1]), int(match[2]), int(match[3] or 0)


def select(text: str | None, source: str, data: dict[str, Any]) -> Selection:
    """Choose the versions to judge.

    None means the newest known. A range gives its first version, its newest known one and one for each boundary
    of the table between them, so that whatever holds of any version inside is seen. Raises VersionError.
    """
    newest = parse(data["newest"])
    if text is None:
        return Selection(data["newest"], "default", (_judged(newest, data),))
    clauses = [_clause(part) for part in text.split(",")] if text.strip() else []
    if not clauses:
        raise VersionError("an empty LiteLLM version; write 1.106.2 or a range such as >=1.83,<1.110")
    if len(clauses) == 1 and clauses[0][0] == "==":
        number = clauses[0][1]
        name = ".".join(map(str, number))
        return Selection(name, source, (_judged(number, data),), _note(text, number, newest, parse(data["oldest"])))
    low, high = parse(data["oldest"]), newest
    points = {low, high, *_boundaries(data)}
    points |= {number for _, number in clauses}
    inside = sorted(point for point in points if all(_holds(op, point, number) for op, number in clauses))
    if not inside and all(_holds(op, (*high[:1], 10**6), number) for op, number in clauses):
        note = f"every release in {text.strip()} is newer than the newest known; judged as {data['newest']}"
        return Selection(text.strip(), source, (_judged(newest, data),), note)
    if not inside:
        raise VersionError(f"no LiteLLM version is in the range {text!r}")
    kept: dict[frozenset[str], Judged] = {}
    for point in inside:
        judged = _judged(point, data)
        kept.setdefault(judged.behaviours, judged)
    return Selection(text.strip(), source, tuple(kept.values()))


def _clause(part: str) -> tuple[str, Version]:
    match = _CLAUSE.match(part)
    if match is None:
        raise VersionError(f"{part!r} is no LiteLLM version clause; write >=1.83 or <1.110")
    op = "~1" if match[1] == "~=" and match[2].count(".") == 1 else match[1] or "=="
    return op, parse(match[2])


def _holds(op: str, point: Version, number: Version) -> bool:
    if op == "~=":
        return point >= number and point[:2] == number[:2]
    if op == "~1":
        return point >= number and point[:1] == number[:1]
    return {
        ">=": point >= number,
        "<=": point <= number,
        ">": point > number,
        "<": point < number,
        "==": point == number,
        "!=": point != number,
    }[op]


def _boundaries(data: dict[str, Any]) -> set[Version]:
    """Give every release the table names: those a behaviour begins or ends with, and those that were read."""
    named = list(data.get("read", ()))
    for entry in data["behaviours"].values():
        named += [entry[key] for key in ("from", "until") if key in entry]
        named += [line for key in ("lines", "except") for line in entry.get(key, ())]
    return {parse(str(name)) for name in named}


def _judged(number: Version, data: dict[str, Any]) -> Judged:
    names = frozenset(name for name, entry in data["behaviours"].items() if _shows(entry, number))
    return Judged(number, ".".join(map(str, number)), names)


def _shows(entry: dict[str, Any], number: Version) -> bool:
    if any(_in_line(parse(line), number) for line in entry.get("except", ())):
        return False
    if any(_in_line(parse(line), number) for line in entry.get("lines", ())):
        return True
    if "from" in entry and number < parse(entry["from"]):
        return False
    return "until" not in entry or number <= parse(entry["until"])


def _in_line(line: Version, number: Version) -> bool:
    return number[:2] == line[:2] and number >= line


def _note(text: str, number: Version, newest: Version, oldest: Version) -> str | None:
    if number > newest:
        return f"LiteLLM {text} is newer than the newest known, {'.'.join(map(str, newest))}; judged as that one"
    if number < oldest:
        return f"LiteLLM {text} is older than {'.'.join(map(str, oldest))}, the first with oidc/ references"
    match = _VERSION.match(text.strip().lstrip("="))
    if match is not None and match[4]:
        return f"LiteLLM {text} is judged as {'.'.join(map(str, number))}"
    return None
