"""The lines that findings stand on, cut out of their file with credentials starred: all of a file that is ever shown."""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from validator.document import Document, Span, lines_of
from validator.finding import Diagnostic
from validator.redact import STARS, Redaction, hide

Lines = Mapping[int, str]
"""Line number, from 1 → the line, fit to show."""


def excerpts(
    diagnostics: Iterable[Diagnostic], documents: Iterable[Document], redaction: Redaction
) -> dict[str, Lines]:
    """Give, by file, the lines that the diagnostics and their related places stand on.

    `documents` are those the diagnostics are about; several may stand in one file.
    """
    wanted: dict[str, set[int]] = {}
    for item in diagnostics:
        wanted.setdefault(item.file, set()).add(item.span.line)
        for file, span, _ in item.related:
            wanted.setdefault(file, set()).add(span.line)
    found: dict[str, dict[int, str]] = {}
    starred: dict[str, dict[int, list[Span]]] = {}
    texts: dict[str, tuple[list[str], bool]] = {}
    for document in documents:
        if document.source in wanted:
            lines, unparsed = texts.get(document.source) or (lines_of(document.file_text), False)
            texts[document.source] = (lines, unparsed or document.root is None)
            for number, spans in secret_spans(document, redaction).items():
                starred.setdefault(document.source, {}).setdefault(number, []).extend(spans)
    for file, numbers in wanted.items():
        lines, unparsed = texts.get(file, ([], True))
        secrets = starred.get(file, {})
        shown = found.setdefault(file, {})
        for number in numbers:
            if 0 < number <= len(lines) and lines[number - 1].strip():
                line = _starred(lines[number - 1], number, secrets.get(number, ()))
                if line.count("\ufffd") > len(line) // 10 + 1:
                    continue  # binary data tells nobody anything
                shown[number] = hide(_hide_unparsed(line, redaction) if unparsed else line).replace("\t", " ")
    return dict(found)


def _starred(line: str, number: int, secrets: Iterable[Span]) -> str:
    for span in sorted(secrets, reverse=True):
        start = span.column - 1 if span.line == number else 0
        end = span.end_column - 1 if span.end_line == number else len(line)
        line = line[:start] + _stars(end - start) + line[end:]
    return line


def _stars(length: int) -> str:
    return STARS + " " * (length - len(STARS)) if length > len(STARS) else "•" * max(length, 1)


_PAIR = re.compile(r"(?<![\w-])([\w-]+)[\"']?\s*[:=]\s*(?=\S)")


def _hide_unparsed(line: str, redaction: Redaction) -> str:
    """Star what stands behind a credential key in a line of a text that could not be parsed."""
    for match in _PAIR.finditer(line):
        start = match.end()
        if redaction.secret_key(match[1]) and redaction.value(match[1], line[start:]) == STARS:
            return line[:start] + _stars(len(line) - start)
    return line


def starred_lines(text: str, documents: Iterable[Document], redaction: Redaction) -> list[str]:
    """Give all lines of a file with credentials starred: the difference of a fix shows lines around the change."""
    secrets: dict[int, list[Span]] = {}
    for document in documents:
        for number, spans in secret_spans(document, redaction).items():
            secrets.setdefault(number, []).extend(spans)
    lines = enumerate(lines_of(text.removeprefix("\ufeff")), 1)
    return [hide(_starred(line, number, set(secrets.get(number, ())))) for number, line in lines]


def secret_spans(document: Document, redaction: Redaction) -> dict[int, list[Span]]:
    """Give the spans of every scalar under a credential key, by line; references are not secret."""
    found: dict[int, list[Span]] = {}
    if document.root is None:
        return found
    secret_key = functools.lru_cache(1024)(redaction.secret_key)  # the same few keys stand in every entry
    shared = "*" in document.text  # an alias: which of its places comes first decides
    stack: list[tuple[Any, bool]] = [(document.root, False)]
    seen: set[int] = set()
    while stack:
        node, secret = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.id == "scalar":
            if secret and redaction.value("password", node.value) == STARS and node.value:
                start, end = node.start_mark, node.end_mark
                span = document.outer(Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1))
                for line in range(span.line, span.end_line + 1):
                    found.setdefault(line, []).append(span)
        elif node.id == "mapping":
            for key, value in node.value:
                inside = secret or (key.id == "scalar" and secret_key(key.value))
                if inside or value.id != "scalar" or shared:
                    stack.append((value, inside))
        else:
            stack += [(child, secret) for child in node.value]
    return found
