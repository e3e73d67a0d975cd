"""The openai SDK."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from openai import AsyncOpenAI, RateLimitError

MESSAGES = [{"role": "user", "content": "Say something."}]


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key="key-two")

    async def call() -> int:
        reply = await client.chat.completions.create(model="m", messages=MESSAGES)
        return 1 if reply.choices[0].message.content else 0

    return call


async def stream(url: str) -> Callable[[], Awaitable[int]]:
    """An answer in 500 chunks."""
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key="key-two")

    async def call() -> int:
        events = await client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
        return sum([bool(event.choices) async for event in events])

    return call


async def failover(url: str) -> Callable[[], Awaitable[int]]:
    """A 429 on one client, the answer on another."""
    limited = AsyncOpenAI(base_url=f"{url}/v1", api_key="key-limited", max_retries=0)
    good = AsyncOpenAI(base_url=f"{url}/v1", api_key="key-two")

    async def call() -> int:
        try:
            reply = await limited.chat.completions.create(model="m", messages=MESSAGES)
        except RateLimitError:
            reply = await good.chat.completions.create(model="m", messages=MESSAGES)
        return 1 if reply.choices[0].message.content else 0

    return call
