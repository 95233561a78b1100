"""Read from an installed litellm the lists that policies/litellm/params.json and models.json hold.

Runs inside the interpreter that has the package and knows nothing of oidclint; prints one JSON document. A list that
this release keeps elsewhere is left out, so that nobody takes what could not be read for something removed.

    python inventory.py > inventory.json
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FAMILIES = frozenset(
    "azure azure_ai azure_text bedrock bedrock_converse bedrock_mantle sagemaker sagemaker_chat aws_polly openai "
    "text-completion-openai".split()
)
"""Providers whose models' modes decide how a credential travels."""

SIZED = re.compile(r"(\d+-x-\d+|hd/|low/|medium/|high/|standard/|max-steps|\d+-steps)")
"""How names begin that only tell the price of a picture."""

KINDS = {
    "str": "str",
    "AdminApiKeySecretReference | str": "str",
    "str | dict": "str|dict",
    "bool": "bool",
    "int": "int",
    "float": "float",
    "float | str": "float|str",
    "float | str | Timeout": "float|str",
    "float | str | Timeout | Timeout": "float|str",
    "Sequence[AwsSessionTag]": "tags",
    "list": "list",
    "list[str]": "list[str]",
    "dict": "dict",
}
"""Annotation without `None` and module names -> the kind of value it takes; what is not here is told as it stands."""

EXCEPTIONS = {
    "max_retries": {"int": "retries"},
    "model": {"str": "str!"},
    "drop_params": {"bool | str": "any"},
    "configurable_clientside_auth_params": {
        "list[str | ConfigurableClientsideParamsCustomAuth]": "any",
        "list[Union[str, ConfigurableClientsideParamsCustomAuth]]": "any",
    },
    "mock_response": {
        "str | ModelResponse | Exception | object": "any",
        "str | ModelResponse | Exception | Any": "any",
    },
    "tiered_pricing": {"list[dict[str, Any]]": "list[dict]"},
    "search_queries_cost_per_query": {"float | SearchContextCostPerQuery": "any"},
}
"""Keys with a validator of their own, or an annotation that takes nearly anything."""

MISPLACED = ("enable_jwt_auth", "litellm_jwtauth")


def annotation_text(annotation: Any) -> str:
    """Write an annotation without `None` and without the names of modules."""
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    text = re.sub(r"\b(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])", "", text)
    text = re.sub(r"\b(List|Dict)\[", lambda found: f"{found[1].lower()}[", text)
    text = re.sub(r"^Optional\[(.*)\]$", r"\1", text)
    while (plain := re.sub(r"^Union\[(.*)\]$", lambda found: " | ".join(_pieces(found[1])), text)) != text:
        text = plain
    return " | ".join(
        piece for piece in (item.strip() for item in _pieces(text, "|")) if piece not in ("None", "NoneType")
    )


def _pieces(text: str, mark: str = ",") -> list[str]:
    """Split at a mark outside of brackets."""
    pieces, depth = [""], 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if letter == mark and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces]


def kind_of(name: str, annotation: Any) -> str:
    """Give the kind of value a key of litellm_params takes; an annotation unknown here is given as it stands."""
    text = annotation_text(annotation)
    own = EXCEPTIONS.get(name, {})
    if text in own:
        return own[text]
    if re.fullmatch(r"(dict|Dict|Mapping)(\[.*\])?", text):
        return "dict"
    return KINDS.get(text, text)


def params() -> Iterator[tuple[str, Any]]:
    """Give the keys of a model entry and of the price of one, with their kinds."""
    from litellm.types import router

    prices: set[str] = set()
    for name in ("MirroredPricingParams", "CustomPricingLiteLLMParams"):
        prices |= set(getattr(getattr(router, name, None), "model_fields", ()))
    kinds = {name: kind_of(name, field.annotation) for name, field in router.LiteLLM_Params.model_fields.items()}
    yield "params", {name: kind for name, kind in kinds.items() if name not in prices}
    yield "pricing", {name: kind for name, kind in kinds.items() if name in prices}


def settings() -> Iterator[tuple[str, Any]]:
    """Give what ProxyConfig reads at the top of a config, and the other lists of params.json."""
    import litellm

    source = Path(litellm.__file__).parent / "proxy"
    tree = ast.parse((source / "proxy_server.py").read_text(encoding="utf-8"))
    keys = set(_keys_read(tree))
    nested = source / "common_utils" / "config_includes.py"
    if '"include"' in (nested.read_text(encoding="utf-8") if nested.exists() else ""):
        keys.add("include")
    yield "top_level", sorted(keys - set(MISPLACED))
    yield "top_level_misplaced", sorted(keys & set(MISPLACED))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Set, ast.Tuple, ast.List)):
            words = [item.value for item in node.elts if isinstance(item, ast.Constant)]
            if "DYLD_INSERT_LIBRARIES" in words:
                yield "blocked_environment", words
                break
    with contextlib.suppress(ImportError, AttributeError):
        from litellm.proxy._types import KeyManagementSystem

        yield "key_management_systems", [item.value for item in KeyManagementSystem]
    with contextlib.suppress(ImportError, AttributeError):
        from litellm.types.utils import CredentialItem

        fields = CredentialItem.model_fields
        yield "credential_item_required", [name for name, field in fields.items() if field.is_required()]
    signature = inspect.signature(litellm.Router.__init__)
    yield "router_settings", sorted(set(signature.parameters) - {"self"})


READS = frozenset(("get", "pop"))
CONFIGS = frozenset(("config", "config_data", "_config", "new_config", "proxy_config"))


def _keys_read(tree: ast.Module) -> Iterator[str]:
    """Give every word that a method of ProxyConfig looks up in the config."""
    for owner in tree.body:
        if not isinstance(owner, ast.ClassDef) or owner.name != "ProxyConfig":
            continue
        for method in owner.body:
            if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) or "_check_and_reload" in method.name:
                continue  # those read a row of the database under the same name
            for node in ast.walk(method):
                word: Any = None
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                    if node.func.attr in READS and _is_config(node.func.value):
                        word = node.args[0]
                elif isinstance(node, ast.Subscript) and _is_config(node.value):
                    word = node.slice
                elif isinstance(node, ast.Compare) and _is_config(node.comparators[0]):
                    if isinstance(node.ops[0], (ast.In, ast.NotIn)):
                        word = node.left
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value
            yield from _words_looked_up(method)


def _words_looked_up(method: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Give the words of a comprehension such as `key for key in ("a", "b") if key in config`."""
    for node in ast.walk(method):
        if isinstance(node, ast.comprehension) and isinstance(node.iter, (ast.Tuple, ast.List, ast.Set)):
            asked = [test for test in node.ifs if isinstance(test, ast.Compare) and _is_config(test.comparators[0])]
            for item in node.iter.elts if asked else ():
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield item.value


def _is_config(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in CONFIGS


def models() -> Iterator[tuple[str, Any]]:
    """Give the words of providers and the price map, as far as models.json holds them."""
    import litellm
    from litellm.litellm_core_utils.get_llm_provider_logic import get_llm_provider

    words = {str(getattr(item, "value", item)) for item in litellm.provider_list}
    hosts = set(litellm.openai_compatible_endpoints)
    with contextlib.suppress(ImportError, AttributeError):
        from litellm.llms.openai_like.json_loader import JSONProviderRegistry

        for word in JSONProviderRegistry.list_providers():
            words.add(word)
            hosts.add(getattr(JSONProviderRegistry.get(word), "base_url", None) or "")
    yield "providers", sorted(words)
    yield "endpoints", sorted(hosts - {""})
    with contextlib.suppress(AttributeError):
        yield "callbacks", sorted(litellm._known_custom_logger_compatible_callbacks)
    with contextlib.suppress(AttributeError):
        yield "converse", sorted(litellm.bedrock_converse_models)
    bare: dict[str, list[str]] = {}
    modes: dict[str, list[str]] = {}
    for name, entry in litellm.model_cost.items():
        if "/" not in name or name.split("/", 1)[0] not in words:
            with contextlib.suppress(Exception):
                bare.setdefault(get_llm_provider(name)[1], []).append(name)
        mode = entry.get("mode") if isinstance(entry, dict) else None
        if not isinstance(mode, str) or mode == "chat" or " " in mode or SIZED.match(name):
            continue
        if entry.get("litellm_provider") in FAMILIES:
            modes.setdefault(mode, []).append(name)
    yield "bare", {provider: sorted(names) for provider, names in sorted(bare.items())}
    yield "modes", {mode: sorted(names) for mode, names in sorted(modes.items())}
    with contextlib.suppress(ImportError, AttributeError):
        from litellm.litellm_core_utils import fallback_generalizations as rules

        found = [{"pattern": rule.pattern.pattern, "provider": rule.provider} for rule in rules._registry.routing_rules]
        yield "patterns", found


def read(*sections: Callable[[], Iterator[tuple[str, Any]]]) -> dict[str, Any]:
    """Give every list that can be read, and what hindered a section under `unread`."""
    found: dict[str, Any] = {"unread": {}}
    for section in sections:
        try:
            for name, value in section():
                found[name] = value
        except Exception as problem:  # noqa: BLE001 - a release that has moved something
            found["unread"][section.__name__] = f"{type(problem).__name__}: {problem}"
    return found


def main() -> None:
    """Print the lists."""
    os.environ.update(LITELLM_LOCAL_MODEL_COST_MAP="true", LITELLM_LOG="CRITICAL")
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        import litellm

        logging.disable(logging.CRITICAL)
        litellm.suppress_debug_info = True
        found = read(params, settings, models)
    json.dump(found, out, indent=1)
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
