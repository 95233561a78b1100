"""What LiteLLM's resolver answers for a string: `litellm/secret_managers/main.py: get_secret`, step by step.

The steps are those of the package, in its order, with its exception texts. What the resolver would fetch from
an endpoint is not fetched here: the answer is then `fetched`.
"""

import re
from typing import NamedTuple

from validator.litellm.environment import Environment, FileAnswer, Files, Unknown
from validator.litellm.versions import Judged

PREFIX = "oidc/"
ENVIRON = "os.environ/"
DEFAULT_DIRECTORIES = ("/var/run/secrets", "/run/secrets")
"""`oidc/file` reads below these unless LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS replaces them (main.py, from 1.83.8)."""

_NEAR = re.compile(
    r"""^[\s"'`]*                                   # blanks or quotes that became part of the value
        (?:os\.environ/)?
        (?:(?P<word>oidc|odic|oicd|oidcs|odc|oid|iodc|ocid|oidv|openid)[/:\\|.]+
         (?=(?:google|gcp|circle|github|gh|azure|aks|file|env|aws|k8s|kubernetes|gitlab|example)[\w-]*(?:$|[/:\\\s"'])
         |[a-z0-9_-]+/))""",
    re.VERBOSE | re.IGNORECASE,
)


class OidcRef(NamedTuple):
    """A reference as LiteLLM splits it: provider word and the rest (audience, scope, path or variable name)."""

    provider: str
    rest: str


class Resolution(NamedTuple):
    """What the resolver answers: at which step it ends, the verdict there, and why.

    `step` is `reference` or `environment`; `verdict` allow, deny or unknown; `reason` a stable code; `predicts`
    LiteLLM's own `Type: message`; `name` the variable or path concerned; `value` the token text where it is known
    (never shown).
    """

    step: str
    verdict: str
    reason: str
    name: str = ""
    predicts: str | None = None
    value: str | None = None
    provider: str | None = None
    rest: str = ""

    def __repr__(self) -> str:
        return f"<resolution {self.step} {self.verdict} {self.reason}>"


def is_reference(text: str) -> bool:
    """Say whether the resolver takes the string for a reference (case-sensitive, nothing stripped)."""
    return text.startswith(PREFIX)


def strip_environ(text: str) -> str:
    """Delete every `os.environ/` from a string that starts with one, as the resolver does first."""
    return text.replace(ENVIRON, "") if text.startswith(ENVIRON) else text


def looks_like_reference(text: str) -> bool:
    """Say whether a person meant a reference: a misspelled, quoted, capitalised or blank-led `oidc/`."""
    return len(text) < 2000 and _NEAR.match(text) is not None and not is_reference(strip_environ(text))


def split(text: str, version: Judged) -> OidcRef | None:
    """Split a reference (after `strip_environ`) as LiteLLM does; None where its unpacking fails.

    Until 1.108.14 every `oidc/` inside is deleted first; from 1.109.0 only the leading one.
    """
    body = text.replace(PREFIX, "") if version.has("every-oidc-deleted") else text[len(PREFIX) :]
    if "/" not in body:
        return None
    provider, rest = body.split("/", 1)
    return OidcRef(provider, rest)


def resolve(text: str, environment: Environment, files: Files, version: Judged) -> Resolution:
    """Say what `get_secret(text)` answers for a reference, or for `os.environ/` before one.

    A string that is no reference is a name to look up (step 6 of the resolver): reason `not-a-reference`,
    with the variable's value where it is known.
    """
    text = strip_environ(text)
    if not is_reference(text) or not version.has("resolver"):
        found = environment.get(text)
        if isinstance(found, Unknown):
            return Resolution("reference", "unknown", "not-a-reference", text)
        if isinstance(found, str) and found.strip().lower() in ("true", "false"):
            found = None  # comes back as a bool, which no caller takes for a token
        return Resolution("reference", "deny", "not-a-reference", text, None, found)
    ref = split(text, version)
    if ref is None:
        return Resolution(
            "reference", "deny", "malformed", text, "ValueError: not enough values to unpack (expected 2, got 1)"
        )
    handler = _PROVIDERS.get(ref.provider)
    if handler is None or not version.has(handler[0]):
        return _named(
            Resolution(
                "reference", "deny", "unsupported-provider", ref.provider, _value_error("Unsupported OIDC provider")
            ),
            ref,
        )
    return _named(handler[1](ref, environment, files, version), ref)


def allowed_directories(environment: Environment) -> tuple[str, ...] | Unknown:
    """Give the directories `oidc/file` may read from, as written; Unknown without the environment."""
    override = environment.get("LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS")
    if isinstance(override, Unknown):
        return override
    if not override:
        return DEFAULT_DIRECTORIES
    return tuple(part.strip() for part in override.split(",") if part.strip())


def below(path: str, directories: tuple[str, ...]) -> bool:
    """Say whether an absolute path is one of the directories or lies below one, by whole components."""
    parts = [part for part in path.split("/") if part]
    for directory in directories:
        inside = [part for part in directory.split("/") if part]
        if parts[: len(inside)] == inside:
            return True
    return False


def _named(answer: Resolution, ref: OidcRef) -> Resolution:
    return Resolution(
        answer.step, answer.verdict, answer.reason, answer.name, answer.predicts, answer.value, ref.provider, ref.rest
    )


def _value_error(text: str) -> str:
    return f"ValueError: {text}"


def _allow(reason: str, value: str | None = None, name: str = "") -> Resolution:
    return Resolution("environment", "allow", reason, name, None, value)


def _deny(reason: str, predicts: str, name: str) -> Resolution:
    return Resolution("environment", "deny", reason, name, predicts)


def _unknown(reason: str, name: str) -> Resolution:
    return Resolution("environment", "unknown", reason, name)


def _variable(name: str, environment: Environment, missing: str) -> Resolution:
    found = environment.get(name)
    if isinstance(found, Unknown):
        return _unknown("environment-unknown", name)
    if found is None:
        return _deny("variable-missing", _value_error(missing), name)
    return _allow("resolves", found, name)


def _file(path: str, files: Files, via: str = "") -> Resolution:
    if path == "":
        return _deny("file-missing", "FileNotFoundError: [Errno 2] No such file or directory: ''", via)
    answer: FileAnswer = files.read(path)
    if answer.kind == "text":
        return _allow("resolves", answer.text, via or path)
    if answer.kind == "unknown":
        return _unknown("files-unknown", path)
    return _deny("file-missing" if answer.kind == "missing" else "file-unreadable", answer.error, path)


def _google(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    return _unknown("fetched", "the metadata server")  # only a machine of Google Cloud has one


def _circleci(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    name = "CIRCLE_OIDC_TOKEN"
    return _variable(name, environment, f"{name} not found in environment")


def _circleci_v2(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    name = "CIRCLE_OIDC_TOKEN_V2"
    return _variable(name, environment, f"{name} not found in environment")


def _github(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    url_name, token_name = "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
    url, token = environment.get(url_name), environment.get(token_name)
    if url is None or token is None:
        missing = f"{url_name} or {token_name} not found in environment"
        return _deny("variable-missing", _value_error(missing), url_name if url is None else token_name)
    if isinstance(url, Unknown) or isinstance(token, Unknown):
        return _unknown("environment-unknown", url_name if isinstance(url, Unknown) else token_name)
    if re.match(r"^https?://", url, re.IGNORECASE) is None:
        scheme = "Request URL is missing an 'http://' or 'https://' protocol."
        other = re.match(r"^([A-Za-z][A-Za-z0-9+.-]*):", url)
        if other is not None:
            scheme = f"Request URL has an unsupported protocol '{other[1].lower()}://'."
        return _deny("variable-unusable", f"UnsupportedProtocol: {scheme}", url_name)
    if not token.strip():
        return _deny(
            "variable-unusable", f"LocalProtocolError: Illegal header value {b'Bearer ' + token.encode()!r}", token_name
        )
    if token != token.strip(" \t\r\n\v\f") or re.search(r"[\x00-\x08\x0a-\x1f\x7f]", token):
        return _deny("variable-unusable", "LocalProtocolError: Illegal header value", token_name)
    if not token.isascii():
        return _deny("variable-unusable", "UnicodeEncodeError: 'ascii' codec can't encode", token_name)
    return _allow("fetched")


def _azure(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    name = "AZURE_FEDERATED_TOKEN_FILE"
    path = environment.get(name)
    if isinstance(path, Unknown):
        return _unknown("environment-unknown", name)
    if path is not None:
        return _file(path, files, name)
    if not version.has("azure-identity-fallback"):
        return _deny("variable-missing", _value_error(f"{name} not found in environment"), name)
    return _azure_identity(environment, files, version)


def _azure_identity(environment: Environment, files: Files, version: Judged) -> Resolution:
    """Which credential azure-identity is asked for, and whether it can be built at all.

    `litellm/secret_managers/get_azure_ad_token_provider.py`: built outside the try block, so a missing variable
    is a bare KeyError and an unknown class a bare AttributeError.
    """
    kind = environment.certain("AZURE_CREDENTIAL") or ""
    if not kind:
        kind = _inferred_credential(environment) if version.has("azure-identity-infers") else "ClientSecretCredential"
    needed = {
        "ClientSecretCredential": ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"),
        "ManagedIdentityCredential": ("AZURE_CLIENT_ID",),
        "CertificateCredential": ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CERTIFICATE_PATH"),
    }.get(kind, ())
    for name in needed:
        if environment.get(name) is None:
            return _deny("variable-missing", f"KeyError: '{name}'", name)
    if kind not in _AZURE_CLASSES:
        text = f"AttributeError: module 'azure.identity' has no attribute '{kind}'"
        return _deny("variable-unusable", text, "AZURE_CREDENTIAL")
    if kind == "WorkloadIdentityCredential":  # its own three variables include the one that is unset here
        text = "ValueError: WorkloadIdentityCredential authentication unavailable."
        return _deny("variable-unusable", text, "AZURE_CREDENTIAL")
    if kind == "CertificateCredential":
        answer = files.read(environment.certain("AZURE_CERTIFICATE_PATH") or "")
        if answer.kind in ("missing", "unreadable"):
            return _deny(f"file-{answer.kind}", answer.error, environment.certain("AZURE_CERTIFICATE_PATH") or "")
    return _allow("fetched") if kind in _AZURE_CERTAIN else _unknown("fetched", kind)


_AZURE_CLASSES = frozenset(
    "AuthorizationCodeCredential AzureCliCredential AzureDeveloperCliCredential AzurePipelinesCredential "
    "AzurePowerShellCredential CertificateCredential ChainedTokenCredential ClientAssertionCredential "
    "ClientSecretCredential DefaultAzureCredential DeploymentIdentityCredential DeviceCodeCredential "
    "EnvironmentCredential InteractiveBrowserCredential ManagedIdentityCredential OnBehalfOfCredential "
    "SharedTokenCacheCredential UsernamePasswordCredential VisualStudioCodeCredential WorkloadIdentityCredential".split()
)
"""The classes of `azure.identity` 1.27 (https://pypi.org/project/azure-identity), and LiteLLM's own one."""

_AZURE_CERTAIN = frozenset(("ClientSecretCredential",))
"""Credentials that need nothing but the variables; the others depend on the machine."""


def _inferred_credential(environment: Environment) -> str:
    get = environment.certain
    if get("AZURE_CLIENT_ID") and get("AZURE_CLIENT_SECRET") and get("AZURE_TENANT_ID"):
        return "ClientSecretCredential"
    if get("AZURE_CLIENT_ID"):
        return "ManagedIdentityCredential"
    if get("AZURE_CERTIFICATE_PASSWORD") or get("AZURE_CERTIFICATE_PATH"):
        return "CertificateCredential"
    return "DefaultAzureCredential"


def _path_error(text: str, version: Judged) -> str:
    kind = "OidcPathNotAllowedError" if version.has("file-error-subclass") else "ValueError"
    return f"{kind}: {text}"


def _file_provider(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    path = ref.rest
    if not version.has("file-allow-list"):
        return _file(path, files)
    if not path.startswith("/"):
        form = "<absolute path>" if version.has("file-error-new-text") else "/var/run/secrets/<name>"
        text = (
            f"oidc/file path must be absolute. Use the format 'oidc/file/{form if form[0] == '/' else '/' + form}' "
            "(note the leading slash after 'oidc/file/')."
        )
        return Resolution("reference", "deny", "path-not-absolute", path, _path_error(text, version))
    if "\0" in path:
        return _deny("file-unreadable", "ValueError: embedded null", path)
    directories = allowed_directories(environment)
    if isinstance(directories, Unknown):
        answer = files.read(path)
        if answer.kind in ("missing", "unreadable"):  # refused whatever the allow-list says
            return _deny(f"file-{answer.kind}", answer.error, path)
        return _unknown("environment-unknown", directories.name)
    resolved = files.real(path)
    reals = [files.real(directory) for directory in directories]
    if isinstance(resolved, Unknown) or any(isinstance(real, Unknown) for real in reals):
        return _unknown("files-unknown", path)
    if not below(resolved, tuple(real for real in reals if isinstance(real, str))):
        text = (
            "oidc/file path is outside the allowed credential directories. "
            "Set LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS to extend the allowlist."
        )
        return _deny("path-not-allowed", _path_error(text, version), path)
    return _file(resolved, files, path)


def _env(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    return _variable(ref.rest, environment, f"Environment variable {ref.rest} not found")


def _env_path(ref: OidcRef, environment: Environment, files: Files, version: Judged) -> Resolution:
    found = _variable(ref.rest, environment, f"Environment variable {ref.rest} not found")
    return _file(found.value, files, ref.rest) if found.verdict == "allow" and found.value is not None else found


_PROVIDERS = {
    "google": ("resolver", _google),
    "circleci": ("resolver", _circleci),
    "circleci_v2": ("resolver", _circleci_v2),
    "github": ("resolver", _github),
    "azure": ("provider-azure", _azure),
    "file": ("provider-file-env", _file_provider),
    "env": ("provider-file-env", _env),
    "env_path": ("provider-file-env", _env_path),
}
"""Provider word → the behaviour that brings it, the function that answers."""

WORDS = frozenset(_PROVIDERS)
"""Every provider word LiteLLM knows."""
