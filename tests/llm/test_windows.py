"""Prompts that are too long: who is asked instead, and what the error says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import AllCandidatesFailedError, ContextLengthError, Sent
from scout.llm.prompt_size import PromptSize
from scout.llm.providers.base import Model
from scout.llm.types import Call, ImagePart, Message, TextPart, Tool, ToolCall
from scout.llm.windows import larger_windows
from tests.llm.virtual import Said, Stage, row

TODAY = date(2026, 11, 22)
SMALL = Model("acme-small", 1_000)
MIDDLE = Model("acme-middle", 10_000)
LARGE = Model("acme-large", 100_000)
PRICES = {"acme-small": 1.0, "acme-middle": 9.0, "acme-large": 3.0}


def _judge(windows: dict[str, int]) -> Callable[[dict[str, Any]], Said]:
    """A vendor that counts a token for each character."""

    def script(body: dict[str, Any]) -> Said:
        length = sum(len(turn["content"]) for turn in body["messages"])
        window = windows[body["model"]]
        if length <= window:
            return Said()
        return Said("too many tokens", status=400, code="context_length_exceeded")

    return script


WINDOWS = {"acme-small": 1_000, "acme-middle": 10_000, "acme-large": 100_000}


def _stage(**options: Any) -> Stage:
    acme = row(SMALL, MIDDLE, LARGE, name="groq", prices=PRICES, model_prefixes=("acme-",))
    return Stage((acme,), _judge(WINDOWS), options=options)


def test_a_call_that_names_no_model_goes_to_the_cheapest_that_holds_its_prompt() -> None:
    """The vendor's refusal is free; the record says why another was asked."""
    stage = _stage()
    response = stage.play(stage.router.call("x" * 3_000))
    assert stage.models == ["acme-small", "acme-large"]
    assert response.model == "acme-large"
    assert "its window of 100,000 holds it" in response.explain()


def test_a_prompt_that_certainly_does_not_fit_is_not_sent_there_at_all() -> None:
    """Ten times the window: no vendor has to be asked."""
    stage = _stage()
    assert stage.play(stage.router.call("x" * 40_000)).model == "acme-large"
    assert stage.models == ["acme-large"]


def test_a_fallback_with_a_larger_window_is_asked_and_a_smaller_one_is_not() -> None:
    """In the caller's order."""
    stage = _stage()
    response = stage.play(
        stage.router.call("x" * 20_000, model="acme-middle", fallbacks=["acme-small", "acme-large"])
    )
    assert (stage.models, response.model) == (["acme-middle", "acme-large"], "acme-large")


def test_a_named_model_without_fallbacks_is_not_replaced_but_explained() -> None:
    """The error counts, and says what can be done."""
    stage = _stage()
    with pytest.raises(ContextLengthError) as caught:
        stage.play(stage.router.call("x" * 3_000, model="acme-small"))
    error = caught.value
    assert (error.needed_tokens, error.window_tokens) == (758, 1_000)
    assert (error.model, error.sent) == ("acme-small", Sent.YES)
    assert "too many tokens: about 758 prompt tokens do not fit its window of 1,000" in str(error)
    assert "trim_history" in str(error)


def test_a_prompt_that_was_not_sent_is_counted_too() -> None:
    """The same numbers, and nothing paid."""
    stage = _stage()
    with pytest.raises(ContextLengthError) as caught:
        stage.play(stage.router.call("x" * 40_000, model="acme-small"))
    assert (caught.value.needed_tokens, caught.value.sent) == (10_008, Sent.NO)
    assert "about 10,008 prompt tokens do not fit its window of 1,000" in str(caught.value)
    assert str(caught.value).count("trim_history") == 1


def test_a_prompt_that_nobody_can_hold_ends_with_what_was_tried() -> None:
    """Each with its counts."""
    stage = _stage()
    with pytest.raises((ContextLengthError, AllCandidatesFailedError)) as caught:
        stage.play(stage.router.call("x" * 900_000))
    assert stage.models == []
    assert "225,008 prompt tokens" in caught.value.explain()


# -- counting --


def _characters(text: str, model: str) -> int:
    return len(text)


def test_a_tokenizer_spares_the_request_that_could_not_succeed() -> None:
    """Where it can count there is no doubt."""
    stage = _stage(token_counter=_characters)
    assert stage.play(stage.router.call("x" * 3_000)).model == "acme-large"
    assert stage.models == ["acme-large"]
    with pytest.raises(ContextLengthError) as caught:
        stage.play(stage.router.call("x" * 3_000, model="acme-small"))
    assert "[context_length]" in str(caught.value)
    assert ": 3,000 prompt tokens do not fit its window of 1,000" in str(caught.value)


def test_a_tokenizer_is_asked_once_a_model_and_only_where_it_matters() -> None:
    """Counting is slow; a prompt that cannot be too long is not counted."""
    asked: list[tuple[int, str]] = []

    def counter(text: str, model: str) -> int | None:
        asked.append((len(text), model))
        return None

    stage = _stage(token_counter=counter)
    stage.play(stage.router.call("x" * 900, model="acme-small"))
    assert asked == []
    with pytest.raises(ContextLengthError):
        stage.play(stage.router.call("x" * 3_000, model="acme-small"))
    assert asked == [(3_000, "acme-small")]


CALL = Call(
    "m",
    (
        Message("user", (TextPart("see"), ImagePart("data:image/png;base64,AA"))),
        Message("assistant", "", tool_calls=(ToolCall("1", "look", {"at": "x"}),)),
        Message("assistant", "", tool_calls=(ToolCall("2", "look", {}, malformed="{" * 40),)),
    ),
    tools=(Tool("look", "Looks.", {"type": "object"}),),
    response_schema={"type": "object"},
)


def test_everything_that_a_vendor_reads_is_counted() -> None:
    """Texts, images, calls sound and broken, tools, schema."""
    seen: list[str] = []

    def counter(text: str, model: str) -> int:
        seen.append(text)
        return 7

    size = PromptSize(CALL, counter)
    assert size.counted("m") == size.known("m") == 7
    for part in ("see", "look", '{"at": "x"}', "{" * 40, "Looks.", '{"type": "object"}'):
        assert part in seen[0]
    assert size.bound > size.estimate > 3_000


@given(st.text(max_size=200), st.integers(0, 300))
def test_an_estimate_never_refuses_what_certainly_fits(text: str, window: int) -> None:
    """A token is at least a byte."""
    size = PromptSize(Call("m", (Message("user", text),)))
    if size.bound <= window:
        assert not size.exceeds(window, "m")
    assert size.estimate <= size.bound
    assert PromptSize(Call("m", (Message("user", "\ud800" + text),))).bound > size.bound


# -- choosing --


def test_the_cheapest_that_hold_the_prompt_come_first_and_three_are_enough() -> None:
    """Unpriced models last, dead ones not at all."""
    over = Model("acme-over", 200_000, shutdown_on=TODAY)
    later = Model("acme-later", 200_000, shutdown_on=TODAY + timedelta(days=9))
    acme = row(SMALL, MIDDLE, LARGE, over, later, prices=PRICES)
    free = row(Model("free-1", 50_000), name="free", pricing={})
    found = larger_windows((free, acme), 5_000, 1_000, TODAY)
    assert [item.model.id for item in found] == ["acme-later", "acme-large", "acme-middle"]
    assert larger_windows((free,), 5_000, 1_000, TODAY)[0].model.id == "free-1"


def test_a_window_that_is_no_larger_is_no_help_whatever_the_estimate() -> None:
    """The vendor has just refused one of that size."""
    acme = row(SMALL, MIDDLE, Model("acme-unknown"))
    assert larger_windows((acme,), 10, 10_000, TODAY) == ()
    assert [item.model.id for item in larger_windows((acme,), 10, None, TODAY)] == [
        "acme-small",
        "acme-middle",
    ]
