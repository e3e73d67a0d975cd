"""The sixteen scenarios of a public fault bench, in scout's default settings, over real TCP.

`SCOUT_FULL_TIMING=1` plays them with the real limits, which takes minutes; otherwise every limit
and every wait of a vendor is a tenth. Nothing else is set: what passes here passes for whoever
installs scout and calls.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from decimal import Decimal
from typing import Any, Final

import pytest

from scout.errors import (
    ContentFilteredError,
    InvalidRequestError,
    StreamInterruptedError,
)
from scout.llm.circuit_breaker import CircuitPolicy, CircuitState
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Provider, Timeouts
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.openai import OPENAI
from scout.llm.router import Router
from scout.llm.types import LLMResponse, Message, Restarted, TextDelta, Usage
from scout.testing import (
    Asked,
    Dialect,
    Reply,
    ScriptedVendor,
    Step,
    answers,
    breaks,
    cuts,
    fails,
    garbles,
    hangs,
    limits,
    murmurs,
    omits,
    resets,
    stalls,
)

SCALE: Final = 1.0 if os.environ.get("SCOUT_FULL_TIMING") == "1" else 0.1
SLACK_S: Final = 1.0
"""What a busy machine may add to a wait; what must not happen takes longer."""

PRIMARY: Final = "gpt-4o-mini"
FALLBACK: Final = "claude-haiku-5-5"
THIRD: Final = "gemini-2.5-flash-lite"
TEXT: Final = "one two three four five six seven"
FIRST_TOKEN_S: Final = Timeouts().first_token_s * SCALE
IDLE_S: Final = Timeouts().idle_s * SCALE
NEVER_S: Final = 100.0
"""A wait that nobody sits out: vendors are closed behind each test."""


def _scaled(row: Provider) -> Provider:
    if SCALE == 1:
        return row
    limits_s = Timeouts(*(value * SCALE for value in astuple(row.timeouts)))
    standard = CircuitPolicy()
    circuit = replace(
        standard, open_s=standard.open_s * SCALE, open_cap_s=standard.open_cap_s * SCALE
    )
    return replace(row, timeouts=limits_s, circuit=circuit)


class Bench:
    """A primary, a fallback and a third, all played by one vendor; one key each."""

    def __init__(self, vendor: ScriptedVendor, *, keys: int = 1, **settings: Any) -> None:
        self.vendor = vendor
        rows = [_scaled(vendor.provider_row(row)) for row in (OPENAI, ANTHROPIC, GOOGLE)]
        self.router: Router = vendor.router(*rows, keys=keys, settings=settings)
        self.is_blocking = False
        self.took_s = 0.0

    def ask(self, prompt: Any = "Hi", **arguments: Any) -> LLMResponse:
        """One call, timed, in the way that is on trial."""
        arguments = {"model": PRIMARY, "fallbacks": [FALLBACK], **arguments}
        began_s = time.monotonic()
        try:
            if self.is_blocking:
                return self.router.call_sync(prompt, **arguments)
            return asyncio.run(self.router.call(prompt, **arguments))
        finally:
            self.took_s = time.monotonic() - began_s

    def read(self, **arguments: Any) -> tuple[str, LLMResponse | None, Exception | None]:
        """One stream: what its reader saw, the response, and how it broke."""
        arguments = {"model": PRIMARY, "fallbacks": [FALLBACK], **arguments}
        return asyncio.run(self._read(arguments))

    async def _read(
        self, arguments: dict[str, Any]
    ) -> tuple[str, LLMResponse | None, Exception | None]:
        seen = ""
        try:
            async with self.router.stream("Hi", **arguments) as stream:
                async for event in stream:
                    if isinstance(event, Restarted):
                        seen = ""
                    elif isinstance(event, TextDelta):
                        seen += event.text
                return seen, stream.response, None
        except StreamInterruptedError as broken:
            return seen, None, broken


@contextmanager
def _bench(**settings: Any) -> Iterator[Bench]:
    with ScriptedVendor() as vendor:
        vendor.script(answers(f"{FALLBACK} says {TEXT}"), model=FALLBACK)
        vendor.script(answers(f"{THIRD} says {TEXT}"), model=THIRD)
        bench = Bench(vendor, **settings)
        with bench.router:
            yield bench
        vendor.assert_quiet()


@pytest.fixture(params=["call_llm", "call_llm_sync"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Both ways to call."""
    with _bench() as made:
        made.is_blocking = request.param == "call_llm_sync"
        yield made


@pytest.fixture
def streams() -> Iterator[Bench]:
    """Where only a reader of a stream can tell."""
    with _bench() as made:
        yield made


def _moments(bench: Bench, model: str) -> list[float]:
    return [asked.at_s for asked in bench.vendor.requests if asked.model == model]


def test_01_a_rate_limit_with_retry_after_is_waited_out_as_told(bench: Bench) -> None:
    """Not a moment earlier, not much later, and the fallback is not bothered."""
    told_s = 2.0 * SCALE
    bench.vendor.script(limits(told_s, told="decimal"), TEXT, model=PRIMARY)
    assert bench.ask().text == TEXT
    first, second = _moments(bench, PRIMARY)
    assert told_s <= second - first < told_s + SLACK_S
    bench.vendor.assert_sends(0, model=FALLBACK)


@pytest.mark.parametrize("told_s", [None, 60.0])
def test_02_a_rate_limit_that_stays_leads_to_the_fallback(
    bench: Bench, told_s: float | None
) -> None:
    """Within three sends where no time is told, at once where it is too long to wait for."""
    bench.vendor.script(limits(told_s), model=PRIMARY)
    assert bench.ask().provider == "anthropic"
    if told_s is None:
        assert 1 <= bench.vendor.sends(model=PRIMARY) <= 3
    else:
        bench.vendor.assert_sends(1, model=PRIMARY)
        assert bench.took_s < SLACK_S
    bench.vendor.assert_sends(1, model=FALLBACK)


def test_03_an_outage_is_left_after_three_sends_and_then_left_alone(bench: Bench) -> None:
    """Every call is answered by the fallback; soon nobody knocks at the primary any more."""
    bench.vendor.script(fails("overloaded"), model=PRIMARY)
    for _ in range(10):
        assert bench.ask().provider == "anthropic"
    bench.vendor.assert_sends(10, model=FALLBACK)
    # three sends of the first call, two of the second: then the circuit is open
    assert bench.vendor.sends(model=PRIMARY) <= 6 + 1  # and one probe, should the rest be over


def test_04_one_server_error_is_retried_where_it_happened(bench: Bench) -> None:
    """The second request answers; nobody else is asked."""
    bench.vendor.script(fails("server_error"), TEXT, model=PRIMARY)
    assert bench.ask().text == TEXT
    bench.vendor.assert_sends(2, model=PRIMARY)
    bench.vendor.assert_sends(0, model=FALLBACK)


def test_05_a_reset_connection_is_opened_anew(bench: Bench) -> None:
    """Before a byte of an answer, and in its midst."""
    bench.vendor.script(resets(), resets(TEXT, after_tokens=2), TEXT, model=PRIMARY)
    assert bench.ask().text == TEXT
    bench.vendor.assert_sends(3, model=PRIMARY)
    bench.vendor.assert_sends(0, model=FALLBACK)


def test_06_a_silent_primary_is_left_within_its_limit(bench: Bench) -> None:
    """Once, not three times; the fallback answers in the caller's time."""
    bench.vendor.script(hangs(), model=PRIMARY)
    assert bench.ask().provider == "anthropic"
    bench.vendor.assert_sends(1, model=PRIMARY)
    assert FIRST_TOKEN_S <= bench.took_s < FIRST_TOKEN_S + SLACK_S


def test_07_a_slow_first_token_is_waited_for_up_to_its_limit(bench: Bench) -> None:
    """Slow is fine; bytes that say nothing do not prolong it."""
    slow = answers(TEXT).slowly(content_after_s=FIRST_TOKEN_S / 2)
    bench.vendor.script(slow, murmurs(every_s=FIRST_TOKEN_S / 20), model=PRIMARY)
    assert bench.ask().text == TEXT
    assert bench.ask().provider == "anthropic"
    assert FIRST_TOKEN_S <= bench.took_s < FIRST_TOKEN_S + SLACK_S
    bench.vendor.assert_sends(2, model=PRIMARY)


# -- broken in the midst: a caller of a whole answer notices nothing, a reader is told --


def _is_replayed(bench: Bench, step: Step) -> None:
    bench.vendor.script(step, TEXT, model=PRIMARY)
    assert bench.ask().text == TEXT
    bench.vendor.assert_sends(2, model=PRIMARY)
    bench.vendor.assert_sends(0, model=FALLBACK)


def _is_told(streams: Bench, step: Step, seen: str = "one two ") -> None:
    streams.vendor.script(step, TEXT, model=PRIMARY)
    text, response, broken = streams.read()
    assert (text, response) == (seen, None)
    assert isinstance(broken, StreamInterruptedError)
    assert broken.partial_text == seen
    assert broken.output_started
    streams.vendor.assert_sends(1)  # never a silent replay, never another voice


def _is_restarted(streams: Bench, step: Step) -> None:
    streams.vendor.script(step, TEXT, model=PRIMARY)
    text, response, broken = streams.read(on_interrupt="restart")
    assert broken is None
    assert response is not None
    assert text == response.text == TEXT


@pytest.mark.parametrize("step", [cuts(TEXT, after_tokens=2), breaks(TEXT, after_tokens=2)])
def test_08_a_stream_that_is_cut_is_replayed_unseen(bench: Bench, step: Step) -> None:
    """`call_llm` reads a stream behind the scenes, and hands over whole answers only."""
    _is_replayed(bench, step)


@pytest.mark.parametrize("step", [cuts(TEXT, after_tokens=2), breaks(TEXT, after_tokens=2)])
def test_08_a_reader_of_a_stream_that_is_cut_is_told(streams: Bench, step: Step) -> None:
    """With what had come; a restart is there for who asks for it."""
    _is_told(streams, step)


def test_08_a_cut_stream_is_restarted_for_who_asks(streams: Bench) -> None:
    """What was seen is void, and said to be."""
    _is_restarted(streams, cuts(TEXT, after_tokens=2))


def test_09_a_stream_that_stalls_is_left_within_its_limit(bench: Bench) -> None:
    """A route that died in the midst of an answer costs the idle limit and no more."""
    _is_replayed(bench, stalls(TEXT, after_tokens=2))
    assert IDLE_S <= bench.took_s < IDLE_S + SLACK_S


def test_09_a_reader_of_a_stream_that_stalls_is_told(streams: Bench) -> None:
    """Comments that keep the connection alive are no progress."""
    _is_told(streams, murmurs(TEXT, after_tokens=2, every_s=IDLE_S / 20))


def test_10_a_malformed_chunk_is_replayed_unseen(bench: Bench) -> None:
    """It spoils one answer and no call."""
    _is_replayed(bench, garbles(TEXT, after_tokens=2))


def test_10_a_reader_is_told_of_a_malformed_chunk(streams: Bench) -> None:
    """What came before it was good."""
    _is_told(streams, garbles(TEXT, after_tokens=2))


def test_11_a_missing_end_marker_is_forgiven_where_the_answer_is_whole(bench: Bench) -> None:
    """A finish reason says that it is."""
    bench.vendor.script(omits("marker", said=TEXT), model=PRIMARY)
    assert bench.ask().text == TEXT
    bench.vendor.assert_sends(1)


@pytest.mark.claim("whole-answer", "A truncated answer is never presented as a whole one.")
def test_11_a_missing_end_is_never_taken_for_one(bench: Bench) -> None:
    """Neither marker nor reason: the text may lack anything, so that it is asked for again."""
    _is_replayed(bench, omits("finish", "marker", said=TEXT))


def test_11_a_reader_is_told_of_a_missing_end(streams: Bench) -> None:
    """He has seen all there was, and knows that it may not be all."""
    _is_told(streams, omits("finish", "marker", said=TEXT), seen=TEXT)


# -- what another model must decide --


def test_12_a_prompt_that_is_too_long_goes_to_a_larger_window_only(bench: Bench) -> None:
    """Not again, not to a window that is no larger: straight to the one that holds it."""
    smaller = "claude-haiku-4-5"  # 200,000 tokens, where the primary below has 1,000,000
    bench.vendor.script(fails("context_length"), model="gpt-4o-mini")
    bench.vendor.script(TEXT, model="gpt-4o").script(TEXT, model=smaller)
    assert bench.ask(fallbacks=["gpt-4o", smaller]).model == smaller
    bench.vendor.assert_sends(1, model="gpt-4o-mini")  # 128,000
    bench.vendor.assert_sends(0, model="gpt-4o")  # 128,000
    bench.vendor.assert_sends(1, model=smaller)


def test_13_a_refusal_by_policy_is_final_unless_told_otherwise(bench: Bench) -> None:
    """Asking somebody else for what was refused is a decision, so that a chain must name him."""
    bench.vendor.script(fails("content_filter"), model=PRIMARY)
    with pytest.raises(ContentFilteredError):
        bench.ask()
    bench.vendor.assert_sends(1)
    with _bench(content_fallbacks=(THIRD,)) as decided:
        decided.is_blocking = bench.is_blocking
        decided.vendor.script(fails("content_filter"), model=PRIMARY)
        assert decided.ask().provider == "google"
        decided.vendor.assert_sends(0, model=FALLBACK)


def _rejecting_prefill(text: str) -> Step:
    """A model that wants the user to have the last word."""

    def reply(asked: Asked, dialect: Dialect) -> Reply:
        last = asked.json["messages"][-1]["role"]
        step = fails("invalid") if last == "assistant" else answers(text)
        return step.reply(asked, dialect)

    return Step("rejects prefill", reply)


def test_14_a_fallback_that_rejects_prefill_is_never_sent_any(bench: Bench) -> None:
    """An interrupted answer is asked for anew; its beginning is put into nobody's mouth."""
    bench.vendor.script(cuts(TEXT, after_tokens=2), fails(503), fails(503), model=PRIMARY)
    bench.vendor.script(_rejecting_prefill(TEXT), model=FALLBACK)
    response = bench.ask()
    assert (response.text, response.provider) == (TEXT, "anthropic")
    turns = [asked.json["messages"] for asked in bench.vendor.requests if asked.model == FALLBACK]
    assert [[turn["role"] for turn in said] for said in turns] == [["user"]]


def test_14_a_reader_of_a_restarted_stream_gets_the_fallback_without_prefill(
    streams: Bench,
) -> None:
    """The restart is a request like the first."""
    streams.vendor.script(breaks(TEXT, after_tokens=2), fails(503), fails(503), model=PRIMARY)
    streams.vendor.script(_rejecting_prefill(TEXT), model=FALLBACK)
    text, response, broken = streams.read(on_interrupt="restart")
    assert broken is None
    assert response is not None
    assert (text, response.provider) == (TEXT, "anthropic")


def test_14_prefill_of_the_callers_own_is_rejected_once_and_said_so(bench: Bench) -> None:
    """The request is at fault for that model: no retry, and the error names it."""
    bench.vendor.script(fails(503), model=PRIMARY)
    bench.vendor.script(_rejecting_prefill(TEXT), model=FALLBACK)
    turns = [Message("user", "Count."), Message("assistant", "one two")]
    with pytest.raises(InvalidRequestError) as caught:
        bench.ask(turns)
    assert (caught.value.provider, caught.value.status) == ("anthropic", 400)
    bench.vendor.assert_sends(1, model=FALLBACK)


def test_15_a_flapping_primary_costs_no_call(bench: Bench) -> None:
    """Every second request fails: each call is answered, with few sends in all."""
    bench.vendor.script(*[fails(503), answers(TEXT)] * 40, model=PRIMARY)
    providers = [bench.ask().provider for _ in range(20)]
    assert len(providers) == 20
    assert providers[0] == "openai"  # a retry away
    assert bench.vendor.sends() <= 20 * 2 + 5


def test_15_a_primary_that_is_back_is_used_again(bench: Bench) -> None:
    """Down until the circuit opens, then up: a single probe notices it, within half a minute."""
    bench.vendor.script(*[fails(503)] * 5, answers(TEXT), model=PRIMARY)
    while bench.router.circuit("openai", PRIMARY).state is CircuitState.CLOSED:
        assert bench.ask().provider == "anthropic"
    time.sleep(bench.router.circuit("openai", PRIMARY).retry_after_s)
    assert bench.ask().provider == "openai"
    assert bench.router.circuit("openai", PRIMARY).state is CircuitState.CLOSED


def test_16_every_send_every_wait_and_every_cent_is_accounted_for(bench: Bench) -> None:
    """Sends by the vendor's count, money by its prices, and both by the record of the call."""
    usage = Usage(input_tokens=1000, cache_read_tokens=200, output_tokens=50, reasoning_tokens=30)
    told_s = 0.5 * SCALE
    bench.vendor.script(
        fails("server_error"),
        limits(told_s, told="decimal"),
        answers(TEXT, usage=usage),
        model=PRIMARY,
    )
    response = bench.ask()
    outcomes = [attempt.outcome for attempt in response.attempts]
    assert outcomes == ["ServerError", "RateLimitedError", "ok"]
    bench.vendor.assert_sends(len(outcomes))
    moments = _moments(bench, PRIMARY)
    assert moments[2] - moments[1] >= told_s
    assert 0 < response.attempts[2].waited_s <= moments[2] - moments[1]
    assert response.usage == usage
    assert response.cost_usd == bench.vendor.cost_usd == Decimal("0.000213")
    assert sum(attempt.cost_usd or 0 for attempt in response.attempts) == response.cost_usd
    for word in ("ServerError", "RateLimitedError", "ok", "openai#1", "$0.000213"):
        assert word in response.explain()


def test_16_what_a_vendor_may_bill_is_charged_and_nothing_stays_reserved() -> None:
    """A cut answer was paid for in part; a refused request was not."""
    with _bench(budget_usd={"global": 1}) as bench:
        bench.vendor.script(fails(503), cuts(TEXT, after_tokens=2), TEXT, model=PRIMARY)
        response = bench.ask("Hi" * 50)
        costs = [attempt.cost_usd or Decimal(0) for attempt in response.attempts]
        balance = bench.router.budget.balance()
    assert costs[0] == 0
    assert costs[1] > 0
    assert costs[2] == bench.vendor.cost_usd
    assert balance.reserved_nano_usd == 0
    assert Decimal(balance.spent_nano_usd) == sum(costs) * 10**9


def test_16_a_plain_answer_that_broke_off_is_charged_as_well() -> None:
    """The vendor had begun to answer; who counts it as free overruns his budget."""
    with _bench(budget_usd={"global": 1}, upstream_stream="never") as bench:
        bench.vendor.script(breaks(TEXT, after_tokens=2), TEXT, model=PRIMARY)
        response = bench.ask("Hi" * 50)
    assert [bool(attempt.cost_usd) for attempt in response.attempts] == [True, True]


def test_all_sixteen_are_here() -> None:
    """One number each."""
    numbers = {name[5:7] for name in globals() if name.startswith("test_")}
    assert numbers - {"al"} == {f"{number:02}" for number in range(1, 17)}
