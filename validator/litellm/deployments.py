"""One item of model_list as LiteLLM takes it: what stops the start, what drops the deployment.

litellm/router.py: Router.set_model_list and _create_deployment; pydantic's lax mode for the kinds of values.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.document import DateText, Opaque, Path
from validator.finding import Place
from validator.litellm.config import Entry, Fault, ProxyConfig, expand, stops, type_name
from validator.litellm.environment import Files, Unknown
from validator.litellm.reference import ENVIRON
from validator.litellm.route import provider_of
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged
from validator.misspelling import nearest


def entries_of(
    config: ProxyConfig, faults: list[Fault], files: Files, version: Judged, tables: Tables
) -> Iterator[Entry]:
    """Give the entries of model_list; what stops or drops them is added to `faults`."""
    listed = config.top.get("model_list")
    if not listed or isinstance(listed, Opaque):
        return
    if not isinstance(listed, list):
        name = type_name(listed)
        error = f"AttributeError: '{'str' if isinstance(listed, dict) else name}' object has no attribute 'get'"
        if isinstance(listed, (int, float, bool)):
            error = f"TypeError: '{name}' object is not iterable"
        faults.append(stops(config.place_of(("model_list",)), "model_list takes a list of entries", error))
        return
    wide = version.has("native-router") and any(_LONG_NUMBER.search(part.own_text) for part in config.parts)
    for index, item in enumerate(listed):
        place = config.place_of(("model_list", index))
        entry = _entry(index, place, item, config, files, version, tables, wide)
        if entry.fault is not None:
            faults.append(entry.fault)
        yield entry


def _entry(
    index: int,
    place: Place,
    item: Any,
    config: ProxyConfig,
    files: Files,
    version: Judged,
    tables: Tables,
    wide_numbers: bool,
) -> Entry:
    empty: dict[str, Any] = {}
    if isinstance(item, Opaque):
        return Entry(index, place, None, empty, empty, Unknown("unknown-tag", item.tag), Unknown("unknown-tag"))
    fault = _structure(item, place, config, version, wide_numbers)
    params = item.get("litellm_params") if isinstance(item, dict) else None
    info = item.get("model_info") if isinstance(item, dict) else None
    if not isinstance(params, dict):
        return Entry(index, place, None, empty, empty, None, None, fault)
    raw_name = item.get("model_name")
    name = raw_name if isinstance(raw_name, str) else None
    if isinstance(name, str) and name.startswith(ENVIRON):
        expanded = expand(name, config.base_environment, files, version)
        if expanded is None and not version.has("native-router"):
            fault = fault or stops(
                Place(place.document, (*place.path, "model_name")),
                "the variable behind model_name is not set; LiteLLM does not start",
                "TypeError: sequence item 0: expected str instance, NoneType found",
            )
        name = expanded if isinstance(expanded, str) else "None" if expanded is None else name
    if name is None and version.has("native-router") and "model_name" in item:
        name = str(raw_name)
    model = expand(params.get("model"), config.base_environment, files, version, 3, config.environment)
    provider: str | Unknown | None = None
    if isinstance(model, Unknown):
        provider = model
    elif isinstance(model, str):
        custom = expand(
            params.get("custom_llm_provider"), config.base_environment, files, version, 3, config.environment
        )
        base = expand(params.get("api_base"), config.base_environment, files, version, 3, config.environment)
        provider = provider_of(model, custom, base, version, tables)
        if provider is None and fault is None:
            fault = _no_provider(model, params.get("model"), custom, place)
    elif "model" in params and fault is None:
        if isinstance(model, (list, dict)) and version.has("native-router"):
            where = Place(place.document, (*place.path, "litellm_params", "model"))
            words = "ValidationError: 1 validation error for LiteLLM_Params model"
            fault = Fault("invalid-config", "drops", where, "model takes a text; LiteLLM drops the entry", words)
        elif model is None:
            fault = stops(
                Place(place.document, (*place.path, "litellm_params", "model")),
                "the variable behind model is not set; LiteLLM does not start"
                if params["model"]
                else "model is empty; LiteLLM does not start",
                "TypeError: argument of type 'NoneType' is not iterable",
            )
        else:
            fault = stops(
                Place(place.document, (*place.path, "litellm_params", "model")),
                "model takes a text",
                f"TypeError: unhashable type: '{type_name(model)}'"
                if isinstance(model, (list, dict))
                else f"TypeError: argument of type '{type_name(model)}' is not iterable",
            )
    if fault is None:
        fault = _drops(params, item, place, config, files, version, tables)
    if fault is None:
        fault = _activity(info, place, config)
    return Entry(index, place, name, params, info if isinstance(info, dict) else empty, model, provider, fault)


def _structure(item: Any, place: Place, config: ProxyConfig, version: Judged, wide_numbers: bool) -> Fault | None:
    if not isinstance(item, dict):
        return stops(
            place,
            "an entry of model_list takes a mapping; LiteLLM does not start",
            f"AttributeError: '{type_name(item)}' object has no attribute 'get'",
        )
    for key in ("litellm_params", "model_name"):
        if key not in item:
            near = [other for other in item if isinstance(other, str) and nearest(other, (key,))]
            return stops(
                Place(place.document, (*place.path, near[0]), True) if near else place,
                f"the entry has no {key}; LiteLLM does not start" + instead(key, near),
                f"KeyError: '{key}'",
            )
    params = item["litellm_params"]
    where = Place(place.document, (*place.path, "litellm_params"))
    if not isinstance(params, (dict, Opaque)):
        return stops(
            where,
            "litellm_params takes a mapping; LiteLLM does not start",
            f"AttributeError: '{type_name(params)}' object has no attribute 'items'",
        )
    if isinstance(params, dict) and "model" not in params:
        near = [other for other in params if isinstance(other, str) and nearest(other, ("model",))]
        return stops(
            Place(where.document, (*where.path, *near[:1]), True),
            "litellm_params has no model; LiteLLM does not start" + instead("model", near),
            "KeyError: 'model'",
        )
    if not isinstance(item["model_name"], (str, Opaque)):
        name = item["model_name"]
        if not version.has("native-router"):
            return stops(
                Place(place.document, (*place.path, "model_name")),
                "model_name takes a text; LiteLLM does not start",
                f"TypeError: sequence item 0: expected str instance, {type_name(name)} found",
            )
    info = item.get("model_info", {})
    if not isinstance(info, (dict, Opaque)) and not version.has("native-router"):
        return stops(
            Place(place.document, (*place.path, "model_info")),
            "model_info takes a mapping; LiteLLM does not start",
            f"AttributeError: '{type_name(info)}' object has no attribute 'get'",
        )
    if version.has("native-router"):
        if isinstance(params, dict):
            for key in params:
                if not isinstance(key, str):
                    return stops(
                        Place(where.document, (*where.path, key), True),
                        f"the key {key!r} is no text; LiteLLM does not start",
                        "ValidationError: 1 validation error for dict[str,any]",
                    )
        named = {key: value for key, value in item.items() if key != "model_name"} if wide_numbers else None
        wide = _wide_number(named, ())
        if wide is not None:
            return stops(
                Place(place.document, (*place.path, *wide)),
                "the number is outside what the router can hold; LiteLLM does not start",
                f"ValueError: Deployment {str(item['model_name'])!r} cannot be served: {'.'.join(map(str, wide))} is ",
            )
    return None


def instead(key: str, near: list[str]) -> str:
    """Say that one of these keys was meant to be another, if there is any."""
    return f"; did you mean {key} instead of {near[0][:60]!r}?" if near else ""


_LONG_NUMBER = re.compile(r"[0-9][0-9_a-fA-FxX:]{15}")
"""Nothing shorter can be a number beyond 64 bits."""


def _wide_number(value: Any, path: Path) -> Path | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return path if value < -(2**63) or value > 2**64 - 1 else None
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        if isinstance(child, (int, dict, list)):
            found = _wide_number(child, (*path, key))
            if found is not None:
                return found
    return None


def _no_provider(model: str, written: Any, custom: Any, place: Place) -> Fault:
    where = Place(place.document, (*place.path, "litellm_params", "model"))
    if isinstance(custom, str):
        where = Place(place.document, (*place.path, "litellm_params", "custom_llm_provider"))
    sure = "/" in model or isinstance(custom, str)
    message = (
        "LiteLLM knows no provider for this model and drops the entry"
        if sure
        else "the name has no provider and is not in LiteLLM's packaged model table: LiteLLM drops the entry unless its "
        "newer online table lists it"
    )
    return Fault(
        "unknown-model-provider",
        "drops",
        where,
        message,
        "BadRequestError: LLM Provider NOT provided. You passed model=" + (model[:100] if model == written else ""),
        "error" if sure else "warning",
        "<provider>/<model>, for example bedrock/… or azure/…",
    )


def _drops(
    params: Mapping[Any, Any],
    item: Mapping[Any, Any],
    place: Place,
    config: ProxyConfig,
    files: Files,
    version: Judged,
    tables: Tables,
) -> Fault | None:
    """The first value that fails pydantic's validation drops the entry (router.py: _create_deployment)."""
    kinds = tables.kinds
    for key, value in params.items():
        if type(value) is str and type(key) is str and not value.startswith(ENVIRON):
            kind = kinds.get(key)
            if kind is None or kind in _TEXT_KINDS:
                continue
        elif not isinstance(key, str):
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", key), True),
                f"the key {key!r} is no text; LiteLLM drops the entry",
                "TypeError: keywords must be strings",
            )
        else:
            kind = kinds.get(key)
            if kind is None:
                continue
        if any(version.number <= number and key in names for number, names in tables.absent):
            continue
        value = expand(value, config.base_environment, files, version, 3, config.environment)
        if key == "organization" and isinstance(value, list) and all(isinstance(one, str) for one in value):
            continue  # router.py: set_model_list makes one deployment of each
        if (value is None and kind != "str!") or isinstance(value, Unknown):
            continue
        if isinstance(value, str) and value.startswith(ENVIRON + "oidc/"):
            continue
        problem = kind_problem(kind, value)
        if problem is not None:
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", key)),
                f"{key} takes {problem}, not {_shape(value)}; LiteLLM drops the entry",
                f"ValidationError: 1 validation error for LiteLLM_Params {key}",
                None,
                problem,
            )
        if (
            isinstance(value, float)
            and not math.isfinite(value)
            and "cost" in key
            and version.has("wide-numbers-refused")
        ):
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", key)),
                f"{key} is no finite number; LiteLLM drops the entry",
                None,
            )
    info = item.get("model_info")
    for key, value in info.items() if isinstance(info, dict) and version.has("wide-numbers-refused") else ():
        if isinstance(value, float) and not math.isfinite(value) and "cost" in str(key):
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "model_info", key)),
                f"{key} is no finite number; LiteLLM drops the entry",
            )
    patterns = params.get("tag_regex")
    for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            return Fault(
                "invalid-config",
                "drops",
                Place(place.document, (*place.path, "litellm_params", "tag_regex", index)),
                f"not a regular expression; LiteLLM drops the entry ({error})",
                f"ValueError: Invalid regex in tag_regex for model {item.get('model_name')!r}",
            )
    return None


_TEXT_KINDS = frozenset(("str", "str!", "any", "str|dict", "float|str"))
_NUMBER = re.compile(r"^\s*[+-]?(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$")
_WHOLE = re.compile(r"^\s*[+-]?[0-9]+(?:_[0-9]+)*(?:\.0*)?\s*$")
_BOOLS = frozenset(("true", "false", "0", "1", "yes", "no", "on", "off", "t", "f", "y", "n"))


def kind_problem(kind: str, value: Any) -> str | None:
    """Say what pydantic (lax mode) would have taken instead of this value, None if it takes it."""
    date = isinstance(value, DateText)
    text = isinstance(value, str) and not date
    if kind in ("str", "str!"):
        return None if text else "a text (put it in quotes)"
    if kind == "int":
        if isinstance(value, (bool, int)) or (isinstance(value, float) and value.is_integer()):
            return None
        return None if text and _WHOLE.match(value) else "a whole number"
    if kind == "float":
        return None if isinstance(value, (bool, int, float)) or (text and _is_float(value)) else "a number"
    if kind == "float|str":
        return None if text or isinstance(value, (bool, int, float)) else "a number or a text"
    if kind == "retries":
        if isinstance(value, (bool, int)) or (isinstance(value, float) and value.is_integer()):
            return None
        return None if text and re.match(r"^\s*[+-]?[0-9]+(?:_[0-9]+)*\s*$", value) else "a whole number"
    if kind == "bool":
        if isinstance(value, bool) or value in (0, 1):
            return None
        return None if text and value.lower() in _BOOLS else "true or false"
    if kind == "dict":
        return None if isinstance(value, dict) else "a mapping"
    if kind == "str|dict":
        return None if text or isinstance(value, dict) else "a text or a mapping"
    if kind in ("list", "list[str]", "list[dict]"):
        if not isinstance(value, (list, tuple, set)):
            return "a list"
        if kind == "list[str]" and not all(isinstance(item, str) and not isinstance(item, DateText) for item in value):
            return "a list of texts"
        return None
    if kind == "tags":
        good = isinstance(value, list) and all(
            isinstance(item, dict) and isinstance(item.get("Key"), str) and isinstance(item.get("Value"), str)
            for item in value
        )
        return None if good else "a list of Key and Value"
    return None


def _is_float(text: str) -> bool:
    if _NUMBER.match(text):
        return True
    return text.strip().lower().lstrip("+-") in ("inf", "infinity", "nan")


def _shape(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, DateText):
        return "an unquoted date"
    if isinstance(value, bool):
        return "true or false (YAML reads yes, no, on, off so)"
    if isinstance(value, (int, float)):
        return "a number"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def _activity(info: Any, place: Place, config: ProxyConfig) -> Fault | None:
    """`supported_environments` with LITELLM_ENVIRONMENT (router.py: model_info_is_active_for_environment)."""
    wanted = info.get("supported_environments") if isinstance(info, dict) else None
    if wanted is None or isinstance(wanted, Opaque):
        return None
    where = Place(place.document, (*place.path, "model_info", "supported_environments"))
    if not isinstance(wanted, list):
        return Fault(
            "invalid-config",
            "drops",
            where,
            "supported_environments takes a list; LiteLLM drops the entry",
            "ValueError: supported_environments must be a list",
        )
    now = config.environment.get("LITELLM_ENVIRONMENT")
    if isinstance(now, Unknown):
        return None
    known = ("development", "staging", "production")
    if now is None:
        return Fault(
            "invalid-config",
            "drops",
            where,
            "LITELLM_ENVIRONMENT is not set; LiteLLM drops the entry",
            "ValueError: Set 'supported_environments' for model but not 'LITELLM_ENVIRONMENT' set in .env",
        )
    if now not in known:
        return Fault(
            "invalid-config",
            "drops",
            where,
            "LITELLM_ENVIRONMENT is none of development, staging, production; LiteLLM drops the entry",
            "ValueError: LITELLM_ENVIRONMENT must be one of ['development', 'staging', 'production']",
        )
    for word in wanted:
        if word not in known:
            return Fault(
                "invalid-config",
                "drops",
                where,
                "supported_environments knows only development, staging, production; LiteLLM drops the entry",
                "ValueError: supported_environments must be one of ['development', 'staging', 'production']",
            )
    if now not in wanted:
        return Fault("invalid-config", "inactive", where, f"not active in {now}", None)
    return None
