"""Decides what one observation means, and what all of them mean; every report asks here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from scout_conformance.standard import Level


class Observation(StrEnum):
    """What happened when a check was tried."""

    HELD = "held"
    VIOLATED = "violated"
    NOT_APPLICABLE = "not applicable"
    BLOCKED = "blocked"
    UNTRIED = "untried"
    KIT_FAILED = "kit failed"


class Outcome(StrEnum):
    """What a check says about a provider."""

    PASS = "PASS"  # noqa: S105 -- no password
    FAIL = "FAIL"
    WARN = "WARN"
    NOT_APPLICABLE = "N/A"
    DEVIATION = "DEVIATION"
    STALE = "STALE"
    BLOCKED = "BLOCKED"
    UNTRIED = "UNTRIED"
    HARNESS_ERROR = "HARNESS_ERROR"


class Verdict(StrEnum):
    """What the whole run says about a provider."""

    CONFORMANT = "CONFORMANT"
    NON_CONFORMANT = "NON-CONFORMANT"
    INCOMPLETE = "INCOMPLETE"

    @property
    def exit_code(self) -> int:
        """Exit code of a command that ends with this verdict."""
        return 0 if self is Verdict.CONFORMANT else 1


FAILURES = frozenset({Outcome.FAIL, Outcome.STALE})
"""Outcomes that make a provider non-conformant."""

OPEN_QUESTIONS = frozenset({Outcome.BLOCKED, Outcome.UNTRIED, Outcome.HARNESS_ERROR})
"""Outcomes that leave something unsaid, so that the run is not complete."""

_UNSAID = {
    Observation.KIT_FAILED: Outcome.HARNESS_ERROR,
    Observation.BLOCKED: Outcome.BLOCKED,
    Observation.UNTRIED: Outcome.UNTRIED,
}

UNMET = frozenset({Outcome.FAIL, Outcome.STALE, Outcome.WARN, Outcome.DEVIATION})
"""Outcomes of a check that was tried and did not hold, or held against its deviation."""


def decide(level: Level, observation: Observation, *, deviates: bool) -> Outcome:
    """What an observation means for a check.

    Args:
        level: How binding the check is.
        observation: What happened.
        deviates: Whether the author declared that the provider breaks this check.
    """
    match observation:
        case Observation.KIT_FAILED | Observation.BLOCKED | Observation.UNTRIED:
            return _UNSAID[observation]
        case Observation.NOT_APPLICABLE:
            return Outcome.STALE if deviates else Outcome.NOT_APPLICABLE
        case Observation.HELD:
            return Outcome.STALE if deviates else Outcome.PASS
        case Observation.VIOLATED:
            if deviates:
                return Outcome.DEVIATION
            return Outcome.FAIL if level is Level.MUST else Outcome.WARN


def decide_all(outcomes: Mapping[str, Outcome], *, required: Collection[str]) -> Verdict:
    """What a run means.

    Args:
        outcomes: What each check that was tried said, by id.
        required: Ids of the checks that the contract's revision holds; no other has a say.

    Returns:
        NON_CONFORMANT where a required check fails; INCOMPLETE where something stayed unsaid or
        nothing was tried; CONFORMANT only where every required check was tried.
    """
    seen = {outcome for check_id, outcome in outcomes.items() if check_id in required}
    if seen & FAILURES:
        return Verdict.NON_CONFORMANT
    untried = any(check_id not in outcomes for check_id in required)
    if untried or not seen or seen & OPEN_QUESTIONS:
        return Verdict.INCOMPLETE
    if seen == {Outcome.NOT_APPLICABLE}:
        return Verdict.INCOMPLETE
    return Verdict.CONFORMANT
