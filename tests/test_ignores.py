"""Inline ignores: on the line or the line above, with a reason; what silences nothing is reported."""

from pathlib import Path

import pytest

from tests.running import oidclint

HEAD = (
    "model_list:\n  - model_name: m\n    litellm_params:\n      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
)
TAIL = "      aws_role_name: arn:aws:iam::111122223333:role/r\n      aws_session_name: s1\n"
TOKEN = "      aws_web_identity_token: oidc/gcp/x"

CASES = {
    "same line": (f"{TOKEN} # oidclint: ignore[unknown-provider] for now\n", [], 1),
    "line above": (f"      # oidclint: ignore[unknown-provider] for now\n{TOKEN}\n", [], 1),
    "two lines above": (f"      # oidclint: ignore[unknown-provider]\n      # more\n{TOKEN}\n", ["unused-ignore", "unknown-provider"], 0),
    "several": (f"{TOKEN} # oidclint: ignore[unknown-provider, audience-ignored]\n", ["unused-ignore"], 1),
    "another rule": (f"{TOKEN} # oidclint: ignore[audience-ignored]\n", ["unknown-provider", "unused-ignore"], 0),
    "no rule": (f"{TOKEN} # oidclint: ignore[]\n", ["unknown-provider", "unused-ignore"], 0),
    "not alone above": ("      rpm: 1 # oidclint: ignore[unknown-provider]\n" + TOKEN + "\n", ["unused-ignore", "unknown-provider"], 0),
    "crlf": (f"{TOKEN} # oidclint: ignore[unknown-provider]\r\n", [], 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_ignores(tmp_path: Path, name: str) -> None:
    """Each place silences what it should, is counted, and is reported when it silences nothing."""
    lines, rules, ignored = CASES[name]
    (tmp_path / "x.yaml").write_text(HEAD + lines + TAIL, newline="")
    report = oidclint("check", "x.yaml", cwd=tmp_path).report
    assert [item["rule"] for item in report["findings"]] == rules
    assert report["summary"]["ignored"] == ignored


def test_ignored_findings_are_counted_in_words(tmp_path: Path) -> None:
    """The summary of the text report says how many were ignored."""
    (tmp_path / "x.yaml").write_text(HEAD + CASES["same line"][0] + TAIL)
    assert "1 ignored" in oidclint("check", "x.yaml", cwd=tmp_path, json_report=False).out


def test_in_an_included_file(tmp_path: Path) -> None:
    """An ignore in an included file silences the finding there."""
    (tmp_path / "part.yaml").write_text(HEAD + CASES["same line"][0] + TAIL)
    (tmp_path / "x.yaml").write_text("include: [part.yaml]\nlitellm_settings: {}\n")
    report = oidclint("check", ".", cwd=tmp_path).report
    assert (report["findings"], report["summary"]["ignored"], report["summary"]["files"]) == ([], 1, 1)
