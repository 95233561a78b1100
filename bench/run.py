"""Measures what oidclint costs beside its neighbours and writes BENCHMARKS.md (`make bench`).

May be interrupted and started again: inputs live in a temporary folder, the tools in .venv-bench, and the report is
replaced only when every number of one run is there.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sections import SECTIONS, Promise, Section
from tools import ROOT, installed, set_up

REPORT = ROOT / "BENCHMARKS.md"


def main() -> int:
    """Set up, measure, write; 1 if a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="runs of each command after the warm-up (at least 7)")
    parser.add_argument("--output", type=Path, default=REPORT)
    options = parser.parse_args()
    rounds = max(7, options.rounds)

    set_up()
    with tempfile.TemporaryDirectory(prefix="oidclint-bench-") as name:
        folder = Path(name)
        sections = [measure(folder, rounds) for measure in SECTIONS]
    promises = [promise for section in sections for promise in section.promises]
    beside = options.output.with_suffix(".tmp")
    beside.write_text(report(sections, promises, rounds), encoding="utf-8", newline="\n")
    beside.replace(options.output)
    for promise in promises:
        print("  ".join(promise.row()))
    return 0 if all(promise.kept for promise in promises) else 1


def report(sections: list[Section], promises: list[Promise], rounds: int) -> str:
    """The text of BENCHMARKS.md."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    parts = [
        "# Benchmarks",
        "Written by `make bench`; every number is of one run on one machine, and every one is a ratio, because ratios "
        "travel better than seconds. CPU is user plus system time of whole processes, as the operating system accounts "
        "it. The commands of a table take turns, one run each a round; a figure is the median over at least "
        f"{max(7, rounds // 2)} rounds, after a warm-up, of the quotient within one round. oidclint is "
        "installed by pip from the wheel.",
        f"{python}, {platform.system()} {platform.machine()}, PyYAML {installed('pyyaml')} with libyaml.",
        "## Promises",
        table(["promise", "measured", "at most", ""], (promise.row() for promise in promises)),
    ]
    for section in sections:
        parts += [f"## {section.title}", section.text, table(section.header, section.rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(header: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table, numbers to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
