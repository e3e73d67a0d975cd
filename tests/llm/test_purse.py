"""The money of one call by itself: what is set aside, what an answer may cost, what is due."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import BudgetExceededError, UnknownPriceError
from scout.llm.providers.base import Model
from scout.llm.purse import UNKNOWN_OUTPUT_TOKENS, Purse
from scout.llm.steps import Reserve, Reserved, Settle
from scout.llm.types import Call, Message, Usage
from scout.testing import VirtualClock
from tests.llm.plan.bench import A, Bench, candidate, vendor

WORST = (40 + 8) * 1_000 + 100 * 2_000
"""A byte a token and the whole output limit, in nano-dollars."""

ENDLESS = Call("", (Message("user", "x" * 40),))
UNPRICED = candidate(vendor("u", "m", price=None))
SHORT = candidate(vendor("s", Model("m", max_output_tokens=50)))
USED = Usage(input_tokens=3, output_tokens=5)
COST = 3 * 1_000 + 5 * 2_000


def purse(**fields: Any) -> tuple[Purse, Call]:
    """The money of a call, and the call."""
    job = Bench().job(A, **fields)
    return Purse(job, VirtualClock(now_s=0.0)), job.call


def set_aside(money: Purse, call: Call) -> int:
    """Have what is needed reserved; how much it was."""
    step = money.needed(A, call)
    assert isinstance(step, Reserve)
    assert money.reserved(A, step, Reserved()) is None
    return step.amount_nano_usd


def refused(step: object, says: str) -> None:
    """A step was refused by the call's own limit."""
    assert isinstance(step, BudgetExceededError)
    assert says in str(step)
    assert step.scope == "call"


def test_without_a_limit_nothing_is_set_aside_and_nothing_counted() -> None:
    """Of a model without a price neither, whatever the limit."""
    money, call = purse()
    assert money.needed(A, call) is None
    assert money.output_bound(A, call) is None
    assert (money.due(final=True), money.cost_nano) == (None, 0)
    limited, _ = purse(budgeted=True, unpriced_allowed=True)
    assert limited.needed(UNPRICED, call) is None
    assert limited.output_bound(UNPRICED, call) is None


@pytest.mark.parametrize("limits", [{"budgeted": True}, {"max_cost_nano_usd": 10**9}])
def test_output_is_paid_for_up_to_the_limit_of_the_call_or_of_the_model(
    limits: dict[str, Any],
) -> None:
    """Or so far as no model without a stated limit writes."""
    money, call = purse(**limits)
    assert money.output_bound(A, call) == 100
    assert money.output_bound(SHORT, ENDLESS) == 50
    assert money.output_bound(A, ENDLESS) == UNKNOWN_OUTPUT_TOKENS == 32_768


def test_what_is_needed_is_the_worst_case_of_the_model_where_the_call_sets_no_limit() -> None:
    """By the model's own longest answer."""
    money, _ = purse(budgeted=True)
    for target, tokens in ((SHORT, 50), (A, 32_768)):
        step = money.needed(target, ENDLESS)
        assert isinstance(step, Reserve)
        assert step.amount_nano_usd == (40 + 8) * 1_000 + tokens * 2_000


def test_what_is_held_already_is_not_set_aside_again() -> None:
    """Only what was charged since is missing."""
    money, call = purse(budgeted=True)
    assert set_aside(money, call) == WORST
    assert money.needed(A, call) is None
    assert money.charge(A, USED) == COST
    money.due()
    assert set_aside(money, call) == COST
    assert money.needed(A, call) is None


def test_a_charge_past_what_is_held_leaves_nothing_held() -> None:
    """Neither more than nothing nor less."""
    for used in (Usage(output_tokens=1_000), Usage(input_tokens=WORST // 1_000)):
        money, call = purse(budgeted=True)
        set_aside(money, call)
        money.charge(A, used)
        money.due()
        assert set_aside(money, call) == WORST
    money, call = purse(budgeted=True)
    money.charge(A, USED)  # a request that nothing was set aside for
    money.due()
    assert set_aside(money, call) == WORST


def test_a_call_may_cost_its_own_limit_exactly_and_no_more() -> None:
    """What it has spent is gone from it."""
    money, call = purse(max_cost_nano_usd=WORST + COST)
    assert money.needed(A, call) is None
    money.charge(A, USED)
    assert money.needed(A, call) is None
    money.charge(A, Usage(output_tokens=1))
    refused(money.needed(A, call), f"has ${(WORST - 2_000) / 10**9:.9f} left")


def test_an_answer_that_outgrows_its_bound_is_paid_for_within_the_limit() -> None:
    """Sum by sum: what was added before counts, and beyond the limit it says what was left."""
    money, call = purse(max_cost_nano_usd=WORST + COST + 20_000)
    money.charge(A, USED)
    for _ in range(2):  # an attempt begins anew
        money.needed(A, call)
        assert [money.needed_beyond(A, tokens) for tokens in (4, 6)] == [None, None]
    refused(money.needed_beyond(A, 1), "up to $0.000022000 and the call has $0.000020000 left")
    money.charge(A, Usage(output_tokens=10**6))
    refused(money.needed_beyond(A, 1), "the call has $0.000000000 left")


def test_an_answer_that_outgrows_its_bound_is_topped_up_under_a_budget() -> None:
    """By what it needs, if anybody knows what that costs."""
    money, call = purse(budgeted=True)
    money.needed(A, call)
    step = money.needed_beyond(A, 10)
    assert isinstance(step, Reserve)
    assert step.amount_nano_usd == 20_000
    error = money.needed_beyond(UNPRICED, 10)
    assert isinstance(error, UnknownPriceError)
    assert (error.provider, error.model) == ("u", "m")


def test_the_budget_is_told_each_charge_once_and_the_end_always() -> None:
    """With whose attempt it was."""
    money, _ = purse(budgeted=True)
    assert money.due() is None
    money.charge(A, USED)
    told = [money.due(), money.due(), money.due(final=True)]
    assert [(one.spent_nano_usd, one.final, one.candidate) for one in told if one] == [
        (COST, False, A),
        (0, True, None),
    ]
    assert isinstance(told[0], Settle)


def test_what_was_not_used_costs_nothing_and_what_has_no_price_is_unknown() -> None:
    """For the attempt, and then for the whole call."""
    money, _ = purse()
    assert (money.charge(A, None), money.cost_nano) == (0, 0)
    assert (money.charge(A, USED), money.cost_nano) == (COST, COST)
    assert (money.charge(UNPRICED, USED), money.cost_nano) == (None, None)


def test_a_charge_goes_by_the_hour_of_the_clock() -> None:
    """Off peak it is the lower rate, though the dearer one was set aside."""
    cheap = {"input_per_million": 0.5, "output_per_million": 1.0}
    hours = {"peak_hours_utc": ((9, 17),), "peak_weekdays": tuple(range(7))}
    price = {"input_per_million": 1.0, "output_per_million": 2.0, "off_peak": {**cheap, **hours}}
    target = candidate(vendor("h", "m", price=price))
    for hour, cost in ((8, COST // 2), (9, COST)):
        clock = VirtualClock(now_s=0.0, wall_s=hour * 3600.0)
        job = Bench().job(target, budgeted=True)
        money = Purse(job, clock)
        step = money.needed(target, job.call)
        assert isinstance(step, Reserve)
        assert step.amount_nano_usd == WORST
        assert money.charge(target, USED) == cost
