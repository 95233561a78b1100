"""The baseline: findings that were there before, by content and exact count, one line each so that merges are easy.

A line is `fingerprint count severity rule file`; the order is that of the files, then of the rules, then of the
fingerprints. The head says what was known of the machine: a run that knows something else cannot tell what is mended.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from validator.diagnostics import in_file
from validator.finding import Diagnostic, Suppressed

HEAD = (
    "# oidclint baseline: known findings, one a line (fingerprint, how many, severity, rule, file).\n"
    "# Written by `oidclint check --update-baseline`; a check takes out by itself what is no longer found.\n"
)
_WORLD = "# judged with: "
_LINE = re.compile(r"^([0-9a-f]{24}) ([1-9][0-9]{0,8}) (error|warning|info) ([a-z][a-z0-9-]*) (\S.*)$")


class BadBaseline(Exception):
    """The baseline cannot be read; the message names the line."""


class Known(NamedTuple):
    """Some findings of a rule in a file that are equal in content: how many the baseline holds."""

    fingerprint: str
    number: int
    severity: str
    rule: str
    file: str
    roots: tuple[str, ...] = ()
    """The configs that include the file, if the finding shows only when they are judged."""

    def line(self) -> str:
        """Give it as a line of the file; a name that a line cannot hold is quoted as JSON, roots follow it in a list."""
        name = self.file
        plain = name.isprintable() and name == name.strip() and not name.startswith(('"', "[")) and not self.roots
        shown = name if plain else json.dumps([name, *self.roots] if self.roots else name)
        return f"{self.fingerprint} {self.number} {self.severity} {self.rule} {shown}"


class Absorbed(NamedTuple):
    """What a baseline does with the findings of a run."""

    kept: list[Diagnostic]
    suppressed: list[Suppressed]
    stale: list[Known]
    """Entries that met fewer findings than they hold, with how many are too many."""


def read_baseline(text: str, name: str) -> dict[str, Known]:
    """Read a baseline by fingerprint; equal ones are summed. Raises BadBaseline."""
    found: dict[str, Known] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if re.match(r"<{7}|={7}|>{7}|\|{7}", line):
            raise BadBaseline(f"{name}:{number}: a merge conflict stands here; keep the lines of both sides")
        match = _LINE.match(line)
        files = _files(match[5]) if match is not None else None
        if match is None or files is None:
            raise BadBaseline(
                f"{name}:{number}: expected a fingerprint, a count, a severity, a rule and a file; restore or delete the line"
            )
        before = found.get(match[1])
        held = int(match[2]) + (before.number if before is not None else 0)
        roots = tuple(sorted({*files[1:], *(before.roots if before is not None else ())}))
        found[match[1]] = Known(match[1], held, match[3], match[4], files[0], roots)
    return found


def _files(text: str) -> list[str] | None:
    """Read the end of a line: a name as it is, or quoted, or with the configs that include it."""
    if not text.startswith(('"', "[")):
        return [text]
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    files = [found] if isinstance(found, str) else found
    return (
        files if isinstance(files, list) and files and all(isinstance(name, str) and name for name in files) else None
    )


def is_baseline(text: str) -> bool:
    """Say whether a text is a baseline, a broken one too, and no file of somebody else's."""
    return not text.strip() or text.startswith("# oidclint baseline")


def world_of(text: str) -> str | None:
    """Give what the head of a baseline says was known of the machine; None if it does not say."""
    return next((line.removeprefix(_WORLD) for line in text.splitlines() if line.startswith(_WORLD)), None)


def write_baseline(known: Iterable[Known], world: str) -> str:
    """Give the text of a baseline: sorted, so that equal findings give equal bytes."""
    lines = sorted(known, key=lambda item: (item.file, item.rule, item.fingerprint))
    return HEAD + f"{_WORLD}{world}\n" + "".join(f"{item.line()}\n" for item in lines if item.number)


def absorb(
    diagnostics: Iterable[Diagnostic],
    baseline: Mapping[str, Known],
    rename: Callable[[str], str],
    judged: Callable[[Known], bool],
) -> Absorbed:
    """Take out as many findings as the baseline holds of each, in the order of the findings.

    `rename` gives the name of a file as the baseline writes it (from its own folder). `judged` says of
    an entry whether this run would have found it: only then is one without finding stale.
    """
    left = {fingerprint: item.number for fingerprint, item in baseline.items()}
    kept: list[Diagnostic] = []
    suppressed: list[Suppressed] = []
    for item in diagnostics:
        fingerprint = in_file(rename(item.file), item.digest)
        if left.get(fingerprint, 0):
            left[fingerprint] -= 1
            suppressed.append(Suppressed(item, "baseline"))
        else:
            kept.append(item)
    stale = [
        baseline[fingerprint]._replace(number=count)
        for fingerprint, count in left.items()
        if count and judged(baseline[fingerprint])
    ]
    return Absorbed(kept, suppressed, stale)


def without(baseline: Mapping[str, Known], stale: Iterable[Known]) -> list[Known]:
    """Give the baseline without what is stale."""
    gone = {item.fingerprint: item.number for item in stale}
    return [item._replace(number=item.number - gone.get(item.fingerprint, 0)) for item in baseline.values()]


def renewed(
    baseline: Mapping[str, Known],
    diagnostics: Iterable[Diagnostic],
    rename: Callable[[str], str],
    judged: Callable[[Known], bool],
    roots: Callable[[Diagnostic], tuple[str, ...]],
) -> list[Known]:
    """Give the baseline that holds exactly the findings of this run, and what it did not judge as it was.

    `roots` gives the configs, as the baseline names them, without which a finding in an included file does not show.
    """
    found: dict[str, Known] = {}
    for diagnostic in diagnostics:
        file = rename(diagnostic.file)
        fingerprint = in_file(file, diagnostic.digest)
        number = found[fingerprint].number + 1 if fingerprint in found else 1
        found[fingerprint] = Known(fingerprint, number, diagnostic.severity, diagnostic.rule, file, roots(diagnostic))
    for fingerprint, item in baseline.items():
        if not judged(item) and (fingerprint not in found or found[fingerprint].number < item.number):
            found[fingerprint] = item
    return list(found.values())
