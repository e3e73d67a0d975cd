"""Answers that are given again: to whom, when, and never to anybody else."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, field_validator

from scout.errors import CallError, ProviderBugError, ServerError
from scout.llm.answer_cache import KeptAnswer, is_keepable, read, written
from scout.llm.caches.memory import MemoryCache
from scout.llm.caches.sqlite import SQLiteCache
from scout.llm.dispatch import Candidate
from scout.llm.job import Job
from scout.llm.providers.anthropic import ANTHROPIC
from scout.llm.providers.base import Model
from scout.llm.remembered import Memory
from scout.llm.types import (
    Call,
    Finished,
    FinishReason,
    Message,
    ProviderResult,
    TextDelta,
    ToolCall,
    Usage,
)
from tests.llm.virtual import Said, Script, Stage, row

MODELS = ("acme-1", "acme-2")


def _counted() -> Script:
    """Answers with the number of the request."""
    seen: list[int] = []

    def script(body: Mapping[str, Any]) -> Said:
        seen.append(1)
        return Said(f"answer {len(seen)}")

    return script


def _stage(script: Script | None = None, **settings: Any) -> Stage:
    fields = {"cache": True, "max_sends_per_call": 2, **settings}
    return Stage((row(*MODELS),), script or _counted(), fields)


def _ask(stage: Stage, prompt: Any = "Hi", **arguments: Any) -> Any:
    usual = {"model": "acme-1", "temperature": 0.0}
    return stage.play(stage.router.call(prompt, **{**usual, **arguments}))


# -- when --


def test_an_identical_deterministic_call_is_answered_from_what_was_kept() -> None:
    """No request, no time, no money, no tokens; the record says so."""
    stage = _stage()
    first = _ask(stage)
    stage.clock.sleep(30)
    at_s = stage.clock.now()
    second = _ask(stage)
    assert len(stage.asked) == 1
    assert (second.text, second.model, second.finish) == (first.text, "acme-1", first.finish)
    assert (first.is_cached, second.is_cached) == (False, True)
    assert (second.cost_usd, second.usage) == (Decimal(0), Usage())
    assert stage.clock.now() == at_s
    assert "-> cached, $0" in second.explain()
    assert "the answer of 30 s ago" in second.explain()


def test_nothing_is_kept_where_nobody_wants_it() -> None:
    """It is an opt-in."""
    stage = _stage(cache=False)
    assert [_ask(stage).text for _ in range(2)] == ["answer 1", "answer 2"]


@pytest.mark.parametrize(
    ("arguments", "sends"),
    [
        ({"temperature": 0.0}, 1),
        ({"temperature": 0.7}, 2),
        ({"temperature": None}, 2),
        ({"temperature": 0.7, "cache": True}, 1),
        ({"temperature": None, "cache": True}, 1),
        ({"temperature": 0.0, "cache": False}, 2),
    ],
)
def test_only_deterministic_calls_are_kept_unless_the_caller_says_so(
    arguments: dict[str, Any], sends: int
) -> None:
    """And never where the caller forbids it."""
    stage = _stage()
    for _ in range(2):
        _ask(stage, **arguments)
    assert len(stage.asked) == sends


def test_a_temperature_that_the_model_rejects_makes_no_call_deterministic() -> None:
    """It is left out of the request."""
    hot = Model("acme-1", rejects=frozenset({"temperature"}))
    stage = Stage((row(hot),), _counted(), {"cache": True})
    for _ in range(2):
        _ask(stage)
    assert len(stage.asked) == 2


def test_a_call_without_cache_does_not_renew_what_is_kept() -> None:
    """It neither reads nor writes."""
    stage = _stage()
    assert [_ask(stage, cache=wanted).text for wanted in (None, False, None)] == [
        "answer 1",
        "answer 2",
        "answer 1",
    ]


def test_an_answer_is_kept_for_as_long_as_the_settings_say() -> None:
    """Then the vendor is asked anew."""
    stage = _stage(cache_ttl_s=60)
    _ask(stage)
    stage.clock.sleep(58)
    assert _ask(stage).is_cached
    stage.clock.sleep(2)
    assert not _ask(stage).is_cached


# -- what --


@pytest.mark.parametrize("finish", ["length", "content_filter", "something_else"])
def test_an_answer_that_is_not_whole_is_not_kept(finish: str) -> None:
    """A truncated answer never stands for a whole one."""
    stage = _stage(lambda _: Said("half", finish=finish))
    for _ in range(2):
        _ask(stage)
    assert len(stage.asked) == 2


def test_what_is_not_worth_keeping_takes_no_room() -> None:
    """It is not put at all."""
    puts: list[str] = []

    class Watched(MemoryCache):
        def put(self, key: str, entry: bytes, lasts_s: float) -> None:
            puts.append(key)
            super().put(key, entry, lasts_s)

    base = _stage(lambda _: Said("half", finish="length"))
    _ask(_over(Watched(10**6, base.clock.wall), base))
    assert puts == []


def test_an_error_is_not_kept() -> None:
    """The next call may succeed."""
    failing = [True]

    def script(body: Mapping[str, Any]) -> Said:
        return Said("down", status=500) if failing[0] else Said("up")

    stage = _stage(script, max_sends_per_call=1)
    with pytest.raises(ServerError):
        _ask(stage, fallbacks=[])
    failing[0] = False
    assert _ask(stage, fallbacks=[]).text == "up"


class Form(BaseModel):
    """A form."""

    x: int


def test_a_kept_answer_is_parsed_anew_and_one_of_a_wrong_form_is_not_kept() -> None:
    """What `response_format` promises holds for it too."""
    answers = iter(["{", '{"x": 1}'])
    stage = _stage(lambda _: Said(next(answers)))
    assert [_ask(stage, response_format=Form).parsed for _ in range(2)] == [Form(x=1)] * 2
    assert len(stage.asked) == 2  # the first was asked for once more


class Odd(Form):
    """A form whose schema does not tell all that it wants."""

    model_config = ConfigDict(title="Form")
    __doc__ = Form.__doc__

    @field_validator("x")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("an even number")
        return value


def test_a_kept_answer_has_to_pass_the_callers_own_check() -> None:
    """Two forms may look alike to the vendor."""
    assert Odd.model_json_schema() == Form.model_json_schema()
    answers = iter(['{"x": 2}', '{"x": 3}'])
    stage = _stage(lambda _: Said(next(answers)))
    assert _ask(stage, response_format=Form).parsed == Form(x=2)
    strict = _ask(stage, response_format=Odd)
    assert (strict.parsed.x, strict.is_cached) == (3, False)


def test_the_answer_of_a_fallback_is_kept_as_the_fallbacks_own() -> None:
    """The model that failed is asked again next time."""

    def script(body: Mapping[str, Any]) -> Said:
        return Said("down", status=500) if body["model"] == "acme-1" else Said("from 2")

    stage = _stage(script, max_sends_per_call=12)
    assert _ask(stage, fallbacks=["acme-2"]).model == "acme-2"
    sent = len(stage.asked)
    assert _ask(stage, model="acme-2").is_cached
    assert not _ask(stage, fallbacks=["acme-2"]).is_cached
    assert len(stage.asked) > sent


def test_a_kept_answer_needs_no_vendor_no_key_and_no_money() -> None:
    """The circuit may be open, the budget spent."""
    stage = _stage(budget_usd={"global": Decimal("0.0011")})
    _ask(stage, max_output_tokens=500)
    again = _ask(stage, max_output_tokens=500)
    assert again.is_cached
    with pytest.raises(CallError):
        _ask(stage, "another prompt", max_output_tokens=2000)
    assert _ask(stage, max_output_tokens=500).is_cached
    assert stage.router.budget.balance().reserved_nano_usd == 0


# -- whose --

VARIANTS: tuple[dict[str, Any], ...] = (
    {"prompt": "Hi!"},
    {"prompt": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "Hi"}]},
    {"model": "acme-2"},
    {"system": "Be brief."},
    {"max_output_tokens": 5},
    {"stop": ["x"]},
    {"seed": 1},
    {"response_format": {"type": "object", "properties": {"a": {}, "b": {}}}},
    {"response_format": {"type": "object", "properties": {"b": {}, "a": {}}}},
    {"scopes": {"team": "search"}},
    {"scopes": {"team": "ads"}},
    {"scopes": {"user": "search"}},
)


def _tool(x: int) -> int:
    """Adds."""
    return x


def test_whatever_may_change_the_answer_is_another_call() -> None:
    """Prompt, model, limits, forms to the letter, tools, and whose call it is."""
    stage = _stage(lambda _: Said('{"a": 1, "b": 2}'))
    tools: tuple[dict[str, Any], ...] = (
        {"tools": [_tool]},
        {"tools": [_tool], "tool_choice": "required"},
    )
    changes = (*VARIANTS, *tools)
    for change in ({}, *changes):
        arguments = {key: value for key, value in change.items() if key != "prompt"}
        assert not _ask(stage, change.get("prompt", "Hi"), **arguments).is_cached, change
    sent = len(stage.asked)
    for change in ({}, *changes):
        arguments = {key: value for key, value in change.items() if key != "prompt"}
        assert _ask(stage, change.get("prompt", "Hi"), **arguments).is_cached, change
    assert len(stage.asked) == sent


def test_fields_in_another_order_are_another_call() -> None:
    """A model may answer in the order in which it reads."""
    memory = Memory({}, lambda _: "account", 60, wanted=True)
    model = ANTHROPIC.models[0]
    keys = set()
    for arguments in ({"a": 1, "b": 2}, {"b": 2, "a": 1}):
        turns = (Message("assistant", "", tool_calls=(ToolCall("1", "f", arguments),)),)
        call = Call(model.id, (Message("user", "x"), *turns))
        job = Job(call, (Candidate(ANTHROPIC, model, ""),), 0.0)
        keys.add(memory.key(job, job.candidates[0]))
    assert None not in keys
    assert len(keys) == 2


def test_a_call_that_cannot_be_said_is_not_looked_up() -> None:
    """The plan tells what is wrong with it; neither wire nor client breaks a look-up."""

    def no_account(provider: object) -> str:
        raise ProviderBugError("a bug of the row's own")

    model = ANTHROPIC.models[0]
    nan = ToolCall("1", "f", {"x": object()})
    call = Call(model.id, (Message("assistant", "", tool_calls=(nan,)),))
    job = Job(call, (Candidate(ANTHROPIC, model, ""),), 0.0)
    memory = Memory({}, lambda _: "account", 60, wanted=True)
    assert memory.key(job, job.candidates[0]) is None
    sound = replace(job, call=replace(call, messages=(Message("user", "x"),)))
    assert memory.key(sound, job.candidates[0]) is not None
    assert replace(memory, account_of=no_account).key(sound, job.candidates[0]) is None


def test_what_cannot_change_the_answer_is_the_same_call() -> None:
    """Deadline, records, the name by which the model goes, and how it is read."""
    stage = _stage()
    _ask(stage)
    for change in (
        {"timeout_s": 7},
        {"metadata": {"trace": "1"}},
        {"model": "acme/acme-1"},
        {"max_cost_usd": 0},
        {"temperature": 0},
        {"fallbacks": ["acme-2"]},
    ):
        assert _ask(stage, **change).is_cached, change


def _over(store: Any, stage: Stage, **settings: Any) -> Stage:
    return Stage(
        stage.rows,
        stage.script,
        {**stage.settings, **settings},
        {"cache": store},
        clock=stage.clock,
    )


def test_answers_never_pass_between_keys_accounts_or_addresses() -> None:
    """Two routers over one store share answers only where they would ask the same account."""
    base = _stage()
    store = MemoryCache(10**6, base.clock.wall)
    assert not _ask(_over(store, base)).is_cached
    assert _ask(_over(store, base)).is_cached
    assert not _ask(_over(store, base, api_keys={"acme": "other-key"})).is_cached
    grouped = _over(store, base, key_groups={"acme#1": "tenant-7"})
    assert not _ask(grouped).is_cached
    moved = replace(base.rows[0], base_url="https://eu.acme.example/v1")
    assert not _ask(Stage((moved,), base.script, base.settings, {"cache": store})).is_cached


def test_a_store_holds_neither_prompt_nor_key(tmp_path: Path) -> None:
    """Only digests and answers."""
    path = tmp_path / "answers.db"
    stage = _stage(cache_path=path)
    _ask(stage, "a secret question", scopes={"user": "jane"})
    stage.router.close()
    data = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"answer 1" in data
    for private in (b"secret question", b"acme-key", b"jane"):
        assert private not in data


# -- ways to ask --


def test_a_stream_is_replayed_as_one_piece_and_its_answer_is_kept() -> None:
    """Either way of asking serves the other."""

    async def events(stage: Stage) -> list[Any]:
        stream = stage.router.stream("Hi", model="acme-1", temperature=0)
        async with stream as opened:
            found = [event async for event in opened]
        assert stream.response.is_cached
        return found

    stage = _stage()
    _ask(stage)
    found = stage.play(events(stage))
    assert [type(event) for event in found] == [TextDelta, Finished]
    assert found[0].text == "answer 1"
    assert len(stage.asked) == 1


def test_the_file_is_used_off_the_event_loop(tmp_path: Path) -> None:
    """A slow disk delays one call and nobody else."""
    loops: list[bool] = []

    class Watched(SQLiteCache):
        def get(self, key: str) -> bytes | None:
            loops.append(asyncio._get_running_loop() is not None)
            return super().get(key)

    base = _stage()
    store = Watched(tmp_path / "a.db", 10**6, base.clock.wall)
    stage = _over(store, base)
    _ask(stage)
    assert _ask(stage).is_cached
    assert loops == [False, False]
    store.close()


def test_a_quality_loop_takes_its_first_draft_from_what_was_kept() -> None:
    """For nothing; a revision is another call."""
    stage = _stage(lambda _: Said("1"))
    first, second = (
        stage.play(stage.router.quality_loop("Go.", model="acme-1", temperature=0))
        for _ in range(2)
    )
    assert (first.cost_usd, second.cost_usd) == (Decimal("0.0002"), Decimal(0))
    assert second.is_cached


# -- damage --


class Broken:
    """A store that raises whatever it is asked."""

    is_local = True

    def get(self, key: str) -> bytes | None:
        """Never answers."""
        raise RuntimeError("no connection")

    def put(self, key: str, entry: bytes, lasts_s: float) -> None:
        """Never keeps."""
        raise RuntimeError("no connection")

    def close(self) -> None:
        """Nothing."""


def test_no_call_fails_for_a_store_that_does(caplog: pytest.LogCaptureFixture) -> None:
    """The answer is there and paid for."""
    stage = _over(Broken(), _stage())
    with caplog.at_level(logging.WARNING, "scout.llm.transport"):
        assert [_ask(stage).text for _ in range(2)] == ["answer 1", "answer 2"]
    assert "the answer cache failed: RuntimeError: no connection" in caplog.text


class Spoilt(MemoryCache):
    """A store whose entries come back damaged."""

    def get(self, key: str) -> bytes | None:
        """The entry, with its last byte changed."""
        entry = super().get(key)
        return None if entry is None else entry[:-1] + bytes([entry[-1] ^ 1])


def test_a_damaged_entry_is_a_miss() -> None:
    """The vendor is asked, and the entry renewed."""
    base = _stage()
    stage = _over(Spoilt(10**6, base.clock.wall), base)
    assert [_ask(stage).is_cached for _ in range(2)] == [False, False]


# -- entries --

ANSWER = ProviderResult(
    "text",
    (ToolCall("1", "f", {"x": [1, {"y": None}]}), ToolCall("2", "g", {}, malformed="{")),
    FinishReason.TOOL_CALLS,
    Usage(1, 2, 3, 4, 5),
    "thinking",
    "served-1",
    "request-1",
    {"anthropic": [{"type": "thinking", "signature": "s"}]},
    date(2027, 1, 1),
)


def test_an_entry_holds_the_whole_answer_but_for_what_it_used() -> None:
    """Nothing is used when it is given again."""
    entry = written(KeptAnswer(ANSWER, 12.5))
    assert entry is not None
    assert read(entry) == KeptAnswer(replace(ANSWER, usage=Usage()), 12.5)


@pytest.mark.parametrize("state", [{"x": object()}, {"x": float("nan")}, {"x": (1, 2)}])
def test_what_json_cannot_hold_is_not_kept(state: dict[str, Any]) -> None:
    """Half an answer is none."""
    assert written(KeptAnswer(replace(ANSWER, vendor_state=state), 0.0)) is None


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_no_flipped_bit_is_read(place: int, bit: int) -> None:
    """Whichever it is."""
    entry = bytearray(written(KeptAnswer(ANSWER, 0.0)) or b"")
    entry[place % len(entry)] ^= 1 << bit
    assert read(bytes(entry)) is None


@given(st.binary(max_size=100))
def test_rubbish_is_not_read(entry: bytes) -> None:
    """Nor does it raise."""
    assert read(entry) is None


@pytest.mark.parametrize(
    "body",
    [
        {"version": 2, "at_s": 0, "result": {"text": "x"}},
        {"version": 1, "result": {"text": "x"}},
        {"version": 1, "at_s": "soon", "result": {"text": "x"}},
        {"version": 1, "at_s": 0, "result": {"text": 7}},
        {"version": 1, "at_s": 0, "result": {"text": "x", "finish": "maybe"}},
        [1, 2],
        7,
    ],
)
def test_an_entry_of_another_version_or_shape_is_not_read(body: Any) -> None:
    """Also where its checksum is right."""
    data = json.dumps(body).encode()
    assert read(sha256(data).digest() + data) is None


@pytest.mark.parametrize("finish", list(FinishReason))
def test_only_whole_answers_are_worth_keeping(finish: FinishReason) -> None:
    """Those that ended by themselves, and say something."""
    whole = finish in (FinishReason.STOP, FinishReason.TOOL_CALLS)
    assert is_keepable(replace(ANSWER, finish=finish)) == whole
    assert not is_keepable(ProviderResult("", finish=finish))
