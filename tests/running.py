"""Run oidclint as a user does, in a process of its own or in this one."""

import contextlib
import io
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

from validator.cli import main


@dataclass(frozen=True)
class Run:
    """What one run came to."""

    code: int
    out: str
    err: str

    @cached_property
    def report(self) -> dict[str, Any]:
        """Give the JSON report."""
        found: dict[str, Any] = json.loads(self.out)
        return found


class _Stdout(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


def oidclint(
    *arguments: str, cwd: "Path | str | None" = None, stdin: bytes | None = None, json_report: bool = True
) -> Run:
    """Run the command line in this process; `check` reports JSON unless told otherwise."""
    argv = list(arguments)
    if json_report and argv[:1] == ["check"] and "--format" not in argv:
        argv[1:1] = ["--format", "json"]
    out, err = _Stdout(), _Stdout()
    feed = io.TextIOWrapper(io.BytesIO(stdin or b""))
    before = os.getcwd()
    try:
        if cwd is not None:
            os.chdir(cwd)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), mock.patch("sys.stdin", feed):
            code = main(argv)
    finally:
        os.chdir(before)
    return Run(code, out.text(), err.text())
