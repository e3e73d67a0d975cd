"""Calls through a router: routed, retried, explained, in the form that was asked for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, field_validator

from scout.errors import (
    AllCandidatesFailedError,
    BudgetExceededError,
    CallError,
    ConfigurationError,
    DeadlineExceededError,
    GenerationFailedError,
    ModelNotFoundError,
    RateLimitedError,
    Sent,
    UnknownPriceError,
)
from scout.llm.circuit_breaker import CircuitState
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.keys import KeyStatus
from scout.llm.router import (
    Router,
    call_llm,
    call_llm_sync,
    default_router,
    set_default_router,
)
from scout.llm.types import LLMResponse
from tests.llm.router.bench import Reply, Stage, fails, hangs, row, says, streams


@pytest.fixture(params=["async", "sync"])
def ask(request: pytest.FixtureRequest) -> Callable[..., LLMResponse]:
    """Call a stage's router in both ways."""

    def run(stage: Stage, prompt: Any = "hi", model: str = "a-1", **options: Any) -> LLMResponse:
        if request.param == "sync":
            return stage.router.call_sync(prompt, model=model, **options)
        return stage.play(stage.router.call(prompt, model=model, **options))

    return run


Ask = Callable[..., LLMResponse]


def test_an_error_names_its_page_on_the_site_that_the_settings_name(ask: Ask) -> None:
    """`docs_base` stands before the link, wherever the guide is hosted."""
    stage = Stage({"a": [fails(400)]}, docs_base="https://guide.example/")
    with pytest.raises(CallError) as caught:
        ask(stage)
    page = "https://guide.example/reference/errors/"
    assert caught.value.__notes__[0].startswith(f"docs: {page}#{caught.value.code} (offline: ")


def test_a_call_is_answered_and_explained(ask: Ask) -> None:
    """Text, usage, cost, who, and the one attempt."""
    stage = Stage({"a": [says("hello", after_s=0.5)]}, upstream_stream="never")
    response = ask(stage)
    assert (response.text, response.provider, response.model) == ("hello", "a", "a-1")
    assert response.cost_usd == Decimal("0.00002")
    assert (response.latency_s, response.first_token_s) == (0.5, None)
    assert [attempt.key_id for attempt in response.attempts] == ["a#1"]
    assert response.explain().endswith(
        "answered by a/a-1 (served m, another model) in 0.500 s, $0.000020000"
    )
    stage.check_nothing_left()


def test_a_whole_answer_is_read_as_a_stream_behind_the_scenes(ask: Ask) -> None:
    """The caller gets it whole, with the time to its first content."""
    stage = Stage({"a": [streams("hel", "lo", pause_s=0.25)]})
    response = ask(stage)
    assert response.text == "hello"
    assert response.first_token_s == pytest.approx(0.25)
    assert json.loads(stage.asked[0].content)["stream"] is True
    stage.check_nothing_left()


def test_a_call_survives_what_can_be_survived(ask: Ask) -> None:
    """A limit on one key, an error on the other, then the answer."""
    stage = Stage({"a": [fails(429, retry_after="9"), fails(500), streams("fine")]}, keys=2)
    response = ask(stage)
    assert response.text == "fine"
    assert stage.keys_used == ["1", "2", "2"]
    assert [attempt.outcome for attempt in response.attempts] == [
        "RateLimitedError",
        "ServerError",
        "ok",
    ]
    assert stage.keys()[0].status is KeyStatus.COOLING
    stage.check_nothing_left()


def test_a_fallback_answers_where_the_first_choice_hangs(ask: Ask) -> None:
    """Within the deadline, and the record says what happened."""
    stage = Stage({"a": [hangs()], "b": [streams("from b")]})
    response = ask(stage, fallbacks=["b-1"], timeout_s=12.0)
    assert (response.text, response.provider) == ("from b", "b")
    assert stage.at_s[1] == pytest.approx(6.0)
    assert response.attempts[0].outcome == "ProviderTimeoutError"
    stage.check_nothing_left()


def test_the_deadline_is_kept(ask: Ask) -> None:
    """Nobody answers, and the caller hears so in time."""
    stage = Stage({"a": [hangs()], "b": [hangs()]})
    with pytest.raises(DeadlineExceededError):
        ask(stage, fallbacks=["b-1"], timeout_s=8.0)
    assert stage.clock.now() == pytest.approx(8.0)
    stage.check_nothing_left()


def test_all_down_is_one_error(ask: Ask) -> None:
    """It names both and the earliest return."""
    limited = [fails(429, retry_after="300")]
    stage = Stage({"a": limited, "b": [fails(401)]})
    with pytest.raises(AllCandidatesFailedError, match="a/a-1 rate_limited; b/b-1 no_usable_key"):
        ask(stage, fallbacks=["b-1"])


def test_settings_name_the_fallbacks_where_the_call_names_none(ask: Ask) -> None:
    """An empty list means none at all."""
    stage = Stage({"a": [fails(404)], "b": [streams("b")]}, fallbacks=("b-1",), set_aside_s=0)
    assert ask(stage).provider == "b"
    with pytest.raises(ModelNotFoundError):
        ask(stage, fallbacks=[])


def test_the_limits_of_a_provider_may_be_set(ask: Ask) -> None:
    """By name; an unknown limit is refused."""
    stage = Stage({"a": [hangs()]}, timeouts={"a": {"first_token_s": 2.0}}, fallbacks=("a-1",))
    with pytest.raises(Exception, match="first_token_s"):
        ask(stage)
    assert stage.clock.now() == pytest.approx(2.0)
    stage = Stage({"a": [says()]}, timeouts={"a": {"frist_token_s": 2.0}})
    with pytest.raises(ConfigurationError, match="frist_token_s; known: connect_s"):
        ask(stage)


def test_a_default_fallback_that_is_not_registered_is_no_fault(ask: Ask) -> None:
    """A registry of one's own need not hold the default provider."""
    stage = Stage({"a": [fails(400)], "b": [says()]}, fallbacks=("b-1",), default_fallback=True)
    with pytest.raises(Exception, match="invalid_request"):
        ask(stage)


# -- the form of an answer --


class Place(BaseModel):
    """Where, in a form."""

    city: str
    people: int

    @field_validator("people")
    @classmethod
    def some(cls, value: int) -> int:
        """More than nobody."""
        if value == 13:
            raise RuntimeError("a validator's own bug")
        return value


PLACE = '{"city": "Bern", "people": 134}'


@pytest.mark.parametrize(
    "text",
    [PLACE, f"\n {PLACE}\n", f"```json\n{PLACE}\n```", f"```\n{PLACE}\n```\n"],
    ids=["bare", "spaced", "fenced json", "fenced"],
)
def test_an_answer_is_parsed_into_the_model_that_was_asked_for(ask: Ask, text: str) -> None:
    """Also out of a code fence."""
    response = ask(Stage({"a": [streams(text)]}), response_format=Place)
    assert response.parsed == Place(city="Bern", people=134)
    assert response.text == text


def test_a_json_schema_gives_plain_json(ask: Ask) -> None:
    """And is what the vendor is sent."""
    stage = Stage({"a": [streams(PLACE)]})
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    assert ask(stage, response_format=schema).parsed == {"city": "Bern", "people": 134}
    assert "response_format" in json.loads(stage.asked[0].content)


@pytest.mark.parametrize(
    ("text", "says_why"),
    [
        ("no json", "Invalid JSON"),
        ('{"city": "Bern"}', "people: Field required"),
        ('{"city": "Bern", "people": "many"}', "people: Input should be a valid integer"),
        ("[" * 5_000, "JSON"),
    ],
)
def test_an_answer_in_the_wrong_form_is_asked_for_once_more(
    ask: Ask, text: str, says_why: str
) -> None:
    """Then it is an error that says what is wrong, and not what was said."""
    stage = Stage({"a": [streams(text)]})
    with pytest.raises(GenerationFailedError, match=says_why) as caught:
        ask(stage, response_format=Place)
    assert len(stage.asked) == 2
    assert "Bern" not in str(caught.value)
    stage.check_nothing_left()


@pytest.mark.parametrize("text", ["[" * 100_000, "NaN", "9" * 5_000, '"\\ud800"x'])
def test_hostile_json_is_a_wrong_form_and_no_crash(ask: Ask, text: str) -> None:
    """Depth, numbers and constants are bounded where the caller gave a plain schema, too."""
    stage = Stage({"a": [streams(text)]})
    with pytest.raises(GenerationFailedError):
        ask(stage, response_format={"type": "object"})


def test_an_answer_cut_short_to_nothing_has_the_wrong_form(ask: Ask) -> None:
    """No raw error of the parser comes out."""
    empty = Reply(
        body=json.dumps(
            {
                "choices": [
                    {"message": {"role": "assistant", "content": ""}, "finish_reason": "length"}
                ]
            }
        ).encode(),
        headers={"content-type": "application/json"},
    )
    stage = Stage({"a": [empty]}, upstream_stream="never")
    with pytest.raises(GenerationFailedError):
        ask(stage, response_format=Place)


def test_a_validator_s_own_bug_comes_out_as_it_is(ask: Ask) -> None:
    """It is the caller's; nothing stays leased or reserved for it."""
    stage = Stage({"a": [streams('{"city": "x", "people": 13}')]}, budget_usd={"global": 1})
    with pytest.raises(RuntimeError, match="own bug"):
        ask(stage, response_format=Place)
    stage.check_nothing_left()
    assert stage.router.budget.balance().spent_nano_usd == 20_000


def test_a_wish_for_a_tool_is_an_answer_without_a_form(ask: Ask) -> None:
    """The form is that of the final answer."""

    def look(word: str) -> str:
        """Look a word up."""
        return word

    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": '{"word": 1}'}}
    stage = Stage({"a": [says("", tool_calls=[call])]}, upstream_stream="never")
    response = ask(stage, response_format=Place, tools=[look])
    assert response.parsed is None
    assert response.tool_calls[0].name == "look"


# -- money --


def test_a_call_may_cost_so_much_and_no_more(ask: Ask) -> None:
    """The worst case is held against it before anything is sent."""
    stage = Stage({"a": [says("fine")]})
    with pytest.raises(BudgetExceededError, match="max_cost_usd"):
        ask(stage, max_cost_usd=Decimal("0.000001"))
    assert stage.asked == []
    assert ask(stage, max_cost_usd=0.5, max_output_tokens=100).text == "fine"


@pytest.mark.parametrize("limit", [-1, float("nan"), float("inf")])
def test_a_limit_that_is_no_money_is_refused(ask: Ask, limit: float) -> None:
    """By name."""
    with pytest.raises(ConfigurationError, match="max_cost_usd"):
        ask(Stage({"a": [says()]}), max_cost_usd=limit)


def test_a_budget_of_zero_admits_nothing(ask: Ask) -> None:
    """It is a limit."""
    stage = Stage({"a": [says()]}, budget_usd={"global": 0})
    with pytest.raises(BudgetExceededError):
        ask(stage)
    assert stage.asked == []
    stage.check_nothing_left()


def test_concurrent_first_calls_are_admitted_exactly_as_they_fit() -> None:
    """Seven worst cases fit, fifty calls come at once: seven are sent."""
    worst_usd = Decimal((2 + 8) * 1_000 + 100 * 2_000) / 10**9
    stage = Stage(
        {"a": [says(after_s=1.0)]}, budget_usd={"global": 7 * worst_usd}, upstream_stream="never"
    )

    async def one() -> str:
        try:
            await stage.router.call("hi", model="a-1", max_output_tokens=100)
        except BudgetExceededError:
            return "refused"
        return "answered"

    async def main() -> list[str]:
        return list(await asyncio.gather(*(one() for _ in range(50))))

    outcomes = stage.play(main())
    assert (outcomes.count("answered"), outcomes.count("refused")) == (7, 43)
    assert len(stage.asked) == 7
    stage.check_nothing_left()
    assert stage.router.budget.balance().spent_nano_usd == 7 * 20_000


def test_a_model_of_unknown_price_is_refused_under_a_budget_unless_allowed(ask: Ask) -> None:
    """An allowed one costs nobody knows what, which is None and not 0."""
    rows = [row("a", "a-1", pricing={})]
    stage = Stage({"a": [says()]}, rows=rows, budget_usd={"global": 1})
    with pytest.raises(UnknownPriceError):
        ask(stage)
    stage = Stage({"a": [says()]}, rows=rows, budget_usd={"global": 1}, unknown_price="allow")
    assert ask(stage, max_output_tokens=9).cost_usd is None


def test_a_retried_call_needs_its_money_once(ask: Ask) -> None:
    """A budget of one worst case pays for two failures that were not billed, and the answer."""
    worst_usd = Decimal((2 + 8) * 1_000 + 100 * 2_000) / 10**9
    stage = Stage({"a": [fails(500), fails(500), says()]}, budget_usd={"global": worst_usd})
    assert ask(stage, max_output_tokens=100).text == "fine"
    stage.check_nothing_left()


def test_scopes_are_held_to_their_own_limits(ask: Ask) -> None:
    """One team's money is not another's."""
    stage = Stage({"a": [says()]}, budget_usd={"team": "0.0003", "team:rich": "1"})
    assert ask(stage, max_output_tokens=100, scopes={"team": "poor"}).text == "fine"
    with pytest.raises(BudgetExceededError):
        ask(stage, max_output_tokens=200, scopes={"team": "poor"})


# -- views, the default, arguments --


class _Unmade(ProviderClient):
    """A client of a row's own that cannot be made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        raise KeyError("account")


def test_a_row_whose_client_cannot_be_made_is_named_and_passed_over(ask: Ask) -> None:
    """It is a bug of the provider's, and nobody else's."""
    rows = [row("a", "a-1", client=_Unmade), row("b", "b-1")]
    stage = Stage({"b": [streams("b")]}, rows=rows)
    response = ask(stage, fallbacks=["b-1"])
    assert response.provider == "b"
    assert response.attempts[0].reason == "ProviderBugError: _Unmade raised KeyError: 'account'"


def test_circuits_and_keys_can_be_looked_at(ask: Ask) -> None:
    """After an outage and a limit."""
    stage = Stage({"a": [fails(500)], "b": [fails(429, retry_after="60")]})
    for _ in range(2):
        with pytest.raises(AllCandidatesFailedError):
            ask(stage, fallbacks=["b-1"])
    assert stage.router.circuit("a", "a-1").state is CircuitState.OPEN
    assert stage.router.circuit("b", "b-1").state is CircuitState.CLOSED
    key = stage.keys("b")[0]
    assert (key.status, key.in_flight) == (KeyStatus.COOLING, 0)
    assert key.returns_in_s == pytest.approx(60, abs=1)
    with pytest.raises(ConfigurationError, match="no provider is called 'c'"):
        stage.router.circuit("c", "x")


def test_the_default_router_is_made_once_and_may_be_replaced() -> None:
    """`None` forgets it."""
    stage = Stage({"a": [says("async"), says("sync")]}, upstream_stream="never")
    set_default_router(stage.router)
    try:
        assert default_router() is stage.router
        assert stage.play(call_llm("hi", model="a-1")).text == "async"
        assert call_llm_sync("hi", model="a-1").text == "sync"
    finally:
        set_default_router(None)
    made = default_router()
    try:
        assert made is default_router()
        assert made is not stage.router
        assert isinstance(made, Router)
    finally:
        set_default_router(None)


class _Forgetful(ProviderClient):
    """A client of a row's own that does not know its own keys."""

    def api_key(self, key_id: str) -> Any:
        """Fail."""
        raise LookupError(key_id)


def test_a_row_whose_client_gives_no_key_is_named_and_passed_over(ask: Ask) -> None:
    """The lease is given back, and nothing was sent."""
    rows = [row("a", "a-1", client=_Forgetful), row("b", "b-1")]
    stage = Stage({"b": [streams("b")]}, rows=rows)
    response = ask(stage, fallbacks=["b-1"])
    assert response.provider == "b"
    assert response.attempts[0].reason == "client.api_key raised LookupError: a#1"
    assert response.attempts[0].sent is Sent.NO
    stage.check_nothing_left()


@pytest.mark.parametrize(
    ("wrong", "error", "says_why"),
    [
        ({"timeout_s": 0}, ValueError, "timeout_s is 0; give seconds above 0"),
        ({"timeout_s": float("nan")}, ValueError, "timeout_s is nan"),
        ({"max_output_tokens": 0}, ValueError, "max_output_tokens is 0"),
        ({"fallbacks": "b-1"}, TypeError, "fallbacks is the text 'b-1'"),
        ({"stop": "end"}, TypeError, "stop is the text 'end'"),
        ({"prompt": ""}, ValueError, "prompt is empty"),
        ({"prompt": "ab\ud800"}, ValueError, r"half a character, U\+D800 at position 2"),
        ({"tools": [len]}, TypeError, "tool len"),
    ],
)
def test_an_argument_that_cannot_be_meant_is_refused_before_anything_is_sent(
    ask: Ask, wrong: dict[str, Any], error: type[Exception], says_why: str
) -> None:
    """By name, with the value and the remedy."""
    stage = Stage({"a": [says()]})
    with pytest.raises(error, match=says_why):
        ask(stage, **wrong)
    assert stage.asked == []


def test_an_unknown_model_is_named_with_what_looks_like_it(ask: Ask) -> None:
    """Nothing is sent."""
    stage = Stage({"a": [says()]})
    with pytest.raises(ModelNotFoundError, match=r"did you mean .*'a-1'") as caught:
        ask(stage, model="aa-1")
    assert caught.value.sent is Sent.NO


def test_a_limited_call_says_when_to_come_back(ask: Ask) -> None:
    """In seconds, with the vendor's words and status."""
    stage = Stage({"a": [fails(429, "slow down", retry_after="77")]})
    with pytest.raises(RateLimitedError, match=r"a/a-1: slow down .*again in 77 s") as caught:
        ask(stage)
    assert (caught.value.retry_after_s, caught.value.status) == (77.0, 429)
