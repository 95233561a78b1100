"""No token, key or password leaves, in no format and at no verbosity; nor anything that steers a terminal or a log."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import oidclint

JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSIsInN1YiI6IngifQ.c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWc"
SECRETS = [JWT, "AKIAIOSFODNN7EXAMPLE", "sk-proj-abcdefghijklmnopqrstuv", "correct-horse-battery-staple"]
PLACES = {
    "key": "      api_key: {}\n",
    "quoted": '      api_key: "{}"\n',
    "block": "      api_key: |\n        {}\n",
    "flow": "      extra_body: {{api_key: {}, a: b}}\n",
    "token": "      aws_web_identity_token: {}\n",
    "azure": "      azure_ad_token: {}\n",
    "password": "      azure_password: {}\n",
    "duplicate": "      client_secret: a\n      client_secret: {}\n",
    "session": "      aws_session_token: {}\n      aws_secret_access_key: {}\n",
    "list": "      passwords: [a]\n      api_key: [{}]\n",
}
HEAD = (
    "model_list:\n  - model_name: m\n    litellm_params:\n      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
)


def pieces(secret: str) -> list[str]:
    """Cut a secret into the pieces that must not be seen."""
    return [secret[start : start + 16] for start in range(len(secret) - 15)]


def everything(folder: Path, *arguments: str) -> str:
    """Give all that a config makes visible, in both formats, loud and quiet."""
    out = ""
    for extra in ([], ["--verbose"], ["--format", "json", "--verbose"], ["--quiet"], ["--litellm-version", "1.83.7"]):
        run = oidclint("check", ".", *extra, *arguments, cwd=folder, json_report=False)
        out += run.out + run.err
    return out


@pytest.mark.parametrize("secret", SECRETS, ids=["jwt", "aws", "sk", "password"])
@pytest.mark.parametrize("place", PLACES)
def test_secrets_in_a_config(tmp_path: Path, place: str, secret: str) -> None:
    """A secret under a credential key is never shown, whatever is found beside it."""
    lines = PLACES[place].format(*[secret] * 2)
    (tmp_path / "x.yaml").write_text(HEAD + lines + "      aws_role_name: nonsense\n      5: x\n" + "bogus_key: 1\n")
    seen = everything(tmp_path, "--env", "A=b")
    assert "x.yaml" in seen
    assert not any(piece in seen for piece in pieces(secret))


def test_token_in_a_comment_or_name(tmp_path: Path) -> None:
    """What looks like a token is hidden anywhere: comments on a shown line, names, keys."""
    (tmp_path / "x.yaml").write_text(
        HEAD.replace(": m\n", f": {JWT}\n") + f"      aws_role_name: nonsense # was {JWT}\n      {JWT}: oidc/env/X\n"
    )
    assert not any(piece in everything(tmp_path) for piece in pieces(JWT))


def test_values_of_the_environment_and_files(tmp_path: Path) -> None:
    """Variables and token files are judged and never echoed."""
    (tmp_path / "x.yaml").write_text(
        HEAD
        + "      aws_web_identity_token: os.environ/REF\n      aws_role_name: os.environ/ROLE\n      aws_session_name: os.environ/NAME\n"
    )
    for value in (
        "correct-horse-battery-staple",
        "oidc/env/correct-horse-battery-staple",
        "oidc/file//run/secrets/correct-horse",
    ):
        seen = everything(tmp_path, "--env", f"REF={value}", "--env", f"ROLE={value}", "--env", f"NAME={value} {value}")
        assert value not in seen.replace("Environment variable correct-horse-battery-staple not found", "").replace(
            "correct-horse-battery-staple is not set", ""
        )
    (tmp_path / "run" / "secrets").mkdir(parents=True)
    (tmp_path / "run" / "secrets" / "token").write_text(JWT)
    (tmp_path / "x.yaml").write_text(HEAD + "      aws_web_identity_token: oidc/file//run/secrets/token\n")
    assert not any(piece in everything(tmp_path, "--env", "A=b", "--files", str(tmp_path)) for piece in pieces(JWT))


HOSTILE = [
    "\x1b[31mred",
    "a\rb",
    "x\u202ey",
    "::error file=a::boom",
    "\u2028::error::x",
    "a\x00b",
    "\x9b31m",
    "‮",
    "<script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(tmp_path: Path, text: str) -> None:
    """Control and bidirectional characters and workflow commands are neutralised."""
    quoted = json.dumps(text)
    (tmp_path / "x.yaml").write_text(
        f"model_list:\n  - model_name: {quoted}\n    litellm_params:\n      model: bedrock/x\n"
        f"      aws_web_identity_token: {json.dumps('oidc/' + text + '/x')}\n      aws_role_name: {quoted}\n{quoted}: 1\n",
        encoding="utf-8",
    )
    seen = everything(tmp_path, "--env", "A=b")
    assert not any(character in seen for character in "\x1b\r\u202e\u2028\x00\x9b")
    assert not any(line.lstrip().startswith("::") for line in seen.splitlines())


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_is_safe(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever a config says, no control character and no traceback comes out, and JSON stays JSON."""
    folder = tmp_path_factory.mktemp("any")
    data = {
        "model_list": [{"model_name": text, "litellm_params": {"model": f"bedrock/{text}", "aws_web_identity_token": text, "aws_role_name": text, text: f"oidc/{text}"}}],
        text: text,
        "litellm_settings": {text: f"oidc/env/{text}"},
    }  # fmt: skip
    (folder / "x.yaml").write_text(json.dumps(data), encoding="utf-8")
    seen = everything(folder, "--env", "A=b")
    assert "Traceback" not in seen
    assert "rule-crashed" not in seen
    assert not any(ord(character) < 32 and character != "\n" for character in seen)
    json.loads(oidclint("check", "x.yaml", cwd=folder).out)
