"""Says a conversation in the words of the Gemini API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scout.errors import InvalidRequestError, Sent
from scout.llm.json_body import parse_json
from scout.llm.providers.wires.image_source import inline_image, media_type_of
from scout.llm.types import TextPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scout.llm.types import ImagePart, Message, Part, Tool, ToolCall, ToolChoice

PARTS_STATE: Final = "gemini_parts"
"""Key of `vendor_state` that holds a turn's parts in order, with their thought signatures.

A text stands as it came; a tool call is named by its id, under `call`.
"""

SIGNATURE: Final = "thoughtSignature"

UNSIGNED_CALL: Final = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="
"""What stands for the signature of a tool call that another vendor's model made.

Models from Gemini 3 on answer 400 to a call without one. The text is "skip the thought signature
validator" in the API's own spelling, in base64.

Source: https://ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11-22.
"""


def instruction_of(messages: Iterable[Message], own: str = "") -> dict[str, Any] | None:
    """All system turns, wherever they stand, and scout's own words, as one instruction."""
    said = [message.text for message in messages if message.role == "system"]
    parts = [{"text": text} for text in (*said, own) if text]
    return {"parts": parts} if parts else None


def contents_of(messages: Sequence[Message], *, signed: bool) -> list[dict[str, Any]]:
    """The conversation as turns of `user` and `model`.

    The results of parallel calls become one turn, since the API wants as many as there were
    calls; otherwise neighbours with one role become one turn as well.

    Args:
        messages: The conversation, system turns passed over.
        signed: Whether the model refuses tool calls without a thought signature.
    """
    contents: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    last = ""
    for message in messages:
        names.update((call.id, call.name) for call in message.tool_calls)
        parts = _parts(message, names, signed=signed)
        if not parts:
            continue
        if message.role == last:
            contents[-1]["parts"] += parts
        else:
            role = "model" if message.role == "assistant" else "user"
            contents.append({"role": role, "parts": parts})
        last = message.role
    return contents


def declarations_of(tools: Iterable[Tool], schema_field: str) -> list[dict[str, Any]]:
    """The tools as function declarations."""
    declared = [
        {
            "name": tool.name,
            "description": tool.description,
            schema_field: {"type": "object", **tool.parameters},
        }
        for tool in tools
    ]
    return [{"functionDeclarations": declared}]


def calling_of(choice: ToolChoice) -> dict[str, Any]:
    """Whether a function must be called."""
    mode = {"auto": "AUTO", "none": "NONE", "required": "ANY"}.get(choice)
    config = {"mode": mode} if mode else {"mode": "ANY", "allowedFunctionNames": [choice]}
    return {"functionCallingConfig": config}


def _parts(message: Message, names: Mapping[str, str], *, signed: bool) -> list[dict[str, Any]]:
    if message.role == "user":
        return list(_content(message.content))
    if message.role == "tool":
        return list(_result(message, names))
    return _model_parts(message, signed=signed) if message.role == "assistant" else []


def _model_parts(message: Message, *, signed: bool) -> list[dict[str, Any]]:
    kept = message.vendor_state.get(PARTS_STATE) or ()
    parts = list(_as_kept(message, kept) if _is_unchanged(message, kept) else _built(message, kept))
    first = next((part for part in parts if "functionCall" in part), None)
    if signed and first is not None:
        first.setdefault(SIGNATURE, UNSIGNED_CALL)
    return parts


def _is_unchanged(message: Message, kept: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a turn still says what the kept parts say."""
    text = "".join(part["text"] for part in kept if "text" in part and not part.get("thought"))
    calls = [part["call"] for part in kept if "call" in part]
    return text == message.text and calls == [call.id for call in message.tool_calls]


def _as_kept(message: Message, kept: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    calls = iter(message.tool_calls)
    for part in kept:
        signature = {SIGNATURE: part[SIGNATURE]} if SIGNATURE in part else {}
        yield {**_call(next(calls)), **signature} if "call" in part else dict(part)


def _built(message: Message, kept: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A turn that was edited, or is another vendor's: what calls were signed stays signed."""
    signatures = {part["call"]: part[SIGNATURE] for part in kept if {"call", SIGNATURE} <= {*part}}
    yield from _content(message.content)
    for call in message.tool_calls:
        signature = {SIGNATURE: signatures[call.id]} if call.id in signatures else {}
        yield {**_call(call), **signature}


def _call(call: ToolCall) -> dict[str, Any]:
    # The API takes an object only; broken arguments are shown to the model inside of one.
    given = dict(call.arguments) if call.malformed is None else {"malformed": call.malformed}
    return {"functionCall": {"id": call.id, "name": call.name, "args": given}}


def _content(content: str | tuple[Part, ...]) -> Iterator[dict[str, Any]]:
    parts = (TextPart(content),) if isinstance(content, str) else content
    for part in parts:
        if not isinstance(part, TextPart):
            yield _image(part)
        elif part.text:
            yield {"text": part.text}


def _image(part: ImagePart) -> dict[str, Any]:
    inline = inline_image(part)
    if inline is not None:
        return {"inlineData": {"mimeType": inline.media_type, "data": inline.data}}
    media_type = media_type_of(part)
    file = {"fileUri": part.url, "mimeType": media_type} if media_type else {"fileUri": part.url}
    return {"fileData": file}


def _result(message: Message, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A tool's result under the name of its function, then the images that came with it."""
    call_id = message.tool_call_id or ""
    if call_id not in names:
        raise InvalidRequestError(
            f"a tool turn answers the call {call_id!r}, which no earlier turn asked for",
            sent=Sent.NO,
        )
    result = {"id": call_id, "name": names[call_id], "response": _response(message.text)}
    yield {"functionResponse": result}
    if not isinstance(message.content, str):
        yield from (_image(part) for part in message.content if not isinstance(part, TextPart))


def _response(text: str) -> Mapping[str, Any]:
    """A result as the object that the API wants; a text that is none is wrapped in one."""
    try:
        parsed = parse_json(text)
    except ValueError:
        parsed = None
    return parsed if isinstance(parsed, dict) else {"result": text}
