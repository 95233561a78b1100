"""LiteLLM configs inside other files: a Kubernetes ConfigMap, a Helm values file, a manifest of several documents.

A ConfigMap holds the config as text below `data`; LiteLLM's Helm chart takes it as a mapping, `proxy_config`, and
makes a ConfigMap of it (https://github.com/BerriAI/litellm, deploy/charts/litellm-helm/values.yaml). Argo CD and
Compose files hold either of the two a level deeper.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.document import Document, Malformed, Path, inside, part_at
from validator.finding import Place
from validator.litellm.config import Fault, stops
from validator.recognise import LOUD, has_section, is_litellm_config

_DEEPEST = 8
_MOST = 100_000
_MAPPINGS = ("proxy_config", "litellm_config", "litellmConfig", "proxyConfig")
"""Keys that hold a whole config as a mapping, so that a section of it is enough to be recognised."""


def carried(document: Document) -> Iterator["Document | Malformed"]:
    """Give every LiteLLM config inside a document that is none itself; Malformed for a text that should be one."""
    budget = [_MOST]
    yield from _below(document, document.data, (), 0, budget)


def _below(
    document: Document, data: Any, path: Path, depth: int, budget: list[int]
) -> Iterator["Document | Malformed"]:
    budget[0] -= 1
    if depth > _DEEPEST or budget[0] < 0:
        return
    if isinstance(data, str):
        if ("\n" in data or data.lstrip()[:1] == "{") and LOUD.search(data.encode("utf-8", "replace")) is not None:
            yield from _in_text(document, path)
    elif isinstance(data, dict):
        if path and _is_carried(data, path[-1]):
            found = part_at(document, path)
            if found is not None:
                yield found._replace(prefix=(*document.prefix, *path), carrier=document.carrier)
            return
        for key, value in data.items():
            if isinstance(value, (str, dict, list)) and isinstance(key, (str, int)):
                yield from _below(document, value, (*path, key), depth + 1, budget)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            if isinstance(value, (str, dict, list)):
                yield from _below(document, value, (*path, index), depth + 1, budget)


def _is_carried(data: Mapping[Any, Any], key: "str | int") -> bool:
    return is_litellm_config(data) and (bool(data.get("model_list")) or key in _MAPPINGS)


def _in_text(document: Document, path: Path) -> Iterator["Document | Malformed"]:
    try:
        found = inside(document, path)
    except Malformed as error:
        if is_file(document.data, path) and _MEANT.search(_text_at(document, path)) is not None:
            yield error
        return
    if isinstance(found.data, dict) and has_section(found.data):
        yield found
    elif isinstance(found.data, (dict, list)):
        yield from carried(found)


_MEANT = re.compile(r"\A(?![\s\S]*\{\{)[\s\S]*(?:model_list|litellm_params)")
"""A text that is meant to be a config as it stands, and is no template of one."""


def _text_at(document: Document, path: Path) -> str:
    data: Any = document.data
    for step in path:
        data = data[step]
    return str(data)


def is_file(data: Any, path: Path) -> bool:
    """Say whether a text stands for a YAML file: below `data` of a ConfigMap, under a name that ends so."""
    return len(path) >= 2 and path[-2] in ("data", "stringData") and str(path[-1]).endswith((".yaml", ".yml", ".json"))


def beside(document: Document, outer: Document) -> dict[str, "Document | Fault"]:
    """Give the files a carried config includes: other texts of the same ConfigMap, mounted next to it.

    One that is not there stands on LiteLLM's machine, and what it holds is unknown.
    """
    wanted = document.data.get("include") if isinstance(document.data, dict) else None
    found: dict[str, Document | Fault] = {}
    nowhere = Place(document)
    path = document.prefix[:-1]
    holder: Any = outer.data
    for step in path:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            holder = None
    for item in wanted if isinstance(wanted, list) else ():
        if not isinstance(item, str):
            continue
        name = item.rsplit("/", 1)[-1]
        text = holder.get(name) if isinstance(holder, dict) and document.carrier is not None else None
        if isinstance(text, str):
            try:
                found[item] = inside(outer, (*path, name))
            except Malformed as error:
                found[item] = stops(
                    nowhere, f"the included {name} is {error.message} (line {error.line})", error.predicts
                )
        else:
            message = "this file is mounted on LiteLLM's machine and was not read"
            found[item] = Fault("invalid-config", "open", nowhere, message, None, "warning")
    return found
