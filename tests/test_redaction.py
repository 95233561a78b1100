"""No token, key or password leaves, in no format and at no verbosity; nor anything that steers a terminal or a log."""

import base64
import json
import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.running import oidclint


def encoded(part: dict[str, str] | bytes) -> str:
    """Encode one part of a token."""
    data = part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


JWT = ".".join(
    [
        encoded({"alg": "RS256", "kid": "a", "typ": "JWT"}),
        encoded({"iss": "https://issuer.example", "sub": "repo:owner/name:ref:refs/heads/main"}),
        encoded(bytes(range(90, 250))),
    ]
)
PASSWORD = "correct-horse-battery-staple"
SECRETS = {
    "jwt": JWT,
    "aws key": "AKIAIOSFODNN7EXAMPLE",
    "sk": "sk-proj-abcdefghijklmnopqrstuv",
    "password": PASSWORD,
}
LOOKS = [name for name in SECRETS if name != "password"]
"""Secrets that look like one wherever they stand."""

HEAD = (
    "model_list:\n  - model_name: m\n    litellm_params:\n      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
)
AZURE = "model_list:\n  - model_name: m\n    litellm_params:\n      model: azure/gpt-4o\n      api_base: nonsense\n"

UNDER_A_KEY = {
    "plain": HEAD + "      api_key: {}\n",
    "quoted": HEAD + '      api_key: "{}"\n',
    "single": HEAD + "      api_key: '{}'\n",
    "literal block": HEAD + "      api_key: |\n        {}\n",
    "folded block": HEAD + "      api_key: >-\n        {}\n        {}\n",
    "multi-line": HEAD + '      api_key: "first\n        {}"\n',
    "multi-line flow": HEAD + '      extra: {{api_key: "first\n        {}", aws_role_name: x}}\n',
    "next line": HEAD + "      api_key:\n        {}\n",
    "flow": HEAD + "      extra_body: {{api_key: {}, a: b}}\n",
    "flow entry": "model_list: [{{model_name: m, litellm_params: {{model: bedrock/m, aws_role_name: x, api_key: {}}}}}]\n",
    "json": '{{"model_list": [{{"model_name": "m", "litellm_params": {{"model": "bedrock/m", "aws_role_name": "x", "api_key": "{}"}}}}]}}\n',
    "list": HEAD + "      api_key: [{}]\n",
    "block list": HEAD + "      api_key:\n        - {}\n",
    "mapping": HEAD + "      vertex_credentials: {{private_key: {}}}\n",
    "anchor": HEAD + "      api_key: &key {}\n      aws_secret_access_key: *key\n",
    "alias first": "x: &key {}\n".replace("x:", "secret:") + HEAD + "      api_key: *key\n",
    "twice": HEAD + "      api_key: a\n      api_key: {}\n      api_key: {}\n",
    "token": HEAD + "      aws_web_identity_token: {}\n",
    "token with oidc in it": HEAD + "      aws_web_identity_token: 'x-oidc-{}'\n",
    "azure token": AZURE + "      azure_ad_token: {}\n",
    "azure password": AZURE + "      azure_password: {}\n      azure_ad_token: oidc/github/x\n",
    "client secret": AZURE + "      client_secret: {}\n      client_id: x\n      azure_ad_token: oidc/github/api://x\n",
    "anthropic token": "model_list:\n  - model_name: m\n    litellm_params:\n      model: anthropic/claude\n      anthropic_identity_token: {}\n",
    "session token": HEAD + "      aws_session_token: {}\n      aws_secret_access_key: {}\n      aws_access_key_id: {}\n",
    "master key": HEAD + "general_settings:\n  master_key: {}\n  master_key: {}\n",
    "database": HEAD + "general_settings: {{database_url: {}, x: oidc/github/y}}\n",
    "credentials": HEAD + "credential_list:\n  - credential_name: c\n    credential_values: {{aws_secret_access_key: {}, aws_role_name: x}}\n",
    "defaults": HEAD + "router_settings:\n  default_litellm_params: {{api_key: {}}}\n",
    "beside params": HEAD + "    api_key: {}\n",
    "variables": HEAD + "environment_variables: {{OPENAI_API_KEY: {}, DB_PASSWORD: {}}}\n",
    "unknown section": HEAD + "modellist: {{api_key: {}}}\n",
    "capital key": HEAD + "      API_KEY: {}\n      Authorization: {}\n",
    "headers": HEAD + "      extra_headers: {{authorization: {}, x-api-key: {}}}\n",
    "wrong type": HEAD + "      api_key: {{a: {}}}\n",
    "tagged": HEAD + "      api_key: !!str {}\n",
    "number tag": HEAD + "      api_key: !!int {}\n",
    "unknown tag": HEAD + "      api_key: !vault {}\n",
    "broken line": HEAD + "      api_key: {}: x\n",
    "broken quote": HEAD + "      api_key: '{}' x\n",
    "broken flow": HEAD + "      x: {{api_key: {}, [}}\n",
    "broken below": HEAD + "      api_key: {}\n     aws_role_name: x\n",
    "broken indentation": HEAD + "     api_key: {}\n",
    "broken tab": HEAD + "\tapi_key: {}\n",
    "broken template": HEAD + "      api_key: {{{{ x }}}}{}\n",
    "two documents": "---\nmodel_list: []\n---\napi_key: {}\n" + HEAD,
    "document on the line": "model_list: []\n--- {{api_key: {}}}\n",
    "directive": "%YAML 9.1\n--- {{model_list: [], api_key: {}}}\n",
}  # fmt: skip

ANYWHERE = {
    "comment": HEAD + "      aws_role_name: nonsense # was {}\n",
    "comment above": HEAD + "      # was {}\n      aws_role_name: nonsense\n",
    "model name": HEAD.replace(": m\n", ": {}\n") + "      aws_role_name: nonsense\n      aws_web_identity_token: oidc/gcp/x\n",
    "model": HEAD.replace("anthropic.claude", "{}") + "      aws_web_identity_token: oidc/gcp/x\n",
    "role": HEAD + "      aws_role_name: {}\n      aws_web_identity_token: oidc/github/x\n",
    "session": HEAD + "      aws_role_name: x\n      aws_session_name: 'a {}'\n      aws_web_identity_token: oidc/github/x\n",
    "region": HEAD + "      aws_region_name: {}\n",
    "audience": HEAD + "      aws_web_identity_token: oidc/github/{}\n",
    "audience thrown away": HEAD + "      aws_web_identity_token: oidc/circleci/{}\n",
    "provider": HEAD + "      aws_web_identity_token: oidc/{}/x\n",
    "variable name": HEAD + "      aws_web_identity_token: oidc/env/{}\n",
    "file name": HEAD + "      aws_web_identity_token: oidc/file/{}\n",
    "absolute file name": HEAD + "      aws_web_identity_token: oidc/file//run/secrets/{}\n",
    "os.environ": HEAD + "      aws_web_identity_token: os.environ/{}\n",
    "key": HEAD + "      {}: oidc/github/x\n",
    "quoted key": HEAD + '      "{}": oidc/github/x\n      "{}": oidc/github/x\n',
    "top key": HEAD + "{}: oidc/github/x\n",
    "setting key": HEAD + "litellm_settings: {{{}: oidc/github/x}}\n",
    "deep key": HEAD + "general_settings: {{a: {{{}: [oidc/github/x]}}}}\n",
    "guardrail": HEAD + "guardrails: [{{guardrail_name: {}, litellm_params: {{aws_web_identity_token: oidc/github/x}}}}]\n",
    "credential name": HEAD + "      litellm_credential_name: {}\ncredential_list: [{{credential_name: 'x {}', credential_values: {{}}}}]\n",
    "top value": HEAD + "nonsense: {}\n",
    "api base": AZURE.replace("nonsense", "https://{}/x") + "      azure_ad_token: oidc/github/x\n",
    "tenant": AZURE + "      azure_ad_token: oidc/github/x\n      tenant_id: {}\n      client_id: {}\n",
    "version": HEAD + "      aws_region_name: us-east-1\n      api_version: {}\n",
    "include": "include: ['{}']\n" + HEAD,
    "include no list": "include: {}\n" + HEAD,
    "ignore": HEAD + "      aws_role_name: x # oidclint: ignore[{}] {}\n",
    "alias": HEAD + "      api_key: *{}\n",
    "anchor name": HEAD + "      aws_role_name: &{} x\n",
    "tag": HEAD + "      aws_role_name: !{} x\n",
    "tag uri": HEAD + "      aws_role_name: !<{}> x\n",
    "undeclared handle": HEAD + "      aws_role_name: !{}!x y\n",
    "mapping key": HEAD + "      ? [{}]\n      : x\n",
    "broken": HEAD + "      x: {}: y\n",
    "broken comment": HEAD + "      x: 'y' z # {}\n",
    "not a list": "model_list: {}\nlitellm_settings: {{}}\n",
    "entry": "model_list: [{}]\nlitellm_settings: {{}}\n",
}  # fmt: skip

FORMS = (
    ["--output", "json=one.out", "--output", "text=two.out"],
    ["--format", "json", "--verbose"],
    ["--verbose", "--litellm-version", "1.83.7"],
    ["--quiet", "--fail-on", "info"],
)


def everything(folder: Path, *arguments: str) -> str:
    """Give all that the files of a folder make visible: both formats, loud and quiet, stdout, stderr and files."""
    seen = ""
    for form in FORMS:
        run = oidclint("check", ".", "--config", "x.yaml", *form, *arguments, cwd=folder, json_report=False)
        assert "Traceback" not in run.err
        assert "rule-crashed" not in run.out
        seen += run.out + run.err
    return seen + (folder / "one.out").read_text() + (folder / "two.out").read_text()


def leaks(secret: str, seen: str) -> list[str]:
    """Give the pieces of a secret that can be seen: 16 characters in a row, or all of a short one."""
    secret = secret.removeprefix("Bearer ")
    return [secret[start : start + 16] for start in range(len(secret) - 15) if secret[start : start + 16] in seen]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", UNDER_A_KEY)
def test_secret_under_a_credential_key(place: str, secret: str, tmp_path: Path) -> None:
    """A secret under a credential key is never shown, in a broken file neither, whatever is found beside it."""
    (tmp_path / "x.yaml").write_text(UNDER_A_KEY[place].format(*[SECRETS[secret]] * 4))
    seen = everything(tmp_path, "--env", "A=b")
    assert "x.yaml" in seen
    assert leaks(SECRETS[secret], seen) == []


OTHER_LOOKS = {
    "unsigned jwt": JWT.rsplit(".", 1)[0] + ".",
    "bearer": f"Bearer {JWT}",
    "quoted": f'"{JWT}"',
    "encrypted": f"{JWT}.{JWT.split('.')[2]}.{JWT.split('.')[2]}",
    "two": f"{JWT} {JWT}",
    "in a word": f"x{JWT}x",
    "in a url": f"https://x.example/?token={JWT}&a=b",
    "aws session key": "ASIAIOSFODNN7EXAMPLE",
    "aws key in a word": "key=AKIAIOSFODNN7EXAMPLE;",
    "old sk": "sk-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV",
}


@pytest.mark.parametrize("name", OTHER_LOOKS)
def test_other_forms_of_a_secret(name: str, tmp_path: Path) -> None:
    """A token is known with a scheme before it, with quotes, inside a word or an address, and without a signature."""
    secret = OTHER_LOOKS[name]
    text = json.dumps(
        {
            "model_list": [
                {
                    "model_name": f"m {secret}",
                    "litellm_params": {
                        "model": "bedrock/m",
                        "aws_role_name": secret,
                        "aws_web_identity_token": f"oidc/gcp/{secret}",
                    },
                }
            ]
        }
    )
    (tmp_path / "x.yaml").write_text(text + f" # {secret}\n")
    core = max(re.findall(r"[A-Za-z0-9_.-]{16,}", secret), key=len).removeprefix("x").removesuffix("x")
    assert leaks(core, everything(tmp_path, "--env", "A=b")) == []


@pytest.mark.parametrize("secret", LOOKS)
@pytest.mark.parametrize("place", ANYWHERE)
def test_secret_that_looks_like_one(place: str, secret: str, tmp_path: Path) -> None:
    """What looks like a token or a key is hidden wherever it stands: names, keys, comments, tags, references."""
    (tmp_path / "x.yaml").write_text(ANYWHERE[place].format(*[SECRETS[secret]] * 4))
    assert leaks(SECRETS[secret], everything(tmp_path, "--env", "A=b")) == []


def test_secrets_show_as_stars_and_references_as_they_are(tmp_path: Path) -> None:
    """A hidden value shows as stars; a reference under a credential key is shown."""
    (tmp_path / "x.yaml").write_text(
        "model_list: [{model_name: m, litellm_params: {model: bedrock/m, "
        f"api_key: {PASSWORD}, aws_web_identity_token: oidc/gcp/x}}}}]\n"
    )
    text = oidclint("check", ".", cwd=tmp_path, json_report=False).out
    assert "•••" in text
    assert "oidc/gcp/x" in text
    assert PASSWORD[:16] not in text


def test_excerpt_marks_stay_under_what_they_mark(tmp_path: Path) -> None:
    """Stars do not move the marks of an excerpt away from the scalar they belong to."""
    (tmp_path / "x.yaml").write_text(
        f"model_list: [{{model_name: m, litellm_params: {{api_key: {PASSWORD}, model: bedrock/m, "
        "aws_web_identity_token: oidc/gcp/x}}]\n"
    )
    lines = oidclint("check", ".", cwd=tmp_path, json_report=False).out.splitlines()
    found = next(number for number, line in enumerate(lines) if "unknown-provider" in line)
    excerpt, marks = lines[found + 1 : found + 3]
    start = marks.index("^")
    assert excerpt[start : start + marks.count("^")] == "oidc/gcp/x"


# --- what is known of the machine ---------------------------------------------------------------------------------

READ_FROM_VARIABLES = """\
model_list:
  - model_name: a
    litellm_params:
      model: os.environ/V
  - model_name: b
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: os.environ/V
      aws_role_name: os.environ/V
      aws_session_name: os.environ/V
      aws_region_name: os.environ/V
      aws_bedrock_runtime_endpoint: os.environ/V
      aws_external_id: os.environ/V
  - model_name: c
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: oidc/env/V
      aws_role_name: arn:aws:iam::123456789012:role/r
      aws_session_name: s1
  - model_name: d
    litellm_params:
      model: azure/gpt-4o
      azure_ad_token: oidc/env/V
      api_base: os.environ/V
      tenant_id: os.environ/V
      client_id: os.environ/V
      azure_scope: os.environ/V
      api_version: os.environ/V
  - model_name: e
    litellm_params:
      model: azure/gpt-4o
      azure_ad_token: os.environ/V
  - model_name: f
    litellm_params:
      model: anthropic/claude-3-haiku-20240307
      anthropic_identity_token: os.environ/V
      api_key: os.environ/V
  - model_name: g
    litellm_params:
      model: openai/gpt-4o
      api_key: oidc/env/V
      litellm_credential_name: os.environ/V
general_settings: {master_key: os.environ/V, key_management_system: os.environ/V}
litellm_settings: {callbacks: os.environ/V, x: os.environ/V}
environment_variables: {W: os.environ/V}
"""
MARK = "Wholly-Unlikely-Marking-Text"


@pytest.mark.parametrize(
    "value",
    [MARK, f"{MARK} {MARK}", f"https://{MARK}.example", f"bedrock/{MARK}", f"arn:aws:iam::1:role/{MARK}", JWT, f'"{MARK}"', f"{{{{ {MARK} }}}}",
     f"os.environ/{MARK}"],
    ids=["word", "words", "url", "model", "arn", "jwt", "quoted", "template", "variable"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["--env NAME", "--env NAME=VALUE", "--env-file"])
def test_values_of_variables(how: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value of a variable is judged and never echoed, however it was given and wherever it is read."""
    (tmp_path / "x.yaml").write_text(READ_FROM_VARIABLES)
    (tmp_path / "env").write_text(f"V='{value}'\nAWS_ROLE_NAME='{value}'\nAZURE_AUTHORITY_HOST='{value}'\n")
    monkeypatch.setenv("V", value)
    options = {
        "--env NAME": ["--env", "V"],
        "--env NAME=VALUE": [f"--env=V={value}"],
        "--env-file": ["--env-file", "env"],
    }
    if how == "--env NAME=VALUE" and value == JWT:
        run = oidclint("check", "x.yaml", *options[how], cwd=tmp_path, json_report=False)
        assert run.code == 2
        seen = run.out + run.err
    else:
        seen = everything(tmp_path, *options[how])
    assert leaks(value if value == JWT else MARK, seen) == []


@pytest.mark.parametrize(
    "content", [JWT, JWT + "\n", f"Bearer {JWT}", f"{MARK}\n{MARK}", f"\ufeff{MARK}", ""], ids=ascii
)
def test_token_files(content: str, tmp_path: Path) -> None:
    """The content of a token file below --files is judged and never echoed."""
    folder = tmp_path / "root" / "run" / "secrets"
    folder.mkdir(parents=True)
    (folder / "token").write_text(content)
    (folder / "binary").write_bytes(b"\xff" + content.encode())
    (tmp_path / "x.yaml").write_text(
        "".join(
            HEAD.replace("model_list:\n", "" if number else "model_list:\n")
            + f"      aws_web_identity_token: {reference}\n      aws_role_name: x\n"
            for number, reference in enumerate(
                ["oidc/file//run/secrets/token", "oidc/file//run/secrets/binary", "oidc/env_path/P", "os.environ/Q"]
            )
        )
    )
    seen = everything(
        tmp_path, "--files", "root", "--env", "P=/run/secrets/token", "--env", "Q=oidc/file//run/secrets/token"
    )
    assert leaks(JWT, seen) == []
    assert leaks(MARK, seen) == []


@pytest.mark.parametrize(
    "text", [f"V={PASSWORD}\n{PASSWORD}\n", f"V='{PASSWORD}\n", f"A B={PASSWORD}\n", f"export {PASSWORD}\n"]
)
def test_complaint_about_an_env_file_holds_no_value(text: str, tmp_path: Path) -> None:
    """A line of an environment file that cannot be read is named by its number alone."""
    (tmp_path / "x.yaml").write_text(HEAD)
    (tmp_path / "env").write_text(text)
    run = oidclint("check", "x.yaml", "--env-file", "env", cwd=tmp_path, json_report=False)
    assert run.code == 2
    assert leaks(PASSWORD, run.out + run.err) == []


# --- what steers a terminal, a log or a reader --------------------------------------------------------------------

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = [
    "\x1b[31mred", "\x1b]0;title\x07", "\x1bc", "a\rb", "a\nb", "a\n::error file=a::boom", "a\r::error::boom", "::error file=a::boom",
    "::add-mask::a", "a\n::set-output name=x::y", "\u2028::error::x", "\x85::error::x", "\x0b::error::x", "\x0c::error::x",
    "x\u202ey\u202c", "\u2066x\u2069", "\u200fx", "a\u200bb", "a\u00adb", "a\ufeffb", "a\x00b", "a\x7fb", "\x9b31m", "\x90x\x9c", "\t::error::x",
    "##vso[task.logissue]x", "x ##[add-mask]y", "<script>alert(1)</script>", "a" * 500 + "\x1b[31m", "%0A::error::x", "\U000e0041\U000e007f", "\ufff9a\ufffb",
]  # fmt: skip


def neutral(text: str) -> None:
    """Fail if a text holds a raw control or bidirectional character, or a line that starts a workflow command."""
    wrong = {
        character
        for character in text
        if (unicodedata.category(character) == "Cc" and character != "\n")
        or character in BIDI
        or character in "\u2028\u2029"
    }
    assert wrong == set()
    assert [line for line in re.split("[\n\r\x0b\x0c\x85\u2028\u2029]", text) if line.lstrip().startswith("::")] == []
    assert re.findall(r"##(?:\[|vso\[)", text) == []


def hostile_config(text: str) -> str:
    """Put a text into every position of a config."""
    params = {
        "model": f"bedrock/{text}",
        "aws_web_identity_token": f"oidc/{text}/{text}",
        "aws_role_name": text,
        "aws_session_name": text,
        "aws_region_name": text,
        "litellm_credential_name": text,
        text: f"oidc/github/{text}",
    }
    data = {
        "model_list": [
            {"model_name": text, "litellm_params": params},
            {"model_name": f"{text} azure", "litellm_params": {"model": f"azure/{text}", "azure_ad_token": f"oidc/env/{text}", "api_base": text, "client_id": text, "tenant_id": text, "azure_scope": text}},
            {"model_name": "key", "litellm_params": {"model": "openai/x", "api_key": f"oidc/{text}/x"}},
            {"model_name": "file", "litellm_params": {"model": "bedrock/x", "aws_web_identity_token": f"oidc/file/{text}", "aws_role_name": "x"}},
            {"model_name": "text", "litellm_params": {"model": text, "aws_web_identity_token": text, "api_key": f"os.environ/{text}"}},
        ],
        "litellm_settings": {text: f"oidc/env/{text}", "callbacks": [text]},
        "guardrails": [{"guardrail_name": text, "litellm_params": {"aws_web_identity_token": f"oidc/gcp/{text}"}}],
        "credential_list": [{"credential_name": f"{text}!", "credential_values": {text: text}}],
        "router_settings": {"default_litellm_params": {text: f"oidc/{text}/"}},
        "environment_variables": {text: f"oidc/github/{text}"},
        text: {text: f"oidc/{text}"},
    }  # fmt: skip
    return json.dumps(data)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_in_a_config(text: str, tmp_path: Path) -> None:
    """Control and bidirectional characters and workflow commands are neutralised, wherever they come from."""
    (tmp_path / "x.yaml").write_text(hostile_config(text))
    neutral(everything(tmp_path))
    neutral(everything(tmp_path, "--env", "A=b", "--env", f"V={text}".replace("\0", "")))


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if "\0" not in text and "/" not in text and len(text) < 100], ids=ascii
)
def test_hostile_file_name(text: str, tmp_path: Path) -> None:
    """File and folder names are neutralised too; the JSON report keeps them exact."""
    for name, content in (
        (f"{text}.yaml", HEAD.replace("bedrock", "bedrok")),
        (f"{text}2.yaml", "model_list: [\n"),
        (f"{text}3.yaml", "a: 1\n"),
    ):
        (tmp_path / name).write_text(content)
    (tmp_path / f"{text}4.yaml").symlink_to(f"{text}4.yaml")
    (tmp_path / "x.yaml").write_text(json.dumps({"include": [f"{text}.yaml", f"{text}5.yaml"], "model_list": []}))
    neutral(everything(tmp_path))
    run = oidclint("check", f"{text}.yaml", f"{text}2.yaml", f"{text}3.yaml", cwd=tmp_path)
    neutral(run.out + run.err)
    assert {item["file"] for item in run.report["findings"]} <= {f"{text}.yaml", f"{text}2.yaml"}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_in_a_broken_file_and_in_comments(text: str, tmp_path: Path) -> None:
    """What cannot be parsed and what stands in comments is neutralised where it is shown."""
    (tmp_path / "x.yaml").write_bytes(f"model_list: [] # {text}\nnonsense: 1 # {text}\n".encode())
    (tmp_path / "y.yaml").write_bytes(f"model_list: {text}: {text}: x\n".encode())
    (tmp_path / "z.yaml").write_bytes(HEAD.encode() + f"      aws_role_name: x # oidclint: ignore[{text}]\n".encode())
    neutral(everything(tmp_path))


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\0" not in text and len(text) < 100], ids=ascii)
def test_hostile_text_on_the_command_line(text: str, tmp_path: Path) -> None:
    """What a bad command line holds is neutralised when it is named."""
    (tmp_path / "x.yaml").write_text(HEAD)
    for arguments in (
        ["check", text],
        ["check", "--select", text],
        ["check", "--kind", text],
        ["check", "--env-file", text],
        ["check", "--litellm-version", text],
        ["check", "--files", text],
        ["check", "--format", text],
        ["check", f"--{text}"],
        ["check", "--config", text],
        ["check", "-", "--stdin-filename", text],
        ["rules", text],
        ["rules", "--format", text],
        [text],
    ):
        run = oidclint(*arguments, cwd=tmp_path, stdin=b"model_list: [", json_report=False)
        neutral(run.out + run.err)


def test_names_are_exact_in_json(tmp_path: Path) -> None:
    """The JSON report gives names exactly, with escapes for what must not be printed."""
    name = "a\x1b[31m\u202eb\x85c\u2028d\x7f"
    (tmp_path / "x.yaml").write_text(
        json.dumps({"model_list": [{"model_name": name, "litellm_params": {"model": "bedrock/anthropic.claude-v2"}}]})
    )
    run = oidclint("check", "x.yaml", cwd=tmp_path)
    assert run.report["configs"][0]["deployments"] == [name]
    neutral(run.out)


_HOSTILE_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)),
        st.characters(categories=("Cc", "Cf", "Zl", "Zp")),
        st.sampled_from("\n\r\t:/{}[]\"'\\ -#&*!|>%@`" + BIDI),
        st.sampled_from("oidc/"),
    ),
    max_size=24,
)


def _any_text(text: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "x.yaml").write_text(hostile_config(text), encoding="utf-8")
    neutral(everything(folder, "--env", "A=b"))
    json.loads(oidclint("check", "x.yaml", cwd=folder).out)


_PHASES = (Phase.explicit, Phase.generate)  # a text of 24 characters is small enough to read


@settings(max_examples=40, deadline=None, derandomize=True, database=None, phases=_PHASES)
@given(text=_HOSTILE_TEXT)
def test_any_text_is_safe(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Random hostile text in every position of a config reaches no output raw, and crashes nothing."""
    _any_text(text, tmp_path_factory.getbasetemp() / f"any{os.getpid()}")


@pytest.mark.fuzz
@settings(max_examples=400, deadline=None, database=None, phases=_PHASES)
@given(text=_HOSTILE_TEXT)
def test_any_text_is_safe_at_length(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Random hostile text in every position of a config reaches no output raw: ten times as many."""
    _any_text(text, tmp_path_factory.getbasetemp() / f"any{os.getpid()}")
