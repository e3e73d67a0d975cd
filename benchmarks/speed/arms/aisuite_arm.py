"""aisuite; its API blocks, so calls are made from threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aisuite

MESSAGES = [{"role": "user", "content": "Say something."}]


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    client = aisuite.Client({"openai": {"api_key": "key-two", "base_url": f"{url}/v1"}})

    def ask() -> int:
        reply = client.chat.completions.create(model="openai:m", messages=MESSAGES)
        return 1 if reply.choices[0].message.content else 0

    async def call() -> int:
        return await asyncio.to_thread(ask)

    return call
