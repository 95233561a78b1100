"""The rules of packs as checks like ours: views in, findings out."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from validator.finding import UNDECIDED, Finding, Place
from validator.lint import Catalogue
from validator.litellm.survey import EntryView, Survey
from validator.litellm.uses import Use
from validator.packs.constraint import Failure, Open, Shy
from validator.packs.pack import Pack, PackRule
from validator.packs.views import Viewer, place_in_entry, place_in_reference, uncertain
from validator.redact import STARS, Redaction, one_line
from validator.rules import Check

_RECORDER = "views"

MAX_KNOWN = 50_000
"""So many verdicts are remembered for a rule before it starts anew."""

MAX_FACTS = 3
"""So many members are named in one message."""


def with_packs(catalogue: Catalogue, packs: tuple[Pack, ...]) -> Catalogue:
    """Give the catalogue with the rules of the packs in it."""
    if not packs:
        return catalogue
    rules: dict[str, Mapping[str, Any]] = dict(catalogue.rules)
    checks = list(catalogue.extra)
    for pack in packs:
        for rule in pack.rules:
            command = f"oidclint rules {rule.id} --rule-pack {_quoted(pack.file)}"
            rules[rule.id] = {key: rule.page[key] for key in ("title", "severity", "status")} | {"help": command}
        checks += checks_of(pack, catalogue.redaction)
    return catalogue._replace(rules=rules, extra=tuple(checks), plan={}, use_plan={}, clean={})


def checks_of(pack: Pack, redaction: Redaction) -> tuple[Check, ...]:
    """Give the checks of a pack's rules."""
    return tuple(
        Check(rule.id, "entry", _entry_check(rule, redaction))
        if rule.view == "entry"
        else Check(rule.id, "use", _reference_check(rule, redaction))
        for rule in pack.rules
    )


def recorder(redaction: Redaction, into: list[tuple[str, Place, dict[str, Any]]]) -> tuple[Check, ...]:
    """Give checks that find nothing and note every view they meet: its kind, its place, the view."""

    def entry(view: EntryView, survey: Survey) -> Iterator[Finding]:
        into.append(("entry", view.entry.place, Viewer(survey, redaction).entry(view)))
        return iter(())

    def reference(use: Use, survey: Survey) -> Iterator[Finding]:
        into.append(("reference", _place_of(use, survey), Viewer(survey, redaction).reference(use)))
        return iter(())

    return Check(_RECORDER, "entry", entry), Check(_RECORDER, "use", reference)


def _entry_check(rule: PackRule, redaction: Redaction) -> Callable[..., Iterator[Finding]]:
    judged = _Judged(rule)

    def check(view: EntryView, survey: Survey) -> Iterator[Finding]:
        failures = judged.failures(Viewer(survey, redaction).entry(view, rule.members))
        if failures is None:
            yield Finding(rule.id, view.entry.place, "", UNDECIDED)
        elif failures:
            path = ("params", rule.point_at) if rule.point_at is not None else failures[0].path
            named = (view.entry.name,) if view.entry.name is not None else ()
            inside = failures[0].path[1:2] if failures[0].path[:1] == ("references",) else ()
            use = view.uses[inside[0]] if inside and isinstance(inside[0], int) else None
            text = _text(Viewer(survey, redaction), use)
            yield _finding(rule, failures, place_in_entry(view, path), text, redaction)._replace(entries=named)

    return check


def _reference_check(rule: PackRule, redaction: Redaction) -> Callable[..., Iterator[Finding]]:
    judged = _Judged(rule)

    def check(use: Use, survey: Survey) -> Iterator[Finding]:
        failures = judged.failures(Viewer(survey, redaction).reference(use, rule.members))
        if failures is None or (failures and uncertain(use)):
            yield Finding(rule.id, _place_of(use, survey), "", UNDECIDED)
        elif failures:
            view = survey.view_of(use)
            place = None
            if rule.point_at is not None and view is not None:
                place = place_in_entry(view, ("params", rule.point_at))
            elif failures[0].path:
                place = place_in_reference(use, str(failures[0].path[0]))
            text = _text(Viewer(survey, redaction), use)
            yield _finding(rule, failures, place or _place_of(use, survey), text, redaction)

    return check


def _place_of(use: Use, survey: Survey) -> Place:
    entry = use.entry.place if use.entry is not None else None
    return use.value.place or entry or Place(survey.config.document)


class _Judged:
    """A rule with the verdicts it has given: a fleet of configs repeats the same few views."""

    def __init__(self, rule: PackRule) -> None:
        self._rule = rule
        self._known: dict[Any, list[Failure] | None] = {}

    def failures(self, view: dict[str, Any]) -> list[Failure] | None:
        """Say where a view breaks the rule; nothing if it holds, None if what is unknown decides."""
        key = _likeness(view)
        if key in self._known:
            return self._known[key]
        verdict = self._rule.judge(view)
        found = None if verdict is None else [] if verdict else self._rule.schema.failures(view)
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[key] = found
        return found


def _likeness(value: Any) -> Any:
    """Give a hashable stand-in that tells apart what a rule or its message could."""
    if isinstance(value, dict):
        return tuple([(name, _likeness(part)) for name, part in value.items()])
    if isinstance(value, list):
        return (list, *map(_likeness, value))
    return value if type(value) is str or isinstance(value, Open) else (type(value), value)


def _text(viewer: Viewer, use: Use | None) -> str | None:
    """Give a reference's text where the config itself has it."""
    text = viewer.reference(use, ("text",)).get("text") if use is not None else None
    return text if type(text) is str else None


def _finding(rule: PackRule, failures: list[Failure], place: Place, text: str | None, redaction: Redaction) -> Finding:
    """Make a finding; `text` is the reference it is about, and what the report shows of a part of it."""
    facts = list(dict.fromkeys(fact for failure in failures if (fact := _fact(failure))))
    more = f" and {len(facts) - MAX_FACTS} more" if len(facts) > MAX_FACTS else ""
    message = rule.message + (f"; {', '.join(facts[:MAX_FACTS])}{more}" if facts else "")
    first = failures[0]
    expected = None if first.missing or first.unwanted else one_line(first.expected, 120)
    shown = _shown(first)
    if shown is None or redaction.value(place.path[-1] if place.path else "", shown) == STARS:
        shown = text
    return Finding(rule.id, place, message, None, expected, shown)


def _fact(failure: Failure) -> str:
    """Say of a member what it is, without a value nobody may see."""
    member = one_line(".".join(str(step) for step in failure.path), 80)
    if not member:
        return ""
    if failure.missing:
        return f"{member} is missing"
    if failure.unwanted:
        return f"{member} is there"
    shown = _shown(failure)
    if shown is None:
        return f"{member} does not fit"
    return f"{member} is {shown if not isinstance(failure.actual, str) or shown == STARS else repr(shown)}"


def _shown(failure: Failure) -> str | None:
    """Give the value as text, None where there is none to show."""
    value = failure.actual
    if failure.missing or failure.unwanted or isinstance(value, (dict, list, Shy, Open)):
        return None
    if isinstance(value, str):
        return one_line(value, 80)
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)[:40]


def _quoted(path: str) -> str:
    """Quote a file name for a shell, where it needs it."""
    return path if re.fullmatch(r"[\w@%+=:,./-]+", path, re.ASCII) else "'" + path.replace("'", "'\"'\"'") + "'"
