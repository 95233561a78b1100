"""What the JSON Schema of the config says of an entry that LiteLLM does not take: every error of it, in its own words.

Whether a config is sound the loader says, and quickly. The schema is asked only afterwards, and jsonschema imported only
then; entries of one shape share an answer. No value of the file comes into the words.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from validator.document import DateText, Opaque, Path
from validator.litellm.config import is_template
from validator.litellm.deployments import kind_problem
from validator.litellm.reference import ENVIRON
from validator.litellm.schema_kinds import KINDS

MAX_SHAPES = 200
"""So many different entries are put to jsonschema; of further ones the types alone are looked at, which finds the same."""

_KIND_OF = {name: kind for kind, name in KINDS.items() if kind != "list[dict]"}


class SchemaError(NamedTuple):
    """Something in an entry that the schema refuses: the way to it, the key that is missing there or None."""

    path: Path
    missing: str | None = None


class SchemaWords:
    """The schema, asked for errors and words."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._definitions: Mapping[str, Any] = schema["definitions"]
        self._parameters: Mapping[str, Any] = self._definitions["parameters"]["anyOf"][0]
        self._answers: dict[Hashable, tuple[SchemaError, ...]] = {}
        self._said: dict[Hashable, str | None] = {}
        self._validator: Any = None

    def errors(self, item: Any) -> tuple[SchemaError, ...]:
        """Give every error of an entry of model_list."""
        shape = self._shape(item)
        found = self._answers.get(shape)
        if found is None and len(self._answers) < MAX_SHAPES:
            found = self._answers[shape] = tuple(self._judged(item))
        return tuple(self.by_kind(item)) if found is None else found

    def words(self, path: Path, kind: str | None = None) -> str | None:
        """Say what the schema expects at a place of the config: `kind` or its title, and its description."""
        asked = (*("*" if isinstance(step, int) else step for step in path), kind)
        if asked not in self._said:
            self._said[asked] = self._words(path, kind)
        return self._said[asked]

    def kind(self, path: Path) -> str:
        """Say in two or three words what the schema takes at a place."""
        found = self._at(path) or {}
        return _title(found) or _title(self._target(found)) or "another kind of value"

    def _words(self, path: Path, kind: str | None) -> str | None:
        found = self._at(path)
        if found is None:
            return kind
        target = self._target(found)
        title = kind or _title(found) or _title(target)
        said = found.get("description") or target.get("description")
        return ": ".join(part for part in (title, said) if part) or None

    def _target(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        target: Mapping[str, Any] = self._definitions.get(found.get("$ref", "").rpartition("/")[2], {})
        return target

    def by_kind(self, item: Any) -> Iterator[SchemaError]:
        """Find the errors without jsonschema: what is missing, and the kinds of the parameters."""
        if not isinstance(item, dict):
            yield SchemaError(())
            return
        for key in ("model_name", "litellm_params"):
            if key not in item:
                yield SchemaError((), key)
        params = item.get("litellm_params")
        if isinstance(params, Opaque) or (isinstance(params, str) and _later(params)) or "litellm_params" not in item:
            return
        if not isinstance(params, dict):
            yield SchemaError(("litellm_params",))
            return
        if "model" not in params:
            yield SchemaError(("litellm_params",), "model")
        properties = self._parameters["properties"]
        for key, value in params.items():
            known = properties.get(key) if isinstance(key, str) else None
            kind = "str" if key == "model" else _KIND_OF.get((known or {}).get("$ref", "").rpartition("/")[2])
            if kind is None or isinstance(value, Opaque) or (isinstance(value, str) and _later(value)):
                continue
            if (value is not None or key == "model") and kind_problem(kind, value) is not None:
                yield SchemaError(("litellm_params", key))

    def _judged(self, item: Any) -> Iterator[SchemaError]:
        """Put an entry to jsonschema."""
        if self._validator is None:
            from jsonschema import Draft7Validator

            entry = self._definitions["entry"]["anyOf"][0]
            bare = {
                "type": "object",
                "required": entry["required"],
                "properties": {"litellm_params": self._definitions["parameters"]["anyOf"][0]},
                "definitions": self._definitions,
            }
            self._validator = Draft7Validator(bare)
        told: set[SchemaError] = set()
        plain = _plain(item)
        if isinstance(plain, dict) and isinstance(plain.get("litellm_params"), str) and _later(plain["litellm_params"]):
            plain["litellm_params"] = {"model": ""}  # somebody puts the parameters in later
        for error in self._validator.iter_errors(plain):
            path = tuple(error.path)
            missing = [key for key in error.validator_value if key not in error.instance] if _needs(error) else [None]
            for found in (SchemaError(path, key) for key in missing):
                if found not in told:
                    told.add(found)
                    yield found

    def _shape(self, item: Any) -> Hashable:
        """Give what the errors of an entry depend on: its keys, and the kinds of its values."""
        if not isinstance(item, dict):
            return type(item).__name__
        params = item.get("litellm_params")
        if not isinstance(params, dict):
            known = ("model_name" in item, "litellm_params" in item)
            return (*known, type(params).__name__, isinstance(params, str) and _later(params))
        properties = self._parameters["properties"]
        made: list[Hashable] = ["model_name" in item]
        for key, value in params.items():
            made.append(str(key))
            if isinstance(value, (dict, list)):
                made.append(repr(value))
            elif type(value) is str and isinstance(key, str) and key in properties:
                where = properties[key].get("$ref", "")
                made.append("str" if key == "model" or where in ("", "#/definitions/text") else value)
            elif isinstance(value, float):
                made.append(("float", value.is_integer()))
            elif type(value) is int:
                made.append(("int", value in (0, 1)))
            else:
                made.append(type(value).__name__)
        return tuple(made)

    def _at(self, path: Path) -> Mapping[str, Any] | None:
        """Give the part of the schema for a route of keys."""
        here: Mapping[str, Any] | None = self._schema
        for step in path:
            if here is None:
                return None
            for _ in range(6):
                if "$ref" in here:
                    here = self._definitions[here["$ref"].rpartition("/")[2]]
                elif "properties" not in here and "items" not in here and "anyOf" in here:
                    here = here["anyOf"][0]
            found = here.get("items") if isinstance(step, int) else here.get("properties", {}).get(step)
            here = found if isinstance(found, dict) else None
        return here


def _title(schema: Mapping[str, Any]) -> str | None:
    """Say in words what a part of the schema takes, None if it takes anything."""
    if "title" in schema:
        return str(schema["title"])
    if "enum" in schema:
        return "one of " + ", ".join(str(word) for word in schema["enum"])
    named = {"string": "a text", "object": "a mapping", "array": "a list"}
    if isinstance(schema.get("type"), str):
        return named.get(schema["type"])
    return _title(schema["anyOf"][0]) if "anyOf" in schema else None


def _needs(error: Any) -> bool:
    return bool(error.validator == "required")


def _later(text: str) -> bool:
    return text.startswith(ENVIRON) or is_template(text)


_UNKNOWN_TAG = "${}"
"""Stands for the value of an unknown tag: the schema takes a template anywhere."""


def _plain(value: Any, depth: int = 0) -> Any:
    """Give a value as JSON has it: texts as keys, an unknown tag as a template, a date as nothing that has a type."""
    if isinstance(value, dict):
        return {str(key): _plain(child, depth + 1) for key, child in value.items()} if depth < 8 else {}
    if isinstance(value, list):
        return [_plain(child, depth + 1) for child in value] if depth < 8 else []
    if isinstance(value, Opaque):
        return _UNKNOWN_TAG
    return object() if isinstance(value, DateText) else value
