"""Everything that is wrong with a rule pack, each with its line: shape, keywords, patterns, definitions, names."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from validator.document import Document, Opaque, Path
from validator.misspelling import hint
from validator.packs.constraint import name_of
from validator.packs.pattern import Pattern, PatternError
from validator.redact import one_line
from validator.schema import KINDS

MAX_VALUES, MAX_DEPTH = 20_000, 60
"""A pack with more values or deeper nesting is refused, and so is a rule that comes to it through its definitions."""

ELSEWHERE = frozenset(
    "$id $schema $anchor $dynamicRef $dynamicAnchor $vocabulary $defs definitions dependentSchemas dependencies "
    "unevaluatedProperties unevaluatedItems additionalItems multipleOf minContains maxContains format contentEncoding "
    "contentMediaType contentSchema deprecated readOnly writeOnly $recursiveRef".split()
)
"""Keywords of JSON Schema that are not judged here."""

INSTEAD = {
    "format": "say it with `pattern`",
    "$defs": "put it at the top of the pack",
    "definitions": "put it under `$defs` at the top of the pack",
    "dependentSchemas": "say it with `if` and `then`",
    "dependencies": "say it with `dependentRequired`, or `if` and `then`",
    "unevaluatedProperties": "say it with `additionalProperties`",
    "unevaluatedItems": "say it with `items`",
    "additionalItems": "say it with `items`",
}

_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


class Problem(NamedTuple):
    """One thing that is wrong: where, and what."""

    line: int
    column: int
    message: str


class _At(NamedTuple):
    """A place in the pack, and what is wrong there."""

    path: Path
    message: str
    key: bool = False


def problems_of(document: Document, schemas: Mapping[str, Any], taken: Mapping[str, str]) -> list[Problem]:
    """Give everything that is wrong with a pack, in the order of its lines."""
    data = document.data
    found = [
        Problem(item.span.line, item.span.column, f"the key {one_line(item.key, 60)} stands here twice")
        for item in document.duplicates
    ]
    shape = list(_shape(data))
    rest: Iterable[_At] = shape if shape else [*_fitting(data, schemas), *_meaning(data, schemas, taken)]
    for item in dict.fromkeys(rest):
        span = document.span(item.path, item.key)
        found.append(Problem(span.line, span.column, one_line(item.message, 400)))
    return sorted(dict.fromkeys(found))


def _shape(data: Any) -> Iterator[_At]:
    """What JSON cannot hold, and what is too much."""
    if data is None:
        yield _At((), "the file holds nothing; a rule pack is a mapping with `pack` and `rules`")
        return
    stack: list[tuple[Any, Path]] = [(data, ())]
    count = 0
    while stack:
        value, path = stack.pop()
        count += 1
        if count > MAX_VALUES:
            yield _At((), f"the pack holds more than {MAX_VALUES:,} values")
            return
        if len(path) > MAX_DEPTH:
            yield _At(path, f"nested deeper than {MAX_DEPTH} levels")
            return
        if isinstance(value, dict):
            for key, child in value.items():
                if isinstance(key, str):
                    stack.append((child, (*path, key)))
                else:
                    yield _At((*path, key), f"the key {key!r} is no text; put it in quotes", True)
        elif isinstance(value, list):
            stack += [(child, (*path, index)) for index, child in enumerate(value)]
        elif isinstance(value, Opaque):
            yield _At(path, f"there is no tag {value.tag}")
        elif isinstance(value, float) and value not in (float("inf"), -float("inf")) and value == value:
            pass
        elif not (value is None or isinstance(value, (str, int))):
            yield _At(path, "JSON knows no such value; put it in quotes")


_FORMS = {
    "id": "lower-case words joined by hyphens, such as acme-only-github",
    "pack": "lower-case words joined by hyphens, such as acme",
    "title": "one line without a full stop at the end",
    "message": "one line without a full stop at the end",
    "links": "an address that starts with https://",
}


def _fitting(data: Any, schemas: Mapping[str, Any]) -> Iterator[_At]:
    """Where the pack does not fit schemas/rule-pack.schema.json."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schemas["rule-pack"]).iter_errors(data):
        path: Path = tuple(error.absolute_path)
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "a rule pack")
        if len(path) == 2 and path[0] == "rules":
            name = f"rule {path[1] + 1}"  # type: ignore[operator]
        name = name or "the key ''"
        value, keyword, argument = error.instance, error.validator, error.validator_value
        if keyword == "additionalProperties":
            known = error.schema["properties"]
            for key in value:
                if key not in known:
                    yield _At((*path, key), _no_such(key, known, path, data, schemas), True)
        elif keyword == "required":
            missing = [key for key in argument if key not in value]
            yield _At(path, f"{name} needs {', '.join(missing)}")
        elif keyword == "type":
            kinds = [argument] if isinstance(argument, str) else argument
            yield _At(path, f"{name} takes {' or '.join(KINDS[kind] for kind in kinds)}")
        elif keyword == "enum":
            words = ", ".join(map(str, argument))
            yield _At(path, f"{name} takes one of {words}" + hint(value, argument))
        elif keyword in ("pattern", "minLength"):
            yield _At(path, f"{name} takes {_FORMS.get(name, 'some text')}")
        elif keyword in ("maxLength", "maxItems", "minItems", "minimum"):
            bound = f"{'at most' if keyword[:3] == 'max' else 'at least'} {argument}"
            yield _At(path, f"{name} takes {bound}{_UNITS[keyword[3:]]}")
        else:
            yield _At(path, f"{name} breaks {keyword}: {error.message}")


_UNITS = {"Length": " characters", "Items": " items", "imum": ""}


def _no_such(key: str, known: Mapping[str, Any], path: Path, data: Any, schemas: Mapping[str, Any]) -> str:
    """Say that there is no such key, and what may have been meant."""
    if "properties" not in known:  # not inside a JSON Schema
        return f"there is no {key} here" + hint(key, known)
    if key in ELSEWHERE:
        return f"the keyword {key} is not judged here" + (f"; {INSTEAD[key]}" if key in INSTEAD else "")
    if len(path) > 1 and path[0] == "rules":
        view = schemas.get(f"pack-{data['rules'][path[1]].get('view')}", {})
        if key in view.get("properties", {}):
            return f"there is no keyword {key}; a member of the view belongs under `properties`"
    return f"there is no keyword {key}" + hint(key, known)


def _meaning(data: Any, schemas: Mapping[str, Any], taken: Mapping[str, str]) -> Iterator[_At]:
    """What no schema of the pack can see: names in use, patterns, definitions, members of the views."""
    if not isinstance(data, dict):
        return
    listed, definitions = data.get("rules"), data.get("$defs")
    definitions = definitions if isinstance(definitions, dict) else {}
    walk = _Walk(definitions, schemas)
    for name in definitions:
        yield from walk.terms(definitions[name], ("$defs", name))
    circles = [*_circles(definitions)]
    yield from circles
    seen = dict(taken)
    for index, rule in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(rule, dict):
            continue
        name = rule.get("id")
        if isinstance(name, str):
            if name in seen:
                yield _At(("rules", index, "id"), f"the name {name} is taken: {seen[name]} has a rule of that name")
            seen.setdefault(name, f"rule {index + 1} of this pack")
        view = schemas.get(f"pack-{rule.get('view')}")
        for part in ("when", "schema"):
            if part not in rule:
                continue
            path: Path = ("rules", index, part)
            yield from walk.terms(rule[part], path)
            inside = walk
            if circles:
                inside = _Walk({}, schemas)  # nothing is followed in circles
            else:
                count, depth = _size(rule[part], definitions, {})
                if count > MAX_VALUES or depth > 2 * MAX_DEPTH:
                    most = f"{MAX_VALUES:,} schemas or {2 * MAX_DEPTH} levels"
                    yield _At(path, f"with its definitions {part} grows beyond {most}")
                    inside = _Walk({}, schemas)
            yield from inside.members(rule[part], view, path)


class _Walk:
    """Walks through schemas that may still be misshapen."""

    def __init__(self, definitions: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
        self.definitions, self.schemas = definitions, schemas

    def terms(self, schema: Any, path: Path) -> Iterator[_At]:
        """Check patterns and references, wherever they stand."""
        if not isinstance(schema, dict):
            return
        if isinstance(schema.get("pattern"), str):
            yield from _pattern(schema["pattern"], (*path, "pattern"), False)
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield from self._reference(reference, (*path, "$ref"))
        for steps, sub in children(schema):
            if steps[0] == "patternProperties":
                yield from _pattern(str(steps[1]), (*path, *steps), True)
            yield from self.terms(sub, (*path, *steps))

    def _reference(self, reference: str, path: Path) -> Iterator[_At]:
        if not reference.startswith("#/$defs/"):
            yield _At(path, "$ref takes #/$defs/NAME, a definition at the top of this pack; nothing else is looked up")
        elif name_of(reference) not in self.definitions:
            name = name_of(reference)
            yield _At(
                path,
                f"there is no definition {name}"
                + (hint(name, self.definitions) or "; `$defs` at the top of the pack takes it"),
            )

    def members(self, schema: Any, view: Any, path: Path) -> Iterator[_At]:
        """Check the names of members, and values of which the view has only a few."""
        if not isinstance(schema, dict) or not isinstance(view, dict):
            return
        if view.get("$ref", "").startswith("https://oidclint.dev/schemas/"):
            view = self.schemas[view["$ref"].rsplit("/", 1)[1].removesuffix(".schema.json")]
        known = {name: part for name, part in view.get("properties", {}).items() if name != "unknown"}
        closed = view.get("additionalProperties") is False
        for name, where, is_key in _names(schema):
            if closed and name not in known:
                yield _At((*path, *where), f"the view has no member {name}" + hint(name, known), is_key)
        options = view.get("enum") or _TRUTHS.get(view.get("type"))
        if options:
            for key in ("const", "enum"):
                values = [schema[key]] if key == "const" and key in schema else schema.get(key, [])
                for index, value in enumerate(values if isinstance(values, list) else ()):
                    if not any(value is option or (isinstance(value, str) and value == option) for option in options):
                        words = ", ".join(_said(option) for option in options)
                        route = (key,) if key == "const" else (key, index)
                        yield _At((*path, *route), f"{path[-1]} is always one of {words}" + hint(value, options))
        for steps, sub in children(schema):
            if steps[0] in _IN_PLACE:
                yield from self.members(sub, view, (*path, *steps))
            elif steps[0] == "properties":
                yield from self.members(sub, known.get(str(steps[1])), (*path, *steps))
            elif steps[0] in ("items", "prefixItems", "contains"):
                yield from self.members(sub, view.get("items"), (*path, *steps))
        name = name_of(str(schema.get("$ref", "")))
        if name in self.definitions:
            yield from self.members(self.definitions[name], view, ("$defs", name))


_TRUTHS = {"boolean": [True, False]}


def _said(option: Any) -> str:
    return str(option).lower() if isinstance(option, bool) else str(option)


def _names(schema: Mapping[str, Any]) -> Iterator[tuple[str, Path, bool]]:
    """Give the names of members a schema speaks of, with where."""
    for name in schema["properties"] if isinstance(schema.get("properties"), dict) else ():
        yield name, ("properties", name), True
    listed = schema.get("required")
    for index, name in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(name, str):
            yield name, ("required", index), False
    dependent = schema.get("dependentRequired")
    for name, more in dependent.items() if isinstance(dependent, dict) else ():
        yield name, ("dependentRequired", name), True
        for index, other in enumerate(more if isinstance(more, list) else ()):
            if isinstance(other, str):
                yield other, ("dependentRequired", name, index), False


def children(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Give the schemas inside a schema, with their routes."""
    for key in ("properties", "patternProperties"):
        named = schema.get(key)
        for name, sub in named.items() if isinstance(named, dict) else ():
            yield (key, name), sub
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        listed = schema.get(key)
        for index, sub in enumerate(listed if isinstance(listed, list) else ()):
            yield (key, index), sub
    for key in ("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"):
        if key in schema:
            yield (key,), schema[key]


def _pattern(text: str, path: Path, key: bool) -> Iterator[_At]:
    try:
        Pattern(text)
    except PatternError as error:
        yield _At(path, f"no usable pattern: {error}", key)


def _circles(definitions: Mapping[str, Any]) -> Iterator[_At]:
    """Definitions that need themselves: a view is finite, and nothing here has to be."""
    needs = {name: set(_references(schema)) for name, schema in definitions.items()}
    for name in definitions:
        reached: set[str] = set()
        stack = list(needs[name])
        while stack:
            other = stack.pop()
            if other not in reached:
                reached.add(other)
                stack += needs.get(other, ())
        if name in reached:
            yield _At(("$defs", name), f"the definition {name} needs itself", True)


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield name_of(schema["$ref"])
        for _, sub in children(schema):
            yield from _references(sub)


def _size(schema: Any, definitions: Mapping[str, Any], known: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Count the schemas a schema comes to with its definitions written out, and how deep they stand."""
    if not isinstance(schema, dict):
        return 1, 1
    parts = [_size(sub, definitions, known) for _, sub in children(schema)]
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = name_of(reference)
        if name not in known:
            known[name] = _size(definitions.get(name), definitions, known)
        parts.append(known[name])
    return 1 + sum(count for count, _ in parts), 1 + max((depth for _, depth in parts), default=0)
