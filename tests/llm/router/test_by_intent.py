"""Calls that name no model, over real connections: whom they reach, and what they tell of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scout.audit_read import rows
from scout.config import GivenSettings
from scout.errors import AllCandidatesFailedError, CallError, NoUsableKeyError
from scout.llm.catalog import Catalog
from scout.llm.intent import detect_intent
from scout.llm.intent_asking import Label, RoutedIntentDetector
from scout.llm.intent_types import Intent, IntentGuess, LabelRequest
from scout.llm.providers.registry import ProviderRegistry, built_in
from scout.llm.quality import Draft, Score
from scout.llm.router import Router
from scout.llm.types import LLMResponse, Message, Tool, Usage
from scout.testing import ScriptedVendor, answers, fails

CODE = "Write a Python function that merges two sorted lists."
LADDER = {"code": ["all_rounder", "deep_thought"], "chat": [["quick", "gpt-6-luna"], "workhorse"]}
QUICK, LUNA, SONNET = "openai/gpt-oss-20b", "gpt-6-luna", "claude-sonnet-5-5"
SOL, OPUS = "gpt-6.1-sol", "claude-opus-5-5"
ROUTER = "gemini-2.5-flash-lite"
HARD = '{"intent": "code", "effort": "high"}'


def _router(
    vendor: ScriptedVendor,
    settings: Mapping[str, Any] | None = None,
    *,
    without: tuple[str, ...] = (),
    detector: Any = None,
) -> Router:
    """A router over the built-in providers, each played by the vendor, each but some with a key."""
    registry = ProviderRegistry(Catalog())
    for offer in built_in():
        assert offer.provider is not None
        registry.register(vendor.provider_row(offer.provider))
    names = [row.name for row in registry.providers()]
    keys = {name: [] if name in without else [f"{name}-key"] for name in names}
    given = GivenSettings(**{"api_keys": keys, "tiers": LADDER, **(settings or {})})
    return Router(given, registry=registry, detector=detector)


def _call(router: Router, prompt: str, **arguments: Any) -> LLMResponse:
    return asyncio.run(router.call(prompt, **arguments))


def _call_sync(router: Router, prompt: str, **arguments: Any) -> LLMResponse:
    return router.call_sync(prompt, **arguments)


def _stream(router: Router, prompt: str, **arguments: Any) -> LLMResponse:
    async def read() -> LLMResponse:
        async with router.stream(prompt, **arguments) as stream:
            assert "".join([text async for text in stream.text()]) == stream.response.text
            return stream.response

    return asyncio.run(read())


def _stream_sync(router: Router, prompt: str, **arguments: Any) -> LLMResponse:
    with router.stream_sync(prompt, **arguments) as stream:
        assert "".join(stream.text()) == stream.response.text
        return stream.response


Way = Callable[..., LLMResponse]
WAYS = pytest.mark.parametrize("way", [_call, _call_sync, _stream, _stream_sync])


# -- whom a call reaches --


@WAYS
def test_the_intent_decides_who_answers(way: Way) -> None:
    """In each of the four forms of a call; explain() begins with the guess."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        code, chat = way(router, CODE), way(router, "Hello there!")
    assert (code.model, chat.model) == (SOL, QUICK)
    assert code.chosen is not None
    assert code.chosen.guess.intent is Intent.CODE
    assert code.chosen.guess == detect_intent(CODE)
    assert code.explain().splitlines()[0] == str(code.chosen)
    assert chat.explain().startswith("intent chat")


def test_a_named_model_is_asked_whatever_the_prompt_wants() -> None:
    """And nothing is guessed."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        response = router.call_sync(CODE, model="workhorse")
    assert (response.model, response.chosen) == (SONNET, None)


def test_without_intent_the_default_provider_answers() -> None:
    """Whatever the prompt wants."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": False}) as router:
        response = router.call_sync(CODE)
    assert (response.provider, response.chosen) == ("groq", None)
    assert "the default, since no model was named" in response.explain()


@WAYS
def test_who_fails_is_followed_by_the_rest_of_the_ladder(way: Way) -> None:
    """First its equals, then the next tier."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        vendor.script(fails("overloaded"), model=QUICK)
        vendor.script(fails("overloaded"), model=LUNA)
        response = way(router, "Hello there!")
    assert response.model == SONNET
    outcomes = {(step.model, step.outcome) for step in response.attempts}
    assert outcomes == {
        (QUICK, "OverloadedError"),
        (LUNA, "OverloadedError"),
        (SONNET, "ok"),
    }


def test_fallbacks_of_the_call_stand_in_the_place_of_the_ladder() -> None:
    """An empty list asks one model and no other."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        vendor.script(fails("overloaded"), model=QUICK)
        named = router.call_sync("Hello there!", fallbacks=["deep_thought"])
        with pytest.raises(CallError) as caught:
            router.call_sync("Hello there!", fallbacks=[])
    assert named.model == OPUS
    assert {step.model for step in caught.value.attempts} == {QUICK}
    assert caught.value.chosen is not None
    assert caught.value.explain().startswith("intent chat")


# -- who is passed over --


def test_the_default_provider_stands_last_unless_its_model_was_left_out() -> None:
    """What was left out with a reason is not asked after all."""
    ladder = {"chat": [["openai/gpt-oss-120b", "gpt-6-luna"]]}
    with ScriptedVendor() as vendor, _router(vendor, {"tiers": ladder}) as router:
        vendor.script(fails("overloaded"), provider="openai")
        with pytest.raises(CallError):
            router.call_sync("Hello there!", max_output_tokens=100_000)
        vendor.assert_sends(0, provider="groq")
    with ScriptedVendor() as vendor, _router(vendor) as router:
        for model in (QUICK, LUNA, SONNET):
            vendor.script(fails("overloaded"), model=model)
        assert router.call_sync("Hello there!").model == "openai/gpt-oss-120b"


def test_a_model_without_a_key_is_passed_over_and_named() -> None:
    """explain() says which variable would help."""
    with ScriptedVendor() as vendor, _router(vendor, without=("groq",)) as router:
        response = router.call_sync("Hello there!")
    assert response.model == LUNA
    (skipped, _) = response.attempts
    assert (skipped.model, skipped.outcome) == (QUICK, "skipped")
    assert skipped.reason == "no API key; set GROQ_API_KEY"


def test_a_model_whose_circuit_is_open_is_passed_over_unasked() -> None:
    """As long as it is open."""
    with ScriptedVendor() as vendor, _router(vendor, {"max_sends_per_call": 30}) as router:
        vendor.script(fails("overloaded"), model=QUICK)
        for _ in range(4):
            router.call_sync("Hello there!", timeout_s=30)
        assert router.circuit("groq", QUICK).state == "open"
        sends = vendor.sends(model=QUICK)
        response = router.call_sync("Hello there!")
        assert vendor.sends(model=QUICK) == sends
    assert response.model == LUNA
    assert response.attempts[0].reason.startswith("its circuit is open for ")


def test_a_model_whose_keys_are_refused_is_passed_over() -> None:
    """Only a reload brings them back."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        vendor.script(fails("bad_key"), provider="groq")
        router.call_sync("Hello there!")
        response = router.call_sync("Hello there!")
        vendor.assert_sends(1, provider="groq")
    assert response.attempts[0].reason == "no usable API key: groq#1 disabled"


def test_a_model_that_its_vendor_calls_unknown_is_passed_over_for_a_while() -> None:
    """It costs one call a request, and the next ones none."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        vendor.script(fails("model_gone"), model=QUICK)
        router.call_sync("Hello there!")
        response = router.call_sync("Hello there!")
        vendor.assert_sends(1, model=QUICK)
    assert response.attempts[0].reason == "its vendor called it unknown a short while ago"


def test_what_a_call_may_cost_decides_who_is_chosen() -> None:
    """The dear ones are told with what they may cost."""
    ladder = {"chat": [["deep_thought", "quick"]]}
    with ScriptedVendor() as vendor, _router(vendor, {"tiers": ladder}) as router:
        response = router.call_sync("Hello there!", max_output_tokens=100, max_cost_usd=0.001)
    assert response.model == QUICK
    assert "it may cost up to $0.00" in response.attempts[0].reason


def test_a_call_with_tools_goes_to_a_model_that_takes_them() -> None:
    """Though another one is cheaper."""
    ladder = {"chat": [["gemma-3-27b-it", "quick"]]}
    with ScriptedVendor() as vendor, _router(vendor, {"tiers": ladder}) as router:
        response = router.call_sync("Hello there!", tools=[Tool("wave", "", {"type": "object"})])
    assert response.model == QUICK


def test_a_replacement_is_asked_for_a_model_that_is_gone() -> None:
    """Its row says which."""
    ladder = {"chat": ["llama-3.1-8b-instant"]}
    with ScriptedVendor() as vendor, _router(vendor, {"tiers": ladder}) as router:
        response = router.call_sync("Hello there!")
    assert response.model == QUICK
    assert "turned it off on 2026-08-16" in response.attempts[0].reason


def test_where_nobody_can_be_asked_the_error_says_why_of_each() -> None:
    """Without a key at all it is the default provider's that is missing."""
    with ScriptedVendor() as vendor:
        every = ("groq", "google", "anthropic", "minimax", "deepseek", "openai")
        with _router(vendor, without=every) as router, pytest.raises(NoUsableKeyError) as caught:
            router.call_sync("Hello there!")
        assert "GROQ_API_KEY" in str(caught.value)
        assert {step.model for step in caught.value.attempts} >= {QUICK, LUNA, SONNET}
        with _router(vendor) as router, pytest.raises(AllCandidatesFailedError) as broke:
            router.call_sync("Hello there!", max_cost_usd=0)
        assert {error.code for error in broke.value.errors} == {"budget_exceeded"}
        vendor.assert_sends(0)


def test_a_registry_without_the_default_provider_ends_in_an_error_that_says_why() -> None:
    """What a question had set aside is given back."""
    (openai,) = (offer.provider for offer in built_in() if offer.name == "openai")
    assert openai is not None
    detector = RoutedIntentDetector("gpt-6-luna")
    settings = {"budget_usd": {"global": 1}, "tiers": {"chat": ["gpt-6-luna"]}}
    with ScriptedVendor() as vendor:
        row = vendor.provider_row(openai)
        vendor.script(fails("bad_key"))
        with vendor.router(row, settings=settings, detector=detector) as router:
            with pytest.raises(AllCandidatesFailedError, match="no usable API key: openai#1 dis"):
                router.call_sync("Hello there!")
            assert router.route("Hello there!").candidates == ()
            assert router.budget.balance().reserved_nano_usd == 0
        vendor.assert_sends(1)


# -- the model that is asked for the intent --


@WAYS
def test_a_model_is_asked_for_the_intent_where_that_is_wanted(way: Way) -> None:
    """Its step and its cost are the call's; whoever streams sees nothing of it."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD), model=ROUTER)
        response = way(router, "Hello there!")
        assert response.cost_usd == vendor.cost_usd
    assert response.model == OPUS
    asked, answered = response.attempts
    assert (asked.model, asked.outcome, answered.model) == (ROUTER, "ok", OPUS)
    assert asked.reason.startswith("asked what the prompt wants")
    assert asked.cost_usd is not None
    assert answered.cost_usd is not None
    assert response.cost_usd == asked.cost_usd + answered.cost_usd


def test_the_question_is_a_form_and_shows_the_prompt() -> None:
    """The vendor holds its model to the label."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD), model=ROUTER)
        router.call_sync("Rosebud!")
        (asked, _) = vendor.requests
    said = json.dumps(asked.json)
    assert "Rosebud!" in said
    assert "responseJsonSchema" in said or "responseSchema" in said
    assert not asked.streams


@pytest.mark.claim(
    "asking-fails",
    "If the model fails, answers something odd, or cannot be paid or waited for, `detect_intent` "
    "decides, and the guess says why.",
)
@pytest.mark.parametrize(
    "step",
    [fails("overloaded"), fails("invalid"), answers("It is code, I think."), answers("{}")],
    ids=["overloaded", "refused", "prose", "another form"],
)
@WAYS
def test_where_the_question_fails_the_words_decide(way: Way, step: Any) -> None:
    """The call goes on."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(step, model=ROUTER)
        response = way(router, "Hello there!")
    assert response.model == QUICK
    assert response.chosen is not None
    assert response.chosen.guess.intent is Intent.CHAT
    assert response.chosen.guess.signals[0].startswith("no label: ")


@pytest.mark.claim(
    "asking-fails",
    "If the model fails, answers something odd, or cannot be paid or waited for, `detect_intent` "
    "decides, and the guess says why.",
)
def test_a_question_that_the_call_cannot_pay_is_not_asked() -> None:
    """It may cost a tenth of what the call may."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        response = router.call_sync("Hello there!", max_output_tokens=10, max_cost_usd=0.001)
        vendor.assert_sends(0, model=ROUTER)
    assert response.model == QUICK
    assert "no label: budget_exceeded" in response.explain()
    assert response.attempts[0].reason.startswith("BudgetExceededError")


def test_the_price_of_the_question_is_taken_off_what_the_call_may_cost() -> None:
    """Both together stay below."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD), model=ROUTER)
        response = router.call_sync("Hello there!", max_output_tokens=100, max_cost_usd=0.01)
        assert [asked.model for asked in vendor.requests] == [ROUTER, OPUS]
    assert response.cost_usd is not None
    assert response.cost_usd <= Decimal("0.01")


def test_a_question_that_cost_more_than_it_should_leaves_less_for_the_answer() -> None:
    """What is left decides who is chosen."""
    dear = Usage(input_tokens=10, output_tokens=20_000)  # 0.008 of 0.01 dollars
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD, usage=dear), model=ROUTER)
        response = router.call_sync("Hello there!", max_output_tokens=100, max_cost_usd=0.01)
    assert response.model == SOL
    assert response.attempts[1].reason.endswith("and the call $0.001999000")


@pytest.mark.claim(
    "asking-fails",
    "If the model fails, answers something odd, or cannot be paid or waited for, `detect_intent` "
    "decides, and the guess says why.",
)
def test_a_question_that_has_no_time_is_not_asked() -> None:
    """A quarter of what is left has to suffice."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        response = router.call_sync("Hello there!", timeout_s=0.7)
        vendor.assert_sends(0, model=ROUTER)
    assert "no label: deadline" in response.explain()


def test_a_slow_question_leaves_the_call_its_time() -> None:
    """It is given up after a quarter of it."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD).slowly(head_after_s=30), model=ROUTER)
        response = router.call_sync("Hello there!", timeout_s=4)
    assert response.model == QUICK
    assert response.latency_s < 2.5


@pytest.mark.claim(
    "asking-bounds",
    "The question counts against the call: against its budget, a tenth of its `max_cost_usd`, a "
    "quarter of the time that it has left.",
)
def test_a_question_has_its_share_of_time_and_money_and_no_more() -> None:
    """By the records of two calls, one of them too poor and one too slow."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD).slowly(head_after_s=30), model=ROUTER)
        poor = router.call_sync("Hello there!", max_output_tokens=10, max_cost_usd=0.001)
        slow = router.call_sync("Hello there!", timeout_s=4)
    assert "the call has $0.000100000 left" in poor.attempts[0].reason
    assert (slow.attempts[0].model, slow.attempts[0].outcome) == (ROUTER, "ProviderTimeoutError")
    assert 0.9 <= slow.attempts[0].duration_s <= 1.5


@WAYS
def test_a_budget_is_charged_for_the_question_and_ends_up_settled(way: Way) -> None:
    """Nothing stays reserved."""
    settings = {"intent": "ask", "budget_usd": {"global": 1}}
    with ScriptedVendor() as vendor, _router(vendor, settings) as router:
        vendor.script(answers(HARD), model=ROUTER)
        response = way(router, "Hello there!", max_output_tokens=100)
        balance = router.budget.balance()
    assert balance.reserved_nano_usd == 0
    assert Decimal(balance.spent_nano_usd).scaleb(-9) == response.cost_usd


# -- detectors of one's own --


def _always_code(_: tuple[Message, ...]) -> IntentGuess:
    return IntentGuess(Intent.CODE, 0.9, ("house rule",), 0.9)


def _asks_twice(messages: tuple[Message, ...]) -> Generator[LabelRequest, Any, IntentGuess]:
    for _ in range(2):
        answer = yield LabelRequest(messages[-1].text, "Sort.", "workhorse", Label, 50, 2.0)
    good = isinstance(answer, LLMResponse) and answer.parsed.effort == "high"
    return IntentGuess(Intent.CODE, 0.9, (), 0.9 if good else 0.0)


@WAYS
def test_a_function_of_ones_own_decides(way: Way) -> None:
    """It is handed the turns, and named in explain()."""
    with ScriptedVendor() as vendor, _router(vendor, detector=_always_code) as router:
        response = way(router, "Hello there!")
    assert response.model == OPUS
    assert "by house rule (_always_code): tier 2 of 2" in response.explain()


@WAYS
def test_a_generator_of_ones_own_asks_whom_it_likes(way: Way) -> None:
    """Each question is a step of the call."""
    with ScriptedVendor() as vendor, _router(vendor, detector=_asks_twice) as router:
        vendor.script(answers(HARD), model=SONNET)
        response = way(router, "Hello there!")
        assert response.cost_usd == vendor.cost_usd
    assert [step.model for step in response.attempts] == [SONNET, SONNET, OPUS]


@pytest.mark.parametrize(
    "request_",
    [
        LabelRequest("", "", "quick", Label, 10, 1.0),
        LabelRequest("What?", "", "quick", Label, 0, 1.0),
        LabelRequest("What?", "", "quick", dict, 10, 1.0),  # type: ignore[arg-type]
        LabelRequest("What?", "", "quikc", Label, 10, 1.0),
    ],
    ids=["no prompt", "no answer", "no form", "no model"],
)
def test_a_question_that_is_none_is_answered_with_an_error(request_: LabelRequest) -> None:
    """The detector hears of it; call and loop go on."""

    def odd(_: tuple[Message, ...]) -> Generator[LabelRequest, Any, IntentGuess]:
        answer = yield request_
        return IntentGuess(Intent.CHAT, 0.9, (f"heard {answer.code}",))

    with ScriptedVendor() as vendor, _router(vendor, detector=odd) as router:
        called = router.call_sync("Hello there!")
        looped = asyncio.run(router.quality_loop("Hello there!"))
    code = "model_not_found" if request_.model == "quikc" else "unsupported"
    for response in (called, looped):
        assert f"by heard {code}" in response.explain()
        assert response.model == QUICK


def test_a_detector_that_raises_fails_no_call() -> None:
    """The words decide, and explain() says what happened."""

    def broken(_: tuple[Message, ...]) -> IntentGuess:
        raise LookupError("no table")

    with ScriptedVendor() as vendor, _router(vendor, detector=broken) as router:
        response = router.call_sync("Hello there!")
    assert response.model == QUICK
    assert "broken failed: LookupError: no table" in response.explain()


# -- records --


def test_the_audit_row_holds_the_guess_the_choice_and_every_step(tmp_path: Path) -> None:
    """And nothing of the prompt."""
    path = tmp_path / "audit.jsonl"
    settings = {"intent": "ask", "audit_path": path}
    with ScriptedVendor() as vendor, _router(vendor, settings, without=("groq",)) as router:
        vendor.script(answers('{"intent": "chat", "effort": "low"}'), model=ROUTER)
        response = router.call_sync("Hello Rosebud, my dear old friend!")
    (row,) = (row for row in rows(path) if row is not None and row.kind == "call")
    assert row.body["chosen"] == {
        "intent": "chat",
        "confidence_permille": 900,
        "complexity_permille": 100,
        "signals": [f"asked {ROUTER}"],
        "by": "RoutedIntentDetector",
        "tier": 1,
        "tiers": 2,
    }
    assert [step["model"] for step in row.body["attempts"]] == [ROUTER, QUICK, LUNA]
    assert [one["model"] for one in row.body["candidates"]][:2] == [LUNA, SONNET]
    assert row.body["asked"]["model"] is None
    assert response.cost_usd is not None
    assert row.body["cost_nano_usd"] == int(response.cost_usd.scaleb(9))
    assert "Rosebud" not in path.read_text("utf-8")


def test_a_kept_answer_is_given_again_by_intent_too() -> None:
    """The guess decides whose answer is looked up."""
    with ScriptedVendor() as vendor, _router(vendor, {"cache": True}) as router:
        first = router.call_sync("Hello there!", temperature=0)
        again = router.call_sync("Hello there!", temperature=0)
        vendor.assert_sends(1)
    assert (first.is_cached, again.is_cached) == (False, True)
    assert again.chosen == first.chosen


# -- what must not happen --


def test_a_call_that_is_cancelled_while_it_asks_leaves_nothing_reserved() -> None:
    """The question is charged, as far as it may have been answered."""
    settings = {"intent": "ask", "budget_usd": {"global": 1}}

    async def leave(router: Router) -> None:
        call = asyncio.ensure_future(router.call("Hello there!", max_output_tokens=100))
        await asyncio.sleep(0.3)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await router.aclose()

    with ScriptedVendor() as vendor, _router(vendor, settings) as router:
        vendor.script(answers(HARD).slowly(head_after_s=20), model=ROUTER)
        asyncio.run(leave(router))
        balance = router.budget.balance()
        vendor.assert_sends(1)
    assert balance.reserved_nano_usd == 0
    assert balance.spent_nano_usd > 0


NAMED = """
import sys
from scout.testing import ScriptedVendor
with ScriptedVendor() as vendor, vendor.router() as router:
    router.call_sync("Hi", model="quick")
    loaded = [name for name in sys.modules if name.startswith("scout.llm.")]
    print(sorted(name for name in loaded if "intent" in name or "choosing" in name))
    router.call_sync("Hi")
    print("scout.llm.choosing" in sys.modules)
"""


def test_a_call_that_names_its_model_loads_nothing_of_this() -> None:
    """Neither the words of many languages nor the ladders' machinery."""
    ran = subprocess.run(
        [sys.executable, "-c", NAMED], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.splitlines() == ["['scout.llm.intent_types']", "True"]


# -- the quality loop --


def _good_from(*models: str) -> Callable[[Draft], Score]:
    def grade(draft: Draft) -> Score:
        return Score(1.0) if draft.author in models else Score(0.1, "Think harder.")

    return grade


def test_a_quality_loop_without_tiers_climbs_the_ladder_of_the_intent() -> None:
    """From where a call would begin; explain() begins with the guess."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        response = asyncio.run(router.quality_loop(CODE, checks=[_good_from(OPUS)]))
        assert response.cost_usd == vendor.cost_usd
    assert [one.model for one in response.rounds] == [f"openai/{SOL}", f"anthropic/{OPUS}"]
    assert response.chosen is not None
    assert response.explain().splitlines()[0] == str(response.chosen)


def test_a_quality_loop_asks_for_the_intent_once_and_counts_it() -> None:
    """Within the deadline and the money of the loop; in the audit it is a step of its own."""
    with ScriptedVendor() as vendor, _router(vendor, {"intent": "ask"}) as router:
        vendor.script(answers(HARD), model=ROUTER)
        response = asyncio.run(router.quality_loop("Hello there!", max_cost_usd=5))
        vendor.assert_sends(1, model=ROUTER)
        assert response.cost_usd == vendor.cost_usd
    assert response.model == OPUS


@pytest.mark.parametrize("left", [{"max_cost_usd": 0.001}, {"timeout_s": 0.6}])
def test_a_quality_loop_that_cannot_pay_the_question_goes_by_the_words(
    left: dict[str, float],
) -> None:
    """And says so."""
    settings = {"intent": "ask"}
    with ScriptedVendor() as vendor, _router(vendor, settings) as router:
        loop = router.quality_loop("Hello there!", max_output_tokens=10, **left)  # type: ignore[arg-type]
        response = asyncio.run(loop)
        vendor.assert_sends(0, model=ROUTER)
    assert response.model == QUICK
    assert "no label: " in response.explain()


def test_a_quality_loop_with_a_model_or_without_intent_keeps_to_it() -> None:
    """One model, or the default provider's."""
    with ScriptedVendor() as vendor, _router(vendor) as router:
        named = asyncio.run(router.quality_loop(CODE, model="workhorse"))
    with ScriptedVendor() as vendor, _router(vendor, {"intent": False}) as router:
        default = asyncio.run(router.quality_loop(CODE))
    assert (named.model, named.chosen) == (SONNET, None)
    assert (default.model, default.chosen) == ("openai/gpt-oss-120b", None)


def test_the_events_of_a_loop_are_the_same_whoever_chose_its_tiers() -> None:
    """A round begins, has a draft, is over."""

    async def told(router: Router) -> list[str]:
        loop = router.stream_quality_loop(CODE)
        return [type(event).__name__ async for event in loop]

    with ScriptedVendor() as vendor, _router(vendor) as router:
        assert asyncio.run(told(router)) == ["RoundStarted", "Drafted", "QualityRound"]
