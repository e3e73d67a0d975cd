"""Reads what a request came to: whether an answer is one, what was used, what stands for it all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from scout.errors import (
    AllCandidatesFailedError,
    CallError,
    ConnectionFailedError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    LocalError,
    MalformedResponseError,
    ModelNotFoundError,
    Onward,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    Sent,
    StreamInterruptedError,
    UnsupportedCallError,
)
from scout.llm.availability import listed_as
from scout.llm.model_ids import is_same_model
from scout.llm.tokens import estimate_usage
from scout.llm.types import Call, FinishReason, ImagePart, ProviderResult, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scout.llm.dispatch import Candidate
    from scout.llm.prompt_size import PromptSize
    from scout.llm.steps import Outgrown

_BLANK: Final = {"max_output_tokens": None, "seed": None, "stop": (), "temperature": None}


def misfit(call: Call, candidate: Candidate, size: PromptSize) -> CallError | None:
    """Why a candidate cannot serve a call at all, or None."""
    able = candidate.provider.capabilities_of(candidate.model)
    lacks = [need for need in _needs(call) if need not in able]
    if lacks:
        provider, model = candidate.key
        message = f"the call needs {', '.join(lacks)}, which the model does not offer"
        return UnsupportedCallError(message, provider=provider, model=model)
    window = candidate.model.context_window_tokens
    if window is not None and size.exceeds(window, candidate.model.id):
        provider, model = candidate.key
        error = ContextLengthError("", provider=provider, model=model, sent=Sent.NO)
        _measure(error, candidate, size)
        return error
    return None


def larger_of(
    error: ContextLengthError,
    failed: Candidate,
    queue: Iterable[Candidate],
    size: PromptSize,
    find: Callable[[ContextLengthError], Sequence[Candidate]] | None,
) -> tuple[Candidate, ...]:
    """Who is left after a window was too small: the larger ones, else what can be found."""
    if error.needed_tokens is None:
        _measure(error, failed, size)
    larger = tuple(option for option in queue if is_larger(option, failed))
    return larger if larger or find is None else tuple(find(error))


def _measure(error: ContextLengthError, candidate: Candidate, size: PromptSize) -> None:
    """Write into an error how long the prompt is, how large the window, and what can be done."""
    model, window = candidate.model.id, candidate.model.context_window_tokens
    error.needed_tokens, error.window_tokens = size.known(model), window
    said = f"{error.message}: " if error.message else ""
    about = "" if size.counted(model) is not None else "about "
    room = "its window" if window is None else f"its window of {window:,}"
    error.message = (
        f"{said}{about}{error.needed_tokens:,} prompt tokens do not fit {room}; shorten the "
        "prompt, as trim_history does, or name a model or a fallback with a larger window"
    )
    error.args = (error.message,)


def fit_call(call: Call, candidate: Candidate, *, stream: bool) -> tuple[Call, str]:
    """The call for one model, without what that model rejects, and a note of what was left out."""
    fitted = call.for_model(candidate.model.id, stream=stream)
    rejects = candidate.model.rejects
    if not rejects:
        return fitted, ""
    dropped = [name for name in _BLANK if name in rejects and getattr(call, name) not in (None, ())]
    if not dropped:
        return fitted, ""
    changes: dict[str, Any] = {name: _BLANK[name] for name in dropped}
    note = f"left out {', '.join(dropped)}, which the model rejects"
    return dataclasses.replace(fitted, **changes), note


def is_larger(option: Candidate, failed: Candidate) -> bool:
    """Whether a candidate has a larger context window than one that was too small."""
    window, reference = option.model.context_window_tokens, failed.model.context_window_tokens
    return window is not None and (reference is None or window > reference)


def served_by(candidate: Candidate, answer: object) -> Candidate:
    """Who is to be paid: the candidate, or the model that the vendor says it answered with.

    Some vendors keep the name of a model that they have turned off, and bill its replacement.
    """
    served = answer.served_model if isinstance(answer, ProviderResult) else None
    if served is None or is_same_model(candidate.model.id, served):
        return candidate
    reason = f"the vendor served it with another model, {served!r}"
    model = listed_as(candidate.provider, served)
    return dataclasses.replace(candidate, model=model or candidate.model, reason=reason)


def with_usage(result: ProviderResult, call: Call) -> ProviderResult:
    """The result, with an estimate where the vendor told no usage."""
    if result.usage.total_tokens or not result.usage.estimated:
        return result
    return dataclasses.replace(result, usage=estimate_usage(call, result.text + result.reasoning))


def fault_of(
    result: ProviderResult,
    candidate: Candidate,
    fault: Callable[[ProviderResult], str | None] | None = None,
) -> ProviderError | None:
    """The error that an answer amounts to which has no content or the wrong form, or None."""
    provider, model = candidate.key
    kind, problem = _odd(result) or (GenerationFailedError, fault(result) if fault else None)
    return None if problem is None else kind(problem, status=200, provider=provider, model=model)


def _odd(result: ProviderResult) -> tuple[type[ProviderError], str] | None:
    """The error of an answer without content, where its end does not account for that."""
    if result.text or result.tool_calls:
        return None
    if result.finish is FinishReason.CONTENT_FILTER:
        return ContentFilteredError, "the answer was withheld by a content policy"
    if result.finish is FinishReason.STOP and not result.reasoning:
        return MalformedResponseError, "the answer is empty"
    return None


def usage_of_failure(error: ProviderError, call: Call) -> Usage | None:
    """What a failed request used: None where the vendor refused it, else what is known.

    A request whose fate is unknown may have been answered and billed.
    """
    if isinstance(error, StreamInterruptedError):
        return usage_so_far(error.partial_usage, call, error.partial_text)
    lost = (ProviderTimeoutError, ConnectionFailedError, ProviderBugError)
    unknown = isinstance(error, lost) and error.status is None and error.sent is not Sent.NO
    if unknown or isinstance(error, MalformedResponseError):
        return estimate_usage(call, "")
    return None


def cut_short(refusal: LocalError, so_far: Outgrown) -> LocalError:
    """The refusal of a stream's further output, with what had come; nobody begins it anew."""
    refusal.onward = Onward.NOBODY
    refusal.partial_text, refusal.partial_usage = so_far.text, so_far.usage
    refusal.sent = Sent.YES
    return refusal


def usage_so_far(told: Usage | None, call: Call, text: str) -> Usage:
    """What an answer used that did not come to its end.

    The vendor's word where it had told any, and at least the prompt and the text that came.
    """
    counted = estimate_usage(call, text)
    if told is None:
        return counted
    unseen = max(0, counted.output_tokens - told.output_tokens)
    uncounted = 0 if told.prompt_tokens else counted.input_tokens
    return dataclasses.replace(
        told,
        input_tokens=told.input_tokens + uncounted,
        output_tokens=told.output_tokens + unseen,
        estimated=told.estimated or bool(unseen or uncounted),
    )


def final_error(
    errors: Sequence[CallError], soonest_s: float | None, *, is_committed: bool
) -> CallError:
    """The one error that a call raises after all its candidates.

    Args:
        errors: The last error of each candidate.
        soonest_s: Seconds from now until the first of them returns, where one has said.
        is_committed: Whether the caller has seen what the last of them said, for good.
    """
    if not errors:
        return ModelNotFoundError("there is no candidate to ask", sent=Sent.NO)
    last = errors[-1]
    if len(errors) == 1 or last.onward is Onward.NOBODY or is_committed:
        return last
    listed = "; ".join(f"{error.provider}/{error.model} {error.code}" for error in errors)
    soonest = "" if soonest_s is None else f"; the earliest returns in {soonest_s:.3g} s"
    failed = AllCandidatesFailedError(
        f"none of {len(errors)} candidates answered: {listed}{soonest}",
        retry_after_s=soonest_s,
        sent=max((error.sent for error in errors), key=list(Sent).index),
    )
    failed.errors = tuple(errors)
    return failed


def _needs(call: Call) -> list[str]:
    """What a call asks of a model beyond answering a text, by name and in order."""
    images = [
        part
        for message in call.messages
        if not isinstance(message.content, str)
        for part in message.content
        if isinstance(part, ImagePart)
    ]
    return ["tools"] * bool(call.tools) + ["vision"] * bool(images)
