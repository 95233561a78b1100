"""From PATHs to files: globs, folders with their .gitignore, standard input."""

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

SEARCHED = (".yaml", ".yml", ".json")
_SKIPPED = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".terraform", ".mypy_cache")
)


class NoSuchPath(Exception):
    """A PATH names nothing."""


class Source(NamedTuple):
    """One input: its path on this machine (None for standard input), the name reports give it, and how it was found."""

    path: str | None
    name: str
    named: bool


def shown_name(path: str, here: str) -> str:
    """Name a file relative to the current folder where it lies below it, else absolute; `/` on every system."""
    absolute = os.path.abspath(path)
    inside = absolute[len(here) :].lstrip(os.sep) if absolute.startswith(here.rstrip(os.sep) + os.sep) else None
    return (inside or absolute).replace(os.sep, "/")


def find(paths: list[str], stdin_name: str | None, here: str, closed: list[str]) -> list[Source]:
    """Give the files behind the PATHs, each once, sorted by name; raise NoSuchPath.

    The names of folders that cannot be searched are added to `closed`.
    """
    found: dict[str, Source] = {}
    for path in paths or ["."]:
        if path == "-":
            name = stdin_name or "<stdin>"
            if "-" in found:
                raise NoSuchPath("only one input can be standard input")
            found["-"] = Source(None, name, True)
            continue
        for source in _expand(path, here, closed):
            key = os.path.abspath(source.path or "")
            if key not in found or (source.named and not found[key].named):
                found[key] = source
    return sorted(found.values(), key=lambda source: source.name)


def _expand(path: str, here: str, closed: list[str]) -> Iterator[Source]:
    if os.path.isdir(path):
        shut: list[str] = []
        yield from (Source(file, shown_name(file, here), False) for file in walk(path, shut))
        closed += (f"{shown_name(folder, here)}: cannot be searched: permission denied" for folder in shut)
        return
    if os.path.lexists(path):
        yield Source(path, shown_name(path, here), True)
        return
    if re.search(r"[*?\[]", path):
        import glob

        hits = sorted(glob.glob(path, recursive=True))
        if hits:
            for hit in hits:
                yield from _expand(hit, here, closed)
            return
    raise NoSuchPath(f"there is no {path}")


def walk(folder: str, closed: list[str]) -> Iterator[str]:
    """Give every file below a folder whose name may hold YAML or JSON, honouring .gitignore files.

    A folder that may not be read is added to `closed`.
    """
    rules = _outer_rules(folder)
    stack = [(os.path.normpath(folder), rules)]
    while stack:
        base, rules = stack.pop()
        try:
            entries = sorted(os.scandir(base), key=lambda entry: entry.name)
        except PermissionError:
            closed.append(base)
            continue
        except OSError:
            continue
        own = _read_rules(base)
        rules = rules + own if own else rules
        folders = []
        for entry in entries:
            try:
                is_folder = entry.is_dir(follow_symlinks=False)
            except OSError:
                continue
            if is_folder:
                if entry.name not in _SKIPPED and not _ignored(entry.path, True, rules):
                    folders.append((entry.path, rules))
            elif entry.name.lower().endswith(SEARCHED) and not _ignored(entry.path, False, rules):
                if not entry.is_symlink() or not os.path.isdir(entry.path):
                    yield entry.path
        stack += folders[::-1]


class _Rule(NamedTuple):
    base: str
    pattern: re.Pattern[str]
    negated: bool
    folders_only: bool


def _outer_rules(folder: str) -> tuple[_Rule, ...]:
    """Give the rules of the folders above, up to the root of the git work tree."""
    absolute = os.path.abspath(folder)
    above: list[str] = []
    current = absolute
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return ()
        above.append(parent)
        current = parent
    rules: tuple[_Rule, ...] = ()
    for base in reversed(above):
        rules += _read_rules(base)
    return rules


def _read_rules(base: str) -> tuple[_Rule, ...]:
    try:
        with open(os.path.join(base, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read(1_000_000).splitlines()
    except OSError:
        return ()
    absolute = os.path.abspath(base)
    return tuple(rule for rule in (_rule(absolute, line) for line in lines) if rule is not None)


def _rule(base: str, line: str) -> _Rule | None:
    text = line.rstrip("\r\n")
    text = re.sub(r"(?<!\\) +$", "", text)
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text[1:] if negated or text.startswith(("\\#", "\\!")) else text
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    anchored = "/" in text
    text = text.removeprefix("/")
    body = ("" if anchored else "(?:.*/)?") + _translate(text)
    try:
        return _Rule(base, re.compile(body + r"\Z", re.DOTALL), negated, folders_only)
    except re.error:
        return None


def _translate(glob: str) -> str:
    out, index = "", 0
    while index < len(glob):
        if glob.startswith("**/", index):
            out, index = out + "(?:.*/)?", index + 3
        elif glob.startswith("/**", index) and index + 3 == len(glob):
            out, index = out + "/.*", index + 3
        elif glob[index] == "*":
            out, index = out + "[^/]*", index + 1
        elif glob[index] == "?":
            out, index = out + "[^/]", index + 1
        elif glob[index] == "[" and "]" in glob[index + 1 :]:
            end = glob.index("]", index + 2) if "]" in glob[index + 2 :] else glob.index("]", index + 1)
            inner = glob[index + 1 : end].replace("\\", "\\\\")
            out, index = out + "[" + ("^" + inner[1:] if inner[:1] in "!^" else inner) + "]", end + 1
        else:
            if glob[index] == "\\" and index + 1 < len(glob):
                index += 1
            out, index = out + re.escape(glob[index]), index + 1
    return out


def _ignored(path: str, is_folder: bool, rules: tuple[_Rule, ...]) -> bool:
    if not rules:
        return False
    absolute = os.path.abspath(path)
    for rule in reversed(rules):
        if rule.folders_only and not is_folder:
            continue
        if not absolute.startswith(rule.base.rstrip(os.sep) + os.sep):
            continue
        relative = absolute[len(rule.base) :].lstrip(os.sep).replace(os.sep, "/")
        if rule.pattern.match(relative):
            return not rule.negated
    return False
