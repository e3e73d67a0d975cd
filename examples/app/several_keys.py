"""Several keys: one that is over its limit rests, the next one is used.

For real they stand in one variable, comma-separated, or numbered:
OPENAI_API_KEY_1, OPENAI_API_KEY_2.
"""

import asyncio

from scout import call_llm, default_router
from scout.testing import answers, limits

from rehearsal import MODEL, rehearsal


async def main() -> None:
    """Ask, and look at the keys afterwards; none shows its secret."""
    response = await call_llm("Say hello.", model=MODEL)
    for attempt in response.attempts:
        print(f"{attempt.key_id:10} {attempt.outcome}")
    for key in default_router().keys(response.provider):
        print(f"{key.key_id:10} {key.status}")


if __name__ == "__main__":
    with rehearsal(limits(retry_after_s=60), answers("Hello!"), keys=3):
        asyncio.run(main())
