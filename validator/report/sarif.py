"""The SARIF 2.1.0 report (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

What GitHub code scanning makes of it was looked at on 2026-11-25:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
It shows suppressed results as open alerts, so they are listed only when asked for. It takes `automationDetails` from
the upload's `category` unless the file has its own, so the file has none. It makes its own line hash; ours stands
beside it for everybody else.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from validator.document import Span
from validator.finding import Diagnostic, Suppressed
from validator.redact import hide, one_line
from validator.report.json_report import dump
from validator.report.result import Result

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
MOST_RESULTS, MOST_SHOWN = 25_000, 5_000
"""Results of a run beyond which GitHub refuses the file, and beyond which it shows only the worst."""

_DESCRIPTION = 1024
"""Characters of a description that GitHub shows."""

_LINK = re.compile(r"\[(?=[^\]]{0,500}\]\()")


def render(result: Result, **options: Any) -> str:
    """Give the report as SARIF text. Options: pages (the rules with their prose, by id), verbose (silenced findings too)."""
    return dump(report(result, options.get("pages") or {}, bool(options.get("verbose"))))


def limits(result: Result) -> list[str]:
    """Say what GitHub will not take or show of this report."""
    number = len(result.diagnostics)
    if number > MOST_RESULTS:
        return [
            f"{number} results: GitHub code scanning refuses a file with more than {MOST_RESULTS}; narrow with --select or --ignore"
        ]
    if number > MOST_SHOWN:
        return [f"{number} results: GitHub code scanning shows the worst {MOST_SHOWN} of a file"]
    return []


def report(result: Result, pages: Mapping[str, Mapping[str, Any]], silenced: bool) -> dict[str, Any]:
    """Give the report as data. Every rule of `pages` is described, so that a viewer can tell clean from not looked at."""
    listed: list[tuple[Diagnostic, Suppressed | None]] = [(item, None) for item in result.diagnostics]
    if silenced:
        listed += [(item.diagnostic, item) for item in result.suppressed]
        listed.sort(key=lambda pair: (pair[0].file, pair[0].span.line, pair[0].span.column, pair[0].rule))
    names = sorted({*pages, *(item.rule for item, _ in listed)})
    index = {name: number for number, name in enumerate(names)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "oidclint",
                "version": result.version,
                "rules": [_rule(name, pages.get(name)) for name in names],
            }
        },
        "invocations": [_invocation(result)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, index, by) for item, by in listed],
        "properties": {
            "litellm": {"version": result.litellm_version, "source": result.litellm_source},
            "files": result.files,
            "entries": result.entries,
            "ignored": result.ignored,
            "notJudged": list(result.not_judged),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(result: Result) -> dict[str, Any]:
    notes = [{"level": "warning", "message": {"text": text}} for text in limits(result)]
    if not result.complete:
        notes.insert(0, {"level": "error", "message": {"text": "not everything was checked"}})
    out: dict[str, Any] = {"executionSuccessful": result.complete}
    if notes:
        out["toolExecutionNotifications"] = notes
    return out


def _rule(name: str, page: Mapping[str, Any] | None) -> dict[str, Any]:
    called = "".join(word.capitalize() for word in name.split("-"))
    if page is None:
        text = {"text": name}
        return {"id": name, "name": called, "shortDescription": text, "fullDescription": text, "help": text}
    why, fix = (" ".join(str(page[key]).split()) for key in ("why", "fix"))
    read_on = list(dict.fromkeys([*page.get("links", ()), *page.get("sources", ())]))
    out: dict[str, Any] = {
        "id": name,
        "name": called,
        "shortDescription": {"text": page["title"]},
        "fullDescription": {"text": why if len(why) <= _DESCRIPTION else why[: _DESCRIPTION - 1] + "…"},
        "help": {
            "text": "\n".join(
                [str(page["title"]), "", "Why", why, "", "Fix", fix]
                + (["", "Read on", *read_on] if read_on else [])
                + ["", f"oidclint rules {name}"]
            ),
            "markdown": "\n".join(
                [f"**{page['title']}**", "", "### Why", "", why, "", "### Fix", "", fix]
                + (["", "### Read on", "", *(_item(text) for text in read_on)] if read_on else [])
                + ["", f"`oidclint rules {name}` shows an example."]
            ),
        },
        "defaultConfiguration": {"level": LEVELS[page["severity"]]},
        "properties": {"tags": [page["group"]], "problem.severity": PROBLEMS[page["severity"]]},
    }
    if page.get("aliases"):
        out["deprecatedIds"] = list(page["aliases"])
    return out


def _item(text: str) -> str:
    return f"- <{text}>" if text.startswith("https://") else f"- `{text}`"


def _result(item: Diagnostic, index: Mapping[str, int], silenced: Suppressed | None) -> dict[str, Any]:
    out: dict[str, Any] = {
        "ruleId": item.rule,
        "ruleIndex": index[item.rule],
        "level": LEVELS[item.severity],
        "message": {"text": _message(item)},
        "locations": [{"physicalLocation": _place(item.file, item.span)}],
        "partialFingerprints": {"oidclint/v1": item.fingerprint},
    }
    if item.related:
        out["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(file, span), "message": {"text": _unlinked(one_line(text))}}
            for number, (file, span, text) in enumerate(item.related, 1)
        ]
    fixes = _fixes(item)
    if fixes:
        out["fixes"] = fixes
    if silenced is not None:
        kind = "inSource" if silenced.by == "comment" else "external"
        out["suppressions"] = [{"kind": kind, "status": "accepted"}]
        if silenced.reason:
            out["suppressions"][0]["justification"] = one_line(silenced.reason, 400)
    return out


def _message(item: Diagnostic) -> str:
    """Give the finding as a message: square brackets that would make a link of a file's text are escaped (3.11.6)."""
    lines = [_unlinked(item.message)]
    if len(item.entries) > 1:
        more = f" and {len(item.entries) - 8} more" if len(item.entries) > 8 else ""
        lines.append(_unlinked(f"{len(item.entries)} entries: {', '.join(item.entries[:8])}{more}"))
    if item.expected:
        lines.append(_unlinked(f"expected: {item.expected}"))
    if item.fix is not None:
        lines.append(_unlinked(f"{'fix' if item.fix.safe else 'possible fix'}: {one_line(item.fix.title)}"))
    for number, (file, span, text) in enumerate(item.related, 1):
        place = f"line {span.line}" if file == item.file else f"{_bracketed(one_line(file))}:{span.line}"
        lines.append(f"see [{place}]({number}): {_unlinked(one_line(text))}")
    return "\n".join(lines)


def _unlinked(text: str) -> str:
    return _LINK.sub(r"\\[", text)


def _bracketed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _place(file: str, span: Span) -> dict[str, Any]:
    return {"artifactLocation": artifact(file), "region": _region(span)}


def artifact(file: str) -> dict[str, Any]:
    """Give the address of a file: relative to the folder of the run where it lies below it, else absolute."""
    if file == "<stdin>":
        return {"uri": quote(file), "description": {"text": "standard input"}}
    name = hide(file)
    try:
        raw = name.encode("utf-8", "surrogateescape")  # the very bytes of the name
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogatepass")
    address = quote(raw, safe="/")
    if file.startswith("/"):
        return {"uri": f"file://{address}"}
    if re.match(r"[A-Za-z]:/", file):
        return {"uri": f"file:///{file[0]}:{quote(raw[2:], safe='/')}"}
    return {"uri": address, "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, int]:
    start = {"startLine": max(1, span.line), "startColumn": max(1, span.column)}
    if (span.end_line, span.end_column) < (span.line, span.column):
        return start
    return {**start, "endLine": span.end_line, "endColumn": max(1, span.end_column)}


def _fixes(item: Diagnostic) -> list[dict[str, Any]]:
    """Give the fix as an edit, unless a secret would have to be written into the report for it."""
    fix = item.fix
    if fix is None or fix.edit is None or hide(fix.edit.text) != fix.edit.text:
        return []
    told = "safe" if fix.safe else "unsafe: look before you take it"
    change = {
        "artifactLocation": artifact(item.file),
        "replacements": [{"deletedRegion": _region(fix.edit.span), "insertedContent": {"text": fix.edit.text}}],
    }
    return [{"description": {"text": f"{_unlinked(one_line(fix.title))} ({told})"}, "artifactChanges": [change]}]
