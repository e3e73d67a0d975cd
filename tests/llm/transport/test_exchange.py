"""What both senders share: requests as they leave, replies and failures as outcomes."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import Any

import httpx
import pytest

from scout.config import Settings
from scout.errors import (
    ConnectionFailedError,
    InvalidRequestError,
    MalformedResponseError,
    ProviderBugError,
    ProviderError,
    ProviderTimeoutError,
    RateLimitedError,
    Sent,
    StreamInterruptedError,
)
from scout.llm.catalog import Catalog
from scout.llm.providers.base import HeaderKey, NoKey, Provider, WireReply, WireRequest
from scout.llm.providers.keys import ApiKey
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.router import Router
from scout.llm.steps import Limits, Send
from scout.llm.transport.arrival import Head
from scout.llm.transport.exchange import (
    exchange_error,
    is_stream,
    labelled,
    read_answer,
    transport_error,
)
from scout.llm.transport.foreign import translated, without_frames
from scout.llm.transport.request_builder import RequestBuilder
from scout.llm.types import Call, LLMResponse, Message
from tests.llm.plan.bench import candidate
from tests.llm.router.bench import Stage, row, says, streams

KEY = ApiKey("a#1", "sk-canary-1")
LIMITS = Limits(connect_s=1.0, first_token_s=2.0, idle_s=3.0, answer_s=4.0, total_s=5.0)


class Spoken(OpenAIChat):
    """A wire that sends what a test wants."""

    __slots__ = ()
    request = WireRequest("/chat", {})

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """As the test said."""
        return self.request


def spoken(request: WireRequest) -> OpenAIChat:
    """A wire that sends this."""
    return type("Told", (Spoken,), {"request": request, "__slots__": ()})()


def step(request: WireRequest | None = None, **fields: Any) -> Send:
    """A `Send` of one short call."""
    wire = OpenAIChat() if request is None else spoken(request)
    asked = candidate(row("a", "a-1", **{"wire": wire, **fields}))
    call = Call("a-1", (Message("user", "hi"),), stream=False)
    return Send(asked, "a#1", call, LIMITS)


def built(send: Send, *, bounds_reads: bool = True) -> httpx.Request:
    """The request of a `Send`, its body read."""
    request = RequestBuilder(bounds_reads=bounds_reads).build(send, KEY).for_httpx()
    request.read()
    return request


# -- requests --


def test_a_request_goes_below_the_row_s_address_with_its_key_in_a_header() -> None:
    """And its limits for the transport."""
    request = built(step(base_url="https://api.a.example/v1/"))
    assert str(request.url) == "https://api.a.example/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-canary-1"
    assert request.headers["host"] == "api.a.example"
    assert int(request.headers["content-length"]) == len(request.content)
    assert request.extensions["timeout"] == {"connect": 1, "pool": 1, "read": 4, "write": 4}


def test_the_transport_bounds_no_read_where_the_sender_does() -> None:
    """An event loop can end any wait by itself."""
    assert built(step(), bounds_reads=False).extensions["timeout"]["read"] is None


@pytest.mark.parametrize(
    ("auth", "header"), [(HeaderKey("x-api-key"), "x-api-key"), (NoKey(), None)]
)
def test_a_key_travels_as_the_row_says(auth: Any, header: str | None) -> None:
    """In its header, or not at all."""
    request = built(step(auth=auth))
    holding = [name for name, value in request.headers.items() if "canary" in value]
    assert holding == ([] if header is None else [header])


def test_two_keys_have_two_requests() -> None:
    """What is prebuilt for one is not sent for the other."""
    builder = RequestBuilder(bounds_reads=True)
    keys = [KEY, ApiKey("a#2", "sk-canary-2"), KEY]
    sent = [builder.build(step(), key).for_httpx().headers["authorization"][-1] for key in keys]
    assert sent == ["1", "2", "1"]


def test_two_addresses_have_two_requests() -> None:
    """What is prebuilt for a path, a query, a method or a header is not sent for another."""
    builder = RequestBuilder(bounds_reads=True)
    wired = [
        WireRequest("/a", {}),
        WireRequest("/b", {}),
        WireRequest("/a", {}, query=(("alt", "sse"),)),
        WireRequest("/a", {}, headers=(("x-tag", "1"),)),
        WireRequest("/a", {}, method="PUT"),
    ]
    sent = [builder.build(step(one), KEY).for_httpx() for one in (*wired, *wired)]
    heads = [builder.build(step(one), KEY).for_http1().head for one in (*wired, *wired)]
    told = [(one.method, one.url.raw_path, one.headers.get("x-tag")) for one in sent]
    assert len(set(told)) == len(set(heads)) == len(wired)
    assert told[: len(wired)] == told[len(wired) :]


@pytest.mark.parametrize("value", [{1, 2}, object(), float("nan"), "\ud800"])
def test_a_call_that_is_not_json_is_the_caller_s_fault(value: object) -> None:
    """Nobody else would take it either; nothing was sent."""
    with pytest.raises(InvalidRequestError, match="the call is not JSON") as caught:
        built(step(WireRequest("/chat", {"value": value})))
    assert caught.value.sent is Sent.NO


@pytest.mark.parametrize(
    "path", ["@evil.example/", ".evil.example/", ":8443/", "//evil.example/x\\@y"]
)
def test_a_wire_cannot_lead_a_key_to_another_host(path: str) -> None:
    """Whatever it appends to the row's address."""
    plain = step(WireRequest(path, {}), base_url="https://api.a.example")
    try:
        request = built(plain)
    except ProviderBugError as error:
        assert error.sent is Sent.NO  # noqa: PT017 -- one of two good ends
    else:
        assert request.url.host == "api.a.example"
        assert request.url.port is None


@pytest.mark.parametrize("path", ["/a\nb", "/a\x00b", "/" + "a" * 70_000])
def test_a_path_that_is_none_is_a_bug_of_the_wire(path: str) -> None:
    """Named as such, and nothing raw comes out."""
    with pytest.raises(ProviderBugError, match="a's encode raised InvalidURL"):
        built(step(WireRequest(path, {})))


# -- replies --


def test_a_reply_has_its_headers_in_lower_case() -> None:
    """A repeated one is one."""
    named = [(b"X-One", b"1"), (b"x-one", b"2"), (b"B", "ü".encode("latin-1"))]
    assert Head.of(200, named).reply(b"x") == WireReply(200, {"x-one": "1, 2", "b": "ü"}, b"x")


@pytest.mark.parametrize("status", [300, 302, 304, 400, 404, 500, 599])
def test_whatever_is_no_200_is_an_error(status: int) -> None:
    """A redirect too: it is not followed, and its body is no answer."""
    good = says("fine").body
    assert isinstance(good, bytes)
    with pytest.raises(ProviderError) as caught:
        read_answer(row("a", "a-1"), WireReply(status, {}, good), 0.0)
    assert caught.value.status == status


@pytest.mark.claim("redirects-refused", "Redirects are refused.")
def test_a_redirect_is_not_followed() -> None:
    """The key stays where it belongs."""
    away = dataclasses.replace(says("fine"), status=307, headers={"location": "https://b.example/"})
    stage = Stage({"a": [away], "b": [streams("stolen")]})
    with pytest.raises(ProviderError, match="HTTP 307"):
        stage.router.call_sync("hi", model="a-1", fallbacks=[])
    assert set(stage.hosts) == {"a"}


@pytest.mark.parametrize(
    ("kind", "streamed"),
    [
        ("text/event-stream", True),
        ("text/event-stream; charset=utf-8", True),
        ("", True),
        ("application/json", False),
        ("Application/JSON; charset=utf-8", False),
        ("text/html", False),
    ],
)
def test_a_vendor_that_answers_whole_is_read_whole(kind: str, streamed: bool) -> None:
    """Its content type says so."""
    head = Head(200, {"content-type": kind} if kind else {}, "")
    assert is_stream(head, row("a", "a-1")) is streamed


# -- failures --

REQUEST = httpx.Request("POST", "https://api.a.example")


@pytest.mark.parametrize(
    ("raised", "kind", "limit", "sent"),
    [
        (httpx.ConnectError("x"), ConnectionFailedError, None, Sent.NO),
        (httpx.ReadError("x"), ConnectionFailedError, None, Sent.MAYBE),
        (httpx.RemoteProtocolError("x"), ConnectionFailedError, None, Sent.MAYBE),
        (httpx.ConnectTimeout("x"), ProviderTimeoutError, "connect_s", Sent.NO),
        (httpx.PoolTimeout("x"), ProviderTimeoutError, "connect_s", Sent.NO),
        (httpx.ReadTimeout("x"), ProviderTimeoutError, "answer_s", Sent.MAYBE),
        (TimeoutError(), ProviderTimeoutError, "answer_s", Sent.MAYBE),
        (httpx.DecodingError("x"), MalformedResponseError, None, Sent.YES),
    ],
)
def test_a_transport_s_failure_has_a_class_and_says_what_was_sent(
    raised: Exception, kind: type[Exception], limit: str | None, sent: Sent
) -> None:
    """And which limit was over."""
    error = transport_error(raised, limit="answer_s")
    assert type(error) is kind
    assert error.sent is sent
    assert limit is None or getattr(error, "limit", None) == limit


def test_only_a_row_s_own_transport_is_blamed_for_what_nobody_knows() -> None:
    """A bug of scout's own stays what it is, for whoever looks for it."""
    plain, own = row("a", "a-1"), row("a", "a-1", transport=_Odd)
    bug, limited = RuntimeError("x"), RateLimitedError("x")
    assert exchange_error(bug, plain, limit="answer_s", heard=False) is bug
    assert isinstance(exchange_error(bug, own, limit="answer_s", heard=False), ProviderBugError)
    assert exchange_error(limited, own, limit="answer_s", heard=False) is limited
    late = exchange_error(TimeoutError(), own, limit="answer_s", heard=False)
    assert isinstance(late, ProviderTimeoutError)


def test_after_the_head_of_a_response_the_request_was_sent() -> None:
    """Whatever happens then."""
    assert transport_error(httpx.ReadError("x"), heard=True).sent is Sent.YES


def test_an_outcome_is_freed_of_key_and_frames() -> None:
    """The cause inside a cut stream as well."""
    cause = RateLimitedError("limit of sk-canary-1", provider_code="sk-canary-1")
    broken = StreamInterruptedError("cut: sk-canary-1").because(cause)
    try:
        raise broken from cause
    except StreamInterruptedError as error:
        outcome = labelled(error, step(), KEY)
    assert outcome.__traceback__ is None
    assert outcome.__cause__ is None
    assert (outcome.provider, outcome.model, outcome.key_id) == ("a", "a-1", "a#1")
    assert (cause.provider, cause.key_id) == ("a", "a#1")
    assert "canary" not in f"{outcome} {cause} {vars(outcome)} {vars(cause)}"


def test_an_exception_that_is_no_outcome_keeps_its_place_and_loses_its_frames() -> None:
    """Whoever looks for the bug finds the line, and no key."""
    try:
        raise RuntimeError("a bug") from KeyError("x")
    except RuntimeError as error:
        freed = without_frames(error)
    assert freed.__traceback__ is None
    assert freed.__cause__ is None
    assert freed.__notes__[0].startswith("raised at test_exchange.py:")


@pytest.mark.parametrize(
    ("what", "sent"),
    [("encode", Sent.NO), ("auth", Sent.NO), ("transport", Sent.MAYBE), ("decode", Sent.YES)],
)
def test_a_bug_of_a_provider_says_whether_anything_was_sent(what: str, sent: Sent) -> None:
    """Since that decides what is charged."""
    error = translated(row("a", "a-1"), what, RuntimeError("x"), malformed=False)
    assert isinstance(error, ProviderBugError)
    assert error.sent is sent


class _Odd(httpx.AsyncBaseTransport):
    """A row's own transport that raises what httpx does not know."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Fail."""
        raise LookupError("no route")


def _fine(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=json.loads(says("fine").body))  # type: ignore[arg-type]


def _router(odd: Any) -> Router:
    """A row with an odd transport, and one with a transport of its own for both kinds of calls."""
    registry = ProviderRegistry(Catalog())
    registry.register(row("a", "a-1", transport=odd))
    registry.register(row("b", "b-1", transport=lambda: httpx.MockTransport(_fine)))
    keys = {"a": "sk-a", "b": "sk-b"}
    return Router(Settings(api_keys=keys, upstream_stream="never"), registry=registry)


def test_a_row_s_own_transport_that_breaks_is_its_bug() -> None:
    """The next candidate answers."""
    router = _router(_Odd)

    async def main() -> LLMResponse:
        async with router:
            return await router.call("hi", model="a-1", fallbacks=["b-1"])

    response = asyncio.run(main())
    assert response.provider == "b"
    assert "a's transport raised LookupError: no route" in response.attempts[0].reason
    assert response.attempts[0].sent is Sent.MAYBE


class _OddForBlockingCalls(_Odd, httpx.BaseTransport):
    """The same for blocking calls."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Fail."""
        raise LookupError("no route")


def test_a_blocking_call_goes_by_the_row_s_own_transport_as_well() -> None:
    """It may lead through a proxy that nobody may go past; what it raises is its bug."""
    with _router(_OddForBlockingCalls) as router:
        response = router.call_sync("hi", model="a-1", fallbacks=["b-1"])
    assert response.provider == "b"
    assert "a's transport raised LookupError: no route" in response.attempts[0].reason


def test_a_blocking_call_does_not_go_past_a_transport_that_cannot_make_it() -> None:
    """Nothing is sent, and the reason names the remedy."""
    with _router(_Odd) as router:
        response = router.call_sync("hi", model="a-1", fallbacks=["b-1"])
    assert response.provider == "b"
    assert "a's transport, a _Odd, cannot make blocking calls" in response.attempts[0].reason
    assert response.attempts[0].sent is Sent.NO
