"""`oidclint check`: find, read, recognise, judge, report."""

import contextlib
import os
import re
import signal
import sys
from types import FrameType
from typing import Any, TextIO

from validator import __version__, bundled
from validator.check import Checker, Settings, Stopped
from validator.edge.machine import RootedFiles
from validator.edge.search import NoSuchPath, Source, find, shown_name
from validator.edge.variables import BadVariables, environment
from validator.judge import World
from validator.lint import Catalogue
from validator.litellm import tables as litellm_tables
from validator.litellm.environment import Files, NoFiles
from validator.litellm.versions import VersionError, select
from validator.recognise import KINDS
from validator.redact import Redaction, one_line
from validator.report import REPORTERS, Result


def fail(message: str, code: int) -> int:
    """Say what is wrong in one line on stderr and give the exit code."""
    print(f"oidclint: {one_line(message, 400)}", file=sys.stderr)
    return code


def run(values: dict[str, Any]) -> int:
    """Run `check` with the values of its options; give the exit code."""
    here = os.getcwd()
    try:
        world = make_world(values, here)
        settings = make_settings(values, world)
        infos, selected = settings.infos, settings.select
        world = world._replace(catalogue=world.catalogue._replace(infos=lambda rule: infos or rule in selected))
        outputs = _outputs(values["output"], values["format"] or _default_format())
        closed: list[str] = []
        sources: list[Source] = []
        if values["paths"] or not values["config"]:
            sources = find(values["paths"], values["stdin_filename"], here, closed)
        for path in values["config"]:
            if not os.path.lexists(path):
                raise NoSuchPath(f"there is no {path}")
            sources = [
                source
                for source in sources
                if source.path is None or os.path.abspath(source.path) != os.path.abspath(path)
            ]
            sources.append(Source(path, shown_name(path, here), True))
    except (NoSuchPath, BadVariables, VersionError, UsageProblem) as error:
        return fail(str(error), 2)
    if world.selection.note:
        print(f"oidclint: note: {one_line(world.selection.note)}", file=sys.stderr)
    checker = Checker(world, settings, here)
    checker.pass_over(closed)
    code = _checking(checker, sources)
    result = checker.result(__version__)
    for note in checker.notes:
        print(f"oidclint: note: {one_line(note, 300)}", file=sys.stderr)
    written = _report(result, values, outputs, here)
    if code:
        return code
    if not written:
        return 3
    if result.files == 0 and not values["allow_empty"]:
        return fail("nothing was checked: no LiteLLM config was found", 3)
    return exit_code(result, values["fail_on"] or "error")


class UsageProblem(Exception):
    """An option holds something that cannot be used."""


def _checking(checker: Checker, sources: list[Source]) -> int:
    """Check every source; give 0, or 130 or 143 when the run was interrupted."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        checker.run(sources)
    except KeyboardInterrupt:
        checker.complete = False
        return 130
    except Stopped as stopped:
        checker.complete = False
        return stopped.code
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def make_world(values: dict[str, Any], here: str) -> World:
    """Gather what a judgement depends on: tables, environment, files, versions."""
    policies = bundled.policies()
    files: Files = NoFiles()
    if values["files"] is not None:
        root = os.path.realpath(values["files"])
        if not os.path.isdir(root):
            raise UsageProblem(f"--files takes a folder; there is none at {values['files']}")
        real_here = os.path.realpath(here)
        inside = real_here == root or real_here.startswith(root.rstrip("/") + "/")
        files = RootedFiles(root, ("/" + real_here[len(root) :].lstrip("/")) if inside else None)
    return World(
        litellm_tables.build(policies, bundled.large_table),
        Catalogue(policies["rules"], Redaction(policies["redaction"]), lambda rule: True, {}, {}, {}),
        environment(values["env_file"], values["env"], os.environ),
        files,
        select(
            values["litellm_version"],
            "option" if values["litellm_version"] else "default",
            policies["litellm/behaviours"],
        ),
        lambda name: name,
    )


def make_settings(values: dict[str, Any], world: World) -> Settings:
    """Read rule selection and kinds; raise UsageProblem for a rule or kind nobody knows."""
    known = world.catalogue.rules
    chosen = {
        key: frozenset(name.strip() for text in values[key] for name in text.split(",") if name.strip())
        for key in ("select", "ignore")
    }
    for name in sorted(chosen["select"] | chosen["ignore"]):
        if name not in known:
            import difflib

            near = difflib.get_close_matches(name, sorted(known), 1, 0.6)
            raise UsageProblem(f"there is no rule {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    kinds = []
    for text in values["kind"]:
        kind, equals, glob = text.partition("=")
        if kind not in KINDS or not equals or not glob:
            raise UsageProblem(f"--kind takes KIND=GLOB with KIND one of {', '.join(KINDS)}")
        kinds.append((kind, glob))
    infos = values["verbose"] or values["fail_on"] == "info"
    return Settings(
        chosen["select"],
        chosen["ignore"],
        tuple(kinds),
        bool(values["allow_empty"]),
        infos,
        frozenset(os.path.abspath(path) for path in values["config"]),
    )


def _default_format() -> str:
    """Give the format of a run without --format: annotations in a GitHub workflow, else text."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return "github" if os.environ.get("GITHUB_ACTIONS") and not on_terminal else "text"


def _outputs(texts: list[str], default: str) -> list[tuple[str, str]]:
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


def _report(result: Result, values: dict[str, Any], outputs: list[tuple[str, str]], here: str) -> bool:
    """Write every report; say whether all could be written."""
    form = values["format"] or _default_format()
    options = {key: values[key] for key in ("quiet", "verbose", "fail_on")}
    if "sarif" in (form, *(name for name, _ in outputs)):
        from validator.report.sarif import limits

        options["pages"] = bundled.rule_pages()
        for note in limits(result):
            print(f"oidclint: note: {note}", file=sys.stderr)
    judged = {*result.documents, *(config.file for config in result.configs)}
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
            print("oidclint: note: no job summary: the file of GITHUB_STEP_SUMMARY is full", file=sys.stderr)
            return
        with open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "GITHUB_STEP_SUMMARY is no file name"
        print(f"oidclint: note: no job summary: {why}", file=sys.stderr)


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


def exit_code(result: Result, fail_on: str) -> int:
    """Give 1 if a finding reaches the threshold, else 0."""
    levels = {"error": ("error",), "warning": ("error", "warning"), "info": ("error", "warning", "info"), "never": ()}
    return int(any(item.severity in levels[fail_on] for item in result.diagnostics))
