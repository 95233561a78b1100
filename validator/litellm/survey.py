"""Walk a loaded config and collect every use of a token in it: the entries first, then everything outside them."""

import json
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from validator.document import Path
from validator.finding import Place
from validator.litellm import entra, keys, web_identity
from validator.litellm.config import Entry, ProxyConfig, Value, walk_values
from validator.litellm.environment import Files, Unknown
from validator.litellm.likeness import frozen, likeness
from validator.litellm.outside import uses_outside
from validator.litellm.reference import ENVIRON, is_reference, strip_environ
from validator.litellm.tables import Tables
from validator.litellm.uses import (
    AWS_PROVIDERS,
    AZURE_PROVIDERS,
    Denial,
    Reader,
    Use,
    denial_of,
    early,
    judge_reference,
    not_loaded,
    operation,
)
from validator.litellm.versions import Judged

_TOKEN_KEYS = ("aws_web_identity_token", "anthropic_identity_token")
_POINTERS = ("anthropic_issuer_signing_key_ref", "anthropic_keycloak_client_secret_ref")


class EntryView(NamedTuple):
    """A model entry with everything the rules and the chain ask about it."""

    entry: Entry
    reader: Reader
    uses: tuple[Use, ...]
    azure_family: str | None = None
    key: Hashable = None
    """What the judgement of this entry depends on, if it depends on the entry alone."""
    known: Any = None
    """The judgement of an equal entry of another config."""
    like: "EntryView | None" = None
    """An equal entry earlier in this config: what that one comes to, this one does; its own uses are not looked at."""

    @property
    def web_identity(self) -> Use | None:
        """Give the use of aws_web_identity_token, if there is one."""
        return next((use for use in self.uses if use.party == "aws"), None)

    @property
    def exchange(self) -> Use | None:
        """Give the use of azure_ad_token, if there is one."""
        return next((use for use in self.uses if use.party == "azure"), None)


class Survey(NamedTuple):
    """A config, its entries, and the uses that stand outside of them."""

    config: ProxyConfig
    version: Judged
    tables: Tables
    files: Files
    views: tuple[EntryView, ...]
    outside: tuple[Use, ...]

    def view_of(self, use: Use) -> EntryView | None:
        """Give the view of the entry a use belongs to."""
        return self.views[use.entry.position] if use.entry is not None else None

    def spoken_for(self) -> set[Path]:
        """Give the places of every use."""
        found = {use.value.place.path for use in self.outside if use.value.place is not None}
        for view in self.views:
            inside = places_inside(view.like or view) if view.known is None else view.known.places
            found.update(view.entry.place.path + path for path in inside)
        return found


def survey(
    config: ProxyConfig, files: Files, version: Judged, tables: Tables, clean: Mapping[Hashable, Any] | None = None
) -> Survey:
    """Collect every use of a config.

    `clean` holds what is known of entries, by `EntryView.key`: an equal entry is not looked at again, and neither are
    equal ones of this config. None looks at every entry.
    """
    if clean is None or not _alone(config):
        views = tuple(_view(entry, config, files, version, tables) for entry in config.entries)
    else:
        firsts: dict[Hashable, EntryView] = {}
        views = tuple(_known(entry, config, files, version, tables, clean, firsts) for entry in config.entries)
    outside: tuple[Use, ...] = ()
    if any("oidc/" in part.own_text for part in config.parts) or "AWS_WEB_IDENTITY_TOKEN" in config.environment.values:
        read = {use.value.place.path for view in views for use in view.uses if use.value.place is not None}
        outside = tuple(uses_outside(config, read, files, version, tables))
    if not config.loads:
        fault = next(fault for fault in config.faults if fault.effect == "stops")
        predicts = (fault.predicts,) if fault.predicts else ()
        views = tuple(
            view._replace(uses=tuple(not_loaded(use, "stops", predicts) for use in view.uses)) for view in views
        )
        outside = tuple(not_loaded(use, "stops", predicts) for use in outside)
    return Survey(config, version, tables, files, views, outside)


def _alone(config: ProxyConfig) -> bool:
    """Say whether nothing in the config but an entry itself decides what the entry comes to."""
    settings = config.top.get("litellm_settings")
    beside = isinstance(settings, dict) and any(settings.get(key) for key in ("api_key", "azure_key", "api_base"))
    others = config.defaults or config.credentials or config.environment_written or "credential_list" in config.top
    return config.loads and not beside and not others


def _known(
    entry: Entry,
    config: ProxyConfig,
    files: Files,
    version: Judged,
    tables: Tables,
    clean: Mapping[Hashable, Any],
    firsts: dict[Hashable, EntryView],
) -> EntryView:
    key = _key(entry, config, version, tables)
    if key is None:
        return _view(entry, config, files, version, tables)
    known = clean.get(key)
    if known is not None:
        return EntryView(entry, Reader(config, files, version, tables, {}, entry), (), None, key, known)
    first = firsts.get(key)
    if first is not None:
        reader = Reader(config, files, version, tables, {}, entry, operation=first.reader.operation)
        return EntryView(entry, reader, (), first.azure_family, key, None, first)
    firsts[key] = view = _view(entry, config, files, version, tables)._replace(key=key)
    return view


def _key(entry: Entry, config: ProxyConfig, version: Judged, tables: Tables) -> Hashable:
    """Give what the judgement of an entry depends on; None if it holds a value that cannot be compared."""
    item, fault = config.top["model_list"][entry.position], entry.fault
    usual = isinstance(item, dict) and item.keys() <= _USUAL and ("model_info" not in item or bool(entry.info))
    try:
        key = (
            version.name,
            config.secret_manager,
            entry.provider,
            None if fault is None else (fault.rule, fault.effect, fault.predicts),
            likeness(entry.params, entry.info, tables),
            *item,
            None if usual else frozen(item | {"model_name": None, "litellm_params": None}),
        )
        hash(key)
    except TypeError:  # an entry that is no mapping, a value of an odd tag
        return None
    return key


_USUAL = frozenset(("model_name", "litellm_params", "model_info"))
"""An entry with other keys, or a model_info that is no mapping, is told apart by their values."""


def places_inside(view: EntryView) -> tuple[Path, ...]:
    """Give the routes inside an entry at which its uses stand."""
    size = len(view.entry.place.path)
    return tuple(use.value.place.path[size:] for use in view.uses if use.value.place is not None)


def looked_at(view: EntryView) -> EntryView:
    """Give the view of an entry with its own uses, if an equal one had spared it that."""
    if view.like is None:
        return view
    reader = view.reader
    return _view(view.entry, reader.config, reader.files, reader.version, reader.tables)._replace(key=view.key)


def _view(entry: Entry, config: ProxyConfig, files: Files, version: Judged, tables: Tables) -> EntryView:
    provider = entry.provider
    if not isinstance(provider, str) or not isinstance(entry.model, str):
        reader = Reader(config, files, version, tables, {}, entry)
        return EntryView(entry, reader, tuple(_dropped(entry, uses_anyway(reader))))
    cloud = provider in AWS_PROVIDERS or provider in AZURE_PROVIDERS
    reader = Reader(config, files, version, tables, {}, entry, operation=operation(entry, tables) if cloud else "chat")
    azure_kind = None
    uses: list[Use] = []
    if provider in AWS_PROVIDERS:
        uses += _some(web_identity.web_identity(reader))
    elif provider in AZURE_PROVIDERS:
        azure_kind = entra.family(reader)
        uses += entra.exchanges(reader)
    elif provider in ("vertex_ai", "vertex_ai_beta"):
        uses += _some(_aws_document(reader))
    elif provider == "anthropic":
        uses += _some(keys.anthropic(reader))
    uses += _some(keys.api_key(reader, azure_kind))
    uses += _rest(reader, {use.value.place.path for use in uses if use.value.place is not None})
    return EntryView(entry, reader, tuple(_dropped(entry, uses)), azure_kind)


def _aws_document(reader: Reader) -> Use | None:
    """An AWS workload identity document in vertex_credentials: its own keys are the trio (from 1.82.1)."""
    value = reader.parameter("vertex_credentials")
    data, place = value.data, value.place
    if isinstance(data, str) and data.lstrip().startswith("{") and "aws_web_identity_token" in data:
        try:
            data = json.loads(data)
        except ValueError:
            return None
    if not isinstance(data, dict) or place is None or not isinstance(data.get("aws_web_identity_token"), str):
        return None
    if not reader.version.has("vertex-aws-document"):
        return None
    own = Place(place.document, place.path, place.key)
    use = web_identity.web_identity(reader._replace(entry=None, block=data, block_place=own, memo={}))
    entry = reader.entry
    if use is None or entry is None:
        return None
    if data.get("aws_region_name") is None and use.outcome == "exchanged":
        words = ("ValueError: aws_region_name is required in the WIF credential JSON",)
        refused = Denial("trust", "document-region-missing", "", words, own)
        use = use._replace(outcome="fails", denials=(*use.denials, refused))
    token = use.value._replace(place=own if isinstance(value.data, str) else use.value.place)
    return use._replace(value=token, entry=entry, path=entry.place.path)


def _some(use: Use | None) -> list[Use]:
    return [] if use is None else [use]


def _dropped(entry: Entry, uses: list[Use]) -> list[Use]:
    fault = entry.fault
    if fault is None or fault.effect not in ("drops", "inactive"):
        return uses
    return [not_loaded(use, fault.effect, (fault.predicts,) if fault.predicts else ()) for use in uses]


def uses_anyway(reader: Reader) -> list[Use]:
    """Give the uses of an entry whose provider is not decided: nobody is known to read them."""
    return [
        use._replace(outcome="unknown", denials=(), relying_party="none")
        if isinstance(reader.entry.provider if reader.entry else None, Unknown)
        else use
        for use in _rest(reader, set())
    ]


def _rest(reader: Reader, read: set[Path]) -> Iterator[Use]:
    """References that no exchange of the entry reads; `read` holds the places that are spoken for."""
    entry = reader.entry
    assert entry is not None
    config = reader.config
    blocks: list[tuple[Mapping[Any, Any], Place]] = [(entry.params, reader.params_place)]
    if config.defaults and config.defaults_place is not None:
        blocks.append((config.defaults, config.defaults_place))
    credential = reader.credential()
    if credential is not None:
        blocks.append((credential[1], credential[0]))
    for block, place in blocks:
        for key, raw in block.items():
            if type(raw) is str:
                if "oidc/" not in raw and key not in _TOKEN_KEYS and not raw.startswith(ENVIRON):
                    continue
                where = Place(place.document, (*place.path, key))
                if where.path not in read:
                    yield from _text(reader, str(key), raw, where)
            elif isinstance(raw, (dict, list)):
                yield from _nested(reader, str(key), raw, place)
    yield from _beside(reader)


def _text(reader: Reader, key: str, raw: str, where: Place) -> Iterator[Use]:
    """One parameter that is a text: shadowed by another place, or whatever the provider does with this key."""
    entry = reader.entry
    assert entry is not None
    value = reader.parameter(key)
    if value.place is None or value.place.path != where.path or value.place.document is not where.document:
        if is_reference(raw) or (raw.startswith(ENVIRON) and is_reference(strip_environ(raw))):
            winner = "default_litellm_params" if value.source == "default" else "litellm_params"
            own = Value(raw, where, raw, "parameter")
            yield Use(key, own, entry, entry.place.path, "unused", "none", winner, (), None, False, "shadowed", "field")
        return
    use = _plain(reader, key, value)
    if use is not None:
        yield use


def _nested(reader: Reader, key: str, raw: Any, place: Place) -> Iterator[Use]:
    """References inside a mapping or list of an entry: headers go out as they stand, the rest is no credential."""
    entry = reader.entry
    assert entry is not None
    for route, text, depth in walk_values(raw, (key,), 1):
        if not (is_reference(text) or (text.startswith(ENVIRON) and is_reference(strip_environ(text)))):
            continue
        where = Place(place.document, (*place.path, *route))
        outcome, denials = "unused", ()
        if key in ("extra_headers", "headers", "default_headers") or (
            key == "extra_body" and route[-1] != "azure_ad_token"
        ):
            outcome = "verbatim"
            denials = (Denial("reference", "sent-verbatim", "", (), where),)  # type: ignore[assignment]
            if text.startswith(ENVIRON) and depth >= 0:
                outcome, denials = "sent", ()
        elif (
            key == "vertex_credentials"
            and route[-1] == "aws_web_identity_token"
            and reader.version.has("vertex-aws-document")
        ):
            continue  # judged as a document
        own = Value(text, where, text, "parameter")
        loaded = text.startswith(ENVIRON)
        yield Use(
            str(route[-1]),
            own,
            entry,
            entry.place.path,
            outcome,
            "none",
            None,
            denials,
            None,
            loaded,
            "nested",
            "field",
        )


def _plain(reader: Reader, key: str, value: Value) -> Use | None:
    """A parameter that nobody resolves: sent as it stands where the provider reads the key, unused elsewhere."""
    entry = reader.entry
    assert entry is not None
    if not isinstance(value.data, str) or key in ("model", "litellm_credential_name", "custom_llm_provider"):
        return None
    text, version = value.data, reader.version
    if not is_reference(text) and not early(value) and key not in _TOKEN_KEYS:
        return None

    def use(outcome: str, denials: tuple[Denial, ...] = (), note: str = "") -> Use:
        return Use(
            key, value, entry, entry.place.path, outcome, "none", None, denials, None, early(value), note, "field"
        )

    if key == "azure_ad_token" and entry.provider in AZURE_PROVIDERS:
        return None
    if not keys.reads(key, entry.provider, version) or key in _TOKEN_KEYS:
        return use("unused", (), "foreign")
    if early(value):
        return use("sent")
    if key not in reader.tables.kinds:  # handed to the provider as a parameter of its own
        return use("verbatim", (Denial("reference", "sent-verbatim", "", (), value.place),), "unknown-key")
    if key in _POINTERS:
        if not version.has("anthropic-federation"):
            return use("unused")
        resolution = judge_reference(text, reader)
        refused = denial_of(resolution, value.place)
        return use("fails" if refused else "sent", refused)._replace(resolution=resolution)
    if key == "openai_identity_token_file" and entry.provider == "openai" and version.has("anthropic-federation"):
        words = (f"InternalServerError: Failed to read the token file at {text}",)
        return use("fails", (Denial("reference", "sent-verbatim", "", words, value.place),))
    if key == "aws_region_name" and version.has("region-format"):
        words = (f"ValueError: Invalid AWS region format: '{text[:60]}'.",)
        return use("fails", (Denial("reference", "sent-verbatim", "", words, value.place),))
    return use("verbatim", (Denial("reference", "sent-verbatim", "", (), value.place),))


def _beside(reader: Reader) -> Iterator[Use]:
    """References that stand beside litellm_params, or in model_info: LiteLLM never reads them."""
    entry = reader.entry
    assert entry is not None
    listed = reader.config.top.get("model_list")
    item = listed[entry.position] if isinstance(listed, list) and entry.position < len(listed) else None
    for key, raw in item.items() if isinstance(item, dict) else ():
        if key in ("litellm_params", "model_name") or not isinstance(raw, (str, dict, list)):
            continue
        for route, text, _ in walk_values({key: raw}):
            if is_reference(text) or (text.startswith(ENVIRON) and is_reference(strip_environ(text))):
                where = type(entry.place)(entry.place.document, (*entry.place.path, *route))
                yield Use(
                    str(route[-1]),
                    Value(text, where, text, "beside"),
                    entry,
                    entry.place.path,
                    "unused",
                    "none",
                    None,
                    (),
                    None,
                    text.startswith(ENVIRON),
                    "beside",
                    "field",
                )
