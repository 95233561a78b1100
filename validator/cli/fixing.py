"""What becomes of mended files: they are written, or the difference is shown; and what was taken back is said."""

import os

from validator.check import Checker
from validator.cli.reporting import fail, note
from validator.edge.search import shown_name
from validator.edge.writing import NotWritten, replace_mended
from validator.finding import Diagnostic
from validator.mending import Mended, Overlay
from validator.redact import STARS
from validator.report import Result
from validator.report.difference import difference


def offered(result: Result, mended: Mended) -> Result:
    """Give a result that offers no fix again that was tried and taken back."""
    if not mended.taken_back:
        return result
    return result._replace(diagnostics=tuple(_not_offered(item, mended.taken_back) for item in result.diagnostics))


def _not_offered(item: Diagnostic, taken_back: frozenset[tuple[str, str]]) -> Diagnostic:
    """Take the edit from a finding whose fix was tried and taken back."""
    if item.fix is None or item.fix.edit is None or (item.file, item.digest) not in taken_back:
        return item
    note(
        f"{item.file}:{item.span.line}: the fix of {item.rule} was taken back: it would not mend it, or break something else"
    )
    return item._replace(fix=item.fix._replace(edit=None))


def shown_difference(mended: Mended, checker: Checker) -> str:
    """Give the difference all fixes make, and say on stderr what keeps it from being applied."""
    redaction = checker.scope_of(None).world.catalogue.redaction
    text = ""
    for name, (path, before, after) in mended.files.items():
        if path is not None and os.path.islink(path):
            name = shown_name(os.path.realpath(path), checker.here)
        text += difference(name, before, after, redaction)
    if STARS in text:
        note("the difference hides values as •••: it is for reading, --fix makes the change")
    elif any("\r\n" in before for _, before, _ in mended.files.values()):
        note("a file has CRLF line ends, which the difference does not show: git apply --ignore-whitespace takes it")
    return text


def write_mended(mended: Mended, overlay: Overlay) -> bool:
    """Write the mended files; False if one could not be written."""
    fine = True
    for name, (path, _, after) in mended.files.items():
        try:
            if path is None:
                raise NotWritten("it is standard input; --diff shows the change")
            replace_mended(path, after.encode("utf-8", "surrogatepass"), overlay.old(path).raw)
        except NotWritten as error:
            fail(f"cannot mend {name}: {error}", 3)
            fine = False
    return fine
