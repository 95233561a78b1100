"""What rule packs look at: a reference or a model entry as plain data (schemas/pack-reference, schemas/pack-entry).

A member that is known not to be there is left out; one that is not known is `UNKNOWN` or `GIVEN` here and left out of
what is printed. Values under credential keys, and whatever looks like a token or a key, are `•••` before any rule sees
them; values that an environment variable supplies are judged and never shown.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from validator.finding import Place
from validator.litellm.config import Value, expand, is_template
from validator.litellm.environment import Unknown
from validator.litellm.reference import ENVIRON, is_reference, split, strip_environ
from validator.litellm.survey import EntryView, Survey
from validator.litellm.uses import AWS_PROVIDERS, Use, operation
from validator.litellm.web_identity import region
from validator.packs.constraint import GIVEN, UNKNOWN, Open, Shy
from validator.redact import STARS, Redaction, hide

Data = dict[str, Any]

PARTIES = ("aws", "azure", "anthropic")

BESIDE = {
    "role": "aws_role_name",
    "session_name": "aws_session_name",
    "client_id": "client_id",
    "tenant_id": "tenant_id",
    "federation_rule_id": "anthropic_federation_rule_id",
    "organization_id": "anthropic_organization_id",
}
"""Member of a reference → the parameter beside it."""


class Viewer:
    """Makes the views of one survey."""

    def __init__(self, survey: Survey, redaction: Redaction) -> None:
        self.survey, self.redaction = survey, redaction

    def reference(self, use: Use, members: Iterable[str] | None = None) -> Data:
        """Give a reference as data, all of it or these members only."""
        return _made(_REFERENCE, self, use, members)

    def entry(self, view: EntryView, members: Iterable[str] | None = None) -> Data:
        """Give a model entry as data, all of it or these members only."""
        return _made(_ENTRY, self, view, members)

    def text(self, key: str, value: Value) -> Any:
        """Give a value where LiteLLM reads it: starred under a credential key, shy if a variable supplies it."""
        shown = self.plain(key, value.data)
        supplied = value.written is None or (isinstance(value.written, str) and value.written != value.data)
        return Shy(shown) if isinstance(shown, str) and supplied and shown != STARS else shown

    def plain(self, key: object, data: Any, secret: bool = False, written: bool = False) -> Any:
        """Give data of a config as JSON values; what a template, a tag or a variable decides is open.

        With `written`, `os.environ/NAME` is a text like any other.
        """
        if isinstance(data, Unknown):
            return GIVEN if data.why in _CERTAIN else UNKNOWN
        secret = secret or self.redaction.secret_key(key)
        if isinstance(data, str):
            if is_template(data):
                return GIVEN
            if data.startswith(ENVIRON) and not written and not is_reference(strip_environ(data)):
                return UNKNOWN
            return self.redaction.value("password" if secret else key, str(data))
        if isinstance(data, dict):
            return {hide(str(name)): self.plain(name, part, secret, written) for name, part in data.items()}
        if isinstance(data, list):
            return [self.plain(key, part, secret, written) for part in data]
        if data is None or isinstance(data, bool):
            return data
        if isinstance(data, (int, float)):
            price = "str" not in self.survey.tables.kinds.get(str(key), "str")  # output_cost_per_token is no token
            return STARS if secret and not price else data
        return GIVEN


def uncertain(use: Use) -> bool:
    """Say whether an unknown variable decides that there is anything to look at."""
    return isinstance(use.value.data, Unknown) and use.value.data.why not in _CERTAIN


_CERTAIN = ("template", "unknown-tag")
"""What is unknown for these reasons is there all the same."""


def published(view: Mapping[str, Any]) -> Data:
    """Give a view as it is printed: what is not known is left out and listed, shy texts are stars."""
    unknown: list[str] = []
    out = _published(view, (), unknown)
    return {**out, "unknown": unknown} if unknown else dict(out)


def _published(value: Any, path: tuple[str, ...], unknown: list[str]) -> Any:
    if isinstance(value, Mapping):
        out = {}
        for name, part in value.items():
            if isinstance(part, Open):
                unknown.append(".".join((*path, str(name))))
            else:
                out[name] = _published(part, (*path, str(name)), unknown)
        return out
    if isinstance(value, list):
        items: list[Any] = []
        for index, part in enumerate(value):
            route = (*path, str(index))
            if isinstance(part, Open):
                unknown.append(".".join(route))
                items.append(None)
            elif path == ("references",):
                items.append(published(part))
            else:
                items.append(_published(part, route, unknown))
        return items
    return STARS if isinstance(value, Shy) else value


def _made(
    table: Mapping[str, Callable[[Viewer, Any], Any]], viewer: Viewer, of: Any, members: Iterable[str] | None
) -> Data:
    out = {}
    for name in table if members is None else members:
        if name in table:
            value = table[name](viewer, of)
            if value is not None:
                out[name] = value
    return out


def _text_only(viewer: Viewer, key: str, value: Value) -> Any:
    """Give a member that the view promises to be a text; another type is there, and our own rules report it."""
    if value.data is None:
        return None
    return viewer.text(key, value) if isinstance(value.data, (str, Unknown)) else GIVEN


def _reference_text(viewer: Viewer, use: Use) -> Any:
    return _text_only(viewer, use.key, use.value)


def _split(part: int) -> Callable[[Viewer, Use], Any]:
    def value(viewer: Viewer, use: Use) -> Any:
        data = use.value.data
        if isinstance(data, Unknown):
            return viewer.plain("", data)
        text = strip_environ(data) if isinstance(data, str) else ""
        if is_template(text):
            return GIVEN
        found = split(text, viewer.survey.version) if is_reference(text) else None
        return (
            None
            if found is None
            else viewer.text("", use.value._replace(data=found[part], written=_own(use, found[part])))
        )

    return value


def _own(use: Use, part: str) -> str | None:
    """Give a part of a reference as written where the config itself has the reference."""
    return part if use.value.written == use.value.data else None


def _rest(kind: str) -> Callable[[Viewer, Use], Any]:
    """Give what stands behind the provider word where that provider takes it for this: audience, scope, path …"""
    whole, word = _split(1), _split(0)

    def value(viewer: Viewer, use: Use) -> Any:
        provider = word(viewer, use)
        if isinstance(provider, Open):
            return UNKNOWN
        for entry in viewer.survey.tables.providers.values():
            if entry["word"] == provider and entry["rest"] == kind:
                when = entry.get("when")
                if when is None:
                    return whole(viewer, use)
                found = viewer.survey.config.environment.get(when["variable"])
                if isinstance(found, Unknown):
                    return UNKNOWN
                return whole(viewer, use) if (found is not None) == (when["is"] == "set") else None
        return None

    return value


def _variable(viewer: Viewer, use: Use) -> Any:
    found = _rest("variable")(viewer, use)
    return found if found is not None else _rest("path-variable")(viewer, use)


def _beside(key: str) -> Callable[[Viewer, Use], Any]:
    def value(viewer: Viewer, use: Use) -> Any:
        found = use.beside.get(key)
        if found is None:
            return UNKNOWN if use.entry is not None and isinstance(use.entry.provider, Unknown) else None
        return _text_only(viewer, key, found)

    return value


def _party(viewer: Viewer, use: Use) -> Any:
    if use.entry is not None and isinstance(use.entry.provider, Unknown):
        return GIVEN
    return use.party if use.party in PARTIES else "none"


def _region(viewer: Viewer, use: Use) -> Any:
    view = viewer.survey.view_of(use)
    if use.party != "aws":
        return _beside("aws_region_name")(viewer, use)
    if view is None or view.entry.provider not in AWS_PROVIDERS:
        return UNKNOWN
    return _text_only(viewer, "aws_region_name", region(view.reader))


def _outcome(viewer: Viewer, use: Use) -> Any:
    return GIVEN if use.outcome == "unknown" else use.outcome


def _of_entry(member: str) -> Callable[[Viewer, Use], Any]:
    def value(viewer: Viewer, use: Use) -> Any:
        view = viewer.survey.view_of(use)
        return None if view is None else _ENTRY[member](viewer, view)

    return value


def _file(viewer: Viewer, use: Use) -> str:
    place = use.entry.place if use.entry is not None else use.value.place
    return place.document.source if place is not None else viewer.survey.config.document.source


_REFERENCE: dict[str, Callable[[Viewer, Use], Any]] = {
    "text": _reference_text,
    "provider": _split(0),
    "audience": _rest("audience"),
    "scope": _rest("scope"),
    "path": _rest("path"),
    "variable": _variable,
    "rest": _split(1),
    "field": lambda viewer, use: use.key,
    "relying_party": _party,
    "outcome": _outcome,
    **{member: _beside(key) for member, key in BESIDE.items()},
    "region": _region,
    "model_name": _of_entry("model_name"),
    "model": _of_entry("model"),
    "litellm_provider": _of_entry("provider"),
    "file": _file,
}


def _item(viewer: Viewer, view: EntryView) -> Mapping[str, Any]:
    listed = viewer.survey.config.top.get("model_list")
    item = listed[view.entry.position] if isinstance(listed, list) and view.entry.position < len(listed) else None
    return item if isinstance(item, dict) else {}


def _name(viewer: Viewer, view: EntryView) -> Any:
    name, raw = view.entry.name, _item(viewer, view).get("model_name")
    if name is None:
        return GIVEN if raw is not None and not isinstance(raw, str) else None
    if name.startswith(ENVIRON):
        return GIVEN
    return viewer.text("", Value(name, None, raw if isinstance(raw, str) else name))


def _model(viewer: Viewer, view: EntryView) -> Any:
    return viewer.text("", Value(view.entry.model, None, view.entry.params.get("model")))


def _provider(viewer: Viewer, view: EntryView) -> Any:
    return viewer.plain("", view.entry.provider)


def _mode(viewer: Viewer, view: EntryView) -> Any:
    if not isinstance(view.entry.model, str) or not isinstance(view.entry.provider, str):
        return GIVEN
    return operation(view.entry, viewer.survey.tables)


def _params(viewer: Viewer, view: EntryView) -> Data:
    reader = view.reader
    config = reader.config
    credential = reader.credential()
    keys = dict.fromkeys([*view.entry.params, *config.defaults, *(credential[1] if credential is not None else ())])
    out = {}
    for key in keys:
        found = reader.parameter(key)
        if found.data is None:
            continue
        out[hide(str(key))] = viewer.text(str(key), found)
    return out


def _credential(viewer: Viewer, view: EntryView) -> Any:
    config = view.reader.config
    raw = config.defaults.get("litellm_credential_name") or view.entry.params.get("litellm_credential_name")
    if raw is None:
        return None
    data = expand(raw, config.base_environment, view.reader.files, view.reader.version)
    return viewer.text("", Value(data, None, raw))


_ENTRY: dict[str, Callable[[Viewer, EntryView], Any]] = {
    "model_name": _name,
    "model": _model,
    "provider": _provider,
    "mode": _mode,
    "params": _params,
    "written": lambda viewer, view: viewer.plain("", view.entry.params, False, True),
    "info": lambda viewer, view: viewer.plain("", view.entry.info, False, True),
    "credential": _credential,
    "loaded": lambda viewer, view: view.entry.fault is None and view.reader.config.loads,
    "references": lambda viewer, view: [UNKNOWN if uncertain(use) else viewer.reference(use) for use in view.uses],
    "file": lambda viewer, view: view.entry.place.document.source,
}

MEMBERS = {"reference": tuple(_REFERENCE), "entry": tuple(_ENTRY)}
"""The members of each view."""


def place_in_reference(use: Use, member: str) -> Place | None:
    """Give the place of a member of a reference, None for one that has none of its own."""
    beside = use.beside.get(BESIDE.get(member, ""))
    return beside.place if beside is not None else None


def place_in_entry(view: EntryView, path: "tuple[str | int, ...]") -> Place:
    """Give the place of a member of an entry: the parameter, or what it would have to stand in."""
    place, first = view.entry.place, path[0] if path else ""
    if first in ("params", "written") and len(path) > 1:
        key = str(path[1])
        found = view.reader.parameter(key) if first == "params" else Value(None, None)
        if found.place is not None:
            return found.place
        if key in view.entry.params:
            return Place(place.document, (*place.path, "litellm_params", key))
        return view.reader.owner()
    if first == "references" and len(path) > 1 and isinstance(path[1], int) and path[1] < len(view.uses):
        use = view.uses[path[1]]
        own = place_in_reference(use, str(path[2])) if len(path) > 2 else None
        return own or use.value.place or place
    route = {
        "model_name": ("model_name",),
        "model": ("litellm_params", "model"),
        "provider": ("litellm_params", "model"),
        "credential": ("litellm_params", "litellm_credential_name"),
        "info": ("model_info",),
        "mode": ("model_info",),
    }.get(str(first), ())
    return Place(place.document, (*place.path, *route)) if route else Place(place.document, place.path)
