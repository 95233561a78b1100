"""Everything else that may hold a reference: api_key, Anthropic federation, fields that are sent as they stand."""

import re

from validator.litellm.config import Value
from validator.litellm.environment import Unknown
from validator.litellm.reference import PREFIX, WORDS, is_reference, split, strip_environ
from validator.litellm.uses import (
    AWS_PROVIDERS,
    AZURE_PROVIDERS,
    Denial,
    Reader,
    Use,
    early,
    judge_reference,
    present,
)
from validator.litellm.versions import Judged

_KEY_KINDS = ("file", "env", "google")


def api_key(reader: Reader, azure_kind: str | None) -> Use | None:
    """Judge an `api_key` that holds a reference (`litellm/utils.py: _secret_behind_api_key_reference`).

    `azure_kind` is the family of an Azure call, None elsewhere.
    """
    value = reader.parameter("api_key")
    if not isinstance(value.data, str) or not (is_reference(value.data) or early(value)):
        return None
    entry = reader.entry
    assert entry is not None
    resolution = None if early(value) else judge_reference(value.data, reader)

    def use(outcome: str, denials: tuple[Denial, ...] = (), instead: str | None = None) -> Use:
        return Use(
            "api_key",
            value,
            entry,
            entry.place.path,
            outcome,
            "none",
            instead,
            denials,
            resolution,
            early(value),
            "",
            "key",
        )

    if entry.provider in AWS_PROVIDERS:
        bearer_route = reader.version.has("bearer") and reader.operation != "rerank"
        if not bearer_route or entry.provider in ("sagemaker", "aws_polly", "sagemaker_chat"):
            return use("unused")
    if azure_kind == "sdk" and not reader.version.has("openai-3-possible"):
        token = reader.parameter("azure_ad_token")
        if isinstance(token.data, str) and token.data:
            return use("unused", (), "azure_ad_token")
    if early(value):
        return use("sent")
    if not reader.version.has("api-key-references") or value.source == "default":
        return use("verbatim", (Denial("reference", "sent-verbatim", "", (), value.place),))
    ref = split(value.data, reader.version)
    if ref is None or ref.provider not in _KEY_KINDS:
        word = ref.provider if ref is not None else strip_environ(value.data)[len(PREFIX) :]
        known = word if word in WORDS else "<unknown kind>"
        text = (
            f"AuthenticationError: api_key is an oidc/{known} secret reference, a kind api_key does not support. "
            "Use oidc/file/<absolute path>, oidc/env/<VARIABLE_NAME> or oidc/google/<audience>."
        )
        reason = (
            "malformed"
            if ref is None
            else "unsupported-provider"
            if known == "<unknown kind>"
            else "kind-not-supported"
        )
        refused = Denial("reference", reason, ref.provider if ref else "", (text,), value.place)
        return use("fails", (refused,))._replace(resolution=None if reason == "kind-not-supported" else resolution)
    assert resolution is not None
    kind = ref.provider
    if resolution.verdict == "deny":
        why = {
            "variable-missing": "the environment variable is not set",
            "file-missing": "No such file or directory",
            "file-unreadable": "the file is not UTF-8 text"
            if "UnicodeDecodeError" in (resolution.predicts or "")
            else (resolution.predicts or ": ").split(": ", 1)[-1].split(": ")[0],
        }.get(resolution.reason, (resolution.predicts or ": ").split(": ", 1)[-1])
        text = f"AuthenticationError: api_key oidc/{kind} secret reference could not be resolved: {why}"
        return use("fails", (Denial(resolution.step, resolution.reason, resolution.name, (text,), value.place),))
    if resolution.value == "":
        text = f"AuthenticationError: api_key oidc/{kind} secret reference could not be resolved: it resolved to an empty value"
        return use("fails", (Denial("token", "empty-value", resolution.name, (text,), value.place),))
    if resolution.value is not None and re.search(r"[\x00-\x1f\x7f]", resolution.value):
        text = (
            "InternalServerError: Forbidden control character detected in headers. Potential header injection attack."
        )
        return use("fails", (Denial("token", "header-unsafe", resolution.name, (text,), value.place),))
    return use("sent")


def anthropic(reader: Reader) -> Use | None:
    """Judge Anthropic workload identity federation (`litellm/llms/anthropic/wif.py`, from 1.106.0)."""
    entry = reader.entry
    assert entry is not None
    if reader.parameter("anthropic_disable_workload_identity_federation").data is True:
        return None
    token = reader.parameter("anthropic_identity_token")
    file_token = reader.parameter("anthropic_identity_token_file")
    if not reader.version.has("anthropic-federation"):
        if token.data is None:
            return None
        return Use(
            "anthropic_identity_token",
            token,
            entry,
            entry.place.path,
            "unused",
            "none",
            None,
            (),
            None,
            early(token),
            "version",
            "anthropic",
        )
    ids = {
        key: reader.parameter(key) if reader.parameter(key).data is not None else reader.variable(name)
        for key, name in (
            ("anthropic_federation_rule_id", "ANTHROPIC_FEDERATION_RULE_ID"),
            ("anthropic_organization_id", "ANTHROPIC_ORGANIZATION_ID"),
        )
    }
    static = reader.parameter("api_key")
    if static.data in (None, ""):
        static = next(
            (
                reader.variable(name)
                for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
                if reader.environment.certain(name)
            ),
            Value(None, None),
        )
    key, value = "anthropic_identity_token", token
    if token.data is None or (file_token.data not in (None, "")):
        if token.data is None and file_token.data is None:
            variable_file = reader.environment.certain("ANTHROPIC_IDENTITY_TOKEN_FILE")
            variable = reader.variable("ANTHROPIC_IDENTITY_TOKEN")
            if variable_file:
                key, value = "ANTHROPIC_IDENTITY_TOKEN_FILE", reader.variable("ANTHROPIC_IDENTITY_TOKEN_FILE")
            elif isinstance(variable.data, str) and variable.data:
                key, value = "ANTHROPIC_IDENTITY_TOKEN", variable
            else:
                return None
        elif token.data is None:
            if not (isinstance(file_token.data, str) and is_reference(file_token.data)):
                return None
            key, value = "anthropic_identity_token_file", file_token

    def use(outcome: str, denials: tuple[Denial, ...] = (), instead: str | None = None) -> Use:
        party = "anthropic" if outcome in ("exchanged", "fails", "unknown") else "none"
        return Use(
            key,
            value,
            entry,
            entry.place.path,
            outcome,
            party,
            instead,
            denials,
            resolution,
            early(value),
            "",
            "anthropic",
            ids,
        )

    resolution = None
    if static.data not in (None, ""):
        if present(static) is None:
            return use("unknown")
        return use(
            "unused", (), "api_key" if static.source in ("parameter", "default", "credential") else static.source
        )
    if key == "anthropic_identity_token" and file_token.data not in (None, ""):
        return use("unused", (), "anthropic_identity_token_file")
    if isinstance(value.data, Unknown):
        return use("unknown")
    text = value.data if isinstance(value.data, str) else ""
    if key in ("ANTHROPIC_IDENTITY_TOKEN_FILE", "anthropic_identity_token_file"):
        text = f"oidc/file/{text}"
    elif key == "ANTHROPIC_IDENTITY_TOKEN" and not (
        is_reference(text) and reader.version.has("anthropic-variable-reference")
    ):
        if is_reference(text):
            return use("verbatim", (Denial("reference", "sent-verbatim", "", (), value.place),))
        text = "oidc/env/ANTHROPIC_IDENTITY_TOKEN"
    missing = [name for name, found in ids.items() if present(found) is False or found.data == ""]
    open_ids = any(present(found) is None for found in ids.values())
    refused = (
        "AuthenticationError: anthropic_identity_token must be an oidc/ secret reference such as oidc/env/VAR_NAME",
    )
    if len(missing) == 2 and key != "anthropic_identity_token":
        return use("unused")
    if early(value):
        return use("fails", (Denial("reference", "resolved-too-early", "", refused, value.place),))
    denials: tuple[Denial, ...] = ()
    if missing:
        wanted = missing[0]
        denials += (
            Denial(
                "registration",
                "federation-incomplete",
                wanted,
                (f"AuthenticationError: anthropic_identity_token is set, but {wanted} is not set.",),
                reader.owner(),
            ),
        )
    if not is_reference(text):
        return use("fails", (Denial("reference", "raw-token-refused", "", refused, value.place), *denials))
    if text.startswith("oidc/env_path/"):
        return use("fails", (Denial("reference", "env-path-refused", "", refused, value.place), *denials))
    resolution = judge_reference(text, reader)
    if resolution.verdict == "deny":
        cause = (resolution.predicts or ": ").split(": ", 1)[-1]
        words = f"AuthenticationError: Anthropic workload identity federation failed. Could not obtain the OIDC identity token (unreadable) from {text}. {cause}"
        if resolution.reason == "path-not-allowed" or resolution.reason == "path-not-absolute":
            words = f"AuthenticationError: Anthropic workload identity federation failed. Could not read the OIDC identity token from {text}. Identity token files must sit under an allowed credential directory"
        own = (resolution.predicts,) if resolution.predicts else ()
        denials = (Denial(resolution.step, resolution.reason, resolution.name, (*own, words), value.place), *denials)
    elif resolution.value == "":
        words = f"AuthenticationError: Anthropic workload identity federation failed. Could not obtain the OIDC identity token (empty) from {text}"
        denials = (Denial("token", "empty-value", resolution.name, (words,), value.place), *denials)
    from urllib.parse import urlsplit

    base = reader.parameter("api_base")
    host = urlsplit(base.data).hostname if isinstance(base.data, str) and "://" in base.data else None
    if host is not None and host != "api.anthropic.com":
        allowed = reader.environment.get("LITELLM_ANTHROPIC_WIF_ALLOWED_HOSTS")
        if isinstance(allowed, Unknown):
            return use("unknown", denials)
        if host not in [item.strip().split("//")[-1].split(":")[0] for item in (allowed or "").split(",")]:
            words = f"AuthenticationError: Anthropic workload identity federation refused to use host '{host}"
            denials += (Denial("registration", "host-refused", host, (words,), base.place),)
    if denials:
        return use("fails", denials)
    return use("unknown" if open_ids else "exchanged")


def reads(key: str, provider: object, version: Judged) -> bool:
    """Say whether a provider reads this parameter at all (verbatim): foreign credential keys are ignored."""
    if key.startswith(("anthropic_", "openai_identity_")) and not version.has("anthropic-federation"):
        return False
    if key.startswith("aws_"):
        return provider in AWS_PROVIDERS
    if key in (
        "azure_ad_token",
        "azure_scope",
        "azure_username",
        "azure_password",
        "tenant_id",
        "client_id",
        "client_secret",
    ):
        return provider in AZURE_PROVIDERS
    if key.startswith("anthropic_"):
        return provider == "anthropic"
    if key.startswith("vertex_"):
        return provider in ("vertex_ai", "vertex_ai_beta")
    if key.startswith("watsonx_"):
        return provider in ("watsonx", "watsonx_text")
    return True
