"""Rules about the config as a whole: what LiteLLM refuses, drops, ignores or sends as it stands."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from validator.document import Document, Path
from validator.finding import Finding, Place
from validator.litellm.config import Entry
from validator.litellm.deployments import instead
from validator.litellm.reference import is_reference, strip_environ
from validator.litellm.schema_errors import SchemaWords
from validator.litellm.survey import EntryView, Survey
from validator.misspelling import meant as _meant
from validator.misspelling import nearest
from validator.rules.places import place_of

_CREDENTIALS = frozenset(
    ("aws_web_identity_token", "aws_role_name", "aws_session_name", "azure_ad_token", "client_id", "tenant_id", "api_key",
     "aws_access_key_id", "aws_secret_access_key", "aws_region_name")
)  # fmt: skip


def duplicate_key(document: Document) -> Iterator[Finding]:
    """A key is written twice: YAML keeps the last without a word."""
    for found in document.duplicates:
        yield Finding(
            "duplicate-key",
            Place(document),
            f"the key {found.key[:60]!r} stands twice; LiteLLM takes this one and forgets the first",
            span=document.outer(found.span),
            related=((Place(document), "first"),),
            label="taken",
            actual=found.key[:60],
            related_span=document.outer(found.first),
        )


def faults_of(rule: str) -> Callable[[Survey], Iterator[Finding]]:
    """Make the check that reports the load faults of one rule."""

    def check(survey: Survey) -> Iterator[Finding]:
        for fault in survey.config.faults:
            if fault.rule == rule and fault.effect != "inactive":
                yield Finding(rule, fault.place, fault.message, fault.severity, fault.expected, fault.predicts)

    return check


def invalid_config(survey: Survey) -> Iterator[Finding]:
    """LiteLLM does not start, or drops entries: the loader says so, the JSON Schema adds its words and further errors."""
    config, version = survey.config, survey.version
    faults = [fault for fault in config.faults if fault.rule == "invalid-config" and fault.effect != "inactive"]
    if not faults:
        return
    schema = _schema(survey)
    for fault in faults:
        missing = _MISSING.get(fault.predicts or "")
        expected = _wanted(missing, schema) if missing else schema.words(fault.place.path, fault.expected)
        yield Finding("invalid-config", fault.place, fault.message, fault.severity, expected, fault.predicts)
    newer = {key for number, names in survey.tables.absent if version.number <= number for key in names}
    for entry in config.entries:
        if entry.fault is None or entry.fault.rule != "invalid-config" or entry.fault.effect == "inactive":
            continue
        item = config.top["model_list"][entry.position]
        for error in schema.errors(item):
            path = entry.place.path + error.path
            if path == entry.fault.place.path and not error.missing:
                continue
            if error.missing is not None:
                if entry.fault.predicts != f"KeyError: {error.missing!r}":
                    yield _missing(entry, error.path, error.missing, item, schema)
            elif error.path[-1:] and error.path[-1] not in newer:
                message = f"{error.path[-1]} takes {schema.kind(path)}; LiteLLM drops the entry"
                yield Finding("invalid-config", Place(entry.place.document, path), message, None, schema.words(path))


def _schema(survey: Survey) -> SchemaWords:
    """Give the schema with what it has already answered in this run."""
    memo = survey.tables.memo
    if "schema" not in memo:
        memo["schema"] = SchemaWords(survey.tables.schema())
    found: SchemaWords = memo["schema"]
    return found


_ANY = ("model_list", 0)
_MISSING: dict[str, Path] = {
    "KeyError: 'model_name'": (*_ANY, "model_name"),
    "KeyError: 'litellm_params'": (*_ANY, "litellm_params"),
    "KeyError: 'model'": (*_ANY, "litellm_params", "model"),
}
"""What LiteLLM says of a missing key, and where the key would stand."""


def _missing(entry: Entry, path: Path, key: str, item: Any, schema: SchemaWords) -> Finding:
    """Report a key that the entry lacks, at the one that looks like it if there is one."""
    owner = item
    for step in path:
        owner = owner[step]
    near = [other for other in owner if isinstance(other, str) and nearest(other, (key,))]
    message = f"{path[-1] if path else 'the entry'} has no {key}; LiteLLM does not start" + instead(key, near)
    place = Place(entry.place.document, (*entry.place.path, *path, *near[:1]), bool(path or near))
    return Finding("invalid-config", place, message, None, _wanted((*_ANY, *path, key), schema))


def _wanted(path: Path, schema: SchemaWords) -> str:
    """Say which key is missing, and what it is for."""
    words = schema.words(path)
    return f"{path[-1]}: {words}" if words else str(path[-1])


def unknown_top_level_key(survey: Survey) -> Iterator[Finding]:
    """LiteLLM ignores a top-level key it does not know; a misspelled model_list makes the models vanish."""
    known = survey.tables.top_level
    for part in survey.config.parts:
        for key, value in part.data.items() if isinstance(part.data, dict) else ():
            if key in known or key == "default_litellm_params":
                continue
            place = Place(part, (key,), True)
            if key in survey.tables.misplaced_top_level:
                yield Finding(
                    "misplaced-key",
                    place,
                    f"LiteLLM reads {key} only inside general_settings",
                    None,
                    f"general_settings.{key}",
                )
                continue
            meant = _meant(str(key), known)
            holds = isinstance(value, list) and any(
                isinstance(item, dict) and "litellm_params" in item for item in value
            )
            if holds:
                meant = meant or "model_list"
            if meant is None and (str(key)[:1] in "._x" or part.holds_anchor((key,))):
                continue  # a place to keep anchors, as Compose files have
            message = f"LiteLLM ignores the top-level key {str(key)[:60]!r} without a word"
            if holds:
                message = f"LiteLLM ignores {str(key)[:60]!r}, so these models do not exist for it; it reads {meant}"
            elif meant:
                message += f"; did you mean {meant}?"
            yield Finding(
                "unknown-top-level-key",
                place,
                message,
                "error" if holds or meant in ("model_list", "litellm_settings", "general_settings") else None,
                meant,
                str(key)[:60],
            )


def misplaced_key(survey: Survey) -> Iterator[Finding]:
    """Credential settings in a section that has no reader for them."""
    config = survey.config
    settings = config.top.get("litellm_settings")
    for key in settings if isinstance(settings, dict) else ():
        if str(key).startswith("aws_") and key in survey.tables.misplaced:
            yield Finding(
                "misplaced-key",
                Place(*_at(survey, ("litellm_settings", key)), True),
                f"nobody reads {key} in litellm_settings",
                None,
                f"{key} in litellm_params",
            )
    if "default_litellm_params" in config.top:
        yield Finding(
            "misplaced-key",
            Place(*_at(survey, ("default_litellm_params",)), True),
            "LiteLLM ignores default_litellm_params at the top; it belongs into router_settings",
            None,
            "router_settings.default_litellm_params",
        )


def _at(survey: Survey, path: tuple["str | int", ...]) -> tuple[Document, tuple["str | int", ...]]:
    place = survey.config.place_of(path)
    return place.document, place.path


def misplaced_entry_key(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """A credential key beside litellm_params instead of inside."""
    listed = survey.config.top.get("model_list")
    item = listed[view.entry.position] if isinstance(listed, list) else None
    for key in item if isinstance(item, dict) else ():
        if key in survey.tables.misplaced:
            yield Finding(
                "misplaced-key",
                Place(view.entry.place.document, (*view.entry.place.path, key), True),
                f"LiteLLM ignores {key} here; it belongs inside litellm_params",
                None,
                f"litellm_params.{key}",
            )


def misspelt_parameter(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """A parameter of an entry that is nearly one of those for credentials or connection."""
    yield from _misspelt(view.entry.params, view.reader.params_place, survey)


def misspelt_shared_parameter(survey: Survey) -> Iterator[Finding]:
    """The same in credential_values and default_litellm_params."""
    config = survey.config
    if config.defaults_place is not None:
        yield from _misspelt(config.defaults, config.defaults_place, survey)
    for place, values in config.credentials.values():
        yield from _misspelt(values, place, survey)


def _misspelt(params: Mapping[Any, Any], owner: Place, survey: Survey) -> Iterator[Finding]:
    tables = survey.tables
    for key, value in params.items():
        if key in tables.kinds or not isinstance(key, str):
            continue
        wanted = nearest(key, tables.connection)
        if wanted is None and not key.startswith(("aws_", "azure_")):
            continue
        sections = tables.sections()
        wanted = sections["confused"].get(key, wanted)
        if wanted is None or key in sections["never"] or key in sections["request"] or key in sections["openai"]:
            continue
        if isinstance(value, str) and is_reference(strip_environ(value)):
            continue  # unresolved-reference-field says it
        yield Finding(
            "misspelt-parameter",
            Place(owner.document, (*owner.path, key), True),
            f"LiteLLM knows no parameter {key[:60]!r} and sends it on with the request; did you mean {wanted}?",
            None,
            wanted,
        )


def default_overrides_entry(survey: Survey) -> Iterator[Finding]:
    """router_settings.default_litellm_params beats the entry's own value."""
    config = survey.config
    if config.defaults_place is None:
        return
    for key, value in config.defaults.items():
        if key not in _CREDENTIALS or value is None:
            continue
        hit = [view for view in survey.views if view.entry.params.get(key) not in (None, value)]
        if hit:
            names = ", ".join(sorted({view.entry.name or "?" for view in hit}))
            where = hit[0].reader.params_place
            yield Finding(
                "default-overrides-entry",
                Place(config.defaults_place.document, (*config.defaults_place.path, key)),
                f"this default beats the value that {names[:120]} has of its own",
                None,
                None,
                None,
                related=((Place(where.document, (*where.path, key)), "never used"),),
                label="used instead",
            )


def _credential_names(survey: Survey) -> Iterator[str]:
    listed = survey.config.top["credential_list"]
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and isinstance(item.get("credential_name"), str):
            yield item["credential_name"]


def unknown_credential_name(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """litellm_credential_name names nothing in credential_list."""
    name = view.entry.params.get("litellm_credential_name")
    if (
        not isinstance(name, str)
        or "{" in name
        or name.startswith("os.environ/")
        or "credential_list" not in survey.config.top
        or any(key.startswith("os.environ/") for key in _credential_names(survey))
    ):
        return
    if name not in survey.config.credentials:
        place = view.reader.params_place
        known = ", ".join(sorted(survey.config.credentials)) or "none"
        yield Finding(
            "unknown-credential-name",
            Place(place.document, (*place.path, "litellm_credential_name")),
            f"credential_list has no {name[:60]!r}; the request runs without it",
            None,
            known[:200],
            name[:60],
        )


def unsupported_relying_party(view: EntryView, survey: Survey) -> Iterator[Finding]:
    """The provider does nothing with OIDC references today."""
    words = survey.tables.parties.get(view.entry.provider) if isinstance(view.entry.provider, str) else None
    if words is None:
        return
    for use in view.uses:
        if use.party == "field" and use.outcome in ("unused", "verbatim", "sent", "unknown"):
            yield Finding(
                "unsupported-relying-party",
                place_of(use),
                f"LiteLLM has no OIDC exchange for {view.entry.provider}: {words}",
            )
            return
