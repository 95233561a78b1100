"""The rows that are put to the real LiteLLM: configs with their environment and files.

`ROWS` holds configs, `RESOLVE` bare references. Every row has a stable id; `versions` names the releases in which a row
ends otherwise than in 1.106.2. What a row may hold is described in driver.py. Nothing here was ever a real credential.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

Row = dict[str, Any]

TOKEN = "TOKEN-ENV-IDENTITY-0001"
FILE_TOKEN = "TOKEN-FILE-IDENTITY-0002"
ROLE = "arn:aws:iam::123456789012:role/litellm"
TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "66666666-7777-8888-9999-000000000000"
GITHUB = {
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://actions.example/token?api-version=2.0",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "KEY-github-request",
}
VAR = "/var/run/secrets/oidclint-oracle"
RUN = "/run/secrets/oidclint-oracle"
TMP = "/tmp/oidclint-oracle"
CLAUDE = "bedrock/anthropic.claude-3-haiku-20240307-v1:0"


# --- writing configs --------------------------------------------------------------------------------------------


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def entry(model: Any, name: Any = "m", info: Any = None, **params: Any) -> str:
    """One item of `model_list`."""
    lines = [f"  - model_name: {_yaml(name)}", "    litellm_params:", f"      model: {_yaml(model)}"]
    lines += [f"      {key}: {_yaml(value)}" for key, value in params.items()]
    if info is not None:
        lines.append(f"    model_info: {_yaml(info)}")
    return "\n".join(lines) + "\n"


def config(*entries: str, tail: str = "") -> str:
    """A proxy config of these entries."""
    return "model_list:\n" + "".join(entries) + tail


def bedrock(reference: Any = None, model: str = CLAUDE, **params: Any) -> str:
    """A Bedrock deployment with role and session name."""
    given = {"aws_region_name": "us-east-1", "aws_role_name": ROLE, "aws_session_name": "litellm-proxy"}
    if reference is not None:
        given["aws_web_identity_token"] = reference
    given.update(params)
    return config(entry(model, **{key: value for key, value in given.items() if value is not None}))


def azure(reference: Any = None, model: str = "azure/gpt-4o", **params: Any) -> str:
    """An Azure deployment with client id and tenant id."""
    given: dict[str, Any] = {
        "api_base": "https://oracle.openai.azure.com",
        "api_version": "2024-10-21",
        "client_id": CLIENT,
        "tenant_id": TENANT,
    }
    if reference is not None:
        given["azure_ad_token"] = reference
    given.update(params)
    return config(entry(model, **{key: value for key, value in given.items() if value is not None}))


def anthropic(reference: Any = None, **params: Any) -> str:
    """An Anthropic deployment with the ids of workload identity."""
    given: dict[str, Any] = {"anthropic_federation_rule_id": "fdrl_oracle", "anthropic_organization_id": "org-oracle"}
    if reference is not None:
        given["anthropic_identity_token"] = reference
    given.update(params)
    return config(
        entry(
            "anthropic/claude-3-5-sonnet-20240620", **{key: value for key, value in given.items() if value is not None}
        )
    )


ROWS: list[Row] = []
RESOLVE: list[Row] = []


def row(name: str, text: str, env: dict[str, str] | None = None, **more: Any) -> None:
    """Add a row."""
    ROWS.append({"id": name, "config": text, "env": env or {}, **more})


# --- references: grammar, providers, every failure --------------------------------------------------------------


def reference(name: str, text: str, env: dict[str, str] | None = None, **more: Any) -> None:
    """The same reference put to the resolver, to a Bedrock and to an Azure deployment."""
    RESOLVE.append({"id": f"resolve-{name}", "resolve": text, "env": env or {}, **more})
    row(f"aws-{name}", bedrock(text), env, **more)
    row(f"azure-{name}", azure(text), env, **more)


reference("google", "oidc/google/sts.amazonaws.com")
reference("google-empty-audience", "oidc/google/")
reference("google-url-audience", "oidc/google/https://example.com/a b?c=d")
reference("google-no-slash", "oidc/google")
reference("google-404", "oidc/google/aud", answers={"google": {"status": 404, "body": "no"}})
reference("google-500", "oidc/google/aud", answers={"google": {"status": 500, "body": "no"}})
reference("google-201", "oidc/google/aud", answers={"google": {"status": 201}})
reference("google-unreachable", "oidc/google/aud", answers={"google": "unreachable"})
reference("google-empty-body", "oidc/google/aud", answers={"google": {"body": ""}})
reference("google-newline", "oidc/google/aud", answers={"google": {"body": "TOKEN-GOOGLE-IDENTITY-newline\n"}})
reference("google-other-host", "oidc/google/aud", {"GCE_METADATA_HOST": "metadata.example:8080"})
reference("google-expired", "oidc/google/aud", answers={"google": {"body": "TOKEN-GOOGLE-IDENTITY.eyJleHAiOjF9.x"}})

reference("circleci", "oidc/circleci/", {"CIRCLE_OIDC_TOKEN": TOKEN})
reference("circleci-audience", "oidc/circleci/ignored", {"CIRCLE_OIDC_TOKEN": TOKEN})
reference("circleci-unset", "oidc/circleci/", {"CIRCLE_OIDC_TOKEN_V2": TOKEN})
reference("circleci-empty", "oidc/circleci/", {"CIRCLE_OIDC_TOKEN": ""})
reference("circleci-no-slash", "oidc/circleci", {"CIRCLE_OIDC_TOKEN": TOKEN})
reference("circleci-v2", "oidc/circleci_v2/", {"CIRCLE_OIDC_TOKEN_V2": TOKEN})
reference("circleci-v2-unset", "oidc/circleci_v2/", {"CIRCLE_OIDC_TOKEN": TOKEN})

reference("github", "oidc/github/sts.amazonaws.com", GITHUB)
reference("github-empty-audience", "oidc/github/", GITHUB)
reference("github-no-slash", "oidc/github", GITHUB)
reference("github-unset", "oidc/github/aud")
reference("github-url-unset", "oidc/github/aud", {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "KEY-github-request"})
reference("github-token-unset", "oidc/github/aud", {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://actions.example/token"})
reference("github-url-empty", "oidc/github/aud", {**GITHUB, "ACTIONS_ID_TOKEN_REQUEST_URL": ""})
reference(
    "github-url-no-scheme", "oidc/github/aud", {**GITHUB, "ACTIONS_ID_TOKEN_REQUEST_URL": "actions.example/token"}
)
reference("github-token-empty", "oidc/github/aud", {**GITHUB, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": ""})
reference(
    "github-audience-in-url",
    "oidc/github/mine",
    {**GITHUB, "ACTIONS_ID_TOKEN_REQUEST_URL": "https://actions.example/token?audience=theirs"},
)
reference("github-403", "oidc/github/aud", GITHUB, answers={"github": {"status": 403, "body": "no"}})
reference("github-201", "oidc/github/aud", GITHUB, answers={"github": {"status": 201}})
reference("github-not-json", "oidc/github/aud", GITHUB, answers={"github": {"body": "<html>"}})
reference("github-list", "oidc/github/aud", GITHUB, answers={"github": {"body": "[]"}})
reference("github-text", "oidc/github/aud", GITHUB, answers={"github": {"body": '"TOKEN"'}})
reference("github-no-value", "oidc/github/aud", GITHUB, answers={"github": {"body": "{}"}})
reference("github-null", "oidc/github/aud", GITHUB, answers={"github": {"body": '{"value": null}'}})
reference("github-empty-value", "oidc/github/aud", GITHUB, answers={"github": {"body": '{"value": ""}'}})
reference("github-unreachable", "oidc/github/aud", GITHUB, answers={"github": "unreachable"})

AZURE_FILE = {"AZURE_FEDERATED_TOKEN_FILE": f"{TMP}/azure"}
reference("azure-file", "oidc/azure/api://AzureADTokenExchange", AZURE_FILE, files={f"{TMP}/azure": FILE_TOKEN})
reference("azure-file-empty-rest", "oidc/azure/", AZURE_FILE, files={f"{TMP}/azure": FILE_TOKEN})
reference("azure-file-no-slash", "oidc/azure", AZURE_FILE, files={f"{TMP}/azure": FILE_TOKEN})
reference("azure-file-newline", "oidc/azure/x", AZURE_FILE, files={f"{TMP}/azure": FILE_TOKEN + "\n"})
reference("azure-file-missing", "oidc/azure/x", {"AZURE_FEDERATED_TOKEN_FILE": f"{TMP}/absent"})
reference("azure-file-variable-empty", "oidc/azure/x", {"AZURE_FEDERATED_TOKEN_FILE": ""})
reference("azure-file-folder", "oidc/azure/x", AZURE_FILE, files={f"{TMP}/azure": {"dir": True}})
reference("azure-file-empty", "oidc/azure/x", AZURE_FILE, files={f"{TMP}/azure": ""})
reference("azure-file-relative", "oidc/azure/x", {"AZURE_FEDERATED_TOKEN_FILE": "token"}, files={"token": FILE_TOKEN})
reference(
    "azure-file-unreadable",
    "oidc/azure/x",
    AZURE_FILE,
    files={f"{TMP}/azure": {"content": FILE_TOKEN, "mode": "000"}},
)
SECRET = {"AZURE_CLIENT_ID": CLIENT, "AZURE_CLIENT_SECRET": "KEY-secret", "AZURE_TENANT_ID": TENANT}
reference("azure-secret", "oidc/azure/https://example.com/.default", SECRET)
reference("azure-secret-empty-scope", "oidc/azure/", SECRET)
reference("azure-nothing", "oidc/azure/https://example.com/.default")
reference("azure-managed-identity-silent", "oidc/azure/https://example.com/.default", {"AZURE_CLIENT_ID": CLIENT})
reference(
    "azure-managed-identity",
    "oidc/azure/https://example.com/.default",
    {"AZURE_CLIENT_ID": CLIENT},
    answers={
        "imds": {
            "status": 200,
            "body": json.dumps(
                {
                    "access_token": "TOKEN-AZURE-MANAGED-IDENTITY",
                    "expires_in": "3600",
                    "expires_on": "4070908800",
                    "resource": "https://example.com",
                    "token_type": "Bearer",
                }
            ),
        }
    },
)
reference("azure-credential-unknown", "oidc/azure/x", {"AZURE_CREDENTIAL": "NoSuchCredential"})
reference("azure-credential-secret-unset", "oidc/azure/x", {"AZURE_CREDENTIAL": "ClientSecretCredential"})
reference("azure-credential-workload", "oidc/azure/x", {"AZURE_CREDENTIAL": "WorkloadIdentityCredential"})
reference("azure-certificate-no-client", "oidc/azure/x", {"AZURE_CERTIFICATE_PATH": f"{TMP}/absent.pem"})
reference(
    "azure-certificate-empty-client",
    "oidc/azure/x",
    {"AZURE_CERTIFICATE_PATH": f"{TMP}/absent.pem", "AZURE_CLIENT_ID": "", "AZURE_TENANT_ID": TENANT},
)

reference("file", f"oidc/file/{VAR}/token", files={f"{VAR}/token": FILE_TOKEN})
reference("file-run", f"oidc/file/{RUN}/token", files={f"{RUN}/token": FILE_TOKEN})
reference("file-newline", f"oidc/file/{VAR}/token", files={f"{VAR}/token": FILE_TOKEN + "\n"})
reference("file-blank", f"oidc/file/{VAR}/token", files={f"{VAR}/token": " " + FILE_TOKEN + " "})
reference("file-empty", f"oidc/file/{VAR}/token", files={f"{VAR}/token": ""})
reference("file-blank-name", f"oidc/file/{VAR}/to ken", files={f"{VAR}/to ken": FILE_TOKEN})
reference("file-missing", f"oidc/file/{VAR}/absent")
reference("file-folder", f"oidc/file/{VAR}/token", files={f"{VAR}/token": {"dir": True}})
reference("file-unreadable", f"oidc/file/{VAR}/token", files={f"{VAR}/token": {"content": FILE_TOKEN, "mode": "000"}})
reference("file-binary", f"oidc/file/{VAR}/token", files={f"{VAR}/token": {"bytes_hex": "fffe8081"}})
reference(
    "file-bom", f"oidc/file/{VAR}/token", files={f"{VAR}/token": {"bytes_hex": "efbbbf" + FILE_TOKEN.encode().hex()}}
)
reference("file-one-slash", f"oidc/file{VAR}/token", files={f"{VAR}/token": FILE_TOKEN})
reference("file-relative", "oidc/file/token", files={"token": FILE_TOKEN})
reference("file-relative-missing", "oidc/file/absent")
reference("file-tilde", "oidc/file/~/token")
reference("file-no-path", "oidc/file/")
reference("file-no-slash", "oidc/file")
reference("file-nul", f"oidc/file/{VAR}/to\0ken")
reference("file-outside", f"oidc/file/{TMP}/token", files={f"{TMP}/token": FILE_TOKEN})
reference("file-outside-missing", f"oidc/file/{TMP}/absent")
reference("file-sibling", "oidc/file//run/secrets-old/token")
reference(
    "file-dots-out",
    f"oidc/file/{VAR}/../../../../tmp/oidclint-oracle/token",
    files={f"{VAR}/beside": {"dir": True}, f"{TMP}/token": FILE_TOKEN},
)
reference(
    "file-dots-in",
    f"oidc/file/{TMP}/../../var/run/secrets/oidclint-oracle/token",
    files={f"{VAR}/token": FILE_TOKEN, f"{TMP}/beside": {"dir": True}},
)
reference(
    "file-link-out",
    f"oidc/file/{VAR}/link",
    files={f"{TMP}/token": FILE_TOKEN, f"{VAR}/link": {"link": f"{TMP}/token"}},
)
reference(
    "file-link-in",
    f"oidc/file/{TMP}/link",
    files={f"{VAR}/token": FILE_TOKEN, f"{TMP}/link": {"link": f"{VAR}/token"}},
)
reference(
    "file-link-kubernetes",
    f"oidc/file/{VAR}/token",
    files={
        f"{VAR}/..2024/token": FILE_TOKEN,
        f"{VAR}/..data": {"link": "..2024"},
        f"{VAR}/token": {"link": "..data/token"},
    },
)
reference("file-link-dangling", f"oidc/file/{VAR}/link", files={f"{VAR}/link": {"link": f"{VAR}/absent"}})
for allow_name, allow_list in {
    "listed": TMP,
    "listed-blanks": f" /nowhere , {TMP} ",
    "listed-slash": f"{TMP}/",
    "listed-file": f"{TMP}/token",
    "listed-root": "/",
    "listed-empty": "",
    "listed-commas": ",",
    "listed-other": "/nowhere",
    "listed-prefix": "/tmp/oidclint",
}.items():
    reference(
        f"file-{allow_name}",
        f"oidc/file/{TMP}/token",
        {"LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS": allow_list},
        files={f"{TMP}/token": FILE_TOKEN},
    )
reference(
    "file-default-replaced",
    f"oidc/file/{VAR}/token",
    {"LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS": TMP},
    files={f"{VAR}/token": FILE_TOKEN},
)
reference(
    "file-default-empty-list",
    f"oidc/file/{VAR}/token",
    {"LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS": ""},
    files={f"{VAR}/token": FILE_TOKEN},
)
reference(
    "file-inner-oidc",
    f"oidc/file/{VAR}/oidc/token",
    files={f"{VAR}/oidc/token": FILE_TOKEN},
)
reference(
    "file-inner-oidc-mangled",
    f"oidc/file/{VAR}/oidc/token",
    files={f"{VAR}/token": FILE_TOKEN},
)

reference("env", "oidc/env/MY_TOKEN", {"MY_TOKEN": TOKEN})
reference("env-unset", "oidc/env/MY_TOKEN")
reference("env-case", "oidc/env/my_token", {"MY_TOKEN": TOKEN})
reference("env-no-name", "oidc/env/")
reference("env-no-slash", "oidc/env", {"MY_TOKEN": TOKEN})
reference("env-empty", "oidc/env/MY_TOKEN", {"MY_TOKEN": ""})
reference("env-short", "oidc/env/MY_TOKEN", {"MY_TOKEN": "abc"})
reference("env-blank", "oidc/env/MY_TOKEN", {"MY_TOKEN": f" {TOKEN} "})
reference("env-newline", "oidc/env/MY_TOKEN", {"MY_TOKEN": f"{TOKEN}\n"})
reference("env-true", "oidc/env/MY_TOKEN", {"MY_TOKEN": "true"})
reference("env-slash-in-name", "oidc/env/A/B", {"A/B": TOKEN})
reference("env-percent", "oidc/env/MY%5FTOKEN", {"MY_TOKEN": TOKEN})
reference("env-dollar", "oidc/env/$MY_TOKEN", {"MY_TOKEN": TOKEN})
reference("env-value-reference", "oidc/env/A", {"A": "oidc/env/B", "B": TOKEN})
reference("env-inner-oidc", "oidc/env/oidc/A", {"oidc/A": TOKEN})
reference("env-inner-oidc-mangled", "oidc/env/oidc/A", {"A": TOKEN})
reference("env-word-oidc-mangled", "oidc/env/xoidc/A", {"xA": TOKEN})
reference("env-os-environ-in-name", "oidc/env/os.environ/A", {"A": TOKEN})

reference("env-path", "oidc/env_path/MY_FILE", {"MY_FILE": f"{TMP}/token"}, files={f"{TMP}/token": FILE_TOKEN})
reference("env-path-newline", "oidc/env_path/MY_FILE", {"MY_FILE": f"{TMP}/t"}, files={f"{TMP}/t": FILE_TOKEN + "\n"})
reference("env-path-unset", "oidc/env_path/MY_FILE")
reference("env-path-no-name", "oidc/env_path/")
reference("env-path-no-slash", "oidc/env_path")
reference("env-path-empty", "oidc/env_path/MY_FILE", {"MY_FILE": ""})
reference("env-path-missing", "oidc/env_path/MY_FILE", {"MY_FILE": f"{TMP}/absent"})
reference("env-path-folder", "oidc/env_path/MY_FILE", {"MY_FILE": f"{TMP}/d"}, files={f"{TMP}/d": {"dir": True}})
reference("env-path-relative", "oidc/env_path/MY_FILE", {"MY_FILE": "token"}, files={"token": FILE_TOKEN})
reference("env-path-tilde", "oidc/env_path/MY_FILE", {"MY_FILE": "~/token"})
reference(
    "env-path-unreadable",
    "oidc/env_path/MY_FILE",
    {"MY_FILE": f"{TMP}/token"},
    files={f"{TMP}/token": {"content": FILE_TOKEN, "mode": "000"}},
)
reference("env-path-binary", "oidc/env_path/F", {"F": f"{TMP}/t"}, files={f"{TMP}/t": {"bytes_hex": "fffe8081"}})

HELD = {"MY_TOKEN": TOKEN}
reference("unknown-provider", "oidc/gitlab/aud", HELD)
reference("unknown-aws", "oidc/aws/aud", HELD)
reference("provider-case", "oidc/GitHub/aud", GITHUB)
reference("provider-blank", "oidc/ env/MY_TOKEN", HELD)
reference("provider-empty", "oidc//x", HELD)
reference("prefix-only", "oidc/", HELD)
reference("prefix-no-slash", "oidc", HELD)
reference("prefix-case", "OIDC/env/MY_TOKEN", HELD)
reference("prefix-blank", " oidc/env/MY_TOKEN", HELD)
reference("suffix-blank", "oidc/env/MY_TOKEN ", HELD)
reference("suffix-newline", "oidc/env/MY_TOKEN\n", HELD)
reference("double", "oidc/oidc/env/MY_TOKEN", HELD)
reference("double-google", "oidc/google/oidc/aud")
reference("word-before", "xoidc/env/MY_TOKEN", HELD)
reference("colon", "oidc:env/MY_TOKEN", HELD)
reference("quoted", '"oidc/env/MY_TOKEN"', HELD)
reference("os-environ-reference", "os.environ/oidc/env/MY_TOKEN", HELD)
reference("os-environ-reference-broken", "os.environ/oidc/env/ABSENT", HELD)
reference("os-environ-reference-unknown", "os.environ/oidc/gitlab/x", HELD)
reference("os-environ-reference-github", "os.environ/oidc/github/aud", GITHUB)
reference("os-environ-twice", "os.environ/os.environ/oidc/env/MY_TOKEN", HELD)
reference("os-environ-late", "os.environ/oidc/env/os.environ/MY_TOKEN", HELD)
reference("os-environ-name", "os.environ/REF", {**HELD, "REF": "oidc/env/MY_TOKEN"})
reference("os-environ-name-unset", "os.environ/REF", HELD)
reference("os-environ-name-broken", "os.environ/REF", {**HELD, "REF": "oidc/gitlab/x"})
reference("os-environ-two-steps", "os.environ/A", {**HELD, "A": "os.environ/B", "B": "oidc/env/MY_TOKEN"})
reference(
    "os-environ-three-steps",
    "os.environ/A",
    {**HELD, "A": "os.environ/B", "B": "os.environ/C", "C": "oidc/env/MY_TOKEN"},
)
reference(
    "os-environ-four-steps",
    "os.environ/A",
    {**HELD, "A": "os.environ/B", "B": "os.environ/C", "C": "os.environ/D", "D": "oidc/env/MY_TOKEN"},
)
reference("os-environ-value-token", "os.environ/MY_TOKEN", HELD)
reference("os-environ-true", "os.environ/FLAG", {"FLAG": "true"})
reference("variable-name", "MY_TOKEN", HELD)
reference("path", f"{VAR}/token", files={f"{VAR}/token": FILE_TOKEN})
reference("raw-token", "TOKEN-RAW-IDENTITY-0003.aaaa.bbbb")
reference("empty", "")

# --- the same failures on the other consumers -------------------------------------------------------------------

FAILURES: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "ok": ("oidc/env/MY_TOKEN", HELD, {}),
    "no-slash": ("oidc/github", GITHUB, {}),
    "unknown": ("oidc/gitlab/x", {}, {}),
    "env-unset": ("oidc/env/ABSENT", {}, {}),
    "file-missing": (f"oidc/file/{VAR}/absent", {}, {}),
    "github-null": ("oidc/github/aud", GITHUB, {"answers": {"github": {"body": '{"value": null}'}}}),
    "other-case": ("OIDC/env/MY_TOKEN", HELD, {}),
    "loaded": ("os.environ/oidc/env/MY_TOKEN", HELD, {}),
}

RERANK = "bedrock/arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0"
AWS_ROUTES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "invoke": ("bedrock/invoke/anthropic.claude-3-haiku-20240307-v1:0", "chat", {}),
    "embedding": ("bedrock/amazon.titan-embed-text-v2:0", "embedding", {}),
    "image": ("bedrock/stability.sd3-5-large-v1:0", "image_generation", {}),
    "rerank": (RERANK, "rerank", {}),
    "sagemaker": ("sagemaker/my-endpoint", "chat", {}),
    "sagemaker-chat": ("sagemaker_chat/my-endpoint", "chat", {}),
    "mantle": ("bedrock_mantle/openai.gpt-oss-120b", "chat", {}),
    "polly": ("aws_polly/neural", "audio_speech", {"params": {"voice": "Joanna"}}),
}
for route, (route_model, route_op, route_more) in AWS_ROUTES.items():
    for failure, (failure_reference, failure_env, failure_more) in FAILURES.items():
        row(
            f"{route}-{failure}",
            bedrock(failure_reference, route_model),
            failure_env,
            op=route_op,
            **{**route_more, **failure_more},
        )

AZURE_AI = {"api_base": "https://oracle.services.ai.azure.com", "api_version": None}
AZURE_ROUTES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "azure-v1": ("azure/gpt-4o", "chat", {"api_version": "v1"}),
    "azure-embedding": ("azure/text-embedding-3-small", "embedding", {}),
    "azure-responses": ("azure/gpt-4o", "responses", {}),
    "azure-image": ("azure/dall-e-3", "image_generation", {}),
    "azure-image-edit": ("azure/gpt-image-1", "image_edit", {}),
    "azure-speech": ("azure/tts-1", "audio_speech", {}),
    "azure-transcription": ("azure/whisper-1", "audio_transcription", {}),
    "azure-text": ("azure_text/gpt-35-turbo-instruct", "completion", {}),
    "azure-ai-chat": ("azure_ai/mistral-large", "chat", AZURE_AI),
    "azure-ai-embedding": ("azure_ai/cohere-embed-v3-english", "embedding", AZURE_AI),
    "azure-ai-rerank": ("azure_ai/cohere-rerank-v3.5", "rerank", AZURE_AI),
    "azure-ai-image": ("azure_ai/FLUX-1.1-pro", "image_generation", AZURE_AI),
    "azure-ai-claude": ("azure_ai/claude-sonnet-4-5", "chat", AZURE_AI),
}
for route, (route_model, route_op, route_params) in AZURE_ROUTES.items():
    for failure, (failure_reference, failure_env, failure_more) in FAILURES.items():
        row(
            f"{route}-{failure}",
            azure(failure_reference, route_model, **route_params),
            failure_env,
            op=route_op,
            **failure_more,
        )

# --- Azure: what stands beside the token ------------------------------------------------------------------------

BESIDE: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "ids-in-environment": (
        {"client_id": None, "tenant_id": None},
        {"AZURE_CLIENT_ID": CLIENT, "AZURE_TENANT_ID": TENANT},
    ),
    "ids-missing": ({"client_id": None, "tenant_id": None}, {}),
    "client-missing": ({"client_id": None}, {}),
    "tenant-missing": ({"tenant_id": None}, {}),
    "client-empty": ({"client_id": ""}, {}),
    "tenant-empty": ({"tenant_id": ""}, {}),
    "client-empty-in-environment": ({"client_id": None}, {"AZURE_CLIENT_ID": ""}),
    "tenant-empty-in-environment": ({"tenant_id": None}, {"AZURE_TENANT_ID": ""}),
    "client-empty-filled": ({"client_id": ""}, {"AZURE_CLIENT_ID": CLIENT}),
    "client-unset-variable": ({"client_id": "os.environ/ABSENT"}, {}),
    "client-number": ({"client_id": 5}, {}),
    "client-reference": ({"client_id": "oidc/env/MY_TOKEN"}, {}),
    "key": ({"api_key": "KEY-azure"}, {}),
    "key-empty": ({"api_key": ""}, {}),
    "key-in-environment": ({}, {"AZURE_API_KEY": "KEY-azure"}),
    "openai-key-in-environment": ({}, {"AZURE_OPENAI_API_KEY": "KEY-azure"}),
    "secret": ({"client_secret": "KEY-secret"}, {}),
    "secret-in-environment": ({}, {"AZURE_CLIENT_SECRET": "KEY-secret"}),
    "password": ({"azure_username": "u", "azure_password": "KEY-password"}, {}),
    "scope": ({"azure_scope": "https://example.com/.default"}, {}),
    "scope-in-environment": ({}, {"AZURE_SCOPE": "https://example.com/.default"}),
    "scope-empty": ({}, {"AZURE_SCOPE": ""}),
    "authority": ({}, {"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us"}),
    "authority-slash": ({}, {"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us/"}),
    "authority-empty": ({}, {"AZURE_AUTHORITY_HOST": ""}),
    "authority-no-scheme": ({}, {"AZURE_AUTHORITY_HOST": "login.microsoftonline.us"}),
    "variable-beside": ({}, {"AZURE_AD_TOKEN": "oidc/env/OTHER"}),
    "refresh": ({"enable_azure_ad_token_refresh": True}, {}),
    "no-base": ({"api_base": None}, {}),
    "no-version": ({"api_version": None}, {}),
}
for route, route_model, route_op, route_params in (
    ("azure-chat", "azure/gpt-4o", "chat", {}),
    ("azure-v1", "azure/gpt-4o", "chat", {"api_version": "v1"}),
    ("azure-embedding", "azure/text-embedding-3-small", "embedding", {}),
    ("azure-responses", "azure/gpt-4o", "responses", {}),
    ("azure-image", "azure/dall-e-3", "image_generation", {}),
    ("azure-ai-chat", "azure_ai/mistral-large", "chat", AZURE_AI),
):
    for beside, (beside_params, beside_env) in BESIDE.items():
        row(
            f"{route}-{beside}",
            azure("oidc/env/MY_TOKEN", route_model, **{**route_params, **beside_params}),
            {**HELD, **beside_env},
            op=route_op,
            reference="oidc/env/MY_TOKEN",
        )
for route, (route_model, route_op, route_params) in {
    "azure-chat": ("azure/gpt-4o", "chat", {}),
    **AZURE_ROUTES,
}.items():
    row(
        f"{route}-variable-only",
        azure(None, route_model, **route_params),
        {**HELD, "AZURE_AD_TOKEN": "oidc/env/MY_TOKEN"},
        op=route_op,
    )
    for which, text in {"param": "oidc/env/MY_TOKEN", "variable": "oidc/env/OTHER"}.items():
        row(
            f"{route}-two-tokens-{which}",
            azure("oidc/env/MY_TOKEN", route_model, **route_params),
            {**HELD, "AZURE_AD_TOKEN": "oidc/env/OTHER", "OTHER": "TOKEN-OTHER-IDENTITY-0005"},
            op=route_op,
            reference=text,
        )
row("azure-openai-variable", azure(), {**HELD, "AZURE_OPENAI_AD_TOKEN": "oidc/env/MY_TOKEN"})
row("azure-stream", azure("oidc/env/MY_TOKEN"), HELD, stream=True)
row("azure-stream-variable-only", azure(), {**HELD, "AZURE_AD_TOKEN": "oidc/env/MY_TOKEN"}, stream=True)
row("azure-bridge", azure("oidc/env/MY_TOKEN", "azure/responses/gpt-4o"), HELD)
row("azure-o-series", azure("oidc/env/MY_TOKEN", "azure/o3-mini"), HELD)
row("azure-codex", azure("oidc/env/MY_TOKEN", "azure/gpt-5-codex"), HELD)
row("azure-messages", azure("oidc/env/MY_TOKEN"), HELD, op="messages")
row("azure-extra-body", azure(None, extra_body={"azure_ad_token": "oidc/env/MY_TOKEN"}), HELD)
row("azure-null", azure(None, azure_ad_token="os.environ/ABSENT"), HELD)
row("azure-number", config(entry("azure/gpt-4o", azure_ad_token=5, client_id=CLIENT, tenant_id=TENANT)), HELD)
row("azure-ai-agent", azure("oidc/env/MY_TOKEN", "azure_ai/agents/a1", **AZURE_AI), HELD)
row(
    "azure-entra-refuses",
    azure("oidc/env/MY_TOKEN"),
    HELD,
    answers={
        "entra": {
            "status": 401,
            "body": '{"error":"invalid_client","error_description":"AADSTS700213: No match. Trace"}',
        }
    },
)
row(
    "azure-entra-refuses-audience",
    azure("oidc/env/MY_TOKEN"),
    HELD,
    answers={
        "entra": {
            "status": 400,
            "body": '{"error":"invalid_client","error_description":"AADSTS700212: No match. Trace"}',
        }
    },
)

# --- AWS: every way to hold a trio ------------------------------------------------------------------------------

TRIO = {
    "token": ("aws_web_identity_token", "AWS_WEB_IDENTITY_TOKEN", "oidc/env/MY_TOKEN"),
    "role": ("aws_role_name", "AWS_ROLE_NAME", ROLE),
    "session": ("aws_session_name", "AWS_SESSION_NAME", "litellm-proxy"),
}
STATIC = {"aws_access_key_id": "AKIAORACLESTATIC", "aws_secret_access_key": "KEY-static"}
for token_place in ("none", "param", "env"):
    for role_place in ("none", "param", "env"):
        for session_place in ("none", "param", "env"):
            for keys in (False, True):
                trio_params: dict[str, Any] = {"aws_region_name": "us-east-1", **(STATIC if keys else {})}
                trio_env = dict(HELD)
                for member, place in zip(TRIO.values(), (token_place, role_place, session_place), strict=True):
                    if place == "param":
                        trio_params[member[0]] = member[2]
                    elif place == "env":
                        trio_env[member[1]] = member[2]
                name = f"trio-{token_place}-{role_place}-{session_place}" + ("-keys" if keys else "")
                row(name, config(entry(CLAUDE, **trio_params)), trio_env, reference="oidc/env/MY_TOKEN")

KEYS_IN_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAORACLEAMBIENT", "AWS_SECRET_ACCESS_KEY": "KEY-ambient"}
IRSA = {"AWS_WEB_IDENTITY_TOKEN_FILE": f"{TMP}/ambient", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/ambient"}
IRSA_FILES = {f"{TMP}/ambient": "AMBIENT-identity-of-the-pod"}
PROFILE = {"AWS_CONFIG_FILE": f"{TMP}/aws", "AWS_SHARED_CREDENTIALS_FILE": f"{TMP}/none"}
PROFILE_FILES = {
    f"{TMP}/aws": "[profile p]\nregion=us-east-1\naws_access_key_id=AKIAORACLEPROFILE\naws_secret_access_key=KEY-profile\n"
}
AWS_BESIDE: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, Any]]] = {
    "keys": (STATIC, {}, {}),
    "keys-session-token": ({**STATIC, "aws_session_token": "KEY-session"}, {}, {}),
    "keys-in-environment": ({}, KEYS_IN_ENVIRONMENT, {}),
    "profile": ({"aws_profile_name": "p"}, PROFILE, PROFILE_FILES),
    "irsa": ({}, IRSA, IRSA_FILES),
    "external-id": ({"aws_external_id": "external-1"}, {}, {}),
    "external-id-empty": ({"aws_external_id": ""}, {}, {}),
    "external-id-in-environment": ({}, {"AWS_EXTERNAL_ID": "external-1"}, {}),
    "endpoint-variable": ({}, {"AWS_BEDROCK_RUNTIME_ENDPOINT": "https://bedrock.example"}, {}),
    "sts-endpoint": ({"aws_sts_endpoint": "https://sts.eu-west-1.amazonaws.com"}, {}, {}),
    "sts-endpoint-http": ({"aws_sts_endpoint": "http://sts.example"}, {}, {}),
    "sts-endpoint-no-scheme": ({"aws_sts_endpoint": "sts.amazonaws.com"}, {}, {}),
    "sts-endpoint-empty": ({"aws_sts_endpoint": ""}, {}, {}),
    "sts-endpoint-in-environment": ({}, {"AWS_STS_ENDPOINT": "https://sts.eu-west-1.amazonaws.com"}, {}),
    "session-short": ({"aws_session_name": "a"}, {}, {}),
    "session-empty": ({"aws_session_name": ""}, {}, {}),
    "session-long": ({"aws_session_name": "a" * 65}, {}, {}),
    "session-characters": ({"aws_session_name": "a b/c"}, {}, {}),
    "session-number": ({"aws_session_name": 42}, {}, {}),
    "session-unset-variable": ({"aws_session_name": "os.environ/ABSENT"}, {}, {}),
    "role-short": ({"aws_role_name": "role"}, {}, {}),
    "role-empty": ({"aws_role_name": ""}, {}, {}),
    "role-not-arn": ({"aws_role_name": "this-is-no-arn-but-long"}, {}, {}),
    "role-reference": ({"aws_role_name": "oidc/env/MY_TOKEN_LONGER_NAME"}, {}, {}),
    "role-unset-variable": ({"aws_role_name": "os.environ/ABSENT"}, {}, {}),
    "role-empty-in-environment": ({"aws_role_name": None}, {"AWS_ROLE_NAME": ""}, {}),
    "role-arn-variable": ({"aws_role_name": None}, {"AWS_ROLE_ARN": ROLE}, {}),
    "session-name-variable": ({"aws_session_name": None}, {"AWS_ROLE_SESSION_NAME": "x"}, {}),
    "tags": ({"aws_session_tags": [{"Key": "a", "Value": "b"}]}, {}, {}),
    "tags-wrong": ({"aws_session_tags": "abc"}, {}, {}),
    "region-missing": ({"aws_region_name": None}, {}, {}),
    "region-in-environment": ({"aws_region_name": None}, {"AWS_REGION": "eu-west-1"}, {}),
    "region-beside": ({}, {"AWS_REGION": "eu-west-1"}, {}),
    "region-bad": ({"aws_region_name": "US_EAST"}, {}, {}),
    "region-empty": ({"aws_region_name": ""}, {}, {}),
    "region-china": ({"aws_region_name": "cn-north-1"}, {}, {}),
    "region-unknown": ({"aws_region_name": "mars-east-1"}, {}, {}),
    "region-number": ({"aws_region_name": 5}, {}, {}),
    "authorization-header": ({"extra_headers": {"Authorization": "Bearer KEY-own"}}, {}, {}),
    "api-base": ({"api_base": "https://proxy.example"}, {}, {}),
    "model-id": ({"model_id": "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x"}, {}, {}),
    "unknown-key": ({"no_such_key": "x"}, {}, {}),
    "null-everything": ({"aws_session_name": None, "aws_role_name": None}, {}, {}),
}
for beside, (aws_params, aws_env, aws_files) in AWS_BESIDE.items():
    row(
        f"aws-beside-{beside}",
        bedrock("oidc/env/MY_TOKEN", **aws_params),
        {**HELD, **aws_env},
        files=aws_files,
        reference="oidc/env/MY_TOKEN",
    )
for lack, lacking in (
    ("session", {"aws_session_name": None}),
    ("role", {"aws_role_name": None}),
    ("token", {"aws_web_identity_token": "os.environ/ABSENT"}),
):
    for beside, (aws_params, aws_env, aws_files) in {
        "keys-session-token": AWS_BESIDE["keys-session-token"],
        "keys-in-environment": AWS_BESIDE["keys-in-environment"],
        "profile": AWS_BESIDE["profile"],
        "irsa": AWS_BESIDE["irsa"],
        "external-id": ({**STATIC, "aws_external_id": "external-1"}, {}, {}),
        "bearer": ({"api_key": "KEY-bearer"}, {}, {}),
    }.items():
        row(
            f"aws-no-{lack}-{beside}",
            bedrock("oidc/env/MY_TOKEN", **{**aws_params, **lacking}),
            {**HELD, **aws_env},
            files=aws_files,
            reference="oidc/env/MY_TOKEN",
        )

BEARERS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "key": ({"api_key": "KEY-bearer"}, {}),
    "key-empty": ({"api_key": ""}, {}),
    "variable": ({}, {"AWS_BEARER_TOKEN_BEDROCK": "KEY-bearer"}),
    "variable-empty": ({}, {"AWS_BEARER_TOKEN_BEDROCK": ""}),
    "key-empty-variable": ({"api_key": ""}, {"AWS_BEARER_TOKEN_BEDROCK": "KEY-bearer"}),
    "key-unset-variable": ({"api_key": "os.environ/ABSENT"}, {}),
    "key-reference": ({"api_key": "oidc/env/KEY_TOKEN"}, {"KEY_TOKEN": "TOKEN-KEY-IDENTITY-0004"}),
    "variable-reference": ({}, {"AWS_BEARER_TOKEN_BEDROCK": "oidc/env/KEY_TOKEN"}),
}
for route, (route_model, route_op, route_more) in {"converse": (CLAUDE, "chat", {}), **AWS_ROUTES}.items():
    for bearer, (bearer_params, bearer_env) in BEARERS.items():
        row(
            f"{route}-bearer-{bearer}",
            bedrock("oidc/env/MY_TOKEN", route_model, **bearer_params),
            {**HELD, **bearer_env},
            op=route_op,
            reference="oidc/env/MY_TOKEN",
            **route_more,
        )
row("bearer-broken-reference", bedrock("oidc/gitlab/x", api_key="KEY-bearer"))

MORE_AWS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "converse-word": ("bedrock/converse/anthropic.claude-3-haiku-20240307-v1:0", "chat", {}),
    "converse-like": ("bedrock/converse_like/some-model", "chat", {"api_base": "https://proxy.example"}),
    "agent": ("bedrock/agent/AGENT/ALIAS", "chat", {}),
    "agentcore": ("bedrock/agentcore/arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/x", "chat", {}),
    "claude-platform": ("bedrock/claude_platform/claude-sonnet-4-5", "chat", {"workspace_id": "wrkspc_1"}),
    "mantle-word": ("bedrock/mantle/openai.gpt-oss-120b", "chat", {}),
    "openai-word": ("bedrock/openai/arn:aws:bedrock:us-east-1:123456789012:imported-model/x", "chat", {}),
    "unknown-model": ("bedrock/some-unknown-model", "chat", {}),
    "bare-model": ("anthropic.claude-3-haiku-20240307-v1:0", "chat", {}),
    "region-in-model": ("bedrock/eu-west-1/anthropic.claude-3-haiku-20240307-v1:0", "chat", {"aws_region_name": None}),
    "profile-arn": ("bedrock/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x", "chat", {}),
    "cross-region": ("bedrock/us.anthropic.claude-3-haiku-20240307-v1:0", "chat", {}),
    "converse-provider": ("bedrock_converse/anthropic.claude-3-haiku-20240307-v1:0", "chat", {}),
    "messages": (CLAUDE, "messages", {}),
    "responses": (CLAUDE, "responses", {}),
    "completion": (CLAUDE, "completion", {}),
    "cohere-embedding": ("bedrock/cohere.embed-english-v3", "embedding", {}),
    "titan-image": ("bedrock/amazon.titan-image-generator-v1", "image_generation", {}),
    "nova": ("bedrock/amazon.nova-lite-v1:0", "chat", {}),
}
for route, (route_model, route_op, route_params) in MORE_AWS.items():
    row(f"route-{route}", bedrock("oidc/env/MY_TOKEN", route_model, **route_params), HELD, op=route_op)
row("route-stream", bedrock("oidc/env/MY_TOKEN"), HELD, stream=True)
row("route-invoke-stream", bedrock("oidc/env/MY_TOKEN", AWS_ROUTES["invoke"][0]), HELD, stream=True)
row(
    "route-mode-embedding",
    config(
        entry(
            "bedrock/amazon.titan-embed-text-v2:0",
            info={"mode": "embedding"},
            aws_web_identity_token="oidc/env/MY_TOKEN",
            aws_role_name=ROLE,
            aws_session_name="litellm-proxy",
            aws_region_name="us-east-1",
        )
    ),
    HELD,
)
for code in ("InvalidIdentityToken", "AccessDenied", "ExpiredTokenException", "MalformedPolicyDocument"):
    row(
        f"sts-{code}",
        bedrock("oidc/env/MY_TOKEN"),
        HELD,
        answers={
            "sts": {
                "status": 403 if code == "AccessDenied" else 400,
                "body": f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>",
            }
        },
    )

# AWS keys that hold a reference themselves
for field in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token"):
    keys_held = {**STATIC, "aws_session_token": "KEY-session", field: "oidc/env/MY_TOKEN"}
    row(f"field-{field}", config(entry(CLAUDE, aws_region_name="us-east-1", **keys_held)), HELD)
    row(
        f"field-{field}-loaded",
        config(entry(CLAUDE, aws_region_name="us-east-1", **{**keys_held, field: "os.environ/oidc/env/MY_TOKEN"})),
        HELD,
    )
row(
    "field-aws_role_name",
    config(entry(CLAUDE, aws_region_name="us-east-1", aws_role_name="oidc/env/MY_TOKEN_LONGER_NAME", **STATIC)),
    HELD,
)
row(
    "field-aws_session_name",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", aws_role_name=ROLE, aws_session_name="oidc/env/MY_TOKEN", **STATIC)
    ),
    HELD,
)
row(
    "field-aws_external_id",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", aws_role_name=ROLE, aws_external_id="oidc/env/MY_TOKEN", **STATIC)
    ),
    HELD,
)
row("field-aws_region_name", config(entry(CLAUDE, aws_region_name="oidc/env/MY_TOKEN", **STATIC)), HELD)

# --- api_key and other fields of every provider -----------------------------------------------------------------

KEYED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "openai": ("openai/gpt-4o", "chat", {}),
    "openai-embedding": ("openai/text-embedding-3-small", "embedding", {}),
    "azure": ("azure/gpt-4o", "chat", {"api_base": "https://oracle.openai.azure.com", "api_version": "2024-10-21"}),
    "azure-ai": ("azure_ai/mistral-large", "chat", {"api_base": "https://oracle.services.ai.azure.com"}),
    "bedrock": (CLAUDE, "chat", {"aws_region_name": "us-east-1"}),
    "anthropic": ("anthropic/claude-3-5-sonnet-20240620", "chat", {}),
    "groq": ("groq/llama-3.1-8b-instant", "chat", {}),
    "gemini": ("gemini/gemini-2.0-flash", "chat", {}),
    "databricks": ("databricks/dbrx", "chat", {"api_base": "https://adb.example/serving-endpoints"}),
}
KEY_REFERENCES: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "env": ("oidc/env/MY_TOKEN", HELD, {}),
    "env-unset": ("oidc/env/ABSENT", {}, {}),
    "env-empty": ("oidc/env/MY_TOKEN", {"MY_TOKEN": ""}, {}),
    "file": (f"oidc/file/{VAR}/token", {}, {"files": {f"{VAR}/token": FILE_TOKEN}}),
    "file-outside": (f"oidc/file/{TMP}/token", {}, {"files": {f"{TMP}/token": FILE_TOKEN}}),
    "file-missing": (f"oidc/file/{VAR}/absent", {}, {}),
    "file-relative": ("oidc/file/token", {}, {}),
    "file-binary": (f"oidc/file/{VAR}/token", {}, {"files": {f"{VAR}/token": {"bytes_hex": "fffe8081"}}}),
    "file-newline": (f"oidc/file/{VAR}/token", {}, {"files": {f"{VAR}/token": FILE_TOKEN + "\n"}}),
    "google": ("oidc/google/aud", {}, {}),
    "google-404": ("oidc/google/aud", {}, {"answers": {"google": {"status": 404, "body": "no"}}}),
    "google-500": ("oidc/google/aud", {}, {"answers": {"google": {"status": 500, "body": "no"}}}),
    "google-unreachable": ("oidc/google/aud", {}, {"answers": {"google": "unreachable"}}),
    "github": ("oidc/github/aud", GITHUB, {}),
    "circleci": ("oidc/circleci/", {"CIRCLE_OIDC_TOKEN": TOKEN}, {}),
    "azure": ("oidc/azure/x", SECRET, {}),
    "env-path": ("oidc/env_path/F", {"F": f"{TMP}/t"}, {"files": {f"{TMP}/t": FILE_TOKEN}}),
    "unknown": ("oidc/gitlab/x", {}, {}),
    "no-slash": ("oidc/github", {}, {}),
    "double": ("oidc/oidc/env/MY_TOKEN", HELD, {}),
    "case": ("OIDC/env/MY_TOKEN", HELD, {}),
    "loaded": ("os.environ/oidc/env/MY_TOKEN", HELD, {}),
    "loaded-github": ("os.environ/oidc/github/aud", GITHUB, {}),
    "named": ("os.environ/REF", {**HELD, "REF": "oidc/env/MY_TOKEN"}, {}),
}
for keyed, (keyed_model, keyed_op, keyed_params) in KEYED.items():
    for kind, (key_reference, key_env, key_more) in KEY_REFERENCES.items():
        if keyed not in ("openai", "azure") and kind not in ("env", "env-unset", "google", "github", "loaded"):
            continue
        row(
            f"key-{keyed}-{kind}",
            config(entry(keyed_model, api_key=key_reference, **keyed_params)),
            key_env,
            op=keyed_op,
            **key_more,
        )
row("key-openai-variable", config(entry("openai/gpt-4o")), {**HELD, "OPENAI_API_KEY": "oidc/env/MY_TOKEN"})
row(
    "key-openai-named-variable",
    config(entry("openai/gpt-4o", api_key="os.environ/OPENAI_API_KEY")),
    {**HELD, "OPENAI_API_KEY": "oidc/env/MY_TOKEN"},
)
row("key-azure-variable", azure(client_id=None, tenant_id=None), {**HELD, "AZURE_API_KEY": "oidc/env/MY_TOKEN"})
row(
    "key-litellm-settings",
    config(entry("openai/gpt-4o"), tail='litellm_settings:\n  openai_key: "oidc/env/MY_TOKEN"\n'),
    HELD,
)
row(
    "key-litellm-azure-settings",
    azure(client_id=None, tenant_id=None) + 'litellm_settings:\n  azure_key: "oidc/env/MY_TOKEN"\n',
    HELD,
)

OTHER_FIELDS: dict[str, str] = {
    "extra-headers": config(entry("openai/gpt-4o", api_key="KEY-x", extra_headers={"X-Token": "oidc/env/MY_TOKEN"})),
    "extra-headers-loaded": config(
        entry("openai/gpt-4o", api_key="KEY-x", extra_headers={"X-Token": "os.environ/oidc/env/MY_TOKEN"})
    ),
    "extra-body": config(entry("openai/gpt-4o", api_key="KEY-x", extra_body={"secret": "oidc/env/MY_TOKEN"})),
    "unknown-key": config(entry("openai/gpt-4o", api_key="KEY-x", no_such_key="oidc/env/MY_TOKEN")),
    "api-base": config(entry("openai/gpt-4o", api_key="KEY-x", api_base="oidc/env/MY_TOKEN")),
    "organization": config(entry("openai/gpt-4o", api_key="KEY-x", organization="oidc/env/MY_TOKEN")),
    "openai-identity-file": config(entry("openai/gpt-4o", openai_identity_token_file="oidc/env/MY_TOKEN")),
    "openai-identity": config(
        entry(
            "openai/gpt-4o",
            openai_identity_provider_id="idp_oracle",
            openai_service_account_id="sa_oracle",
            openai_identity_token_file="oidc/env/MY_TOKEN",
        )
    ),
    "aws-on-openai": config(entry("openai/gpt-4o", api_key="KEY-x", aws_web_identity_token="oidc/env/MY_TOKEN")),
    "aws-on-azure": azure(None, api_key="KEY-x", aws_web_identity_token="oidc/env/MY_TOKEN"),
    "azure-on-openai": config(entry("openai/gpt-4o", api_key="KEY-x", azure_ad_token="oidc/env/MY_TOKEN")),
    "azure-on-bedrock": bedrock(None, azure_ad_token="oidc/env/MY_TOKEN", **STATIC, aws_role_name=None),
    "anthropic-on-bedrock": bedrock(None, anthropic_identity_token="oidc/env/MY_TOKEN", **STATIC, aws_role_name=None),
    "client-id-only": azure(None, client_id="oidc/env/MY_TOKEN", client_secret="KEY-secret"),
    "tenant-id-only": azure(None, tenant_id="oidc/env/MY_TOKEN", client_secret="KEY-secret"),
    "client-secret": azure(None, client_secret="oidc/env/MY_TOKEN"),
    "azure-scope": azure(None, client_secret="KEY-secret", azure_scope="oidc/env/MY_TOKEN"),
    "azure-password": azure(None, azure_username="u", azure_password="oidc/env/MY_TOKEN"),
    "vertex-credentials": config(
        entry(
            "vertex_ai/gemini-2.0-flash",
            vertex_project="p",
            vertex_location="us-central1",
            vertex_credentials="oidc/env/MY_TOKEN",
        )
    ),
    "vertex-credentials-loaded": config(
        entry(
            "vertex_ai/gemini-2.0-flash",
            vertex_project="p",
            vertex_location="us-central1",
            vertex_credentials="os.environ/oidc/env/MY_TOKEN",
        )
    ),
    "list-item": config(entry("openai/gpt-4o", api_key="KEY-x", tags=["os.environ/oidc/env/MY_TOKEN"])),
    "list-item-broken": config(entry("openai/gpt-4o", api_key="KEY-x", tags=["os.environ/oidc/gitlab/x"])),
    "model-reference": config(entry("oidc/env/MY_TOKEN", api_key="KEY-x")),
    "name-reference": config(entry("openai/gpt-4o", name="oidc/env/MY_TOKEN", api_key="KEY-x")),
    "info-reference": config(entry("openai/gpt-4o", info={"note": "oidc/env/MY_TOKEN"}, api_key="KEY-x")),
    "info-loaded-broken": config(entry("openai/gpt-4o", info={"note": "os.environ/oidc/gitlab/x"}, api_key="KEY-x")),
}
for field, text in OTHER_FIELDS.items():
    row(f"field-{field}", text, HELD)
WIF = {
    "type": "external_account",
    "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/aws",
    "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
    "token_url": "https://sts.googleapis.com/v1/token",
    "credential_source": {
        "environment_id": "aws1",
        "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
    },
    "aws_role_name": ROLE,
    "aws_session_name": "litellm-proxy",
    "aws_web_identity_token": "oidc/env/MY_TOKEN",
}
for wif_name, wif_document in {
    "vertex-document": {**WIF, "aws_region_name": "us-east-1"},
    "vertex-document-no-region": WIF,
}.items():
    row(
        f"field-{wif_name}",
        config(
            entry(
                "vertex_ai/gemini-2.0-flash",
                vertex_project="p",
                vertex_location="us-central1",
                vertex_credentials=json.dumps(wif_document),
            )
        ),
        HELD,
        reference="oidc/env/MY_TOKEN",
    )

# --- Anthropic workload identity --------------------------------------------------------------------------------

IDS = {"ANTHROPIC_FEDERATION_RULE_ID": "fdrl_oracle", "ANTHROPIC_ORGANIZATION_ID": "org-oracle"}
NO_IDS: dict[str, Any] = {"anthropic_federation_rule_id": None, "anthropic_organization_id": None}
ANTHROPIC: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "env": (anthropic("oidc/env/MY_TOKEN"), HELD, {}),
    "env-unset": (anthropic("oidc/env/ABSENT"), {}, {}),
    "env-empty": (anthropic("oidc/env/MY_TOKEN"), {"MY_TOKEN": ""}, {}),
    "env-blank": (anthropic("oidc/env/MY_TOKEN"), {"MY_TOKEN": f" {TOKEN}\n"}, {}),
    "env-path": (anthropic("oidc/env_path/F"), {"F": f"{TMP}/t"}, {"files": {f"{TMP}/t": FILE_TOKEN}}),
    "file": (anthropic(f"oidc/file/{VAR}/token"), {}, {"files": {f"{VAR}/token": FILE_TOKEN}}),
    "file-outside": (anthropic(f"oidc/file/{TMP}/token"), {}, {"files": {f"{TMP}/token": FILE_TOKEN}}),
    "file-missing": (anthropic(f"oidc/file/{VAR}/absent"), {}, {}),
    "github": (anthropic("oidc/github/aud"), GITHUB, {}),
    "github-unset": (anthropic("oidc/github/aud"), {}, {}),
    "github-null": (anthropic("oidc/github/aud"), GITHUB, {"answers": {"github": {"body": "{}"}}}),
    "google": (anthropic("oidc/google/aud"), {}, {}),
    "circleci": (anthropic("oidc/circleci/"), {"CIRCLE_OIDC_TOKEN": TOKEN}, {}),
    "azure-file": (anthropic("oidc/azure/x"), AZURE_FILE, {"files": {f"{TMP}/azure": FILE_TOKEN}}),
    "unknown": (anthropic("oidc/gitlab/x"), {}, {}),
    "no-slash": (anthropic("oidc/github"), {}, {}),
    "case": (anthropic("OIDC/env/MY_TOKEN"), HELD, {}),
    "raw": (anthropic("TOKEN-RAW-IDENTITY-0003.aaaa.bbbb"), {}, {}),
    "variable-name": (anthropic("MY_TOKEN"), HELD, {}),
    "loaded": (anthropic("os.environ/oidc/env/MY_TOKEN"), HELD, {}),
    "named": (anthropic("os.environ/REF"), {**HELD, "REF": "oidc/env/MY_TOKEN"}, {}),
    "named-unset": (anthropic("os.environ/REF"), HELD, {}),
    "ids-in-environment": (anthropic("oidc/env/MY_TOKEN", **NO_IDS), {**HELD, **IDS}, {}),
    "ids-missing": (anthropic("oidc/env/MY_TOKEN", **NO_IDS), HELD, {}),
    "rule-missing": (anthropic("oidc/env/MY_TOKEN", anthropic_federation_rule_id=None), HELD, {}),
    "organization-missing": (anthropic("oidc/env/MY_TOKEN", anthropic_organization_id=None), HELD, {}),
    "key": (anthropic("oidc/env/MY_TOKEN", api_key="KEY-static"), HELD, {}),
    "key-in-environment": (anthropic("oidc/env/MY_TOKEN"), {**HELD, "ANTHROPIC_API_KEY": "KEY-static"}, {}),
    "auth-token-in-environment": (anthropic("oidc/env/MY_TOKEN"), {**HELD, "ANTHROPIC_AUTH_TOKEN": "KEY-static"}, {}),
    "other-base": (anthropic("oidc/env/MY_TOKEN", api_base="https://proxy.example"), HELD, {}),
    "other-base-allowed": (
        anthropic("oidc/env/MY_TOKEN", api_base="https://proxy.example"),
        {**HELD, "LITELLM_ANTHROPIC_WIF_ALLOWED_HOSTS": "proxy.example"},
        {},
    ),
    "token-file": (
        anthropic(None, anthropic_identity_token_file=f"{VAR}/token"),
        {},
        {"files": {f"{VAR}/token": FILE_TOKEN}},
    ),
    "token-file-reference": (anthropic(None, anthropic_identity_token_file="oidc/env/MY_TOKEN"), HELD, {}),
    "token-file-beside": (
        anthropic("oidc/env/MY_TOKEN", anthropic_identity_token_file=f"{VAR}/token"),
        HELD,
        {"files": {f"{VAR}/token": FILE_TOKEN}, "reference": "oidc/env/MY_TOKEN"},
    ),
    "variable-token": (anthropic(), {"ANTHROPIC_IDENTITY_TOKEN": TOKEN}, {}),
    "variable-reference": (
        anthropic(),
        {**HELD, "ANTHROPIC_IDENTITY_TOKEN": "oidc/env/MY_TOKEN"},
        {},
    ),
    "variable-env-path": (
        anthropic(),
        {"F": f"{TMP}/t", "ANTHROPIC_IDENTITY_TOKEN": "oidc/env_path/F"},
        {"files": {f"{TMP}/t": FILE_TOKEN}},
    ),
    "variable-beside": (
        anthropic("oidc/env/MY_TOKEN"),
        {**HELD, "ANTHROPIC_IDENTITY_TOKEN": "TOKEN-OTHER-IDENTITY-0005"},
        {"reference": "oidc/env/MY_TOKEN"},
    ),
    "variable-file": (
        anthropic(),
        {"ANTHROPIC_IDENTITY_TOKEN_FILE": f"{VAR}/token"},
        {"files": {f"{VAR}/token": FILE_TOKEN}},
    ),
    "variable-without-ids": (anthropic(**NO_IDS), {"ANTHROPIC_IDENTITY_TOKEN": TOKEN}, {}),
    "disabled": (anthropic("oidc/env/MY_TOKEN", anthropic_disable_workload_identity_federation=True), HELD, {}),
    "refused": (anthropic("oidc/env/MY_TOKEN"), HELD, {"answers": {"anthropic": {"status": 401, "body": "{}"}}}),
    "messages": (anthropic("oidc/env/MY_TOKEN"), HELD, {"op": "messages"}),
}
for name, (text, held, more) in ANTHROPIC.items():
    row(f"anthropic-{name}", text, held, **more)

# --- credentials from elsewhere ---------------------------------------------------------------------------------

NAMED_AWS = entry(CLAUDE, aws_region_name="us-east-1", litellm_credential_name="c")
VALUES = {"aws_web_identity_token": "oidc/env/MY_TOKEN", "aws_role_name": ROLE, "aws_session_name": "litellm-proxy"}


def credential(values: Any, **more: Any) -> str:
    """A `credential_list` of one."""
    item = {"credential_name": "c", "credential_values": values, "credential_info": {}, **more}
    return f"credential_list:\n  - {_yaml({key: value for key, value in item.items() if value is not ...})}\n"


row("credential", config(NAMED_AWS, tail=credential(VALUES)), HELD)
row("credential-unnamed", config(entry(CLAUDE, aws_region_name="us-east-1"), tail=credential(VALUES)), HELD)
row("credential-unknown", config(NAMED_AWS, tail=credential(VALUES, credential_name="other")), HELD)
row("credential-none", config(NAMED_AWS), HELD)
row("credential-no-info", config(NAMED_AWS, tail=credential(VALUES, credential_info=...)), HELD)
row("credential-no-name", config(NAMED_AWS, tail=credential(VALUES, credential_name=...)), HELD)
row("credential-no-values", config(NAMED_AWS, tail=credential(...)), HELD)
row(
    "credential-named-variable",
    config(NAMED_AWS, tail=credential({**VALUES, "aws_web_identity_token": "os.environ/REF"})),
    {**HELD, "REF": "oidc/env/MY_TOKEN"},
)
row(
    "credential-two-steps",
    config(NAMED_AWS, tail=credential({**VALUES, "aws_web_identity_token": "os.environ/A"})),
    {**HELD, "A": "os.environ/B", "B": "oidc/env/MY_TOKEN"},
)
row(
    "credential-loaded",
    config(NAMED_AWS, tail=credential({**VALUES, "aws_web_identity_token": "os.environ/oidc/env/MY_TOKEN"})),
    HELD,
)
row("credential-loaded-broken", config(NAMED_AWS, tail=credential({"x": "os.environ/oidc/gitlab/x"})), HELD)
row(
    "credential-beside",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", litellm_credential_name="c", aws_web_identity_token="oidc/env/OWN"),
        tail=credential(VALUES),
    ),
    {**HELD, "OWN": "TOKEN-OWN-IDENTITY-0006"},
    reference="oidc/env/MY_TOKEN",
)
row(
    "credential-beside-own",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", litellm_credential_name="c", aws_web_identity_token="oidc/env/OWN"),
        tail=credential(VALUES),
    ),
    {**HELD, "OWN": "TOKEN-OWN-IDENTITY-0006"},
    reference="oidc/env/OWN",
)
row(
    "credential-api-key",
    config(entry("openai/gpt-4o", litellm_credential_name="c"), tail=credential({"api_key": "oidc/env/MY_TOKEN"})),
    HELD,
)
row(
    "credential-azure",
    config(
        entry(
            "azure/gpt-4o",
            api_base="https://oracle.openai.azure.com",
            api_version="2024-10-21",
            litellm_credential_name="c",
        ),
        tail=credential({"azure_ad_token": "oidc/env/MY_TOKEN", "client_id": CLIENT, "tenant_id": TENANT}),
    ),
    HELD,
)
row(
    "credential-two-of-a-name",
    config(
        NAMED_AWS,
        tail=f"credential_list:\n  - {_yaml({'credential_name': 'c', 'credential_values': {}, 'credential_info': {}})}\n"
        f"  - {_yaml({'credential_name': 'c', 'credential_values': VALUES, 'credential_info': {}})}\n",
    ),
    HELD,
)
row("credential-list-text", config(NAMED_AWS, tail="credential_list: text\n"), HELD)
row("credential-list-mapping", config(NAMED_AWS, tail="credential_list: {credential_name: c}\n"), HELD)
row("credential-list-null", config(NAMED_AWS, tail="credential_list:\n"), HELD)


def defaults(values: Any) -> str:
    """`router_settings` with default parameters."""
    return f"router_settings:\n  default_litellm_params: {_yaml(values)}\n"


BARE = entry(CLAUDE, aws_region_name="us-east-1")
row("default", config(BARE, tail=defaults(VALUES)), HELD)
row(
    "default-overrides",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", **{**VALUES, "aws_web_identity_token": "oidc/env/OWN"}),
        tail=defaults({"aws_web_identity_token": "oidc/env/MY_TOKEN"}),
    ),
    {**HELD, "OWN": "TOKEN-OWN-IDENTITY-0006"},
    reference="oidc/env/MY_TOKEN",
)
row(
    "default-overrides-own",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", **{**VALUES, "aws_web_identity_token": "oidc/env/OWN"}),
        tail=defaults({"aws_web_identity_token": "oidc/env/MY_TOKEN"}),
    ),
    {**HELD, "OWN": "TOKEN-OWN-IDENTITY-0006"},
    reference="oidc/env/OWN",
)
row(
    "default-null",
    config(entry(CLAUDE, aws_region_name="us-east-1", **VALUES), tail=defaults({"aws_web_identity_token": None})),
    HELD,
)
row(
    "default-empty",
    config(entry(CLAUDE, aws_region_name="us-east-1", **VALUES), tail=defaults({"aws_session_name": ""})),
    HELD,
)
row(
    "default-role",
    config(
        entry(
            CLAUDE,
            aws_region_name="us-east-1",
            aws_web_identity_token="oidc/env/MY_TOKEN",
            aws_session_name="litellm-proxy",
        ),
        tail=defaults({"aws_role_name": ROLE}),
    ),
    HELD,
)
row("default-azure", azure() + defaults({"azure_ad_token": "oidc/env/MY_TOKEN"}), HELD)
row(
    "default-azure-embedding",
    azure(None, "azure/text-embedding-3-small") + defaults({"azure_ad_token": "oidc/env/MY_TOKEN"}),
    HELD,
    op="embedding",
)
row(
    "default-azure-ids",
    azure("oidc/env/MY_TOKEN", client_id=None, tenant_id=None) + defaults({"client_id": CLIENT, "tenant_id": TENANT}),
    HELD,
)
row("default-api-key", config(entry("openai/gpt-4o"), tail=defaults({"api_key": "oidc/env/MY_TOKEN"})), HELD)
row(
    "default-api-key-beside",
    config(entry("openai/gpt-4o", api_key="KEY-own"), tail=defaults({"api_key": "oidc/env/MY_TOKEN"})),
    HELD,
)
row("default-anthropic", anthropic() + defaults({"anthropic_identity_token": "oidc/env/MY_TOKEN"}), HELD)
row("default-credential-name", config(BARE, tail=credential(VALUES) + defaults({"litellm_credential_name": "c"})), HELD)
row("default-loaded-broken", config(BARE, tail=defaults({"x": "os.environ/oidc/gitlab/x"})), HELD)
row("default-list", config(BARE, tail=defaults(["a"])), HELD)
row("default-text", config(BARE, tail=defaults("a")), HELD)
row("default-top-level", config(BARE, tail=f"default_litellm_params: {_yaml(VALUES)}\n"), HELD)
row(
    "default-against-credential",
    config(
        NAMED_AWS,
        tail=credential({**VALUES, "aws_web_identity_token": "oidc/env/OWN"})
        + defaults({"aws_web_identity_token": "oidc/env/MY_TOKEN"}),
    ),
    {**HELD, "OWN": "TOKEN-OWN-IDENTITY-0006"},
    reference="oidc/env/MY_TOKEN",
)


def variables(**values: Any) -> str:
    """The block `environment_variables`."""
    return f"environment_variables: {_yaml(values)}\n"


row(
    "variables-trio",
    config(
        BARE,
        tail=variables(
            AWS_WEB_IDENTITY_TOKEN="oidc/env/MY_TOKEN", AWS_ROLE_NAME=ROLE, AWS_SESSION_NAME="litellm-proxy"
        ),
    ),
    HELD,
)
row("variables-token-value", bedrock("oidc/env/MY_TOKEN") + variables(MY_TOKEN=TOKEN))
row(
    "variables-not-expanded",
    config(
        entry(
            CLAUDE,
            aws_region_name="us-east-1",
            aws_role_name=ROLE,
            aws_session_name="s1",
            aws_web_identity_token="os.environ/REF",
        ),
        tail=variables(REF="oidc/env/MY_TOKEN"),
    ),
    HELD,
)
row(
    "variables-azure-ids",
    azure("oidc/env/MY_TOKEN", client_id=None, tenant_id=None)
    + variables(AZURE_CLIENT_ID=CLIENT, AZURE_TENANT_ID=TENANT),
    HELD,
)
row("variables-azure-token", azure(None) + variables(AZURE_AD_TOKEN="oidc/env/MY_TOKEN"), HELD, op="responses")
row(
    "variables-loaded",
    config(
        BARE,
        tail=variables(
            AWS_WEB_IDENTITY_TOKEN="os.environ/oidc/env/MY_TOKEN", AWS_ROLE_NAME=ROLE, AWS_SESSION_NAME="s1"
        ),
    ),
    HELD,
)
row("variables-loaded-broken", config(BARE, tail=variables(X="os.environ/oidc/gitlab/x")), HELD)
row(
    "variables-named",
    config(BARE, tail=variables(AWS_WEB_IDENTITY_TOKEN="os.environ/REF", AWS_ROLE_NAME=ROLE, AWS_SESSION_NAME="s1")),
    {**HELD, "REF": "oidc/env/MY_TOKEN"},
)
row(
    "variables-named-unset",
    config(BARE, tail=variables(AWS_WEB_IDENTITY_TOKEN="os.environ/REF", AWS_ROLE_NAME=ROLE, AWS_SESSION_NAME="s1")),
    HELD,
)
row("variables-number", config(BARE, tail=variables(X=5, Y=True)), HELD)
row("variables-null", config(BARE, tail=variables(AWS_SESSION_NAME=None)), HELD)
row("variables-text", config(BARE, tail="environment_variables: text\n"), HELD)
row("variables-list", config(BARE, tail="environment_variables: [a]\n"), HELD)
row("variables-override", bedrock("oidc/env/MY_TOKEN") + variables(MY_TOKEN="TOKEN-OVER-IDENTITY-0007"), HELD)
row("variables-key", config(entry("openai/gpt-4o"), tail=variables(OPENAI_API_KEY="oidc/env/MY_TOKEN")), HELD)
row(
    "variables-allow-list",
    bedrock(f"oidc/file/{TMP}/token") + variables(LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS=TMP),
    files={f"{TMP}/token": FILE_TOKEN},
)
row("settings-aws", config(BARE, tail=f"litellm_settings: {_yaml(VALUES)}\n"), HELD)
row("settings-azure", azure() + "litellm_settings: {azure_ad_token: oidc/env/MY_TOKEN}\n", HELD)

# --- YAML ---------------------------------------------------------------------------------------------------------

ANCHORED = """model_list:
  - model_name: a
    litellm_params: &base
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_region_name: us-east-1
      aws_web_identity_token: oidc/env/MY_TOKEN
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm-proxy
  - model_name: b
    litellm_params:
      <<: *base
      model: bedrock/amazon.nova-lite-v1:0
  - model_name: c
    litellm_params: *base
  - model_name: d
    litellm_params:
      <<: *base
      aws_web_identity_token: oidc/gitlab/x
  - model_name: e
    litellm_params:
      <<: *base
      aws_session_name:
"""
for index, name in enumerate("abcde"):
    row(f"yaml-anchor-{name}", ANCHORED, HELD, entry=index)
FOUR = '    litellm_params:\n      model: "' + CLAUDE + '"\n      aws_region_name: us-east-1\n'
TWO = f"      aws_role_name: {ROLE}\n      aws_session_name: litellm-proxy\n"
HEAD = "model_list:\n  - model_name: m\n" + FOUR
YAML: dict[str, str] = {
    "block-literal": HEAD + TWO + "      aws_web_identity_token: |\n        oidc/env/MY_TOKEN\n",
    "block-stripped": HEAD + TWO + "      aws_web_identity_token: |-\n        oidc/env/MY_TOKEN\n",
    "block-folded": HEAD + TWO + "      aws_web_identity_token: >-\n        oidc/env/MY_TOKEN\n",
    "duplicate": HEAD
    + TWO
    + "      aws_web_identity_token: oidc/gitlab/x\n      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "duplicate-bad-last": HEAD
    + TWO
    + "      aws_web_identity_token: oidc/env/MY_TOKEN\n      aws_web_identity_token: oidc/gitlab/x\n",
    "duplicate-model-list": HEAD
    + TWO
    + "      aws_web_identity_token: oidc/gitlab/x\n"
    + HEAD
    + TWO
    + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "comment-hash": HEAD + TWO + "      aws_web_identity_token: oidc/env/MY_TOKEN # comment\n",
    "hash-in-value": HEAD + TWO + "      aws_web_identity_token: oidc/env/MY_TOKEN#x\n",
    "single-quoted": HEAD + TWO + "      aws_web_identity_token: 'oidc/env/MY_TOKEN'\n",
    "null-token": HEAD + TWO + "      aws_web_identity_token:\n",
    "tilde-token": HEAD + TWO + "      aws_web_identity_token: ~\n",
    "number-token": HEAD + TWO + "      aws_web_identity_token: 12345678\n",
    "list-token": HEAD + TWO + "      aws_web_identity_token: [oidc/env/MY_TOKEN]\n",
    "mapping-token": HEAD + TWO + "      aws_web_identity_token: {a: oidc/env/MY_TOKEN}\n",
    "true-token": HEAD + TWO + "      aws_web_identity_token: yes\n",
    "date-session": HEAD
    + f"      aws_role_name: {ROLE}\n      aws_session_name: 2024-10-21\n"
    + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "no-session": HEAD
    + f"      aws_role_name: {ROLE}\n      aws_session_name: no\n"
    + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "float-session": HEAD
    + f"      aws_role_name: {ROLE}\n      aws_session_name: 1.5\n"
    + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "date-api-version": "model_list:\n  - model_name: m\n    litellm_params:\n      model: azure/gpt-4o\n"
    "      api_base: https://oracle.openai.azure.com\n      api_version: 2024-10-21\n"
    f"      client_id: {CLIENT}\n      tenant_id: {TENANT}\n      azure_ad_token: oidc/env/MY_TOKEN\n",
    "number-api-version": "model_list:\n  - model_name: m\n    litellm_params:\n      model: azure/gpt-4o\n"
    "      api_base: https://oracle.openai.azure.com\n      api_version: 1\n"
    f"      client_id: {CLIENT}\n      tenant_id: {TENANT}\n      azure_ad_token: oidc/env/MY_TOKEN\n",
    "upper-case-key": HEAD + TWO + "      AWS_WEB_IDENTITY_TOKEN: oidc/env/MY_TOKEN\n",
    "misspelt-key": HEAD + TWO + "      aws_web_identity_tokens: oidc/env/MY_TOKEN\n",
    "beside": HEAD + TWO + "    aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "flow": "{model_list: [{model_name: m, litellm_params: {model: '"
    + CLAUDE
    + "', aws_region_name: us-east-1, "
    + "aws_web_identity_token: oidc/env/MY_TOKEN, aws_session_name: s1, aws_role_name: '"
    + ROLE
    + "'}}]}\n",
    "json": json.dumps(
        {
            "model_list": [
                {"model_name": "m", "litellm_params": {"model": CLAUDE, "aws_region_name": "us-east-1", **VALUES}}
            ]
        }
    ),
    "document-start": "---\n" + HEAD + TWO + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "document-end": HEAD + TWO + "      aws_web_identity_token: oidc/env/MY_TOKEN\n...\n",
    "crlf": (HEAD + TWO + "      aws_web_identity_token: oidc/env/MY_TOKEN\n").replace("\n", "\r\n"),
    "bom": "\ufeff" + HEAD + TWO + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
    "not-ascii": HEAD.replace("model_name: m", "model_name: modèle")
    + TWO
    + "      aws_web_identity_token: oidc/env/MY_TOKEN\n",
}
for name, text in YAML.items():
    row(f"yaml-{name}", text, HELD)

# --- what does not load, and who is left out --------------------------------------------------------------------

GOOD = entry(CLAUDE, name="good", aws_region_name="us-east-1", **VALUES)
LOAD: dict[str, str] = {
    "empty": "",
    "comment": "# nothing\n",
    "null": "null\n",
    "document-only": "---\n",
    "empty-mapping": "{}\n",
    "list": "- a\n",
    "text": "text\n",
    "number": "5\n",
    "syntax": "model_list: [\n",
    "tab": "model_list:\n\t- a\n",
    "unknown-tag": "model_list: !vault x\n",
    "python-tag": "model_list: !!python/object/apply:os.getcwd []\n",
    "two-documents": config(GOOD) + "---\n" + config(GOOD),
    "unknown-alias": "model_list: *nobody\n",
    "recursive-alias": "a: &a [*a]\n" + config(GOOD),
    "model-list-spelling": config(GOOD).replace("model_list", "model list"),
    "model-list-case": config(GOOD).replace("model_list", "Model_List"),
    "model-list-null": "model_list:\n",
    "model-list-empty": "model_list: []\n",
    "model-list-mapping": "model_list: {a: b}\n",
    "model-list-empty-mapping": "model_list: {}\n",
    "model-list-text": "model_list: text\n",
    "model-list-number": "model_list: 5\n",
    "item-number": config("  - 5\n", GOOD),
    "item-null": config("  -\n", GOOD),
    "item-text": config("  - text\n", GOOD),
    "item-list": config("  - [a]\n", GOOD),
    "item-empty": config("  - {}\n", GOOD),
    "no-params": config("  - model_name: bad\n", GOOD),
    "params-null": config("  - model_name: bad\n    litellm_params:\n", GOOD),
    "params-text": config("  - model_name: bad\n    litellm_params: text\n", GOOD),
    "params-list": config("  - model_name: bad\n    litellm_params: [a]\n", GOOD),
    "params-empty": config("  - model_name: bad\n    litellm_params: {}\n", GOOD),
    "no-name": config(f"  - litellm_params: {{model: '{CLAUDE}'}}\n", GOOD),
    "name-null": config(entry(CLAUDE, name=None), GOOD),
    "name-number": config(entry(CLAUDE, name=5), GOOD),
    "name-true": config(entry(CLAUDE, name=True), GOOD),
    "name-list": config(entry(CLAUDE, name=["a"]), GOOD),
    "name-empty": config(entry(CLAUDE, name=""), GOOD),
    "name-unset-variable": config(entry(CLAUDE, name="os.environ/ABSENT"), GOOD),
    "name-variable": config(entry(CLAUDE, name="os.environ/MY_TOKEN"), GOOD),
    "model-null": config(entry(None, name="bad"), GOOD),
    "model-number": config(entry(5, name="bad"), GOOD),
    "model-empty": config(entry("", name="bad"), GOOD),
    "model-list-value": config(entry(["a"], name="bad"), GOOD),
    "model-unset-variable": config(entry("os.environ/ABSENT", name="bad"), GOOD),
    "model-unknown-provider": config(entry("nobody/model", name="bad"), GOOD),
    "model-unknown-word": config(entry("some-unknown-model", name="bad"), GOOD),
    "model-unknown-custom": config(entry("some-model", name="bad", custom_llm_provider="openai"), GOOD),
    "model-nonsense-custom": config(entry("some-model", name="bad", custom_llm_provider="nonsense"), GOOD),
    "model-with-base": config(entry("some-unknown-model", name="bad", api_base="https://x.example"), GOOD),
    "model-wildcard": config(entry("openai/*", name="openai/*"), GOOD),
    "model-star": config(entry("*", name="*"), GOOD),
    "info-null": config(entry(CLAUDE, name="bad") + "    model_info:\n", GOOD),
    "info-text": config(entry(CLAUDE, name="bad", info="text"), GOOD),
    "info-list": config(entry(CLAUDE, name="bad", info=["a"]), GOOD),
    "info-empty": config(entry(CLAUDE, name="bad", info={}), GOOD),
    "info-id-number": config(entry(CLAUDE, name="bad", info={"id": 5}), GOOD),
    "same-id": config(entry(CLAUDE, name="one", info={"id": "x"}), entry(CLAUDE, name="two", info={"id": "x"}), GOOD),
    "same-name": config(entry(CLAUDE, name="good"), GOOD),
    "identical": config(GOOD, GOOD),
    "key-number": config(entry(CLAUDE, name="bad") + "      5: x\n", GOOD),
    "key-null": config(entry(CLAUDE, name="bad") + "      null: x\n", GOOD),
    "wide-number": config(entry(CLAUDE, name="bad", rpm=2**64), GOOD),
    "wide-negative": config(entry(CLAUDE, name="bad", whatever=-(2**63) - 1), GOOD),
    "widest-number": config(entry(CLAUDE, name="bad", whatever=2**64 - 1), GOOD),
    "wide-number-in-info": config(entry(CLAUDE, name="bad", info={"n": 2**64}), GOOD),
    "cost-infinite": config(entry(CLAUDE, name="bad") + "      input_cost_per_token: .inf\n", GOOD),
    "cost-nan": config(entry(CLAUDE, name="bad") + "      output_cost_per_token: .nan\n", GOOD),
    "cost-infinite-in-info": config(entry(CLAUDE, name="bad") + "    model_info: {input_cost_per_token: .inf}\n", GOOD),
    "cost-text": config(entry(CLAUDE, name="bad", input_cost_per_token="abc"), GOOD),
    "rpm-text": config(entry(CLAUDE, name="bad", rpm="abc"), GOOD),
    "rpm-digits": config(entry(CLAUDE, name="bad", rpm="5"), GOOD),
    "rpm-float": config(entry(CLAUDE, name="bad", rpm=5.5), GOOD),
    "timeout-text": config(entry(CLAUDE, name="bad", timeout="abc"), GOOD),
    "retries-text": config(entry(CLAUDE, name="bad", max_retries="abc"), GOOD),
    "tags-text": config(entry(CLAUDE, name="bad", tags="abc"), GOOD),
    "tag-regex": config(entry(CLAUDE, name="bad", tag_regex=["["]), GOOD),
    "session-tags-text": config(entry(CLAUDE, name="bad", aws_session_tags="abc"), GOOD),
    "session-tags-wrong": config(entry(CLAUDE, name="bad", aws_session_tags=[{"a": "b"}]), GOOD),
    "token-number": config(entry(CLAUDE, name="bad", aws_web_identity_token=5), GOOD),
    "token-true": config(entry(CLAUDE, name="bad", aws_web_identity_token=True), GOOD),
    "token-list": config(entry(CLAUDE, name="bad", aws_web_identity_token=["a"]), GOOD),
    "azure-token-number": config(entry("azure/x", name="bad", azure_ad_token=5), GOOD),
    "azure-token-true": config(entry("azure/x", name="bad", azure_ad_token=True), GOOD),
    "client-id-number": config(entry("azure/x", name="bad", client_id=5), GOOD),
    "tenant-id-number": config(entry("azure/x", name="bad", tenant_id=5), GOOD),
    "anthropic-token-number": config(entry("anthropic/x", name="bad", anthropic_identity_token=5), GOOD),
    "api-key-number": config(entry("openai/gpt-4o", name="bad", api_key=5), GOOD),
    "api-key-true": config(entry("openai/gpt-4o", name="bad", api_key=True), GOOD),
    "api-base-number": config(entry("openai/gpt-4o", name="bad", api_base=5), GOOD),
    "role-number": config(entry(CLAUDE, name="bad", aws_role_name=5), GOOD),
    "session-number": config(entry(CLAUDE, name="bad", aws_session_name=42), GOOD),
    "region-number": config(entry(CLAUDE, name="bad", aws_region_name=5), GOOD),
    "profile-number": config(entry(CLAUDE, name="bad", aws_profile_name=5), GOOD),
    "external-id-number": config(entry(CLAUDE, name="bad", aws_external_id=5), GOOD),
    "access-key-number": config(entry(CLAUDE, name="bad", aws_access_key_id=5), GOOD),
    "drop-params-text": config(entry(CLAUDE, name="bad", drop_params="maybe"), GOOD),
    "vertex-credentials-list": config(entry("vertex_ai/x", name="bad", vertex_credentials=[1]), GOOD),
    "flag-variable": config(entry(CLAUDE, name="bad", aws_session_name="os.environ/FLAG"), GOOD),
    "unknown-top-level": config(GOOD, tail="no_such_section: 1\n"),
    "unknown-router-setting": config(GOOD, tail="router_settings: {no_such: 1}\n"),
    "router-settings-text": config(GOOD, tail="router_settings: text\n"),
    "router-settings-health": config(GOOD, tail="router_settings: {health_check_interval: 5}\n"),
    "litellm-settings-text": config(GOOD, tail="litellm_settings: text\n"),
    "litellm-settings-list": config(GOOD, tail="litellm_settings: [a]\n"),
    "general-settings-text": config(GOOD, tail="general_settings: text\n"),
    "general-settings-null": config(GOOD, tail="general_settings:\n"),
    "key-management-unknown": config(GOOD, tail="general_settings: {key_management_system: nobody}\n"),
    "prompt-storage": config(GOOD, tail="general_settings: {spend_logs_prompt_storage: everything}\n"),
    "loaded-elsewhere-broken": config(GOOD, tail="anything: {deep: [{x: os.environ/oidc/gitlab/x}]}\n"),
    "loaded-in-list-of-text": config(GOOD, tail="anything: [os.environ/oidc/gitlab/x]\n"),
    "master-key-reference": config(GOOD, tail="general_settings: {master_key: oidc/env/MY_TOKEN}\n"),
    "master-key-loaded": config(GOOD, tail="general_settings: {master_key: os.environ/oidc/env/MY_TOKEN}\n"),
    "include-text": config(GOOD, tail="include: other.yaml\n"),
    "include-number": config(GOOD, tail="include: [5]\n"),
    "include-missing": config(GOOD, tail="include: [absent.yaml]\n"),
    "include-variable": config(GOOD, tail="include: [os.environ/MY_TOKEN]\n"),
    "include-empty": config(GOOD, tail="include: []\n"),
    "include-null": config(GOOD, tail="include:\n"),
}
for name, text in LOAD.items():
    row(f"load-{name}", text, {**HELD, "FLAG": "true"}, op="load")

ENVIRONMENTS: dict[str, tuple[Any, dict[str, str]]] = {
    "same": (["production"], {"LITELLM_ENVIRONMENT": "production"}),
    "other": (["production"], {"LITELLM_ENVIRONMENT": "staging"}),
    "unset": (["production"], {}),
    "several": (["production", "staging"], {"LITELLM_ENVIRONMENT": "staging"}),
    "unknown": (["moon"], {"LITELLM_ENVIRONMENT": "production"}),
    "unknown-here": (["production"], {"LITELLM_ENVIRONMENT": "moon"}),
    "text": ("production", {"LITELLM_ENVIRONMENT": "production"}),
    "empty": ([], {"LITELLM_ENVIRONMENT": "production"}),
    "null": (None, {"LITELLM_ENVIRONMENT": "production"}),
}
for name, (environments, here) in ENVIRONMENTS.items():
    row(
        f"environment-{name}",
        config(entry(CLAUDE, info={"supported_environments": environments}, aws_region_name="us-east-1", **VALUES)),
        {**HELD, **here},
    )

# --- variables written while loading, mocked entries, bare names -----------------------------------------------

PRODUCTION = entry(CLAUDE, info={"supported_environments": ["production"]}, aws_region_name="us-east-1", **VALUES)
WRITTEN = "environment_variables: {{{}}}\n"
row("written-environment", config(PRODUCTION, tail=WRITTEN.format("LITELLM_ENVIRONMENT: production")), HELD)
row(
    "written-environment-other",
    config(PRODUCTION, tail=WRITTEN.format("LITELLM_ENVIRONMENT: staging")),
    {**HELD, "LITELLM_ENVIRONMENT": "production"},
)
for name, given in (("unset", {}), ("set", {"B": TOKEN}), ("three", {"B": "os.environ/C", "C": TOKEN})):
    text = bedrock("oidc/env/X") + WRITTEN.format("X: os.environ/A")
    row(f"written-two-steps-{name}", text, {"A": "os.environ/B", **given})
row(
    "written-second-round",
    bedrock("os.environ/A") + WRITTEN.format('B: "oidc/env/MY_TOKEN"'),
    {**HELD, "A": "os.environ/B"},
)
for name, given in (("unset", {}), ("set", {"SOME_KEY": "KEY-x"})):
    row(
        f"settings-key-{name}",
        config(
            entry(
                "azure/gpt-4o",
                info={"mode": "responses"},
                api_base="https://oracle.openai.azure.com",
                client_id=CLIENT,
                tenant_id=TENANT,
                azure_ad_token="oidc/env/MY_TOKEN",
            ),
            tail="litellm_settings: {api_key: os.environ/SOME_KEY}\n",
        ),
        {**HELD, **given},
    )
row(
    "azure-ai-key-variable", azure("oidc/env/MY_TOKEN", "azure_ai/mistral-large"), {**HELD, "AZURE_AI_API_KEY": "KEY-x"}
)
row(
    "credential-name-variable",
    config(
        entry(CLAUDE, aws_region_name="us-east-1", litellm_credential_name="os.environ/NAME"),
        tail=f"credential_list:\n- credential_name: c\n  credential_info: {{}}\n  credential_values: {_yaml(VALUES)}\n",
    ),
    {**HELD, "NAME": "c"},
)
for name, text in (
    ("aws", bedrock("oidc/env/ABSENT", mock_response="hi")),
    ("azure", azure("oidc/env/ABSENT", mock_response="hi")),
):
    row(f"mocked-{name}", text, {})
for model in ("anthropic.claude-3-haiku-20240307-v1:0", "us.anthropic.claude-9", "anthropic.claude-9-v1:0"):
    row(f"bare-{model}", bedrock("oidc/env/MY_TOKEN", model), HELD)

SECTIONS: dict[str, str] = {
    "variables-date": "environment_variables: {AZURE_API_VERSION: 2024-10-21}\n",
    "default-date": "router_settings: {default_litellm_params: {api_version: 2024-10-21}}\n",
    "deep-date": "litellm_settings: {cache_params: {a: {b: 2024-10-21}}}\n",
    "list-date": "litellm_settings: {x: [2024-10-21]}\n",
    "general-date": "general_settings: {x: 2024-10-21}\n",
    "number-key": "general_settings: {5: x}\n",
    "true-key": "litellm_settings: {on: x}\n",
    "null-key": "router_settings: {model_group_retry_policy: {~: {}}}\n",
    "variables-number-key": "environment_variables: {5: x}\n",
    "quoted-date": 'environment_variables: {AZURE_API_VERSION: "2024-10-21"}\n',
}
for name, text in SECTIONS.items():
    row(f"section-{name}", azure("oidc/env/MY_TOKEN") + text, HELD, op="load")


# --- includes ---------------------------------------------------------------------------------------------------

OTHER = config(entry(CLAUDE, name="included", aws_region_name="us-east-1", **VALUES))
row("include", "include: [other.yaml]\n", HELD, files={"other.yaml": OTHER})
row(
    "include-joined",
    config(entry("openai/gpt-4o", name="first", api_key="KEY-x")) + "include: [other.yaml]\n",
    HELD,
    files={"other.yaml": OTHER},
    entry=1,
)
row(
    "include-two",
    "include: [a.yaml, b.yaml]\n",
    HELD,
    files={"a.yaml": config(entry("openai/gpt-4o", name="a", api_key="KEY-x")), "b.yaml": OTHER},
    entry=1,
)
row("include-folder", "include: [sub/other.yaml]\n", HELD, files={"sub/other.yaml": OTHER})
row("include-dot", "include: [./other.yaml]\n", HELD, files={"other.yaml": OTHER})
row(
    "include-nested",
    "include: [sub/a.yaml]\n",
    HELD,
    files={
        "sub/a.yaml": config(entry("openai/gpt-4o", name="a", api_key="KEY-x")) + "include: [b.yaml]\n",
        "sub/b.yaml": OTHER,
    },
    op="load",
)
row(
    "include-nested-root",
    "include: [sub/a.yaml]\n",
    HELD,
    files={
        "sub/a.yaml": config(entry("openai/gpt-4o", name="a", api_key="KEY-x")) + "include: [b.yaml]\n",
        "b.yaml": OTHER,
    },
    op="load",
)
row(
    "include-cycle",
    "include: [a.yaml]\n",
    HELD,
    files={"a.yaml": OTHER + "include: [config.yaml]\n"},
    timeout=2,
)
row(
    "include-self",
    config(entry(CLAUDE, **VALUES)) + "include: [config.yaml]\n",
    HELD,
    op="load",
    timeout=2,
)
row("include-twice", "include: [other.yaml, other.yaml]\n", HELD, files={"other.yaml": OTHER}, op="load")
row("include-list", "include: [other.yaml]\n", HELD, files={"other.yaml": "- a\n"}, op="load")
row("include-empty-file", "include: [other.yaml]\n", HELD, files={"other.yaml": ""}, op="load")
row("include-syntax", "include: [other.yaml]\n", HELD, files={"other.yaml": "a: [\n"}, op="load")
row(
    "include-replaces-settings",
    config(BARE) + "router_settings: {num_retries: 0}\ninclude: [other.yaml]\n",
    HELD,
    files={"other.yaml": defaults(VALUES)},
)
row(
    "include-replaces-variables",
    config(BARE, tail=variables(AWS_ROLE_NAME=ROLE, AWS_SESSION_NAME="s1") + "include: [other.yaml]\n"),
    HELD,
    files={"other.yaml": variables(AWS_WEB_IDENTITY_TOKEN="oidc/env/MY_TOKEN")},
)
row(
    "include-credentials",
    config(NAMED_AWS, tail="include: [other.yaml]\n"),
    HELD,
    files={"other.yaml": credential(VALUES)},
)
row(
    "include-credentials-joined",
    config(NAMED_AWS, tail=credential({}, credential_name="z") + "include: [other.yaml]\n"),
    HELD,
    files={"other.yaml": credential(VALUES)},
)
row(
    "include-model-list-mapping",
    config(GOOD, tail="include: [other.yaml]\n"),
    HELD,
    files={"other.yaml": "model_list: {a: b}\n"},
    op="load",
)
row(
    "include-loaded-broken",
    config(GOOD, tail="include: [other.yaml]\n"),
    HELD,
    files={"other.yaml": "anything: os.environ/oidc/gitlab/x\n"},
    op="load",
)

# --- several entries --------------------------------------------------------------------------------------------

SEVERAL = config(
    entry(CLAUDE, name="same", aws_region_name="us-east-1", **VALUES),
    entry(CLAUDE, name="same", aws_region_name="us-east-1", **{**VALUES, "aws_web_identity_token": "oidc/gitlab/x"}),
    entry(
        "azure/gpt-4o",
        name="third",
        api_base="https://oracle.openai.azure.com",
        api_version="2024-10-21",
        azure_ad_token="oidc/env/MY_TOKEN",
        client_id=CLIENT,
        tenant_id=TENANT,
    ),
    entry(CLAUDE, name="fourth", aws_session_name=42, aws_web_identity_token="oidc/env/MY_TOKEN"),
)
for index, text in enumerate(("oidc/env/MY_TOKEN", "oidc/gitlab/x", "oidc/env/MY_TOKEN", "oidc/env/MY_TOKEN")):
    row(f"several-{index}", SEVERAL, HELD, entry=index, reference=text)

# --- references of other sections, which are read while loading -------------------------------------------------

AGENT_CARD = {"name": "a", "url": "https://agents.example", "version": "1"}
for name, text in {"agent": "oidc/env/MY_TOKEN", "agent-broken": "oidc/gitlab/x"}.items():
    params = {"azure_ad_token": text, "client_id": CLIENT, "tenant_id": TENANT}
    agent = {"agent_name": "a", "agent_card_params": AGENT_CARD, "litellm_params": params}
    row(name, config(GOOD, tail=f"agent_list: {_yaml([agent])}\n"), HELD, op="load")
GUARDRAIL = {"guardrail": "bedrock", "mode": "pre_call", "guardrailIdentifier": "g", "guardrailVersion": "1"}
row(
    "guardrail",
    config(GOOD, tail=f"guardrails: {_yaml([{'guardrail_name': 'g', 'litellm_params': {**GUARDRAIL, **VALUES}}])}\n"),
    HELD,
    op="load",
)
row(
    "guardrail-broken",
    config(
        GOOD,
        tail=f"guardrails: {_yaml([{'guardrail_name': 'g', 'litellm_params': {**GUARDRAIL, 'aws_web_identity_token': 'os.environ/oidc/gitlab/x'}}])}\n",
    ),
    HELD,
    op="load",
)


# --- rows that were found later --------------------------------------------------------------------------------

FOUND: list[Row] = [
    {
        "id": "resolve-azure-file-dot-behind",
        "resolve": "oidc/azure/x",
        "env": {"AZURE_FEDERATED_TOKEN_FILE": f"{TMP}/token/."},
        "files": {f"{TMP}/token": FILE_TOKEN},
    },
    {
        "id": "load-bare-jev",
        "config": config(entry("jev-latest"), entry("jev-unknown")),
        "env": {},
        "op": "load",
        "versions": ["1.110.2"],
    },
]
"""Rows as `make drift` prints them, under a better id."""

for item in FOUND:
    (RESOLVE if "resolve" in item else ROWS).append(item)

# --- boundaries -------------------------------------------------------------------------------------------------

BOUNDARIES: dict[str, tuple[str, ...]] = {
    "1.83.7": (
        r"(aws|azure|resolve)-file-(relative|outside|link-out|dots-out|default-replaced|listed-(empty|commas|other|prefix))",
        r"aws-os-environ-four-steps|(aws|azure)-os-environ-true|aws-variable-name",
        r"mantle-(?!bearer-).*|mantle-bearer-(key-empty|variable-empty|key-unset-variable)",
        r"(converse|embedding|image)-bearer-(key|variable)(-reference)?|bearer-broken-reference",
        r"aws-beside-(external-id-in-environment|endpoint-variable|session-number|tags-wrong)",
        r"azure-v1-(other-case|loaded)|azure-image-(other-case|loaded|variable-.*|two-tokens-.*)|azure-image-edit-(?!two-tokens-variable).*",
        r"azure-ai-(embedding|rerank)-(?!two-tokens-variable).*|azure-ai-image-(other-case|loaded|variable-only)|azure-.*client-number|azure-number",
        r"route-(claude-platform|profile-arn)|field-(aws_region_name|openai-identity)",
        r"anthropic-(?!key|auth-token|disabled|named-unset|token-file-beside|variable-without-ids).*|default-anthropic",
        r"credential-two-steps|yaml-(number|list|mapping|true)-token|yaml-(date|no|float)-session|several-\d",
        r"load-(session-tags-text|session-tags-wrong|token-number|token-true|token-list|flag-variable)",
        r"load-(azure-token|client-id|tenant-id|anthropic-token|role|session|profile|external-id)-(number|true)",
        r"include-(nested|cycle|self|twice)|section-.*|written-.*",
        r"resolve-file-(one-slash|relative-missing|tilde|no-path|outside-missing|sibling)",
    ),
    "1.110.2": (
        r"(aws|azure|resolve)-(file-inner-oidc.*|env-inner-oidc.*|env-word-oidc-mangled|double)|resolve-double-google",
        r"resolve-google-(404|500|201)|route-(converse-like|unknown-model)|field-openai-identity-file",
        r"key-(openai|azure)-(?!case|loaded|litellm|variable|embedding|ai).*|credential-api-key",
        r"key-(openai-embedding|azure-ai|bedrock|anthropic|groq|gemini|databricks)-(?!loaded).*",
        r"anthropic-variable-(reference|env-path)|default-(list|text)",
        r"load-name-(null|number|true|list|unset-variable)|load-model-list-value|load-info-(null|text|list)",
        r"load-litellm-settings-(text|list)|load-key-(number|null)|load-wide-.*|load-cost-(infinite.*|nan)|load-prompt-storage",
    ),
}
"""Rows that end otherwise in these releases than in 1.106.2."""

for boundary_version, patterns in BOUNDARIES.items():
    at_boundary = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    for item in ROWS + RESOLVE:
        if at_boundary.fullmatch(item["id"]):
            item.setdefault("versions", []).append(boundary_version)


if __name__ == "__main__":
    json.dump(ROWS + RESOLVE, sys.stdout, ensure_ascii=True)
