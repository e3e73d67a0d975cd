"""Says a `Call` in the OpenAI chat dialect; the same call always makes the same body."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from scout.llm.providers.wires.schema_instruction import abilities_of, schema_instruction
from scout.llm.providers.wires.strict_schema import strict_schema
from scout.llm.types import TextPart

if TYPE_CHECKING:
    from scout.llm.providers.base import Provider
    from scout.llm.providers.wires.openai_chat import OpenAIChat
    from scout.llm.types import Call, JsonSchema, Message, Part, Tool, ToolCall

_NAME_ODD: Final = re.compile(r"[^A-Za-z0-9_-]+")


def request_body(wire: OpenAIChat, call: Call, provider: Provider) -> dict[str, Any]:
    """The body of a request; only what the caller set stands in it."""
    body: dict[str, Any] = {"model": call.model, "messages": _messages(wire, call, provider)}
    if call.max_output_tokens is not None:
        body[wire.output_limit_field] = call.max_output_tokens
    if call.temperature is not None:
        body["temperature"] = _within(call.temperature, wire.temperature_range)
    if call.stop:
        body["stop"] = list(call.stop)
    if call.seed is not None:
        body["seed"] = call.seed
    if call.tools:
        body["tools"] = [_tool(tool) for tool in call.tools]
        body.update(_tool_choice(call.tool_choice, can_force=wire.can_force_tools))
    if call.response_schema is not None:
        body["response_format"] = _response_format(call, provider)
    if call.stream:
        body["stream"] = True
        if wire.stream_usage:
            body["stream_options"] = {"include_usage": True}
    body.update(wire.extra_body)
    return body


def _within(value: float, bounds: tuple[float, float] | None) -> float:
    return value if bounds is None else min(max(value, bounds[0]), bounds[1])


def _messages(wire: OpenAIChat, call: Call, provider: Provider) -> list[dict[str, Any]]:
    turns = [_message(wire, message) for message in call.messages]
    if call.response_schema is not None and not _takes_schema(call, provider):
        turns.insert(
            0, {"role": wire.system_role, "content": schema_instruction(call.response_schema)}
        )
    return turns


def _message(wire: OpenAIChat, message: Message) -> dict[str, Any]:
    if message.role == "system":
        return {"role": wire.system_role, "content": message.text}
    if message.role == "tool":
        return {
            "role": "tool",
            "tool_call_id": message.tool_call_id or "",
            "content": message.text,
        }
    if message.role == "user":
        return {"role": "user", "content": _content(message.content)}
    turn: dict[str, Any] = {"role": "assistant", "content": message.text}
    if message.tool_calls:
        turn["tool_calls"] = [_tool_call(call) for call in message.tool_calls]
        state = message.vendor_state
        turn.update({name: state[name] for name in wire.returned_fields if state.get(name)})
    return turn


def _content(content: str | tuple[Part, ...]) -> str | list[dict[str, Any]]:
    if isinstance(content, str):
        return content
    return [
        {"type": "text", "text": part.text}
        if isinstance(part, TextPart)
        else {"type": "image_url", "image_url": {"url": part.url}}
        for part in content
    ]


def _tool_call(call: ToolCall) -> dict[str, Any]:
    """A tool call as the model made it; broken arguments are wrapped, for vendors parse them."""
    held = call.arguments if call.malformed is None else {"malformed": call.malformed}
    arguments = json.dumps(held, ensure_ascii=False)
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }


def _tool(tool: Tool) -> dict[str, Any]:
    """A tool; vendors that want a description get the name where there is none."""
    parameters = tool.parameters or {"type": "object", "properties": {}}
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description or tool.name,
            "parameters": parameters,
        },
    }


def _tool_choice(choice: str, *, can_force: bool) -> dict[str, Any]:
    """`auto` is every vendor's default and is left out; so is a force that a vendor refuses."""
    if choice == "none":
        return {"tool_choice": "none"}
    if choice == "auto" or not can_force:
        return {}
    if choice == "required":
        return {"tool_choice": "required"}
    return {"tool_choice": {"type": "function", "function": {"name": choice}}}


def _takes_schema(call: Call, provider: Provider) -> bool:
    """Whether the model takes a JSON Schema; one that only knows JSON is told the schema."""
    able = abilities_of(call, provider)
    return "json_schema" in able or "json_object" not in able


def _response_format(call: Call, provider: Provider) -> dict[str, Any]:
    schema = call.response_schema or {}
    if not _takes_schema(call, provider):
        return {"type": "json_object"}
    strict = strict_schema(schema)
    return {
        "type": "json_schema",
        "json_schema": {
            "name": _schema_name(schema),
            "schema": schema if strict is None else strict,
            "strict": strict is not None,
        },
    }


def _schema_name(schema: JsonSchema) -> str:
    title = schema.get("title")
    name = _NAME_ODD.sub("_", title)[:64] if isinstance(title, str) else ""
    return name or "answer"
