"""From a model string to the provider that serves it and the operation it is asked for.

`litellm/litellm_core_utils/get_llm_provider_logic.py: get_llm_provider`; the tables are policies/litellm/models.json.
"""

import functools
import re
from collections.abc import Mapping
from typing import Any

from validator.litellm.environment import Unknown
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged

_GEOGRAPHY = re.compile(r"^(global|us-gov|us|eu|apac|jp|au|ca|in)\.")
_ROUTE_WORDS = (
    "bedrock/", "converse/", "invoke/", "converse_like/", "claude_platform/", "async_invoke/", "openai/", "mantle/",
    "chat_completions/", "nova-2/", "nova/",
)  # fmt: skip


def provider_of(model: str, custom: Any, api_base: Any, version: Judged, tables: Tables) -> "str | Unknown | None":
    """Give the provider word LiteLLM finds for a model, None where it finds none and drops the entry.

    `custom` is custom_llm_provider, `api_base` a URL that may name a provider by its host; either may be Unknown.
    """
    if isinstance(custom, Unknown):
        return custom
    models = tables.models()
    head = model.split("/", 1)[0]
    if "/" in model and head in models.callbacks and not custom:
        return head
    if isinstance(custom, str) and custom and head != custom:
        model, head = f"{custom}/{model}", custom
    if "/" in model and head in models.providers:
        return head if models.knows(head, version.number) else None
    if isinstance(api_base, Unknown):
        return api_base
    if isinstance(api_base, str) and api_base and _is_endpoint(api_base, models.endpoints):
        return "openai_like"
    if model in models.bare:
        return models.bare[model]
    for pattern, provider, absent in models.patterns:
        if version.number > absent and pattern.search(model):
            return provider if version.has("bare-model-patterns") else Unknown("version", model)
    if "ft:gpt-3.5-turbo" in model or "ft:gpt-4" in model or model.startswith("gpt-image") or model == "*":
        return "openai"
    if ":" in model and len(model) > 64 and len(model.split(":")[1]) == 64:
        return "replicate"
    return None


def _is_endpoint(api_base: str, known: tuple[str, ...]) -> bool:
    """Say whether an address is one of the known ones or lies below one."""
    host, path = _address(api_base)
    return any(
        not ours or path.rstrip("/") == ours or path.startswith(ours + "/") for ours in _paths(known).get(host, ())
    )


@functools.lru_cache(4)
def _paths(known: tuple[str, ...]) -> dict[str, list[str]]:
    """Sort the known addresses by host: there are dozens, and every entry with an api_base may ask."""
    found: dict[str, list[str]] = {}
    for host, path in map(_address, known):
        if host:
            found.setdefault(host, []).append(path.rstrip("/"))
    return found


def _address(text: str) -> tuple[str, str]:
    """Give host and path of an address with or without its scheme; no host if it is none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


def operation_of(model: str, provider: str, info: Mapping[Any, Any], tables: Tables) -> str:
    """Give the operation an entry is judged for: `model_info.mode`, else the model table's mode, else chat."""
    mode = base = None
    if info:
        mode, base = info.get("mode"), info.get("base_model")
        if isinstance(mode, str) and mode:
            return mode
    modes = tables.models().modes
    for name in (base, model, *_names(model)):
        if isinstance(name, str) and name in modes:
            return modes[name]
    if provider == "aws_polly":
        return "audio_speech"
    return "chat"


def _names(model: str) -> tuple[str, ...]:
    """Names the price map may list a model under: without provider, route words, region and geography."""
    rest = model
    for word in _ROUTE_WORDS:
        rest = rest.removeprefix(word)
    tail = rest.rsplit("/", 1)[-1]
    plain = _GEOGRAPHY.sub("", tail) if tail[:6].count(".") else tail
    return rest, tail, plain, model.split("/", 1)[-1]


def bedrock_model_id(model: str) -> str:
    """Give the Bedrock id or ARN at the end of a model string, without provider, route words and region."""
    rest = model
    for word in _ROUTE_WORDS:
        rest = rest.removeprefix(word)
    if rest.startswith("arn:") or "/arn:" in rest:
        return rest[rest.index("arn:") :]
    return rest.rsplit("/", 1)[-1]


def bedrock_region_in_path(model: str, tables: Tables) -> str | None:
    """Give the region segment of `bedrock/<region>/<model>`, None if there is none."""
    for part in model.split("/")[1:-1]:
        if tables.partition(part) is not None:
            return part
    return None
