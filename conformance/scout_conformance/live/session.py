"""One call per model to the vendor itself, each under one ceiling, with what came over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from pydantic import SecretStr

from scout.config import GivenSettings, read_keys
from scout.errors import BudgetExceededError, CallError
from scout.llm.lookup import is_shut_down
from scout.llm.router import Router
from scout.llm.transport.async_transport import AsyncTransport
from scout.llm.types import LLMResponse
from scout_conformance.violation import Untried

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scout_conformance.subject import Subject

MAX_BODY_BYTES = 2**20
"""Longest body that is kept; the answer to two words is a thousandth of it."""

ANSWER_TOKENS = 256
"""Output limit of a live call: room for a model that thinks first, and a bound on the bill."""

PROMPT = "Answer with the word yes."


@dataclass(frozen=True, slots=True)
class Exchange:
    """One reply of the vendor, as it came.

    Attributes:
        status: HTTP status.
        headers: Its headers, by lower-case name.
        body: Its decoded body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class LiveCall:
    """What one model said.

    Attributes:
        model: Its id.
        outcome: The answer or the error; None where the ceiling left no room for it.
        exchanges: What came over the wire, a retry beside its first try.
    """

    model: str
    outcome: LLMResponse | CallError | None
    exchanges: tuple[Exchange, ...] = ()

    @property
    def cost_usd(self) -> float:
        """What it cost."""
        cost = self.outcome.cost_usd if isinstance(self.outcome, LLMResponse) else None
        return 0.0 if cost is None else float(cost)


@dataclass(frozen=True, slots=True)
class LiveRun:
    """All live calls of one provider.

    Attributes:
        calls: By model, in the order of the row.
        keys: The keys that were used; they are looked for in whatever is written.
    """

    calls: tuple[LiveCall, ...] = ()
    keys: tuple[str, ...] = field(default=(), repr=False)

    @property
    def answers(self) -> tuple[LiveCall, ...]:
        """Calls that were answered."""
        return tuple(call for call in self.calls if isinstance(call.outcome, LLMResponse))


def run_live(subject: Subject) -> LiveRun:
    """Call each living model once.

    Raises:
        Untried: No variable of the row holds a key.
    """
    row = subject.provider
    keys = tuple(key for _, key in read_keys(row.api_key_env))
    if row.api_key_env and not keys:
        raise Untried(f"set {' or '.join(row.api_key_env)} to ask the vendor")
    with subject.registered():
        return LiveRun(asyncio.run(_calls(subject, keys)), keys)


async def _calls(subject: Subject, keys: tuple[str, ...]) -> tuple[LiveCall, ...]:
    row, today = subject.provider, datetime.now(UTC).date()
    listening = Listening((row.transport or AsyncTransport)())
    settings: dict[str, Any] = {
        "api_keys": {row.name: tuple(map(SecretStr, keys))} if keys else {},
        "budget_usd": {"global": subject.options.live_max_usd},
        "upstream_stream": "never",
        "default_fallback": False,
    }
    async with Router(GivenSettings(**settings), transport=listening) as router:
        models = [model.id for model in row.models if not is_shut_down(model, today)]
        calls = [await _call(router, f"{row.name}/{model}", listening) for model in models]
    await listening.aclose()
    return tuple(calls)


async def _call(router: Router, address: str, listening: Listening) -> LiveCall:
    model = address.partition("/")[2]
    listening.exchanges.clear()
    try:
        outcome: LLMResponse | CallError | None = await router.call(
            PROMPT, model=address, fallbacks=[], max_output_tokens=ANSWER_TOKENS
        )
    except BudgetExceededError:
        outcome = None
    except CallError as error:
        outcome = error
    return LiveCall(model, outcome, tuple(listening.exchanges))


class Listening(httpx.AsyncBaseTransport):
    """Keeps a copy of each reply that comes through another transport.

    Args:
        inner: What really sends.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.exchanges: list[Exchange] = []
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, read to the end, keep, and hand on the same bytes."""
        response = await self._inner.handle_async_request(request)
        body = b"".join([chunk async for chunk in _bounded(response)])
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.exchanges.append(Exchange(response.status_code, headers, body))
        kept = [(n, v) for n, v in headers.items() if n not in ("content-encoding", *_LENGTHS)]
        return httpx.Response(response.status_code, headers=kept, content=body)

    async def aclose(self) -> None:
        """Close the other one."""
        await self._inner.aclose()


_LENGTHS = ("content-length", "transfer-encoding")


async def _bounded(response: httpx.Response) -> AsyncIterator[bytes]:
    total = 0
    try:
        async for chunk in response.aiter_bytes():
            total += len(chunk)
            if total > MAX_BODY_BYTES:
                raise httpx.ReadError("the reply is too long to be kept")
            yield chunk
    finally:
        await response.aclose()
