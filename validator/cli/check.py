"""`oidclint check`: find, read, recognise, judge, report."""

import contextlib
import os
import signal
import sys
from types import FrameType
from typing import Any

from validator import __version__, bundled
from validator.check import Checker, Settings, Stopped
from validator.cli.packs import UsageProblem, add_packs
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
        outputs = [_output(text, values["format"] or "text") for text in values["output"]]
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
    written = _report(result, values, outputs)
    if code:
        return code
    if not written:
        return 3
    if result.files == 0 and not values["allow_empty"]:
        return fail("nothing was checked: no LiteLLM config was found", 3)
    return exit_code(result, values["fail_on"] or "error")


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
        add_packs(
            Catalogue(policies["rules"], Redaction(policies["redaction"]), lambda rule: True, {}, {}, {}),
            values["rule_pack"],
        ),
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


def _output(text: str, default: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if equals and name in REPORTERS and path:
        return name, path
    return default, text


def _report(result: Result, values: dict[str, Any], outputs: list[tuple[str, str]]) -> bool:
    plain = {"colour": False, "quiet": values["quiet"], "verbose": values["verbose"]}
    fine = True
    for name, path in outputs:
        text = REPORTERS[name](result, **plain)
        beside = f"{path}.{os.getpid()}.tmp"
        try:
            with open(beside, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            os.replace(beside, path)
        except (OSError, ValueError) as error:
            with contextlib.suppress(OSError, ValueError):
                os.unlink(beside)
            fail(f"cannot write {path}: {getattr(error, 'strerror', None) or 'this is no file name'}", 3)
            fine = False
    if sys.stdout is None:
        return fail("cannot write the report: standard output is closed", 3) == 0
    colour = (
        sys.stdout.isatty()
        and not values["no_color"]
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    write(REPORTERS[values["format"] or "text"](result, **{**plain, "colour": colour}))
    return fine


def write(text: str) -> None:
    """Print to stdout as UTF-8 where it takes it, else with escapes; never raises for a character."""
    encoding = sys.stdout.encoding or "utf-8"
    if hasattr(sys.stdout, "buffer"):
        wanted = "utf-8" if encoding.lower().replace("-", "") == "utf8" or not sys.stdout.isatty() else encoding
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(wanted, "backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def exit_code(result: Result, fail_on: str) -> int:
    """Give 1 if a finding reaches the threshold, else 0."""
    levels = {"error": ("error",), "warning": ("error", "warning"), "info": ("error", "warning", "info"), "never": ()}
    return int(any(item.severity in levels[fail_on] for item in result.diagnostics))
