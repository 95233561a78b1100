"""What a new LiteLLM does otherwise, as text that can be pasted: rows, version table entries, table entries. Pure."""

import re
from collections.abc import Iterator
from pprint import pformat
from typing import Any, NamedTuple

from tests.oracle.table_drift import Change
from validator.redact import one_line


class Disagreement(NamedTuple):
    """A row that the release and our model end differently."""

    row: dict[str, Any]
    said: tuple[str, ...]
    """Each difference: «kind: what we say, what LiteLLM did»."""
    drawn: bool = False
    older: str | None = None
    """The release before that was asked too, None if none is installed."""
    older_agrees: bool | None = None
    """Whether our model and that older release end the row alike."""
    mends: tuple[str, ...] = ()
    """Entries of the version table with which our model would agree."""

    @property
    def kind(self) -> str:
        """Give the first words of the difference, by which disagreements are grouped."""
        text = self.said[0]
        text = re.sub(r"draw-\d+-\d+|\b\d+\b|0x[0-9a-f]+", "…", text)
        return " ".join(text.split())[:120]


class Outcome(NamedTuple):
    """Everything a run came to."""

    version: str
    judged: str
    """The release our model judged as."""
    note: str | None
    seed: int
    draws: int
    rows: int
    compared: int
    disagreements: tuple[Disagreement, ...]
    changes: tuple[Change, ...]

    @property
    def drifts(self) -> bool:
        """Say whether anything is new: a row that ended otherwise before this release already is not."""
        return bool(self.changes) or any(item for item in self.disagreements if not self.is_old(item))

    def is_old(self, item: Disagreement) -> bool:
        """Say whether the release before ends a row as this one does, so that our model was wrong before."""
        return item.older_agrees is False and self.version != self.judged


def summary(outcome: Outcome) -> str:
    """Give the line with the counts."""
    old = sum(outcome.is_old(item) for item in outcome.disagreements)
    parts = [
        f"{outcome.compared} of {outcome.rows} rows and draws compared",
        _count(len(outcome.disagreements) - old, "disagreement"),
        *([f"{_count(old, 'disagreement')} older than this release"] if old else []),
        _count(len(outcome.changes), "table entry", "table entries"),
    ]
    return f"LiteLLM {outcome.version}: " + ", ".join(parts) + f" (SEED={outcome.seed} DRAWS={outcome.draws})"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def pasteable(item: Disagreement, version: str) -> str:
    """Give the row as rows.py holds it."""
    row = {key: value for key, value in item.row.items() if key != "versions"}
    versions = item.row.get("versions", [])
    return pformat(
        {**row, "versions": [*versions, *([] if version in versions else [version])]}, width=110, sort_dicts=False
    )


def report(outcome: Outcome, most: int | None = None) -> str:
    """Give the report as Markdown; `most` cuts every list, for a terminal."""
    lines = [f"# LiteLLM {outcome.version} and oidclint's model", "", summary(outcome)]
    if outcome.note:
        lines += ["", outcome.note]
    new = [item for item in outcome.disagreements if not outcome.is_old(item)]
    old = [item for item in outcome.disagreements if outcome.is_old(item)]
    lines += _rows("Rows that end otherwise", new, outcome, most)
    lines += _rows("Rows that ended otherwise before this release already", old, outcome, most)
    lines += _boundaries(new, outcome)
    lines += _tables(outcome, most)
    return "\n".join(lines) + "\n"


def _rows(title: str, items: list[Disagreement], outcome: Outcome, most: int | None) -> Iterator[str]:
    if not items:
        return
    yield from ("", f"## {title}", "")
    yield "Paste a row into `FOUND` of tests/oracle/rows.py under a better id, or a name that stands there into `BOUNDARIES`."
    for item in items[:most]:
        yield from ("", f"### {item.row['id']}: {since(item, outcome)}", "")
        yield from (f"- {one_line(text, 600)}" for text in item.said)
        yield from ("", "```python", pasteable(item, outcome.version) + ",", "```")
    yield from _cut(len(items), most)
    known = [re.escape(item.row["id"]) for item in items if not item.drawn]
    if known:
        yield from ("", "Those that stand in the table, for `BOUNDARIES`:", "", "```python")
        yield f'    "{outcome.version}": (r"{"|".join(known[:most])}",),'
        yield "```"


def since(item: Disagreement, outcome: Outcome) -> str:
    """Say when a difference began, as far as that is known."""
    if item.older is None:
        return "no older release is installed to say since when"
    if item.older_agrees:
        return f"new after {item.older}, which agrees"
    return f"{item.older} ends it in a way we do not predict either"


def _boundaries(items: list[Disagreement], outcome: Outcome) -> Iterator[str]:
    """Suggest an entry of the version table for each kind of difference that is not known to be older."""
    groups: dict[str, list[Disagreement]] = {}
    for item in items:
        groups.setdefault(item.kind, []).append(item)
    if not groups:
        return
    yield from ("", "## Suggestions for policies/litellm/behaviours.yaml", "")
    yield "A guess from what was seen; read the release to find name, place and first release."
    yield from ("", "```yaml")
    for index, (kind, group) in enumerate(groups.items(), 1):
        first = group[0]
        yield f"  # {one_line(kind, 110)} ({_count(len(group), 'row')})"
        for mend in first.mends:
            yield f"  # we would agree with: {mend}"
        if not first.mends:
            after = f"after {first.older}, which agrees" if first.older_agrees else "first release not known"
            names = ", ".join(item.row["id"] for item in group[:3])
            yield f'  name-me-{index}: {{from: {outcome.version}, source: "make drift: {names}; {after}"}}'
    yield "```"


def _tables(outcome: Outcome, most: int | None) -> Iterator[str]:
    by: dict[tuple[str, str, str], list[str]] = {}
    for change in outcome.changes:
        by.setdefault((change.file, change.table, change.what), []).append(change.entry)
    if by:
        yield from ("", "## Tables")
    for (file, table, what), entries in by.items():
        yield ""
        yield f"policies/litellm/{file}, `{table}`: {what}" if file else f"`{table}` could not be read"
        yield from ("", "```json")
        yield from (f"  {one_line(entry, 300)}," for entry in entries[:most])
        yield "```"
        yield from _cut(len(entries), most)
        if what == "added" and table in WITH_RELEASES and outcome.version != outcome.judged:
            names = [entry.partition(":")[0] for entry in entries]
            yield from (
                "",
                f"and in its `absent`, {outcome.judged} being the last release known without:",
                "",
                "```json",
            )
            yield f'  "{outcome.judged}": [{", ".join(names[:most])}],'
            yield "```"


WITH_RELEASES = ("params", "pricing", "providers")
"""Tables whose entries `absent` gives a release."""


def _cut(number: int, most: int | None) -> Iterator[str]:
    if most is not None and number > most:
        yield from ("", f"… and {number - most} more, all in the report file")
