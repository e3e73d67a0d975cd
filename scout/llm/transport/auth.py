"""Runs a row's own `httpx.Auth` where it cannot carry a key to a place that may not see it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import httpx

from scout.errors import ProviderBugError, ProviderError, Sent
from scout.llm.providers.base import AuthFactory, Provider
from scout.llm.providers.keys import ApiKey
from scout.llm.providers.origins import origin_of
from scout.llm.retry import RetryContext
from scout.llm.steps import Send
from scout.llm.transport.foreign import provider_code, translated


class Authentication:
    """The `httpx.Auth` of each key, kept so that a token is fetched when it ends and not before."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ApiKey], httpx.Auth] = {}

    def of(self, step: Send, key: ApiKey) -> GuardedAuth | None:
        """The authentication of one `Send`; None where a header is all.

        Raises:
            ProviderError: The row's own code failed.
        """
        provider = step.candidate.provider
        if not isinstance(provider.auth, AuthFactory):
            return None
        inner = self._made.get((provider.name, key))
        if inner is None:
            with provider_code(provider, "auth", malformed=False):
                inner = provider.auth.make(key.reveal())
            self._made[provider.name, key] = inner
        return GuardedAuth(inner, provider, step.context)


class GuardedAuth(httpx.Auth):
    """Lets none of an inner authentication's requests leave the allowed origins, and counts them.

    A reply that the inner flow asks to see is read for it, but for the vendor's own answer while
    it is good: that one stays a stream.

    Args:
        inner: The row's authentication; whichever of its three flows it defines is run.
        provider: Its origin and `auth_origins` may see credentials.
        context: The bound on the sends of the call; all but the first request to the vendor
            itself, which is counted already, take one.
    """

    def __init__(self, inner: httpx.Auth, provider: Provider, context: RetryContext) -> None:
        self._inner = inner
        self._provider = provider
        self._context = context
        self._call: httpx.Request | None = None
        self._allowed = {provider.origin, *map(origin_of, provider.auth_origins)}

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """The inner flow, each of its requests checked."""
        self._call = request
        if self._inner.requires_request_body:
            request.read()
        own = self._has_own("sync_auth_flow")
        flow = self._inner.sync_auth_flow(request) if own else self._inner.auth_flow(request)
        outgoing = self._next(flow, None)
        while outgoing is not None:
            response = yield self._checked(outgoing, request)
            if not own and self._wants(response, is_answer=outgoing is request):
                response.read()
            outgoing = self._next(flow, response)

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The inner flow, each of its requests checked."""
        self._call = request
        if self._inner.requires_request_body:
            await request.aread()
        own = self._inner.async_auth_flow(request) if self._has_own("async_auth_flow") else None
        flow = self._inner.auth_flow(request)
        outgoing = self._next(flow, None) if own is None else await self._anext(own, None)
        while outgoing is not None:
            response = yield self._checked(outgoing, request)
            if own is not None:
                outgoing = await self._anext(own, response)
                continue
            if self._wants(response, is_answer=outgoing is request):
                await response.aread()
            outgoing = self._next(flow, response)

    def _next(
        self,
        flow: Generator[httpx.Request, httpx.Response, None],
        response: httpx.Response | None,
    ) -> httpx.Request | None:
        """The next request of a flow, None at its end; what it raises is the provider's bug."""
        try:
            return next(flow) if response is None else flow.send(response)
        except StopIteration:
            return None
        except (ProviderError, httpx.HTTPError):
            raise
        except Exception as error:  # noqa: BLE001 -- a row's own code may raise anything
            raise translated(self._provider, "auth", error, malformed=False) from None

    async def _anext(
        self,
        flow: AsyncGenerator[httpx.Request, httpx.Response],
        response: httpx.Response | None,
    ) -> httpx.Request | None:
        """As `_next`, for an async flow."""
        try:
            return await (anext(flow) if response is None else flow.asend(response))
        except StopAsyncIteration:
            return None
        except (ProviderError, httpx.HTTPError, TimeoutError):
            raise
        except Exception as error:  # noqa: BLE001 -- a row's own code may raise anything
            raise translated(self._provider, "auth", error, malformed=False) from None

    def _has_own(self, flow: str) -> bool:
        return getattr(type(self._inner), flow) is not getattr(httpx.Auth, flow)

    def _wants(self, response: httpx.Response, *, is_answer: bool) -> bool:
        good_answer = is_answer and response.status_code < 300
        return self._inner.requires_response_body and not good_answer

    def _checked(self, outgoing: httpx.Request, request: httpx.Request) -> httpx.Request:
        origin = origin_of(str(outgoing.url))
        if origin not in self._allowed:
            raise ProviderBugError(
                f"authentication would send a request to {origin}; name it in auth_origins",
                sent=Sent.NO,
            )
        if outgoing is self._call:
            self._call = None  # once; sent again it counts
        elif not self._context.admits_refresh():
            message = f"authentication asks for more than the {self._context.max_sends} sends"
            raise ProviderBugError(f"{message} that a call may make", sent=Sent.MAYBE)
        if "timeout" in request.extensions:  # a token is not waited for without limit either
            outgoing.extensions.setdefault("timeout", request.extensions["timeout"])
        return outgoing
