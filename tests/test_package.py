"""What users get: the wheel, installed away from the source under every Python found here."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytestmark = pytest.mark.package

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.10", "3.11", "3.12", "3.13")
DATA_FOLDERS = ("schemas", "policies", "examples/rules")

GOOD = """\
model_list:
  - model_name: claude-3-haiku
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_region_name: us-west-2
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm
      aws_web_identity_token: oidc/circleci_v2/
"""
BAD = GOOD.replace("oidc/circleci_v2/", "oidc/circle/")

NOT_FOR_CHECK = {"azure", "boto3", "botocore", "cryptography", "jsonschema", "jwt", "pydantic", "typer"}
"""Top-level packages that checking one file has no use for; each would cost more than the check."""


def run(*command: str | Path, cwd: Path, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run a command where neither the source tree nor this process's environment is importable."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    if expect is not None:
        assert done.returncode == expect, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def clean_environment() -> dict[str, str]:
    """This environment without what would change imports or the report's form."""
    unwanted = re.compile(
        r"PYTHON(?!UTF8|IOENCODING)|VIRTUAL_ENV|GITHUB_ACTIONS|PYTEST_|NO_COLOR|FORCE_COLOR|OIDCLINT_"
    )
    return {name: value for name, value in os.environ.items() if not unwanted.match(name)}


@functools.cache
def interpreter(version: str) -> str | None:
    """A working Python of this version: on PATH, or among those that pyenv keeps (its shims refuse to run)."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [f"python{version}", *sorted(map(str, kept.glob(f"{version}.*/bin/python{version}")))]
    for candidate in candidates:
        question = [candidate, "-c", "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2])"]
        try:
            answer = subprocess.run(question, capture_output=True, encoding="utf-8", check=True).stdout.split()
        except (OSError, subprocess.CalledProcessError):
            continue
        if answer[-1] == version:
            return " ".join(answer[:-1])
    return None


def present() -> list[str]:
    """The versions that can be tested here; always the one that runs the tests."""
    running = "{}.{}".format(*sys.version_info[:2])
    return [version for version in in_order({*VERSIONS, running}) if version == running or interpreter(version)]


def in_order(versions: set[str]) -> list[str]:
    """3.9 before 3.10."""
    return sorted(versions, key=lambda version: [int(part) for part in version.split(".")])


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git would commit, so that building leaves no traces here."""
    return copy_of_checkout(tmp_path_factory.mktemp("source") / "oidclint")


def copy_of_checkout(target: Path) -> Path:
    """Copy every file that git knows or would add; without git (an unpacked sdist) everything but caches."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        caches = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
        shutil.copytree(ROOT, target, ignore=caches)
        for name in (".gitignore", ".pre-commit-hooks.yaml"):
            shutil.copy2(ROOT / name, target / name)
        return target
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


@pytest.fixture(scope="session")
def archives(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, the wheel built from it, and the wheel built straight from the source."""
    folder = tmp_path_factory.mktemp("archives")
    run(sys.executable, "-m", "build", "--outdir", folder / "through-sdist", source, cwd=folder)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "straight", source, cwd=folder)
    (sdist,) = (folder / "through-sdist").glob("*.tar.gz")
    (through_sdist,) = (folder / "through-sdist").glob("*.whl")
    (straight,) = (folder / "straight").glob("*.whl")
    return {"sdist": sdist, "through-sdist": through_sdist, "straight": straight}


@pytest.fixture(scope="session")
def wheel(archives: dict[str, Path]) -> Path:
    """The wheel that is released."""
    return archives["through-sdist"]


class Installation:
    """A virtual environment with oidclint, and a folder elsewhere with two configs to check."""

    def __init__(self, folder: Path, python: str, what: list[str | Path]) -> None:
        self.venv = folder / "venv"
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir(parents=True)
        run(python, "-m", "venv", "--without-pip", self.venv, cwd=folder)
        self.python = self.venv / "bin" / "python"
        self.command = self.venv / "bin" / "oidclint"
        pip: list[str | Path] = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.python]
        run(*pip, "install", "--quiet", *what, cwd=self.elsewhere)
        run(*pip, "check", cwd=self.elsewhere)
        (self.elsewhere / "good.yaml").write_text(GOOD, encoding="utf-8")
        (self.elsewhere / "bad.yaml").write_text(BAD, encoding="utf-8")

    def oidclint(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run the installed command, away from the source."""
        return run(self.command, *arguments, cwd=self.elsewhere, expect=expect)

    def evaluate(self, expression: str) -> object:
        """Evaluate a JSON-able expression in the environment."""
        code = f"import importlib.metadata, json, validator; print(json.dumps({expression}))"
        return json.loads(run(self.python, "-c", code, cwd=self.elsewhere).stdout)


@pytest.fixture(scope="session")
def installations(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Installation]:
    """The wheel with its runtime dependencies only, under every Python present."""
    base = tmp_path_factory.mktemp("installations")

    def install(version: str) -> Installation:
        return Installation(base / version, interpreter(version) or sys.executable, [wheel])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(present(), pool.map(install, present()), strict=True))


@pytest.fixture(params=in_order({*VERSIONS, *present()}))
def installed(request: pytest.FixtureRequest, installations: dict[str, Installation]) -> Installation:
    """Each installation in turn."""
    if request.param not in installations:
        pytest.skip(f"no Python {request.param} here")
    return installations[request.param]


@pytest.fixture(scope="session")
def one(installations: dict[str, Installation]) -> Installation:
    """One installation, for what does not depend on the Python."""
    return next(iter(installations.values()))


def data_files() -> Iterator[str]:
    """Every file of the data folders, as a wheel names it."""
    for folder in DATA_FOLDERS:
        for file in (ROOT / folder).rglob("*"):
            relative = file.relative_to(ROOT)
            if file.is_file() and not any(part.startswith(".") for part in relative.parts):
                yield f"validator/{relative.as_posix()}"


# --- the archives


def test_wheel_contains_every_schema_policy_and_module(wheel: Path) -> None:
    """Nothing that a run could ask for is missing, and nothing else comes along."""
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {file.relative_to(ROOT).as_posix() for file in (ROOT / "validator").rglob("*.py")}
    expected = modules | set(data_files()) | {"validator/policies/compiled.json"}
    assert {name for name in names if ".dist-info/" not in name} - {"validator/py.typed"} == expected
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_compiled_policies_are_those_of_the_folder(wheel: Path) -> None:
    """The wheel's compiled JSON is what a checkout would compile."""
    from validator.bundled import compile_policies

    shipped = json.loads(zipfile.ZipFile(wheel).read("validator/policies/compiled.json"))
    assert shipped == json.loads(json.dumps(compile_policies(ROOT / "policies")))


def test_wheel_is_the_same_through_the_sdist(archives: dict[str, Path]) -> None:
    """Distributors who build from the sdist ship the same bytes."""
    through, straight = (zipfile.ZipFile(archives[kind]) for kind in ("through-sdist", "straight"))
    assert through.namelist() == straight.namelist()
    assert {name for name in through.namelist() if through.read(name) != straight.read(name)} == set()


def test_building_leaves_no_traces(source: Path, archives: dict[str, Path]) -> None:
    """Builds write to their output folder only."""
    left = [
        str(file) for file in source.rglob("*") if file.name in {"compiled.json", ".compiled.json", "build", "dist"}
    ]
    assert left == []


# --- the installed command


def test_imported_from_the_environment_not_from_the_source(installed: Installation) -> None:
    """The tests below would prove nothing if they ran the checkout."""
    assert str(installed.evaluate("validator.__file__")).startswith(str(installed.venv))


def test_version(installed: Installation) -> None:
    """Command, module and metadata name the same version."""
    version = installed.evaluate("validator.__version__")
    assert installed.evaluate("importlib.metadata.version('oidclint')") == version
    assert str(version) in installed.oidclint("--version").stdout
    assert str(version) in run(installed.python, "-m", "validator", "--version", cwd=installed.elsewhere).stdout


def test_good_config(installed: Installation) -> None:
    """A correct config passes and says so."""
    assert "no findings" in installed.oidclint("check", "good.yaml").stdout


def test_bad_config(installed: Installation) -> None:
    """A wrong provider word is found where it stands."""
    report = json.loads(installed.oidclint("check", "bad.yaml", "--format", "json", expect=1).stdout)
    places = [(found["rule"], found["file"], found["line"]) for found in report["findings"]]
    assert ("unknown-provider", "bad.yaml", 8) in places


def test_module_runs_like_the_command(installed: Installation) -> None:
    """`python -m validator` is `oidclint`."""
    done = run(installed.python, "-m", "validator", "check", "bad.yaml", cwd=installed.elsewhere, expect=1)
    assert done.stdout == installed.oidclint("check", "bad.yaml", expect=1).stdout


def test_rules(installed: Installation) -> None:
    """The rule table and a rule's page come out of the wheel's own data."""
    assert "unknown-provider" in installed.oidclint("rules").stdout
    assert "unknown-provider" in installed.oidclint("rules", "unknown-provider").stdout


def test_schemas(one: Installation) -> None:
    """Every schema is printed by its name."""
    names = sorted(file.name.removesuffix(".schema.json") for file in (ROOT / "schemas").glob("*.schema.json"))
    assert names
    for name in names:
        shipped = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert json.loads(one.oidclint("schema", name).stdout) == shipped


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["rules", "--help"]])
def test_help(one: Installation, arguments: list[str]) -> None:
    """Help is there without optional packages."""
    assert "oidclint" in one.oidclint(*arguments).stdout


@pytest.mark.parametrize("file", ["good.yaml", "bad.yaml"])
def test_check_imports_only_what_it_needs(installed: Installation, file: str) -> None:
    """Checking a file starts without cloud SDKs, cryptography, validators and the command-line framework."""
    done = run(
        installed.python, "-X", "importtime", installed.command, "check", file, cwd=installed.elsewhere, expect=None
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "validator" in imported, done.stderr
    assert imported & NOT_FOR_CHECK == set()


def test_installed_files_are_not_written(one: Installation) -> None:
    """A run leaves the installation as pip made it (it may be read-only)."""
    package = Path(str(one.evaluate("validator.__file__"))).parent
    one.oidclint("check", "bad.yaml", expect=1)
    assert [str(file) for file in package.rglob(".*")] == []


# --- the metadata


def test_requirements(one: Installation) -> None:
    """Four runtime dependencies, and a reader of TOML where Python has none; everything else is an extra."""
    requires = one.evaluate("importlib.metadata.requires('oidclint')")
    assert isinstance(requires, list)
    runtime = {re.split(r"[^\w-]", line)[0].lower() for line in requires if "extra ==" not in line}
    assert runtime == {"jsonschema", "pyjwt", "pyyaml", "tomli", "typer"}
    assert all("python_version" in line for line in requires if line.startswith("tomli"))
    assert any(line.replace(" ", "").startswith("typer>=0.12") for line in requires)


def test_extras(one: Installation) -> None:
    """The extras that error messages name exist, and `all` is their sum."""
    metadata = "importlib.metadata.metadata('oidclint')"
    extras = one.evaluate(f"{metadata}.get_all('Provides-Extra')")
    assert isinstance(extras, list)
    assert {"aws", "azure", "verify", "all"} <= set(extras)
    lines = one.evaluate("importlib.metadata.requires('oidclint')")
    assert isinstance(lines, list)

    def of(extra: str) -> set[str]:
        named = [line.split(";")[0].strip() for line in lines if re.search(f"extra == ['\"]{extra}['\"]", line)]
        return {re.split(r"[<>=!~ ]", name)[0].lower() for name in named}

    assert of("aws") == {"boto3"}
    assert of("azure") == {"azure-identity", "azure-mgmt-authorization"}
    assert of("verify") == {"pyjwt[crypto]"}
    assert of("all") == {"oidclint[aws,azure,verify]"} or of("all") == of("aws") | of("azure") | of("verify")
    assert one.evaluate(f"{metadata}['Requires-Python']") == ">=3.10"


# --- the editable installation


def test_editable_install_compiles_for_itself(source: Path, tmp_path: Path) -> None:
    """`pip install -e .` works from elsewhere and sees a changed policy file at once."""
    editable = Installation(tmp_path, sys.executable, ["--editable", source])
    assert str(editable.evaluate("validator.__file__")).startswith(str(source))
    editable.oidclint("check", "good.yaml")
    editable.oidclint("check", "bad.yaml", expect=1)
    code = "from validator.bundled import policies; print('just-added' in policies())"
    assert run(editable.python, "-c", code, cwd=tmp_path).stdout.strip() == "False"
    added = source / "policies" / "just-added.yaml"
    added.write_text("example: 1\n", encoding="utf-8")
    try:
        assert run(editable.python, "-c", code, cwd=tmp_path).stdout.strip() == "True"
    finally:
        added.unlink()
