"""What is news in a vendor's list of models, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.model_news import ModelChange, ModelNews, compare_models
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.registry import built_in
from scout.llm.providers.wires.listings import ListedModel
from scout.llm.types import PriceRow
from tests.llm.virtual import row

TODAY = date(2026, 11, 22)
ACME = row(
    Model("acme-1", 100_000, 8_000), Model("acme-1-mini", 50_000), prices={"acme-1-mini": 0.5}
)
SAME = (
    ListedModel("acme-1", 100_000, 8_000, Decimal(1), Decimal(1)),
    ListedModel("acme-1-mini", 50_000, None, Decimal("0.5"), Decimal("0.50")),
)


def _news(*listed: ListedModel, of: Provider = ACME) -> list[tuple[str, ModelChange]]:
    return [(one.model, one.change) for one in compare_models(of, listed, TODAY)]


def test_a_list_that_says_what_the_rows_say_is_no_news() -> None:
    """However prices are spelt."""
    assert _news(*SAME) == []


def test_what_a_list_does_not_tell_is_no_news() -> None:
    """Most lists are ids and nothing else."""
    assert _news(ListedModel("acme-1"), ListedModel("acme-1-mini")) == []


def test_a_model_that_no_row_has_is_new() -> None:
    """With what the vendor tells of it."""
    listed = ListedModel("acme-2", 200_000, None, Decimal("1.5"), Decimal(6))
    (news,) = compare_models(ACME, (*SAME, listed), TODAY)
    assert (news.model, news.change) == ("acme-2", ModelChange.NEW)
    assert news.theirs == "window 200,000, $1.5/6"
    assert str(news) == "acme/acme-2: new (window 200,000, $1.5/6)"


def test_a_dated_release_of_a_new_model_is_not_told_twice() -> None:
    """The alias is the news."""
    listed = (ListedModel("acme-2-2026-11-01"), ListedModel("acme-2"))
    assert _news(*SAME, *listed) == [("acme-2", ModelChange.NEW)]


@pytest.mark.parametrize(
    "model_id",
    ["acme-embed-1", "acme-embedding-001", "whisper-large-v3", "acme-1-tts", "gpt-image-2"],
)
def test_a_model_of_another_kind_is_no_news(model_id: str) -> None:
    """Scout has no rows of those."""
    assert _news(*SAME, ListedModel(model_id)) == []
    assert _news(*SAME, ListedModel("acme-any", answers=False)) == []


def test_a_release_of_a_model_stands_for_it() -> None:
    """An alias is often listed under its release only."""
    listed = (ListedModel("acme-1-20260801"), ListedModel("acme-1-mini-2026-08-01"))
    assert _news(*listed) == []


def test_a_model_that_is_not_listed_is_gone() -> None:
    """Unless its end was known and is over."""
    assert _news(SAME[0]) == [("acme-1-mini", ModelChange.GONE)]
    over = replace(ACME.models[1], shutdown_on=TODAY)
    assert _news(SAME[0], of=replace(ACME, models=(ACME.models[0], over))) == []
    still = replace(over, shutdown_on=TODAY + timedelta(days=1))
    (news,) = compare_models(replace(ACME, models=(ACME.models[0], still)), SAME[:1], TODAY)
    assert (news.change, news.ours) == (ModelChange.GONE, "ends on 2026-11-23")


@pytest.mark.parametrize("new_id", ["acme-1.5", "acme-1-5", "Acme/acme-1.5", "acme-1.5-preview"])
def test_a_model_under_another_spelling_or_stage_is_renamed(new_id: str) -> None:
    """The old id is gone, and the new one is no news of its own."""
    preview = row("acme-1.5-exp" if new_id == "acme-1-5" else "acme-1-5-exp")
    (news,) = compare_models(preview, (ListedModel(new_id),), TODAY)
    assert (news.change, news.theirs) == (ModelChange.RENAMED, new_id)


def test_another_version_is_not_a_renaming() -> None:
    """A successor has a price and a window of its own."""
    assert _news(SAME[0], ListedModel("acme-2-mini")) == [
        ("acme-1-mini", ModelChange.GONE),
        ("acme-2-mini", ModelChange.NEW),
    ]


def test_changed_prices_windows_and_limits_are_told_with_both_sides() -> None:
    """What to write into the row."""
    listed = ListedModel("acme-1", 200_000, 16_000, Decimal(2), Decimal("7.5"))
    found = compare_models(ACME, (listed, SAME[1]), TODAY)
    assert [(one.change, one.ours, one.theirs) for one in found] == [
        (ModelChange.WINDOW, "100,000", "200,000"),
        (ModelChange.OUTPUT, "8,000", "16,000"),
        (ModelChange.REPRICED, "1/1", "2/7.5"),
    ]
    assert all(one.advice for one in found)


def test_a_price_is_compared_with_the_one_that_holds_today() -> None:
    """A row may name the price that follows it."""
    then: PriceRow = {"input_per_million": 3.0, "output_per_million": 9.0}
    ended: PriceRow = {
        **ACME.pricing["acme-1"],
        "valid_until": TODAY - timedelta(days=1),
        "then": then,
    }
    acme = replace(ACME, pricing={**ACME.pricing, "acme-1": ended})
    listed = ListedModel("acme-1", None, None, Decimal(3), Decimal(9))
    assert _news(listed, ListedModel("acme-1-mini"), of=acme) == []
    assert _news(SAME[0], SAME[1], of=acme) == [("acme-1", ModelChange.REPRICED)]


def test_a_model_without_a_price_of_ours_is_told_with_theirs() -> None:
    """Free is a price, unknown is none."""
    acme = replace(ACME, pricing={})
    found = compare_models(acme, SAME, TODAY)
    assert [(one.ours, one.theirs) for one in found] == [
        ("no price", "1/1"),
        ("no price", "0.5/0.5"),
    ]


def test_an_end_that_the_list_tells_is_told() -> None:
    """Where the row has none, or another."""
    ends = TODAY + timedelta(days=40)
    listed = replace(SAME[0], ends_on=ends)
    (news,) = compare_models(ACME, (listed, SAME[1]), TODAY)
    assert (news.change, news.ours, news.theirs) == (ModelChange.ENDS, "no date", str(ends))
    known = replace(ACME, models=(replace(ACME.models[0], shutdown_on=ends), ACME.models[1]))
    assert _news(listed, SAME[1], of=known) == []


def test_a_model_that_is_listed_after_its_end_is_told() -> None:
    """The date has moved, or another model answers."""
    over = replace(ACME.models[0], shutdown_on=TODAY)
    acme = replace(ACME, models=(over, ACME.models[1]))
    assert _news(*SAME, of=acme) == [("acme-1", ModelChange.OUTLIVES)]


@pytest.mark.parametrize("name", ["groq", "google", "anthropic", "minimax", "deepseek", "openai"])
def test_a_list_made_of_the_built_in_rows_is_no_news(name: str) -> None:
    """Whatever their ids look like, each is found, and none is another's."""
    (provider,) = (
        offer.provider for offer in built_in() if offer.provider and offer.provider.name == name
    )
    living = [
        ListedModel(model.id, model.context_window_tokens, model.max_output_tokens)
        for model in provider.models
        if model.shutdown_on is None or model.shutdown_on > TODAY
    ]
    assert compare_models(provider, living, TODAY) == ()
    assert {one.change for one in compare_models(provider, (), TODAY)} == {ModelChange.GONE}


IDS = st.lists(
    st.from_regex(r"[a-c](-[a-c]|-1|-2){0,2}(-2026-01-0[12]|-preview)?", fullmatch=True),
    max_size=6,
    unique=True,
)


@given(ours=IDS, theirs=IDS)
def test_every_row_and_every_listed_model_is_accounted_for(
    ours: list[str], theirs: list[str]
) -> None:
    """A row is listed, gone or renamed; no model is told as two things."""
    acme = row("zzz", *ours)
    listed = (ListedModel("zzz"), *(ListedModel(one) for one in theirs))
    found: tuple[ModelNews, ...] = compare_models(acme, listed, TODAY)
    told = [(one.model, one.change) for one in found]
    assert len(told) == len(set(told))
    gone = {one.model for one in found if one.change is ModelChange.GONE}
    renamed = {one.model: one.theirs for one in found if one.change is ModelChange.RENAMED}
    new = {one.model for one in found if one.change is ModelChange.NEW}
    assert gone | renamed.keys() <= set(ours)
    assert not gone & (set(theirs) | renamed.keys())
    assert not new & set(ours)
    assert not new & set(renamed.values())
    assert new | set(renamed.values()) <= set(theirs)
