"""The same call without a scripted vendor; run it with your own key."""

from __future__ import annotations

# --8<-- [start:call]
import asyncio

from scout import NoUsableKeyError, call_llm


async def main() -> None:
    """Ask, and tell how the answer came about."""
    try:
        response = await call_llm("Say hello.", model="quick")
    except NoUsableKeyError as error:
        print(error)
    else:
        print(response.explain())


asyncio.run(main())
# --8<-- [end:call]
