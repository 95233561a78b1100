"""A release of LiteLLM that does something else is told so that it can be pasted; one that does the same is quiet."""

import ast
import json
import os
import re
import stat
import subprocess
import sys
import textwrap
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import draws, drift, installed
from tests.oracle.compare import compare_one
from tests.oracle.replay import Driver, DriverFailed
from tests.oracle.rows import RESOLVE, ROWS
from tests.oracle.table_drift import changes
from validator import bundled
from validator.litellm.versions import select

ROOT = Path(__file__).resolve().parent.parent
NEWER = "1.999.0"

RECORDED: dict[str, dict[str, Any]] = {
    "resolve-env": {"value": "TOKEN-ENV-IDENTITY-0001", "fetched": False},
    "resolve-circleci": {"value": "TOKEN-ENV-IDENTITY-0001", "fetched": False},
    "resolve-google": {"value": "TOKEN-GOOGLE-IDENTITY-sts.amazonaws.com", "fetched": True},
    "resolve-circleci-unset": {"error": "ValueError: CIRCLE_OIDC_TOKEN not found in environment", "fetched": False},
    "aws-circleci": {
        "loads": True, "load_error": None, "deployments": ["m"], "outcome": "exchanged", "relying_party": "aws", "error": None,
    },
}  # fmt: skip
"""What 1.110.2 did with some rows of the table."""

FAKE = """\
#!{python}
import json, os, sys, time
version, record, inventory, faults = {version!r}, {record!r}, {inventory!r}, {faults!r}
if sys.argv[1] == "-c":
    print(version)
elif sys.argv[1].endswith("inventory.py"):
    print(json.dumps(inventory))
else:
    print(json.dumps({{"litellm": version}}), flush=True)
    for line in sys.stdin:
        row = json.loads(line)
        fault = faults.get(row["id"], faults.get("*"))
        if fault == "crash":
            os.kill(os.getpid(), 11)
        elif fault == "hang":
            time.sleep(60)
        print(json.dumps({{"id": row["id"], **record.get(row["id"], record.get("*", {{}}))}}), flush=True)
"""


def lists() -> dict[str, Any]:
    """Give the lists of our own tables, as the package would show them."""
    params, models = bundled.large_table("litellm/params"), bundled.large_table("litellm/models")
    patterns = [{"pattern": rule["pattern"], "provider": rule["provider"]} for rule in models["patterns"]]
    found = json.loads(json.dumps({**params, **models, "patterns": patterns, "unread": {}}))
    return {name: found[name] for name in found if name not in ("source", "meaning", "absent", "environments")}


def interpreter(
    folder: Path,
    record: dict[str, dict[str, Any]] = RECORDED,
    version: str = NEWER,
    inventory: dict[str, Any] | None = None,
    faults: dict[str, str] | None = None,
) -> str:
    """Make an interpreter whose litellm gives recorded answers."""
    path = folder / f"python-{version}"
    values = {"version": version, "record": record, "inventory": inventory or lists(), "faults": faults or {}}
    path.write_text(FAKE.format(python=sys.executable, **values))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def follow(folder: Path, python: str, *options: str, only: str = "|".join(RECORDED), draws: int = 0) -> tuple[int, str]:
    """Run `make drift` on an interpreter; give the exit code and the report."""
    path = folder / "report.md"
    code = drift.main(
        [
            "--python",
            python,
            "--only",
            only,
            "--draws",
            str(draws),
            "--report",
            str(path),
            "--baseline",
            python,
            *options,
        ]
    )
    return code, path.read_text() if path.exists() else ""


def rows_in(report: str) -> list[dict[str, Any]]:
    """Read back the rows of a report, as somebody who pastes them would."""
    blocks = re.findall(r"```python\n(\{.*?)\n```", report, re.DOTALL)
    return [ast.literal_eval(block.rstrip(",")) for block in blocks]


def test_a_release_that_does_the_same_is_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No row, no entry; one line with the counts, and how the release was judged."""
    code, report = follow(tmp_path, interpreter(tmp_path))
    assert code == 0
    assert rows_in(report) == []
    assert "```" not in report
    assert f"LiteLLM {NEWER} is newer than the newest known" in report
    told = capsys.readouterr().out
    assert (
        told
        == f"LiteLLM {NEWER}: 5 of 5 rows and draws compared, no disagreements, no table entries (SEED=1 DRAWS=0)\n"
    )


@pytest.mark.parametrize(
    ("row", "truth", "kind"),
    [
        ("resolve-circleci", {"error": "ValueError: something new", "fetched": False}, "we say"),
        (
            "aws-circleci",
            {**RECORDED["aws-circleci"], "outcome": "verbatim", "relying_party": "none"},
            "outcome: we say exchanged",
        ),
        ("aws-circleci", {**RECORDED["aws-circleci"], "deployments": ["m", "other"]}, "deployments: we say"),
    ],
)
def test_a_difference_is_a_row_that_can_be_pasted(tmp_path: Path, row: str, truth: dict[str, Any], kind: str) -> None:
    """The report holds the row, which is the row of the table with one release more and shows the difference again."""
    code, report = follow(tmp_path, interpreter(tmp_path, {**RECORDED, row: truth}))
    assert code == 1
    (found,) = rows_in(report)
    original = next(item for item in [*ROWS, *RESOLVE] if item["id"] == row)
    assert found == {**original, "versions": [*original.get("versions", []), NEWER]}
    again = compare_one(found, {"id": row, **truth}, NEWER)
    assert again
    assert again[0].startswith(kind)
    assert f"### {row}: no older release is installed" in report or f"### {row}: " in report
    assert f'"{NEWER}": (r"{re.escape(row)}",),' in report
    assert re.search(rf"name-me-1: {{from: {NEWER}, source: |we would agree with: ", report)


def test_a_draw_that_differs_is_made_small(tmp_path: Path) -> None:
    """What the difference does not need is left out of a drawn row; the rest is a row like those of the table."""
    python = interpreter(tmp_path, {"*": {"value": None, "fetched": True}})
    drawn = [row for row in draws.rows(7, 16) if "resolve" in row][:3]
    with Driver(python) as driver:
        compared, found = drift.disagreements(driver, drawn, NEWER)
        small = [drift.made_small(driver, item, NEWER) for item in found]
    assert compared == len(drawn)
    assert small
    for item in small:
        row = ast.literal_eval(repr(item.row))
        assert set(row) <= {"id", "resolve", "env", "files"}
        assert compare_one(row, {"id": row["id"], "value": None, "fetched": True}, NEWER)
    assert sum(len(item.row["env"]) for item in small) < sum(len(item.row["env"]) for item in found)


def test_draws_are_the_same_for_a_seed() -> None:
    """The seed that is printed gives the rows again; they differ among each other, and half are configs."""
    rows = draws.rows(3, 60)
    assert rows == draws.rows(3, 60)
    assert rows != draws.rows(4, 60)
    assert len({json.dumps({**row, "id": ""}) for row in rows}) == 60
    assert sum("config" in row for row in rows) == 30


def test_tables_that_differ_are_entries(tmp_path: Path) -> None:
    """A new key, one of another kind, one that is gone, a new provider and a new model are told as JSON entries."""
    here = lists()
    here["params"] = {**here["params"], "brand_new_key": "str", "rpm": "float"}
    del here["params"]["azure_scope"]
    here["providers"].append("brand_new_provider")
    here["modes"]["embedding"].append("azure/brand-new-embedding")
    here["top_level"].remove("guardrails")
    code, report = follow(tmp_path, interpreter(tmp_path, inventory=here))
    assert code == 1
    found: dict[str, list[str]] = {}
    for name, what, block in re.findall(r"`(\w+)`: (\w+)\n\n```json\n(.*?)\n```", report, re.DOTALL):
        found[f"{name} {what}"] = [line.strip().removesuffix(",") for line in block.splitlines()]
    assert {
        name: json.loads("{" + item[0].split("  (was")[0] + "}") for name, item in found.items() if ":" in item[0]
    } == {
        "params added": {"brand_new_key": "str"},
        "params changed": {"rpm": "float"},
        "params removed": {"azure_scope": "str"},
        "modes added": {"embedding": ["azure/brand-new-embedding"]},
    }
    assert f'  "{bundled.table("litellm/behaviours")["newest"]}": ["brand_new_key"],' in report
    assert found["providers added"] == ['"brand_new_provider"']
    assert found["top_level removed"] == ['"guardrails"']
    assert "5 of 5 rows and draws compared, no disagreements, 6 table entries" in report


def test_a_list_that_moved_is_not_called_removed() -> None:
    """What could not be read says so, and nothing of it counts as gone."""
    here = lists()
    del here["converse"]
    params, models = bundled.large_table("litellm/params"), bundled.large_table("litellm/models")
    assert [(change.table, change.what) for change in changes(here, params, models, NEWER)] == [("converse", "unread")]
    failed = {
        "unread": {"models": "ImportError: no such thing"},
        **{name: here[name] for name in here if name in params},
    }
    assert [(change.table, change.what) for change in changes(failed, params, models, NEWER)] == [("models", "unread")]


def test_a_crash_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A row that the package does not survive is a disagreement of its own; the others are compared."""
    code, report = follow(tmp_path, interpreter(tmp_path, faults={"resolve-google": "crash"}))
    assert code == 1
    assert "LiteLLM did not survive this row: it was ended by SIGSEGV" in report
    assert "5 of 5 rows and draws compared, 1 disagreement" in report
    assert [row["id"] for row in rows_in(report)] == ["resolve-google"]


def test_a_package_that_always_crashes_cannot_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After some crashes one line says so; the exit code is 3 and no report is written."""
    code, report = follow(tmp_path, interpreter(tmp_path, faults={"*": "crash"}))
    assert (code, report) == (3, "")
    last = capsys.readouterr().err.splitlines()[-1]
    assert re.fullmatch(
        r"make drift: the driver broke down 5 times, the last time at row \S+: it was ended by SIGSEGV", last
    )


def test_a_row_without_answer_is_given_up(tmp_path: Path) -> None:
    """A row that never ends is broken off, and the next one is asked."""
    python = interpreter(tmp_path, faults={"resolve-google": "hang"})
    with Driver(python, patience=0.5) as driver:
        assert driver.ask({"id": "resolve-google"}) == {"id": "resolve-google", "broke": "no answer within 0.5 s"}
        assert driver.ask({"id": "resolve-env"})["value"] == "TOKEN-ENV-IDENTITY-0001"


def test_an_interpreter_without_litellm_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No interpreter, or none with the package: exit code 3 and one line."""
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\necho 'No module named litellm' >&2\nexit 1\n")
    bare.chmod(0o755)
    for python, words in ((str(bare), "has no litellm"), (str(tmp_path / "absent"), "cannot be run")):
        assert follow(tmp_path, python) == (3, "")
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("make drift: ")
        assert words in line
    with Driver(str(bare)) as driver:
        with pytest.raises(DriverFailed, match=r"it ended with code 1, saying .No module named litellm"):
            driver.ask({"id": "a"})


@pytest.mark.parametrize("agrees", [True, False])
def test_what_is_older_does_not_drift(tmp_path: Path, agrees: bool) -> None:
    """A difference that the release before has too is told, and is no drift; one that it has not is new."""
    other = {**RECORDED, "resolve-circleci": {"error": "ValueError: something new", "fetched": False}}
    before = interpreter(tmp_path, RECORDED if agrees else other, version="1.998.0")
    code, report = follow(tmp_path, interpreter(tmp_path, other), "--baseline", before)
    assert code == (1 if agrees else 0)
    words = "new after 1.998.0, which agrees" if agrees else "1.998.0 ends it in a way we do not predict either"
    assert f"### resolve-circleci: {words}" in report
    assert ("name-me-1" in report or "we would agree" in report) == agrees


def test_an_entry_of_the_table_is_all_a_boundary_takes() -> None:
    """A behaviour that begins with a release is on from there and off before, by its entry alone."""
    table = bundled.table("litellm/behaviours")
    entry = {"from": "1.109.2", "source": "a test"}
    more = {**table, "behaviours": {**table["behaviours"], "brand-new": entry}}
    for version, shown in (("1.109.1", False), ("1.109.2", True), ("1.110.2", True), (NEWER, True)):
        assert select(version, "option", table).versions[0].has("brand-new") is False
        assert select(version, "option", more).versions[0].has("brand-new") is shown
    inside = {version.name for version in select(">=1.109.1,<1.109.3", "option", more).versions}
    assert {"1.109.1", "1.109.2"} <= inside


def test_an_entry_that_would_mend_is_found() -> None:
    """Where turning one behaviour makes us agree, the entry is named."""
    row = {"id": "x", "resolve": "oidc/env/a/oidc/b", "env": {"a/b": "TOKEN-mangled"}}
    deleted = {"id": "x", "value": "TOKEN-mangled", "fetched": False}
    assert compare_one(row, deleted, "1.108.14") == []
    assert compare_one(row, deleted, "1.110.2")
    assert list(drift.entries_that_agree(row, deleted, "1.110.2")) == [
        "every-oidc-deleted: {from: 1.110.2 or earlier, …}"
    ]


# --- environments -----------------------------------------------------------------------------------------------


def wheel(folder: Path, version: str) -> None:
    """Build a package named litellm that holds nothing."""
    info = f"litellm-{version}.dist-info"
    with zipfile.ZipFile(folder / f"litellm-{version}-py3-none-any.whl", "w") as out:
        out.writestr("litellm/__init__.py", "")
        out.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: litellm\nVersion: {version}\n")
        out.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        out.writestr(f"{info}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that is all pip knows of an index."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_environment_is_made_and_used_again(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest release is installed, an interrupted set-up is taken up again, and what is there is used offline."""
    monkeypatch.setattr(installed, "BESIDE", ())
    wheel(index, "1.998.0")
    wheel(index, NEWER)
    (tmp_path / f".venv-drift-{NEWER}" / "bin").mkdir(parents=True)  # what an interrupted set-up leaves
    python, version = installed.environment(None, tmp_path, [])
    assert version == NEWER
    assert installed.version_of(python) == NEWER
    for path in index.iterdir():
        path.unlink()
    assert installed.environment(f"v{NEWER}", tmp_path, []) == (python, NEWER)
    (tmp_path / f".venv-drift-{NEWER}" / installed.STAMP).unlink()
    with pytest.raises(installed.NotInstalled, match=f"LiteLLM {NEWER} is not on the package index"):
        installed.environment(NEWER, tmp_path, [])


def test_no_such_release_is_one_line(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A version that is none, or that nobody published."""
    for text, words in (
        ("1.9.9", "LiteLLM 1.9.9 is not on the package index"),
        ("newest", "'newest' is no LiteLLM version"),
    ):
        assert drift.main(["--version", text]) == 3
        (line,) = capsys.readouterr().err.splitlines()
        assert words in line


def test_no_network_is_one_line(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An index that cannot be reached is called that, and not a version that does not exist."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setattr(installed, "PATIENT", ("--retries", "1", "--timeout", "2"))
    assert drift.main([]) == 3
    assert capsys.readouterr().err == "make drift: cannot reach the package index to look for LiteLLM\n"


def test_make_hands_its_variables_on() -> None:
    """VERSION, SEED, DRAWS, DRIFT_REPORT and PYTHON_OF_LITELLM arrive as options."""
    given = ["VERSION=1.107.0", "SEED=5", "DRAWS=9", "DRIFT_REPORT=out.md", "PYTHON_OF_LITELLM=/opt/a python"]
    done = subprocess.run(["make", "-n", "drift", *given], cwd=ROOT, capture_output=True, text=True, check=True)
    told = " ".join(done.stdout.replace("\\\n", " ").split())
    assert "tests.oracle.drift" in told
    for option in ("--version '1.107.0'", "--seed '5'", "--draws '9'", "--report 'out.md'", "--python '/opt/a python'"):
        assert option in told


# --- the real package -------------------------------------------------------------------------------------------


@pytest.mark.oracle
@pytest.mark.skipif(find_spec("litellm") is None, reason="the oracle is a development dependency")
def test_the_release_at_hand_does_not_drift(tmp_path: Path) -> None:
    """A sample of rows and draws, and every table, agree with the litellm of this environment."""
    only = r"several-\d|resolve-env.*|load-bare-jev"
    code, report = follow(tmp_path, sys.executable, only=only, draws=16)
    assert (code, rows_in(report)) == (0, []), report


def test_workflow_example_is_valid() -> None:
    """The scheduled workflow fits GitHub's own schema, runs `make drift`, and asks for no more rights than it needs."""
    pytest.importorskip("check_jsonschema")
    path = ROOT / "examples" / "ci" / "litellm-drift.yml"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    text = path.read_text()
    assert "make drift" in text
    assert (
        textwrap.dedent("""\
        permissions:
          contents: read
    """)
        in text
    )
