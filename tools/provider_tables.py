"""Tables of what is built in: providers, models, prefixes, prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scout.llm.catalog import Catalog, Snapshot
from scout.llm.providers.registry import built_in as offers
from tools.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scout.llm.providers.base import Model, Provider
    from scout.llm.types import PriceRow, Rates


def providers() -> str:
    """Each built-in provider: how it is reached, and its models."""
    return "\n".join(map(_provider, _built_in().providers.values()))


def _built_in() -> Snapshot:
    """What comes with scout, whatever this process has looked up or installed."""
    return Catalog(offers).built_in()


def _provider(row: Provider) -> str:
    facts = {
        "address": f"`{row.base_url}`",
        "dialect": f"`{row.wire.dialect}`",
        "key": f"{code(row.api_key_env) or 'none'}, sent by `{type(row.auth).__name__}`",
        "prefixes": code(row.model_prefixes),
        "default model": f"`{row.default_model}`",
        "can": code(sorted(row.capabilities)),
        "vendor's documentation": f"<{row.docs_url}>" if row.docs_url else "",
    }
    models = table(
        ("model", "context window", "longest answer", "can", "remarks"),
        (
            (
                f"`{model.id}`",
                _tokens(model.context_window_tokens),
                _tokens(model.max_output_tokens),
                code(sorted(model.capabilities or ())) or "as above",
                _remarks(model),
            )
            for model in row.models
        ),
    )
    told = "".join(f"- {name}: {fact}\n" for name, fact in facts.items() if fact)
    return f"## {row.name}\n\n{told}\n{models}"


def _tokens(count: int | None) -> str:
    return "unknown" if count is None else f"{count:,}"


def _remarks(model: Model) -> str:
    gone = f"shut down on {model.shutdown_on}" if model.shutdown_on else ""
    heir = f"replaced by `{model.replacement}`" if model.replacement else ""
    thinks = "thinks before it speaks" if model.thinks_first else ""
    rejects = f"takes no {code(sorted(model.rejects))}" if model.rejects else ""
    return "; ".join(part for part in (gone, heir, thinks, rejects) if part)


def prefixes() -> str:
    """What a name that begins so leads to."""
    built_in = _built_in().prefixes
    return table(
        ("prefix", "provider", "default model"),
        ((f"`{prefix}`", row.name, f"`{row.default_model}`") for prefix, row in built_in.items()),
    )


def prices() -> str:
    """Every built-in price row, in US dollars per million tokens."""
    homes = _built_in().homes
    return table(
        ("model", "nickname", "input", "output", "cache read", "cache write", "varies", "as of"),
        (_price(name, home.price) for name, home in homes.items() if home.price is not None),
    )


def _price(model_id: str, row: PriceRow) -> Iterator[object]:
    yield f"`{model_id}`"
    yield f"`{row['nickname']}`" if "nickname" in row else ""
    rates = ("input", "output", "cache_read", "cache_write")
    yield from (row.get(f"{name}_per_million", "") for name in rates)
    yield "; ".join(_variations(row))
    yield row.get("as_of", "")


def _variations(row: PriceRow) -> Iterator[str]:
    """When other rates hold: input / output."""
    for tier in row.get("tiers", ()):
        yield f"{_rates(tier)} for prompts above {tier['above_tokens']:,} tokens"
    if "off_peak" in row:
        yield f"{_rates(row['off_peak'])} off peak"
    if "valid_until" in row:
        then = f"then {_rates(row['then'])}" if "then" in row else "then unknown"
        yield f"until {row['valid_until']}, {then}"


def _rates(rates: Rates) -> str:
    return f"{rates['input_per_million']} / {rates['output_per_million']}"
