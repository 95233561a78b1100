"""From PATHs to files: globs, folders with their .gitignore, standard input."""

import fnmatch
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from validator.edge.globs import Glob, globs, ignored

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


def find(
    paths: list[str],
    stdin_name: str | None,
    here: str,
    closed: list[str],
    exclude: tuple[Glob, ...] = (),
    also: tuple[str, ...] = (),
) -> list[Source]:
    """Give the files behind the PATHs, each once, sorted by name; raise NoSuchPath.

    The names of folders that cannot be searched are added to `closed`; folders that `exclude` meets are not searched.
    `also` are globs for names that are looked at whatever their ending.
    """
    found: dict[str, Source] = {}
    for path in paths or ["."]:
        if path == "-":
            name = stdin_name or "<stdin>"
            if "-" in found:
                raise NoSuchPath("only one input can be standard input")
            found["-"] = Source(None, name, True)
            continue
        for source in _expand(path, here, closed, exclude, also):
            key = os.path.abspath(source.path or "")
            if key not in found or (source.named and not found[key].named):
                found[key] = source
    return sorted(found.values(), key=lambda source: source.name)


def _expand(
    path: str, here: str, closed: list[str], exclude: tuple[Glob, ...], also: tuple[str, ...]
) -> Iterator[Source]:
    if os.path.isdir(path):
        shut: list[str] = []
        yield from (Source(file, shown_name(file, here), False) for file in walk(path, shut, exclude, also))
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
                yield from _expand(hit, here, closed, exclude, also)
            return
    raise NoSuchPath(f"there is no {path}")


def walk(folder: str, closed: list[str], exclude: tuple[Glob, ...] = (), also: tuple[str, ...] = ()) -> Iterator[str]:
    """Give every file below a folder whose name may hold YAML or JSON, or meets a glob of `also`; .gitignore counts.

    A folder that may not be read is added to `closed`.
    """
    rules = _outer_rules(folder) + exclude
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
                if entry.name not in _SKIPPED and not ignored(entry.path, True, rules):
                    folders.append((entry.path, rules))
            elif (entry.name.lower().endswith(SEARCHED) or _meets(entry, also)) and not ignored(
                entry.path, False, rules
            ):
                if not entry.is_symlink() or not os.path.isdir(entry.path):
                    yield entry.path
        stack += folders[::-1]


def _meets(entry: "os.DirEntry[str]", globs: tuple[str, ...]) -> bool:
    """Say whether a glob of `kinds` may mean a file: by its name, or by the last part of a path; the kind decides later."""
    return any(fnmatch.fnmatch(entry.name, glob.rsplit("/", 1)[-1]) for glob in globs)


def _outer_rules(folder: str) -> tuple[Glob, ...]:
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
    rules: tuple[Glob, ...] = ()
    for base in reversed(above):
        rules += _read_rules(base)
    return rules


def _read_rules(base: str) -> tuple[Glob, ...]:
    try:
        with open(os.path.join(base, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read(1_000_000).splitlines()
    except OSError:
        return ()
    absolute = os.path.abspath(base)
    return globs(absolute, lines)
