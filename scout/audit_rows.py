"""Says of one call what `explain()` says, in a form that the audit log can hold.

By default no row quotes a prompt or an answer, not even where a vendor's error message does. A
key is named by its id; should a text hold one of the router's keys, it is taken out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scout.audit_chain import Json
from scout.errors import CallError
from scout.llm.cost import nano_usd, spent_usd
from scout.llm.types import ImagePart

if TYPE_CHECKING:
    from decimal import Decimal

    from scout.llm.dispatch import Candidate
    from scout.llm.intent_types import Chosen
    from scout.llm.job import Conclusion, Job
    from scout.llm.steps import Record
    from scout.llm.types import AttemptRecord, Call, Message, ToolCall

QUOTE_CHARS: Final = 16
"""So many signs of a prompt in a row are a quotation; fewer are words that everybody uses."""

SHORT_PROMPT_CHARS: Final = 4
"""A whole prompt is a quotation from this length on."""

_BLOCK: Final = QUOTE_CHARS // 2
_ELLIPSIS: Final = "[...]"

Facts: TypeAlias = dict[str, Json]

Told: TypeAlias = Callable[[str | None], str | None]
"""What becomes of words that a vendor may have chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the router.

    Attributes:
        id: Of the call; its reservation in the ledger has the same.
        model: The model's name as the caller gave it.
        job: What to ask, and of whom.
        scopes: Whose money it is.
        metadata: What the caller wants to be kept.
    """

    id: str
    model: str | None
    job: Job
    scopes: Mapping[str, str]
    metadata: Mapping[str, str]


def call_row(
    asked: Asked, record: Record, *, content: bool = False, secrets: Collection[str] = ()
) -> Facts:
    """The body of a row.

    Args:
        asked: What was asked.
        record: How it ended.
        content: Whether it holds prompt and answer.
        secrets: The router's keys; none of them is in the row.
    """
    told: Told = _as_it_is if content else _Unquoted(asked.job.call)
    row: Facts = {
        "id": asked.id,
        "asked": _asked(asked),
        "candidates": [_candidate(one) for one in record.candidates or asked.job.candidates],
        "attempts": [_attempt(attempt, told) for attempt in record.attempts],
        "cost_nano_usd": _nano(spent_usd(record.attempts)),
        "latency_us": _micros(record.latency_s),
        "scopes": _texts(asked.scopes),
        "metadata": _texts(asked.metadata),
    }
    if record.chosen is not None:
        row["chosen"] = _chosen(record.chosen, told)
    if isinstance(record.outcome, BaseException):
        row |= _failure(record.outcome, told)
    else:
        row |= _end(record.outcome, told)
    if content:
        row["content"] = _content(asked.job.call, record.outcome)
    return _without(row, secrets)


# -- what was asked, tried and answered --


def _asked(asked: Asked) -> Facts:
    call = asked.job.call
    return {
        "model": asked.model,
        "messages": len(call.messages),
        "tools": len(call.tools),
        "max_output_tokens": call.max_output_tokens,
        "stream": asked.job.streaming,
    }


def _candidate(candidate: Candidate) -> Facts:
    provider, model = candidate.key
    return {"provider": provider, "model": model, "reason": candidate.reason}


def _chosen(chosen: Chosen, told: Told) -> Facts:
    guess = chosen.guess
    return {
        "intent": str(guess.intent),
        "confidence_permille": round(guess.confidence * 1000),
        "complexity_permille": round(guess.complexity * 1000),
        "signals": [told(signal) for signal in guess.signals],
        "by": told(chosen.by),
        "tier": chosen.tier,
        "tiers": chosen.tiers,
    }


def _attempt(attempt: AttemptRecord, told: Told) -> Facts:
    return {
        "provider": attempt.provider,
        "model": attempt.model,
        "key_id": attempt.key_id,
        "started_us": _micros(attempt.started_s),
        "duration_us": _micros(attempt.duration_s),
        "waited_us": _micros(attempt.waited_s),
        "outcome": attempt.outcome,
        "sent": str(attempt.sent),
        "cost_nano_usd": _nano(attempt.cost_usd),
        "reason": told(attempt.reason),
    }


def _end(conclusion: Conclusion, told: Told) -> Facts:
    provider, model = conclusion.candidate.key
    row: Facts = {"outcome": "abandoned", "provider": provider, "model": model}
    first_s, result = conclusion.first_token_s, conclusion.result
    row["first_token_us"] = None if first_s is None else _micros(first_s)
    if result is None:
        return row
    return row | {
        "outcome": "ok",
        "served_model": told(result.served_model),
        "request_id": told(result.request_id),
        "finish": str(result.finish),
        "usage": asdict(result.usage),
    }


def _failure(error: BaseException, told: Told) -> Facts:
    row: Facts = {"outcome": type(error).__name__}
    if not isinstance(error, CallError):
        return row  # a cancellation, or a bug whose message nobody vouches for
    wait_s = error.retry_after_s
    row["error"] = {
        "code": error.code,
        "message": told(error.message),
        "provider": error.provider,
        "model": error.model,
        "key_id": error.key_id,
        "status": error.status,
        "provider_code": told(error.provider_code),
        "request_id": told(error.request_id),
        "retry_after_us": None if wait_s is None else _micros(wait_s),
        "sent": str(error.sent),
        "output_started": error.output_started,
    }
    return row


# -- prompt and answer --


def _content(call: Call, outcome: Conclusion | BaseException) -> Facts:
    content: Facts = {"messages": [_message(message) for message in call.messages]}
    if isinstance(outcome, BaseException):
        content["text"] = getattr(outcome, "partial_text", "")
    elif outcome.result is not None:
        result = outcome.result
        content["text"], content["reasoning"] = result.text, result.reasoning
        content["tool_calls"] = [_tool_call(tool_call) for tool_call in result.tool_calls]
    return content


def _message(message: Message) -> Facts:
    row: Facts = {"role": message.role, "text": message.text}
    if message.tool_calls:
        row["tool_calls"] = [_tool_call(tool_call) for tool_call in message.tool_calls]
    if message.tool_call_id is not None:
        row["tool_call_id"] = message.tool_call_id
    parts = () if isinstance(message.content, str) else message.content
    images = [part for part in parts if isinstance(part, ImagePart)]
    if images:
        row["images"] = [_image(image) for image in images]
    return row


def _tool_call(call: ToolCall) -> Facts:
    arguments = json.dumps(dict(call.arguments)) if call.malformed is None else call.malformed
    return {"id": call.id, "name": call.name, "arguments": arguments}


def _image(image: ImagePart) -> str:
    """Its address; of one that is its own address, how it begins."""
    head, comma, _ = image.url.partition(",")
    return f"{head}{comma}{_ELLIPSIS}" if head.startswith("data:") else image.url


# -- what may not be in a row --


class _Unquoted:
    """Takes quotations of a prompt out of a text.

    Args:
        call: Whose prompt.
    """

    def __init__(self, call: Call) -> None:
        texts = [message.text.strip() for message in call.messages]
        self._prompt = "\n".join(texts)
        self._short = [text for text in texts if SHORT_PROMPT_CHARS <= len(text) < QUOTE_CHARS]

    def __call__(self, text: str | None) -> str | None:
        if not text:
            return text
        for short in self._short:
            text = text.replace(short, _ELLIPSIS)
        at, pieces = 0, []
        while at < len(text):
            start, end = self._quotation(text, at)
            pieces += [text[at:start], _ELLIPSIS] if end > start else [text[at:]]
            at = end if end > start else len(text)
        return "".join(pieces)

    def _quotation(self, text: str, since: int) -> tuple[int, int]:
        """From where to where the next quotation reaches; an empty span where there is none.

        Whatever is as long as a quotation holds one whole block of half that length, so that
        most places need not be looked at.
        """
        for at in range(since, len(text) - _BLOCK + 1, _BLOCK):
            if text[at : at + _BLOCK] not in self._prompt:
                continue
            for start in range(max(since, at - _BLOCK), at + 1):
                end = start + QUOTE_CHARS
                if end <= len(text) and text[start:end] in self._prompt:
                    return start, self._reach(text, start, end)
        return since, since

    def _reach(self, text: str, start: int, end: int) -> int:
        while end < len(text) and text[start : end + 1] in self._prompt:
            end += 1
        return end


def _as_it_is(text: str | None) -> str | None:
    return text


def _without(row: Facts, secrets: Collection[str]) -> Facts:
    """A row in which no secret stands, neither in a text nor in the name of a field."""
    whole = json.dumps(row)
    found = [secret for secret in secrets if json.dumps(secret)[1:-1] in whole]
    cleaned: Facts = _replaced(row, found) if found else row
    return cleaned


def _replaced(row: Any, secrets: Collection[str]) -> Any:
    if isinstance(row, str):
        for secret in secrets:
            row = row.replace(secret, "***")
        return row
    if isinstance(row, Mapping):
        pairs = row.items()
        return {_replaced(key, secrets): _replaced(value, secrets) for key, value in pairs}
    if isinstance(row, list):
        return [_replaced(value, secrets) for value in row]
    return row


def _texts(given: Mapping[str, str]) -> Facts:
    return {str(key): str(value) for key, value in given.items()}


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _nano(cost_usd: Decimal | None) -> int | None:
    return None if cost_usd is None else nano_usd(cost_usd)
