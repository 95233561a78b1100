"""YAML (and JSON) text as data, the way PyYAML's safe loader constructs it, with a span for every key and value.

LiteLLM loads its config with `yaml.safe_load` (litellm/proxy/proxy_server.py: _get_config_from_file), so YAML 1.1
rules apply, JSON files included. The tree of nodes is kept and spans are looked up in it only when a finding needs one.
"""

import functools
import re
from typing import Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple["str | int", ...]
"""A route of keys and indices from the top of a document."""

MAX_DEPTH = 250
"""Deeper nesting overflows the recursion of the loader LiteLLM uses (seen from about 300 levels on)."""

MAX_VALUES = 2_000_000
"""More values than this after expanding aliases is refused as an alias bomb."""

_C_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PURE_LIMIT = 1_000_000
_TAG = "tag:yaml.org,2002:"
_MAP, _SEQ = _TAG + "map", _TAG + "seq"
_STR, _NULL, _BOOL, _INT, _FLOAT, _TIME, _MERGE, _VALUE = (
    _TAG + name for name in ("str", "null", "bool", "int", "float", "timestamp", "merge", "value")
)
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")
_TEMPLATE_LINE = re.compile(r"\s*(?:\{\{-?|\{%)")
"""A line that a template engine takes out or replaces as a whole."""
_TOO_DEEP = re.compile(rf"(?:[\[{{]\s*){{{MAX_DEPTH + 1}}}")


class Span(NamedTuple):
    """A stretch of text; lines and columns count from 1, the end column is the first one after it."""

    line: int
    column: int
    end_line: int
    end_column: int


class DateText(str):
    """An unquoted date: kept as its text here, a `datetime` object for LiteLLM."""


class Opaque:
    """The value of a tag nobody here knows (`!vault`, `!Sub`): never judged."""

    __slots__ = ("tag",)

    def __init__(self, tag: str) -> None:
        self.tag = tag


class Malformed(Exception):
    """The text is no document: one line of cause, the place, and LiteLLM's own `Type: message`."""

    def __init__(self, message: str, line: int = 1, column: int = 1, predicts: str | None = None) -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.predicts = message, line, column, predicts


class ManyDocuments(Exception):
    """The stream holds more than one YAML document."""


class Duplicate(NamedTuple):
    """A key written twice in one mapping: where it stands again, and where it stood first."""

    key: str
    span: Span
    first: Span


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
            found = _child(node, step)
            if found is None:
                return _span(key_node or node)
            key_found, child = found
            if index == len(path) - 1:
                return _span(key_found if key and key_found is not None else child)
            node, key_node = child, key_found or key_node
        return _span(key_node or node) if isinstance(node, MappingNode) else _span(node)

    def own_lines(self) -> tuple[int, int]:
        """Give the first and last line of the text that belong to this document: all, unless it is a part of it."""
        if not self.part or self.carrier is not None or self.root is None:
            return 1, 1 << 60
        span = _span(self.root)
        return max(1, span.line - 1), span.end_line

    def holds_anchor(self, path: Path) -> bool:
        """Say whether an anchor (`&name`) stands at this value or inside it: then others use it."""
        if "&" not in self.text:
            return False
        first, last = self.own_span(path, key=True), self.own_span(path)
        lines = _lines(self.text)[first.line - 1 : last.end_line]
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
                    found.append(_span(node))
            elif id(node) not in seen:
                seen.add(id(node))
                pairs = isinstance(node, MappingNode)
                stack += [child for pair in node.value for child in pair] if pairs else node.value
        return found


def lines_of(text: str) -> list[str]:
    """Split text into the lines YAML counts, without their ends."""
    return _lines(text)


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
        root = _compose(text)
        build = _Builder("*" in text, "<<" in text or "!" in text)
        if root is not None and build.shared:
            _count(root)
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
    loader = _C_LOADER(text)
    try:
        while loader.check_node():
            found.append(_built(loader.get_node(), text, source, ()))
    except (YAMLError, ValueError) as error:
        raise _malformed(error, text) from None
    except RecursionError:
        raise Malformed(f"nested deeper than {MAX_DEPTH} levels") from None
    finally:
        loader.dispose()
    return found


def part_at(document: Document, path: Path) -> Document | None:
    """Give the value at `path` as a document of its own; None if the route leads through a merge key.

    The tree is composed anew: building data from it changes its merge keys.
    """
    loader = _C_LOADER(document.text)
    line = -1 if document.root is None else document.root.start_mark.line
    try:
        while loader.check_node():
            node: Node | None = loader.get_node()
            if node is None or node.start_mark.line != line:
                continue
            for step in path:
                found = _child(node, step)
                node = None if found is None else found[1]
            return None if node is None else _built(node, document.text, document.source, path)
    finally:
        loader.dispose()
    return None


def inside(document: Document, path: Path) -> Document:
    """Read the text at `path` of a document as a document of its own whose spans point into the file.

    Raises Malformed with the place in the file.
    """
    node = document.root
    for step in path:
        found = _child(node, step)
        node = None if found is None else found[1]
    assert isinstance(node, ScalarNode)
    carrier = _carrier(document, node)
    try:
        own = parse(node.value, document.source)
    except ManyDocuments:
        span = document.outer(_span(node))
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
    build = _Builder("*" in text)
    if build.shared:
        _count(node)
    data = build.value(node, 0)
    return Document(source, text, data, node, tuple(build.duplicates), tuple(build.unknown_tags), prefix, part=True)


def _carrier(document: Document, node: ScalarNode) -> Carrier:
    """Say where the lines of a text stand in the file: only those of a literal block stand there as they are."""
    whole = document.outer(_span(node))
    file = document.file_text
    if node.style != "|":
        return Carrier(file, whole=whole)
    outer, inner = _lines(file), _lines(node.value)
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


class _Loader(_C_LOADER):  # type: ignore[misc]
    """PyYAML's loader with a short way to the tag of a node: composing spends most of its time on asking for it.

    It answers as `yaml.resolver.BaseResolver` does without path resolvers, which the safe loader has none of.
    """

    def descend_resolver(self, current_node: Node | None, current_index: Any) -> None:
        """Do nothing: only path resolvers need to know the way."""

    def ascend_resolver(self) -> None:
        """Do nothing."""

    def resolve(self, kind: type[Node], value: Any, implicit: tuple[bool, bool]) -> str:
        """Give the tag of a node that has none of its own."""
        if kind is not ScalarNode:
            return _MAP if kind is MappingNode else _SEQ
        if implicit[0]:
            for tag, pattern in _PLAIN.get(value[:1], ()):
                if pattern.match(value):
                    return tag
        return _STR


_PLAIN: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
"""What a text without quotes may be besides a text, by its first letter."""


def _compose(text: str) -> Node | None:
    if len(text) < _PURE_LIMIT and _read_differently(text):
        return _compose_with(yaml.SafeLoader, text)
    try:
        return _compose_with(_Loader, text)
    except Malformed:
        if _C_LOADER is yaml.SafeLoader or len(text) >= _PURE_LIMIT:
            raise
    return _compose_with(yaml.SafeLoader, text)


def _read_differently(text: str) -> bool:
    """Say whether libyaml may read a text otherwise than PyYAML's own scanner, which is the one LiteLLM uses.

    libyaml takes tabs as blanks, a question mark inside a plain text of a flow collection, a comma after a tag, a
    comment right behind `|`, and a byte order mark inside; a bare `!` it reads as an empty text.
    """
    if "\t" in text:
        return True
    if "?" in text and ("[" in text or "{" in text) and _QUESTION.search(_COMMENT.sub("", text)) is not None:
        return True
    if "!" in text and _ODD_TAG.search(text) is not None:
        return True
    return "\ufeff" in text or (("|" in text or ">" in text) and _BLOCK_COMMENT.search(text) is not None)


_COMMENT = re.compile(r"(?m)^[ ]*#.*$")
_QUESTION = re.compile(r"[\[{](?s:.*)\?")
_ODD_TAG = re.compile(r"(?:^|[\s\[{,])!(?!!?[A-Za-z][\w.:-]*(?:\s|$))")
_BLOCK_COMMENT = re.compile(r"[|>][+-]?[0-9]?[+-]?#")


def _compose_with(loader_class: Any, text: str) -> Node | None:
    loader = None
    try:
        loader = loader_class(text)
        return loader.get_single_node()  # type: ignore[no-any-return]
    except (YAMLError, ValueError) as error:
        if "expected a single document" in str(error):
            raise ManyDocuments from None
        raise _malformed(error, text) from None
    finally:
        if loader is not None:
            loader.dispose()


def _malformed(error: Exception, text: str) -> Malformed:
    kind = type(error).__name__
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if error.context_mark is not None and "end of stream" in (error.problem or ""):
            mark = error.context_mark  # where the open quote stands
        problem = " ".join((error.problem or error.context or "").split())
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        lines = _lines(text)
        shown = lines[line - 1] if line <= len(lines) else ""
        nearby = _TEMPLATE.search(shown) or (line > 1 and _TEMPLATE.search(lines[min(line, len(lines)) - 2]))
        if nearby or any(_TEMPLATE_LINE.match(before) for before in lines[:line]):
            return Malformed(
                "not YAML as it stands: a template expression is not quoted, or the file is a template "
                f"that is rendered first ({problem})",
                line,
                column,
                f"{kind}: {problem}",
            )
        return Malformed(f"not YAML: {problem}", line, column, f"{kind}: {problem}")
    position = getattr(error, "position", None)
    reason = " ".join(str(getattr(error, "reason", "") or error).split())
    reason = reason.split("'")[0].rstrip(" :")  # what stands in quotes is a value of the file
    line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
    return Malformed(f"not YAML: {reason}", line, 1, f"{kind}: {reason}")


def _count(root: Node) -> None:
    """Refuse an alias bomb by counting what it would expand to, each node once."""
    counts: dict[int, int] = {}
    open_nodes: set[int] = set()

    def count(node: Node, depth: int) -> int:
        if isinstance(node, ScalarNode):
            return 1
        known = counts.get(id(node))
        if known is not None:
            return known
        if id(node) in open_nodes:
            mark = node.start_mark
            raise Malformed("an anchor contains itself", mark.line + 1, mark.column + 1, None)
        if depth > MAX_DEPTH:
            raise RecursionError
        open_nodes.add(id(node))
        children = (
            [child for pair in node.value for child in pair] if isinstance(node, MappingNode) else list(node.value)
        )
        total = 1 + sum(count(child, depth + 1) for child in children)
        open_nodes.discard(id(node))
        counts[id(node)] = total
        if total > MAX_VALUES:
            mark = node.start_mark
            raise Malformed(
                f"its aliases expand to more than {MAX_VALUES:,} values", mark.line + 1, mark.column + 1, None
            )
        return total

    count(root, 0)


class _Constructor(SafeConstructor):
    """PyYAML's own constructor for the tags nobody writes (`!!omap`, `!!set`); dates stay text there too."""

    def construct_yaml_timestamp(self, node: ScalarNode) -> DateText:  # type: ignore[override]
        super().construct_yaml_timestamp(node)
        return DateText(node.value)


_Constructor.add_constructor(_TIME, _Constructor.construct_yaml_timestamp)  # type: ignore[type-var]


class _Builder:
    """Turns nodes into data as `yaml.constructor.SafeConstructor` does, in one pass."""

    def __init__(self, shared: bool, merges: bool = True) -> None:
        self.shared, self.merges = shared, merges
        self.duplicates: list[Duplicate] = []
        self.unknown_tags: list[tuple[str, Span]] = []
        self._built: dict[int, Any] = {}
        self._flat: set[int] = set()
        self._scalars = SafeConstructor()

    def value(self, node: Node, depth: int) -> Any:
        kind = type(node)
        if kind is ScalarNode:
            return node.value if node.tag == _STR else self._scalar(node)  # type: ignore[arg-type]
        if self.shared:
            known = self._built.get(id(node))
            if known is not None:
                return known
        if depth > MAX_DEPTH:
            raise RecursionError
        if kind is MappingNode and node.tag == _TAG + "map":
            out: Any = self._mapping(node, depth + 1)  # type: ignore[arg-type]
        elif kind is SequenceNode and node.tag == _TAG + "seq":
            depth += 1
            out = [
                child.value if type(child) is ScalarNode and child.tag == _STR else self.value(child, depth)
                for child in node.value
            ]
        else:
            out = self._other(node)
        if self.shared:
            self._built[id(node)] = out
        return out

    def _mapping(self, node: MappingNode, depth: int) -> dict[Any, Any]:
        out: dict[Any, Any] = {}
        merged = 0
        if self.merges and any(key_node.tag == _MERGE for key_node, _ in node.value):
            merged = self._flatten(node)
        seen: Any = set() if merged else out  # a merged pair may stand again
        for index, (key_node, child) in enumerate(node.value):
            if type(key_node) is ScalarNode and (key_node.tag == _STR or key_node.tag == _VALUE):
                key = key_node.value
            else:
                key = self.value(key_node, depth)
                try:
                    hash(key)
                except TypeError:
                    mark = key_node.start_mark
                    template = isinstance(key_node, MappingNode) and isinstance(node.value[0][0], MappingNode)
                    raise Malformed(
                        "not YAML as it stands: a template expression is not quoted"
                        if template
                        else "a mapping or list stands where a key belongs",
                        mark.line + 1,
                        mark.column + 1,
                        "ConstructorError: found unhashable key",
                    ) from None
            if index >= merged:
                if key in seen:
                    self._duplicate(node, key, key_node, merged)
                if merged:
                    seen.add(key)
            out[key] = child.value if type(child) is ScalarNode and child.tag == _STR else self.value(child, depth)
        return out

    def _duplicate(self, node: MappingNode, key: Any, key_node: Node, merged: int) -> None:
        for other, _ in node.value[merged:]:
            if other is not key_node and other.tag == key_node.tag and other.value == key_node.value:
                self.duplicates.append(Duplicate(str(key), _span(key_node), _span(other)))
                return

    def _flatten(self, node: MappingNode) -> int:
        """Put merged pairs first, in the order of the PyYAML at hand (releases differ); give how many there are."""
        if id(node) in self._flat:
            return 0
        self._flat.add(id(node))
        own = sum(1 for key_node, _ in node.value if key_node.tag != _MERGE)
        try:
            self._scalars.flatten_mapping(node)
        except ConstructorError as error:
            raise _malformed(error, "") from None
        return len(node.value) - own

    def _scalar(self, node: ScalarNode) -> Any:
        tag = node.tag
        try:
            if tag == _NULL:
                return None
            if tag == _BOOL:
                return SafeConstructor.bool_values[node.value.lower()]
            if tag == _INT:
                return self._scalars.construct_yaml_int(node)
            if tag == _FLOAT:
                return self._scalars.construct_yaml_float(node)
            if tag == _TIME:
                self._scalars.construct_yaml_timestamp(node)
                return DateText(node.value)
            if tag in (_VALUE, _MERGE):
                raise ValueError(f"could not determine a constructor for the tag {tag!r}")
        except (ValueError, KeyError, AttributeError, OverflowError, IndexError, TypeError) as error:
            mark = node.start_mark
            raise Malformed(
                f"this cannot be read as {tag[len(_TAG) :]}; correct it or put it in quotes",
                mark.line + 1,
                mark.column + 1,
                f"{type(error).__name__}: " + str(error).split("'")[0].rstrip(" :"),
            ) from None
        return self._other(node)

    def _other(self, node: Node) -> Any:
        if node.tag in SafeConstructor.yaml_constructors:
            try:
                return _Constructor().construct_object(node, deep=True)
            except (ConstructorError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
                raise _malformed(error, "") from None
        self.unknown_tags.append((node.tag, _span(node)))
        return Opaque(node.tag)


_WIDE = 40
"""A mapping of so many keys gets an index: making one for every entry costs more than it saves."""


def _child(node: Node | None, step: "str | int") -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode):
        found = _pair(node, str(step))
        if isinstance(step, str) or (found is not None and _is_key(found[0], step)):
            return found
        for key_node, child in reversed(node.value):
            if isinstance(key_node, ScalarNode) and _is_key(key_node, step):
                return key_node, child
    elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None


def _pair(node: MappingNode, text: str) -> tuple[Node, Node] | None:
    """Give the last pair whose key is written so."""
    if len(node.value) < _WIDE:
        pairs: list[tuple[Node, Node]] = node.value
        for pair in reversed(pairs):
            if pair[0].value == text and isinstance(pair[0], ScalarNode):
                return pair
        return None
    # the index is kept on the node: a mapping of thousands of keys is asked thousands of times
    index: dict[str, tuple[Node, Node]] | None = vars(node).get("index")
    if index is None:
        index = {pair[0].value: pair for pair in node.value if isinstance(pair[0], ScalarNode)}
        vars(node)["index"] = index
    return index.get(text)


def _is_key(node: Node, step: "str | int") -> bool:
    if node.tag == _STR:
        return False
    try:
        value = _Builder(False).value(node, 0)
    except Malformed:
        return False
    return type(value) is type(step) and bool(value == step)


def _span(node: Node | None) -> Span:
    if node is None:
        return Span(1, 1, 1, 1)
    start, end = node.start_mark, node.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


@functools.lru_cache(4)
def _lines(text: str) -> list[str]:
    return re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
