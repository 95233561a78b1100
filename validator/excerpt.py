"""The lines that findings stand on, cut out of their file with credentials starred: all of a file that is ever shown."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
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
                shown[number] = hide(_hide_pairs(line, redaction, 0 if unparsed else _comment(line))).replace("\t", " ")
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


def _comment(line: str) -> int:
    """Give where a comment may begin in a line, its length if there is none."""
    if line.lstrip().startswith("#"):
        return 0
    found = line.find(" #")
    return found if found >= 0 else len(line)


def _hide_pairs(line: str, redaction: Redaction, start: int) -> str:
    """Star what stands behind a credential key in a stretch of a line that nobody has parsed: a broken file, a comment."""
    for match in _PAIR.finditer(line, start):
        begin = match.end()
        if redaction.secret_key(match[1]) and redaction.value(match[1], line[begin:]) == STARS:
            return line[:begin] + _stars(len(line) - begin)
    return line


def starred_lines(text: str, documents: Iterable[Document], redaction: Redaction) -> list[str]:
    """Give all lines of a file with credentials starred: the difference of a fix shows lines around the change."""
    secrets: dict[int, list[Span]] = {}
    for document in documents:
        for number, spans in secret_spans(document, redaction).items():
            secrets.setdefault(number, []).extend(spans)
    lines = enumerate(lines_of(text.removeprefix("\ufeff")), 1)
    shown = ((line, _starred(line, number, set(secrets.get(number, ())))) for number, line in lines)
    return [hide(_hide_pairs(starred, redaction, _comment(line))) for line, starred in shown]


def secret_spans(document: Document, redaction: Redaction) -> dict[int, list[Span]]:
    """Give the spans, by line, of every scalar under a credential key or with a secret in it; references are none.

    In Kubernetes terms a credential key is also any of a Secret's `stringData`, and the `name` of a variable beside its
    `value`. A text that is a config itself has its own document, and its own spans.
    """
    found: dict[int, list[Span]] = {}
    if document.root is None:
        return found
    secret_key = functools.lru_cache(1024)(redaction.secret_key)  # the same few keys stand in every entry
    own = document.own_text
    deep = "\\" in own or hide(own) != own  # a token may stand anywhere, even where its text does not show it
    shared = "*" in own  # an alias: which of its places comes first decides
    stack: list[tuple[Any, bool]] = [(document.root, False)]
    seen: set[int] = set()
    while stack:
        node, secret = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.id == "scalar":
            if _is_secret(node.value, secret, redaction):
                start, end = node.start_mark, node.end_mark
                span = document.outer(Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1))
                for line in range(span.line, span.end_line + 1):
                    found.setdefault(line, []).append(span)
        elif node.id == "mapping":
            named = _secret_members(node, secret_key)
            for key, value in node.value:
                inside = secret or (key.id == "scalar" and (key.value in named or secret_key(key.value)))
                if inside or value.id != "scalar" or shared or _may_hold(value.value, deep):
                    stack.append((value, inside))
        else:
            stack += [(child, secret) for child in node.value]
    return found


_SHORT = 12
"""No token or key that is known by its looks is shorter."""


def _may_hold(text: str, deep: bool) -> bool:
    """Say quickly whether a scalar under any key is worth a look: for a token, or for pairs inside a text."""
    return len(text) > _SHORT and (deep or '"' in text or ": " in text or "=" in text)


def _is_secret(text: str, secret: bool, redaction: Redaction) -> bool:
    if secret:
        return bool(text) and "model_list" not in text and redaction.value("password", text) == STARS
    if len(text) <= _SHORT or "model_list" in text:
        return False
    if hide(text) != text:
        return True
    return ('"' in text or ": " in text or "=" in text) and "\n" not in text and _hide_pairs(text, redaction, 0) != text


def _secret_members(node: Any, secret_key: Callable[[str], bool]) -> tuple[str, ...]:
    """Give the keys of a mapping that hold credentials by what stands beside them."""
    pairs = {key.value: value for key, value in node.value if key.id == "scalar"} if len(node.value) <= 8 else {}
    kind, name = pairs.get("kind"), pairs.get("name")
    if kind is not None and kind.id == "scalar" and kind.value == "Secret":
        return ("stringData", "data")
    if "value" in pairs and name is not None and name.id == "scalar" and secret_key(name.value):
        return ("value",)
    return ()
