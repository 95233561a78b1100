"""SIGTERM: it ends the judging at once, and never the writing of what was found."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

from validator.check import Stopped


class Termination:
    """Hears SIGTERM for the time of a run: while armed it raises Stopped, else it is remembered in `code`."""

    def __init__(self) -> None:
        self.code = 0
        self._armed = False

    def __enter__(self) -> "Termination":
        self._before = signal.signal(signal.SIGTERM, self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        signal.signal(signal.SIGTERM, self._before)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.code = 128 + number
        if self._armed:
            raise Stopped(self.code)

    @contextlib.contextmanager
    def armed(self) -> Iterator[None]:
        """Raise Stopped in the middle of what is done inside."""
        if self.code:
            raise Stopped(self.code)
        self._armed = True
        try:
            yield
        finally:
            self._armed = False
