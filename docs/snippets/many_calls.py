"""A hundred calls at once, over two keys."""

# --8<-- [start:many]
import asyncio
from collections import Counter

from scout.testing import ScriptedVendor


async def main() -> None:
    """Ask a hundred times."""
    with ScriptedVendor() as vendor:
        async with vendor.router(keys=2) as router:
            calls = (router.call("Hi", model="quick") for _ in range(100))
            answers = await asyncio.gather(*calls)
    print(Counter(one.attempts[-1].key_id for one in answers))


asyncio.run(main())
# --8<-- [end:many]
