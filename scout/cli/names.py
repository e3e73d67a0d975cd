"""The names that a shell completes: models, providers, codes of errors."""

from __future__ import annotations

from collections.abc import Iterable

from scout.cli.advice import error_kinds
from scout.llm.pricing import PRICING
from scout.llm.providers.registry import ProviderRegistry


def model_names(incomplete: str) -> list[str]:
    """Ids and nicknames of models; `provider/id` once a provider is written."""
    rows = ProviderRegistry().providers()
    ids = [model.id for row in rows for model in row.models]
    nicknames = [price["nickname"] for price in PRICING.values() if "nickname" in price]
    addressed = [f"{row.name}/{model.id}" for row in rows for model in row.models]
    given = [row.name for row in rows if incomplete.startswith(f"{row.name}/")]
    return _beginning([*nicknames, *ids, *(addressed if given else ())], incomplete)


def provider_names(incomplete: str) -> list[str]:
    """Names of providers that are built in or installed."""
    return _beginning(ProviderRegistry().names(), incomplete)


def error_codes(incomplete: str) -> list[str]:
    """Codes of scout's errors."""
    return _beginning(error_kinds(), incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    """Those that begin so, each once, in their order."""
    return list(dict.fromkeys(name for name in names if name.startswith(incomplete)))
