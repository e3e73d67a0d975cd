"""Every row of the policy: how often one is asked, what becomes of key and circuit, who is next."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderBugError,
    ProviderTimeoutError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.job import Conclusion
from scout.llm.providers.keys import KeyStatus
from tests.llm.plan.bench import (
    ANSWER,
    A,
    B,
    Bench,
    Hangs,
    Outcome,
    always,
    failed,
    told,
)

# error: sends to a with one key, sends to a with two keys, whether b answers after
ROWS: dict[Any, tuple[int, int, bool]] = {
    AuthenticationError: (1, 2, True),
    PermissionDeniedError: (1, 2, True),
    QuotaExhaustedError: (1, 2, True),
    told(RateLimitedError, 30.0): (1, 2, True),
    ServerError: (3, 3, True),
    OverloadedError: (3, 3, True),
    told(OverloadedError, 30.0): (1, 1, True),
    ConnectionFailedError: (3, 3, True),
    ProviderTimeoutError: (1, 1, True),
    StreamInterruptedError: (3, 3, True),
    MalformedResponseError: (2, 2, True),
    ContextLengthError: (1, 1, False),
    ContentFilteredError: (1, 1, False),
    ModelNotFoundError: (1, 1, True),
    GenerationFailedError: (2, 2, True),
    InvalidRequestError: (1, 1, False),
    ProviderBugError: (1, 1, True),
}


@pytest.mark.parametrize("keys", [1, 2])
@pytest.mark.parametrize(
    ("outcome", "row"), ROWS.items(), ids=[getattr(made, "__name__", "told") for made in ROWS]
)
def test_a_class_decides_how_often_one_is_asked_and_who_comes_next(
    outcome: Outcome, row: tuple[int, int, bool], keys: int
) -> None:
    """Sends to the failing candidate, with one key and with two; then the next answers, or none."""
    bench = Bench(keys={"a": keys})
    ended = bench.run(bench.job(A, B), {"a": always(outcome), "b": [ANSWER]})
    to_a = [send for send in bench.sends if send.candidate is A]
    assert len(to_a) == row[keys - 1]
    assert isinstance(ended, Conclusion) is row[2]
    bench.check_nothing_left()


@pytest.mark.parametrize(
    ("outcome", "status", "returns_in_s"),
    [
        (AuthenticationError, KeyStatus.DISABLED, None),
        (PermissionDeniedError, KeyStatus.BLOCKED, None),
        (QuotaExhaustedError, KeyStatus.EXHAUSTED, 6 * 3600.0),
        (told(QuotaExhaustedError, 90.0), KeyStatus.EXHAUSTED, 90.0),
        (told(RateLimitedError, 30.0), KeyStatus.COOLING, 30.0),
        (ProviderTimeoutError, KeyStatus.READY, 0.0),
        (InvalidRequestError, KeyStatus.READY, 0.0),
        (ContextLengthError, KeyStatus.READY, 0.0),
    ],
)
def test_a_class_decides_what_becomes_of_the_key(
    outcome: Outcome, status: KeyStatus, returns_in_s: float | None
) -> None:
    """Disabled, blocked, exhausted, cooling as told, or left as it is."""
    bench = Bench()
    bench.run(bench.job(A), {"a": [outcome]})
    view = bench.client(A.provider).views(bench.clock.now(), "m")[0]
    assert (view.status, view.returns_in_s) == (status, returns_in_s)


@pytest.mark.parametrize(
    ("outcome", "failures"),
    [
        (AuthenticationError, 0),
        (told(RateLimitedError, 30.0), 0),
        (ServerError, 3),
        (ConnectionFailedError, 3),
        (Hangs(), 1),
        (MalformedResponseError, 1),
        (ContextLengthError, 0),
        (ContentFilteredError, 0),
        (InvalidRequestError, 0),
        (ProviderBugError, 0),
    ],
)
def test_a_class_decides_what_the_circuit_hears(outcome: Outcome, failures: int) -> None:
    """Throttling and the caller's faults are no failures; one odd answer is none, two are one."""
    bench = Bench()
    bench.run(bench.job(A), {"a": always(outcome)})
    assert bench.client(A.provider).circuit("m").view(bench.clock.now()).failures == failures


def test_an_error_of_the_only_candidate_is_raised_as_itself() -> None:
    """With who, which key and every attempt."""
    bench = Bench()
    error = failed(bench.run(bench.job(A), {"a": always(ServerError)}))
    assert type(error) is ServerError
    assert (error.provider, error.model, error.key_id) == ("a", "m", "a#1")
    assert [attempt.outcome for attempt in error.attempts] == ["ServerError"] * 3
