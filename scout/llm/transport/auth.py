"""Runs a row's own `httpx.Auth` where it cannot carry a key to a place that may not see it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import httpx

from scout.errors import ProviderBugError, Sent
from scout.llm.providers.base import Provider, origin_of


class GuardedAuth(httpx.Auth):
    """Lets none of an inner authentication's requests leave the allowed origins.

    A reply that the inner flow asks to see is read for it, but for the vendor's own answer while
    it is good: that one stays a stream.

    Args:
        inner: The row's authentication; whichever of its three flows it defines is run.
        provider: Its origin and `auth_origins` may see credentials.
    """

    def __init__(self, inner: httpx.Auth, provider: Provider) -> None:
        self._inner = inner
        self._allowed = {provider.origin, *map(origin_of, provider.auth_origins)}

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """The inner flow, each of its requests checked."""
        if self._inner.requires_request_body:
            request.read()
        own = self._has_own("sync_auth_flow")
        flow = self._inner.sync_auth_flow(request) if own else self._inner.auth_flow(request)
        try:
            outgoing = next(flow)
            while True:
                response = yield self._checked(outgoing)
                if not own and self._wants(response, is_answer=outgoing is request):
                    response.read()
                outgoing = flow.send(response)
        except StopIteration:
            return

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The inner flow, each of its requests checked."""
        if self._inner.requires_request_body:
            await request.aread()
        own = self._inner.async_auth_flow(request) if self._has_own("async_auth_flow") else None
        flow = self._inner.auth_flow(request)
        try:
            outgoing = next(flow) if own is None else await anext(own)
            while True:
                response = yield self._checked(outgoing)
                if own is not None:
                    outgoing = await own.asend(response)
                    continue
                if self._wants(response, is_answer=outgoing is request):
                    await response.aread()
                outgoing = flow.send(response)
        except (StopIteration, StopAsyncIteration):
            return

    def _has_own(self, flow: str) -> bool:
        return getattr(type(self._inner), flow) is not getattr(httpx.Auth, flow)

    def _wants(self, response: httpx.Response, *, is_answer: bool) -> bool:
        good_answer = is_answer and response.status_code < 300
        return self._inner.requires_response_body and not good_answer

    def _checked(self, request: httpx.Request) -> httpx.Request:
        origin = origin_of(str(request.url))
        if origin not in self._allowed:
            raise ProviderBugError(
                f"authentication would send a request to {origin}; name it in auth_origins",
                sent=Sent.NO,
            )
        return request
