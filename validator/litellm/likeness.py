"""Which entries are judged alike: a fleet of configs differs in names, ids and numbers that no rule looks into."""

import math
import re
from collections.abc import Hashable, Mapping
from typing import Any

from validator.litellm.names import role_problem, session_problem
from validator.litellm.tables import Tables

_RESOURCE = re.compile(r"^https://[a-z0-9][a-z0-9-]*\.openai\.azure\.com/?$")
_IDENTIFIER = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


def likeness(params: Mapping[Any, Any], info: Mapping[Any, Any], tables: Tables) -> tuple[Hashable, ...]:
    """Give what the judgement of an entry depends on, with well-formed names, ids and numbers reduced to their kind.

    Two entries with equal likeness get equal verdicts. The result may hold a value that cannot be hashed; such an
    entry is judged by itself.
    """
    out: list[Any] = []
    for key, value in params.items():
        kind = type(value)
        if kind is str:
            if key in _REDUCED:
                value = _kind(key, value, tables) or ("text", value)
        elif kind is int or (kind is float and math.isfinite(value)):
            value = kind
        elif kind is list or kind is dict:
            value = frozen(value)
        out.append(key)
        out.append(value)
    client = params.get("client_id")
    out.append(client is not None and client == params.get("tenant_id"))
    out.append(frozen(info) if info else ())
    return tuple(out)


_REDUCED = frozenset(("aws_role_name", "aws_session_name", "api_base", "client_id", "tenant_id"))


def _kind(key: str, value: str, tables: Tables) -> Any:
    """Give the kind of a text: the partition of a role, True for other well-formed ones, or what is wrong with it.

    None where more than that counts.
    """
    if key == "api_base":
        return True if _RESOURCE.match(value) else None
    if key in ("client_id", "tenant_id"):
        return True if _IDENTIFIER.match(value) else None
    if key == "aws_role_name":
        match = tables.role_arn.match(value)
        if match is not None:
            return match[1]
    elif tables.session_name.match(value):
        return True
    short = 20 if key == "aws_role_name" else 2  # the AWS client tells how long a short one is
    if len(value) < short or "oidc" in value.lower() or "os.environ/" in value or "{" in value:
        return None
    return (role_problem if key == "aws_role_name" else session_problem)(value, tables)


def frozen(value: Any) -> Any:
    """Give lists and mappings as tuples, which can be hashed."""
    if isinstance(value, dict):
        return ("mapping", *((key, frozen(item)) for key, item in value.items()))
    return ("list", *map(frozen, value)) if isinstance(value, list) else value


def left_out(params: Mapping[Any, Any], tables: Tables) -> list[str]:
    """Give the texts of an entry of which its likeness says only the kind."""
    texts = {key: value for key in _REDUCED if type(value := params.get(key)) is str}
    return [value for key, value in texts.items() if _kind(key, value, tables)]
