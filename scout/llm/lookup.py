"""What a model name means: the order of look-up, as a pure function of a name, rows and a day."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from scout.llm.catalog import CATALOG, Catalog, Home, Snapshot
from scout.llm.fleeting import fleeting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from scout.llm.providers.base import Model, Provider
    from scout.llm.types import PriceRow


class How(StrEnum):
    """Which of the four rules a name was found by, in the order in which they are tried."""

    ID = "id"
    ADDRESS = "provider/model"
    NICKNAME = "nickname"
    PREFIX = "prefix"


@fleeting
class Found:
    """Where a name leads.

    Attributes:
        provider: The provider that is asked.
        model_id: The id that it is asked for.
        model: The row of that model, None where the provider does not list it.
        how: The rule that decided.
        reason: The same in words, for the record of a call.
    """

    provider: Provider
    model_id: str
    model: Model | None
    how: How
    reason: str

    @property
    def price(self) -> PriceRow | None:
        """The price row of the model, None where nobody wrote one."""
        return None if self.model is None else self.provider.pricing.get(self.model.id)


def look_up(name: str, today: date, catalog: Catalog = CATALOG) -> Found | None:
    """Find a model by exact id, `provider/rest`, nickname or longest prefix, in this order.

    A nickname or prefix that leads to a model past its shutdown date leads on to its
    replacement; an exact id is taken at its word. Rows of installed packages are read only
    where an exact id or a nickname of the rows at hand has not settled it: no row that comes
    later can change those two answers.

    Args:
        name: What the caller wrote.
        today: The day that shutdown dates are held against.
        catalog: Where to look.

    Returns:
        None where nothing matches.
    """
    rows = catalog.built_in()
    found = _by_id(rows, name) or _by_nickname(rows, name, today)
    if found is None:
        rows = catalog.complete()
        found = (
            _by_id(rows, name)
            or _by_address(rows, name, today)
            or _by_nickname(rows, name, today)
            or _by_prefix(rows, name, today)
        )
    return found


def is_shut_down(model: Model, today: date) -> bool:
    """Whether the vendor has turned a model off by this day."""
    return model.shutdown_on is not None and today >= model.shutdown_on


def successor(provider: Provider, model: Model, today: date) -> Model:
    """The model that answers in the place of one that is shut down, else the model itself."""
    while is_shut_down(model, today) and model.replacement is not None:
        heir = provider.model(model.replacement)
        if heir is None:
            return model
        model = heir
    return model


def suggestions(name: str, catalog: Catalog = CATALOG, limit: int = 3) -> tuple[str, ...]:
    """Names that exist and look like this one, the nearest first."""
    rows = catalog.complete()
    addresses = (f"{p.name}/{model.id}" for p in rows.providers.values() for model in p.models)
    known = {known.lower(): known for known in (*addresses, *rows.nicknames, *rows.homes)}
    near = get_close_matches(name.lower(), known, n=limit, cutoff=0.6)
    return tuple(known[match] for match in near)


def _by_id(rows: Snapshot, name: str) -> Found | None:
    home = rows.homes.get(name)
    if home is None:
        return None
    return Found(home.provider, name, home.model, How.ID, f"{name!r} is an exact model id")


def _by_address(rows: Snapshot, name: str, today: date) -> Found | None:
    head, _, rest = name.partition("/")
    provider = rows.providers.get(head)
    if provider is None or not rest:
        return None
    reason = f"{head!r} is a provider"
    home = rows.nicknames.get(rest)
    if home is not None and home.provider is provider:
        return _living(home, today, How.ADDRESS, f"{reason}, {rest!r} a nickname there")
    home = rows.homes.get(rest)
    if home is not None and home.provider is provider:
        return Found(provider, rest, home.model, How.ADDRESS, reason)
    return _within(provider, rest, How.ADDRESS, reason)


def _by_nickname(rows: Snapshot, name: str, today: date) -> Found | None:
    home = rows.nicknames.get(name)
    if home is None:
        return None
    return _living(home, today, How.NICKNAME, f"{name!r} is the nickname of {home.model.id!r}")


def _by_prefix(rows: Snapshot, name: str, today: date) -> Found | None:
    prefix = longest_prefix(rows.prefixes, name)
    if prefix is None:
        return None
    provider = rows.prefixes[prefix]
    reason = f"{name!r} begins with {prefix!r}"
    family = [model for model in provider.models if model.id.startswith(prefix)]
    living = [model for model in family if not is_shut_down(model, today)]
    if name.rstrip("-/") == prefix.rstrip("-/"):
        meant = _meant_by_prefix(provider, family, living)
        return _living(Home(provider, meant), today, How.PREFIX, reason)
    found = _within(provider, name, How.PREFIX, reason)
    if family and not living and found.model is None:
        nearest = max(family, key=lambda model: _shared(model.id, name))
        return _living(Home(provider, nearest), today, How.PREFIX, reason)
    return found


def longest_prefix(prefixes: Iterable[str], name: str) -> str | None:
    """The longest of these that the name begins with, None where none fits."""
    return max((prefix for prefix in prefixes if name.startswith(prefix)), key=len, default=None)


def _meant_by_prefix(provider: Provider, family: list[Model], living: list[Model]) -> Model:
    """The model that a bare prefix means: the default where it is of the family, else the first."""
    default = provider.model(provider.default_model)
    assert default is not None  # noqa: S101 -- `Provider` refuses a default that it does not list
    if default in family or not family:
        return default
    return living[0] if living else family[0]


def _within(provider: Provider, name: str, how: How, reason: str) -> Found:
    """A model of one provider; an id that it does not list is handed through as it is."""
    same = (model for model in provider.models if model.id.lower() == name.lower())
    model = provider.model(name) or next(same, None)
    if model is not None:
        return Found(provider, model.id, model, how, reason)
    unknown = f"{reason}; {provider.name} lists no {name!r}, which is handed through"
    return Found(provider, name, None, how, unknown)


def _living(home: Home, today: date, how: How, reason: str) -> Found:
    heir = successor(home.provider, home.model, today)
    if heir is not home.model:
        reason += f"; {home.model.id!r} was shut down on {home.model.shutdown_on}"
    return Found(home.provider, heir.id, heir, how, reason)


def _shared(left: str, right: str) -> int:
    """How many characters two names share from the start."""
    pairs = zip(left, right, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
