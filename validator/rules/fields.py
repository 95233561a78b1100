"""Rules about the field a reference stands in: whether LiteLLM reads it there, in this release, and with what beside it."""

from collections.abc import Iterator

from validator.finding import Finding
from validator.litellm.environment import Unknown
from validator.litellm.reference import WORDS, is_reference, looks_like_reference, strip_environ
from validator.litellm.survey import Survey
from validator.litellm.uses import Use
from validator.misspelling import meant as _meant
from validator.rules.places import denied, owner_of, place_of, severity_of

_WORKS = {
    "bedrock": "aws_web_identity_token", "bedrock_mantle": "aws_web_identity_token", "sagemaker": "aws_web_identity_token",
    "sagemaker_chat": "aws_web_identity_token", "aws_polly": "aws_web_identity_token", "azure": "azure_ad_token",
    "azure_ai": "azure_ad_token", "anthropic": "anthropic_identity_token",
}  # fmt: skip


def unresolved_reference_field(use: Use, survey: Survey) -> Iterator[Finding]:
    """LiteLLM sends the text itself."""
    kind = denied(use, "kind-not-supported")
    if kind is not None:
        yield Finding(
            "unresolved-reference-field",
            place_of(use),
            f"api_key takes oidc/file/, oidc/env/ and oidc/google/ only; {kind.name} is refused with 401",
            None,
            _works(use, survey),
            use.reference,
        )
    if (
        denied(use, "sent-verbatim") is None
        or looks_like_reference(str(use.value.data))
        or use.value.data != str(use.value.data).strip()
    ):
        return
    if not is_reference(strip_environ(str(use.value.data))):
        return
    if use.party == "azure" and any(found.data in (None, "") for found in use.beside.values()):
        return  # missing-client-id or missing-tenant-id says why
    if use.note == "unknown-key":
        meant = _meant(use.key, frozenset(("aws_web_identity_token", "azure_ad_token", "anthropic_identity_token")))
        yield Finding(
            "unresolved-reference-field",
            place_of(use),
            f"LiteLLM knows no parameter {use.key[:60]!r} and hands the text on to the provider"
            + (f"; did you mean {meant}?" if meant else ""),
            None,
            meant or _works(use, survey),
            use.reference,
        )
        return
    works = _works(use, survey)
    what = "as the key" if use.key.endswith("key") else "as it stands"
    message = f"LiteLLM does not resolve {use.key}: the text oidc/… itself is used {what}"
    if works:
        message += f"; {works} is the field that works"
    if use.key == "api_key" and use.value.source != "default" and not survey.version.has("api-key-references"):
        message += f" (api_key itself from LiteLLM {survey.tables.first('api-key-references')} on, unexchanged)"
    yield Finding("unresolved-reference-field", place_of(use), message, None, works, use.reference)


def _works(use: Use, survey: Survey) -> str | None:
    if use.entry is None:
        return use.note or None
    return _WORKS.get(use.entry.provider) if isinstance(use.entry.provider, str) else None


def unread_reference(use: Use, survey: Survey) -> Iterator[Finding]:
    """Nobody reads the reference."""
    beaten = use.party == "azure" and use.instead == "AZURE_AD_TOKEN"
    read_nowhere = use.party in ("field", "outside", "key") or beaten
    if use.outcome != "unused" or not read_nowhere or use.value.place is None:
        return
    if use.note == "version" or (use.note == "beside" and use.key in survey.tables.misplaced):
        return  # provider-not-in-version or misplaced-key says it
    top = use.path[0] if use.entry is None and use.path else None
    if top is not None and (top not in survey.tables.top_level or top in ("default_litellm_params", "credential_list")):
        return  # unknown-top-level-key says it; a request may name a credential that no entry does
    provider = use.entry.provider if use.entry is not None else None
    if isinstance(provider, Unknown):
        return
    if use.note == "beside":
        why = "LiteLLM reads nothing of it beside litellm_params"
    elif use.note == "foreign":
        why = f"{provider} does not read {use.key}"
    elif use.instead:
        why = f"{use.instead} is used instead"
    else:
        why = "LiteLLM has no reader for it here"
    if not is_reference(strip_environ(str(use.value.data))) and use.note != "foreign":
        return
    yield Finding(
        "unread-reference",
        place_of(use),
        f"nobody reads this reference: {why}",
        None,
        use.note if use.entry is None and use.note else None,
        use.reference,
    )


def provider_not_in_version(use: Use, survey: Survey) -> Iterator[Finding]:
    """The field is newer than the LiteLLM version judged."""
    if use.note == "version":
        since = survey.tables.first("anthropic-federation")
        yield Finding(
            "provider-not-in-version",
            place_of(use),
            f"LiteLLM {survey.version.name} has no {use.key} yet; it came with {since}",
            None,
            f">={since}",
            use.reference,
        )
    resolution = use.resolution
    if (
        resolution is not None
        and resolution.reason == "unsupported-provider"
        and resolution.provider in WORDS
        and use.outcome != "verbatim"
    ):
        yield Finding(
            "provider-not-in-version",
            place_of(use),
            f"LiteLLM {survey.version.name} does not know the provider {resolution.provider} yet",
            severity_of(use),
            None,
            use.reference,
        )


def federation_incomplete(use: Use, survey: Survey) -> Iterator[Finding]:
    """Anthropic federation needs a rule and an organization."""
    found = denied(use, "federation-incomplete")
    if found is not None:
        yield Finding(
            "federation-incomplete",
            owner_of(use),
            f"anthropic_identity_token is set, but {found.name} is not: every request fails with 401",
            severity_of(use),
            found.name,
        )
