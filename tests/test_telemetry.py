"""Observers are told what a call does, in order, whatever becomes of it, and can hurt nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from scout.errors import CallError
from scout.telemetry import ABANDONED, CallEnded, CallEvent, CallStarted, StepTaken
from scout.testing import ScriptedVendor, answers, fails, hangs, limits, replies

PROMPT = "Tell me of the marmalade conspiracy."
ANSWER = "It began with an orange."


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that answers."""
    with ScriptedVendor() as vendor:
        vendor.script(answers(ANSWER))
        yield vendor


def test_an_observer_hears_the_start_each_step_and_the_end(vendor: ScriptedVendor) -> None:
    """A limited key and an answer are one start, two steps and one end, of one call."""
    heard: list[CallEvent] = []
    vendor.script(limits(retry_after_s=30), answers(ANSWER))
    with vendor.router(keys=2, observers=[heard.append]) as router:
        response = router.call_sync(
            PROMPT, model="quick", metadata={"job": "nightly"}, scopes={"tenant": "blue"}
        )
    start, first, second, end = heard
    assert isinstance(start, CallStarted)
    assert (start.model, start.streaming) == ("quick", False)
    assert (start.metadata, start.scopes) == ({"job": "nightly"}, {"tenant": "blue"})
    assert isinstance(first, StepTaken)
    assert isinstance(second, StepTaken)
    assert (first.attempt, second.attempt) == response.attempts
    assert isinstance(end, CallEnded)
    assert (end.outcome, end.provider, end.model) == ("ok", response.provider, response.model)
    assert (end.usage, end.cost_usd) == (response.usage, response.cost_usd)
    assert end.finish == "stop"
    assert len({event.call_id for event in heard}) == 1
    assert [event.wall_s for event in heard] == sorted(event.wall_s for event in heard)


def test_a_call_that_fails_ends_with_the_class_of_its_error(vendor: ScriptedVendor) -> None:
    """The last event names the error, and nobody who answered."""
    heard: list[CallEvent] = []
    vendor.script(fails(400))
    with vendor.router(observers=[heard.append]) as router, pytest.raises(CallError) as caught:
        router.call_sync(PROMPT, model="quick", fallbacks=())
    end = heard[-1]
    assert isinstance(end, CallEnded)
    assert end.outcome == type(caught.value).__name__
    assert (end.provider, end.model, end.finish) == (None, None, None)


def test_a_cancelled_call_ends_for_its_observers_too(vendor: ScriptedVendor) -> None:
    """A cancellation tells of the request that was out, then of the end."""
    heard: list[CallEvent] = []
    vendor.script(hangs())

    async def main() -> None:
        async with vendor.router(observers=[heard.append]) as router:
            task = asyncio.create_task(router.call(PROMPT, model="quick"))
            while not vendor.requests:  # noqa: ASYNC110 -- the vendor runs in another thread
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(asyncio.wait_for(main(), 20))
    assert [type(event) for event in heard] == [CallStarted, StepTaken, CallEnded]
    end = heard[-1]
    assert isinstance(end, CallEnded)
    assert end.outcome == "CancelledError"


def test_a_stream_that_is_left_is_abandoned(vendor: ScriptedVendor) -> None:
    """Leaving a stream is an end of its own, not an error."""
    heard: list[CallEvent] = []
    vendor.script(answers("word " * 50))
    with vendor.router(observers=[heard.append]) as router:
        with router.stream_sync(PROMPT, model="quick") as stream:
            next(iter(stream))
        assert isinstance(heard[0], CallStarted)
        assert heard[0].streaming
        end = heard[-1]
        assert isinstance(end, CallEnded)
        assert (end.outcome, end.model) == (ABANDONED, None)


@pytest.mark.claim("events-hold-no-content", "No event holds a prompt, an answer or a key.")
def test_no_event_holds_prompt_answer_or_key(vendor: ScriptedVendor) -> None:
    """What observers see of a call that rotates and succeeds has no content and no secret."""
    heard: list[CallEvent] = []
    vendor.script(limits(retry_after_s=30), answers(ANSWER))
    keys = {"groq": ["sk-canary-one", "sk-canary-two"]}
    with vendor.router(keys=keys, observers=[heard.append]) as router:
        router.call_sync(PROMPT, model="quick")
    told = repr(heard)
    for secret in ("canary", "marmalade", "orange"):
        assert secret not in told


@pytest.mark.claim(
    "reasons-quote", "Only the `reason` of a step may quote an error message of the vendor."
)
def test_what_a_vendor_says_of_an_error_is_in_the_reason_alone(vendor: ScriptedVendor) -> None:
    """A message may repeat what it was asked, so whoever keeps events leaves out one field."""
    heard: list[CallEvent] = []
    vendor.script(replies({"error": {"message": "no marmalade here"}}, status=400))
    with vendor.router(observers=[heard.append]) as router, pytest.raises(CallError):
        router.call_sync("Hi", model="quick", fallbacks=[])
    steps = [one for one in heard if isinstance(one, StepTaken)]
    assert any("marmalade" in step.attempt.reason for step in steps)
    told = repr(heard)
    for step in steps:
        told = told.replace(repr(step.attempt.reason), "")
    assert "marmalade" not in told


@pytest.mark.claim(
    "observers-hurt-nobody",
    "An observer that raises is a warning in the log; the call goes on.",
)
def test_an_observer_that_raises_hurts_neither_the_call_nor_the_others(
    vendor: ScriptedVendor, caplog: pytest.LogCaptureFixture
) -> None:
    """Its failure is a line in the log; the call is answered, and the next observer hears."""
    heard: list[CallEvent] = []

    def broken(event: CallEvent) -> None:
        raise LookupError(f"no room for {type(event).__name__}")

    with (
        caplog.at_level(logging.WARNING, "scout"),
        vendor.router(observers=[broken, heard.append]) as router,
    ):
        assert router.call_sync(PROMPT, model="quick").text == ANSWER
    assert len(heard) == 3
    assert "broken" in caplog.text
    assert "LookupError: no room for CallEnded" in caplog.text


def test_a_call_without_a_model_tells_whom_it_passed_over(vendor: ScriptedVendor) -> None:
    """A start without a name, and an end with the one that was chosen."""
    heard: list[CallEvent] = []
    with vendor.router(observers=[heard.append]) as router:
        response = router.call_sync(PROMPT)
    start, end = heard[0], heard[-1]
    assert isinstance(start, CallStarted)
    assert isinstance(end, CallEnded)
    assert (start.model, end.model) == (None, response.model)
    steps = [event.attempt for event in heard if isinstance(event, StepTaken)]
    assert tuple(steps) == response.attempts
