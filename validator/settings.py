"""Settings: what `.oidclint.yaml` or `[tool.oidclint]` says, as values, and what comes of them with the command line.

Paths and globs in a settings file count from its folder. The command line beats settings (contract, section 2).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from validator.document import Document, Path
from validator.redact import one_line
from validator.schema import fits, misfits


class SettingsProblem(Exception):
    """The settings cannot be used: one line of `file:line:column: message` each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class SettingsFile(NamedTuple):
    """One settings file: how reports name it, its folder, its values, and its document, which knows the lines."""

    name: str
    folder: str
    values: Mapping[str, Any]
    document: Document
    inner: Path = ()
    """The route to the settings in the document: `tool`, `oidclint` in pyproject.toml."""

    def place(self, path: Path, key: bool = False) -> str:
        """Give `file:line` of a setting."""
        return f"{one_line(self.name)}:{self.document.span((*self.inner, *path), key).line}"


class PathIgnore(NamedTuple):
    """An exception for some files: rules that are not reported there, until a day (`YYYY-MM-DD`) if one is given."""

    glob: str
    rules: frozenset[str]
    reason: str = ""
    expires: str = ""
    path: Path = ()


class Deployment(NamedTuple):
    """What is known of where some models run: the whole environment; None is a value of the process that checks."""

    match: str
    env: Mapping[str, str | None] | None


class Settings(NamedTuple):
    """Which rules at which severity, which files, and what is known of them: command line and settings file together."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    profile: str = "recommended"
    kinds: tuple[tuple[str, str], ...] = ()
    allow_empty: bool = False
    infos: bool = False
    """Whether infos are asked for, and with them whatever a profile leaves out."""
    configs: frozenset[str] = frozenset()
    exclude: tuple[str, ...] = ()
    path_ignores: tuple[PathIgnore, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    file: SettingsFile | None = None
    preview: frozenset[str] = frozenset()
    """Rules that run only when they are selected."""

    def wants(self, rule: str, severity: str) -> bool:
        """Say whether a finding is reported: selection first, then what the profile leaves out."""
        if rule in self.ignore:
            return False
        if self.select:
            return rule in self.select or rule in ("malformed-file", "rule-crashed")
        if rule in self.preview:
            return False
        return self.infos or severity == "error" or (severity == "warning" and self.profile != "minimal")


def settings_file(document: Document, data: Any, inner: Path, folder: str, schema: Mapping[str, Any]) -> SettingsFile:
    """Take the settings out of a parsed file; raise SettingsProblem with a line for each thing that is wrong.

    Whether there are such rules is asked later (`names_in`), when the rule packs are read.
    """
    values = {} if data is None else data
    found = SettingsFile(document.source, folder, values if isinstance(values, dict) else {}, document, inner)
    if not fits(values, schema):
        lines = []
        for misfit in misfits(_plain(values), schema):
            span = document.span((*inner, *misfit.path), misfit.key)
            where = ".".join(map(str, misfit.path)) if not misfit.key else ""
            name = one_line(where, 80) or "the file"
            told = misfit.message if misfit.key else f"{name} {misfit.message}"
            lines.append(f"{one_line(document.source)}:{span.line}:{span.column}: {told}")
        if lines:
            raise SettingsProblem(lines)
    for item in path_ignores(found):
        if item.expires and not _is_day(item.expires):
            place = document.span((*inner, *item.path, "expires"))
            told = f"{one_line(document.source)}:{place.line}:{place.column}: there is no day {item.expires}"
            raise SettingsProblem([told])
    return found


def _is_day(text: str) -> bool:
    import datetime

    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _plain(data: Any) -> Any:
    """Give data in the types jsonschema knows: keys as text, dates as text."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data if data is None or type(data) in (bool, int, float, str) else str(data)


def names_in(file: SettingsFile) -> list[tuple[str, Path, bool]]:
    """Give every rule name a settings file uses, with its route and whether it is a key there."""
    values = file.values
    found: list[tuple[str, Path, bool]] = []
    for key in ("select", "ignore"):
        found += [(name, (key, index), False) for index, name in enumerate(values.get(key, ()))]
    found += [(name, ("severity", name), True) for name in values.get("severity", {})]
    for item in path_ignores(file):
        body = _at(values, item.path)
        rules = body["rules"] if isinstance(body, dict) else body
        within = ("rules",) if isinstance(body, dict) else ()
        found += [(name, (*item.path, *within, index), False) for index, name in enumerate(rules)]
    return found


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def path_ignores(file: SettingsFile) -> tuple[PathIgnore, ...]:
    """Give the exceptions of a settings file, in either of their two spellings."""
    given = file.values.get("per-path-ignores", ())
    found = []
    if isinstance(given, dict):
        for glob, body in given.items():
            rest = body if isinstance(body, dict) else {"rules": body}
            found.append(_path_ignore(glob, rest, ("per-path-ignores", glob)))
    else:
        found += [_path_ignore(item["path"], item, ("per-path-ignores", index)) for index, item in enumerate(given)]
    return tuple(found)


def _path_ignore(glob: str, body: Mapping[str, Any], path: Path) -> PathIgnore:
    return PathIgnore(glob, frozenset(body["rules"]), body.get("reason", ""), str(body.get("expires", "")), path)


def deployments(file: SettingsFile) -> tuple[Deployment, ...]:
    """Give what a settings file knows of where models run; values of the environment as text."""
    found = []
    for item in file.values.get("deployments", ()):
        env = item.get("env")
        found.append(
            Deployment(item["match"], None if env is None else {name: _text(value) for name, value in env.items()})
        )
    return tuple(found)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
