"""Shortens a conversation so that it fits a window, and breaks nothing in it.

What may never go: system turns, the user's last turn, and what came last. What goes together: a
user's turn with its answer; a tool call with its results. In between, a policy says what goes
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scout.errors import ContextLengthError, Sent
from scout.llm.messages import as_messages
from scout.llm.prompt_size import TokenCounter
from scout.llm.tokens import estimate_tokens, message_overhead, message_text
from scout.llm.types import Message


@dataclass(frozen=True, slots=True)
class Block:
    """Turns that stay or go together.

    Attributes:
        places: Where they stand in the conversation.
        messages: The turns.
        tokens: How long they are.
    """

    places: tuple[int, ...]
    messages: tuple[Message, ...]
    tokens: int


TrimPolicy: TypeAlias = Callable[[Sequence[Block]], Iterable[Block]]
"""Says in which order blocks go; it is given those that may, oldest first.

Blocks that it leaves out stay, so that it can keep some for good.
"""


def drop_oldest(blocks: Sequence[Block]) -> Iterable[Block]:
    """What was said first goes first."""
    return blocks


def keep_ends(first: int = 1) -> TrimPolicy:
    """The first blocks, which often set the task, go last; the oldest of the others go first.

    Args:
        first: How many of the first blocks are meant.

    Raises:
        ValueError: It is negative.
    """
    if first < 0:
        raise ValueError(f"first is {first}; give 0 or more")

    def policy(blocks: Sequence[Block]) -> Iterable[Block]:
        return (*blocks[first:], *reversed(blocks[:first]))

    return policy


def trim_history(
    messages: str | Sequence[Message | Mapping[str, Any]],
    max_tokens: int,
    *,
    policy: TrimPolicy = drop_oldest,
    counter: TokenCounter | None = None,
    model: str = "",
) -> tuple[Message, ...]:
    """Leave out turns until a conversation fits.

    Nothing is left out of one that fits. Tokens are estimated where no counter is given; leave
    some room then, since an estimate may be off by half.

    Args:
        messages: The conversation, oldest first.
        max_tokens: How long it may be.
        policy: What goes first: `drop_oldest`, `keep_ends()`, or your own.
        counter: Counts as the model's tokenizer does.
        model: For which model it counts.

    Returns:
        The turns that stay, in order.

    Raises:
        ContextLengthError: What must stay does not fit; `needed_tokens` says how long it is.
        ValueError: The policy named a block that it was not given, or there is no message.

    Examples:
        >>> said = ("user", "One?"), ("assistant", "One."), ("user", "Two?")
        >>> turns = [Message(role, text) for role, text in said]
        >>> [turn.content for turn in trim_history(turns, 20, counter=lambda text, model: 6)]
        ['Two?']
    """
    turns = as_messages(messages)
    sizes = [_tokens(turn, counter, model) for turn in turns]
    total = sum(sizes)
    if total <= max_tokens:
        return turns
    blocks = {block.places: block for block in _droppable(turns, sizes)}
    gone: set[int] = set()
    for block in policy(tuple(blocks.values())):
        if blocks.get(block.places) != block:
            raise ValueError("the policy named a block that it was not given")
        if not gone.issuperset(block.places):
            gone.update(block.places)
            total -= block.tokens
        if total <= max_tokens:
            return tuple(turn for place, turn in enumerate(turns) if place not in gone)
    raise _too_long(total, max_tokens, model)


def _tokens(turn: Message, counter: TokenCounter | None, model: str) -> int:
    text = message_text(turn)
    counted = None if counter is None else counter(text, model)
    return message_overhead(turn) + (estimate_tokens(text) if counted is None else counted)


def _droppable(turns: Sequence[Message], sizes: Sequence[int]) -> Iterator[Block]:
    """The blocks that may go, oldest first.

    Before the user's last turn these are whole exchanges; after it, where a model works with
    tools, single steps. A system turn inside an exchange stays when the exchange goes.
    """
    asked = max((place for place, turn in enumerate(turns) if turn.role == "user"), default=-1)
    groups = list(_groups(turns))
    places: list[int] = []
    for group in groups:
        begins = group.start > asked or turns[group.start].role == "user"
        if places and begins:
            yield _block(turns, sizes, places)
            places = []
        if asked not in group and group != groups[-1]:
            places += [place for place in group if turns[place].role != "system"]
    if places:
        yield _block(turns, sizes, places)


def _block(turns: Sequence[Message], sizes: Sequence[int], places: Sequence[int]) -> Block:
    tokens = sum(sizes[place] for place in places)
    return Block(tuple(places), tuple(turns[place] for place in places), tokens)


def _groups(turns: Sequence[Message]) -> Iterator[range]:
    """Turns that stand together: a call of tools with all its results, else one by one.

    A result whose call is not there belongs to the turn before it.
    """
    callers: dict[str, int] = {}
    reach = list(range(len(turns)))
    for place, turn in enumerate(turns):
        if turn.role == "tool":
            reach[place] = callers.get(turn.tool_call_id or "", max(0, place - 1))
        callers.update((call.id, place) for call in turn.tool_calls)
    end = len(turns)
    least = end
    for place in range(end - 1, -1, -1):  # backwards: a group begins where nothing reaches past
        least = min(least, reach[place])
        if least >= place:
            reach[place] = -1
    starts = [place for place, mark in enumerate(reach) if mark == -1]
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        yield range(start, stop)


def _too_long(total: int, max_tokens: int, model: str) -> ContextLengthError:
    message = (
        f"what must stay of the conversation is about {total:,} tokens long, more than "
        f"{max_tokens:,}; shorten the system prompt or the last turn, or allow more"
    )
    error = ContextLengthError(message, model=model or None, sent=Sent.NO)
    error.needed_tokens, error.window_tokens = total, max_tokens
    return error
