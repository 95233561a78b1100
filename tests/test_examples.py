"""Every rule pair in examples/ says what it says: bad.yaml shows exactly what it expects, good.yaml is silent."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.running import oidclint

ROOT = Path(__file__).resolve().parent.parent
RULES = sorted((ROOT / "examples" / "rules").iterdir())


def options(folder: Path, tmp_path: Path) -> list[str]:
    """Give the command-line options that an example's options.yaml asks for."""
    path = folder / "options.yaml"
    if not path.exists():
        return []
    asked: dict[str, Any] = yaml.safe_load(path.read_text())
    given: list[str] = []
    if "env" in asked:
        file = tmp_path / "env"
        file.write_text("".join(f"{name}={json.dumps(str(value))}\n" for name, value in asked["env"].items()))
        given += ["--env-file", str(file)]
    if "litellm_version" in asked:
        given += ["--litellm-version", str(asked["litellm_version"])]
    if "files" in asked:
        root = tmp_path / "root"
        root.mkdir()
        for name, content in (asked["files"] or {}).items():
            target = root / name.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, dict) and "link" in content:
                target.symlink_to(content["link"])
            elif isinstance(content, dict):
                target.mkdir()
            else:
                target.write_text(str(content or ""))
        given += ["--files", str(root)]
    return given


def expected(path: Path) -> list[tuple[int, str]]:
    """Read the `# expect:` marks of a bad example."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        mark = re.search(r"# expect: ([\w, -]+)$", line)
        if mark:
            found += [(number, name.strip()) for name in mark[1].split(",")]
    return sorted(found)


@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.name)
def test_bad_example_shows_what_it_expects(folder: Path, tmp_path: Path) -> None:
    """The marked lines carry the marked rules, and nothing else is reported at warning or above."""
    report = oidclint("check", str(folder / "bad.yaml"), "--verbose", *options(folder, tmp_path)).report
    wanted = expected(folder / "bad.yaml")
    infos = {rule for _, rule in wanted}
    got = sorted(
        (item["line"], item["rule"])
        for item in report["findings"]
        if item["severity"] != "info" or item["rule"] in infos
    )
    assert got == wanted
    assert folder.name in {rule for _, rule in wanted}


@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.name)
def test_good_example_is_silent(folder: Path, tmp_path: Path) -> None:
    """A good example has no finding at warning or above, and none of its own rule."""
    report = oidclint("check", str(folder / "good.yaml"), "--verbose", *options(folder, tmp_path)).report
    assert [item for item in report["findings"] if item["severity"] != "info" or item["rule"] == folder.name] == []


def test_documentation_examples() -> None:
    """LiteLLM's own examples show exactly what expect.yaml beside them says."""
    folder = ROOT / "examples" / "documentation"
    wanted = sorted(
        (item["file"], item["line"], item["rule"]) for item in yaml.safe_load((folder / "expect.yaml").read_text())
    )
    report = oidclint("check", ".", cwd=folder).report
    assert sorted((item["file"], item["line"], item["rule"]) for item in report["findings"]) == wanted


def test_complete_proxy_config_is_silent() -> None:
    """The complete example is clean."""
    result = oidclint("check", str(ROOT / "examples" / "proxy"), "--verbose")
    assert [item for item in result.report["findings"] if item["severity"] != "info"] == []
    assert result.code == 0
