"""The difference that fixes make, as a unified diff with credentials starred."""

import difflib
from collections.abc import Iterable

from validator.document import Document, Malformed, parse_all
from validator.excerpt import starred_lines
from validator.intake import Manner, intake
from validator.redact import Redaction, safe


def difference(name: str, before: str, after: str, redaction: Redaction) -> str:
    """Give the unified diff of one file; line ends are not shown, and characters that steer a terminal are escaped."""
    old, new = (_lines(name, text, redaction) for text in (before, after))
    shown = safe(name).replace("\n", "\\n")
    first, second = (shown, shown) if name.startswith("/") else (f"a/{shown}", f"b/{shown}")
    out = []
    for line in difflib.unified_diff(old, new, first, second, lineterm=""):
        out.append(line)
        if line[:1] in " -+" and line[1:].endswith("\0"):
            out[-1] = line[:-1]
            out.append("\\ No newline at end of file")
    return "".join(f"{line}\n" for line in out)


def _lines(name: str, text: str, redaction: Redaction) -> list[str]:
    lines = [safe(line) for line in starred_lines(text, _documents(name, text), redaction)]
    if lines and lines[-1] == "":
        lines.pop()
    elif lines:
        lines[-1] += "\0"  # takes part in the comparison, and is put into words above
    return lines


def _documents(name: str, text: str) -> Iterable[Document]:
    found = [
        config.document
        for config in intake(name, text, text.encode("utf-8", "replace"), Manner(True, False, True)).configs
    ]
    try:
        return [*found, *parse_all(text, name)]
    except Malformed:
        return found
