"""Reads the blocks, stop reasons and token counts of an Anthropic answer, whole or streamed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scout.llm.providers.wires.anthropic_request import THINKING_STATE
from scout.llm.providers.wires.token_count import token_count
from scout.llm.types import FinishReason, Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scout.llm.providers.wires.assembly import Assembly

STOP_REASONS: Final[Mapping[str, FinishReason]] = MappingProxyType(
    {
        "end_turn": FinishReason.STOP,
        "stop_sequence": FinishReason.STOP,
        "max_tokens": FinishReason.LENGTH,
        "model_context_window_exceeded": FinishReason.LENGTH,
        "tool_use": FinishReason.TOOL_CALLS,
        "refusal": FinishReason.CONTENT_FILTER,
    }
)
"""What each stop reason means; any other, `pause_turn` among them, is `OTHER`.

Source: PyPI anthropic 2.12.0, `types/stop_reason.py`, read 2026-11-22.
"""

_NONE: Final = Usage()
_THINKING: Final = ("thinking", "redacted_thinking")


def finish_of(stop_reason: object) -> FinishReason | None:
    """What a stop reason means; None where the vendor gave none."""
    if not stop_reason:
        return None
    return STOP_REASONS.get(str(stop_reason), FinishReason.OTHER)


def usage_of(usage: object) -> Usage | None:
    """The vendor's counts in disjoint buckets; None where it sent none, or only zeros.

    `input_tokens` leaves cached tokens out; `output_tokens` holds the thinking, of which
    `thinking_tokens` is a breakdown.

    Raises:
        TypeError, ValueError: A count is none.
    """
    if not isinstance(usage, Mapping):
        return None
    written = usage.get("cache_creation_input_tokens")
    split = usage.get("cache_creation")
    if written is None and isinstance(split, Mapping):
        written = sum(map(token_count, split.values()))
    output = token_count(usage.get("output_tokens"))
    details = usage.get("output_tokens_details")
    thinking = details.get("thinking_tokens") if isinstance(details, Mapping) else 0
    reasoning = min(output, token_count(thinking))
    buckets = Usage(
        input_tokens=token_count(usage.get("input_tokens")),
        cache_read_tokens=token_count(usage.get("cache_read_input_tokens")),
        cache_write_tokens=token_count(written),
        output_tokens=output - reasoning,
        reasoning_tokens=reasoning,
    )
    return None if buckets == _NONE else buckets


def take_blocks(answer: Assembly, blocks: Iterable[object]) -> None:
    """Take whole blocks; kinds that scout does not know are passed over.

    Raises:
        KeyError, TypeError: A block is not what its kind promises.
    """
    for block in blocks:
        if not isinstance(block, Mapping):
            raise TypeError(f"content: {type(block).__name__} is no block")
        kind = block.get("type")
        if kind == "text":
            answer.add_text(text_of(block["text"]))
        elif kind == "tool_use":
            name = text_of(block["name"])
            answer.add_tool_call(text_of(block.get("id")), name, block.get("input"))
        elif kind == "thinking":
            answer.add_reasoning(text_of(block.get("thinking")))


def keep_thinking(answer: Assembly, blocks: Iterable[Mapping[str, Any]]) -> None:
    """Keep thinking blocks and their signatures, which the vendor wants back unchanged."""
    kept = [dict(block) for block in blocks if block.get("type") in _THINKING]
    if kept:
        answer.vendor_state[THINKING_STATE] = kept


def settle_finish(answer: Assembly) -> None:
    """Count a plain stop with tool calls as what it is: a wish to have them called."""
    if answer.finish is FinishReason.STOP and answer.has_tool_calls:
        answer.finish = FinishReason.TOOL_CALLS


def text_of(value: object) -> str:
    """A text, empty for null.

    Raises:
        TypeError: It is something else.
    """
    if value is None or isinstance(value, str):
        return value or ""
    raise TypeError(f"{type(value).__name__} instead of a text")
