"""What a rule yields, and what becomes of it once it has met its severity and its place."""

from typing import NamedTuple

from validator.document import Document, Path, Span

SEVERITIES = ("error", "warning", "info")

UNDECIDED = "undecided"
"""Severity of what is no finding: what is unknown decides whether the rule holds there."""


class Place(NamedTuple):
    """A route of keys in one document; `key` points at the key instead of the value."""

    document: Document
    path: Path = ()
    key: bool = False

    def span(self) -> Span:
        """Give the characters it covers."""
        return self.document.span(self.path, self.key)


class Edit(NamedTuple):
    """A change of a file's text: the characters of `span` give way to `text`, quoted as the file quotes them."""

    span: Span
    text: str


class Fix(NamedTuple):
    """New text for the offending scalar; `safe` if it cannot change what LiteLLM does for the worse.

    `edit` is the same as a change of the file; None where the scalar is written in a way that no edit can keep.
    """

    title: str
    replacement: str
    safe: bool
    edit: Edit | None = None

    @property
    def offer(self) -> str:
        """Say in words what is offered: by --fix, by --unsafe-fixes, or nothing that a tool can do."""
        word = "by hand" if self.edit is None else "fix" if self.safe else "possible fix"
        return f"{word}: {self.title}"


class Finding(NamedTuple):
    """One offence: which rule, where, in one sentence. Severity is the rule's own unless given here."""

    rule: str
    place: Place
    message: str
    severity: str | None = None
    expected: str | None = None
    actual: str | None = None
    fix: Fix | None = None
    related: tuple[tuple[Place, str], ...] = ()
    label: str | None = None
    span: Span | None = None
    entries: tuple[str, ...] = ()
    content: str = ""
    """What the fingerprint counts as the offending value, where `actual` is not shown."""
    related_span: Span | None = None
    """Where the related place stands, if its route of keys does not say it."""


class Diagnostic(NamedTuple):
    """A finding that has met its rule and its span: what the reports print."""

    rule: str
    severity: str
    message: str
    file: str
    span: Span
    path: Path
    fingerprint: str
    expected: str | None = None
    actual: str | None = None
    fix: Fix | None = None
    help: str | None = None
    label: str | None = None
    related: tuple[tuple[str, Span, str], ...] = ()
    entries: tuple[str, ...] = ()
    digest: str = ""
    """The fingerprint without the file."""


class Suppressed(NamedTuple):
    """A diagnostic that somebody has silenced: `by` a comment, the settings or the baseline, and the reason given."""

    diagnostic: Diagnostic
    by: str
    reason: str = ""
