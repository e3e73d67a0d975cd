"""Makes routers for tests: made-up keys, given settings, and only the rows that are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scout.config import GivenSettings
from scout.llm.catalog import Catalog
from scout.llm.clock import Clock
from scout.llm.intent_types import IntentDetector
from scout.llm.providers.base import Provider
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.router import Router
from scout.testing.virtual import Respond, VirtualSyncTransport, VirtualTransport

if TYPE_CHECKING:
    from scout.telemetry import Observer


def made_up_keys(provider: str, count: int) -> tuple[str, ...]:
    """The keys that `scripted_router` gives a provider: `groq-key-1`, `groq-key-2`, ..."""
    return tuple(f"{provider}-key-{number}" for number in range(1, count + 1))


def scripted_router(
    *rows: Provider,
    keys: int | Mapping[str, Sequence[str]] = 1,
    settings: Mapping[str, Any] | None = None,
    observers: Sequence[Observer] = (),
    detector: IntentDetector | None = None,
    clock: Clock | None = None,
    respond: Respond | None = None,
) -> Router:
    """A router that knows these rows and nobody else, and reads no environment.

    Args:
        rows: The providers, the first ones first.
        keys: How many made-up keys each provider has (`groq-key-1`, ...), or its keys by name.
        settings: Fields of `Settings`.
        observers: Are told what each call does.
        detector: Says what a prompt wants that comes without a model.
        clock: The time that it goes by, None for the machine's.
        respond: Whom its requests are handed to without a socket, where a clock is given.
    """
    registry = ProviderRegistry(Catalog())
    for row in rows:
        registry.register(row)
    if isinstance(keys, int):
        keys = {row.name: made_up_keys(row.name, keys) for row in rows}
    given = GivenSettings(**{"api_keys": keys, **(settings or {})})
    return Router(
        given,
        registry=registry,
        transport=VirtualTransport(respond, clock) if clock and respond else None,
        sync_transport=VirtualSyncTransport(respond, clock) if clock and respond else None,
        clock=clock,
        observers=observers,
        detector=detector,
    )
