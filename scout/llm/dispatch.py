"""From a model name to whom to ask: candidates, and the map of prefixes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from scout.errors import ModelNotFoundError, Sent
from scout.llm.catalog import CATALOG, Catalog
from scout.llm.fleeting import fleeting
from scout.llm.lookup import How, is_shut_down, look_up, successor, suggestions
from scout.llm.pricing import Price, flat_price
from scout.llm.providers.base import Model, Provider

if TYPE_CHECKING:
    from datetime import date

    from scout.llm.types import LLMResponse, Message, PriceRow

DEFAULT_PROVIDER: Final = "groq"
"""Who serves calls that name no model, and is the last fallback.

Its default model is among the cheapest that are built in, and it has a free tier, so that a
first call costs a newcomer nothing.
"""


@fleeting
class Candidate:
    """A model that may answer, and why it is considered.

    Attributes:
        provider: Who is asked.
        model: What for.
        reason: Why, in a sentence.
        key: What makes two candidates the same: provider and model id.
        price: The price row at this provider, None where nobody wrote one.
    """

    provider: Provider
    model: Model
    reason: str
    key: tuple[str, str] = field(init=False, compare=False, repr=False)
    price: PriceRow | None = field(init=False, compare=False, repr=False)
    _flat: tuple[Price | None] | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        provider, model = self.provider, self.model.id
        object.__setattr__(self, "key", (provider.name, model))
        object.__setattr__(self, "price", provider.pricing.get(model))
        object.__setattr__(self, "_flat", None)

    @property
    def flat_price(self) -> Price | None:
        """What its row says where that is one price for any request; read once."""
        if self._flat is None:
            price = None if self.price is None else flat_price(self.price)
            object.__setattr__(self, "_flat", (price,))
            return price
        return self._flat[0]


def resolve(model: str | None, *, today: date, catalog: Catalog = CATALOG) -> tuple[Candidate, ...]:
    """Whom a model name leads to, first choice first.

    An exact id, a `provider/rest`, a nickname, the longest prefix: the first that fits decides.
    An id that its provider does not list is handed through, with an unknown price; one that no
    vendor can have is not, since some put it into the path of a request. The exact id
    of a model past its shutdown date is still asked, since some vendors keep serving it to some
    customers; its replacement stands behind it.

    Args:
        model: The name; None for the default model of `DEFAULT_PROVIDER`.
        today: The day that shutdown dates are held against.
        catalog: Where to look.

    Raises:
        ModelNotFoundError: Nothing matches; the message offers what looks like it.
    """
    if model is None:
        return (default_candidate(today=today, catalog=catalog),)
    found = look_up(model, today, catalog)
    if found is None or (found.model is None and not _may_be_an_id(found.model_id)):
        raise ModelNotFoundError(_unknown(model, catalog), model=model, sent=Sent.NO)
    first = Candidate(found.provider, found.model or Model(found.model_id), found.reason)
    if found.how is How.ID or found.how is How.ADDRESS:
        heir = replacement_of(first, today=today) if is_shut_down(first.model, today) else None
        return (first,) if heir is None else (first, heir)
    return (first,)


def default_candidate(*, today: date, catalog: Catalog = CATALOG) -> Candidate:
    """The default model of `DEFAULT_PROVIDER`.

    Raises:
        ModelNotFoundError: The catalog has no such provider.
    """
    provider = catalog.built_in().providers.get(DEFAULT_PROVIDER)
    if provider is None:
        raise ModelNotFoundError(
            f"no model was named, and the default provider {DEFAULT_PROVIDER!r} is not registered;"
            " name a model",
            sent=Sent.NO,
        )
    model = provider.model(provider.default_model) or Model(provider.default_model)
    reason = f"the default, since no model was named: {DEFAULT_PROVIDER}'s {model.id!r}"
    return Candidate(provider, successor(provider, model, today), reason)


def replacement_of(candidate: Candidate, *, today: date) -> Candidate | None:
    """What stands in for a model that its vendor calls gone, None where no row names one."""
    provider, gone = candidate.provider, candidate.model
    heir = provider.model(gone.replacement) if gone.replacement is not None else None
    if heir is None:
        return None
    return Candidate(provider, successor(provider, heir, today), f"replacement of {gone.id!r}")


class Routes(Protocol):
    """What a `PROVIDER_MAP` call needs of the router that it is handed."""

    async def call(
        self, prompt: str | Sequence[Message | Mapping[str, Any]], *, model: str | None = None
    ) -> LLMResponse:
        """Answer a prompt with a model."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderCall:
    """Asks one provider, over the router that it is handed when it is called.

    Attributes:
        provider: Name of the provider.
        default_model: The id that is asked for where none is named.
    """

    provider: str
    default_model: str

    async def __call__(
        self,
        prompt: str | Sequence[Message | Mapping[str, Any]],
        *,
        router: Routes,
        model: str | None = None,
    ) -> LLMResponse:
        """Answer a prompt with a model of this provider.

        Args:
            prompt: A user's text, or the turns of a conversation.
            router: Who makes the call.
            model: An id or nickname of this provider.
        """
        name = self.default_model if model is None else model
        return await router.call(prompt, model=f"{self.provider}/{name}")


class ProviderMap(Mapping[str, tuple[str, ProviderCall]]):
    """Who serves the model names that begin with a prefix, read live from a catalog."""

    def __init__(self, catalog: Catalog = CATALOG) -> None:
        self._catalog = catalog

    def __getitem__(self, prefix: str) -> tuple[str, ProviderCall]:
        found = self._catalog.built_in().prefixes.get(prefix)
        provider = found or self._catalog.complete().prefixes[prefix]
        return provider.name, ProviderCall(provider.name, provider.default_model)

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalog.complete().prefixes)

    def __len__(self) -> int:
        return len(self._catalog.complete().prefixes)

    def __repr__(self) -> str:
        return f"<ProviderMap {', '.join(self)}>"


PROVIDER_MAP: Final = ProviderMap()
"""Prefix of a model name -> name of the provider, and an async callable that asks it."""


def _may_be_an_id(name: str) -> bool:
    """Whether it is printable, without space around it, and leads nowhere else as a path."""
    is_plain = name.isprintable() and name == name.strip()
    return is_plain and not any(part in ("", ".", "..") for part in name.split("/"))


def _unknown(model: str, catalog: Catalog) -> str:
    row = catalog.complete().providers.get(model.strip().rstrip("/"))
    if row is not None:
        such = f"{row.name}/{row.default_model}"
        return f"{model!r} is a provider and no model; name a model of it, such as {such!r}"
    near = " or ".join(repr(name) for name in suggestions(model.strip(), catalog))
    if near:
        return f"no provider knows {model!r}; did you mean {near}?"
    known = ", ".join(catalog.complete().providers)
    return f"no provider knows {model!r}; name a model, or 'provider/model' with one of: {known}"
