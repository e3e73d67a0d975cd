"""How answers show themselves: printed, in a log, and in a notebook."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Iterator

import pytest

from scout.llm.presentation import Explanation
from scout.llm.quality import QualityResponse
from scout.llm.router import Router, call_llm, call_llm_sync, generate_with_quality_loop
from scout.llm.types import AttemptRecord, FinishReason, LLMResponse, ToolCall, Usage
from scout.testing import ScriptedVendor, answers, fails, limits
from scout.testing.scripted import made_up_keys

MODEL = "openai/gpt-oss-20b"


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """A vendor that does as it is told."""
    with ScriptedVendor() as made:
        yield made


@pytest.fixture
def router(vendor: ScriptedVendor) -> Iterator[Router]:
    """A router that leads to it."""
    with vendor.router(keys=2) as made:
        yield made


def _response(text: str = "Hello!", **fields: object) -> LLMResponse:
    given = {"model": "m", "provider": "p", "usage": Usage(10, output_tokens=2), **fields}
    return LLMResponse(text=text, **given)  # type: ignore[arg-type]


def test_printing_an_answer_prints_its_text() -> None:
    """Which is what somebody prints it for; without any, what it asks to have called."""
    assert str(_response("Hello!")) == "Hello!"
    call = ToolCall("1", "weather", {"city": "Bern", "days": 2})
    assert str(_response("", tool_calls=(call,))) == "weather(city='Bern', days=2)"


def test_the_repr_of_an_answer_is_one_short_line() -> None:
    """Who answered, how it ended, what it cost, and the beginning of the text."""
    said = repr(_response("word\n" * 1000, latency_s=1.234, vendor_state={"signature": "x" * 999}))
    assert "\n" not in said
    assert len(said) < 160
    assert said.startswith("LLMResponse('word\\nword")
    assert said.endswith("p/m, stop, 10 + 2 tokens, price unknown, 1.23 s)")


def test_an_answer_shows_no_key(vendor: ScriptedVendor, router: Router) -> None:
    """In none of its forms, though it names the keys that it used."""
    vendor.script(limits(retry_after_s=30), answers("Hello!"))
    response = router.call_sync("Say hello.", model=MODEL)
    told = response.explain()
    shown = f"{response}{response!r}{response._repr_markdown_()}{told}{told._repr_markdown_()}"
    assert "groq#2" in shown
    assert [key for key in made_up_keys("groq", 2) if key in shown] == []


def test_a_notebook_shows_the_answer_and_who_gave_it() -> None:
    """Markdown as the model wrote it, and a footer in which nothing is a markup."""
    said = _response("# Yes\n\n- *one*", model="a_b*c")._repr_markdown_()
    assert said.startswith("# Yes\n\n- *one*\n\n*p/a\\_b\\*c, stop")


@pytest.mark.parametrize(
    "risky",
    [
        "![x](https://elsewhere.example/?q=secret)",
        "![x][1]\n\n[1]: https://elsewhere.example/",
        "![x\n]\n\n[x\n]: https://elsewhere.example/",
        "![a[b]c](https://elsewhere.example/)",
        "<img src=https://elsewhere.example/>",
        "</div><script>",
        "````\n```\n![x](https://elsewhere.example/)",
    ],
)
def test_a_notebook_loads_nothing_that_a_model_names(risky: str) -> None:
    """An answer with images or HTML is shown as it came, in a block that it cannot end."""
    lines = _response(risky)._repr_markdown_().split("\n")
    fence = lines[0].removesuffix("text")
    assert set(fence) == {"`"}
    assert fence not in risky
    assert lines[1 : lines.index(fence)] == risky.split("\n")


def test_a_notebook_shows_what_a_model_asks_to_have_called() -> None:
    """One line a call, in which a backtick ends nothing."""
    call = ToolCall("1", "look", {"at": "`x`"})
    said = _response("", tool_calls=(call,), finish=FinishReason.TOOL_CALLS)._repr_markdown_()
    assert said.startswith("- asks for `look(at=''x'')`\n\n*p/m, tool\\_calls")


def test_an_account_is_text_and_a_table() -> None:
    """One row a step; what a vendor said cannot break it."""
    attempts = (
        AttemptRecord("p", "m", "p#1", outcome="ServerError", reason="a | b\n<b>c</b>"),
        AttemptRecord("p", "m", "p#2", waited_s=0.5, sent="yes", duration_s=1.0),  # type: ignore[arg-type]
    )
    told = _response(attempts=attempts).explain()
    assert told.splitlines()[0].startswith("   0.000 s  p/m key p#1 -> ServerError")
    rows = [line for line in told._repr_markdown_().splitlines() if line.startswith("| 0.000")]
    assert len(rows) == 2
    assert r"a \| b \<b\>c\</b\> |" in rows[0]
    assert "| 0.000 s, waited 0.5 s | p/m | p\\#2 | ok | 1.000 s |" in rows[1]


def test_an_account_survives_copies() -> None:
    """It is a text like any other, and keeps its table."""
    told = Explanation("text", "*markdown*")
    for again in (copy.deepcopy(told), pickle.loads(pickle.dumps(told))):  # noqa: S301 -- our own
        assert again == "text"
        assert again._repr_markdown_() == "*markdown*"


def test_a_quality_loop_shows_its_score_and_its_rounds(
    vendor: ScriptedVendor, router: Router
) -> None:
    """In the footer, and as a table for each round."""
    vendor.script(fails("server_error"), answers("A short draft."))
    response = asyncio.run(
        generate_with_quality_loop("Write.", model=MODEL, max_rounds=1, router=router)
    )
    assert isinstance(response, QualityResponse)
    assert "score 1.00 after 1 round: the threshold is met" in repr(response)
    told = response.explain()._repr_markdown_()
    assert told.startswith("round 1, first: groq/")
    assert told.count("| at | asked |") == 1
    assert "ServerError" in told


def test_a_blocking_call_works_inside_a_running_loop(
    vendor: ScriptedVendor, router: Router
) -> None:
    """As in a notebook, whose cells run inside one; and beside awaited calls."""
    vendor.script(*[answers("Hello!")] * 3)

    async def cell() -> list[str]:
        first = call_llm_sync("x", model=MODEL, router=router)
        second = await call_llm("x", model=MODEL, router=router)
        third = call_llm_sync("x", model=MODEL, router=router)
        await router.aclose()
        return [each.text for each in (first, second, third)]

    assert asyncio.run(cell()) == ["Hello!"] * 3
