"""`oidclint diagnose`: one reference or one config, station by station."""

from pathlib import Path

import pytest

from tests.running import oidclint

REASONS = [
    ("oidc/circleci_v2/", ["--env", "CIRCLE_OIDC_TOKEN_V2=x"], "environment", "allow", "resolves", None),
    ("oidc/circleci_v2/", ["--env", "A=b"], "environment", "deny", "variable-missing", "CIRCLE_OIDC_TOKEN_V2 not found"),
    ("oidc/circleci_v2/", [], "environment", "unknown", "environment-unknown", None),
    ("oidc/github", [], "reference", "deny", "malformed", "not enough values to unpack (expected 2, got 1)"),
    ("oidc/gcp/x", [], "reference", "deny", "unsupported-provider", "ValueError: Unsupported OIDC provider"),
    ("oidc/file/x", [], "reference", "deny", "path-not-absolute", "OidcPathNotAllowedError: oidc/file path must be"),
    ("OIDC/env/X", [], "reference", "deny", "not-a-reference", None),
    ("oidc/google/x", ["--env", "A=b"], "environment", "unknown", "fetched", None),
    ("oidc/file//var/run/secrets/x", ["--env", "A=b"], "environment", "unknown", "files-unknown", None),
    ("oidc/env/X", ["--env", "X="], "environment", "allow", "resolves", None),
    ("oidc/github/x", ["--env", "ACTIONS_ID_TOKEN_REQUEST_URL=h", "--env", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=t"],
     "environment", "deny", "variable-unusable", "UnsupportedProtocol"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "options", "step", "verdict", "reason", "words"), REASONS)
def test_reference(reference: str, options: list[str], step: str, verdict: str, reason: str, words: str | None) -> None:
    """Each step gives its verdict and reason, and a refusal LiteLLM's own words."""
    run = oidclint("diagnose", "--ref", reference, *options, "--format", "json")
    chain = run.report["chains"][0]
    found = next(item for item in chain["steps"] if item["step"] == step)
    assert (found["verdict"], found["reason"]) == (verdict, reason)
    assert run.report["verdict"] == ("deny" if verdict == "deny" else "unknown")
    assert run.code == 1
    if words is not None:
        assert any(words in text for text in found["predicts"])


FILES = [
    ("run/secrets/token", "oidc/file//run/secrets/token", "resolves"),
    ("run/secrets/token", "oidc/file//run/secrets/absent", "file-missing"),
    ("run/secrets/token", "oidc/file//run/secrets", "file-unreadable"),
    ("etc/token", "oidc/file//etc/token", "path-not-allowed"),
    ("run/secrets/token", "oidc/file//run/secrets/../../etc/x", "path-not-allowed"),
    ("run/secrets-old/token", "oidc/file//run/secrets-old/token", "path-not-allowed"),
]


@pytest.mark.parametrize(("laid", "reference", "reason"), FILES)
def test_files_below_a_root(tmp_path: Path, laid: str, reference: str, reason: str) -> None:
    """With --files the allow-list and the file itself are judged as on LiteLLM's machine."""
    (tmp_path / laid).parent.mkdir(parents=True)
    (tmp_path / laid).write_text("TOKEN")
    run = oidclint("diagnose", "--ref", reference, "--env", "A=b", "--files", str(tmp_path), "--format", "json")
    assert run.report["chains"][0]["steps"][1]["reason"] == reason


def test_older_release_reads_relative_path(tmp_path: Path) -> None:
    """Until 1.83.7 a relative path is read from the working directory."""
    (tmp_path / "token").write_text("TOKEN")
    options = ["--env", "A=b", "--files", "/", "--litellm-version", "1.83.7", "--format", "json"]
    run = oidclint("diagnose", "--ref", "oidc/file/token", *options, cwd=tmp_path)
    assert run.report["chains"][0]["steps"][1]["reason"] == "resolves"


def test_range_reports_the_worst() -> None:
    """A range is refused if any version in it refuses, and the chain says which."""
    options = ["--env", "X=y", "--litellm-version", ">=1.106,<=1.110.2", "--format", "json"]
    chain = oidclint("diagnose", "--ref", "oidc/oidc/env/X", *options).report["chains"][0]
    assert (chain["verdict"], chain["litellm"].startswith("1.109")) == ("deny", True)


CONFIG = """\
model_list:
  - model_name: good
    litellm_params: {model: bedrock/anthropic.claude-3-haiku-20240307-v1:0, aws_web_identity_token: oidc/env/T,
      aws_role_name: "arn:aws:iam::111122223333:role/r", aws_session_name: s1, aws_region_name: us-east-1}
  - model_name: bad
    litellm_params: {model: azure/x, azure_ad_token: oidc/gcp/x, client_id: a, tenant_id: b, api_base: "https://x.openai.azure.com"}
"""


def test_config_entry_by_entry(tmp_path: Path) -> None:
    """The verdict of a config is its worst chain; --model narrows it down."""
    file = tmp_path / "proxy.yaml"
    file.write_text(CONFIG)
    whole = oidclint("diagnose", "--config", str(file), "--env", "T=TOKEN", "--format", "json")
    assert [chain["verdict"] for chain in whole.report["chains"]] == ["unknown", "deny"]
    assert whole.report["verdict"] == "deny"
    one = oidclint("diagnose", "--config", str(file), "--model", "good", "--env", "T=TOKEN")
    assert "not proven" in one.out
    assert "bad" not in one.out


@pytest.mark.parametrize(
    "arguments",
    [[], ["--ref", "x", "--format", "xml"], ["--config", "absent.yaml"], ["--ref", "x", "--litellm-version", "new"]],
)
def test_bad_command_line(arguments: list[str]) -> None:
    """One line on stderr, nothing on stdout, exit 2."""
    run = oidclint("diagnose", *arguments)
    assert run.code == 2
    assert run.out == ""
    assert run.err.count("\n") == 1
