"""A row's own authentication: each of its forms runs, and none of them carries a key away."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Generator

import httpx
import pytest

from scout.errors import ProviderBugError
from scout.llm.providers.base import AuthFactory
from scout.llm.providers.groq import GROQ
from scout.llm.retry import RetryContext
from scout.llm.transport.auth import GuardedAuth

TOKEN_URL = "https://login.example/token"
ROW = dataclasses.replace(
    GROQ, auth=AuthFactory(lambda _: httpx.Auth()), auth_origins=("https://login.example",)
)


class Exchange(httpx.Auth):
    """Fetches a token first, and reads it out of the reply."""

    requires_response_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Token, then the call."""
        reply = yield httpx.Request("POST", TOKEN_URL)
        request.headers["Authorization"] = f"Bearer {reply.json()['token']}"
        yield request


class OnlyAsync(httpx.Auth):
    """Defines nothing but the async flow."""

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Token, then the call."""
        reply = yield httpx.Request("POST", TOKEN_URL)
        await reply.aread()
        request.headers["Authorization"] = f"Bearer {reply.json()['token']}"
        yield request


class OnlySync(httpx.Auth):
    """Defines nothing but the sync flow."""

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Token, then the call."""
        reply = yield httpx.Request("POST", TOKEN_URL)
        reply.read()
        request.headers["Authorization"] = f"Bearer {reply.json()['token']}"
        yield request


class Astray(httpx.Auth):
    """Sends the call's key to a place nobody named."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Somewhere else."""
        yield httpx.Request("POST", "https://elsewhere.example/", headers=request.headers)


def _vendor(request: httpx.Request) -> httpx.Response:
    if request.url.host == "login.example":
        return httpx.Response(200, json={"token": "fresh"})
    assert request.headers["Authorization"] == "Bearer fresh"
    return httpx.Response(200, content=iter([b"a", b"b"]))


async def _avendor(request: httpx.Request) -> httpx.Response:
    if request.url.host == "login.example":
        return httpx.Response(200, json={"token": "fresh"})
    assert request.headers["Authorization"] == "Bearer fresh"

    async def pieces() -> AsyncGenerator[bytes, None]:
        yield b"a"
        yield b"b"

    return httpx.Response(200, content=pieces())


@pytest.mark.parametrize("inner", [Exchange(), OnlyAsync()])
def test_an_async_call_runs_the_flow_that_is_there_and_keeps_the_answer_a_stream(
    inner: httpx.Auth,
) -> None:
    """The token's reply is read for the flow; the vendor's answer is not."""

    async def call() -> bool:
        async with httpx.AsyncClient(transport=httpx.MockTransport(_avendor)) as client:
            request = httpx.Request("POST", ROW.base_url)
            response = await client.send(
                request, stream=True, auth=GuardedAuth(inner, ROW, RetryContext())
            )
            consumed = response.is_stream_consumed
            await response.aclose()
            return consumed

    assert asyncio.run(call()) is False


@pytest.mark.parametrize("inner", [Exchange(), OnlySync()])
def test_a_sync_call_runs_the_flow_that_is_there_and_keeps_the_answer_a_stream(
    inner: httpx.Auth,
) -> None:
    """As for async calls."""
    with httpx.Client(transport=httpx.MockTransport(_vendor)) as client:
        request = httpx.Request("POST", ROW.base_url)
        response = client.send(request, stream=True, auth=GuardedAuth(inner, ROW, RetryContext()))
        assert response.is_stream_consumed is False
        response.close()


def test_a_flow_that_leaves_the_allowed_origins_is_a_bug_of_the_provider() -> None:
    """The message names the origin and the remedy."""
    with (
        httpx.Client(transport=httpx.MockTransport(_vendor)) as client,
        pytest.raises(ProviderBugError, match=r"elsewhere\.example:443; name it in auth_origins"),
    ):
        client.get(ROW.base_url, auth=GuardedAuth(Astray(), ROW, RetryContext()))


class Endless(httpx.Auth):
    """Asks for a token again and again."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Never satisfied."""
        while True:
            yield httpx.Request("POST", TOKEN_URL)


def test_a_token_refresh_is_one_of_the_sends_of_the_call() -> None:
    """The call itself is counted by its plan."""
    context = RetryContext(max_sends=5, sends=1)
    with httpx.Client(transport=httpx.MockTransport(_vendor)) as client:
        client.post(ROW.base_url, auth=GuardedAuth(Exchange(), ROW, context))
    assert context.sends == 2


def test_an_authentication_that_never_ends_is_ended_by_the_bound_of_the_call() -> None:
    """Five sends are five sends."""
    context = RetryContext(max_sends=5, sends=1)
    with (
        httpx.Client(transport=httpx.MockTransport(_vendor)) as client,
        pytest.raises(ProviderBugError, match="more than the 5 sends"),
    ):
        client.post(ROW.base_url, auth=GuardedAuth(Endless(), ROW, context))
    assert context.sends == 5


class Broken(httpx.Auth):
    """Trips over its own token's reply."""

    requires_response_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """No such field."""
        reply = yield httpx.Request("POST", TOKEN_URL)
        request.headers["Authorization"] = reply.json()["no such field"]
        yield request


def test_what_an_authentication_raises_is_a_bug_of_the_provider() -> None:
    """The place in its code is named."""
    guarded = GuardedAuth(Broken(), ROW, RetryContext())
    with (
        httpx.Client(transport=httpx.MockTransport(_vendor)) as client,
        pytest.raises(ProviderBugError, match=r"auth raised KeyError.*test_auth\.py"),
    ):
        client.post(ROW.base_url, auth=guarded)
