"""A wire of JSON lines: every answer is a stream, so that one reader does for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from scout import errors
from scout.llm.json_body import parse_json
from scout.llm.providers.base import Provider, StreamDecoder, WireReply, WireRequest
from scout.llm.providers.wires.assembly import Assembly
from scout.llm.providers.wires.error_envelope import facts_in, facts_of
from scout.llm.providers.wires.error_table import ErrorTable, Rule
from scout.llm.providers.wires.token_count import token_count
from scout.llm.types import Call, FinishReason, Message, ProviderResult, StreamEvent, Usage

T = TypeVar("T")
DONE = {"stop": "stop", "length": "length", "calls": "tool_calls"}

# Acme writes {"error": "a sentence"}, with a status that says the rest.
ERRORS = ErrorTable(
    (
        Rule(errors.ContextLengthError, statuses={400}, says={"longer than the window"}),
        Rule(errors.ModelNotFoundError, statuses={400}, says={"no model"}),
        Rule(errors.OverloadedError, says={"is loading"}),
    )
)


@dataclass(frozen=True, slots=True)
class AcmeWire:
    """`POST /chat`, answered line by line; unless `live` is set all lines come at once."""

    dialect: str = "acme_stream_only"
    framing: Literal["sse", "ndjson"] = "ndjson"

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call in Acme's words; what the caller did not ask for is left out."""
        wanted = {"limit": call.max_output_tokens, "temperature": call.temperature}
        body: dict[str, Any] = {name: v for name, v in wanted.items() if v is not None}
        if call.stop:
            body["until"] = list(call.stop)
        if call.response_schema is not None:
            body["shape"] = call.response_schema
        if call.tools:
            body["choice"] = call.tool_choice
            body["tools"] = [[tool.name, tool.description, tool.parameters] for tool in call.tools]
        chat = [_turn(message) for message in call.messages]
        return WireRequest(
            "/chat", {"model": call.model, "chat": chat, "live": call.stream, **body}
        )

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read all lines; a KeyError, TypeError or ValueError says that they are no answer."""
        lines = AcmeStream()
        for line in filter(None, reply.body.split(b"\n")):
            for _ in lines.feed("", line):
                pass
        if not lines.ended:
            raise ValueError("lines without an end")
        return lines.finish()

    def stream_decoder(self) -> StreamDecoder:
        """A decoder for one stream."""
        return AcmeStream()

    def classify(self, reply: WireReply, now_s: float) -> errors.ProviderError:
        """Name an error by what it says, else by its status."""
        return ERRORS.error(facts_of(reply, now_s))


class AcmeStream:
    """Reads lines until the one that says `done`."""

    def __init__(self) -> None:
        self.ended = False
        self._answer = Assembly()

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        """Take one line."""
        line, answer = _as(dict, parse_json(data)), self._answer
        if "error" in line:
            raise ERRORS.error(replace(facts_in(line), status=500))
        answer.served_model = _as(str, line["model"])
        if _as(str, line.get("say", "")):
            yield answer.add_text(line["say"])
        for call in _as(list, line.get("calls", [])):
            yield answer.add_tool_call(None, _as(str, call["name"]), call["input"])
        if "done" in line:
            answer.finish = FinishReason(DONE.get(_as(str, line["done"]), "other"))
            read, wrote = map(token_count, _as(list, line["tokens"]))
            self.ended = True
            yield answer.set_usage(Usage(read, output_tokens=wrote))

    def finish(self) -> ProviderResult:
        """Conclude, or hand over what had come of an answer that is not whole."""
        if not self.ended:
            raise self._answer.interrupted("the lines ended without the one that says done")
        return self._answer.result()


def _turn(message: Message) -> Mapping[str, Any]:
    calls = [{"name": call.name, "input": dict(call.arguments)} for call in message.tool_calls]
    return {"as": message.role, "say": message.text, **({"calls": calls} if calls else {})}


def _as(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    return value
