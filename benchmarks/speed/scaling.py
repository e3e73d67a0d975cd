"""How the cost of a call grows with what a router holds; the answer should be: not at all.

`python -m benchmarks.speed.scaling`. The vendor answers from memory, over an httpx transport, so
that what is left is scout's own. One dimension grows at a time; each figure is the least of
several rounds, which is what the program costs where nobody else wants the processor.
"""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

import httpx

from benchmarks.speed.vendor import WHOLE
from scout import Model, Provider, ProviderRegistry, Router, Settings
from scout.llm.catalog import Catalog
from scout.llm.providers.groq import GROQ

BODY = WHOLE.partition(b"\r\n\r\n")[2].replace(b'"model"', b'"name"')
HEAD = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]
PRICE = next(iter(GROQ.pricing.values()))
PROMPT = "Say something."
ROUNDS, CALLS = 7, 200

SIZES: dict[str, tuple[int, ...]] = {
    "providers": (1, 3, 10, 30, 100),
    "models": (10, 100, 1_000, 10_000),
    "keys": (1, 10, 100, 1_000),
    "calls at once": (1, 10, 100, 500, 2_000),
    "calls at once, no collector": (1, 10, 100, 500, 2_000),
    "calls made before": (0, 1_000, 5_000, 20_000),
}


class Canned(httpx.AsyncBaseTransport):
    """Answers every request at the next turn of the loop."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        """The same answer, in the name of no model."""
        await asyncio.sleep(0)
        return httpx.Response(200, headers=HEAD, stream=httpx.ByteStream(BODY))


def row(number: int, models: int) -> Provider:
    """A provider with so many models of its own."""
    name = f"vendor{number}"
    ids = [f"{name}-model-{index}" for index in range(models)]
    return dataclasses.replace(
        GROQ,
        name=name,
        api_key_env=(f"VENDOR_{number}_KEY",),
        model_prefixes=(f"{name}-",),
        models=tuple(Model(one, 131_072, 8_192) for one in ids),
        default_model=ids[0],
        pricing={one: {**PRICE, "nickname": f"nick-{one}"} for one in ids},
    )


def router(*, providers: int = 1, models: int = 10, keys: int = 2) -> Router:
    """A router over canned vendors, with a budget in memory."""
    registry = ProviderRegistry(Catalog())
    for number in range(providers):
        registry.register(row(number, models))
    secrets = tuple(f"key-{number}" for number in range(keys))
    settings = Settings(
        api_keys={f"vendor{number}": secrets for number in range(providers)},
        budget_usd={"global": Decimal(1_000_000)},
        upstream_stream="never",
    )
    return Router(settings, registry=registry, transport=Canned())


def caller(made: Router, names: Sequence[str]) -> Callable[[], Awaitable[None]]:
    """Calls the models in turn."""
    turn = 0

    async def call() -> None:
        nonlocal turn
        turn += 1
        await made.call(PROMPT, model=names[turn % len(names)])

    return call


async def cpu_us(call: Callable[[], Awaitable[None]], calls: int, at_once: int = 1) -> float:
    """CPU of a call, the least of some rounds."""
    least = float("inf")
    turns = max(1, calls // at_once)
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(turns):
            if at_once == 1:
                await call()
            else:
                await asyncio.gather(*(call() for _ in range(at_once)))
        least = min(least, (time.process_time() - started) / (turns * at_once) * 1e6)
    return least


async def point(dimension: str, size: int, calls: int = CALLS) -> float:
    """The cost of a call at one size of one dimension."""
    if dimension == "providers":
        names = [f"vendor{number}-model-3" for number in range(size)]
        return await cpu_us(caller(router(providers=size), names), calls)
    if dimension == "models":
        names = [f"vendor0-model-{number}" for number in range(0, size, max(1, size // 50))]
        return await cpu_us(caller(router(models=size), names), calls)
    call = caller(router(keys=size if dimension == "keys" else 2), ["vendor0-model-3"])
    if dimension == "calls at once":
        return await cpu_us(call, calls, size)
    if dimension == "calls at once, no collector":
        return await _uncollected(call, calls, size)
    for _ in range(size):
        await call()
    return await cpu_us(call, calls)


async def _uncollected(call: Callable[[], Awaitable[None]], calls: int, at_once: int) -> float:
    """Without CPython's collector of cycles, whose work grows with what is alive."""
    gc.disable()
    try:
        return await cpu_us(call, calls, at_once)
    finally:
        gc.enable()


async def curves(sizes: dict[str, tuple[int, ...]]) -> dict[str, list[tuple[int, float]]]:
    """Every curve."""
    return {
        dimension: [(size, round(await point(dimension, size), 2)) for size in steps]
        for dimension, steps in sizes.items()
    }


def _up_to(share: float) -> dict[str, tuple[int, ...]]:
    """The sizes, the larger ones left out where a piece of the work is enough."""
    most = max(max(sizes) for sizes in SIZES.values()) * share
    return {name: tuple(size for size in sizes if size <= most) for name, sizes in SIZES.items()}


if __name__ == "__main__":
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(json.dumps(asyncio.run(curves(_up_to(share)))))
