"""Whom a model name leads to, in which order, and what a prefix's callable does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from scout.errors import ModelNotFoundError, Sent
from scout.llm.catalog import CATALOG, Catalog
from scout.llm.dispatch import (
    DEFAULT_PROVIDER,
    PROVIDER_MAP,
    Candidate,
    ProviderMap,
    replacement_of,
    resolve,
)
from scout.llm.providers.base import Model
from scout.llm.types import LLMResponse, Message
from tests.llm.rows import EARLIER, TODAY, gone, priced, provider, without_plugins

ALIVE = EARLIER - timedelta(days=1)


@pytest.fixture
def shop() -> Catalog:
    """The default provider and another, with models that are gone."""
    catalog = Catalog()
    catalog.add(
        provider(
            DEFAULT_PROVIDER,
            ["d-2", gone("d-1", "d-2")],
            prefixes=["d-"],
            default="d-1",
            pricing={"d-1": priced("ace", 7), "d-2": priced(cost=3)},
        )
    )
    catalog.add(
        provider(
            "acme",
            ["a-3", gone("a-1", "a-2"), gone("a-2", "a-3"), gone("lost")],
            prefixes=["a-"],
        )
    )
    return catalog


def keys(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Provider and model of each."""
    return [candidate.key for candidate in candidates]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a-3", ["a-3"]),
        ("a-1", ["a-1", "a-3"]),
        ("acme/a-1", ["a-1", "a-3"]),
        ("lost", ["lost"]),
        ("a-new", ["a-new"]),
        ("acme/new", ["new"]),
    ],
)
def test_the_exact_id_of_a_dead_model_is_asked_before_its_replacement(
    shop: Catalog, name: str, expected: list[str]
) -> None:
    """Some vendors keep serving it to some customers; the living end of the chain stands by."""
    assert keys(resolve(name, today=TODAY, catalog=shop)) == [("acme", id_) for id_ in expected]


def test_a_living_model_has_no_stand_in(shop: Catalog) -> None:
    """A planned shutdown changes nothing before its day."""
    assert keys(resolve("a-1", today=ALIVE, catalog=shop)) == [("acme", "a-1")]


def test_a_nickname_of_a_dead_model_leads_to_the_replacement_alone(shop: Catalog) -> None:
    """Whoever says `ace` wants what answers, not one id."""
    (candidate,) = resolve("ace", today=TODAY, catalog=shop)
    assert candidate.key == (DEFAULT_PROVIDER, "d-2")
    assert "'d-1' was shut down" in candidate.reason
    assert candidate.price is not None
    assert candidate.price["input_per_million"] == 3


def test_an_id_that_is_not_listed_is_handed_through_without_a_price(shop: Catalog) -> None:
    """With a model row that claims nothing."""
    (candidate,) = resolve("acme/brand-new", today=TODAY, catalog=shop)
    assert candidate.model == Model("brand-new")
    assert candidate.price is None


def test_no_name_means_the_default_model_of_the_default_provider(shop: Catalog) -> None:
    """Or what took its place."""
    assert keys(resolve(None, today=ALIVE, catalog=shop)) == [(DEFAULT_PROVIDER, "d-1")]
    (candidate,) = resolve(None, today=TODAY, catalog=shop)
    assert candidate.key == (DEFAULT_PROVIDER, "d-2")
    assert "no model was named" in candidate.reason


def test_no_name_and_no_default_provider_is_an_error_that_says_so() -> None:
    """An application may run on a catalog of its own."""
    with pytest.raises(ModelNotFoundError, match="not registered; name a model"):
        resolve(None, today=TODAY, catalog=Catalog())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b-3", "did you mean 'a-3'"),
        ("acne/a-3", "did you mean 'acme/a-3'"),
        ("acee", "'ace'"),
        ("wholly different", f"with one of: {DEFAULT_PROVIDER}, acme"),
        ("", "name a model"),
        ("acme", "is a provider and no model; name a model of it, such as 'acme/"),
    ],
)
def test_an_unknown_name_is_refused_before_anything_is_sent(
    shop: Catalog, name: str, said: str
) -> None:
    """The message offers what looks like it, else says what can be named."""
    with pytest.raises(ModelNotFoundError) as caught:
        resolve(name, today=TODAY, catalog=shop)
    assert said in caught.value.message
    assert caught.value.model == name
    assert caught.value.sent is Sent.NO


def test_a_model_that_its_vendor_calls_gone_has_the_replacement_of_its_row(shop: Catalog) -> None:
    """Also before its day: the vendor knows better than the row."""
    (asked,) = resolve("a-1", today=ALIVE, catalog=shop)
    heir = replacement_of(asked, today=ALIVE)
    assert heir is not None
    assert heir.key == ("acme", "a-2")
    assert heir.reason == "replacement of 'a-1'"
    (last,) = resolve("a-3", today=TODAY, catalog=shop)
    assert replacement_of(last, today=TODAY) is None


class Recorder:
    """A router that writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, str | None]] = []

    async def call(
        self, prompt: str | Sequence[Message | Mapping[str, Any]], *, model: str | None = None
    ) -> LLMResponse:
        """Note the call and answer."""
        self.asked.append((prompt, model))
        return LLMResponse(text="hi", model=model or "", provider="")


def test_the_callable_of_a_prefix_asks_its_provider_over_the_router_it_is_handed(
    shop: Catalog,
) -> None:
    """With a model of that provider, or its default one."""
    name, call = ProviderMap(shop)["a-"]
    router = Recorder()
    assert name == "acme"
    assert asyncio.run(call("hello", router=router)).text == "hi"
    asyncio.run(call("hello", router=router, model="a-1"))
    assert router.asked == [("hello", "acme/a-3"), ("hello", "acme/a-1")]


def test_the_map_of_prefixes_follows_the_catalog(shop: Catalog) -> None:
    """Read-only and live."""
    prefixes = ProviderMap(shop)
    assert dict(prefixes).keys() == {"d-", "a-"}
    assert len(prefixes) == 2
    assert "b" not in prefixes
    shop.add(provider("bolt", ["b-1"], prefixes=["b"]))
    assert prefixes["b"][0] == "bolt"
    assert repr(prefixes) == "<ProviderMap d-, a-, b>"
    assert not hasattr(prefixes, "__setitem__")


def test_the_public_map_is_the_one_of_the_process() -> None:
    """`PROVIDER_MAP` shows whatever is registered."""
    with without_plugins():
        CATALOG.add(provider("zinc", ["z-1"], prefixes=["zinc-"]))
        assert PROVIDER_MAP["zinc-"][0] == "zinc"
    assert "zinc-" not in PROVIDER_MAP
