"""A good wire with a hand in it: each of its functions can be changed without writing a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from scout.errors import ProviderError
from scout.llm.providers.base import Provider, StreamDecoder, WireReply, WireRequest
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import Call, ProviderResult, StreamEvent
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.animal import Animal, altered

Body = dict[str, Any]


def _same_call(call: Call) -> Call:
    return call


def _same_request(call: Call, request: WireRequest) -> WireRequest:  # noqa: ARG001 -- one shape
    return request


def _same_reply(reply: WireReply) -> WireReply:
    return reply


def _same_result(result: ProviderResult) -> ProviderResult:
    return result


def _same_error(reply: WireReply, error: ProviderError) -> ProviderError:  # noqa: ARG001 -- likewise
    return error


def _same_decoder(decoder: StreamDecoder) -> StreamDecoder:
    return decoder


@dataclass(frozen=True, slots=True)
class Meddled(OpenAIChat):
    """The OpenAI chat wire, meddled with.

    Attributes:
        on_call: Changes what is to be encoded.
        on_request: Changes what was encoded.
        on_reply: Changes what is to be decoded.
        on_result: Changes what was decoded.
        on_error: Changes what was classified.
        on_decoder: Wraps the decoder of a stream.
    """

    output_limit_field: str = "max_completion_tokens"
    on_call: Callable[[Call], Call] = _same_call
    on_request: Callable[[Call, WireRequest], WireRequest] = _same_request
    on_reply: Callable[[WireReply], WireReply] = _same_reply
    on_result: Callable[[ProviderResult], ProviderResult] = _same_result
    on_error: Callable[[WireReply, ProviderError], ProviderError] = _same_error
    on_decoder: Callable[[StreamDecoder], StreamDecoder] = _same_decoder

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """Encode, meddled with before and after."""
        return self.on_request(call, OpenAIChat.encode(self, self.on_call(call), provider))

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        """Decode, meddled with before and after."""
        return self.on_result(OpenAIChat.decode(self, self.on_reply(reply), now_s))

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        """Classify, meddled with after."""
        return self.on_error(reply, OpenAIChat.classify(self, reply, now_s))

    def stream_decoder(self) -> StreamDecoder:
        """Decode a stream, through a wrapper."""
        return self.on_decoder(OpenAIChat.stream_decoder(self))


class Wrapped:
    """A stream decoder around another one; subclasses meddle.

    Args:
        inner: The good decoder.
    """

    def __init__(self, inner: StreamDecoder) -> None:
        self.inner = inner

    @property
    def ended(self) -> bool:
        """As the inner one says."""
        return self.inner.ended

    def feed(self, event: str, data: bytes) -> Iterable[StreamEvent]:
        """Feed the inner one."""
        return self.inner.feed(event, data)

    def finish(self) -> ProviderResult:
        """Finish the inner one."""
        return self.inner.finish()


def with_body(request: WireRequest, change: Callable[[Body], Body]) -> WireRequest:
    """A request with another body."""
    return replace(request, json=change(dict(request.json)))


def without_field(name: str) -> Callable[[Call, WireRequest], WireRequest]:
    """Drops a field of the body."""

    def drop(_: Call, request: WireRequest) -> WireRequest:
        return with_body(request, lambda body: {k: v for k, v in body.items() if k != name})

    return drop


def with_field(**fields: Any) -> Callable[[Call, WireRequest], WireRequest]:
    """Adds fields to the body."""
    return lambda _, request: with_body(request, lambda body: {**body, **fields})


def instead(means: type[ProviderError], *statuses: int) -> Callable[..., ProviderError]:
    """Gives another class for some statuses."""

    def swap(reply: WireReply, error: ProviderError) -> ProviderError:
        if reply.status not in statuses:
            return error
        return means(error.message, status=reply.status, retry_after_s=error.retry_after_s)

    return swap


def meddled(name: str, *fails: str, claims: str = "", **hooks: Any) -> Animal:
    """Acme with a meddled wire, and perhaps a further capability."""
    capabilities = ACME.capabilities | ({claims} if claims else set())
    return altered(name, *fails, wire=Meddled(**hooks), capabilities=capabilities)
