"""A call that is cancelled at any of its suspensions leaves nothing behind."""

from __future__ import annotations

import asyncio
import time
import types
from collections.abc import Callable, Coroutine, Generator, Sequence
from typing import Any

import pytest

from scout.errors import CallError, CircuitEffect
from scout.llm.budget import Limit
from scout.llm.circuit_breaker import CircuitState
from scout.llm.ledgers.memory import MemoryLedger
from tests.llm.router.bench import (
    Reply,
    Stage,
    fails,
    hangs,
    refuses,
    resets,
    says,
    stalls,
    streams,
)

MOST_SUSPENSIONS = 120
"""No scenario suspends more often; one that does never ends."""


class FarLedger(MemoryLedger):
    """A ledger that takes its time, so that money moves in a thread."""

    is_local = False


class SlowLedger(FarLedger):
    """One that is still at work when the next cancellation comes."""

    def reserve(self, *given: Any) -> Limit | None:
        """Take money aside, and tell late."""
        refused = super().reserve(*given)
        time.sleep(0.002)
        return refused


@types.coroutine
def _cancelling(
    coroutine: Coroutine[Any, Any, Any], at: int, counted: list[int], most: int = 1
) -> Generator[Any, Any, Any]:
    """Run a coroutine step by step and have its task cancelled at one of its suspensions.

    Args:
        coroutine: What is run.
        at: The suspension.
        counted: How many there were, in its only place.
        most: At how many in a row, as scopes of anyio do.
    """
    resume: Callable[[], Any] = lambda: coroutine.send(None)  # noqa: E731 -- replaced below
    while True:
        try:
            waits_for = resume()
        except StopIteration as end:
            return end.value
        if at <= counted[0] < at + most:
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().call_soon(task.cancel)
        counted[0] += 1
        try:
            value = yield waits_for
        except BaseException as error:  # noqa: BLE001 -- handed on to the coroutine
            resume = lambda error=error: coroutine.throw(error)  # type: ignore[misc] # noqa: E731
        else:
            resume = lambda value=value: coroutine.send(value)  # type: ignore[misc] # noqa: E731


async def _left_at(make: Callable[[], Coroutine[Any, Any, Any]], at: int, most: int = 1) -> bool:
    """Run until a suspension and cancel there; whether it came to that."""
    counted = [0]

    async def run() -> Any:
        return await _cancelling(make(), at, counted, most)

    task = asyncio.create_task(run())
    done, _ = await asyncio.wait([task])
    assert done == {task}
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not others, f"tasks are left: {others}"
    if task.cancelled():
        return True
    assert isinstance(task.exception(), CallError | None)  # a probe that fails ends its call
    return counted[0] > at  # it had come to that, but was over before the cancellation arrived


SCENARIOS: dict[str, tuple[dict[str, Sequence[Reply]], dict[str, Any]]] = {
    "answered": ({"a": [says("fine", after_s=0.5)]}, {"max_output_tokens": 9}),
    "streamed": ({"a": [streams("fi", "ne", pause_s=0.5)]}, {}),
    "retried": ({"a": [fails(500), refuses(), streams("fine")]}, {}),
    "limited": ({"a": [fails(429, retry_after="2"), streams("fine")]}, {}),
    "replayed": ({"a": [resets("half"), streams("fine")]}, {}),
    "hung": ({"a": [hangs()], "b": [streams("fine")]}, {"fallbacks": ["b-1"]}),
    "stalled": ({"a": [stalls("half")], "b": [says("fine")]}, {"fallbacks": ["b-1"]}),
}


@pytest.mark.parametrize("ledger", [MemoryLedger, FarLedger], ids=["near", "far"])
@pytest.mark.parametrize("probing", [False, True], ids=["closed", "half open"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_call_may_be_cancelled_anywhere(
    name: str, probing: bool, ledger: type[MemoryLedger]
) -> None:
    """Key, permit, connection and money are back; no task is left; the next call is answered."""
    script, options = SCENARIOS[name]
    for at in range(MOST_SUSPENSIONS):
        stage = _stage(script, ledger, probing)
        came_to_it = stage.play(_left_at(_call_of(stage, options), at))
        _check(stage, probing)
        if not came_to_it:
            assert at > 1
            return
    raise AssertionError("the call does not end")


@pytest.mark.parametrize("name", ["answered", "streamed", "limited"])
def test_a_call_may_be_cancelled_again_while_it_settles(name: str) -> None:
    """As often as somebody likes: what the ledger is about to do is waited for, and undone."""
    script, options = SCENARIOS[name]
    for at in range(MOST_SUSPENSIONS):
        stage = _stage(script, SlowLedger, probing=False)
        came_to_it = stage.play(_left_at(_call_of(stage, options), at, most=4))
        _check(stage, probing=False)
        if not came_to_it:
            assert at > 1
            return
    raise AssertionError("the call does not end")


@pytest.mark.parametrize("ledger", [MemoryLedger, FarLedger], ids=["near", "far"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_stream_may_be_cancelled_anywhere(name: str, ledger: type[MemoryLedger]) -> None:
    """Entering, reading and leaving."""
    script, options = SCENARIOS[name]
    for at in range(MOST_SUSPENSIONS):
        stage = _stage(script, ledger, probing=False)
        came_to_it = stage.play(_left_at(_reading(stage, options), at))
        _check(stage, probing=False)
        if not came_to_it:
            assert at > 1
            return
    raise AssertionError("the stream does not end")


def _call_of(stage: Stage, options: dict[str, Any]) -> Callable[[], Coroutine[Any, Any, Any]]:
    return lambda: stage.router.call("hi", model="a-1", timeout_s=30.0, **options)


def _reading(stage: Stage, options: dict[str, Any]) -> Callable[[], Coroutine[Any, Any, Any]]:
    async def read() -> None:
        again = {"on_interrupt": "restart", "timeout_s": 30.0, **options}
        async with stage.router.stream("hi", model="a-1", **again) as stream:
            async for _ in stream:
                pass

    return read


def _stage(script: dict[str, Sequence[Reply]], ledger: type[MemoryLedger], probing: bool) -> Stage:
    stage = Stage(script, budget_usd={"global": 1})
    stage.router.budget.ledger = ledger(stage.clock.wall)
    if probing:
        state = stage.router._state
        circuit = state.client(stage.rows[0]).circuit("a-1")
        while circuit.view(stage.clock.now()).state is CircuitState.CLOSED:
            permit = circuit.admit(stage.clock.now())
            assert permit is not None
            circuit.record(permit, CircuitEffect.FAILURE, stage.clock.now())
        stage.clock.sleep(6.0)
    return stage


def _check(stage: Stage, probing: bool) -> None:
    stage.check_nothing_left()
    circuit = stage.router._state.client(stage.rows[0]).circuit("a-1")
    if probing and circuit.view(stage.clock.now()).state is CircuitState.HALF_OPEN:
        permit = circuit.admit(stage.clock.now())
        assert permit is not None, "the probe is still out"
        circuit.give_back(permit)
    stage.script = {"a": [streams("next")], "b": [streams("next")]}
    response = stage.play(stage.router.call("hi", model="a-1", fallbacks=["b-1"]))
    assert response.text == "next"
