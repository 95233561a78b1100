"""Rules about Azure entries: the ids of the exchange, what stands beside the token, and where it is sent."""

import re
from collections.abc import Iterator

from validator.finding import Finding, Place
from validator.litellm.entra import base_missing, key_beside, secret_beside
from validator.litellm.environment import Unknown
from validator.litellm.survey import EntryView, Survey
from validator.litellm.uses import AZURE_PROVIDERS, Use, present, shown, text_of
from validator.rules.places import denied, owner_of, place_of

_OIDC_OUTCOMES = ("exchanged", "unknown", "fails", "unused", "verbatim")


def _missing(use: Use, key: str, variable: str, rule: str) -> Iterator[Finding]:
    value = use.beside.get(key)
    if use.party != "azure" or value is None or use.outcome not in ("fails", "verbatim"):
        return
    empty = value.data == "" and use.outcome == "verbatim"
    if value.data is not None and not empty:
        return
    if use.entry is None:
        effect = "the agent gets no token"
    elif use.outcome == "verbatim":
        effect = "LiteLLM then sends the text oidc/… itself as the bearer token"
    else:
        effect = "every request fails with 422 AZURE_CLIENT_ID and AZURE_TENANT_ID must be set"
    what = "is empty" if empty else "is not set"
    where = (
        f"{key} {what}"
        if use.entry is None
        else f"neither {key} nor {variable} is set"
        if not empty
        else f"{value.source or key} {what}"
    )
    token = use.value.place
    yield Finding(
        rule,
        value.place if empty and value.place is not None else owner_of(use),
        f"{where}: {effect}",
        None,
        f"{key}, or the variable {variable}",
        related=((token, "this token"),) if token is not None else (),
        label=f"no {key} in here",
    )


def missing_client_id(use: Use, survey: Survey) -> Iterator[Finding]:
    """The exchange has no client id."""
    yield from _missing(use, "client_id", "AZURE_CLIENT_ID", "missing-client-id")


def missing_tenant_id(use: Use, survey: Survey) -> Iterator[Finding]:
    """The exchange has no tenant id."""
    yield from _missing(use, "tenant_id", "AZURE_TENANT_ID", "missing-tenant-id")


def client_id_is_tenant_id(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """The tenant id is pasted as client id, as a tip of LiteLLM's documentation has it."""
    use = view.exchange
    if use is None:
        return
    client, tenant = use.beside["client_id"], use.beside["tenant_id"]
    ours, theirs = text_of(client), text_of(tenant)
    if ours and theirs and ours.strip("{}").lower() == theirs.strip("{}").lower():
        yield Finding(
            "client-id-is-tenant-id",
            client.place or place_of(use),
            "the client id is the tenant id: Entra answers AADSTS700016. The UUID in the issuer is the tenant; "
            "the client id is the application (client) id of the app registration",
            None,
            None,
            shown(client),
            related=((tenant.place, "tenant id"),)
            if tenant.place is not None and client.place is not None and tenant.place != client.place
            else (),
            label="client id",
        )


def authority_host_redundant(survey: Survey) -> Iterator[Finding]:
    """AZURE_AUTHORITY_HOST says what LiteLLM takes anyway."""
    environment = survey.config.environment
    host = environment.certain("AZURE_AUTHORITY_HOST")
    if (
        host is None
        or host.rstrip("/").lower() != "https://login.microsoftonline.com"
        or environment.certain("AZURE_FEDERATED_TOKEN_FILE") is not None
    ):
        return
    entry = next((view.entry for view in survey.views if view.entry.params.get("azure_ad_token") is not None), None)
    place = survey.config.environment_written.get("AZURE_AUTHORITY_HOST")
    if entry is not None:
        yield Finding(
            "authority-host-redundant",
            place or Place(entry.place.document, (*entry.place.path, "litellm_params", "azure_ad_token")),
            "AZURE_AUTHORITY_HOST holds what LiteLLM uses without it",
            "info",
        )


def invalid_authority_host(use: Use, survey: Survey) -> Iterator[Finding]:
    """AZURE_AUTHORITY_HOST is no URL, or has a slash too many."""
    found = denied(use, "authority-host-unusable")
    if found is not None:
        yield Finding(
            "invalid-authority-host",
            found.place or place_of(use),
            "AZURE_AUTHORITY_HOST needs https://; LiteLLM adds no scheme",
            None,
            "https://login.microsoftonline.com",
        )


def _exchanges(view: EntryView) -> Use | None:
    use = view.exchange
    return (
        use
        if use is not None and use.outcome in _OIDC_OUTCOMES and not use.early and use.note != "route-ignores-token"
        else None
    )


def api_key_beside_oidc(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """A static key stands beside the token."""
    use = _exchanges(view)
    key = key_beside(view.reader) if use is not None else None
    if use is None or key is None or (use.value.place is None and use.value.source == "AZURE_AD_TOKEN"):
        return
    if present(key) is None:
        severity, effect = "warning", "if it is set, the key and the token get in each other's way"
    else:
        severity, effect = _key_effect(view, survey)
    name = "api_key" if key.source in ("parameter", "default", "credential") else key.source
    yield Finding(
        "api-key-beside-oidc",
        Place(key.place.document, key.place.path, True) if key.place is not None else place_of(use),
        f"{name} stands beside azure_ad_token: {effect}",
        severity,
        None,
        None,
        related=((use.value.place, "token"),) if key.place is not None and use.value.place is not None else (),
    )


def _key_effect(view: EntryView, survey: Survey) -> tuple[str, str]:
    if view.azure_family == "sdk":
        if survey.version.has("openai-3-possible"):
            return (
                "error",
                "with openai 3.x beside LiteLLM every request fails («mutually exclusive»), with 2.x the key is ignored",
            )
        return "warning", "LiteLLM exchanges the token and ignores the key on this route"
    if view.azure_family == "header":
        return "error", "the key wins and the token is never read"
    if view.azure_family in ("sdk-v1", "image"):
        return "error", "the token is exchanged for nothing, and the key is sent"
    return "warning", "one of the two is ignored, which one depends on the route"


def client_secret_beside_oidc(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """A client secret stands beside the token."""
    use = _exchanges(view)
    secret = secret_beside(view.reader) if use is not None else None
    if use is None or secret is None or use.outcome in ("fails", "verbatim"):
        return
    if present(secret) is None:
        severity, effect = "warning", "if it is set, some routes use the secret's identity instead"
    elif view.azure_family == "sdk":
        severity, effect = (
            ("error", "with openai 3.x beside LiteLLM every request fails («mutually exclusive»)")
            if survey.version.has("openai-3-possible")
            else ("warning", "this route ignores the secret, others use it")
        )
    elif view.azure_family in ("sdk-v1", "header"):
        severity, effect = "error", "LiteLLM uses the secret's identity; the exchanged token is thrown away"
    else:
        severity, effect = "warning", "some routes use the secret's identity instead"
    name = "client_secret" if secret.source in ("parameter", "default", "credential") else secret.source
    yield Finding(
        "client-secret-beside-oidc",
        Place(secret.place.document, secret.place.path, True) if secret.place is not None else place_of(use),
        f"{name} stands beside azure_ad_token: {effect}",
        severity,
        None,
        None,
        related=((use.value.place, "token"),) if secret.place is not None and use.value.place is not None else (),
    )


def invalid_api_base(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """api_base is missing or no URL."""
    use = view.exchange
    if use is None or view.entry.provider not in AZURE_PROVIDERS:
        return
    value = view.reader.parameter("api_base")
    if isinstance(value.data, Unknown):
        return
    if value.data in (None, ""):
        if base_missing(view.reader):
            name = "AZURE_AI_API_BASE" if view.entry.provider == "azure_ai" else "AZURE_API_BASE"
            yield Finding(
                "invalid-api-base",
                view.reader.owner(),
                f"no api_base, and {name} is not set",
                None,
                "https://<resource>.openai.azure.com",
                label="no api_base in here",
            )
        return
    text = text_of(value)
    if text is not None and (re.match(r"^https?://[^/\s]", text) is None or re.search(r"\s", text)):
        why = "white space in api_base" if re.search(r"\s", text) else "api_base needs https:// in front"
        yield Finding(
            "invalid-api-base",
            value.place or view.reader.owner(),
            why,
            None,
            "https://<resource>.openai.azure.com",
            shown(value),
        )


_REGIONAL = re.compile(
    r"^https?://[a-z0-9-]+\.api\.cognitive\.(?:microsoft\.com|microsoft\.us|azure\.us|azure\.cn)(?:[:/?]|$)",
    re.IGNORECASE,
)


def entra_needs_custom_subdomain(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """Regional endpoints take keys only."""
    use = view.exchange
    value = view.reader.parameter("api_base") if use is not None else None
    text = text_of(value) if value is not None else None
    if value is None or text is None:
        return
    if _REGIONAL.match(text):
        yield Finding(
            "entra-needs-custom-subdomain",
            value.place or view.reader.owner(),
            "a regional endpoint takes no Entra token; use the resource's own subdomain",
            None,
            "https://<resource>.openai.azure.com",
            shown(value),
        )


def invalid_azure_scope(use: Use, survey: Survey) -> Iterator[Finding]:
    """Entra's v2 endpoint takes scopes that end in /.default."""
    found = denied(use, "scope-unusable")
    if found is not None:
        yield Finding(
            "invalid-azure-scope",
            found.place or place_of(use),
            "Entra refuses a scope that does not end in /.default",
            None,
            "https://cognitiveservices.azure.com/.default",
        )


def route_ignores_token(use: Use, survey: Survey) -> Iterator[Finding]:
    """This route of LiteLLM cannot use azure_ad_token."""
    if use.note == "route-ignores-token" and use.outcome != "not-loaded":
        yield Finding(
            "route-ignores-token",
            place_of(use),
            f"LiteLLM {survey.version.name} does not use azure_ad_token on this route",
            "error",
            None,
            use.reference,
        )
    elif denied(use, "token-not-sent"):
        yield Finding(
            "route-ignores-token",
            place_of(use),
            f"LiteLLM {survey.version.name} exchanges the token for image generation and then sends none of it",
            "error",
            f">={survey.tables.first('azure-image-generation-bearer')}",
            use.reference,
        )
    elif denied(use, "route-ignores-token"):
        yield Finding(
            "route-ignores-token",
            place_of(use),
            "LiteLLM exchanges the token for azure_text/ and then fails: the client takes no azure_ad_token",
            "error",
            "azure/",
            use.reference,
        )
