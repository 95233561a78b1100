"""Patterns answer as Python's own engine does, and no text keeps them busy."""

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.packs.pattern import MAX_NODES, Pattern, PatternError

ATOMS = ["a", "b", "-", r"\d", r"\W", "[ab]", "[^a]", r"[a-c\-]", r"[\D1]", "[-x]", ".", "^", "$", r"\.", r"\n", r"\x61", r"\S"]  # fmt: skip
PATTERNS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "{1,2}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, st.lists(st.text("ab-1.c\n é", max_size=8), min_size=3, max_size=3))
def test_answers_as_re_does(text: str, samples: list[str]) -> None:
    """Each pattern of the supported kind occurs where re.search finds it, with `$` as the very end and ASCII classes."""
    theirs = re.compile(re.sub(r"(?<!\\)\$", r"\\Z", text), re.ASCII)
    ours = Pattern(text)
    for sample in samples:
        assert ours.search(sample) == bool(theirs.search(sample)), sample


def test_hostile_texts_are_matched_at_once() -> None:
    """Patterns on which a backtracking engine never ends: so the test would not end either."""
    assert not Pattern("^(a+)+$").search("a" * 50_000 + "!")
    assert not Pattern("^(a|a)*b$").search("a" * 50_000)
    assert not Pattern(".*.*.*=.*x$").search("=" * 50_000)
    assert Pattern("(x+x+)+y").search("x" * 50_000 + "y")


REFUSED = {
    "(?=a)b": "look-around",
    "(?<!a)b": "look-around",
    "(?i)a": "flags",
    "(?P<n>a)": "flags",
    r"(a)\1": "back-references",
    r"\bword": r"\b",
    r"\A": r"\A",
    r"\p{L}": r"\p",
    "(a": "( without",
    "a)": ") without",
    "[a": "[ without",
    "[]": "empty class",
    "[b-a]": "range",
    r"[\d-z]": "range",
    "*a": "repeats nothing",
    "a**": "quantifier follows",
    "a++": "quantifier follows",
    "^*": "repeats nothing",
    "a{": "{",
    "{2}": "{",
    "a{2,1}": "ends before it starts",
    "a{99999}": "{",
    "((((a{50}){50}){50}){50})": "too large",
    "a{3000}": "too large",
    "(" * 60 + ")" * 60: "deeper",
    "a\\": "ends too early",
    r"\x1": "hexadecimal",
    r"\uZZZZ": "hexadecimal",
    r"\y": r"\y",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_with_a_reason(text: str) -> None:
    """What is not matched here is refused when the pattern is read, and the reason says what is wrong."""
    with pytest.raises(PatternError, match=re.escape(REFUSED[text])):
        Pattern(text)


@settings(max_examples=300, deadline=None)
@given(st.text("ab()[]{}|*+?^$\\.-,0123d:=!<P", max_size=20))
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    """Whatever stands there, it compiles or raises PatternError; what compiles is a pattern for Python too."""
    try:
        Pattern(text)
    except PatternError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python may change the meaning of [[ one day
        re.compile(text)


def test_size_is_bounded() -> None:
    """A pattern just below the limit works."""
    pattern = Pattern(f"^a{{{MAX_NODES - 10}}}$")
    assert pattern.search("a" * (MAX_NODES - 10))
    assert not pattern.search("a" * (MAX_NODES - 9))
