"""The report for GitHub Actions: annotations as workflow commands, and a job summary in Markdown.

Commands and their escaping: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands and
`actions/toolkit: packages/core/src/command.ts`, looked at on 2026-11-25.
"""

import html
from typing import Any

from validator.chain import Chain
from validator.finding import Diagnostic
from validator.redact import hide, one_line
from validator.report import json_report
from validator.report.result import Result
from validator.report.text import summary

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
SHOWN = 10
"""Annotations of one level that GitHub shows for a step."""

SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary; GitHub takes nothing of a longer one."""


def render(result: Result, **options: Any) -> str:
    """Give an annotation for each finding and a last line for people. Option: quiet (annotations only)."""
    lines = [_annotation(item) for item in result.diagnostics]
    if not options.get("quiet"):
        lines += [*_beyond(result), summary(result, _plain)]
    elif not result.complete:
        lines.append("incomplete: not everything was checked")
    return "".join(f"{line}\n" for line in lines)


def _plain(colour: str, text: str) -> str:
    return text


def _beyond(result: Result) -> list[str]:
    if all(result.count(severity) <= SHOWN for severity in LEVELS):
        return []
    return [f"GitHub shows {SHOWN} annotations of a kind for each step; this log has every one"]


def _annotation(item: Diagnostic) -> str:
    span = item.span
    file = one_line(item.file, 4000)
    properties = {
        "file": file,
        "line": span.line,
        "endLine": max(span.line, span.end_line),
        "col": span.column,
        "endColumn": span.end_column,
        "title": f"oidclint: {item.rule}",
    }
    lines = [f"{file}:{span.line}:{span.column}: {item.message}", *_advice(item)]  # the log shows only the message
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{LEVELS[item.severity]} {listed}::{_data(chr(10).join(lines))}"


def _advice(item: Diagnostic) -> list[str]:
    lines = []
    if len(item.entries) > 1:
        more = f" and {len(item.entries) - 8} more" if len(item.entries) > 8 else ""
        lines.append(f"{len(item.entries)} entries: {', '.join(item.entries[:8])}{more}")
    if item.expected:
        lines.append(f"expected: {item.expected}")
    if item.fix is not None:
        lines.append(one_line(item.fix.offer))
    if item.help:
        lines.append(f"more: {item.help}")
    return lines


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(result: Result, limit: int = SUMMARY_LIMIT) -> str:
    """Give the job summary in Markdown, at most `limit` bytes of UTF-8; empty if that is too little for its head.

    What comes from files stands in HTML blocks, where Markdown is not read, with HTML's own characters escaped.
    """
    refused = result.refused
    head = f"### oidclint\n\n<p>{_html(summary(result, _plain), 1000)}</p>\n"
    cut = (
        f"\n<p>Not everything fits here: {len(result.diagnostics)} findings and {len(refused)} refused chains in all; "
        "the log has every finding</p>\n"
    )
    parts = _Parts(limit - len(cut.encode()) - 1)
    if not parts.add(head):
        return ""
    whole = parts.table("", ("severity", "place", "rule", "finding"), [_row(item) for item in result.diagnostics])
    if whole:
        columns = ("file", "model", "reference", "step", "why")
        whole = parts.table("#### Refused\n\n", columns, [_refusal(chain) for chain in refused])
    return "".join([*parts.texts, *([] if whole else [cut]), "\n"])


class _Parts:
    """Text that may grow up to a number of bytes."""

    def __init__(self, room: int) -> None:
        self.texts: list[str] = []
        self._room = room

    def add(self, text: str) -> bool:
        """Add a text if there is room for it."""
        size = len(text.encode("utf-8", "backslashreplace"))
        if size > self._room:
            return False
        self.texts.append(text)
        self._room -= size
        return True

    def table(self, title: str, columns: tuple[str, ...], rows: list[str]) -> bool:
        """Add a table with as many rows as there is room for; say whether all of it went in."""
        if not rows:
            return True
        start = f"\n{title}<table>\n<tr>{''.join(f'<th>{name}</th>' for name in columns)}</tr>\n"
        end = "</table>\n"
        self._room -= len(end)
        begun = self.add(start)
        whole = begun and all(self.add(row) for row in rows)  # stops at the first that does not fit
        self._room += len(end)
        return (not begun or self.add(end)) and whole


def _html(text: str, limit: int = 400) -> str:
    return html.escape(one_line(text, limit))


def _row(item: Diagnostic) -> str:
    place = f"{_html(item.file)}:{item.span.line}:{item.span.column}"
    told = "<br>".join(_html(line) for line in [item.message, *_advice(item)])
    return f"<tr><td>{item.severity}</td><td><code>{place}</code></td><td><code>{_html(item.rule)}</code></td><td>{told}</td></tr>\n"


def _refusal(chain: Chain) -> str:
    told = json_report.chain(chain)  # hides a reference that may be a pasted key
    model = chain.model if chain.model is not None else ".".join(map(str, chain.path))
    reference = "a variable" if chain.reference is None else hide(told["reference"])
    step = next(step for step in chain.steps if step.verdict == "deny")
    why = "<br>".join(
        [_html(step.message), *(f"<code>{_html(words)}</code>" for words in step.predicts[:2])]
        + ([_html(step.remedy)] if step.remedy else [])
    )
    cells = [f"<code>{_html(text)}</code>" for text in (chain.file, model, reference)]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in [*cells, step.step, why]) + "</tr>\n"
