"""Builds requests: what is the same each time is built once."""

from __future__ import annotations

import json
from typing import NamedTuple

import httpx

from scout.errors import InvalidRequestError, ProviderBugError, Sent
from scout.llm.providers.base import Provider, WireRequest
from scout.llm.providers.keys import ApiKey
from scout.llm.providers.origins import origin_of
from scout.llm.steps import Send
from scout.llm.transport.body import ACCEPTED
from scout.llm.transport.foreign import provider_code
from scout.llm.transport.http1_request import Http1Request, Place, head_of, place_of
from scout.llm.transport.transport_limits import Waits

MAX_PREBUILT = 16_384
"""Prebuilt targets: more than anybody has keys and paths; past this they begin anew."""

_AGENT = "scout-core"
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)  # `dumps` makes one each time


class Target(NamedTuple):
    """Where a request goes and with which headers, but for the length of its body.

    Attributes:
        method: Its method.
        url: Its address.
        headers: Its headers, the key's among them.
        place: Where its connection leads.
        head: Request line and headers in bytes.
    """

    method: str
    url: httpx.URL
    headers: httpx.Headers
    place: Place
    head: bytes


class Outgoing(NamedTuple):
    """One request, for whichever transport.

    Attributes:
        target: Where it goes.
        content: Its body.
        waits: How long each of its waits may last.
    """

    target: Target
    content: bytes
    waits: Waits

    def for_http1(self) -> Http1Request:
        """The request in bytes."""
        target, content = self.target, self.content
        length = b"Content-Length: %d\r\n\r\n" % len(content)
        return Http1Request(target.method, target.head + length, content)

    def for_httpx(self) -> httpx.Request:
        """The same as httpx has it."""
        target, content = self.target, self.content
        request = httpx.Request(
            target.method,
            target.url,
            headers=target.headers,  # which the request copies
            stream=httpx.ByteStream(content),
            extensions={"timeout": self.waits.for_httpx()},
        )
        request.headers["Content-Length"] = str(len(content))
        return request


class RequestBuilder:
    """Builds requests; a target is built once per key and path.

    Args:
        bounds_reads: Whether the transport is to end a silence; not where the sender can end any
            wait by itself, since the limit of a read is not the same all through a stream.
    """

    def __init__(self, *, bounds_reads: bool) -> None:
        self._bounds_reads = bounds_reads
        self._targets: dict[tuple[object, ...], Target] = {}

    def build(self, step: Send, key: ApiKey) -> Outgoing:
        """The request of one `Send`.

        Raises:
            ProviderError: The wire failed, or the call cannot be said in JSON.
        """
        provider = step.candidate.provider
        with provider_code(provider, "encode", malformed=False):
            wired = provider.wire.encode(step.call, provider)
            target = self._target(provider, wired, key)
        try:
            body = _body_of(wired)
        except (TypeError, ValueError) as error:
            raise InvalidRequestError(f"the call is not JSON: {error}", sent=Sent.NO) from None
        return Outgoing(target, body, self._waits(step))

    def _target(self, provider: Provider, wired: WireRequest, key: ApiKey) -> Target:
        said = (provider.base_url, wired.method, wired.path, wired.query, key, wired.headers)
        target = self._targets.get(said)
        if target is None:
            if len(self._targets) >= MAX_PREBUILT:
                self._targets.clear()
            target = self._targets[said] = _target(provider, wired, key)
        return target

    def _waits(self, step: Send) -> Waits:
        limits = step.limits
        silence_s = limits.first_token_s if step.call.stream else limits.answer_s
        read_s = silence_s if self._bounds_reads else None
        return Waits(limits.connect_s, limits.connect_s, silence_s, read_s)


def _body_of(wired: WireRequest) -> bytes:
    """The body; a GET has none, and some vendors' front ends refuse one."""
    if wired.method == "GET":
        return b""
    return _ENCODER.encode(wired.json).encode()


def _target(provider: Provider, wired: WireRequest, key: ApiKey) -> Target:
    url = httpx.URL(provider.base_url.rstrip("/") + wired.path, params=wired.query or None)
    if origin_of(str(url)) != provider.origin:
        raise ProviderBugError(f"the wire leaves {provider.origin} for {url}", sent=Sent.NO)
    base = {
        "Host": url.netloc.decode("ascii"),
        "Accept": "*/*",
        "Accept-Encoding": ACCEPTED,
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
    }
    held = provider.auth.headers(key.reveal())
    headers = httpx.Headers([*base.items(), *wired.headers, *held])
    head = head_of(wired.method, url, headers.raw)
    return Target(wired.method, url, headers, place_of(url), head)
