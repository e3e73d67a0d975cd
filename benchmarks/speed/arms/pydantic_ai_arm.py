"""pydantic-ai: an Agent over a FallbackModel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic_ai import Agent
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider


def _agent(url: str, first: str = "key-one") -> Agent:
    models = [
        OpenAIChatModel("m", provider=OpenAIProvider(base_url=f"{url}/v1", api_key=key))
        for key in (first, "key-two")
    ]
    return Agent(FallbackModel(*models))


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    agent = _agent(url)

    async def call() -> int:
        return 1 if (await agent.run("Say something.")).output else 0

    return call
