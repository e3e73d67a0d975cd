"""litellm: the SDK's `acompletion`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import litellm

MESSAGES = [{"role": "user", "content": "Say something."}]
litellm.suppress_debug_info = True


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""

    async def call() -> int:
        reply = await litellm.acompletion(
            model="openai/m", messages=MESSAGES, api_base=f"{url}/v1", api_key="key-two"
        )
        return 1 if reply.choices[0].message.content else 0

    return call


async def stream(url: str) -> Callable[[], Awaitable[int]]:
    """An answer in 500 chunks."""

    async def call() -> int:
        events = await litellm.acompletion(
            model="openai/m",
            messages=MESSAGES,
            api_base=f"{url}/v1",
            api_key="key-two",
            stream=True,
        )
        return sum([bool(event.choices) async for event in events])

    return call
