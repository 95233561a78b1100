"""The data tables the LiteLLM model needs, as values that are quick to ask. Built once from policies/ by the edge."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple


class Tables(NamedTuple):
    """Everything that is data: parameter kinds, top-level keys, variables, fields, regions; models only when asked."""

    kinds: dict[str, str]
    absent: tuple[tuple[tuple[int, ...], frozenset[str]], ...]
    top_level: frozenset[str]
    misplaced_top_level: frozenset[str]
    router_settings: frozenset[str]
    router_settings_fatal: frozenset[str]
    key_management_systems: frozenset[str]
    blocked_environment: frozenset[str]
    environments: tuple[str, ...]
    aws_variables: dict[str, str]
    azure_variables: dict[str, str]
    azure_keys: tuple[str, ...]
    azure_ai_keys: tuple[str, ...]
    outside: "Callable[[], tuple[tuple[re.Pattern[str], dict[str, Any]], ...]]"
    misplaced: frozenset[str]
    parties: dict[str, str]
    partitions: tuple[tuple[str, re.Pattern[str], str], ...]
    role_arn: re.Pattern[str]
    session_name: re.Pattern[str]
    advice: dict[str, dict[str, str]]
    providers: dict[str, dict[str, Any]]
    models: "Callable[[], Models]"
    steps: dict[tuple[str, str, str], Any]
    """Steps already made, by name, verdict and reason: most chains share theirs."""
    profiles: "Callable[[], dict[str, Any]]"
    behaviours: dict[str, dict[str, Any]]
    schema: "Callable[[], dict[str, Any]]"
    """The JSON Schema of the config, read for the words of an error."""
    sections: "Callable[[], dict[str, Any]]"
    memo: dict[str, Any]
    """What is made of the large tables once in a run, by name."""
    connection: tuple[str, ...]
    """Parameters that say where a model is and with what credentials."""

    def first(self, behaviour: str) -> str:
        """Give the first release that shows a behaviour."""
        return str(self.behaviours[behaviour]["from"])

    def last(self, behaviour: str) -> str:
        """Give the last release that shows a behaviour."""
        return str(self.behaviours[behaviour]["until"])

    def partition(self, region: str) -> str | None:
        """Give the partition a region belongs to, None if no pattern knows it."""
        for name, pattern, _ in self.partitions:
            if pattern.match(region):
                return name
        return None


class Models(NamedTuple):
    """LiteLLM's provider words and price map, as far as the route of a call depends on them."""

    providers: frozenset[str]
    absent: tuple[tuple[tuple[int, ...], frozenset[str]], ...]
    bare: dict[str, str]
    modes: dict[str, str]
    endpoints: tuple[str, ...]
    callbacks: frozenset[str]
    converse: frozenset[str]
    patterns: tuple[tuple[re.Pattern[str], str, tuple[int, ...]], ...]

    def knows(self, provider: str, number: tuple[int, ...]) -> bool:
        """Say whether a release knows a provider word."""
        return provider in self.providers and not any(
            number <= last and provider in names for last, names in self.absent
        )


def build(tables: dict[str, Any], large: Callable[[str], Any]) -> Tables:
    """Make the tables from the policies; `large` reads a big JSON table by name when somebody needs it."""
    params, variables, fields = _params(large), tables["litellm/variables"], tables["litellm/fields"]
    aws = tables["aws/partitions"]
    kept: dict[str, Any] = {}

    def models() -> Models:
        if "models" not in kept:
            kept["models"] = _models(large("litellm/models"))
        return kept["models"]  # type: ignore[no-any-return]

    def outside() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
        if "outside" not in kept:
            kept["outside"] = tuple((_glob(entry["path"]), entry) for entry in fields["outside"])
        return kept["outside"]  # type: ignore[no-any-return]

    return Tables(
        kinds={**params["pricing"], **params["params"]},
        absent=_absent(params["absent"]),
        top_level=frozenset(params["top_level"]),
        misplaced_top_level=frozenset(params["top_level_misplaced"]),
        router_settings=frozenset(params["router_settings"]),
        router_settings_fatal=frozenset(params["router_settings_fatal"]),
        key_management_systems=frozenset(params["key_management_systems"]),
        blocked_environment=frozenset(params["blocked_environment"]),
        environments=tuple(params["environments"]),
        aws_variables=variables["aws"],
        azure_variables=variables["azure"],
        azure_keys=tuple(variables["azure_keys"]),
        azure_ai_keys=tuple(variables["azure_ai_keys"]),
        outside=outside,
        misplaced=frozenset(fields["misplaced"]),
        parties=fields["parties"],
        partitions=tuple(
            (name, re.compile(entry["regions"]), entry["suffix"]) for name, entry in aws["partitions"].items()
        ),
        role_arn=re.compile(aws["role_arn"]["pattern"]),
        session_name=re.compile(aws["session_name"]["pattern"], re.ASCII),
        advice=tables["advice"],
        providers=tables["providers"],
        models=models,
        steps={},
        profiles=lambda: large("aws/inference_profiles"),
        behaviours=tables["litellm/behaviours"]["behaviours"],
        schema=lambda: large("schemas/litellm-config"),
        sections=lambda: large("litellm/sections"),
        memo={},
        connection=(*_CONNECTION, *(key for key in params["params"] if key.startswith(_CONNECTION_STARTS))),
    )


_CONNECTION = (
    "api_key",
    "api_base",
    "api_version",
    "client_id",
    "client_secret",
    "tenant_id",
    "litellm_credential_name",
)
_CONNECTION_STARTS = (
    "aws_",
    "azure_",
    "vertex_",
    "anthropic_federation",
    "anthropic_organization",
    "anthropic_identity_token",
)


def _params(large: Callable[[str], Any]) -> dict[str, Any]:
    return large("litellm/params")  # type: ignore[no-any-return]


def _models(data: dict[str, Any]) -> Models:
    return Models(
        frozenset(data["providers"]),
        _absent(data["absent"]),
        {name: provider for provider, names in data["bare"].items() for name in names},
        {name: mode for mode, names in data["modes"].items() for name in names},
        tuple(data["endpoints"]),
        frozenset(data["callbacks"]),
        frozenset(data["converse"]),
        tuple(
            (re.compile(item["pattern"], re.IGNORECASE), item["provider"], _number(item.get("absent", "0")))
            for item in data["patterns"]
        ),
    )


def _absent(data: dict[str, list[str]]) -> tuple[tuple[tuple[int, ...], frozenset[str]], ...]:
    return tuple((_number(version), frozenset(names)) for version, names in data.items())


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _glob(path: str) -> re.Pattern[str]:
    parts = [".*" if part == "**" else re.escape(part).replace(r"\*", "[^/]*") for part in path.split("/")]
    return re.compile("^" + "/".join(parts) + "$", re.DOTALL)
