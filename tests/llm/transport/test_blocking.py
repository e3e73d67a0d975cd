"""Blocking calls keep to their limits within a read, and give their connections back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scout.errors import ProviderTimeoutError, StreamInterruptedError
from scout.llm.router import Router
from scout.llm.transport.async_sender import DRAIN_S
from scout.llm.transport.deadline import Deadline
from scout.testing import (
    Asked,
    Dialect,
    Ending,
    Reply,
    ScriptedVendor,
    Step,
    VirtualClock,
    answers,
    stalls,
)

MODELS = ("gpt-4o-mini", "claude-haiku-5-5", "gemini-2.5-flash-lite", "MiniMax-M2.5")
SHORT_S, LONG_S, SLACK_S = 0.3, 30.0, 1.0


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that plays every provider."""
    with ScriptedVendor() as scripted:
        yield scripted
        scripted.assert_quiet()


def _router(vendor: ScriptedVendor, **limits: float) -> Router:
    names = ("openai", "anthropic", "google", "minimax")
    return vendor.router(settings={"timeouts": dict.fromkeys(names, limits)} if limits else None)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("max_output_tokens", [None, 10], ids=["over a stream", "plain"])
def test_calls_in_turn_share_a_connection(
    vendor: ScriptedVendor, model: str, max_output_tokens: int | None
) -> None:
    """Also where the answer was whole before the body was: what follows it is read."""
    with _router(vendor) as router:
        for _ in range(3):
            router.call_sync("Hi", model=model, max_output_tokens=max_output_tokens)
        with router.stream_sync("Hi", model=model) as stream:
            assert "".join(stream.text())
        router.call_sync("Hi", model=model)
    assert vendor.connections == 1


def test_a_vendor_that_lingers_behind_its_answer_costs_a_moment(vendor: ScriptedVendor) -> None:
    """The answer is whole; the connection is dropped and not waited for."""

    def lingering(asked: Asked, dialect: Dialect) -> Reply:
        return replace(answers("Hi").reply(asked, dialect), ending=Ending.SILENT)

    vendor.script(Step("lingers", lingering))
    with _router(vendor, idle_s=LONG_S, first_token_s=LONG_S) as router:
        began_s = time.monotonic()
        assert router.call_sync("Hi", model="gpt-4o-mini").text == "Hi"
        assert time.monotonic() - began_s < DRAIN_S + SLACK_S


def test_the_first_token_has_its_own_limit_whatever_a_stream_may_idle(
    vendor: ScriptedVendor,
) -> None:
    """The head is there and then nothing comes: one read, ended in its midst."""
    vendor.script(answers().slowly(content_after_s=LONG_S))
    with _router(vendor, first_token_s=SHORT_S, idle_s=LONG_S) as router:
        began_s = time.monotonic()
        with pytest.raises(ProviderTimeoutError) as caught:
            router.call_sync("Hi", model="gpt-4o-mini")
        assert SHORT_S <= time.monotonic() - began_s < SHORT_S + SLACK_S
    assert caught.value.limit == "first_token_s"


def test_a_stream_may_idle_longer_than_its_first_token_may_take(vendor: ScriptedVendor) -> None:
    """And no longer than that."""
    vendor.script(stalls("one two three", after_tokens=2))
    with _router(vendor, first_token_s=SHORT_S, idle_s=2 * SHORT_S) as router:
        began_s = time.monotonic()
        with (
            pytest.raises(StreamInterruptedError),
            router.stream_sync("Hi", model="gpt-4o-mini") as stream,
        ):
            list(stream)
        took_s = time.monotonic() - began_s
    assert 2 * SHORT_S <= took_s < 2 * SHORT_S + SLACK_S


def test_a_total_limit_ends_a_silence_in_its_midst(vendor: ScriptedVendor) -> None:
    """What is left of the whole counts where it is shorter than what a stream may idle."""
    vendor.script(stalls("one two three", after_tokens=2))
    with _router(vendor, idle_s=LONG_S, total_s=SHORT_S) as router:
        began_s = time.monotonic()
        with (
            pytest.raises(StreamInterruptedError, match="total_s"),
            router.stream_sync("Hi", model="gpt-4o-mini") as stream,
        ):
            list(stream)
        assert time.monotonic() - began_s < SHORT_S + SLACK_S


def test_each_thread_has_a_deadline_of_its_own() -> None:
    """One thread's short time is not another's."""
    clock = VirtualClock(now_s=100.0)
    deadline = Deadline(clock)
    deadline.until_s = 101.0
    others: list[float | None] = []
    thread = threading.Thread(target=lambda: others.append(deadline.bound(7.0)))
    thread.start()
    thread.join()
    assert others == [7.0]
    assert deadline.bound(7.0) == deadline.bound(None) == 1.0
    assert deadline.bound(0.5) == 0.5
    clock.sleep(5)
    assert deadline.bound(7.0) == 0.0
