"""A vendor's JSON is read, or refused with a ValueError; never a crash, on no version of Python."""

from __future__ import annotations

import json
import time

import pytest

from scout.llm.json_body import MAX_DEPTH, parse_json


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_nesting_is_read_up_to_its_bound_and_refused_beyond() -> None:
    """The same bound everywhere, far below what any interpreter bears."""
    assert parse_json(_nested(MAX_DEPTH)) is not None
    for depth in (MAX_DEPTH + 1, 2_000, 1_000_000):
        with pytest.raises(ValueError, match="nested too deeply"):
            parse_json(_nested(depth))


def test_objects_count_as_lists_do() -> None:
    """In any mixture."""
    deep = '{"a": [' * 300 + "1" + "]}" * 300
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_json(deep.encode())


def test_a_wide_document_is_not_a_deep_one() -> None:
    """Thousands of neighbours, and brackets inside of texts, are no nesting."""
    assert len(parse_json("[" + ", ".join(["{}"] * 5_000) + "]")) == 5_000
    texts = ["[" * 600, "\\", '"[', '\\"{', "{"]
    assert parse_json(json.dumps(texts)) == texts


@pytest.mark.parametrize("unit", ['"[', '\\"[', '"\\', '["'])
def test_looking_for_depth_takes_linear_time(unit: str) -> None:
    """Whatever a hostile body does with quotes and backslashes."""
    began_s = time.monotonic()
    with pytest.raises(ValueError):  # noqa: PT011 -- no JSON, in one way or another
        parse_json(unit * 200_000 + "[" * 1_000)
    assert time.monotonic() - began_s < 2
