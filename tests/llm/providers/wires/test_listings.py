"""What each dialect's list of models says, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.providers.wires.listings import (
    ANTHROPIC_LISTING,
    GEMINI_LISTING,
    OPENAI_LISTING,
    ListedModel,
    ModelListing,
    Page,
)

ALL = (OPENAI_LISTING, ANTHROPIC_LISTING, GEMINI_LISTING)


def test_a_plain_list_has_ids_and_nothing_else() -> None:
    """As OpenAI, DeepSeek and MiniMax have it."""
    body = {"object": "list", "data": [{"id": "m-1", "object": "model", "created": 1}]}
    assert OPENAI_LISTING.read(body) == Page((ListedModel("m-1"),))


def test_a_list_may_tell_windows_limits_and_what_is_switched_off() -> None:
    """As Groq has it."""
    entry = {"id": "m-1", "context_window": 131072, "max_completion_tokens": 65536, "active": False}
    (model,) = OPENAI_LISTING.read({"data": [entry]}).models
    assert model == ListedModel("m-1", 131072, 65536, answers=False)


def test_a_list_may_tell_prices_per_token_ends_and_a_next_page() -> None:
    """As aggregators have it."""
    entry = {
        "id": "maker/m-1",
        "context_length": 8192,
        "top_provider": {"max_completion_tokens": 4096, "context_length": 4000},
        "pricing": {"prompt": "0.00000125", "completion": "0.00001"},
        "expiration_date": "2027-01-31",
    }
    page = OPENAI_LISTING.read({"data": [entry], "links": {"next": "/models?offset=5&limit=5"}})
    (model,) = page.models
    prices = (Decimal("1.25"), Decimal(10))
    assert model == ListedModel("maker/m-1", 8192, 4096, *prices, date(2027, 1, 31))
    assert page.following == (("offset", "5"), ("limit", "5"))


@pytest.mark.parametrize("price", ["-1", "", None, "free", "NaN", "Infinity"])
def test_a_price_that_is_none_is_unknown(price: Any) -> None:
    """Not zero."""
    body = {"data": [{"id": "m-1", "pricing": {"prompt": price, "completion": price}}]}
    assert OPENAI_LISTING.read(body).models[0].input_usd_per_million is None


def test_anthropic_tells_limits_and_pages_by_id() -> None:
    """Until there is no more."""
    entry = {
        "id": "claude-x",
        "type": "model",
        "max_input_tokens": 1_000_000,
        "max_tokens": 128_000,
    }
    body = {"data": [entry], "has_more": True, "first_id": "claude-x", "last_id": "claude-x"}
    page = ANTHROPIC_LISTING.read(body)
    assert page == Page((ListedModel("claude-x", 1_000_000, 128_000),), (("after_id", "claude-x"),))
    assert ANTHROPIC_LISTING.request(page.following).query == (
        ("limit", "1000"),
        ("after_id", "claude-x"),
    )
    assert ANTHROPIC_LISTING.read({**body, "has_more": False}).following == ()


def test_gemini_tells_limits_methods_and_pages_by_token() -> None:
    """Ids lose the address before them."""
    entry = {
        "name": "models/gemini-x",
        "inputTokenLimit": 1048576,
        "outputTokenLimit": 65536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    }
    embedder = {"name": "models/embed-x", "supportedGenerationMethods": ["embedContent"]}
    page = GEMINI_LISTING.read({"models": [entry, embedder], "nextPageToken": "t"})
    assert page.models == (
        ListedModel("gemini-x", 1048576, 65536, answers=True),
        ListedModel("embed-x", answers=False),
    )
    assert page.following == (("pageToken", "t"),)
    assert GEMINI_LISTING.read({"models": []}).models == ()


@pytest.mark.parametrize("listing", ALL)
def test_a_list_is_asked_for_with_a_get(listing: ModelListing) -> None:
    """Without a body."""
    request = listing.request()
    assert (request.method, request.path) == ("GET", "/models")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "data", "models", "pricing", "prompt", "links", "next", "has_more"]
            ),
            inner,
            max_size=4,
        )
    ),
)


@pytest.mark.parametrize("listing", ALL)
@given(body=JSON)
def test_a_body_that_is_no_list_is_refused_and_nothing_else_happens(
    listing: ModelListing, body: Any
) -> None:
    """Only the three errors that mean malformed."""
    try:
        assert isinstance(listing.read(body), Page)
    except (KeyError, TypeError, ValueError):
        pass
    except AttributeError as error:
        raise AssertionError("a body of another shape must be malformed") from error
