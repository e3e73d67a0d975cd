"""Whoever leaves a call, at whatever step, leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import (
    CallError,
    MalformedResponseError,
    RateLimitedError,
    ServerError,
)
from scout.llm.steps import Follow, Opened, Reserve, Send, Settle
from scout.llm.types import ProviderResult
from tests.llm.plan.bench import (
    ANSWER,
    SA,
    A,
    B,
    Bench,
    Play,
    Streams,
    cut,
    told,
)


class Leaves(BaseException):
    """Stands for a cancellation: no Exception, so nobody catches it by accident."""


SCENARIOS: dict[str, tuple[Any, dict[str, Any]]] = {
    "retry": ((A,), {"a": [ServerError, ServerError, ANSWER]}),
    "limited": ((A,), {"a": [told(RateLimitedError, 2.0), ANSWER]}),
    "rotation": ((A, B), {"a": [told(RateLimitedError, 30.0)] * 2, "b": [ANSWER]}),
    "stream": ((SA,), {"a": [Streams(cut), Streams(ANSWER)]}),
    "billed": ((A,), {"a": [MalformedResponseError, ANSWER]}),
}


@pytest.mark.parametrize("probing", [False, True], ids=["closed", "half open"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_cancellation_at_any_step_gives_everything_back(name: str, probing: bool) -> None:
    """Thrown at the n-th step for every n: it comes out again, and nothing is left."""
    targets, script = SCENARIOS[name]
    for at in range(MOST_SCENARIO_STEPS):
        bench = Bench(keys={"a": 2 if name == "rotation" else 1}, limit_nano=10**9)
        if probing:
            bench.open_circuit(targets[0])
            bench.clock.sleep(5.0)
        plan = bench.plan(bench.job(*targets, upstream_stream="always"))
        if not _leave_at(bench, plan, script, at):
            assert at > 1
            return
        bench.check_nothing_left()
    raise AssertionError("the scenario does not end")


MOST_SCENARIO_STEPS = 40


def _leave_at(bench: Bench, plan: Any, script: Any, at: int) -> bool:
    """Drive a plan and leave at a step; whether it came to that step."""
    play, answer = Play(script), None
    sent = opened = False
    try:
        for number in range(MOST_SCENARIO_STEPS):
            step = plan.send(answer)
            sent = sent or isinstance(step, Send)
            opened = isinstance(step, Follow)
            if number == at:
                if isinstance(step, Reserve | Settle):
                    bench.obey(step, play)  # a driver waits for the store before it leaves
                break
            answer = bench.obey(step, play)
    except (StopIteration, CallError):
        return False
    with pytest.raises(Leaves):
        _obey_the_rest(bench, plan, play)
    if isinstance(step, Send) or opened:
        assert bench.spent_nano >= 18_000, "a request that was under way is charged"
    return True


def _obey_the_rest(bench: Bench, plan: Any, play: Play) -> None:
    """What a plan still asks for after somebody left, which is settling."""
    step = plan.throw(Leaves())
    for _ in range(3):
        assert isinstance(step, Settle)
        step = plan.send(bench.obey(step, play))


def test_a_plan_that_is_dropped_lets_go_without_a_word() -> None:
    """The interpreter closes it: no step can be obeyed any more, but key and permit return."""
    bench = Bench(limit_nano=10**9)
    bench.open_circuit(A)
    bench.clock.sleep(5.0)
    plan = bench.plan(bench.job(A))
    step = plan.send(None)
    plan.send(bench.obey(step, None))  # type: ignore[arg-type]
    plan.close()
    assert [key.in_flight for key in bench.client(A.provider).key_states] == [0]
    assert bench.client(A.provider).circuit("m").admit(bench.clock.now()) is not None


def test_a_check_of_the_caller_s_own_that_breaks_costs_no_key_and_is_paid_for() -> None:
    """Its exception comes out as it is; the answer was given and is charged."""

    def fault(_: ProviderResult) -> str | None:
        raise RuntimeError("a validator's own bug")

    bench = Bench(limit_nano=10**9)
    with pytest.raises(RuntimeError, match="own bug"):
        bench.run(bench.job(A, fault=fault), {"a": [ANSWER]})
    assert bench.spent_nano == 13_000
    bench.check_nothing_left()


def test_an_answer_that_no_driver_may_give_is_a_bug_said_aloud() -> None:
    """And nothing stays leased for it."""
    bench = Bench()
    plan = bench.plan(bench.job(A))
    plan.send(None)
    with pytest.raises(TypeError, match="answered a Send with type"):
        plan.send(Opened)  # type: ignore[arg-type]
    bench.check_nothing_left()
