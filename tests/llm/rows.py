"""Small provider rows for tests: a vendor in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from scout.llm.catalog import CATALOG, Catalog
from scout.llm.providers.base import Model, Provider, StreamDecoder, WireReply, WireRequest

BUILT_IN = ("groq", "google", "anthropic", "minimax", "deepseek", "openai")
TODAY = date(2026, 11, 22)
EARLIER = date(2026, 1, 1)


@dataclass(frozen=True)
class SilentWire:
    """A wire that is never used: these rows are only looked up."""

    dialect: str = "silent"
    framing: Literal["sse", "ndjson"] = "sse"

    def encode(self, call: object, provider: object) -> WireRequest:
        """Never called."""
        raise NotImplementedError

    def decode(self, reply: WireReply, now_s: float) -> Any:
        """Never called."""
        raise NotImplementedError

    def stream_decoder(self) -> StreamDecoder:
        """Never called."""
        raise NotImplementedError

    def classify(self, reply: WireReply, now_s: float) -> Any:
        """Never called."""
        raise NotImplementedError


def provider(
    name: str,
    models: Sequence[str | Model],
    *,
    prefixes: Sequence[str] = (),
    pricing: Mapping[str, Any] | None = None,
    default: str | None = None,
) -> Provider:
    """A row with these models, each an id or a `Model`."""
    listed = tuple(Model(model) if isinstance(model, str) else model for model in models)
    return Provider(
        name=name,
        base_url=f"https://api.{name}.example/v1",
        api_key_env=(f"{name.upper()}_API_KEY",),
        model_prefixes=tuple(prefixes),
        models=listed,
        default_model=default or listed[0].id,
        wire=SilentWire(),
        pricing=pricing or {},
    )


def without_plugins() -> AbstractContextManager[Catalog]:
    """The catalog of the process, for one test, without what happens to be installed."""
    return CATALOG.isolated(without=set(CATALOG.complete().providers) - set(BUILT_IN))


def priced(nickname: str | None = None, cost: float = 1.0) -> dict[str, Any]:
    """A price row, with a nickname where one is wanted."""
    row: dict[str, Any] = {"input_per_million": cost, "output_per_million": 2 * cost}
    return row if nickname is None else {**row, "nickname": nickname}


def gone(model_id: str, replacement: str | None = None, on: date = EARLIER) -> Model:
    """A model that was shut down."""
    return Model(model_id, shutdown_on=on, replacement=replacement)
