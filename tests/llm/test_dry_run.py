"""A dry run tells whom a call would ask, and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scout.config import GivenSettings
from scout.errors import ModelNotFoundError
from scout.llm.catalog import Catalog
from scout.llm.intent_types import Intent
from scout.llm.providers.registry import ProviderRegistry, built_in
from scout.llm.router import Router
from scout.testing import ScriptedVendor, VirtualClock, fails

LADDER = {"chat": [["quick", "gpt-6-luna"], "workhorse"]}
QUICK, LUNA, SONNET = "openai/gpt-oss-20b", "gpt-6-luna", "claude-sonnet-5-5"
DEFAULT = "openai/gpt-oss-120b"


@pytest.fixture
def vendor() -> Iterator[ScriptedVendor]:
    """One that must not be asked."""
    with ScriptedVendor() as vendor:
        yield vendor
        vendor.assert_sends(0)


def _router(vendor: ScriptedVendor, **settings: object) -> Router:
    return vendor.router(settings={"tiers": LADDER, **settings})


def test_every_model_is_told_with_its_tier_and_its_price(vendor: ScriptedVendor) -> None:
    """The ladder first, then who stands behind it."""
    with _router(vendor) as router:
        plan = router.route("Hello there!", fallbacks=None)
    assert plan.chosen is not None
    assert plan.chosen.guess.intent is Intent.CHAT
    told = [(row.model, row.tier, row.dropped) for row in plan.rows]
    assert told == [(QUICK, 1, ""), (LUNA, 1, ""), (SONNET, 2, ""), (DEFAULT, None, "")]
    assert plan.candidates == plan.rows
    # 0.075 and 0.30 dollars per million tokens; an answer of 500.
    first = plan.rows[0]
    prompt = plan.prompt_tokens * Decimal("75e-9")
    assert first.prompt_usd == prompt
    assert first.estimate_usd == prompt + 500 * Decimal("3e-7")
    assert first.worst_usd is not None
    assert first.worst_usd > first.estimate_usd


def test_what_it_tells_is_what_a_call_does(vendor: ScriptedVendor) -> None:
    """As long as nothing fails."""
    with ScriptedVendor() as other, _router(other) as router:
        plan = router.route("Hello there!")
        response = router.call_sync("Hello there!")
    assert (response.provider, response.model) == (plan.rows[0].provider, plan.rows[0].model)
    assert response.chosen == plan.chosen


def test_the_limit_of_the_call_is_the_length_of_its_answer(vendor: ScriptedVendor) -> None:
    """And may leave models out."""
    with _router(vendor) as router:
        plan = router.route("Hello there!", max_output_tokens=100, max_cost_usd=0.0005)
    assert plan.answer_tokens == 100
    sonnet = next(row for row in plan.rows if row.model == SONNET)
    assert "it may cost up to" in sonnet.dropped
    assert f"not asked: {sonnet.dropped}" in str(plan)


def test_fallbacks_of_the_call_stand_behind_one_model(vendor: ScriptedVendor) -> None:
    """The rest of the ladder says why it is not asked."""
    with _router(vendor) as router:
        plan = router.route("Hello there!", fallbacks=["deep_thought"])
    assert [row.model for row in plan.candidates] == [QUICK, "claude-opus-5-5"]
    dropped = {row.dropped for row in plan.rows} - {""}
    assert dropped == {"the call brings its own fallbacks"}


def test_a_named_model_has_no_tier(vendor: ScriptedVendor) -> None:
    """It is asked as far as it can be."""
    with _router(vendor) as router:
        plan = router.route("Hello", model="workhorse", max_cost_usd=0)
        with pytest.raises(ModelNotFoundError):
            router.route("Hello", model="workhouse")
    assert plan.chosen is None
    (row,) = plan.rows
    assert (row.model, row.tier) == (SONNET, None)
    assert row.dropped.startswith("it may cost up to")


def test_without_intent_the_default_provider_is_told(vendor: ScriptedVendor) -> None:
    """As a call would ask it."""
    with _router(vendor, intent=False) as router:
        plan = router.route("Hello")
    assert (plan.chosen, [row.model for row in plan.rows]) == (None, [DEFAULT])


def test_a_detector_that_asks_a_model_is_told_and_not_obeyed(vendor: ScriptedVendor) -> None:
    """The words decide in its place."""
    with _router(vendor, intent="ask") as router:
        plan = router.route("Hello there!")
    assert plan.asked_first == "router"
    assert plan.chosen is not None
    assert plan.chosen.by == "detect_intent, since a dry run does not ask 'router'"
    assert plan.chosen.guess.intent is Intent.CHAT


def test_a_ladder_follows_the_calendar_and_the_registry() -> None:
    """A nickname leads to the replacement from its day on; who registers later counts at once."""
    rows = {offer.name: offer.provider for offer in built_in() if offer.provider}
    before_s = datetime(2026, 11, 30, 23, tzinfo=UTC).timestamp()
    clock, registry = VirtualClock(wall_s=before_s), ProviderRegistry(Catalog())
    registry.register(rows["google"])
    given = GivenSettings(tiers={"chat": ["galaxy_brain"]}, api_keys={"google": "made-up"})
    with Router(given, registry=registry, clock=clock) as router:
        assert [row.model for row in router.route("Hello there!").rows] == ["gemini-2.5-pro"]
        clock.sleep(2 * 3600)
        assert [row.model for row in router.route("Hello there!").rows] == ["gemini-3.8-flash"]
        alone = router.route("Write a function that parses dates.")
        registry.register(rows["openai"])
        both = router.route("Write a function that parses dates.")
    assert {row.provider for row in alone.rows} == {"google"}
    assert {row.provider for row in both.rows} == {"google", "openai"}


@pytest.mark.claim("dry-run", "It looks at keys and circuits as they stand now, and sends nothing.")
def test_keys_and_circuits_are_told_as_they_stand() -> None:
    """A refused key and an open circuit are seen without a request."""
    with ScriptedVendor() as vendor, _router(vendor, max_sends_per_call=30) as router:
        vendor.script(fails("bad_key"), provider="groq")
        vendor.script(fails("overloaded"), provider="openai")
        for _ in range(4):
            router.call_sync("Hello there!", timeout_s=30)
        sends = len(vendor.requests)
        dropped = {row.model: row.dropped for row in router.route("Hello there!").rows}
        vendor.assert_sends(sends)
    assert dropped[QUICK] == "no usable API key: groq#1 disabled"
    assert dropped[LUNA].startswith("its circuit is open for ")
    assert dropped[SONNET] == ""


def test_nobody_is_left_without_a_key(vendor: ScriptedVendor) -> None:
    """And each row says which one is missing."""
    router = vendor.router(keys={}, settings={"tiers": LADDER, "key_files": {}})
    with router:
        plan = router.route("Hello there!")
    assert plan.candidates == ()
    assert {row.dropped.partition(";")[0] for row in plan.rows} == {"no API key"}
