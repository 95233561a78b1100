"""From the new value of a scalar to the change of a file's text: quotes, anchors and tags stay as they are written."""

import json
import re

from validator.document import Document, Span, lines_of
from validator.finding import Edit

_BEFORE = re.compile(r"(?:[&!][^\s\[\]{},]*\s+)+")
"""An anchor or a tag before the scalar."""

_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_./@+=-]*$")
"""What needs no quotes anywhere in YAML: no blank, no indicator, no colon; and it is no number, date or boolean."""

_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


def edit_of(document: Document, span: Span, replacement: str) -> Edit | None:
    """Give the edit that makes the scalar at `span` read `replacement`.

    None where no edit of that text alone can do it: a block or a text over several lines, an alias, a text inside
    a text that is quoted itself.
    """
    if span.line != span.end_line or (document.carrier is not None and document.carrier.whole is not None):
        return None
    lines = lines_of(document.file_text)
    if span.line > len(lines):
        return None
    line = lines[span.line - 1]
    written = line[span.column - 1 : span.end_column - 1]
    before = _BEFORE.match(written)
    start = span.column + (before.end() if before else 0)
    written = line[start - 1 : span.end_column - 1]
    style = written[:1]
    if not written or style in "|>*&!" or replacement != replacement.strip() or not replacement.isprintable():
        return None
    if style == '"':
        text = json.dumps(replacement, ensure_ascii=False)
    elif style == "'":
        text = "'" + replacement.replace("'", "''") + "'"
    elif _PLAIN.match(replacement) and replacement.lower() not in _WORDS:
        text = replacement
    else:
        text = json.dumps(replacement, ensure_ascii=False)
    return Edit(Span(span.line, start, span.line, span.end_column), text)


def applied(text: str, edits: list[Edit]) -> tuple[str, list[Edit]]:
    """Change a file's text; give it with the edits that were done.

    Of edits that overlap the first in the file is done and the others are left: they may be offered again afterwards.
    Line ends, a byte order mark and everything else stay as they are.
    """
    starts = line_starts(text)
    pieces: list[str] = []
    done: list[Edit] = []
    position = 0
    for edit in sorted(set(edits)):
        start = starts[edit.span.line - 1] + edit.span.column - 1
        end = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        if start < position or end > len(text):
            continue
        pieces += (text[position:start], edit.text)
        position = end
        done.append(edit)
    return "".join(pieces) + text[position:], done


def line_starts(text: str) -> list[int]:
    """Give the offset of each line of a file, as YAML counts lines; a byte order mark belongs to no line."""
    starts = [1 if text.startswith("\ufeff") else 0]
    starts += [match.end() for match in re.finditer("\r\n|[\n\r\x85\u2028\u2029]", text)]
    return starts
