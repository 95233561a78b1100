"""Rules about one reference: its provider, its audience, what it reads."""

import posixpath
import re
from collections.abc import Iterator

from validator.finding import Finding, Fix, Place
from validator.litellm.config import walk_values
from validator.litellm.environment import Unknown
from validator.litellm.reference import (
    DEFAULT_DIRECTORIES,
    PREFIX,
    WORDS,
    allowed_directories,
    below,
    is_reference,
    looks_like_reference,
    strip_environ,
)
from validator.litellm.survey import Survey
from validator.litellm.uses import Denial, Use
from validator.redact import is_jwt

_MEANT = {
    "gcp": "google", "google_cloud": "google", "gce": "google", "gke": "google", "gh": "github",
    "github_actions": "github", "github-actions": "github", "actions": "github", "circle": "circleci",
    "circle_ci": "circleci", "circleci-v2": "circleci_v2", "circleciv2": "circleci_v2", "aks": "azure",
    "azuread": "azure", "azure_ad": "azure", "entra": "azure", "path": "file", "environ": "env", "envpath": "env_path",
    "env-path": "env_path",
}  # fmt: skip
_FED = "AZURE_FEDERATED_TOKEN_FILE"


def place_of(use: Use) -> Place:
    """Give the place a finding about a use points at: the value, or the key that owns the missing one."""
    if use.value.place is not None:
        return use.value.place
    if use.entry is not None:
        return Place(use.entry.place.document, (*use.entry.place.path, "litellm_params"), True)
    raise ValueError("a use outside of an entry stands somewhere")


def owner_of(use: Use) -> Place:
    """Give the key that a missing neighbour of this value belongs to."""
    if use.entry is not None:
        return Place(use.entry.place.document, (*use.entry.place.path, "litellm_params"), True)
    place = place_of(use)
    return Place(place.document, place.path[:-1], True)


def severity_of(use: Use) -> str | None:
    """A fault in a reference that nobody reads is a warning; otherwise the rule's own severity."""
    return "warning" if use.outcome in ("unused", "not-loaded") else None


def denied(use: Use, *reasons: str) -> Denial | None:
    """Give the denial of a use with one of these reasons."""
    return next((denial for denial in use.denials if denial.reason in reasons), None)


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
            word == "azure" and survey.config.environment.certain(_FED) is not None
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


def _resolved(use: Use) -> tuple[str, str] | None:
    """Give provider and rest of a use whose reference LiteLLM would resolve."""
    ref = use.resolution
    if ref is None or ref.provider is None or ref.provider not in WORDS or use.outcome == "verbatim":
        return None
    return ref.provider, ref.rest


def audience_missing(use: Use, survey: Survey) -> Iterator[Finding]:
    """The audience is empty where the provider needs one."""
    ref = _resolved(use)
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
        and survey.config.environment.get(_FED) is None
        and survey.version.has("azure-identity-fallback")
    ):
        yield Finding(
            "audience-missing",
            place_of(use),
            f"without {_FED} the rest is the scope LiteLLM asks Entra for, and it is empty",
            severity_of(use),
            "oidc/azure/api://<application id>/.default",
            use.reference,
        )


def audience_ignored(use: Use, survey: Survey) -> Iterator[Finding]:
    """An audience is written where LiteLLM ignores it."""
    ref = _resolved(use)
    if ref is None or ref[1].strip() == "":
        return
    if ref[0] in ("circleci", "circleci_v2"):
        why = "CircleCI sets the audience of the token itself"
    elif ref[0] == "azure" and survey.config.environment.certain(_FED) is not None:
        why = f"with {_FED} the token is the file, whatever its audience"
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
    ref = _resolved(use)
    if ref is not None and ref[0] in ("file", "env", "env_path") and use.party != "key":
        yield Finding(
            "unofficial-provider",
            place_of(use),
            f"LiteLLM's documentation lists {ref[0]} as unofficial: you keep the token fresh yourself",
            None,
            None,
            use.reference,
        )


def prefer_azure_provider(use: Use, survey: Survey) -> Iterator[Finding]:
    """`oidc/env_path/AZURE_FEDERATED_TOKEN_FILE` is `oidc/azure/`."""
    ref = _resolved(use)
    if ref == ("env_path", _FED) and survey.version.has("provider-azure"):
        fix = (
            Fix("write oidc/azure/", "oidc/azure/", True)
            if use.value.written == use.value.data and use.key != "anthropic_identity_token"
            else None
        )
        yield Finding(
            "prefer-azure-provider",
            place_of(use),
            "oidc/azure/ reads the same file and is the documented way",
            None,
            "oidc/azure/",
            use.reference,
            fix,
        )


def relative_token_path(use: Use, survey: Survey) -> Iterator[Finding]:
    """`oidc/file/` with one slash is a relative path."""
    ref = _resolved(use)
    if ref is None or ref[0] != "file" or ref[1].startswith("/"):
        return
    path = ref[1]
    sane = re.match(r"^[\w.-]+/", path) and not path.startswith(".")
    fix = None
    if sane and use.value.written == use.value.data:
        fix = Fix("write the path as absolute", f"oidc/file//{path}", False)
    if survey.version.has("file-allow-list"):
        yield Finding(
            "relative-token-path",
            place_of(use),
            "oidc/file/ with one slash is a relative path, and LiteLLM refuses it; an absolute one needs two slashes",
            severity_of(use),
            f"oidc/file//{path.lstrip('/')}",
            use.reference,
            fix,
        )
    else:
        yield Finding(
            "relative-token-path",
            place_of(use),
            "oidc/file/ with one slash is read relative to LiteLLM's working directory, and refused from "
            f"{survey.tables.first('file-allow-list')} on",
            "warning",
            f"oidc/file//{path}",
            use.reference,
            fix,
        )


def token_path_not_allowed(use: Use, survey: Survey) -> Iterator[Finding]:
    """`oidc/file` reads only below certain directories."""
    if denied(use, "path-not-allowed"):
        yield Finding(
            "token-path-not-allowed",
            place_of(use),
            "LiteLLM reads oidc/file/ only below /var/run/secrets and /run/secrets, or where LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS says",
            severity_of(use),
            None,
            use.reference,
        )
        return
    ref, answer = _resolved(use), use.resolution
    if ref is None or ref[0] != "file" or not ref[1].startswith("/") or not survey.version.has("file-allow-list"):
        return
    if answer is None or answer.verdict != "unknown":
        return
    directories = allowed_directories(survey.config.environment)
    known = DEFAULT_DIRECTORIES if isinstance(directories, Unknown) else directories
    lexical = tuple(posixpath.normpath(directory) for directory in known if directory.startswith("/"))
    if below(posixpath.normpath(ref[1]), (*lexical, *(("/run/secrets",) if "/var/run/secrets" in lexical else ()))):
        return
    unless = (
        "unless LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS names its folder"
        if isinstance(directories, Unknown)
        else "unless a link leads there"
    )
    yield Finding(
        "token-path-not-allowed",
        place_of(use),
        f"LiteLLM refuses token files outside {' and '.join(known) or 'any folder'}, {unless}",
        "warning",
        None,
        use.reference,
    )


def token_file_missing(use: Use, survey: Survey) -> Iterator[Finding]:
    """The token file is not there."""
    found = denied(use, "file-missing")
    if found is not None:
        yield Finding(
            "token-file-missing",
            place_of(use),
            f"there is no file {found.name!r} on LiteLLM's machine",
            severity_of(use),
            None,
            use.reference,
        )


def token_file_unreadable(use: Use, survey: Survey) -> Iterator[Finding]:
    """The token file cannot be read as text."""
    found = denied(use, "file-unreadable")
    if found is not None:
        why = found.predicts[0] if found.predicts else "it cannot be read"
        yield Finding(
            "token-file-unreadable",
            place_of(use),
            f"LiteLLM cannot read {found.name!r}: {why}",
            severity_of(use),
            None,
            use.reference,
        )


def environment_variable_missing(use: Use, survey: Survey) -> Iterator[Finding]:
    """A variable the reference needs is known to be unset."""
    found = denied(use, "variable-missing")
    if found is None:
        return
    message = f"{found.name} is not set in the environment given"
    ref = _resolved(use)
    if ref is not None and ref[0] == "github":
        message += "; GitHub sets it only for a job with permissions: id-token: write"
    yield Finding("environment-variable-missing", place_of(use), message, severity_of(use), None, use.reference)


def environment_variable_unusable(use: Use, survey: Survey) -> Iterator[Finding]:
    """A variable the reference needs holds something LiteLLM cannot use."""
    found = denied(use, "variable-unusable")
    if found is not None:
        why = found.predicts[0].split(": ", 1)[-1] if found.predicts else ""
        yield Finding(
            "environment-variable-unusable",
            place_of(use),
            f"LiteLLM cannot use what {found.name} holds: {why}",
            severity_of(use),
            None,
            use.reference,
        )


def resolved_at_load(use: Use, survey: Survey) -> Iterator[Finding]:
    """`os.environ/oidc/…` is resolved once, while the config loads."""
    place = place_of(use)
    if not use.early or any(
        fault.rule == "resolved-at-load" and fault.place.path == place.path for fault in survey.config.faults
    ):
        return
    plain = strip_environ(use.reference or "")
    if denied(use, "resolved-too-early"):
        yield Finding(
            "resolved-at-load",
            place,
            "os.environ/ makes LiteLLM resolve this while loading, and then look the token up as a name: every request fails with 401",
            "error",
            plain,
            use.reference,
            Fix("drop os.environ/", plain, False) if plain else None,
        )
    elif use.outcome != "unused":
        yield Finding(
            "resolved-at-load",
            place,
            "os.environ/ makes LiteLLM resolve this once, at start: the token is never refreshed, and a failure stops the start",
            None,
            None,
            use.reference,
        )
