"""Arrows point one way: commands use the edge and the reports, those use the core, and the core touches no world."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "validator"
EDGE = ("validator.edge", "validator.cli", "validator.check", "validator.bundled")
WORLD = {
    "os", "sys", "io", "time", "datetime", "random", "socket", "subprocess", "signal", "pathlib", "shutil", "tempfile",
    "urllib.request", "http", "typer", "boto3", "botocore", "azure", "requests", "httpx", "logging", "threading",
}  # fmt: skip
SHELL = {"bundled.py", "check.py", "__main__.py"}
CORE = sorted(
    path for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0] not in ("cli", "edge") and path.name not in SHELL
)  # fmt: skip


def imports(path: Path) -> set[str]:
    """Give every module a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_core_is_pure(path: Path) -> None:
    """Parsing, rules, evaluation and reports meet no file, clock, environment, network or terminal."""
    found = imports(path)
    assert not {name for name in found if name.split(".")[0] in WORLD or name in WORLD}
    assert not {name for name in found if name.startswith(EDGE)}


@pytest.mark.parametrize("path", sorted((ROOT / "edge").glob("*.py")), ids=lambda path: path.name)
def test_edge_knows_no_rule(path: Path) -> None:
    """The edge reads files and knows neither rules nor commands."""
    assert not {
        name
        for name in imports(path)
        if name.startswith(("validator.rules", "validator.cli", "validator.lint", "validator.report"))
    }


def test_reports_are_not_asked_by_the_core() -> None:
    """Nothing below the reports imports one."""
    for path in CORE:
        if path.relative_to(ROOT).parts[0] != "report":
            assert not {name for name in imports(path) if name.startswith("validator.report")}, path


def test_no_catch_all_modules() -> None:
    """Every module is named for a noun."""
    names = {path.stem for path in ROOT.rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
