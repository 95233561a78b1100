"""The environment of a measurement: the neighbours, and the wheel of this checkout, as pip installs them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-bench"
BIN = VENV / "bin"
TOOLS = ["yamllint", "check-jsonschema"]
BESIDE = {"typer-old": "typer==0.24.*", "typer-new": "typer", "jsonschema": "jsonschema", "pyjwt": "pyjwt"}
"""Packages whose import is measured, each with its dependencies in a folder of its own."""


def set_up() -> None:
    """Install the tools once, and the wheel of this checkout each time."""
    wanted = json.dumps([sys.version, TOOLS, BESIDE])
    stamp = VENV / "stamp.json"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print("setting up .venv-bench …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        pip("install", *TOOLS)
        for name, requirement in BESIDE.items():
            pip("install", "--target", str(VENV / name), requirement)
        stamp.write_text(wanted, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="oidclint-bench-") as name:
        build: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--outdir", name, ROOT]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(name).glob("*.whl")
        pip("install", str(wheel))
        pip("install", "--force-reinstall", "--no-deps", str(wheel))


def pip(*arguments: str) -> None:
    """Run the pip of .venv-bench."""
    quiet = ["--disable-pip-version-check", "--quiet", "--quiet"]
    subprocess.run([BIN / "python", "-m", "pip", *quiet, *arguments], check=True)


def installed(package: str, folder: str | None = None) -> str:
    """The version of an installed package."""
    path = f"path=[{str(VENV / folder)!r}]" if folder else ""
    code = (
        "import importlib.metadata as m; "
        f"print(next(d.version for d in m.distributions({path}) if d.metadata['Name'].lower() == {package.lower()!r}))"
    )
    return subprocess.run([BIN / "python", "-c", code], check=True, capture_output=True, text=True).stdout.strip()
