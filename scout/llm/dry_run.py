"""Says whom a call would ask, in which order, why and for how much, without asking anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scout.errors import AllCandidatesFailedError
from scout.llm.cost import cost_nano_usd, usd
from scout.llm.intent import detect_intent
from scout.llm.intent_guessing import guess_intent
from scout.llm.pricing import effective_price
from scout.llm.route_plan import RoutePlan, RouteRow
from scout.llm.tiers import Needs, Selection, refusal, worst_nano_usd
from scout.llm.types import Usage

if TYPE_CHECKING:
    from decimal import Decimal

    from scout.llm.ask import Ask
    from scout.llm.choosing import Chooser
    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import IntentGuess
    from scout.llm.job import Job
    from scout.llm.router_state import RouterState

ANSWER_TOKENS: Final = 500
"""How long an answer is taken to be where the call sets no limit: about a page."""


def plan_route(state: RouterState, ask: Ask) -> RoutePlan:
    """Plan a call, and make none.

    Raises:
        ModelNotFoundError: A name leads nowhere.
        ValueError, TypeError: An argument is wrong.
    """
    job = state.job(ask)
    chooser = state.chooser
    needs = chooser.needs(job)
    asked, chosen = "", None
    if ask.model is None and state.settings.intent:
        guess, by, asked = _guess(chooser, job)
        selection = chooser.select(guess, needs, by)
        chosen = selection.chosen
        candidates = _candidates(chooser, selection, ask, job)
        found = list(_chosen_rows(selection, candidates, needs))
    else:
        found = [(one, None, _dropped(one, needs)) for one in _unique(job.candidates)]
    length = job.call.max_output_tokens or ANSWER_TOKENS
    rows = tuple(_row(*one, needs, length) for one in found)
    return RoutePlan(chosen, asked, needs.size.estimate, length, rows)


def _guess(chooser: Chooser, job: Job) -> tuple[IntentGuess, str, str]:
    """What the prompt seems to want, who says so, and whom the detector would ask."""
    messages = job.call.messages
    steps = guess_intent(chooser.detector, messages)
    try:
        request = next(steps)
    except StopIteration as end:
        guess, by = end.value
        return guess, by, ""
    steps.close()
    by = f"detect_intent, since a dry run does not ask {request.model!r}"
    return detect_intent(messages), by, request.model


def _candidates(
    chooser: Chooser, selection: Selection, ask: Ask, job: Job
) -> tuple[Candidate, ...]:
    try:
        return chooser.candidates(selection, ask, job)
    except AllCandidatesFailedError:  # the rows say why, each its own reason
        return ()


def _chosen_rows(
    selection: Selection, candidates: tuple[Candidate, ...], needs: Needs
) -> Iterator[tuple[Candidate, int | None, str]]:
    """The ladder, then who stands behind it."""
    asked = {one.key for one in candidates}
    ladder = {rung.candidate.key for rung in selection.rungs}
    for rung in selection.rungs:
        passed = "" if rung.candidate.key in asked else "the call brings its own fallbacks"
        yield rung.candidate, rung.tier, rung.dropped or passed
    for one in _unique(candidates):
        if one.key not in ladder:
            yield one, None, _dropped(one, needs)


def _unique(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple({one.key: one for one in reversed(candidates)}.values())[::-1]


def _dropped(candidate: Candidate, needs: Needs) -> str:
    hurdle = refusal(candidate, needs)
    return "" if hurdle is None else hurdle.reason


def _row(
    one: Candidate, tier: int | None, dropped: str, needs: Needs, answer_tokens: int
) -> RouteRow:
    most = one.model.max_output_tokens or answer_tokens
    worst = worst_nano_usd(one, needs)
    return RouteRow(
        *one.key,
        tier,
        one.reason,
        dropped,
        prompt_usd=_cost(one, needs, 0),
        estimate_usd=_cost(one, needs, min(most, answer_tokens)),
        worst_usd=None if worst is None else usd(worst),
    )


def _cost(one: Candidate, needs: Needs, output_tokens: int) -> Decimal | None:
    tokens = needs.size.estimate
    rates = None
    if one.price is not None:
        rates = effective_price(one.price, at=needs.at, prompt_tokens=tokens)
    if rates is None:
        return None
    return usd(cost_nano_usd(Usage(input_tokens=tokens, output_tokens=output_tokens), rates))
