"""The command line: what goes in, what comes out, and with which exit code."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from tests.running import oidclint
from validator.cli.options import quick

ROOT = Path(__file__).resolve().parent.parent
GOOD = """\
model_list:
  - model_name: claude
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: oidc/circleci_v2/
      aws_role_name: arn:aws:iam::111122223333:role/r
      aws_session_name: s1
      aws_region_name: us-east-1
"""
BAD = GOOD.replace("circleci_v2", "gcp")
WARN = GOOD.replace("circleci_v2/", "circleci_v2/aud")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one config of each kind."""
    for name, text in (("good", GOOD), ("bad", BAD), ("warn", WARN), ("other", "a: 1\n")):
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


CODES = [
    (["good.yaml"], 0), (["bad.yaml"], 1), (["warn.yaml"], 0), (["warn.yaml", "--fail-on", "warning"], 1),
    (["bad.yaml", "--fail-on", "never"], 0), (["absent.yaml"], 2), (["*.nothing"], 2), (["other.yaml"], 3),
    (["other.yaml", "--allow-empty"], 0), (["good.yaml", "--select", "nope"], 2), (["good.yaml", "--ignore", "nope"], 2),
    (["bad.yaml", "--ignore", "unknown-provider"], 0), (["bad.yaml", "--select", "audience-ignored"], 0),
    (["good.yaml", "--litellm-version", "new"], 2), (["good.yaml", "--env-file", "absent"], 2), (["good.yaml", "--env", "=x"], 2),
    (["good.yaml", "--kind", "nope=*"], 2), (["good.yaml", "--files", "absent"], 2), (["good.yaml", "--format", "xml"], 2),
    (["--nope"], 2), (["*.yaml"], 1), (["."], 1), ([], 1), (["--config", "absent"], 2), (["-", "-"], 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"), CODES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_exit_codes(folder: Path, arguments: list[str], code: int) -> None:
    """0 clean, 1 found, 2 bad command line, 3 nothing to do; a bad command line says one thing on stderr."""
    run = oidclint("check", *arguments, cwd=folder, json_report=False)
    assert run.code == code
    assert "Traceback" not in run.err
    if code == 2:
        assert run.out == ""
        assert run.err != ""


def test_report_fits_its_schema(folder: Path) -> None:
    """The JSON report is valid against schemas/report.schema.json."""
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text())
    for arguments in ([], ["--verbose"], ["--env", "A=b"], ["--litellm-version", ">=1.60"]):
        jsonschema.validate(oidclint("check", ".", *arguments, cwd=folder).report, schema)


def test_order_of_paths_changes_nothing(folder: Path) -> None:
    """Equal bytes for every order of PATHs, and for the folder."""
    runs = [oidclint("check", *order, cwd=folder) for order in (["bad.yaml", "warn.yaml"], ["warn.yaml", "bad.yaml"])]
    assert runs[0].out == runs[1].out


def test_names_are_relative_below_here(folder: Path) -> None:
    """A file below the current folder is named from it, another by its whole path."""
    (folder / "sub").mkdir()
    assert oidclint("check", str(folder / "bad.yaml"), cwd=folder).report["findings"][0]["file"] == "bad.yaml"
    assert oidclint("check", "../bad.yaml", cwd=folder / "sub").report["findings"][0]["file"] == f"{folder}/bad.yaml"


def test_standard_input(folder: Path) -> None:
    """`-` reads standard input under the name given."""
    run = oidclint("check", "-", "--stdin-filename", "proxy.yaml", stdin=BAD.encode())
    assert run.report["findings"][0]["file"] == "proxy.yaml"
    assert oidclint("check", "-", stdin=BAD.encode()).report["findings"][0]["file"] == "<stdin>"


def test_gitignore(tmp_path: Path) -> None:
    """A folder search honours .gitignore: anchored, by folder, negated, nested; a named file is always checked."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("/top.yaml\nbuild/\n*.tmp.yaml\n!keep.tmp.yaml\nsub/**/deep.yaml\n")
    (tmp_path / "sub" / "a").mkdir(parents=True)
    (tmp_path / "build").mkdir()
    (tmp_path / "sub" / ".gitignore").write_text("own.yaml\n")
    for name in (
        "top.yaml",
        "x.yaml",
        "a.tmp.yaml",
        "keep.tmp.yaml",
        "build/b.yaml",
        "sub/top.yaml",
        "sub/own.yaml",
        "sub/a/deep.yaml",
    ):
        (tmp_path / name).write_text(BAD)
    found = {item["file"] for item in oidclint("check", ".", cwd=tmp_path).report["findings"]}
    assert found == {"x.yaml", "keep.tmp.yaml", "sub/top.yaml"}
    assert oidclint("check", "top.yaml", cwd=tmp_path).code == 1
    assert {item["file"] for item in oidclint("check", "sub", cwd=tmp_path).report["findings"]} == {"sub/top.yaml"}


def test_config_and_kind_force(folder: Path) -> None:
    """--config and --kind take a file as a LiteLLM config whatever it looks like."""
    (folder / "empty.yaml").write_text("")
    for arguments in (["--config", "empty.yaml"], ["empty.yaml", "--kind", "litellm-config=empty*"]):
        run = oidclint("check", *arguments, cwd=folder)
        assert run.report["configs"][0]["loads"] is False
        assert run.code == 1


def test_outputs(folder: Path) -> None:
    """--output adds files and leaves stdout as it is; one that cannot be written is exit 3 and loses nothing."""
    run = oidclint("check", "bad.yaml", "--output", "json=r.json", "--output", "r.txt", cwd=folder, json_report=False)
    assert json.loads((folder / "r.json").read_text())["summary"]["errors"] == 1
    assert (folder / "r.txt").read_text() == run.out
    assert run.code == 1
    broken = oidclint("check", "bad.yaml", "--output", "absent/r.json", cwd=folder, json_report=False)
    assert broken.code == 3
    assert "unknown-provider" in broken.out
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("r.")) == ["r.json", "r.txt"]


def test_quiet_and_verbose(folder: Path) -> None:
    """Quiet prints findings only and nothing on success; verbose names what was passed over."""
    assert oidclint("check", "good.yaml", "--quiet", cwd=folder, json_report=False).out == ""
    assert "unknown-provider" in oidclint("check", "bad.yaml", "-q", cwd=folder, json_report=False).out
    verbose = oidclint("check", ".", "--verbose", cwd=folder, json_report=False).out
    assert "other.yaml" in verbose
    assert "chains" in verbose


def test_summary_line(folder: Path) -> None:
    """The text report ends with one summary line, on success too."""
    out = oidclint("check", "good.yaml", cwd=folder, json_report=False).out
    assert out.splitlines()[-1].startswith("1 file, 1 entry: no findings")
    assert "not judged: environment unknown" in out
    known = oidclint("check", "good.yaml", "--env", "CIRCLE_OIDC_TOKEN_V2=x", cwd=folder, json_report=False).out
    assert "not judged" not in known


ENV_FILES = {
    "A=b\n# c\n\nexport B='x y'\nC=\"a\\nb\"\nD=v # note\nE=\n": {"A", "B", "C", "D", "E"},
    'Q="two\nlines"\nR=1\n': {"Q", "R"},
}


@pytest.mark.parametrize("text", ENV_FILES)
def test_env_files(tmp_path: Path, text: str) -> None:
    """Comments, export, quotes and several lines are understood."""
    from validator.edge.variables import read_env_file

    (tmp_path / "env").write_text(text)
    assert set(read_env_file(str(tmp_path / "env"))) == ENV_FILES[text]


@pytest.mark.parametrize("text", ["A\n", "A B=c\n", "A='x\n", "=x\n"])
def test_bad_env_files(folder: Path, text: str) -> None:
    """A bad line is named by its number, never by its value."""
    (folder / "env").write_text("OK=1\n" + text)
    run = oidclint("check", "good.yaml", "--env-file", "env", cwd=folder)
    assert run.code == 2
    assert "env:2:" in run.err


def test_env_from_this_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--env NAME takes the value from here; a name that is not set here stays unset."""
    monkeypatch.setenv("CIRCLE_OIDC_TOKEN_V2", "TOKEN")
    assert oidclint("check", "good.yaml", "--env", "CIRCLE_OIDC_TOKEN_V2", cwd=folder).code == 0
    monkeypatch.delenv("CIRCLE_OIDC_TOKEN_V2")
    report = oidclint("check", "good.yaml", "--env", "CIRCLE_OIDC_TOKEN_V2", cwd=folder).report
    assert [item["rule"] for item in report["findings"]] == ["environment-variable-missing"]


NOTED = ["1.80.0-stable", "v1.80.0", "2.0.0", ">1.200"]


@pytest.mark.parametrize("version", NOTED)
def test_versions_are_accepted_with_a_note(folder: Path, version: str) -> None:
    """Suffixes and newer releases are judged as what they come nearest to."""
    run = oidclint("check", "good.yaml", "--litellm-version", version, cwd=folder)
    assert run.code == 0
    assert run.report["litellm"]["source"] == "option"
    assert ("note" in run.err) == (version != "v1.80.0" or "note" in run.err)


JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"


@pytest.mark.parametrize("arguments", [["check", JWT], ["check", "--env", f"X={JWT}"], ["diagnose", "--ref", JWT]])
def test_token_on_the_command_line(arguments: list[str]) -> None:
    """A JWT on the command line is refused and not echoed."""
    run = oidclint(*arguments, json_report=False)
    assert run.code == 2
    assert JWT[:16] not in run.out + run.err


READ = [
    ["check"], ["check", "a", "b"], ["check", "--env", "A=b", "--env", "C", "x"], ["check", "--format=json", "-q", "x"],
    ["check", "--select", "a,b", "--select=c", "--", "--odd"], ["check", "-v", "--no-color", "-", "--stdin-filename", "n"],
    ["check", "--fail-on", "never", "--output", "json=x", "--allow-empty", "--kind", "token=*", "--config", "c", "--files", "/"],
]  # fmt: skip


@pytest.mark.parametrize("argv", READ, ids=" ".join)
def test_quick_reader_reads_like_typer(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick reader and the Typer command give the same values."""
    from validator.cli import app, check

    seen: list[object] = []
    monkeypatch.setattr(check, "run", lambda values: seen.append(values) or 0)
    app.application(argv)
    assert seen == [quick(argv[1:])]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["rules", "--help"], ["diagnose", "--help"], ["--version"]]
)
def test_help(arguments: list[str]) -> None:
    """Every command has help."""
    run = oidclint(*arguments, json_report=False)
    assert run.code == 0
    assert "oidclint" in run.out


def test_rules() -> None:
    """The table names every rule, JSON too, and a page shows why, fix and examples."""
    table = oidclint("rules").out
    listed = json.loads(oidclint("rules", "--format", "json").out)
    assert all(entry["id"] in table for entry in listed)
    page = oidclint("rules", "relative-token-path").out
    assert all(word in page for word in ("Why", "Fix", "Bad", "Good", "Read on"))
    wrong = oidclint("rules", "relative-token-pth")
    assert wrong.code == 2
    assert "did you mean relative-token-path?" in wrong.err


def _start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "validator", "check", *arguments]
    return subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(folder: Path, number: int, code: int) -> None:
    """Interrupted or terminated, what was found so far is printed and marked incomplete."""
    (folder / "many").mkdir()
    (folder / "many" / "a.yaml").write_text(BAD)
    entries = "".join(
        GOOD.split("\n", 1)[1].replace("claude", f"c{n}", 1).replace("role/r", f"role/r{n}") for n in range(400)
    )
    for n in range(600):
        (folder / "many" / f"b{n:03}.yaml").write_text("model_list:\n" + entries.replace("s1", f"s{n}"))
    process = _start(folder, "many", "--format", "json")
    time.sleep(1.5)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    report = json.loads(out)
    assert report["complete"] is False
    assert [item["file"] for item in report["findings"]] == ["many/a.yaml"]


def test_closed_pipe(folder: Path) -> None:
    """A reader that goes away ends the run silently."""
    process = _start(folder, *["bad.yaml"], "--format", "json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as stderr:
        assert stderr.read() == ""
    process.wait(timeout=30)


def test_colour_only_for_a_terminal(folder: Path) -> None:
    """Piped output has no escapes."""
    assert "\x1b" not in oidclint("check", "bad.yaml", cwd=folder, json_report=False).out
