"""The baseline: what it absorbs, what is new, and how it shrinks."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import Run, oidclint
from tests.test_settings import ENTRY, config
from validator.baseline import BadBaseline, Known, read_baseline, write_baseline


def check(folder: Path, *options: str) -> Run:
    """Check a folder with its baseline."""
    return oidclint("check", "--baseline", ".known", *options, cwd=folder)


def lines(folder: Path) -> list[str]:
    """Give the entries of the baseline."""
    return [line for line in (folder / ".known").read_text().splitlines() if not line.startswith("#")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an old folder with 40 findings and a baseline of them."""
    for number in range(10):
        text = config("oidc/nope/x", "oidc/circleci/aud", "oidc/nope/x", "oidc/nope")
        (tmp_path / f"c{number}.yaml").write_text(text)
    assert check(tmp_path, "--update-baseline").code == 0
    return tmp_path


def test_old_findings_are_absorbed(folder: Path) -> None:
    """40 findings are baselined; a check is then content, counts them, and a second one changes nothing."""
    assert len(lines(folder)) == 40
    run = check(folder)
    assert (run.code, run.err, run.report["findings"]) == (0, "", [])
    assert run.report["summary"]["ignored_by"]["baseline"] == 40
    before = (folder / ".known").read_bytes()
    check(folder)
    check(folder, "--update-baseline")
    assert (folder / ".known").read_bytes() == before


def test_a_new_fault_is_reported(folder: Path) -> None:
    """One new fault in an old file is the only finding."""
    path = folder / "c3.yaml"
    path.write_text(path.read_text() + ENTRY.format(name="new", reference="oidc/nope/x"))
    run = check(folder)
    assert run.code == 1
    assert [(item["file"], item["line"]) for item in run.report["findings"]] == [("c3.yaml", 36)]


def test_equal_findings_are_counted_exactly(folder: Path) -> None:
    """A second copy of a known fault, equal in rule, file, key path and value, is new."""
    path = folder / "c3.yaml"
    path.write_text(path.read_text() + ENTRY.format(name="m0", reference="oidc/nope/x"))
    assert len(check(folder).report["findings"]) == 1
    check(folder, "--update-baseline")
    assert [line for line in lines(folder) if " 2 error unknown-provider c3.yaml" in line]
    assert check(folder).report["findings"] == []


def test_lines_and_entries_may_move(folder: Path) -> None:
    """Comments, blank lines and entries before it leave a known finding known."""
    path = folder / "c3.yaml"
    text = path.read_text().replace(
        "model_list:\n", "# new\n\nmodel_list:\n" + ENTRY.format(name="a", reference="oidc/github/x")
    )
    path.write_text(text)
    run = check(folder)
    assert (run.report["findings"], run.report.get("stale")) == ([], None)


def test_mended_findings_leave_by_themselves(folder: Path) -> None:
    """What is mended is reported as stale once, and gone from the baseline afterwards."""
    path = folder / "c3.yaml"
    path.write_text(path.read_text().replace("oidc/circleci/aud", "oidc/circleci/"))
    run = check(folder)
    assert run.code == 0
    assert [(item["rule"], item["file"], item["count"]) for item in run.report["stale"]] == [
        ("audience-ignored", "c3.yaml", 1)
    ]
    assert "1 finding no longer there, taken out of the baseline" in run.err
    assert len(lines(folder)) == 39
    again = check(folder)
    assert (again.err, again.report.get("stale")) == ("", None)
    path.write_text(path.read_text().replace("oidc/circleci/", "oidc/circleci/aud"))
    assert [item["rule"] for item in check(folder, "--fail-on", "warning").report["findings"]] == ["audience-ignored"]


def test_the_fix_mends_only_what_is_new(folder: Path) -> None:
    """--fix with a baseline mends the new fault and leaves the old ones."""
    old = (folder / "c4.yaml").read_text()
    path = folder / "c3.yaml"
    path.write_text(old + ENTRY.format(name="new", reference="oidc/circleci_v2/aud"))
    run = check(folder, "--fix", "--fail-on", "warning")
    assert (run.code, len(run.report["fixed"])) == (0, 1)
    assert path.read_text() == old + ENTRY.format(name="new", reference="oidc/circleci_v2/")
    assert len(lines(folder)) == 40


@pytest.mark.parametrize(
    "options",
    [
        ("c1.yaml",),
        ("--select", "unknown-provider"),
        ("--ignore", "audience-ignored"),
        ("--profile", "minimal"),
        ("--diff",),
    ],
)
def test_a_run_that_sees_less_takes_nothing_out(options: tuple[str, ...], folder: Path) -> None:
    """Files and rules that were not judged are not called mended, and --diff writes nothing."""
    if options == ("--diff",):
        path = folder / "c3.yaml"
        path.write_text(path.read_text().replace("oidc/circleci/aud", "oidc/circleci/"))
    before = (folder / ".known").read_bytes()
    check(folder, *options)
    assert (folder / ".known").read_bytes() == before


def test_update_of_a_part_keeps_the_rest(folder: Path) -> None:
    """--update-baseline with one file named renews that file's entries only."""
    path = folder / "c3.yaml"
    path.write_text(config("oidc/nope/x"))
    check(folder, "c3.yaml", "--update-baseline")
    assert len(lines(folder)) == 37


def test_a_file_that_is_gone(folder: Path) -> None:
    """Entries of a deleted file are stale."""
    (folder / "c3.yaml").unlink()
    run = check(folder)
    assert sum(item["count"] for item in run.report["stale"]) == 4
    assert len(lines(folder)) == 36


def test_any_current_folder_will_do(folder: Path) -> None:
    """Names count from the folder of the baseline: a check from a subfolder or by absolute path finds the same."""
    sub = folder / "sub"
    sub.mkdir()
    run = oidclint("check", "..", "--baseline", "../.known", cwd=sub)
    assert run.report["findings"] == []
    run = oidclint("check", str(folder / "c1.yaml"), "--baseline", str(folder / ".known"), cwd="/")
    assert run.report["findings"] == []


def test_baseline_in_the_settings(folder: Path) -> None:
    """The settings may name the baseline."""
    (folder / ".git").mkdir()
    (folder / ".oidclint.yaml").write_text("baseline: .known")
    assert oidclint("check", cwd=folder).report["findings"] == []
    assert oidclint("check", "--update-baseline", cwd=folder).code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense\n", ".known:2: expected a fingerprint"),
        ("a" * 24 + " 0 error unknown-provider c.yaml\n", ".known:2: expected a fingerprint"),
        ("<<<<<<< HEAD\n", ".known:2: a merge conflict stands here"),
        ("a" * 24 + ' 1 error unknown-provider "c\n', ".known:2: expected a fingerprint"),
    ],
)
def test_broken_baseline(text: str, words: str, folder: Path) -> None:
    """A baseline that cannot be read is exit 2 with the line; --update-baseline writes it anew."""
    (folder / ".known").write_text("# oidclint baseline\n" + text)
    run = oidclint("check", "--baseline", ".known", cwd=folder)
    assert run.code == 2
    assert words in run.err
    assert check(folder, "--update-baseline").code == 0
    assert len(lines(folder)) == 40


def test_missing_baseline(tmp_path: Path) -> None:
    """A baseline that is not there is exit 2, and says how to make it; so is --update-baseline without a name."""
    (tmp_path / "c.yaml").write_text(config("oidc/nope/x"))
    run = oidclint("check", "--baseline", "none", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "--update-baseline writes it" in run.err
    run = oidclint("check", "--update-baseline", cwd=tmp_path)
    assert run.code == 2
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert oidclint("check", "--baseline", "binary", cwd=tmp_path).code == 2
    run = oidclint("check", "--baseline", "no/such/folder", "--update-baseline", cwd=tmp_path)
    assert run.code == 3
    assert run.report["summary"]["files"] == 1


def test_a_run_that_could_not_read_everything_keeps_the_baseline(folder: Path) -> None:
    """What is not complete says nothing of what is no longer there, nor does it write the baseline anew."""
    before = (folder / ".known").read_bytes()
    (folder / "c3.yaml").write_text(config("oidc/nope/x"))
    (folder / "lost.yaml").symlink_to("nowhere")
    check(folder)
    assert (folder / ".known").read_bytes() == before
    run = check(folder, "--update-baseline")
    assert "the run is not complete" in run.err
    assert (folder / ".known").read_bytes() == before


KNOWN = st.builds(
    Known,
    st.text("0123456789abcdef", min_size=24, max_size=24),
    st.integers(1, 10**6),
    st.sampled_from(["error", "warning", "info"]),
    st.sampled_from(["unknown-provider", "a"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda text: text.strip() != ""),
    st.lists(st.text("ab/ \n", min_size=1, max_size=4), max_size=2, unique=True).map(
        lambda names: tuple(sorted(names))
    ),
)


@given(st.lists(KNOWN, max_size=6, unique_by=lambda item: item.fingerprint))
def test_a_baseline_reads_back(known: list[Known]) -> None:
    """What is written is read again, whatever the names of files; the order does not matter."""
    text = write_baseline(known, "w")
    assert read_baseline(text, "x") == {item.fingerprint: item for item in known}
    assert write_baseline(known[::-1], "w") == text
    assert len(text.splitlines()) == 3 + len(known)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything else."""
    with contextlib.suppress(BadBaseline):
        assert isinstance(read_baseline(text, "x"), dict)


@pytest.mark.parametrize(
    "text", ["model_list: [\n", "", "a: b\n", "# all gone\n", "model_list:\n  - {model_name: x}\n  - 5\n"]
)
def test_a_file_that_was_not_judged_is_not_mended(text: str, folder: Path) -> None:
    """A slip that keeps a file from being judged takes nothing out: its old findings are old when it is back."""
    path = folder / "c3.yaml"
    before = path.read_text()
    path.write_text(text)
    run = check(folder)
    assert run.report.get("stale") is None
    path.write_text("# harmless\n" + before)
    assert check(folder).report["findings"] == []


def test_a_lowered_severity_is_known_to_the_profile(tmp_path: Path) -> None:
    """A finding that was baselined as a warning is not called mended where warnings are not asked for."""
    text = config("oidc/github/x").replace("      aws_session_name: litellm\n", "")
    (tmp_path / "c.yaml").write_text(text)
    run = check(tmp_path, "--update-baseline")
    assert [item["severity"] for item in oidclint("check", cwd=tmp_path).report["findings"]] == ["warning"]
    assert run.code == 0
    assert check(tmp_path, "--profile", "minimal").report.get("stale") is None
    assert check(tmp_path, "--fail-on", "warning").code == 0


@pytest.mark.parametrize(
    "options",
    [("--env", "X=1"), ("--files", "."), ("--litellm-version", "1.83.7")],
)
def test_another_world_mends_nothing(options: tuple[str, ...], tmp_path: Path) -> None:
    """A baseline made with what is known of the machine is not emptied by a run that knows less, nor the other way."""
    text = config("oidc/env/NOT_SET", "oidc/file//var/run/secrets/none", "oidc/circleci/x")
    (tmp_path / "c.yaml").write_text(text.replace("aws_role_name: arn", "aws_role_name: os.environ/ROLE # arn"))
    check(tmp_path, "--update-baseline", *options)
    before = (tmp_path / ".known").read_text()
    assert check(tmp_path).report.get("stale") is None
    assert (tmp_path / ".known").read_text() == before
    assert check(tmp_path, *options).report["findings"] == []
    (tmp_path / "c.yaml").write_text(config("oidc/github/x"))
    assert check(tmp_path).report.get("stale") is None
    assert check(tmp_path, *options).report.get("stale")
    assert lines(tmp_path) == []


def test_a_syntax_error_is_not_baselined_in_silence(folder: Path) -> None:
    """--update-baseline keeps what it knows of a file that does not parse, and says that the error is now known."""
    path = folder / "c3.yaml"
    before = path.read_text()
    path.write_text(before + "  - [")
    run = check(folder, "--update-baseline")
    assert "c3.yaml does not parse" in run.err
    assert len([line for line in lines(folder) if line.endswith(" c3.yaml")]) == 5
    path.write_text(before)
    assert check(folder).report["findings"] == []
    path.write_text(before + '  - "')
    assert check(folder).code == 1


def test_a_file_of_somebody_else_is_not_overwritten(folder: Path) -> None:
    """--update-baseline does not write over a config or any other file that is no baseline."""
    before = (folder / "c1.yaml").read_bytes()
    run = oidclint("check", "--baseline", "c1.yaml", "--update-baseline", cwd=folder)
    assert run.code == 2
    assert "is no baseline" in run.err
    assert (folder / "c1.yaml").read_bytes() == before


def test_an_included_file_checked_alone_mends_nothing(tmp_path: Path) -> None:
    """A finding that shows only with the config that includes the file stays when the file is checked alone."""
    (tmp_path / "a.yaml").write_text(
        "include: [creds.yaml]\nmodel_list:\n- model_name: x\n  litellm_params:\n"
        "    {model: bedrock/anthropic.claude-3-haiku-20240307-v1:0, litellm_credential_name: aws}\n"
    )
    (tmp_path / "creds.yaml").write_text(
        "credential_list:\n- credential_name: aws\n  credential_info: {}\n  credential_values:\n"
        "    {aws_role_name: arn:aws:iam::111122223333:role/x, aws_session_name: ses, aws_region_name: us-east-1,"
        " aws_web_identity_token: oidc/circleci/foo}\n"
    )
    check(tmp_path, "--update-baseline")
    assert len(lines(tmp_path)) == 1
    assert check(tmp_path, "creds.yaml").report.get("stale") is None
    assert check(tmp_path, "--fail-on", "warning").code == 0
    (tmp_path / "creds.yaml").write_text((tmp_path / "creds.yaml").read_text().replace("/foo", "/"))
    assert check(tmp_path).report.get("stale")
    assert lines(tmp_path) == []


def test_what_is_piped_mends_nothing(folder: Path) -> None:
    """Standard input under the name of a known file says nothing of that file."""
    for stdin in (b"", b"model_list: []\n"):
        oidclint("check", "-", "--stdin-filename", "c3.yaml", "--baseline", ".known", cwd=folder, stdin=stdin)
        assert len(lines(folder)) == 40
    stdin = config("oidc/nope/x").encode()
    oidclint("check", "-", "--baseline", ".piped", "--update-baseline", cwd=folder, stdin=stdin)
    oidclint("check", "c3.yaml", "--baseline", ".piped", cwd=folder)
    assert "<stdin>" in (folder / ".piped").read_text()
