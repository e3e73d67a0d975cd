"""A row's own `httpx.Auth`: kept per key, kept to its origins, counted, named when it breaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

import httpx
import pytest

from scout.errors import ConnectionFailedError, ProviderBugError, ProviderError
from scout.llm.providers.base import AuthFactory, Provider
from scout.llm.types import LLMResponse
from tests.llm.router.bench import Reply, Stage, fails, hangs, refuses, row, says, streams

TOKEN_URL = "https://api.t.example/token"
TOKEN = Reply(body=b'{"token": "t-1"}')

Flow = Generator[httpx.Request, httpx.Response, None]
Ask = Callable[..., LLMResponse]


class Exchanging(httpx.Auth):
    """Exchanges the key for a token, once, and again where the vendor refuses the token."""

    requires_response_body = True

    def __init__(self, key: str) -> None:
        self._key = key
        self._token = ""

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Fetch, send, and on a 401 fetch and send once more."""
        if not self._token:
            yield from self._fetch()
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == 401:
            yield from self._fetch()
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _fetch(self) -> Flow:
        response = yield httpx.Request("POST", TOKEN_URL, headers={"x-key": self._key})
        self._token = response.json()["token"]


def vendor(make: Callable[[str], httpx.Auth], **fields: Any) -> list[Provider]:
    """Row `a` with authentication of its own, row `b` without."""
    usual = {"auth": AuthFactory(make), "auth_origins": ("https://api.t.example",)}
    return [row("a", "a-1", **{**usual, **fields}), row("b", "b-1")]


@pytest.fixture(params=["async", "sync"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Call a stage's router in both ways."""

    def run(stage: Stage, **options: Any) -> LLMResponse:
        if request.param == "sync":
            return stage.router.call_sync("hi", model="a-1", **options)
        return stage.play(stage.router.call("hi", model="a-1", **options))

    return run


def test_a_token_is_fetched_once_and_serves_the_next_calls(ask: Ask) -> None:
    """The authentication of a key outlives the call."""
    stage = Stage({"a": [streams("fine")], "t": [TOKEN]}, rows=vendor(Exchanging))
    for _ in range(3):
        assert ask(stage).text == "fine"
    assert stage.hosts == "taaa"
    assert stage.asked[0].headers["x-key"] == "sk-a-1"
    assert stage.asked[1].headers["authorization"] == "Bearer t-1"
    stage.check_nothing_left()


def test_each_key_has_its_own_token(ask: Ask) -> None:
    """Rotation asks for another."""
    script = {"a": [fails(429, retry_after="30"), streams("fine")], "t": [TOKEN]}
    stage = Stage(script, rows=vendor(Exchanging), keys=2)
    assert ask(stage).text == "fine"
    assert stage.hosts == "tata"
    assert [request.headers["x-key"] for request in stage.asked[::2]] == ["sk-a-1", "sk-a-2"]


def test_a_refresh_counts_as_a_send_of_the_call(ask: Ask) -> None:
    """Token, refusal, token, answer: four sends; a call of three is not allowed the fourth."""
    script = {"a": [fails(401), streams("fine")], "t": [TOKEN]}
    assert ask(Stage(script, rows=vendor(Exchanging), max_sends_per_call=4)).text == "fine"
    stage = Stage(script, rows=vendor(Exchanging), max_sends_per_call=3)
    with pytest.raises(ProviderBugError, match="more than the 3 sends"):
        ask(stage)
    assert stage.hosts == "tat"
    stage.check_nothing_left()


class Endless(Exchanging):
    """Is never content with its token."""

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Fetch for ever."""
        while True:
            yield from self._fetch()


def test_an_authentication_that_never_ends_is_ended(ask: Ask) -> None:
    """At the bound of the call, which other candidates then have used up as well."""
    stage = Stage({"t": [TOKEN], "b": [streams("b")]}, rows=vendor(Endless))
    with pytest.raises(ProviderBugError, match="more than the 12 sends"):
        ask(stage, fallbacks=["b-1"])
    assert stage.hosts == "t" * 11  # the twelfth is kept for the request itself


@pytest.mark.claim(
    "key-origins",
    "It goes to the origin of `base_url` only, and to those that `auth_origins` lists.",
)
def test_credentials_go_to_named_origins_only(ask: Ask) -> None:
    """The token endpoint is named on the row, or nothing is sent to it."""
    rows = vendor(Exchanging, auth_origins=())
    stage = Stage({"b": [streams("b")]}, rows=rows)
    response = ask(stage, fallbacks=["b-1"])
    assert stage.hosts == "b"
    assert "https://api.t.example:443; name it in auth_origins" in response.attempts[0].reason


class Astray(httpx.Auth):
    """Sends the request somewhere else."""

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Point the request to another host."""
        request.url = httpx.URL("https://api.b.example/steal")
        yield request


def test_the_request_itself_may_not_be_led_astray(ask: Ask) -> None:
    """Nor may any other after it."""
    stage = Stage({"b": [streams("b")]}, rows=vendor(lambda _: Astray()))
    with pytest.raises(ProviderBugError, match=r"would send a request to https://api\.b\.example"):
        ask(stage)
    assert stage.asked == []


def broken(where: str) -> Callable[[str], httpx.Auth]:
    """An authentication with a bug when it is made, before or after the request."""

    class Broken(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Flow:
            if where == "before":
                raise KeyError("token")
            yield request
            raise KeyError("token")

    def make(key: str) -> httpx.Auth:
        if where == "made":
            raise KeyError("token")
        return Broken()

    return make


@pytest.mark.parametrize("where", ["made", "before", "after"])
def test_a_bug_of_the_authentication_is_named_and_falls_back(ask: Ask, where: str) -> None:
    """With the row, the exception and the line; no retry."""
    script = {"a": [says("lost")], "b": [says("b")]}
    stage = Stage(script, rows=vendor(broken(where)), upstream_stream="never")
    response = ask(stage, fallbacks=["b-1"])
    assert response.provider == "b"
    assert response.attempts[0].outcome == "ProviderBugError"
    assert "a's auth raised KeyError: 'token' (at " in response.attempts[0].reason
    stage.check_nothing_left()


@pytest.mark.parametrize("reply", [refuses(), hangs()], ids=["refused", "silent"])
def test_a_token_endpoint_that_is_down_is_the_network_s_fault(ask: Ask, reply: Reply) -> None:
    """Retried or left as such, within the limits, and no bug of anybody's."""
    stage = Stage({"t": [reply], "b": [streams("b")]}, rows=vendor(Exchanging))
    response = ask(stage, fallbacks=["b-1"])
    assert response.provider == "b"
    kinds = {attempt.outcome for attempt in response.attempts[:-1]}
    assert kinds == {"ConnectionFailedError" if reply.breaks else "ProviderTimeoutError"}
    assert stage.clock.now() <= 11.0
    assert issubclass(ConnectionFailedError, ProviderError)


class AsyncOnly(httpx.Auth):
    """Has a flow for async clients alone, as httpx allows."""

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign."""
        request.headers["x-signed"] = "yes"
        yield request


class SyncOnly(httpx.Auth):
    """Has a flow for blocking clients alone."""

    def sync_auth_flow(self, request: httpx.Request) -> Flow:
        """Sign."""
        request.headers["x-signed"] = "yes"
        yield request


def test_flows_for_one_kind_of_client_are_run() -> None:
    """An Auth that does its own waiting writes one flow for each kind."""
    stage = Stage({"a": [streams("fine")]}, rows=vendor(lambda _: AsyncOnly()))
    stage.play(stage.router.call("hi", model="a-1"))
    assert stage.asked[0].headers["x-signed"] == "yes"
    stage = Stage({"a": [streams("fine")]}, rows=vendor(lambda _: SyncOnly()))
    stage.router.call_sync("hi", model="a-1")
    assert stage.asked[0].headers["x-signed"] == "yes"
