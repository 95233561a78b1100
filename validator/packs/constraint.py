"""A JSON Schema judged in three values: it holds, it does not, or what is unknown decides it.

The keywords are those of Draft 2020-12 that the pack schema lists; on values without unknowns the verdict is that of
any validator. With unknowns it is Kleene's: a yes or no stays one, whatever the unknown turns out to be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from validator.packs.pattern import Pattern

Verdict = bool | None
"""True: it holds; False: it does not; None: what is unknown decides."""

Steps = tuple["str | int", ...]


class Open(NamedTuple):
    """A value that is not known; `present` if it is certain that there is one."""

    present: bool


UNKNOWN = Open(False)
"""Perhaps not there at all, as a member or as an item of a list."""

GIVEN = Open(True)
"""Something stands there, nobody knows what."""


class Shy(str):
    """A text that is judged and never shown: an environment variable supplied it."""


class Failure(NamedTuple):
    """Where a value breaks a schema: the route to the member, what was expected, what is there (None: nothing)."""

    path: Steps
    expected: str
    actual: Any
    missing: bool = False
    unwanted: bool = False


class Constraint:
    """A schema with its definitions, ready to judge values. It must be free of `problems` (schema_problems.py)."""

    def __init__(self, schema: Any, definitions: Mapping[str, Any]) -> None:
        self.schema, self.definitions = schema, definitions
        self.members = _members(schema, definitions)
        self._patterns: dict[str, Pattern] = {}

    def judge(self, value: Any) -> Verdict:
        """Judge a value."""
        return self._judge(self.schema, value)

    def failures(self, value: Any) -> list[Failure]:
        """Say where a value that does not hold breaks the schema, in the order of the schema."""
        return list(self._explain(self.schema, value, ()))

    def pattern(self, text: str) -> Pattern:
        """Give a compiled pattern."""
        found = self._patterns.get(text)
        if found is None:
            found = self._patterns[text] = Pattern(text)
        return found

    def _judge(self, schema: Any, value: Any) -> Verdict:
        if isinstance(schema, bool):
            return schema
        return _all(self._keyword(schema, key, value) for key in schema)

    def _keyword(self, schema: Mapping[str, Any], key: str, value: Any) -> Verdict:
        in_place = _IN_PLACE.get(key)
        if in_place is not None:
            return in_place(self, schema, value)
        function = _KEYWORDS.get(key)
        if function is None:
            return True
        return None if isinstance(value, Open) else function(self, schema, value)

    def member(self, schema: Any, value: Any) -> Verdict:
        """Judge a member of an object: what is perhaps not there cannot break anything for certain."""
        verdict = self._judge(schema, value)
        return None if verdict is False and value == UNKNOWN and isinstance(value, Open) else verdict

    def parts(self, schema: Mapping[str, Any], key: str, value: Any) -> Iterator["tuple[Steps, Any, Any]"]:
        """Give what a keyword applies schemas to: the route to each part, its schema, the part."""
        if isinstance(value, dict):
            named = schema.get("properties", {})
            patterns = schema.get("patternProperties", {})
            if key == "properties":
                yield from (((name,), sub, value[name]) for name, sub in named.items() if name in value)
            for name, part in value.items() if key != "properties" else ():
                fitting = [sub for text, sub in patterns.items() if self.pattern(text).search(name)]
                if key == "patternProperties":
                    yield from (((name,), sub, part) for sub in fitting)
                elif key == "additionalProperties" and name not in named and not fitting:
                    yield (name,), schema[key], part
        elif isinstance(value, list):
            first = schema.get("prefixItems", [])
            if first and key in ("prefixItems", "items") and UNKNOWN in value:
                yield from (
                    ((index,), {"const": None}, GIVEN) for index in range(len(value))
                )  # nobody knows which is which
            elif key == "prefixItems":
                yield from (((index,), sub, part) for index, (sub, part) in enumerate(zip(first, value, strict=False)))
            elif key == "items":
                yield from (((index,), schema[key], value[index]) for index in range(len(first), len(value)))

    def _explain(self, schema: Any, value: Any, path: Steps) -> Iterator[Failure]:
        if schema is False:
            yield Failure(path, "nothing there", value, False, True)
        if isinstance(schema, bool):
            return
        for key in schema:
            if self._keyword(schema, key, value) is not False:
                continue
            if key in _APPLIES:
                for steps, sub, part in self.parts(schema, key, value):
                    if self.member(sub, part) is False:
                        yield from self._explain(sub, part, (*path, *steps))
            elif key == "allOf":
                for sub in schema[key]:
                    if self._judge(sub, value) is False:
                        yield from self._explain(sub, value, path)
            elif key == "$ref":
                yield from self._explain(self.definitions[name_of(schema[key])], value, path)
            elif key == "if":
                branch = "then" if self._judge(schema["if"], value) else "else"
                yield from self._explain(schema.get(branch, True), value, path)
            elif key in ("required", "dependentRequired"):
                names = schema[key] if key == "required" else _dependent(schema[key], value)
                for name in names:
                    if name not in value:
                        yield Failure((*path, name), "something there", None, True)
            elif key == "not" and "description" not in schema:
                yield self._unwanted(schema[key], value, path)
            else:
                yield Failure(path, schema.get("description") or self._words(schema, key, value), value)

    def _unwanted(self, schema: Any, value: Any, path: Steps) -> Failure:
        """Say what a `not` forbids: of the one member it speaks of, if it does."""
        while isinstance(schema, dict) and isinstance(value, dict) and "description" not in schema:
            named = list(schema.get("properties", {}))
            wanted = schema.get("required", named)
            if schema.keys() - {"properties", "required", "type"} or len(set(named) | set(wanted)) != 1:
                break
            name = wanted[0] if wanted else named[0]
            if name not in value:
                break
            path, value = (*path, name), value[name]
            if not named:
                return Failure(path, "nothing there", value, False, True)
            schema = schema["properties"][name]
        return Failure(path, f"something other than {self._described(schema)}", value)

    def _words(self, schema: Mapping[str, Any], key: str, value: Any) -> str:
        argument = schema[key]
        if key in ("anyOf", "oneOf"):
            texts = list(dict.fromkeys(self._described(sub) for sub in argument))
            return ("only one of " if self._any(argument, value) else "") + " or ".join(texts)
        if key in _WORDS:
            return _in_words(key, argument)
        return f"what {key} asks for"

    def _any(self, schemas: list[Any], value: Any) -> bool:
        return any(self._judge(sub, value) for sub in schemas)

    def _described(self, schema: Any) -> str:
        if isinstance(schema, dict):
            if isinstance(schema.get("description"), str):
                return str(schema["description"])
            if "$ref" in schema:
                return self._described(self.definitions[name_of(schema["$ref"])])
            for key in schema:
                if key in _WORDS:
                    return _in_words(key, schema[key])
                if key == "properties" and isinstance(schema[key], dict):
                    return " and ".join(f"{name}: {self._described(sub)}" for name, sub in schema[key].items())
                if key == "required":
                    return " and ".join(f"{name} there" for name in schema[key])
        return "anything" if schema is True or schema == {} else "nothing" if schema is False else "what is described"


def name_of(reference: str) -> str:
    """Give the name of the definition that a `$ref` such as `#/$defs/role` points to."""
    return reference.removeprefix("#/$defs/")


def _members(schema: Any, definitions: Mapping[str, Any]) -> frozenset[str] | None:
    """Give the members of an object a schema looks at; None if it may look at all of them."""
    if isinstance(schema, bool):
        return frozenset()
    found: set[str] = set()
    for key, argument in schema.items():
        if key in ("patternProperties", "additionalProperties", "propertyNames", "minProperties", "maxProperties"):
            return None
        if key in ("const", "enum"):
            return None
        if key in ("properties", "required"):
            found |= set(argument)
        elif key == "dependentRequired":
            found |= {name for first, names in argument.items() for name in (first, *names)}
        inner: list[Any] = []
        if key in ("allOf", "anyOf", "oneOf"):
            inner = argument
        elif key in ("not", "if", "then", "else"):
            inner = [argument]
        elif key == "$ref":
            inner = [definitions[name_of(argument)]]
        for sub in inner:
            members = _members(sub, definitions)
            if members is None:
                return None
            found |= members
    return frozenset(found)


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    result: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            result = None
    return result


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _either(verdicts: Iterable[Verdict]) -> Verdict:
    return _not(_all(_not(verdict) for verdict in verdicts))


def _one_of(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    verdicts = [constraint._judge(sub, value) for sub in schema["oneOf"]]
    if verdicts.count(True) > 1:
        return False
    return None if None in verdicts else True in verdicts


def _conditional(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    condition = constraint._judge(schema["if"], value)
    then, otherwise = (constraint._judge(schema.get(branch, True), value) for branch in ("then", "else"))
    return _all((_either((_not(condition), then)), _either((condition, otherwise))))


Keyword = Callable[[Constraint, Mapping[str, Any], Any], Verdict]

_IN_PLACE: dict[str, Keyword] = {
    "allOf": lambda c, s, v: _all(c._judge(sub, v) for sub in s["allOf"]),
    "anyOf": lambda c, s, v: _either(c._judge(sub, v) for sub in s["anyOf"]),
    "oneOf": _one_of,
    "not": lambda c, s, v: _not(c._judge(s["not"], v)),
    "if": _conditional,
    "$ref": lambda c, s, v: c._judge(c.definitions[name_of(s["$ref"])], v),
}
"""Keywords that apply schemas to the value itself."""

_APPLIES = ("properties", "patternProperties", "additionalProperties", "items", "prefixItems")
"""Keywords that apply schemas to parts of the value."""


def equal(left: Any, right: Any) -> Verdict:
    """Say whether two JSON values are equal; 1 is 1.0 and not true."""
    if isinstance(left, Open):
        return None
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        if any(name not in left for name in right):
            return False
        more = (
            None if isinstance(part, Open) and not part.present else False
            for name, part in left.items()
            if name not in right
        )
        return _all((*more, *(equal(left[name], part) for name, part in right.items())))
    if isinstance(left, list) and isinstance(right, list):
        if UNKNOWN in left:
            return None
        return len(left) == len(right) and _all(equal(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, str) != isinstance(right, str):
        return False
    return bool(left == right)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: _number(value),
    "integer": lambda value: _number(value) and (isinstance(value, int) or value.is_integer()),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _type(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    names = schema["type"]
    return any(_TYPES[name](value) for name in ([names] if isinstance(names, str) else names))


def _count(lower: int, upper: int, least: int | None, most: int | None) -> Verdict:
    """Judge a number that lies between two bounds against a least and a most."""
    if least is not None:
        return True if lower >= least else False if upper < least else None
    assert most is not None
    return True if upper <= most else False if lower > most else None


def _properties(least: bool) -> Keyword:
    def judge(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
        if not isinstance(value, dict):
            return True
        certain = sum(1 for part in value.values() if not (isinstance(part, Open) and not part.present))
        bound = schema["minProperties" if least else "maxProperties"]
        return _count(certain, len(value), bound if least else None, None if least else bound)

    return judge


def _presence(value: dict[str, Any], name: str) -> Verdict:
    if name not in value:
        return False
    part = value[name]
    return None if isinstance(part, Open) and not part.present else True


def _dependent(argument: Mapping[str, list[str]], value: Any) -> list[str]:
    return [name for first, names in argument.items() if _presence(value, first) for name in names]


def _dependent_required(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    if not isinstance(value, dict):
        return True
    return _all(
        _either((_not(_presence(value, first)), _all(_presence(value, name) for name in names)))
        for first, names in schema["dependentRequired"].items()
    )


def _names(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    if not isinstance(value, dict):
        return True
    return _all(
        None if verdict is False and _presence(value, name) is None else verdict
        for name in value
        for verdict in (constraint._judge(schema["propertyNames"], name),)
    )


def _contains(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    return not isinstance(value, list) or _either(constraint._judge(schema["contains"], item) for item in value)


def _unique(constraint: Constraint, schema: Mapping[str, Any], value: Any) -> Verdict:
    if not schema["uniqueItems"] or not isinstance(value, list) or len(value) < 2:
        return True
    keys = [frozen(item) for item in value]
    known = [key for key in keys if key is not None]
    if len(set(known)) < len(known):
        return False
    return None if len(known) < len(keys) else True


def frozen(value: Any) -> Any:
    """Give a hashable stand-in of a JSON value, equal where the values are; None if it holds an unknown."""
    if isinstance(value, Open):
        return None
    if isinstance(value, dict):
        parts = frozenset((name, frozen(part)) for name, part in value.items())
        return None if any(part is None for _, part in parts) else ("object", parts)
    if isinstance(value, list):
        items = tuple(frozen(part) for part in value)
        return None if None in items else ("array", items)
    return ("number" if _number(value) else type(value).__name__ if not isinstance(value, str) else "text", value)


def _applied(key: str) -> Keyword:
    return lambda c, s, v: _all(c.member(sub, part) for _, sub, part in c.parts(s, key, v))


_KEYWORDS: dict[str, Keyword] = {
    **{key: _applied(key) for key in _APPLIES},
    "type": _type,
    "enum": lambda c, s, v: _either(equal(v, option) for option in s["enum"]),
    "const": lambda c, s, v: equal(v, s["const"]),
    "pattern": lambda c, s, v: not isinstance(v, str) or c.pattern(s["pattern"]).search(v),
    "minLength": lambda c, s, v: not isinstance(v, str) or len(v) >= s["minLength"],
    "maxLength": lambda c, s, v: not isinstance(v, str) or len(v) <= s["maxLength"],
    "minimum": lambda c, s, v: not (_number(v) and v < s["minimum"]),
    "maximum": lambda c, s, v: not (_number(v) and v > s["maximum"]),
    "exclusiveMinimum": lambda c, s, v: not (_number(v) and v <= s["exclusiveMinimum"]),
    "exclusiveMaximum": lambda c, s, v: not (_number(v) and v >= s["exclusiveMaximum"]),
    "required": lambda c, s, v: not isinstance(v, dict) or _all(_presence(v, name) for name in s["required"]),
    "dependentRequired": _dependent_required,
    "propertyNames": _names,
    "minProperties": _properties(True),
    "maxProperties": _properties(False),
    "minItems": lambda c, s, v: (
        not isinstance(v, list) or _count(len(v) - v.count(UNKNOWN), len(v), s["minItems"], None)
    ),
    "maxItems": lambda c, s, v: (
        not isinstance(v, list) or _count(len(v) - v.count(UNKNOWN), len(v), None, s["maxItems"])
    ),
    "contains": _contains,
    "uniqueItems": _unique,
}

KEYWORDS = frozenset((*_KEYWORDS, *_IN_PLACE, "then", "else"))
"""Every keyword that constrains something."""

_WORDS = {
    "type": "a value of type {}",
    "enum": "one of {}",
    "const": "{}",
    "pattern": "a text that matches {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} members",
    "maxProperties": "at most {} members",
}


def _in_words(key: str, argument: Any) -> str:
    return _WORDS["const" if key == "enum" and len(argument) == 1 else key].format(_listed(argument))


def _listed(argument: Any) -> str:
    if isinstance(argument, list):
        return ", ".join(_listed(item) for item in argument)
    if isinstance(argument, bool) or argument is None:
        return {True: "true", False: "false", None: "null"}[argument]
    return str(argument)
