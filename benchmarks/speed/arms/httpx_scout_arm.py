"""Bare httpx over scout's own transport: what a routed call is held against."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import httpx

from scout.llm.transport.async_transport import AsyncTransport

BODY = {"model": "m", "messages": [{"role": "user", "content": "Say something."}]}


def _client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"{url}/v1",
        transport=AsyncTransport(),
        trust_env=False,
        timeout=60,
        headers={"Authorization": "Bearer key-two"},
    )


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    client = _client(url)

    async def call() -> int:
        reply = await client.post("/chat/completions", json=BODY)
        return 1 if reply.json()["choices"][0]["message"]["content"] else 0

    return call


async def stream(url: str) -> Callable[[], Awaitable[int]]:
    """An answer in 500 chunks, each parsed."""
    client = _client(url)

    async def call() -> int:
        chunks = 0
        body = {**BODY, "stream": True}
        async with client.stream("POST", "/chat/completions", json=body) as reply:
            left = b""
            async for part in reply.aiter_bytes():
                *events, left = (left + part).split(b"\n\n")
                for event in events:
                    if event != b"data: [DONE]":
                        chunks += bool(json.loads(event[6:])["choices"])
        return chunks

    return call


async def failover(url: str) -> Callable[[], Awaitable[int]]:
    """Two calls: a 429, then an answer."""
    client = _client(url)

    async def call() -> int:
        limited = {"Authorization": "Bearer key-limited"}
        reply = await client.post("/chat/completions", json=BODY, headers=limited)
        if reply.status_code == 429:
            reply = await client.post("/chat/completions", json=BODY)
        return 1 if reply.json()["choices"][0]["message"]["content"] else 0

    return call


async def unpooled(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer, a client for each call."""

    async def call() -> int:
        async with _client(url) as client:
            reply = await client.post("/chat/completions", json=BODY)
        return 1 if reply.json()["choices"][0]["message"]["content"] else 0

    return call
