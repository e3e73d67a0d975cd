"""The commands on what could be called: providers, their models, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from scout.cli.names import model_names, provider_names
from scout.cli.screen import AsJson, show_json, show_line, show_table, show_text, told, working
from scout.llm.availability import shutdown_note
from scout.llm.cost import usd
from scout.llm.dispatch import Candidate, resolve
from scout.llm.model_news import ModelChange
from scout.llm.pricing import Price, effective_price
from scout.llm.providers.base import Model, Provider
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.route_plan import RoutePlan, RouteRow
from scout.llm.router import Router

_MILLION = 10**6


def providers(*, json: AsJson = False) -> None:
    """List the providers that are built in or installed."""
    registry = ProviderRegistry()
    rows = registry.providers()
    if json:
        show_json({"providers": list(map(_described, rows)), "left_out": _left_out(registry)})
        return
    show_table(
        ("name", "default model", "models", "keys from", "address"),
        (
            (row.name, row.default_model, len(row.models), " or ".join(row.api_key_env), row.origin)
            for row in rows
        ),
        prose=("keys from",),
        spare=("address",),
    )
    for failure in registry.failures():
        show_line(f"{failure.name} is left out: {failure.reason}", "yellow")


def models(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROVIDER", help="Only of these providers.", autocompletion=provider_names
        ),
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Ask the vendors for their lists, and tell differences.")
    ] = False,
    json: AsJson = False,
) -> None:
    """List models with their windows and prices, or hold them against the vendors' own lists.

    With --check, exit code 1 says that something is different.
    """
    with told():
        if check:
            _checked(names or [], json=json)
            return
        registry = ProviderRegistry()
        rows = [registry.get(name) for name in names] if names else registry.providers()
    found = [_model(row, model) for row in rows for model in row.models]
    if json:
        show_json(found)
    else:
        titles = ("model", "provider", "window", "answer", "in $/M", "out $/M", "can", "note")
        cells = (tuple(_cells(entry)) for entry in found)
        show_table(titles, cells, prose=("can", "note"), spare=("can", "answer", "window"))


def price(
    model: Annotated[
        str, typer.Argument(help="Any name that a call takes.", autocompletion=model_names)
    ],
    input_tokens: Annotated[int, typer.Argument(metavar="INPUT", min=0, help="Prompt tokens.")],
    output_tokens: Annotated[int, typer.Argument(metavar="OUTPUT", min=0, help="Answer tokens.")],
    *,
    json: AsJson = False,
) -> None:
    """Say what a request would cost, without cache and at the dearest hour.

    Exit code 1 says that nobody knows the price.
    """
    with told():
        candidate = resolve(model, today=_today())[0]
    rates = _rates(candidate.provider, candidate.model, input_tokens)
    cost = None if rates is None else _cost(rates, input_tokens, output_tokens)
    if json:
        counts = {"input_tokens": input_tokens, "output_tokens": output_tokens}
        show_json({**_named(candidate), **counts, "cost_usd": cost, **_per_million(rates)})
    elif rates is None:
        typer.echo(f"{_address(candidate)}: nobody knows its price")
    else:
        read, wrote = map(_told_money, (rates.input_per_million, rates.output_per_million))
        show_text(f"${_told_money(cost)} for {input_tokens} + {output_tokens} tokens")
        show_text(f"{_address(candidate)}: ${read} in, ${wrote} out per million")
    raise typer.Exit(1 if rates is None else 0)


def route(
    prompt: Annotated[str, typer.Argument(help="What would be asked; it is not sent.")],
    *,
    model: Annotated[
        str | None, typer.Option(help="Any name that a call takes; by intent where absent.")
    ] = None,
    system: Annotated[str | None, typer.Option(help="A system prompt.")] = None,
    max_output_tokens: Annotated[int | None, typer.Option(min=1, help="Output limit.")] = None,
    fallback: Annotated[
        list[str] | None, typer.Option(help="Instead of the settings' fallbacks; may be repeated.")
    ] = None,
    max_cost_usd: Annotated[float | None, typer.Option(help="The most that it may cost.")] = None,
    json: AsJson = False,
) -> None:
    """Say whom a call would ask, in order, why, and for how much, without asking anybody.

    Exit code 1 says that no model is named and none can be asked, such as without an API key.
    """
    with told(), Router() as router:
        plan = router.route(
            prompt,
            model=model,
            system=system,
            max_output_tokens=max_output_tokens,
            fallbacks=fallback,
            max_cost_usd=max_cost_usd,
        )
    if json:
        show_json(_as_json(plan))
    else:
        _show_route(plan)
    raise typer.Exit(0 if model is not None or plan.candidates else 1)


def _as_json(plan: RoutePlan) -> dict[str, Any]:
    return {
        "chosen": None if plan.chosen is None else asdict(plan.chosen),
        "asked_first": plan.asked_first or None,
        "prompt_tokens": plan.prompt_tokens,
        "answer_tokens": plan.answer_tokens,
        "candidates": [asdict(row) for row in plan.rows],
    }


def _show_route(plan: RoutePlan) -> None:
    if plan.chosen is not None:
        show_text(str(plan.chosen))
    kept = {row: at for at, row in enumerate(plan.candidates, 1)}
    show_table(
        ("#", "model", "provider", "tier", "about $", "at most $", "why"),
        (tuple(_route_cells(row, kept.get(row))) for row in plan.rows),
        prose=("why",),
        spare=("at most $", "tier"),
    )
    counts = f"about {plan.prompt_tokens} prompt tokens, and {plan.answer_tokens} of an answer"
    show_text(f"{counts}; a model without a number would not be asked", indent=0)


def _route_cells(row: RouteRow, at: int | None) -> Iterator[object]:
    yield "" if at is None else at
    yield row.model
    yield row.provider
    yield "" if row.tier is None else row.tier
    yield _told_money(row.estimate_usd)
    yield _told_money(row.worst_usd)
    yield row.dropped or row.reason


def _checked(names: list[str], *, json: bool) -> None:
    with Router() as router, working("asking the vendors"):
        news = router.check_models_sync(*names)
    if json:
        show_json([asdict(one) for one in news])
    else:
        for one in news:
            typer.echo(f"{one}: {one.advice}" if one.advice else str(one))
        if not news:
            typer.echo("nothing is different, or no provider has a key")
    differs = any(one.change is not ModelChange.UNCHECKED for one in news)
    raise typer.Exit(1 if differs else 0)


def _described(row: Provider) -> dict[str, Any]:
    return {
        "name": row.name,
        "base_url": row.base_url,
        "default_model": row.default_model,
        "models": [model.id for model in row.models],
        "prefixes": list(row.model_prefixes),
        "key_variables": list(row.api_key_env),
        "capabilities": sorted(row.capabilities),
        "docs_url": row.docs_url,
    }


def _left_out(registry: ProviderRegistry) -> list[dict[str, str]]:
    return [asdict(failure) for failure in registry.failures()]


def _model(row: Provider, model: Model) -> dict[str, Any]:
    return {
        "model": model.id,
        "provider": row.name,
        "context_window_tokens": model.context_window_tokens,
        "max_output_tokens": model.max_output_tokens,
        **_per_million(_rates(row, model, 0)),
        "capabilities": sorted(row.capabilities_of(model)),
        "shutdown_on": model.shutdown_on,
        "note": shutdown_note(model, _today(), 365),
    }


def _cells(entry: dict[str, Any]) -> Iterator[object]:
    for name in ("model", "provider", "context_window_tokens", "max_output_tokens"):
        yield "?" if entry[name] is None else entry[name]
    yield _told_money(entry.get("input_per_million"))
    yield _told_money(entry.get("output_per_million"))
    yield ", ".join(entry["capabilities"])
    yield entry["note"]


def _today() -> Any:
    return datetime.now(UTC).date()


def _rates(row: Provider, model: Model, prompt_tokens: int) -> Price | None:
    price_row = row.pricing.get(model.id)
    return None if price_row is None else effective_price(price_row, prompt_tokens=prompt_tokens)


def _per_million(rates: Price | None) -> dict[str, Decimal | None]:
    names = ("input_per_million", "output_per_million", "cache_read_per_million")
    return {name: None if rates is None else getattr(rates, name) for name in names}


def _cost(rates: Price, input_tokens: int, output_tokens: int) -> Decimal:
    nano = input_tokens * rates.input_nano_per_million
    nano += output_tokens * rates.output_nano_per_million
    return usd(-(-nano // _MILLION))


def _told_money(amount: Decimal | None) -> str:
    return "?" if amount is None else f"{amount.normalize():f}"


def _named(candidate: Candidate) -> dict[str, str]:
    return {"model": candidate.model.id, "provider": candidate.provider.name}


def _address(candidate: Candidate) -> str:
    return f"{candidate.provider.name}/{candidate.model.id}"
