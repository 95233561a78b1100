"""The GitLab Code Quality report: a JSON array, one object per finding.

The shape is that of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, looked at on
2026-11-25. GitLab reads `lines` or `positions`; both say the same, the second knows the column.
"""

from typing import Any

from validator.finding import Diagnostic
from validator.report.json_report import dump
from validator.report.result import Result

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
"""Ours → GitLab's. `critical` and `blocker` are left to those who remap."""


def render(result: Result, **options: Any) -> str:
    """Give the findings as GitLab reads them; always a whole document, `[]` when there are none."""
    seen: dict[str, int] = {}
    issues = []
    for item in result.diagnostics:
        seen[item.fingerprint] = seen.get(item.fingerprint, 0) + 1
        issues.append(_issue(item, seen[item.fingerprint]))
    return dump(issues)


def _issue(item: Diagnostic, number: int) -> dict[str, Any]:
    span = item.span
    return {
        "description": _description(item),
        "check_name": item.rule,
        # GitLab shows one of those with the same fingerprint: the second and later ones are numbered.
        "fingerprint": item.fingerprint if number == 1 else f"{item.fingerprint}-{number}",
        "severity": SEVERITIES[item.severity],
        "location": {
            "path": item.file,
            "lines": {"begin": span.line, "end": max(span.line, span.end_line)},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }


def _description(item: Diagnostic) -> str:
    """Give the whole finding in one line: it is all that GitLab shows."""
    parts = [item.message]
    if item.expected:
        parts.append(f"expected: {item.expected}")
    if item.fix is not None:
        parts.append(item.fix.offer)
    if len(item.entries) > 1:
        parts.append(f"{len(item.entries)} entries: {', '.join(item.entries[:8])}{' …' if item.entries[8:] else ''}")
    return "; ".join(parts)
