"""One exchange with a vendor, but for the waiting: requests, replies, streams, errors.

Both senders use what is here, so that async and sync mean the same. An outcome is a value:
a `ProviderResult`, or a `ProviderError` that is labelled, freed of the key and of every frame
that held it.
"""

from __future__ import annotations

import json
from typing import TypeVar

import httpx

from scout.errors import (
    ConnectionFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    Sent,
    StreamInterruptedError,
)
from scout.llm.providers.base import Provider, WireReply, WireRequest
from scout.llm.providers.keys import ApiKey
from scout.llm.providers.origins import origin_of
from scout.llm.steps import Send
from scout.llm.transport.body import ACCEPTED
from scout.llm.transport.foreign import provider_code, sound
from scout.llm.transport.sent import sent_of
from scout.llm.types import (
    ProviderResult,
)

MAX_ERROR_BYTES = 2**20
"""How much of an error's body is read; what a vendor says of an error is far shorter."""

MAX_PREBUILT = 16_384
"""Prebuilt addresses, and headers of keys: more than anybody has; past this they begin anew."""

T = TypeVar("T")

_AGENT = "scout-core"
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)  # `dumps` makes one each time


class _Cache(dict[tuple[object, ...], T]):
    """What is built once, up to a bound."""

    def put(self, place: tuple[object, ...], value: T) -> T:
        if len(self) >= MAX_PREBUILT:
            self.clear()
        self[place] = value
        return value


class RequestBuilder:
    """Builds requests; an address is built once per path, and headers once per key.

    Args:
        bounds_reads: Whether the transport is to end a silence; not where the sender can end any
            wait by itself, since the limit of a read is not the same all through a stream.
    """

    def __init__(self, *, bounds_reads: bool) -> None:
        self._bounds_reads = bounds_reads
        self._urls: _Cache[httpx.URL] = _Cache()
        self._headers: _Cache[httpx.Headers] = _Cache()

    def build(self, step: Send, key: ApiKey) -> httpx.Request:
        """The HTTP request of one `Send`.

        Raises:
            ProviderError: The wire failed, or the call cannot be said in JSON.
        """
        provider = step.candidate.provider
        with provider_code(provider, "encode", malformed=False):
            wired = provider.wire.encode(step.call, provider)
            url, headers = self._target(provider, wired, key)
        try:
            body = _body_of(wired)
        except (TypeError, ValueError) as error:
            raise InvalidRequestError(f"the call is not JSON: {error}", sent=Sent.NO) from None
        request = httpx.Request(
            wired.method,
            url,
            headers=headers,  # which the request copies
            stream=httpx.ByteStream(body),
            extensions=self._timeouts(step),
        )
        request.headers["Content-Length"] = str(len(body))
        return request

    def _target(
        self, provider: Provider, wired: WireRequest, key: ApiKey
    ) -> tuple[httpx.URL, httpx.Headers]:
        place = (provider.name, wired.path, wired.query)
        url = self._urls.get(place)
        if url is None:
            url = self._urls.put(place, _address(provider, wired))
        said = (provider.name, key, wired.headers)
        headers = self._headers.get(said)
        if headers is None:
            headers = self._headers.put(said, _headers(provider, wired, url, key))
        return url, headers

    def _timeouts(self, step: Send) -> dict[str, dict[str, float | None]]:
        limits = step.limits
        silence_s = limits.first_token_s if step.call.stream else limits.answer_s
        return {
            "timeout": {
                "connect": limits.connect_s,
                "pool": limits.connect_s,
                "read": silence_s if self._bounds_reads else None,
                "write": silence_s,
            }
        }


def _body_of(wired: WireRequest) -> bytes:
    """The body; a GET has none, and some vendors' front ends refuse one."""
    if wired.method == "GET":
        return b""
    return _ENCODER.encode(wired.json).encode()


def _address(provider: Provider, wired: WireRequest) -> httpx.URL:
    url = httpx.URL(provider.base_url.rstrip("/") + wired.path, params=wired.query or None)
    if origin_of(str(url)) != provider.origin:
        raise ProviderBugError(f"the wire leaves {provider.origin} for {url}", sent=Sent.NO)
    return url


def _headers(provider: Provider, wired: WireRequest, url: httpx.URL, key: ApiKey) -> httpx.Headers:
    base = {
        "Host": url.netloc.decode("ascii"),
        "Accept": "*/*",
        "Accept-Encoding": ACCEPTED,
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
    }
    held = provider.auth.headers(key.reveal())
    return httpx.Headers([*base.items(), *wired.headers, *held])


def headers_of(response: httpx.Response) -> dict[str, str]:
    """Header values by lower-case name; a repeated header is one, its values after commas."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.lower().decode("ascii", "replace"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def note_headers(step: Send, response: httpx.Response, wall_s: float) -> None:
    """Keep a reply's headers for the plan, where it asks for them."""
    if step.heard is not None:
        step.heard.headers = headers_of(response)
        step.heard.wall_s = wall_s


def reply_of(response: httpx.Response, body: bytes) -> WireReply:
    """A reply as wires read it."""
    return WireReply(response.status_code, headers_of(response), body)


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


def is_stream(response: httpx.Response, provider: Provider) -> bool:
    """Whether a good reply to a streamed call is a stream; some vendors answer whole."""
    if provider.wire.framing != "sse":
        return True
    kind = response.headers.get("content-type", "")
    return not kind.lower().startswith(("application/json", "text/html"))
