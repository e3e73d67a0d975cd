"""The public API as a type checker sees it; nothing here runs.

mypy and pyright read this file in strict mode (`nox -s types`). A line that must be an error
carries a `type: ignore` with its code, which is itself an error where the line becomes right.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_type

from pydantic import BaseModel

from scout import (
    CallError,
    FinishReason,
    LLMResponse,
    Message,
    Provider,
    QualityResponse,
    Router,
    Settings,
    StreamEvent,
    TextDelta,
    Tool,
    ToolCall,
    Usage,
    call_llm,
    call_llm_sync,
    generate_with_quality_loop_sync,
    stream_llm,
    stream_llm_sync,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class City(BaseModel):
    """A form for an answer."""

    name: str
    people: int


def weather(city: str) -> str:
    """A tool."""
    return f"fine in {city}"


async def an_answer_has_the_type_of_its_form(router: Router) -> None:
    """Awaited, as a function and as a method."""
    assert_type(await call_llm("x", response_format=City), LLMResponse[City])
    assert_type((await call_llm("x", response_format=City)).parsed.people, int)
    assert_type(await router.call("x", model="quick", response_format=City), LLMResponse[City])


def a_blocking_answer_has_the_type_of_its_form(router: Router) -> None:
    """The same, blocking."""
    assert_type(call_llm_sync("x", response_format=City, timeout_s=3), LLMResponse[City])
    assert_type(call_llm_sync("x", response_format=City, router=router).parsed.name, str)
    assert_type(router.call_sync("x", response_format=City).parsed, City)


async def an_answer_without_a_form_has_none() -> None:
    """`parsed` is None, and the rest is typed as ever."""
    response = await call_llm("x")
    assert_type(response, LLMResponse[None])
    assert_type(response.parsed, None)
    assert_type(response.text, str)
    assert_type(response.usage, Usage)
    assert_type(response.finish, FinishReason)
    assert_type(response.cost_usd, Decimal | None)
    assert_type(response.tool_calls, tuple[ToolCall, ...])
    assert_type(response.message(), Message)


def with_tools_there_may_be_no_form() -> None:
    """A model that asks for a tool has not answered yet."""
    response = call_llm_sync("x", response_format=City, tools=[weather, Tool.of(weather)])
    assert_type(response.parsed, City | None)


def a_schema_says_nothing_of_the_type(schema: dict[str, Any]) -> None:
    """What comes is JSON."""
    assert_type(call_llm_sync("x", response_format=schema).parsed, Any)


def a_form_may_be_chosen_while_running(form: type[BaseModel] | None) -> None:
    """Then it is not known before."""
    assert_type(call_llm_sync("x", response_format=form).parsed, Any)


def takes_any(response: LLMResponse) -> str:
    """A function that does not care what was parsed."""
    return response.text


def takes_a_base(response: LLMResponse[BaseModel]) -> str:
    """A function that takes any form."""
    return response.parsed.model_dump_json()


def an_answer_goes_where_a_wider_one_is_wanted() -> None:
    """A response does not change, so that its form may be taken for a wider one."""
    takes_any(call_llm_sync("x", response_format=City))
    takes_any(call_llm_sync("x"))
    takes_a_base(call_llm_sync("x", response_format=City))


async def a_stream_is_iterated_for_events() -> None:
    """Events, text, and the whole response at the end."""
    async with stream_llm("x", on_interrupt="restart") as stream:
        async for event in stream:
            assert_type(event, StreamEvent)
            if isinstance(event, TextDelta):
                assert_type(event.text, str)
        assert_type(stream.response.text, str)
    with stream_llm_sync("x") as blocking:
        for event in blocking:
            assert_type(event, StreamEvent)


def a_quality_loop_says_how_good_it_is() -> None:
    """A response with a score."""
    answer = generate_with_quality_loop_sync("x", threshold=0.9)
    assert_type(answer, QualityResponse)
    assert_type(answer.score, float)
    takes_any(answer)


def prompts_are_texts_messages_or_mappings() -> None:
    """In one list, too."""
    call_llm_sync([Message("user", "x"), {"role": "user", "content": "y"}])
    turns: Sequence[Message] = (Message("user", "x"),)
    call_llm_sync(turns, system="z")


def an_error_carries_what_happened(error: CallError) -> None:
    """With types."""
    assert_type(error.code, str)
    assert_type(error.provider, str | None)


def a_row_is_typed(row: Provider) -> None:
    """As are settings."""
    assert_type(row.name, str)
    assert_type(Settings(timeout_s=3).timeout_s, float)


def wrong_calls_are_errors(router: Router) -> None:
    """Each of these is refused by the checker."""
    call_llm_sync("x", temprature=0.5)  # type: ignore[call-overload]
    call_llm_sync("x", model=3)  # type: ignore[call-overload]
    call_llm_sync("x", response_format=int)  # type: ignore[type-var]
    call_llm_sync(3)  # type: ignore[call-overload]
    router.call_sync("x", timeout_s="soon")  # type: ignore[call-overload]
    _ = call_llm_sync("x", response_format=City).parsed.mayor  # type: ignore[attr-defined]
    call_llm_sync("x").text = "y"  # type: ignore[misc]
    Message("robot", "x")  # type: ignore[arg-type]
    for _ in stream_llm("x"):  # type: ignore[attr-defined]
        pass


if TYPE_CHECKING:
    _events: Iterator[StreamEvent] = iter(stream_llm_sync("x"))
    _later: AsyncIterator[StreamEvent] = aiter(stream_llm("x"))
