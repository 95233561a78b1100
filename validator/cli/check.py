"""`oidclint check`: find, read, recognise, judge, mend if asked to, report."""

import os
import sys
from typing import TYPE_CHECKING, Any

from validator import __version__
from validator.check import Checker, Stopped
from validator.cli.options import UsageProblem
from validator.cli.reporting import default_format, fail, note, outputs_of, report
from validator.cli.scopes import Scopes
from validator.cli.termination import Termination
from validator.edge.globs import covered, globs
from validator.edge.search import NoSuchPath, Source, find, shown_name
from validator.edge.variables import BadVariables
from validator.edge.writing import NotWritten
from validator.litellm.versions import VersionError
from validator.report import Result
from validator.settings import SettingsProblem

if TYPE_CHECKING:
    from validator.cli.baselines import Baseline
    from validator.cli.progress import Progress
    from validator.mending import Mended, Overlay


def run(values: dict[str, Any]) -> int:
    """Run `check` with the values of its options; give the exit code."""
    with Termination() as termination:
        code = _run(values, termination)
        return termination.code or code


def _run(values: dict[str, Any], termination: Termination) -> int:
    here = os.getcwd()
    try:
        scopes = Scopes(values, here)
        if values["show_settings"]:
            from validator.cli.shown_settings import show

            return show(scopes, values)
        outputs = outputs_of(values["output"], values["format"] or default_format())
        baseline = _baseline(values, scopes, here)
        closed: list[str] = []
        sources = _sources(values, scopes, here, closed)
        jobs = _jobs(values["jobs"])
    except (NoSuchPath, BadVariables, VersionError, UsageProblem) as error:
        return fail(str(error), 2)
    except SettingsProblem as error:
        for line in error.lines:
            fail(line, 2)
        return 2
    if scopes.run.world.selection.note:
        note(scopes.run.world.selection.note)
    overlay = _overlay(values)
    checker = Checker(scopes, here, _today(), *([overlay] if overlay is not None else []))
    checker.pass_over(closed)
    code, problem = _checking(checker, sources, values, jobs, termination)
    if problem is not None:
        return problem
    mended = None
    if overlay is not None and not code:
        mended, code = _mended(checker, overlay, baseline, values, termination)
    return _told(checker, baseline, mended, overlay, values, outputs, code)


def _baseline(values: dict[str, Any], scopes: Scopes, here: str) -> "Baseline | None":
    file = scopes.run_file
    if values["baseline"] is None and not values["update_baseline"] and (file is None or "baseline" not in file.values):
        return None
    from validator.cli.baselines import baseline_of

    return baseline_of(values, scopes, here)


def _sources(values: dict[str, Any], scopes: Scopes, here: str, closed: list[str]) -> list[Source]:
    """Find the files to check; what the settings exclude is left out. Raises NoSuchPath."""
    sources: list[Source] = []
    if values["paths"] or not values["config"]:
        file = scopes.run_file
        exclude = globs(file.folder, scopes.run.settings.exclude) if file is not None else ()
        also = tuple(glob for _, glob in scopes.run.settings.kinds)
        found = find(values["paths"], values["stdin_filename"], here, closed, exclude, also)
        sources = [source for source in found if not _excluded(source, scopes, here, values)]
    for path in values["config"]:
        if not os.path.lexists(path):
            raise NoSuchPath(f"there is no {path}")
        sources = [
            source for source in sources if source.path is None or os.path.abspath(source.path) != os.path.abspath(path)
        ]
        sources.append(Source(path, shown_name(path, here), True))
    return sources


def _excluded(source: Source, scopes: Scopes, here: str, values: dict[str, Any]) -> bool:
    path = source.path if source.path is not None else os.path.join(here, source.name)
    settings = scopes(path).settings
    if (
        settings.file is None
        or not settings.exclude
        or not covered(path, globs(settings.file.folder, settings.exclude))
    ):
        return False
    if source.named and not values["allow_empty"]:
        note(f"{source.name}: excluded by {settings.file.place(('exclude',), True)}")
    return True


def _jobs(text: str | None) -> int:
    if text is None:
        return 1
    if not text.isdecimal() or len(text) > 4:
        raise UsageProblem(f"--jobs takes a number of processes, not {text!r}")
    return int(text) or os.cpu_count() or 1


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d", time.gmtime())


def _overlay(values: dict[str, Any]) -> "Overlay | None":
    """Give what reads files and holds them changed, if anything is to be mended."""
    if not (values["fix"] or values["diff"] or values["unsafe_fixes"]):
        return None
    from validator.mending import Overlay

    return Overlay()


def _checking(
    checker: Checker, sources: list[Source], values: dict[str, Any], jobs: int, termination: Termination
) -> tuple[int, int | None]:
    """Check every source; give 0, or 130 or 143 when the run was interrupted, and an exit code if it could not be done."""
    progress = _progress(len(sources), values)
    try:
        with termination.armed():
            if jobs > 1 and len(sources) > 1:
                from validator.cli.workers import check_in_parallel

                check_in_parallel(checker, sources, min(jobs, len(sources)), values, progress)
            else:
                checker.run(sources, progress)
    except KeyboardInterrupt:
        checker.complete = False
        return 130, None
    except Stopped as stopped:
        checker.complete = False
        return stopped.code, None
    except SettingsProblem as error:
        for line in error.lines:
            fail(line, 2)
        return 0, 2
    finally:
        if progress is not None:
            progress.end()
    return 0, None


def _mended(
    checker: Checker,
    overlay: "Overlay",
    baseline: "Baseline | None",
    values: dict[str, Any],
    termination: Termination,
) -> "tuple[Mended | None, int]":
    """Mend in memory; nothing is mended, and the findings are those of before, when the run is interrupted."""
    from validator.mending import Mender

    as_it_is = dict(checker.outcomes)
    try:
        with termination.armed():
            found = Mender(checker, overlay, lambda: _absorbed(checker, baseline), values["unsafe_fixes"]).run()
    except (KeyboardInterrupt, Stopped) as error:
        checker.outcomes, checker.complete = as_it_is, False
        return None, error.code if isinstance(error, Stopped) else 130
    if values["diff"]:
        checker.outcomes = as_it_is  # nothing is changed, so that is what the report is about
    return found, 0


def _progress(number: int, values: dict[str, Any]) -> "Progress | None":
    """Give what draws a line of progress, for a person who waits at a terminal."""
    if (
        number < 2
        or values["quiet"]
        or sys.stderr is None
        or not sys.stderr.isatty()
        or os.environ.get("TERM") == "dumb"
    ):
        return None
    from validator.cli.progress import Progress

    return Progress(number, sys.stderr)


def _absorbed(checker: Checker, baseline: "Baseline | None") -> Result:
    return checker.result(__version__) if baseline is None else baseline.absorbed(checker)


def _told(
    checker: Checker,
    baseline: "Baseline | None",
    mended: "Mended | None",
    overlay: "Overlay | None",
    values: dict[str, Any],
    outputs: list[tuple[str, str]],
    code: int,
) -> int:
    """Write what was mended, keep the baseline, print the report; give the exit code."""
    result = _absorbed(checker, baseline)
    for text in checker.notes:
        note(text)
    fine = True
    if mended is not None and overlay is not None:
        from validator.cli.fixing import offered, shown_difference, write_mended

        result = offered(result, mended)
        if values["diff"]:
            result = result._replace(difference=shown_difference(mended, checker))
        else:
            fine = write_mended(mended, overlay)
            result = result._replace(fixed=mended.fixed)
    if baseline is not None and not values["diff"] and not code:
        try:
            word = baseline.keep(result, checker)
        except NotWritten as error:
            word, fine = f"cannot write the baseline: {error}", False
        if word:
            note(word)
    threshold = _threshold(values, checker)
    written = report(result, values, outputs, checker.here, threshold)
    if code:
        return code
    if not (written and fine):
        return 3
    if result.files == 0 and not values["allow_empty"]:
        return fail("nothing was checked: no LiteLLM config was found", 3)
    return exit_code(result, threshold)


def _threshold(values: dict[str, Any], checker: Checker) -> str:
    file = checker.scope_of(None).settings.file
    told = None if file is None else file.values.get("fail-on")
    return values["fail_on"] or told or "error"


def exit_code(result: Result, fail_on: str) -> int:
    """Give 1 if a finding reaches the threshold, else 0."""
    levels = {"error": ("error",), "warning": ("error", "warning"), "info": ("error", "warning", "info"), "never": ()}
    return int(any(item.severity in levels[fail_on] for item in result.diagnostics))
