"""A scripted vendor does what its script says, over real sockets, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from scout.errors import NoUsableKeyError, RateLimitedError
from scout.llm.providers.base import HeaderKey
from scout.llm.providers.groq import GROQ
from scout.llm.types import ToolCall
from scout.testing import (
    Asked,
    Dialect,
    Reply,
    ScriptedVendor,
    ScriptError,
    Step,
    alters,
    answers,
    breaks,
    closes,
    compresses,
    cuts,
    drops,
    fails,
    garbles,
    half_closes,
    hangs,
    limits,
    misdeclares,
    mixes_line_ends,
    murmurs,
    omits,
    redirects,
    replies,
    resets,
    rewrites,
    splits,
    stalls,
    streams,
)
from scout.testing.script import Told

MODEL = "openai/gpt-oss-20b"
PATIENCE_S = 0.3
"""How long a client of these tests waits for a byte: loopback needs a hundredth of it."""


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that speaks OpenAI's dialect at its own address."""
    with ScriptedVendor() as scripted:
        yield scripted


def _post(vendor: ScriptedVendor, *, stream: bool = False) -> httpx.Response:
    body = {"model": MODEL, "stream": stream}
    return httpx.post(f"{vendor.base_url}/v1/chat", json=body, timeout=PATIENCE_S, trust_env=False)


def _text(response: httpx.Response) -> str:
    text: str = response.json()["choices"][0]["message"]["content"]
    return text


# -- scripts --


def test_it_greets_until_it_is_told_otherwise(vendor: ScriptedVendor) -> None:
    """Without a script every request is answered."""
    assert _text(_post(vendor)) == "Hello from a scripted vendor."


def test_steps_come_in_turn_and_the_last_one_stays(vendor: ScriptedVendor) -> None:
    """A text is an answer; after the last step there is no end."""
    vendor.script(fails("overloaded"), "first", answers("last"))
    assert _post(vendor).status_code == 503
    assert [_text(_post(vendor)) for _ in range(3)] == ["first", "last", "last"]


def test_the_script_with_the_most_conditions_holds(vendor: ScriptedVendor) -> None:
    """A key of a model before the model, the model before anything, a later before an earlier."""
    vendor.script("anything").script("old", model=MODEL).script("model", model=MODEL)
    vendor.script("key", model=MODEL, key="k2").script("other", model="other")
    assert _text(_post(vendor)) == "model"
    url, body = f"{vendor.base_url}/", {"model": MODEL}
    told = httpx.post(url, json=body, headers={"x-api-key": "k2"}, trust_env=False)
    assert _text(told) == "key"
    assert _text(httpx.post(url, json={"model": "third"}, trust_env=False)) == "anything"


def test_a_script_without_steps_is_refused(vendor: ScriptedVendor) -> None:
    """It would have nothing to do."""
    with pytest.raises(ValueError, match="needs a step"):
        vendor.script(model=MODEL)


def test_a_step_that_fails_is_told_when_the_vendor_closes() -> None:
    """The request gets a 500 that says why, the test gets the error."""

    def broken(asked: Asked, dialect: Dialect) -> Reply:
        raise KeyError(asked.model)

    vendor = ScriptedVendor().start()
    vendor.script(Step("mine", broken))
    assert _post(vendor).status_code == 500
    with pytest.raises(ScriptError, match="mine failed: KeyError"):
        vendor.close()


def test_a_failure_of_the_test_itself_is_not_hidden_by_the_script() -> None:
    """What went wrong in the block comes out of it."""
    vendor = ScriptedVendor("gemini")
    vendor.script(fails("no_capacity"))  # a word that Gemini does not have
    with pytest.raises(ZeroDivisionError), vendor:
        _post_and_fail(vendor)


def _post_and_fail(vendor: ScriptedVendor) -> None:
    assert _post(vendor).status_code == 500
    raise ZeroDivisionError


# -- what it saw --


def test_it_remembers_what_it_was_asked(vendor: ScriptedVendor) -> None:
    """Method, path, query, key, model, body and time of every request."""
    vendor.script("Hi")
    headers = {"Authorization": "Bearer k1"}
    url = f"{vendor.base_url}/v1/chat?x=1"
    httpx.post(url, json={"model": "m", "stream": True}, headers=headers, trust_env=False)
    asked = vendor.requests[0]
    assert (asked.method, asked.path, asked.query) == ("POST", "/v1/chat", {"x": "1"})
    assert (asked.key, asked.model, asked.streams) == ("k1", "m", True)
    assert asked.json == {"model": "m", "stream": True}
    assert 0 <= asked.at_s < 10
    assert "k1" not in repr(asked)


def test_it_counts_what_came_and_says_so(vendor: ScriptedVendor) -> None:
    """A wrong count lists every request and what was done with it."""
    _post(vendor)
    vendor.assert_sends(1)
    vendor.assert_sends(1, model=MODEL)
    vendor.assert_sends(0, model="other")
    with pytest.raises(AssertionError, match=rf"1 requests came.*2 were expected:\n.*{MODEL}"):
        vendor.assert_sends(2)


def test_it_knows_what_its_answers_cost() -> None:
    """The price of the row times the usage that was told, and so what the router says."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        cost = router.call_sync("Hi", model=MODEL).cost_usd
        assert cost == vendor.cost_usd == Decimal("0.000002325")


# -- routers --


def test_every_built_in_provider_can_be_played_at_once() -> None:
    """Model names lead to the rows they always lead to, and all of them to this vendor."""
    models = ("openai/gpt-oss-20b", "gemini-3.5-flash", "claude-haiku-5-5", "MiniMax-M2")
    with ScriptedVendor() as vendor, vendor.router() as router:
        for model in (*models, "gpt-4o-mini", "deepseek-flash"):
            vendor.script(f"I am {model}", model=model)
            assert router.call_sync("Who?", model=model).text == f"I am {model}"
        assert [asked.provider for asked in vendor.requests] == [
            *("groq", "google", "anthropic", "minimax", "openai", "deepseek")
        ]


def test_a_row_keeps_its_paths_and_its_prices() -> None:
    """Only the origin changes; what tells several rows apart is taken off the path again."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        assert row.base_url == f"{vendor.base_url}/~groq/openai/v1"
        assert row.pricing is GROQ.pricing
        with vendor.router(row) as router:
            router.call_sync("Hi", model=MODEL)
        assert vendor.requests[0].path == "/openai/v1/chat/completions"


def test_keys_are_made_up_or_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is not read: neither its keys nor its settings."""
    monkeypatch.setenv("GROQ_API_KEY", "from-the-environment")
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "7")
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(GROQ)
        with vendor.router(row, keys={"groq": ["mine"]}) as router:
            router.call_sync("Hi", model=MODEL)
            assert router.settings.timeout_s == 120
        with vendor.router(row, keys=0) as router, pytest.raises(NoUsableKeyError):
            router.call_sync("Hi", model=MODEL)
        with vendor.router(row, settings={"timeout_s": 9}) as router:
            router.call_sync("Hi", model=MODEL)
            assert router.settings.timeout_s == 9
        assert [asked.key for asked in vendor.requests] == ["mine", "groq-key-1"]


def test_a_key_in_a_header_of_the_rows_own_is_seen() -> None:
    """A script for one key fits, whatever the vendor calls the header."""
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(replace(GROQ, auth=HeaderKey("X-Zephyr-Token")))
        vendor.script(answers("One!"), key="groq-key-1")
        with vendor.router(row) as router:
            assert router.call_sync("Hi", model=MODEL).text == "One!"
        assert [asked.key for asked in vendor.requests] == ["groq-key-1"]


# -- faults, as a plain client sees them --


def test_an_answer_can_be_slow(vendor: ScriptedVendor) -> None:
    """Pauses stand where the script puts them."""
    slow = answers("one two").slowly(head_after_s=0.05, content_after_s=0.05, piece_every_s=0.02)
    began = time.monotonic()
    vendor.script(slow)
    response = _post(vendor, stream=True)
    assert response.text.endswith("data: [DONE]\n\n")
    # two pauses, and five pieces: the role, two tokens, the finish, the marker
    assert time.monotonic() - began >= 0.05 + 0.05 + 4 * 0.02


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (resets(), httpx.ReadError),
        (closes(), httpx.RemoteProtocolError),
        (hangs(), httpx.ReadTimeout),
        (answers().slowly(head_after_s=5), httpx.ReadTimeout),
        (answers().slowly(content_after_s=5), httpx.ReadTimeout),
        (resets(after_tokens=1), httpx.ReadError),
        (breaks(), httpx.RemoteProtocolError),
        (half_closes(), httpx.RemoteProtocolError),
        (stalls(), httpx.ReadTimeout),
        (misdeclares(by=10), httpx.RemoteProtocolError),
        (compresses(how="corrupt"), httpx.DecodingError),
    ],
    ids=repr,
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_broken_exchange_is_broken_as_the_script_says(
    vendor: ScriptedVendor, step: Step, fault: type[Exception], *, stream: bool
) -> None:
    """Each fault of a connection, seen by a client that knows nothing of scout."""
    vendor.script(step)
    with pytest.raises(fault):
        _post(vendor, stream=stream)
    vendor.assert_quiet()


def test_a_cut_answer_looks_whole_to_http(vendor: ScriptedVendor) -> None:
    """Only the content tells: half a document, a stream without an end."""
    vendor.script(cuts("one two three", after_tokens=2))
    with pytest.raises(json.JSONDecodeError):
        _post(vendor).json()
    streamed = _post(vendor, stream=True).text
    assert "two" in streamed
    assert "three" not in streamed
    assert "[DONE]" not in streamed


def test_a_stream_can_lack_its_end_in_either_way(vendor: ScriptedVendor) -> None:
    """Without the marker, without the finish reason."""
    vendor.script(omits("marker"), omits("finish"))
    without_marker, without_finish = (
        _post(vendor, stream=True).text,
        _post(vendor, stream=True).text,
    )
    assert '"finish_reason": "stop"' in without_marker
    assert "[DONE]" not in without_marker
    assert '"finish_reason": "stop"' not in without_finish
    assert "[DONE]" in without_finish


def test_a_connection_can_be_dropped_behind_an_answer(vendor: ScriptedVendor) -> None:
    """The answer is whole, and the next request needs a new connection."""
    vendor.script(drops("fine"))
    with httpx.Client(trust_env=False) as client:
        for _ in range(2):
            assert _text(client.post(vendor.base_url, json={})) == "fine"
            time.sleep(0.05)  # until the client's kernel has seen the end
    assert vendor.connections == 2


def test_comments_alone_keep_a_connection_busy(vendor: ScriptedVendor) -> None:
    """Bytes come all the time and never a word."""
    vendor.script(murmurs(every_s=0.01))
    read = 0
    body = {"stream": True}
    with httpx.stream("POST", vendor.base_url, json=body, trust_env=False) as response:
        for chunk in response.iter_bytes():
            read += chunk.count(b": keep-alive\n\n")
            if read >= 5:
                break
    vendor.assert_quiet()


def test_bodies_can_be_changed_rewritten_and_compressed(vendor: ScriptedVendor) -> None:
    """A document, its bytes, its encoding, in a plain answer and in each event of a stream."""
    no_choices = alters(lambda body: {**body, "choices": None})
    vendor.script(no_choices, rewrites(b"Hello", b"Salve"), compresses("zip me"))
    assert _post(vendor).json()["choices"] is None
    assert _text(_post(vendor)).startswith("Salve")
    assert _text(_post(vendor)) == "zip me"
    vendor.script(no_choices, rewrites(b"Hello", b"Salve"))
    assert _post(vendor, stream=True).text.count('"choices": null') == 7
    assert "Salve" in _post(vendor, stream=True).text


def test_a_bomb_is_small_on_the_wire(vendor: ScriptedVendor) -> None:
    """A megabyte of zeros travels in a few kilobytes."""
    vendor.script(compresses(how="bomb", bomb_bytes=2**20))
    body = {"stream": False}
    with httpx.stream("POST", vendor.base_url, json=body, trust_env=False) as response:
        raw = b"".join(response.iter_raw())
    assert len(raw) < 2**20 / 100
    assert len(gzip.decompress(raw)) == 2**20


def test_packets_can_end_anywhere(vendor: ScriptedVendor) -> None:
    """Every byte on its own is still the same body."""
    vendor.script(splits("Grüße", size=1, every_s=0))
    assert _text(_post(vendor)) == "Grüße"


def test_lines_can_end_in_every_way(vendor: ScriptedVendor) -> None:
    """LF, CRLF and CR in turn; what is not streamed has no lines."""
    vendor.script(mixes_line_ends())
    raw = _post(vendor, stream=True).content
    assert re.search(rb"[^\r]\n\n", raw)
    assert b"\r\n\r\n" in raw
    assert b"\r\r" in raw
    assert _text(_post(vendor))


def test_garbage_stands_among_the_events(vendor: ScriptedVendor) -> None:
    """One event that is no JSON, with sound ones around it."""
    vendor.script(garbles("one two", after_tokens=1))
    events = _post(vendor, stream=True).text.split("\n\n")
    assert events.index('data: {"broken": ') == 2


def test_raw_replies_events_and_redirects(vendor: ScriptedVendor) -> None:
    """Whatever a dialect cannot say can be said in bytes."""
    vendor.script(replies({"a": 1}, status=418), streams({"b": 2}), redirects("http://elsewhere/"))
    odd = _post(vendor)
    assert (odd.status_code, odd.json()) == (418, {"a": 1})
    assert _post(vendor).text == 'data: {"b": 2}\n\n'
    moved = _post(vendor)
    assert (moved.status_code, moved.headers["location"]) == (307, "http://elsewhere/")


def test_a_header_can_stand_on_any_reply(vendor: ScriptedVendor) -> None:
    """Such as a `retry-after` beside a sound answer."""
    vendor.script(answers("fine").with_headers(retry_after="7"))
    response = _post(vendor)
    assert (response.headers["retry-after"], _text(response)) == ("7", "fine")


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ("seconds", r"retry-after: 63\r"),
        ("decimal", r"retry-after: 62.500\r"),
        ("duration", r"retry-after: 1m2.5s\r"),
        ("date", r"retry-after: \w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d GMT\r"),
        ("milliseconds", r"retry-after-ms: 62500\r"),
        ("message", r"try again in 1m2.5s\."),
        ("moment", r"resets at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"),
        ("details", r'"retryDelay": "62.5s"'),
    ],
)
def test_a_wait_is_told_in_each_form(told: Told, where: str) -> None:
    """In a header, in the message, in the details of Gemini's errors."""
    step = limits(62.5, told=told)
    dialect = "gemini" if told == "details" else "openai_chat"
    with ScriptedVendor(dialect) as vendor:
        vendor.script(step)
        url = f"{vendor.base_url}/v1beta/models/m:generateContent"
        response = httpx.post(url, json={}, trust_env=False)
    said = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
    assert response.status_code == 429
    assert re.search(where, said + response.text)


def test_tool_calls_are_made() -> None:
    """What the script calls comes out of the router."""
    call = ToolCall("c1", "add", {"a": 1})
    with ScriptedVendor() as vendor, vendor.router() as router:
        vendor.script(answers("", tool_calls=[call]))
        assert router.call_sync("1 + 1", model=MODEL).tool_calls == (call,)


# -- its own life --


def test_refused_connections_are_refused_and_then_served_again(vendor: ScriptedVendor) -> None:
    """The port closes and opens; it stays the same one."""
    before = vendor.base_url
    with vendor.refusing(), pytest.raises(httpx.ConnectError):
        _post(vendor)
    assert vendor.base_url == before
    assert _post(vendor).status_code == 200


def test_closing_ends_the_thread_the_port_and_every_connection() -> None:
    """Even those of a client that is still waiting, at once and for good."""
    threads = threading.active_count()
    with ScriptedVendor() as vendor:
        port = int(vendor.base_url.rpartition(":")[2])
        vendor.script(hangs())
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while not vendor.requests:
            time.sleep(0.001)
        began = time.monotonic()
    assert time.monotonic() - began < 1
    assert client.recv(1) == b""
    client.close()
    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    vendor.close()  # once more does no harm


def test_no_connection_outlives_its_limit() -> None:
    """A test that forgets a hanging request ends all the same."""
    with ScriptedVendor(longest_s=0.05) as vendor:
        vendor.script(hangs())
        with pytest.raises(httpx.RemoteProtocolError):
            _post(vendor)


def test_noise_on_the_port_does_no_harm(vendor: ScriptedVendor) -> None:
    """What is no request is hung up on."""
    port = int(vendor.base_url.rpartition(":")[2])
    for noise in (b"\x16\x03\x01\r\n\r\n", b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(noise)
            assert client.recv(1) == b""
    assert _post(vendor).status_code == 200


def test_it_serves_asynchronous_code_in_the_same_thread() -> None:
    """The vendor's loop is its own: nothing blocks."""

    async def main(vendor: ScriptedVendor) -> str:
        async with vendor.router(keys=2) as router:
            vendor.script(limits(60), "Hello", model=MODEL)
            return (await router.call("Hi", model=MODEL)).text

    with ScriptedVendor() as vendor:
        assert asyncio.run(main(vendor)) == "Hello"
        vendor.assert_sends(2)
        assert [asked.key for asked in vendor.requests] == ["groq-key-1", "groq-key-2"]
        vendor.assert_quiet()


def test_a_limit_that_nobody_lifts_comes_out_of_the_router() -> None:
    """The example of the guide, one key short."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        vendor.script(limits(retry_after_s=30))
        with pytest.raises(RateLimitedError) as caught:
            router.call_sync("Hi", model=MODEL)
        assert caught.value.retry_after_s == 30
