"""Rules about one reference as it is written: its provider, its audience, its form."""

import re
from collections.abc import Iterator

from validator.finding import Finding, Fix
from validator.litellm.config import walk_values
from validator.litellm.reference import (
    PREFIX,
    WORDS,
    is_reference,
    looks_like_reference,
    strip_environ,
)
from validator.litellm.survey import Survey
from validator.litellm.uses import Use
from validator.redact import is_jwt
from validator.rules.places import denied, place_of, resolved, severity_of
from validator.rules.sources import FEDERATED

_MEANT = {
    "gcp": "google", "google_cloud": "google", "gce": "google", "gke": "google", "gh": "github",
    "github_actions": "github", "github-actions": "github", "actions": "github", "circle": "circleci",
    "circle_ci": "circleci", "circleci-v2": "circleci_v2", "circleciv2": "circleci_v2", "aks": "azure",
    "azuread": "azure", "azure_ad": "azure", "entra": "azure", "path": "file", "environ": "env", "envpath": "env_path",
    "env-path": "env_path",
}  # fmt: skip


def unknown_provider(use: Use, survey: Survey) -> Iterator[Finding]:
    """The provider word is none of LiteLLM's."""
    resolution, denial = use.resolution, denied(use, "unsupported-provider")
    if denial is None and (
        resolution is None or resolution.reason != "unsupported-provider" or use.outcome == "verbatim"
    ):
        return
    word = (
        resolution.provider
        if resolution is not None and resolution.provider is not None
        else denial.name
        if denial
        else ""
    ) or ""
    if word in WORDS:
        return  # provider-not-in-version
    if word == "":
        message = "the provider word between the first two slashes is empty"
    else:
        message = f"LiteLLM knows no provider {word[:60]!r}"
        meant = _MEANT.get(word.lower()) or _closest(word)
        if meant:
            message += f"; did you mean {meant}?"
        elif word == "aws":
            message += "; AWS-issued tokens can be read with oidc/file/ or oidc/env/"
        elif word == "example-provider":
            message += "; it is a placeholder of the documentation"
    yield Finding(
        "unknown-provider",
        place_of(use),
        message,
        severity_of(use),
        "one of " + ", ".join(sorted(WORDS)),
        use.reference,
    )


def _closest(word: str) -> str | None:
    import difflib

    found = difflib.get_close_matches(word.lower().replace("-", "_"), sorted(WORDS), 1, 0.7)
    return found[0] if found else None


def malformed_reference(use: Use, survey: Survey) -> Iterator[Finding]:
    """What stands there is no reference, or one without its second slash."""
    text = use.value.data if isinstance(use.value.data, str) else ""
    resolution = use.resolution
    denial = denied(use, "malformed", "not-a-reference", "token-name-refused", "env-path-refused", "raw-token-refused")
    near = looks_like_reference(text)
    broken = resolution is not None and resolution.reason == "malformed" and use.outcome != "verbatim"
    if denial is None and not broken and not (near and use.outcome == "verbatim"):
        return
    if is_jwt(text) or _only_blanks_wrong(text):
        return
    expected, fix = "oidc/<provider>/<audience>", None
    if broken or (denial is not None and denial.reason == "malformed"):
        word = text[len(PREFIX) :].strip()
        message = "the reference has no second slash; LiteLLM fails with «not enough values to unpack»"
        ignores = word in ("circleci", "circleci_v2") or (
            word == "azure" and survey.config.environment.certain(FEDERATED) is not None
        )
        if ignores:
            expected = f"oidc/{word}/"
            fix = Fix(f"write oidc/{word}/", f"oidc/{word}/", True) if use.value.written == text else None
        elif word in WORDS:
            expected = (
                f"oidc/{word}/<{'variable' if word.startswith('env') else 'path' if word == 'file' else 'audience'}>"
            )
    elif near:
        message = "this looks like a reference but is none: LiteLLM takes only the exact prefix oidc/"
    elif denial is not None and denial.reason == "token-name-refused":
        message = "LiteLLM refuses the name of a variable as the token; the reference for it is oidc/env/<name>"
        expected = "oidc/env/<name>"
    elif denial is not None and denial.reason == "env-path-refused":
        message = "anthropic_identity_token refuses oidc/env_path/; use oidc/file//<path> or oidc/env/<name>"
    elif text.startswith(("/", "./", "~")):
        message = (
            "a path stands where a reference belongs; LiteLLM looks it up as the name of a secret and finds nothing"
        )
        expected = "oidc/file//<absolute path>"
    else:
        message = "this is no oidc/ reference; LiteLLM looks it up as the name of a secret and finds no token"
    yield Finding("malformed-reference", place_of(use), message, severity_of(use), expected, _shown(use), fix)


def _shown(use: Use) -> str | None:
    return use.reference if looks_like_reference(use.reference or "") or is_reference(use.reference or "") else None


def _only_blanks_wrong(text: str) -> bool:
    return text != text.strip() and is_reference(strip_environ(text.strip()))


_CREDENTIAL_KEY = re.compile(
    r"(key|token|secret|password|credential|auth|authorization|role_name|session_name)s?$", re.IGNORECASE
)


def near_reference(survey: Survey) -> Iterator[Finding]:
    """A misspelled reference in a credential field that nobody else reports."""
    config = survey.config
    if not any(_nearish(part.own_text) for part in config.parts):
        return
    known = survey.spoken_for()
    for path, text, _ in walk_values(dict(config.top)):
        if not looks_like_reference(text) or _CREDENTIAL_KEY.search(str(path[-1])) is None:
            continue
        place = config.place_of(path)
        if place.path not in known:
            blank = _only_blanks_wrong(text)
            yield Finding(
                "whitespace-in-reference" if blank else "malformed-reference",
                place,
                "the blank before oidc/ makes it plain text for LiteLLM"
                if blank
                else "this looks like a reference but is none: LiteLLM takes only the exact prefix oidc/",
                None,
                "oidc/<provider>/<audience>",
                text,
            )


def _nearish(text: str) -> bool:
    # nearly every oidc is one before a slash: counting them spares the search for those before something else
    ends = _NEARISH_ENDS if text.count("oidc") > text.count("oidc/") else ()
    return any(hint in text for hint in (*_NEARISH, *ends))


_NEARISH_ENDS = ("oidc:", "oidc|", "oidc.", "oidc\\", "oidcs")
_NEARISH = (
    "OIDC", "Oidc", "odic", "oicd", "ocid", "iodc", "odc/", "odc:", "oid/", "oid:",
    "openid", "oidv", "' oidc", '" oidc', "'\"oidc", "\"'oidc", "\\noidc", "\\toidc",
)  # fmt: skip
"""A text with none of these, or of the ends above, holds no misspelled reference."""


def literal_token(use: Use, survey: Survey) -> Iterator[Finding]:
    """A JWT is pasted where a reference belongs."""
    if (
        isinstance(use.value.data, str)
        and is_jwt(use.value.data)
        and use.value.place is not None
        and use.value.written == use.value.data
    ):
        yield Finding(
            "literal-token",
            place_of(use),
            "a token is pasted into the config: it expires, it is in your history, and LiteLLM "
            + ("takes it for the name of a secret" if use.party == "aws" else "does not renew it"),
            "error",
            "oidc/<provider>/<audience>",
        )


def literal_token_elsewhere(survey: Survey) -> Iterator[Finding]:
    """A JWT is pasted anywhere else in the config."""
    config = survey.config
    if not any("eyJ" in part.own_text for part in config.parts):
        return
    known = survey.spoken_for()
    for path, text, _ in walk_values(dict(config.top)):
        place = config.place_of(path)
        if is_jwt(text) and place.path not in known:
            wrong = path[-1] == "azure_ad_token"
            yield Finding(
                "literal-token",
                place,
                "a token is pasted into the config: it expires, and it is in your history",
                "error" if wrong else "warning",
                "os.environ/<NAME> or an oidc/ reference",
            )


def whitespace_in_reference(use: Use, survey: Survey) -> Iterator[Finding]:
    """Blanks or line ends around or inside a reference become part of it."""
    text = use.value.data if isinstance(use.value.data, str) else ""
    if not text or use.value.place is None:
        return
    stripped = text.strip()
    if not is_reference(strip_environ(stripped)):
        return
    if text == stripped and text.isprintable() and " " not in text:
        return
    plain = use.value.written == text
    fix = Fix("take out the white space", stripped, False) if text != stripped and plain else None
    ref = use.resolution
    if not is_reference(strip_environ(text)):
        message = "the blank before oidc/ makes it plain text for LiteLLM"
    elif ref is not None and ref.provider in ("circleci", "circleci_v2") and ref.rest.strip() == "":
        yield Finding(
            "whitespace-in-reference",
            place_of(use),
            f"white space after the reference; {ref.provider} ignores it",
            "warning",
            stripped if plain else None,
            use.reference,
            fix,
        )
        return
    else:
        what = {"env": "the variable's name", "env_path": "the variable's name", "file": "the path"}.get(
            ref.provider or "" if ref else "", "the audience"
        )
        end = "the line end of the block text" if text.endswith("\n") else "white space"
        message = f"{end} becomes part of {what}: LiteLLM strips nothing"
    yield Finding(
        "whitespace-in-reference",
        place_of(use),
        message,
        severity_of(use),
        stripped if fix is not None else None,
        use.reference,
        fix,
    )


def audience_missing(use: Use, survey: Survey) -> Iterator[Finding]:
    """The audience is empty where the provider needs one."""
    ref = resolved(use)
    if ref is None or ref[1] != "":
        return
    if ref[0] in ("google", "github"):
        yield Finding(
            "audience-missing",
            place_of(use),
            f"the audience is empty; {ref[0]} tokens need the one your relying party trusts",
            severity_of(use),
            f"oidc/{ref[0]}/<audience>",
            use.reference,
        )
    elif (
        ref[0] == "azure"
        and survey.config.environment.get(FEDERATED) is None
        and survey.version.has("azure-identity-fallback")
    ):
        yield Finding(
            "audience-missing",
            place_of(use),
            f"without {FEDERATED} the rest is the scope LiteLLM asks Entra for, and it is empty",
            severity_of(use),
            "oidc/azure/api://<application id>/.default",
            use.reference,
        )


def audience_ignored(use: Use, survey: Survey) -> Iterator[Finding]:
    """An audience is written where LiteLLM ignores it."""
    ref = resolved(use)
    if ref is None or ref[1].strip() == "":
        return
    if ref[0] in ("circleci", "circleci_v2"):
        why = "CircleCI sets the audience of the token itself"
    elif ref[0] == "azure" and survey.config.environment.certain(FEDERATED) is not None:
        why = f"with {FEDERATED} the token is the file, whatever its audience"
    else:
        return
    bare = f"oidc/{ref[0]}/"
    fix = Fix(f"write {bare}", bare, True) if use.value.written == use.value.data else None
    yield Finding(
        "audience-ignored",
        place_of(use),
        f"LiteLLM ignores the audience after oidc/{ref[0]}/: {why}",
        None,
        bare,
        use.reference,
        fix,
    )


def audience_mangled(use: Use, survey: Survey) -> Iterator[Finding]:
    """Until 1.108.14 every `oidc/` inside a reference is deleted."""
    text = strip_environ(use.value.data) if isinstance(use.value.data, str) else ""
    if not survey.version.has("every-oidc-deleted") or not is_reference(text) or PREFIX not in text[len(PREFIX) :]:
        return
    if use.outcome in ("verbatim", "unused"):
        return
    left = text.replace(PREFIX, "")
    yield Finding(
        "audience-mangled",
        place_of(use),
        f"LiteLLM {survey.version.name} deletes every oidc/ inside the reference and reads oidc/{left[:80]}; "
        f"after {survey.tables.last('every-oidc-deleted')} only the first goes",
        None,
        None,
        use.reference,
    )


def unofficial_provider(use: Use, survey: Survey) -> Iterator[Finding]:
    """file, env and env_path are not among the providers LiteLLM documents as supported."""
    ref = resolved(use)
    if ref is not None and ref[0] in ("file", "env", "env_path") and use.party != "key":
        yield Finding(
            "unofficial-provider",
            place_of(use),
            f"LiteLLM's documentation lists {ref[0]} as unofficial: you keep the token fresh yourself",
            None,
            None,
            use.reference,
        )
