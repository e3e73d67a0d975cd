"""The arms of the benchmark: what each needs installed, and how many calls it is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to make a call.

    Attributes:
        name: As the tables show it.
        module: File in `arms/`.
        environment: Arms of one environment share what is installed.
        requirements: What is installed there; empty for the checkout itself.
        weight: Calls are divided by it, for arms that are slow.
    """

    name: str
    module: str
    environment: str
    requirements: tuple[str, ...] = ()
    weight: int = 1


SCOUT = Arm("scout, routed", "scout_arm", "scout")
BARE = Arm("httpx over scout's transport", "httpx_aiohttp_arm", "scout")

ARMS = (
    Arm("raw asyncio socket", "raw_asyncio_arm", "scout"),
    BARE,
    SCOUT,
    Arm("tensorzero, embedded", "tensorzero_arm", "tensorzero", ("tensorzero==2026.6.0",)),
    Arm("httpx", "httpx_arm", "httpx", ("httpx==0.28.1",), 2),
    Arm("openai SDK", "openai_arm", "openai", ("openai==3.54.0",), 3),
    Arm("any-llm", "any_llm_arm", "any_llm", ("any-llm-sdk[openai]==1.40.2",), 3),
    Arm(
        "pydantic-ai FallbackModel",
        "pydantic_ai_arm",
        "pydantic_ai",
        ("pydantic-ai-slim[openai]==2.68.0",),
        4,
    ),
    Arm("langchain with_fallbacks", "langchain_arm", "langchain", ("langchain-openai",), 4),
    Arm("litellm SDK", "litellm_arm", "litellm", ("litellm==1.109.1",), 10),
    Arm("litellm Router", "litellm_router_arm", "litellm", ("litellm==1.109.1",), 10),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured.

    Attributes:
        name: As the tables show it.
        function: What an arm offers for it.
        calls: For the fastest arm.
        concurrency: Calls at once.
        unit: Field of a client's line that counts.
    """

    name: str
    function: str
    calls: int
    concurrency: int
    unit: str


MEASURES = (
    Measure("CPU per call, one at a time", "plain", 2_000, 1, "cpu_us"),
    Measure("CPU per call, 16 at once", "plain", 3_200, 16, "cpu_us"),
    Measure("CPU per call, 128 at once", "plain", 5_120, 128, "cpu_us"),
    Measure("CPU per call, 512 at once", "plain", 5_120, 512, "cpu_us"),
    Measure("CPU per chunk of a stream", "stream", 60, 1, "cpu_us_per_unit"),
    Measure("CPU of a 429 and the second key's answer", "failover", 1_000, 1, "cpu_us"),
)
