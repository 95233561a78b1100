"""Rules about where a token comes from: files, variables, and when they are read."""

import posixpath
import re
from collections.abc import Iterator

from validator.finding import Finding, Fix
from validator.litellm.environment import Unknown
from validator.litellm.reference import (
    DEFAULT_DIRECTORIES,
    allowed_directories,
    below,
    strip_environ,
)
from validator.litellm.survey import Survey
from validator.litellm.uses import Use
from validator.rules.places import denied, place_of, resolved, severity_of

FEDERATED = "AZURE_FEDERATED_TOKEN_FILE"


def prefer_azure_provider(use: Use, survey: Survey) -> Iterator[Finding]:
    """`oidc/env_path/AZUREFEDERATEDERATED_TOKEN_FILE` is `oidc/azure/`."""
    ref = resolved(use)
    if ref == ("env_path", FEDERATED) and survey.version.has("provider-azure"):
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
    ref = resolved(use)
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
    ref, answer = resolved(use), use.resolution
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
    ref = resolved(use)
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
