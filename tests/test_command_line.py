"""The command line: what it takes, what it prints where, and with which code it ends."""

import base64
import itertools
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import validator.cli.check
from tests.running import Run, oidclint
from validator import __version__
from validator.cli.app import application
from validator.cli.options import CHECK, quick

ROOT = Path(__file__).resolve().parent.parent

GOOD = """\
model_list:
  - model_name: claude
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_web_identity_token: oidc/github/sts.amazonaws.com
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm
      aws_region_name: us-east-1
"""
ERROR = GOOD.replace("oidc/github", "oidc/githup")  # unknown-provider
WARNING = GOOD + "models: 1\n"  # unknown-top-level-key
INFO = GOOD.replace("oidc/github/sts.amazonaws.com", "oidc/env/TOKEN")  # unofficial-provider
PLAIN = "kind: Service\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a config of each severity and a file of another kind."""
    for name, text in (("good", GOOD), ("error", ERROR), ("warning", WARNING), ("info", INFO), ("plain", PLAIN)):
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def words(value: Any) -> str | None:
    """Name a test after its command line."""
    return (" ".join(value) or "none") if isinstance(value, list) else None


def tree(base: Path, **files: str) -> None:
    """Write files below a folder, from names in which `__` stands for `/`."""
    for name, text in files.items():
        path = base / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def files(run: Run) -> list[str]:
    """Give the names of the configs of a report."""
    return [config["file"] for config in run.report["configs"]]


def rules(run: Run) -> list[str]:
    """Give the rules of the findings of a report."""
    return [item["rule"] for item in run.report["findings"]]


def usage(run: Run, *held: str) -> None:
    """Fail unless a run ended as a bad command line: exit 2, nothing on stdout, the reason in one line on stderr."""
    assert run.code == 2
    assert run.out == ""
    assert "Traceback" not in run.err
    for word in held:
        assert word in run.err


def process(*arguments: str, cwd: Path, **options: Any) -> "subprocess.Popen[bytes]":
    """Start oidclint in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "GITHUB_ACTIONS")}
    environment.update({"PYTHONPATH": str(ROOT), "TERM": "xterm"}, **options.pop("env", {}))
    return subprocess.Popen([sys.executable, "-m", "validator", *arguments], cwd=cwd, env=environment, **options)


# --- exit codes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["good.yaml"], 0),
        (["error.yaml"], 1),
        (["warning.yaml"], 0),
        (["info.yaml"], 0),
        (["warning.yaml", "--fail-on", "warning"], 1),
        (["info.yaml", "--fail-on", "warning"], 0),
        (["info.yaml", "--fail-on", "info"], 1),
        (["warning.yaml", "--fail-on=info"], 1),
        (["good.yaml", "--fail-on", "info"], 0),
        (["error.yaml", "--fail-on", "never"], 0),
        (["error.yaml", "--fail-on", "error"], 1),
        (["error.yaml", "--ignore", "unknown-provider"], 0),
        (["error.yaml", "--select", "duplicate-key"], 0),
        ([], 1),
        (["."], 1),
        (["*.yaml"], 1),
        (["plain.yaml"], 3),
        (["plain.yaml", "--allow-empty"], 0),
        (["plain.yaml", "--fail-on", "never"], 3),
        (["nothing.yaml"], 2),
        (["nothing.yaml", "--allow-empty"], 2),
        (["good.yaml", "nothing.yaml"], 2),
        (["no*.json"], 2),
        (["--config", "nothing.yaml"], 2),
        (["--config", "good.yaml"], 0),
        (["--config", "error.yaml"], 1),
        (["--config", "plain.yaml"], 0),
        (["good.yaml", "--fail-on", "fatal"], 2),
        (["good.yaml", "--format", "xml"], 2),
        (["good.yaml", "--nonsense"], 2),
        (["good.yaml", "--format"], 2),
        (["good.yaml", "--select", "no-such-rule"], 2),
        (["good.yaml", "--ignore", "no-such-rule"], 2),
        (["good.yaml", "--kind", "litellm-config"], 2),
        (["good.yaml", "--kind", "no-such-kind=*.yaml"], 2),
        (["good.yaml", "--kind", "=*.yaml"], 2),
        (["good.yaml", "--env-file", "nothing.env"], 2),
        (["good.yaml", "--env", "=x"], 2),
        (["good.yaml", "--files", "nowhere"], 2),
        (["good.yaml", "--files", "good.yaml"], 2),
        (["good.yaml", "--litellm-version", "latest"], 2),
        (["good.yaml", "--quiet=yes"], 2),
        (["-", "-"], 2),
    ],
    ids=words,
)
def test_exit_code(arguments: list[str], code: int, folder: Path) -> None:
    """Findings at the threshold give 1, a bad command line 2, nothing to check 3, and all else 0."""
    run = oidclint("check", *arguments, cwd=folder, stdin=GOOD.encode(), json_report=False)
    assert run.code == code
    assert "Traceback" not in run.err
    if code in (2, 3):
        assert run.err != ""


@pytest.mark.parametrize(
    "arguments", [["check", "nothing.yaml"], ["check", "--select", "no-such-rule"], ["rules", "x-y"]]
)
def test_complaint_is_one_line_on_stderr(arguments: list[str], folder: Path) -> None:
    """A bad command line is named in one line, and stdout stays empty."""
    run = oidclint(*arguments, cwd=folder)
    usage(run)
    assert len(run.err.splitlines()) == 1
    assert run.err.startswith("oidclint: ")


def test_missing_path_among_others_hides_nothing_but_is_named(folder: Path) -> None:
    """The PATH that does not exist is named."""
    usage(oidclint("check", "good.yaml", "sub/nothing.yaml", cwd=folder), "sub/nothing.yaml")


def test_nothing_recognised_says_so(folder: Path) -> None:
    """With nothing recognised the run says that nothing was checked, names what was passed over, and still reports."""
    run = oidclint("check", "plain.yaml", cwd=folder)
    assert run.code == 3
    assert "nothing was checked" in run.err
    assert "plain.yaml" in run.err
    assert run.report["summary"]["files"] == 0


def test_nothing_recognised_in_a_folder(tmp_path: Path) -> None:
    """An empty folder is nothing to check: exit 3, or 0 and silence under --allow-empty."""
    assert oidclint("check", cwd=tmp_path).code == 3
    run = oidclint("check", "--allow-empty", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")


# --- PATH ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """Give a tree of configs."""
    tree(tmp_path, a=GOOD, b__c=GOOD, b__d__e=GOOD, other=PLAIN)
    (tmp_path / "b" / "f.json").write_text(json.dumps({"model_list": []}))
    (tmp_path / "b" / "g.txt").write_text(GOOD)
    (tmp_path / "b" / "h.YML").write_text(GOOD)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], ["a.yaml", "b/c.yaml", "b/d/e.yaml", "b/f.json", "b/h.YML"]),
        (["."], ["a.yaml", "b/c.yaml", "b/d/e.yaml", "b/f.json", "b/h.YML"]),
        (["./"], ["a.yaml", "b/c.yaml", "b/d/e.yaml", "b/f.json", "b/h.YML"]),
        (["b"], ["b/c.yaml", "b/d/e.yaml", "b/f.json", "b/h.YML"]),
        (["b/"], ["b/c.yaml", "b/d/e.yaml", "b/f.json", "b/h.YML"]),
        (["b/d/../c.yaml"], ["b/c.yaml"]),
        (["./a.yaml"], ["a.yaml"]),
        (["b/g.txt"], ["b/g.txt"]),
        (["a.yaml", "a.yaml", "./a.yaml", "."], ["a.yaml", "b/c.yaml", "b/d/e.yaml", "b/f.json", "b/h.YML"]),
        (["*.yaml"], ["a.yaml"]),
        (["b/*"], ["b/c.yaml", "b/d/e.yaml", "b/f.json", "b/g.txt", "b/h.YML"]),
        (["b/?.yaml"], ["b/c.yaml"]),
        (["b/[cg].*"], ["b/c.yaml", "b/g.txt"]),
        (["**/*.yaml"], ["a.yaml", "b/c.yaml", "b/d/e.yaml"]),
        (["--format", "json", "--", "a.yaml"], ["a.yaml"]),
        (["--config", "b/g.txt"], ["b/g.txt"]),
        (["a.yaml", "--config", "a.yaml"], ["a.yaml"]),
        (["b/d", "--config", "b/d/e.yaml", "--config", "a.yaml"], ["a.yaml", "b/d/e.yaml"]),
        (["b/d", "--kind", "litellm-config=*.txt"], ["b/d/e.yaml"]),
    ],
    ids=words,
)
def test_paths(arguments: list[str], found: list[str], nested: Path) -> None:
    """Files, folders and globs lead to files that are checked once each, in the order of their names."""
    assert files(oidclint("check", *arguments, cwd=nested)) == found


def test_path_that_looks_like_a_glob_or_an_option(tmp_path: Path) -> None:
    """A file whose name holds glob characters, or a dash behind `--`, is that file."""
    (tmp_path / "a[1].yaml").write_text(GOOD)
    (tmp_path / "-x.yaml").write_text(GOOD)
    assert files(oidclint("check", "a[1].yaml", cwd=tmp_path)) == ["a[1].yaml"]
    assert files(oidclint("check", "--format", "json", "--", "-x.yaml", cwd=tmp_path)) == ["-x.yaml"]


def test_names_are_relative_below_the_current_folder_and_absolute_elsewhere(nested: Path) -> None:
    """`file` is relative to the current folder where it lies below it, without `./`, else absolute."""
    here = nested / "b"
    run = oidclint("check", "..", cwd=here)
    assert files(run) == [f"{nested}/a.yaml", "c.yaml", "d/e.yaml", "f.json", "h.YML"]
    assert files(oidclint("check", str(here / "c.yaml"), cwd=here)) == ["c.yaml"]
    assert files(oidclint("check", "../b/d", cwd=here)) == ["d/e.yaml"]
    assert files(oidclint("check", str(nested / "a.yaml"), cwd="/")) == [f"{nested}/a.yaml"[1:]]


def test_same_file_under_the_name_of_a_sibling(tmp_path: Path) -> None:
    """A folder whose name starts like the current one is not below it."""
    tree(tmp_path, one__a=GOOD, oneself__b=GOOD)
    run = oidclint("check", "../oneself/b.yaml", cwd=tmp_path / "one")
    assert files(run) == [f"{tmp_path}/oneself/b.yaml"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["-"], "<stdin>"),
        (["-", "--stdin-filename", "proxy.yaml"], "proxy.yaml"),
        (["-", "--stdin-filename=a/b.yaml"], "a/b.yaml"),
    ],
    ids=words,
)
def test_standard_input(arguments: list[str], name: str, tmp_path: Path) -> None:
    """`-` reads standard input, named by --stdin-filename or else <stdin>."""
    run = oidclint("check", *arguments, cwd=tmp_path, stdin=ERROR.encode())
    assert files(run) == [name]
    assert [item["file"] for item in run.report["findings"]] == [name]
    assert run.code == 1


def test_standard_input_beside_files(folder: Path) -> None:
    """Standard input and files go together."""
    assert files(oidclint("check", "-", "good.yaml", cwd=folder, stdin=GOOD.encode())) == ["<stdin>", "good.yaml"]


def test_config_is_a_config_whatever_it_holds(folder: Path) -> None:
    """--config takes a file as a LiteLLM config even where nothing in it says so."""
    run = oidclint("check", "--config", "plain.yaml", cwd=folder)
    assert files(run) == ["plain.yaml"]
    assert rules(run) == ["unknown-top-level-key"]


@pytest.mark.parametrize(
    ("glob", "found"),
    [
        ("plain.yaml", True),
        ("*.yaml", True),
        ("pl*", True),
        ("sub/*.yaml", True),
        ("sub/plain.yaml", True),
        ("*.json", False),
        ("other/*.yaml", False),
    ],
)
def test_kind_forces_what_it_matches(glob: str, found: bool, tmp_path: Path) -> None:
    """--kind KIND=GLOB takes the files that match as that kind, by path or by name."""
    tree(tmp_path, sub__plain=PLAIN, good=GOOD)
    run = oidclint("check", "--kind", f"litellm-config={glob}", cwd=tmp_path)
    assert ("sub/plain.yaml" in files(run)) == found


def test_order_of_paths_does_not_matter(tmp_path: Path) -> None:
    """The same PATHs in any order give the same bytes, in every format; names sort by code point."""
    tree(tmp_path, b=ERROR, B=ERROR, a=WARNING, é=ERROR, z=GOOD, sub__a=ERROR)
    names = ["b.yaml", "B.yaml", "a.yaml", "é.yaml", "sub"]
    for form in ("text", "json"):
        outputs = {
            oidclint("check", *order, "z.yaml", "--verbose", "--format", form, cwd=tmp_path).out
            for order in itertools.islice(itertools.permutations(names), 0, 120, 17)
        }
        assert len(outputs) == 1
    assert files(oidclint("check", cwd=tmp_path)) == ["B.yaml", "a.yaml", "b.yaml", "sub/a.yaml", "z.yaml", "é.yaml"]


# --- .gitignore ---------------------------------------------------------------------------------------------------

TREE = """
a.yaml b.yaml build/a.yaml build/b.yaml sub/a.yaml sub/b.yaml sub/build/a.yaml sub/deep/a.yaml sub/deep/er/b.yaml
docs/a.yaml docs/keep.yaml x!y.yaml #c.yaml with-dash.yaml sub/a1.yaml sub/a2.yaml sub/a10.yaml [q].yaml
""".split()
"""What a repository holds before anything is ignored."""


@pytest.mark.parametrize(
    "ignores",
    [
        {},
        {".": "a.yaml"},
        {".": "/a.yaml"},
        {".": "build/"},
        {".": "/build/"},
        {".": "/build"},
        {".": "build"},
        {".": "a.yaml/"},
        {".": "sub/a.yaml"},
        {".": "/sub/a.yaml"},
        {".": "sub/"},
        {".": "sub/*"},
        {".": "sub/*\n!sub/b.yaml"},
        {".": "sub/\n!sub/b.yaml"},
        {".": "*.yaml\n!keep.yaml"},
        {".": "*.yaml\n!/docs/keep.yaml\n!b.yaml\n/b.yaml"},
        {".": "**/a.yaml"},
        {".": "sub/**"},
        {".": "sub/**/b.yaml"},
        {".": "**/deep/**"},
        {".": "sub/*/a.yaml"},
        {".": "sub/deep"},
        {".": "deep/er"},
        {".": "**/er"},
        {".": "sub/a?.yaml"},
        {".": "a[12].yaml"},
        {".": "sub/a[!1].yaml"},
        {".": "sub/a[1-2].yaml"},
        {".": "sub/a[^1]*.yaml"},
        {".": "\\[q].yaml"},
        {".": "#c.yaml"},
        {".": "\\#c.yaml"},
        {".": "x!y.yaml"},
        {".": "!a.yaml"},
        {".": "\\!a.yaml"},
        {".": "a.yaml \nb.yaml   "},
        {".": "a.yaml\\ "},
        {".": "# a comment\n\n   \na.yaml"},
        {".": "a.yaml\r\nb.yaml\r\n"},
        {".": "*"},
        {".": "/*\n!/sub"},
        {".": "/*\n!/sub\n/sub/*\n!/sub/deep"},
        {".": "A.YAML"},
        {".": "?.yaml"},
        {".": "*a*"},
        {".": "su*/"},
        {".": "s?b/a.yaml"},
        {".": "*/a.yaml"},
        {".": "**"},
        {".": "/**/a.yaml"},
        {".": "sub/**/"},
        {".": "a.yaml\n!a.yaml"},
        {".": "!a.yaml\na.yaml"},
        {".": "./a.yaml"},
        {".": "//a.yaml"},
        {".": "["},
        {".": "[a"},
        {".": "a**"},
        {".": "sub**yaml"},
        {".": "sub/a.{yaml,json}"},
        {"sub": "a.yaml"},
        {"sub": "/a.yaml"},
        {"sub": "/deep/a.yaml"},
        {"sub": "sub/a.yaml"},
        {"sub": "*"},
        {".": "a.yaml", "sub": "!a.yaml"},
        {".": "sub/deep/", "sub": "!deep/"},
        {".": "*.yaml", "sub": "!*.yaml", "sub/deep": "a.yaml"},
        {".": "!a.yaml", "sub": "a.yaml"},
        {"sub/deep": "*\n!er/"},
    ],
    ids=str,
)
def test_gitignore_means_what_git_takes_it_for(ignores: dict[str, str], tmp_path: Path) -> None:
    """A folder search finds exactly the files that git would not ignore."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("there is no git to compare with")
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("model_list: []\n")
    for place, text in ignores.items():
        (tmp_path / place / ".gitignore").write_text(text + "\n", newline="")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": ".git"}
    subprocess.run([git, "init", "-q"], cwd=tmp_path, env=environment, check=True)
    listed = subprocess.run(
        [git, "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    wanted = sorted(name for name in listed.stdout.split("\0") if name.endswith(".yaml"))
    assert files(oidclint("check", "--allow-empty", cwd=tmp_path)) == wanted
    below = [name.removeprefix("sub/") for name in wanted if name.startswith("sub/")]
    if below:  # a folder that is named is searched even if git ignores all of it
        assert files(oidclint("check", "--allow-empty", cwd=tmp_path / "sub")) == below
        assert files(oidclint("check", "--allow-empty", "sub", cwd=tmp_path)) == [f"sub/{name}" for name in below]


def test_gitignore_without_a_repository_and_for_named_files(tmp_path: Path) -> None:
    """A .gitignore counts without a repository too, and never for a file that is named."""
    tree(tmp_path, a=GOOD, b=GOOD)
    (tmp_path / ".gitignore").write_text("a.yaml\n")
    assert files(oidclint("check", cwd=tmp_path)) == ["b.yaml"]
    assert files(oidclint("check", "a.yaml", ".", cwd=tmp_path)) == ["a.yaml", "b.yaml"]


# --- which rules --------------------------------------------------------------------------------------------------

BOTH = ERROR + "models: 1\n"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], {"unknown-provider", "unknown-top-level-key"}),
        (["--select", "unknown-provider"], {"unknown-provider"}),
        (["--select", "unknown-provider,unknown-top-level-key"], {"unknown-provider", "unknown-top-level-key"}),
        (["--select", "unknown-provider", "--select", "duplicate-key"], {"unknown-provider"}),
        (["--select=unknown-top-level-key"], {"unknown-top-level-key"}),
        (["--select", " unknown-provider , duplicate-key "], {"unknown-provider"}),
        (["--ignore", "unknown-provider"], {"unknown-top-level-key"}),
        (["--ignore", "unknown-provider,unknown-top-level-key"], set()),
        (["--select", "unknown-provider", "--ignore", "unknown-provider"], set()),
    ],
    ids=words,
)
def test_select_and_ignore(arguments: list[str], found: set[str], tmp_path: Path) -> None:
    """--select leaves only the rules it names, --ignore leaves them out, and the counts follow."""
    (tmp_path / "a.yaml").write_text(BOTH)
    run = oidclint("check", *arguments, cwd=tmp_path)
    assert set(rules(run)) == found
    summary = run.report["summary"]
    assert summary["errors"] == int("unknown-provider" in found)
    assert summary["warnings"] == int("unknown-top-level-key" in found)
    assert run.code == int("unknown-provider" in found)


@pytest.mark.parametrize(
    "arguments", [["--select", "unofficial-provider"], ["--verbose"], ["--fail-on", "info"]], ids=words
)
def test_infos_on_request(arguments: list[str], folder: Path) -> None:
    """An info is dropped from report and counts unless it is selected, or --verbose or --fail-on info asks for it."""
    plain = oidclint("check", "info.yaml", cwd=folder)
    assert (rules(plain), plain.report["summary"]["infos"]) == ([], 0)
    asked = oidclint("check", "info.yaml", *arguments, cwd=folder)
    assert (rules(asked), asked.report["summary"]["infos"]) == (["unofficial-provider"], 1)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("unknown-providr", "unknown-provider"),
        ("duplicate_key", "duplicate-key"),
        ("audience-mising", "audience-missing"),
    ],
)
def test_unknown_rule_name_comes_with_a_suggestion(option: str, name: str, meant: str, folder: Path) -> None:
    """A rule nobody knows ends the run with the name that was probably meant."""
    usage(oidclint("check", "good.yaml", option, name, cwd=folder), name, meant)
    usage(oidclint("check", "good.yaml", option, f"duplicate-key,{name}", cwd=folder), name, meant)


# --- reports ------------------------------------------------------------------------------------------------------


def test_json_report_fits_its_schema(folder: Path) -> None:
    """Every JSON report validates against schemas/report.schema.json."""
    path = ROOT / "schemas" / "report.schema.json"
    if not path.exists():
        pytest.skip("there is no schema yet")
    import jsonschema

    judge = jsonschema.Draft202012Validator(json.loads(path.read_text()))
    bad = [str(example / "bad.yaml") for example in sorted((ROOT / "examples" / "rules").iterdir())]
    for arguments in (
        ["."],
        ["plain.yaml"],
        [*bad, "--verbose"],
        [*bad, "--litellm-version", ">=1.60"],
        ["--env", "A=b"],
    ):
        report = oidclint("check", *arguments, cwd=folder).report
        assert [error.message for error in judge.iter_errors(report)] == []


def test_json_report_says_what_was_judged(folder: Path) -> None:
    """The report names the tool, the LiteLLM version, where that came from, and counts what it holds."""
    report = oidclint("check", ".", "--verbose", cwd=folder).report
    assert report["version"] == 1
    assert report["tool"] == {"name": "oidclint", "version": __version__}
    assert report["litellm"]["source"] == "default"
    assert report["complete"] is True
    summary = report["summary"]
    assert (summary["files"], summary["errors"], summary["warnings"], summary["infos"]) == (4, 1, 1, 1)
    places = [(item["file"], item["line"], item["column"], item["rule"]) for item in report["findings"]]
    assert places == sorted(places)
    asked = oidclint("check", ".", "--litellm-version", "1.83.7", cwd=folder).report
    assert asked["litellm"] == {"version": "1.83.7", "source": "option"}


def test_fingerprint_outlives_moved_lines(folder: Path) -> None:
    """A finding keeps its fingerprint when lines move, and another file has another one."""
    prints = []
    for name, text in (("error", ERROR), ("error", "# moved\n\n" + ERROR), ("other", ERROR)):
        (folder / f"{name}.yaml").write_text(text)
        prints.append(oidclint("check", f"{name}.yaml", cwd=folder).report["findings"][0]["fingerprint"])
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (["good.yaml"], "1 file, 1 entry: no findings"),
        (["error.yaml"], "1 file, 1 entry: 1 error"),
        (["."], "4 files, 4 entries: 1 error, 1 warning"),
        ([".", "--verbose"], "4 files, 4 entries: 1 error, 1 warning, 1 info"),
        (["plain.yaml", "--allow-empty"], "0 files, 0 entries: no findings"),
        (["info.yaml", "--env", "TOKEN=xxxx"], "1 file, 1 entry: no findings"),
    ],
    ids=words,
)
def test_text_ends_with_a_summary(arguments: list[str], last: str, folder: Path) -> None:
    """Plain text always ends with one summary line, on success too."""
    run = oidclint("check", *arguments, cwd=folder, json_report=False)
    assert run.out.endswith("\n")
    assert not run.out.endswith("\n\n")
    assert run.out.splitlines()[-1].startswith(last)


def test_summary_counts_what_was_not_judged(folder: Path) -> None:
    """Without an environment the summary counts the rules that could not judge; with one there are none."""
    unknown = oidclint("check", "good.yaml", cwd=folder, json_report=False)
    assert unknown.out.splitlines()[-1].endswith("1 rule not judged: environment unknown")
    known = oidclint("check", "info.yaml", "--env", "TOKEN=xxxx", cwd=folder, json_report=False)
    assert "not judged" not in known.out.splitlines()[-1]


def test_quiet_prints_findings_only(folder: Path) -> None:
    """--quiet prints nothing on success, and findings without chains and summary otherwise."""
    good = oidclint("check", "good.yaml", "--quiet", cwd=folder, json_report=False)
    assert (good.out, good.err, good.code) == ("", "", 0)
    bad = oidclint("check", "error.yaml", "-q", cwd=folder, json_report=False)
    assert bad.code == 1
    assert bad.out.startswith("error.yaml:5:31: error[unknown-provider] ")
    assert "1 file" not in bad.out
    assert "refused" not in bad.out


def test_verbose_prints_chains_and_files_passed_over(folder: Path) -> None:
    """Plain text shows refused chains only; --verbose shows every chain and the files passed over."""
    plain = oidclint("check", "good.yaml", "plain.yaml", cwd=folder, json_report=False)
    assert "oidc/github/sts.amazonaws.com" not in plain.out
    assert "plain.yaml" in plain.err
    for option in ("--verbose", "-v"):
        loud = oidclint("check", ".", option, cwd=folder, json_report=False)
        assert "oidc/github/sts.amazonaws.com" in loud.out
        assert "plain.yaml" in loud.out
    found = oidclint("check", ".", cwd=folder, json_report=False)
    assert "plain.yaml" not in found.out + found.err


def test_notes_go_to_stderr(folder: Path) -> None:
    """stdout of a JSON run is JSON alone, whatever there is to say beside."""
    run = oidclint("check", "good.yaml", "plain.yaml", "--litellm-version", "99.0.0", cwd=folder)
    assert len(run.err.splitlines()) == 2
    assert run.report["summary"]["files"] == 1


# --- --output -----------------------------------------------------------------------------------------------------


def test_output_writes_several_reports_and_leaves_stdout(folder: Path) -> None:
    """--output may repeat, with a format or with that of --format; stdout stays as it is."""
    plain = oidclint("check", "error.yaml", cwd=folder, json_report=False)
    run = oidclint(
        "check", "error.yaml", "--output", "a.json.out", "--output", "json=b.out", "--output=text=c.out",
        cwd=folder, json_report=False,
    )  # fmt: skip
    assert (run.out, run.code) == (plain.out, 1)
    assert (folder / "a.json.out").read_text() == plain.out
    assert json.loads((folder / "b.out").read_text())["summary"]["errors"] == 1
    assert (folder / "c.out").read_text() == plain.out
    named = oidclint("check", "error.yaml", "--format", "json", "--output", "d.out", cwd=folder)
    assert (folder / "d.out").read_text() == named.out


def test_output_replaces_and_leaves_nothing_beside(folder: Path) -> None:
    """A report replaces the file that was there, and no other file is left."""
    (folder / "report.out").write_text("old " * 10_000)
    before = sorted(path.name for path in folder.iterdir())
    oidclint("check", "error.yaml", "--output", "json=report.out", cwd=folder)
    assert sorted(path.name for path in folder.iterdir()) == before
    json.loads((folder / "report.out").read_text())


@pytest.mark.parametrize("target", ["nowhere/report.out", "good.yaml/report.out", "dir", "dir/", "x" * 300])
def test_output_that_cannot_be_written(target: str, folder: Path) -> None:
    """A report that cannot be written is exit 3 with the reason; findings are printed, other reports are written."""
    (folder / "dir").mkdir()
    before = sorted(path.name for path in folder.iterdir())
    run = oidclint(
        "check", "error.yaml", "--output", f"json={target}", "--output", "json=fine.out", cwd=folder, json_report=False
    )
    assert run.code == 3
    assert "unknown-provider" in run.out
    assert len(run.err.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted([*before, "fine.out"])
    assert list((folder / "dir").iterdir()) == []


def test_output_into_a_folder_that_is_not_ours(folder: Path) -> None:
    """A folder without permission to write is exit 3 and keeps what it held."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (folder / "closed").mkdir()
    (folder / "closed" / "old.out").write_text("old")
    (folder / "closed").chmod(0o500)
    run = oidclint("check", "error.yaml", "--output", "closed/old.out", cwd=folder)
    assert run.code == 3
    assert [(path.name, path.read_text()) for path in (folder / "closed").iterdir()] == [("old.out", "old")]


def test_stdout_that_cannot_be_written(folder: Path) -> None:
    """A full disk under stdout is exit 3 with one line, not a traceback."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with open("/dev/full", "wb") as full:
        for arguments in (["check", "error.yaml"], ["rules"]):
            running = process(*arguments, cwd=folder, stdout=full, stderr=subprocess.PIPE)
            _, err = running.communicate(timeout=60)
            assert b"Traceback" not in err
            assert running.returncode == 3
            assert len(err.splitlines()) == 1


@pytest.mark.parametrize("descriptor", [0, 1, 2])
def test_closed_standard_stream(descriptor: int, folder: Path) -> None:
    """A standard stream that is closed from the start is no traceback."""
    running = process(
        "check", "-", "error.yaml",
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: os.close(descriptor),
    )  # fmt: skip
    _, err = running.communicate(timeout=60)
    assert b"Traceback" not in err
    assert running.returncode == {0: 1, 1: 3, 2: 1}[descriptor]


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--format", "json"], ["rules"], ["rules", "--format", "json"]], ids=words
)
def test_closed_pipe_ends_silently(arguments: list[str], folder: Path) -> None:
    """A reader that goes away ends the run without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    running = process(*arguments, cwd=folder, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    _, err = running.communicate(timeout=60)
    assert err == b""
    assert running.returncode >= 0


# --- colours ------------------------------------------------------------------------------------------------------


def on_a_terminal(*arguments: str, cwd: Path, **env: str) -> str:
    """Run oidclint with a terminal as stdout and give what it shows."""
    leader, follower = pty.openpty()
    running = process(*arguments, cwd=cwd, stdout=follower, stderr=subprocess.PIPE, env=env)
    os.close(follower)
    shown = b""
    try:
        while piece := os.read(leader, 65536):
            shown += piece
    except OSError:  # the terminal is gone
        pass
    finally:
        os.close(leader)
    running.communicate(timeout=60)
    return shown.decode()


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, True),
        (["--no-color"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--format", "json"], {}, False),
    ],
    ids=str,
)
def test_colours_on_a_terminal(arguments: list[str], env: dict[str, str], coloured: bool, folder: Path) -> None:
    """A terminal gets colours unless --no-color, NO_COLOR or TERM=dumb says otherwise."""
    assert ("\x1b[" in on_a_terminal("check", "error.yaml", *arguments, cwd=folder, **env)) == coloured


def test_terminal_that_cannot_show_a_character(folder: Path) -> None:
    """A character the terminal cannot show is escaped, never an exception."""
    (folder / "error.yaml").write_text(ERROR.replace("githup", "größe\U0001f600"))
    shown = on_a_terminal("check", "error.yaml", cwd=folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "unknown-provider" in shown
    assert "\\xf6" in shown
    assert shown.isascii()


@pytest.mark.parametrize(
    "env", [{}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}]
)
def test_pipes_and_files_get_plain_utf8(env: dict[str, str], folder: Path) -> None:
    """Without a terminal there are no colours, and UTF-8 and LF in every locale."""
    (folder / "error.yaml").write_text(ERROR.replace("githup", "größe"))
    running = process(
        "check", "error.yaml", "--output", "x.out", cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    )
    out, err = running.communicate(timeout=60)
    assert err == b""
    assert "größe" in out.decode("utf-8")
    assert b"\x1b" not in out
    assert b"\r" not in out
    assert (folder / "x.out").read_bytes() == out


# --- signals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("form", ["json", "text"])
def test_interrupted_run_prints_what_it_has(number: signal.Signals, code: int, form: str, folder: Path) -> None:
    """Interrupted or terminated, the run prints its findings so far, marked incomplete."""
    running = process(
        "check", "error.yaml", "-", "--stdin-filename", "zzz.yaml", "--format", form, "--output", "json=x.out",
        cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    with running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(
            b"# still coming\n" * 100_000
        )  # more than a pipe holds: whoever read this is in the last file
        running.stdin.flush()
        time.sleep(0.3)  # until it has read the rest and waits for more
        running.send_signal(number)
        out, err = running.stdout.read(), running.stderr.read()
    assert running.returncode == code
    assert b"Traceback" not in err
    report = json.loads((folder / "x.out").read_text())
    assert report["complete"] is False
    assert [item["rule"] for item in report["findings"]] == ["unknown-provider"]
    if form == "json":
        assert json.loads(out) == report
    else:
        assert b"unknown-provider" in out
        assert out.decode().splitlines()[-1].endswith("incomplete")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
def test_signal_in_the_middle_of_a_rule(
    number: signal.Signals, code: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal that comes while a rule is at work ends the run too, and is no fault of the rule."""
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals reach the main thread only")

    def interrupted(*arguments: object, **options: object) -> list[str]:
        os.kill(os.getpid(), number)
        return []

    monkeypatch.setattr("difflib.get_close_matches", interrupted)
    run = oidclint("check", "error.yaml", "warning.yaml", "--ignore", "chain-denied", cwd=folder)
    assert run.code == code
    assert run.report["complete"] is False
    assert "rule-crashed" not in rules(run)


# --- what is known of the machine ---------------------------------------------------------------------------------

NAMED = GOOD.replace("aws_session_name: litellm", "aws_session_name: os.environ/SESSION")


def session(run: Run) -> str:
    """Say how a run judged the variable SESSION."""
    found = [item for item in run.report["findings"] if "session" in item["rule"]]
    return found[0]["rule"] if found else "fine"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("SESSION=litellm\n", "fine"),
        ("SESSION=a b\n", "invalid-session-name"),
        ("", "missing-session-name"),
        ("OTHER=x\n", "missing-session-name"),
        ("# SESSION=litellm\n", "missing-session-name"),
        ("  # comment\n\nSESSION=litellm", "fine"),
        ("export SESSION=litellm\n", "fine"),
        ("  SESSION = litellm  \n", "fine"),
        ('SESSION="litellm"\n', "fine"),
        ("SESSION='litellm'\n", "fine"),
        ('SESSION="a b"\n', "invalid-session-name"),
        ('SESSION="lite\\nllm"\n', "invalid-session-name"),
        ("SESSION='a\nb'\nOTHER=c\n", "invalid-session-name"),
        ("SESSION=litellm # comment\n", "fine"),
        ("SESSION='litellm' # comment\n", "fine"),
        ("SESSION=a b\nSESSION=litellm\n", "fine"),
        ("SESSION=litellm\r\nOTHER=x\r\n", "fine"),
        ("\ufeffSESSION=litellm\n", "fine"),
        ("session=litellm\n", "missing-session-name"),
        ("SESSION=lite=llm\n", "fine"),
        ("SESSION=lite#llm\n", "invalid-session-name"),
    ],
    ids=repr,
)
def test_env_file(text: str, verdict: str, tmp_path: Path) -> None:
    """An environment file holds NAME=VALUE lines with comments, `export` and quotes; it is the whole environment."""
    (tmp_path / "a.yaml").write_text(NAMED)
    (tmp_path / "env").write_text(text, newline="")
    assert session(oidclint("check", "a.yaml", "--env-file", "env", cwd=tmp_path)) == verdict


@pytest.mark.parametrize(
    ("text", "line"),
    [("SESSION\n", 1), ("A=b\nnot a pair\n", 2), ("=x\n", 1), ("1A=b\n", 1), ("A B=c\n", 1), ("A='b\nC=d\n", 1)],
    ids=repr,
)
def test_bad_env_file(text: str, line: int, tmp_path: Path) -> None:
    """A line that is no NAME=VALUE is named by its number, without its text."""
    (tmp_path / "a.yaml").write_text(NAMED)
    (tmp_path / "env").write_text(text)
    run = oidclint("check", "a.yaml", "--env-file", "env", cwd=tmp_path)
    usage(run, f"env:{line}")
    assert text.splitlines()[line - 1] not in run.err


@pytest.mark.parametrize("content", [b"\xff\xfeA\x00", b"A=\xe9\n", None])
def test_env_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    """An environment file that is a folder or no UTF-8 is a bad command line."""
    (tmp_path / "a.yaml").write_text(NAMED)
    if content is None:
        (tmp_path / "env").mkdir()
    else:
        (tmp_path / "env").write_bytes(content)
    usage(oidclint("check", "a.yaml", "--env-file", "env", cwd=tmp_path), "env")


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ([], "fine"),
        (["--env", "SESSION=litellm"], "fine"),
        (["--env", "SESSION=a b"], "invalid-session-name"),
        (["--env", "OTHER=x"], "missing-session-name"),
        (["--env", "SESSION"], "fine"),
        (["--env", "NOT_HERE"], "missing-session-name"),
        (["--env-file", "env"], "invalid-session-name"),
        (["--env-file", "env", "--env", "SESSION=litellm"], "fine"),
        (["--env", "SESSION=litellm", "--env-file", "env"], "fine"),
        (["--env-file", "env", "--env-file", "env2"], "fine"),
        (["--env", "OTHER=x", "--env=SESSION=litellm"], "fine"),
    ],
    ids=words,
)
def test_env(arguments: list[str], verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--env gives one variable, or takes one from this process; options beat files, later files beat earlier ones."""
    monkeypatch.setenv("SESSION", "from-here")
    (tmp_path / "a.yaml").write_text(NAMED)
    (tmp_path / "env").write_text("SESSION=a b\n")
    (tmp_path / "env2").write_text("SESSION=litellm\n")
    run = oidclint("check", "a.yaml", *arguments, cwd=tmp_path)
    assert session(run) == verdict
    assert bool(run.report["summary"].get("not_judged")) == (not arguments)


TOKEN_FILE = GOOD.replace("oidc/github/sts.amazonaws.com", "oidc/file/PATH")


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/var/run/secrets/token", None),
        ("/run/secrets/token", "token-file-missing"),
        ("/var/run/secrets/none", "token-file-missing"),
        ("/var/run/secrets/inside", None),
        ("/var/run/secrets/absolute", None),
        ("/var/run/secrets/outside", "token-path-not-allowed"),
        ("/var/run/secrets/escape", "token-file-missing"),
        ("/var/run/secrets/circle", "token-file-unreadable"),
        ("/var/run/secrets/folder", "token-file-unreadable"),
        ("/var/run/secrets/binary", "token-file-unreadable"),
        ("/var/run/secrets/../../../etc/token", "token-path-not-allowed"),
        ("/etc/token", "token-path-not-allowed"),
    ],
)
def test_files_root(path: str, rule: str | None, tmp_path: Path) -> None:
    """Below --files ROOT links are resolved inside it, and nothing outside of it is opened."""
    root, secrets = tmp_path / "root", tmp_path / "root" / "var" / "run" / "secrets"
    secrets.mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "etc" / "token").write_text("token")
    (tmp_path / "secret").write_text("token")
    (secrets / "token").write_text("token")
    (secrets / "binary").write_bytes(b"\xff\xfe\x00")
    (secrets / "folder").mkdir()
    (secrets / "inside").symlink_to("token")
    (secrets / "absolute").symlink_to("/var/run/secrets/token")
    (secrets / "outside").symlink_to("../../../etc/token")
    (secrets / "escape").symlink_to("../../../../../var/run/secrets/../secrets/none")
    (secrets / "circle").symlink_to("circle")
    (tmp_path / "a.yaml").write_text(TOKEN_FILE.replace("PATH", path))
    for given_root in (str(root), "root", f"{root}/"):
        run = oidclint("check", "a.yaml", "--files", given_root, "--env", "A=b", cwd=tmp_path)
        assert rules(run) == ([rule] if rule else [])
    steps = oidclint("check", "a.yaml", "--env", "A=b", cwd=tmp_path).report["chains"][0]["steps"]
    if rule != "token-path-not-allowed":
        assert (steps[1]["verdict"], steps[1]["reason"]) == ("unknown", "files-unknown")


@pytest.mark.parametrize(
    ("version", "note"),
    [
        ("1.106.2", False),
        ("1.80.0-stable", True),
        ("v1.80.0", None),
        ("1.83", None),
        ("999.0.0", True),
        ("1.0.0", True),
        (">=1.83,<1.110", False),
        (">=1.83, <1.110", False),
        ("<1.110", False),
        ("==1.106.2", False),
        ("~=1.83.0", False),
        ("!=1.83.0", False),
        (">1.83", False),
    ],
)
def test_litellm_version(version: str, note: bool | None, folder: Path) -> None:
    """A version or a range is taken; a suffix and a version newer than the known ones come with a note."""
    run = oidclint("check", "good.yaml", "--litellm-version", version, cwd=folder)
    assert run.code in (0, 1)
    assert run.report["litellm"]["source"] == "option"
    assert run.report["litellm"]["version"]
    if note is not None:
        assert bool(run.err) == note
    assert len(run.err.splitlines()) <= 1


@pytest.mark.parametrize(
    "version",
    [
        "latest",
        "",
        " ",
        "1",
        "1.x",
        "1.2.3.4.5",
        "a.b.c",
        ">=",
        ">=x",
        ">=1.83<1.110",
        ">1.90,<1.80",
        "main-v1",
    ],
)
def test_litellm_version_that_is_none(version: str, folder: Path) -> None:
    """What is no version, no range, or a range without any version is a bad command line."""
    usage(oidclint("check", "good.yaml", "--litellm-version", version, cwd=folder), "ersion")


def test_range_reports_what_is_true_of_any_version(tmp_path: Path) -> None:
    """Over a range, what holds of any version in it is reported, and says of which."""
    (tmp_path / "a.yaml").write_text(GOOD.replace("oidc/github/sts.amazonaws.com", "oidc/azure_ad/x"))
    (tmp_path / "b.yaml").write_text(TOKEN_FILE.replace("PATH", "/opt/token"))
    old = oidclint("check", "b.yaml", "--litellm-version", "1.80.0", cwd=tmp_path)
    new = oidclint("check", "b.yaml", "--litellm-version", "1.106.2", "--env", "A=b", cwd=tmp_path)
    both = oidclint("check", "b.yaml", "--litellm-version", ">=1.80,<1.107", "--env", "A=b", cwd=tmp_path)
    assert rules(old) == []
    assert rules(new) == ["token-path-not-allowed"]
    assert rules(both) == ["token-path-not-allowed"]
    assert "1.8" in both.report["findings"][0]["message"]


# --- tokens on the command line -----------------------------------------------------------------------------------


def jwt() -> str:
    """Make a token that nobody ever issued."""
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, {"iss": "https://x", "sub": "y"})]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in [*parts, b"no signature at all"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "{}"],
        ["check", "--env", "TOKEN={}"],
        ["check", "--env=TOKEN={}"],
        ["check", "--env", "{}"],
        ["check", "--env={}"],
        ["check", "--env", "TOKEN=Bearer {}"],
        ["check", "--env", 'TOKEN="{}"'],
        ["check", "--env", "TOKEN= {} "],
        ["check", "--stdin-filename", "{}"],
        ["check", "--config={}"],
        ["check", "--output", "json={}"],
        ["check", "--select", "{}"],
        ["check", "--nonsense={}"],
        ["check", "--format", "{}"],
        ["check", "--litellm-version", "{}"],
        ["check", "--kind", "{}"],
        ["check", "--kind", "litellm-config={}"],
        ["check", "--", "{}"],
        ["rules", "{}"],
        ["{}"],
        ["--{}"],
        ["diagnose", "--ref", "{}"],
        ["token", "{}"],
    ],
    ids=words,
)
def test_token_on_the_command_line_is_refused_unechoed(arguments: list[str], folder: Path) -> None:
    """A token anywhere on the command line is refused with exit 2, and no part of it is printed."""
    token = jwt()
    run = oidclint(*(argument.replace("{}", token) for argument in arguments), cwd=folder, json_report=False)
    assert run.code == 2
    assert run.out == ""
    for start in range(0, len(token) - 16, 4):
        assert token[start : start + 16] not in run.err


def test_token_taken_from_the_environment_is_fine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--env NAME is the way to hand over a variable that holds a token."""
    monkeypatch.setenv("TOKEN", jwt())
    run = oidclint("check", "info.yaml", "--env", "TOKEN", "--verbose", cwd=folder)
    assert run.code == 0
    assert jwt()[:16] not in run.out + run.err


# --- the other commands -------------------------------------------------------------------------------------------


def test_version_and_help() -> None:
    """--version names the version, and every command has --help."""
    assert oidclint("--version").out == f"oidclint {__version__}\n"
    top = oidclint("--help")
    assert top.code == 0
    for command in ("check", "rules", "diagnose", "schema"):
        assert command in top.out
        for flag in ("--help", "-h"):
            run = oidclint(command, flag, json_report=False)
            assert run.code == 0
            assert run.out.startswith(f"Usage: oidclint {command}")
            assert run.err == ""
    shown = oidclint("check", "--help", json_report=False).out
    assert [option.name for option in CHECK if option.name not in shown] == []


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["rules", "--nonsense"], ["rules", "a", "b"]])
def test_unknown_command_or_option(arguments: list[str]) -> None:
    """A command or option nobody knows is exit 2 on stderr."""
    usage(oidclint(*arguments))


def test_rules_table_lists_every_rule() -> None:
    """`rules` prints a line for every rule, and the same as JSON."""
    table = oidclint("rules")
    entries = json.loads(oidclint("rules", "--format", "json").out)
    names = [entry["id"] for entry in entries]
    assert len(names) == len(set(names)) > 40
    assert [line.split()[0] for line in table.out.splitlines()] == names
    for entry in entries:
        assert entry["severity"] in ("error", "warning", "info")
        assert entry["title"]
        assert entry["why"]
        assert entry["fix"]


@pytest.mark.parametrize("name", ["audience-missing", "malformed-file", "chain-denied", "unused-ignore"])
def test_page_of_a_rule(name: str) -> None:
    """`rules NAME` prints why, fix, examples and sources; as JSON the entry itself."""
    page = oidclint("rules", name).out
    entry = json.loads(oidclint("rules", name, "--format", "json").out)
    assert entry["id"] == name
    assert page.startswith(name)
    assert entry["title"] in page
    assert "Why" in page
    assert "Fix" in page
    if (ROOT / "examples" / "rules" / name).exists():
        assert "Bad" in page
        assert "Good" in page


def test_rules_with_a_bad_command_line() -> None:
    """An unknown rule comes with a suggestion, an unknown format with the known ones."""
    usage(oidclint("rules", "audience-mising"), "audience-missing")
    usage(oidclint("rules", "--format", "yaml"), "json")


def test_every_rule_has_a_page() -> None:
    """`rules NAME` works for every rule there is."""
    for entry in json.loads(oidclint("rules", "--format", "json").out):
        run = oidclint("rules", entry["id"])
        assert run.code == 0
        assert "\x1b" not in run.out


# --- two readers of one command line ------------------------------------------------------------------------------


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Record the values `check` is run with."""
    values: list[dict[str, Any]] = []

    def record(given: dict[str, Any]) -> int:
        values.append(given)
        return 0

    monkeypatch.setattr(validator.cli.check, "run", record)
    return values


def same(argv: list[str], seen: list[dict[str, Any]]) -> None:
    """Fail unless the quick reader and Typer read a command line to the same values, or the quick one leaves it."""
    seen.clear()
    values = quick(argv)
    code = application(["check", *argv])
    if values is not None:
        assert code == 0, argv
        assert seen == [values], argv
    else:
        assert code == 2 or seen == [] or len(seen) == 1, argv


@pytest.mark.parametrize(
    "argv",
    [
        "", "a", "a b", "-", "- a", "-- -a", "-- --format json", "a -- b", "--quiet", "-q", "-v", "-q -v", "-qv", "--no-color a",
        "--format json", "--format=json", "--format text a --format json", "--format xml", "--format", "--format=",
        "--select a", "--select a --select b", "--select=a,b", "--select=", "--select= a", "--env A=b", "--env=A=b", "--env=A",
        "--env -x", "--env --format json", "--env -- a", "a --config b c --config=d", "--fail-on never", "--fail-on=x",
        "--quiet=1", "-q=1", "-x", "--nonsense", "--form json", "--files / --litellm-version >=1", "--kind a=b --kind=c=d",
        "--allow-empty --verbose --stdin-filename x -", "-q a -v b", "--output json=a --output b", "--config -", "--files -",
        "--help", "-h", "a --help", "--verbose --verbose", "--format --quiet", "-vq=1", "--litellm-version=1=2",
    ],
)  # fmt: skip
def test_quick_reader_reads_as_typer_does(argv: str, seen: list[dict[str, Any]]) -> None:
    """A command line means the same to the quick reader and to Typer, or the quick reader leaves it to Typer."""
    same(argv.split(), seen)


_WORDS = st.sampled_from(
    [option.name for option in CHECK]
    + [option.name + "=" for option in CHECK]
    + [option.short for option in CHECK if option.short]
    + [
        "json",
        "text",
        "never",
        "a",
        "b.yaml",
        "-",
        "--",
        "A=b",
        "",
        " ",
        "é",
        "-x",
        "--x",
        "--format=json",
        "--select=a",
        "-qv",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(_WORDS, max_size=6))
def test_quick_reader_reads_random_words_as_typer_does(argv: list[str]) -> None:
    """Random words of the command line mean the same to both readers."""
    values: list[dict[str, Any]] = []

    def record(given: dict[str, Any]) -> int:
        values.append(given)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validator.cli.check, "run", record)
        same(argv, values)
