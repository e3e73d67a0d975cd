"""A vendor on loopback that costs next to nothing: canned answers over a raw asyncio protocol.

Paths: `/v1/chat/completions` answers whole or as a stream of 500 chunks in one burst; a request
whose key ends in `-limited` gets a 429, one whose key ends in `-held` the first chunks of a
stream that then stays open. `python -m benchmarks.speed.vendor PORT` runs it.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys

CHUNKS = 500
WORDS = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor "

_USAGE = {"prompt_tokens": 20, "completion_tokens": 180, "total_tokens": 200}


def _whole() -> bytes:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "openai/gpt-oss-20b",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": (WORDS * 10)[:720]},
                "finish_reason": "stop",
            }
        ],
        "usage": _USAGE,
    }
    return _reply(200, "application/json", json.dumps(body).encode())


def _stream() -> bytes:
    words = (WORDS * 50).split(" ")
    events = [_chunk({"role": "assistant", "content": ""}, None)]
    events += [_chunk({"content": f"{words[number]} "}, None) for number in range(CHUNKS)]
    events += [_chunk({}, "stop"), _event({**_head(), "choices": [], "usage": _USAGE})]
    return _reply(200, "text/event-stream", b"".join(events) + b"data: [DONE]\n\n")


def _head() -> dict[str, object]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "openai/gpt-oss-20b",
    }


def _chunk(delta: dict[str, str], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _event({**_head(), "choices": [choice]})


def _event(data: dict[str, object]) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _limited() -> bytes:
    error = {"message": "slow down", "type": "tokens", "code": "rate_limit_exceeded"}
    return _reply(429, "application/json", json.dumps({"error": error}).encode())


def _reply(status: int, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


WHOLE, STREAM, LIMITED = _whole(), _stream(), _limited()
HELD = STREAM[: STREAM.index(b"dolor") + 200]
"""Its declared length never comes."""


class Vendor(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._waiting += data
        while True:
            end = self._waiting.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._waiting[:end].lower()
            length = _length_of(head)
            if len(self._waiting) < end + 4 + length:
                return
            body = self._waiting[end + 4 : end + 4 + length]
            self._waiting = self._waiting[end + 4 + length :]
            self._transport.write(_answer(head, body))


def _length_of(head: bytes) -> int:
    start = head.find(b"content-length:")
    return int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0


def _answer(head: bytes, body: bytes) -> bytes:
    if b"-limited\r\n" in head + b"\r\n":
        return LIMITED
    if b"-held\r\n" in head + b"\r\n":
        return HELD
    wants_stream = b'"stream":true' in body or b'"stream": true' in body
    return STREAM if wants_stream else WHOLE


async def main(port: int) -> None:
    """Serve until killed, as many connections as the system lets one process have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Vendor, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
