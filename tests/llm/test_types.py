"""The values of the API: prompts in any form, tools from functions, records that explain."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from scout.errors import Sent
from scout.llm.types import (
    AttemptRecord,
    ImagePart,
    LLMResponse,
    Message,
    TextPart,
    Tool,
    ToolCall,
    Usage,
    as_messages,
)


def test_a_text_is_one_turn_of_the_user() -> None:
    """The shortest form of a prompt."""
    assert as_messages("hi") == (Message("user", "hi"),)


def test_a_system_prompt_stands_before_the_turns() -> None:
    """Whatever form the turns have; an empty one adds nothing."""
    turns = as_messages([{"role": "user", "content": "hi"}], system="be brief")
    assert turns == (Message("system", "be brief"), Message("user", "hi"))
    assert as_messages("hi", "") == as_messages("hi", None)


def test_turns_may_be_messages_and_mappings_mixed() -> None:
    """A mapping has the fields of a message, parts and tool calls included."""
    turns = as_messages(
        [
            Message("user", "look"),
            {"role": "user", "content": [{"text": "at"}, {"url": "https://a.example/b.png"}]},
            {"role": "assistant", "tool_calls": [{"id": "1", "name": "f", "arguments": {"x": 2}}]},
            {"role": "tool", "content": "4", "tool_call_id": "1"},
        ]
    )
    assert turns == (
        Message("user", "look"),
        Message("user", (TextPart("at"), ImagePart("https://a.example/b.png"))),
        Message("assistant", tool_calls=(ToolCall("1", "f", {"x": 2}),)),
        Message("tool", "4", tool_call_id="1"),
    )


@pytest.mark.parametrize(
    ("prompt", "error", "says"),
    [
        ("", ValueError, "prompt is empty"),
        ([], ValueError, "no messages"),
        ([3], TypeError, "int is neither a Message nor a mapping"),
        (b"bytes", TypeError, "int is neither"),
        ({"role": "user"}, TypeError, "str is neither"),
        ([{"role": "user", "text": "hi"}], ValueError, "'text' is unknown; known: role, content"),
        ([{"role": "robot", "content": "hi"}], ValueError, "role"),
        ([{"content": "hi"}], ValueError, "role"),
        ([{"role": "user", "content": 3}], ValueError, "content"),
        ([{"role": "user", 7: "x"}], ValueError, "7 is unknown"),
    ],
)
def test_a_prompt_that_cannot_be_read_is_refused_by_name(
    prompt: Any, error: type[Exception], says: str
) -> None:
    """The message says which turn or field is wrong and what is known."""
    with pytest.raises(error, match=says):
        as_messages(prompt)


def test_the_text_of_parts_is_joined() -> None:
    """Images have no text."""
    parts = (TextPart("a"), ImagePart("https://x.example/y"), TextPart("b"))
    assert Message("user", parts).text == "ab"


class Place(BaseModel):
    """Where."""

    city: str


def weather(
    place: Place, unit: Literal["C", "F"] = "C", days: Annotated[int, Field(ge=1)] = 1
) -> str:
    """Tell the weather."""
    return f"{place.city} {unit} {days}"


def test_a_function_is_described_by_its_signature() -> None:
    """Name, docstring and parameters, with types, defaults, limits and nested models."""
    tool = Tool.of(weather)
    assert (tool.name, tool.description) == ("weather", "Tell the weather.")
    properties = tool.parameters["properties"]
    assert tool.parameters["type"] == "object"
    assert tool.parameters["required"] == ["place"]
    assert list(properties) == ["place", "unit", "days"]
    assert properties["unit"]["enum"] == ["C", "F"]
    assert properties["days"]["minimum"] == 1
    assert "Place" in tool.parameters["$defs"]


def test_a_parameter_s_own_description_reaches_the_model() -> None:
    """`Annotated` with a pydantic `Field` is kept."""

    def find(word: Annotated[str, Field(description="what to look for")]) -> None:
        """Find."""

    assert Tool.of(find).parameters["properties"]["word"]["description"] == "what to look for"


def test_parameters_may_have_names_that_pydantic_keeps_for_itself() -> None:
    """`json`, `model_id` and `_x` are good names for a Python parameter."""

    def odd(json: str, model_id: str, _x: int = 3) -> None:
        """Do."""

    parameters = Tool.of(odd).parameters
    assert list(parameters["properties"]) == ["json", "model_id", "_x"]
    assert parameters["required"] == ["json", "model_id"]


def test_a_method_is_described_without_its_self() -> None:
    """Bound methods are tools like functions are."""

    class Shop:
        async def price(self, item: str) -> float:
            """Give the price."""
            return len(item)

    tool = Tool.of(Shop().price)
    assert (tool.name, list(tool.parameters["properties"])) == ("price", ["item"])


def test_a_function_without_parameters_is_an_object_without_properties() -> None:
    """Vendors want an object whatever it holds."""

    def now() -> str:
        """Tell the time."""
        return ""

    assert Tool.of(now).parameters["type"] == "object"


def _bare(x):  # type: ignore[no-untyped-def]
    return x


def _many(*xs: int) -> None: ...


def _named(**xs: int) -> None: ...


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (_bare, "parameter 'x' needs an annotation"),
        (_many, r"\*xs cannot be described"),
        (_named, r"\*xs cannot be described"),
        (lambda: None, "<lambda>.* has no name"),
        (Place(city="x"), "Place.* has no name"),
    ],
)
def test_what_cannot_be_described_to_a_model_is_refused(
    function: Callable[..., Any], says: str
) -> None:
    """The message names the function and the parameter."""
    with pytest.raises(TypeError, match=says):
        Tool.of(function)


def test_the_five_buckets_of_usage_add_up() -> None:
    """They are disjoint, so their sum is what was used."""
    usage = Usage(1, 2, 4, 8, 16)
    assert (usage.prompt_tokens, usage.total_tokens) == (7, 31)


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            AttemptRecord(
                "groq",
                "gpt",
                "groq#1",
                started_s=1.25,
                duration_s=0.5,
                waited_s=2.0,
                sent=Sent.YES,
                cost_usd=Decimal("0.000012"),
                reason="why",
            ),
            "   1.250 s  groq/gpt key groq#1 after waiting 2 s -> ok in 0.500 s, $0.000012: why",
        ),
        (
            AttemptRecord("a", "m", outcome="skipped", reason="CircuitOpenError: open"),
            "   0.000 s  a/m -> skipped: CircuitOpenError: open",
        ),
        (
            AttemptRecord("a", "m", "a#1", outcome="ServerError", duration_s=1, sent=Sent.MAYBE),
            "   0.000 s  a/m key a#1 -> ServerError in 1.000 s",
        ),
        (
            AttemptRecord("a", "m", "a#1", cost_usd=Decimal("1E-9"), sent=Sent.YES),
            "   0.000 s  a/m key a#1 -> ok in 0.000 s, $0.000000001",
        ),
    ],
)
def test_a_record_is_a_line_that_a_person_can_read(record: AttemptRecord, line: str) -> None:
    """When, whom, with which key, after what wait, how it ended, for how much, and why."""
    assert str(record) == line


def _response(**changes: Any) -> LLMResponse:
    given = {"text": "hi", "model": "gpt", "provider": "groq", "latency_s": 0.5} | changes
    return LLMResponse(**given)


def test_a_response_explains_itself() -> None:
    """Every step a line, then who answered, in what time, for how much."""
    attempts = (
        AttemptRecord("a", "m", outcome="skipped", reason="CircuitOpenError: open"),
        AttemptRecord("groq", "gpt", "groq#1"),
    )
    lines = _response(attempts=attempts, cost_usd=Decimal("0.02")).explain().splitlines()
    assert lines == [*map(str, attempts), "answered by groq/gpt in 0.500 s, $0.02"]


def test_an_unknown_price_is_said_and_never_zero() -> None:
    """None is not free."""
    assert _response().explain().endswith("price unknown")
    assert _response(cost_usd=Decimal(0)).explain().endswith("$0")


def test_a_silent_rerouting_is_told() -> None:
    """The served id is named where it differs from the one asked, and judged."""
    substituted = _response(served_model="gpt-old")
    assert "(served gpt-old, another model)" in substituted.explain()
    assert substituted.is_substituted
    dated = _response(served_model="gpt-2026-08-01")
    assert "(served gpt-2026-08-01)" in dated.explain()
    assert not dated.is_substituted
    assert "served" not in _response(served_model="gpt").explain()
    assert not _response(served_model=None).is_substituted


def test_a_response_is_the_next_turn() -> None:
    """Text, tool calls and what the vendor wants back."""
    call = ToolCall("1", "f", {})
    response = _response(tool_calls=(call,), vendor_state={"signature": "s"})
    assert response.message() == Message(
        "assistant", "hi", tool_calls=(call,), vendor_state={"signature": "s"}
    )


def test_a_response_does_not_change() -> None:
    """It is a record."""
    with pytest.raises(ValidationError, match="frozen"):
        _response().text = "other"  # type: ignore[misc]
