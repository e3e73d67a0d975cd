"""Reads a prompt in any of the forms in which people have one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel, TypeAdapter

from scout.llm.message_shapes import is_foreign, read_turn
from scout.llm.types import Message, Role

_ROLES: Final = frozenset(get_args(Role))
_PLAIN_TURN: Final = frozenset({"role", "content"})


def as_messages(
    prompt: str | Sequence[Message | Mapping[str, Any] | BaseModel], system: str | None = None
) -> tuple[Message, ...]:
    """Read a prompt in any of the forms that `call_llm` takes.

    Args:
        prompt: A user's text, or turns: as `Message`, as mappings with its fields, or as the
            SDKs of OpenAI and Anthropic have them.
        system: A system prompt to stand before them.

    Raises:
        TypeError: A turn is neither a `Message` nor a mapping.
        ValueError: The prompt is empty, or a mapping has unknown or ill-typed fields.
    """
    if prompt == "":
        raise ValueError("prompt is empty; pass a text or at least one message")
    turns = (Message("user", prompt),) if isinstance(prompt, str) else tuple(_turns(prompt))
    if not turns:
        raise ValueError("prompt: no messages; pass a text or at least one message")
    turns = (Message("system", system), *turns) if system else turns
    for turn in turns:
        _check_text(turn)
    return turns


def _check_text(turn: Message) -> None:
    try:
        turn.text.encode()
    except UnicodeEncodeError as error:
        odd = f"U+{ord(turn.text[error.start]):04X} at position {error.start}"
        raise ValueError(
            f"prompt: a {turn.role} turn is no text: half a character, {odd}"
        ) from None


def _turns(prompt: Iterable[Any]) -> Iterator[Message]:
    for turn in prompt:
        if isinstance(turn, Message):
            yield turn
        elif _is_plain(turn):  # what nearly every turn looks like
            yield Message(turn["role"], turn["content"])
        elif isinstance(turn, BaseModel) or (isinstance(turn, Mapping) and is_foreign(turn)):
            yield from read_turn(turn)
        else:
            yield _turn(turn)


def _is_plain(turn: Any) -> bool:
    if type(turn) is not dict or turn.keys() != _PLAIN_TURN:
        return False
    return turn["role"] in _ROLES and type(turn["content"]) is str


def _turn(turn: Any) -> Message:
    if not isinstance(turn, Mapping):
        raise TypeError(f"prompt: {type(turn).__name__} is neither a Message nor a mapping")
    unknown = set(turn) - set(Message.__dataclass_fields__)
    if unknown:
        known = ", ".join(Message.__dataclass_fields__)
        first = min(unknown, key=str)
        raise ValueError(f"prompt: message field {first!r} is unknown; known: {known}")
    return _message_reader().validate_python(dict(turn))


@cache
def _message_reader() -> TypeAdapter[Message]:
    return TypeAdapter(Message)
