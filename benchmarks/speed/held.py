"""Holds many streams open at once, and says what each of them costs in memory.

`python -m benchmarks.speed.held URL COUNT`: every stream has brought its first text when the
memory is read, and is left in its midst afterwards.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import resource
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from scout import ProviderRegistry, Router, Settings
from scout.llm.catalog import Catalog
from scout.llm.providers.base import Timeouts
from scout.llm.providers.groq import GROQ
from scout.llm.streams import LLMStream
from scout.llm.transport.async_transport import AsyncTransport

MODEL = "openai/gpt-oss-20b"
AT_ONCE = 200
SPARE_FILES = 100


async def main(url: str, count: int) -> None:
    """Open, measure, leave."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    count = min(count, most - SPARE_FILES)
    patient = Timeouts(first_token_s=120, idle_s=600, total_s=600)
    registry = ProviderRegistry(Catalog())
    registry.register(dataclasses.replace(GROQ, base_url=f"{url}/v1", timeouts=patient))
    settings = Settings(api_keys={"groq": ("key-held",)}, timeout_s=600)
    transport = AsyncTransport(max_connections=0)
    async with Router(settings, registry=registry, transport=transport) as router:
        before_mib, cpu, wall = _rss_mib(), time.process_time(), time.perf_counter()
        async with AsyncExitStack() as stack:
            gate = asyncio.Semaphore(AT_ONCE)
            opened = await asyncio.gather(*(_open(router, stack, gate) for _ in range(count)))
            texts = [await anext(aiter(stream)) for stream in opened]
            held_mib = _rss_mib()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        figures = {
            "streams": len(texts),
            "rss_mib": held_mib,
            "kib_per_stream": (held_mib - before_mib) * 1024 / count,
            "cpu_us_to_open": cpu / count * 1e6,
            "seconds_to_open": wall,
        }
    await transport.aclose()
    print(json.dumps(figures))


async def _open(router: Router, stack: AsyncExitStack, gate: asyncio.Semaphore) -> LLMStream:
    async with gate:
        return await stack.enter_async_context(router.stream("Say something.", model=MODEL))


def _rss_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
