"""Pacing: under the limit, never past it, and only where it is asked for."""

from __future__ import annotations

import itertools
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout import ProviderRegistry, Router, Settings
from scout.errors import ConfigurationError
from scout.llm.catalog import Catalog
from scout.llm.pacing import BURST_S, MINUTE_S, Pace, Pacer
from scout.llm.providers.groq import GROQ
from scout.testing import VirtualClock, run_virtual

MODEL = "openai/gpt-oss-20b"


@given(
    rate=st.floats(1, 6000),
    gaps=st.lists(st.floats(0, 30), min_size=1, max_size=200),
)
def test_no_minute_holds_more_than_its_rate_and_the_burst(rate: float, gaps: list[float]) -> None:
    """Requests go out as soon as they may, whatever the gaps between callers."""
    pacer = Pacer(Pace(requests_per_minute=rate))
    now_s, sent = 0.0, []
    for gap in gaps:
        now_s = max(now_s + gap, pacer.ready_at_s)
        pacer.sent(now_s)
        sent.append(now_s)
    for first in sent:
        within = sum(first <= at < first + MINUTE_S for at in sent)
        assert within <= rate * (1 + BURST_S / MINUTE_S) + 1 + 1e-6


def test_an_idle_account_may_burst_a_tenth_of_a_minute() -> None:
    """Thirty a minute: three at once, the fourth waits."""
    pacer = Pacer(Pace(requests_per_minute=30))
    for _ in range(3):
        assert pacer.ready_at_s <= 0
        pacer.sent(0.0)
    pacer.sent(0.0)
    assert pacer.ready_at_s == pytest.approx(2.0)


def test_tokens_are_paced_by_what_answers_used() -> None:
    """A long answer delays the next request."""
    pacer = Pacer(Pace(tokens_per_minute=6000))
    pacer.used(3000, 100.0)
    assert pacer.ready_at_s == pytest.approx(100 + 30 - BURST_S)


@pytest.mark.parametrize(
    ("headers", "ready_s"),
    [
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2m59.56s"}, 179.56),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "26ms"}, 0.026),
        (
            {
                "anthropic-ratelimit-input-tokens-remaining": "0",
                "anthropic-ratelimit-input-tokens-reset": "1970-01-01T00:00:09Z",
            },
            9.0,
        ),
        (
            {
                "anthropic-ratelimit-output-tokens-remaining": "0",
                "anthropic-ratelimit-output-tokens-reset": "1970-01-01T00:00:03Z",
            },
            3.0,
        ),
        ({"x-ratelimit-remaining-requests": "7", "x-ratelimit-reset-requests": "60s"}, None),
        ({"x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "60s"}, None),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "soon"}, None),
        ({"x-ratelimit-remaining-requests": "none"}, None),
    ],
)
def test_a_vendor_that_says_nothing_is_left_is_believed(
    headers: dict[str, str], ready_s: float | None
) -> None:
    """Durations and times of day; what cannot be read is no word."""
    pacer = Pacer(Pace())
    pacer.told(headers, 1000.0, 0.0)
    assert pacer.ready_at_s == (float("-inf") if ready_s is None else pytest.approx(1000 + ready_s))
    deaf = Pacer(Pace(follow_headers=False))
    deaf.told(headers, 1000.0, 0.0)
    assert deaf.ready_at_s == float("-inf")


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    """The message names the field."""
    with pytest.raises(ConfigurationError, match="requests_per_minute"):
        Pace(requests_per_minute=rate)


def _sent_at(
    pacing: dict[str, dict[str, float | bool]], calls: int, *, fails: int = 0, **headers: str
) -> list[float]:
    clock = VirtualClock()
    seen: list[float] = []

    def vendor(request: httpx.Request) -> httpx.Response:
        seen.append(clock.now())
        if len(seen) <= fails:
            return httpx.Response(500)
        message = {"role": "assistant", "content": "hi"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10}
        body = {"id": "1", "model": MODEL, "choices": [choice], "usage": usage}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.Response(200, headers=named, content=json.dumps(body))

    async def main() -> None:
        registry = ProviderRegistry(Catalog())
        registry.register(GROQ)
        settings = Settings(api_keys={"groq": ("one",)}, pacing=pacing, upstream_stream="never")
        transport = httpx.MockTransport(vendor)
        async with Router(settings, registry=registry, transport=transport, clock=clock) as router:
            for _ in range(calls):
                await router.call("hi", model=MODEL)

    run_virtual(main(), clock=clock)
    return [at - seen[0] for at in seen]


def test_calls_wait_for_their_pace_and_all_are_answered() -> None:
    """Thirty a minute: after the burst one every two seconds."""
    sent = _sent_at({"groq": {"requests_per_minute": 30}}, 6)
    assert sent[:3] == pytest.approx([0, 0, 0], abs=0.01)
    gaps = [late - early for early, late in itertools.pairwise(sent[3:])]
    assert gaps == pytest.approx([2, 2], abs=0.02)


def test_calls_wait_for_the_tokens_that_answers_used() -> None:
    """Ten of them at sixty a minute: ten seconds less the burst."""
    assert _sent_at({"groq": {"tokens_per_minute": 60}}, 2) == pytest.approx([0, 4], abs=0.02)


def test_a_failure_that_used_nothing_delays_nothing() -> None:
    """One token more would be ten seconds at this pace."""
    sent = _sent_at({"groq": {"tokens_per_minute": 6}}, 1, fails=1)
    assert len(sent) == 2
    assert sent[1] < 1


def test_without_pacing_nothing_waits() -> None:
    """It is opt-in, headers included."""
    empty = {"x_ratelimit_remaining_requests": "0", "x_ratelimit_reset_requests": "5s"}
    assert _sent_at({}, 4, **empty) == pytest.approx([0, 0, 0, 0], abs=0.01)


def test_the_vendor_s_headers_hold_the_next_call_back() -> None:
    """Nothing left for five seconds means five seconds."""
    empty = {"x_ratelimit_remaining_requests": "0", "x_ratelimit_reset_requests": "5s"}
    assert _sent_at({"groq": {}}, 3, **empty) == pytest.approx([0, 5, 10], abs=0.02)


def test_a_pace_that_cannot_be_read_is_named() -> None:
    """Which setting, and what is known."""
    with pytest.raises(ConfigurationError, match=r"pacing\['groq'\] sets 'rpm'"):
        _sent_at({"groq": {"rpm": 3}}, 1)
