"""How many requests a full outage gets out of scout: calls in virtual time, every vendor down.

`python -m tools.outage` prints the table that the guide shows. Each row is 20 seconds of traffic, a
call every tenth of a second, against vendors that answer nothing but 503.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from scout import ProviderRegistry, Router, Settings
from scout.errors import CallError
from scout.llm.catalog import Catalog
from scout.llm.circuit_breaker import CircuitPolicy
from scout.llm.providers.base import Provider
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.groq import GROQ
from scout.llm.retry import RetryBudget
from scout.testing import VirtualClock, run_virtual

MODEL = GROQ.default_model
CANDIDATES = (1, 3, 5)
CALLS, EVERY_S = 200, 0.1
NEVER = CircuitPolicy(consecutive_failures=10**9, window_calls=10**9, minimum_calls=10**9)
"""A circuit that stays closed, to show what the retry budget does by itself."""


class Unbudgeted(ProviderClient):
    """A client whose retry budget never runs dry."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as it came
        self.retry_budget = RetryBudget(size=1e12)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        candidates: Models that a call may ask.
        bucket: Whether retries have a budget.
        circuit: Whether circuits open.
        sends_per_call: Requests over all calls, by their number.
        most: Requests of the worst call.
        first: Requests of the first call.
    """

    candidates: int
    bucket: bool
    circuit: bool
    sends_per_call: float
    most: int
    first: int


def rows() -> tuple[Row, ...]:
    """Every combination, each in a world of its own."""
    return tuple(
        _row(candidates, bucket=bucket, circuit=circuit)
        for candidates in CANDIDATES
        for bucket, circuit in ((False, False), (True, False), (False, True), (True, True))
    )


def page() -> str:
    """The table, for the guide."""
    head = (
        "| candidates | retry budget | circuit | requests a call | first call | worst call |\n"
        "| --: | :-: | :-: | --: | --: | --: |\n"
    )
    return head + "".join(
        f"| {row.candidates} | {_mark(row.bucket)} | {_mark(row.circuit)} "
        f"| {row.sends_per_call:.2f} | {row.first} | {row.most} |\n"
        for row in rows()
    )


def _mark(is_on: bool) -> str:
    return "on" if is_on else "off"


def _row(candidates: int, *, bucket: bool, circuit: bool) -> Row:
    vendors = [_vendor(number, bucket=bucket, circuit=circuit) for number in range(candidates)]
    sends = run_virtual(_traffic(vendors, clock := VirtualClock()), clock=clock)
    return Row(candidates, bucket, circuit, sum(sends) / len(sends), max(sends), sends[0])


def _vendor(number: int, *, bucket: bool, circuit: bool) -> Provider:
    return dataclasses.replace(
        GROQ,
        name=f"vendor{number}",
        base_url=f"https://vendor{number}.example/v1",
        model_prefixes=(),
        pricing={},
        client=ProviderClient if bucket else Unbudgeted,
        circuit=None if circuit else NEVER,
    )


async def _traffic(vendors: Sequence[Provider], clock: VirtualClock) -> list[int]:
    registry = ProviderRegistry(Catalog())
    for vendor in vendors:
        registry.register(vendor)
    settings = Settings(
        api_keys={vendor.name: f"key-{vendor.name}" for vendor in vendors},
        upstream_stream="never",
    )
    router = Router(
        settings,
        registry=registry,
        transport=httpx.MockTransport(lambda _: httpx.Response(503)),
        clock=clock,
        rng=random.Random(1),  # noqa: S311 -- jitter, repeatable
    )
    first, *others = (f"{vendor.name}/{MODEL}" for vendor in vendors)
    async with router:
        calls = [_sends(router, first, others, number) for number in range(CALLS)]
        return list(await asyncio.gather(*calls))


async def _sends(router: Router, model: str, fallbacks: list[str], number: int) -> int:
    await asyncio.sleep(number * EVERY_S)
    try:
        await router.call("hi", model=model, fallbacks=fallbacks)
    except CallError as error:
        return sum(attempt.key_id is not None for attempt in error.attempts)
    raise AssertionError("a vendor that is down answered")


if __name__ == "__main__":
    sys.stdout.write(page())
