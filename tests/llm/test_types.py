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
)


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


def _unknown(x: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821 -- that is it


def _calls(x: Callable[[int], int]) -> None: ...


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (_unknown, "tool _unknown: name 'Nowhere' is not defined"),
        (_calls, "tool _calls: a parameter is no JSON"),
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


def test_a_class_is_described_in_its_own_words() -> None:
    """Not in those of its base, which pydantic has many of, and which every call would pay for."""

    class Trip(BaseModel):
        city: str

    class Told(Trip):
        """A trip that was told of."""

    assert Tool.of(Trip).description == ""
    assert Tool.of(Told).description == "A trip that was told of."


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


SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
TOOL = {"name": "weather", "description": "Tell the weather."}


@pytest.mark.parametrize(
    "written",
    [
        {"type": "function", "function": {**TOOL, "parameters": SCHEMA, "strict": True}},
        {"type": "function", **TOOL, "parameters": SCHEMA},
        {**TOOL, "input_schema": SCHEMA},
        {"type": "custom", **TOOL, "input_schema": SCHEMA},
    ],
)
def test_a_tool_may_be_written_as_a_vendor_has_it(written: dict[str, Any]) -> None:
    """OpenAI's two shapes, and Anthropic's."""
    assert Tool.of(written) == Tool("weather", "Tell the weather.", SCHEMA)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"type": "web_search_20250305", "name": "web_search"}, "'web_search_20250305' is the"),
        ({"type": "custom", "name": "x"}, "'custom' is the vendor's own"),
        ({"type": "function", "function": {}}, "has no name"),
    ],
)
def test_a_tool_that_is_no_function_is_refused(written: dict[str, Any], says: str) -> None:
    """Only the vendor that has it could run it."""
    with pytest.raises(ValueError, match=says):
        Tool.of(written)


def test_a_tool_without_parameters_takes_none() -> None:
    """However its maker says so."""
    ways: list[dict[str, Any]] = [{}, {"parameters": None}, {"input_schema": {}}]
    for none in ways:
        assert Tool.of({"name": "now", **none}).parameters == {"type": "object"}
