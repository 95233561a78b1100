"""Environment files and `--env` options, as they are given on the command line."""

import os
import re
from collections.abc import Iterable, Mapping

from validator.litellm.environment import Environment

_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]*$")


class BadVariables(Exception):
    """An environment file or option cannot be read; the message names the line, never a value."""


def environment(files: Iterable[str], options: Iterable[str], process: Mapping[str, str]) -> Environment:
    """Build the environment from `--env-file` and `--env`; unknown when neither is given. Raises BadVariables."""
    paths, names = list(files), list(options)
    values: dict[str, str] = {}
    for path in paths:
        values.update(read_env_file(path))
    for option in names:
        name, equals, value = option.partition("=")
        if not name or "\0" in option:
            raise BadVariables("--env takes NAME or NAME=VALUE")
        if equals:
            values[name] = value
        elif name in process:
            values[name] = process[name]
    return Environment(bool(paths or names), values)


def read_env_file(path: str) -> dict[str, str]:
    """Read NAME=VALUE lines as docker and dotenv do: comments, `export`, quotes. Raises BadVariables."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read(4_000_000)
    except (OSError, UnicodeDecodeError) as error:
        words = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise BadVariables(f"cannot read the environment file {os.path.basename(path)}: {words}") from None
    values: dict[str, str] = {}
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").partition("=")
        name = name.strip()
        if not equals or not _NAME.match(name):
            raise BadVariables(f"{os.path.basename(path)}:{number}: expected NAME=VALUE")
        value = value.strip()
        quote = value[:1]
        if quote in ("'", '"'):
            rest = value[1:]
            while quote not in rest:
                more = next(lines, None)
                if more is None:
                    raise BadVariables(f"{os.path.basename(path)}:{number}: the quote is not closed")
                rest += "\n" + more[1]
            value = rest[: rest.index(quote)]
            if quote == '"':
                value = value.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
        else:
            value = re.sub(r"\s+#.*$", "", value)
        values[name] = value
    return values
