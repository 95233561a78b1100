"""Hold our model against a LiteLLM it may not know yet, and print what would have to change: `make drift`.

    python -m tests.oracle.drift [--version V | --python PATH] [--seed N] [--draws N] [--report FILE] [--only REGEX]

The exit code is 0 if the release does what we say, 1 if something drifts, 3 if it could not be found out.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from tests.oracle import draws, installed
from tests.oracle.compare import compare_one
from tests.oracle.drift_report import Disagreement, Outcome, report, summary
from tests.oracle.replay import Driver, DriverFailed, answers, version_of
from tests.oracle.rows import RESOLVE, ROWS
from tests.oracle.table_drift import Change, changes
from validator import bundled
from validator.litellm.versions import VersionError, parse, select

Row = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
INVENTORY = Path(__file__).with_name("inventory.py")

MOST = 10
"""How much of each list a terminal shows; the report file holds all."""

MOST_LOOKED_INTO = 15
"""How many disagreements are made small and tried against the version table; the others are only told."""


def disagreements(driver: Driver, rows: list[Row], version: str) -> tuple[int, list[Disagreement]]:
    """Put rows to the package; give how many could be compared, and each that ends otherwise. Raises DriverFailed."""
    compared, found = 0, []
    for number, (row, truth) in enumerate(answers(driver, rows), 1):
        if sys.stderr.isatty():
            print(
                f"\r{number} of {len(rows)} rows ", end="" if number < len(rows) else "\n", file=sys.stderr, flush=True
            )
        said = compare_one(row, truth, version)
        if said is None:
            continue
        compared += 1
        if said:
            drawn = row["id"].startswith("draw-")
            if len(found) < MOST_LOOKED_INTO and "broke" not in truth:
                mends = tuple(entries_that_agree(row, truth, version))
            else:
                mends = ()
            found.append(Disagreement(row, tuple(said), drawn, mends=mends))
    return compared, found


def entries_that_agree(row: Row, truth: dict[str, Any], version: str) -> Iterator[str]:
    """Try every behaviour of the version table the other way round; give those with which we would agree."""
    policies = bundled.policies()
    table = policies["litellm/behaviours"]
    judged = select(version, "option", table).versions[0]
    for name, entry in table["behaviours"].items():
        if entry.get("judged") is False or entry.get("from") == table["oldest"]:
            continue  # without the resolver itself nothing can disagree
        other = {"from": "9999.0.0"} if judged.has(name) else {}
        turned = {**table, "behaviours": {**table["behaviours"], name: {**other, "source": entry["source"]}}}
        with mock.patch.dict(policies, {"litellm/behaviours": turned}):
            if compare_one(row, truth, version) == []:
                yield (
                    f"{name}: {{…, until: the release before {version}}}"
                    if other
                    else f"{name}: {{from: {version} or earlier, …}}"
                )


def made_small(driver: Driver, item: Disagreement, version: str) -> Disagreement:
    """Leave out of a drawn row, one after the other, the variables, files and lines that the difference does not need."""
    row, said = item.row, item.said

    def tried(smaller: Row) -> bool:
        nonlocal row, said
        now = compare_one(smaller, driver.ask(smaller), version)
        if not now or item._replace(said=tuple(now)).kind != item.kind:
            return False
        row, said = smaller, tuple(now)
        return True

    for part in ("env", "files"):
        for name in list(row.get(part, {})):
            tried({**row, part: {key: value for key, value in row[part].items() if key != name}})
    for line in row.get("config", "").splitlines(keepends=True):
        if line in row["config"]:
            tried({**row, "config": row["config"].replace(line, "", 1)})
    if not row.get("files", True):
        row = {key: value for key, value in row.items() if key != "files"}
    return item._replace(row=row, said=said)


def held_against(older: str, version: str, items: list[Disagreement]) -> list[Disagreement]:
    """Say of each disagreement whether an older release ends the row as our model says of that one."""
    out = []
    with Driver(older) as driver:
        for item in items:
            said = compare_one(item.row, driver.ask(item.row), version)
            out.append(item._replace(older=version, older_agrees=said == []))
    return out


def next_older(version: str, given: list[str]) -> tuple[str, str] | None:
    """Find the interpreter with the newest litellm that is older than a release: given, or made here before."""
    places = [
        sys.executable,
        *map(str, ROOT.glob(".venv-oracle-*/bin/python")),
        *map(str, ROOT.glob(".venv-drift-*/bin/python")),
    ]
    known = []
    for python in [*given, *places]:
        try:
            found = version_of(python)
            if parse(found) < parse(version):
                known.append((parse(found), python, found))
        except (OSError, subprocess.CalledProcessError, VersionError):
            continue
    return max(known)[1:] if known else None


def inventory(python: str, program: Path = INVENTORY) -> dict[str, Any]:
    """Read the lists of an installed package; raises DriverFailed."""
    try:
        done = subprocess.run([python, str(program)], capture_output=True, text=True, check=False, timeout=300)
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise DriverFailed("the lists of the package were not read within 300 s") from None
    except ValueError:
        words = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise DriverFailed(f"the lists of the package cannot be read: {words[:300]}") from None
    return found


def table_changes(python: str, version: str, program: Path = INVENTORY) -> list[Change]:
    """Compare the lists of an installed package with the tables under policies/."""
    return changes(
        inventory(python, program),
        bundled.large_table("litellm/params"),
        bundled.large_table("litellm/models"),
        version,
    )


def write_beside(path: Path, text: str) -> None:
    """Write a file beside its place and rename it, so that nobody reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(name, 0o644)
    os.replace(name, path)


def run(python: str, version: str, options: argparse.Namespace, drive: Callable[[str], Driver] = Driver) -> Outcome:
    """Replay everything against one installed release. Raises DriverFailed."""
    table = bundled.table("litellm/behaviours")
    chosen = select(version, "option", table)
    rows = [row for row in [*ROWS, *RESOLVE] if re.fullmatch(options.only, row["id"])]
    drawn = draws.rows(options.seed, options.draws)
    with drive(python) as driver:
        compared, found = disagreements(driver, [*rows, *drawn], version)
        small = [made_small(driver, item, version) if item.drawn else item for item in found[:MOST_LOOKED_INTO]]
    found[: len(small)] = small
    older = next_older(version, options.baseline) if found else None
    if older is not None:
        found = held_against(*older, found)
    judged = version if parse(version) <= parse(table["newest"]) else table["newest"]
    return Outcome(
        version, judged, chosen.note, options.seed, options.draws, len(rows) + len(drawn), compared, tuple(found),
        tuple(table_changes(python, version)),
    )  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Find or make the environment, replay, print and write the report; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="make drift", description="Hold oidclint's model against a release of LiteLLM."
    )
    parser.add_argument("--version", help="the release to install; the newest on the package index if not given")
    parser.add_argument("--python", help="an interpreter that has litellm already")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random draws")
    parser.add_argument("--draws", type=int, default=600, help="number of random draws")
    parser.add_argument("--report", type=Path, help="where to write the report (drift-VERSION.md)")
    parser.add_argument("--only", default=".*", help="regular expression for the ids of the rows to replay")
    parser.add_argument(
        "--baseline", action="append", default=[], help="an interpreter with an older litellm to ask since when"
    )
    parser.add_argument("--parts", default="", help="packages the proxy needs where its extra cannot be installed")
    options = parser.parse_args(argv)
    try:
        if options.python:
            python, version = options.python, _version_in(options.python)
        else:
            python, version = installed.environment(options.version, ROOT, options.parts.split())
        print(
            f"LiteLLM {version}: replaying the table and {options.draws} draws, SEED={options.seed} …",
            file=sys.stderr,
            flush=True,
        )
        outcome = run(python, version, options)
        path = options.report or ROOT / f"drift-{version}.md"
        write_beside(path, report(outcome))
    except (DriverFailed, VersionError) as problem:
        print(f"make drift: {problem}", file=sys.stderr)
        return 3
    except OSError as problem:
        print(f"make drift: {problem.filename or 'a file'}: {problem.strerror}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("make drift: stopped", file=sys.stderr)
        return 3
    if outcome.disagreements or outcome.changes:
        print(report(outcome, MOST))
        print(f"the whole report is in {os.path.relpath(path)}")
    print(summary(outcome))
    return 1 if outcome.drifts else 0


def _version_in(python: str) -> str:
    try:
        return version_of(python)
    except OSError as problem:
        raise DriverFailed(f"{python} cannot be run: {problem.strerror}") from None
    except subprocess.CalledProcessError:
        raise DriverFailed(f"{python} has no litellm") from None


if __name__ == "__main__":
    sys.exit(main())
