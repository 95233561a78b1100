"""The JSON Schema of a LiteLLM proxy config, made from the tables in policies/ and nothing else.

It is the schema of the newest release and refuses only what no release since 1.83.7 can use: LiteLLM ignores or forwards
what it does not know, so unknown keys pass; what stops the start or drops a deployment does not. Draft-07, and no
keyword that the editors or the schema catalogue would not know. `schemas/litellm-config.schema.json` is its output.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from validator.litellm.schema_kinds import KINDS, NEVER, Schema, either, kinds, ref
from validator.litellm.versions import parse
from validator.misspelling import slips

ID = "https://oidclint.dev/schemas/litellm-config.schema.json"
_TEXT_KEYS = re.compile(r"^(?:aws_|azure_)")
"""Texts for AWS and Entra ID: a release that has no field for them, and so takes anything, cannot use anything else."""

_STRICT_REFERENCES = {"aws_web_identity_token": "bedrock", "azure_ad_token": "azure"}
"""Token field → the provider word of the entries in which LiteLLM surely resolves it."""


def build(
    params: Mapping[str, Any],
    sections: Mapping[str, Any],
    providers: Iterable[Mapping[str, Any]],
    model_providers: Iterable[str],
) -> Schema:
    """Make the schema from `litellm/params`, `litellm/sections`, the entries of `providers/` and the words before the
    first slash of `model`."""
    words = sections["words"]
    entries = sorted(providers, key=lambda entry: (not entry["official"], entry["example"]))
    top = {name: _described(words["top_level"].get(name)) for name in params["top_level"]}
    top["model_list"] |= either({"type": "array", "items": ref("entry")}, ref("nothing"))
    top["credential_list"] |= either({"type": "array", "items": ref("credential")}, ref("nothing"))
    top["include"] |= either({"type": "array"}, ref("later"))
    top["environment_variables"] |= either({"type": "object"}, ref("nothing"))
    top["litellm_settings"] |= either(_hinted(sections, "litellm_settings"), ref("nothing"))
    top["general_settings"] |= either(_general(params, sections), ref("nothing"))
    top["router_settings"] |= either(_router(params, sections), {"not": {"type": "object"}})
    for name in params["top_level_misplaced"]:
        top[name] = {"description": f"LiteLLM reads {name} only inside general_settings."}
    top["default_litellm_params"] = {"description": "Not read here: it belongs into router_settings."}
    near = [text for name in ("model_list", "litellm_settings", "general_settings") for text in slips(name, top)]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ID,
        "title": "LiteLLM proxy config",
        "description": f"The config file of the LiteLLM proxy, as of LiteLLM {params['litellm_version']}. "
        "Made by oidclint from its tables.",
        "type": "object",
        "properties": dict(sorted(top.items(), key=lambda item: (_ORDER.get(item[0], 99), item[0]))),
        "patternProperties": {
            _one_of(near): {**NEVER, "description": "Misspelt: LiteLLM ignores this key without a word."},
            "^[._x]": {"description": "A place to keep anchors; LiteLLM does not read it."},
        },
        "additionalProperties": ref("unread"),
        "allOf": [_references_checked()],
        "definitions": {
            "entry": _entry(sections),
            "parameters": _parameters(params, sections, entries, model_providers),
            "info": _info(sections),
            "credential": _credential(sections),
            "values": _values(params, sections, entries),
            "unread": _unread(),
            "references": _references(entries),
            **kinds(),
        },
    }


_ORDER = {
    name: number
    for number, name in enumerate(
        ("model_list", "litellm_settings", "router_settings", "general_settings", "credential_list")
    )
}


def _described(words: str | None) -> Schema:
    return {"description": words} if words else {}


def _one_of(texts: Iterable[str]) -> str:
    return "^(?:" + "|".join(text.replace(".", "[.]") for text in sorted(texts)) + ")$"


def _hint(kind: Any) -> Schema:
    """Give what an editor may offer, without insisting: LiteLLM does not insist either."""
    if isinstance(kind, list):
        return {"examples": kind}
    return {"examples": [True, False]} if kind == "bool" else {}


def _hinted(sections: Mapping[str, Any], name: str) -> Schema:
    words = sections["words"].get(name, {})
    return {
        "type": "object",
        "properties": {
            key: {**_described(words.get(key) or _plain(kind)), **_hint(kind)}
            for key, kind in sorted(sections["kinds"][name].items())
        },
    }


def _plain(kind: Any) -> str | None:
    """Say what LiteLLM declares for a key that nobody has described."""
    said = {"bool": "true or false", "int": "a whole number", "float": "a number", "str": "a text"}
    said |= {"list": "a list", "dict": "a mapping"}
    return f"LiteLLM declares {said[kind]} here." if isinstance(kind, str) and kind in said else None


def _general(params: Mapping[str, Any], sections: Mapping[str, Any]) -> Schema:
    made = _hinted(sections, "general_settings")
    systems = {"enum": sorted(params["key_management_systems"])}
    made["properties"]["key_management_system"] |= either(systems, ref("later"), {"not": {"type": "string"}})
    made["properties"]["key_management_settings"] |= either(
        _hinted(sections, "key_management_settings"), {"not": {"type": "object"}}
    )
    return made


def _router(params: Mapping[str, Any], sections: Mapping[str, Any]) -> Schema:
    made = _hinted(sections, "router_settings")
    for key in params["router_settings_fatal"]:
        words = f"{key} belongs into general_settings; here it stops the start."
        made["properties"][key] = {"description": words, **NEVER}
    made["properties"]["default_litellm_params"] |= either(ref("values"), {"not": {"type": "object"}})
    made["properties"]["optional_pre_call_checks"]["examples"] = [[name] for name in sections["pre_call_checks"]]
    return made


def _entry(sections: Mapping[str, Any]) -> Schema:
    words = sections["words"]["entry"]
    names = ("model_name", "litellm_params", "model_info")
    made: Schema = {
        "type": "object",
        "properties": {
            "model_name": {"description": words["model_name"]},
            "litellm_params": {"description": words["litellm_params"], **ref("parameters")},
            "model_info": {"description": words["model_info"], **ref("info")},
        },
        "required": ["model_name", "litellm_params"],
        "allOf": [
            {
                "if": {"type": "object", "properties": {name: True}, "required": [name]},
                "else": {
                    "type": "object",
                    "patternProperties": {
                        _one_of(slips(name, names)): {**NEVER, "description": f"Misspelt: LiteLLM reads {name}."}
                    },
                },
            }
            for name in names[:2]
        ],
    }
    return {"title": "a model entry", **either(made, ref("later"))}


def _parameters(
    params: Mapping[str, Any],
    sections: Mapping[str, Any],
    entries: list[Mapping[str, Any]],
    model_providers: Iterable[str],
) -> Schema:
    """Give litellm_params: what drops the deployment is refused, every other key passes."""
    words = sections["words"]["litellm_params"]
    newer = {name for names in params["absent"].values() for name in names}
    made: Schema = {}
    for key in sections["openai"]:
        made[key] = {"description": f"Request parameter {key}, sent with every request to this entry."}
    for key, kind in params["params"].items():
        made[key] = _described(_dated(key, words.get(key), params["absent"]))
        known = KINDS.get(kind)
        if key == "organization" or known is None:
            continue
        made[key] |= _hint(kind)
        if key not in newer or (kind == "str" and _TEXT_KEYS.match(key)):
            made[key] |= ref(known)
    for key, kind in params["pricing"].items():
        made[key] = _described(_dated(key, _price(key), params["absent"]))
        if kind in KINDS and key not in newer:
            made[key] |= ref(KINDS[kind])
    for key in ("litellm_credential_name", "weight", "order"):
        made[key] = made.get(key) or _described(words.get(key))
    for key in ("aws_web_identity_token", "azure_ad_token", "anthropic_identity_token"):
        made[key] |= _offers(entries)
    made["model"] = {
        "description": words["model"],
        "type": "string",
        "examples": [f"{name}/" for name in _FIRST] + sorted(f"{name}/" for name in set(model_providers) - set(_FIRST)),
    }
    shown = {key: made[key] for key in ("model", *sorted(set(made) - {"model"}))}
    return {
        "title": "a mapping with model",
        **either({"type": "object", "properties": shown, "required": ["model"]}, ref("later")),
    }


_FIRST = ("bedrock", "azure", "azure_ai", "anthropic", "openai", "vertex_ai", "gemini")
"""Provider words that an editor offers first."""


def _dated(key: str, words: str | None, absent: Mapping[str, Iterable[str]]) -> str | None:
    """Add which releases do not know a key, where it was read in more than one of those close to today."""
    stands_for_all_before = min(absent, key=parse, default=None)
    lacking = [version for version, keys in absent.items() if key in keys and version != stands_for_all_before]
    older = max(lacking, key=parse, default=None)
    note = f"LiteLLM {older} and older do not know it." if older else None
    return " ".join(part for part in (words, note) if part) or None


def _price(key: str) -> str:
    return f"{key.replace('_', ' ').capitalize()}, in place of the value in the price map of LiteLLM."


def _offers(entries: list[Mapping[str, Any]]) -> Schema:
    """Give the references an editor may offer: examples for all, snippets with words where they are understood."""
    return {
        "examples": [entry["example"] for entry in entries],
        "defaultSnippets": [
            {
                "label": f"oidc/{entry['word']}/",
                "description": f"{entry['title']}"
                + ("" if entry["official"] else " (in no documentation of LiteLLM)")
                + f": oidc/{entry['word']}/<{entry['rest']}>, from LiteLLM {entry['since']}",
                "body": entry["example"],
            }
            for entry in entries
        ],
    }


def _info(sections: Mapping[str, Any]) -> Schema:
    made = _hinted(sections, "model_info")
    made["properties"]["mode"]["examples"] = sections["modes"]
    made["properties"]["supported_environments"] |= either({"type": "array"}, {"type": "null"}, ref("later"))
    made["properties"]["supported_environments"]["examples"] = [["development"], ["staging"], ["production"]]
    return {"title": "a mapping", **either(made, {"not": {"type": "object"}})}


def _credential(sections: Mapping[str, Any]) -> Schema:
    words = sections["words"]["credential"]
    made: Schema = {
        "type": "object",
        "properties": {
            "credential_name": {"description": words["credential_name"], "type": "string"},
            "credential_info": {
                "description": words["credential_info"],
                **either({"type": "object"}, ref("later")),
            },
            "credential_values": {
                "description": words["credential_values"],
                **either(ref("values"), ref("later")),
            },
            "display_name": _described(words["display_name"]),
        },
        "required": ["credential_name", "credential_values", "credential_info"],
    }
    return {"title": "a stored credential", **either(made, ref("later"))}


def _values(params: Mapping[str, Any], sections: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> Schema:
    """Give parameters where LiteLLM does not look at their types: stored credentials, defaults."""
    words = sections["words"]["litellm_params"]
    made = {key: _described(words[key]) for key in sorted(params["params"]) if key in words and key != "model"}
    for key in ("aws_web_identity_token", "azure_ad_token", "anthropic_identity_token"):
        made[key] |= {"examples": [entry["example"] for entry in entries]}
    return {"title": "a mapping of parameters", "type": "object", "properties": made}


def _unread() -> Schema:
    entry = {"type": "object", "properties": {"litellm_params": True}, "required": ["litellm_params"]}
    return {
        "title": "a key that LiteLLM does not read",
        "description": "LiteLLM ignores this key without a word. It reads models only from model_list.",
        "not": {"type": "array", "contains": entry},
    }


def _references_checked() -> Schema:
    """Refuse bad references only where nothing outside the entry can take their place: no include, no defaults."""
    alone = either(
        {"not": {"type": "object"}},
        {"type": "object", "properties": {"default_litellm_params": NEVER}},
    )
    own = either(
        {"not": {"type": "object"}}, {"type": "object", "propertyNames": {"not": {"pattern": "^(?:AWS|AZURE)_"}}}
    )
    entries = either({"type": "array", "items": ref("references")}, {"not": {"type": "array"}})
    return {
        "if": {
            "type": "object",
            "properties": {"include": NEVER, "router_settings": alone, "environment_variables": own},
        },
        "then": {"type": "object", "properties": {"model_list": entries}},
    }


def _references(entries: list[Mapping[str, Any]]) -> Schema:
    """Refuse a reference that LiteLLM refuses: a provider word nobody knows, or no second slash.

    Until 1.108.14 every oidc/ inside is deleted first, so a reference with a second one passes; a template passes too.
    """
    known = "|".join(sorted({entry["word"] for entry in entries}))
    fine = {
        "description": f"LiteLLM knows oidc/<provider>/ with {known.replace('|', ', ')}.",
        "type": "string",
        **either(
            {"pattern": rf"^oidc/(?:{known})/|^oidc/.*oidc/|\{{\{{|\{{%|\$\{{"},
            {"not": {"pattern": "^oidc/"}},
        ),
    }
    rules = []
    for key, provider in _STRICT_REFERENCES.items():
        unless = ("api_key", "custom_llm_provider", "litellm_credential_name", "configurable_clientside_auth_params")
        model = {"type": "string", "pattern": f"^{provider}/"}
        rules.append(
            {
                "if": {
                    "type": "object",
                    "properties": {"model": model, **dict.fromkeys(unless, NEVER)},
                    "required": ["model"],
                },
                "then": {"type": "object", "properties": {key: either(fine, {"not": {"type": "string"}})}},
            }
        )
    return {
        "title": "an entry with references that LiteLLM resolves",
        "if": {"type": "object", "properties": {"model_info": NEVER, "litellm_params": {"type": "object"}}},
        "then": {"type": "object", "properties": {"litellm_params": {"allOf": rules}}},
    }
