"""Puts the data folders into the wheel, with policies/ compiled into one JSON that loads in milliseconds."""

from __future__ import annotations

import json
import pathlib
import shutil
import sys
import tempfile
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleData(BuildHookInterface[BuilderConfig]):
    """Adds schemas/, policies/ and the rules' examples below validator/, and validator/policies/compiled.json."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to include; an editable install reads the folders where they are and compiles on first use."""
        if version == "editable":
            return
        root = pathlib.Path(self.root)
        include = build_data["force_include"]
        for folder in ("schemas", "policies", "examples/rules"):
            for file in sorted((root / folder).rglob("*")):
                relative = file.relative_to(root)
                if file.is_file() and not any(part.startswith((".", "__")) for part in relative.parts):
                    include[str(file)] = f"validator/{relative.as_posix()}"

        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="oidclint-build-"))
        compiled = self.scratch / "compiled.json"
        text = json.dumps(_compile_policies(root), ensure_ascii=False, separators=(",", ":"))
        compiled.write_text(text + "\n", encoding="utf-8", newline="\n")
        include[str(compiled)] = "validator/policies/compiled.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the scratch folder once the archive is written."""
        if version != "editable":
            shutil.rmtree(self.scratch, ignore_errors=True)


def _compile_policies(root: pathlib.Path) -> dict[str, object]:
    """Let the checkout that is being built, and no other `validator`, compile its policies."""
    sys.path.insert(0, str(root))
    try:
        from validator.bundled import compile_policies

        return compile_policies(root / "policies")
    finally:
        sys.path.remove(str(root))
