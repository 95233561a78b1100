"""The run of `check` over many files: read, recognise, judge each, gather one result."""

import fnmatch
import os
from collections.abc import Callable
from typing import NamedTuple

from validator.document import Document, Malformed, ManyDocuments, parse, parse_all, parse_json
from validator.edge.reading import Text, read
from validator.edge.search import Source, shown_name
from validator.finding import Diagnostic, Finding, Place
from validator.judge import ConfigJudgement, World, judge_config
from validator.lint import ConfigReport, Ignore, apply_ignores, ignores_of, malformed, order, resolve
from validator.litellm.config import Fault
from validator.recognise import LOUD, MARKERS, is_litellm_config
from validator.report.result import Result


class Stopped(BaseException):
    """The run was told to end, even in the middle of a rule; `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Settings(NamedTuple):
    """Which rules, which kinds by name, and how strict the search is."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    kinds: tuple[tuple[str, str], ...] = ()
    allow_empty: bool = False
    infos: bool = False
    configs: frozenset[str] = frozenset()

    def wants(self, rule: str, severity: str) -> bool:
        """Say whether a finding is reported: selection first, then infos only when asked for."""
        if rule in self.ignore:
            return False
        if self.select:
            return rule in self.select or rule in ("malformed-file", "rule-crashed")
        return severity != "info" or self.infos


class Checker:
    """Gathers what the files come to; may be asked for its result at any time."""

    def __init__(self, world: World, settings: Settings, here: str) -> None:
        self.world, self.settings, self.here = world, settings, here
        self.complete = True
        self.notes: list[str] = []
        self._diagnostics: list[Diagnostic] = []
        self._configs: list[ConfigReport] = []
        self._judged: list[tuple[Source, ConfigJudgement]] = []
        self._documents: dict[str, Document] = {}
        self._ignores: dict[str, list[Ignore]] = {}
        self._passed: list[str] = []
        self._files = 0
        self._included: dict[str, frozenset[str]] = {}
        """Config → the files it includes, itself or through others."""

    def run(self, sources: list[Source]) -> None:
        """Check every source."""
        for source in sources:
            document = self._open(source)
            if document is not None:
                self._judge(source, document)

    def pass_over(self, closed: list[str]) -> None:
        """Note folders that cannot be searched: the run is not complete."""
        self.notes += closed
        self.complete = self.complete and not closed

    def _on_its_own(self, source: Source) -> bool:
        """Say whether a config counts alone: it was named with --config, or no config includes it but those it includes itself."""
        if source.path is None or os.path.abspath(source.path) in self.settings.configs:
            return True
        own = os.path.realpath(source.path)
        below = self._included.get(own, frozenset())
        return all(own not in reached or root in below or root == own for root, reached in self._included.items())

    def result(self, version: str) -> Result:
        """Give what was found so far; a config that another one includes counts with that one and not alone."""
        judged = [item for source, item in self._judged if self._on_its_own(source)]
        found = dict.fromkeys([*self._diagnostics, *(found for item in judged for found in item.diagnostics)])
        settings = self.settings
        kept, ignored = apply_ignores(list(found), self._ignores, self._documents, self._reported(judged))
        configs = [*self._configs, *(item.config for item in judged)]
        not_judged: set[str] = set().union(*(item.not_judged for item in judged))
        return Result(
            version,
            self.world.selection.text,
            self.world.selection.source,
            self.complete,
            self._files + len(judged),
            sum(config.entries for config in configs),
            tuple(order(item for item in kept if settings.wants(item.rule, item.severity))),
            tuple(item for item in ignored if settings.wants(item.diagnostic.rule, item.diagnostic.severity)),
            tuple(sorted(configs, key=lambda config: config.file)),
            tuple(chain for item in judged for chain in item.chains),
            tuple(sorted(not_judged)),
            self._documents,
            self.world.catalogue.redaction,
            tuple(sorted(self._passed)),
        )

    def _reported(self, judged: list[ConfigJudgement]) -> Callable[[str], bool]:
        """Say of a rule whether this run would have reported it: only then is an ignore of it without use."""
        silent: set[str] = set().union(*(item.not_judged for item in judged))
        rules = self.world.catalogue.rules
        return lambda rule: (
            rule not in silent
            and self.settings.wants(rule, self.world.catalogue.severity(rule) if rule in rules else "warning")
        )

    def _forced(self, source: Source) -> bool:
        if source.path is not None and os.path.abspath(source.path) in self.settings.configs:
            return True
        return any(
            kind == "litellm-config"
            and (fnmatch.fnmatch(source.name, glob) or fnmatch.fnmatch(os.path.basename(source.name), glob))
            for kind, glob in self.settings.kinds
        )

    def _open(self, source: Source) -> Document | None:
        """Read and recognise one source; give the config it holds, or report, note or pass over what it is."""
        found = read(source.path)
        forced = self._forced(source)
        strict = forced or (source.named and not self.settings.allow_empty)
        if found.unreadable:
            if source.named:
                self._malformed(source, found, found.problem or "", 1, 1, forced)
            else:
                self.notes.append(f"{source.name}: {found.problem}")
                self.complete = False
            return None
        loud = LOUD.search(found.raw if found.problem is None else found.text.encode("utf-8", "replace")) is not None
        if found.problem is not None:
            if loud or forced or (strict and b"\0" not in found.raw[:8192]) or (strict and source.named):
                self._malformed(source, found, found.problem, found.line, 1, forced or loud, found.predicts)
            else:
                self._pass(source)
            return None
        if not forced and MARKERS.search(found.raw) is None and not strict:
            self._pass(source)
            return None
        try:
            document = parse(found.text, source.name)
        except ManyDocuments:
            return self._many(source, found, forced)
        except Malformed as error:
            as_json = parse_json(found.text)
            if as_json is not None and not forced and not is_litellm_config(as_json):
                self._pass(source)
            elif strict or loud:
                self._malformed(source, found, error.message, error.line, error.column, forced or loud, error.predicts)
            else:
                self._pass(source)
            return None
        if forced or is_litellm_config(document.data):
            return document
        self._pass(source)
        return None

    def _many(self, source: Source, found: Text, forced: bool) -> Document | None:
        try:
            holds = forced or any(is_litellm_config(data) for data in parse_all(found.text))
        except Malformed as error:
            if source.named and not self.settings.allow_empty:
                self._malformed(source, found, error.message, error.line, error.column, forced, error.predicts)
            return None
        if holds:
            text = "more than one document in the file; LiteLLM's loader takes one and does not start"
            line = next(
                (
                    number
                    for number, line in enumerate(found.text.splitlines(), 1)
                    if number > 1 and line.startswith("---")
                ),
                1,
            )
            document = Document(source.name, found.text, None)
            self._add(
                source,
                document,
                [Finding("invalid-config", Place(document), text, span=malformed(document, "", line, 1).span)],
            )
            self._configs.append(
                ConfigReport(source.name, False, (), (), ("ComposerError: expected a single document in the stream",))
            )
        else:
            self._pass(source)
        return None

    def _pass(self, source: Source) -> None:
        self._passed.append(source.name)
        if source.named and not self.settings.allow_empty:
            self.notes.append(f"{source.name}: nothing oidclint knows, passed over")

    def _malformed(
        self,
        source: Source,
        found: Text,
        message: str,
        line: int,
        column: int,
        config: bool,
        predicts: str | None = None,
    ) -> None:
        document = Document(source.name, found.text, None)
        self._add(source, document, [malformed(document, message, line, column)])
        if config and predicts:
            self._configs.append(ConfigReport(source.name, False, (), (), (predicts,)))

    def _add(self, source: Source, document: Document, findings: list[Finding]) -> None:
        self._files += 1
        self._documents.setdefault(source.name, document)
        self._diagnostics += resolve(findings, self.world.catalogue, self.world.rename)

    def _include_paths(self, document: Document) -> list[str]:
        wanted = document.data.get("include") if isinstance(document.data, dict) else None
        return [item for item in wanted if isinstance(item, str)] if isinstance(wanted, list) else []

    def _judge(self, source: Source, document: Document) -> None:
        includes = self._read_includes(source, document)
        judged = judge_config(document, includes, self.world)
        for part in judged.parts:
            ignores = ignores_of(part)
            if ignores:
                self._ignores[part.source] = ignores
            if judged.diagnostics:
                self._documents.setdefault(part.source, part)
        self._judged.append((source, judged._replace(parts=())))

    def _read_includes(self, source: Source, document: Document) -> dict[tuple[str, str], "Document | Fault"]:
        """Read the files a config includes: next to the declaring file, then next to the root (config_includes.py)."""
        found: dict[tuple[str, str], Document | Fault] = {}
        root = os.path.dirname(os.path.abspath(source.path)) if source.path is not None else self.here
        queue = [(document, root)]
        start = _real(source.path) if source.path is not None else ""
        seen, reached = {start}, set()
        documents: dict[str, Document | Fault] = {}
        while queue:
            declaring, base = queue.pop(0)
            for item in self._include_paths(declaring):
                path = os.path.abspath(os.path.join(base, item))
                on_theirs = self.world.files.on_this_machine(item) if os.path.isabs(item) else None
                if on_theirs is not None and os.path.exists(on_theirs):
                    path = on_theirs
                if not os.path.exists(path):
                    beside_root = os.path.abspath(os.path.join(root, item))
                    path = beside_root if os.path.exists(beside_root) else path
                real = _real(path)
                reached.add(real)
                if real not in documents:
                    documents[real] = document if real in seen else self._included_document(path, item)
                answer = documents[real]
                found[(declaring.source, item)] = answer
                if declaring is not document and (document.source, item) not in found:
                    # until LiteLLM 1.101 the lists of included files count from the root file
                    beside = os.path.abspath(os.path.join(root, item))
                    found[(document.source, item)] = answer if beside == path else self._included_document(beside, item)
                if isinstance(answer, Document) and real not in seen:
                    seen.add(real)
                    queue.append((answer, os.path.dirname(path)))
        if reached:
            self._included[start] = frozenset(reached)
        return found

    def _included_document(self, path: str, item: str) -> "Document | Fault":
        name = shown_name(path, self.here)
        nowhere = Place(Document(name, "", None))
        if not os.path.exists(path) and os.path.isabs(item) and self.world.files.on_this_machine(item) is None:
            return Fault(
                "invalid-config",
                "open",
                nowhere,
                "this file stands on LiteLLM's machine and was not read; give --files ROOT to have it judged too",
                None,
                "warning",
            )
        if not os.path.exists(path):
            return Fault(
                "invalid-config",
                "stops",
                nowhere,
                "there is no such file to include; LiteLLM does not start",
                "FileNotFoundError: Included file not found: ",
            )
        text = read(path)
        if text.problem is not None:
            return Fault("invalid-config", "stops", nowhere, f"the included file {name} {text.problem}", text.predicts)
        try:
            return parse(text.text, name)
        except ManyDocuments:
            return Fault(
                "invalid-config",
                "stops",
                nowhere,
                f"the included file {name} holds more than one document",
                "ComposerError: expected a single document in the stream",
            )
        except Malformed as error:
            return Fault(
                "invalid-config",
                "stops",
                nowhere,
                f"the included file {name} is {error.message} (line {error.line})",
                error.predicts,
            )


def _real(path: str) -> str:
    """Give the path without links; as it stands where it can be no path at all (a NUL, half a character)."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return path
