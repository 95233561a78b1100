"""Every check, in one list: which rule it serves, what it looks at, and the function."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from validator.finding import Finding
from validator.rules import azure, bedrock, config, references


class Check(NamedTuple):
    """A rule's function and the view it takes: document, config, entry or use.

    `family` says that it concerns only AWS or Azure entries; `denied` that it speaks only of refused uses.
    """

    rule: str
    view: str
    function: Callable[..., Iterator[Finding]]
    family: str = ""
    denied: bool = False


CHECKS: tuple[Check, ...] = (
    Check("duplicate-key", "document", config.duplicate_key),
    Check("unknown-top-level-key", "config", config.unknown_top_level_key),
    Check("invalid-config", "config", config.faults_of("invalid-config")),
    Check("unknown-model-provider", "config", config.faults_of("unknown-model-provider")),
    Check("resolved-at-load", "config", config.faults_of("resolved-at-load")),
    Check("misplaced-key", "config", config.misplaced_key),
    Check("default-overrides-entry", "config", config.default_overrides_entry),
    Check("malformed-reference", "config", references.near_reference),
    Check("literal-token", "config", references.literal_token_elsewhere),
    Check("authority-host-redundant", "config", azure.authority_host_redundant),
    Check("misplaced-key", "entry", config.misplaced_entry_key),
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
    Check("unresolved-reference-field", "use", config.unresolved_reference_field, "", True),
    Check("unread-reference", "use", config.unread_reference),
    Check("provider-not-in-version", "use", config.provider_not_in_version),
    Check("federation-incomplete", "use", config.federation_incomplete, "", True),
    Check("unknown-provider", "use", references.unknown_provider, "", True),
    Check("malformed-reference", "use", references.malformed_reference),
    Check("literal-token", "use", references.literal_token),
    Check("whitespace-in-reference", "use", references.whitespace_in_reference),
    Check("audience-missing", "use", references.audience_missing),
    Check("audience-ignored", "use", references.audience_ignored),
    Check("audience-mangled", "use", references.audience_mangled),
    Check("unofficial-provider", "use", references.unofficial_provider),
    Check("prefer-azure-provider", "use", references.prefer_azure_provider),
    Check("relative-token-path", "use", references.relative_token_path),
    Check("token-path-not-allowed", "use", references.token_path_not_allowed),
    Check("token-file-missing", "use", references.token_file_missing, "", True),
    Check("token-file-unreadable", "use", references.token_file_unreadable, "", True),
    Check("environment-variable-missing", "use", references.environment_variable_missing, "", True),
    Check("environment-variable-unusable", "use", references.environment_variable_unusable, "", True),
    Check("resolved-at-load", "use", references.resolved_at_load),
    Check("missing-role-name", "use", bedrock.missing_role_name, "aws"),
    Check("missing-session-name", "use", bedrock.missing_session_name, "aws"),
    Check("static-keys-beside-oidc", "use", bedrock.static_keys_beside_oidc, "aws"),
    Check("external-id-unsupported", "use", bedrock.external_id_unsupported, "aws", True),
    Check("insecure-endpoint", "use", bedrock.insecure_endpoint, "aws"),
    Check("missing-client-id", "use", azure.missing_client_id, "azure", True),
    Check("missing-tenant-id", "use", azure.missing_tenant_id, "azure", True),
    Check("invalid-authority-host", "use", azure.invalid_authority_host, "azure", True),
    Check("invalid-azure-scope", "use", azure.invalid_azure_scope, "azure", True),
    Check("route-ignores-token", "use", azure.route_ignores_token, "azure"),
)
