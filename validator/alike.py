"""What an entry comes to once an equal one has been judged: the same findings and chains, told of another place."""

from collections.abc import Iterable
from typing import NamedTuple

from validator.chain import Chain, placeless
from validator.document import Document, Path
from validator.finding import Finding, Place
from validator.litellm.config import Entry
from validator.litellm.likeness import left_out
from validator.litellm.survey import EntryView, places_inside

_WRITTEN = "what stands there"
"""Stands for the text at the place of a finding, which is another in every entry."""
_ENTRY = Document("the entry", "", None)
"""Stands for the document of whatever entry is told of; the one that was judged is not kept."""


class Known(NamedTuple):
    """The judgement of an entry, for every equal one: places are routes of keys inside the entry."""

    chains: tuple[Chain, ...]
    """Without the places of their steps: the findings have them."""
    findings: tuple[Finding, ...]
    silent: frozenset[str]
    """The rules that could not judge it."""
    places: tuple[Path, ...]
    """Where its uses stand."""


def known_of(view: EntryView, findings: list[Finding], chains: list[Chain], silent: Iterable[str]) -> Known | None:
    """Give what every equal entry comes to; None if a finding tells of something that equal entries do not share."""
    inside = [_inside(finding, view.entry) for finding in findings]
    whole = tuple(finding for finding in inside if finding is not None)
    if len(whole) < len(findings) or (
        findings and _mentioned(left_out(view.entry.params, view.reader.tables), whole, chains)
    ):
        return None
    return Known(tuple(map(placeless, chains)), whole, frozenset(silent), places_inside(view))


def told_of(known: Known, entry: Entry) -> tuple[list[Finding], list[Chain]]:
    """Tell what is known of another entry: its place, its name."""
    (document, path, _), name = entry.place, entry.name
    names = (name,) if name else ()
    findings = [
        finding._replace(
            actual=entry.params[finding.place.path[-1]] if finding.actual is _WRITTEN else finding.actual,
            place=_moved(finding.place, document, path),
            related=tuple((_moved(place, document, path), text) for place, text in finding.related),
            entries=names if finding.entries else (),
        )
        for finding in known.findings
    ]
    return findings, [Chain(document.source, document.prefix + path, name, *chain[3:]) for chain in known.chains]


def _moved(place: Place, document: Document, path: Path) -> Place:
    return Place(document, path + place.path, place.key)


def _inside(finding: Finding, entry: Entry) -> Finding | None:
    """Give a finding with its places inside the entry, None if it points elsewhere or knows no name to give way."""
    base, size = entry.place, len(entry.place.path)
    places = (finding.place, *(place for place, _ in finding.related))
    if any(place.document is not base.document or place.path[:size] != base.path for place in places):
        return None
    if finding.span or finding.related_span or (finding.fix and finding.fix.edit) or not entry.name:
        return None
    first, *others = (Place(_ENTRY, place.path[size:], place.key) for place in places)
    texts = (text for _, text in finding.related)
    quotes = len(first.path) == 2 and first.path[0] == "litellm_params" and not first.key
    own = entry.params.get(first.path[1]) if quotes else None
    actual = _WRITTEN if type(own) is str and finding.actual == own else finding.actual
    return finding._replace(place=first, related=tuple(zip(others, texts, strict=True)), actual=actual)


def _mentioned(values: list[str], findings: Iterable[Finding], chains: Iterable[Chain]) -> bool:
    """Say whether a finding or chain quotes one of the values, from its start."""
    told = [text for finding in findings for text in (finding.message, finding.expected, finding.actual, finding.label)]
    told += [text for finding in findings if finding.fix is not None for text in finding.fix[:2]]
    for chain in chains:
        told += [chain.reference, chain.instead]
        for step in chain.steps:
            told += [step.message, step.remedy, step.expected, step.actual, *step.predicts]
    return any(value[:_QUOTED] in text for value in values for text in told if text)


_QUOTED = 40
"""Rules cut what they quote, but never shorter than this."""
