"""Replay the table against the litellm of another interpreter and print every disagreement.

    python -m tests.oracle.replay PYTHON [--boundary]

PYTHON is an interpreter that has litellm; `--boundary` keeps to the rows that stand on a boundary of its version.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.oracle.compare import compare_all
from tests.oracle.rows import RESOLVE, ROWS

DRIVER = Path(__file__).with_name("driver.py")


def version_of(python: str) -> str:
    """Ask an interpreter which litellm it has."""
    code = "from importlib.metadata import version; print(version('litellm'))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def drive(python: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the rows to the real package, in a process of its own."""
    done = subprocess.run([python, str(DRIVER)], input=json.dumps(rows), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the driver failed:\n{done.stderr[-2000:]}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def main() -> int:
    """Replay and report; 1 if we disagree anywhere."""
    python, boundary = sys.argv[1], "--boundary" in sys.argv[2:]
    version = version_of(python)
    rows = [row for row in [*ROWS, *RESOLVE] if not boundary or version in row.get("versions", ())]
    compared, found = compare_all(rows, drive(python, rows), version)
    print("\n".join(found))
    print(f"LiteLLM {version}: {compared} rows compared, {len(found)} disagreements")
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
