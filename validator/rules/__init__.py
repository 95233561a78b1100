"""Every check, in one list: which rule it serves, what it looks at, and the function."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from validator.finding import Finding
from validator.litellm.uses import Use
from validator.rules import azure, bedrock, config, fields, references, sources


class Check(NamedTuple):
    """A rule's function and the view it takes: document, config, entry or use.

    `family` says that it concerns only AWS or Azure entries. `when` names the marks of a use without which it has
    nothing to say (`marks_of`), so that a clean use meets only a few checks; empty means always.
    """

    rule: str
    view: str
    function: Callable[..., Iterator[Finding]]
    family: str = ""
    when: frozenset[str] = frozenset()


def marks_of(use: Use) -> frozenset[str]:
    """Give what is remarkable about a use: its provider word, and denied, odd, early, unused, incomplete, noted."""
    resolution, text = use.resolution, use.value.data
    marks = []
    if resolution is not None and resolution.provider:
        marks.append(resolution.provider)
    if use.denials or (resolution is not None and resolution.verdict == "deny"):
        marks.append("denied")
    if not isinstance(text, str) or text[:5] != "oidc/" or " " in text or not text.isprintable():
        marks.append("odd")
    if isinstance(text, str) and text.find("oidc/", 5) >= 0:
        marks.append("inner")
    if use.early:
        marks.append("early")
    if use.outcome == "unused":
        marks.append("unused")
    if use.note:
        marks.append("noted")
    if any(not isinstance(value.data, str) for value in use.beside.values()):
        marks.append("incomplete")
    return frozenset(marks)


def _on(*marks: str) -> frozenset[str]:
    return frozenset(marks)


CHECKS: tuple[Check, ...] = (
    Check("duplicate-key", "document", config.duplicate_key),
    Check("unknown-top-level-key", "config", config.unknown_top_level_key),
    Check("invalid-config", "config", config.invalid_config),
    Check("unknown-model-provider", "config", config.faults_of("unknown-model-provider")),
    Check("resolved-at-load", "config", config.faults_of("resolved-at-load")),
    Check("misplaced-key", "config", config.misplaced_key),
    Check("misspelt-parameter", "config", config.misspelt_shared_parameter),
    Check("default-overrides-entry", "config", config.default_overrides_entry),
    Check("malformed-reference", "config", references.near_reference),
    Check("literal-token", "config", references.literal_token_elsewhere),
    Check("authority-host-redundant", "config", azure.authority_host_redundant),
    Check("misplaced-key", "entry", config.misplaced_entry_key),
    Check("misspelt-parameter", "entry", config.misspelt_parameter),
    Check("unknown-credential-name", "entry", config.unknown_credential_name),
    Check("unsupported-relying-party", "entry", config.unsupported_relying_party),
    Check("invalid-role-arn", "entry", bedrock.invalid_role_arn, "aws"),
    Check("invalid-session-name", "entry", bedrock.invalid_session_name, "aws"),
    Check("static-keys", "entry", bedrock.static_keys, "aws"),
    Check("region-missing", "entry", bedrock.region_missing, "aws"),
    Check("invalid-region", "entry", bedrock.invalid_region, "aws"),
    Check("region-partition-mismatch", "entry", bedrock.region_partition_mismatch, "aws"),
    Check("inference-profile-region", "entry", bedrock.inference_profile_region, "aws"),
    Check("client-id-is-tenant-id", "entry", azure.client_id_is_tenant_id, "azure"),
    Check("api-key-beside-oidc", "entry", azure.api_key_beside_oidc, "azure"),
    Check("client-secret-beside-oidc", "entry", azure.client_secret_beside_oidc, "azure"),
    Check("invalid-api-base", "entry", azure.invalid_api_base, "azure"),
    Check("entra-needs-custom-subdomain", "entry", azure.entra_needs_custom_subdomain, "azure"),
    Check("unresolved-reference-field", "use", fields.unresolved_reference_field, "", _on("denied")),
    Check("unread-reference", "use", fields.unread_reference, "", _on("unused")),
    Check("provider-not-in-version", "use", fields.provider_not_in_version, "", _on("denied", "noted")),
    Check("federation-incomplete", "use", fields.federation_incomplete, "", _on("denied")),
    Check("unknown-provider", "use", references.unknown_provider, "", _on("denied")),
    Check("malformed-reference", "use", references.malformed_reference, "", _on("denied", "odd")),
    Check("literal-token", "use", references.literal_token, "", _on("odd")),
    Check("whitespace-in-reference", "use", references.whitespace_in_reference, "", _on("odd")),
    Check("audience-missing", "use", references.audience_missing, "", _on("google", "github", "azure")),
    Check("audience-ignored", "use", references.audience_ignored, "", _on("circleci", "circleci_v2", "azure")),
    Check("audience-mangled", "use", references.audience_mangled, "", _on("inner")),
    Check("unofficial-provider", "use", references.unofficial_provider, "", _on("file", "env", "env_path")),
    Check("prefer-azure-provider", "use", sources.prefer_azure_provider, "", _on("env_path")),
    Check("relative-token-path", "use", sources.relative_token_path, "", _on("file")),
    Check("token-path-not-allowed", "use", sources.token_path_not_allowed, "", _on("file")),
    Check("token-file-missing", "use", sources.token_file_missing, "", _on("denied")),
    Check("token-file-unreadable", "use", sources.token_file_unreadable, "", _on("denied")),
    Check("environment-variable-missing", "use", sources.environment_variable_missing, "", _on("denied")),
    Check("environment-variable-unusable", "use", sources.environment_variable_unusable, "", _on("denied")),
    Check("resolved-at-load", "use", sources.resolved_at_load, "", _on("early")),
    Check("missing-role-name", "use", bedrock.missing_role_name, "aws", _on("incomplete")),
    Check("missing-session-name", "use", bedrock.missing_session_name, "aws", _on("incomplete")),
    Check("static-keys-beside-oidc", "use", bedrock.static_keys_beside_oidc, "aws"),
    Check("external-id-unsupported", "use", bedrock.external_id_unsupported, "aws", _on("denied")),
    Check("insecure-endpoint", "use", bedrock.insecure_endpoint, "aws"),
    Check("missing-client-id", "use", azure.missing_client_id, "azure", _on("denied")),
    Check("missing-tenant-id", "use", azure.missing_tenant_id, "azure", _on("denied")),
    Check("invalid-authority-host", "use", azure.invalid_authority_host, "azure", _on("denied")),
    Check("invalid-azure-scope", "use", azure.invalid_azure_scope, "azure", _on("denied")),
    Check("route-ignores-token", "use", azure.route_ignores_token, "azure", _on("denied", "noted")),
)
