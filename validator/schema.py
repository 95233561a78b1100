"""JSON Schema without its price: a quick yes for data that fits, and jsonschema only for the words of what does not.

The quick reader knows the few keywords that our own schemas use; whatever it does not know it leaves to jsonschema
(2020-12, https://json-schema.org/draft/2020-12), so that it never says yes where jsonschema says no.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from validator.document import Path
from validator.misspelling import hint
from validator.redact import one_line

_TYPES: Mapping[str, Any] = {"object": dict, "array": list, "string": str, "null": type(None)}
KINDS = {"object": "a mapping", "array": "a list", "string": "a text", "number": "a number", "integer": "a whole number",
         "boolean": "true or false", "null": "null"}  # fmt: skip
"""JSON's types in words."""
_SILENT = frozenset(("$schema", "$id", "$defs", "title", "description", "default", "examples"))


class Misfit(NamedTuple):
    """Where data does not fit its schema, and why, in words that never hold a value of the data."""

    path: Path
    message: str
    key: bool = False


def fits(data: Any, schema: Mapping[str, Any], root: "Mapping[str, Any] | None" = None) -> bool:
    """Say yes only if the data is valid; no may also mean that the schema asks what is not looked into here."""
    root = schema if root is None else root
    return all(_holds(word, wanted, data, schema, root) for word, wanted in schema.items() if word not in _SILENT)


def _holds(word: str, wanted: Any, data: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    if word == "$ref":
        return wanted.startswith("#/$defs/") and fits(data, root["$defs"][wanted[8:]], root)
    if word == "type":
        return any(_is(data, name) for name in ([wanted] if isinstance(wanted, str) else wanted))
    if word == "enum":
        return any(type(data) is type(one) and data == one for one in wanted)
    if word in ("pattern", "minLength"):
        return not isinstance(data, str) or (
            re.search(wanted, data) is not None if word == "pattern" else len(data) >= wanted
        )
    if word == "items":
        return not isinstance(data, list) or all(fits(item, wanted, root) for item in data)
    if word == "required":
        return not isinstance(data, dict) or all(name in data for name in wanted)
    if word == "properties":
        return not isinstance(data, dict) or all(
            isinstance(key, str) and (key not in wanted or fits(value, wanted[key], root))
            for key, value in data.items()
        )
    if word == "additionalProperties":
        if not isinstance(data, dict):
            return True
        known = schema.get("properties", {})
        rest = [value for key, value in data.items() if key not in known]
        return all(isinstance(key, str) for key in data) and (
            not rest if wanted is False else all(fits(value, wanted, root) for value in rest)
        )
    if word == "oneOf":
        return sum(fits(data, one, root) for one in wanted) == 1
    return False


def _is(data: Any, name: str) -> bool:
    if name == "number":
        return type(data) in (int, float)
    if name == "boolean":
        return type(data) is bool
    return isinstance(data, _TYPES[name])


def misfits(data: Any, schema: Mapping[str, Any]) -> Iterator[Misfit]:
    """Say where and why data does not fit, as jsonschema finds it; nothing if it does."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema)
    for error in sorted(validator.iter_errors(data), key=lambda error: [str(step) for step in error.absolute_path]):
        yield from _told(error)


def _told(error: Any) -> Iterator[Misfit]:
    if error.validator in ("oneOf", "anyOf"):
        deepest = max(
            error.context or [], key=lambda item: (len(item.absolute_path), item.validator != "type"), default=None
        )
        if deepest is not None and deepest.validator not in ("oneOf", "anyOf"):
            yield from _told(deepest)
            return
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and error.validator_value is False:
        known = sorted(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                told = hint(str(key), known) or f"; there are {', '.join(known)}"
                yield Misfit((*path, key), f"unknown key {one_line(str(key), 60)!r}{told}", True)
        return
    yield Misfit(path, _words(error))


def _words(error: Any) -> str:
    """Say what a jsonschema error wants, in a few words, without any value of the data."""
    wanted = error.validator_value
    if error.validator == "type":
        names = [wanted] if isinstance(wanted, str) else wanted
        if names == ["string"] and isinstance(error.instance, (int, float)):
            return "takes a text: put it in quotes"
        return "takes " + " or ".join(KINDS.get(name, name) for name in names)
    if error.validator == "enum":
        return "takes one of " + ", ".join(str(one) for one in wanted if one is not False)
    if error.validator == "required":
        return "needs " + ", ".join(name for name in wanted if name not in error.instance)
    if error.validator == "pattern" and "description" in error.schema:
        return f"takes {error.schema['description']}"
    if error.validator == "pattern":
        return f"must look like {wanted}"
    if error.validator == "minLength":
        return "must not be empty"
    return f"does not fit ({error.validator})"
