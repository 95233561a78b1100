"""The run of `check` over many files: each file comes to an outcome, and all outcomes to one result."""

import fnmatch
import os
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from validator.chain import Chain, placeless
from validator.diagnostics import order, resolve
from validator.document import Malformed
from validator.edge.globs import covered, globs
from validator.edge.inclusion import Reader, read_includes, real
from validator.edge.reading import read
from validator.edge.search import Source
from validator.excerpt import Lines, excerpts
from validator.finding import Diagnostic
from validator.ignores import Ignore, apply_ignores, ignores_of
from validator.intake import Config, Intake, Manner, intake, refused
from validator.judge import ConfigJudgement, World, judge_config
from validator.lint import ConfigReport
from validator.placing import judge_where_it_runs
from validator.recognise import LOUD
from validator.report.result import Result
from validator.settings import Settings
from validator.silence import Exceptions, by_settings


class Stopped(BaseException):
    """The run was told to end, even in the middle of a rule; `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Scope(NamedTuple):
    """What holds for some files: their settings, and the world they are judged in."""

    settings: Settings
    world: World


class Outcome(NamedTuple):
    """What one file comes to, in values that can be handed to another process."""

    source: Source
    diagnostics: tuple[Diagnostic, ...] = ()
    chains: tuple[Chain, ...] = ()
    configs: tuple[ConfigReport, ...] = ()
    ignores: Mapping[str, list[Ignore]] = {}
    lines: Mapping[str, Lines] = {}
    not_judged: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    """The files that were read for it, as reports name them."""
    reached: frozenset[str] = frozenset()
    """The real paths of the files it includes, itself or through others."""
    checked: bool = False
    """Whether it is a file of a kind we know."""
    note: str | None = None
    complete: bool = True
    unasked: frozenset[tuple[str, str]] = frozenset()
    """File and digest of every error, where some were not asked for: a fix may not cause one unseen."""


class Checker:
    """Gathers what the files come to; may be asked for its result at any time."""

    def __init__(
        self, scope_of: Callable[["str | None"], Scope], here: str, today: str = "", reader: Reader = read
    ) -> None:
        self.scope_of, self.here, self.today, self.reader = scope_of, here, today, reader
        self.closed: list[str] = []
        self.complete = True
        self.outcomes: dict[Source, Outcome] = {}

    def run(self, sources: Iterable[Source], done: Callable[[Source], None] | None = None) -> None:
        """Check every source; `done` hears of each."""
        for source in sources:
            self.outcomes[source] = self.outcome(source)
            if done is not None:
                done(source)

    def pass_over(self, closed: list[str]) -> None:
        """Note folders that cannot be searched: the run is not complete."""
        self.closed += closed
        self.complete = self.complete and not closed

    @property
    def notes(self) -> list[str]:
        """Give what is worth a line on stderr."""
        return self.closed + [found.note for found in self._sorted() if found.note is not None]

    def _sorted(self) -> list[Outcome]:
        return sorted(self.outcomes.values(), key=lambda found: found.source.name)

    def _place(self, source: Source) -> str:
        """Give the path by which a source is judged: standard input is where its name says."""
        return source.path if source.path is not None else os.path.join(self.here, source.name)

    def outcome(self, source: Source) -> Outcome:
        """Read, recognise and judge one file."""
        scope = self.scope_of(self._place(source))
        settings = scope.settings
        manner = Manner(source.named, _forced(source, settings), settings.allow_empty)
        found = self.reader(source.path)
        if found.unreadable and not source.named:
            return Outcome(source, note=f"{source.name}: {found.problem}", complete=False)
        if found.problem is not None:
            raw = found.raw if not found.text else found.text.encode("utf-8", "replace")
            loud = LOUD.search(raw) is not None
            if not (found.unreadable or loud or manner.strict):
                return _passed(source, manner)
            error = Malformed(found.problem, found.line, 1, found.predicts)
            taken = refused(source.name, found.text, error, manner.forced or loud)
        else:
            taken = intake(source.name, found.text, found.raw, manner)
        if not taken.configs and not taken.findings:
            return _passed(source, manner)
        return self._judged(source, scope, taken)

    def _judged(self, source: Source, scope: Scope, taken: Intake) -> Outcome:
        judgements, reached = [], frozenset[str]()
        for config in taken.configs:
            judgement, files = self._judge(source, config, scope.world)
            judgements.append(judgement)
            reached |= files
        catalogue = scope.world.catalogue
        own = resolve(taken.findings, catalogue)
        found = dict.fromkeys([*own, *(item for one in judgements for item in one.diagnostics)])
        diagnostics = tuple(item for item in found if scope.settings.wants(item.rule, item.severity))
        others = [item for item in found if item.severity == "error"] if len(diagnostics) < len(found) else []
        outer = {id(config.outer): config.outer for config in taken.configs if config.outer is not None}
        documents = [*(part for one in judgements for part in one.parts), *outer.values()]
        ignores: dict[str, list[Ignore]] = {}
        for part in documents:
            listed = ignores_of(part)
            if listed:
                ignores[part.source] = list(dict.fromkeys([*ignores.get(part.source, ()), *listed]))
        shown = [*documents, *(finding.place.document for finding in taken.findings)]
        chains = [placeless(chain) for one in judgements for chain in one.chains] if taken.loads else []
        return Outcome(
            source,
            diagnostics,
            tuple(chains),
            (*taken.reports, *((one.config for one in judgements) if taken.loads else ())),
            ignores,
            excerpts(diagnostics, shown, catalogue.redaction) if diagnostics else {},
            frozenset().union(*(one.not_judged for one in judgements)),
            frozenset((source.name, *(part.source for part in documents))),
            reached,
            True,
            unasked=frozenset((item.file, item.digest) for item in others),
        )

    def _judge(self, source: Source, config: Config, world: World) -> tuple[ConfigJudgement, frozenset[str]]:
        document = config.document
        judge = judge_where_it_runs if world.places else judge_config
        if config.beside is not None:
            answers = {(document.identity, item): found for item, found in config.beside.items()}
            return judge(document, answers, world), frozenset()
        included = read_includes(source.path, document, world.files, self.here, self.reader)
        return judge(document, included.answers, world), included.reached

    def result(self, version: str) -> Result:
        """Give what was found so far; a config that another one includes counts with that one and not alone."""
        including = [found for found in self.outcomes.values() if found.reached]
        outcomes = [found for found in self._sorted() if found.checked and self._on_its_own(found, including)]
        diagnostics = list(dict.fromkeys(item for found in outcomes for item in found.diagnostics))
        ignores: dict[str, list[Ignore]] = {}
        lines: dict[str, Lines] = {}
        for found in outcomes:
            for file, listed in found.ignores.items():
                ignores.setdefault(file, list(listed))
            for file, shown in found.lines.items():
                lines[file] = {**lines[file], **shown} if file in lines else shown
        reported = self._reported(outcomes)
        kept, ignored = apply_ignores(diagnostics, ignores, reported, self._rules(outcomes))
        names = sorted(frozenset[str]().union(*(found.parts for found in outcomes)))
        kept, excepted = by_settings(kept, self._exceptions(outcomes), names, self.today, reported)
        run = self.scope_of(None)
        configs = [config for found in outcomes for config in found.configs]
        return Result(
            version,
            run.world.selection.text,
            run.world.selection.source,
            self.complete and all(found.complete for found in self.outcomes.values()),
            len(outcomes),
            sum(config.entries for config in configs),
            tuple(order(kept)),
            (*ignored, *excepted),
            tuple(sorted(configs, key=lambda config: config.file)),
            tuple(chain for found in outcomes for chain in found.chains),
            tuple(sorted(frozenset[str]().union(*(found.not_judged for found in outcomes)))),
            lines,
            tuple(found.source.name for found in self._sorted() if not found.checked and found.complete),
        )

    def _rules(self, outcomes: list[Outcome]) -> frozenset[str]:
        """Give the names of all rules there are for these files."""
        found = frozenset(self.scope_of(None).world.catalogue.rules)
        return found.union(
            *(self.scope_of(self._place(one.source)).world.catalogue.rules for one in outcomes if one.ignores)
        )

    def _exceptions(self, outcomes: list[Outcome]) -> Callable[[str], Exceptions | None]:
        """Give, for a file, the exceptions in the settings that hold for it."""
        paths = {found.source.name: self._place(found.source) for found in outcomes}
        known: dict[str, Exceptions | None] = {}

        def exceptions(name: str) -> Exceptions | None:
            if name not in known:
                path = paths.get(name) or os.path.join(self.here, name)
                settings = self.scope_of(path).settings
                known[name] = None
                if settings.file is not None and settings.path_ignores:
                    folder = settings.file.folder
                    met = (one for one in settings.path_ignores if covered(path, globs(folder, [one.glob])))
                    known[name] = Exceptions(settings.file, tuple(met))
            return known[name]

        return exceptions

    def _on_its_own(self, found: Outcome, including: list[Outcome]) -> bool:
        """Say whether a config counts alone: it was named with --config, or no config includes it but those it includes itself."""
        path = found.source.path
        if not including or path is None or os.path.abspath(path) in self.scope_of(path).settings.configs:
            return True
        own = real(path)
        return all(
            own not in other.reached or root in found.reached or root == own
            for other in including
            for root in (real(other.source.path) if other.source.path is not None else "",)
        )

    def _reported(self, outcomes: list[Outcome]) -> Callable[[str, str], bool]:
        """Say of a file and a rule whether this run would have reported it there: only then is an ignore of it without use."""
        by_file: dict[str, list[Outcome]] = {}
        for found in outcomes:
            for part in found.parts:
                by_file.setdefault(part, []).append(found)

        def reported(file: str, rule: str) -> bool:
            return bool(by_file.get(file)) and all(
                rule not in found.not_judged and self.would_report(self._place(found.source), rule)
                for found in by_file[file]
            )

        return reported

    def would_report(self, path: str | None, rule: str) -> bool:
        """Say whether a rule is asked for in the file at a path."""
        scope = self.scope_of(path)
        catalogue = scope.world.catalogue
        severity = catalogue.remapped.get(rule) or (catalogue.severity(rule) if rule in catalogue.rules else "warning")
        return scope.settings.wants(rule, severity)


def _forced(source: Source, settings: Settings) -> bool:
    if source.path is not None and os.path.abspath(source.path) in settings.configs:
        return True
    names = [source.name, os.path.basename(source.name)]
    if settings.file is not None and source.path is not None:
        names.append(os.path.relpath(source.path, settings.file.folder).replace(os.sep, "/"))
    return any(
        kind == "litellm-config" and any(fnmatch.fnmatch(name, glob) for name in names) for kind, glob in settings.kinds
    )


def _passed(source: Source, manner: Manner) -> Outcome:
    loud = source.named and not manner.allow_empty
    return Outcome(source, note=f"{source.name}: nothing oidclint knows, passed over" if loud else None)
