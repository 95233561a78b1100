"""Replay the table against the litellm of another interpreter and print every disagreement.

    python -m tests.oracle.replay PYTHON [--boundary]

PYTHON is an interpreter that has litellm; `--boundary` keeps to the rows that stand on a boundary of its version.
"""

import contextlib
import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.oracle.compare import compare_all
from tests.oracle.rows import RESOLVE, ROWS

DRIVER = Path(__file__).with_name("driver.py")

PATIENCE = 60.0
"""Seconds to wait for a row; the driver itself gives most rows up after half of that."""

START = 180.0
"""Seconds to wait until the package is imported."""

FALLS = 5
"""How often the package may break down before nobody asks it any more."""


class DriverFailed(RuntimeError):
    """The package could not be asked; the message is one line."""


def version_of(python: str) -> str:
    """Ask an interpreter which litellm it has."""
    code = "from importlib.metadata import version; print(version('litellm'))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


class Driver:
    """The real package in a process of its own, asked row by row, and started again where it breaks down."""

    def __init__(self, python: str, patience: float = PATIENCE, program: Path = DRIVER) -> None:
        self._command = [python, str(program), "--lines"]
        self._patience = patience
        self._process: subprocess.Popen[str] | None = None
        self._falls = 0
        self._closed = False

    def __enter__(self) -> "Driver":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._end()

    def ask(self, row: dict[str, Any]) -> dict[str, Any]:
        """Put one row; the result is the driver's, or `{"id": …, "broke": why}` where the process did not survive it."""
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(row) + "\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=self._patience)
        except queue.Empty:
            return self._broke(row, f"no answer within {self._patience:g} s")
        except OSError:
            line = ""
        if not line:
            return self._broke(row, self._last_words())
        found: dict[str, Any] = json.loads(line)
        return found

    def _start(self) -> None:
        if self._closed:
            raise DriverFailed("nobody asks any more")
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - lives as the process
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
            )
        except OSError as problem:
            raise DriverFailed(f"{self._command[0]} cannot be run: {problem.strerror}") from None
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_copy, args=(self._process.stdout, self._lines), daemon=True).start()
        try:
            ready = self._lines.get(timeout=START)
        except queue.Empty:
            self._end()
            raise DriverFailed(f"litellm was not imported within {START:g} s by {self._command[0]}") from None
        if not ready:
            words = self._last_words()
            self._end()
            raise DriverFailed(f"litellm cannot be asked in {self._command[0]}: {words}")

    def _broke(self, row: dict[str, Any], why: str) -> dict[str, Any]:
        self._end()
        self._falls += 1
        if self._falls >= FALLS:
            raise DriverFailed(f"the driver broke down {self._falls} times, the last time at row {row['id']}: {why}")
        return {"id": row["id"], "broke": why}

    def _last_words(self) -> str:
        """Say how the process ended, and the last line it wrote."""
        assert self._process is not None
        code = self._process.wait()
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read().splitlines() if line.strip()]
        how = f"it ended with code {code}" if code >= 0 else f"it was ended by {signal.Signals(-code).name}"
        return how + (f", saying {lines[-1][:300]!r}" if lines else "")

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                assert stream is not None
                with contextlib.suppress(OSError):  # what was left in the pipe has no reader
                    stream.close()
            self._errors.close()
            self._process = None


def _copy(stream: Any, lines: "queue.Queue[str]") -> None:
    """Hand on the lines of a stream, and an empty text at its end."""
    try:
        for line in stream:
            lines.put(line)
    except (OSError, ValueError):
        pass  # closed by the other side
    lines.put("")


def answers(driver: Driver, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each row with its result, asking ahead while the caller works; raises DriverFailed."""
    done: queue.Queue[Any] = queue.Queue(maxsize=50)
    stopped = threading.Event()

    def ask() -> None:
        try:
            for row in rows:
                if stopped.is_set():
                    return
                done.put((row, driver.ask(row)))
            done.put(None)
        except Exception as problem:  # handed to the caller
            done.put(problem)

    worker = threading.Thread(target=ask, daemon=True)
    worker.start()
    try:
        while (item := done.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        stopped.set()


def drive(python: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the rows to the real package, in a process of its own."""
    done = subprocess.run([python, str(DRIVER)], input=json.dumps(rows), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the driver failed:\n{done.stderr[-2000:]}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def main() -> int:
    """Replay and report; 1 if we disagree anywhere."""
    python, boundary = sys.argv[1], "--boundary" in sys.argv[2:]
    version = version_of(python)
    rows = [row for row in [*ROWS, *RESOLVE] if not boundary or version in row.get("versions", ())]
    compared, found = compare_all(rows, drive(python, rows), version)
    print("\n".join(found))
    print(f"LiteLLM {version}: {compared} rows compared, {len(found)} disagreements")
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
