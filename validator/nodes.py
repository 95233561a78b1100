"""YAML nodes as data, the way PyYAML's safe loader constructs it, and the places of their keys and values."""

import functools
import re
from typing import Any, NamedTuple

from yaml.constructor import ConstructorError, SafeConstructor
from yaml.error import MarkedYAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_DEPTH = 250
"""Deeper nesting overflows the recursion of the loader LiteLLM uses (seen from about 300 levels on)."""

MAX_VALUES = 2_000_000
"""More values than this after expanding aliases is refused as an alias bomb."""

_TAG = "tag:yaml.org,2002:"
MAP, SEQ = _TAG + "map", _TAG + "seq"
STR, _NULL, _BOOL, _INT, _FLOAT, _TIME, _MERGE, _VALUE = (
    _TAG + name for name in ("str", "null", "bool", "int", "float", "timestamp", "merge", "value")
)
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")
_TEMPLATE_LINE = re.compile(r"\s*(?:\{\{-?|\{%)")
"""A line that a template engine takes out or replaces as a whole."""


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


def malformed_by(error: Exception, text: str) -> Malformed:
    """Give the refusal that one of PyYAML stands for: cause, place, and LiteLLM's own words."""
    kind = type(error).__name__
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if error.context_mark is not None and "end of stream" in (error.problem or ""):
            mark = error.context_mark  # where the open quote stands
        problem = " ".join((error.problem or error.context or "").split())
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        lines = lines_of(text)
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


def count_values(root: Node) -> None:
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


class Builder:
    """Turns nodes into data as `yaml.constructor.SafeConstructor` does, in one pass."""

    def __init__(self, shared: bool, merges: bool = True) -> None:
        self.shared, self.merges = shared, merges
        self.duplicates: list[Duplicate] = []
        self.unknown_tags: list[tuple[str, Span]] = []
        self._built: dict[int, Any] = {}
        self._flat: set[int] = set()
        self._scalars = SafeConstructor()

    def value(self, node: Node, depth: int) -> Any:
        """Give the data of a node that stands this deep; raise Malformed or RecursionError."""
        kind = type(node)
        if kind is ScalarNode:
            return node.value if node.tag == STR else self._scalar(node)  # type: ignore[arg-type]
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
                child.value if type(child) is ScalarNode and child.tag == STR else self.value(child, depth)
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
            if type(key_node) is ScalarNode and (key_node.tag == STR or key_node.tag == _VALUE):
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
            out[key] = child.value if type(child) is ScalarNode and child.tag == STR else self.value(child, depth)
        return out

    def _duplicate(self, node: MappingNode, key: Any, key_node: Node, merged: int) -> None:
        for other, _ in node.value[merged:]:
            if other is not key_node and other.tag == key_node.tag and other.value == key_node.value:
                self.duplicates.append(Duplicate(str(key), span_of(key_node), span_of(other)))
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
            raise malformed_by(error, "") from None
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
                raise malformed_by(error, "") from None
        self.unknown_tags.append((node.tag, span_of(node)))
        return Opaque(node.tag)


_WIDE = 40
"""A mapping of so many keys gets an index: making one for every entry costs more than it saves."""


def child_of(node: Node | None, step: "str | int") -> tuple[Node | None, Node] | None:
    """Give key and value at one step of a route, None if there is no such step."""
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
    if node.tag == STR:
        return False
    try:
        value = Builder(False).value(node, 0)
    except Malformed:
        return False
    return type(value) is type(step) and bool(value == step)


def span_of(node: Node | None) -> Span:
    """Give the characters of a node."""
    if node is None:
        return Span(1, 1, 1, 1)
    start, end = node.start_mark, node.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


@functools.lru_cache(4)
def lines_of(text: str) -> list[str]:
    """Split text into the lines YAML counts, without their ends."""
    return re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
