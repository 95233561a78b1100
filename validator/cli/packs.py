"""Rule packs named on the command line: read, or exit 2 with a line for everything that is wrong with them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from validator.cli.options import UsageProblem
from validator.cli.reporting import fail
from validator.lint import Catalogue

if TYPE_CHECKING:
    from validator.packs.pack import Pack


def load_packs(paths: list[str], rules: Iterable[str]) -> "tuple[Pack, ...]":
    """Read rule packs; print a line for each problem of theirs and raise UsageProblem if there is any."""
    if not paths:
        return ()
    from validator.edge.packs import BadPacks, packs_of

    try:
        return packs_of(paths, rules)
    except BadPacks as bad:
        for line in bad.lines:
            fail(line, 2)
        what = "this rule pack" if len(paths) == 1 else "these rule packs"
        raise UsageProblem(f"{what} cannot be used: {_plural(len(bad.lines), 'problem')}") from None


def add_packs(catalogue: Catalogue, paths: list[str]) -> Catalogue:
    """Give the catalogue with the rules of the packs in these files."""
    if not paths:
        return catalogue
    from validator.packs.checks import with_packs

    return with_packs(catalogue, load_packs(paths, catalogue.rules))


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
