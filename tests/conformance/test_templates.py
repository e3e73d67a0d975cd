"""Placeholders: filled with typed values, refused where nobody knows them."""

from __future__ import annotations

from datetime import datetime

import pytest

from scout.llm.types import FinishReason, Usage
from scout_conformance.samples import WALL_S
from scout_conformance.templates import (
    ANSWER_NAMES,
    RETRY_NAMES,
    Answer,
    expected_result,
    fill,
    fill_twice,
    names_in,
    retry_bindings,
    usage_of,
)
from scout_conformance.violation import KitError


def test_a_placeholder_becomes_a_value_of_its_own_type() -> None:
    """Numbers stay numbers, objects objects, and other texts as they are."""
    filled = fill({"a": ["$n", "plain", {"b": "$o"}]}, {"n": 3, "o": {"x": 1}})
    assert filled == {"a": [3, "plain", {"b": {"x": 1}}]}


def test_a_sum_of_placeholders_is_added_up() -> None:
    """As vendors count what they count twice."""
    assert fill("$a+b+c", {"a": 1, "b": 2, "c": 4}) == 7


def test_two_dollars_stand_for_one() -> None:
    """A vendor may send a dollar sign."""
    assert fill("$$text", {}) == "$text"
    assert fill("$", {}) == "$"


def test_an_unknown_placeholder_is_refused_by_name() -> None:
    """A slip of the pen must not pass for a literal."""
    with pytest.raises(KitError, match=r"\$txet is unknown; known here: text"):
        fill({"a": "$txet"}, {"text": "x"})


def test_the_placeholders_of_a_template_are_found_at_any_depth() -> None:
    """Those of a sum each by itself."""
    assert names_in({"a": [{"b": "$x+y"}, "$z", "$$no"]}) == {"x", "y", "z"}


def test_what_a_sample_does_not_show_is_not_expected() -> None:
    """No usage, no model, no tool where no placeholder names them."""
    bare = expected_result(Answer(), frozenset({"text"}), FinishReason.STOP)
    assert (bare.usage, bare.served_model, bare.tool_calls) == (Usage(), None, ())
    assert bare.text == Answer().text


def test_counts_without_a_placeholder_are_zero() -> None:
    """A vendor that knows no cache writes is not asked for them."""
    shown = frozenset({"input_tokens", "reasoning_tokens"})
    assert usage_of((1, 2, 3, 4, 5), shown_by=shown) == Usage(1, 0, 0, 0, 5)


def test_times_come_in_every_form() -> None:
    """Seconds, milliseconds and a date of the same moment."""
    bound = retry_bindings(90, WALL_S)
    assert (bound["retry_after_s"], bound["retry_after_ms"]) == (90, 90_000)
    assert bound["retry_after_date"].endswith("GMT")


def test_a_moment_comes_in_every_form() -> None:
    """Seconds and milliseconds since the epoch, and a date: the same moment."""
    bound = retry_bindings(90, WALL_S)
    until_s = int(WALL_S) + 90
    assert (bound["retry_at_s"], bound["retry_at_ms"]) == (until_s, until_s * 1000)
    assert datetime.fromisoformat(bound["retry_at_iso"]).timestamp() == until_s


def test_text_so_far_is_text() -> None:
    """What is expected of an answer does not depend on how its pieces are cut."""
    assert names_in({"a": "$text_so_far"}) == {"text", "text_so_far"}
    assert Answer(pieces=("a", "", "b")).pieces_of("text_so_far") == ("a", "a", "ab")


def test_a_list_item_is_filled_twice() -> None:
    """The innermost list around the placeholder grows, and nothing else does."""
    template = {"choices": [{"calls": [{"name": "$name", "n": ["$n"]}], "n": ["$n"]}], "id": "x"}
    filled = fill_twice(template, "name", {"name": "a", "n": 1}, {"name": "b", "n": 2})
    calls = [{"name": "a", "n": [1]}, {"name": "b", "n": [2]}]
    assert filled == {"choices": [{"calls": calls, "n": [1]}], "id": "x"}


def test_a_placeholder_in_no_list_is_not_filled_twice() -> None:
    """There is nothing that could grow."""
    assert fill_twice({"call": {"name": "$name"}, "l": ["$n"]}, "name", {}, {}) is None


def test_each_placeholder_has_its_meaning() -> None:
    """What a sample may hold is what the guide's table shows."""
    assert set(ANSWER_NAMES) == set(Answer().bindings())
    assert set(RETRY_NAMES) == set(retry_bindings(1, WALL_S))
