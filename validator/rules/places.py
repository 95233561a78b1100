"""What every rule about a use asks: where it stands, who owns what is missing there, why it is refused, what it reads."""

from validator.finding import Place
from validator.litellm.reference import WORDS
from validator.litellm.uses import Denial, Use


def place_of(use: Use) -> Place:
    """Give the place a finding about a use points at: the value, or the key that owns the missing one."""
    if use.value.place is not None:
        return use.value.place
    if use.entry is not None:
        return Place(use.entry.place.document, (*use.entry.place.path, "litellm_params"), True)
    raise ValueError("a use outside of an entry stands somewhere")


def owner_of(use: Use) -> Place:
    """Give the key that a missing neighbour of this value belongs to."""
    if use.entry is not None:
        return Place(use.entry.place.document, (*use.entry.place.path, "litellm_params"), True)
    place = place_of(use)
    return Place(place.document, place.path[:-1], True)


def severity_of(use: Use) -> str | None:
    """A fault in a reference that nobody reads is a warning; otherwise the rule's own severity."""
    return "warning" if use.outcome in ("unused", "not-loaded") else None


def denied(use: Use, *reasons: str) -> Denial | None:
    """Give the denial of a use with one of these reasons."""
    return next((denial for denial in use.denials if denial.reason in reasons), None)


def resolved(use: Use) -> tuple[str, str] | None:
    """Give provider and rest of a use whose reference LiteLLM would resolve."""
    ref = use.resolution
    if ref is None or ref.provider is None or ref.provider not in WORDS or use.outcome == "verbatim":
        return None
    return ref.provider, ref.rest
