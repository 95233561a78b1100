"""Inline ignores: on the line or the line above, with a reason; what silences nothing is reported; all are counted."""

import json
from pathlib import Path

import pytest

from tests.running import Run, oidclint

HEAD = (
    "model_list:\n  - model_name: m\n    litellm_params:\n      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
)
TAIL = "      aws_role_name: arn:aws:iam::111122223333:role/r\n      aws_session_name: s1\n      aws_region_name: us-east-1\n"
TOKEN = "      aws_web_identity_token: oidc/gcp/x"
SILENT = "# oidclint: ignore[unknown-provider]"

UNUSED, FOUND = "unused-ignore", "unknown-provider"

CASES: dict[str, tuple[str, list[str] | None, int]] = {
    "none": (f"{TOKEN}\n", [FOUND], 0),
    "same line": (f"{TOKEN} {SILENT}\n", [], 1),
    "same line with a reason": (f"{TOKEN} {SILENT} until the next release, see ]x[\n", [], 1),
    "same line behind a comment": (f"{TOKEN} # a comment {SILENT}\n", [], 1),
    "line above": (f"      {SILENT}\n{TOKEN}\n", [], 1),
    "line above with a reason": (f"      {SILENT} for now\n{TOKEN}\n", [], 1),
    "line above, indented otherwise": (f"{SILENT}\n{TOKEN}\n", [], 1),
    "without blanks": (f"{TOKEN} #oidclint:ignore[unknown-provider]\n", [], 1),
    "with blanks": (f"{TOKEN} #  oidclint:  ignore[ unknown-provider ]\n", [], 1),
    "several": (f"{TOKEN} # oidclint: ignore[unknown-provider, audience-ignored]\n", [UNUSED], 1),
    "several, none of use": (f"{TOKEN} # oidclint: ignore[audience-missing,audience-ignored]\n", [FOUND, UNUSED, UNUSED], 0),
    "both lines": (f"      {SILENT}\n{TOKEN} {SILENT}\n", None, 1),
    "two lines above": (f"      {SILENT}\n      # more\n{TOKEN}\n", [UNUSED, FOUND], 0),
    "blank line between": (f"      {SILENT}\n\n{TOKEN}\n", [UNUSED, FOUND], 0),
    "line below": (f"{TOKEN}\n      {SILENT}\n", [FOUND, UNUSED], 0),
    "not alone above": (f"      rpm: 1 {SILENT}\n{TOKEN}\n", [UNUSED, FOUND], 0),
    "another rule": (f"{TOKEN} # oidclint: ignore[audience-ignored]\n", [FOUND, UNUSED], 0),
    "no rule that there is": (f"{TOKEN} # oidclint: ignore[unknown-providers]\n", [FOUND, UNUSED], 0),
    "no rule": (f"{TOKEN} # oidclint: ignore[]\n", [FOUND, UNUSED], 0),
    "no brackets": (f"{TOKEN} # oidclint: ignore\n", [FOUND, UNUSED], 0),
    "another tool": (f"{TOKEN} # yamllint: ignore[unknown-provider]\n", [FOUND], 0),
    "unused": (f"      rpm: 1 {SILENT}\n      tpm: 1\n", [UNUSED], 0),
    "used and unused": (f"{TOKEN} {SILENT}\n      rpm: 1 {SILENT}\n", [UNUSED], 1),
    "two findings, one ignored": (f"      aws_region_name: a b\n{TOKEN} {SILENT}\n", ["duplicate-key"], 1),
    "quoted value": (f'      aws_web_identity_token: "oidc/gcp/x" {SILENT}\n', [], 1),
    "flow mapping": (f"      extra: {{a: b}}\n{TOKEN}   {SILENT}\n", [], 1),
    "crlf": (f"{TOKEN} {SILENT}\r\n", [], 1),
    "crlf above": (f"      {SILENT}\r\n{TOKEN}\r\n", [], 1),
    "next-line characters": (f"{TOKEN} {SILENT}\x85", [], 1),
    "inside a text": (f'      x: "a {SILENT}"\n{TOKEN}\n', [FOUND], 0),
    "inside a text, on the line": (f'      y: 1\n      aws_web_identity_token: "oidc/gcp/x {SILENT}"\n', None, 0),
    "inside a block": (f"      x: |\n        {SILENT}\n{TOKEN}\n", [FOUND], 0),
    "block value": (f"      aws_web_identity_token: >- {SILENT}\n        oidc/gcp/x\n", [], 1),
    "an umlaut before it": (f"      x: ü {SILENT}\n{TOKEN} {SILENT} ü\n", [UNUSED], 1),
}  # fmt: skip


def check(folder: Path, text: str, *arguments: str) -> Run:
    """Check one config."""
    (folder / "x.yaml").write_text(text, newline="")
    return oidclint("check", "x.yaml", *arguments, cwd=folder)


@pytest.mark.parametrize("name", CASES)
def test_ignores(tmp_path: Path, name: str) -> None:
    """Each place silences what it should, is counted, and is reported when it silences nothing."""
    lines, rules, ignored = CASES[name]
    report = check(tmp_path, HEAD + lines + TAIL).report
    if rules is not None:
        assert [item["rule"] for item in report["findings"]] == rules
    assert report["summary"]["ignored"] == ignored
    assert report["summary"]["warnings"] + report["summary"]["errors"] == len(report["findings"])


def test_ignored_findings_do_not_count_for_the_exit_code(tmp_path: Path) -> None:
    """An ignored error leaves exit 0, and unused ignores are warnings."""
    run = check(tmp_path, HEAD + CASES["same line"][0] + TAIL)
    assert (run.code, run.report["summary"]["errors"]) == (0, 0)
    unused = check(tmp_path, HEAD + CASES["unused"][0] + TAIL)
    assert unused.code == 0
    assert [item["severity"] for item in unused.report["findings"]] == ["warning"]
    assert check(tmp_path, HEAD + CASES["unused"][0] + TAIL, "--fail-on", "warning").code == 1


def test_unused_ignore_points_at_its_comment(tmp_path: Path) -> None:
    """An unused ignore is reported at the comment and names the rule."""
    item = check(tmp_path, HEAD + f"      rpm: 1   {SILENT} why\n" + TAIL).report["findings"][0]
    assert (item["line"], item["column"]) == (5, 16)
    assert item["end_line"] == 5
    assert "unknown-provider" in item["message"]


def test_one_comment_for_several_findings(tmp_path: Path) -> None:
    """One comment names several rules, and each silences its own."""
    line = "      aws_role_name: nonsense # oidclint: ignore[invalid-role-arn, duplicate-key]\n"
    report = check(tmp_path, HEAD + "      aws_role_name: x\n" + line + TAIL.split("\n", 1)[1]).report
    assert report["findings"] == []
    assert report["summary"]["ignored"] >= 1


def test_each_finding_needs_its_own_comment(tmp_path: Path) -> None:
    """A comment silences its line and no other."""
    second = HEAD.replace("model_list:\n", "")
    text = HEAD + f"{TOKEN} {SILENT}\n" + TAIL + second + f"{TOKEN}\n" + TAIL
    report = check(tmp_path, text).report
    assert [item["rule"] for item in report["findings"]] == [FOUND]
    assert report["summary"]["ignored"] == 1


def test_anchor_used_twice_is_ignored_where_it_stands(tmp_path: Path) -> None:
    """A value that many entries take from an anchor is ignored once, where it is written."""
    text = (
        "x-shared: &shared\n  aws_web_identity_token: oidc/gcp/x " + SILENT + "\n"
        "  aws_role_name: arn:aws:iam::111122223333:role/r\n  aws_session_name: s1\n  aws_region_name: us-east-1\n"
        "model_list:\n"
        + "".join(
            f"  - model_name: m{number}\n    litellm_params:\n      <<: *shared\n      model: bedrock/anthropic.claude-v2\n"
            for number in range(3)
        )
    )
    report = check(tmp_path, text).report
    assert [item["rule"] for item in report["findings"]] == []
    assert report["summary"]["ignored"] == 1


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (["--select", "audience-missing"], []),
        (["--select", "unknown-provider,unused-ignore"], [UNUSED]),
        (["--ignore", "unused-ignore"], []),
        (["--ignore", "unknown-provider"], []),
    ],
    ids=" ".join,
)
def test_unused_ignores_follow_the_selection(arguments: list[str], rules: list[str], tmp_path: Path) -> None:
    """An ignore of a rule that was left out is not called unused, and unused-ignore can be left out itself."""
    report = check(tmp_path, HEAD + CASES["unused"][0] + TAIL, *arguments).report
    assert [item["rule"] for item in report["findings"]] == rules


def test_ignore_of_an_info_is_not_unused(tmp_path: Path) -> None:
    """An info that is only reported on request is not unused for whoever does not request it."""
    text = HEAD + "      aws_web_identity_token: oidc/env/TOKEN # oidclint: ignore[unofficial-provider]\n" + TAIL
    assert check(tmp_path, text).report["findings"] == []
    asked = check(tmp_path, text, "--verbose").report
    assert "unofficial-provider" not in [item["rule"] for item in asked["findings"]]
    assert asked["summary"]["ignored"] == 1


def test_ignore_of_what_was_not_judged_is_not_unused(tmp_path: Path) -> None:
    """A rule that cannot judge without the environment does not make its ignore unused."""
    text = (
        HEAD + "      aws_web_identity_token: oidc/env/TOKEN # oidclint: ignore[environment-variable-missing]\n" + TAIL
    )
    assert check(tmp_path, text).report["findings"] == []
    known = check(tmp_path, text, "--env", "A=b").report
    assert (known["findings"], known["summary"]["ignored"]) == ([], 1)


@pytest.mark.parametrize(
    "options",
    [[], ["--litellm-version", ">=1.80,<1.110"], ["--env", "A=b"], ["--verbose"]],
    ids=lambda value: " ".join(value),
)
def test_ignored_once_is_counted_once(options: list[str], tmp_path: Path) -> None:
    """A finding counts once, whatever the range of versions."""
    report = check(tmp_path, HEAD + CASES["same line"][0] + TAIL, *options).report
    assert FOUND not in [item["rule"] for item in report["findings"]]
    assert report["summary"]["ignored"] == 1


def test_ignored_findings_are_counted_in_words(tmp_path: Path) -> None:
    """The summary of the text report says how many were ignored."""
    (tmp_path / "x.yaml").write_text(HEAD + CASES["same line"][0] + TAIL)
    assert "1 ignored" in oidclint("check", "x.yaml", cwd=tmp_path, json_report=False).out.splitlines()[-1]
    (tmp_path / "x.yaml").write_text(HEAD + CASES["none"][0] + TAIL)
    assert "ignored" not in oidclint("check", "x.yaml", cwd=tmp_path, json_report=False).out.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments", [["."], ["x.yaml"], ["--config", "x.yaml"], ["x.yaml", "part.yaml"]], ids=" ".join
)
def test_in_an_included_file(tmp_path: Path, arguments: list[str]) -> None:
    """An ignore in an included file silences the finding there, and counts once."""
    (tmp_path / "part.yaml").write_text(HEAD + CASES["same line"][0] + TAIL)
    (tmp_path / "x.yaml").write_text("include: [part.yaml]\nlitellm_settings: {}\n")
    report = oidclint("check", *arguments, cwd=tmp_path).report
    assert (report["findings"], report["summary"]["ignored"]) == ([], 1)


@pytest.mark.parametrize("arguments", [["."], ["x.yaml"], ["x.yaml", "part.yaml"]], ids=" ".join)
def test_unused_in_an_included_file(tmp_path: Path, arguments: list[str]) -> None:
    """An unused ignore in an included file is reported there, once."""
    (tmp_path / "part.yaml").write_text(HEAD + CASES["unused"][0] + TAIL)
    (tmp_path / "x.yaml").write_text("include: [part.yaml]\nlitellm_settings: {}\n")
    report = oidclint("check", *arguments, cwd=tmp_path).report
    assert [(item["rule"], item["file"], item["line"]) for item in report["findings"]] == [(UNUSED, "part.yaml", 5)]


def test_include_that_is_missing_can_be_ignored(tmp_path: Path) -> None:
    """A finding about the file itself is ignored where it is reported."""
    text = f"include: [none.yaml] # oidclint: ignore[invalid-config] made at deployment\n{HEAD}{TAIL}"
    report = check(tmp_path, text).report
    assert (report["findings"], report["summary"]["ignored"]) == ([], 1)


def test_json_has_no_comments(tmp_path: Path) -> None:
    """A text in JSON that looks like an ignore silences nothing and is not called unused."""
    params = {
        "model": "bedrock/anthropic.claude-v2",
        "aws_web_identity_token": "oidc/gcp/x",
        "aws_role_name": "arn:aws:iam::111122223333:role/r",
        "aws_session_name": "s1",
        "aws_region_name": "us-east-1",
        "x": SILENT,
    }
    data = {"model_list": [{"model_name": "m", "litellm_params": params}]}
    for indent in (None, 1):
        (tmp_path / "x.json").write_text(json.dumps(data, indent=indent))
        report = oidclint("check", "x.json", cwd=tmp_path).report
        assert [item["rule"] for item in report["findings"]] == [FOUND]
        assert report["summary"]["ignored"] == 0


@pytest.mark.parametrize(
    "comment",
    [
        "# oidclint: ignore",
        "# oidclint ignore[audience-ignored]",
        "#oidclint - ignore audience-ignored",
        "# oidclint: ignore(x)",
    ],
)
def test_a_comment_that_is_nearly_an_ignore(comment: str, tmp_path: Path) -> None:
    """A comment that is meant to silence something and does not is reported; prose about oidclint is not."""
    (tmp_path / "c.yaml").write_text(f"model_list: [] {comment}\n# oidclint is a linter, ignore it or not\n")
    report = oidclint("check", cwd=tmp_path).report
    assert [(item["rule"], item["line"], item["column"]) for item in report["findings"]] == [("unused-ignore", 1, 16)]
    assert "expected # oidclint: ignore[rule-name] reason" in report["findings"][0]["message"]


def test_an_ignore_of_a_rule_that_is_not_there(tmp_path: Path) -> None:
    """A rule name nobody knows is named as such, whatever is selected."""
    (tmp_path / "c.yaml").write_text("model_list: [] # oidclint: ignore[no-such]\n")
    report = oidclint("check", cwd=tmp_path).report
    assert [item["message"] for item in report["findings"]] == ["there is no rule 'no-such' to ignore"]
