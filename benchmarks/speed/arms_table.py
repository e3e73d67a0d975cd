"""The arms of the benchmark, what each needs installed, and what is measured of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to make a call.

    Attributes:
        name: As the tables show it.
        module: File in `arms/`.
        requirements: What is installed in an environment of its own; empty for the checkout.
    """

    name: str
    module: str
    requirements: tuple[str, ...] = ()

    @property
    def environment(self) -> str:
        """Arms that want the same share it."""
        return "-".join(word.split("[")[0].split("=")[0] for word in self.requirements)


SCOUT = Arm("scout, routed", "scout_arm")
BARE = Arm("httpx over scout's transport", "httpx_scout_arm")
TENSORZERO = Arm("tensorzero, embedded", "tensorzero_arm", ("tensorzero==2026.6.0",))
LITELLM = Arm("litellm SDK", "litellm_arm", ("litellm==1.106.0",))
LITELLM_ROUTER = Arm("litellm Router", "litellm_router_arm", ("litellm==1.106.0",))

ARMS = (
    Arm("raw asyncio socket", "raw_asyncio_arm"),
    BARE,
    SCOUT,
    TENSORZERO,
    Arm("httpx", "httpx_arm", ("httpx==0.28.1",)),
    Arm("openai SDK", "openai_arm", ("openai==3.54.0",)),
    Arm("aisuite", "aisuite_arm", ("aisuite[openai]==0.2.0",)),
    Arm("any-llm", "any_llm_arm", ("any-llm-sdk[openai]==1.40.2",)),
    Arm("pydantic-ai FallbackModel", "pydantic_ai_arm", ("pydantic-ai-slim[openai]==2.68.0",)),
    Arm("langchain with_fallbacks", "langchain_arm", ("langchain-openai==1.7.3",)),
    LITELLM,
    LITELLM_ROUTER,
)

IMPORT_SCOUT = Arm("from scout import call_llm, Provider, Settings", "import_scout")
IMPORT_BASE = Arm("import httpx, pydantic_settings", "import_base")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured of an arm that offers its function.

    Attributes:
        name: As the tables show it.
        function: What an arm offers for it.
        concurrency: Calls at once.
        unit: Figure of a client's line that counts.
        seconds: How long it is repeated, at least once each at once.
        calls: A fixed number of calls instead, where the number is the point.
        rounds: In how many of the rounds it is taken, where it takes long.
    """

    name: str
    function: str
    concurrency: int = 1
    unit: str = "cpu_us"
    seconds: float = 0.4
    calls: int = 0
    rounds: int = 99

    def order(self, scale: float) -> dict[str, object]:
        """What the client is told."""
        return {**asdict(self), "seconds": self.seconds * scale, "calls": int(self.calls * scale)}


ONE = Measure("CPU per call, one at a time", "plain")
MANY = Measure("CPU per call, 128 at once", "plain", 128)
CHUNK = Measure("CPU per chunk of a stream", "stream", unit="cpu_us_per_unit")
FAILOVER = Measure("CPU of a 429 and the second key's answer", "failover")
UNPOOLED = Measure("CPU per call, a client for each", "unpooled")

MEASURES = (
    ONE,
    Measure("CPU per call, 16 at once", "plain", 16),
    MANY,
    Measure("CPU per call, 512 at once", "plain", 512, rounds=2),
    CHUNK,
    FAILOVER,
    UNPOOLED,
)
KEYS = tuple(
    Measure(f"CPU per call, {keys:,} keys in turn", f"keys_{keys}") for keys in (1, 10, 1000)
)
MEMORY = Measure("memory", "plain", concurrency=16, calls=20_000)
MEMORY_ARMS = (SCOUT, BARE)
