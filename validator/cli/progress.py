"""A line on the terminal that says how far a long run has come; it is gone when the run ends."""

import time
from typing import TextIO

from validator.edge.search import Source

_PATIENCE = 0.5
_STEP = 0.1


class Progress:
    """Draws `checked N of M` over itself, from half a second on and ten times a second at most."""

    def __init__(self, number: int, stream: TextIO) -> None:
        self._number, self._stream = number, stream
        self._done = 0
        self._next = time.monotonic() + _PATIENCE
        self._drawn = False

    def __call__(self, source: Source) -> None:
        """Count one file."""
        self._done += 1
        now = time.monotonic()
        if now >= self._next:
            self._stream.write(f"\r\x1b[Kchecked {self._done} of {self._number}")
            self._stream.flush()
            self._next = now + _STEP
            self._drawn = True

    def end(self) -> None:
        """Wipe the line."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
