"""Read one file: its bytes, decoded as LiteLLM would, or the reason why not."""

import os
import stat
import sys
from typing import NamedTuple

MAX_BYTES = 32 * 1024 * 1024
"""Larger files are not read: no LiteLLM config comes near it."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Text(NamedTuple):
    """The text of a file, or `problem`: why there is none, with LiteLLM's own `Type: message`.

    `unreadable` says that the file could not be opened at all.
    """

    text: str = ""
    raw: bytes = b""
    problem: str | None = None
    predicts: str | None = None
    unreadable: bool = False
    line: int = 1

    def __repr__(self) -> str:
        return f"<text of {len(self.raw)} bytes>"


def read(path: str | None) -> Text:
    """Read a file, or standard input for None. Never raises for what the file is or holds."""
    try:
        if path is None:
            if sys.stdin is None:
                return Text(problem="cannot be read: standard input is closed", unreadable=True)
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            mode = os.stat(path)
            if not stat.S_ISREG(mode.st_mode):
                what = "a folder" if stat.S_ISDIR(mode.st_mode) else "no regular file"
                return Text(problem=f"cannot be read: it is {what}", unreadable=True)
            if mode.st_size > MAX_BYTES:
                return Text(problem=f"not read: larger than {MAX_BYTES // 1024 // 1024} MiB", unreadable=True)
            with open(path, "rb") as file:
                raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        words = error.strerror or type(error).__name__
        return Text(
            problem=f"cannot be read: {words[:1].lower()}{words[1:]}",
            predicts=f"{type(error).__name__}: [Errno {error.errno}] {words}",
            unreadable=True,
        )
    except ValueError:
        return Text(problem="cannot be read: the name holds a NUL", unreadable=True)
    if len(raw) > MAX_BYTES:
        return Text(problem=f"not read: larger than {MAX_BYTES // 1024 // 1024} MiB", unreadable=True)
    return decode(raw)


def decode(raw: bytes) -> Text:
    """Decode bytes as UTF-8, as LiteLLM opens its config; say what they are instead."""
    if raw[:2] in _UTF16:
        return Text(
            raw.decode("utf-16", "replace"),
            raw,
            "UTF-16 text; LiteLLM reads UTF-8",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte",
        )
    try:
        return Text(raw.decode("utf-8"), raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        kind = "binary data" if b"\0" in raw[:8192] else "no UTF-8 text"
        return Text(
            raw.decode("utf-8", "replace"),
            raw,
            f"{kind}: byte 0x{raw[error.start]:02x} at offset {error.start}; LiteLLM cannot decode it",
            f"UnicodeDecodeError: 'utf-8' codec can't decode byte 0x{raw[error.start]:02x} in position {error.start}: {error.reason}",
            False,
            line,
        )
