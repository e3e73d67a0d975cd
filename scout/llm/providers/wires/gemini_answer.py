"""Reads a Gemini answer: one whole response, or chunks that are whole responses of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scout.errors import ContentFilteredError, GenerationFailedError
from scout.llm.json_body import parse_json
from scout.llm.providers.wires.assembly import Assembly
from scout.llm.providers.wires.error_text import clean_text
from scout.llm.providers.wires.gemini_errors import error_in, gemini_facts_in
from scout.llm.providers.wires.gemini_request import PARTS_STATE, SIGNATURE
from scout.llm.providers.wires.token_count import token_count
from scout.llm.types import FinishReason, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scout.errors import ProviderError
    from scout.llm.providers.wires.error_table import ErrorTable
    from scout.llm.types import ProviderResult, StreamEvent

FINISH_REASONS: Final[Mapping[str, FinishReason]] = MappingProxyType(
    {
        "STOP": FinishReason.STOP,
        "MAX_TOKENS": FinishReason.LENGTH,
        "CONTINUATION": FinishReason.LENGTH,
        **dict.fromkeys(
            (
                "SAFETY",
                "RECITATION",
                "BLOCKLIST",
                "PROHIBITED_CONTENT",
                "SPII",
                "IMAGE_SAFETY",
                "IMAGE_PROHIBITED_CONTENT",
                "IMAGE_RECITATION",
                "MODEL_ARMOR",
                "ESCALATION",
                "PUP_LIMITED_DISABLED",
            ),
            FinishReason.CONTENT_FILTER,
        ),
    }
)
"""What each finish reason means; any other is `OTHER`.

Source: PyPI google-genai 3.4.0, `types.FinishReason`, read 2026-11-22.
"""

_FAILED: Final = frozenset(
    {
        "MALFORMED_FUNCTION_CALL",
        "UNEXPECTED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS",
        "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE",
    }
)

# Some clients ask for enumerations as numbers. Source: google/ai/generativelanguage/v1beta,
# generative_service.proto, Candidate.FinishReason and PromptFeedback.BlockReason.
_FINISH_NUMBERS: Final = (
    "",
    "STOP",
    "MAX_TOKENS",
    "SAFETY",
    "RECITATION",
    "OTHER",
    "LANGUAGE",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "MALFORMED_FUNCTION_CALL",
    "IMAGE_SAFETY",
    "UNEXPECTED_TOOL_CALL",
    "TOO_MANY_TOOL_CALLS",
)
_BLOCK_NUMBERS: Final = (
    "",
    "SAFETY",
    "OTHER",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "IMAGE_SAFETY",
)
_NONE: Final = Usage()
_DONE: Final = b"[DONE]"


def usage_of(told: Mapping[str, Any]) -> Usage | None:
    """The vendor's counts in disjoint buckets; None where it sent only zeros.

    Cached tokens are inside the prompt's, thoughts are beside the candidates', and the results
    of the vendor's own tools are a further prompt.

    Raises:
        TypeError, ValueError: A count is none.
    """
    prompt = token_count(told.get("promptTokenCount"))
    cached = min(prompt, token_count(told.get("cachedContentTokenCount")))
    buckets = Usage(
        input_tokens=prompt - cached + token_count(told.get("toolUsePromptTokenCount")),
        cache_read_tokens=cached,
        output_tokens=token_count(told.get("candidatesTokenCount")),
        reasoning_tokens=token_count(told.get("thoughtsTokenCount")),
    )
    return None if buckets == _NONE else buckets


class GeminiAnswer:
    """Decoder of one stream, and of a whole answer, which is a stream of one chunk.

    The API sends no end marker: an answer is whole when its finish reason has come and the body
    has ended. Chunks wrapped in a list are read as well, also a whole stream as one list, which
    is what the API sends where a proxy dropped `alt=sse`.
    """

    __slots__ = ("_answer", "_ended", "_errors", "_index", "_parts", "_signed", "_usage")

    def __init__(self, errors: ErrorTable) -> None:
        self._errors = errors
        self._answer = Assembly()
        self._parts: list[dict[str, Any]] = []
        self._signed = False
        self._index: object = None
        self._usage: object = None
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether an end marker has been seen, which only proxies send."""
        return self._ended

    def feed(self, event: str, data: bytes) -> Sequence[StreamEvent]:  # noqa: ARG002 -- unnamed
        """Take one event.

        Raises:
            ProviderError: The chunk is an error of the vendor, or says that the prompt is blocked.
            KeyError, TypeError, ValueError: The chunk is malformed.
        """
        if self._ended:
            return ()
        if data.strip() == _DONE:
            self._ended = True
            return ()
        return self.take(parse_json(data))

    def take(self, body: object) -> Sequence[StreamEvent]:
        """Take a decoded chunk, or a list of them; raises as `feed`."""
        if not isinstance(body, list):
            return self._chunk(body)
        return [event for chunk in body for event in self._chunk(chunk)]

    def finish(self) -> ProviderResult:
        """Conclude at the end of the body.

        Raises:
            StreamInterruptedError: No finish reason came.
        """
        if self._answer.finish is None:
            raise self._answer.interrupted("the stream ended without a finish reason")
        return self._result()

    def whole(self) -> ProviderResult:
        """Conclude an answer that was not streamed.

        Raises:
            ValueError: There was no candidate in it, or one that says nothing at all.
        """
        if self._index is None or (self._answer.is_empty and self._answer.finish is None):
            raise ValueError("no candidate in the answer has content or a finish reason")
        return self._result()

    def _result(self) -> ProviderResult:
        answer = self._answer
        if answer.finish is FinishReason.STOP and answer.has_tool_calls:
            answer.finish = FinishReason.TOOL_CALLS
        if self._signed:
            answer.vendor_state[PARTS_STATE] = _without_seams(self._parts)
        return answer.result()

    def _chunk(self, chunk: object) -> Sequence[StreamEvent]:
        if not isinstance(chunk, dict):
            raise TypeError(f"{type(chunk).__name__} instead of a response")
        if error_in(chunk) is not None:
            raise self._errors.error(gemini_facts_in(chunk))
        answer = self._answer
        if answer.served_model is None:
            answer.served_model = _text_of(chunk.get("modelVersion")) or None
        if answer.request_id is None:
            answer.request_id = _text_of(chunk.get("responseId")) or None
        answer.retires_on = answer.retires_on or _retirement(chunk.get("modelStatus"))
        events: list[StreamEvent] = []
        candidate = self._candidate(chunk.get("candidates"))
        if candidate is None:
            self._check_prompt(chunk.get("promptFeedback"))
        else:
            self._take_content(candidate.get("content"), events)
        self._take_usage(chunk.get("usageMetadata"), events)
        if candidate is not None and candidate.get("finishReason"):
            self._stop(candidate)
        return events

    def _candidate(self, candidates: object) -> dict[str, Any] | None:
        """The one candidate that is read: where several were asked for, the first to speak."""
        if not candidates:
            return None
        if not isinstance(candidates, list):
            raise TypeError(f"candidates: {type(candidates).__name__} instead of a list")
        for candidate in candidates:
            if not isinstance(candidate, dict):
                raise TypeError(f"candidates: {type(candidate).__name__} is no candidate")
            index = candidate.get("index") or 0
            if self._index is None:
                self._index = index
            if index == self._index:
                return candidate
        return None

    def _take_content(self, content: object, events: list[StreamEvent]) -> None:
        parts = content.get("parts") if isinstance(content, dict) else content
        if not parts:
            return
        if not isinstance(parts, list) or parts is content:
            raise TypeError("content: no list of parts in it")
        for part in parts:
            if not isinstance(part, dict):
                raise TypeError(f"content: {type(part).__name__} is no part")
            if part.get("text") is not None:
                self._take_text(part, _text_of(part["text"]), events)
            elif part.get("functionCall"):
                self._take_call(part, events)

    def _take_text(self, part: dict[str, Any], text: str, events: list[StreamEvent]) -> None:
        answer = self._answer
        if part.get("thought"):
            if text:
                events.append(answer.add_reasoning(text))
            if part.get(SIGNATURE):
                self._keep(part, {"text": text, "thought": True})
            return
        if text:
            events.append(answer.add_text(text))
        self._keep(part, {"text": text})

    def _take_call(self, part: dict[str, Any], events: list[StreamEvent]) -> None:
        call = part["functionCall"]
        if not isinstance(call, dict):
            raise TypeError(f"functionCall: {type(call).__name__} instead of an object")
        delta = self._answer.add_tool_call(
            _text_of(call.get("id")), _text_of(call["name"]), call.get("args")
        )
        events.append(delta)
        self._keep(part, {"call": delta.id})

    def _keep(self, part: dict[str, Any], kept: dict[str, Any]) -> None:
        """Remember a part and its signature, for the turn's way back to the vendor."""
        if part.get(SIGNATURE):
            kept[SIGNATURE] = part[SIGNATURE]
            self._signed = True
        self._parts.append(kept)

    def _take_usage(self, told: object, events: list[StreamEvent]) -> None:
        """Take counts; they are cumulative, so that the last ones hold."""
        if not told or told == self._usage or not isinstance(told, dict):
            return
        self._usage = told
        usage = usage_of(told)
        if usage is not None:
            events.append(self._answer.set_usage(usage))

    def _check_prompt(self, feedback: object) -> None:
        told = feedback.get("blockReason") if isinstance(feedback, dict) else None
        reason = _named(told, _BLOCK_NUMBERS)
        if reason:
            raise self._error(ContentFilteredError, "the prompt is blocked", reason)

    def _stop(self, candidate: dict[str, Any]) -> None:
        reason = _named(candidate["finishReason"], _FINISH_NUMBERS)
        answer = self._answer
        if reason in _FAILED and not (answer.has_tool_calls or answer.text):
            told = clean_text(_text_of(candidate.get("finishMessage")))
            raise self._error(GenerationFailedError, told or "the generation failed", reason)
        if reason:
            answer.finish = FINISH_REASONS.get(reason, FinishReason.OTHER)

    def _error(self, kind: type[ProviderError], message: str, reason: str) -> ProviderError:
        return kind(message, status=200, provider_code=reason, request_id=self._answer.request_id)


def _named(value: object, numbers: tuple[str, ...]) -> str:
    """The name of an enumeration's value, also where it came as a number; empty for none."""
    if isinstance(value, int):
        return numbers[value] if 0 <= value < len(numbers) else "OTHER"
    name = _text_of(value).upper()
    return "" if name.endswith("_UNSPECIFIED") else clean_text(name, 100)


def _retirement(status: object) -> date | None:
    """The day in a `modelStatus`; one that cannot be read is no reason to lose an answer."""
    told = status.get("retirementTime") if isinstance(status, dict) else None
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        return None


def _without_seams(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts with neighbouring texts joined, where neither bears a signature."""
    joined: list[dict[str, Any]] = []
    for part in parts:
        if joined and part.keys() == {"text"} == joined[-1].keys():
            joined[-1] = {"text": joined[-1]["text"] + part["text"]}
        elif part != {"text": ""}:
            joined.append(part)
    return joined


def _text_of(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    raise TypeError(f"{type(value).__name__} instead of a text")
