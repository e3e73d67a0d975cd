"""Where a model name leads, remembered: a router meets the same few names at every call."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scout.errors import ConfigurationError
from scout.llm.dispatch import Candidate, resolve
from scout.llm.fleeting import fleeting

if TYPE_CHECKING:
    from datetime import date

    from scout.config import Settings
    from scout.llm.catalog import Catalog, Snapshot
    from scout.llm.model_notices import ModelNotices
    from scout.llm.providers.base import Provider

MAX_KNOWN = 4096
"""How many names are remembered; past this it begins anew, for ids can be handed through."""


@fleeting
class _Known:
    """Where a name leads, and what it was looked up in."""

    rows: Snapshot
    today: date
    candidates: tuple[Candidate, ...]


class Leads:
    """Looks names up, each once a day and again when a provider is registered.

    Args:
        settings: Their time limits stand over those of the rows.
        catalog: Where to look.
        notices: What is to be known of a model's end.
    """

    def __init__(self, settings: Settings, catalog: Catalog, notices: ModelNotices) -> None:
        self._settings = settings
        self._catalog = catalog
        self._notices = notices
        self._known: dict[str | None, _Known] = {}

    def to(self, model: str | None) -> tuple[Candidate, ...]:
        """Whom a name leads to, first choice first; None for the default.

        Raises:
            ModelNotFoundError: Nobody.
        """
        today = self._notices.today()
        known = self._known.get(model)
        if known is None or known.rows is not self._catalog.built_in() or known.today != today:
            known = self._looked_up(model, today)
        return known.candidates

    def _looked_up(self, model: str | None, today: date) -> _Known:
        found = resolve(model, today=today, catalog=self._catalog)
        candidates = tuple(self._dressed(item) for item in found)
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        # The look-up may have read the rows of installed packages.
        known = self._known[model] = _Known(self._catalog.built_in(), today, candidates)
        return known

    def _dressed(self, item: Candidate) -> Candidate:
        provider = self.timed(item.provider)
        if provider is not item.provider:
            item = dataclasses.replace(item, provider=provider)
        return self._notices.described(item)

    def timed(self, provider: Provider) -> Provider:
        """The row with the limits that settings put on it."""
        overrides = self._settings.timeouts.get(provider.name)
        if not overrides:
            return provider
        try:
            timeouts = dataclasses.replace(provider.timeouts, **overrides)
        except TypeError:
            known = ", ".join(type(provider.timeouts).__dataclass_fields__)
            raise ConfigurationError(
                f"timeouts[{provider.name!r}] sets {', '.join(overrides)}; known: {known}"
            ) from None
        return dataclasses.replace(provider, timeouts=timeouts)
