"""litellm: the Router, with two deployments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import litellm
from litellm import Router

MESSAGES = [{"role": "user", "content": "Say something."}]
litellm.suppress_debug_info = True


def _router(url: str, *keys: str) -> Router:
    deployments = [
        {
            "model_name": "m",
            "litellm_params": {"model": "openai/m", "api_base": f"{url}/v1", "api_key": key},
        }
        for key in keys
    ]
    return Router(model_list=deployments, num_retries=2, retry_after=0)


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    router = _router(url, "key-one", "key-two")

    async def call() -> int:
        reply = await router.acompletion(model="m", messages=MESSAGES)
        return 1 if reply.choices[0].message.content else 0

    return call


async def stream(url: str) -> Callable[[], Awaitable[int]]:
    """An answer in 500 chunks."""
    router = _router(url, "key-one", "key-two")

    async def call() -> int:
        events = await router.acompletion(model="m", messages=MESSAGES, stream=True)
        return sum([bool(event.choices) async for event in events])

    return call


async def failover(url: str) -> Callable[[], Awaitable[int]]:
    """A 429 on one deployment, the answer on its fallback."""
    limited = {"model": "openai/m", "api_base": f"{url}/v1", "api_key": "key-limited"}
    good = {"model": "openai/m", "api_base": f"{url}/v1", "api_key": "key-two"}
    router = Router(
        model_list=[
            {"model_name": "m", "litellm_params": limited},
            {"model_name": "spare", "litellm_params": good},
        ],
        fallbacks=[{"m": ["spare"]}],
        num_retries=0,
        disable_cooldowns=True,
    )

    async def call() -> int:
        reply = await router.acompletion(model="m", messages=MESSAGES)
        return 1 if reply.choices[0].message.content else 0

    return call
