"""YAML text as a tree of nodes: by libyaml where it reads like PyYAML's own scanner, which LiteLLM uses, else by that."""

import re
from typing import Any

import yaml
from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode

from validator.nodes import MAP, SEQ, STR, Malformed, ManyDocuments, malformed_by

C_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PURE_LIMIT = 1_000_000


class QuickLoader(C_LOADER):  # type: ignore[misc]
    """PyYAML's loader with a short way to the tag of a node: composing spends most of its time on asking for it.

    It answers as `yaml.resolver.BaseResolver` does without path resolvers, which the safe loader has none of.
    """

    def descend_resolver(self, current_node: Node | None, current_index: Any) -> None:
        """Do nothing: only path resolvers need to know the way."""

    def ascend_resolver(self) -> None:
        """Do nothing."""

    def resolve(self, kind: type[Node], value: Any, implicit: tuple[bool, bool]) -> str:
        """Give the tag of a node that has none of its own."""
        if kind is not ScalarNode:
            return MAP if kind is MappingNode else SEQ
        if implicit[0]:
            for tag, pattern in _PLAIN.get(value[:1], ()):
                if pattern.match(value):
                    return tag
        return STR


_PLAIN: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
"""What a text without quotes may be besides a text, by its first letter."""


def compose(text: str) -> Node | None:
    """Give the tree of a text, None for an empty one; raise Malformed or ManyDocuments."""
    if len(text) < _PURE_LIMIT and _read_differently(text):
        return _compose_with(yaml.SafeLoader, text)
    try:
        return _compose_with(QuickLoader, text)
    except Malformed:
        if C_LOADER is yaml.SafeLoader or len(text) >= _PURE_LIMIT:
            raise
    return _compose_with(yaml.SafeLoader, text)


def _read_differently(text: str) -> bool:
    """Say whether libyaml may read a text otherwise than PyYAML's own scanner, which is the one LiteLLM uses.

    libyaml takes tabs as blanks, a question mark inside a plain text of a flow collection, a comma after a tag, a
    comment right behind `|`, and a byte order mark inside; a bare `!` it reads as an empty text.
    """
    if "\t" in text:
        return True
    if "?" in text and ("[" in text or "{" in text) and _QUESTION.search(_COMMENT.sub("", text)) is not None:
        return True
    if "!" in text and _ODD_TAG.search(text) is not None:
        return True
    return "\ufeff" in text or (("|" in text or ">" in text) and _BLOCK_COMMENT.search(text) is not None)


_COMMENT = re.compile(r"(?m)^[ ]*#.*$")
_QUESTION = re.compile(r"[\[{](?s:.*)\?")
_ODD_TAG = re.compile(r"(?:^|[\s\[{,])!(?!!?[A-Za-z][\w.:-]*(?:\s|$))")
_BLOCK_COMMENT = re.compile(r"[|>][+-]?[0-9]?[+-]?#")


def _compose_with(loader_class: Any, text: str) -> Node | None:
    loader = None
    try:
        loader = loader_class(text)
        return loader.get_single_node()  # type: ignore[no-any-return]
    except (YAMLError, ValueError) as error:
        if "expected a single document" in str(error):
            raise ManyDocuments from None
        raise malformed_by(error, text) from None
    finally:
        if loader is not None:
            loader.dispose()
