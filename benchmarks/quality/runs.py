"""Runs a policy over all tasks, through a real router in virtual time, and sums up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from statistics import fmean, quantiles
from typing import Any, Final

from pydantic import SecretStr

from benchmarks.quality.models import JUDGE, TIERS, Vendor, provider
from benchmarks.quality.tasks import Task
from scout.config import Settings
from scout.llm.catalog import Catalog
from scout.llm.providers.registry import ProviderRegistry
from scout.llm.quality import QualityResponse
from scout.llm.quality_checks import Judge
from scout.llm.router import Router, generate_with_quality_loop
from scout.testing import VirtualClock, run_virtual

RECALL: Final = 0.85
"""How many of the wrong answers the checks can see, in the main table."""

MAX_ROUNDS: Final = 5
TIMEOUT_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class Policy:
    """A way to answer.

    Attributes:
        name: For tables.
        tiers: Models from cheap to dear.
        checked: Whether answers are checked, and so revised or escalated.
        judged: Whether a judge is asked as well.
    """

    name: str
    tiers: tuple[str, ...]
    checked: bool = True
    judged: bool = False


_ALL: Final = tuple(tier.id for tier in TIERS)
POLICIES: Final = (
    *(Policy(f"always {tier.id}", (tier.id,), checked=False) for tier in TIERS),
    Policy("loop, cheap alone", _ALL[:1]),
    Policy("loop, dear alone", _ALL[-1:]),
    Policy("loop", _ALL),
    Policy("loop with a judge", _ALL, judged=True),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one task came to."""

    is_right: bool
    cost_usd: Decimal
    rounds: int
    latency_s: float
    model: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a policy came to, over all tasks.

    Attributes:
        policy: Its name.
        tasks: How many.
        right: How many were answered rightly.
        low: Lower end of the 95 % interval of that share (Wilson).
        high: Upper end.
        cost_usd: Mean cost of a task.
        rounds: Mean number of drafts.
        mean_s: Mean time.
        p95_s: Time that 19 of 20 tasks stay below.
        dear_share: How many of the answers came from the dearest model.
    """

    policy: str
    tasks: int
    right: int
    low: float
    high: float
    cost_usd: float
    rounds: float
    mean_s: float
    p95_s: float
    dear_share: float

    @property
    def quality(self) -> float:
        """The share of right answers."""
        return self.right / self.tasks

    def row(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


def run(policy: Policy, tasks: Sequence[Task], *, seed: int, recall: float = RECALL) -> Summary:
    """Answer all tasks by one policy."""
    clock = VirtualClock()
    registry = ProviderRegistry(Catalog())
    registry.register(provider())
    settings = Settings(
        api_keys={"bench": (SecretStr("bench-key"),)},
        upstream_stream="never",
        default_fallback=False,
        fallbacks=(),
    )
    vendor = Vendor(tuple(tasks), seed, recall)
    router = Router(settings, registry=registry, transport=vendor.transport(), clock=clock)

    async def main() -> list[Outcome]:
        async with router:
            return [await _answer(policy, task, router) for task in tasks]

    return _summary(policy, run_virtual(main(), clock=clock))


async def _answer(policy: Policy, task: Task, router: Router) -> Outcome:
    judges = (_judge(),) if policy.judged else ()
    response: QualityResponse = await generate_with_quality_loop(
        task.prompt,
        tiers=policy.tiers,
        checks=(*task.checks, *judges) if policy.checked else (),
        response_format=task.form if policy.checked else None,
        max_rounds=MAX_ROUNDS if policy.checked else 1,
        timeout_s=TIMEOUT_S,
        router=router,
    )
    if response.cost_usd is None:
        raise ValueError(f"task {task.number}: a model of this benchmark has no price")
    return Outcome(
        task.is_right(response.text),
        response.cost_usd,
        len(response.rounds),
        response.latency_s,
        response.model,
    )


def _judge() -> Judge:
    return Judge(("Every detail of the question is met.",), model=JUDGE.id)


def _summary(policy: Policy, outcomes: Sequence[Outcome]) -> Summary:
    right = sum(outcome.is_right for outcome in outcomes)
    low, high = wilson(right, len(outcomes))
    times = [outcome.latency_s for outcome in outcomes]
    return Summary(
        policy.name,
        len(outcomes),
        right,
        round(low, 4),
        round(high, 4),
        round(fmean(float(outcome.cost_usd) for outcome in outcomes), 9),
        round(fmean(outcome.rounds for outcome in outcomes), 3),
        round(fmean(times), 3),
        round(quantiles(times, n=20)[-1], 3),
        round(fmean(outcome.model == TIERS[-1].id for outcome in outcomes), 4),
    )


def wilson(right: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927).
    """
    share, square = right / count, z * z / count
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return middle - half, middle + half
