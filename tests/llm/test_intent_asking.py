"""The detector that asks a model, and the shield around everybody's detectors."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, get_args

import pytest

from scout.errors import DeadlineExceededError
from scout.llm.intent import detect_intent
from scout.llm.intent_asking import EFFORT, SHOWN_CHARS, Label, RoutedIntentDetector
from scout.llm.intent_guessing import MAX_ASKED, guess_intent
from scout.llm.intent_types import Intent, IntentGuess, LabelRequest
from scout.llm.types import LLMResponse, Message

HELLO = (Message("user", "Hello there!"),)
POEM = IntentGuess(Intent.CREATIVE, 0.7, ("mine",), 0.5)


def _said(parsed: Any) -> LLMResponse:
    return LLMResponse(text="", model="small", provider="vendor", parsed=parsed)


def _play(detector: Any, *answers: Any, messages: tuple[Message, ...] = HELLO) -> Any:
    """What a detector came to, and what it asked."""
    steps, asked, left = guess_intent(detector, messages), [], list(answers)
    try:
        request = next(steps)
        while True:
            asked.append(request)
            request = steps.send(left.pop(0))
    except StopIteration as end:
        return *end.value, asked


# -- asking --


def test_a_label_is_the_guess() -> None:
    """With the effort as complexity, and who said so."""
    label = Label(intent="math", effort="high")
    guess, by, (request,) = _play(RoutedIntentDetector(), _said(label))
    assert guess == IntentGuess(Intent.MATH, 0.9, ("asked small",), EFFORT["high"])
    assert by == "RoutedIntentDetector"
    assert (request.model, request.form) == ("router", Label)


@pytest.mark.parametrize(
    ("answer", "why"), [(DeadlineExceededError("late"), "deadline"), (_said(None), "odd answer")]
)
def test_without_a_label_the_words_decide(answer: Any, why: str) -> None:
    """And the guess says what went wrong."""
    guess, _, _ = _play(RoutedIntentDetector(), answer)
    plain = detect_intent(HELLO)
    assert (guess.intent, guess.complexity) == (plain.intent, plain.complexity)
    assert guess.signals[0].startswith(f"no label: {why}")


@pytest.mark.claim(
    "asks-where-unsure",
    "A `RoutedIntentDetector` with `sure_from` asks only where `detect_intent` is less sure than "
    "that.",
)
def test_a_sure_guess_asks_nobody_where_that_is_wanted() -> None:
    """Asking costs time and money."""
    guess, _, asked = _play(RoutedIntentDetector(sure_from=0.5))
    assert (guess, asked) == (detect_intent(HELLO), [])
    _, _, asked = _play(RoutedIntentDetector(sure_from=1.1), DeadlineExceededError("late"))
    assert len(asked) == 1


def test_the_model_is_shown_both_ends_of_the_last_turn() -> None:
    """And what it stands among; a long text costs no more than a short one."""
    text = f"START{'x' * 100_000}END"
    turns = (Message("system", "Be kind."), Message("user", "One."), Message("user", text))
    _, _, (request,) = _play(RoutedIntentDetector(), _said(None), messages=turns)
    assert all(part in request.prompt for part in ("Be kind.", "One.", "START", "END"))
    assert len(request.prompt) < sum(SHOWN_CHARS) + 500


def test_the_label_knows_every_intent() -> None:
    """So does the system prompt."""
    assert set(get_args(Label.model_fields["intent"].annotation)) == set(Intent)
    assert set(get_args(Label.model_fields["effort"].annotation)) == set(EFFORT)
    _, _, (request,) = _play(RoutedIntentDetector(), _said(None))
    assert all(f"\n{intent}: " in request.system for intent in Intent)


# -- whosever detector --


def test_a_function_of_ones_own_is_taken_at_its_word() -> None:
    """Its guess stands, under its name."""

    def mine(_: tuple[Message, ...]) -> IntentGuess:
        return POEM

    assert _play(mine) == (POEM, "mine", [])


def test_a_generator_of_ones_own_may_ask_more_than_once() -> None:
    """And sees each answer."""
    seen: list[object] = []

    def mine(_: tuple[Message, ...]) -> Generator[LabelRequest, Any, IntentGuess]:
        for number in range(2):
            answer = yield LabelRequest(str(number), "", "router", Label, 9, 1.0)
            seen.append(answer.parsed)
        return POEM

    guess, _, asked = _play(mine, _said(1), _said(2))
    assert (guess, [request.prompt for request in asked]) == (POEM, ["0", "1"])
    assert seen == [1, 2]


def _raises(_: tuple[Message, ...]) -> IntentGuess:
    raise LookupError("no table")


def _asks_for_ever(_: tuple[Message, ...]) -> Generator[LabelRequest, Any, IntentGuess]:
    while True:
        yield LabelRequest("?", "", "router", Label, 9, 1.0)


def _yields_text(_: tuple[Message, ...]) -> Generator[Any, Any, IntentGuess]:
    yield "what?"
    return POEM


async def _awaited(_: tuple[Message, ...]) -> IntentGuess:
    return POEM


@pytest.mark.claim(
    "detector-fails",
    "A detector that raises, or returns something else, fails no call: `detect_intent` decides in "
    "its place, and log and record say what happened.",
)
@pytest.mark.parametrize(
    ("detector", "said"),
    [
        (_raises, "_raises failed: LookupError: no table"),
        (_asks_for_ever, f"asked {MAX_ASKED} times"),
        (_yields_text, "yields a str"),
        (_awaited, "asynchronous"),
        (lambda _: "code", "returns a str"),
        (lambda _: IntentGuess(Intent.CODE, 7.0), "from 0 to 1"),
        (lambda _: IntentGuess(Intent.CODE, float("nan")), "from 0 to 1"),
        (lambda _: IntentGuess("cooking", 0.5), "'cooking' is not a valid Intent"),  # type: ignore[arg-type]
    ],
)
def test_a_detector_that_fails_fails_no_call(
    detector: Any, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The words decide, the guess says why, and the log has it."""
    guess, by, _ = _play(detector, *[_said(None)] * MAX_ASKED)
    assert guess == detect_intent(HELLO)
    assert said in by
    assert said in caplog.text
