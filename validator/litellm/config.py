"""A LiteLLM proxy config as values: entries, faults, and where everything really stands.

Faults are values; each carries LiteLLM's own `Type: message`. How a config comes to be is told in loading.py.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from validator.document import Document, Opaque, Path
from validator.finding import Place
from validator.litellm.environment import Environment, Files, Unknown
from validator.litellm.reference import ENVIRON, is_reference, strip_environ
from validator.litellm.versions import Judged

_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")


def is_template(text: str) -> bool:
    """Say whether a text holds a template expression that somebody renders first."""
    return "{" in text and _TEMPLATE.search(text) is not None


class Fault(NamedTuple):
    """Something that stops LiteLLM (`stops`), or makes it drop an entry, or that it merely ignores.

    `effect` is stops, drops, inactive or ignored. `rule` names who reports it.
    """

    rule: str
    effect: str
    place: Place
    message: str
    predicts: str | None = None
    severity: str | None = None
    expected: str | None = None


class Entry(NamedTuple):
    """One item of model_list: where it stands, its parameters as written, and what becomes of it."""

    position: int
    place: Place
    name: str | None
    params: Mapping[Any, Any]
    info: Mapping[Any, Any]
    model: "str | Unknown | None"
    provider: "str | Unknown | None"
    fault: Fault | None = None


class Value(NamedTuple):
    """A value where LiteLLM reads it: after expansion, with the place and the text it was written as."""

    data: Any
    place: Place | None
    written: Any = None
    source: str = ""

    @property
    def unknown(self) -> bool:
        """Say whether the evidence does not decide what it is."""
        return isinstance(self.data, Unknown)


class ProxyConfig(NamedTuple):
    """A config with its includes, as LiteLLM merges them."""

    document: Document
    parts: tuple[Document, ...]
    top: Mapping[str, Any]
    places: Mapping[str, "Place | list[Place]"]
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    environment: Environment
    base_environment: Environment
    environment_written: Mapping[str, Place]
    credentials: Mapping[str, tuple[Place, Mapping[str, Any]]]
    defaults: Mapping[str, Any]
    defaults_place: Place | None
    secret_manager: bool

    @property
    def loads(self) -> bool:
        """Say whether LiteLLM starts with it."""
        return not any(fault.effect == "stops" for fault in self.faults)

    def place_of(self, path: Path) -> Place:
        """Give the place of a route in the merged config: the document it really stands in."""
        where = self.places.get(str(path[0])) if path else None
        if isinstance(where, list):
            if len(path) > 1 and isinstance(path[1], int) and path[1] < len(where):
                origin = where[path[1]]
                return Place(origin.document, origin.path + path[2:])
            return Place(where[0].document if where else self.document, path[:1])
        if where is not None:
            return Place(where.document, where.path + path[1:])
        return Place(self.document, path)


def expand(
    value: Any,
    environment: Environment,
    files: Files,
    version: Judged,
    rounds: int = 1,
    later: Environment | None = None,
) -> Any:
    """Expand `os.environ/NAME` as the loader does (`_check_for_os_environ_vars`), up to `rounds` times over.

    Gives the value, None for a variable that is unset, a bool for one that reads true or false, Unknown where the
    environment is unknown or a template stands there. `os.environ/oidc/…` is left to the caller. The rounds after the
    first see `later`: by then `environment_variables` has been written.
    """
    if value is None or (type(value) is str and "{" not in value and value[:11] != ENVIRON):
        return value  # nearly every value
    written = value
    for number in range(rounds):
        if not isinstance(value, str) or not value.startswith(ENVIRON):
            break
        name = strip_environ(value)
        if is_reference(name):
            return value
        found = (later if number and later is not None else environment).get(name)
        if isinstance(found, Unknown) or found is None:
            return found
        lowered = found.strip().lower()
        value = lowered == "true" if lowered in ("true", "false") else found
    if isinstance(value, Opaque):
        return Unknown("unknown-tag", value.tag)
    if isinstance(value, str) and is_template(value):
        return Unknown("template", value[:80] if value == written else "it")
    return value


def walk_values(value: Any, path: Path = (), depth: int = 0) -> Iterator[tuple[Path, str, int]]:
    """Give every text value with its route and how many mappings deep it stands; a list item has depth -1."""
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, str):
                yield (*path, key), child, depth
            elif isinstance(child, (dict, list)):
                yield from walk_values(child, (*path, key), depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, str):
                yield (*path, index), child, -1
            elif isinstance(child, (dict, list)):
                yield from walk_values(child, (*path, index), depth)


def stops(place: Place, message: str, predicts: str | None, rule: str = "invalid-config") -> Fault:
    """Make the fault of something that keeps LiteLLM from starting."""
    return Fault(rule, "stops", place, message, predicts)


def type_name(value: Any) -> str:
    """Name the type of a value as Python's own messages do."""
    return "NoneType" if value is None else "str" if isinstance(value, str) else type(value).__name__
