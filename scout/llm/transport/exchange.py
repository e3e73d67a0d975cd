"""One exchange with a vendor, but for the waiting: replies, streams, errors.

Both senders use what is here, so that async and sync mean the same. An outcome is a value:
a `ProviderResult`, or a `ProviderError` that is labelled, freed of the key and of every frame
that held it.
"""

from __future__ import annotations

import httpx

from scout.errors import (
    ConnectionFailedError,
    MalformedResponseError,
    ProviderError,
    ProviderTimeoutError,
    StreamInterruptedError,
)
from scout.llm.providers.base import Provider, WireReply
from scout.llm.providers.keys import ApiKey
from scout.llm.steps import Send
from scout.llm.transport.arrival import Head
from scout.llm.transport.foreign import provider_code, sound, translated
from scout.llm.transport.sent import sent_of
from scout.llm.types import ProviderResult

MAX_ERROR_BYTES = 2**20
"""How much of an error's body is read; what a vendor says of an error is far shorter."""


def note_headers(step: Send, head: Head, wall_s: float) -> None:
    """Keep a reply's headers for the plan, where it asks for them."""
    if step.heard is not None:
        step.heard.headers = head.headers
        step.heard.wall_s = wall_s


def read_answer(provider: Provider, reply: WireReply, now_s: float) -> ProviderResult:
    """Decode a whole reply.

    Raises:
        ProviderError: The reply is an error, or no answer.
    """
    if reply.status >= 300:
        with provider_code(provider, "classify", malformed=False):
            error = provider.wire.classify(reply, now_s)
        raise error
    with provider_code(provider, "decode"):
        return sound(provider.wire.decode(reply, now_s))


def exchange_error(error: Exception, provider: Provider, *, limit: str, heard: bool) -> Exception:
    """What ended an exchange, as one of scout's errors; a bug of scout's own stays what it is."""
    if isinstance(error, TimeoutError | httpx.HTTPError):
        return transport_error(error, limit=limit, heard=heard)
    if isinstance(error, ProviderError) or provider.transport is None:
        return error
    return translated(provider, "transport", error, malformed=False)


def transport_error(error: BaseException, *, limit: str = "", heard: bool = False) -> ProviderError:
    """What a transport's failure means for the call.

    Args:
        error: An httpx error, or the TimeoutError of scout's own limit.
        limit: Name of scout's limit that was in force.
        heard: Whether the head of a response had come.
    """
    sent = sent_of(error, answered=heard)
    name = type(error).__name__
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        limit = "connect_s"
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        late = ProviderTimeoutError(f"silent past {limit} ({name})", sent=sent)
        late.limit = limit
        return late
    if isinstance(error, httpx.DecodingError):
        return MalformedResponseError("the body's compression is broken", status=200, sent=sent)
    said = str(error)[:300]
    return ConnectionFailedError(f"{name}: {said}" if said else name, sent=sent)


def labelled(
    error: ProviderError, step: Send, key: ApiKey, *, status: int | None = None
) -> ProviderError:
    """The error as a value: who, with which key, without the key, without frames."""
    provider, model = step.candidate.key
    error.provider, error.model, error.key_id = provider, model, step.key_id
    if error.status is None:
        error.status = status
    error.redact(key.reveal())
    if isinstance(error, StreamInterruptedError) and error.cause is not None:
        labelled(error.cause, step, key)
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def is_stream(head: Head, provider: Provider) -> bool:
    """Whether a good reply to a streamed call is a stream; some vendors answer whole."""
    if provider.wire.framing != "sse":
        return True
    kind = head.headers.get("content-type", "")
    return not kind.lower().startswith(("application/json", "text/html"))
