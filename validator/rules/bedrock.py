"""Rules about AWS entries: the web-identity trio, what runs instead, names, regions and endpoints."""

import re
from collections.abc import Iterator

from validator.finding import Finding, Place
from validator.litellm.config import Value
from validator.litellm.environment import Unknown
from validator.litellm.names import role_problem, session_problem
from validator.litellm.reference import is_reference
from validator.litellm.route import bedrock_model_id
from validator.litellm.survey import EntryView, Survey
from validator.litellm.uses import AWS_PROVIDERS, Use, early, present, shown, text_of
from validator.litellm.web_identity import bearer, is_web_identity, region
from validator.rules.places import denied, owner_of, place_of, severity_of

_VARIABLES = {"aws_role_name": "AWS_ROLE_NAME", "aws_session_name": "AWS_SESSION_NAME"}


def _missing(use: Use, survey: Survey, key: str, rule: str, says: str) -> Iterator[Finding]:
    if use.party != "aws" or use.instead in ("api_key", "AWS_BEARER_TOKEN_BEDROCK") or use.outcome == "not-loaded":
        return
    value = use.beside.get(key)
    if value is None or not is_web_identity(use):
        return
    severity = None
    if isinstance(value.data, Unknown) and value.source == _VARIABLES[key]:
        says, severity = f"{says} (unless {_VARIABLES[key]} is set where LiteLLM runs)", "warning"
    elif value.data is not None:
        return
    name = use.key[: -len("aws_web_identity_token")] + key if use.key.endswith("aws_web_identity_token") else key
    token = use.value.place
    yield Finding(
        rule,
        owner_of(use),
        says,
        severity,
        f"{name}, or the variable {_VARIABLES[key]}",
        related=((token, "this token"),) if token is not None else (),
        label=f"no {name} in here",
    )


def missing_role_name(use: Use, survey: Survey) -> Iterator[Finding]:
    """No role: the token is never read, and other AWS credentials run."""
    runs = f"{use.instead} runs instead" if use.instead else "boto3's own credentials run instead"
    yield from _missing(
        use,
        survey,
        "aws_role_name",
        "missing-role-name",
        f"without aws_role_name LiteLLM never reads this token; {runs}",
    )


def missing_session_name(use: Use, survey: Survey) -> Iterator[Finding]:
    """No session name: LiteLLM calls AssumeRole with ambient credentials instead."""
    role = use.beside.get("aws_role_name")
    if role is not None and role.data is None:
        return
    if survey.version.has("role-without-session-name"):
        says = "without aws_session_name LiteLLM never reads this token; it calls AssumeRole with whatever AWS credentials it finds"
    else:
        says = "without aws_session_name LiteLLM ignores token and role and uses whatever AWS credentials it finds"
    yield from _missing(use, survey, "aws_session_name", "missing-session-name", says)


def static_keys_beside_oidc(use: Use, survey: Survey) -> Iterator[Finding]:
    """Keys or a bearer token stand beside the web identity."""
    if use.party != "aws" or use.entry is None or not is_web_identity(use):
        return
    view = survey.view_of(use)
    assert view is not None
    reader = view.reader
    given = bearer(reader)
    if given is not None:
        name = "api_key" if given.source in ("parameter", "default", "credential") else given.source
        token, sure = use.value.place, present(given)
        yield Finding(
            "static-keys-beside-oidc",
            given.place or place_of(use),
            f"{name} wins: LiteLLM sends it as a bearer token, and the web identity is not used"
            if sure
            else f"once {name} is set, LiteLLM sends it as a bearer token, and the web identity is not used",
            "error" if sure else "warning",
            related=((token, "not used"),) if token is not None and given.place is not None else (),
            label="used instead" if given.place is not None else None,
        )
        return
    if use.outcome not in ("exchanged", "unknown", "fails"):
        return
    for key in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_profile_name"):
        found = reader.parameter(key)
        if found.data is not None and found.place is not None and found.source == "parameter":
            yield Finding(
                "static-keys-beside-oidc",
                Place(found.place.document, found.place.path, True),
                f"LiteLLM ignores {key} while the web identity is complete, and uses it silently once a member is missing",
                None,
                None,
                None,
            )
            return


def static_keys(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """Static AWS keys without OIDC."""
    entry = view.entry
    if entry.provider not in AWS_PROVIDERS or view.web_identity is not None:
        return
    if entry.params.get("aws_secret_access_key") is not None:
        place = view.reader.params_place
        yield Finding(
            "static-keys",
            Place(
                place.document,
                (*place.path, "aws_access_key_id" if "aws_access_key_id" in entry.params else "aws_secret_access_key"),
                True,
            ),
            "this entry uses static keys; aws_web_identity_token needs none",
        )


def _judged_text(view: EntryView, key: str) -> tuple[str, Value] | None:
    entry = view.entry
    if entry.provider not in AWS_PROVIDERS:
        return None
    value = view.reader.aws(key)
    text = text_of(value)
    if text is None or is_reference(text) or early(value) or text.startswith("os.environ/"):
        return None
    return text, value


def invalid_role_arn(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """The role is no role ARN: STS refuses it."""
    found = _judged_text(view, "aws_role_name")
    why = role_problem(found[0], survey.tables) if found is not None else None
    if found is not None and why is not None:
        yield Finding(
            "invalid-role-arn",
            found[1].place or view.reader.owner(),
            why,
            "error",
            "arn:aws:iam::<12 digits>:role/<name>",
            shown(found[1]),
        )


def invalid_session_name(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """STS takes 2 to 64 letters, digits and _+=,.@- as session name."""
    found = _judged_text(view, "aws_session_name")
    why = session_problem(found[0], survey.tables) if found is not None else None
    if found is not None and why is not None:
        yield Finding(
            "invalid-session-name",
            found[1].place or view.reader.owner(),
            why,
            None,
            "2 to 64 of letters, digits and _+=,.@-",
            shown(found[1]),
        )


def _oidc(view: EntryView) -> bool:
    use = view.web_identity
    return use is not None and use.outcome in ("exchanged", "unknown", "fails")


def region_missing(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """No region anywhere: LiteLLM calls us-west-2."""
    if view.entry.provider in ("bedrock", "bedrock_mantle") and _oidc(view) and survey.config.environment.known:
        if region(view.reader).data is None:
            yield Finding(
                "region-missing",
                view.reader.owner(),
                "no region is given; LiteLLM calls us-west-2",
                None,
                "aws_region_name or AWS_REGION_NAME",
                label="aws_region_name is missing here",
            )


def invalid_region(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """LiteLLM refuses a region name with other characters."""
    if view.entry.provider not in ("bedrock", "bedrock_mantle"):
        return
    found = region(view.reader)
    text = text_of(found)
    if text is not None and not text.startswith("os.environ/") and re.fullmatch(r"[a-z0-9-]+", text) is None:
        yield Finding(
            "invalid-region",
            found.place or view.reader.owner(),
            "LiteLLM refuses this region name: only lower-case letters, digits and hyphens"
            if survey.version.has("region-format")
            else "this is no region name",
            None,
            "for example eu-central-1",
            shown(found),
        )


def region_partition_mismatch(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """The role and the region are in different AWS partitions."""
    if view.entry.provider not in AWS_PROVIDERS:
        return
    role, where = view.reader.aws("aws_role_name"), region(view.reader)
    match = survey.tables.role_arn.match(role.data) if isinstance(role.data, str) else None
    name = text_of(where)
    partition = survey.tables.partition(name) if name is not None else None
    if match is not None and partition is not None and match[1] != partition:
        yield Finding(
            "region-partition-mismatch",
            where.place or role.place or view.reader.owner(),
            f"the role is in partition {match[1]}, the region {name} in {partition}: no credential crosses",
            None,
            partition,
            match[1],
            related=((role.place, "role"),) if where.place is not None and role.place is not None else (),
            label="region",
        )


def inference_profile_region(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """The prefix of a cross-region inference profile cannot be called from the entry's region."""
    entry = view.entry
    if entry.provider != "bedrock" or not isinstance(entry.model, str):
        return
    model_id = view.reader.parameter("model_id")
    identifier = model_id.data if isinstance(model_id.data, str) else bedrock_model_id(entry.model)
    if identifier.startswith("arn:"):
        return
    prefix = identifier.split(".", 1)[0]
    if identifier.count(".") < 2 or prefix not in survey.tables.profiles()["geo_prefixes"]:
        return
    where = region(view.reader)
    name = text_of(where)
    callable_from = survey.tables.profiles()["prefixes_callable_from_region"]
    if name is None or name not in callable_from:
        return
    place = view.reader.params_place
    at = (
        model_id.place
        if isinstance(model_id.data, str) and model_id.place is not None
        else Place(place.document, (*place.path, "model"))
    )
    related = ((where.place, "region"),) if where.place is not None and where.place.path != at.path else ()
    if prefix not in callable_from[name] and survey.tables.profiles()["geo_prefixes"][prefix].get("source_regions"):
        yield Finding(
            "inference-profile-region",
            at,
            f"the {prefix}. profile cannot be called from {name}; Bedrock answers that the model identifier is invalid",
            None,
            ", ".join(f"{known}." for known in callable_from[name]) + " from " + name,
            identifier if not isinstance(model_id.data, str) or model_id.data == model_id.written else None,
            related=related,
            label=f"{prefix}. profile",
        )
        return
    sources = survey.tables.profiles()["profile_source_regions"].get(identifier)
    if sources and name not in sources and prefix in callable_from[name]:
        yield Finding(
            "inference-profile-region",
            at,
            f"AWS lists {name} among no source regions of this profile",
            "warning",
            ", ".join(sources),
            identifier if not isinstance(model_id.data, str) or model_id.data == model_id.written else None,
            related=related,
            label=f"{prefix}. profile",
        )


_LOOPBACK = re.compile(r"^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|host\.docker\.internal|[\w-]+)$")


def insecure_endpoint(use: Use, survey: Survey) -> Iterator[Finding]:
    """An http:// endpoint: LiteLLM's own session policy demands TLS."""
    if use.party != "aws" or not is_web_identity(use):
        return
    broken = denied(use, "endpoint-invalid")
    if broken is not None:
        yield Finding(
            "insecure-endpoint",
            broken.place or place_of(use),
            f"{broken.name} is no URL: the AWS client refuses it",
            severity_of(use),
            "https://…",
        )
        return
    view = survey.view_of(use)
    if view is None:
        return
    reader = view.reader
    for key in ("aws_sts_endpoint", "aws_bedrock_runtime_endpoint", "api_base"):
        value = reader.aws(key) if key == "aws_sts_endpoint" else reader.parameter(key)
        text = text_of(value)
        if text is None or not text.lower().startswith("http://"):
            continue
        host = re.sub(r"^http://(?:[^@/]*@)?", "", text, flags=re.IGNORECASE)
        host = re.split(r"[/?#]|:\d+$|:\d+/", host, maxsplit=1)[0]
        near = _LOOPBACK.match(host) is not None
        yield Finding(
            "insecure-endpoint",
            value.place or place_of(use),
            "over http:// "
            + (
                "the token travels in the clear"
                if key == "aws_sts_endpoint"
                else "AWS denies the call: LiteLLM's session policy demands TLS"
            ),
            "warning" if near else None,
            "https://…",
            shown(value),
        )


def external_id_unsupported(use: Use, survey: Survey) -> Iterator[Finding]:
    """AssumeRoleWithWebIdentity has no external id."""
    found = denied(use, "external-id")
    if found is not None:
        extra = ""
        if found.name == "AWS_BEDROCK_RUNTIME_ENDPOINT":
            taken = "runtime-endpoint-taken-for-external-id"
            first, last = survey.tables.first(taken), survey.tables.last(taken)
            extra = f"; LiteLLM {first} to {last} takes it for the external id"
        yield Finding(
            "external-id-unsupported",
            found.place or place_of(use),
            f"{found.name} makes every call fail: AssumeRoleWithWebIdentity takes no external id{extra}",
            severity_of(use),
        )
