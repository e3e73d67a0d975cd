"""Whoever leaves a call leaves nothing behind: no lease, money, connection, task or descriptor."""

from __future__ import annotations

import asyncio
import random
import types
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from scout.errors import CallError
from scout.llm.providers.openai import OPENAI
from scout.llm.router import Router
from scout.llm.transport.async_transport import AsyncTransport
from scout.testing import ScriptedVendor, Step, answers, cuts, fails, limits, scripted_router
from tests.reliability.descriptors import no_descriptor_left

MODEL = "gpt-4o-mini"
POOL = 10
CANCELLATIONS = 2_000
AT_ONCE = 50
SEED = 20_261_122
LEAST_AWAITS = 2
"""A call waits at least for its connection and for its answer."""

MOST_AWAITS = 200
"""Ten times what any of these calls needs."""

LATENCY_S = 0.01
"""About what a call takes here, so that cancellations fall into each of its phases."""


@asynccontextmanager
async def _stage(*steps: Step | str) -> AsyncIterator[tuple[ScriptedVendor, Router]]:
    """A vendor with a script, and a router with ten connections and a budget."""
    with ScriptedVendor() as vendor:
        if steps:
            vendor.script(*steps)
        row = vendor.provider_row(OPENAI)
        row = replace(row, transport=lambda: AsyncTransport(max_connections=POOL))
        settings = {"budget_usd": {"global": 1000}}
        async with scripted_router(row, keys=2, settings=settings) as router:
            yield vendor, router
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await asyncio.to_thread(vendor.assert_quiet)


def _assert_nothing_is_out(router: Router) -> None:
    """Every key and all money is back, and the circuit lets calls through."""
    assert [key.in_flight for key in router.keys("openai")] == [0, 0]
    assert router.budget.balance().reserved_nano_usd == 0
    assert router.circuit("openai", MODEL).retry_after_s == 0


async def _call(router: Router) -> str:
    return (await router.call("Hi", model=MODEL)).text


async def _stream(router: Router) -> str:
    async with router.stream("Hi", model=MODEL) as stream:
        return "".join([text async for text in stream.text()])


async def _leave_a_stream(router: Router) -> str:
    """Take the first piece and go."""
    async with router.stream("Hi", model=MODEL) as stream:
        async for text in stream.text():
            return text
    return ""


Way = Callable[[Router], Coroutine[Any, Any, str]]
WAYS: tuple[Way, ...] = (_call, _stream, _leave_a_stream)


def test_two_thousand_cancellations_with_a_pool_of_ten() -> None:
    """They come at random moments, fifty calls at a time; the next twenty calls all answer."""
    with no_descriptor_left():
        asyncio.run(_two_thousand())


async def _two_thousand() -> None:
    dice = random.Random(SEED)
    slow = answers("one two three").slowly(head_after_s=LATENCY_S / 4, piece_every_s=0.0005)
    async with _stage(slow) as (vendor, router):
        await _call(router)
        cancelled = 0
        while cancelled < CANCELLATIONS:
            tasks = [asyncio.create_task(dice.choice(WAYS)(router)) for _ in range(AT_ONCE)]
            cancelled += sum(await asyncio.gather(*(_cancel(task, dice) for task in tasks)))
        _assert_nothing_is_out(router)
        await asyncio.to_thread(vendor.assert_quiet, idle=POOL)
        async with asyncio.timeout(10):
            texts = await asyncio.gather(*(_call(router) for _ in range(20)))
        assert texts == ["one two three"] * 20
        _assert_nothing_is_out(router)


async def _cancel(task: asyncio.Task[str], dice: random.Random) -> bool:
    """Cancel a task after a while; whether it was still at work."""
    await asyncio.sleep(dice.random() * 2 * LATENCY_S)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
        return False
    return True


# -- at every single await --

SCENES: dict[str, tuple[Step | str, ...]] = {
    "an answer": ("one two three",),
    "backoff after a 503": (fails(503), "one two three"),
    "a wait that was told": (limits(0.02, told="decimal"), limits(0.02, told="decimal"), "done"),
    "another key after a 401": (fails("bad_key"), "one two three"),
    "a replayed stream": (cuts("one two three", after_tokens=1), "one two three"),
}


@types.coroutine
def _cancelled_at(work: Coroutine[Any, Any, None], number: int) -> Generator[Any, Any, int]:
    """Run a coroutine, cancel its task as it waits for the so-many-th time; how often it did."""
    step: Callable[[Any], Any] = work.send
    argument: BaseException | None = None
    waits = 0
    while True:
        try:
            waited_for = step(argument)
        except StopIteration:
            return waits
        waits += 1
        task = asyncio.current_task()
        if waits == number and task is not None:
            task.cancel()  # the loop cancels what is waited for
        try:
            yield waited_for
            step, argument = work.send, None
        except BaseException as error:  # noqa: BLE001 -- it sees what it would have seen
            step, argument = work.throw, error


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
@pytest.mark.parametrize("scene", SCENES)
def test_a_call_can_be_left_at_every_await(scene: str, way: Way) -> None:
    """Whatever is awaited then, nothing stays behind and the next call answers."""

    async def main() -> int:
        for number in range(1, MOST_AWAITS):
            async with _stage(*SCENES[scene], "whole") as (_, router):
                task = asyncio.create_task(_as_task(way(router), number))
                try:
                    waits = await task
                except asyncio.CancelledError:
                    waits = number
                _assert_nothing_is_out(router)
                assert await _call(router)
            if waits < number:
                return waits
        return MOST_AWAITS

    assert LEAST_AWAITS <= asyncio.run(main()) < MOST_AWAITS


async def _as_task(work: Coroutine[Any, Any, str], number: int) -> int:
    """How often it waited; a stream that was cut may say so, as it should."""

    async def settled() -> None:
        with suppress(CallError):
            await work

    return await _cancelled_at(settled(), number)
