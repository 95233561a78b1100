"""The chain of one use: reference → environment → token → registration → trust → permission, each with a verdict."""

from typing import NamedTuple

from validator.document import Path
from validator.finding import Place
from validator.litellm.environment import Unknown
from validator.litellm.survey import Survey
from validator.litellm.tables import Tables
from validator.litellm.uses import Denial, Use

STEPS = ("reference", "environment", "token", "registration", "trust", "permission")


class Step(NamedTuple):
    """One station: verdict allow, deny, unknown or skipped, a stable reason code, and words for a person."""

    step: str
    verdict: str
    reason: str
    message: str
    remedy: str | None = None
    predicts: tuple[str, ...] = ()
    rule: str | None = None
    place: Place | None = None
    expected: str | None = None
    actual: str | None = None


class Chain(NamedTuple):
    """One use as a whole: where it starts, what LiteLLM does with it, and the verdict of every step."""

    file: str
    path: Path
    model: str | None
    reference: str | None
    relying_party: str
    outcome: str
    verdict: str
    steps: tuple[Step, ...]
    instead: str | None = None
    field: str = ""
    versions: str | None = None


def placeless(chain: Chain) -> Chain:
    """Give a chain without the places of its steps, which hold on to whole documents."""
    if all(step.place is None for step in chain.steps):
        return chain
    return chain._replace(steps=tuple(step._replace(place=None) for step in chain.steps))


def chain_of(use: Use, survey: Survey) -> Chain:
    """Give the chain of one use."""
    denials = {denial.step: denial for denial in reversed(use.denials)}
    tables = survey.tables
    judged = use.outcome in ("exchanged", "unknown")
    steps = []
    for name in STEPS:
        denial = denials.get(name)
        if denial is not None:
            steps.append(_denied(denial, tables))
        elif name in ("reference", "environment"):
            steps.append(_own_step(name, use, tables))
        elif not judged or use.relying_party == "none":
            steps.append(_step(name, "skipped", "not-judged", tables))
        elif name == "token":
            steps.append(_step(name, "unknown", "token-not-supplied", tables))
        else:
            steps.append(_step(name, "unknown", "no-evidence", tables))
    place = use.entry.place if use.entry is not None else use.value.place
    prefix = (place.document if place is not None else survey.config.document).prefix
    return Chain(
        place.document.source if place is not None else survey.config.document.source,
        (*prefix, *(use.entry.place.path if use.entry is not None else use.path)),
        use.entry.name if use.entry is not None else None,
        use.reference,
        use.relying_party,
        use.outcome,
        verdict_of(use.outcome, steps),
        tuple(steps),
        use.instead,
        use.key,
    )


def verdict_of(outcome: str, steps: "list[Step] | tuple[Step, ...]") -> str:
    """Give the verdict of a chain: deny if any step is, unknown if any judged one is, else allow."""
    verdicts = {step.verdict for step in steps}
    if "deny" in verdicts:
        return "deny"
    if "unknown" in verdicts or outcome in ("sent", "unused", "unknown", "not-loaded"):
        return "unknown"
    return "allow"


def step_of(
    name: str, verdict: str, reason: str, tables: Tables, subject: str = "", predicts: tuple[str, ...] = ()
) -> Step:
    """Make a step whose words come from the advice table."""
    return _step(name, verdict, reason, tables, subject, predicts)


def _step(
    name: str,
    verdict: str,
    reason: str,
    tables: Tables,
    subject: str = "",
    predicts: tuple[str, ...] = (),
    place: Place | None = None,
) -> Step:
    plain = not subject and not predicts and place is None
    if plain and (name, verdict, reason) in tables.steps:
        return tables.steps[name, verdict, reason]  # type: ignore[no-any-return]
    advice = tables.advice.get(reason, {})
    shown = subject or "it"
    remedy = advice.get("remedy")
    made = Step(
        name,
        verdict,
        reason,
        advice.get("cause", reason).replace("{name}", shown),
        remedy.replace("{name}", shown) if remedy and verdict in ("deny", "unknown") else None,
        predicts,
        advice.get("rule") if verdict == "deny" else None,
        place,
    )
    if plain:
        tables.steps[name, verdict, reason] = made
    return made


def _denied(denial: Denial, tables: Tables) -> Step:
    return _step(denial.step, "deny", denial.reason, tables, denial.name, denial.predicts, denial.place)


def _own_step(name: str, use: Use, tables: Tables) -> Step:
    """The reference and environment steps of a use that is not refused there."""
    if use.outcome == "not-loaded":
        return _step(
            name,
            "unknown" if name == "reference" else "skipped",
            "inactive" if use.note == "inactive" else "not-loaded",
            tables,
        )
    if use.outcome == "unused":
        return _step(name, "unknown" if name == "reference" else "skipped", "never-read", tables)
    if use.outcome == "verbatim":
        return _step(name, "skipped", "not-judged", tables)
    resolution = use.resolution
    if use.early:
        return _step(
            name, "allow", "well-formed" if name == "reference" else "resolves", tables, "the start of LiteLLM"
        )
    if resolution is None:
        data = use.value.data
        if any(denial.step == "reference" for denial in use.denials):
            return _step(name, "skipped", "not-judged", tables)
        why = data.why if isinstance(data, Unknown) else "environment-unknown"
        code = "environment-unknown" if why in ("environment-unknown", "template", "unknown-tag", "version") else why
        return _step(name, "unknown", code, tables, data.name if isinstance(data, Unknown) else "")
    if resolution.step == "reference":
        if name == "reference":
            verdict = "unknown" if resolution.verdict == "unknown" else "deny"
            return _step(
                name,
                verdict,
                resolution.reason,
                tables,
                resolution.name,
                (resolution.predicts,) if resolution.predicts else (),
            )
        return _step(name, "skipped", "not-judged", tables)
    if name == "reference":
        return _step(name, "allow", "well-formed", tables)
    return _step(
        name,
        resolution.verdict,
        resolution.reason,
        tables,
        resolution.name,
        (resolution.predicts,) if resolution.predicts else (),
    )
