"""`oidclint check --show-settings`: every setting, its value and where it comes from."""

import json
import os
from typing import Any

from validator import bundled
from validator.cli.scopes import Scopes
from validator.redact import one_line
from validator.report.json_report import dump
from validator.settings import SettingsFile

_DEFAULTS = {"profile": "recommended", "fail-on": "error"}
_LISTS = ("select", "ignore")
_OPTIONS = {"kinds": "kind", "rule-packs": "rule-pack"}
"""Settings whose option has another name."""


def show(scopes: Scopes, values: dict[str, Any]) -> int:
    """Print the settings of the run, and of each PATH that has nearer ones; give the exit code."""
    from validator.cli.reporting import write

    files: dict[str, SettingsFile | None] = {".": scopes.run_file}
    for path in values["paths"]:
        inside = os.path.join(path, "x") if os.path.isdir(path) else path
        file = scopes(None if path == "-" else inside).settings.file
        if file is not scopes.run_file:
            files[path] = file
    told = {place: _settings(file, values, scopes) for place, file in files.items()}
    if values["format"] == "json":
        found = [
            {"path": place, "settings": {name: {"value": value, "source": source} for name, value, source in rows}}
            for place, rows in told.items()
        ]
        write(dump({"version": 1, "scopes": found}))
        return 0
    blocks = []
    for place, rows in told.items():
        shown = [(name, _text(value), source) for name, value, source in rows]
        width = max(len(name) for name, _, _ in shown)
        wide = min(60, max(len(value) for _, value, _ in shown))
        head = [] if len(told) == 1 else [f"{one_line(place)}:"]
        blocks.append(
            "\n".join([*head, *(f"{name:<{width}}  {value:<{wide}}  ({source})" for name, value, source in shown)])
        )
    write("\n\n".join(blocks) + "\n")
    return 0


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 400)


def _settings(file: SettingsFile | None, values: dict[str, Any], scopes: Scopes) -> list[tuple[str, Any, str]]:
    """Give name, value and origin of every setting; of an environment only the names, never a value."""
    rows = []
    for name in bundled.large_table("schemas/settings")["properties"]:
        option = values.get(_OPTIONS.get(name, name).replace("-", "_")) or None
        told = None if file is None else file.values.get(name)
        if option is not None:
            value, source = option, "command line"
            if name in _LISTS:
                value = sorted({part.strip() for text in option for part in text.split(",") if part.strip()})
        elif told is not None and file is not None:
            value, source = told, file.place((name,), True)
        else:
            value, source = _DEFAULTS.get(name), "default"
            if name == "litellm-version":
                value = scopes.run.world.selection.text
        if name == "deployments" and value:
            value = [
                {**item, "env": sorted(item["env"])} if isinstance(item.get("env"), dict) else item for item in value
            ]
        rows.append((name, value, source))
    return rows
