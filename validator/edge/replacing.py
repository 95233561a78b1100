"""Write a file beside and rename it, so that nobody ever sees half of it; mode, owner and links stay."""

import contextlib
import os
import stat


class NotWritten(Exception):
    """The file could not be written; the message says why in a few words."""


def replace_file(path: str, data: bytes, before: bytes | None = None) -> None:
    """Write bytes in place of a file. With `before`, only if it still holds that. Raises NotWritten.

    A link stays a link: the file it leads to is written. Where a new file could not be given to the owner of the old
    one, the old one is written into instead. What is no regular file (`/dev/stdout`) is written to as it is.
    """
    try:
        target = os.path.realpath(path)
        known = os.stat(target) if os.path.exists(target) else None
        if known is not None and not stat.S_ISREG(known.st_mode):
            with open(target, "wb") as file:
                file.write(data)
            return
        if before is not None:
            with open(target, "rb") as file:
                if file.read() != before:
                    raise NotWritten("it was changed meanwhile; run again")
        if known is not None and not os.access(target, os.W_OK):
            raise NotWritten("permission denied")
        _write(target, data, known)
    except (OSError, ValueError) as error:
        raise NotWritten(getattr(error, "strerror", None) or "this is no file name") from None


def _write(target: str, data: bytes, known: os.stat_result | None) -> None:
    beside = f"{target}.{os.getpid()}.tmp"
    try:
        with open(beside, "wb") as file:
            file.write(data)
        if known is not None:
            own = os.stat(beside)
            if (own.st_uid, own.st_gid) != (known.st_uid, known.st_gid) and not _given(beside, known):
                os.unlink(beside)
                with open(target, "wb") as file:
                    file.write(data)
                return
            os.chmod(beside, stat.S_IMODE(known.st_mode))
        os.replace(beside, target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(beside)


def _given(path: str, known: os.stat_result) -> bool:
    if not hasattr(os, "chown"):
        return True
    try:
        os.chown(path, known.st_uid, known.st_gid)
    except OSError:
        return False
    return True
