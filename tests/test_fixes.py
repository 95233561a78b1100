"""Fixes: what changes, what does not, and what a fix may never do."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import oidclint
from validator.document import Span, parse
from validator.edit import applied, edit_of
from validator.finding import Edit

HEAD = """\
model_list:
  - model_name: m
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_region_name: us-east-1
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm
      aws_web_identity_token: """

SAFE = {
    "plain": ("oidc/circleci/aud", "oidc/circleci/"),
    "plain, comment": ("oidc/circleci/aud   # why", "oidc/circleci/   # why"),
    "double quotes": ('"oidc/circleci_v2/aud"  # x', '"oidc/circleci_v2/"  # x'),
    "single quotes": ("'oidc/circleci/it''s'", "'oidc/circleci/'"),
    "escapes": ('"oidc/circleci\\x2Faud"', '"oidc/circleci/"'),
    "anchor": ("&token oidc/circleci/aud", "&token oidc/circleci/"),
    "anchor, quotes": ('&token "oidc/circleci/aud"', '&token "oidc/circleci/"'),
    "tag": ("!!str oidc/circleci/aud", "!!str oidc/circleci/"),
    "prefer azure": ("oidc/env_path/AZURE_FEDERATED_TOKEN_FILE", "oidc/azure/"),
    "no second slash": ("oidc/circleci", "oidc/circleci/"),
}

UNSAFE = {
    "one slash": ("oidc/file/var/run/secrets/token", "oidc/file//var/run/secrets/token"),
    "blank at the end": ('"oidc/github/sts.amazonaws.com "', '"oidc/github/sts.amazonaws.com"'),
    "drop os.environ/": ("os.environ/oidc/github/x", "oidc/github/x"),
}


def lay(folder: Path, text: str, name: str = "proxy.yaml") -> Path:
    """Write a config as bytes, line ends as given."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("case", SAFE)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_safe_fix_changes_the_scalar_alone(case: str, end: str, mark: str, tmp_path: Path) -> None:
    """Every other byte stays: comments, quotes, anchors, line ends, byte order mark, no line end at the end."""
    before, after = SAFE[case]
    newline = end or "\n"
    head = mark + HEAD.replace("\n", newline)
    path = lay(tmp_path, head + before + end)
    run = oidclint("check", "--fix", cwd=tmp_path)
    assert path.read_bytes().decode() == head + after + end
    assert len(run.report["fixed"]) == 1
    assert run.report["summary"]["fixed"] == 1
    fixed = {item["rule"] for item in run.report["fixed"]}
    assert fixed.isdisjoint({item["rule"] for item in run.report["findings"]})
    again = oidclint("check", "--fix", cwd=tmp_path)
    assert "fixed" not in again.report
    assert path.read_bytes().decode() == head + after + end


@pytest.mark.parametrize("case", UNSAFE)
def test_unsafe_fix_needs_the_word(case: str, tmp_path: Path) -> None:
    """A fix that may change the meaning is made only with --unsafe-fixes; --fix alone leaves the file."""
    before, after = UNSAFE[case]
    path = lay(tmp_path, HEAD + before + "\n")
    oidclint("check", "--fix", cwd=tmp_path)
    assert path.read_text() == HEAD + before + "\n"
    run = oidclint("check", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert path.read_text() == HEAD + after + "\n"
    assert [item["fix"]["safe"] for item in run.report["fixed"]] == [False]


def test_unsafe_fixes_mean_all_fixes(tmp_path: Path) -> None:
    """--unsafe-fixes alone makes the safe ones too; with --diff it only shows them."""
    path = lay(tmp_path, HEAD + "oidc/file/var/run/secrets/token\n")
    run = oidclint("check", "--unsafe-fixes", "--diff", cwd=tmp_path)
    assert "oidc/file//var/run/secrets/token" in run.report["diff"]
    assert path.read_text() == HEAD + "oidc/file/var/run/secrets/token\n"
    oidclint("check", "--unsafe-fixes", cwd=tmp_path)
    assert path.read_text() == HEAD + "oidc/file//var/run/secrets/token\n"


def test_every_offered_edit_is_what_fix_does(tmp_path: Path) -> None:
    """A config with many faults: all edits are made in one run, and a second run changes nothing."""
    text = HEAD + "oidc/circleci/aud\n"
    for number, (before, _) in enumerate(list(SAFE.values()) + list(UNSAFE.values())):
        before = before.replace("&token", f"&token{number}")
        text += HEAD.removeprefix("model_list:\n").replace("name: m\n", f"name: m{number}\n") + before + "\n"
    path = lay(tmp_path, text)
    run = oidclint("check", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert len(run.report["fixed"]) == 1 + len(SAFE) + len(UNSAFE)
    assert not any("fix" in item for item in run.report["findings"])
    mended = path.read_text()
    oidclint("check", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert path.read_text() == mended


def test_anchor_of_many_entries_is_one_fix(tmp_path: Path) -> None:
    """An anchor that 20 entries use is one finding and one edit."""
    entry = HEAD.removeprefix("model_list:\n") + "*token\n"
    path = lay(tmp_path, HEAD + "&token oidc/circleci/aud\n" + entry * 19)
    run = oidclint("check", "--fix", cwd=tmp_path)
    assert len(run.report["fixed"]) == 1
    assert path.read_text() == HEAD + "&token oidc/circleci/\n" + entry * 19


def test_block_texts_are_left(tmp_path: Path) -> None:
    """A text over several lines is reported and offers no edit."""
    for text in (">-\n        oidc/circleci/aud\n", "|-\n        oidc/circleci/aud\n"):
        path = lay(tmp_path, HEAD + text)
        run = oidclint("check", "--fix", cwd=tmp_path)
        assert path.read_text() == HEAD + text
        assert "audience-ignored" in {item["rule"] for item in run.report["findings"]}


def test_silenced_findings_are_not_fixed(tmp_path: Path) -> None:
    """What a comment, the settings or the baseline silences stays as it is."""
    text = HEAD + "oidc/circleci/aud  # oidclint: ignore[audience-ignored] kept for the reader\n"
    path = lay(tmp_path, text)
    oidclint("check", "--fix", cwd=tmp_path)
    assert path.read_text() == text
    path = lay(tmp_path, HEAD + "oidc/circleci/aud\n")
    oidclint("check", "--baseline", "known", "--update-baseline", cwd=tmp_path)
    oidclint("check", "--baseline", "known", "--fix", cwd=tmp_path)
    assert path.read_text() == HEAD + "oidc/circleci/aud\n"
    oidclint("check", "--fix", "--ignore", "audience-ignored", cwd=tmp_path)
    assert path.read_text() == HEAD + "oidc/circleci/aud\n"


def test_json_and_included_and_carried_files(tmp_path: Path) -> None:
    """JSON configs, included files and configs inside a ConfigMap are mended where they stand."""
    config = lay(tmp_path, HEAD + "oidc/github/sts.amazonaws.com\ninclude: [models.yaml]\n")
    before = config.read_text()
    included = lay(tmp_path, HEAD + "oidc/circleci/aud\n", "models.yaml")
    json_text = (
        '{"model_list": [{"model_name": "m", "litellm_params": {"model": "bedrock/x.y-v1:0", "aws_region_name": "us-east-1",'
        ' "aws_role_name": "arn:aws:iam::123456789012:role/x", "aws_session_name": "abc",'
        ' "aws_web_identity_token": "oidc\\/circleci\\/aud"}}]}'
    )
    other = lay(tmp_path, json_text, "other.json")
    inner = "".join(f"    {line}\n" for line in (HEAD + "oidc/circleci/aud").splitlines())
    carrier = "kind: ConfigMap\ndata:\n  config.yaml: |\n" + inner + "  more: x # comment\n"
    carried = lay(tmp_path, carrier, "map.yaml")
    run = oidclint("check", "--fix", cwd=tmp_path)
    assert config.read_text() == before
    assert included.read_text() == HEAD + "oidc/circleci/\n"
    assert other.read_text() == json_text.replace("oidc\\/circleci\\/aud", "oidc/circleci/")
    assert carried.read_text() == carrier.replace("oidc/circleci/aud", "oidc/circleci/")
    assert {item["file"] for item in run.report["fixed"]} == {"models.yaml", "other.json", "map.yaml"}


def test_diff_shows_and_writes_nothing(tmp_path: Path) -> None:
    """--diff prints a unified diff that patch takes, reports the file as it is, and writes nothing."""
    text = HEAD + '"oidc/circleci/aud"  # x\n'
    path = lay(tmp_path, text)
    run = oidclint("check", "--diff", "--fail-on", "warning", cwd=tmp_path, json_report=False)
    assert run.code == 1
    assert path.read_text() == text
    assert '-      aws_web_identity_token: "oidc/circleci/aud"  # x\n' in run.out
    assert '+      aws_web_identity_token: "oidc/circleci/"  # x\n' in run.out
    assert "warning[audience-ignored]" in run.out
    report = oidclint("check", "--diff", cwd=tmp_path).report
    assert report["diff"].startswith("--- a/proxy.yaml\n+++ b/proxy.yaml\n@@ ")
    assert [item["rule"] for item in report["findings"]] == ["audience-ignored"]
    done = subprocess.run(["git", "apply", "-"], input=run.out.encode(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert path.read_text() == HEAD + '"oidc/circleci/"  # x\n'


def test_diff_without_a_line_end(tmp_path: Path) -> None:
    """A file without a line end at its end is said to have none."""
    lay(tmp_path, HEAD + "oidc/circleci/aud")
    run = oidclint("check", "--diff", cwd=tmp_path, json_report=False)
    assert run.out.count("\\ No newline at end of file\n") == 2
    done = subprocess.run(["git", "apply", "-"], input=run.out.encode(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "proxy.yaml").read_text() == HEAD + "oidc/circleci/"


def test_diff_hides_secrets(tmp_path: Path) -> None:
    """Credentials beside the change are starred, in a carried config too; control characters are escaped."""
    text = HEAD.replace("      aws_web", '      api_base: "\\e[31m"\n      password: hunter2hunter2\n      aws_web')
    text += "oidc/circleci/aud\n      client_secret: >-\n        correct-horse-battery-staple\n"
    lay(tmp_path, text)
    inner = "".join(f"    {line}\n" for line in text.splitlines())
    lay(tmp_path, "kind: ConfigMap\ndata:\n  config.yaml: |\n" + inner, "map.yaml")
    for options in ((), ("--format", "json")):
        run = oidclint("check", "--diff", *options, cwd=tmp_path, json_report=False)
        assert "+" in run.out
        assert "hunter2" not in run.out
        assert "correct-horse" not in run.out


def test_standard_input_is_shown_not_written(tmp_path: Path) -> None:
    """Standard input cannot be written to: --diff shows the change, --fix says so."""
    data = (HEAD + "oidc/circleci/aud\n").encode()
    run = oidclint("check", "-", "--diff", cwd=tmp_path, stdin=data, json_report=False)
    assert "+      aws_web_identity_token: oidc/circleci/\n" in run.out
    run = oidclint("check", "-", "--fix", cwd=tmp_path, stdin=data, json_report=False)
    assert run.code == 3
    assert "standard input" in run.err


def test_mode_and_links_stay(tmp_path: Path) -> None:
    """The mode of a file stays, a link stays a link, and nothing is left beside."""
    path = lay(tmp_path, HEAD + "oidc/circleci/aud\n", "real.yaml")
    path.chmod(0o640)
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.yaml"
    link.symlink_to("../real.yaml")
    oidclint("check", "--fix", "sub/link.yaml", cwd=tmp_path)
    assert link.is_symlink()
    assert path.read_text() == HEAD + "oidc/circleci/\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["real.yaml", "sub"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A read-only file is exit 3, says so, and its findings are still reported."""
    path = lay(tmp_path, HEAD + "oidc/circleci/aud\n")
    path.chmod(0o444)
    run = oidclint("check", "--fix", cwd=tmp_path)
    assert run.code == 3
    assert "permission denied" in run.err


def test_owner_stays(tmp_path: Path) -> None:
    """A file of somebody else keeps its owner when root mends it."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root gives files away")
    path = lay(tmp_path, HEAD + "oidc/circleci/aud\n")
    os.chown(path, 1234, 2345)
    oidclint("check", "--fix", cwd=tmp_path)
    assert path.read_text() == HEAD + "oidc/circleci/\n"
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


def test_fixing_is_done_by_the_command_itself(tmp_path: Path) -> None:
    """From another process and folder, a second run finds nothing to do."""
    path = lay(tmp_path, HEAD + "oidc/circleci/aud\n")
    command = [sys.executable, "-m", "validator", "check", "--fix", str(path)]
    root = Path(__file__).parent.parent
    first = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    second = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "fixed[audience-ignored]" in first.stdout
    assert "1 fixed" in first.stdout
    assert "fixed" not in second.stdout


def test_two_edits_that_overlap() -> None:
    """Of two edits of the same text the first is done."""
    one, two = Edit(Span(1, 1, 1, 4), "x"), Edit(Span(1, 3, 1, 6), "y")
    text, done = applied("abcdef\n", [two, one])
    assert (text, done) == ("xdef\n", [one])


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(
    TEXTS.filter(lambda text: text == text.strip() and text.isprintable()),
    st.sampled_from(["oidc/a/b", "'oidc/a/b'", '"oidc/a/b"', "&x oidc/a/b", "!!str oidc/a/b"]),
)
def test_an_edit_reads_back_as_the_replacement(wanted: str, written: str) -> None:
    """Whatever the new value, and however the old one was written, the changed file holds the new value."""
    text = f"a: 1 # é\r\nb: {{c: {written}, d: 2}}\r\n"
    document = parse(text, "x")
    edit = edit_of(document, document.span(("b", "c")), wanted)
    assert edit is not None
    after, done = applied(text, [edit])
    assert len(done) == 1
    assert parse(after, "x").data == {"a": 1, "b": {"c": wanted, "d": 2}}
    assert after.startswith("a: 1 # é\r\nb: {c: ")
    assert after.endswith(", d: 2}\r\n")


def test_what_a_variable_holds_is_not_written_into_the_file(tmp_path: Path) -> None:
    """A reference that comes from a variable is mended where it is set, not in the config."""
    text = HEAD + "os.environ/TOKEN\n"
    path = lay(tmp_path, text)
    run = oidclint("check", "--fix", "--unsafe-fixes", "--env", "TOKEN=oidc/circleci", cwd=tmp_path)
    assert path.read_text() == text
    assert "fixed" not in run.report


def test_a_fix_may_not_cause_an_error_that_nobody_asked_for(tmp_path: Path) -> None:
    """--select and --ignore do not blind the check that a fix does no harm; a fix taken back is said and not offered."""
    text = "model_list:\n- model_name: m\n  litellm_params: {model: azure/gpt-4o, api_base: 'https://x.openai.azure.com', azure_ad_token: oidc/env_path/AZURE_FEDERATED_TOKEN_FILE}\n"
    path = lay(tmp_path, text)
    for options in ((), ("--select", "prefer-azure-provider"), ("--ignore", "provider-not-in-version")):
        run = oidclint(
            "check", "--fix", "--litellm-version", ">=1.30,<1.110", *options, cwd=tmp_path, json_report=False
        )
        assert path.read_text() == text
        assert "taken back" in run.err
        assert "can be mended" not in run.out


def test_interrupted_while_mending(tmp_path: Path) -> None:
    """An interruption while fixes are tried leaves every file, and prints the findings of before, marked incomplete."""
    entries = "".join(
        HEAD.removeprefix("model_list:\n").replace("name: m", f"name: m{n}") + "oidc/circleci/aud\n"
        for n in range(3000)
    )
    path = lay(tmp_path, "model_list:\n" + entries)
    before = path.read_bytes()
    code = (
        "import os, signal, sys\n"
        "from validator import mending\n"
        "from validator.cli import main\n"
        "real = mending.Mender._mend\n"
        "def mend(*given):\n    os.kill(os.getpid(), signal.SIGTERM if sys.argv[1] == 'term' else signal.SIGINT)\n    real(*given)\n"
        "mending.Mender._mend = mend\n"
        "sys.exit(main(sys.argv[2:]))\n"
    )
    root = str(Path(__file__).parent.parent)
    for name, number in (("term", 143), ("int", 130)):
        command = [sys.executable, "-c", code, name, "check", "--fix", "--fail-on", "warning"]
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, check=False
        )
        assert done.returncode == number
        assert "Traceback" not in done.stderr
        assert done.stdout.rstrip().endswith("incomplete")
        assert path.read_bytes() == before
