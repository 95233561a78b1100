"""Every place where a config holds something LiteLLM would read as a token, and what LiteLLM does with it.

A `Use` is one reader of one value: an entry's `aws_web_identity_token`, a guardrail's, an `api_key`. Its outcome is
the contract's: exchanged, sent, verbatim, unused, fails, not-loaded or unknown.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from validator.finding import Place
from validator.litellm.config import Entry, ProxyConfig, Value, expand
from validator.litellm.environment import Environment, Files, Unknown
from validator.litellm.reference import ENVIRON, Resolution, is_reference, resolve, strip_environ
from validator.litellm.route import operation_of
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged

AWS_PROVIDERS = frozenset(("bedrock", "bedrock_mantle", "sagemaker", "sagemaker_chat", "sagemaker_nova", "aws_polly"))
AZURE_PROVIDERS = frozenset(("azure", "azure_text", "azure_ai"))


class Denial(NamedTuple):
    """A step that refuses: its reason code, the name concerned, LiteLLM's own words, and the place that causes it."""

    step: str
    reason: str
    name: str = ""
    predicts: tuple[str, ...] = ()
    place: Place | None = None
    local: bool = True
    """Whether LiteLLM or its client library refuses before the token leaves."""


class Use(NamedTuple):
    """One value that LiteLLM reads as a token, or would if it were read, and what becomes of it."""

    key: str
    value: Value
    entry: Entry | None
    path: tuple["str | int", ...]
    outcome: str
    relying_party: str
    instead: str | None = None
    denials: tuple[Denial, ...] = ()
    resolution: Resolution | None = None
    early: bool = False
    note: str = ""
    party: str = ""
    beside: Mapping[str, Value] = MappingProxyType({})

    @property
    def reference(self) -> str | None:
        """Give the text as the config has it; None for a value that an environment variable supplies."""
        return shown(self.value)


class Reader(NamedTuple):
    """Reads parameters for one entry (or one settings block) the way LiteLLM does, in its order of precedence."""

    config: ProxyConfig
    files: Files
    version: Judged
    tables: Tables
    memo: dict[str, Value]
    """Parameters already read: the rules ask for the same few again and again."""
    entry: Entry | None = None
    block: Mapping[Any, Any] = MappingProxyType({})
    block_place: Place | None = None
    prefix: str = ""
    operation: str = "chat"

    @property
    def environment(self) -> Environment:
        """Give the environment at request time."""
        return self.config.environment

    def parameter(self, key: str) -> Value:
        """Give a parameter: default_litellm_params, then the entry, then its stored credential (router.py)."""
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = self._parameter(key)
        return found

    def _parameter(self, key: str) -> Value:
        entry, config = self.entry, self.config
        if entry is None:
            return self._at(self.block, self.prefix + key, self.block_place, "parameter", 1)
        if config.defaults and config.defaults.get(key) is not None:
            found = self._at(config.defaults, key, config.defaults_place, "default", 1)
            if found.data is not None:
                return found
        own = _NOTHING
        raw = entry.params.get(key)
        if raw is not None:
            place = Place(entry.place.document, (*entry.place.path, "litellm_params", key))
            data = expand(raw, config.base_environment, self.files, self.version, 3, config.environment)
            own = Value(data, place, raw, "parameter")
            if data is not None:
                return own
        elif key in entry.params:
            place = Place(entry.place.document, (*entry.place.path, "litellm_params", key))
            own = Value(None, place, None, "parameter")
        if config.credentials:
            credential = self.credential()
            if credential is not None:
                found = self._at(credential[1], key, credential[0], "credential", 1)
                if found.data is not None:
                    return found
        return own

    @property
    def params_place(self) -> Place:
        """Give the place of the entry's litellm_params."""
        assert self.entry is not None
        place = self.entry.place
        return Place(place.document, (*place.path, "litellm_params"))

    def owner(self) -> Place:
        """Give the place a missing key belongs to."""
        if self.entry is None:
            return (
                Place(self.block_place.document, self.block_place.path, True)
                if self.block_place
                else Place(self.config.document)
            )
        return Place(self.params_place.document, self.params_place.path, True)

    def credential(self) -> tuple[Place, Mapping[str, Any]] | None:
        """Give the stored credential the entry names."""
        if self.entry is None:
            return None
        name = self.config.defaults.get("litellm_credential_name") or self.entry.params.get("litellm_credential_name")
        name = expand(name, self.config.base_environment, self.files, self.version, 1)
        return self.config.credentials.get(name) if isinstance(name, str) else None

    def variable(self, name: str) -> Value:
        """Give a variable of the environment at request time."""
        place = self.config.environment_written.get(name)
        written = None
        if place is not None:
            section = self.config.top.get("environment_variables")
            written = section.get(name) if isinstance(section, dict) else None
        return Value(self.environment.get(name), place, written, name)

    def aws(self, key: str) -> Value:
        """Give an AWS parameter, or the variable that stands in for it when it is null."""
        found = self.parameter(key)
        if found.data is None and self.version.has("aws-variables") and key in self.tables.aws_variables:
            variable = self.variable(self.tables.aws_variables[key])
            if variable.data is not None:
                return variable
        return found

    def _at(self, block: Mapping[Any, Any], key: str, place: Place | None, source: str, rounds: int) -> Value:
        raw = block.get(key)
        where = Place(place.document, (*place.path, key)) if place is not None else None
        return Value(expand(raw, self.config.base_environment, self.files, self.version, rounds), where, raw, source)


_NOTHING = Value(None, None)


def present(value: Value) -> bool | None:
    """Say whether a value is given (not null): None where the evidence does not decide it."""
    if isinstance(value.data, Unknown):
        return True if value.data.why in ("template", "unknown-tag") else None
    return value.data is not None


def shown(value: Value) -> str | None:
    """Give the text as the config has it: what a variable supplies is judged and never shown."""
    return value.written if isinstance(value.written, str) else None


def quoted(value: Value) -> str:
    """Give a text as Python quotes it where the config has it, or say which variable holds it."""
    if value.written == value.data:
        return repr(value.data)[:60]
    return f"the value of {strip_environ(value.written) if isinstance(value.written, str) else value.source}"[:60]


def text_of(value: Value) -> str | None:
    """Give the text of a value if it is one that can be judged."""
    return value.data if isinstance(value.data, str) else None


def early(value: Value) -> bool:
    """Say whether the value is `os.environ/oidc/…`, which LiteLLM resolves while loading."""
    return isinstance(value.data, str) and value.data.startswith(ENVIRON) and is_reference(strip_environ(value.data))


def mocked(reader: Reader) -> bool:
    """Say whether the entry answers with its own mock_response and asks nobody (litellm/main.py: completion)."""
    found = reader.parameter("mock_response") if reader.entry is not None and reader.operation == "chat" else None
    return found is not None and isinstance(found.data, str) and found.data != ""


def judge_reference(text: str, reader: Reader) -> Resolution:
    """Resolve a reference in the environment at request time."""
    return resolve(text, reader.environment, reader.files, reader.version)


def denial_of(resolution: Resolution, place: Place | None) -> tuple[Denial, ...]:
    """Turn a refusing resolution into the denial of its step."""
    if resolution.verdict != "deny":
        return ()
    predicts = (resolution.predicts,) if resolution.predicts else ()
    return (Denial(resolution.step, resolution.reason, resolution.name, predicts, place),)


def operation(entry: Entry, tables: Tables) -> str:
    """Give the operation an entry is judged for."""
    if not isinstance(entry.model, str) or not isinstance(entry.provider, str):
        return "chat"
    return operation_of(entry.model, entry.provider, entry.info, tables)


def not_loaded(use: Use, fault_reason: str, predicts: tuple[str, ...]) -> Use:
    """Turn a use into one of an entry that LiteLLM does not load."""
    if fault_reason == "inactive":
        return use._replace(outcome="not-loaded", denials=(), instead=None, note="inactive")
    return use._replace(
        outcome="not-loaded",
        instead=None,
        denials=(Denial("reference", "not-loaded", "", predicts, use.value.place),),
    )
