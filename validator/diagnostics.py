"""Findings that meet their severity, their lines and their fingerprint: what reports print."""

from collections.abc import Iterable
from typing import Any

from validator.document import Document, Path, Span
from validator.edit import edit_of
from validator.finding import Diagnostic, Finding, Place
from validator.lint import Catalogue
from validator.redact import one_line


def resolve(findings: Iterable[Finding], catalogue: Catalogue) -> list[Diagnostic]:
    """Give every finding its severity, span and fingerprint; equal ones of several entries become one."""
    kept: dict[tuple[Any, ...], Diagnostic] = {}
    for finding in findings:
        place = finding.place
        span = finding.span or place.span()
        key = (finding.rule, place.document.source, span, finding.message)
        diagnostic = kept.get(key)
        if diagnostic is not None:
            names = (one_line(name, 80) for name in finding.entries)
            more = tuple(name for name in names if name not in diagnostic.entries)
            kept[key] = diagnostic._replace(entries=diagnostic.entries + more) if more else diagnostic
            continue
        kept[key] = _diagnostic(finding, span, catalogue)
    return list(kept.values())


def _diagnostic(finding: Finding, span: Span, catalogue: Catalogue) -> Diagnostic:
    document = finding.place.document
    path = document.prefix + finding.place.path
    key = path[-1] if path else ""
    redact = catalogue.redaction
    actual = None if finding.actual is None else one_line(redact.value(key, finding.actual))
    file = document.source
    shown = tuple(
        (place.document.source, finding.related_span or place.span(), text) for place, text in finding.related
    )
    fix = finding.fix
    if fix is not None:
        fix = fix._replace(replacement=one_line(fix.replacement), edit=edit_of(document, span, fix.replacement))
    digest = digest_of(finding.rule, named_path(document, finding.place.path), finding.actual or finding.content)
    return Diagnostic(
        finding.rule,
        catalogue.remapped.get(finding.rule) or finding.severity or catalogue.severity(finding.rule),
        one_line(finding.message, 400),
        file,
        span,
        path,
        in_file(file, digest),
        finding.expected and one_line(finding.expected),
        actual,
        fix,
        catalogue.rules.get(finding.rule, {}).get("help") or f"oidclint rules {finding.rule}",
        finding.label,
        shown,
        tuple(one_line(name, 80) for name in finding.entries),
        digest,
    )


_NAMES = ("model_name", "credential_name", "guardrail_name", "vector_store_name", "search_tool_name", "name")
"""Keys by which an item of a list is known: it keeps its name when others come before it, but not its index."""


def named_path(document: Document, path: Path) -> Path:
    """Give a route of keys with the name of a list item for its index, so that it outlives an insertion above."""
    steps: list[str | int] = []
    data = document.data
    for step in path:
        name: str | int = step
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        if type(step) is int and isinstance(data, dict):
            name = next((f"{key}={data[key]}" for key in _NAMES if isinstance(data.get(key), str)), step)
        steps.append(name)
    return (*document.prefix, *steps)


def digest_of(rule: str, path: Path, value: str) -> str:
    """Hash rule, key path and offending value."""
    return _hash((rule, *(str(step) for step in path), value))


def in_file(file: str, digest: str) -> str:
    """Make the fingerprint of a finding in a file: it stays the same when lines move."""
    return _hash((file, digest))


def _hash(parts: tuple[str, ...]) -> str:
    import hashlib

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file, line, column, rule."""
    return sorted(diagnostics, key=lambda item: (item.file, item.span.line, item.span.column, item.rule, item.message))


def malformed(document: Document, message: str, line: int, column: int) -> Finding:
    """Make the finding for a text that does not parse."""
    span = Span(line, column, line, column + 1)
    # what is wrong is what the finding is about: a baseline that knows one error does not know the next
    return Finding("malformed-file", Place(document), message, None, span=span, content=message)
