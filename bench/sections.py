"""What is measured: one function a section of the report, with the bounds that it holds the project to."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import configs
from measure import Series, interleaved
from tools import BIN, ROOT, VENV, installed

APP = {
    "argparse": """
import argparse
parser = argparse.ArgumentParser()
sub = parser.add_subparsers().add_parser("check")
sub.add_argument("paths", nargs="*")
for number in range(10): sub.add_argument(f"--option-{number}", help="an option")
parser.parse_args(["check", "a.yaml"])
""",
    "click": """
import click
@click.group()
def main(): pass
def check(**_): pass
for number in range(10): check = click.option(f"--option-{number}", help="an option")(check)
main.command("check")(click.argument("paths", nargs=-1)(check))
main(["check", "a.yaml"])
""",
    "typer": """
import typer
app = typer.Typer()
@app.callback()
def main(): pass
@app.command()
def check(paths: list[str], """
    + ", ".join(f"option_{number}: str = typer.Option('', help='an option')" for number in range(10))
    + """): pass
app(["check", "a.yaml"])
""",
}
"""The same small command line three times: a command, a list of paths, ten options."""


@dataclass(frozen=True)
class Promise:
    """A bound that the project keeps."""

    text: str
    measured: float
    at_most: float

    @property
    def kept(self) -> bool:
        """Whether this run kept it."""
        return self.measured <= self.at_most

    def row(self) -> list[str]:
        """A line of the table of promises."""
        return [self.text, f"{self.measured:.2f}", f"{self.at_most:g}", "kept" if self.kept else "**not kept**"]


@dataclass(frozen=True)
class Section:
    """One part of the report."""

    title: str
    text: str
    header: list[str]
    rows: list[list[str]]
    promises: list[Promise]


def cold_start(folder: Path, rounds: int) -> Section:
    """One small config, as a pre-commit hook or an editor runs it."""
    (folder / "config.yaml").write_text(configs.TWENTY_LINES, encoding="utf-8")
    (folder / "schema.json").write_text('{"type": "object", "required": ["model_list"]}', encoding="utf-8")
    bare, pyyaml, lint, schema, ours = (
        "bare Python",
        "Python, `import yaml`",
        f"yamllint {installed('yamllint')}",
        f"check-jsonschema {installed('check-jsonschema')}",
        f"**oidclint {installed('oidclint')}**",
    )
    runs = interleaved(
        {
            bare: [BIN / "python", "-c", "pass"],
            pyyaml: [BIN / "python", "-c", "import yaml"],
            lint: [BIN / "yamllint", "config.yaml"],
            schema: [BIN / "check-jsonschema", "--schemafile", "schema.json", "config.yaml"],
            ours: [BIN / "oidclint", "check", "config.yaml"],
        },
        folder=folder,
        rounds=2 * rounds,
        warm_up=2,
    )
    return Section(
        "Cold start: one config of 20 lines",
        "From the start of the process to its end, each tool as pip installs it.",
        ["", "CPU, bare Python = 1", "middle half of the rounds", "peak memory, MiB"],
        [[name, *cost(run, runs[bare]), f"{run.mebibytes:.0f}"] for name, run in runs.items()],
        [
            Promise("cold start: CPU against yamllint", runs[ours].times(runs[lint]), 1.3),
            Promise("cold start: CPU against check-jsonschema", runs[ours].times(runs[schema]), 0.4),
        ],
    )


def many_files(folder: Path, rounds: int) -> Section:
    """Folders of growing size, against composing the same files."""
    sizes = (250, 500, 1000, 2000)
    folders = {size: configs.write(folder / f"files-{size}", size) for size in sizes}
    commands: dict[str, list[str | Path]] = {}
    for size in sizes:
        commands[f"floor {size}"] = [BIN / "python", ROOT / "bench" / "floor.py", folders[size]]
        commands[f"ours {size}"] = [BIN / "oidclint", "check", folders[size]]
    runs = interleaved(commands, folder=folder, rounds=max(7, rounds // 2))
    pairs = [(size, runs[f"ours {size}"], runs[f"floor {size}"]) for size in sizes]
    _, smallest, _ = pairs[0]
    rows = [
        [
            f"{size:,}",
            *cost(ours, floor),
            f"{ours.times(smallest) * sizes[0] / size:.2f}",
            f"{ours.mebibytes:.0f}",
            f"{floor.mebibytes:.0f}",
        ]
        for size, ours, floor in pairs
    ]
    return Section(
        "Many configs in one process: 20 models each",
        "The floor is a process that reads the same files and composes their YAML with libyaml, with the garbage "
        "collector off, and does nothing else. Both sides include their start.",
        [
            "files",
            "CPU, floor = 1",
            "middle half of the rounds",
            f"CPU per file, {sizes[0]} files = 1",
            "peak memory, MiB",
            "floor's peak, MiB",
        ],
        rows,
        [
            Promise("1,000 configs: CPU against the floor", runs["ours 1000"].times(runs["floor 1000"]), 2.5),
            Promise("2,000 configs: CPU per file against 250", growth(pairs), 1.25),
        ],
    )


def one_large_file(folder: Path, rounds: int) -> Section:
    """One file of growing size."""
    sizes = (1000, 5000, 10000)
    commands: dict[str, list[str | Path]] = {}
    for size in sizes:
        file = folder / f"models-{size}.yaml"
        file.write_text(configs.config(1, size), encoding="utf-8")
        commands[f"floor {size}"] = [BIN / "python", ROOT / "bench" / "floor.py", file]
        commands[f"ours {size}"] = [BIN / "oidclint", "check", file]
    runs = interleaved(commands, folder=folder, rounds=max(7, rounds // 2))
    pairs = [(size, runs[f"ours {size}"], runs[f"floor {size}"]) for size in sizes]
    _, smallest, _ = pairs[0]
    _, largest, floor = pairs[-1]
    return Section(
        "One config of many models",
        "",
        [
            "models",
            "CPU, floor = 1",
            "middle half of the rounds",
            f"CPU per model, {sizes[0]:,} models = 1",
            "peak memory, MiB",
            "floor's peak, MiB",
        ],
        [
            [
                f"{size:,}",
                *cost(ours, floor),
                f"{ours.times(smallest) * sizes[0] / size:.2f}",
                f"{ours.mebibytes:.0f}",
                f"{floor.mebibytes:.0f}",
            ]
            for size, ours, floor in pairs
        ],
        [
            Promise("10,000 models in one file: CPU against the floor", largest.times(floor), 3),
            Promise("10,000 models in one file: peak memory against the floor", largest.mebibytes / floor.mebibytes, 2),
            Promise("10,000 models in one file: CPU per model against 1,000", growth(pairs), 1.25),
        ],
    )


def one_error_each(folder: Path, rounds: int) -> Section:
    """A file of 10,000 models with the same error in each, against the file without."""
    clean = {kind: folder / f"clean-{kind}.yaml" for kind in ("bedrock", "azure")}
    for kind, file in clean.items():
        file.write_text(configs.config(1, 10000, kind), encoding="utf-8")
    rows, worst = [], {"text": 0.0, "json": 0.0}
    for fault in configs.FAULTS:
        file = folder / f"{fault.rule}.yaml"
        file.write_text(fault.put(clean[fault.entries].read_text(encoding="utf-8")), encoding="utf-8")
        commands: dict[str, list[str | Path]] = {}
        for form in worst:
            check: list[str | Path] = [BIN / "oidclint", "check", "--format", form]
            commands[f"clean {form}"], commands[form] = [*check, clean[fault.entries]], [*check, file]
        found = errors_in(file, fault.rule)
        runs = interleaved(commands, folder=folder, rounds=max(7, rounds // 2))
        row = [f"{fault.rule} ({found:,})"]
        for form in worst:
            row += cost(runs[form], runs[f"clean {form}"])
            worst[form] = max(worst[form], runs[form].times(runs[f"clean {form}"]))
        rows.append(row)
    return Section(
        "One config of 10,000 models with the same error in each",
        "Against the same models without it, once per class of finding; in brackets how many findings the rule has.",
        ["", "CPU, text", "middle half of the rounds", "CPU, JSON", "middle half of the rounds"],
        rows,
        [
            Promise(f"an error in each of 10,000 models, worst class: CPU against none, {form}", worst[form], 2)
            for form in worst
        ],
    )


def several_processes(folder: Path, rounds: int) -> Section:
    """A folder of 1,000 configs with one process and with two."""
    files = configs.write(folder / "files-jobs", 1000)
    check: list[str | Path] = [BIN / "oidclint", "check"]
    runs = interleaved(
        {"one": [*check, files], "two": [*check, "--jobs", "2", files]}, folder=folder, rounds=max(7, rounds // 2)
    )
    one, two = runs["one"], runs["two"]
    return Section(
        "1,000 configs with two processes",
        f"On {os.cpu_count()} cores. The clock counts here: CPU cannot get less.",
        ["", "clock, one process = 1", "CPU, one process = 1"],
        [["--jobs 2", f"{two.clock_times(one):.2f}", f"{two.times(one):.2f}"]],
        [Promise("1,000 configs with --jobs 2: clock against one process", two.clock_times(one), 0.6)],
    )


def fixing(folder: Path, rounds: int) -> Section:
    """Folders of growing size in which nearly every config has something to mend."""
    sizes = (250, 500, 1000)
    commands: dict[str, list[str | Path]] = {}
    for size in sizes:
        source = configs.write(folder / f"fixable-{size}", size)
        for file in source.iterdir():
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("oidc/circleci_v2/", "oidc/circleci_v2/audience"), encoding="utf-8")
        scratch = folder / f"fixed-{size}"
        script = f"rm -rf {scratch} && cp -r {source} {scratch} && exec {BIN / 'oidclint'} check --fix {scratch}"
        commands[f"fix {size}"] = ["/bin/sh", "-c", script]
        commands[f"check {size}"] = [BIN / "oidclint", "check", source]
    runs = interleaved(commands, folder=folder, rounds=max(7, rounds // 2))
    pairs = [(size, runs[f"fix {size}"], runs[f"check {size}"]) for size in sizes]
    _, smallest, _ = pairs[0]
    return Section(
        "Fixing: a superfluous audience in nearly every config",
        "Each run mends a fresh copy; the copying is counted too.",
        ["files", "CPU, check alone = 1", "middle half of the rounds", f"CPU per file, {sizes[0]} files = 1"],
        [
            [f"{size:,}", *cost(fix, check), f"{fix.times(smallest) * sizes[0] / size:.2f}"]
            for size, fix, check in pairs
        ],
        [Promise("fixing 1,000 files: CPU per file against 250", growth(pairs), 1.25)],
    )


def errors_in(file: Path, rule: str) -> int:
    """Count the findings of a rule in a file."""
    command = [BIN / "oidclint", "check", "--format", "json", "--select", rule, file]
    report = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    return len(report["findings"])


def imports(folder: Path, rounds: int) -> Section:
    """What the building blocks cost at every start, so that the choice of them can be judged."""
    python = BIN / "python"
    bare = "bare Python"
    old, new = (f"typer {installed('typer', place)}" for place in ("typer-old", "typer-new"))
    click = f"click {installed('click', 'typer-old')}"
    cases: dict[str, tuple[str | None, str]] = {
        bare: (None, "pass"),
        "import argparse": (None, "import argparse"),
        f"import click ({click})": ("typer-old", "import click"),
        f"import typer ({old})": ("typer-old", "import typer"),
        f"import typer ({new})": ("typer-new", "import typer"),
        f"import yaml (PyYAML {installed('pyyaml')})": (None, "import yaml"),
        f"import jsonschema ({installed('jsonschema', 'jsonschema')})": ("jsonschema", "import jsonschema"),
        f"import jwt (PyJWT {installed('pyjwt', 'pyjwt')})": ("pyjwt", "import jwt"),
        "a command with ten options: argparse": (None, APP["argparse"]),
        f"a command with ten options: {click}": ("typer-old", APP["click"]),
        f"a command with ten options: {old}": ("typer-old", APP["typer"]),
        f"a command with ten options: {new}": ("typer-new", APP["typer"]),
    }

    def command(place: str | None, code: str) -> list[str | Path]:
        path = f"import sys; sys.path.insert(0, {str(VENV / place)!r})\n" if place else ""
        return [python, "-c", path + code]

    runs = interleaved({name: command(*case) for name, case in cases.items()}, folder=folder, rounds=rounds, warm_up=2)
    return Section(
        "What the building blocks cost at start",
        "Each in a process of its own. `oidclint check` therefore reads its command line by itself and leaves typer to "
        "`--help` and to the other commands; jsonschema and PyJWT are loaded only when something is to be explained by "
        "them.",
        ["", "CPU, bare Python = 1", "middle half of the rounds"],
        [[name, *cost(run, runs[bare])] for name, run in runs.items()],
        [],
    )


def cost(run: Series, unit: Series) -> list[str]:
    """Two cells: the ratio, and its spread."""
    low, high = run.spread(unit)
    return [f"{run.times(unit):.2f}", f"{low:.2f} to {high:.2f}"]


def growth(pairs: list[tuple[int, Series, Series]]) -> float:
    """CPU per unit of the largest size against that of the smallest."""
    (few, smallest, _), (many, largest, _) = pairs[0], pairs[-1]
    return largest.times(smallest) * few / many


SECTIONS = (cold_start, many_files, one_large_file, one_error_each, several_processes, fixing, imports)
"""What is measured, in the order of the report; each takes the folder for its inputs and the number of rounds."""
