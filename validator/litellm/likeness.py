"""Which entries are judged alike: a fleet of configs differs in names, ids and numbers that no rule looks into."""

import math
import re
from collections.abc import Hashable, Mapping
from typing import Any

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
            if key == "aws_role_name":
                match = tables.role_arn.match(value)
                value = match[1] if match is not None else ("text", value)
            elif key == "aws_session_name":
                value = True if tables.session_name.match(value) else ("text", value)
            elif key == "api_base":
                value = True if _RESOURCE.match(value) else ("text", value)
            elif key in ("client_id", "tenant_id"):
                value = True if _IDENTIFIER.match(value) else ("text", value)
        elif kind is int or (kind is float and math.isfinite(value)):
            value = kind
        out.append(key)
        out.append(value)
    client = params.get("client_id")
    out.append(client is not None and client == params.get("tenant_id"))
    out.append(tuple(info.items()))
    return tuple(out)
