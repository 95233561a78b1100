"""Files that replace others whole: written beside and renamed, so that nobody ever reads half of one."""

import contextlib
import errno
import os
import stat


def is_special(path: str) -> bool:
    """Say whether a path is there and neither a file nor a folder: a pipe, a terminal, /dev/null."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def replace(path: str, text: str) -> None:
    """Put a text into a file, as UTF-8 with LF; raise OSError or ValueError, and then leave all as it was.

    A file that is there keeps its mode and owner, a link keeps pointing to its file, and what is no file
    (`/dev/null`, a pipe) is written straight.
    """
    data = text.encode("utf-8", "backslashreplace")
    if is_special(path):
        with open(path, "wb", buffering=0) as special:
            _write(special.fileno(), data)
        return
    if path.endswith(("/", os.sep)):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    target = os.path.realpath(path)
    try:
        old = os.stat(target)
    except FileNotFoundError:
        old = None
    handle, beside = _open_beside(os.path.dirname(target))
    try:
        try:
            _write(handle, data)
        finally:
            os.close(handle)
        if old is not None:
            _take_over(beside, old)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _open_beside(folder: str) -> tuple[int, str]:
    """Make a file of a new name in a folder. A number in the name: in a container every run is process 1."""
    number = 0
    while True:
        path = os.path.join(folder, f".oidclint.{os.getpid()}.{number}.tmp")
        try:
            return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), path
        except FileExistsError:
            number += 1


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _take_over(path: str, old: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only root gives files away; the mode counts all the same
            os.chown(path, old.st_uid, old.st_gid)
    os.chmod(path, stat.S_IMODE(old.st_mode))
