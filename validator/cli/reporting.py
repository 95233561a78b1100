"""Where the reports of `check` go: standard output, files, the job summary of GitHub; and single lines on stderr."""

import contextlib
import os
import re
import sys
from typing import Any, TextIO

from validator import bundled
from validator.cli.options import UsageProblem
from validator.redact import one_line
from validator.report import REPORTERS, Result


def fail(message: str, code: int) -> int:
    """Say what is wrong in one line on stderr and give the exit code."""
    print(f"oidclint: {one_line(message, 400)}", file=sys.stderr)
    return code


def note(message: str) -> None:
    """Say something worth knowing in one line on stderr."""
    print(f"oidclint: note: {one_line(message, 400)}", file=sys.stderr)


def default_format() -> str:
    """Give the format of a run without --format: annotations in a GitHub workflow, else text."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return "github" if os.environ.get("GITHUB_ACTIONS") and not on_terminal else "text"


def outputs_of(texts: list[str], default: str) -> list[tuple[str, str]]:
    """Read every --output as format and path; raise UsageProblem for one that can mean nothing, or a file named twice."""
    if not texts:
        return []
    from validator.edge.writing import is_special

    outputs = [_output(text, default) for text in texts]
    targets: set[str] = set()
    for _, path in outputs:
        if path in _STREAMS or is_special(path) or "\0" in path:
            continue
        target = os.path.realpath(path)
        if target in targets:
            raise UsageProblem(f"two --output options write the same file, {path}")
        targets.add(target)
    return outputs


def _output(text: str, default: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals:
        name, path = default, text
    elif name not in REPORTERS:
        if re.fullmatch(r"[A-Za-z0-9_-]+", name):  # a format nobody knows; a path with = in it has a dot or a slash
            raise UsageProblem(
                f"--output {text}: there is no format {name!r}; there are {', '.join(REPORTERS)} "
                f"(for a file of that name write ./{text})"
            )
        name, path = default, text
    if path in ("", "-"):
        raise UsageProblem("--output takes a file; standard output gets what --format says")
    return name, path


_STREAMS = {
    **dict.fromkeys(("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"), "stdout"),
    **dict.fromkeys(("/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"), "stderr"),
}
"""Paths that name our own streams: they are written like them, whatever they lead to."""


def report(result: Result, values: dict[str, Any], outputs: list[tuple[str, str]], here: str, fail_on: str) -> bool:
    """Write every report; say whether all could be written."""
    form = values["format"] or default_format()
    options = {"quiet": values["quiet"], "verbose": values["verbose"], "fail_on": fail_on}
    if "sarif" in (form, *(name for name, _ in outputs)):
        from validator.report.sarif import limits

        options["pages"] = bundled.rule_pages()
        for word in limits(result):
            note(word)
    judged = {*result.lines, *(config.file for config in result.configs)}
    fine = True
    for name, path in outputs:
        problem = "it is one of the files that were checked" if _is_one_of(path, judged, here) else None
        if problem is None:
            problem = _written(path, REPORTERS[name](result, **options))
        if problem is not None:
            fine = fail(f"cannot write {path}: {problem}", 3) == 0
    if sys.stdout is None:
        return fail("cannot write the report: standard output is closed", 3) == 0
    colour = (
        sys.stdout.isatty()
        and not values["no_color"]
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    write(REPORTERS[form](result, **{**options, "colour": colour}))
    if form == "github" and os.environ.get("GITHUB_STEP_SUMMARY") and (result.files or not result.complete):
        _summarise(result, os.environ["GITHUB_STEP_SUMMARY"])
    return fine


def _is_one_of(path: str, names: set[str], here: str) -> bool:
    """Say whether a path leads to the same file as one of the names that reports give, by whatever link."""
    try:
        own = os.stat(path)
    except (OSError, ValueError):
        return False
    for name in names:
        with contextlib.suppress(OSError, ValueError):
            if os.path.samestat(own, os.stat(os.path.join(here, name))):
                return True
    return False


def _written(path: str, text: str) -> str | None:
    """Write one report to a file; give what went wrong."""
    if path in _STREAMS:
        stream = getattr(sys, _STREAMS[path])
        if stream is None:
            return "it is closed"
        write(text, stream)
        return None
    from validator.edge.writing import replace

    try:
        replace(path, text)
    except FileNotFoundError:
        return f"there is no folder {os.path.dirname(path) or '.'}"
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or "this is no file name"
    return None


def _summarise(result: Result, path: str) -> None:
    """Append the job summary to the file that GitHub reads; a failure is a note and changes nothing else."""
    from validator.report.github import SUMMARY_LIMIT, job_summary

    try:
        used = os.path.getsize(path) if os.path.exists(path) else 0
        text = job_summary(result, SUMMARY_LIMIT - used)
        if not text:
            note("no job summary: the file of GITHUB_STEP_SUMMARY is full")
            return
        with open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "GITHUB_STEP_SUMMARY is no file name"
        note(f"no job summary: {why}")


def write(text: str, stream: "TextIO | None" = None) -> None:
    """Print to stdout, or another stream, as UTF-8 where it takes it, else with escapes; never raises for a character."""
    out = stream or sys.stdout
    encoding = out.encoding or "utf-8"
    if hasattr(out, "buffer"):
        wanted = "utf-8" if encoding.lower().replace("-", "") == "utf8" or not out.isatty() else encoding
        out.flush()
        out.buffer.write(text.encode(wanted, "backslashreplace"))
        out.buffer.flush()
    else:
        out.write(text)
