"""Recordings of made-up vendors, as somebody who tried their API would have kept them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SECRET = "lk-9f8e7d6c5b4a3f2e1d0c"
"""The key with which everything was recorded."""


def write(folder: Path, files: dict[str, Any]) -> Path:
    """Keep files in a folder: text as it is, anything else as JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=2)
        path.write_text(text, encoding="utf-8")
    return folder


def larch(folder: Path) -> Path:
    """A dialect that scout knows, with the key in a header: exchanges, one a file."""
    url = "https://api.larch.example/openai/v1/chat/completions"
    headers = {"X-Larch-Key": SECRET, "content-type": "application/json"}
    asked = {
        "model": "larch-2-mini",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_completion_tokens": 20,
    }
    answer = {
        "id": "cmpl-1",
        "object": "chat.completion",
        "model": "larch-2-mini",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "Hello to you."},
            }
        ],
        "usage": {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9},
    }
    limited = {"error": {"message": f"Slow down, {SECRET}", "type": "rate", "code": "slow"}}

    def exchange(status: int, body: Any, **more: Any) -> dict[str, Any]:
        request = {"method": "POST", "url": url, "headers": headers, "json": {**asked, **more}}
        kept = {"retry-after": "7"} if status == 429 else {}
        return {"request": request, "response": {"status": status, "headers": kept, "body": body}}

    chunk = {"id": "cmpl-2", "model": "larch-2-mini", "object": "chat.completion.chunk"}
    deltas = [{"role": "assistant", "content": "Hello"}, {"content": " there."}]
    events = [
        {**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]
    events.append({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    return write(
        folder,
        {
            "answer.json": exchange(200, answer),
            "stream.json": exchange(200, stream, stream=True),
            "limited.json": exchange(429, limited),
        },
    )


MAPLE_URL = "https://maple.example/api/v2/converse"


def maple(folder: Path) -> Path:
    """JSON of its own over server-sent events: requests and replies in files of their own."""
    asked = {
        "engine": "maple-large",
        "dialogue": [
            {"speaker": "system", "parts": [{"kind": "text", "value": "Be brief."}]},
            {"speaker": "user", "parts": [{"kind": "text", "value": "Hello, who are you?"}]},
        ],
        "settings": {"max_output": 64, "temperature": 0.5, "stop": ["END"]},
    }
    counted = {"tokens_in": 12, "tokens_out": 7, "tokens_cached": 2}
    answer = {
        "request_id": "mp_01HZX9",
        "engine_model": "maple-large-0917",
        "reply": {"parts": [{"kind": "text", "value": "I am Maple, a model."}]},
        "thinking": "They ask who I am.",
        "ended": "natural",
        "usage": counted,
    }
    began = {"request_id": "mp_02", "engine_model": "maple-large-0917"}
    events = [
        ("begin", began),
        ("thought", {"thinking": "They ask "}),
        ("thought", {"thinking": "who I am."}),
        ("piece", {"value": "I am "}),
        ("piece", {"value": "Maple, a model."}),
        ("ping", {}),
        ("over", {"ended": "natural", "usage": counted}),
    ]
    stream = "".join(f"event: {name}\ndata: {json.dumps(body)}\n\n" for name, body in events)

    def fault(kind: str, says: str) -> dict[str, Any]:
        return {"fault": {"kind": kind, "says": says, "account": "acct_778899aa"}}

    exchange = {
        "method": "POST",
        "url": MAPLE_URL,
        "headers": {"authorization": f"Bearer {SECRET}"},
    }
    return write(
        folder,
        {
            "chat.json": {
                "request": {**exchange, "json": asked},
                "response": {"status": 200, "body": answer},
            },
            "streamed.json": {
                "request": {**exchange, "json": {**asked, "streaming": True}},
                "response": {"status": 200, "body": stream},
            },
            "cut.json": {**answer, "ended": "length_limit"},
            "errors/401.json": fault("bad_key", f"The key {SECRET} is not ours."),
            "errors/429.txt": "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\n\r\n"
            + json.dumps(fault("too_fast", "Slow down.")),
            "errors/500.json": fault("internal", "Something broke."),
            "errors/400_long.json": fault("too_big", "The prompt is too long: 9000 tokens."),
            "errors/400_model.json": fault("bad_engine", "There is no such model: maple-tiny."),
        },
    )


def alder(folder: Path) -> Path:
    """JSON lines, from a server of one's own: replies alone, and two of its errors."""
    lines = [
        {"model": "alder-1", "piece": "Hello ", "done": False},
        {"model": "alder-1", "piece": "there.", "done": False},
        {"model": "alder-1", "piece": "", "done": True, "done_reason": "stop"}
        | {"prompt_eval_count": 11, "eval_count": 3},
    ]
    whole = {"model": "alder-1", "text": "Hello there.", "done": True, "done_reason": "stop"}
    asked = {"model": "alder-1", "prompt": "Hello there, who are you?", "options": {"temp": 0.1}}
    return write(
        folder,
        {
            "generate.request.json": asked,
            "generate.reply.json": {**whole, "prompt_eval_count": 11, "eval_count": 3},
            "live.ndjson": "".join(json.dumps(line) + "\n" for line in lines),
            "errors/404.json": {"error": "model 'alder-9' not found"},
            "errors/500.json": {"error": "out of memory"},
        },
    )
