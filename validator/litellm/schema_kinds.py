"""What each kind of parameter takes, as parts of a JSON Schema: pydantic's lax mode (deployments.py: kind_problem)."""

from typing import Any

Schema = dict[str, Any]

LATER = r"\{\{|\{%|\$\{|^os\.environ/"
"""A template expression, which somebody renders first, or a variable, which LiteLLM puts in."""

_WHOLE = r"^\s*[+-]?[0-9]+(?:_[0-9]+)*(?:\.0*)?\s*$"
_RETRIES = r"^\s*[+-]?[0-9]+(?:_[0-9]+)*\s*$"
_NUMBER = r"^\s*[+-]?(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$"
_NO_FINITE = r"^\s*[+-]*(?:[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])\s*$"
_WORDS = ("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n")
_FLAG = "^(?:0|1|" + "|".join("".join(f"[{c}{c.upper()}]" for c in word) for word in _WORDS) + ")$"

NEVER: Schema = {"not": {}}


def either(*schemas: Schema) -> Schema:
    """Take what one of these takes."""
    return {"anyOf": list(schemas)}


def ref(name: str) -> Schema:
    """Refer to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def kinds() -> Schema:
    """Give the definitions, by name: null always passes, and so does what somebody puts in later."""
    later = {"type": "string", "pattern": LATER}
    null = {"type": "null"}
    pair = {
        "type": "object",
        "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}},
        "required": ["Key", "Value"],
    }

    def text(pattern: str) -> Schema:
        return {"type": "string", "pattern": f"{pattern}|{LATER}"}

    return {
        "later": {"title": "a variable or a template", **later},
        "nothing": {
            "title": "nothing",
            **either({"enum": [None, False, 0, "", [], {}]}, {"type": "string", "pattern": r"\{\{|\{%|\$\{"}),
        },
        "text": {"title": "a text", "type": ["string", "null"]},
        "whole": {
            "title": "a whole number",
            **either({"type": "integer"}, text(_WHOLE), {"type": "boolean"}, null),
        },
        "retries": {
            "title": "a whole number",
            **either({"type": "integer"}, text(_RETRIES), {"type": "boolean"}, null),
        },
        "number": {
            "title": "a number",
            **either({"type": "number"}, text(f"{_NUMBER}|{_NO_FINITE}"), {"type": "boolean"}, null),
        },
        "seconds": {
            "title": "a number or a text",
            **either({"type": "number"}, {"type": "string"}, {"type": "boolean"}, null),
        },
        "flag": {"title": "true or false", **either({"type": "boolean"}, {"enum": [0, 1]}, text(_FLAG), null)},
        "mapping": {"title": "a mapping", **either({"type": "object"}, later, null)},
        "text-or-mapping": {
            "title": "a text or a mapping",
            **either({"type": "string"}, {"type": "object"}, null),
        },
        "list": {"title": "a list", **either({"type": "array"}, later, null)},
        "texts": {"title": "a list of texts", **either({"type": "array", "items": {"type": "string"}}, later, null)},
        "tags": {"title": "a list of Key and Value", **either({"type": "array", "items": pair}, later, null)},
    }


KINDS = {
    "str": "text", "int": "whole", "retries": "retries", "float": "number", "float|str": "seconds", "bool": "flag",
    "dict": "mapping", "str|dict": "text-or-mapping", "list": "list", "list[str]": "texts", "list[dict]": "list",
    "tags": "tags",
}  # fmt: skip
"""Kind in `litellm/params` → the definition that takes it."""
