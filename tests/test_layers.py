"""Arrows point one way: commands use the edge and the reports, those use the core, and the core touches no world."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "validator"

SHELL = {"__main__.py", "bundled.py", "check.py", "mending.py"}
"""Modules at the top that meet the world: the entry, the door to the data folders, the run over many files, and its
repetition after fixes."""

PURE = {
    "__future__", "abc", "ast", "base64", "binascii", "bisect", "collections", "dataclasses", "difflib", "enum", "fnmatch", "functools",
    "hashlib", "itertools", "json", "math", "operator", "posixpath", "re", "string", "textwrap", "types", "typing", "unicodedata",
    "datetime", "urllib.parse", "yaml", "jsonschema",
}  # fmt: skip
"""All that the core may import: values in, values out. posixpath is path arithmetic, hashlib makes fingerprints, and
urllib.parse takes an address apart; jsonschema judges values. None of them opens anything."""

EDGE_MAY = PURE | {"os", "stat", "sys", "glob", "errno", "io", "contextlib", "tomllib", "tomli"}
"""The edge reads and writes files, and reads folders and the environment it is given; it runs and fetches nothing."""

WORLDLY = {"open", "input", "print", "exec", "eval", "compile", "__import__", "breakpoint", "exit", "quit"}
"""Built-in functions that reach out of a value."""


def modules(*parts: str) -> list[Path]:
    """Give the modules of these folders of the package; `.` are those at the top."""
    found: list[Path] = []
    for part in parts:
        found += (ROOT / part).glob("*.py") if part == "." else (ROOT / part).rglob("*.py")
    return sorted(found)


CORE = [path for path in modules(".", "litellm", "rules", "packs") if path.name not in SHELL or path.parent != ROOT]
REPORTS = modules("report")
EDGE = modules("edge")
CLI = modules("cli")


def named(path: Path) -> str:
    """Give the dotted name of a module."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Give every module a file imports, inside functions and below `if TYPE_CHECKING` too."""
    found = set()
    own = named(path) if path.name == "__init__.py" else named(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = own.split(".")[: len(own.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            found.add(base)
            if base == "validator" or (ROOT.parent / base.replace(".", "/")).is_dir():
                inside = ROOT.parent / base.replace(".", "/")
                found |= {
                    f"{base}.{alias.name}"
                    for alias in node.names
                    if (inside / f"{alias.name}.py").exists() or (inside / alias.name).is_dir()
                }
    return found


def outside(path: Path) -> set[str]:
    """Give what a file imports from anywhere but this package, by the name the lists above use."""
    found = {name for name in imports(path) if name != "validator" and not name.startswith("validator.")}
    return {name if name == "urllib.parse" else name.split(".")[0] for name in found}


def inside(path: Path, *forbidden: str) -> set[str]:
    """Give what a file imports of these parts of the package."""
    return {
        name
        for name in imports(path)
        for part in forbidden
        if name == f"validator.{part}" or name.startswith(f"validator.{part}.")
    }


def short(path: Path) -> str:
    """Name a test after its module."""
    return str(path.relative_to(ROOT))


def test_layers_hold_every_module() -> None:
    """No module stands outside the layers."""
    known = {*CORE, *REPORTS, *EDGE, *CLI, *(ROOT / name for name in SHELL)}
    assert set(ROOT.rglob("*.py")) - known == set()
    assert len(CORE) > 15
    assert EDGE
    assert REPORTS


@pytest.mark.parametrize("path", CORE, ids=short)
def test_core_takes_values_and_gives_values(path: Path) -> None:
    """The core imports neither edge, commands nor reports' rendering, and of the world only what is pure."""
    assert outside(path) - PURE == set()
    assert inside(path, "edge", "cli", "check", "bundled", "__main__", "report") == set()


@pytest.mark.parametrize("path", [*CORE, *REPORTS], ids=short)
def test_core_and_reports_reach_for_nothing(path: Path) -> None:
    """No file is opened, nothing printed, run or imported by name in the core and the reports."""
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert calls & WORLDLY == set()


@pytest.mark.parametrize("path", REPORTS, ids=short)
def test_reports_turn_values_into_text(path: Path) -> None:
    """A report knows the core and nothing of files, commands or the terminal."""
    assert outside(path) - PURE - {"html", "xml"} == set()
    assert inside(path, "edge", "cli", "check", "bundled", "__main__") == set()


@pytest.mark.parametrize("path", EDGE, ids=short)
def test_edge_knows_no_rule_and_no_command(path: Path) -> None:
    """The edge reads, and judges nothing."""
    assert outside(path) - EDGE_MAY == set()
    assert inside(path, "rules", "cli", "lint", "report", "check", "judge") == set()


def test_shell_does_not_look_up() -> None:
    """The run over many files and the door to the data know no command."""
    assert inside(ROOT / "check.py", "cli") == inside(ROOT / "mending.py", "cli") == set()
    assert {name for name in imports(ROOT / "bundled.py") if name.startswith("validator")} == set()


def test_nobody_reads_the_command_line_but_the_commands() -> None:
    """typer is imported by the commands alone, and the cloud clients by nobody at the top of a module."""
    for path in sorted(ROOT.rglob("*.py")):
        if path not in CLI:
            assert outside(path) & {"typer", "click", "argparse"} == set(), path
        top = {
            name.split(".")[0]
            for node in ast.parse(path.read_text()).body
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert top & {"boto3", "botocore", "azure", "requests", "httpx", "socket", "http"} == set(), path


def test_package_itself_imports_nothing() -> None:
    """`import validator` gives the version and costs nothing."""
    assert imports(ROOT / "__init__.py") == set()


def test_no_circles() -> None:
    """No module imports itself through others at the top of its text."""
    names = {named(path): path for path in ROOT.rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text())
        graph[name] = set()
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module in names and not node.level:
                submodules = {f"{node.module}.{alias.name}" for alias in node.names} & set(names)
                graph[name] |= submodules or {node.module}
            elif isinstance(node, ast.Import):
                graph[name] |= {alias.name for alias in node.names} & set(names)
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join([*way, name])
        if name in done:
            return
        for following in sorted(graph[name] - {name}):
            visit(following, (*way, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_no_catch_all_modules() -> None:
    """Every module is named for a noun."""
    names = {path.stem for path in ROOT.rglob("*.py")} | {path.name for path in ROOT.rglob("*") if path.is_dir()}
    assert names & {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools", "base", "core"} == set()
