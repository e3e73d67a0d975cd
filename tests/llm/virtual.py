"""A made-up vendor without sockets, a router before it, and time that jumps."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias, TypeVar

import httpx

from scout.config import GivenSettings
from scout.llm.catalog import Catalog
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.router import Router
from scout.testing import VirtualClock, run_virtual

T = TypeVar("T")

SOURCE = "made up for tests"


@dataclass(frozen=True)
class Said:
    """What the vendor replies to one request.

    Attributes:
        text: The answer.
        after_s: How long it takes.
        status: HTTP status; from 400 on the text is the message of an error.
        code: The vendor's code of that error.
        tokens: Prompt and answer tokens that it bills.
        finish: Its reason to stop.
        served: The model it says it used; the one that was asked where empty.
    """

    text: str = "Hello."
    after_s: float = 1.0
    status: int = 200
    code: str | None = None
    tokens: tuple[int, int] = (100, 100)
    finish: str = "stop"
    served: str = ""


Script: TypeAlias = Callable[[dict[str, Any]], Said | Awaitable[Said]]
"""What the vendor replies to the body of a request."""


def row(
    *models: str | Model,
    name: str = "acme",
    prices: Mapping[str, float] | None = None,
    **fields: Any,
) -> Provider:
    """A provider that speaks as OpenAI does; a model costs so many dollars per million tokens."""
    listed = tuple(Model(model) if isinstance(model, str) else model for model in models)
    pricing = {
        model.id: {
            "input_per_million": (prices or {}).get(model.id, 1.0),
            "output_per_million": (prices or {}).get(model.id, 1.0),
            "as_of": date(2026, 11, 22),
            "source": SOURCE,
        }
        for model in listed
    }
    usual: dict[str, Any] = {
        "name": name,
        "base_url": f"https://api.{name}.example/v1",
        "api_key_env": (f"{name.upper()}_API_KEY",),
        "model_prefixes": (f"{name}-",),
        "models": listed,
        "default_model": listed[0].id,
        "wire": OpenAIChat(),
        "capabilities": frozenset({"stream", "tools", "json_schema"}),
        "pricing": pricing,
    }
    return Provider(**{**usual, **fields})


@dataclass
class Stage:
    """A router before a vendor that replies as a script says.

    Attributes:
        rows: The providers that are registered.
        script: What the vendor replies.
        settings: Fields of `Settings`.
        options: Further arguments of the router.
        asked: The bodies of all requests so far.
        asked_at_s: When each came, in seconds since the start.
    """

    rows: tuple[Provider, ...]
    script: Script = field(default=lambda _: Said())
    settings: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    asked_at_s: list[float] = field(default_factory=list)
    clock: VirtualClock = field(default_factory=VirtualClock)

    def __post_init__(self) -> None:
        self._started_s = self.clock.now()
        registry = ProviderRegistry(Catalog())
        for provider in self.rows:
            registry.register(provider)
        usual: dict[str, Any] = {
            "api_keys": {provider.name: f"{provider.name}-key" for provider in self.rows},
            "upstream_stream": "never",
            "default_fallback": False,
        }
        self.router = Router(
            GivenSettings(**{**usual, **self.settings}),
            registry=registry,
            transport=httpx.MockTransport(self._reply),
            clock=self.clock,
            **self.options,
        )

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return self.clock.now() - self._started_s

    @property
    def models(self) -> list[str]:
        """The models that were asked, in order."""
        return [body["model"] for body in self.asked]

    def play(self, main: Coroutine[Any, Any, T]) -> T:
        """Run to the end, in virtual time."""
        return run_virtual(main, clock=self.clock)

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.asked.append(body)
        self.asked_at_s.append(self.elapsed_s)
        said = self.script(body)
        said = await said if inspect.isawaitable(said) else said
        await asyncio.sleep(said.after_s)
        return httpx.Response(said.status, json=_json(said, body))


def _json(said: Said, body: Mapping[str, Any]) -> dict[str, Any]:
    if said.status >= 400:
        return {"error": {"message": said.text, "type": "error", "code": said.code}}
    prompt, answer = said.tokens
    message = {"role": "assistant", "content": said.text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": said.served or body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": said.finish}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
        },
    }
