"""Fallback: where one vendor is down, another one answers."""

import asyncio

from scout import call_llm
from scout.testing import fails

from rehearsal import MODEL, OTHER, rehearsal


async def main() -> None:
    """Name the model to ask, and whom to ask in its place."""
    response = await call_llm(
        "Say hello.", model=MODEL, fallbacks=[OTHER], timeout_s=30
    )
    print(response.text)
    for attempt in response.attempts:
        print(f"{attempt.provider:10} {attempt.outcome}")


if __name__ == "__main__":
    with rehearsal(fails("overloaded"), other=["Hello from elsewhere."]):
        asyncio.run(main())
