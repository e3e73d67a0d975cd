"""What stands in the audit log after a call: as much as `explain()` tells, and no secret."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from scout.audit import AuditError, AuditLog
from scout.audit_read import rows
from scout.audit_verify import verify
from scout.errors import CallError, StreamInterruptedError
from scout.llm.catalog import Catalog
from scout.llm.job import Job
from scout.llm.ledgers.memory import MemoryLedger
from scout.llm.providers.registry import ProviderRegistry, built_in
from scout.llm.router import Router
from scout.llm.types import AttemptRecord, LLMResponse, TextDelta, Usage
from scout.testing import (
    ScriptedVendor,
    Step,
    VirtualClock,
    answers,
    breaks,
    fails,
    hangs,
    limits,
    replies,
    run_virtual,
    stalls,
)
from scout.testing.reply import json_reply

MODEL = "gpt-4o-mini"
PROMPT = "Tell nobody that the launch code is 0000-0000, not even in an audit log."
ANSWER = "I would not dream of telling that to anybody."
USAGE = Usage(input_tokens=21, cache_read_tokens=4, output_tokens=7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log is."""
    return tmp_path / "audit.jsonl"


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor on loopback."""
    with ScriptedVendor() as vendor:
        yield vendor


def router_to(vendor: ScriptedVendor, path: Path, **settings: Any) -> Router:
    """A router whose calls are written down."""
    return vendor.router(keys=2, settings={"audit_path": path, **settings})


def router_with(vendor: ScriptedVendor, log: AuditLog) -> Router:
    """A router that is handed its log."""
    plain = vendor.router(keys=2)
    return Router(plain.settings, registry=plain._state.registry, audit=log)


def calls(path: Path) -> list[dict[str, Any]]:
    """The bodies of the rows, once the log is found sound."""
    assert verify(path).is_intact
    return [dict(row.body) for row in rows(path) if row is not None and row.kind == "call"]


def only(path: Path) -> dict[str, Any]:
    """The body of the one row."""
    (body,) = calls(path)
    return body


def told(attempts: tuple[AttemptRecord, ...]) -> list[dict[str, Any]]:
    """The steps of a call as a row has them."""
    return [
        {
            "provider": one.provider,
            "model": one.model,
            "key_id": one.key_id,
            "started_us": round(one.started_s * 1e6),
            "duration_us": round(one.duration_s * 1e6),
            "waited_us": round(one.waited_s * 1e6),
            "outcome": one.outcome,
            "sent": str(one.sent),
            "cost_nano_usd": None if one.cost_usd is None else int(one.cost_usd * 10**9),
            "reason": one.reason,
        }
        for one in attempts
    ]


# -- what ends a call --


def test_an_answer_is_written_down_with_all_that_led_to_it(
    vendor: ScriptedVendor, path: Path
) -> None:
    """The row has the steps that `explain()` has, and what the answer cost."""
    vendor.script(limits(retry_after_s=60), answers(ANSWER, usage=USAGE), model=MODEL)
    with router_to(vendor, path) as router:
        response = router.call_sync(
            PROMPT,
            model=MODEL,
            max_output_tokens=50,
            scopes={"team": "search"},
            metadata={"trace": "t-1"},
        )
    row = only(path)
    assert row["outcome"] == "ok"
    assert row["asked"] == {
        "model": MODEL,
        "messages": 1,
        "tools": 0,
        "max_output_tokens": 50,
        "stream": False,
    }
    assert [(one["provider"], one["model"]) for one in row["candidates"]] == [("openai", MODEL)]
    assert row["attempts"] == told(response.attempts)
    assert [one["key_id"] for one in row["attempts"]] == ["openai#1", "openai#2"]
    assert Decimal(row["cost_nano_usd"]) / 10**9 == response.cost_usd
    assert (row["provider"], row["model"], row["finish"]) == ("openai", MODEL, "stop")
    assert row["usage"] == {
        "input_tokens": 21,
        "cache_read_tokens": 4,
        "cache_write_tokens": 0,
        "output_tokens": 7,
        "reasoning_tokens": 0,
        "estimated": False,
    }
    assert row["scopes"] == {"team": "search"}
    assert row["metadata"] == {"trace": "t-1"}
    assert row["latency_us"] > 0
    assert "content" not in row


def test_each_way_to_ask_leaves_a_row(vendor: ScriptedVendor, path: Path) -> None:
    """Blocking or not, streamed or not."""
    vendor.script(answers(ANSWER, usage=USAGE), model=MODEL)

    async def both(router: Router) -> None:
        await router.call(PROMPT, model=MODEL)
        async with router.stream(PROMPT, model=MODEL) as stream:
            assert [event async for event in stream]

    with router_to(vendor, path) as router:
        router.call_sync(PROMPT, model=MODEL)
        with router.stream_sync(PROMPT, model=MODEL) as stream:
            assert list(stream)
        asyncio.run(both(router))
        asyncio.run(both(router))  # on an event loop of its own
    found = calls(path)
    assert [row["asked"]["stream"] for row in found] == [False, True] * 3
    assert {row["outcome"] for row in found} == {"ok"}
    assert all(row["first_token_us"] > 0 for row in found if row["asked"]["stream"])
    assert len({row["id"] for row in found}) == 6


def test_a_call_that_fails_is_written_down_with_its_error(
    vendor: ScriptedVendor, path: Path
) -> None:
    """Its class, what the vendor said, and every step."""
    vendor.script(fails("invalid"), model=MODEL)
    with router_to(vendor, path) as router, pytest.raises(CallError) as failed:
        router.call_sync(PROMPT, model=MODEL)
    row = only(path)
    assert row["outcome"] == "InvalidRequestError"
    assert row["attempts"] == told(failed.value.attempts)
    error = row["error"]
    assert (error["code"], error["status"]) == ("invalid_request", 400)
    assert (error["provider"], error["model"], error["sent"]) == ("openai", MODEL, "yes")
    assert error["message"] == failed.value.message


def test_a_call_that_nobody_could_answer_tells_of_those_passed_over(
    vendor: ScriptedVendor, path: Path
) -> None:
    """Skipped candidates stand among the steps, with the reason."""
    with router_to(vendor, path, budget_usd={"global": 0}) as router, pytest.raises(CallError):
        router.call_sync(PROMPT, model=MODEL)
    row = only(path)
    assert row["outcome"] == "BudgetExceededError"
    (step,) = row["attempts"]
    assert (step["outcome"], step["sent"], step["key_id"]) == ("skipped", "no", None)
    assert step["reason"].startswith("BudgetExceededError: ")
    assert row["cost_nano_usd"] == 0


def test_a_stream_that_breaks_is_written_down(vendor: ScriptedVendor, path: Path) -> None:
    """With what it cost until then."""
    vendor.script(breaks(answers(ANSWER)), model=MODEL)
    with (
        router_to(vendor, path) as router,
        router.stream_sync(PROMPT, model=MODEL) as stream,
        pytest.raises(StreamInterruptedError),
    ):
        list(stream)
    row = only(path)
    assert row["outcome"] == "StreamInterruptedError"
    assert row["error"]["output_started"]
    assert row["cost_nano_usd"] > 0


@pytest.mark.parametrize("blocking", [True, False])
def test_a_stream_that_is_left_is_written_down(
    vendor: ScriptedVendor, path: Path, blocking: bool
) -> None:
    """As abandoned, with what it cost until then."""
    vendor.script(answers(ANSWER * 50), model=MODEL)

    async def leave(router: Router) -> None:
        async with router.stream(PROMPT, model=MODEL) as stream:
            async for _ in stream:
                break

    with router_to(vendor, path) as router:
        if blocking:
            with router.stream_sync(PROMPT, model=MODEL) as stream:
                next(stream)
        else:
            asyncio.run(leave(router))
    row = only(path)
    assert row["outcome"] == "abandoned"
    assert row["cost_nano_usd"] > 0
    assert row["attempts"][0]["cost_nano_usd"] == row["cost_nano_usd"]


@pytest.mark.parametrize("strict", [True, False])
def test_a_call_that_is_cancelled_is_written_down(
    vendor: ScriptedVendor, path: Path, strict: bool
) -> None:
    """With the request that was out, and what it may have cost."""
    vendor.script(hangs(), model=MODEL)

    async def cancel(router: Router) -> None:
        async with router:
            call = asyncio.create_task(router.call(PROMPT, model=MODEL))
            while not vendor.requests:  # noqa: ASYNC110 -- they come from the vendor's thread
                await asyncio.sleep(0.001)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(cancel(router_to(vendor, path, audit_strict=strict)))
    row = only(path)
    assert row["outcome"] == "CancelledError"
    assert "error" not in row
    (step,) = row["attempts"]
    assert (step["outcome"], step["sent"], step["key_id"]) == (
        "CancelledError",
        "maybe",
        "openai#1",
    )
    assert step["duration_us"] > 0
    assert step["cost_nano_usd"] == row["cost_nano_usd"] > 0


def test_a_stream_that_is_cancelled_is_written_down(vendor: ScriptedVendor, path: Path) -> None:
    """Between two pieces."""
    vendor.script(stalls(answers(ANSWER)), model=MODEL)

    async def cancel(router: Router) -> None:
        first = asyncio.Event()

        async def read() -> None:
            async with router.stream(PROMPT, model=MODEL) as stream:
                async for event in stream:
                    if isinstance(event, TextDelta):
                        first.set()

        async with router:
            reader = asyncio.create_task(read())
            await first.wait()
            reader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reader

    asyncio.run(cancel(router_to(vendor, path)))
    row = only(path)
    assert row["outcome"] in ("CancelledError", "abandoned")
    assert row["cost_nano_usd"] > 0


def test_what_a_callers_own_code_raises_is_named_without_its_words(
    vendor: ScriptedVendor, path: Path
) -> None:
    """Nobody knows what such a message quotes."""
    with router_to(vendor, path) as router:
        state = router._state

        def secret(*_: Any) -> str:
            raise RuntimeError(PROMPT)

        state._means = dataclasses.replace(state._means, keys=secret)
        with pytest.raises(RuntimeError):
            router.call_sync(PROMPT, model=MODEL)
    row = only(path)
    assert row["outcome"] == "RuntimeError"
    assert PROMPT not in path.read_text()


def test_the_log_and_the_ledger_agree_to_the_last_nano_dollar(
    vendor: ScriptedVendor, path: Path
) -> None:
    """A call has one id in both, and one price, its failed attempts included."""
    ledger = MemoryLedger(time.time)
    vendor.script(
        replies(b'{"choices": [], "usage": {}}'), answers(ANSWER, usage=USAGE), model=MODEL
    )
    plain = router_to(vendor, path, budget_usd={"global": 10})
    with Router(plain.settings, registry=plain._state.registry, ledger=ledger) as router:
        for _ in range(3):
            router.call_sync(PROMPT, model=MODEL)
    by_call: dict[str, int] = {}
    for entry in ledger.journal():
        by_call[entry.reservation] = by_call.get(entry.reservation, 0) + entry.nano_usd
    found = calls(path)
    assert {row["id"]: row["cost_nano_usd"] for row in found} == by_call
    assert any(step["outcome"] != "ok" for row in found for step in row["attempts"])


def test_a_model_without_a_price_has_no_cost(vendor: ScriptedVendor, path: Path) -> None:
    """Unknown is null, never 0."""
    row = next(offer.provider for offer in built_in() if offer.name == "openai")
    assert row is not None
    unpriced = vendor.provider_row(dataclasses.replace(row, pricing={}))
    settings = {"audit_path": path}
    with vendor.router(unpriced, settings=settings) as router:
        assert router.call_sync(PROMPT, model=MODEL).cost_usd is None
    assert only(path)["cost_nano_usd"] is None


# -- what may not be in a row --


def echo(vendor: ScriptedVendor, text: str) -> None:
    """Let the vendor quote a text in its refusal."""
    body = {"error": {"message": f"cannot parse {text!r}", "code": text, "type": "invalid"}}
    step = Step("echoes", lambda *_: json_reply(body, 400, {"x-request-id": text}))
    vendor.script(step, model=MODEL)


def test_prompts_and_answers_are_not_written_down_by_default(
    vendor: ScriptedVendor, path: Path
) -> None:
    """Whoever reads the log learns what was spent, not what was said."""
    vendor.script(answers(ANSWER, reasoning="Codes are secret."), model=MODEL)
    with router_to(vendor, path) as router:
        router.call_sync(PROMPT, model=MODEL, system="Obey the secret constitution.")
    text = path.read_text()
    for word in ("launch", "dream", "Codes are", "constitution"):
        assert word not in text


@pytest.mark.parametrize(
    "quoted", [PROMPT, PROMPT[10:40], f"...{PROMPT[5:]}...", f"{PROMPT[:20]} and {PROMPT[-20:]}"]
)
def test_a_vendor_that_quotes_the_prompt_is_not_quoted(
    vendor: ScriptedVendor, path: Path, quoted: str
) -> None:
    """Its message is kept but for the quotation."""
    echo(vendor, quoted)
    with router_to(vendor, path) as router, pytest.raises(CallError):
        router.call_sync(PROMPT, model=MODEL)
    row = only(path)
    assert row["error"]["message"].startswith("cannot parse")
    assert "[...]" in row["error"]["message"]
    text = path.read_text()
    assert not [at for at in range(len(PROMPT) - 16) if PROMPT[at : at + 16] in text]


def test_a_short_prompt_is_a_quotation_as_a_whole(vendor: ScriptedVendor, path: Path) -> None:
    """A name or a number may be all of it."""
    echo(vendor, "Rosebud")
    with router_to(vendor, path) as router, pytest.raises(CallError):
        router.call_sync("Rosebud", model=MODEL)
    assert "Rosebud" not in path.read_text()


@pytest.mark.claim("audit-without-keys", "A key is in none of them, whatever you set.")
@pytest.mark.parametrize("content", [True, False])
def test_no_key_is_ever_written_down(vendor: ScriptedVendor, path: Path, content: bool) -> None:
    """Not even where vendor, prompt and metadata hold it."""
    canary = "openai-key-1"
    settings = {"audit_path": path, "audit_content": content}
    with vendor.router(keys=2, settings=settings) as router:
        assert router._state.api_key(router.provider("openai"), "openai#1").reveal() == canary
        vendor.script(answers(f"Is it {canary}?"), model=MODEL)
        router.call_sync(f"My key is {canary}.", model=MODEL, metadata={canary: canary})
        echo(vendor, canary)
        with pytest.raises(CallError):
            router.call_sync("Hi", model=MODEL)
    assert len(calls(path)) == 2
    assert canary not in path.read_text()


def test_prompts_and_answers_are_written_down_where_it_is_wished(
    vendor: ScriptedVendor, path: Path
) -> None:
    """Turns, answer, reasoning and tools."""
    vendor.script(answers(ANSWER), model=MODEL)
    with router_to(vendor, path, audit_content=True) as router:
        router.call_sync(
            [
                {"role": "system", "content": "Be brief."},
                {
                    "role": "assistant",
                    "tool_calls": [{"id": "1", "name": "look", "arguments": {"at": 0.5}}],
                },
                {"role": "tool", "content": "nothing", "tool_call_id": "1"},
                {
                    "role": "user",
                    "content": [
                        {"text": PROMPT},
                        {"url": "data:image/png;base64,AAAA"},
                        {"url": "https://pictures.example/cat.png"},
                    ],
                },
            ],
            model=MODEL,
        )
    content = only(path)["content"]
    assert content["text"] == ANSWER
    assert content["messages"] == [
        {"role": "system", "text": "Be brief."},
        {
            "role": "assistant",
            "text": "",
            "tool_calls": [{"id": "1", "name": "look", "arguments": '{"at": 0.5}'}],
        },
        {"role": "tool", "text": "nothing", "tool_call_id": "1"},
        {
            "role": "user",
            "text": PROMPT,
            "images": ["data:image/png;base64,[...]", "https://pictures.example/cat.png"],
        },
    ]


def test_metadata_of_any_type_is_kept_as_text(vendor: ScriptedVendor, path: Path) -> None:
    """A number where a text should be loses no answer."""
    odd: Any = {"attempt": 1.5, "id": None, 7: "seven"}
    with router_to(vendor, path) as router:
        router.call_sync(PROMPT, model=MODEL, metadata=odd)
    assert only(path)["metadata"] == {"attempt": "1.5", "id": "None", "7": "seven"}


# -- the log beside the call --


def test_the_event_loop_runs_on_while_a_row_goes_to_the_disk(
    vendor: ScriptedVendor, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A strict log waits for the disk in a thread."""
    real, slow_s = os.fsync, 0.3
    threads: set[int] = set()

    def fsync(handle: int) -> None:
        # A log that another test dropped may be closed by the collector, in any thread.
        if Path(f"/proc/self/fd/{handle}").resolve().is_relative_to(path.parent.resolve()):
            threads.add(threading.get_ident())
            time.sleep(slow_s)
        real(handle)

    async def main(log: AuditLog) -> float:
        async with router_with(vendor, log) as router:
            monkeypatch.setattr(os, "fsync", fsync)
            call = asyncio.create_task(router.call(PROMPT, model=MODEL))
            longest_s, last_s = 0.0, time.monotonic()
            while not call.done():
                await asyncio.sleep(0.005)
                now_s = time.monotonic()
                longest_s, last_s = max(longest_s, now_s - last_s), now_s
            await call
            monkeypatch.setattr(os, "fsync", real)
            return longest_s

    with AuditLog(path, strict=True) as log:
        longest_s = asyncio.run(main(log))
    assert threads
    assert threading.get_ident() not in threads
    assert longest_s < slow_s
    assert only(path)["outcome"] == "ok"


def test_a_strict_row_is_on_the_disk_before_the_answer_is_there(
    vendor: ScriptedVendor, path: Path
) -> None:
    """The head knows it, and the head comes after the row."""
    with AuditLog(path, strict=True) as log, router_with(vendor, log) as router:
        router.call_sync(PROMPT, model=MODEL)
        head = json.loads(path.with_name("audit.jsonl.head").read_bytes())
        assert head["rows"] == 2


@pytest.mark.parametrize("blocking", [True, False])
def test_an_answer_is_not_lost_with_its_row(
    vendor: ScriptedVendor, tmp_path: Path, blocking: bool
) -> None:
    """Where the log cannot be written, the call goes on; where it must, it does not."""
    folder = tmp_path / "logs"

    def ask(log: AuditLog) -> LLMResponse:
        async def main() -> LLMResponse:
            async with router_with(vendor, log) as router:
                return await router.call(PROMPT, model=MODEL)

        with router_with(vendor, log) as router:
            return router.call_sync(PROMPT, model=MODEL) if blocking else asyncio.run(main())

    easy = AuditLog(folder / "easy.jsonl")
    firm = AuditLog(folder / "firm.jsonl", on_write_error="raise")
    folder.rename(tmp_path / "gone")
    assert ask(easy).text
    assert easy.lost_rows == 1
    with pytest.raises(AuditError, match=r"firm\.jsonl: .*No such file"):
        ask(firm)


def test_a_call_in_virtual_time_is_written_down(path: Path) -> None:
    """Its waits take no time, its row is there."""
    clock = VirtualClock()
    said = iter([429, 200])

    def reply(_: httpx.Request) -> httpx.Response:
        if next(said) == 429:
            return httpx.Response(429, headers={"retry-after": "15"})
        choice = {"message": {"content": "Hi"}, "finish_reason": "stop"}
        return httpx.Response(200, json={"choices": [choice]})

    registry = ProviderRegistry(Catalog())
    registry.register(next(o.provider for o in built_in() if o.name == "groq" and o.provider))
    with ScriptedVendor() as vendor:
        settings = vendor.router(keys={"groq": ["k"]}, settings={"audit_path": path}).settings
    router = Router(settings, registry=registry, transport=httpx.MockTransport(reply), clock=clock)
    run_virtual(router.call("Hi", model="openai/gpt-oss-20b", max_output_tokens=9), clock=clock)
    row = only(path)
    assert [step["waited_us"] // 1_000_000 for step in row["attempts"]] == [0, 15]
    (opened, _) = (row for row in rows(path) if row is not None)
    assert opened.at.startswith("2026-09-21T")


def test_without_a_log_nothing_is_recorded(vendor: ScriptedVendor) -> None:
    """No step, no thread: a call without a log costs nothing more."""
    with vendor.router() as router:
        assert router._state.audit is None
        assert router.call_sync(PROMPT, model=MODEL).text
    assert "record" not in "".join(Job.__dataclass_fields__)
