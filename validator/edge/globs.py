"""Globs as .gitignore has them: https://git-scm.com/docs/gitignore, section «pattern format»."""

import functools
import os
import re
from collections.abc import Iterable
from typing import NamedTuple


class Glob(NamedTuple):
    """One pattern, the folder it counts from, whether it takes back, and whether it is for folders only."""

    base: str
    pattern: re.Pattern[str]
    negated: bool
    folders_only: bool


@functools.lru_cache(16_384)
def glob(base: str, line: str) -> Glob | None:
    """Read one line of a .gitignore in folder `base`; None for a comment, an empty line or a broken pattern."""
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
        return Glob(base, re.compile(body + r"\Z", re.DOTALL), negated, folders_only)
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


def ignored(path: str, is_folder: bool, rules: tuple[Glob, ...]) -> bool:
    """Say whether the last glob that meets the path itself takes it out."""
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


def covered(path: str, rules: tuple[Glob, ...]) -> bool:
    """Say whether globs take out a file or a folder above it."""
    if not rules:
        return False
    current, is_folder = os.path.abspath(path), False
    while True:
        if ignored(current, is_folder, rules):
            return True
        above = os.path.dirname(current)
        if above == current:
            return False
        current, is_folder = above, True


def globs(base: str, lines: Iterable[str]) -> tuple[Glob, ...]:
    """Read globs that count from a folder."""
    return tuple(found for found in (glob(base, line) for line in lines) if found is not None)
