"""Schemas in three values: what jsonschema says where all is known, and no verdict that knowledge overturns."""

from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.packs.constraint import GIVEN, UNKNOWN, Constraint, Open

DEFINITIONS = {"d": {"type": ["string", "object"], "minLength": 1}}
NAMES = st.sampled_from(["p", "q", "r"])
SCALARS = st.sampled_from(["a", "ab", "x-1", "", 0, 1, 1.0, 2.5, True, False, None])
SMALL = st.integers(0, 2)
TYPES = ["null", "boolean", "string", "number", "integer", "object", "array"]


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give values that nest lists and mappings around these leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
        max_leaves=6,
    )


VALUES = nested(SCALARS)
HOLES = st.dictionaries(NAMES, nested(st.one_of(SCALARS, st.sampled_from([UNKNOWN, GIVEN]))))
"""Views in which something is not known."""


def keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give schemas with every keyword, around these schemas."""
    some = st.lists(inner, min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, unique=True)),
            "enum": st.lists(VALUES, min_size=1, max_size=3),
            "const": VALUES,
            "pattern": st.sampled_from(["^a", "b$", "[0-9]"]),
            **dict.fromkeys(
                ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"], SMALL
            ),
            **dict.fromkeys(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], SMALL),
            "properties": st.dictionaries(NAMES, inner, max_size=2),
            "patternProperties": st.dictionaries(st.sampled_from(["p", "^q"]), inner, max_size=1),
            "required": st.lists(NAMES, unique=True),
            "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, unique=True), max_size=2),
            "uniqueItems": st.booleans(),
            **dict.fromkeys(["additionalProperties", "propertyNames", "items", "contains"], inner),
            **dict.fromkeys(["not", "if", "then", "else"], inner),
            **dict.fromkeys(["prefixItems", "allOf", "anyOf", "oneOf"], some),
            "$ref": st.just("#/$defs/d"),
        },
    )


SCHEMAS = st.recursive(st.booleans(), keywords, max_leaves=6)


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, VALUES)
def test_known_values_get_the_verdict_of_jsonschema(schema: Any, value: Any) -> None:
    """Without unknowns the verdict is jsonschema's, and a broken schema says where."""
    constraint = Constraint(schema, DEFINITIONS)
    theirs = jsonschema.Draft202012Validator({"$defs": DEFINITIONS, "allOf": [schema]}).is_valid(value)
    assert constraint.judge(value) is theirs
    assert bool(constraint.failures(value)) is not theirs


def filled(value: Any, draw: Any) -> Any:
    """Put values in the place of the unknowns; one that may be absent may stay so (`...`)."""
    if isinstance(value, Open):
        return ... if value == UNKNOWN and draw(st.booleans()) else draw(VALUES)
    if isinstance(value, dict):
        parts = {name: filled(part, draw) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part is not ...}
    if isinstance(value, list):
        return [item for part in value if (item := filled(part, draw)) is not ...]
    return value


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, HOLES, st.data())
def test_knowledge_overturns_no_verdict(schema: Any, view: dict[str, Any], data: st.DataObject) -> None:
    """Whatever the unknown members turn out to be, a yes stays yes and a no stays no."""
    constraint = Constraint(schema, DEFINITIONS)
    before = constraint.judge(view)
    after = constraint.judge(filled(view, data.draw))
    assert after is not None
    assert before in (None, after)
    assert before is not False or constraint.failures(view)


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, st.dictionaries(NAMES, VALUES))
def test_only_the_members_named_decide(schema: Any, view: dict[str, Any]) -> None:
    """A schema that says which members it looks at gives the same verdict without the others."""
    constraint = Constraint(schema, DEFINITIONS)
    if constraint.members is not None:
        kept = {name: part for name, part in view.items() if name in constraint.members}
        assert constraint.judge(kept) is constraint.judge(view)


def test_unknown_is_an_answer() -> None:
    """The examples of the documentation."""
    required = Constraint({"required": ["role"]}, {})
    forbidden = Constraint({"not": {"required": ["role"]}}, {})
    never = Constraint({"properties": {"role": False}}, {})
    assert [required.judge(view) for view in ({}, {"role": UNKNOWN}, {"role": GIVEN})] == [False, None, True]
    assert [forbidden.judge(view) for view in ({}, {"role": UNKNOWN}, {"role": GIVEN})] == [True, None, False]
    assert [never.judge(view) for view in ({}, {"role": UNKNOWN}, {"role": GIVEN})] == [True, None, False]
