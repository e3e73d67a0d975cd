"""The functions that an application calls; each goes to a `Router`, by default a shared one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from scout.llm.quality_calls import (
    generate_with_quality_loop,
    generate_with_quality_loop_sync,
    stream_quality_loop,
)
from scout.llm.routing import Router, default_router, set_default_router

if TYPE_CHECKING:
    from scout.llm.ask import CallOptions, FormT, Prompt, ResponseFormat, Tools
    from scout.llm.streams import LLMStream, LLMStreamSync
    from scout.llm.types import LLMResponse, Tool, ToolChoice

__all__ = [
    "Router",
    "call_llm",
    "call_llm_sync",
    "default_router",
    "generate_with_quality_loop",
    "generate_with_quality_loop_sync",
    "set_default_router",
    "stream_llm",
    "stream_llm_sync",
    "stream_quality_loop",
]


@overload
async def call_llm(
    prompt: Prompt,
    *,
    response_format: None = None,
    tools: Tools = (),
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[None]: ...
@overload
async def call_llm(
    prompt: Prompt,
    *,
    response_format: type[FormT],
    tools: tuple[()] = (),
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[FormT]: ...
@overload
async def call_llm(
    prompt: Prompt,
    *,
    response_format: type[FormT],
    tools: Tools,
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[FormT | None]: ...
@overload
async def call_llm(
    prompt: Prompt,
    *,
    response_format: ResponseFormat | None = None,
    tools: Tools = (),
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[Any]: ...
async def call_llm(
    prompt: Prompt,
    *,
    model: str | None = None,
    system: str | None = None,
    max_output_tokens: int | None = None,
    temperature: float | None = None,
    stop: Sequence[str] = (),
    seed: int | None = None,
    tools: Sequence[Tool | Callable[..., Any]] = (),
    tool_choice: ToolChoice = "auto",
    response_format: ResponseFormat | None = None,
    fallbacks: Sequence[str] | None = None,
    timeout_s: float | None = None,
    max_cost_usd: Decimal | float | None = None,
    scopes: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
    cache: bool | None = None,
    router: Router | None = None,
) -> LLMResponse:
    """Answer a prompt with the model that fits, and survive what can be survived.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        model: An id, `provider/id`, nickname or prefix; None leaves the choice to scout.
        system: A system prompt to stand before the turns.
        max_output_tokens: Output limit; None for the model's own.
        temperature: Sent only where it is given, since models differ in what they allow.
        stop: Texts at which the answer ends.
        seed: For vendors that can repeat an answer.
        tools: What the model may call: `Tool`s, or Python functions with annotations.
        tool_choice: `auto`, `none`, `required`, or the name of one tool.
        response_format: A pydantic model or a JSON Schema that the answer must match.
        fallbacks: Models tried in order when the first cannot answer; None takes those of the
            settings, an empty list none at all.
        timeout_s: Deadline of the whole call; None takes that of the settings.
        max_cost_usd: The most that the call may cost, checked before each request.
        scopes: Whose budget it is, such as `{"team": "search"}`.
        metadata: Kept with the records of the call; never sent to a vendor.
        cache: Whether the answer may be a kept one, and is kept, where a cache is set: None for
            calls with temperature 0, True for this one whatever its temperature, False for no.
        router: Who routes; None for the default router.

    Returns:
        The answer, its cost, and the record of how it came about.

    Raises:
        CallError: No candidate answered; `explain()` on it tells every step.
        ConfigurationError: A setting, key or row is wrong.
        ValueError, TypeError: An argument is wrong.
    """
    return await (router or default_router()).call(
        prompt,
        model=model,
        system=system,
        max_output_tokens=max_output_tokens,
        temperature=temperature,
        stop=stop,
        seed=seed,
        tools=tools,
        tool_choice=tool_choice,
        response_format=response_format,
        fallbacks=fallbacks,
        timeout_s=timeout_s,
        max_cost_usd=max_cost_usd,
        scopes=scopes,
        metadata=metadata,
        cache=cache,
    )


@overload
def call_llm_sync(
    prompt: Prompt,
    *,
    response_format: None = None,
    tools: Tools = (),
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[None]: ...
@overload
def call_llm_sync(
    prompt: Prompt,
    *,
    response_format: type[FormT],
    tools: tuple[()] = (),
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[FormT]: ...
@overload
def call_llm_sync(
    prompt: Prompt,
    *,
    response_format: type[FormT],
    tools: Tools,
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[FormT | None]: ...
@overload
def call_llm_sync(
    prompt: Prompt,
    *,
    response_format: ResponseFormat | None = None,
    tools: Tools = (),
    router: Router | None = None,
    **options: Unpack[CallOptions],
) -> LLMResponse[Any]: ...
def call_llm_sync(
    prompt: Prompt,
    *,
    model: str | None = None,
    system: str | None = None,
    max_output_tokens: int | None = None,
    temperature: float | None = None,
    stop: Sequence[str] = (),
    seed: int | None = None,
    tools: Sequence[Tool | Callable[..., Any]] = (),
    tool_choice: ToolChoice = "auto",
    response_format: ResponseFormat | None = None,
    fallbacks: Sequence[str] | None = None,
    timeout_s: float | None = None,
    max_cost_usd: Decimal | float | None = None,
    scopes: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
    cache: bool | None = None,
    router: Router | None = None,
) -> LLMResponse:
    """Answer a prompt as `call_llm` does, blocking the calling thread.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        model: An id, `provider/id`, nickname or prefix; None leaves the choice to scout.
        system: A system prompt to stand before the turns.
        max_output_tokens: Output limit; None for the model's own.
        temperature: Sent only where it is given, since models differ in what they allow.
        stop: Texts at which the answer ends.
        seed: For vendors that can repeat an answer.
        tools: What the model may call: `Tool`s, or Python functions with annotations.
        tool_choice: `auto`, `none`, `required`, or the name of one tool.
        response_format: A pydantic model or a JSON Schema that the answer must match.
        fallbacks: Models tried in order when the first cannot answer; None takes those of the
            settings, an empty list none at all.
        timeout_s: Deadline of the whole call; None takes that of the settings.
        max_cost_usd: The most that the call may cost, checked before each request.
        scopes: Whose budget it is, such as `{"team": "search"}`.
        metadata: Kept with the records of the call; never sent to a vendor.
        cache: Whether the answer may be a kept one, and is kept, where a cache is set: None for
            calls with temperature 0, True for this one whatever its temperature, False for no.
        router: Who routes; None for the default router.

    Returns:
        The answer, its cost, and the record of how it came about.

    Raises:
        CallError: No candidate answered; `explain()` on it tells every step.
        ConfigurationError: A setting, key or row is wrong.
        ValueError, TypeError: An argument is wrong.
    """
    return (router or default_router()).call_sync(
        prompt,
        model=model,
        system=system,
        max_output_tokens=max_output_tokens,
        temperature=temperature,
        stop=stop,
        seed=seed,
        tools=tools,
        tool_choice=tool_choice,
        response_format=response_format,
        fallbacks=fallbacks,
        timeout_s=timeout_s,
        max_cost_usd=max_cost_usd,
        scopes=scopes,
        metadata=metadata,
        cache=cache,
    )


def stream_llm(
    prompt: Prompt,
    *,
    model: str | None = None,
    system: str | None = None,
    max_output_tokens: int | None = None,
    temperature: float | None = None,
    stop: Sequence[str] = (),
    seed: int | None = None,
    tools: Sequence[Tool | Callable[..., Any]] = (),
    tool_choice: ToolChoice = "auto",
    response_format: ResponseFormat | None = None,
    fallbacks: Sequence[str] | None = None,
    timeout_s: float | None = None,
    max_cost_usd: Decimal | float | None = None,
    scopes: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
    cache: bool | None = None,
    on_interrupt: Literal["raise", "restart"] = "raise",
    router: Router | None = None,
) -> LLMStream:
    """Answer a prompt as a stream of events.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        model: An id, `provider/id`, nickname or prefix; None leaves the choice to scout.
        system: A system prompt to stand before the turns.
        max_output_tokens: Output limit; None for the model's own.
        temperature: Sent only where it is given, since models differ in what they allow.
        stop: Texts at which the answer ends.
        seed: For vendors that can repeat an answer.
        tools: What the model may call: `Tool`s, or Python functions with annotations.
        tool_choice: `auto`, `none`, `required`, or the name of one tool.
        response_format: A pydantic model or a JSON Schema that the answer must match.
        fallbacks: Models tried in order when the first cannot answer; None takes those of the
            settings, an empty list none at all.
        timeout_s: Deadline of the whole call; None takes that of the settings.
        max_cost_usd: The most that the call may cost, checked before each request.
        scopes: Whose budget it is, such as `{"team": "search"}`.
        metadata: Kept with the records of the call; never sent to a vendor.
        cache: Whether the answer may be a kept one, and is kept, where a cache is set: None for
            calls with temperature 0, True for this one whatever its temperature, False for no.
        on_interrupt: What happens when the stream breaks after the first content: `raise` a
            `StreamInterruptedError` with what came, or `restart` at the next candidate, after a
            `Restarted` event that voids what came.
        router: Who routes; None for the default router.

    Returns:
        A stream to use as `async with stream_llm(...) as stream: async for event in stream: ...`

    Raises:
        CallError: No candidate answered; `explain()` on it tells every step.
        ConfigurationError: A setting, key or row is wrong.
        ValueError, TypeError: An argument is wrong.
    """
    return (router or default_router()).stream(
        prompt,
        model=model,
        system=system,
        max_output_tokens=max_output_tokens,
        temperature=temperature,
        stop=stop,
        seed=seed,
        tools=tools,
        tool_choice=tool_choice,
        response_format=response_format,
        fallbacks=fallbacks,
        timeout_s=timeout_s,
        max_cost_usd=max_cost_usd,
        scopes=scopes,
        metadata=metadata,
        cache=cache,
        on_interrupt=on_interrupt,
    )


def stream_llm_sync(
    prompt: Prompt,
    *,
    model: str | None = None,
    system: str | None = None,
    max_output_tokens: int | None = None,
    temperature: float | None = None,
    stop: Sequence[str] = (),
    seed: int | None = None,
    tools: Sequence[Tool | Callable[..., Any]] = (),
    tool_choice: ToolChoice = "auto",
    response_format: ResponseFormat | None = None,
    fallbacks: Sequence[str] | None = None,
    timeout_s: float | None = None,
    max_cost_usd: Decimal | float | None = None,
    scopes: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
    cache: bool | None = None,
    on_interrupt: Literal["raise", "restart"] = "raise",
    router: Router | None = None,
) -> LLMStreamSync:
    """Answer a prompt as a stream of events, blocking.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        model: An id, `provider/id`, nickname or prefix; None leaves the choice to scout.
        system: A system prompt to stand before the turns.
        max_output_tokens: Output limit; None for the model's own.
        temperature: Sent only where it is given, since models differ in what they allow.
        stop: Texts at which the answer ends.
        seed: For vendors that can repeat an answer.
        tools: What the model may call: `Tool`s, or Python functions with annotations.
        tool_choice: `auto`, `none`, `required`, or the name of one tool.
        response_format: A pydantic model or a JSON Schema that the answer must match.
        fallbacks: Models tried in order when the first cannot answer; None takes those of the
            settings, an empty list none at all.
        timeout_s: Deadline of the whole call; None takes that of the settings.
        max_cost_usd: The most that the call may cost, checked before each request.
        scopes: Whose budget it is, such as `{"team": "search"}`.
        metadata: Kept with the records of the call; never sent to a vendor.
        cache: Whether the answer may be a kept one, and is kept, where a cache is set: None for
            calls with temperature 0, True for this one whatever its temperature, False for no.
        on_interrupt: What happens when the stream breaks after the first content: `raise` a
            `StreamInterruptedError` with what came, or `restart` at the next candidate, after a
            `Restarted` event that voids what came.
        router: Who routes; None for the default router.

    Returns:
        A stream to use as `with stream_llm_sync(...) as stream: for event in stream: ...`

    Raises:
        CallError: No candidate answered; `explain()` on it tells every step.
        ConfigurationError: A setting, key or row is wrong.
        ValueError, TypeError: An argument is wrong.
    """
    return (router or default_router()).stream_sync(
        prompt,
        model=model,
        system=system,
        max_output_tokens=max_output_tokens,
        temperature=temperature,
        stop=stop,
        seed=seed,
        tools=tools,
        tool_choice=tool_choice,
        response_format=response_format,
        fallbacks=fallbacks,
        timeout_s=timeout_s,
        max_cost_usd=max_cost_usd,
        scopes=scopes,
        metadata=metadata,
        cache=cache,
        on_interrupt=on_interrupt,
    )
