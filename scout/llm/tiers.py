"""Chooses models for an intent: where on its ladder a call begins, and who is left out, and why.

Pure: a guess, a ladder and facts go in, a `Selection` comes out that tells every model once. The
rule in three sentences. The complexity of a prompt, from 0 to 1, is cut into as many equal parts
as the ladder has tiers, and the call begins at the tier of its part, one tier higher where the
guess is more likely wrong than right. Behind the models of that tier stand those of the dearer
tiers, then those of the cheaper ones, the nearest first. Left out are models that cannot serve
the call, cost more than it may, or cannot be reached now.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

from scout.llm.cost import usd, worst_case_nano_usd
from scout.llm.intent_types import Chosen, IntentGuess
from scout.llm.lookup import is_shut_down
from scout.llm.outcome import misfit
from scout.llm.purse import UNKNOWN_OUTPUT_TOKENS

if TYPE_CHECKING:
    from datetime import datetime

    from scout.llm.dispatch import Candidate
    from scout.llm.prompt_size import PromptSize
    from scout.llm.types import Call

UNSURE: Final = 0.5
"""A guess of less confidence is more likely wrong than right.

A tier more costs little beside an answer that is of no use.
"""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a model is left out.

    Attributes:
        reason: In a sentence.
        passes: Whether the call itself finds out, without a request, or may wait until it is
            over: then the model is asked all the same where nobody else is left.
    """

    reason: str
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What a call asks of a model.

    Attributes:
        call: What is asked.
        size: How long its prompt is.
        at: When.
        streaming: Whether the caller reads a stream.
        priced: Whether the price of a model must be known.
        max_cost_nano_usd: The most that the call may cost, None for no limit of its own.
        standing: What keeps a model from being asked now: its keys, its circuit.
    """

    call: Call
    size: PromptSize
    at: datetime
    streaming: bool = False
    priced: bool = False
    max_cost_nano_usd: int | None = None
    standing: Callable[[Candidate], Obstacle | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Rung:
    """A model of a ladder, and what becomes of it.

    Attributes:
        candidate: The model.
        tier: Where it stands, from 1, the cheapest.
        dropped: Why it is left out; empty where it may be asked.
    """

    candidate: Candidate
    tier: int
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen for a call.

    Attributes:
        chosen: The guess, and where on the ladder the call begins.
        rungs: Every model of the ladder once, in the order in which they are asked.
    """

    chosen: Chosen
    rungs: tuple[Rung, ...]

    @property
    def kept(self) -> tuple[Candidate, ...]:
        """Whom to ask, in order."""
        return tuple(rung.candidate for rung in self.rungs if not rung.dropped)

    @property
    def dropped(self) -> tuple[Rung, ...]:
        """Who is left out."""
        return tuple(rung for rung in self.rungs if rung.dropped)

    def climb(self) -> tuple[Candidate, ...]:
        """The first model that may be asked of each tier, from where the call begins upwards.

        Where there is none, those of the cheaper tiers, the nearest first.
        """
        first = {rung.tier: rung.candidate for rung in reversed(self.rungs) if not rung.dropped}
        upwards = tuple(first[tier] for tier in sorted(first) if tier >= self.chosen.tier)
        return upwards or tuple(first[tier] for tier in sorted(first, reverse=True))


def first_tier(guess: IntentGuess, tiers: int) -> int:
    """The tier, from 1, at which a call begins."""
    part = int(min(1.0, max(0.0, guess.complexity)) * tiers) + 1
    return min(tiers, part + (guess.confidence < UNSURE))


def order(start: int, tiers: int) -> tuple[int, ...]:
    """All tiers in the order in which they are asked: upwards, then those below, downwards."""
    return (*range(start, tiers + 1), *range(start - 1, 0, -1))


def select(
    guess: IntentGuess, ladder: Sequence[Sequence[Candidate]], needs: Needs, by: str = ""
) -> Selection:
    """Choose the models of a call.

    Args:
        guess: What its prompt wants.
        ladder: The models of that intent, tier by tier, cheap to dear.
        needs: What the call asks of a model.
        by: Who guessed, where it was not `detect_intent`.
    """
    tiers = max(1, len(ladder))
    start = first_tier(guess, tiers)
    chosen = Chosen(guess, start, tiers, by)
    if not ladder:
        return Selection(chosen, ())
    listed = [(tier, one) for tier in order(start, tiers) for one in ladder[tier - 1]]
    judged = list(_finicky([(*one, obstacle(one[1], needs)) for one in _once(listed)], needs))
    nobody = all(hurdle is not None for _, _, hurdle in judged)
    return Selection(chosen, tuple(_rung(*one, nobody=nobody) for one in judged))


def _once(listed: Iterable[tuple[int, Candidate]]) -> Iterator[tuple[int, Candidate]]:
    """Each model once, where it stands first."""
    seen = set()
    for tier, one in listed:
        if one.key not in seen:
            seen.add(one.key)
            yield tier, one


def _rung(tier: int, one: Candidate, hurdle: Obstacle | None, *, nobody: bool) -> Rung:
    if hurdle is None:
        return Rung(one, tier)
    if nobody and hurdle.passes:
        reason = f"{one.reason}; asked all the same, since nobody is left: {hurdle.reason}"
        return Rung(dataclasses.replace(one, reason=reason), tier)
    return Rung(one, tier, hurdle.reason)


# -- what keeps a model from being asked --


def obstacle(candidate: Candidate, needs: Needs) -> Obstacle | None:
    """Why a model is not chosen, or None."""
    return _gone(candidate, needs) or _too_terse(candidate, needs) or refusal(candidate, needs)


def refusal(candidate: Candidate, needs: Needs) -> Obstacle | None:
    """Why a call does not ask a model, even one that it names, or None."""
    return _unfit(candidate, needs) or _too_dear(candidate, needs) or needs.standing(candidate)


def _gone(candidate: Candidate, needs: Needs) -> Obstacle | None:
    model = candidate.model
    if not is_shut_down(model, needs.at.astimezone(UTC).date()):
        return None
    return Obstacle(f"its vendor turned it off on {model.shutdown_on}")


def _unfit(candidate: Candidate, needs: Needs) -> Obstacle | None:
    error = misfit(needs.call, candidate, needs.size)
    return None if error is None else Obstacle(error.message, passes=True)


def _too_terse(candidate: Candidate, needs: Needs) -> Obstacle | None:
    wanted, most = needs.call.max_output_tokens, candidate.model.max_output_tokens
    if wanted is not None and most is not None and wanted > most:
        return Obstacle(f"it writes up to {most:,} tokens, and the call wants up to {wanted:,}")
    return None


def _too_dear(candidate: Candidate, needs: Needs) -> Obstacle | None:
    limit = needs.max_cost_nano_usd
    if limit is None and not needs.priced:
        return None
    worst = worst_nano_usd(candidate, needs)
    if worst is None:
        return Obstacle("nobody knows its price", passes=True) if needs.priced else None
    if limit is None or worst <= limit:
        return None
    return Obstacle(f"it may cost up to ${usd(worst):f}, and the call ${usd(limit):f}", passes=True)


def worst_nano_usd(candidate: Candidate, needs: Needs) -> int | None:
    """The most that a request may cost, None where nobody knows the price."""
    if candidate.price is None:
        return None
    most = candidate.model.max_output_tokens or UNKNOWN_OUTPUT_TOKENS
    output_tokens = needs.call.max_output_tokens or most
    return worst_case_nano_usd(candidate.price, needs.size.bound, output_tokens, at=needs.at)


def _finicky(
    judged: Sequence[tuple[int, Candidate, Obstacle | None]], needs: Needs
) -> Iterator[tuple[int, Candidate, Obstacle | None]]:
    """Leave those out, too, that lack what a call can do without, where others have it all."""
    wanted = _wishes(needs)
    whole = any(hurdle is None and not wanted - _can(one) for _, one, hurdle in judged)
    for tier, one, hurdle in judged:
        lacks = sorted(wanted - _can(one))
        if whole and hurdle is None and lacks:
            yield tier, one, Obstacle(f"it does not offer {', '.join(lacks)}, which others do")
        else:
            yield tier, one, hurdle


def _wishes(needs: Needs) -> frozenset[str]:
    """What a model should be able to do, though a call goes through without it."""
    call = needs.call
    return frozenset(
        ["json_schema"] * (call.response_schema is not None)
        + ["stream"] * needs.streaming
        + ["seed"] * (call.seed is not None)
    )


def _can(candidate: Candidate) -> frozenset[str]:
    return candidate.provider.capabilities_of(candidate.model)
