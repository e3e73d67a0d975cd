"""What each vendor's own figures come to in money: from the body to the bill, by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from scout.llm.catalog import Catalog
from scout.llm.providers.registry import ProviderRegistry, built_in
from scout.llm.router import Router
from scout.llm.types import LLMResponse, Usage
from scout.testing import ScriptedVendor, VirtualClock

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
BUSY_MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Beijing
PROMPT = "Say hello to everybody."
ANSWER = "Hello, everybody!"
ROWS = {offer.name: offer.provider for offer in built_in() if offer.provider is not None}


def ask(
    provider: str,
    model: str,
    body: bytes,
    *,
    at: datetime = SUNDAY,
    streamed: bool = False,
) -> LLMResponse:
    """The response of a router whose vendor replies with this body, whatever it is asked."""
    registry = ProviderRegistry(Catalog())
    registry.register(ROWS[provider])
    how = "always" if streamed else "never"
    with ScriptedVendor() as vendor:  # for settings that read no environment
        keys, settings = {provider: ["k"]}, {"upstream_stream": how}
        given = vendor.router(keys=keys, settings=settings).settings
    kind = "text/event-stream" if streamed else "application/json"
    reply = httpx.Response(200, content=body, headers={"content-type": kind})
    clock = VirtualClock(wall_s=at.timestamp())
    transport = httpx.MockTransport(lambda _: reply)
    with Router(given, registry=registry, sync_transport=transport, clock=clock) as router:
        return router.call_sync(PROMPT, model=f"{provider}/{model}")


def nano_usd(response: LLMResponse) -> int:
    """What it cost, in whole nano-dollars."""
    assert response.cost_usd is not None
    nano = response.cost_usd.scaleb(9)
    assert nano == int(nano)
    return int(nano)


def sse(*chunks: Mapping[str, Any] | str, named: bool = False) -> bytes:
    """A stream of events; named ones bear the name of their type."""
    lines = []
    for chunk in chunks:
        text = chunk if isinstance(chunk, str) else json.dumps(chunk)
        name = f"event: {chunk['type']}\n" if named and not isinstance(chunk, str) else ""
        lines.append(f"{name}data: {text}\n\n")
    return "".join(lines).encode()


# -- the OpenAI dialect --


def chat(usage: Mapping[str, Any] | None, **more: Any) -> bytes:
    """A whole answer of the OpenAI dialect."""
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": ANSWER},
    }
    told = {} if usage is None else {"usage": usage}
    body = {"id": "1", "object": "chat.completion", "choices": [choice], **told, **more}
    return json.dumps(body).encode()


def chunk(content: str = "", finish: str | None = None, **more: Any) -> dict[str, Any]:
    """A piece of a streamed one."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "choices": [choice], **more}


def chat_stream(usage: Mapping[str, Any], *, places: Sequence[str]) -> bytes:
    """A streamed answer that tells its usage in these places."""
    finish = chunk(finish="stop")
    if "finish" in places:
        finish["usage"] = usage
    if "x_groq" in places:
        finish["x_groq"] = {"id": "r", "usage": usage}
    chunks: list[Mapping[str, Any] | str] = [chunk(ANSWER, usage=None), finish]
    if "extra" in places:
        chunks.append({**chunk(), "choices": [], "usage": usage})
    return sse(*chunks, *(["[DONE]"] if "done" in places else []))


# -- Gemini --


def gemini(usage: Mapping[str, Any] | None, text: str = ANSWER, **candidate: Any) -> dict[str, Any]:
    """An answer of Gemini, whole or a piece of a stream: they have one shape."""
    told = {} if usage is None else {"usageMetadata": usage}
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"content": content, **candidate}], "modelVersion": "m", **told}


# -- Anthropic --


def messages(usage: Mapping[str, Any] | None) -> bytes:
    """A whole answer of Anthropic."""
    body = {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": ANSWER}],
        "stop_reason": "end_turn",
    }
    return json.dumps(body if usage is None else {**body, "usage": usage}).encode()


def messages_stream(first: Mapping[str, Any], last: Mapping[str, Any]) -> bytes:
    """A streamed one: usage at the start, and cumulative at the end."""
    message = {"id": "1", "type": "message", "role": "assistant", "content": [], "usage": first}
    return sse(
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": ANSWER},
        },
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": last},
        {"type": "message_stop"},
        named=True,
    )


@dataclass(frozen=True)
class Known:
    """A body, and what it comes to.

    Attributes:
        provider: Whose it is.
        model: Which model answered.
        plain: The whole answer.
        stream: The same as a stream.
        usage: The tokens in disjoint buckets.
        nano_usd: The bill, worked out by hand.
        at: When it was asked.
    """

    provider: str
    model: str
    plain: bytes
    stream: bytes
    usage: Usage
    nano_usd: int
    at: datetime = SUNDAY


OPENAI = {
    "prompt_tokens": 1000,
    "completion_tokens": 300,
    "total_tokens": 1300,
    "prompt_tokens_details": {"cached_tokens": 400, "cache_write_tokens": 100},
    "completion_tokens_details": {"reasoning_tokens": 200},
}
GROQ = {
    "prompt_tokens": 2000,
    "completion_tokens": 50,
    "total_tokens": 2050,
    "prompt_tokens_details": {"cached_tokens": 1500},
    "completion_tokens_details": {"reasoning_tokens": 30},
    "queue_time": 0.01,
}
DEEPSEEK = {
    "prompt_tokens": 1000,
    "completion_tokens": 100,
    "total_tokens": 1100,
    "prompt_cache_hit_tokens": 600,
    "prompt_cache_miss_tokens": 400,
    "prompt_tokens_details": {"cached_tokens": 600},
    "completion_tokens_details": {"reasoning_tokens": 80},
}
MINIMAX = {
    "total_tokens": 560,
    "total_characters": 0,
    "prompt_tokens": 500,
    "completion_tokens": 60,
    "prompt_tokens_details": {"cached_tokens": 100},
    "completion_tokens_details": {"reasoning_tokens": 40},
}
GEMINI_SHORT = {
    "promptTokenCount": 5000,
    "cachedContentTokenCount": 4000,
    "candidatesTokenCount": 10,
    "thoughtsTokenCount": 90,
    "totalTokenCount": 5100,
}
GEMINI_LONG = {
    "promptTokenCount": 200_001,
    "cachedContentTokenCount": 100_000,
    "candidatesTokenCount": 10,
    "thoughtsTokenCount": 5,
    "totalTokenCount": 200_016,
}
CLAUDE = {
    "input_tokens": 7,
    "cache_read_input_tokens": 89_993,
    "cache_creation_input_tokens": 10_000,
    "output_tokens": 20,
    "output_tokens_details": {"thinking_tokens": 12},
}
CLAUDE_LONG = {**CLAUDE, "input_tokens": 8}
GROQ_PLACES = ("x_groq", "finish", "extra", "done")

KNOWN = {
    # 500 x 2,000 + 400 x 200 + 100 x 2,500 + 300 x 10,000: cached, written and reasoning inside
    "openai": Known(
        "openai",
        "gpt-6-sol",
        chat(OPENAI),
        chat_stream(OPENAI, places=("extra", "done")),
        Usage(500, 400, 100, 100, 200),
        4_330_000,
    ),
    # 500 x 150 + 1,500 x 75 + 50 x 600; a stream tells it in three places
    "groq": Known(
        "groq",
        "openai/gpt-oss-120b",
        chat(GROQ),
        chat_stream(GROQ, places=GROQ_PLACES),
        Usage(500, 1500, 0, 20, 30),
        217_500,
    ),
    # 1,000 x 2,000 + 4,000 x 200 + 100 x 12,000: cached inside the prompt, thoughts beside the text
    "google": Known(
        "google",
        "gemini-3.1-pro-preview",
        json.dumps(gemini(GEMINI_SHORT, finishReason="STOP")).encode(),
        sse(
            gemini({**GEMINI_SHORT, "candidatesTokenCount": 4}, "Hello, "),
            gemini(GEMINI_SHORT, "everybody!", finishReason="STOP"),
        ),
        Usage(1000, 4000, 0, 10, 90),
        4_000_000,
    ),
    # 100,001 x 4,000 + 100,000 x 400 + 15 x 18,000: one token above the bound, all of it is dear
    "google above 200,000": Known(
        "google",
        "gemini-3.1-pro-preview",
        json.dumps(gemini(GEMINI_LONG, finishReason="STOP")).encode(),
        sse(gemini(GEMINI_LONG, finishReason="STOP")),
        Usage(100_001, 100_000, 0, 10, 5),
        440_274_000,
    ),
    # 7 x 100 + 89,993 x 10 + 10,000 x 125 + 20 x 500: the three parts of the prompt stand beside
    # each other, together 100,000, and thinking stands inside the output
    "anthropic": Known(
        "anthropic",
        "claude-haiku-5-5",
        messages(CLAUDE),
        messages_stream({**CLAUDE, "output_tokens": 1, "output_tokens_details": None}, CLAUDE),
        Usage(7, 89_993, 10_000, 8, 12),
        2_160_630,
    ),
    # 8 x 500 + 89,993 x 50 + 10,000 x 625 + 20 x 2,500: 100,001 with the cache, all of it is dear
    "anthropic above 100,000": Known(
        "anthropic",
        "claude-haiku-5-5",
        messages(CLAUDE_LONG),
        messages_stream(CLAUDE_LONG, {"output_tokens": 20, "output_tokens_details": None}),
        Usage(8, 89_993, 10_000, 8, 12),
        10_803_650,
    ),
    # 400 x 150 + 600 x 3 + 100 x 600: hit and miss add up to the prompt; the hit is told twice
    "deepseek": Known(
        "deepseek",
        "deepseek-flash",
        chat(DEEPSEEK),
        chat_stream(DEEPSEEK, places=("finish", "done")),
        Usage(400, 600, 0, 20, 80),
        121_800,
    ),
    # the same at twice the rates
    "deepseek in busy hours": Known(
        "deepseek",
        "deepseek-flash",
        chat(DEEPSEEK),
        chat_stream(DEEPSEEK, places=("finish", "done")),
        Usage(400, 600, 0, 20, 80),
        243_600,
        BUSY_MONDAY,
    ),
    # 400 x 300 + 100 x 30 + 60 x 1,200; chunks of zeros come first, no end marker comes last
    "minimax": Known(
        "minimax",
        "MiniMax-M2.5",
        chat(MINIMAX, base_resp={"status_code": 0, "status_msg": ""}),
        sse(
            chunk(ANSWER, usage={"total_tokens": 0, "total_characters": 0}),
            chunk(finish="stop"),
            {**chunk(), "choices": None, "usage": MINIMAX},
        ),
        Usage(400, 100, 0, 20, 40),
        195_000,
    ),
}
CASES = pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)


@CASES
@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
def test_a_vendors_figures_come_to_this_bill(known: Known, streamed: bool) -> None:
    """Each token is counted in one bucket and paid for once, streamed or not."""
    body = known.stream if streamed else known.plain
    response = ask(known.provider, known.model, body, at=known.at, streamed=streamed)
    assert response.text == ANSWER
    assert response.usage == known.usage
    assert nano_usd(response) == known.nano_usd
    (attempt,) = response.attempts
    assert attempt.cost_usd == response.cost_usd


@CASES
def test_what_a_vendor_says_was_used_is_what_the_buckets_hold(known: Known) -> None:
    """No token is lost and none is counted twice: the buckets add up to the vendor's own total."""
    totals = {
        "openai": 1300,
        "groq": 2050,
        "deepseek": 1100,
        "minimax": 560,
        "google": 5100 if known.usage.prompt_tokens == 5000 else 200_016,
        "anthropic": known.usage.input_tokens + 89_993 + 10_000 + 20,
    }
    assert known.usage.total_tokens == totals[known.provider]


@pytest.mark.parametrize(
    ("total", "usage", "nano"),
    [
        (22, Usage(10, output_tokens=5, reasoning_tokens=7), 10 * 2000 + 12 * 10_000),
        (18, Usage(10, output_tokens=1, reasoning_tokens=7), 10 * 2000 + 8 * 10_000),
    ],
)
def test_the_total_tells_whether_thinking_is_inside_the_output(
    total: int, usage: Usage, nano: int
) -> None:
    """Some vendors of the dialect count it beside; then it is paid for on top."""
    told = {
        "prompt_tokens": 10,
        "completion_tokens": total - 10 - (7 if total == 22 else 0),
        "total_tokens": total,
        "completion_tokens_details": {"reasoning_tokens": 7},
    }
    response = ask("openai", "gpt-6-sol", chat(told))
    assert response.usage == usage
    assert nano_usd(response) == nano


@pytest.mark.parametrize("places", [("x_groq",), ("x_groq", "finish"), GROQ_PLACES])
def test_usage_that_is_told_again_is_not_added(places: tuple[str, ...]) -> None:
    """Groq tells it once, twice or three times, with and without being asked."""
    body = chat_stream(GROQ, places=places)
    response = ask("groq", "openai/gpt-oss-120b", body, streamed=True)
    assert nano_usd(response) == KNOWN["groq"].nano_usd


def test_usage_that_grows_in_a_stream_is_not_added() -> None:
    """Gemini tells it in every chunk, cumulative: the last one counts."""
    counts = [{**GEMINI_SHORT, "candidatesTokenCount": count} for count in range(11)]
    chunks = [gemini(count, "x") for count in counts[:-1]]
    body = sse(*chunks, gemini(counts[-1], finishReason="STOP"))
    response = ask("google", "gemini-3.1-pro-preview", body, streamed=True)
    assert nano_usd(response) == KNOWN["google"].nano_usd


@pytest.mark.parametrize(
    ("at", "nano"),
    [
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), 1000 * 2000 + 50 * 10_000),
        (datetime(2026, 12, 1, tzinfo=UTC), 1000 * 4000 + 50 * 20_000),
    ],
)
def test_an_introductory_price_ends_with_its_day(at: datetime, nano: int) -> None:
    """The same answer costs twice as much a second later."""
    counts = {"promptTokenCount": 1000, "candidatesTokenCount": 50, "totalTokenCount": 1050}
    body = json.dumps(gemini(counts, finishReason="STOP")).encode()
    assert nano_usd(ask("google", "gemini-4-argon", body, at=at)) == nano


@pytest.mark.parametrize(
    ("at", "nano"),
    [
        (datetime(2026, 11, 23, 0, 59, 59, tzinfo=UTC), 121_800),
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 243_600),
        (datetime(2026, 11, 23, 4, 0, tzinfo=UTC), 121_800),
        (datetime(2026, 11, 23, 9, 59, 59, tzinfo=UTC), 243_600),
        (datetime(2026, 11, 28, 7, 0, tzinfo=UTC), 121_800),
    ],
)
def test_busy_hours_cost_twice_as_much(at: datetime, nano: int) -> None:
    """From 01:00 to 04:00 and from 06:00 to 10:00 UTC, from Monday to Friday."""
    assert nano_usd(ask("deepseek", "deepseek-flash", chat(DEEPSEEK), at=at)) == nano


@pytest.mark.parametrize(
    ("tokens", "rates"), [(272_000, (2000, 10_000)), (272_001, (4000, 15_000))]
)
def test_a_tier_begins_one_token_above_its_bound(tokens: int, rates: tuple[int, int]) -> None:
    """Then the answer is dearer as well."""
    told = {"prompt_tokens": tokens, "completion_tokens": 10, "total_tokens": tokens + 10}
    response = ask("openai", "gpt-6-sol", chat(told))
    assert nano_usd(response) == tokens * rates[0] + 10 * rates[1]


def test_a_fraction_of_a_nano_dollar_is_charged_as_one() -> None:
    """A cached token at 37.5 nano-dollars: the bill is never below the vendor's."""
    told = {
        "prompt_tokens": 1,
        "completion_tokens": 0,
        "total_tokens": 1,
        "prompt_tokens_details": {"cached_tokens": 1},
    }
    response = ask("groq", "openai/gpt-oss-20b", chat(told))
    assert response.usage == Usage(0, 1)
    assert nano_usd(response) == 38


def test_a_free_model_costs_nothing_and_that_is_known() -> None:
    """Nought, which is not the same as unknown."""
    counts = {"promptTokenCount": 1000, "candidatesTokenCount": 50, "totalTokenCount": 1050}
    body = json.dumps(gemini(counts, finishReason="STOP")).encode()
    assert nano_usd(ask("google", "gemma-4-31b-it", body)) == 0


SILENT = {
    "openai": ("gpt-6-sol", chat(None), (2000, 10_000)),
    "groq": ("openai/gpt-oss-120b", chat(None), (150, 600)),
    "google": (
        "gemini-3.1-pro-preview",
        json.dumps(gemini(None, finishReason="STOP")).encode(),
        (2000, 12_000),
    ),
    "anthropic": ("claude-haiku-5-5", messages(None), (100, 500)),
    "deepseek": ("deepseek-flash", chat(None), (150, 600)),
    "minimax": (
        "MiniMax-M2.5",
        chat({"total_tokens": 0, "total_characters": 0}),
        (300, 1200),
    ),
}


@pytest.mark.parametrize("provider", SILENT)
def test_usage_that_nobody_told_is_estimated_and_says_so(provider: str) -> None:
    """14 tokens of prompt, 5 of answer: a quarter of the bytes, and 8 for the turn around it."""
    model, body, (prompt_nano, answer_nano) = SILENT[provider]
    response = ask(provider, model, body)
    assert response.usage == Usage(14, output_tokens=5, estimated=True)
    assert nano_usd(response) == 14 * prompt_nano + 5 * answer_nano


@pytest.mark.parametrize("provider", ["openai", "groq", "deepseek"])
def test_usage_that_a_stream_does_not_tell_is_estimated(provider: str) -> None:
    """An estimate is better than nothing, and better than nought."""
    model, _, (prompt_nano, answer_nano) = SILENT[provider]
    response = ask(provider, model, chat_stream({}, places=("done",)), streamed=True)
    assert response.usage == Usage(14, output_tokens=5, estimated=True)
    assert nano_usd(response) == 14 * prompt_nano + 5 * answer_nano


def test_every_built_in_provider_is_worked_out_here() -> None:
    """A row that is added needs figures of its own above."""
    assert {known.provider for known in KNOWN.values()} == SILENT.keys() == ROWS.keys()
