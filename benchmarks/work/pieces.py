"""The pieces of a call whose work is counted: the plan, the exchange, each wire's own part."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import count
from typing import Any

from scout.config import Settings
from scout.llm.ask import Ask
from scout.llm.catalog import Catalog
from scout.llm.job import Job
from scout.llm.plan import plan_call
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Provider, WireReply
from scout.llm.providers.google import GOOGLE
from scout.llm.providers.groq import GROQ
from scout.llm.providers.minimax import MINIMAX
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.retry import RetryContext
from scout.llm.router_state import RouterState
from scout.llm.steps import Answer, Limits, Send
from scout.llm.trail import Trail
from scout.llm.transport.arrival import Head
from scout.llm.transport.async_transport import Exchange
from scout.llm.transport.body import AsyncBody
from scout.llm.transport.http1_connection import Connection
from scout.llm.transport.http1_request import Http1Request, Place
from scout.llm.transport.means import Means
from scout.llm.transport.reading import StreamReading
from scout.llm.transport.request_builder import RequestBuilder
from scout.llm.types import Message, ProviderResult, Usage
from scout.testing.asked import Asked
from scout.testing.dialects.table import DIALECTS

MODEL = "openai/gpt-oss-20b"
ANSWER = ProviderResult(
    "lorem ipsum dolor sit amet " * 25,
    usage=Usage(input_tokens=20, output_tokens=125),
    served_model=MODEL,
    request_id="answer-1",
)
MESSAGES = (Message("system", "Be brief."), Message("user", "Say something."))
PROVIDERS = (GROQ, ANTHROPIC, GOOGLE, MINIMAX)

Piece = Callable[[], object]


def pieces() -> Mapping[str, Piece]:
    """Every piece by its name."""
    return dict(_all())


def _all() -> Iterator[tuple[str, Piece]]:
    yield "plan: answered at once, no budget", _plan(_state(), (ANSWER,))
    yield "plan: answered at once, budget in memory", _plan(_state({"global": 1_000}), (ANSWER,))
    limited = GROQ.wire.classify(_limited(GROQ), 0.0)
    yield "plan: a limit, then the second key", _plan(_state(), (limited, ANSWER))
    yield "prepare: from arguments to a plan", _prepare(_state())
    yield "respond: from a conclusion to a response", _respond(_state())
    yield "transport: the bytes of a request", _request(_state())
    yield "transport: an exchange over an open connection", _exchange()
    for provider in PROVIDERS:
        yield from _wire(provider)


def _state(budget_usd: Mapping[str, int] | None = None) -> RouterState:
    registry = ProviderRegistry(Catalog())
    registry.register(GROQ)
    limits = {scope: Decimal(usd) for scope, usd in (budget_usd or {}).items()}
    settings = Settings(api_keys={"groq": ("key-1", "key-2")}, budget_usd=limits)
    return RouterState(settings, registry=registry)


def _job(state: RouterState) -> Job:
    candidates = state.candidates(MODEL, None)
    call = Ask(prompt=MESSAGES, model=MODEL).call()
    budgeted = state.budget.is_limited
    deadline_s = state.clock.now() + 3_600
    return Job(call, candidates, deadline_s, upstream_stream="never", budgeted=budgeted)


def _plan(state: RouterState, answers: tuple[Answer, ...]) -> Piece:
    """One plan, obeyed without a network; what an error did to a key is undone before."""
    job, names = _job(state), count()
    client = state.client(GROQ)

    def run() -> object:
        for key in client.key_states:
            key.succeed(MODEL)
        account = state.budget.open(str(next(names)), {}, 60.0) if job.budgeted else None
        plan = plan_call(job, state.shared, RetryContext(), Trail(state.clock))
        means, waiting = Means(state.api_key, account), iter(answers)
        answer: Answer = None
        try:
            while True:
                step = plan.send(answer)
                answer = means.keep(step)
                if isinstance(step, Send):
                    answer = next(waiting)
        except StopIteration as end:
            return end.value

    return run


def _prepare(state: RouterState) -> Piece:
    def run() -> object:
        plan, means = state._prepare(Ask(prompt="Say something.", model=MODEL))
        plan.close()
        return means

    return run


def _respond(state: RouterState) -> Piece:
    ask = Ask(prompt=MESSAGES, model=MODEL)
    conclusion = _plan(state, (ANSWER,))()
    return lambda: state.response(ask, conclusion, 0.0)  # type: ignore[arg-type]  # a Conclusion


def _request(state: RouterState) -> Piece:
    candidate = state.candidates(MODEL, None)[0]
    call = Ask(prompt=MESSAGES, model=MODEL).call()
    step = Send(candidate, "groq#1", call, Limits(1.0, 2.0, 3.0, 4.0, 5.0))
    key, builder = state.api_key(GROQ, "groq#1"), RequestBuilder(bounds_reads=False)
    return lambda: builder.build(step, key).for_http1()


class _AnswersAtOnce(asyncio.Transport):
    """A connection whose vendor has answered before the request is written to its end."""

    def __init__(self, connection: Connection) -> None:
        super().__init__({"socket": self})
        body = json.dumps(DIALECTS["openai_chat"].whole(ANSWER, _asked(GROQ))).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        self._answer = head % len(body) + body
        self._connection = connection
        connection.connection_made(self)

    def fileno(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview) -> None:  # noqa: ARG002 -- asyncio's
        self._connection.data_received(self._answer)


def _exchange() -> Piece:
    """One request over a connection, and its response read to its end; nothing is waited for."""
    place = Place(is_tls=False, host="127.0.0.1", port=80, server_name="127.0.0.1")
    loop = asyncio.new_event_loop()
    connection = Connection(loop, place, lambda _: None, lambda _: None)
    loop.close()
    _AnswersAtOnce(connection)
    request = Http1Request("POST", b"POST / HTTP/1.1\r\n\r\n", b"{}")

    async def exchange() -> None:
        response = await connection.exchange(request, write_s=1.0, silence_s=None)
        Head.of(response.status, response.headers)
        body = AsyncBody(Exchange(connection, response), "", 1_000_000)
        await body.read()

    def run() -> object:
        try:
            exchange().send(None)
        except StopIteration:
            return None
        raise RuntimeError("the exchange waits for something")

    return run


def _wire(provider: Provider) -> Iterator[tuple[str, Piece]]:
    wire, name = provider.wire, provider.wire.dialect
    model = provider.default_model
    call = dataclasses.replace(Ask(prompt=MESSAGES, model=model).call(), model=model)
    whole = _reply(200, DIALECTS[name].whole(ANSWER, _asked(provider)), {})
    refused = _limited(provider)
    events = DIALECTS[name].events(ANSWER, _asked(provider))
    body = b"".join((*events.opening, *events.content, *events.finish, *events.marker))

    def stream() -> object:
        reading = StreamReading(provider, 1_000_000)
        reading.feed(body)
        return reading.result or reading.end()

    yield f"{name}: encode", lambda: wire.encode(call, provider)
    yield f"{name}: decode", lambda: wire.decode(whole, 0.0)
    yield f"{name}: a stream of {len(events.content)} pieces", stream
    yield f"{name}: classify a 429", lambda: wire.classify(refused, 0.0)


def _reply(status: int, body: Any, headers: Mapping[str, str]) -> WireReply:
    return WireReply(
        status, {"content-type": "application/json", **headers}, json.dumps(body).encode()
    )


def _asked(provider: Provider) -> Asked:
    model = provider.default_model
    path = f"/v1/models/{model}:generateContent"
    return Asked("POST", path, {}, {}, b"", {"model": model}, model=model)


def _limited(provider: Provider) -> WireReply:
    told = DIALECTS[provider.wire.dialect].error("rate_limit", wait_s=2.0)
    return _reply(told.status, told.body, told.headers)
