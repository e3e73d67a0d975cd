"""scout: the routed call, with two keys, circuit, retry budget, price and record."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable

from scout import ProviderRegistry, Router, Settings
from scout.llm.catalog import Catalog
from scout.llm.providers.groq import GROQ
from scout.llm.types import TextDelta

MODEL = "openai/gpt-oss-20b"
PROMPT = [{"role": "user", "content": "Say something."}]


def _router(url: str, keys: tuple[str, ...] = ("key-one", "key-two")) -> Router:
    registry = ProviderRegistry(Catalog())
    registry.register(dataclasses.replace(GROQ, base_url=f"{url}/v1"))
    return Router(Settings(api_keys={"groq": keys}, upstream_stream="never"), registry=registry)


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    router = _router(url)

    async def call() -> int:
        response = await router.call(PROMPT, model=MODEL)
        return 1 if response.text else 0

    return call


async def stream(url: str) -> Callable[[], Awaitable[int]]:
    """An answer in 500 chunks."""
    router = _router(url)

    async def call() -> int:
        async with router.stream(PROMPT, model=MODEL) as events:
            return sum([isinstance(event, TextDelta) async for event in events])

    return call


async def failover(url: str) -> Callable[[], Awaitable[int]]:
    """A 429 on the first key, the answer on the second."""
    router = _router(url, ("key-limited", "key-two"))
    keys = router._state.client(router.provider("groq"))._keys

    async def call() -> int:
        keys["groq#1"].succeed(MODEL)  # a limited key rests; here its rest is over at once
        keys.move_to_end("groq#1", last=False)
        response = await router.call(PROMPT, model=MODEL)
        return len(response.attempts) - 1

    return call


async def unpooled(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer, a router for each call."""

    async def call() -> int:
        async with _router(url) as router:
            return 1 if (await router.call(PROMPT, model=MODEL)).text else 0

    return call


async def keys_1(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer with one key."""
    return await _in_turn(url, 1)


async def keys_10(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer, ten keys in turn."""
    return await _in_turn(url, 10)


async def keys_1000(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer, a thousand keys in turn."""
    return await _in_turn(url, 1000)


async def _in_turn(url: str, keys: int) -> Callable[[], Awaitable[int]]:
    router = _router(url, tuple(f"key-{number}" for number in range(keys)))

    async def call() -> int:
        return 1 if (await router.call(PROMPT, model=MODEL)).text else 0

    for _ in range(keys):
        await call()  # each key's headers are built at its first use
    return call
