"""Asks vendors which models they list, and holds the rows against it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from scout.errors import CallError, ConfigurationError, MalformedResponseError
from scout.llm.dispatch import Candidate
from scout.llm.job import Job
from scout.llm.model_news import ModelChange, ModelNews, compare_models
from scout.llm.plan import plan_call
from scout.llm.providers.base import Model, Provider, StreamDecoder, WireReply, WireRequest
from scout.llm.providers.wires.listings import ListedModel, ModelListing, Page
from scout.llm.transport.drivers import AsyncSession
from scout.llm.transport.means import Means
from scout.llm.types import Call, Message, ProviderResult

if TYPE_CHECKING:
    from scout.errors import ProviderError
    from scout.llm.providers.base import Wire
    from scout.llm.router_state import RouterState

MAX_PAGES = 20
"""Pages of one list at most; the longest list that is known has two."""

_PAGE = "page"
_ASKED = Model("(list of models)")


async def check_models(
    state: RouterState, names: Sequence[str], timeout_s: float
) -> tuple[ModelNews, ...]:
    """Hold rows against the lists of their vendors, all at once.

    Args:
        state: Of the router.
        names: Providers; none for all that have a key.
        timeout_s: For the list of each vendor.

    Returns:
        What is different; a vendor whose list could not be had is told as not checked.

    Raises:
        ConfigurationError: No such provider.
    """
    rows = [state.registry.get(name) for name in names] or [
        row for row in state.registry.providers() if state.client(row).key_states
    ]
    found = await asyncio.gather(*(_news_of(state, row, timeout_s) for row in rows))
    return tuple(one for news in found for one in news)


async def _news_of(
    state: RouterState, provider: Provider, timeout_s: float
) -> tuple[ModelNews, ...]:
    today = datetime.fromtimestamp(state.clock.wall(), UTC).date()
    try:
        listed = await list_models(state, provider, timeout_s)
    except (CallError, ConfigurationError) as error:
        news = ModelNews(provider.name, "*", ModelChange.UNCHECKED, "", "no list", str(error))
        return (news,)
    return compare_models(provider, listed, today)


async def list_models(
    state: RouterState, provider: Provider, timeout_s: float
) -> tuple[ListedModel, ...]:
    """The models that a vendor lists, asked for as any call is: keys, retries, limits.

    Raises:
        CallError: The vendor did not answer.
        ConfigurationError: The provider's wire cannot ask for a list.
    """
    listing: ModelListing | None = getattr(provider.wire, "listing", None)
    if listing is None:
        raise ConfigurationError(
            f"provider {provider.name!r}: its wire {provider.wire.dialect!r} has no `listing`, so "
            "that its models cannot be checked; give the wire one of scout.llm.providers.wires."
            "listings"
        )
    deadline_s = state.clock.now() + timeout_s
    found: list[ListedModel] = []
    query: tuple[tuple[str, str], ...] = ()
    for _ in range(MAX_PAGES):
        page = await _page(state, _Lister(provider.wire, listing, query), provider, deadline_s)
        found += page.models
        if not page.following:
            return tuple(found)
        query = page.following
    raise MalformedResponseError(
        f"the list of models has more than {MAX_PAGES} pages", status=200, provider=provider.name
    )


async def _page(state: RouterState, lister: _Lister, provider: Provider, deadline_s: float) -> Page:
    row = dataclasses.replace(
        provider, wire=lister, models=(_ASKED,), default_model=_ASKED.id, pricing={}
    )
    job = Job(
        call=Call(_ASKED.id, (Message("user", "models"),)),
        candidates=(Candidate(row, _ASKED, "a list of models"),),
        deadline_s=deadline_s,
        upstream_stream="never",
    )
    means = Means(state.api_key, None, state.clock.sleep)
    conclusion = await AsyncSession(plan_call(job, state.shared), state.sender, means).run()
    if conclusion.result is None:
        raise RuntimeError("a list of models was left before its end")
    page: Page = conclusion.result.vendor_state[_PAGE]
    return page


@dataclass(frozen=True, slots=True)
class _Lister:
    """A wire that asks for a page of models, so that it is sent as any request is."""

    wire: Wire
    listing: ModelListing
    query: tuple[tuple[str, str], ...]

    @property
    def dialect(self) -> str:
        return self.wire.dialect

    @property
    def framing(self) -> Literal["sse", "ndjson"]:
        return self.wire.framing

    def encode(self, call: Call, provider: Provider) -> WireRequest:
        """The list's request, with the headers that calls of this vendor carry."""
        headers = self.wire.encode(call, provider).headers
        return dataclasses.replace(self.listing.request(self.query), headers=headers)

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:  # noqa: ARG002 -- a wire's own shape
        """The page, carried where a vendor's own things go."""
        page = self.listing.read(reply.json())
        return ProviderResult(f"{len(page.models)} models", vendor_state={_PAGE: page})

    def stream_decoder(self) -> StreamDecoder:
        return self.wire.stream_decoder()

    def classify(self, reply: WireReply, now_s: float) -> ProviderError:
        return self.wire.classify(reply, now_s)
