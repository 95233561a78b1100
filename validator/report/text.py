"""The text report: each finding with its line, the refused chains, one summary line."""

from collections.abc import Callable
from typing import Any

from validator.chain import Chain
from validator.document import Span
from validator.finding import Diagnostic
from validator.redact import STARS, hide, one_line, visible
from validator.report.result import Result

_COLOURS = {"error": "31;1", "warning": "33;1", "info": "36;1", "dim": "2", "bold": "1", "green": "32"}
_WIDTH = 160


def render(result: Result, **options: Any) -> str:
    """Give the report as text. Options: colour, quiet, verbose."""
    paint = _Painter(bool(options.get("colour")))
    quiet, verbose = bool(options.get("quiet")), bool(options.get("verbose"))
    excerpts = _Excerpts(result)
    blocks = [result.difference.rstrip("\n")] if result.difference else []
    blocks += [_finding(item, excerpts, paint) for item in result.diagnostics]
    if not quiet:
        blocks += _chains(result, verbose, paint)
        blocks += _configs(result, paint) if verbose else []
        if verbose and result.passed_over:
            blocks.append("passed over: " + ", ".join(one_line(name) for name in result.passed_over))
        if verbose and result.not_judged:
            blocks.append("not judged, for want of --env-file or --env: " + ", ".join(result.not_judged))
        blocks += _fixed(result, paint)
        blocks += _stale(result)
        blocks.append(summary(result, paint))
    elif not result.complete:
        blocks.append(paint("error", "incomplete: not everything was checked"))
    return "\n\n".join(block for block in blocks if block) + "\n" if blocks else ""


class _Painter:
    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, colour: str, text: str) -> str:
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self._on else text


def _file(name: str) -> str:
    shown = one_line(name)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown  # a line that starts with :: commands GitHub


def _finding(item: Diagnostic, excerpts: "_Excerpts", paint: _Painter) -> str:
    name = _file(item.file)
    head = f"{name}:{item.span.line}:{item.span.column}: {paint(item.severity, f'{item.severity}[{item.rule}]')} {paint('bold', item.message)}"
    lines = [head]
    places = [(item.file, item.span, item.label or "")] + [(file, span, text) for file, span, text in item.related]
    lines += excerpts.show(places, item.file, paint, item.severity)
    if item.entries and len(item.entries) > 1:
        names = ", ".join(item.entries[:8]) + (f" and {len(item.entries) - 8} more" if len(item.entries) > 8 else "")
        lines.append(f"   = {len(item.entries)} entries: {names}")
    if item.expected:
        lines.append(f"   = expected: {item.expected}")
    if item.fix is not None:
        lines.append(f"   = {item.fix.offer}")
    return "\n".join(lines)


class _Excerpts:
    """Draws the lines a finding stands on, with marks below."""

    def __init__(self, result: Result) -> None:
        self._lines = result.lines

    def show(self, places: list[tuple[str, Span, str]], main: str, paint: _Painter, severity: str) -> list[str]:
        out: list[str] = []
        shown: list[tuple[str, int, str, str]] = []
        for index, (file, span, label) in enumerate(places):
            line = self._lines.get(file, {}).get(span.line)
            if line is None:
                continue
            marks = " " * (span.column - 1) + ("^" if index == 0 else "-") * self._length(line, span)
            shown.append((file, span.line, line, f"{marks} {label}".rstrip()))
        width = max((len(str(number)) for _, number, _, _ in shown), default=1)
        first = shown[0][0] if shown else main
        for file, number, line, marks in sorted(shown, key=lambda item: (item[0] != first, item[0], item[1])):
            text, under = _clip(line, marks)
            if file != first:
                out.append(f" {' ' * width} ┌ {one_line(file)}")
            out.append(f" {number:>{width}} {paint('dim', '|')} {visible(text)}")
            out.append(f" {' ' * width} {paint('dim', '|')} {paint(severity if '^' in under else 'dim', under)}")
        return out

    @staticmethod
    def _length(line: str, span: Span) -> int:
        end = span.end_column - 1 if span.end_line == span.line else len(line)
        return max(1, min(end, len(line)) - (span.column - 1))


def _clip(line: str, marks: str) -> tuple[str, str]:
    """Cut a long line to the part that is marked."""
    if len(line) <= _WIDTH:
        return line, marks
    start = max(0, len(marks) - len(marks.lstrip()) - 40)
    return ("…" if start else "") + line[start : start + _WIDTH] + "…", (" " if start else "") + marks[
        start : start + _WIDTH
    ]


def _chains(result: Result, verbose: bool, paint: _Painter) -> list[str]:
    shown = result.chains if verbose else result.refused
    if not shown:
        return []
    several = len({chain.file for chain in shown}) > 1
    lines = [paint("bold", "chains" if verbose else "refused")]
    for chain in shown:
        lines += _chain(chain, paint, verbose, several)
    return ["\n".join(lines)]


def _chain(chain: Chain, paint: _Painter, verbose: bool, several: bool = False) -> list[str]:
    name = one_line(chain.model, 60) if chain.model is not None else one_line(".".join(map(str, chain.path)))
    party = f" → {chain.relying_party}" if chain.relying_party != "none" else ""
    text = chain.reference
    reference = (
        "a variable"
        if text is None
        else hide(text)
        if text.startswith("os.environ/") or text.lower().lstrip().startswith(("oidc", "odic"))
        else STARS
    )
    colour = {"deny": "error", "allow": "green"}.get(chain.verdict, "warning")
    lines = [
        f"  {paint(colour, chain.verdict):<7} {name}  {one_line(reference, 80)}{party}  ({chain.outcome}){f'  {_file(chain.file)}' if several else ''}"
    ]
    for step in chain.steps:
        if step.verdict == "deny" or (verbose and step.verdict != "skipped"):
            lines.append(
                f"      {step.step}: {paint(colour, step.verdict) if step.verdict == 'deny' else step.verdict}: {one_line(step.message, 400)}"
            )
            if step.verdict == "deny":
                lines += [f"        {_speaker(words)}: {one_line(words, 160)}" for words in step.predicts[:2]]
                if step.remedy:
                    lines.append(f"        mend: {one_line(step.remedy, 400)}")
    return lines


def _speaker(words: str) -> str:
    return "Entra says" if words.startswith("AADSTS") else "STS says" if ": " not in words else "LiteLLM says"


def diagnosis(chains: list[Chain], verdict: str, version: str) -> str:
    """Give chains station by station, and the verdict in one line."""
    paint = _Painter(False)
    lines: list[str] = []
    for chain in chains:
        lines += _chain(chain, paint, True)
    counts = {word: sum(chain.verdict == word for chain in chains) for word in ("deny", "unknown", "allow")}
    words = {"deny": "refused", "unknown": "not proven", "allow": "accepted"}
    told = ", ".join(f"{number} {words[word]}" for word, number in counts.items() if number) or "nothing to judge"
    lines += ["", f"{words[verdict]} (LiteLLM {version}): {told}"]
    return "\n".join(lines) + "\n"


def _fixed(result: Result, paint: _Painter) -> list[str]:
    lines = [
        f"{_file(item.file)}:{item.span.line}: {paint('green', 'fixed')}[{item.rule}] {item.fix.title}"
        for item in result.fixed
        if item.fix is not None
    ]
    return ["\n".join(lines)] if lines else []


def _stale(result: Result) -> list[str]:
    lines = [
        f"{_file(item.file)}: {item.rule}" + (f", {item.number} times" if item.number > 1 else "")
        for item in result.stale
    ]
    return ["\n".join(["in the baseline, but no longer found", *(f"  {line}" for line in lines)])] if lines else []


def _configs(result: Result, paint: _Painter) -> list[str]:
    lines = []
    for config in result.configs:
        state = "starts" if config.loads else "does not start with this file"
        lines.append(
            f"{_file(config.file)}: LiteLLM {state}"
            + (f" with {len(config.deployments)} of {_plural(config.entries, 'entry')}" if config.loads else "")
        )
    return ["\n".join(lines)] if lines else []


def summary(result: Result, paint: Callable[[str, str], str]) -> str:
    """Give the one line every text report ends with."""
    counts = [(result.count("error"), "error"), (result.count("warning"), "warning"), (result.count("info"), "info")]
    words = ", ".join(_plural(number, word) for number, word in counts if number) or "no findings"
    parts = [f"{_plural(result.files, 'file')}, {_plural(result.entries, 'entry')}: {words}"]
    if result.ignored:
        parts.append(_ignored(result))
    if result.fixed:
        parts.append(f"{len(result.fixed)} fixed")
    offered = [item.fix for item in result.diagnostics if item.fix is not None and item.fix.edit is not None]
    safe = sum(fix.safe for fix in offered)
    if safe:
        parts.append(f"{safe} can be mended with --fix")
    elif offered:
        parts.append(f"{len(offered)} can be mended with --fix --unsafe-fixes")
    undecided = [
        chain for chain in result.chains if chain.outcome not in ("sent", "unused") and chain.verdict == "unknown"
    ]
    refused = [chain for chain in result.chains if chain.verdict == "deny"]
    apart = [chain for chain in result.chains if chain.outcome in ("sent", "unused")]
    if result.chains:
        bits = [f"{len(refused)} refused"] if refused else []
        bits += [f"{len(undecided)} undecided"] if undecided else []
        bits += [f"{len(apart)} not exchanged"] if apart else []
        if bits:
            parts.append(f"{_plural(len(result.chains), 'chain')}: " + ", ".join(bits))
    if result.not_judged:
        parts.append(f"{_plural(len(result.not_judged), 'rule')} not judged: environment unknown")
    if not result.complete:
        parts.append("incomplete")
    return paint("bold", "; ".join(parts))


def _ignored(result: Result) -> str:
    words = {"comment": "by a comment", "settings": "by the settings", "baseline": "in the baseline"}
    counts = {by: sum(item.by == by for item in result.suppressed) for by in words}
    if counts["comment"] == result.ignored:
        return f"{result.ignored} ignored"
    return f"{result.ignored} ignored ({', '.join(f'{number} {words[by]}' for by, number in counts.items() if number)})"


def _plural(number: int, word: str) -> str:
    if number == 1:
        return f"1 {word}"
    return f"{number} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"
