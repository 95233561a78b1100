"""Files that replace others whole: written beside and renamed, so that nobody ever reads half of one."""

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


class NotWritten(Exception):
    """The file could not be written; the message says why in a few words."""


def replace_mended(path: str, data: bytes, before: bytes) -> None:
    """Put bytes into a file that a fix has changed, if it still holds what was judged; raise NotWritten."""
    try:
        with open(path, "rb") as file:
            if file.read() != before:
                raise NotWritten("it was changed meanwhile; run again")
        if not os.access(path, os.W_OK):
            raise NotWritten("permission denied")
        replace(path, data)
    except (OSError, ValueError) as error:
        raise NotWritten(getattr(error, "strerror", None) or "this is no file name") from None


def replace(path: str, text: "str | bytes") -> None:
    """Put bytes, or a text as UTF-8, into a file; raise OSError or ValueError, and then leave all as it was.

    A file that is there keeps its mode and owner, a link keeps pointing to its file, and what is no file
    (`/dev/null`, a pipe) is written straight.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
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
        if old is not None and not _take_over(beside, old):
            with open(target, "wb") as file:  # to keep its owner counts more than to replace it whole
                file.write(data)
            os.unlink(beside)
        else:
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


def _take_over(path: str, old: os.stat_result) -> bool:
    """Give a new file the mode and the owner of the old one; False if it cannot have the owner."""
    new = os.stat(path)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(path, old.st_uid, old.st_gid)
        except (OSError, AttributeError):  # only root gives files away
            return False
    os.chmod(path, stat.S_IMODE(old.st_mode))
    return True
