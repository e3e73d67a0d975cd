"""Retry rules: who is asked again, after what wait, how often; and what vendors say of waits."""

from __future__ import annotations

import asyncio
import math
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from scout.errors import (
    AuthenticationError,
    CallError,
    ConfigurationError,
    GenerationFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ProviderTimeoutError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.retry import (
    RetryBudget,
    RetryContext,
    RetryPolicy,
    backoff,
    call_with_retries,
    next_wait_s,
    parse_duration,
    parse_retry_after,
    retry_after_s,
)

NOW_S = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC).timestamp()
POLICY = RetryPolicy()


def at_most() -> float:
    """Dice that always show the most."""
    return 1.0


# -- waits --


@pytest.mark.parametrize(
    ("failures", "throttled", "ceiling_s"),
    [
        (1, False, 0.05),
        (2, False, 0.1),
        (3, False, 0.2),
        (1, True, 1.0),
        (2, True, 2.0),
        (5, True, 16.0),
        (6, True, 20.0),
        (10_000, True, 20.0),
    ],
)
def test_a_backoff_is_drawn_from_nothing_to_a_ceiling_that_doubles(
    failures: int, throttled: bool, ceiling_s: float
) -> None:
    """Full jitter: the dice alone decide below the ceiling, which stops at the cap."""
    assert backoff(failures, POLICY, at_most, throttled=throttled) == pytest.approx(ceiling_s)
    assert backoff(failures, POLICY, lambda: 0.0, throttled=throttled) == 0
    half = backoff(failures, POLICY, lambda: 0.5, throttled=throttled)
    assert half == pytest.approx(ceiling_s / 2)


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (ServerError("x"), [0.05, 0.1, None]),
        (ServerError("x", retry_after_s=3.0), [3.0, 3.0, None]),
        (ServerError("x", retry_after_s=20.0), [20.0, 20.0, None]),
        (ServerError("x", retry_after_s=20.1), [None]),
        (ServerError("x", retry_after_s=math.inf), [None]),
        (ServerError("x", retry_after_s=math.nan), [None]),
        (RateLimitedError("x"), [1.0, 2.0, None]),
        (RateLimitedError("x", retry_after_s=7.0), [7.0, 7.0, None]),
        (StreamInterruptedError("x"), [0.05, 0.1, None]),
        (MalformedResponseError("x"), [0.05, None]),
        (GenerationFailedError("x"), [0.05, None]),
        (ProviderTimeoutError("x"), [None]),
        (InvalidRequestError("x"), [None]),
        (AuthenticationError("x"), [None]),
    ],
)
def test_the_class_of_an_error_says_whether_it_is_asked_again(
    error: CallError, waits: list[float | None]
) -> None:
    """Never earlier than told, never past the cap, once where once."""
    found = [next_wait_s(error, failures, POLICY, at_most) for failures in range(1, len(waits) + 1)]
    assert found == [pytest.approx(wait) if wait is not None else None for wait in waits]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"max_sends": 0}, "max_sends is 0; give at least 1"),
        ({"max_rotations": -1}, "max_rotations is -1"),
        ({"base_s": -0.1}, "base_s is -0.1"),
        ({"cap_s": math.inf}, "cap_s is inf"),
        ({"throttled_base_s": math.nan}, "throttled_base_s is nan"),
    ],
)
def test_a_policy_that_cannot_work_is_refused(wrong: dict[str, float], says: str) -> None:
    """The message names field, value and remedy."""
    with pytest.raises(ConfigurationError, match=says):
        RetryPolicy(**wrong)  # type: ignore[arg-type]


def test_a_policy_at_its_very_bounds_is_taken() -> None:
    """One send, no rotation, no wait."""
    policy = RetryPolicy(max_sends=1, max_rotations=0, base_s=0, throttled_base_s=0, cap_s=0)
    assert next_wait_s(ServerError("x"), 1, policy, at_most) is None
    assert backoff(1, policy, at_most) == 0


def test_the_bounds_of_a_call_are_those_that_the_guide_promises() -> None:
    """Three sends and three rotations per candidate, twelve sends and a sum of tokens per call."""
    assert (POLICY.max_sends, POLICY.max_rotations) == (3, 3)
    assert (RetryContext().max_sends, RetryContext().token_budget) == (12, 500_000)


def test_a_backoff_is_that_of_a_transient_error_where_nothing_else_is_said() -> None:
    """The long one is for throttling alone."""
    assert backoff(1, POLICY, at_most) == POLICY.base_s


# -- the token bucket --


def test_an_outage_stops_retries_and_an_answer_or_more_brings_them_back() -> None:
    """Five failures halve the bucket; it takes a run of answers to refill it."""
    budget = RetryBudget()
    for _ in range(4):
        budget.record_failure()
    assert budget.allows_retry
    budget.record_failure()
    assert not budget.allows_retry
    budget.record_success()
    assert budget.allows_retry


def test_a_long_outage_counts_no_further_than_an_empty_bucket() -> None:
    """From there some fifty answers bring retries back, each of them a tenth."""
    budget = RetryBudget()
    for _ in range(20):
        budget.record_failure()
    for _ in range(49):
        budget.record_success()
    assert not budget.allows_retry
    for _ in range(3):
        budget.record_success()
    assert budget.allows_retry


def test_a_bucket_of_one_token_stops_at_the_first_failure() -> None:
    """The smallest that can do anything."""
    budget = RetryBudget(size=1)
    assert budget.allows_retry
    budget.record_failure()
    assert not budget.allows_retry


@pytest.mark.parametrize(("size", "ratio"), [(0, 0.1), (-1, 0.1), (10, 0), (10, -1)])
def test_a_bucket_without_tokens_is_refused(size: float, ratio: float) -> None:
    """It would never allow a retry, or never refuse one."""
    with pytest.raises(ConfigurationError, match="above 0"):
        RetryBudget(size, ratio)


class BudgetMachine(RuleBasedStateMachine):
    """The bucket beside a model that counts in whole tenths."""

    def __init__(self) -> None:
        super().__init__()
        self.budget = RetryBudget(size=10.0, ratio=0.1)
        self.tenths = 100

    @rule()
    def fail(self) -> None:
        """Take a token, never below nothing."""
        self.budget.record_failure()
        self.tenths = max(0, self.tenths - 10)

    @rule(times=st.integers(1, 12))
    def succeed(self, times: int) -> None:
        """Give tenths back, never above full."""
        for _ in range(times):
            self.budget.record_success()
        self.tenths = min(100, self.tenths + times)

    @invariant()
    def agrees(self) -> None:
        """More than half full allows; the border itself may be off by rounding."""
        if abs(self.tenths - 50) > 0:
            assert self.budget.allows_retry is (self.tenths > 50)


TestRetryBudgetAgainstItsModel = BudgetMachine.TestCase
TestRetryBudgetAgainstItsModel.settings = settings(
    max_examples=100, stateful_step_count=80, deadline=None
)


# -- the bound of a call --


def test_a_call_makes_no_more_sends_than_its_bound() -> None:
    """Sends and token refreshes count alike."""
    context = RetryContext(max_sends=3, token_budget=None)
    context.record_send(10)
    assert context.admits_refresh()
    assert context.admits(10)
    context.record_send(10)
    assert not context.admits(10)
    assert not context.admits_refresh()
    assert context.sends == 3
    assert context.bound == "the call has made its 3 sends"


def test_a_long_prompt_is_sent_again_only_within_its_budget() -> None:
    """The first send is free; what is sent again counts."""
    context = RetryContext(token_budget=100)
    assert context.admits(1_000)
    context.record_send(1_000)
    assert not context.admits(101)
    assert context.admits(60)
    context.record_send(60)
    assert context.resent_tokens == 60
    assert not context.admits(41)
    assert context.admits(40)
    assert "100 prompt tokens" in context.bound


# -- a user's own callable --


def run(outcomes: list[CallError | str], **options: object) -> tuple[str, list[float], int]:
    """Call with retries: what came, the waits, and how many attempts were made."""
    left, waits = list(outcomes), list[float]()

    async def attempt() -> str:
        outcome = left.pop(0)
        if isinstance(outcome, str):
            return outcome
        raise outcome

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    answer = asyncio.run(
        call_with_retries(attempt, sleep=sleep, rng=at_most, **options)  # type: ignore[arg-type]
    )
    return answer, waits, len(outcomes) - len(left)


def test_a_callable_is_asked_until_it_answers() -> None:
    """Backoff after a failure, as told after a limit."""
    outcomes = [ServerError("x"), RateLimitedError("x", retry_after_s=4.0), "fine"]
    assert run([*outcomes]) == ("fine", [0.05, 4.0], 3)


def test_the_last_error_is_raised_when_a_bound_is_reached() -> None:
    """Three attempts by the policy, fewer by a shared context."""
    errors = [ServerError(str(number)) for number in range(5)]
    with pytest.raises(ServerError, match="2"):
        run([*errors])
    context = RetryContext(max_sends=2)
    with pytest.raises(ServerError, match="1"):
        run([*errors], context=context)
    assert context.sends == 2


def test_what_is_final_is_raised_at_once() -> None:
    """A bad request is not asked twice."""
    with pytest.raises(InvalidRequestError):
        run([InvalidRequestError("x"), "never"])


@pytest.mark.claim(
    "seen-once",
    "What the reader of a stream has seen is never tried again behind his back.",
)
def test_what_the_caller_has_seen_is_not_replayed() -> None:
    """An error after the first content is raised, whatever its class."""
    with pytest.raises(StreamInterruptedError):
        run([StreamInterruptedError("x", output_started=True), "never"])


def test_an_exception_that_is_not_scout_s_passes_through() -> None:
    """The callable's own bugs are not retried."""

    async def attempt() -> str:
        raise KeyError("mine")

    with pytest.raises(KeyError):
        asyncio.run(call_with_retries(attempt))


def test_the_tokens_of_the_prompt_count_against_the_context() -> None:
    """A prompt of 60 tokens is sent again once within a budget of 100."""
    context = RetryContext(token_budget=100)
    with pytest.raises(ServerError, match="1"):
        run(
            [ServerError("0"), ServerError("1"), "never"],
            context=context,
            prompt_tokens=60,
            policy=RetryPolicy(max_sends=10),
        )


def test_a_prompt_of_unknown_size_uses_nothing_of_the_token_budget() -> None:
    """Whoever wants the bound says how long the prompt is."""
    context = RetryContext(token_budget=0)
    assert run([ServerError("0"), ServerError("1"), "fine"], context=context)[0] == "fine"
    assert context.resent_tokens == 0


# -- what vendors say of waits --


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1m2.5s", 62.5),
        ("26ms", 0.026),
        ("2h", 7200.0),
        ("1d", 86400.0),
        ("7.66s", 7.66),
        ("1h0m0s", 3600.0),
        ("120us", 0.00012),
        ("5µs", 5e-6),
        ("500ns", 5e-7),
        ("1s" * 50, 50.0),
        ("1s" * 49 + "11s", None),
        (" 3s ", 3.0),
        ("", None),
        ("3", None),
        ("s", None),
        ("-3s", None),
        ("3 s", None),
        ("3s later", None),
        ("1.s", None),
        ("9" * 200 + "s", None),
    ],
)
def test_a_duration_is_read(text: str, seconds: float | None) -> None:
    """As Go and several vendors write it; anything else is none."""
    found = parse_duration(text)
    assert found == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("30", 30.0),
        ("1.5", 1.5),
        (" 30 ", 30.0),
        ("1m2.5s", 62.5),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 13:00:30 +0100", 30.0),
        ("Sun, 22 Nov 2026 11:59:00 GMT", 0.0),
        ("2026-11-22T12:01:00Z", 60.0),
        ("2026-11-22T12:01:00", 60.0),
        ("2026-11-22T14:01:00+02:00", 60.0),
        ("2026-11-22 12:00:00.250Z", 0.25),
        ("99999999999", 99999999999.0),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("NaN", None),
        ("inf", None),
        ("1e3", None),
        ("9" * 5000, None),
        ("1 Jan 99999999999999999999 00:00:00 GMT", None),
        ("1 Jan 2026 00:00:00 +99999999999999", None),
    ],
)
def test_a_retry_after_is_read_in_every_form(value: str, seconds: float | None) -> None:
    """Seconds, durations, HTTP dates and ISO times; never negative, None where it is none."""
    found = parse_retry_after(value, NOW_S)
    assert found == (None if seconds is None else pytest.approx(seconds, abs=1e-6))


def test_a_time_without_a_zone_is_utc_wherever_scout_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own zone is not asked."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_retry_after("2026-11-22T12:01:00", NOW_S) == pytest.approx(60.0)
    finally:
        monkeypatch.undo()
        time.tzset()


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_an_http_date_of_any_moment_gives_its_distance(seconds: int) -> None:
    """Whatever the day and the month."""
    moment = datetime.fromtimestamp(NOW_S, UTC) + timedelta(seconds=seconds)
    assert parse_retry_after(format_datetime(moment, usegmt=True), NOW_S) == pytest.approx(seconds)


@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[0-9TZ:., +\-a-zµ]{0,40}", fullmatch=True))
def test_no_text_breaks_the_reader(value: str) -> None:
    """A header is hostile until it is read: a number of seconds, or None."""
    found = parse_retry_after(value, NOW_S)
    assert found is None or 0 <= found < math.inf


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "1"}, 1.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": ""}, None),
    ],
)
def test_the_finer_header_wins(headers: dict[str, str], seconds: float | None) -> None:
    """Milliseconds where a vendor sends them and they can be read."""
    assert retry_after_s(headers, NOW_S) == seconds
