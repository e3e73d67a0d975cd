"""Reads a prompt in any of the forms in which people have one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from scout.llm.message_shapes import is_foreign, read_turn
from scout.llm.types import ImagePart, Message, Role, TextPart

_ROLE_LIST: Final = get_args(Role)
_ROLES: Final = frozenset(_ROLE_LIST)
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
        TypeError: It is neither a text nor turns, or a turn is neither a `Message` nor a mapping.
        ValueError: The prompt is empty, or a turn has unknown or ill-typed fields.
    """
    if prompt == "":
        raise ValueError("prompt is empty; pass a text or at least one message")
    given = turns_of(prompt)
    turns = (Message("user", given),) if isinstance(given, str) else tuple(_turns(given))
    if not turns:
        raise ValueError("prompt: no messages; pass a text or at least one message")
    turns = (Message("system", system), *turns) if system else turns
    for turn in turns:
        _check_turn(turn)
        _check_text(turn)
    return turns


def turns_of(prompt: Any) -> Any:
    """A prompt that may be read twice: turns that come one by one are gathered.

    Raises:
        TypeError: It is neither a text nor turns.
    """
    if isinstance(prompt, str | list | tuple):
        return prompt
    single = isinstance(prompt, bytes | bytearray | Mapping | BaseModel | Message)
    if single or not isinstance(prompt, Iterable):
        raise TypeError(
            f"prompt is of type {type(prompt).__name__}; give a text, or a list of messages"
        )
    return tuple(prompt)


def _check_turn(turn: Message) -> None:
    """Refuses what the type checker would, in a `Message` that its maker did not have checked."""
    if turn.role not in _ROLE_LIST:
        known = ", ".join(_ROLE_LIST)
        raise ValueError(f"prompt: a message has the role {turn.role!r}; known: {known}")
    content: Any = turn.content
    if isinstance(content, str):
        return
    if not isinstance(content, list | tuple):
        kind = type(content).__name__
        raise TypeError(f"prompt: a {turn.role} turn has content of type {kind}; give a text")
    for part in content:
        if not isinstance(part, TextPart | ImagePart):
            kind = type(part).__name__
            raise TypeError(
                f"prompt: a {turn.role} turn holds a part of type {kind}; give TextPart, ImagePart"
            )


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
    return type(turn["role"]) is str and turn["role"] in _ROLES and type(turn["content"]) is str


def _turn(turn: Any) -> Message:
    if not isinstance(turn, Mapping):
        raise TypeError(f"prompt: {type(turn).__name__} is neither a Message nor a mapping")
    unknown = set(turn) - set(Message.__dataclass_fields__)
    if unknown:
        known = ", ".join(Message.__dataclass_fields__)
        first = min(unknown, key=str)
        raise ValueError(f"prompt: message field {first!r} is unknown; known: {known}")
    try:
        return _message_reader().validate_python(dict(turn))
    except ValidationError as error:  # its own words quote the prompt
        first = error.errors(include_input=False, include_url=False)[0]
        place = str(first["loc"][0])
        raise ValueError(f"prompt: message field {place!r}: {first['msg']}") from None


@cache
def _message_reader() -> TypeAdapter[Message]:
    return TypeAdapter(Message)
