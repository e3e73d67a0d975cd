"""The requests of the Anthropic and Gemini wires against recorded ones: same call, same body."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.types import Call, ImagePart, Message, TextPart, Tool, ToolCall
from tests.llm.providers.wires.asking import encoded
from tests.llm.providers.wires.recorded import Row, each, rows

CLAUDE_BLOCKS = {"text", "image", "tool_use", "tool_result", "thinking"}


def _claude_request(row: Row) -> dict[str, Any] | None:
    """A recorded request, every content as blocks; None where it asks what a `Call` cannot."""
    asked = row.request["json"]
    if not asked or "messages" not in asked:
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


def _asking(name: str, read: Callable[[Row], object]) -> list[Row]:
    """The rows, errors among them, whose request a `Call` can express."""
    return [row for row in rows(name) if read(row) is not None]


@each(_asking("anthropic", _claude_request))
def test_each_recorded_claude_request_is_what_the_same_call_encodes_to(row: Row) -> None:
    """Turns, system prompt, tools, limits and stops come out as a vendor's client sent them."""
    asked = _claude_request(row)
    assert asked is not None
    made = encoded(AnthropicMessages(), _claude_call(asked))
    assert made["messages"] == asked["messages"]
    system = "".join(block["text"] for block in _as_blocks(asked.get("system", "")))
    assert "".join(b["text"] for b in _as_blocks(made.get("system", ""))) == system
    for name in ("model", "max_tokens", "temperature", "stop_sequences"):
        assert made.get(name) == asked.get(name)
    assert made.get("stream", False) == asked.get("stream", False)
    schemas = [{"type": "object", **tool["input_schema"]} for tool in asked.get("tools", ())]
    assert [tool["input_schema"] for tool in made.get("tools", ())] == schemas


def _gemini_call(row: Row) -> Call | None:
    asked = row.request["json"]
    if not asked or "contents" not in asked:
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


@each(_asking("google", _gemini_call))
def test_each_recorded_gemini_request_is_what_the_same_call_encodes_to(row: Row) -> None:
    """Turns, results under their function's name, signatures and limits come out as recorded."""
    call = _gemini_call(row)
    assert call is not None
    made, asked = encoded(Gemini(), call), row.request["json"]
    parts = [[_comparable(part) for part in turn["parts"]] for turn in made["contents"]]
    assert parts == [[_comparable(part) for part in turn["parts"]] for turn in asked["contents"]]
    roles = [turn["role"] for turn in asked["contents"]]
    assert [turn["role"] for turn in made["contents"]] == roles
    config = asked.get("generationConfig") or {}
    for name in ("maxOutputTokens", "temperature", "stopSequences", "seed", "responseJsonSchema"):
        assert made.get("generationConfig", {}).get(name) == config.get(name)
