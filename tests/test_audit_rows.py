"""Quotations are taken out of what a vendor says, and nothing else is."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.audit_chain import Json
from scout.audit_rows import QUOTE_CHARS, _Unquoted, _without
from scout.llm.types import Call, Message

FEW_SIGNS = st.text("ab .", max_size=60)
"""So few that two texts often have a piece in common."""


def unquoted(text: str, *prompts: str) -> str:
    """A text without what it quotes of these turns."""
    call = Call("m", tuple(Message("user", prompt) for prompt in prompts))
    return _Unquoted(call)(text) or ""


@given(FEW_SIGNS, FEW_SIGNS)
def test_no_piece_of_the_prompt_is_left(text: str, prompt: str) -> None:
    """However often, wherever and in how many pieces it is quoted."""
    for piece in unquoted(text, prompt).split("[...]"):
        windows = (piece[at : at + QUOTE_CHARS] for at in range(len(piece) - QUOTE_CHARS + 1))
        assert not [window for window in windows if window in prompt.strip()]


@given(FEW_SIGNS, st.text("xy", min_size=QUOTE_CHARS, max_size=60))
def test_what_is_no_quotation_is_left_alone(text: str, prompt: str) -> None:
    """Words that only happen to be alike stay readable."""
    assert unquoted(text, prompt) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max_tokens is too large", "max_tokens is too large"),
        ("bad: one two three four!", "bad: [...]!"),
        ("one two three fou", "[...]"),
        ("one two three fo", "[...]"),
        ("one two three f", "one two three f"),
        ("one two three four, one two three four", "[...], [...]"),
        ("five six seven eight / one two three four", "[...] / [...]"),
        ("", ""),
    ],
)
def test_a_quotation_is_a_run_of_sixteen_signs(text: str, said: str) -> None:
    """The rest of the message stays."""
    assert unquoted(text, "one two three four", "  five six seven eight\n") == said


@pytest.mark.parametrize(
    ("prompt", "said"), [("abc", "it says abc"), ("says", "it [...] abc"), ("says abc", "it [...]")]
)
def test_a_short_prompt_counts_as_a_whole(prompt: str, said: str) -> None:
    """From four signs on; three are in any text."""
    assert unquoted("it says abc", prompt) == said


def test_a_piece_that_begins_in_one_turn_and_ends_in_another_is_no_quotation() -> None:
    """Turns stand apart."""
    assert unquoted("aaaaaaaabbbbbbbbb", "aaaaaaaa--------", "bbbbbbbbb-------") != "[...]"


@given(
    st.recursive(
        st.text(max_size=20) | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=20), inner),
    ),
    st.lists(st.text('ab"\\\\é', min_size=2, max_size=6), max_size=3),
    st.data(),
)
def test_no_secret_is_left_in_a_row(value: Json, secrets: list[str], data: st.DataObject) -> None:
    """Whatever signs it has, and wherever it stands: in a text, a list or the name of a field."""
    hidden = data.draw(st.sampled_from(secrets)) if secrets else "nothing"
    row: dict[str, Json] = {"a": value, f"x{hidden}x": [f"y{hidden}y"]}
    cleaned = json.dumps(_without(row, secrets), ensure_ascii=False)
    assert not [one for one in secrets if json.dumps(one, ensure_ascii=False)[1:-1] in cleaned]


def test_a_row_without_a_secret_is_left_as_it_is() -> None:
    """Which is nearly every row."""
    row: dict[str, Json] = {"a": ["b", 1, None]}
    assert _without(row, ["secret"]) is row


def test_a_long_prompt_does_not_hold_a_call_up() -> None:
    """A megabyte against an error message of 2,000 signs: well under a second."""
    prompt = " ".join(f"word{number}" for number in range(100_000))
    message = " ".join(f"token{number}" for number in range(200))
    started_s = time.perf_counter()
    assert unquoted(message, prompt) == message
    assert time.perf_counter() - started_s < 1.0
