"""Runs a detector, whosever it is, and lets no call fail for it."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Generator
from typing import TYPE_CHECKING, Final, TypeAlias

from scout.llm.intent import detect_intent
from scout.llm.intent_types import Intent, IntentDetector, IntentGuess, LabelRequest

if TYPE_CHECKING:
    from scout.errors import CallError
    from scout.llm.intent_types import Detection
    from scout.llm.types import LLMResponse, Message

_log = logging.getLogger(__name__)

MAX_ASKED: Final = 3
"""How often one detection may ask; one that goes on asking comes to nothing."""

Guessing: TypeAlias = "Generator[LabelRequest, LLMResponse | CallError, tuple[IntentGuess, str]]"
"""Yields what a detector asks, is sent the answer; returns the guess, and who made it."""


def guess_intent(detector: IntentDetector, messages: tuple[Message, ...]) -> Guessing:
    """Guess with a detector; with `detect_intent` where it raises or says something odd.

    Args:
        detector: Says what a conversation wants.
        messages: The conversation.

    Yields:
        What the detector asks of a model.

    Returns:
        The guess, and who made it; nothing for `detect_intent` by itself.
    """
    if detector is detect_intent:
        return detect_intent(messages), ""
    name = getattr(detector, "__name__", None) or type(detector).__name__
    try:
        found = detector(messages)
        guess = (yield from _answered(found)) if isinstance(found, Generator) else found
        return _checked(guess), name
    except Exception as error:  # noqa: BLE001 -- a detector of the user's own may raise anything
        failed = f"{name} failed: {type(error).__name__}: {error}"
        _log.warning("%s; detect_intent guesses in its place", failed)
        return detect_intent(messages), failed


def _answered(detection: Detection) -> Generator[LabelRequest, LLMResponse | CallError, object]:
    """What a generator returns, its questions being passed on."""
    try:
        request = next(detection)
        for _ in range(MAX_ASKED):
            if not isinstance(request, LabelRequest):
                raise TypeError(f"it yields a {type(request).__name__}; yield a LabelRequest")
            request = detection.send((yield request))
    except StopIteration as end:
        return end.value
    detection.close()
    raise RuntimeError(f"it asked {MAX_ASKED} times and goes on asking")


def _checked(guess: object) -> IntentGuess:
    if inspect.iscoroutine(guess):
        guess.close()
        raise TypeError("it is asynchronous; write a function, or a generator that asks")
    if not isinstance(guess, IntentGuess):
        raise TypeError(f"it returns a {type(guess).__name__}; return an IntentGuess")
    if not (0 <= guess.confidence <= 1 and 0 <= guess.complexity <= 1):
        raise ValueError(f"confidence and complexity go from 0 to 1, and it returns {guess!r}")
    Intent(guess.intent)  # one that no ladder belongs to is an error, too
    return guess
