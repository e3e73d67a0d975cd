"""A canary key, and every output in which it may not appear."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from scout.config import Settings
from scout.errors import CallError, ConfigurationError
from scout.llm.providers.base import AuthFactory, HeaderKey, Provider
from scout.llm.providers.keys import ApiKey
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.testing import ScriptedVendor, answers, cuts, fails, hangs, resets
from tests.llm.router.bench import Reply, Stage, refuses, row, says
from tests.llm.router.bench import fails as failing
from tests.llm.router.bench import hangs as hanging
from tests.llm.router.bench import resets as resetting
from tests.llm.router.bench import streams as streaming

CANARY = "sk-canary-2718281828"

Failure = BaseException


def shown(error: Failure) -> str:
    """Everything that an error shows, and the frames it passed with their locals."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    texts = [*told.format_exception_only(), *_frames(told), str(error), repr(error)]
    texts += [repr(vars(error)), repr(error.args)]
    if isinstance(error, CallError):
        texts += [error.explain(), repr(error.attempts), repr(pickle.dumps(error))]
        texts += [shown(inner) for inner in getattr(error, "errors", ())]
    return "\n".join(texts)


def _frames(told: traceback.TracebackException | None) -> Iterator[str]:
    """Locals of every frame that is not a test's own, along the chain of causes."""
    while told is not None:
        for frame in told.stack:
            if "/tests/" not in frame.filename:
                yield f"{frame.filename}:{frame.lineno} {frame.locals}"
        yield from _frames(told.__cause__)
        told = told.__context__


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All records of all loggers, from DEBUG on."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio", "scout"):
        caplog.set_level(logging.DEBUG, logger=name)
    return lambda: "\n".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)


def bare(model: str = "a-1", **fields: Any) -> Provider:
    """Row `a`."""
    return row("a", model, **fields)


def _raises(error: Exception) -> Callable[[httpx.Request], Exception]:
    return lambda _: error


ECHO = f"your key {CANARY} is bad"
BROKEN = Reply(breaks=_raises(RuntimeError("transport is in use")))

SCRIPTS: dict[str, tuple[Reply, dict[str, Any]]] = {
    "echoed in a message": (failing(401, ECHO), {}),
    "echoed in a code": (failing(400, "no", CANARY), {}),
    "echoed in a request id": (failing(500, "no", None, x_request_id=CANARY), {}),
    "echoed in a body that is no JSON": (Reply(500, ECHO.encode()), {}),
    "echoed in a redirect": (Reply(302, b"", {"location": f"https://x.example/{CANARY}"}), {}),
    "echoed in a stream's error": (
        Reply(body=b'data: {"error": {"message": "%s"}}\n\n' % ECHO.encode(), headers={}),
        {},
    ),
    "refused": (refuses(), {}),
    "silent": (hanging(), {}),
    "reset": (resetting("text"), {}),
    "no answer": (Reply(body=b"{}", headers={"content-type": "application/json"}), {}),
    "a bug of the transport": (BROKEN, {}),
    "a named header": (failing(401, ECHO), {"auth": HeaderKey("x-api-key")}),
    "a header that cannot be sent": (says(), {"auth": HeaderKey("x-\u2019")}),
    "a path that is no path": (says(), {"wire": OpenAIChat(path="/a\nb")}),
}


@pytest.mark.claim(
    "keys-in-no-text",
    "Those stand in records, logs and errors; the key itself stands in none of them.",
)
@pytest.mark.parametrize("way", ["async", "sync"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_failed_call_shows_no_key(name: str, way: str, log: Callable[[], str]) -> None:
    """Not in any text, record, log line, pickle or frame."""
    reply, fields = SCRIPTS[name]
    stage = Stage({"a": [reply]}, rows=[bare(**fields)], api_keys={"a": CANARY})
    error = _error_of(stage, way)
    assert CANARY not in shown(error)
    assert CANARY not in log()
    assert CANARY not in _state_of(stage)
    stage.check_nothing_left()


def _error_of(stage: Stage, way: str) -> Failure:
    try:
        if way == "sync":
            stage.router.call_sync("hi", model="a-1")
        else:
            stage.play(stage.router.call("hi", model="a-1"))
    except (CallError, RuntimeError) as error:
        return error
    raise AssertionError("the call did not fail")


def _state_of(stage: Stage) -> str:
    """What a debugger, a view or a report shows of a router at rest."""
    state = stage.router._state
    client = state.client(stage.rows[0])
    things = [stage.router, state, state.settings, client, client.key_states, client._secrets]
    things += [stage.router.keys("a"), state.sender, state.sync_sender, vars(state), vars(client)]
    things += [vars(state.sender), vars(state.sync_sender)]
    return "\n".join(f"{thing!r} {thing}" for thing in things)


def _talkative(key: str) -> httpx.Auth:
    """An authentication whose own exception holds the key."""

    class Talkative(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Any:
            held = key
            raise ValueError(f"cannot sign with {held}")
            yield request

    return Talkative()


@pytest.mark.parametrize("way", ["async", "sync"])
def test_a_row_s_own_code_that_tells_the_key_is_cut_short(way: str) -> None:
    """Its exception is quoted without the key, and its frames are gone."""
    rows = [bare(auth=AuthFactory(_talkative))]
    stage = Stage({"a": [says()]}, rows=rows, api_keys={"a": CANARY})
    error = _error_of(stage, way)
    assert "cannot sign with ***" in str(error)
    assert CANARY not in shown(error)


def test_a_good_answer_shows_no_key(log: Callable[[], str]) -> None:
    """Nor does its explanation."""
    stage = Stage({"a": [streaming("fine")]}, rows=[bare()], api_keys={"a": CANARY})
    response = stage.play(stage.router.call("hi", model="a-1"))
    assert stage.asked[0].headers["authorization"] == f"Bearer {CANARY}"
    assert CANARY not in f"{response!r}{response.explain()}{response.attempts!r}{log()}"
    assert CANARY not in str(stage.asked[0].url)


@pytest.mark.parametrize("key", [f"{CANARY}\n", f"{CANARY} x", f"{CANARY}\u2019", "\x00" + CANARY])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(key: str) -> None:
    """The message says where and what to do; no frame holds it."""
    stage = Stage({"a": [says()]}, rows=[bare()], api_keys={"a": key})
    with pytest.raises(ConfigurationError, match=r"key a#1 holds U\+.* copy it again") as caught:
        stage.router.call_sync("hi", model="a-1")
    assert CANARY not in shown(caught.value)


def test_an_empty_key_is_refused_with_its_place() -> None:
    """It would be sent as no key at all."""
    stage = Stage({"a": [says()]}, rows=[bare()], api_keys={"a": ["good", ""]})
    with pytest.raises(ConfigurationError, match="API key a#2 is empty"):
        stage.router.call_sync("hi", model="a-1")


@pytest.mark.claim("no-pickle", "Settings with keys in them cannot be pickled.")
def test_what_holds_keys_is_not_pickled_or_copied() -> None:
    """A pickle would be a file with keys in it."""
    stage = Stage({"a": [says()]}, rows=[bare()], api_keys={"a": CANARY})
    stage.router.call_sync("hi", model="a-1")
    client = stage.router._state.client(stage.rows[0])
    for holder in (ApiKey("a#1", CANARY), client, stage.router, Settings(api_keys={"a": CANARY})):
        with pytest.raises(TypeError):
            pickle.dumps(holder)
    with pytest.raises(TypeError, match=r"a#1.* is a secret"):
        copy.deepcopy(ApiKey("a#1", CANARY))


def test_a_cancelled_call_shows_no_key() -> None:
    """A cancellation passes through the frames that hold the headers, and leaves them behind."""
    stage = Stage({"a": [hanging()]}, rows=[bare()], api_keys={"a": CANARY})

    async def main() -> Failure:
        task = asyncio.create_task(stage.router.call("hi", model="a-1"))
        await asyncio.sleep(1.0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as left:
            return left
        raise AssertionError("not cancelled")

    assert CANARY not in shown(stage.play(main()))


# -- over real sockets, with scout's own transports --

STEPS = {
    "answers": answers("fine"),
    "fails": fails("bad_key"),
    "cuts": cuts(),
    "resets": resets(),
    "hangs": hangs(),
}


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor on loopback."""
    with ScriptedVendor(longest_s=5.0) as found:
        yield found


@pytest.mark.parametrize("way", ["async", "sync", "cancelled"])
@pytest.mark.parametrize("name", STEPS)
def test_nothing_shows_a_key_over_real_sockets(
    vendor: ScriptedVendor, name: str, way: str, log: Callable[[], str]
) -> None:
    """Whatever the vendor does, and however the caller leaves."""
    silence_s = 1.0 if name == "hangs" else 20.0
    timeouts = replace(bare().timeouts, first_token_s=silence_s, answer_s=silence_s)
    own = vendor.provider_row(replace(bare(), timeouts=timeouts))
    vendor.script(STEPS[name])
    router = vendor.router(own, keys={"a": [CANARY]})

    async def main() -> Failure | None:
        async with router:
            task = asyncio.create_task(router.call("hi", model="a-1"))
            if way == "cancelled":
                await asyncio.sleep(0.05)
                task.cancel()
            try:
                await task
            except (CallError, asyncio.CancelledError) as error:
                return error
        return None

    def blocking() -> Failure | None:
        with router:
            try:
                router.call_sync("hi", model="a-1")
            except CallError as error:
                return error
        return None

    error = blocking() if way == "sync" else asyncio.run(main())
    if way != "cancelled":
        assert (error is None) is (name == "answers")
    assert error is None or CANARY not in shown(error)
    assert CANARY not in log()
