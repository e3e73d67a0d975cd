"""A raw asyncio socket: the floor that nothing in Python goes below by much."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

BODY = {"model": "m", "messages": [{"role": "user", "content": "Say something."}]}


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer over a pool of open connections."""
    host, port = str(urlsplit(url).hostname), int(urlsplit(url).port or 80)
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def call() -> int:
        reader, writer = idle.pop() if idle else await asyncio.open_connection(host, port)
        body = json.dumps(BODY).encode()
        head = (
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key-two\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        reply = json.loads(await reader.readexactly(length))
        idle.append((reader, writer))
        return 1 if reply["choices"][0]["message"]["content"] else 0

    return call
