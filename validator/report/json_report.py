"""The JSON report (schemas/report.schema.json)."""

import json
from typing import Any

from validator.chain import Chain, Step
from validator.finding import Diagnostic
from validator.redact import COMMAND, hide, one_line
from validator.report.result import Result


def render(result: Result, **options: Any) -> str:
    """Give the report as JSON text with a line end."""
    return dump(report(result))


def _hidden(data: Any) -> Any:
    """Hide what looks like a token or a key in every text but the names of files."""
    if isinstance(data, str):
        return hide(data)
    if isinstance(data, dict):
        return {key: item if key == "file" else _hidden(item) for key, item in data.items()}
    return [_hidden(item) for item in data] if isinstance(data, list) else data


def dump(data: Any) -> str:
    """Give data as JSON text with a line end; characters that steer a terminal stand as escapes."""
    text = json.dumps(_hidden(data), ensure_ascii=False, indent=1, default=str)
    if "##" in text:
        text = COMMAND.sub(r"#\\u0023", text)
    if text.isascii():
        return text.translate(_ESCAPES) + "\n"
    # one foreign letter makes translating the whole text slow; most lines have nothing to escape
    lines = (line if line.isprintable() else line.translate(_ESCAPES) for line in text.split("\n"))
    return "\n".join(lines) + "\n"


_ESCAPES = {
    code: json.dumps(chr(code))[1:-1]
    for code in (
        *range(0x7F, 0xA0),
        0xAD,
        0x61C,
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xD800, 0xE000),
        *range(0xE0000, 0xE0080),
    )
}


def report(result: Result) -> dict[str, Any]:
    """Give the report as data."""
    more: dict[str, Any] = {}
    if result.fixed:
        more["fixed"] = [finding(item) for item in result.fixed]
    if result.difference:
        more["diff"] = result.difference
    if result.stale:
        more["stale"] = [
            {"fingerprint": item.fingerprint, "count": item.number, "rule": item.rule, "file": item.file}
            for item in result.stale
        ]
    return {
        "version": 1,
        "tool": {"name": "oidclint", "version": result.version},
        "litellm": {"version": result.litellm_version, "source": result.litellm_source},
        "complete": result.complete,
        "summary": {
            "files": result.files,
            "entries": result.entries,
            "errors": result.count("error"),
            "warnings": result.count("warning"),
            "infos": result.count("info"),
            "ignored": result.ignored,
            "ignored_by": {
                by: sum(item.by == by for item in result.suppressed) for by in ("comment", "settings", "baseline")
            },
            "fixed": len(result.fixed),
            "stale": sum(item.number for item in result.stale),
            "not_judged": list(result.not_judged),
        },
        "findings": [finding(item) for item in result.diagnostics],
        "configs": [
            {
                "file": config.file,
                "loads": config.loads,
                "deployments": list(config.deployments),
                "dropped": [list(path) for path in config.dropped],
                "predicts": list(config.predicts),
            }
            for config in result.configs
        ],
        "chains": [chain(item) for item in result.chains],
        **more,
    }


def finding(item: Diagnostic) -> dict[str, Any]:
    """Give one finding as data; optional keys are absent, never wrong."""
    out: dict[str, Any] = {
        "rule": item.rule,
        "severity": item.severity,
        "message": item.message,
        "file": item.file,
        "line": item.span.line,
        "column": item.span.column,
        "end_line": item.span.end_line,
        "end_column": item.span.end_column,
        "path": [step if type(step) in (str, int) else str(step) for step in item.path],
        "fingerprint": item.fingerprint,
    }
    if item.expected is not None:
        out["expected"] = item.expected
    if item.actual is not None:
        out["actual"] = item.actual
    if item.fix is not None:
        out["fix"] = {"title": item.fix.title, "safe": item.fix.safe, "replacement": item.fix.replacement}
    if item.entries:
        out["entries"] = list(item.entries)
    if item.related:
        out["related"] = [
            {"file": file, "line": span.line, "column": span.column, "message": text}
            for file, span, text in item.related
        ]
    if item.help is not None:
        out["help"] = item.help
    return out


def chain(item: Chain) -> dict[str, Any]:
    """Give one chain as data (contract, section 4)."""
    out: dict[str, Any] = {
        "file": item.file,
        "path": list(item.path),
        "model": item.model,
        "reference": None if item.reference is None else _reference(item),
        "relying_party": item.relying_party,
        "outcome": item.outcome,
        "verdict": item.verdict,
        "steps": [step(found) for found in item.steps],
    }
    if item.outcome == "unused":
        out["instead"] = item.instead
    if item.field:
        out["field"] = item.field
    if item.outcome in ("fails", "not-loaded"):
        out["predicts"] = [one_line(text, 500) for found in item.steps for text in found.predicts]
    if item.versions is not None:
        out["litellm"] = item.versions
    return out


def _reference(item: Chain) -> str:
    text = item.reference or ""
    shown = text.startswith(("oidc/", "os.environ/")) or text.lower().lstrip().startswith(("oidc", "odic"))
    return text if shown else "•••"


def step(item: Step) -> dict[str, Any]:
    """Give one step as data."""
    out: dict[str, Any] = {
        "step": item.step,
        "verdict": item.verdict,
        "reason": item.reason,
        "message": one_line(item.message, 400),
    }
    if item.expected is not None:
        out["expected"] = item.expected
    if item.actual is not None:
        out["actual"] = item.actual
    if item.remedy is not None:
        out["remedy"] = one_line(item.remedy, 400)
    if item.predicts:
        out["predicts"] = [one_line(text, 500) for text in item.predicts]
    if item.rule is not None:
        out["rule"] = item.rule
    return out
