"""What kind of artefact a document is: by its content, never by its name."""

import re
from collections.abc import Mapping
from typing import Any

KINDS = (
    "litellm-config", "aws-trust", "aws-permission", "aws-provider", "azure-credential", "azure-role", "azure-identity",
    "azure-account", "token", "snapshot",
)  # fmt: skip

MARKERS = re.compile(rb"model_list|litellm|oidc/|router_settings|general_settings|credential_list")
"""A file without any of these holds nothing this tool knows; it is not even parsed."""

LOUD = re.compile(rb"model_list|litellm_params|oidc/")
"""A file with one of these that does not parse is reported, wherever it was found (contract, section 2)."""

_SECTIONS = ("litellm_settings", "router_settings", "credential_list", "vector_store_registry")


def is_litellm_config(data: Any) -> bool:
    """Say whether data is a LiteLLM proxy config.

    A mapping with a section only LiteLLM has, or with a list of entries that carry `litellm_params`, whatever the
    key above them is called.
    """
    if not isinstance(data, dict):
        return False
    return has_section(data) or any(isinstance(value, list) and _has_params(value) for value in data.values())


def has_section(data: Mapping[Any, Any]) -> bool:
    """Say whether a mapping has a section by a name that only LiteLLM reads."""
    listed = data.get("model_list")
    if "model_list" in data and (not listed or _looks_like_entries(listed)):
        return True
    return any(name in data for name in _SECTIONS) or _general(data.get("general_settings"))


def _looks_like_entries(value: Any) -> bool:
    if isinstance(value, dict):
        return "litellm_params" in value or _has_params(list(value.values()))
    if not isinstance(value, list):
        return False
    return any(isinstance(item, dict) and ("litellm_params" in item or "model_name" in item) for item in value[:50])


def _has_params(value: list[Any]) -> bool:
    return any(isinstance(item, dict) and "litellm_params" in item for item in value[:50])


def _general(value: Any) -> bool:
    keys = ("master_key", "database_url", "key_management_system", "store_model_in_db", "alerting", "litellm_jwtauth")
    return isinstance(value, dict) and any(key in value for key in keys)
