"""YAML (and JSON) text as data, the way PyYAML's safe loader constructs it, with a span for every key and value.

LiteLLM loads its config with `yaml.safe_load` (litellm/proxy/proxy_server.py: _get_config_from_file), so YAML 1.1
rules apply, JSON files included. The tree of nodes is kept and spans are looked up in it only when a finding needs one.
"""

import re
from typing import Any, NamedTuple

from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode

from validator.composing import C_LOADER, compose
from validator.nodes import (
    MAX_DEPTH,
    MAX_VALUES,
    Builder,
    DateText,
    Duplicate,
    Malformed,
    ManyDocuments,
    Opaque,
    Span,
    child_of,
    count_values,
    lines_of,
    malformed_by,
    span_of,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_VALUES",
    "Carrier",
    "DateText",
    "Document",
    "Duplicate",
    "Malformed",
    "ManyDocuments",
    "Opaque",
    "Path",
    "Span",
    "inside",
    "lines_of",
    "parse",
    "parse_all",
    "parse_json",
    "part_at",
]

Path = tuple["str | int", ...]
"""A route of keys and indices from the top of a document."""

_TOO_DEEP = re.compile(rf"(?:[\[{{]\s*){{{MAX_DEPTH + 1}}}")


class Carrier(NamedTuple):
    """The file around a document that stands in a text of it: which lines and columns the document's own become.

    `whole` is the span of that text where its lines are not the file's (folded or quoted with escapes).
    """

    text: str
    lines: int = 0
    columns: int = 0
    whole: Span | None = None

    def outer(self, span: Span) -> Span:
        """Give the place in the file of a span inside."""
        if self.whole is not None:
            return self.whole
        down, right = self.lines, self.columns
        return Span(span.line + down, span.column + right, span.end_line + down, span.end_column + right)


class Document(NamedTuple):
    """One document: where it came from, its text, its data, and the tree that knows the spans.

    One that another file carries has the route of keys to it as `prefix`, and the file as `carrier` if it is a text
    in there; `text` is then its own.
    """

    source: str
    text: str
    data: Any
    root: Node | None = None
    duplicates: tuple[Duplicate, ...] = ()
    unknown_tags: tuple[tuple[str, Span], ...] = ()
    prefix: Path = ()
    carrier: Carrier | None = None
    part: bool = False
    """Whether the text holds more than this document."""

    def __repr__(self) -> str:
        return f"<document {self.source}>"

    @property
    def identity(self) -> tuple["str | int", ...]:
        """Give what tells it from every other document of the run."""
        return (self.source, *self.prefix)

    @property
    def own_text(self) -> str:
        """Give the lines of the text that belong to this document: what to look through for a word."""
        if not self.part or self.carrier is not None:
            return self.text
        first, last = self.own_lines()
        return "\n".join(lines_of(self.text)[first - 1 : last])

    @property
    def file_text(self) -> str:
        """Give the text of the whole file, whose lines the spans count."""
        text = self.text if self.carrier is None else self.carrier.text
        return text[1:] if text.startswith("\ufeff") else text

    def outer(self, span: Span) -> Span:
        """Give the place in the file of a span of the document's own text."""
        return span if self.carrier is None else self.carrier.outer(span)

    def span(self, path: Path, key: bool = False) -> Span:
        """Give the span in the file of the value at `path`, or of its key (see `own_span`)."""
        return self.outer(self.own_span(path, key))

    def own_span(self, path: Path, key: bool = False) -> Span:
        """Give the span of the value at `path`, or of its key.

        A value that came through a merge key points to where it was written. A path that does not exist points
        at the deepest key on the way that does.
        """
        node, key_node = self.root, None
        for index, step in enumerate(path):
            found = child_of(node, step)
            if found is None:
                return span_of(key_node or node)
            key_found, child = found
            if index == len(path) - 1:
                return span_of(key_found if key and key_found is not None else child)
            node, key_node = child, key_found or key_node
        return span_of(key_node or node) if isinstance(node, MappingNode) else span_of(node)

    def own_lines(self) -> tuple[int, int]:
        """Give the first and last line of the text that belong to this document: all, unless it is a part of it."""
        if not self.part or self.carrier is not None or self.root is None:
            return 1, 1 << 60
        span = span_of(self.root)
        return max(1, span.line - 1), span.end_line

    def holds_anchor(self, path: Path) -> bool:
        """Say whether an anchor (`&name`) stands at this value or inside it: then others use it."""
        if "&" not in self.text:
            return False
        first, last = self.own_span(path, key=True), self.own_span(path)
        lines = lines_of(self.text)[first.line - 1 : last.end_line]
        return any(re.search(r"(?:^|[\s:\[{,-])&\w", line) for line in lines)

    def scalars_with(self, text: str) -> list[Span]:
        """Give the spans of the keys and values that contain a text."""
        found: list[Span] = []
        stack: list[Node] = [self.root] if self.root is not None else []
        seen: set[int] = set()
        while stack:
            node = stack.pop()
            if isinstance(node, ScalarNode):
                if text in node.value:
                    found.append(span_of(node))
            elif id(node) not in seen:
                seen.add(id(node))
                pairs = isinstance(node, MappingNode)
                stack += [child for pair in node.value for child in pair] if pairs else node.value
        return found


def parse(text: str, source: str) -> Document:
    """Read one YAML document.

    Raises Malformed (with LiteLLM's exception in `predicts`) for what the safe loader refuses, ManyDocuments for
    a stream of several.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    try:
        if text.count("[") + text.count("{") > MAX_DEPTH and _TOO_DEEP.search(
            text
        ):  # before libyaml spends quadratic time on it
            raise RecursionError
        root = compose(text)
        build = Builder("*" in text, "<<" in text or "!" in text)
        if root is not None and build.shared:
            count_values(root)
        data = None if root is None else build.value(root, 0)
    except RecursionError:
        raise Malformed(
            f"nested deeper than {MAX_DEPTH} levels; LiteLLM's loader overflows on it",
            predicts="RecursionError: maximum recursion depth exceeded",
        ) from None
    return Document(source, text, data, root, tuple(build.duplicates), tuple(build.unknown_tags))


def parse_all(text: str, source: str) -> list[Document]:
    """Read every document of a stream; raises Malformed."""
    text = text[1:] if text.startswith("\ufeff") else text
    found = []
    loader = C_LOADER(text)
    try:
        while loader.check_node():
            found.append(_built(loader.get_node(), text, source, ()))
    except (YAMLError, ValueError) as error:
        raise malformed_by(error, text) from None
    except RecursionError:
        raise Malformed(f"nested deeper than {MAX_DEPTH} levels") from None
    finally:
        loader.dispose()
    return found


def part_at(document: Document, path: Path) -> Document | None:
    """Give the value at `path` as a document of its own; None if the route leads through a merge key.

    The tree is composed anew: building data from it changes its merge keys.
    """
    node = _anew(document) if "<<" in document.text else document.root
    for step in path:
        found = child_of(node, step)
        node = None if found is None else found[1]
    return None if node is None else _built(node, document.text, document.source, path)


def _anew(document: Document) -> Node | None:
    line = -1 if document.root is None else document.root.start_mark.line
    loader = C_LOADER(document.text)
    try:
        while loader.check_node():
            node: Node | None = loader.get_node()
            if node is not None and node.start_mark.line == line:
                return node
    finally:
        loader.dispose()
    return None


def inside(document: Document, path: Path) -> Document:
    """Read the text at `path` of a document as a document of its own whose spans point into the file.

    Raises Malformed with the place in the file.
    """
    node = document.root
    for step in path:
        found = child_of(node, step)
        node = None if found is None else found[1]
    assert isinstance(node, ScalarNode)
    carrier = _carrier(document, node)
    try:
        own = parse(node.value, document.source)
    except ManyDocuments:
        span = document.outer(span_of(node))
        raise Malformed(
            "more than one document; LiteLLM's loader takes one",
            span.line,
            span.column,
            "ComposerError: expected a single document in the stream",
        ) from None
    except Malformed as error:
        place = carrier.outer(Span(error.line, error.column, error.line, error.column + 1))
        raise Malformed(error.message, place.line, place.column, error.predicts) from None
    return own._replace(prefix=(*document.prefix, *path), carrier=carrier, part=True)


def _built(node: Node, text: str, source: str, prefix: Path) -> Document:
    build = Builder("*" in text)
    if build.shared:
        count_values(node)
    data = build.value(node, 0)
    return Document(source, text, data, node, tuple(build.duplicates), tuple(build.unknown_tags), prefix, part=True)


def _carrier(document: Document, node: ScalarNode) -> Carrier:
    """Say where the lines of a text stand in the file: only those of a literal block stand there as they are."""
    whole = document.outer(span_of(node))
    file = document.file_text
    if node.style != "|":
        return Carrier(file, whole=whole)
    outer, inner = lines_of(file), lines_of(node.value)
    first = next((number for number, line in enumerate(inner) if line.strip()), 0)
    for start in range(whole.line, min(whole.line + 3, len(outer))):
        columns = len(outer[start + first]) - len(inner[first]) if start + first < len(outer) else -1
        if columns >= 0 and all(
            outer[start + number][columns:] == line
            for number, line in enumerate(inner)
            if line and start + number < len(outer)
        ):
            return Carrier(file, start, columns)
    return Carrier(file, whole=whole)


def parse_json(text: str) -> Any:
    """Give the data of a JSON text that libyaml refuses (tabs, surrogate pairs, long keys); None if it is none."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
