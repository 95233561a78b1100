"""Rule packs from files: read, parsed, checked; everything that is wrong comes at once."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from validator import bundled
from validator.document import Malformed, ManyDocuments, parse
from validator.edge.reading import read
from validator.packs.pack import Pack, read_pack
from validator.redact import one_line

MAX_BYTES = 1024 * 1024
"""A larger file is no rule pack."""


class BadPacks(Exception):
    """Packs that cannot be used; `lines` say why, each `file:line:column: message`."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines[0])
        self.lines = lines


def packs_of(paths: Iterable[str], rules: Iterable[str]) -> tuple[Pack, ...]:
    """Read the packs of these files, each file once; `rules` are the names that are ours. Raises BadPacks."""
    taken = dict.fromkeys(rules, "oidclint")
    files = list({os.path.realpath(path): path for path in reversed(list(paths)) if "\0" not in path}.values())[::-1]
    if not files:
        return ()
    schemas = {name: bundled.large_table(f"schemas/{name}") for name in ("rule-pack", "pack-reference", "pack-entry")}
    packs: list[Pack] = []
    lines: list[str] = []
    for path in files:
        found = _read(path, schemas, taken)
        if isinstance(found, Pack):
            packs.append(found)
            taken.update((rule.id, f"the pack {one_line(path)}") for rule in found.rules)
        else:
            lines += found
    if lines:
        raise BadPacks([line.encode("utf-8", "backslashreplace").decode() for line in lines])
    return tuple(packs)


def _read(path: str, schemas: Mapping[str, Any], taken: Mapping[str, str]) -> "Pack | list[str]":
    name = one_line(path)
    text = read(path)
    if text.problem is not None:
        where = "" if text.unreadable else f":{text.line}:1"
        return [f"{name}{where}: {one_line(text.problem.partition('; LiteLLM')[0])}"]
    if len(text.raw) > MAX_BYTES:
        return [f"{name}:1:1: larger than {MAX_BYTES // 1024} KiB; that is no rule pack"]
    try:
        document = parse(text.text, path)
    except ManyDocuments:
        return [f"{name}:1:1: more than one document in the file; a rule pack is one"]
    except Malformed as error:
        return [f"{name}:{error.line}:{error.column}: {one_line(error.message.partition('; LiteLLM')[0])}"]
    found = read_pack(document, path, schemas, taken)
    if isinstance(found, Pack):
        return found
    return [f"{name}:{problem.line}:{problem.column}: {problem.message}" for problem in found]
