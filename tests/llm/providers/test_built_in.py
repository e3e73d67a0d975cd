"""The six built-in rows: what a user, a ledger and an old script may rely on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from scout.llm.cost import get_provider_for_model, is_free_model
from scout.llm.dispatch import DEFAULT_PROVIDER, PROVIDER_MAP, resolve
from scout.llm.lookup import is_shut_down, longest_prefix, look_up
from scout.llm.price_rows import READ_ON
from scout.llm.pricing import FALLBACK_PRICE, PRICING, price_of
from scout.llm.providers import (
    CLAUDE_MODELS,
    DEEPSEEK_MODELS,
    GEMINI_MODELS,
    GROQ_MODELS,
    MINIMAX_MODELS,
    OPENAI_MODELS,
)
from scout.llm.providers.base import Bearer, HeaderKey, Model, Provider
from scout.llm.providers.registry import ProviderRegistry, built_in
from tests.llm.rows import BUILT_IN, TODAY

ROWS: list[Provider] = [offer.provider for offer in built_in() if offer.provider is not None]
PAIRS = [(row, model) for row in ROWS for model in row.models]
MODELS = [pytest.param(row, model, id=f"{row.name}/{model.id}") for row, model in PAIRS]
ENDING = [pytest.param(row, model, id=model.id) for row, model in PAIRS if model.shutdown_on]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday, off peak everywhere


def test_the_six_are_registered_first_and_in_order() -> None:
    """Whatever else is installed."""
    assert ProviderRegistry().names()[:6] == BUILT_IN
    assert DEFAULT_PROVIDER in BUILT_IN


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("groq", GROQ_MODELS),
        ("google", GEMINI_MODELS),
        ("anthropic", CLAUDE_MODELS),
        ("minimax", MINIMAX_MODELS),
        ("deepseek", DEEPSEEK_MODELS),
        ("openai", OPENAI_MODELS),
    ],
)
def test_a_model_list_is_that_of_its_row(name: str, models: tuple[Model, ...]) -> None:
    """The names that applications import."""
    assert ProviderRegistry().get(name).models is models


@pytest.mark.parametrize(
    ("name", "variables", "auth"),
    [
        ("groq", ("GROQ_API_KEY",), Bearer()),
        ("google", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), HeaderKey("x-goog-api-key")),
        ("anthropic", ("ANTHROPIC_API_KEY",), HeaderKey("x-api-key")),
        ("minimax", ("MINIMAX_API_KEY",), Bearer()),
        ("deepseek", ("DEEPSEEK_API_KEY",), Bearer()),
        ("openai", ("OPENAI_API_KEY",), Bearer()),
    ],
)
def test_a_key_is_found_and_travels_as_the_vendor_wants(
    name: str, variables: tuple[str, ...], auth: object
) -> None:
    """The variables of the vendors' own libraries, in their order."""
    row = ProviderRegistry().get(name)
    assert row.api_key_env == variables
    assert row.auth == auth


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_a_model_is_reached_by_id_by_address_and_by_a_prefix_of_its_own(
    row: Provider, model: Model
) -> None:
    """No other provider's prefix catches it."""
    assert get_provider_for_model(model.id) == row.name
    found = look_up(f"{row.name}/{model.id}", TODAY)
    assert found is not None
    assert found.model is model
    prefix = longest_prefix(PROVIDER_MAP, model.id)
    assert prefix is not None
    assert PROVIDER_MAP[prefix][0] == row.name


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_a_model_has_a_dated_price_with_a_source(row: Provider, model: Model) -> None:
    """Also one that is shut down: old records are still priced."""
    price = PRICING[model.id]
    assert price == row.pricing[model.id]
    assert price["as_of"] == READ_ON
    assert price["source"]
    assert model.source
    assert price_of(model.id, at=NOON) is not None


@pytest.mark.parametrize(("row", "model"), MODELS)
def test_the_figures_of_a_model_are_plausible(row: Provider, model: Model) -> None:
    """A cached token is not dearer than a fresh one, and no answer outgrows the window."""
    price = price_of(model.id, at=NOON)
    assert price is not None
    assert price.cache_read_per_million <= price.input_per_million
    assert price.input_per_million <= price.cache_write_per_million <= 2 * price.input_per_million
    assert price.input_per_million <= price.output_per_million
    window, answer = model.context_window_tokens, model.max_output_tokens
    assert window is None or 8_000 <= window <= 2_000_000
    assert answer is None or window is None or answer <= window


@pytest.mark.parametrize(("row", "model"), ENDING)
def test_a_dying_model_leads_to_one_that_outlives_it(row: Provider, model: Model) -> None:
    """By every name but its own."""
    assert model.shutdown_on is not None
    today = max(model.shutdown_on, TODAY)
    asked, heir = resolve(model.id, today=today)
    assert asked.model is model
    assert heir.provider is row
    assert not is_shut_down(heir.model, today)


@pytest.mark.parametrize("row", ROWS, ids=BUILT_IN)
def test_the_default_model_is_alive_for_a_year(row: Provider) -> None:
    """It is what a call gets that names only the provider."""
    default = row.model(row.default_model)
    assert default is not None
    assert not is_shut_down(default, TODAY + timedelta(days=365))
    assert default is row.models[0]


@pytest.mark.parametrize(
    ("prefix", "name", "model"),
    [
        ("llama", "groq", "openai/gpt-oss-120b"),
        ("mixtral", "groq", "openai/gpt-oss-20b"),
        ("gemma", "groq", "openai/gpt-oss-20b"),
        ("gemini", "google", "gemini-3.8-flash"),
        ("claude", "anthropic", "claude-sonnet-5-5"),
        ("deepseek", "deepseek", "deepseek-flash"),
        ("minimax", "minimax", "MiniMax-M3"),
        ("abab6", "minimax", "MiniMax-M3"),
        ("gpt", "openai", "gpt-6.1-sol"),
    ],
)
def test_a_bare_prefix_is_served_by_a_living_model(prefix: str, name: str, model: str) -> None:
    """The eight of the page, and `gpt`."""
    assert PROVIDER_MAP[prefix][0] == name
    (candidate,) = resolve(prefix, today=TODAY)
    assert candidate.key == (name, model)


@pytest.mark.parametrize(
    ("asked", "name", "model"),
    [
        ("llama3-70b-8192", "groq", "openai/gpt-oss-120b"),
        ("llama-3.1-70b-versatile", "groq", "openai/gpt-oss-20b"),
        ("mixtral-8x22b", "groq", "openai/gpt-oss-20b"),
        ("gemma-2b-it", "groq", "openai/gpt-oss-20b"),
        ("gemma-3-4b-it", "google", "gemma-3-4b-it"),
        ("abab6.5s-chat", "minimax", "abab6.5s-chat"),
        ("minimax-m2.7", "minimax", "MiniMax-M2.7"),
        ("claude-opus-6", "anthropic", "claude-opus-6"),
        ("groq/groq/compound", "groq", "groq/compound"),
        ("openai/gpt-oss-120b", "groq", "openai/gpt-oss-120b"),
        ("openai/gpt-4o", "openai", "gpt-4o"),
        ("galaxy_brain", "google", "gemini-2.5-pro"),
        ("workhorse", "anthropic", "claude-sonnet-5-5"),
        ("quick", "groq", "openai/gpt-oss-20b"),
        ("router", "google", "gemini-2.5-flash-lite"),
    ],
)
def test_old_new_and_short_names_lead_where_they_should(asked: str, name: str, model: str) -> None:
    """On the day on which the rows were read."""
    assert resolve(asked, today=TODAY)[0].key == (name, model)


def test_a_nickname_moves_on_when_its_model_is_shut_down() -> None:
    """`galaxy_brain` is Gemini 2.5 Pro to the end of November 2026, then what replaces it."""
    ends = date(2026, 12, 1)
    assert resolve("galaxy_brain", today=ends - timedelta(days=1))[0].model.id == "gemini-2.5-pro"
    assert resolve("galaxy_brain", today=ends)[0].model.id == "gemini-3.8-flash"


def test_the_row_that_everybody_quotes_is_as_given() -> None:
    """The example of the specification, to the cent."""
    row = PRICING["gemini-2.5-pro"]
    assert (row["input_per_million"], row["output_per_million"]) == (1.25, 10.00)
    assert row["nickname"] == "galaxy_brain"


@pytest.mark.parametrize(
    ("model", "at", "prompt_tokens", "rates"),
    [
        ("gemini-2.5-pro", NOON, 200_000, "1.25 10 0.125"),
        ("gemini-2.5-pro", NOON, 200_001, "2.5 15 0.25"),
        ("gemini-3.8-flash", datetime(2026, 12, 31, 23, tzinfo=UTC), 0, "0.75 3.75 0.075"),
        ("gemini-3.8-flash", datetime(2027, 1, 1, tzinfo=UTC), 0, "1.5 7.5 0.15"),
        ("gemini-4-argon", datetime(2026, 11, 30, 23, tzinfo=UTC), 0, "2 10 0.1"),
        ("gemini-4-argon", datetime(2026, 12, 1, tzinfo=UTC), 0, "4 20 0.2"),
        ("claude-haiku-5-5", NOON, 100_000, "0.1 0.5 0.01"),
        ("claude-haiku-5-5", NOON, 100_001, "0.5 2.5 0.05"),
        ("MiniMax-M3", NOON, 512_001, "0.6 2.4 0.12"),
        ("gpt-6.1-sol", NOON, 272_001, "4 15 0.2"),
        ("deepseek-flash", NOON, 0, "0.15 0.6 0.003"),
        ("deepseek-flash", NOON.replace(hour=7), 0, "0.3 1.2 0.006"),
        ("deepseek-v4-pro", NOON.replace(hour=7), 0, "1.32 3.96 0.044"),
        ("deepseek-v4-pro", NOON.replace(day=22, hour=7), 0, "0.66 1.98 0.022"),
    ],
)
def test_a_known_price_by_day_hour_and_length(
    model: str, at: datetime, prompt_tokens: int, rates: str
) -> None:
    """Input, output and cache read, as the vendors state them."""
    price = price_of(model, at=at, prompt_tokens=prompt_tokens)
    assert price is not None
    stated = (price.input_per_million, price.output_per_million, price.cache_read_per_million)
    assert stated == tuple(map(Decimal, rates.split()))


def test_a_claude_cache_write_costs_a_quarter_more() -> None:
    """The rate of a write that lasts five minutes."""
    price = price_of("claude-sonnet-4-6", at=NOON)
    assert price is not None
    assert price.cache_write_per_million == Decimal("3.75")


def test_only_gemma_is_free() -> None:
    """A free model is one whose row says so."""
    assert {name for row in ROWS for name in row.pricing if is_free_model(name)} == {
        "gemma-4-31b-it",
        "gemma-3-27b-it",
    }


def test_the_fallback_price_is_the_dearest_of_the_living() -> None:
    """An estimate without a price row errs on the high side."""
    alive = [
        row.pricing[model.id]
        for row in ROWS
        for model in row.models
        if not is_shut_down(model, TODAY)
    ]
    for field in ("input_per_million", "output_per_million"):
        assert max(price[field] for price in alive) == FALLBACK_PRICE[field]


@pytest.mark.parametrize(
    "model", ["claude-opus-4-7", "claude-opus-5-5", "claude-sonnet-5", "claude-sonnet-5-5", "o3"]
)
def test_a_model_that_refuses_a_temperature_says_so(model: str) -> None:
    """So that a call with one is answered all the same."""
    (candidate, *_) = resolve(model, today=TODAY)
    assert "temperature" in candidate.model.rejects


def test_nicknames_are_spread_over_the_vendors() -> None:
    """A short name for each kind of work, and no vendor without one."""
    named = {
        row.name: [p["nickname"] for p in row.pricing.values() if "nickname" in p] for row in ROWS
    }
    assert all(named.values())
