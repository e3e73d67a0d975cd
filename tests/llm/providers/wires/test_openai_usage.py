"""Token counts of the OpenAI dialect, and how each vendor adds them up."""

from __future__ import annotations

from typing import Any

import pytest

from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import (
    ProviderResult,
    Usage,
)
from tests.llm.providers.wires.openai_bodies import USAGE, answer, reply


def _decode(body: object, **quirks: Any) -> ProviderResult:
    return OpenAIChat(**quirks).decode(reply(body), 0.0)


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        (USAGE, Usage(12, output_tokens=5)),
        (None, Usage(estimated=True)),
        ({}, Usage(estimated=True)),
        ({"total_tokens": 0, "total_characters": 0}, Usage(estimated=True)),
        (USAGE | {"prompt_tokens_details": {"cached_tokens": 8}}, Usage(4, 8, 0, 5)),
        (USAGE | {"prompt_tokens_details": None}, Usage(12, output_tokens=5)),
        (
            USAGE | {"prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 3}},
            Usage(1, 8, 3, 5),
        ),
        (
            USAGE | {"prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 99}},
            Usage(0, 8, 4, 5),
        ),
        (
            USAGE | {"prompt_cache_hit_tokens": 8, "prompt_cache_miss_tokens": 4},
            Usage(4, 8, 0, 5),
        ),
        (
            {"prompt_cache_hit_tokens": 8, "prompt_cache_miss_tokens": 4, "completion_tokens": 5},
            Usage(4, 8, 0, 5),
        ),
        (USAGE | {"completion_tokens_details": {"reasoning_tokens": 3}}, Usage(12, 0, 0, 2, 3)),
        (USAGE | {"reasoning_tokens": 3}, Usage(12, 0, 0, 2, 3)),
        # The total shows that thinking is counted beside the completion.
        (
            USAGE | {"completion_tokens_details": {"reasoning_tokens": 9}, "total_tokens": 26},
            Usage(12, 0, 0, 5, 9),
        ),
        # Contradictions are clamped.
        (USAGE | {"completion_tokens_details": {"reasoning_tokens": 9}}, Usage(12, 0, 0, 0, 5)),
        (USAGE | {"prompt_tokens_details": {"cached_tokens": 99}}, Usage(0, 12, 0, 5)),
        (USAGE | {"completion_tokens": -5}, Usage(12)),
        ({"completion_tokens": 5, "total_tokens": 17}, Usage(12, output_tokens=5)),
        ({"input_tokens": 12, "output_tokens": 5}, Usage(12, output_tokens=5)),
        (USAGE | {"queue_time": 0.1, "prompt_tokens": 12.0}, Usage(12, output_tokens=5)),
    ],
)
def test_usage_falls_into_disjoint_buckets(told: object, usage: Usage) -> None:
    """The five counts add up to what was used, whatever the vendor's arithmetic."""
    assert _decode(answer(usage=told)).usage == usage


def test_thinking_outside_the_output_is_a_quirk_where_no_total_tells() -> None:
    """Without a total the row says how its vendor counts."""
    told = {
        "prompt_tokens": 12,
        "completion_tokens": 5,
        "completion_tokens_details": {"reasoning_tokens": 3},
    }
    assert _decode(answer(usage=told)).usage == Usage(12, 0, 0, 2, 3)
    outside = _decode(answer(usage=told), reasoning_outside_output=True)
    assert outside.usage == Usage(12, 0, 0, 5, 3)
