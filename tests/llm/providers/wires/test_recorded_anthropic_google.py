"""The Anthropic and Gemini wires against recorded traffic, read here a second, simpler way."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scout import errors
from scout.llm.providers.base import Model, Provider, StreamDecoder, Wire, WireReply
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.transport.framing import framer_for
from scout.llm.types import (
    Call,
    FinishReason,
    ImagePart,
    Message,
    ProviderResult,
    TextDelta,
    TextPart,
    Tool,
    ToolCall,
)

SAMPLES = os.environ.get("SCOUT_WIRE_SAMPLES", "")
pytestmark = pytest.mark.skipif(
    not SAMPLES, reason="SCOUT_WIRE_SAMPLES names no folder with recorded traffic"
)
NOW_S = 1_790_000_000.0
SPLITS = 5  # random ways to cut each stream; the framing tests try every border


@dataclass(frozen=True)
class Reading:
    """What a recorded body says, in the words of this test."""

    text: str
    calls: list[tuple[str, Any]]
    finish: FinishReason
    usage: tuple[int, int, int, int, int]
    model: str | None


def _rows(name: str, apis: tuple[str, ...]) -> list[Any]:
    if not SAMPLES:
        return [pytest.param(None, id="none")]
    lines = (Path(SAMPLES) / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        pytest.param(row, id=f"{name}-{number}")
        for number, row in enumerate(rows)
        if row["api"] in apis
    ]


ANTHROPIC = _rows("anthropic", ("messages",))
GOOGLE = _rows("google", ("generate_content", "stream_generate_content"))


def _only(rows: list[Any], *, error: bool = False, stream: bool | None = None) -> list[Any]:
    if not SAMPLES:
        return rows
    chosen = []
    for param in rows:
        row = param.values[0]
        if (row["response"]["status"] >= 400) == error and stream in (None, row["stream"]):
            chosen.append(param)
    return chosen


def _reply(row: Mapping[str, Any]) -> WireReply:
    response = row["response"]
    headers = {name.lower(): value for name, value in response["headers"].items()}
    return WireReply(response["status"], headers, response["body"].encode())


def _events(body: str) -> Iterator[Any]:
    """The JSON of each event of a stream, by lines."""
    for line in body.replace("\r\n", "\n").split("\n"):
        if line.startswith("data:") and line[5:].strip() not in ("", "[DONE]"):
            yield json.loads(line[5:])


# --- a second reading of the bodies ------------------------------------------------------------

CLAUDE_STOPS = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "tool_use": FinishReason.TOOL_CALLS,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "refusal": FinishReason.CONTENT_FILTER,
}
GEMINI_STOPS = {
    "STOP": FinishReason.STOP,
    1: FinishReason.STOP,
    "MAX_TOKENS": FinishReason.LENGTH,
    2: FinishReason.LENGTH,
    "SAFETY": FinishReason.CONTENT_FILTER,
    "RECITATION": FinishReason.CONTENT_FILTER,
    "PROHIBITED_CONTENT": FinishReason.CONTENT_FILTER,
    "BLOCKLIST": FinishReason.CONTENT_FILTER,
    "SPII": FinishReason.CONTENT_FILTER,
}


def _claude_message(row: Mapping[str, Any]) -> dict[str, Any]:
    """The whole message; of a stream, put together from its events."""
    body = row["response"]["body"]
    if not row["stream"]:
        return dict(json.loads(body))
    message: dict[str, Any] = {}
    inputs: dict[int, str] = {}
    for event in _events(body):
        kind, index = event["type"], event.get("index")
        if kind == "message_start":
            message = event["message"]
        elif kind == "content_block_start":
            message["content"].append(event["content_block"])
            assert len(message["content"]) == index + 1
        elif kind == "content_block_delta":
            delta, block = event["delta"], message["content"][index]
            for name in ("text", "thinking", "signature"):
                block[name] = (
                    block.get(name, "") + delta[name] if name in delta else block.get(name)
                )
            inputs[index] = inputs.get(index, "") + delta.get("partial_json", "")
        elif kind == "message_delta":
            message["stop_reason"] = event["delta"]["stop_reason"]
            message["usage"] |= event["usage"]
    for index, text in inputs.items():
        if text:
            message["content"][index]["input"] = json.loads(text)
    return message


def _read_claude(row: Mapping[str, Any]) -> Reading:
    message = _claude_message(row)
    blocks, usage = message["content"], message["usage"]
    thought = (usage.get("output_tokens_details") or {}).get("thinking_tokens", 0)
    return Reading(
        "".join(block["text"] for block in blocks if block["type"] == "text"),
        [(block["name"], block["input"]) for block in blocks if block["type"] == "tool_use"],
        CLAUDE_STOPS.get(message["stop_reason"], FinishReason.OTHER),
        (
            usage["input_tokens"],
            usage.get("cache_read_input_tokens") or 0,
            usage.get("cache_creation_input_tokens") or 0,
            usage["output_tokens"] - thought,
            thought,
        ),
        message["model"],
    )


def _gemini_chunks(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    body = row["response"]["body"]
    if body.lstrip().startswith(("{", "[")):
        whole = json.loads(body)
        return whole if isinstance(whole, list) else [whole]
    return list(_events(body))


def _read_gemini(row: Mapping[str, Any]) -> Reading:
    chunks = _gemini_chunks(row)
    candidates = [chunk["candidates"][0] for chunk in chunks if chunk.get("candidates")]
    parts = [part for c in candidates for part in c.get("content", {}).get("parts", ())]
    counts = [chunk["usageMetadata"] for chunk in chunks if "usageMetadata" in chunk][-1]
    usage = {name: count for name, count in counts.items() if count is not None}
    calls = [part["functionCall"] for part in parts if "functionCall" in part]
    told = [c["finishReason"] for c in candidates if "finishReason" in c]
    finish = GEMINI_STOPS.get(told[-1], FinishReason.OTHER) if told else FinishReason.OTHER
    cached = usage.get("cachedContentTokenCount", 0)
    return Reading(
        "".join(part.get("text", "") for part in parts if not part.get("thought")),
        [(call["name"], call.get("args", {})) for call in calls],
        FinishReason.TOOL_CALLS if calls and finish is FinishReason.STOP else finish,
        (
            usage["promptTokenCount"] - cached + usage.get("toolUsePromptTokenCount", 0),
            cached,
            0,
            usage.get("candidatesTokenCount", 0),
            usage.get("thoughtsTokenCount", 0),
        ),
        next((chunk["modelVersion"] for chunk in chunks if "modelVersion" in chunk), None),
    )


def _as_reading(result: ProviderResult) -> Reading:
    usage = result.usage
    return Reading(
        result.text,
        [(call.name, call.arguments) for call in result.tool_calls],
        result.finish,
        (
            usage.input_tokens,
            usage.cache_read_tokens,
            usage.cache_write_tokens,
            usage.output_tokens,
            usage.reasoning_tokens,
        ),
        result.served_model,
    )


# --- answers ------------------------------------------------------------------------------------


def _stream(wire: Wire, body: bytes, cuts: list[int]) -> tuple[ProviderResult, str]:
    """Feed a body cut at some borders; the result, and the text that the events bore."""
    decoder: StreamDecoder = wire.stream_decoder()
    framer = framer_for(wire.framing)
    borders = [0, *sorted(cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(borders)]
    frames = [frame for piece in pieces for frame in framer.feed(piece)] + framer.flush()
    events = [event for frame in frames for event in decoder.feed(frame.event, frame.data)]
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    return decoder.finish(), text


def _cuts(length: int, seed: int) -> list[int]:
    dice = random.Random(seed)  # noqa: S311 -- a repeatable choice of borders, no secret
    return [dice.randrange(length) for _ in range(dice.randrange(1, max(2, length // 20)))]


@pytest.mark.parametrize("row", _only(ANTHROPIC, stream=False))
def test_each_whole_claude_answer_is_read(row: Any) -> None:
    """Text, tool calls, finish, usage and model are what the body says."""
    assert _as_reading(AnthropicMessages().decode(_reply(row), NOW_S)) == _read_claude(row)


@pytest.mark.parametrize("row", _only(ANTHROPIC, stream=True))
def test_each_streamed_claude_answer_is_read_however_it_is_cut(row: Any) -> None:
    """A stream says the same as the message that its events add up to."""
    body = row["response"]["body"].encode()
    for seed in range(SPLITS):
        result, shown = _stream(AnthropicMessages(), body, _cuts(len(body), seed))
        assert _as_reading(result) == _read_claude(row)
        assert shown == result.text


@pytest.mark.parametrize("row", _only(ANTHROPIC))
def test_each_thinking_block_of_claude_is_kept_as_it_came(row: Any) -> None:
    """Thinking and its signature wait in the vendor's state, also where they came in pieces."""
    wire, reply = AnthropicMessages(), _reply(row)
    whole = wire.decode(reply, NOW_S) if not row["stream"] else _stream(wire, reply.body, [])[0]
    kinds = ("thinking", "redacted_thinking")
    sent = [block for block in _claude_message(row)["content"] if block["type"] in kinds]
    kept = whole.vendor_state.get("thinking_blocks", [])
    names = ("type", "thinking", "signature", "data")
    assert [[b.get(name) for name in names] for b in kept] == [
        [b.get(name) for name in names] for b in sent
    ]


def _is_array(row: Mapping[str, Any]) -> bool:
    return str(row["response"]["body"]).lstrip().startswith(("[", "{"))


@pytest.mark.parametrize("row", _only(GOOGLE))
def test_each_gemini_answer_is_read_however_it_is_cut(row: Any) -> None:
    """Text, tool calls, finish, usage and model are what the body says, streamed or not."""
    wire, reply = Gemini(), _reply(row)
    if _is_array(row):
        assert _as_reading(wire.decode(reply, NOW_S)) == _read_gemini(row)
        decoder = wire.stream_decoder()
        decoder.feed("", reply.body)
        assert _as_reading(decoder.finish()) == _read_gemini(row)
        return
    for seed in range(SPLITS):
        result, shown = _stream(wire, reply.body, _cuts(len(reply.body), seed))
        assert _as_reading(result) == _read_gemini(row)
        assert shown == result.text


@pytest.mark.parametrize("row", _only(GOOGLE))
def test_each_gemini_turn_goes_back_with_its_signatures(row: Any) -> None:
    """The parts of an answer return as they came, texts between signatures joined."""
    wire, reply = Gemini(), _reply(row)
    result = wire.decode(reply, NOW_S) if _is_array(row) else _stream(wire, reply.body, [])[0]
    turn = Message(
        "assistant", result.text, tool_calls=result.tool_calls, vendor_state=result.vendor_state
    )
    sent = wire.encode(Call("gemini-2.5-flash", (Message("user", "?"), turn)), PROVIDER).json
    chunks = [chunk["candidates"][0] for chunk in _gemini_chunks(row) if chunk.get("candidates")]
    came = [part for c in chunks for part in c.get("content", {}).get("parts", ())]
    signed = [part for part in came if part.get("thoughtSignature")]
    back = [part for content in sent["contents"][1:] for part in content["parts"]]
    assert [_without_id(part) for part in back if part.get("thoughtSignature")] == [
        _without_id(part) for part in signed
    ]


def _without_id(part: Mapping[str, Any]) -> dict[str, Any]:
    call = part.get("functionCall")
    if call is None:
        return dict(part)
    return {**part, "functionCall": {"name": call["name"], "args": call.get("args", {})}}


# --- errors -------------------------------------------------------------------------------------

CLAUDE_ERRORS = (
    # status, type, words, class
    (400, "invalid_request_error", "prompt is too long", errors.ContextLengthError),
    (400, "invalid_request_error", "exceed context limit", errors.ContextLengthError),
    (400, "invalid_request_error", "credit balance", errors.QuotaExhaustedError),
    (400, "invalid_request_error", "usage limits", errors.QuotaExhaustedError),
    (400, "invalid_request_error", "", errors.InvalidRequestError),
    (401, "authentication_error", "", errors.AuthenticationError),
    (402, "billing_error", "", errors.QuotaExhaustedError),
    (403, "permission_error", "", errors.PermissionDeniedError),
    (404, "not_found_error", "", errors.ModelNotFoundError),
    (413, "request_too_large", "", errors.InvalidRequestError),
    (429, "rate_limit_error", "", errors.RateLimitedError),
    (500, "api_error", "", errors.ServerError),
    (504, "timeout_error", "", errors.ServerError),
    (529, "overloaded_error", "", errors.OverloadedError),
)
GEMINI_ERRORS = (
    (400, "INVALID_ARGUMENT", "API_KEY_INVALID", errors.AuthenticationError),
    (400, "INVALID_ARGUMENT", "input token count", errors.ContextLengthError),
    (400, "INVALID_ARGUMENT", "", errors.InvalidRequestError),
    (400, "FAILED_PRECONDITION", "", errors.PermissionDeniedError),
    (401, "UNAUTHENTICATED", "", errors.AuthenticationError),
    (403, "PERMISSION_DENIED", "leaked", errors.AuthenticationError),
    (403, "PERMISSION_DENIED", "unregistered callers", errors.AuthenticationError),
    (403, "PERMISSION_DENIED", "", errors.PermissionDeniedError),
    (404, "NOT_FOUND", "", errors.ModelNotFoundError),
    (429, "RESOURCE_EXHAUSTED", "PerDay", errors.QuotaExhaustedError),
    (429, "RESOURCE_EXHAUSTED", "", errors.RateLimitedError),
    (500, "INTERNAL", "", errors.ServerError),
    (503, "UNAVAILABLE", "", errors.OverloadedError),
    (504, "DEADLINE_EXCEEDED", "", errors.ServerError),
)


def _expected(row: Mapping[str, Any], table: Any) -> type[errors.ProviderError]:
    """The first line of the table that fits the status and whose words stand in the body."""
    status, body = row["response"]["status"], row["response"]["body"]
    fits = (line for line in table if line[0] == status and line[1] in body and line[2] in body)
    return next(fits)[3]  # type: ignore[no-any-return]  # the table is heterogeneous


@pytest.mark.parametrize("row", _only(ANTHROPIC, error=True))
def test_each_claude_error_has_its_class(row: Any) -> None:
    """Status, type and message lead to one class, and the vendor's request id is kept."""
    error = AnthropicMessages().classify(_reply(row), NOW_S)
    assert type(error) is _expected(row, CLAUDE_ERRORS)
    assert error.request_id == json.loads(row["response"]["body"]).get("request_id")


@pytest.mark.parametrize("row", _only(GOOGLE, error=True))
def test_each_gemini_error_has_its_class(row: Any) -> None:
    """Status, gRPC status, reason and quota lead to one class."""
    error = Gemini().classify(_reply(row), NOW_S)
    assert type(error) is _expected(row, GEMINI_ERRORS)


# --- requests -----------------------------------------------------------------------------------

PROVIDER = Provider(
    name="recorded",
    base_url="https://api.example",
    api_key_env=(),
    model_prefixes=(),
    models=(Model("recorded-1"),),
    capabilities=frozenset({"json_schema"}),
    default_model="recorded-1",
    wire=AnthropicMessages(),
)
CLAUDE_BLOCKS = {"text", "image", "tool_use", "tool_result", "thinking"}


def _claude_request(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A recorded request, every content as blocks; None where it asks what a `Call` cannot."""
    asked = row["request"]["json"]
    if not asked:
        return None
    messages = [
        {"role": turn["role"], "content": [_plain(block) for block in _as_blocks(turn["content"])]}
        for turn in asked["messages"]
    ]
    kinds = {block["type"] for turn in messages for block in turn["content"]}
    tools = asked.get("tools", [])
    if kinds - CLAUDE_BLOCKS or any("input_schema" not in tool for tool in tools):
        return None
    return {**asked, "messages": messages}


def _as_blocks(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _plain(block: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in block.items() if key not in ("cache_control", "is_error")}
    if isinstance(kept.get("content"), list):
        kept["content"] = [_plain(inner) for inner in kept["content"]]
    return kept


def _claude_call(asked: Mapping[str, Any]) -> Call:
    """The call that a client of scout would have made for it."""
    messages = [Message("system", block["text"]) for block in _as_blocks(asked.get("system", []))]
    for turn in asked["messages"]:
        blocks = turn["content"]
        messages += [
            Message("tool", _content(block["content"]), tool_call_id=block["tool_use_id"])
            for block in blocks
            if block["type"] == "tool_result"
        ]
        thinking = [block for block in blocks if block["type"] == "thinking"]
        calls = [
            ToolCall(block["id"], block["name"], block["input"])
            for block in blocks
            if block["type"] == "tool_use"
        ]
        said = [block for block in blocks if block["type"] in ("text", "image")]
        if said or calls:
            state = {"thinking_blocks": thinking} if thinking else {}
            messages.append(Message(turn["role"], _content(said), tuple(calls), vendor_state=state))
    tools = asked.get("tools", [])
    return Call(
        asked["model"],
        tuple(messages),
        asked["max_tokens"],
        asked.get("temperature"),
        tuple(asked.get("stop_sequences", ())),
        tuple(Tool(t["name"], t.get("description", ""), t["input_schema"]) for t in tools),
        stream=asked.get("stream", False),
    )


def _content(content: Any) -> str | tuple[TextPart | ImagePart, ...]:
    if isinstance(content, str):
        return content
    return tuple(_part(block) for block in content)


def _part(block: Mapping[str, Any]) -> TextPart | ImagePart:
    if block["type"] == "text":
        return TextPart(block["text"])
    source = block["source"]
    if source["type"] == "url":
        return ImagePart(source["url"])
    return ImagePart(f"data:{source['media_type']};base64,{source['data']}")


def _asking(rows: list[Any], read: Callable[[Any], object]) -> list[Any]:
    """The rows, errors among them, whose request a `Call` can express."""
    return [param for param in rows if not SAMPLES or read(param.values[0]) is not None]


@pytest.mark.parametrize("row", _asking(ANTHROPIC, _claude_request))
def test_each_recorded_claude_request_is_what_the_same_call_encodes_to(row: Any) -> None:
    """Turns, system prompt, tools, limits and stops come out as a vendor's client sent them."""
    asked = _claude_request(row)
    assert asked is not None
    made = AnthropicMessages().encode(_claude_call(asked), PROVIDER)
    assert made.path == "/messages"
    assert made.json["messages"] == asked["messages"]
    system = "".join(block["text"] for block in _as_blocks(asked.get("system", "")))
    assert "".join(b["text"] for b in _as_blocks(made.json.get("system", ""))) == system
    for name in ("model", "max_tokens", "temperature", "stop_sequences"):
        assert made.json.get(name) == asked.get(name)
    assert made.json.get("stream", False) == asked.get("stream", False)
    schemas = [{"type": "object", **tool["input_schema"]} for tool in asked.get("tools", ())]
    assert [tool["input_schema"] for tool in made.json.get("tools", ())] == schemas


def _gemini_call(row: Mapping[str, Any]) -> Call | None:
    asked = row["request"]["json"]
    if not asked:
        return None
    messages = [
        Message("system", part["text"])
        for part in _listed((asked.get("systemInstruction") or {}).get("parts", []))
    ]
    waiting: list[ToolCall] = []
    for content in asked["contents"]:
        parts = content["parts"]
        results = [part["functionResponse"] for part in parts if "functionResponse" in part]
        for result in results:
            call = next(call for call in waiting if call.name == result["name"])
            waiting.remove(call)
            text = json.dumps(result["response"])
            messages.append(Message("tool", text, tool_call_id=call.id))
        if results:
            continue
        messages.append(_gemini_turn(content, len(messages), waiting))
    config = asked.get("generationConfig") or {}
    return Call(
        "gemini-2.5-flash",
        tuple(messages),
        config.get("maxOutputTokens"),
        config.get("temperature"),
        tuple(config.get("stopSequences", ())),
        seed=config.get("seed"),
        response_schema=config.get("responseJsonSchema"),
    )


def _gemini_turn(content: Mapping[str, Any], place: int, waiting: list[ToolCall]) -> Message:
    calls: list[ToolCall] = []
    kept: list[dict[str, Any]] = []
    said: list[TextPart | ImagePart] = []
    for number, part in enumerate(content["parts"]):
        signature = {k: part[k] for k in ("thoughtSignature",) if k in part}
        if "functionCall" in part:
            told = part["functionCall"]
            call = ToolCall(told.get("id", f"made-up-{place}-{number}"), told["name"], told["args"])
            calls.append(call)
            kept.append({"call": call.id, **signature})
        elif "inlineData" in part:
            data = part["inlineData"]
            image = "QUJD" if data["data"].startswith("<elided") else data["data"]
            said.append(ImagePart(f"data:{data['mimeType']};base64,{image}"))
        else:
            said.append(TextPart(part["text"]))
            kept.append({"text": part["text"], **signature})
    waiting += calls
    role = "assistant" if content["role"] == "model" else "user"
    state = {"gemini_parts": kept} if any("thoughtSignature" in part for part in kept) else {}
    return Message(role, tuple(said), tuple(calls), vendor_state=state)  # type: ignore[arg-type]  # a literal


def _listed(parts: Any) -> list[Any]:
    return parts if isinstance(parts, list) else [parts]


def _comparable(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part without what either side may leave out or elide."""
    kept = {key: value for key, value in part.items() if key != "thought"}
    for name in ("functionCall", "functionResponse"):
        if name in kept:
            kept[name] = {key: value for key, value in kept[name].items() if key != "id"}
    if "inlineData" in kept:
        kept["inlineData"] = {"mimeType": kept["inlineData"]["mimeType"]}
    return kept


@pytest.mark.parametrize("row", _asking(GOOGLE, _gemini_call))
def test_each_recorded_gemini_request_is_what_the_same_call_encodes_to(row: Any) -> None:
    """Turns, results under their function's name, signatures and limits come out as recorded."""
    call = _gemini_call(row)
    assert call is not None
    made, asked = Gemini().encode(call, PROVIDER).json, row["request"]["json"]
    parts = [[_comparable(part) for part in turn["parts"]] for turn in made["contents"]]
    assert parts == [[_comparable(part) for part in turn["parts"]] for turn in asked["contents"]]
    roles = [turn["role"] for turn in asked["contents"]]
    assert [turn["role"] for turn in made["contents"]] == roles
    config = asked.get("generationConfig") or {}
    for name in ("maxOutputTokens", "temperature", "stopSequences", "seed", "responseJsonSchema"):
        assert made.get("generationConfig", {}).get(name) == config.get(name)
