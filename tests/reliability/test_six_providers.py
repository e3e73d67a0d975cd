"""Each built-in provider over real TCP: what its vendor saw, and what the caller got."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from scout.llm.providers.base import Provider
from scout.llm.providers.registry import built_in
from scout.llm.router import Router, call_llm, call_llm_sync, stream_llm, stream_llm_sync
from scout.llm.types import (
    FinishReason,
    LLMResponse,
    Message,
    TextDelta,
    Tool,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from scout.testing import Asked, ScriptedVendor, answers, limits

SAID = "It is sunny in Köln today."
USAGE = Usage(input_tokens=21, cache_read_tokens=4, output_tokens=7)
CALL = ToolCall("call_1", "weather", {"city": "Köln", "days": 2})
LIMIT_S = 60.0
"""Longer than scout waits (20 s), so that only another key can answer within a test."""


@dataclass(frozen=True)
class Vendor:
    """What a vendor's documents say of a request, as these tests expect it.

    Attributes:
        model: One of its models.
        path: Path of a request.
        streamed_path: Path of a streamed one, where it is another.
        header: Header that carries the key, and what stands before the key in it.
        limit: Field of the output limit.
        fixed: Headers that every request has.
    """

    model: str
    path: str
    streamed_path: str = ""
    header: tuple[str, str] = ("authorization", "Bearer ")
    limit: str = "max_completion_tokens"
    fixed: Mapping[str, str] = field(default_factory=dict)


_GEMINI = "/v1beta/models/gemini-3.5-flash-lite"
VENDORS = {
    "groq": Vendor("openai/gpt-oss-20b", "/openai/v1/chat/completions"),
    "google": Vendor(
        "gemini-3.5-flash-lite",
        f"{_GEMINI}:generateContent",
        f"{_GEMINI}:streamGenerateContent",
        ("x-goog-api-key", ""),
        "maxOutputTokens",
    ),
    "anthropic": Vendor(
        "claude-haiku-5-5",
        "/v1/messages",
        header=("x-api-key", ""),
        limit="max_tokens",
        fixed={"anthropic-version": "2023-06-01"},
    ),
    "minimax": Vendor("MiniMax-M2.5", "/v1/chat/completions"),
    "deepseek": Vendor("deepseek-flash", "/chat/completions", limit="max_tokens"),
    "openai": Vendor("gpt-4o-mini", "/v1/chat/completions"),
}
ROWS = {offer.name: offer.provider for offer in built_in() if offer.provider is not None}


def weather(city: str, days: int = 1) -> str:
    """Tell the weather of a city."""
    raise NotImplementedError(f"only described, never called: {city}, {days}")


@dataclass
class Stage:
    """One provider, its scripted vendor and a router with two keys."""

    name: str
    vendor: ScriptedVendor
    row: Provider

    @property
    def facts(self) -> Vendor:
        """What its documents say."""
        return VENDORS[self.name]

    def router(self, upstream: str = "auto") -> Router:
        """A router that reads streams upstream always or never."""
        settings = {"upstream_stream": upstream}
        return self.vendor.router(self.row, keys=2, settings=settings)


@pytest.fixture(params=VENDORS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Each built-in provider in turn."""
    with ScriptedVendor() as vendor:
        yield Stage(request.param, vendor, vendor.provider_row(ROWS[request.param]))
        vendor.assert_quiet()


def test_every_built_in_provider_is_tried_here() -> None:
    """A row that is added needs a line of its own above."""
    assert VENDORS.keys() == ROWS.keys()


# -- the ways to ask: each gives the response, and what was seen of it on the way --

Seen = tuple[LLMResponse, str, str]
Way = Callable[[Stage, dict[str, Any]], Seen]


def _call_plain(stage: Stage, ask: dict[str, Any]) -> Seen:
    return asyncio.run(_call(stage, ask, "never"))


def _call_over_a_stream(stage: Stage, ask: dict[str, Any]) -> Seen:
    return asyncio.run(_call(stage, ask, "always"))


async def _call(stage: Stage, ask: dict[str, Any], upstream: str) -> Seen:
    async with stage.router(upstream) as router:
        response = await call_llm(router=router, **ask)
    return response, response.text, _arguments(response)


def _call_sync_plain(stage: Stage, ask: dict[str, Any]) -> Seen:
    with stage.router("never") as router:
        response = call_llm_sync(router=router, **ask)
    return response, response.text, _arguments(response)


def _call_sync_over_a_stream(stage: Stage, ask: dict[str, Any]) -> Seen:
    with stage.router("always") as router:
        response = call_llm_sync(router=router, **ask)
    return response, response.text, _arguments(response)


def _stream(stage: Stage, ask: dict[str, Any]) -> Seen:
    async def main() -> Seen:
        text, arguments = [], []
        async with stage.router() as router, stream_llm(router=router, **ask) as stream:
            async for event in stream:
                text += [event.text] if isinstance(event, TextDelta) else []
                arguments += [event.arguments] if isinstance(event, ToolCallDelta) else []
            return stream.response, "".join(text), "".join(arguments)

    return asyncio.run(main())


def _stream_sync(stage: Stage, ask: dict[str, Any]) -> Seen:
    text, arguments = [], []
    with stage.router() as router, stream_llm_sync(router=router, **ask) as stream:
        for event in stream:
            text += [event.text] if isinstance(event, TextDelta) else []
            arguments += [event.arguments] if isinstance(event, ToolCallDelta) else []
        return stream.response, "".join(text), "".join(arguments)


def _arguments(response: LLMResponse) -> str:
    return "".join(json.dumps(dict(call.arguments)) for call in response.tool_calls)


PLAIN: dict[str, Way] = {"call_llm": _call_plain, "call_llm_sync": _call_sync_plain}
STREAMED: dict[str, Way] = {
    "call_llm over a stream": _call_over_a_stream,
    "call_llm_sync over a stream": _call_sync_over_a_stream,
    "stream_llm": _stream,
    "stream_llm_sync": _stream_sync,
}
WAYS = {**PLAIN, **STREAMED}


# -- what is expected --


def _assert_request(stage: Stage, asked: Asked, way: str, key: str) -> None:
    """Address, authentication and the wish for a stream, as the vendor documents them."""
    facts, streamed = stage.facts, way in STREAMED
    assert asked.method == "POST"
    assert asked.path == ((streamed and facts.streamed_path) or facts.path)
    assert (asked.model, asked.streams) == (facts.model, streamed)
    assert asked.query == ({"alt": "sse"} if streamed and facts.streamed_path else {})
    name, before = facts.header
    assert asked.headers[name] == f"{before}{key}"
    assert asked.headers["content-type"] == "application/json"
    assert facts.fixed.items() <= asked.headers.items()
    others = {"authorization", "x-api-key", "x-goog-api-key"} - {name}
    assert not others & asked.headers.keys()
    assert key not in asked.body.decode()


def _said_by(asked: Asked) -> tuple[str, str]:
    """System and user text of a request, from wherever the dialect puts them."""
    body = asked.json
    if "contents" in body:
        return (
            body["systemInstruction"]["parts"][0]["text"],
            body["contents"][0]["parts"][0]["text"],
        )
    if "system" in body:
        return body["system"], body["messages"][0]["content"][0]["text"]
    assert [turn["role"] for turn in body["messages"]] == ["system", "user"]
    return body["messages"][0]["content"], body["messages"][1]["content"]


def _limit_in(asked: Asked, name: str) -> Any:
    return {**asked.json, **asked.json.get("generationConfig", {})}.get(name)


def _assert_cost(stage: Stage, response: LLMResponse) -> None:
    """The bill is the vendor's: its usage times the prices of the row."""
    assert response.usage == USAGE
    assert isinstance(response.cost_usd, Decimal)
    assert response.cost_usd == stage.vendor.cost_usd > 0


@pytest.mark.parametrize("way", WAYS)
def test_a_text_goes_out_and_comes_back(stage: Stage, way: str) -> None:
    """One request as the vendor documents it; text, usage, cost and record as it answered."""
    stage.vendor.script(answers(SAID, usage=USAGE, served_model="as-served"))
    ask = {
        "prompt": "Weather?",
        "system": "Be brief.",
        "model": stage.facts.model,
        "max_output_tokens": 500,
    }
    response, text, _ = WAYS[way](stage, ask)

    stage.vendor.assert_sends(1)
    asked = stage.vendor.requests[0]
    _assert_request(stage, asked, way, f"{stage.name}-key-1")
    assert _said_by(asked) == ("Be brief.", "Weather?")
    assert _limit_in(asked, stage.facts.limit) == 500
    assert (response.text, text) == (SAID, SAID)
    assert (response.finish, response.provider) == (FinishReason.STOP, stage.name)
    assert (response.model, response.served_model) == (stage.facts.model, "as-served")
    assert (response.first_token_s is not None) == (way in STREAMED)
    assert [attempt.outcome for attempt in response.attempts] == ["ok"]
    _assert_cost(stage, response)


@pytest.mark.parametrize("way", WAYS)
def test_a_tool_is_described_and_called(stage: Stage, way: str) -> None:
    """The tool goes out as a schema, its call comes back parsed, whole and in pieces."""
    stage.vendor.script(answers("", tool_calls=[CALL], usage=USAGE))
    ask = {"prompt": "Weather?", "model": stage.facts.model, "tools": [weather]}
    response, _, arguments = WAYS[way](stage, ask)

    asked = stage.vendor.requests[0]
    _assert_request(stage, asked, way, f"{stage.name}-key-1")
    assert _tools_in(asked.json) == [(weather.__name__, weather.__doc__, ["city"])]
    assert response.tool_calls == (CALL,)
    assert response.finish is FinishReason.TOOL_CALLS
    assert json.loads(arguments) == CALL.arguments
    _assert_cost(stage, response)


def _tools_in(body: dict[str, Any]) -> list[tuple[str, str | None, list[str]]]:
    """Name, description and required parameters of each tool of a request."""
    found = []
    for tool in body["tools"]:
        for entry in tool.get("functionDeclarations", [tool.get("function", tool)]):
            schema = next(
                entry[name]
                for name in ("parameters", "input_schema", "parametersJsonSchema")
                if name in entry
            )
            found.append((entry["name"], entry["description"], schema["required"]))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_rate_limit_moves_the_call_to_the_second_key(stage: Stage, way: str) -> None:
    """The limited key rests as long as it was told to, and the caller notices nothing."""
    first, second = f"{stage.name}-key-1", f"{stage.name}-key-2"
    stage.vendor.script(limits(LIMIT_S), key=first)
    stage.vendor.script(answers(SAID, usage=USAGE), key=second)
    response, text, _ = WAYS[way](stage, {"prompt": "Weather?", "model": stage.facts.model})

    assert [asked.key for asked in stage.vendor.requests] == [first, second]
    _assert_request(stage, stage.vendor.requests[1], way, second)
    assert (response.text, text) == (SAID, SAID)
    assert [(a.outcome, a.key_id) for a in response.attempts] == [
        ("RateLimitedError", f"{stage.name}#1"),
        ("ok", f"{stage.name}#2"),
    ]
    between_s = stage.vendor.requests[1].at_s - stage.vendor.requests[0].at_s
    assert between_s < 5  # moved at once, not waited: a hundredth of it on an idle machine
    _assert_cost(stage, response)


def test_the_limited_key_rests_and_the_other_serves_on(stage: Stage) -> None:
    """What a key was told holds for the calls that follow."""
    stage.vendor.script(limits(LIMIT_S), key=f"{stage.name}-key-1")
    with stage.router() as router:
        for _ in range(3):
            call_llm_sync("Weather?", model=stage.facts.model, router=router)
        rests = router.keys(stage.name, stage.facts.model)[0].returns_in_s
    stage.vendor.assert_sends(1, key=f"{stage.name}-key-1")
    stage.vendor.assert_sends(3, key=f"{stage.name}-key-2")
    assert rests is not None
    assert LIMIT_S - 10 < rests <= LIMIT_S


def test_a_tool_result_goes_back_in_the_next_turn(stage: Stage) -> None:
    """Asked, called, answered: the second request holds all three turns in the vendor's shape."""
    stage.vendor.script(answers("", tool_calls=[CALL]), answers(SAID))
    with stage.router() as router:
        asked = Message("user", "Weather?")
        tools = [Tool.of(weather)]
        model = stage.facts.model
        wished = call_llm_sync([asked], model=model, tools=tools, router=router)
        result = Message("tool", "sunny", tool_call_id=wished.tool_calls[0].id)
        turns = [asked, wished.message(), result]
        final = call_llm_sync(turns, model=model, tools=tools, router=router)
    assert final.text == SAID
    assert _result_in(stage.vendor.requests[1].json) == ("call_1", "Köln", "sunny")


def _result_in(body: dict[str, Any]) -> tuple[str, str, str]:
    """Id and city of the call that goes back, and its result."""
    if "contents" in body:
        call = body["contents"][1]["parts"][-1]["functionCall"]
        answer = body["contents"][2]["parts"][0]["functionResponse"]
        assert answer["name"] == call["name"] == "weather"
        assert answer["id"] == call["id"]
        return call["id"], call["args"]["city"], answer["response"]["result"]
    if "input_schema" in body["tools"][0]:
        use, told = body["messages"][1]["content"][-1], body["messages"][2]["content"][0]
        assert told["tool_use_id"] == use["id"]
        return use["id"], use["input"]["city"], told["content"]
    call, told = body["messages"][1]["tool_calls"][0], body["messages"][2]
    assert told["tool_call_id"] == call["id"]
    return call["id"], json.loads(call["function"]["arguments"])["city"], told["content"]
