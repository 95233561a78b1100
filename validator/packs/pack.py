"""A rule pack: rules of the user's own, each a JSON Schema over one published view (schemas/rule-pack.schema.json)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from validator.document import Document
from validator.packs.constraint import Constraint, Verdict
from validator.packs.problems import Problem, problems_of
from validator.redact import safe


class PackRule(NamedTuple):
    """One rule of a pack, ready to judge views."""

    id: str
    view: str
    when: Constraint | None
    schema: Constraint
    message: str
    point_at: str | None
    page: Mapping[str, Any]
    """What `oidclint rules` prints: the members of a rule of ours, and those only a pack's rule has."""

    @property
    def members(self) -> frozenset[str] | None:
        """Give the members of the view it looks at, None for all."""
        looked, asked = self.schema.members, self.when.members if self.when is not None else frozenset()
        return None if looked is None or asked is None else looked | asked

    def judge(self, view: Mapping[str, Any]) -> Verdict:
        """Judge a view: False is a finding, None what is unknown decides."""
        wanted = True if self.when is None else self.when.judge(view)
        if wanted is False:
            return True
        held = self.schema.judge(view)
        return held if held is not False or wanted else None


class Pack(NamedTuple):
    """A pack: its name, the file it was read from as its user wrote it, its rules."""

    name: str
    file: str
    rules: tuple[PackRule, ...]


def read_pack(
    document: Document, file: str, schemas: Mapping[str, Any], taken: Mapping[str, str]
) -> "Pack | list[Problem]":
    """Read a pack, or say everything that is wrong with it.

    `file` is how the user names it, `schemas` holds rule-pack, pack-reference and pack-entry, `taken` the names other
    rules have, with whose they are.
    """
    problems = problems_of(document, schemas, taken)
    if problems:
        return problems
    data = document.data
    definitions = data.get("$defs", {})
    rules = tuple(
        PackRule(
            rule["id"],
            rule["view"],
            Constraint(rule["when"], definitions) if "when" in rule else None,
            Constraint(rule["schema"], definitions),
            rule.get("message", rule["title"]),
            rule.get("point-at"),
            _page(rule, data["pack"], file),
        )
        for rule in data["rules"]
    )
    return Pack(data["pack"], file, rules)


def _page(rule: Mapping[str, Any], pack: str, file: str) -> dict[str, Any]:
    kept = {key: rule[key] for key in ("view", "when", "schema", "message", "point-at", "examples") if key in rule}
    return {
        "id": rule["id"],
        "title": safe(rule["title"]),
        "severity": rule["severity"],
        "group": pack,
        "status": "stable",
        "why": safe(rule["why"]),
        "fix": safe(rule["fix"]),
        "links": [safe(link) for link in rule.get("links", [])],
        "sources": [],
        "pack": file,
        **kept,
    }
