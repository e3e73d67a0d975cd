"""How many tokens a text has, where no vendor has told yet: an estimate, and a safe bound."""

from __future__ import annotations

import json

from scout.llm.types import Call, ImagePart, Message, Usage

BYTES_PER_TOKEN = 4
"""A token of English prose or code is about four bytes of UTF-8; good for an estimate only."""

TURN_OVERHEAD_TOKENS = 8
"""What a vendor's chat template adds around one turn, rounded up."""

IMAGE_TOKENS = 3000
"""No vendor of the built-in rows charges more for one image at its default detail."""


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has; at least 1 where there is any text."""
    return -(-_bytes(text) // BYTES_PER_TOKEN)


def estimate_prompt_tokens(call: Call) -> int:
    """About how many tokens a whole prompt has, tools and schema included."""
    return measure_prompt(call)[0]


def bound_prompt_tokens(call: Call) -> int:
    """A number of tokens that a prompt cannot exceed: no tokenizer makes more than one a byte."""
    return measure_prompt(call)[1]


def measure_prompt(call: Call) -> tuple[int, int]:
    """The estimate and the bound of a prompt's length, in one reading."""
    overhead = TURN_OVERHEAD_TOKENS * len(call.tools)
    overhead += sum([message_overhead(message) for message in call.messages])
    size = sum([_bytes(text) for text in _texts_of(call)])
    return -(-size // BYTES_PER_TOKEN) + overhead, size + overhead


def estimate_usage(call: Call, answer: str) -> Usage:
    """Usage of an answer whose vendor told none, marked as estimated."""
    return Usage(
        input_tokens=estimate_prompt_tokens(call),
        output_tokens=estimate_tokens(answer),
        estimated=True,
    )


def prompt_text(call: Call) -> str:
    """All that a tokenizer has to read of a prompt, tools and schema included."""
    return "\n".join(_texts_of(call))


def message_text(message: Message) -> str:
    """All that a tokenizer has to read of one turn."""
    return "\n".join(_texts_in(message))


def message_overhead(message: Message) -> int:
    """What a turn adds beside its text: the chat template around it, and its images."""
    if isinstance(message.content, str):
        return TURN_OVERHEAD_TOKENS
    images = sum(isinstance(part, ImagePart) for part in message.content)
    return TURN_OVERHEAD_TOKENS + IMAGE_TOKENS * images


def _bytes(text: str) -> int:
    """Length in UTF-8, also of text that UTF-8 cannot say; the vendor's wire refuses that."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _texts_of(call: Call) -> list[str]:
    texts: list[str] = []
    for message in call.messages:
        texts += _texts_in(message)
    for tool in call.tools:
        texts += tool.name, tool.description, json.dumps(tool.parameters)
    if call.response_schema:
        texts.append(json.dumps(call.response_schema))
    return texts


def _texts_in(message: Message) -> list[str]:
    texts = [message.text]
    for tool_call in message.tool_calls:
        told = tool_call.malformed
        texts += tool_call.name, json.dumps(dict(tool_call.arguments)) if told is None else told
    return texts
