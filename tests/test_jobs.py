"""Several processes, interruption, progress and completion: what a run looks like from outside."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import oidclint
from tests.test_settings import config

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "validator"]


def environment() -> dict[str, str]:
    """Give an environment in which the checkout is found from anywhere."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give 60 configs: clean, faulty, with includes, carried, broken, ignored."""
    for number in range(10):
        (tmp_path / f"clean{number}.yaml").write_text(config("oidc/github/sts.amazonaws.com"))
        (tmp_path / f"faulty{number}.yaml").write_text(
            config("oidc/nope/x", "oidc/circleci/aud", f"oidc/circleci/{number}")
        )
        (tmp_path / f"root{number}.yaml").write_text(f"include: [faulty{number}.yaml]\n" + config("oidc/github/x"))
        text = config("oidc/nope/x  # oidclint: ignore[unknown-provider] test")
        (tmp_path / f"ignored{number}.yaml").write_text(text)
        (tmp_path / f"broken{number}.yaml").write_text("model_list: [\n")
        inner = "".join(f"    {line}\n" for line in text.splitlines())
        (tmp_path / f"map{number}.yaml").write_text("kind: ConfigMap\ndata:\n  config.yaml: |\n" + inner)
    return tmp_path


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "junit"])
def test_bytes_are_equal_for_every_number_of_processes(form: str, folder: Path) -> None:
    """Every format gives the same bytes with one process, with several, and for every order of paths."""
    one = oidclint("check", "--format", form, "--verbose", "--env", "A=b", cwd=folder)
    for jobs in ("2", "5", "0"):
        assert oidclint("check", "--format", form, "--verbose", "--env", "A=b", "--jobs", jobs, cwd=folder) == one
    names = sorted(path.name for path in folder.glob("*.yaml"))
    given = oidclint("check", "--format", form, "--verbose", "--env", "A=b", "-j", "2", *names[::-1], cwd=folder)
    same = oidclint("check", "--format", form, "--verbose", "--env", "A=b", *names, cwd=folder)
    assert given == same
    assert one.code == 1


def test_fixes_and_baseline_with_several_processes(folder: Path) -> None:
    """--fix, --diff and the baseline come to the same with several processes."""
    assert oidclint("check", "--diff", "-j", "2", cwd=folder) == oidclint("check", "--diff", cwd=folder)
    oidclint("check", "--baseline", ".one", "--update-baseline", cwd=folder)
    oidclint("check", "--baseline", ".two", "--update-baseline", "-j", "2", cwd=folder)
    assert (folder / ".one").read_bytes() == (folder / ".two").read_bytes()
    run = oidclint("check", "--fix", "-j", "2", cwd=folder)
    assert len(run.report["fixed"]) == 20
    assert "/aud" not in (folder / "faulty3.yaml").read_text()


@pytest.mark.parametrize("jobs", ["-1", "x", "", "99999", "1.5"])
def test_wrong_number_of_processes(jobs: str, folder: Path) -> None:
    """A number of processes that is none is exit 2."""
    run = oidclint("check", "--jobs", jobs, cwd=folder)
    assert run.code == 2
    assert "--jobs takes a number of processes" in run.err


def test_standard_input_beside_files(folder: Path) -> None:
    """Standard input is read once, whatever the number of processes."""
    stdin = config("oidc/nope/x").encode()
    options = ("-", "clean0.yaml", "faulty0.yaml")
    one = oidclint("check", *options, cwd=folder, stdin=stdin)
    assert oidclint("check", "--jobs", "3", *options, cwd=folder, stdin=stdin) == one


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted(number: signal.Signals, code: int, jobs: str, tmp_path: Path) -> None:
    """Interrupted in the middle: what was found is printed, marked incomplete, and no process is left."""
    big = config(*["oidc/github/sts.amazonaws.com"] * 400)
    for index in range(200):
        (tmp_path / f"c{index:03}.yaml").write_text(big if index % 2 else config("oidc/nope/x") + "# " + "x" * len(big))
    process = subprocess.Popen(
        [*COMMAND, "check", "--jobs", jobs, str(tmp_path)],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(1.5)
    if process.poll() is not None:
        pytest.skip("this machine is too fast to be interrupted")
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert "Traceback" not in err
    assert out.rstrip().endswith("incomplete")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and group_is_there(process.pid):
        time.sleep(0.05)
    assert not group_is_there(process.pid)


def group_is_there(number: int) -> bool:
    """Say whether any process of a group is left."""
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


def on_terminal(folder: Path, *options: str) -> bytes:
    """Run with stderr on a terminal and stdout in a pipe; give what came to the terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "check", *options],
        cwd=folder,
        env={**environment(), "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=follower,
    )
    os.close(follower)
    seen = b""
    while True:
        ready, _, _ = select.select([leader], [], [], 60)
        try:
            data = os.read(leader, 4096) if ready else b""
        except OSError:
            data = b""
        if not data:
            break
        seen += data
    process.wait(timeout=60)
    os.close(leader)
    return seen


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    """A long run tells a person at a terminal how far it is, and wipes that away; --quiet and a pipe have none."""
    for index in range(60):
        (tmp_path / f"c{index:03}.yaml").write_text(config(*["oidc/github/sts.amazonaws.com"] * 500))
    seen = on_terminal(tmp_path)
    assert b"of 60" in seen
    assert seen.endswith(b"\r\x1b[K")
    assert on_terminal(tmp_path, "--quiet") == b""
    done = subprocess.run([*COMMAND, "check"], cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert done.stderr == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str, tmp_path: Path) -> None:
    """The commands, options and choices complete in the shells; the script is printed on request."""
    shown = subprocess.run(
        [*COMMAND, "--show-completion"],
        env={**environment(), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in shown.stderr
    words = {
        "bash": {"COMP_WORDS": "oidclint check --fo", "COMP_CWORD": "2", "_OIDCLINT_COMPLETE": "complete_bash"},
        "zsh": {"_TYPER_COMPLETE_ARGS": "oidclint check --fo", "_OIDCLINT_COMPLETE": "complete_zsh"},
        "fish": {
            "_TYPER_COMPLETE_ARGS": "oidclint check --fo",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_OIDCLINT_COMPLETE": "complete_fish",
        },
    }[shell]
    done = subprocess.run(
        COMMAND, env={**environment(), **words}, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert "--format" in done.stdout


def test_quiet_and_verbose(folder: Path) -> None:
    """--quiet prints findings only and nothing on success; --verbose adds chains and the files passed over."""
    (folder / "other.yaml").write_text("a: 1\n")
    clean = oidclint("check", "--quiet", "clean0.yaml", cwd=folder, json_report=False)
    assert (clean.code, clean.out, clean.err) == (0, "", "")
    faulty = oidclint("check", "--quiet", "faulty0.yaml", cwd=folder, json_report=False)
    assert "entry" not in faulty.out.splitlines()[-1]
    assert "refused" not in faulty.out
    verbose = oidclint("check", "--verbose", cwd=folder, json_report=False)
    assert "passed over: other.yaml" in verbose.out
    assert "unknown m0  oidc/github/sts.amazonaws.com" in verbose.out
