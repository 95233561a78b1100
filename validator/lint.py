"""Run the checks over one file, and turn findings into diagnostics: severity, lines, ignores, order."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from validator.alike import Known, known_of, told_of
from validator.chain import Chain, chain_of
from validator.document import Document, Path
from validator.finding import UNDECIDED, Finding, Place
from validator.litellm.environment import Unknown
from validator.litellm.survey import EntryView, Survey, looked_at
from validator.litellm.uses import AWS_PROVIDERS, AZURE_PROVIDERS, Use
from validator.litellm.web_identity import region
from validator.redact import Redaction
from validator.rules import CHECKS, Check, marks_of


class Catalogue(NamedTuple):
    """What the policies say of each rule: severity, title, status; and how values are redacted."""

    rules: Mapping[str, Mapping[str, Any]]
    redaction: Redaction
    infos: Callable[[str], bool]
    """Whether a rule of severity info is asked for."""
    plan: dict[str, tuple[Check, ...]]
    """The checks by view and family, sorted on first use."""
    use_plan: dict[tuple[str, frozenset[str]], tuple[Check, ...]]
    """The checks of a use by its family and marks, chosen on first use."""
    clean: dict[Hashable, Known]
    """What equal entries came to: a fleet of configs repeats the same few."""
    remapped: Mapping[str, str] = MappingProxyType({})
    """Severities that the settings give to rules."""
    extra: tuple[Check, ...] = ()
    """The checks of rule packs. They look at names and ids that ours do not: alike entries are then judged one by one."""

    def severity(self, rule: str) -> str:
        """Give a rule's own severity."""
        return str(self.rules.get(rule, {}).get("severity", "error"))


class ConfigReport(NamedTuple):
    """What LiteLLM does with one config: does it load, what is left, what is dropped."""

    file: str
    loads: bool
    deployments: tuple[str, ...]
    dropped: tuple[Path, ...]
    predicts: tuple[str, ...]
    entries: int = 0


def check_document(document: Document, catalogue: Catalogue) -> list[Finding]:
    """Run the checks that need only the document."""
    return _run(_plan(catalogue)["document"], Place(document), document)


def check_config(survey: Survey, catalogue: Catalogue) -> tuple[list[Finding], tuple[Chain, ...]]:
    """Run every check over a config and make its chains; each refused step is reported exactly once."""
    plan = _plan(catalogue)
    top = Place(survey.config.document)
    findings: list[Finding] = []
    for part in survey.config.parts:
        if part.duplicates:
            findings += check_document(part, catalogue)
    findings += _run(plan["config"], top, survey)
    made: list[Chain] = []
    told = _rules(findings)
    for view in survey.views:
        known = catalogue.clean.get(view.key) if view.like is not None else view.known
        own, chains = told_of(known, view.entry) if known is not None else _judged(view, top, told, survey, catalogue)
        made += chains
        if own:
            findings += own
            told |= _rules(own)
    for use in survey.outside:
        chain = chain_of(use, survey)
        own = _use_findings(chain, use, top, told, survey, catalogue)
        findings += own
        told |= _rules(own)
        made.append(chain)
    return findings, tuple(made)


def _rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def _judged(
    view: EntryView, top: Place, told: set[str], survey: Survey, catalogue: Catalogue
) -> tuple[list[Finding], list[Chain]]:
    """Judge one entry, and remember what it comes to for equal ones; `told` are the rules that have spoken already."""
    view = looked_at(view)
    own = _entry_findings(view, _plan(catalogue), survey)
    chains = []
    for use in view.uses:
        chain = chain_of(use, survey)
        own += _use_findings(chain, use, top, told | _rules(own), survey, catalogue)
        chains.append(chain)
    if view.key is not None and _by_itself(view, chains, _rules(own), survey):
        known = known_of(view, own, chains, silent_rules(view))
        if known is not None:
            catalogue.clean[view.key] = known
    return own, chains


def _by_itself(view: EntryView, chains: list[Chain], own: set[str], survey: Survey) -> bool:
    """Say whether no refusal of an entry is told by the rules of another."""
    fault = view.entry.fault
    here = own if fault is None else own | {fault.rule}
    return all(
        _tells(step.reason, here, survey)
        for chain in chains
        if chain.outcome != "unused"
        for step in chain.steps
        if step.verdict == "deny" and step.reason in _ELSEWHERE
    )


def _entry_findings(view: EntryView, plan: dict[str, tuple[Check, ...]], survey: Survey) -> list[Finding]:
    provider = view.entry.provider
    if not isinstance(provider, str):
        return _run(plan["entry undecided"], view.entry.place, view, survey)
    family = "aws" if provider in AWS_PROVIDERS else "azure" if provider in AZURE_PROVIDERS else "other"
    return _run(plan["entry " + family], view.entry.place, view, survey)


def _use_findings(
    chain: Chain, use: Use, top: Place, told: set[str], survey: Survey, catalogue: Catalogue
) -> list[Finding]:
    family = use.party if use.party in ("aws", "azure") else "other"
    own = _run(_use_plan(family, marks_of(use), catalogue), use.value.place or top, use, survey)
    if own and chain.model:
        own = [finding._replace(entries=(chain.model,)) for finding in own]
    if chain.verdict == "deny":
        own += _denied(chain, _rules(own), told | _rules(own), use, survey)
    return own


def silent_rules(view: EntryView) -> Iterator[str]:
    """Name the rules that say nothing of an entry because the environment is unknown (contract, section 3)."""
    if view.known is not None:
        yield from view.known.silent
        return
    for use in view.uses:
        if use.party == "azure":
            for key, rule in (("client_id", "missing-client-id"), ("tenant_id", "missing-tenant-id")):
                if key in use.beside and isinstance(use.beside[key].data, Unknown):
                    yield rule
        resolution = use.resolution
        if isinstance(use.value.data, Unknown) or (
            resolution is not None and resolution.reason == "environment-unknown"
        ):
            yield "environment-variable-missing"
        if use.party == "aws" and view.entry.provider == "bedrock" and isinstance(region(view.reader).data, Unknown):
            yield "region-missing"


def _plan(catalogue: Catalogue) -> dict[str, tuple[Check, ...]]:
    """Sort the checks by what they can say anything about, so that a clean entry meets only a few."""
    if not catalogue.plan:
        checks = [
            check
            for check in (*CHECKS, *catalogue.extra)
            if catalogue.infos(check.rule) or catalogue.severity(check.rule) != "info"
        ]
        for view in ("document", "config"):
            catalogue.plan[view] = tuple(check for check in checks if check.view == view)
        for family in ("aws", "azure", "other"):
            catalogue.plan[f"entry {family}"] = tuple(
                check for check in checks if check.view == "entry" and check.family in ("", family)
            )
        catalogue.plan["entry undecided"] = tuple(
            check for check in checks if check.view == "entry" and check in catalogue.extra
        )
        catalogue.plan["use"] = tuple(check for check in checks if check.view == "use")
    return catalogue.plan


def _use_plan(family: str, marks: frozenset[str], catalogue: Catalogue) -> tuple[Check, ...]:
    """Give the checks that can say anything about a use with these marks."""
    key = (family, marks)
    if key not in catalogue.use_plan:
        catalogue.use_plan[key] = tuple(
            check
            for check in catalogue.plan["use"]
            if check.family in ("", family) and (not check.when or check.when & marks)
        )
    return catalogue.use_plan[key]


def _denied(chain: Chain, own: set[str], everywhere: set[str], use: Use, survey: Survey) -> Iterator[Finding]:
    """Report a refused step that no specific rule has reported: of this use, or anywhere for some reasons."""
    if chain.outcome in ("unused",):
        return
    for step in chain.steps:
        if step.verdict != "deny":
            continue
        if _tells(step.reason, own if step.reason not in _ELSEWHERE else everywhere, survey):
            continue
        place = (
            step.place
            or use.value.place
            or (use.entry.place if use.entry is not None else Place(survey.config.document))
        )
        yield Finding(
            "chain-denied",
            place,
            f"refused at {step.step}: {step.message}",
            "error",
            step.remedy,
            None,
            entries=(chain.model,) if chain.model else (),
        )


def _tells(reason: str, rules: set[str], survey: Survey) -> bool:
    """Say whether one of the rules is made for this reason of a refusal."""
    advice = survey.tables.advice.get(reason, {})
    return advice.get("rule") in rules or not rules.isdisjoint(advice.get("also") or ())


_ELSEWHERE = frozenset(
    (
        "not-loaded",
        "role-arn-invalid",
        "session-name-invalid",
        "region-invalid",
        "client-id-is-tenant-id",
        "api-base-missing",
    )
)


def _run(checks: tuple[Check, ...], place: Place, *views: Any) -> list[Finding]:
    found: list[Finding] = []
    for check in checks:
        try:
            for finding in check.function(*views):
                found.append(finding)
        except Exception as error:
            message = f"the rule {check.rule} failed with {type(error).__name__}; please report it"
            found.append(Finding("rule-crashed", place, message, "error"))
    return found


def config_report(survey: Survey, file: str) -> ConfigReport:
    """Say what LiteLLM does with the config as it stands."""
    config = survey.config
    loads = config.loads
    stops = [fault for fault in config.faults if fault.effect == "stops"]
    alive = [entry for entry in config.entries if entry.fault is None] if loads else []
    dropped = [
        entry.place.document.prefix + entry.place.path
        for entry in config.entries
        if entry.fault is not None and entry.fault.effect in ("drops", "inactive")
    ]
    predicts = [fault.predicts for fault in stops if fault.predicts]
    if loads:
        predicts = [fault.predicts for fault in config.faults if fault.effect == "drops" and fault.predicts]
    names = [entry.name for entry in alive for _ in range(_copies(entry.params)) if entry.name is not None]
    return ConfigReport(
        file,
        loads,
        tuple(names),
        tuple(dropped) if loads else (),
        tuple(predicts[:1] if not loads else predicts),
        len(config.entries),
    )


def _copies(params: Mapping[Any, Any]) -> int:
    organizations = params.get("organization")
    return len(organizations) if isinstance(organizations, list) else 1


def undecided(findings: list[Finding]) -> tuple[list[Finding], frozenset[str]]:
    """Part the findings from what is none: the rules whose verdict depends on something unknown."""
    rules = frozenset(finding.rule for finding in findings if finding.severity == UNDECIDED)
    return [finding for finding in findings if finding.severity != UNDECIDED] if rules else findings, rules
