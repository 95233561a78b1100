"""The JUnit report: a suite for each file, a test for each finding, one that passes for each clean file.

A test fails where the run does: findings from the `--fail-on` severity on are failures, the others pass and stand in
`system-out`. The elements are those of the schema that Jenkins' xUnit plugin checks with (junit-10.xsd). Names of
tests are unique in their file, for GitLab counts only the first of a name.
"""

import html
import re
from typing import Any

from validator.finding import SEVERITIES, Diagnostic, Suppressed
from validator.redact import one_line
from validator.report.result import Result

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def render(result: Result, **options: Any) -> str:
    """Give the report as XML. Options: fail_on (the severity from which a finding is a failure), verbose (silenced ones too)."""
    threshold = options.get("fail_on") or "error"
    failing = SEVERITIES[: SEVERITIES.index(threshold) + 1] if threshold in SEVERITIES else ()
    suites = [_Suite(name) for name in _files(result, bool(options.get("verbose")))]
    by_name = {suite.name: suite for suite in suites}
    for item in result.diagnostics:
        by_name[item.file].finding(item, item.severity in failing)
    if options.get("verbose"):
        for silenced in result.suppressed:
            by_name[silenced.diagnostic.file].skipped(silenced)
    for suite in suites:
        if not suite.tests:
            suite.clean()
    if not result.complete:
        suites.append(_Suite("oidclint"))
        suites[-1].error("complete", "not everything was checked")
    head = {"name": "oidclint", **_sums(suites)}
    head.pop("skipped")  # the schema knows it for a suite only
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_attributes(head)}>"]
    for suite in suites:
        lines += suite.lines()
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _files(result: Result, verbose: bool) -> list[str]:
    names = {config.file for config in result.configs} | {item.file for item in result.diagnostics}
    return sorted(names | ({item.diagnostic.file for item in result.suppressed} if verbose else set()))


def _sums(suites: "list[_Suite]") -> dict[str, int]:
    kinds = ("tests", "failures", "errors", "skipped")
    return {kind: sum(suite.counts()[kind] for suite in suites) for kind in kinds}


class _Suite:
    """The tests of one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.shown = one_line(name, 4000)
        self.tests: list[str] = []
        self._counts = {"failures": 0, "errors": 0, "skipped": 0}
        self._used: dict[str, int] = {}

    def counts(self) -> dict[str, int]:
        """Give the numbers of the suite's head."""
        return {"tests": len(self.tests), **self._counts}

    def lines(self) -> list[str]:
        """Give the suite as XML."""
        head = {"name": self.shown, **self.counts(), "file": self.shown}
        return [f"  <testsuite{_attributes(head)}>", *self.tests, "  </testsuite>"]

    def finding(self, item: Diagnostic, fails: bool) -> None:
        """Add a finding: a failed test, or one that passes and says something."""
        if fails:
            self._counts["failures"] += 1
            head = _attributes({"type": item.rule, "message": f"{item.severity}: {item.message}"})
            self._test(_name(item), f"<failure{head}>{_text(_told(item))}</failure>")
        else:
            self._test(_name(item), f"<system-out>{_text(_told(item))}</system-out>")

    def skipped(self, item: Suppressed) -> None:
        """Add a finding that somebody has silenced, with the reason."""
        self._counts["skipped"] += 1
        reason = f"silenced by {item.by}" + (f": {item.reason}" if item.reason else "")
        head = _attributes({"message": one_line(reason, 400)})
        self._test(_name(item.diagnostic), f"<skipped{head}>{_text(_told(item.diagnostic))}</skipped>")

    def clean(self) -> None:
        """Add the test of a file without findings."""
        self._test("no findings", "")

    def error(self, name: str, message: str) -> None:
        """Add what kept the run from its work."""
        self._counts["errors"] += 1
        self._test(name, f"<error{_attributes({'type': name, 'message': message})}/>")

    def _test(self, name: str, body: str) -> None:
        self._used[name] = self._used.get(name, 0) + 1
        if self._used[name] > 1:
            name = f"{name} ({self._used[name]})"
        head = f"    <testcase{_attributes({'name': name, 'classname': self.shown})}"
        self.tests.append(f"{head}>{body}</testcase>" if body else f"{head}/>")


def _name(item: Diagnostic) -> str:
    return f"{item.rule} at {item.span.line}:{item.span.column}"


def _told(item: Diagnostic) -> str:
    """Give a finding in full, as a log shows it."""
    place = f"{one_line(item.file, 4000)}:{item.span.line}:{item.span.column}"
    lines = [f"{place}: {item.severity}[{item.rule}] {item.message}"]
    if item.expected:
        lines.append(f"expected: {item.expected}")
    if item.fix is not None:
        lines.append(one_line(item.fix.offer))
    if len(item.entries) > 1:
        lines.append(f"{len(item.entries)} entries: {', '.join(item.entries)}")
    lines += [f"see {one_line(file, 4000)}:{span.line}: {one_line(text)}" for file, span, text in item.related]
    if item.help:
        lines.append(f"more: {item.help}")
    # A CI that prints this must not take a line of it for a command to itself.
    return "\n".join(f"./{line}" if line.lstrip().startswith("::") else line for line in lines)


def _legal(text: str) -> str:
    return _ILLEGAL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _text(text: str) -> str:
    return html.escape(_legal(text), quote=False)


def _attributes(values: dict[str, Any]) -> str:
    return "".join(f' {key}="{html.escape(_legal(str(value)))}"' for key, value in values.items())
