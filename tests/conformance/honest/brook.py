"""Brook, a made-up vendor that speaks JSON lines: a wire of its own, written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from scout.errors import (
    AuthenticationError,
    ContextLengthError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
    StreamInterruptedError,
)
from scout.llm.json_body import parse_json
from scout.llm.providers.base import HeaderKey, Model, Provider, WireReply, WireRequest
from scout.llm.retry import retry_after_s
from scout.llm.types import (
    Call,
    FinishReason,
    ProviderResult,
    StreamEvent,
    TextDelta,
    ToolCall,
    Usage,
    UsageUpdate,
)

_CLASSES: dict[int, type[ProviderError]] = {
    401: AuthenticationError,
    402: QuotaExhaustedError,
    403: PermissionDeniedError,
    404: ModelNotFoundError,
    429: RateLimitedError,
    503: OverloadedError,
    529: OverloadedError,
}
_FINISH = {"stop": FinishReason.STOP, "cap": FinishReason.LENGTH, "call": FinishReason.TOOL_CALLS}


def _error(status: int, body: object, headers: Mapping[str, str], now_s: float) -> ProviderError:
    means = _CLASSES.get(status) or (InvalidRequestError if status < 500 else ServerError)
    fault = body.get("fault") if isinstance(body, dict) else None
    said = str(fault.get("text", ""))[:500] if isinstance(fault, dict) else ""
    if status == 400 and "too many words" in said:
        means = ContextLengthError
    wait_s = retry_after_s(headers, now_s)
    return means(said or f"HTTP {status}", status=status, retry_after_s=wait_s)


def _usage(line: Mapping[str, Any]) -> Usage:
    counts = line.get("counts")
    if not isinstance(counts, dict):
        return Usage(estimated=True)
    read, written = counts.get("in", 0), counts.get("out", 0)
    if type(read) is not int or type(written) is not int or min(read, written) < 0:
        raise ValueError("counts are whole numbers")
    return Usage(read, output_tokens=written)


def _result(text: str, line: Mapping[str, Any], calls: tuple[ToolCall, ...]) -> ProviderResult:
    model = line.get("by")
    finish = _FINISH.get(str(line["end"]), FinishReason.OTHER)
    served = model if isinstance(model, str) else None
    return ProviderResult(text, calls, finish, _usage(line), served_model=served)


def _calls(line: Mapping[str, Any]) -> tuple[ToolCall, ...]:
    uses = line.get("use") or []
    if not isinstance(uses, list):
        raise TypeError("use is a list")
    return tuple(
        ToolCall(str(n), str(use["tool"]), dict(use["with"])) for n, use in enumerate(uses)
    )


class BrookDecoder:
    """Reads lines until the one that says how it ended."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._calls: tuple[ToolCall, ...] = ()
        self._last: Mapping[str, Any] | None = None

    @property
    def ended(self) -> bool:
        """Whether the last line has come."""
        return self._last is not None

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        """Read one line."""
        line = parse_json(data)
        if not isinstance(line, dict):
            raise TypeError("a line is an object")
        if "fault" in line:
            raise _error(500, line, {}, 0.0)
        piece = line.get("say", "")
        if not isinstance(piece, str):
            raise TypeError("say is a text")
        self._calls += _calls(line)
        if piece:
            self._pieces.append(piece)
            yield TextDelta(piece)
        if line.get("end"):
            self._last = line
            yield UsageUpdate(_usage(line))

    def finish(self) -> ProviderResult:
        """Conclude."""
        if self._last is None:
            error = StreamInterruptedError("the stream ended without an end")
            error.partial_text = "".join(self._pieces)
            raise error
        return _result("".join(self._pieces), self._last, self._calls)


@dataclass(frozen=True)
class BrookWire:
    """JSON lines over one path."""

    dialect: str = "brook"
    framing: Literal["sse", "ndjson"] = "ndjson"
    can_force_tools: bool = False

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Say a call in Brook's words."""
        body: dict[str, Any] = {
            "who": call.model,
            "talk": [self._turn(turn) for turn in call.messages],
            "flow": call.stream,
        }
        knobs = {"most": call.max_output_tokens, "temperature": call.temperature}
        body |= {name: value for name, value in knobs.items() if value is not None}
        if call.stop:
            body["until"] = list(call.stop)
        if call.tools and call.tool_choice != "none":
            body["tools"] = [
                {"tool": tool.name, "about": tool.description, "takes": tool.parameters}
                for tool in call.tools
            ]
        return WireRequest("/talk", body)

    def _turn(self, turn: Any) -> dict[str, Any]:
        said: dict[str, Any] = {"as": turn.role, "say": turn.text}
        if turn.tool_calls:
            said["use"] = [{"tool": c.name, "with": dict(c.arguments)} for c in turn.tool_calls]
        return said

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Read an answer."""
        body = reply.json()
        if not isinstance(body, dict):
            raise TypeError("an answer is an object")
        if "fault" in body:
            raise self.classify(reply, now_s)
        text = body["say"]
        if not isinstance(text, str):
            raise TypeError("say is a text")
        return _result(text, body, _calls(body))

    def stream_decoder(self) -> BrookDecoder:
        """A decoder for one stream."""
        return BrookDecoder()

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        """Name an error."""
        try:
            body = reply.json()
        except ValueError:
            body = None
        return _error(max(reply.status, 400), body, reply.headers, now_s)


BROOK = Provider(
    name="brook",
    base_url="https://brook.example",
    api_key_env=("BROOK_KEY",),
    model_prefixes=("brook-",),
    models=(
        Model("brook-1", 32_000, 4_000, source="brook's page, 2026-11-20"),
        Model("brook-2", 64_000, 8_000, source="brook's page, 2026-11-20"),
    ),
    default_model="brook-1",
    wire=BrookWire(),
    auth=HeaderKey("x-brook-key"),
    capabilities=frozenset({"stream", "tools"}),
    pricing={
        name: {
            "input_per_million": 0.0,
            "output_per_million": 0.0,
            "as_of": date(2026, 11, 20),
            "source": "brook's page",
        }
        for name in ("brook-1", "brook-2")
    },
    docs_url="https://brook.example/docs",
)
