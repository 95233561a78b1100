"""The file system of LiteLLM's machine below a root folder: links are resolved inside it, nothing outside is opened."""

import os
import posixpath
import stat

from validator.litellm.environment import FileAnswer, Unknown

_MAX_LINKS = 40
_MAX_TOKEN_FILE = 1 << 20


class RootedFiles:
    """`--files ROOT`: ROOT stands for `/`. Relative paths start at `here`, the current folder's place below ROOT."""

    def __init__(self, root: str, here: str | None) -> None:
        self._root = root.rstrip("/")
        self._here = here

    def real(self, path: str) -> "str | Unknown":
        """Resolve links and `..` as os.path.realpath does on that machine; Unknown for a path outside of ROOT."""
        absolute = self._absolute(path)
        return absolute if isinstance(absolute, Unknown) else self._resolve(absolute)

    def read(self, path: str) -> FileAnswer:
        """Open the file as text, as UTF-8; errors in Python's words, with the path as LiteLLM would name it."""
        if "\0" in path:
            return FileAnswer("unreadable", error="ValueError: embedded null byte")
        absolute = self._absolute(path)
        if isinstance(absolute, Unknown):
            return FileAnswer("unknown")
        resolved = self._resolve(absolute)
        outside = self._root + resolved
        try:
            if path == "":
                raise FileNotFoundError(2, "No such file or directory")
            mode = os.stat(outside, follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                raise OSError(40, "Too many levels of symbolic links")
            if path.endswith(("/", "/.")) and not stat.S_ISDIR(mode):
                raise NotADirectoryError(20, "Not a directory")
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                return FileAnswer("unknown")
            with open(outside, "rb") as file:
                data = file.read(_MAX_TOKEN_FILE + 1)
        except FileNotFoundError as error:
            return FileAnswer("missing", error=_words(error, path))
        except OSError as error:
            return FileAnswer("unreadable", error=_words(error, path))
        if len(data) > _MAX_TOKEN_FILE:
            return FileAnswer("unknown")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            return FileAnswer("unreadable", error=f"UnicodeDecodeError: {error}")
        return FileAnswer("text", text.replace("\r\n", "\n").replace("\r", "\n"))

    def on_this_machine(self, path: str) -> str | None:
        """Give the path below the root folder; None for a relative path with no place below it."""
        absolute = self._absolute(path)
        return None if isinstance(absolute, Unknown) else self._root + self._resolve(absolute)

    def _absolute(self, path: str) -> "str | Unknown":
        if path.startswith("/"):
            return path
        if self._here is None:
            return Unknown("files-unknown", path)
        return posixpath.join(self._here, path)

    def _resolve(self, path: str) -> str:
        rest = [part for part in path.split("/") if part][::-1]
        done: list[str] = []
        links = 0
        while rest:
            part = rest.pop()
            if part == ".":
                continue
            if part == "..":
                done = done[:-1]
                continue
            done.append(part)
            try:
                target = os.readlink(self._root + "/" + "/".join(done))
            except (OSError, ValueError):
                continue
            links += 1
            if links > _MAX_LINKS:
                continue
            done = [] if target.startswith("/") else done[:-1]
            rest += [piece for piece in target.split("/") if piece][::-1]
        return "/" + "/".join(done)


def _words(error: OSError, path: str) -> str:
    return f"{type(error).__name__}: [Errno {error.errno}] {os.strerror(error.errno or 0)}: {path!r}"
