"""The record of a call tells every step."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scout.errors import (
    RateLimitedError,
    ServerError,
)
from scout.llm.plan import plan_call
from scout.llm.steps import Send
from scout.llm.trail import Trail
from tests.llm.plan.bench import (
    ANSWER,
    SA,
    A,
    B,
    Bench,
    C,
    Hangs,
    Streams,
    answered,
    cut,
    failed,
    told,
)


def test_the_record_tells_every_step() -> None:
    """Who was skipped and why, every send with its key and wait, and who answered."""
    bench = Bench(jitter=0.5, keys={"c": 2})
    bench.open_circuit(A)
    limited = told(RateLimitedError, 30.0)
    script = {"b": [ServerError, Hangs("answer_s")], "c": [limited, ANSWER]}
    ended = answered(bench.run(bench.job(A, B, C), script))
    told_steps = [
        (step.provider, step.key_id, step.outcome, step.waited_s) for step in ended.attempts
    ]
    assert told_steps == [
        ("a", None, "skipped", 0.0),
        ("b", "b#1", "ServerError", 0.0),
        ("b", "b#1", "ProviderTimeoutError", 0.025),
        ("c", "c#1", "RateLimitedError", 0.0),
        ("c", "c#2", "ok", 0.0),
    ]
    assert ended.attempts[-1].reason == "asked for o"
    assert ended.attempts[2].duration_s == pytest.approx(bench.sends[1].limits.answer_s)


def test_a_wait_that_came_to_nothing_is_in_the_record() -> None:
    """The key was not back when it was due; the skip says how long was waited."""
    bench = Bench()
    plan = bench.plan(bench.job(A, timeout_s=30.0))
    assert isinstance(plan.send(None), Send)
    wait = plan.send(RateLimitedError("x", provider="a", model="m", retry_after_s=2.0))
    bench.clock.sleep(wait.seconds)  # type: ignore[union-attr]
    client = bench.client(A.provider)
    limited = RateLimitedError("x", retry_after_s=100.0)
    client.record_key_failure("a#1", limited, model="m", now_s=bench.clock.now())
    with pytest.raises(RateLimitedError) as caught:
        plan.send(None)
    assert caught.value.attempts[-1].outcome == "skipped"
    assert caught.value.attempts[-1].waited_s == pytest.approx(2.0, abs=0.01)
    assert caught.value.retry_after_s == pytest.approx(100.0, abs=0.01)


def test_a_request_that_was_out_when_its_caller_left_is_in_the_record() -> None:
    """Somebody may be billed for it."""
    bench = Bench()
    trail = Trail(bench.clock)
    plan = plan_call(bench.job(A), bench.shared, None, trail)
    assert isinstance(plan.send(None), Send)
    bench.clock.sleep(2.0)
    with pytest.raises(KeyboardInterrupt):
        plan.throw(KeyboardInterrupt())
    (step,) = trail.records
    assert (step.provider, step.key_id, step.outcome) == ("a", "a#1", "KeyboardInterrupt")
    assert (step.duration_s, step.cost_usd) == (2.0, Decimal("0.000018"))


def test_an_error_after_the_first_words_says_that_there_were_some() -> None:
    """Whoever shows them can say that they are not all."""
    bench = Bench()
    job = bench.job(SA, streaming=True)
    error = failed(bench.run(job, {"a": [Streams(cut, seen=True)]}))
    assert error.output_started
