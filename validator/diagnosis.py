"""One reference by itself: would LiteLLM get a string from it, and if not, at which step and why."""

from validator.chain import Chain, step_of, verdict_of
from validator.litellm.environment import Environment, Files
from validator.litellm.reference import resolve
from validator.litellm.tables import Tables
from validator.litellm.versions import Judged, Selection

_LATER = ("token", "registration", "trust", "permission")


def chain_of_reference(
    text: str, environment: Environment, files: Files, selection: Selection, tables: Tables
) -> Chain:
    """Give the chain of a bare reference; with a range of versions, that of the worst of them."""
    chains = [_chain(text, environment, files, version, tables) for version in selection.versions]
    return min(chains, key=lambda chain: ("deny", "unknown", "allow").index(chain.verdict))


def _chain(text: str, environment: Environment, files: Files, version: Judged, tables: Tables) -> Chain:
    answer = resolve(text, environment, files, version)
    predicts = (answer.predicts,) if answer.predicts else ()
    later = [
        step_of(name, "unknown", "token-not-supplied" if name == "token" else "no-evidence", tables) for name in _LATER
    ]
    if answer.step == "reference":
        # a string that is no reference is a name to look up, wherever LiteLLM runs
        steps = [step_of("reference", "deny", answer.reason, tables, answer.name, predicts)]
        steps.append(step_of("environment", "skipped", "not-judged", tables))
    else:
        steps = [step_of("reference", "allow", "well-formed", tables)]
        steps.append(step_of("environment", answer.verdict, answer.reason, tables, answer.name, predicts))
    outcome = "fails" if any(step.verdict == "deny" for step in steps) else "unknown"
    every = tuple(steps + later)
    return Chain("", (), None, text, "none", outcome, verdict_of(outcome, every), every, versions=version.name)
