"""Azure: which credential reaches the resource, and whether LiteLLM exchanges the reference at Entra ID.

`litellm/llms/azure/common_utils.py`. Two families of callers read the same keys differently: the SDK client
(chat, embeddings, audio, files) and the header builder (responses, image edit, azure_ai).
"""

import re

from validator.litellm.config import Value, expand
from validator.litellm.environment import Unknown
from validator.litellm.reference import is_reference, looks_like_reference
from validator.litellm.uses import (
    Denial,
    Reader,
    Use,
    denial_of,
    early,
    judge_reference,
    mocked,
    present,
    quoted,
    text_of,
)

_HEADER_OPERATIONS = frozenset(("responses", "image_edit", "video_generation", "realtime", "vector_store", "container"))
_SDK_OPERATIONS = frozenset(
    ("chat", "completion", "embedding", "audio_transcription", "audio_speech", "batch", "image_generation")
)


def family(reader: Reader) -> str:
    """Give the family of the call: sdk, sdk-v1, image, header, text, or none (a route that cannot use the token)."""
    entry, version, operation = reader.entry, reader.version, reader.operation
    assert entry is not None
    model = entry.model if isinstance(entry.model, str) else ""
    if entry.provider == "azure_text":
        return "text"
    if operation == "ocr":
        return "none" if version.has("azure-native-ocr") or entry.provider == "azure" else "header"
    if entry.provider == "azure_ai":
        if operation in ("rerank", "image_generation", "image_edit", "embedding") and not version.has(
            "azure-ai-rerank-images"
        ):
            base = text_of(reader.parameter("api_base")) or ""
            foundry = re.search(r"\.(?:services|inference|models)\.ai\.azure\.com", base) is not None
            return {"image_generation": "image", "embedding": "none" if foundry else "unknown"}.get(operation, "none")
        return "header" if version.has("azure-ai-chat") else "none"
    if operation == "image_generation":
        return "image"
    if operation in _HEADER_OPERATIONS or model.startswith("azure/responses/"):
        since = {"image_edit": "azure-image-edit", "realtime": "azure-realtime"}.get(operation, "azure-responses")
        return "header" if version.has(since) else "none"
    if operation not in _SDK_OPERATIONS:
        return "unknown"
    api_version = reader.parameter("api_version")
    if isinstance(api_version.data, Unknown):
        return "sdk-unknown"
    name = api_version.data
    if name is None:
        name = reader.environment.certain("AZURE_API_VERSION")
    return "sdk-v1" if name in ("v1", "latest", "preview") else "sdk"


def identifier(reader: Reader, key: str) -> Value:
    """Give the client or tenant id of the exchange: the parameter when it is not empty, else the variable."""
    if reader.version.has("azure-ids-in-params"):
        found = reader.parameter(key)
        if found.data not in (None, ""):
            return found
    return reader.variable(reader.tables.azure_variables[key])


def key_beside(reader: Reader) -> Value | None:
    """Give the static key that stands beside the token: parameter, litellm_settings, environment."""
    found = reader.parameter("api_key")
    if found.data not in (None, ""):
        return found
    settings = reader.config.top.get("litellm_settings")
    for name in ("api_key", "azure_key") if isinstance(settings, dict) else ():
        if isinstance(settings, dict) and isinstance(settings.get(name), str) and settings[name]:
            place = reader.config.place_of(("litellm_settings", name))
            data = expand(settings[name], reader.config.base_environment, reader.files, reader.version)
            if data is not None and data != "":
                return Value(data, place, settings[name], name)
    ai = reader.entry is not None and reader.entry.provider == "azure_ai"
    for name in (*reader.tables.azure_ai_keys, *reader.tables.azure_keys) if ai else reader.tables.azure_keys:
        if reader.environment.certain(name):
            return reader.variable(name)
    return None


def secret_beside(reader: Reader) -> Value | None:
    """Give the client secret that stands beside the token, None if it is not known to be there."""
    found = reader.parameter("client_secret")
    if found.data not in (None, ""):
        return found
    name = reader.tables.azure_variables["client_secret"]
    return reader.variable(name) if reader.environment.certain(name) else None


def exchanges(reader: Reader) -> list[Use]:
    """Judge what stands in `azure_ad_token`, or in AZURE_AD_TOKEN for the callers that read it.

    The header builder reads the variable where there is no parameter. Image generation loses the parameter on the way
    (litellm/images/main.py), so there the variable beats it.
    """
    token, kind = reader.parameter("azure_ad_token"), family(reader)
    variable = reader.variable("AZURE_AD_TOKEN")
    reference = isinstance(variable.data, str) and is_reference(variable.data)
    own = _exchange(reader, token, kind) if token.data is not None else None
    found = [own] if own is not None else []
    if reference and kind == "image" and reader.version.has("azure-image-generation-bearer"):
        found = [
            use._replace(outcome="unused", relying_party="none", instead="AZURE_AD_TOKEN", denials=()) for use in found
        ]
    elif not reference or kind != "header" or token.data is not None:
        return found
    second = _exchange(reader, variable, kind)
    return [*found, second] if second is not None else found


def _exchange(reader: Reader, token: Value, kind: str) -> Use | None:
    assert reader.entry is not None
    beside = {"client_id": identifier(reader, "client_id"), "tenant_id": identifier(reader, "tenant_id")}

    def use(outcome: str, denials: tuple[Denial, ...] = (), instead: str | None = None, note: str = "") -> Use:
        party = "none" if outcome in ("sent", "verbatim", "unused") else "azure"
        return Use(
            "azure_ad_token",
            token,
            reader.entry,
            reader.entry.place.path if reader.entry else (),
            outcome,
            party,
            instead,
            denials,
            resolution,
            early(token),
            note,
            "azure",
            beside,
        )

    resolution = None
    if isinstance(token.data, Unknown):
        return use("unknown")
    if not isinstance(token.data, str):
        return None
    if mocked(reader):
        return use("unused", (), "mock_response")
    never = kind == "none" or (kind == "image" and not reader.version.has("azure-image-generation-bearer"))
    never = never or (kind == "sdk-v1" and reader.version.has("azure-v1-broken"))
    if never and not (is_reference(token.data) and kind != "none"):
        resolution = judge_reference(token.data, reader) if is_reference(token.data) else None
        return use("unused", (), None, "route-ignores-token")
    if early(token):
        return use("fails", (_TEXT_REFUSED,)) if kind == "text" else use("sent")
    resolution = judge_reference(token.data, reader)
    if not is_reference(token.data):
        if not looks_like_reference(token.data) and not is_reference(token.data.strip()):
            return None
        return use("fails", (_TEXT_REFUSED,)) if kind == "text" else use("verbatim", (_verbatim(token),))
    if kind == "unknown":
        return use("unknown", denial_of(resolution, token.place))
    refused = denial_of(resolution, token.place)
    ids = {name: present(value) if value.data != "" else True for name, value in beside.items()}
    if kind == "header":
        key = key_beside(reader)
        if key is not None:
            if present(key) is None:
                return use("unknown", refused)
            return use("unused", (), "api_key" if key.source in ("parameter", "default", "credential") else key.source)
        if any(value.data is None or value.data == "" for value in beside.values()):
            return use("verbatim", (_verbatim(token),))
        if any(present(value) is None for value in beside.values()):
            return use("unknown", refused)
    else:
        missing = tuple(_missing(beside))
        if missing:
            return use("fails", (*refused, *missing))
        if any(found is None for found in ids.values()):
            return use("unknown", refused)
    if refused:
        return use("fails", refused)
    denials = tuple(_request(reader, beside))
    if reader.operation == "embedding" and kind.startswith("sdk") and base_missing(reader):
        text = "APIConnectionError: No API Base provided for Azure OpenAI LLM provider. Set 'AZURE_API_BASE' in .env"
        denials += (Denial("registration", "api-base-missing", "", (text,), reader.owner()),)
    if any(denial.local for denial in denials):
        return use("fails", denials)
    if kind == "text":
        return use("exchanged", (_TEXT_REFUSED._replace(local=False),))
    if kind == "image" and not reader.version.has("azure-image-generation-bearer"):
        return use("exchanged", (*denials, Denial("permission", "token-not-sent", "", (), token.place, False)))
    return use("exchanged", denials)


_TEXT_REFUSED = Denial(
    "permission",
    "route-ignores-token",
    "",
    ("InternalServerError: AsyncCompletions.create() got an unexpected keyword argument 'azure_ad_token'",),
)


def _verbatim(token: Value) -> Denial:
    return Denial("reference", "sent-verbatim", "", (), token.place)


def base_missing(reader: Reader) -> bool:
    """Say whether no api_base is given anywhere; False while the environment is unknown."""
    if reader.parameter("api_base").data not in (None, ""):
        return False
    settings = reader.config.top.get("litellm_settings")
    if isinstance(settings, dict) and settings.get("api_base"):
        return False
    provider = reader.entry.provider if reader.entry is not None else None
    names = ("AZURE_AI_API_BASE", "AZURE_API_BASE") if provider == "azure_ai" else ("AZURE_API_BASE",)
    return reader.environment.known and not any(reader.environment.certain(name) for name in names)


def _missing(beside: dict[str, Value]) -> list[Denial]:
    text = ("BadRequestError: AZURE_CLIENT_ID and AZURE_TENANT_ID must be set",)
    return [
        Denial("registration", reason, "", text, beside[key].place)
        for key, reason in (("client_id", "client-id-missing"), ("tenant_id", "tenant-id-missing"))
        if beside[key].data is None
    ]


def _request(reader: Reader, beside: dict[str, Value]) -> list[Denial]:
    """What LiteLLM or Entra refuses in the token request itself, whatever the token says."""
    found: list[Denial] = []
    client, tenant = text_of(beside["client_id"]), text_of(beside["tenant_id"])
    if client and tenant and client.strip("{}").lower() == tenant.strip("{}").lower():
        found.append(
            Denial("registration", "client-id-is-tenant-id", "", ("AADSTS700016",), beside["client_id"].place, False)
        )
    host = reader.environment.certain("AZURE_AUTHORITY_HOST")
    if host is not None and re.match(r"^https?://[^/]", host, re.IGNORECASE) is None:
        text = ("APIError: Request URL is missing an 'http://' or 'https://' protocol.",)
        found.append(
            Denial("registration", "authority-host-unusable", "", text, reader.variable("AZURE_AUTHORITY_HOST").place)
        )
    asked = scope(reader)
    text_value = text_of(asked)
    if text_value is not None and not text_value.endswith("/.default"):
        found.append(
            Denial(
                "registration",
                "scope-unusable",
                quoted(asked),
                ("AADSTS1002012", "AADSTS70011"),
                asked.place,
                False,
            )
        )
    return found


def scope(reader: Reader) -> Value:
    """Give the scope of the exchange: `azure_scope`, else AZURE_SCOPE, else Cognitive Services (null here)."""
    if reader.version.has("azure-scope-param"):
        found = reader.parameter("azure_scope")
        if found.data not in (None, ""):
            return found
    if reader.environment.certain("AZURE_SCOPE") is not None:
        return reader.variable("AZURE_SCOPE")
    return Value(None, None)


def agent_exchange(reader: Reader) -> Use | None:
    """Judge `azure_ad_token` of an agent_list entry: only the ids beside it count (get_azure_ai_agent_entra_token)."""
    token = reader.parameter("azure_ad_token")
    if not isinstance(token.data, str) or not is_reference(token.data):
        return None
    beside = {key: reader.parameter(key) for key in ("client_id", "tenant_id")}
    resolution = judge_reference(token.data, reader)
    refused = denial_of(resolution, token.place)
    path = token.place.path if token.place else ()
    missing: tuple[Denial, ...] = ()
    if any(present(value) is False or value.data == "" for value in beside.values()):
        text = ("ValueError: Azure AI agent Entra ID credentials did not resolve to a token.",)
        missing = tuple(
            Denial("registration", reason, "", text, reader.owner())
            for key, reason in (("client_id", "client-id-missing"), ("tenant_id", "tenant-id-missing"))
            if present(beside[key]) is False or beside[key].data == ""
        )
    denials = (*refused, *missing)
    outcome = (
        "fails" if denials else "unknown" if any(present(value) is None for value in beside.values()) else "exchanged"
    )
    return Use(
        "azure_ad_token", token, None, path, outcome, "azure", None, denials, resolution, False, "", "azure", beside
    )
