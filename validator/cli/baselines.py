"""The baseline of a run: read it, take out what it knows, and let it shrink when something has been mended."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from validator import __version__
from validator.baseline import (
    BadBaseline,
    Known,
    absorb,
    is_baseline,
    read_baseline,
    renewed,
    without,
    world_of,
    write_baseline,
)
from validator.check import Checker, Outcome
from validator.cli.options import UsageProblem
from validator.cli.scopes import Scopes
from validator.edge.search import shown_name
from validator.edge.writing import NotWritten, replace
from validator.finding import Diagnostic
from validator.litellm.environment import NoFiles
from validator.redact import one_line
from validator.report import Result


class Baseline:
    """The baseline file of a run; files in it are named from its own folder, so that any current folder will do."""

    def __init__(self, path: str, update: bool, here: str) -> None:
        self._path, self._update, self._here = path, update, here
        self._folder = os.path.dirname(os.path.abspath(path))
        self._text: str | None = None
        self._known: dict[str, Known] = {}
        name = shown_name(path, here)
        try:
            with open(path, encoding="utf-8") as file:
                self._text = file.read()
            self._known = read_baseline(self._text, one_line(name))
        except FileNotFoundError:
            if not update:
                raise UsageProblem(f"there is no baseline {name}; --update-baseline writes it") from None
        except BadBaseline as error:
            if not update:
                raise UsageProblem(str(error)) from None
            if not is_baseline(self._text or ""):
                raise UsageProblem(f"{one_line(name)} is there and is no baseline; it is not overwritten") from None
        except (OSError, UnicodeDecodeError) as error:
            words = getattr(error, "strerror", None) or "it is no UTF-8 text"
            raise UsageProblem(f"cannot read the baseline {name}: {words}") from None
        self._renewed = self._known
        """What the baseline holds after this run, if it is to be written anew."""

    def _rename(self, file: str) -> str:
        return shown_name(os.path.join(self._here, file), self._folder)

    def absorbed(self, checker: Checker) -> Result:
        """Give the result of a run without what the baseline knows."""
        result = checker.result(__version__)
        if self._update and result.complete:
            self._renewed = {item.fingerprint: item for item in self._with(result, checker)}
        found = absorb(result.diagnostics, self._renewed, self._rename, self._judged(checker))
        return result._replace(
            diagnostics=tuple(found.kept),
            suppressed=(*result.suppressed, *found.suppressed),
            stale=() if self._update else tuple(found.stale),
        )

    def _with(self, result: Result, checker: Checker) -> list[Known]:
        """Give the baseline as it is with the findings of a run."""
        roots: dict[tuple[str, str], set[str]] = {}
        for found in checker.outcomes.values():
            for item in found.diagnostics:
                roots.setdefault((item.file, item.digest), set()).add(found.source.name)

        def without_which(item: Diagnostic) -> tuple[str, ...]:
            names = roots.get((item.file, item.digest), set())
            return () if item.file in names else tuple(sorted(map(self._rename, names)))

        return renewed(self._known, result.diagnostics, self._rename, self._judged(checker), without_which)

    def _judged(self, checker: Checker) -> Callable[[Known], bool]:
        """Say of an entry whether this run would have found it.

        Not in a file that did not parse, holds no config any more or keeps LiteLLM from starting, and not where this run
        knows another environment, other files or another LiteLLM than the one that wrote the entry.
        """
        seen: dict[str, list[Outcome]] = {}
        same = self._text is None or world_of(self._text) in (None, _world(checker))
        for found in checker.outcomes.values():
            if found.source.path is None:
                continue  # what is piped need not be what the file holds
            for name in found.parts or (found.source.name,):
                seen.setdefault(self._rename(name), []).append(found)

        def judged(item: Known) -> bool:
            if item.file not in seen:
                gone = not os.path.lexists(os.path.join(self._folder, item.file))
                return gone and not item.file.startswith("<")
            if any(root not in seen and os.path.lexists(os.path.join(self._folder, root)) for root in item.roots):
                return False
            return (same or self._update) and all(
                found.complete
                and found.checked
                and found.configs != ()
                and all(config.loads for config in found.configs)
                and item.rule not in found.not_judged
                and checker.scope_of(found.source.path).settings.wants(item.rule, item.severity)
                for found in seen[item.file]
            )

        return judged

    def keep(self, result: Result, checker: Checker) -> str | None:
        """Write the baseline anew, or without what is stale; give a word on it for stderr. Raises NotWritten."""
        if not result.complete:
            return "the baseline was left as it is: the run is not complete" if self._update else None
        if self._update:
            known = self._renewed.values()
            self._write(write_baseline(known, _world(checker)))
            broken = sorted({item.file for item in known if item.rule == "malformed-file"})
            told = "".join(f"; {one_line(name)} does not parse, and that is known from now on" for name in broken)
            return f"the baseline {self._name} holds {_plural(sum(item.number for item in known), 'finding')}{told}"
        if result.stale:
            left = without(self._known, result.stale)
            try:
                self._write(write_baseline(left, world_of(self._text or "") or _world(checker)))
            except NotWritten as error:
                return f"the baseline {self._name} has stale entries and cannot be written: {error}"
            number = sum(item.number for item in result.stale)
            return f"{_plural(number, 'finding')} no longer there, taken out of the baseline {self._name}"
        return None

    @property
    def _name(self) -> str:
        return one_line(shown_name(self._path, self._here))

    def _write(self, text: str) -> None:
        if text != self._text:
            try:
                replace(self._path, text.encode("utf-8", "surrogatepass"))
            except (OSError, ValueError) as error:
                raise NotWritten(getattr(error, "strerror", None) or "this is no file name") from None


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _world(checker: Checker) -> str:
    """Say what this run knows of the machine LiteLLM runs on, as far as verdicts depend on it; no values."""
    world = checker.scope_of(None).world
    known = "known" if world.environment.known else "by settings" if world.places else "unknown"
    files = "unknown" if isinstance(world.files, NoFiles) else "known"
    version = "default" if world.selection.source == "default" else one_line(world.selection.text)
    return f"LiteLLM {version}, environment {known}, files {files}"


def baseline_of(values: Mapping[str, Any], scopes: Scopes, here: str) -> Baseline | None:
    """Give the baseline that the command line or the settings name. Raises UsageProblem."""
    path = values["baseline"]
    file = scopes.run_file
    if path is None and file is not None and "baseline" in file.values:
        path = os.path.join(file.folder, file.values["baseline"])
    if path is None:
        if values["update_baseline"]:
            raise UsageProblem("--update-baseline needs --baseline FILE, or `baseline` in the settings")
        return None
    return Baseline(path, bool(values["update_baseline"]), here)
