"""Exceptions of the settings: rules that are not reported in some files, with a reason and the day the exception ends."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from validator.finding import Diagnostic, Suppressed
from validator.ignores import unused_ignore
from validator.redact import one_line
from validator.settings import PathIgnore, SettingsFile


class Exceptions(NamedTuple):
    """The exceptions of one settings file that meet one checked file."""

    file: SettingsFile
    ignores: tuple[PathIgnore, ...]


def by_settings(
    diagnostics: Iterable[Diagnostic],
    exceptions: Callable[[str], Exceptions | None],
    files: Iterable[str],
    today: str,
    selected: Callable[[str, str], bool],
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """Take out what the settings except; an exception past its day, or without use, becomes a diagnostic of its own.

    `exceptions` gives those that meet a checked file, `files` are all that were checked, `today` is `YYYY-MM-DD`.
    An exception for a glob of several files is not called unused: this run may not have seen them all.
    """
    kept: list[Diagnostic] = []
    silenced: list[Suppressed] = []
    used: set[tuple[str, PathIgnore, str]] = set()
    for item in diagnostics:
        met = exceptions(item.file)
        hit = None if met is None else next((one for one in met.ignores if _holds(one, item.rule, today)), None)
        if met is None or hit is None:
            kept.append(item)
        else:
            used.add((met.file.name, hit, item.rule))
            silenced.append(Suppressed(item, "settings", hit.reason))
    told: set[tuple[str, PathIgnore, str]] = set()
    for name in files:
        met = exceptions(name)
        for one in met.ignores if met is not None else ():
            for rule in sorted(one.rules):
                key = (met.file.name, one, rule) if met is not None else ("", one, rule)
                if met is None or key in used or key in told:
                    continue
                told.add(key)
                message = _unused(one, rule, today, selected(name, rule))
                if message and selected(name, "unused-ignore"):
                    span = met.file.document.span((*met.file.inner, *one.path), True)
                    kept.append(unused_ignore(message, met.file.name, span, f"{one.glob} {rule}"))
    return kept, silenced


def _holds(one: PathIgnore, rule: str, today: str) -> bool:
    return rule in one.rules and not _past(one, today)


def _past(one: PathIgnore, today: str) -> bool:
    return bool(one.expires) and today > one.expires


def _unused(one: PathIgnore, rule: str, today: str, selected: bool) -> str | None:
    glob = one_line(one.glob, 80)
    if _past(one, today):
        return f"the exception of {rule} for {glob} ended on {one.expires}"
    if selected and not any(character in one.glob for character in "*?[") and not one.glob.endswith("/"):
        return f"nothing in {glob} needs the exception of {rule}"
    return None
