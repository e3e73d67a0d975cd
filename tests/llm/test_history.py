"""What stays of a conversation that is too long, whatever it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.errors import ContextLengthError, Sent
from scout.llm.history import Block, TrimPolicy, drop_oldest, keep_ends, trim_history
from scout.llm.tokens import message_overhead, message_text
from scout.llm.types import Message, ToolCall


def _words(text: str, model: str) -> int:
    """A counter: each word is ten tokens."""
    return 10 * len(text.split())


def _size(turns: Sequence[Message]) -> int:
    return sum(_words(message_text(turn), "") + message_overhead(turn) for turn in turns)


def _said(turns: Sequence[Message]) -> list[str]:
    return [turn.text for turn in turns]


SYSTEM = Message("system", "rules")
TALK = (
    SYSTEM,
    Message("user", "one"),
    Message("assistant", "first"),
    Message("user", "two"),
    Message("assistant", "second"),
    Message("user", "three"),
)
WORD = 18  # a turn of one word: ten tokens and what the template adds


def test_a_conversation_that_fits_stays_as_it_is() -> None:
    """To the token."""
    assert trim_history(TALK, 6 * WORD, counter=_words) == TALK


def test_the_oldest_exchange_goes_first_as_a_whole() -> None:
    """Question and answer, so that a user's turn comes first after the system prompt."""
    assert _said(trim_history(TALK, 6 * WORD - 1, counter=_words)) == [
        "rules",
        "two",
        "second",
        "three",
    ]
    assert _said(trim_history(TALK, 2 * WORD, counter=_words)) == ["rules", "three"]


def test_the_first_exchange_can_be_kept_longer() -> None:
    """It often sets the task."""
    kept = trim_history(TALK, 4 * WORD, counter=_words, policy=keep_ends(1))
    assert _said(kept) == ["rules", "one", "first", "three"]
    last = trim_history(TALK, 2 * WORD, counter=_words, policy=keep_ends(1))
    assert _said(last) == ["rules", "three"]
    with pytest.raises(ValueError, match="first is -1"):
        keep_ends(-1)


def test_what_must_stay_and_does_not_fit_is_an_error_with_counts() -> None:
    """How long it is, how long it may be, and what can be done."""
    with pytest.raises(ContextLengthError) as caught:
        trim_history(TALK, 2 * WORD - 1, counter=_words, model="m")
    assert (caught.value.needed_tokens, caught.value.window_tokens) == (2 * WORD, 2 * WORD - 1)
    assert "about 36 tokens long, more than 35; shorten the system prompt" in str(caught.value)
    assert (caught.value.sent, caught.value.model) == (Sent.NO, "m")


def _call(*ids: str) -> Message:
    return Message("assistant", "look", tool_calls=tuple(ToolCall(one, "f", {}) for one in ids))


def _result(call_id: str) -> Message:
    return Message("tool", "seen", tool_call_id=call_id)


def test_a_tool_call_goes_with_all_its_results() -> None:
    """Vendors refuse the one without the other."""
    turns = (
        Message("user", "find"),
        _call("a", "b"),
        _result("a"),
        _result("b"),
        _call("c"),
        _result("c"),
        _call("d"),
        _result("d"),
    )
    long = _size(turns)
    kept = trim_history(turns, long - 1, counter=_words)
    assert [turn.tool_call_id for turn in kept if turn.role == "tool"] == ["c", "d"]
    shortest = trim_history(turns, _size((turns[0], *turns[-2:])), counter=_words)
    assert shortest == (turns[0], *turns[-2:])


def test_ids_that_a_vendor_uses_again_are_told_apart_by_their_place() -> None:
    """Some number the calls of each turn from 0."""
    turns = (
        Message("user", "find"),
        _call("0"),
        _result("0"),
        _call("0"),
        _result("0"),
        Message("assistant", "done"),
    )
    kept = trim_history(turns, _size(turns) - 1, counter=_words)
    assert kept == (turns[0], *turns[3:])


def test_a_system_turn_stays_where_it_stands() -> None:
    """Also inside an exchange that goes."""
    turns = (TALK[1], SYSTEM, *TALK[2:])
    kept = trim_history(turns, 4 * WORD, counter=_words)
    assert _said(kept) == ["rules", "two", "second", "three"]


def test_a_policy_of_ones_own_says_what_goes_and_what_stays() -> None:
    """Blocks that it leaves out are kept for good."""

    def longest_first(blocks: Sequence[Block]) -> Sequence[Block]:
        return sorted(blocks, key=lambda block: -block.tokens)

    turns = (TALK[1], Message("assistant", "a very long answer"), *TALK[3:])
    assert _said(trim_history(turns, 3 * WORD, counter=_words, policy=longest_first)) == [
        "two",
        "second",
        "three",
    ]
    with pytest.raises(ContextLengthError):
        trim_history(TALK, 2 * WORD, counter=_words, policy=lambda _: ())


def test_a_block_that_a_policy_names_twice_goes_once() -> None:
    """Its length is not counted twice."""
    kept = trim_history(
        TALK, 2 * WORD, counter=_words, policy=lambda blocks: (blocks[0], blocks[0], blocks[1])
    )
    assert _said(kept) == ["rules", "three"]


def test_a_result_without_its_call_goes_with_the_turn_before_it() -> None:
    """Alone it would mean nothing."""
    turns = (
        Message("user", "find"),
        Message("assistant", "looking"),
        _result("nobody"),
        Message("assistant", "done"),
        Message("assistant", "bye"),
    )
    kept = trim_history(turns, _size(turns) - 1, counter=_words)
    assert kept == (turns[0], *turns[3:])


def test_a_policy_that_makes_blocks_up_is_refused() -> None:
    """It could break a pair, or drop the question."""
    own = Block((0,), (SYSTEM,), 18)
    with pytest.raises(ValueError, match="a block that it was not given"):
        trim_history(TALK, 10, counter=_words, policy=lambda _: [own])


def test_without_a_counter_tokens_are_estimated_also_where_it_does_not_know_the_model() -> None:
    """Four bytes a token, and the template."""
    turns = (Message("user", "x" * 400), Message("assistant", "ok"), Message("user", "y"))
    for counter in (None, lambda text, model: None):
        assert trim_history(turns, 110, counter=counter) == turns[2:]


def test_mappings_are_taken_as_call_llm_takes_them() -> None:
    """A conversation is often JSON."""
    turns = [{"role": "user", "content": "x" * 400}, {"role": "user", "content": "y"}]
    assert trim_history(turns, 50) == (Message("user", "y"),)


# -- any conversation --


@st.composite
def conversations(draw: st.DrawFn) -> tuple[Message, ...]:
    """System turns anywhere, exchanges, tools with interleaved results, ids used again."""
    turns: list[Message] = []
    ids = count()
    for _ in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["system", "user", "answer", "tools", "orphan"]))
        text = " ".join(["word"] * draw(st.integers(1, 12)))
        if kind == "tools":
            again = draw(st.booleans())
            calls = ["0" if again else str(next(ids)) for _ in range(draw(st.integers(1, 3)))]
            turns.append(_call(*calls))
            for one in draw(st.permutations(calls)):
                turns.append(_result(one))
                if draw(st.booleans()) and draw(st.booleans()):
                    turns.append(SYSTEM)
        elif kind == "orphan":
            turns.append(_result("nobody"))
        else:
            role = {"system": "system", "user": "user", "answer": "assistant"}[kind]
            turns.append(Message(role, text))  # type: ignore[arg-type]
    return tuple(turns)


def _backwards(blocks: Sequence[Block]) -> Sequence[Block]:
    return blocks[::-1]


POLICIES: tuple[TrimPolicy, ...] = (drop_oldest, keep_ends(1), keep_ends(3), _backwards)


def _pairs_are_whole(turns: tuple[Message, ...], kept: tuple[Message, ...]) -> bool:
    """Each kept call has as many results behind it as before, and each result its call."""
    for before, after in ((turns, kept), (kept, turns)):
        if any(one not in after for one in before if one.role == "system"):
            return False
    open_ids: list[str] = []
    for turn in kept:
        if turn.tool_calls:
            open_ids += [call.id for call in turn.tool_calls]
        elif turn.role == "tool" and turn.tool_call_id != "nobody":
            if turn.tool_call_id not in open_ids:
                return False
            open_ids.remove(turn.tool_call_id or "")
    return not open_ids


@given(conversations(), st.integers(0, 400), st.sampled_from(POLICIES))
def test_whatever_goes_nothing_breaks(
    turns: tuple[Message, ...], max_tokens: int, policy: TrimPolicy
) -> None:
    """It fits or says by how much it does not; order, pairs, system, question and end stay."""
    try:
        kept = trim_history(turns, max_tokens, policy=policy, counter=_words)
    except ContextLengthError as error:
        needed = error.needed_tokens or 0
        kept = ()
    if not kept:
        assert max_tokens < needed <= _size(turns)
        return
    assert _size(kept) <= max_tokens
    places = [place for place, turn in enumerate(turns) if any(turn is one for one in kept)]
    assert [turns[place] for place in places if turns[place] is not SYSTEM] == [
        turn for turn in kept if turn is not SYSTEM
    ]
    assert sum(turn.role == "system" for turn in kept) == sum(
        turn.role == "system" for turn in turns
    )
    questions = [turn for turn in turns if turn.role == "user"]
    assert not questions or questions[-1] in kept
    assert kept[-1] is turns[-1]
    assert _pairs_are_whole(turns, kept)


@given(conversations(), st.integers(0, 400))
def test_no_more_goes_than_must(turns: tuple[Message, ...], max_tokens: int) -> None:
    """With the oldest block put back, it would not fit."""
    given: list[Block] = []

    def watched(blocks: Sequence[Block]) -> Sequence[Block]:
        given.extend(blocks)
        return blocks

    try:
        kept = trim_history(turns, max_tokens, policy=watched, counter=_words)
    except ContextLengthError:
        return
    gone = [block for block in given if not any(block.messages[0] is one for one in kept)]
    if gone and not any(block.messages[0] is SYSTEM for block in gone):
        assert _size(kept) + gone[-1].tokens > max_tokens


def test_a_long_conversation_is_trimmed_quickly() -> None:
    """Ten thousand turns, in time that grows with their number."""
    turns = [Message("user", "why"), Message("assistant", "so")] * 5000
    assert len(trim_history(turns, 1000, counter=_words)) < 60
