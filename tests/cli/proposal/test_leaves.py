"""What scout needs is found in bodies of many shapes, by names and by values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.cli.proposal.leaves import (
    Path,
    at,
    count_paths,
    done_path,
    finish_path,
    id_path,
    leaves,
    model_path,
    text_path,
    tool_paths,
)

BODIES: list[tuple[dict[str, Any], dict[str, Path]]] = [
    (
        {
            "result": {"response": "The sky is blue.", "usage": {"in_tokens": 3, "out_tokens": 5}},
            "success": True,
            "model_id": "sky-1",
        },
        {
            "text": ("result", "response"),
            "model": ("model_id",),
            "input": ("result", "usage", "in_tokens"),
            "output": ("result", "usage", "out_tokens"),
        },
    ),
    (
        {
            "id": "g-1",
            "generations": [{"text": "The sky is blue.", "finishReason": "COMPLETE"}],
            "meta": {"billed_units": {"input_tokens": 4, "output_tokens": 5}},
        },
        {
            "text": ("generations", 0, "text"),
            "id": ("id",),
            "finish": ("generations", 0, "finishReason"),
            "input": ("meta", "billed_units", "input_tokens"),
            "output": ("meta", "billed_units", "output_tokens"),
        },
    ),
    (
        {
            "reasoning": "The user asks for a colour, and colours are words, so I think of blue.",
            "message": {"role": "assistant", "content": "Blue."},
            "done": True,
            "done_reason": "stop",
            "prompt_eval_count": 11,
            "eval_count": 2,
        },
        {
            "text": ("message", "content"),
            "finish": ("done_reason",),
            "done": ("done",),
            "input": ("prompt_eval_count",),
            "output": ("eval_count",),
        },
    ),
    (
        {
            "output": [{"type": "text", "value": "Blue, they say."}],
            "stop_reason": "end_turn",
            "usage": {"prompt_tokens": 9, "cached_tokens": 4, "completion_tokens": 3}
            | {"reasoning_tokens": 1, "total_tokens": 12},
        },
        {
            "text": ("output", 0, "value"),
            "finish": ("stop_reason",),
            "input": ("usage", "prompt_tokens"),
            "output": ("usage", "completion_tokens"),
            "cache_read": ("usage", "cached_tokens"),
            "reasoning": ("usage", "reasoning_tokens"),
        },
    ),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_everything_is_found(body: dict[str, Any], expected: dict[str, Path]) -> None:
    """In each of four shapes, and nothing that is not there."""
    found = {
        "text": text_path([body]),
        "model": model_path([body]),
        "id": id_path([body]),
        "finish": finish_path([body]),
        "done": done_path([body]),
        **count_paths([body]),
    }
    assert {name: path for name, path in found.items() if path} == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            {"tool_calls": [{"id": "c1", "name": "find", "arguments": '{"to": "x"}'}]},
            {
                "tool_name": ("tool_calls", 0, "name"),
                "tool_arguments": ("tool_calls", 0, "arguments"),
                "tool_id": ("tool_calls", 0, "id"),
            },
        ),
        (
            {"parts": [{"functionCall": {"name": "find", "args": {"to": "x"}}}]},
            {
                "tool_name": ("parts", 0, "functionCall", "name"),
                "tool_arguments": ("parts", 0, "functionCall", "args"),
            },
        ),
        ({"people": [{"name": "find", "age": 3}]}, {}),
    ],
)
def test_a_tool_call_is_found(call: dict[str, Any], expected: dict[str, Path]) -> None:
    """By a name beside arguments, under a word for tools."""
    assert tool_paths([call]) == expected


def test_a_count_of_one_kind_alone_is_no_usage() -> None:
    """Half a bill is none."""
    assert count_paths([{"usage": {"prompt_tokens": 3}}]) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
@settings(deadline=None)
def test_every_leaf_stands_where_its_path_leads(document: Any) -> None:
    """For any document, so that tables which are written lead somewhere."""
    for leaf in leaves(document):
        assert at(document, leaf.path) == leaf.value


@given(st.lists(JSON, max_size=3))
@settings(deadline=None)
def test_nothing_that_vendors_send_is_a_crash(documents: list[Any]) -> None:
    """A recording may hold anything."""
    for find in (text_path, model_path, id_path, finish_path, done_path):
        path = find(documents)
        assert path is None or any(at(document, path) is not None for document in documents)
    assert isinstance(count_paths(documents), dict)
    assert isinstance(tool_paths(documents), dict)
