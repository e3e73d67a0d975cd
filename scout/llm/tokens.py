"""How many tokens a text has, where no vendor has told yet: an estimate, and a safe bound."""

from __future__ import annotations

import json

from scout.llm.types import Call, ImagePart, Usage

BYTES_PER_TOKEN = 4
"""A token of English prose or code is about four bytes of UTF-8; good for an estimate only."""

TURN_OVERHEAD_TOKENS = 8
"""What a vendor's chat template adds around one turn, rounded up."""

IMAGE_TOKENS = 3000
"""No vendor of the built-in rows charges more for one image at its default detail."""


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has; at least 1 where there is any text."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def estimate_prompt_tokens(call: Call) -> int:
    """About how many tokens a whole prompt has, tools and schema included."""
    return -(-_prompt_bytes(call) // BYTES_PER_TOKEN) + _overhead(call)


def bound_prompt_tokens(call: Call) -> int:
    """A number of tokens that a prompt cannot exceed: no tokenizer makes more than one a byte."""
    return _prompt_bytes(call) + _overhead(call)


def estimate_usage(call: Call, answer: str) -> Usage:
    """Usage of an answer whose vendor told none, marked as estimated."""
    return Usage(
        input_tokens=estimate_prompt_tokens(call),
        output_tokens=estimate_tokens(answer),
        estimated=True,
    )


def _prompt_bytes(call: Call) -> int:
    size = sum(len(message.text.encode()) for message in call.messages)
    for message in call.messages:
        for tool_call in message.tool_calls:
            size += len(tool_call.name) + len(json.dumps(dict(tool_call.arguments)))
    for tool in call.tools:
        size += len(tool.name) + len(tool.description.encode())
        size += len(json.dumps(tool.parameters))
    return size + (len(json.dumps(call.response_schema)) if call.response_schema else 0)


def _overhead(call: Call) -> int:
    images = sum(
        isinstance(part, ImagePart)
        for message in call.messages
        if not isinstance(message.content, str)
        for part in message.content
    )
    return TURN_OVERHEAD_TOKENS * (len(call.messages) + len(call.tools)) + IMAGE_TOKENS * images
