"""The environment LiteLLM runs in, as far as it is known: variables and token files."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol


class Unknown(NamedTuple):
    """A value that the evidence does not decide. `why` is a stable code, `name` what would settle it."""

    why: str
    name: str = ""


class Environment(NamedTuple):
    """Variables by name. `known` says that these are all of them; otherwise any other name is Unknown."""

    known: bool = False
    values: Mapping[str, str] = MappingProxyType({})

    def __repr__(self) -> str:
        return f"<environment of {len(self.values)} variables>"

    def get(self, name: str) -> "str | Unknown | None":
        """Give the value, None if it is known to be unset, Unknown otherwise."""
        value = self.values.get(name)
        if value is not None:
            return value
        return None if self.known else Unknown("environment-unknown", name)

    def certain(self, name: str) -> str | None:
        """Give the value if it is known to be set, else None: for variables that would only get in the way."""
        return self.values.get(name)

    def with_values(self, more: Mapping[str, str]) -> "Environment":
        """Give an environment in which these variables are set as well."""
        return Environment(self.known, {**self.values, **more}) if more else self


class FileAnswer(NamedTuple):
    """What opening a file for reading as text gives: its text, or the error LiteLLM would see, or unknown.

    `kind` is text, missing, unreadable or unknown; `error` reads `Type: message` as Python words it.
    """

    kind: str
    text: str | None = None
    error: str = ""

    def __repr__(self) -> str:
        return f"<file answer {self.kind}>"


class Files(Protocol):
    """The file system of LiteLLM's machine. Paths are absolute or relative to its working directory."""

    def real(self, path: str) -> "str | Unknown":
        """Give the path with every link and `..` resolved, as os.path.realpath does."""

    def read(self, path: str) -> FileAnswer:
        """Open the file and read it as text."""

    def on_this_machine(self, path: str) -> str | None:
        """Give the path by which this machine has a file of that one, None if nothing is known of it."""


class NoFiles:
    """Nothing is known of the file system: no file is opened."""

    def real(self, path: str) -> "str | Unknown":
        """Give Unknown."""
        return Unknown("files-unknown", path)

    def read(self, path: str) -> FileAnswer:
        """Give an unknown answer."""
        return FileAnswer("unknown")

    def on_this_machine(self, path: str) -> str | None:
        """Give None."""
        return None
