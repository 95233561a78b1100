"""Comments that silence rules: `# oidclint: ignore[rule, other-rule] reason`, on the line or the line above."""

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Mapping
from typing import NamedTuple

from validator.diagnostics import digest_of, in_file
from validator.document import Document, Span, lines_of
from validator.finding import Diagnostic, Suppressed
from validator.redact import one_line

_IGNORE = re.compile(r"#\s*oidclint:\s*ignore\[([^\]\n]*)\]\s*(.*)$")
_MEANT = re.compile(r"#\s*oidclint\s*[:.,-]?\s*ignore\b")
"""A comment that is meant to silence something, and is not written so."""


class Ignore(NamedTuple):
    """One `# oidclint: ignore[...]` comment: the line it stands on, the lines it covers, its rules."""

    line: int
    column: int
    covers: tuple[int, ...]
    rules: tuple[str, ...] | None
    """None for a comment that is meant to be one and silences nothing as it is written."""
    reason: str


def ignores_of(document: Document) -> list[Ignore]:
    """Read the ignore comments of a file; one alone on its line covers the next line too."""
    text = document.text
    if "oidclint" not in text:
        return []
    found = []
    texts = document.scalars_with("oidclint")
    first, last = document.own_lines()
    for number, line in enumerate(lines_of(text), 1):
        if not first <= number <= last:
            continue
        match = _IGNORE.search(line)
        meant = _MEANT.search(line) if match is None else None
        if meant is not None and not any(_holds(span, number, meant.start() + 1) for span in texts):
            place = document.outer(Span(number, meant.start() + 1, number, meant.end() + 1))
            found.append(Ignore(place.line, place.column, (), None, ""))
        if match is not None and not any(_holds(span, number, match.start() + 1) for span in texts):
            alone = line[: match.start()].strip() == ""
            rules = tuple(name.strip() for name in match[1].split(",") if name.strip())
            place = document.outer(Span(number, match.start() + 1, number, match.end() + 1))
            line_in_file = place.line
            covers = (line_in_file, line_in_file + 1) if alone else (line_in_file,)
            found.append(Ignore(line_in_file, place.column, covers, rules, match[2].strip()))
    return found


def _holds(span: Span, line: int, column: int) -> bool:
    return (span.line, span.column) <= (line, column) < (span.end_line, span.end_column)


def apply_ignores(
    diagnostics: list[Diagnostic],
    ignores: Mapping[str, list[Ignore]],
    selected: Callable[[str, str], bool],
    known: Container[str],
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """Take out what a comment ignores; an ignore that met nothing becomes a diagnostic of its own.

    `selected` says of a file and a rule whether this run would have reported it, `known` are all rules there are.
    """
    kept: list[Diagnostic] = []
    ignored: list[Suppressed] = []
    used: set[tuple[str, int, str]] = set()
    covered: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for file, listed in ignores.items():
        for ignore in listed:
            for rule in ignore.rules or ():
                covered.setdefault((file, rule), []).extend(
                    (line, ignore.line, ignore.reason) for line in ignore.covers
                )
    for lines in covered.values():
        lines.sort()
    for diagnostic in diagnostics:
        lines = covered.get((diagnostic.file, diagnostic.rule), [])
        first, last = diagnostic.span.line, max(diagnostic.span.line, _last(diagnostic))
        hits = lines[bisect_left(lines, (first, 0, "")) : bisect_left(lines, (last + 1, 0, ""))]
        used.update((diagnostic.file, line, diagnostic.rule) for _, line, _ in hits)
        if hits:
            ignored.append(Suppressed(diagnostic, "comment", hits[0][2]))
        else:
            kept.append(diagnostic)
    for file, listed in ignores.items():
        for ignore in listed:
            for rule in ignore.rules or ("",):
                if (file, ignore.line, rule) not in used and (
                    selected(file, "unused-ignore") and (rule not in known or selected(file, rule))
                ):
                    message = _useless(ignore, rule, known)
                    size = len("# oidclint: ignore[") + len(", ".join(ignore.rules or ())) + 1
                    span = Span(ignore.line, ignore.column, ignore.line, ignore.column + size)
                    kept.append(unused_ignore(message, file, span, rule))
    return kept, ignored


def _useless(ignore: Ignore, rule: str, known: Container[str]) -> str:
    if ignore.rules is None:
        return "this comment silences nothing as it is written; expected # oidclint: ignore[rule-name] reason"
    if rule == "":
        return "this ignore names no rule"
    if rule not in known:
        return f"there is no rule {one_line(rule, 60)!r} to ignore"
    return f"nothing here needs ignore[{one_line(rule, 60)}]"


def unused_ignore(message: str, file: str, span: Span, rule: str, severity: str = "warning") -> Diagnostic:
    """Make the diagnostic for an exception that nothing needs."""
    digest = digest_of("unused-ignore", (), rule)
    return Diagnostic(
        "unused-ignore",
        severity,
        message,
        file,
        span,
        (),
        in_file(file, digest),
        help="oidclint rules unused-ignore",
        digest=digest,
    )


def _last(diagnostic: Diagnostic) -> int:
    end = diagnostic.span
    return end.end_line if end.end_column > 1 else max(end.line, end.end_line - 1)
