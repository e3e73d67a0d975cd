"""Token counts of the OpenAI dialect, sorted into disjoint buckets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scout.llm.providers.wires.token_count import token_count
from scout.llm.types import Usage


def read_usage(told: object, *, reasoning_outside_output: bool = False) -> Usage | None:
    """Usage from a vendor's `usage` object.

    The prompt count includes what was read from and written to the cache. Thinking is inside
    the completion count, unless the vendor's own total shows that it is not. Numbers that
    contradict each other are clamped, so that no bucket is negative.

    Args:
        told: The `usage` object as decoded.
        reasoning_outside_output: Whether thinking comes on top of the completion count, for
            vendors that send no total.

    Returns:
        The buckets; None where the vendor told nothing, or only zeros.

    Raises:
        TypeError: A count is no number, or a group of counts no object.
        ValueError: A count is no whole number, or beyond all reason.
    """
    if told is None or told == {}:
        return None
    usage = _group(told)
    total = token_count(usage.get("total_tokens"))
    output = token_count(usage.get("completion_tokens", usage.get("output_tokens")))
    prompt = _prompt(usage, max(0, total - output))
    thought = _thought(usage)
    if _is_outside(total - prompt, output, thought, default=reasoning_outside_output):
        output += thought
    read, written = _cached(usage, prompt)
    thought = min(thought, output)
    if not prompt and not output:
        return None
    return Usage(prompt - read - written, read, written, output - thought, thought)


def _prompt(usage: Mapping[str, Any], remainder: int) -> int:
    """Prompt tokens; where they are not told, what the total leaves for them."""
    for name in ("prompt_tokens", "input_tokens"):
        if usage.get(name) is not None:
            return token_count(usage[name])
    split = ("prompt_cache_hit_tokens", "prompt_cache_miss_tokens")
    return sum(token_count(usage.get(name)) for name in split) or remainder


def _thought(usage: Mapping[str, Any]) -> int:
    details = _group(usage.get("completion_tokens_details"))
    return token_count(details.get("reasoning_tokens", usage.get("reasoning_tokens")))


def _is_outside(answer: int, output: int, thought: int, *, default: bool) -> bool:
    """Whether thinking comes on top of the output count, by the total where there is one.

    Args:
        answer: The total without the prompt; not above 0 where the vendor told no total.
        output: Completion tokens.
        thought: Tokens of thinking.
        default: What holds where the total does not tell.
    """
    if answer == output + thought:
        return True
    return default and answer != output


def _cached(usage: Mapping[str, Any], prompt: int) -> tuple[int, int]:
    details = _group(usage.get("prompt_tokens_details"))
    told = details.get("cached_tokens")
    for name in ("prompt_cache_hit_tokens", "cached_tokens"):
        told = usage.get(name) if told is None else told
    read = min(prompt, token_count(told))
    return read, min(prompt - read, token_count(details.get("cache_write_tokens")))


def _group(told: object) -> Mapping[str, Any]:
    if told is None:
        return {}
    if type(told) is dict:
        return told
    if not isinstance(told, Mapping):
        raise TypeError(f"usage holds {type(told).__name__} where an object belongs")
    return told
