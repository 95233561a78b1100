"""Mend what a run has found, in memory: apply fixes, judge again, and keep what is really mended and does no harm."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from validator.check import Checker
from validator.edge.reading import Text, decode, read
from validator.edge.search import Source
from validator.edit import applied
from validator.finding import Diagnostic
from validator.report.result import Result

_ROUNDS = 25
"""Fixes that wait for one another are few; more rounds than this mean that two of them undo each other."""


class Overlay:
    """Reads files, each once, and gives for a changed one the new text."""

    def __init__(self) -> None:
        self._old: dict[str | None, Text] = {}
        self.changed: dict[str | None, Text] = {}

    def __call__(self, path: str | None) -> Text:
        """Read a file as it stands or as it was changed; None is standard input."""
        key = None if path is None else os.path.realpath(path)
        if key not in self.changed and key not in self._old:
            self._old[key] = read(path)
        return self.changed.get(key) or self._old[key]

    def old(self, path: str | None) -> Text:
        """Give a file as it stood."""
        return self._old[None if path is None else os.path.realpath(path)]

    def change(self, path: str | None, text: str) -> None:
        """Give a file a new text."""
        key = None if path is None else os.path.realpath(path)
        if text == self._old[key].text:
            self.changed.pop(key, None)
        else:
            self.changed[key] = decode(text.encode("utf-8", "surrogatepass"))


class Mended(NamedTuple):
    """What was mended, and how each file would read."""

    fixed: tuple[Diagnostic, ...]
    taken_back: frozenset[tuple[str, str]]
    """File and digest of findings whose fix helped nothing or did harm."""
    files: dict[str, tuple[str | None, str, str]]
    """Name in reports → its path (None for standard input), the text before, the text after."""


class Mender:
    """Mends what a run has found, round by round, until nothing is left that can be mended."""

    def __init__(self, checker: Checker, overlay: Overlay, result: Callable[[], Result], unsafe: bool) -> None:
        self._checker, self._overlay, self._result, self._unsafe = checker, overlay, result, unsafe
        self._refused: set[tuple[str, str]] = set()
        self._single: set[str] = set()
        self._fixed: list[Diagnostic] = []
        self._sources: dict[str, list[Source]] = {}
        self._places: dict[str, str | None] = {}

    def run(self) -> Mended:
        """Mend in memory; the outcomes of the checker are those of the mended texts afterwards."""
        for _ in range(_ROUNDS):
            offered: dict[str, list[Diagnostic]] = {}
            for item in self._result().diagnostics:
                if self._may(item):
                    offered.setdefault(item.file, []).append(item)
            if not offered:
                break
            self._index()
            for file, items in offered.items():
                self._mend(file, items[:1] if file in self._single else items)
        files = {}
        for name, path in self._paths().items():
            before, after = self._overlay.old(path).text, self._overlay(path).text
            if before != after:
                files[name] = (path, before, after)
        return Mended(tuple(self._fixed), frozenset(self._refused), files)

    def _may(self, item: Diagnostic) -> bool:
        fix = item.fix
        return (
            fix is not None
            and fix.edit is not None
            and (fix.safe or self._unsafe)
            and (item.file, item.digest) not in self._refused
        )

    def _index(self) -> None:
        self._sources, self._places = {}, {}
        for source, found in self._checker.outcomes.items():
            self._places[source.name] = source.path
            for part in found.parts:
                self._sources.setdefault(part, []).append(source)

    def _paths(self) -> dict[str, str | None]:
        return {name: self._path(name) for name in sorted({item.file for item in self._fixed})}

    def _path(self, name: str) -> str | None:
        return self._places[name] if name in self._places else os.path.join(self._checker.here, name)

    def _mend(self, file: str, items: list[Diagnostic]) -> None:
        path = self._path(file)
        before = self._overlay(path).text
        edits = [item.fix.edit for item in items if item.fix is not None and item.fix.edit is not None]
        after, done = applied(before, edits)
        tried = [item for item in items if item.fix is not None and item.fix.edit in done]
        affected = self._sources.get(file, [])
        old, errors = _found(self._checker, affected)
        self._overlay.change(path, after)
        self._checker.run(affected)
        new, more = _found(self._checker, affected)
        keys = Counter((item.file, item.digest) for item in tried)
        if more <= errors and all(new[key] < old[key] for key in keys):
            self._fixed += tried
            return
        self._overlay.change(path, before)
        self._checker.run(affected)
        if len(tried) == 1 or file in self._single:
            self._refused |= {(item.file, item.digest) for item in tried}
        self._single.add(file)


def _found(checker: Checker, sources: Iterable[Source]) -> tuple[Counter[tuple[str, str]], set[tuple[str, str]]]:
    """Count the findings in these files, and give every error, those too that nobody asked for."""
    items = dict.fromkeys(item for source in sources for item in checker.outcomes[source].diagnostics)
    errors = {(item.file, item.digest) for item in items if item.severity == "error"}
    errors.update(key for source in sources for key in checker.outcomes[source].unasked)
    return Counter((item.file, item.digest) for item in items), errors
