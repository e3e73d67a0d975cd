"""scout's two ways to send a request, and httpx's own, behind one face for one table."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import httpx

from scout.errors import Sent
from scout.llm.clock import SystemClock
from scout.llm.transport.async_transport import AsyncTransport
from scout.llm.transport.blocking import BlockingTransport
from scout.llm.transport.deadline import Deadline
from scout.llm.transport.sent import sent_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterator

Arm = Literal["async", "blocking", "httpx"]
ARMS: tuple[Arm, ...] = ("async", "blocking", "httpx")

QUICK_S = 0.3
"""Short enough for a test of a stall, long enough for loopback on a busy machine."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as a test wants it."""

    url: str
    method: str = "POST"
    content: bytes | list[bytes] = b'{"q": 1}'
    headers: dict[str, str] | list[tuple[str, str]] = field(default_factory=dict)
    limit_s: float = QUICK_S
    verify: ssl.SSLContext | bool = True
    extensions: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    response: httpx.Response | None = None
    received: bytes = b""
    error: httpx.HTTPError | None = None
    took_s: float = 0.0

    @property
    def sent(self) -> Sent:
        """What is known of the request without looking at the response."""
        assert self.error is not None
        return sent_of(self.error)

    @property
    def sent_with_response(self) -> Sent:
        """What a driver knows, which has seen whether a response began."""
        assert self.error is not None
        return sent_of(self.error, answered=self.response is not None)


def send(arm: Arm, ask: Ask) -> Outcome:
    """Send it by one of the transports and read the answer as it comes."""
    started_s = time.monotonic()
    outcome = asyncio.run(_send_async(ask)) if arm == "async" else _send_sync(ask, arm)
    outcome.took_s = time.monotonic() - started_s
    return outcome


async def _send_async(ask: Ask) -> Outcome:
    outcome = Outcome()
    transport = AsyncTransport(verify=ask.verify)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
        request = client.build_request(ask.method, ask.url, **_parts(ask, is_async=True))
        try:
            outcome.response = await client.send(request, stream=True)
            async for piece in outcome.response.aiter_bytes():
                outcome.received += piece
        except httpx.HTTPError as error:
            outcome.error = error
        finally:
            if outcome.response is not None:
                await outcome.response.aclose()
    return outcome


def _send_sync(ask: Ask, arm: Arm) -> Outcome:
    outcome = Outcome()
    transport: httpx.BaseTransport = httpx.HTTPTransport(verify=ask.verify, trust_env=False)
    if arm == "blocking":
        transport = BlockingTransport(Deadline(SystemClock()), verify=ask.verify)
    with httpx.Client(transport=transport, trust_env=False) as client:
        request = client.build_request(ask.method, ask.url, **_parts(ask, is_async=False))
        try:
            outcome.response = client.send(request, stream=True)
            for piece in outcome.response.iter_bytes():
                outcome.received += piece
        except httpx.HTTPError as error:
            outcome.error = error
        finally:
            if outcome.response is not None:
                outcome.response.close()
    return outcome


def _parts(ask: Ask, *, is_async: bool) -> dict[str, Any]:
    content: Any = ask.content
    if isinstance(content, list):
        content = _pieces_async(content) if is_async else _pieces(content)
    limits = httpx.Timeout(ask.limit_s).as_dict()
    extensions = {"timeout": limits, **ask.extensions}
    return {"content": content or None, "headers": ask.headers, "extensions": extensions}


def _pieces(pieces: list[bytes]) -> Iterator[bytes]:
    yield from pieces


async def _pieces_async(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
