"""The quality loop as an application calls it: at once, blocking, or step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scout.llm.blocking import run_blocking
from scout.llm.routing import Router, default_router

if TYPE_CHECKING:
    from scout.llm.ask import Prompt, ResponseFormat
    from scout.llm.quality import QualityCheck, QualityResponse, QualityRound
    from scout.llm.quality_loop import QualityStream
    from scout.llm.types import Tool, ToolChoice


async def generate_with_quality_loop(
    prompt: Prompt,
    *,
    checks: Sequence[QualityCheck] = (),
    threshold: float = 0.8,
    max_rounds: int = 3,
    tiers: Sequence[str] | None = None,
    on_round: Callable[[QualityRound], None] | None = None,
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
) -> QualityResponse:
    """Answer a prompt well: draft, judge, revise with feedback or escalate to a better model.

    All rounds share one deadline and one `max_cost_usd`.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        checks: What judges each draft, besides that it says something, is whole and no refusal.
        threshold: The score, from 0 to 1, that is enough; a draft is as good as its worst check.
        max_rounds: Drafts at most, failed ones included.
        tiers: Models from cheap to dear; None takes `model` alone, or without one the ladder of
            what the prompt wants, from where a call would begin upwards.
        on_round: Told of each complete round.
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
        The best draft, its score, every round, and why the loop stopped.

    Raises:
        CallError: No round came to a draft.
        QualityCheckError: A check raised; `response` on it is the best answer so far.
        ValueError, TypeError: An argument is wrong.
    """
    return await (router or default_router()).quality_loop(
        prompt,
        checks=checks,
        threshold=threshold,
        max_rounds=max_rounds,
        tiers=tiers,
        on_round=on_round,
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


def generate_with_quality_loop_sync(
    prompt: Prompt,
    *,
    checks: Sequence[QualityCheck] = (),
    threshold: float = 0.8,
    max_rounds: int = 3,
    tiers: Sequence[str] | None = None,
    on_round: Callable[[QualityRound], None] | None = None,
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
) -> QualityResponse:
    """Answer a prompt as `generate_with_quality_loop` does, blocking the calling thread.

    All rounds share one deadline and one `max_cost_usd`.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        checks: What judges each draft, besides that it says something, is whole and no refusal.
        threshold: The score, from 0 to 1, that is enough; a draft is as good as its worst check.
        max_rounds: Drafts at most, failed ones included.
        tiers: Models from cheap to dear; None takes `model` alone, or without one the ladder of
            what the prompt wants, from where a call would begin upwards.
        on_round: Told of each complete round.
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
        The best draft, its score, every round, and why the loop stopped.

    Raises:
        CallError: No round came to a draft.
        QualityCheckError: A check raised; `response` on it is the best answer so far.
        ValueError, TypeError: An argument is wrong.
    """
    chosen = router or default_router()
    return run_blocking(
        lambda: chosen.quality_loop(
            prompt,
            checks=checks,
            threshold=threshold,
            max_rounds=max_rounds,
            tiers=tiers,
            on_round=on_round,
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
        ),
        "generate_with_quality_loop",
    )


def stream_quality_loop(
    prompt: Prompt,
    *,
    checks: Sequence[QualityCheck] = (),
    threshold: float = 0.8,
    max_rounds: int = 3,
    tiers: Sequence[str] | None = None,
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
) -> QualityStream:
    """Answer a prompt well, as `generate_with_quality_loop` does, and tell each step on the way.

    Args:
        prompt: A user's text, or the turns of a conversation as `Message` or mappings.
        checks: What judges each draft, besides that it says something, is whole and no refusal.
        threshold: The score, from 0 to 1, that is enough; a draft is as good as its worst check.
        max_rounds: Drafts at most, failed ones included.
        tiers: Models from cheap to dear; None takes `model` alone, or without one the ladder of
            what the prompt wants, from where a call would begin upwards.
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
        The loop, to use as `async for event in loop: ...`; then `loop.response` is the answer.
        The errors of `generate_with_quality_loop` are raised while iterating.

    Raises:
        ValueError, TypeError: An argument is wrong.
    """
    return (router or default_router()).stream_quality_loop(
        prompt,
        checks=checks,
        threshold=threshold,
        max_rounds=max_rounds,
        tiers=tiers,
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
