"""The choice of models for an intent: where a call begins, who is left out, what is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.dispatch import Candidate
from scout.llm.intent_types import Intent, IntentGuess
from scout.llm.prompt_size import PromptSize
from scout.llm.providers.base import Model, Provider
from scout.llm.tiers import Needs, Obstacle, Selection, first_tier, order, select, worst_nano_usd
from scout.llm.types import Call, ImagePart, Message, Tool
from tests.llm.rows import SilentWire

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRICE = {"input_per_million": 1.0, "output_per_million": 2.0}
FREE = {"input_per_million": 0.0, "output_per_million": 0.0}


def _one(
    model: str | Model, *, can: Sequence[str] = (), price: Mapping[str, Any] | None = PRICE
) -> Candidate:
    """A model at a vendor of its own."""
    row = model if isinstance(model, Model) else Model(model)
    provider = Provider(
        name=f"of-{row.id}",
        base_url="https://api.vendor.example/v1",
        api_key_env=("VENDOR_API_KEY",),
        model_prefixes=(),
        models=(row,),
        default_model=row.id,
        wire=SilentWire(),
        capabilities=frozenset(can),
        pricing={} if price is None else {row.id: price},  # type: ignore[dict-item]
    )
    return Candidate(provider, row, f"{row.id} is listed")


def _needs(text: str = "Hi", **fields: Any) -> Needs:
    call = Call("", (Message("user", text),), **fields.pop("call", {}))
    return Needs(call=call, size=PromptSize(call), at=NOW, **fields)


def _guess(complexity: float = 0.0, confidence: float = 0.9) -> IntentGuess:
    return IntentGuess(Intent.CODE, confidence, (), complexity)


def _ids(selection: Selection) -> list[str]:
    return [one.model.id for one in selection.kept]


def _why(selection: Selection) -> dict[str, str]:
    return {rung.candidate.model.id: rung.dropped for rung in selection.dropped}


# -- where a call begins --


@pytest.mark.claim(
    "tier-rule",
    "The complexity of the task is cut into as many equal parts as the ladder has tiers; the call "
    "begins at the tier of its part.",
)
@pytest.mark.parametrize(
    ("complexity", "tiers", "begins"),
    [(0.0, 3, 1), (0.33, 3, 1), (0.34, 3, 2), (0.67, 3, 3), (1.0, 3, 3), (0.5, 4, 3), (1.0, 1, 1)],
)
def test_complexity_is_cut_into_as_many_parts_as_there_are_tiers(
    complexity: float, tiers: int, begins: int
) -> None:
    """A call begins at the tier of its part."""
    assert first_tier(_guess(complexity), tiers) == begins


@pytest.mark.claim(
    "tier-doubt", "A guess that is more likely wrong than right begins a tier higher."
)
def test_a_doubtful_guess_begins_a_tier_higher_where_there_is_one() -> None:
    """A guess below one half is more likely wrong than right."""
    assert first_tier(_guess(0.0, confidence=0.49), 3) == 2
    assert first_tier(_guess(0.0, confidence=0.5), 3) == 1
    assert first_tier(_guess(1.0, confidence=0.1), 3) == 3


@pytest.mark.claim(
    "tier-order",
    "Behind the models of that tier stand those of the dearer tiers, then those of the cheaper "
    "ones, the nearest first.",
)
def test_dearer_tiers_stand_behind_the_first_then_the_cheaper_ones() -> None:
    """The nearest first, either way."""
    assert order(2, 4) == (2, 3, 4, 1)
    assert order(3, 4) == (3, 4, 2, 1)


def test_the_rest_of_the_ladder_stands_behind_the_first_choice() -> None:
    """Tier by tier, each in its own order."""
    ladder = [[_one("s1"), _one("s2")], [_one("m1")], [_one("l1"), _one("l2")]]
    chosen = select(_guess(0.5), ladder, _needs())
    assert _ids(chosen) == ["m1", "l1", "l2", "s1", "s2"]
    assert [rung.tier for rung in chosen.rungs] == [2, 3, 3, 1, 1]
    assert (chosen.chosen.tier, chosen.chosen.tiers) == (2, 3)


def test_a_loop_climbs_by_the_first_model_of_each_tier() -> None:
    """From where a call begins, upwards; downwards only where nothing stands above."""
    ladder = [[_one("s1"), _one("s2")], [_one("m1")], [_one("l1"), _one("l2")]]
    selection = select(_guess(0.5), ladder, _needs())
    assert [one.model.id for one in selection.climb()] == ["m1", "l1"]
    top_gone = [[_one("s1")], [_one("m1")], [_one(Model("l1", shutdown_on=date(2026, 1, 1)))]]
    selection = select(_guess(1.0), top_gone, _needs())
    assert [one.model.id for one in selection.climb()] == ["m1", "s1"]


def test_a_model_that_stands_in_two_tiers_is_told_once() -> None:
    """Where it is asked first."""
    one = _one("only")
    selection = select(_guess(0.5), [[one], [one], [one]], _needs())
    assert [(rung.candidate.model.id, rung.tier) for rung in selection.rungs] == [("only", 2)]


def test_an_empty_ladder_chooses_nobody() -> None:
    """A registry of one's own may lack every model of the table."""
    assert select(_guess(), [], _needs()).rungs == ()
    assert select(_guess(), [[], []], _needs()).rungs == ()


# -- who is left out --

FINE = ("tools", "vision", "json_schema", "stream", "seed")
PICTURE = Message("user", (ImagePart("https://pictures.example/a.png"),))


@pytest.mark.parametrize(
    ("bad", "needs", "reason"),
    [
        (_one(Model("bad", shutdown_on=date(2026, 11, 22)), can=FINE), _needs(), "turned it off"),
        (_one("bad"), _needs(call={"tools": (Tool("t", "", {}),)}), "needs tools"),
        (_one(Model("bad", 10), can=FINE), _needs("word " * 200), "do not fit its window of 10"),
        (
            _one(Model("bad", max_output_tokens=99), can=FINE),
            _needs(call={"max_output_tokens": 100}),
            "writes up to 99 tokens",
        ),
        (_one("bad", can=FINE, price=None), _needs(priced=True), "nobody knows its price"),
        (
            _one("bad", can=FINE, price={"input_per_million": 9.0, "output_per_million": 9e4}),
            _needs(call={"max_output_tokens": 100}, priced=True, max_cost_nano_usd=10**6),
            "may cost up to $9",
        ),
        (
            _one("bad", can=FINE),
            _needs(standing=lambda one: Obstacle("resting") if one.model.id == "bad" else None),
            "resting",
        ),
        (_one("bad"), _needs(call={"response_schema": {}}), "does not offer json_schema"),
        (_one("bad"), _needs(call={"seed": 1}), "does not offer seed"),
        (_one("bad"), _needs(streaming=True), "does not offer stream"),
    ],
)
def test_a_model_that_will_not_do_is_left_out_with_a_reason(
    bad: Candidate, needs: Needs, reason: str
) -> None:
    """And the next one is chosen."""
    selection = select(_guess(), [[bad, _one("good", can=FINE)]], needs)
    assert _ids(selection) == ["good"]
    assert reason in _why(selection)["bad"]


def test_a_picture_goes_to_a_model_that_sees() -> None:
    """Whatever it costs."""
    call = Call("", (PICTURE,))
    needs = Needs(call=call, size=PromptSize(call), at=NOW)
    selection = select(_guess(), [[_one("blind")], [_one("seeing", can=["vision"])]], needs)
    assert _ids(selection) == ["seeing"]


def test_what_a_call_can_do_without_leaves_nobody_out_where_all_lack_it() -> None:
    """A schema can be told in the prompt."""
    needs = _needs(call={"response_schema": {}}, streaming=True)
    assert _ids(select(_guess(), [[_one("a")], [_one("b")]], needs)) == ["a", "b"]


def test_where_nobody_is_left_those_are_asked_whose_trouble_may_pass() -> None:
    """The call itself waits, or refuses with its own error; what never helps stays out."""
    gone = _one(Model("gone", shutdown_on=date(2026, 1, 1)))
    needs = _needs(standing=lambda _: Obstacle("its circuit is open for 3 s", passes=True))
    selection = select(_guess(), [[_one("resting"), gone]], needs)
    assert _ids(selection) == ["resting"]
    assert "asked all the same" in selection.kept[0].reason
    assert list(_why(selection)) == ["gone"]


@pytest.mark.parametrize(
    ("bad", "needs"),
    [
        (_one(Model("bad", 10)), {"text": "word " * 200}),
        (_one("bad", price=None), {"priced": True}),
        (_one("bad"), {"call": {"max_output_tokens": 100}, "max_cost_nano_usd": 1}),
    ],
    ids=["too narrow", "unpriced", "too dear"],
)
def test_where_nobody_else_is_left_the_call_itself_refuses(
    bad: Candidate, needs: dict[str, Any]
) -> None:
    """With an error of its own, which says more than an empty choice could."""
    assert _ids(select(_guess(), [[bad]], _needs(**needs))) == ["bad"]
    assert _ids(select(_guess(), [[bad, _one("good", price=FREE)]], _needs(**needs))) == ["good"]


def test_what_a_model_can_do_exactly_it_may_be_asked() -> None:
    """The longest answer that it writes, the very sum that a call may cost."""
    exact = _one(Model("exact", max_output_tokens=100))
    needs = _needs(call={"max_output_tokens": 100}, max_cost_nano_usd=10**12)
    worst = worst_nano_usd(exact, needs)
    assert worst is not None
    for limit, why in ((worst, {}), (worst - 1, {"exact": "may cost up to"})):
        held = dataclasses.replace(needs, max_cost_nano_usd=limit)
        told = _why(select(_guess(), [[exact, _one("free", price=FREE)]], held))
        assert told.keys() == why.keys()
        assert all(why[name] in told[name] for name in why)


def test_what_nobody_asked_for_leaves_nobody_out() -> None:
    """Neither a stream nor a price that is known."""
    ladder = [[_one("plain", price=None), _one("fine", can=FINE)]]
    assert _ids(select(_guess(), ladder, _needs())) == ["plain", "fine"]


# -- whatever the ladder --

OBSTACLES = st.sampled_from(["", "", "gone", "narrow", "terse", "unpriced", "dear", "out", "rests"])
LADDERS = st.lists(
    st.lists(st.tuples(st.integers(0, 7), OBSTACLES), max_size=4), min_size=0, max_size=5
)
GUESSES = st.builds(
    IntentGuess,
    st.sampled_from(Intent),
    st.floats(0, 1),
    st.just(()),
    st.floats(0, 1),
)


def _made(number: int, trouble: str) -> Candidate:
    model = Model(
        f"{number}-{trouble}",
        context_window_tokens=1 if trouble == "narrow" else None,
        max_output_tokens=10 if trouble == "terse" else None,
        shutdown_on=date(2026, 1, 1) if trouble == "gone" else None,
    )
    dear = {"input_per_million": 1.0, "output_per_million": 1e6}
    price = {"unpriced": None, "dear": dear}.get(trouble, PRICE)
    return _one(model, price=price)


def _stands(one: Candidate) -> Obstacle | None:
    trouble = one.model.id.partition("-")[2]
    if trouble == "rests":
        return Obstacle("its keys rest", passes=True)
    return Obstacle("no API key") if trouble == "out" else None


@given(ladder=LADDERS, guess=GUESSES)
def test_every_model_is_told_once_and_none_is_asked_that_was_left_out(
    ladder: list[list[tuple[int, str]]], guess: IntentGuess
) -> None:
    """The same each time; nobody with a trouble is asked while somebody without one is."""
    made = [[_made(*one) for one in tier] for tier in ladder]
    call = {"max_output_tokens": 100}
    needs = _needs("word " * 50, call=call, priced=True, max_cost_nano_usd=10**9, standing=_stands)
    selection = select(guess, made, needs)
    assert selection == select(guess, made, needs)
    told = [rung.candidate.key for rung in selection.rungs]
    assert sorted(told) == sorted({one.key for tier in made for one in tier})
    kept = {one.key for one in selection.kept}
    assert kept.isdisjoint(rung.candidate.key for rung in selection.dropped)
    assert kept | {rung.candidate.key for rung in selection.dropped} == set(told)
    troubles = {one.model.id.partition("-")[2] for one in selection.kept}
    assert troubles == {""} or "" not in troubles
    assert troubles.isdisjoint({"gone", "terse", "out"})
    assert {one.key for one in selection.climb()} <= kept
    if kept:
        assert selection.climb()
