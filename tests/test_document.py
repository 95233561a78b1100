"""Documents hold what PyYAML's safe loader constructs, refuse what it refuses, and know where every value stands."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from validator.document import DateText, Document, Malformed, ManyDocuments, Opaque, Span, lines_of, parse


class Oracle(yaml.SafeLoader):
    """PyYAML's own safe loader, in Python, with the two differences that are meant: dates stay text, tags are opaque."""


def _date(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    loader.construct_yaml_timestamp(node)
    return str(node.value)


def _refused(loader: yaml.SafeLoader, node: yaml.Node) -> None:
    raise yaml.constructor.ConstructorError(None, None, f"no constructor for the tag {node.tag}", node.start_mark)


_ODD = tuple(f"tag:yaml.org,2002:{name}" for name in ("value", "merge"))  # `=` and `<<` where a value belongs

Oracle.add_constructor("tag:yaml.org,2002:timestamp", _date)
Oracle.add_constructor(None, lambda loader, node: Opaque(node.tag))
for _tag in _ODD:
    Oracle.add_constructor(_tag, _refused)


def load(text: str) -> Any:
    """Load a text with the oracle."""
    return yaml.load(text, Loader=Oracle)  # noqa: S506 - it is a SafeLoader


def exact(value: Any) -> Any:
    """Give data in a form in which 1, 1.0 and True differ and NaN equals itself."""
    if isinstance(value, dict):
        return ("dict", [(exact(key), exact(child)) for key, child in value.items()])
    if isinstance(value, list | tuple):
        return (type(value).__name__, [exact(child) for child in value])
    if isinstance(value, set):
        return ("set", sorted(repr(exact(child)) for child in value))
    if isinstance(value, str):
        return ("str", str(value))
    if isinstance(value, Opaque):
        return ("tag", value.tag)
    return (type(value).__name__, repr(value))


def wanted(text: str) -> Any:
    """Say what the safe loader makes of a text: its data, `refused` or `several`."""
    try:
        return exact(load(text))
    except yaml.composer.ComposerError as error:
        return "several" if "single document" in str(error) else "refused"
    except Exception:  # whatever it raises, LiteLLM does not start
        return "refused"


def got(text: str) -> Any:
    """Say what `parse` makes of a text, in the same words; any other exception passes through."""
    try:
        document = parse(text, "x.yaml")
        return "refused" if any(tag in _ODD for tag, _ in document.unknown_tags) else exact(document.data)
    except ManyDocuments:
        return "several"
    except Malformed as error:
        refusal = error
    if refusal.message == "an anchor contains itself":
        return wanted(text)  # refused on purpose: no report can show it
    assert "\n" not in refusal.message
    assert refusal.line >= 1
    assert refusal.column >= 1
    return "refused"


def agree(text: str) -> None:
    """Fail unless `parse` and the safe loader make the same of a text."""
    assert got(text) == wanted(text), repr(text)


# --- data ---------------------------------------------------------------------------------------------------------

SCALARS = """
yes|no|on|off|Yes|NO|y|n|true|True|TRUE|tRUE|null|Null|~|nUll|
0|1|-1|+1|010|0o10|0x1F|0b101|-0x1f|1_000|1__0|_1|0_7|08|09|0x|1.|.5|1.5|-.5|1e3|1.0e3|1.0e+3|1.e+3|+.inf|-.INF|.nan|.NaN|.Inf|inf|nan
1:20|190:20:30|1:60|1:20.5|-1:20|01:20|1:2:3|0:0|1:99
2020-01-01|2020-1-1|2020-01-01T10:20:30Z|2020-01-01 10:20:30|2020-01-01 10:20:30.123456789 +5:30|2020-13-01|2020-02-30|2020-01|20-01-01
=|<<|*|&|!|%|@|`|-|--|---|...|?|:|a:|a: b|a #b|a#b|#a|'|"|'a|"a|'it''s'|"a\\nb"|"\\x41"|"\\u00e9"|"\\U0001f600"|"\\q"|"\\/"
!!str 12|!!str yes|!!str|!!int "12"|!!int 012|!!int x|!!int|!!int ""|!!float 1|!!float x|!!float|!!float "."|!!bool yes|!!bool 12|!!bool
!!null x|!!null|!!binary aGk=|!!binary "?"|!!binary é|!!timestamp 2020-01-01|!!timestamp x|!!timestamp|!!map x|!!seq x|!!set x
!!python/none x|!!python/object:os.system {}|!custom x|!<tag:yaml.org,2002:str> 1|!<x> 1|!e!x 1|! 12|! yes|!vault |
é|ü: x|日本|"\ud83d"|a\tb|"a\tb"|a\x07b|\ufeffa|a\ufeffb|a\x85b|a\u2028b|a\x00b|\x7f|\U0001f600|"\U0001f600"
{}|[]|{a}|{a: }|{a, b: c}|[a, b,]|[,]|{,}|[a b, c]|{a: b: c}|[a: b]|[a: b, c: d]|{[a]: b}|{{a}}|{{ a }}|${a}|[[a], {b: [c]}]|{a: 1, a: 2}
[a?b]|[a?]|[?a]|{a?: b}|{a: b?c}|{a: https://x.example/?q=1}|[a:b]|[:a]|[a :b]|{a: :b}|["a":b]|{"a":b}|["a"b]|[-]|[- a]|{- a}|[a#b]|[a #b
[1, 2|{a: 1|]|}|[}|{]|"a" b|'a' b|a 'b'|[a]b|{a}b|[a]: b|*x|&x|&x a|&x &y a|&x !!str 1|!!str &x 1|&x *x|&a-b_c 1|&é 1|&a.b 1
!!set {a, b}|!!set {a: 1}|!!set [a]|!!omap [a: 1, b: 2]|!!omap [a]|!!omap {a: 1}|!!pairs [a: 1, a: 2]|!!set {? [a]}|!!omap [a: 2020-01-01]
""".replace("\n", "|").split("|")


FRAMES = ("{}", "{}\n", "k: {}\n", "- {}\n", "? {}\n: v\n", "{}: v\n", "[{}]\n", "k: [{}, z]\n", "k: {n: {}}\n")


@pytest.mark.parametrize("scalar", sorted(set(SCALARS)), ids=ascii)
def test_value_alone_and_in_every_position(scalar: str) -> None:
    """A scalar or flow value means what the safe loader takes it for, as value, item and key, or is refused as there."""
    texts = [frame.replace("{}", scalar) for frame in FRAMES]
    assert [text for text in texts if got(text) != wanted(text)] == []


DOCUMENTS = {
    "empty": "",
    "blank": "  \n\n",
    "only a comment": "# nothing\n",
    "only a marker": "---\n",
    "only an end": "...\n",
    "marker and end": "---\n...\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "two documents, second empty": "a: 1\n---\n",
    "end, then more": "a: 1\n...\nb: 2\n",
    "end, then a comment": "a: 1\n...\n# c\n",
    "directive": "%YAML 1.1\n---\na: 1\n",
    "directive 1.2": "%YAML 1.2\n---\na: yes\n",
    "directive 2.0": "%YAML 2.0\n---\na: yes\n",
    "directive without document": "%YAML 1.1\na: 1\n",
    "tag directive": "%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 12\n",
    "unknown directive": "%FOO bar\n---\na: 1\n",
    "empty values": "a:\nb: \nc: ~\nd: ''\n-e:\n",
    "empty items": "-\n- \n-  # c\n- ''\n",
    "indentless list": "a:\n- 1\n- 2\nb:\n  - 3\n",
    "compact nesting": "- - a\n  - b\n- c: d\n  e: f\n- ? g\n  : h\n",
    "bad indentation": "a:\n  b: 1\n c: 2\n",
    "deeper without reason": "a: 1\n  b: 2\n",
    "tab indentation": "a:\n\tb: 1\n",
    "tab after colon": "a:\tb\n",
    "tab before comment": "a: b\t# c\n",
    "tab on an empty line": "a: 1\n\t\nb: 2\n",
    "tab between items": "- a\n\t- b\n",
    "tab in flow": "a: [\t1,\t2 ]\n",
    "tab after dash": "-\ta\n",
    "block scalars": "a: |\n  x\n   y\n\nb: >\n  x\n  y\n\n  z\nc: |-\n  x\n\nd: |+\n  x\n\n\ne: >-\n  x\n",
    "block indentation": "a: |2\n   x\n  y\nb: |1-\n  x\nc: >+1\n  x\n",
    "block scalar too shallow": "a: |\nx\n",
    "block scalar empty": "a: |\nb: >\nc: |+\n\n\nd: 1\n",
    "block scalar, comment at head": "a: | # c\n  x # no comment\n",
    "block scalar, comment glued": "a: |# c\n  x\n",
    "block scalar bad head": "a: |x\n  x\n",
    "block scalar at the end": "a: |\n  x",
    "literal in list": "- |\n x\n- >\n x\n y\n",
    "multi-line plain": "a: b\n  c\n\n  d\ne: f\n",
    "multi-line plain with hash": "a: b\n  # c\n  d\n",
    "multi-line plain as key": "a\n b: c\n",
    "multi-line quoted": "a: 'b\n  c\n\n  d'\nb: \"x\\\n   y \\\n   z\n  w\"\n",
    "multi-line quoted shallow": "a: 'b\nc'\n",
    "multi-line flow": "a: [1,\n  2,\n\n  # c\n  {b:\n    c}\n ]\n",
    "multi-line flow shallow": "a: [1,\n2\n]\n",
    "multi-line flow key": "{a\n b: c}\n",
    "long key": "? " + "k" * 2000 + "\n: v\n",
    "long simple key": "k" * 2000 + ": v\n",
    "long quoted simple key": '"' + "k" * 2000 + '": v\n',
    "long key in flow": "{" + "k" * 2000 + ": v}\n",
    "key without value": "a\nb: 1\n",
    "colon without blank": "a:1\nb: 2\n",
    "crlf": "a: 1\r\nb:\r\n  - x\r\n  - 'y\r\n    z'\r\nc: |\r\n  t\r\n",
    "cr": "a: 1\rb: 2\r",
    "next line": "a: 1\x85b: 2\x85",
    "line separator": "a: 1\u2028b: 2\u2029",
    "byte order mark": "\ufeffa: 1\nb: [é]\n",
    "byte order mark inside": "a: 1\n\ufeffb: 2\n",
    "byte order mark at the end": "a: 1\n\ufeff",
    "no line end": "a: 1\nb: 2",
    "alias": "a: &x 1\nb: *x\nc: [*x, *x]\n",
    "alias of a mapping": "a: &x {b: 1}\nc: *x\nd: [*x]\n",
    "alias as key": "a: &x k\n*x : 1\n",
    "alias before anchor": "a: *x\nb: &x 1\n",
    "anchor twice": "a: &x 1\nb: &x 2\nc: *x\n",
    "anchor of nothing": "a: &x\nb: *x\n",
    "alias with a tag": "a: &x 1\nb: !!str *x\n",
    "anchored key": "&k a: 1\nb: *k\n",
    "merge": "a: &x {role: 1, name: 2}\nb:\n  <<: *x\n  name: 3\n  region: 4\n",
    "merge after own": "a: &x {role: 1, name: 2}\nb:\n  name: 3\n  <<: *x\n",
    "merge of a list": "a: &x {role: 1}\nb: &y {role: 2, name: 2}\nc:\n  <<: [*x, *y]\n  region: 1\n",
    "merge of a list, reversed": "a: &x {role: 1}\nb: &y {role: 2, name: 2}\nc:\n  <<: [*y, *x]\n",
    "nested merge": "a: &x {role: 1}\nb: &y\n  <<: *x\n  name: 2\nc:\n  <<: *y\n  role: 3\nd:\n  <<: *y\n",
    "merge twice": "a: &x {role: 1}\nb: &y {role: 2}\nc:\n  <<: *x\n  <<: *y\n",
    "merge inline": "a:\n  <<: {role: 1}\n  name: 2\n",
    "merge of a scalar": "a:\n  <<: x\n",
    "merge of null": "a:\n  <<:\n",
    "merge of a list of scalars": "a:\n  <<: [x]\n",
    "merge of an empty list": "a:\n  <<: []\n  b: 1\n",
    "merge quoted": 'a: &x {role: 1}\nb:\n  "<<": *x\n',
    "merge in flow": "a: &x {role: 1}\nb: {<<: *x, name: 2}\n",
    "merge with duplicate keys": "a: &x {role: 1, role: 2}\nb:\n  <<: *x\n  role: 3\n  role: 4\n",
    "merge used twice": "a: &x\n  role: 1\nb: &y\n  <<: *x\nc: [*y, *y]\nd:\n  <<: *y\n",
    "merge as value": "a: <<\nb: [<<]\n",
    "merge of a set": "a: &x !!set {p}\nb:\n  <<: *x\n",
    "value key": "a: {=: 1}\n=: 2\n",
    "duplicate keys": "a: 1\nb: 2\na: 3\n",
    "duplicate keys of equal hash": "1: a\ntrue: b\n1.0: c\n",
    "mixed keys": "1: a\n'1': b\n~: c\nyes: d\n1.5: e\n2020-01-01: f\n010: g\n",
    "list as key": "? [a]\n: 1\n",
    "mapping as key": "? {a: 1}\n: 1\n",
    "template as key": "{{ a }}: 1\n",
    "template as value": "a: {{ b }}\n",
    "template quoted": "a: '{{ b }}'\nc: ${d}\n",
    "template line": "a: 1\n{% if b %}\nc: 2\n{% endif %}\n",
    "tags": "a: !x b\nc: !y [1]\nd: !z {e: f}\ng: !!python/tuple [1]\n",
    "tag on an inner value": "a: [!x 1, {b: !x 2}]\n",
    "tags of the schema": "a: !!map {b: 1}\nc: !!seq [1]\nd: !!str e\n",
    "wrong tags": "a: !!map [1]\n",
    "wrong tag, sequence": "a: !!seq {b: 1}\n",
    "tag handle undeclared": "a: !q!x b\n",
    "set in block": "a: !!set\n  ? b\n  ? c\n",
    "dates inside a set": "a: !!set\n  ? 2020-01-01\n",
    "json": '{"a": [1, 2.5, 1e3, 1E3, -0, null, true], "b": {"c": "\\u00e9\\n"}, "d": ""}',
    "json with surrogate pair": '{"a": "\\ud83d\\ude00"}',
    "json with lone surrogate": '{"a": "\\ud83d"}',
    "json with slash": '{"a": "\\/"}',
    "json with tabs": '{\n\t"a": 1,\n\t"b": [\n\t\t2\n\t]\n}\n',
    "json with a long key": '{"' + "k" * 2000 + '": 1}',
    "control character": "a: \x07\n",
    "nul": "a: \x00\n",
    "delete": "a: \x7f\n",
    "lone surrogate": "a: \ud800\n",
    "nonsense": "@`%\n",
    "percent inside": "a: 50%\n%b: 1\n",
    "unclosed quote": "a: 'b\nc: d\n",
    "unclosed double quote": 'a: "b\nc: d\n',
    "quote then text": "a: 'b' c\n",
    "colon in a plain value": "a: b: c\n",
    "url with query in flow": "a: {base: https://x.example/openai?api-version=1, b: c}\n",
    "question mark in a list": "a: [what?, why?]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_means_what_the_safe_loader_makes_of_it(name: str) -> None:
    """Hand-written documents give equal data, or are refused by both."""
    agree(DOCUMENTS[name])


@pytest.mark.parametrize("text", ["2020-01-01", "2020-01-01T10:20:30Z", "2020-1-1 1:02:03", "!!timestamp '2020-01-01'"])
def test_dates_stay_text(text: str) -> None:
    """A date is kept as it was written, and is known to have been one."""
    value = parse(f"a: {text}\n", "x").data["a"]
    assert isinstance(value, DateText)
    assert str(value) == text.removeprefix("!!timestamp ").strip("'")


@pytest.mark.parametrize("text", ["!x y", "!x [y]", "!x {y: z}", "!!python/tuple [1]", "!Sub '${A}'"])
def test_unknown_tags_are_opaque_and_listed(text: str) -> None:
    """A tag that nobody here knows gives an opaque value, with its place."""
    document = parse(f"a:\n  b: {text}\n", "x")
    assert isinstance(document.data["a"]["b"], Opaque)
    assert [(span.line, span.column) for _, span in document.unknown_tags] == [(2, 6)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: 1\na: 2\n", [("a", 2, 1, 1, 1)]),
        ("a: 1\na: 2\na: 3\n", [("a", 2, 1, 1, 1), ("a", 3, 1, 1, 1)]),
        ("b:\n  a: 1\n  'a': 2\n", [("a", 3, 3, 2, 3)]),
        ("{a: 1, a: 2}\n", [("a", 1, 8, 1, 2)]),
        ("a: 1\r\nb: 2\r\na: 3\r\n", [("a", 3, 1, 1, 1)]),
        ("\ufeffa: 1\na: 2\n", [("a", 2, 1, 1, 1)]),
        ("x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n", []),
        ("x: &x {a: 1}\nz: &z {a: 3}\ny:\n  <<: [*x, *z]\n", []),
        ("x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n  a: 3\n", [("a", 5, 3, 4, 3)]),
        ("1: a\n'1': b\n", []),
        ("- a: 1\n- a: 1\n", []),
        ("x: &x {a: 1, a: 2}\ny: *x\nz: *x\n", [("a", 1, 14, 1, 8)]),
        ("a: {b: 1}\nc: {b: 1}\n", []),
    ],
)
def test_duplicate_keys(text: str, places: list[tuple[str, int, int, int, int]]) -> None:
    """A key written twice in one mapping is listed once for each repetition, with the place of the first."""
    found = parse(text, "x").duplicates
    assert [
        (item.key, item.span.line, item.span.column, item.first.line, item.first.column) for item in found
    ] == places


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: {{ b }}\n", 1, "template"),
        ("a: 1\nb: {{ c }}-d\n", 2, "template"),
        ("{% if x %}\na: 1\n", 1, "template"),
        ("a: 'b\n", 1, "not YAML"),
        ("a:\n\tb: 1\n", 2, "not YAML"),
        ("a: 1\nb: [1\n", 3, "not YAML"),
        ("a: 1\n? [b]\n: 2\n", 2, "key"),
        ("a: \x07", 1, "not YAML"),
        ("a: 1\nb: \x07", 2, "not YAML"),
        ("a: 1\nb: !!int x\n", 2, "int"),
        ("a: 1\nb: !!bool x\n", 2, "bool"),
        ("a: 1\nb: 2020-13-45\n", 2, "timestamp"),
    ],
)
def test_refusal_names_line_and_cause(text: str, line: int, words: str) -> None:
    """What is refused comes with the line and one line of cause."""
    with pytest.raises(Malformed) as raised:
        parse(text, "x")
    assert raised.value.line == line
    assert words in raised.value.message
    assert "\n" not in raised.value.message
    assert raised.value.predicts is None or "\n" not in raised.value.predicts


@pytest.mark.parametrize(
    "text", ["a: !!int\n", "!!float\n", "- !!int ''\n", "? !!int\n: 1\n", "a: !!bool\n", "!!timestamp ''"]
)
def test_tag_on_nothing_is_refused(text: str) -> None:
    """A number, date or truth value without text stops the safe loader with a bare exception; here it is refused."""
    with pytest.raises(Malformed):
        parse(text, "x")


# --- spans --------------------------------------------------------------------------------------------------------


def cut(text: str, span: Span) -> str:
    """Cut a span out of a text, its first line moved to the column it stands in."""
    lines = lines_of(text.removeprefix("\ufeff"))[span.line - 1 : span.end_line]
    if span.end_line > span.line:
        lines = [lines[0][span.column - 1 :], *lines[1:-1], lines[-1][: span.end_column - 1]]
    else:
        lines = [lines[0][span.column - 1 : span.end_column - 1]]
    return " " * (span.column - 1) + "\n".join(lines)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Give every route through the data that can be written as keys and indices, with its value."""
    yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(key, str) or type(key) is int:
                yield from paths(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from paths(child, (*path, index))


def spans_hold(document: Document) -> None:
    """Fail unless the text at the span of every value and every key means that value or key again."""
    for path, value in paths(document.data):
        span = document.span(path)
        assert span.line >= 1
        assert span.column >= 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        if not path:
            continue
        piece = cut(document.text, span)
        if "*" not in piece and not piece.lstrip().startswith(
            (*(f"|{n}" for n in range(10)), *(f">{n}" for n in range(10)))
        ):
            assert exact(load(piece)) == exact(value), (path, piece)
        if isinstance(path[-1], str):
            key = cut(document.text, document.span(path, key=True))
            if "*" not in key and "<<" not in key and not key.lstrip().startswith(("|", ">")):
                assert exact(load(key)) == exact(path[-1]), (path, key)


NO_SPANS = ("tag directive", "byte order mark inside", "value key", "duplicate keys of equal hash", "mixed keys")
"""Documents whose pieces mean something else alone, or whose keys a later test looks at."""


@pytest.mark.parametrize(
    "name",
    [name for name, text in DOCUMENTS.items() if wanted(text) not in ("refused", "several") and name not in NO_SPANS],
)
def test_spans_of_hand_written_documents(name: str) -> None:
    """The text at every span of every hand-written document means the value again."""
    text = DOCUMENTS[name]
    if got(text) in ("refused", "several"):
        pytest.fail("the document is refused")
    spans_hold(parse(text, "x"))


TABLE = """\
model_list:
  - model_name: "größe"
    litellm_params: &shared
      model: bedrock/m
      note: |
        two
        lines
  - {model_name: b, litellm_params: {<<: *shared, model: 'c d', api_key: [x, "y"]}}
1: one
empty:
"""


@pytest.mark.parametrize(
    ("path", "key", "span"),
    [
        (("model_list",), True, (1, 1, 1, 11)),
        (("model_list", 0, "model_name"), False, (2, 17, 2, 24)),
        (("model_list", 0, "model_name"), True, (2, 5, 2, 15)),
        (("model_list", 0, "litellm_params", "model"), False, (4, 14, 4, 23)),
        (("model_list", 1), False, (8, 5, 8, 84)),
        (("model_list", 1, "litellm_params", "model"), False, (8, 58, 8, 63)),
        (("model_list", 1, "litellm_params", "api_key", 1), False, (8, 78, 8, 81)),
        (("model_list", 1, "litellm_params", "note"), True, (5, 7, 5, 11)),
        ((1,), False, (9, 4, 9, 7)),
        ((1,), True, (9, 1, 9, 2)),
        (("empty",), True, (10, 1, 10, 6)),
        (("model_list", 1, "litellm_params", "absent"), False, (8, 21, 8, 35)),
        (("model_list", 0, "model_name", "deeper"), False, (2, 5, 2, 15)),
        (("model_list", 7), False, (1, 1, 1, 11)),
    ],
)
@pytest.mark.parametrize("change", ["as it is", "crlf", "bom"])
def test_span_of_a_path(path: tuple[str | int, ...], key: bool, span: tuple[int, ...], change: str) -> None:
    """Spans count from 1 with an exclusive end; a missing path points at the key that owns it; line ends do not matter."""
    text = {"as it is": TABLE, "crlf": TABLE.replace("\n", "\r\n"), "bom": "\ufeff" + TABLE}[change]
    assert tuple(parse(text, "x").span(path, key)) == span


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("yes: a\nno: b\n", (True,), 1),
        ("yes: a\nno: b\n", (False,), 2),
        ("a: 1\n~: b\n", (None,), 2),
        ("a: 1\n010: b\n", (8,), 2),
        ("a: 1\n0x10: b\n", (16,), 2),
        ("a: 1\n1.50: b\n", (1.5,), 2),
        ("a: 1\n? b\n: c\n", ("b",), 3),
        ("'1': a\n1: b\n", (1,), 2),
        ("1: a\n'1': b\n", (1,), 1),
        ("1: a\n'1': b\n", ("1",), 2),
        ("a: 1\na: 2\n", ("a",), 2),
    ],
)
def test_span_of_an_unusual_key(text: str, path: tuple[Any, ...], line: int) -> None:
    """A key that is no plain text is found by the value it stands for."""
    assert parse(text, "x").span(path).line == line


# --- random -------------------------------------------------------------------------------------------------------

_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)), st.sampled_from("\t\n\r :#-?,[]{}'\"\\&*!|>%@`\x85\u2028\ufeffé")
    ),
    max_size=12,
)
_SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(),
    _TEXT,
    st.sampled_from([scalar for scalar in SCALARS if scalar.isprintable()]),
    st.dates().map(str),
    st.datetimes(),
    st.binary(max_size=6),
)
_KEY = st.one_of(_TEXT, st.integers(-9, 99), st.booleans(), st.none())
_DATA = st.recursive(
    _SCALAR,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEY, inner, max_size=4)),
    max_leaves=12,
)
_STYLE = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, None, '"', "'", "|", ">"]),
        "width": st.sampled_from([5, 20, 80]),
        "indent": st.sampled_from([2, 4, 9]),
        "allow_unicode": st.booleans(),
        "explicit_start": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
        "sort_keys": st.just(False),
    }
)


def _settings(examples: int, steady: bool = True) -> Any:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=steady,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def _dumped(data: Any, style: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, **style)
    agree(text)
    if wanted(text) not in ("refused", "several"):
        spans_hold(parse(text, "x"))


@_settings(250)
@given(_DATA, _STYLE)
def test_dumped_data_comes_back(data: Any, style: dict[str, Any]) -> None:
    """Whatever PyYAML writes is read as PyYAML reads it, and every span means its value."""
    _dumped(data, style)


@pytest.mark.fuzz
@_settings(2500, steady=False)
@given(_DATA, _STYLE)
def test_dumped_data_comes_back_at_length(data: Any, style: dict[str, Any]) -> None:
    """Whatever PyYAML writes is read as PyYAML reads it, and every span means its value: ten times as many."""
    _dumped(data, style)


CONFIG = """\
model_list:
  - model_name: claude
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: "oidc/github/sts.amazonaws.com"
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      extra: {a: b, c: [d, 'e']}
litellm_settings: {drop_params: true}  # end
"""
SEEDS = (
    CONFIG,
    'a: &x {b: 1, c: [2, 3]}\nd:\n  <<: *x\n  e: "q\\n"\n  f: |\n    text\n',
    "- 'it''s'\n- >-\n  fold\n  ed\n- !!str 12\n- ? k\n  : v\n- {a: b, c}\n- 2020-01-01\n- 1:20\n",
    "a: '{{ b }}'\nc: ${d}\n# comment\n---\ne: f\n...\n",
    'k: "a\n  b"\nl: plain\n  more\n"q": \'x\'\n1: 1\n',
    "%YAML 1.1\n--- !!map\na: !x b\n",
    '{"a": [1, 2.5, null, true], "b": {"c": "\\u00e9\\/"}}\n',
)
PIECES = [
    *"[]{}:,-?!&*#|>'\"%@` \t\n\r~=<01.a\\/\u00e9\ufeff\x85\u2028\U0001f600\x00\x07\ud800",
    "\r\n", "- ", "? ", ": ", "<<: *x", "--- ", "...\n", "&a ", "*a", "!!int ", "!t ", " #", "{{", "[[", "!!float ", "!!set ",
]  # fmt: skip


def mutants(seed: int, count: int) -> Iterator[str]:
    """Give small documents with characters deleted, doubled and put in."""
    choose = random.Random(seed)
    for _ in range(count):
        text = list(choose.choice(SEEDS))
        for _ in range(choose.randint(1, 4)):
            at, what = choose.randrange(len(text) + 1), choose.random()
            if what < 0.4:
                text[at:at] = [choose.choice(PIECES)]
            elif what < 0.7:
                del text[at : at + choose.randint(1, 4)]
            else:
                other = choose.randrange(len(text) + 1)
                text[other:other] = text[at : at + choose.randint(1, 8)]
        yield "".join(text)


def _mutated(seed: int, count: int) -> None:
    wrong = []
    for text in mutants(seed, count):
        try:
            same = got(text) == wanted(text)
        except (Exception, AssertionError) as error:
            wrong.append((text, repr(error)))
        else:
            if not same:
                wrong.append((text, "differs"))
    assert wrong[:5] == []


@pytest.mark.parametrize("seed", range(6))
def test_mutated_configs(seed: int) -> None:
    """A damaged config is read or refused exactly as the safe loader does, and no other exception comes out."""
    _mutated(seed, 700)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(100, 160))
def test_mutated_configs_at_length(seed: int) -> None:
    """A damaged config is read or refused exactly as the safe loader does: ten times as many."""
    _mutated(seed, 700)


@_settings(200)
@given(st.text(st.one_of(st.sampled_from("".join(piece for piece in PIECES)), st.characters()), max_size=40))
def test_random_text(text: str) -> None:
    """Random text is read or refused as the safe loader does."""
    agree(text)


@pytest.mark.fuzz
@_settings(5000, steady=False)
@given(st.text(st.one_of(st.sampled_from("".join(piece for piece in PIECES)), st.characters()), max_size=40))
def test_random_text_at_length(text: str) -> None:
    """Random text is read or refused as the safe loader does: many more."""
    agree(text)


@_settings(400)
@given(st.text("0123456789+-._:eExXbBoOinfaNAyYstTrulL~<=Z ", max_size=20))
def test_plain_text_becomes_what_it_looks_like(text: str) -> None:
    """Numbers, dates, words for true and false and everything close to one mean what they mean to the safe loader."""
    agree(f"key: {text}\n")
