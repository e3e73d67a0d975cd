"""langchain: a chat model with fallbacks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from langchain_openai import ChatOpenAI


def _chain(url: str, first: str) -> Any:
    primary = ChatOpenAI(model="m", base_url=f"{url}/v1", api_key=first, max_retries=0)
    spare = ChatOpenAI(model="m", base_url=f"{url}/v1", api_key="key-two", max_retries=0)
    return primary.with_fallbacks([spare])


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    chain = _chain(url, "key-one")

    async def call() -> int:
        return 1 if (await chain.ainvoke("Say something.")).content else 0

    return call


async def stream(url: str) -> Callable[[], Awaitable[int]]:
    """An answer in 500 chunks."""
    chain = _chain(url, "key-one")

    async def call() -> int:
        return sum([1 async for _ in chain.astream("Say something.")])

    return call


async def failover(url: str) -> Callable[[], Awaitable[int]]:
    """A 429 on the first model, the answer on its fallback."""
    chain = _chain(url, "key-limited")

    async def call() -> int:
        return 1 if (await chain.ainvoke("Say something.")).content else 0

    return call
