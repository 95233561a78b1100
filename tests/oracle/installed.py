"""Environments that hold one release of LiteLLM: found, made, or taken up again where a set-up was interrupted."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.oracle.replay import DriverFailed, version_of
from validator.litellm.versions import VersionError, parse

NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectionError|ProxyError|SSLError|ReadTimeout|ConnectTimeout|"
    r"Temporary failure in name resolution|Network is unreachable|Could not fetch URL|Max retries exceeded",
    re.IGNORECASE,
)
"""How pip speaks of an index it cannot reach; it goes on to say that it found no version."""

BESIDE = ("boto3", "azure-identity")
"""What the rows ask of LiteLLM and its proxy extra does not bring."""

PATIENT = ("--retries", "2", "--timeout", "30")
"""How long pip tries to reach the index."""

STAMP = "litellm.stamp"
"""The file that an environment holds once its set-up has ended."""


class NotInstalled(DriverFailed):
    """No environment with the release; the message is one line."""


def folder_of(version: str, root: Path) -> Path:
    """Name the environment of a release."""
    return root / f".venv-drift-{version}"


def python_of(folder: Path) -> str:
    """Name the interpreter of an environment."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def ready(folder: Path, version: str) -> bool:
    """Say whether an environment was set up to its end and still holds the release."""
    try:
        return (folder / STAMP).read_text().strip() == version and version_of(python_of(folder)) == version
    except (OSError, subprocess.CalledProcessError):
        return False


def newest() -> str:
    """Ask the package index which release pip would install today."""
    return _on_index("litellm", "LiteLLM")


def _on_index(requirement: str, name: str) -> str:
    command = ["install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--report", "-", requirement]
    done = _pip(*command)
    if done.returncode == 0:
        return str(json.loads(done.stdout)["install"][0]["metadata"]["version"])
    if NO_NETWORK.search(done.stderr):
        raise NotInstalled(f"cannot reach the package index to look for {name}")
    if "No matching distribution" in done.stderr:
        raise NotInstalled(f"{name} is not on the package index, or not for this Python")
    raise NotInstalled(f"pip cannot look for {name}: {_complaint(done.stderr)}")


def environment(version: str | None, root: Path, parts: list[str]) -> tuple[str, str]:
    """Give interpreter and version of an environment with this release, the newest on the index if None.

    One that is there already is used without asking anybody. `parts` is what the proxy needs beside plain litellm,
    for a release whose extra cannot be installed. Raises NotInstalled.
    """
    if version is not None:
        version = version.strip().removeprefix("v")
        try:
            parse(version)
        except VersionError:
            raise NotInstalled(f"{version[:40]!r} is no LiteLLM version; write one such as 1.110.2") from None
        if ready(folder_of(version, root), version):
            return python_of(folder_of(version, root)), version
    wanted = newest() if version is None else _on_index(f"litellm=={version}", f"LiteLLM {version}")
    folder = folder_of(wanted, root)
    if not ready(folder, wanted):
        _set_up(folder, wanted, parts)
    return python_of(folder), wanted


def _set_up(folder: Path, version: str, parts: list[str]) -> None:
    print(f"setting up {folder.name} (a minute or two) …", file=sys.stderr, flush=True)
    (folder / STAMP).unlink(missing_ok=True)
    command = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise NotInstalled(f"cannot make {folder.name}: {_complaint(made.stdout + made.stderr)}")
    install = ("--python", python_of(folder), "install", "--quiet")
    done = _pip(*install, f"litellm[proxy]=={version}", *BESIDE)
    if done.returncode != 0:
        done = _pip(*install, f"litellm=={version}", *BESIDE, *parts)
    if done.returncode != 0:
        why = "cannot reach the package index" if NO_NETWORK.search(done.stderr) else _complaint(done.stderr)
        raise NotInstalled(f"cannot install LiteLLM {version}: {why}")
    (folder / STAMP).write_text(f"{version}\n")


def _pip(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *PATIENT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def _complaint(text: str) -> str:
    """Give the last line that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason was given"])[-1].removeprefix("ERROR: ")[:300]
