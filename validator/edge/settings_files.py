"""Find and read settings files: `.oidclint.yaml`, or `[tool.oidclint]` in pyproject.toml."""

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from validator.document import Document, Malformed, ManyDocuments, Path, Span, parse
from validator.edge.reading import read
from validator.edge.search import shown_name
from validator.settings import SettingsFile, SettingsProblem, settings_file

NAMES = (".oidclint.yaml", ".oidclint.yml")
PROJECT = "pyproject.toml"
_TABLE = re.compile(rb"\[\s*tool\s*\.\s*[\"']?oidclint|^\s*(?:tool\s*\.\s*)?[\"']?oidclint[\"']?\s*[.=]", re.MULTILINE)
"""Where our table may begin; whether it does is known once the file is read."""


class SettingsFiles:
    """The settings files of a run, each read once; `schema` gives that of the settings when it is wanted."""

    def __init__(self, here: str, schema: Callable[[], Mapping[str, Any]]) -> None:
        self._here, self._schema = here, schema
        self._read: dict[str, SettingsFile] = {}
        self._nearest: dict[str, SettingsFile | None] = {}

    def load(self, path: str) -> SettingsFile:
        """Read one settings file; raise SettingsProblem."""
        if path not in self._read:
            self._read[path] = _load(path, shown_name(path, self._here), self._schema)
        return self._read[path]

    def nearest(self, folder: str) -> SettingsFile | None:
        """Give the settings nearest to a folder, from there up to the root of its git work tree.

        Outside of one, no further than the folder the check was started in: what lies above is somebody else's.
        """
        if folder not in self._nearest:
            found = self._held(folder)
            above = os.path.dirname(folder)
            ends = above == folder or os.path.exists(os.path.join(folder, ".git")) or self._outside(above)
            self._nearest[folder] = found if found is not None or ends else self.nearest(above)
        return self._nearest[folder]

    def _outside(self, folder: str) -> bool:
        """Say whether a folder is above the current one and in no git work tree."""
        if folder == self._here or folder.startswith(self._here.rstrip(os.sep) + os.sep):
            return False
        return not self._in_work_tree(folder)

    def _in_work_tree(self, folder: str) -> bool:
        while not os.path.exists(os.path.join(folder, ".git")):
            folder, before = os.path.dirname(folder), folder
            if folder == before:
                return False
        return True

    def _held(self, folder: str) -> SettingsFile | None:
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return self.load(path)
        path = os.path.join(folder, PROJECT)
        if os.path.isfile(path) and _TABLE.search(read(path).raw) is not None:
            found = self.load(path)
            return found if found.inner else None
        return None


class Toml(NamedTuple):
    """A TOML text that knows on which line a key stands, as near as its text tells."""

    source: str
    text: str

    def span(self, path: Path, key: bool = False) -> Span:
        """Give the place of the key that a route ends at, else of the table that holds it."""
        lines = self.text.splitlines()
        names = [str(step) for step in path if isinstance(step, str)]
        best = (1, 1)
        table: list[str] = []
        for number, line in enumerate(lines, 1):
            header = re.match(r"\s*\[\[?([^\]]+)\]\]?", line)
            if header is not None:
                table = [part.strip().strip("\"'") for part in header[1].split(".")]
                if table == names[: len(table)]:
                    best = (number, 1)
                continue
            match = re.match(r"\s*([\w.\"'-]+)\s*=", line)
            if match is not None:
                name = match[1].strip("\"'")
                route = [*table, name]
                if route == names[: len(route)] and table == names[: len(table)]:
                    best = (number, match.start(1) + 1)
        return Span(*best, best[0], best[1] + 1)


def _load(path: str, name: str, schema: Callable[[], Mapping[str, Any]]) -> SettingsFile:
    found = read(path)
    if found.problem is not None:
        raise SettingsProblem([f"{name}:{found.line}: the settings {found.problem.partition(';')[0]}"])
    folder = os.path.dirname(os.path.abspath(path))
    if path.endswith(".toml"):
        data, inner = _toml(found.text, name)
        if data == {}:
            return SettingsFile(name, folder, {}, cast(Document, Toml(name, found.text)), inner)
        return settings_file(cast(Document, Toml(name, found.text)), data, inner, folder, schema())
    try:
        document = parse(found.text, name)
    except ManyDocuments:
        raise SettingsProblem([f"{name}:1: more than one YAML document"]) from None
    except Malformed as error:
        raise SettingsProblem(
            [f"{name}:{error.line}:{error.column}: {error.message.partition('; LiteLLM')[0]}"]
        ) from None
    if document.duplicates:
        twice = document.duplicates[0]
        raise SettingsProblem(
            [f"{name}:{twice.span.line}:{twice.span.column}: the key {twice.key[:60]!r} stands twice"]
        )
    return settings_file(document, document.data, (), folder, schema())


def _toml(text: str, name: str) -> tuple[Any, Path]:
    try:
        import tomllib  # type: ignore[import-not-found,unused-ignore]
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib  # type: ignore[import-not-found,unused-ignore,no-redef]
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        last = text.count("\n") + 1 if "end of document" in str(error) else 1
        where = f"{place[1]}:{place[2]}" if place else str(last)
        raise SettingsProblem([f"{name}:{where}: not TOML"]) from None
    inner: Path = ("tool", "oidclint")
    if isinstance(data.get("tool"), dict) and "oidclint" in data["tool"]:
        return data["tool"]["oidclint"], inner
    return ({} if os.path.basename(name) == PROJECT else data), ()
