"""Broken wires: what is read in an answer."""

from __future__ import annotations

from dataclasses import replace

from scout.errors import (
    ProviderError,
    RateLimitedError,
)
from scout.llm.providers.base import WireReply
from scout.llm.types import (
    FinishReason,
    ProviderResult,
    ToolCall,
)
from scout_conformance.zoo.animal import Animal, altered
from scout_conformance.zoo.meddling import (
    Meddled,
    meddled,
)


def _swapped(result: ProviderResult) -> ProviderResult:
    usage = result.usage
    counts = replace(usage, input_tokens=usage.output_tokens, output_tokens=usage.input_tokens)
    return replace(result, usage=counts)


def _cached_twice(result: ProviderResult) -> ProviderResult:
    usage = result.usage
    counts = replace(usage, input_tokens=usage.input_tokens + usage.cache_read_tokens)
    return replace(result, usage=counts)


def _thought_twice(result: ProviderResult) -> ProviderResult:
    usage = result.usage
    counts = replace(usage, output_tokens=usage.output_tokens + usage.reasoning_tokens)
    return replace(result, usage=counts)


def _always_whole(result: ProviderResult) -> ProviderResult:
    known = result.finish is not FinishReason.OTHER
    return replace(result, finish=FinishReason.STOP) if known else result


def _only_known_finishes(result: ProviderResult) -> ProviderResult:
    if result.finish is FinishReason.OTHER:
        raise ValueError("a finish reason that nobody knows")
    return result


def _without_arguments(result: ProviderResult) -> ProviderResult:
    calls = tuple(ToolCall(call.id, call.name, {}) for call in result.tool_calls)
    return replace(result, tool_calls=calls)


def _strict(reply: WireReply) -> WireReply:
    if b"zz_new_field" in reply.body:
        raise ValueError("a field that nobody knows")
    return reply


class _Forgiving(Meddled):
    """Makes an empty answer of whatever it cannot read."""

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        try:
            return Meddled.decode(self, reply, now_s)
        except (KeyError, TypeError, ValueError, ProviderError):
            return ProviderResult("")


def _asserting(reply: WireReply) -> WireReply:
    if b'"object": null' in reply.body:
        raise AssertionError("that cannot be")
    return reply


def _slowed(reply: WireReply) -> WireReply:
    if "retry-after" in reply.headers:
        raise RateLimitedError("slow down", status=reply.status)
    return reply


def _chatty(result: ProviderResult) -> ProviderResult:
    print("answered")  # noqa: T201 -- this is what is broken
    return result


ANSWERS: tuple[Animal, ...] = (
    meddled(
        "the answer trimmed",
        "WIR-030",
        on_result=lambda result: replace(result, text=result.text.strip()),
    ),
    meddled("input and output counts swapped", "WIR-031", on_result=_swapped),
    meddled("every answer is whole", "WIR-032", on_result=_always_whole),
    meddled("a finish reason that raises", "WIR-033", on_result=_only_known_finishes),
    meddled("tool calls without arguments", "WIR-034", on_result=_without_arguments),
    meddled(
        "the first of two tool calls",
        "WIR-038",
        on_result=lambda result: replace(result, tool_calls=result.tool_calls[:1]),
    ),
    meddled("a wire that prints", "WIR-039", on_result=_chatty),
    meddled("no new fields", "WIR-035", on_reply=_strict),
    altered("an empty answer for anything", "WIR-036", wire=_Forgiving()),
    meddled(
        "no served model",
        "WIR-037",
        on_result=lambda result: replace(result, served_model=None),
    ),
    meddled("cached tokens billed twice", "PRC-006", on_result=_cached_twice),
    meddled("reasoning tokens billed twice", "PRC-006", on_result=_thought_twice),
    meddled("answers that are asserted", "HST-001", on_reply=_asserting),
    meddled("a limit seen in an answer", "ERR-044", on_reply=_slowed),
)
