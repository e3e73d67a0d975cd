"""Acme's own wire: turns made of parts go out, parts or named events come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from scout import errors
from scout.llm.json_body import parse_json
from scout.llm.providers.base import Provider, StreamDecoder, WireReply, WireRequest
from scout.llm.providers.wires.assembly import Assembly
from scout.llm.providers.wires.error_envelope import body_of, facts_in, facts_of
from scout.llm.providers.wires.error_table import ErrorFacts, ErrorTable, Rule
from scout.llm.providers.wires.token_count import token_count
from scout.llm.types import Call, FinishReason, Message, ProviderResult, StreamEvent, Usage

T = TypeVar("T")
FINISH = {"complete": "stop", "limit": "length", "tool": "tool_calls", "filtered": "content_filter"}

# Only what the HTTP status does not say by itself: scout knows what a 401, 403, 429 or 5xx means.
ERRORS = ErrorTable(
    (
        Rule(errors.AuthenticationError, codes={"bad_key"}),
        Rule(errors.QuotaExhaustedError, codes={"purse_empty"}),
        Rule(errors.ContextLengthError, codes={"bad_request"}, says={"context window"}),
        Rule(errors.ModelNotFoundError, codes={"no_such_model"}),
        Rule(errors.OverloadedError, codes={"busy"}),
    )
)


@dataclass(frozen=True, slots=True)
class AcmeWire:
    """`POST /turns`, answered whole or as server-sent events that have names."""

    dialect: str = "acme_native"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call in Acme's words; what the caller did not ask for is left out."""
        wanted: dict[str, Any] = {
            "answer_tokens": call.max_output_tokens,
            "temperature": call.temperature,
            "seed": call.seed,
            "stop_at": list(call.stop) or None,
            "answer_schema": call.response_schema,
            "tool_use": call.tool_choice if call.tools else None,
            "events": call.stream or None,
        }
        body = {name: value for name, value in wanted.items() if value is not None}
        for tool in call.tools:
            said = {"name": tool.name, "about": tool.description, "input": tool.parameters}
            body.setdefault("tools", []).append(said)
        turns = [_turn(message) for message in call.messages]
        return WireRequest("/turns", {"model": call.model, "turns": turns, **body})

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read a whole answer; a KeyError, TypeError or ValueError says that it is none."""
        body = _as(dict, reply.json())
        if "problem" in body:
            raise self.classify(reply, now_s)
        answer = Assembly()
        _read_head(answer, body)
        for part in body["parts"]:
            if part["kind"] == "text":
                answer.add_text(_as(str, part["text"]))
            elif part["kind"] == "tool":
                answer.add_tool_call(_as(str, part["id"]), _as(str, part["name"]), part["input"])
        _read_end(answer, body)
        return answer.result()

    def stream_decoder(self) -> StreamDecoder:
        """A decoder for one stream."""
        return AcmeStream()

    def classify(self, reply: WireReply, now_s: float) -> errors.ProviderError:
        """Name an error by Acme's code, else by its status."""
        return ERRORS.error(_with_problem(facts_of(reply, now_s), body_of(reply)))


class AcmeStream:
    """Reads the events of one stream until `end`; an event it does not know means nothing."""

    def __init__(self) -> None:
        self.ended = False
        self._answer = Assembly()

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        """Take one event."""
        body, answer = _as(dict, parse_json(data)), self._answer
        if event == "begin":
            _read_head(answer, body)
        elif event == "text" and body["text"]:
            yield answer.add_text(_as(str, body["text"]))
        elif event == "tool":
            call_id, name, piece = (_as(str, body.get(key, "")) for key in ("id", "name", "input"))
            yield answer.add_tool_fragment(body["slot"], call_id, name, piece)
        elif event == "end":
            yield answer.set_usage(_read_end(answer, body))
            self.ended = True
        elif event == "problem":
            raise ERRORS.error(_with_problem(facts_in(body), {"problem": body}))

    def finish(self) -> ProviderResult:
        """Conclude, or hand over what had come of an answer that is not whole."""
        if not self.ended:
            raise self._answer.interrupted("the stream ended without its end event")
        return self._answer.result()


def _turn(message: Message) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"kind": "text", "text": message.text}] if message.text else []
    if message.role == "tool":
        parts = [{"kind": "result", "of": message.tool_call_id, "text": message.text}]
    for call in message.tool_calls:
        made = {"id": call.id, "name": call.name, "input": dict(call.arguments)}
        parts.append({"kind": "tool", **made})
    return {"by": message.role, "parts": parts}


def _read_head(answer: Assembly, body: Mapping[str, Any]) -> None:
    answer.request_id, answer.served_model = _as(str, body["id"]), _as(str, body["model"])


def _read_end(answer: Assembly, body: Mapping[str, Any]) -> Usage:
    answer.finish = FinishReason(FINISH.get(_as(str, body["ended"]), "other"))
    metered = _as(dict, body["metered"])
    counts = (metered.get(name) for name in ("prompt", "cached", "answer", "thought"))
    prompt, cached, wrote, thought = map(token_count, counts)
    # Acme's prompt holds what its cache served, its answer holds the thinking; scout's do not.
    cached, thought = min(cached, prompt), min(thought, wrote)
    answer.usage = Usage(prompt - cached, cached, 0, wrote - thought, thought)
    return answer.usage


def _with_problem(facts: ErrorFacts, body: object) -> ErrorFacts:
    """The facts that any vendor's error shows, with what stands in Acme's `problem`."""
    problem = body.get("problem") if isinstance(body, Mapping) else None
    if not isinstance(problem, Mapping):
        return facts
    wait_s, code, says = (problem.get(name) for name in ("wait_s", "code", "says"))
    if facts.retry_after_s is None and isinstance(wait_s, int) and 0 < wait_s < 86_400:
        facts = replace(facts, retry_after_s=float(wait_s))
    return replace(facts, code=str(code or ""), message=str(says or ""))


def _as(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    return value
