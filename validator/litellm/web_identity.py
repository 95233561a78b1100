"""AWS: which credential LiteLLM uses for a call, and whether the web-identity token is the one.

`litellm/llms/bedrock/base_aws_llm.py`: BaseAWSLLM.get_credentials and _auth_with_web_identity_token. The same code
serves Bedrock, SageMaker, Polly, guardrails, vector stores, the S3 and SQS loggers and AWS Secrets Manager.
"""

import re
from collections.abc import Iterator

from validator.document import DateText
from validator.litellm.config import Value
from validator.litellm.environment import Unknown
from validator.litellm.reference import ENVIRON, Resolution, is_reference
from validator.litellm.route import bedrock_model_id, bedrock_region_in_path
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

_REGION_WORDS = "Region names must contain only lowercase letters, digits, and hyphens."
_BOTO_WORDS = "doesn't match a supported format."
_LENGTH = "ParamValidationError: Parameter validation failed: Invalid length for parameter {}, value: {}, valid min length: {}"


def web_identity(reader: Reader) -> Use | None:
    """Judge what stands in `aws_web_identity_token` (or AWS_WEB_IDENTITY_TOKEN): None if nothing does."""
    token = reader.aws("aws_web_identity_token")
    if token.data is None or (isinstance(token.data, Unknown) and token.source == "AWS_WEB_IDENTITY_TOKEN"):
        return None
    entry = reader.entry
    if entry is not None and entry.provider == "bedrock_mantle" and not reader.version.has("mantle-web-identity"):
        path = entry.place.path
        return Use(
            "aws_web_identity_token", token, entry, path, "unused", "none", None, (), None, False, "foreign", "field"
        )
    trio = {key: reader.aws(key) for key in ("aws_role_name", "aws_session_name")}
    key = reader.prefix + "aws_web_identity_token"
    path = reader.entry.place.path if reader.entry is not None else (token.place.path if token.place else ())

    def use(
        outcome: str, denials: tuple[Denial, ...] = (), resolution: Resolution | None = None, instead: str | None = None
    ) -> Use:
        return Use(
            key, token, reader.entry, path, outcome, "aws", instead, denials, resolution, early(token), "", "aws", trio
        )

    if mocked(reader):
        return use("unused", instead="mock_response")
    resolution, denials, undecided = _token(token, reader)
    given = bearer(reader)
    model = entry.model if entry is not None and isinstance(entry.model, str) else ""
    skips = reader.version.has("bearer-skips-exchange") or "/invoke/" in model or model.startswith("sagemaker_chat/")
    if given is not None and skips:
        if present(given) is None:
            return use("unknown", denials, resolution)
        return use(
            "unused",
            (),
            resolution,
            "api_key" if given.source in ("parameter", "default", "credential") else given.source,
        )
    role, session = present(trio["aws_role_name"]), present(trio["aws_session_name"])
    if role is False or session is False:
        return use("unused", (), resolution, instead_of(reader, trio, role))
    if role is None or session is None or undecided:
        return use("unknown", denials, resolution)
    denials += tuple(_call(trio, resolution, reader))
    if any(denial.local for denial in denials):
        return use("fails", denials, resolution)
    if isinstance(token.data, Unknown):
        return use("unknown", denials, resolution)
    if resolution is not None and resolution.reason == "not-a-reference" and resolution.verdict == "unknown":
        return use("unknown", denials, resolution)
    return use("exchanged", denials, resolution)


def _token(token: Value, reader: Reader) -> tuple[Resolution | None, tuple[Denial, ...], bool]:
    """Judge the token text alone: its resolution, its denials, and whether the evidence leaves it open."""
    if not isinstance(token.data, str):
        if isinstance(token.data, Unknown):
            return None, (), True
        words = (f"AttributeError: '{type(token.data).__name__}' object has no attribute 'startswith'",)
        return None, (Denial("reference", "not-a-reference", "", words, token.place),), False
    text, version = token.data, reader.version
    refused = ("AwsAuthError: Invalid web identity token reference.",)
    nothing = ("AwsAuthError: OIDC token could not be retrieved from secret manager.",)
    if early(token):
        if (
            token.source in ("parameter", "default", "credential") and reader.entry is not None
        ) or reader.block_place is not None:
            return None, (Denial("reference", "resolved-too-early", "", nothing, token.place),), False
    if version.has("token-name-refused") and (text.startswith(ENVIRON) or reader.environment.certain(text) is not None):
        return (
            None,
            (
                Denial(
                    "reference",
                    "token-name-refused",
                    text if len(text) < 100 and text == token.written else "",
                    refused,
                    token.place,
                ),
            ),
            False,
        )
    resolution = judge_reference(text, reader)
    if resolution.reason != "not-a-reference":
        return resolution, denial_of(resolution, token.place), False
    if reader.config.secret_manager:
        return resolution._replace(verdict="unknown", reason="secret-manager"), (), True
    if resolution.value is not None and not version.has("token-name-refused"):
        return Resolution("environment", "allow", "resolves", text, None, resolution.value), (), False
    if (
        resolution.verdict == "unknown"
        and not version.has("token-name-refused")
        and re.fullmatch(r"[A-Za-z_]\w*", text)
    ):
        return resolution, (), True
    return (
        resolution,
        (
            Denial(
                "reference",
                "not-a-reference",
                "",
                nothing + (refused if version.has("token-name-refused") and resolution.verdict == "unknown" else ()),
                token.place,
            ),
        ),
        False,
    )


def bearer(reader: Reader) -> Value | None:
    """Give the bearer key that a Bedrock route sends instead of signing, None where no such route or key is."""
    if not reader.version.has("bearer") or reader.entry is None:
        return None
    provider = reader.entry.provider
    if reader.operation == "rerank" or provider in ("sagemaker", "aws_polly"):
        return None
    if provider != "sagemaker_chat":
        key = reader.parameter("api_key")
        if key.data == "" and provider != "bedrock_mantle":
            return None
        if key.data:
            return key
    name = "AWS_BEARER_TOKEN_BEDROCK"
    found = reader.environment.certain(name)
    return reader.variable(name) if found else None


def instead_of(reader: Reader, trio: dict[str, Value], role: bool | None) -> str | None:
    """Name the parameter or variable whose credential runs when the trio is incomplete; None for boto3's own chain."""
    if role and reader.version.has("role-without-session-name"):
        return _name("aws_role_name", trio["aws_role_name"])
    profile = reader.aws("aws_profile_name")
    if present(profile):
        return _name("aws_profile_name", profile)
    access = reader.aws("aws_access_key_id")
    secret = reader.aws("aws_secret_access_key")
    if present(access) and present(secret):
        return _name("aws_access_key_id", access)
    return None


def _name(key: str, value: Value) -> str:
    return key if value.source in ("parameter", "default", "credential") else value.source


def _call(trio: dict[str, Value], resolution: Resolution | None, reader: Reader) -> Iterator[Denial]:
    """What the AWS client or STS refuses in the call itself, whatever the token says."""
    version = reader.version
    if resolution is not None and resolution.value is not None and len(resolution.value) < 4:
        yield Denial(
            "token", "token-too-short", resolution.name, (_LENGTH.format("WebIdentityToken", len(resolution.value), 4),)
        )
    external = external_id(reader)
    if external is not None:
        name = "aws_external_id" if external.source in ("parameter", "default", "credential") else external.source
        yield Denial(
            "trust",
            "external-id",
            name,
            ('ParamValidationError: Parameter validation failed: Unknown parameter in input: "ExternalId"',),
            external.place,
        )
    for key, reason in (("aws_role_name", "role-arn-invalid"), ("aws_session_name", "session-name-invalid")):
        data = trio[key].data
        if data is not None and not isinstance(data, (str, Unknown)):
            words = (
                f"AttributeError: '{type(data).__name__}' object has no attribute 'startswith'",
                "ParamValidationError: Parameter validation failed: Invalid type for parameter",
            )
            yield Denial("trust", reason, "the value", words, trio[key].place)
    role = text_of(trio["aws_role_name"])
    if role is not None and reader.tables.role_arn.match(role) is None:
        short = len(role) < 20
        yield Denial(
            "trust",
            "role-arn-invalid",
            "the value",
            (_LENGTH.format("RoleArn", len(role), 20) if short else "ValidationError",),
            trio["aws_role_name"].place,
            short,
        )
    session = text_of(trio["aws_session_name"])
    if isinstance(session, DateText):
        date = "AttributeError: 'datetime.date' object has no attribute 'startswith'"
        yield Denial("trust", "session-name-invalid", "", (date,), trio["aws_session_name"].place)
        session = None
    if session is not None and reader.tables.session_name.match(session) is None:
        short = len(session) < 2
        yield Denial(
            "trust",
            "session-name-invalid",
            "",
            (_LENGTH.format("RoleSessionName", len(session), 2) if short else "ValidationError",),
            trio["aws_session_name"].place,
            short,
        )
    endpoint = reader.aws("aws_sts_endpoint")
    url = text_of(endpoint)
    if url is not None and re.match(r"^\s*https?://[^/]", url) is None:
        yield Denial(
            "trust",
            "endpoint-invalid",
            "aws_sts_endpoint",
            (f"ValueError: Invalid endpoint: {url[:100] if url == endpoint.written else ''}",),
            endpoint.place,
        )
    if reader.entry is not None and reader.entry.provider in ("bedrock", "bedrock_mantle"):
        where = region(reader)
        called = text_of(where)
        if called is not None and re.fullmatch(r"[a-z0-9-]+", called) is None:
            if not version.has("region-format"):
                text = f"InvalidRegionError: Provided region_name '{called[:60]}' {_BOTO_WORDS}"
                if called != where.written:
                    text = _BOTO_WORDS
                if not called:
                    text = "ValueError: Invalid endpoint: https://sts..amazonaws.com"
                if not called or re.fullmatch(r"(?!-)[a-zA-Z0-9-]{1,63}(?<!-)", called) is None:
                    yield Denial("trust", "region-invalid", quoted(where), (text,), where.place)
                return
            yield Denial(
                "trust",
                "region-invalid",
                quoted(where),
                (
                    f"ValueError: Invalid AWS region format: '{called[:60]}'. {_REGION_WORDS}"
                    if called == where.written
                    else _REGION_WORDS,
                ),
                where.place,
            )


def external_id(reader: Reader) -> Value | None:
    """Give what LiteLLM forwards as ExternalId with the web identity call, None for nothing."""
    version = reader.version
    if not version.has("external-id-forwarded"):
        return None
    found = reader.parameter("aws_external_id")
    if found.data is not None and present(found):
        return found
    for name, behaviour in (
        ("AWS_EXTERNAL_ID", "external-id-variable"),
        ("AWS_BEDROCK_RUNTIME_ENDPOINT", "runtime-endpoint-taken-for-external-id"),
    ):
        if version.has(behaviour) and reader.environment.certain(name) is not None:
            return reader.variable(name)
    return None


def region(reader: Reader) -> Value:
    """Give the region of the call as LiteLLM finds it (`_get_aws_region_name`); null where it falls to us-west-2."""
    found = reader.memo.get("region of the call")
    if found is None:
        found = reader.memo["region of the call"] = _region(reader)
    return found


def _region(reader: Reader) -> Value:
    found = reader.parameter("aws_region_name")
    if found.data is not None:
        return found
    entry = reader.entry
    if entry is not None and isinstance(entry.model, str):
        candidates: tuple[tuple[object, str], ...] = (
            (reader.parameter("model_id").data, "model_id"),
            (bedrock_model_id(entry.model), "model"),
        )
        for text, where in candidates:
            if isinstance(text, str) and text.startswith("arn:") and text.count(":") >= 5 and text.split(":")[3]:
                place = reader.params_place
                return Value(name := text.split(":")[3], type(place)(place.document, (*place.path, where)), name, where)
        segment = bedrock_region_in_path(entry.model, reader.tables)
        if segment is not None and reader.version.has("region-in-converse-path"):
            place = reader.params_place
            return Value(segment, type(place)(place.document, (*place.path, "model")), segment, "model")
    names = ("AWS_REGION_NAME", "AWS_REGION", "AWS_DEFAULT_REGION")
    if entry is None:
        names = ("AWS_REGION", "AWS_REGION_NAME", "AWS_DEFAULT_REGION")
    for name in names:
        value = reader.variable(name)
        if value.data is not None:
            return value
    if reader.environment.certain("AWS_PROFILE") or reader.environment.certain("AWS_CONFIG_FILE"):
        return Value(Unknown("profile", "AWS_PROFILE"), None)
    return Value(None, None)


def is_web_identity(use: Use) -> bool:
    """Say whether the use stands for an AWS web identity that a reference feeds."""
    return use.party == "aws" and (
        use.early or is_reference(str(use.value.data)) or isinstance(use.value.data, Unknown)
    )
