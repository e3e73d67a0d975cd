"""The table of tiers that comes with scout, and the ladders that users write instead."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import ValidationError

from scout.config import GivenSettings
from scout.errors import ConfigurationError
from scout.llm.availability import shutdown_note
from scout.llm.dispatch import Candidate, resolve
from scout.llm.intent_types import Intent
from scout.llm.pricing import row_on
from scout.llm.tier_table import TIERS, Ladder, default_tiers
from scout.testing import scripted_router
from tests.llm.rows import TODAY

ROOT = Path(__file__).parents[2]
MOST_TIERS = 4
"""More would be a ladder that nobody climbs within a call."""


def _found(name: str) -> Candidate:
    return resolve(name, today=TODAY)[0]


def _rate(name: str) -> float:
    """What a million tokens cost, three of the prompt to one of the answer."""
    price = _found(name).price
    rates = None if price is None else row_on(price, TODAY)
    assert rates is not None, name
    return (3 * rates["input_per_million"] + rates["output_per_million"]) / 4


LADDERS = sorted(set(TIERS.values()))


@pytest.mark.parametrize("ladder", LADDERS)
def test_every_name_leads_to_a_priced_model_that_is_there_to_stay(ladder: Ladder) -> None:
    """None is turned off, or will be within a month: nobody is warned of what they did not name."""
    for name in (name for tier in ladder for name in tier):
        assert _rate(name) >= 0
        assert shutdown_note(_found(name).model, TODAY, 30) == "", name


@pytest.mark.parametrize("ladder", LADDERS)
def test_tiers_go_from_cheap_to_dear(ladder: Ladder) -> None:
    """Within a tier, and from each to the next."""
    for tier in ladder:
        assert [*map(_rate, tier)] == sorted(map(_rate, tier))
    for lower, upper in pairwise(ladder):
        assert max(map(_rate, lower)) <= min(map(_rate, upper))


def test_every_intent_has_a_ladder_and_every_vendor_a_place_on_it() -> None:
    """Whoever has one key finds more than one tier."""
    assert set(TIERS) == set(Intent)
    for intent, ladder in TIERS.items():
        assert 2 <= len(ladder) <= MOST_TIERS
        tiers = [{_found(name).provider.name for name in tier} for tier in ladder]
        for vendor in ("groq", "google", "anthropic", "minimax", "deepseek", "openai"):
            assert any(vendor in tier for tier in tiers), (intent, vendor)


def test_settings_replace_ladders_and_keep_the_rest() -> None:
    """A name by itself is a tier; names in a list are equals."""
    tiers = GivenSettings(tiers={"code": ["quick", ["workhorse", "all_rounder"]]}).tiers
    assert tiers["code"] == (("quick",), ("workhorse", "all_rounder"))
    assert {**tiers, "code": TIERS[Intent.CODE]} == default_tiers()


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ({"cod": ["quick"]}, "tiers names the intent 'cod'; did you mean 'code'?"),
        ({"zzz": ["quick"]}, "there are: code, math"),
        ({"code": []}, "tiers['code'] has a tier without a model"),
        ({"code": ["quick", []]}, "tiers['code'] has a tier without a model"),
        ({"code": [""]}, "tiers['code'] has a tier without a model"),
    ],
)
def test_a_ladder_that_is_none_is_refused_when_settings_are_read(
    tiers: dict[str, list[str]], said: str
) -> None:
    """With what was meant."""
    with pytest.raises(ValidationError) as caught:
        GivenSettings(tiers=tiers)
    assert said in str(caught.value)


def test_the_ladders_that_the_guide_shows_are_ladders() -> None:
    """Of intents and models that there are."""
    shown = tomllib.loads((ROOT / "docs/snippets/choosing_tiers.toml").read_text("utf-8"))
    tiers = GivenSettings(**shown).tiers
    assert tiers["translate"] == (("router", "gpt-6-luna"), ("all_rounder",))
    assert all(_found(name) for intent in shown["tiers"] for tier in tiers[intent] for name in tier)


def test_a_ladder_of_models_that_nobody_knows_is_refused_when_a_router_is_made() -> None:
    """With what was meant; which models there are is known only then."""
    row = _found("quick").provider
    with pytest.raises(ConfigurationError, match=r"tiers\['code'\]: .*'quik'; did you mean 'quick"):
        scripted_router(row, settings={"tiers": {"code": ["quik"]}})


def test_the_table_may_name_models_that_a_registry_of_ones_own_lacks() -> None:
    """Only what a user wrote is held to what is registered."""
    with scripted_router(_found("quick").provider) as router:
        assert {row.provider for row in router.route("Hello").rows} == {"groq"}
