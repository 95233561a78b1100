"""The difference that fixes make, as a unified diff with credentials starred."""

from collections.abc import Iterable, Iterator

from validator.document import Document, Malformed, lines_of, parse_all
from validator.excerpt import starred_lines
from validator.intake import Manner, intake
from validator.redact import Redaction, safe

_CONTEXT = 3


def difference(name: str, before: str, after: str, redaction: Redaction) -> str:
    """Give the unified diff of one file; line ends are not shown, and characters that steer a terminal are escaped.

    A fix changes lines and neither adds nor takes out any, so that they are compared one by one.
    """
    old, new = (_lines(name, text, redaction) for text in (before, after))
    changed = [
        index for index, pair in enumerate(zip(lines_of(before), lines_of(after), strict=True)) if pair[0] != pair[1]
    ]
    marked = frozenset(changed)
    shown = safe(name).replace("\n", "\\n")
    first, second = (shown, shown) if name.startswith("/") else (f"a/{shown}", f"b/{shown}")
    out = [f"--- {first}", f"+++ {second}"]
    for start, end in _hunks(changed, len(old)):
        out.append(f"@@ -{start + 1},{end - start} +{start + 1},{end - start} @@")
        for index in range(start, end):
            pairs = [("-", old[index]), ("+", new[index])] if index in marked else [(" ", old[index])]
            for sign, line in pairs:
                out.append(sign + line.removesuffix("\0"))
                if line.endswith("\0"):
                    out.append("\\ No newline at end of file")
    return "".join(f"{line}\n" for line in out)


def _hunks(changed: list[int], number: int) -> Iterator[tuple[int, int]]:
    """Give the first line and the one after the last of each stretch around the changed lines."""
    start = end = -1
    for index in changed:
        if start >= 0 and index - _CONTEXT > end:
            yield start, end
            start = -1
        if start < 0:
            start = max(0, index - _CONTEXT)
        end = min(number, index + _CONTEXT + 1)
    if start >= 0:
        yield start, end


def _lines(name: str, text: str, redaction: Redaction) -> list[str]:
    lines = [safe(line) for line in starred_lines(text, _documents(name, text), redaction)]
    if lines and lines[-1] == "":
        lines.pop()
    elif lines:
        lines[-1] += "\0"  # put into words above
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
