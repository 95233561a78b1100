"""Whole processes and what they cost: CPU time and peak memory, as the system accounts them."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Command = Sequence["str | Path"]
LAUNCH = Path(__file__).with_name("launch.py")
ENOUGH = 120
"""Seconds of CPU after which a run is given up."""


@dataclass(frozen=True)
class Series:
    """The runs of one command, in the order of the rounds."""

    cpu: list[float] = field(default_factory=list)
    """Seconds of CPU, user and system, of the process and what it waited for."""
    peak: list[int] = field(default_factory=list)
    """Peak memory in KiB."""
    clock: list[float] = field(default_factory=list)
    """Seconds from the start of the process to its end."""

    def times(self, other: Series) -> float:
        """How many times the CPU of the other: the median of the rounds."""
        return statistics.median(self._ratios(other))

    def clock_times(self, other: Series) -> float:
        """How many times the other's seconds on the clock: the median of the rounds."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.clock, other.clock, strict=True))

    def spread(self, other: Series) -> tuple[float, float]:
        """Between which ratios the middle half of the rounds lies."""
        low, _, high = statistics.quantiles(self._ratios(other), n=4)
        return low, high

    def _ratios(self, other: Series) -> list[float]:
        return [mine / theirs for mine, theirs in zip(self.cpu, other.cpu, strict=True)]

    @property
    def mebibytes(self) -> float:
        """Median peak memory in MiB."""
        return statistics.median(self.peak) / 1024


def interleaved(commands: Mapping[str, Command], *, folder: Path, rounds: int, warm_up: int = 1) -> dict[str, Series]:
    """Run every command once a round, each round starting with another, so that a busy moment hits all alike."""
    series = {name: Series() for name in commands}
    names = list(commands)
    for turn in range(-warm_up, rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            cpu, peak, clock = once(commands[name], folder)
            if turn >= 0:
                series[name].cpu.append(cpu)
                series[name].peak.append(peak)
                series[name].clock.append(clock)
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return series


def once(command: Command, folder: Path) -> tuple[float, int, float]:
    """CPU seconds, peak KiB and seconds on the clock of one run; a linter may find something, but must not fail."""
    environment = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    parts = [str(part) for part in command]
    launched = subprocess.run(
        [sys.executable, "-I", "-S", LAUNCH, *parts],
        cwd=folder,
        env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (ENOUGH, ENOUGH)),
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    cpu, peak, clock, status = launched.stdout.split()
    if status not in ("0", "1"):
        raise SystemExit(f"{' '.join(parts)} ended with {status} (below 0: a signal; {ENOUGH} s of CPU are enough)")
    return float(cpu), int(peak), float(clock)
