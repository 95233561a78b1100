"""The data tables the LiteLLM model needs, as values that are quick to ask. Built once from policies/ by the edge."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tables:
    """Everything that is data: parameter kinds, top-level keys, variables, fields, regions; models only when asked."""

    kinds: dict[str, str] = field(repr=False)
    absent: tuple[tuple[tuple[int, ...], frozenset[str]], ...] = field(repr=False)
    top_level: frozenset[str] = field(repr=False)
    misplaced_top_level: frozenset[str] = field(repr=False)
    router_settings: frozenset[str] = field(repr=False)
    router_settings_fatal: frozenset[str] = field(repr=False)
    key_management_systems: frozenset[str] = field(repr=False)
    blocked_environment: frozenset[str] = field(repr=False)
    environments: tuple[str, ...] = field(repr=False)
    aws_variables: dict[str, str] = field(repr=False)
    azure_variables: dict[str, str] = field(repr=False)
    azure_keys: tuple[str, ...] = field(repr=False)
    outside: "Callable[[], tuple[tuple[re.Pattern[str], dict[str, Any]], ...]]" = field(repr=False)
    misplaced: frozenset[str] = field(repr=False)
    parties: dict[str, str] = field(repr=False)
    partitions: tuple[tuple[str, re.Pattern[str], str], ...] = field(repr=False)
    role_arn: re.Pattern[str] = field(repr=False)
    session_name: re.Pattern[str] = field(repr=False)
    advice: dict[str, dict[str, str]] = field(repr=False)
    providers: dict[str, dict[str, Any]] = field(repr=False)
    models: "Callable[[], Models]" = field(repr=False)
    steps: dict[tuple[str, str, str], Any] = field(repr=False)
    """Steps already made, by name, verdict and reason: most chains share theirs."""
    profiles: "Callable[[], dict[str, Any]]" = field(repr=False)

    def partition(self, region: str) -> str | None:
        """Give the partition a region belongs to, None if no pattern knows it."""
        for name, pattern, _ in self.partitions:
            if pattern.match(region):
                return name
        return None


@dataclass(frozen=True)
class Models:
    """LiteLLM's provider words and price map, as far as the route of a call depends on them."""

    providers: frozenset[str] = field(repr=False)
    absent_1_106_2: frozenset[str] = field(repr=False)
    bare: dict[str, str] = field(repr=False)
    modes: dict[str, str] = field(repr=False)
    endpoints: tuple[str, ...] = field(repr=False)
    callbacks: frozenset[str] = field(repr=False)
    converse: frozenset[str] = field(repr=False)


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
        absent=tuple(
            (tuple(map(int, version.split("."))), frozenset(names)) for version, names in params["absent"].items()
        ),
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
    )


def _params(large: Callable[[str], Any]) -> dict[str, Any]:
    return large("litellm/params")  # type: ignore[no-any-return]


def _models(data: dict[str, Any]) -> Models:
    return Models(
        frozenset(data["providers"]),
        frozenset(data["providers_absent_in_1.106.2"]),
        {name: provider for provider, names in data["bare"].items() for name in names},
        {name: mode for mode, names in data["modes"].items() for name in names},
        tuple(data["endpoints"]),
        frozenset(data["callbacks"]),
        frozenset(data["converse"]),
    )


def _glob(path: str) -> re.Pattern[str]:
    parts = [".*" if part == "**" else re.escape(part).replace(r"\*", "[^/]*") for part in path.split("/")]
    return re.compile("^" + "/".join(parts) + "$", re.DOTALL)
