"""A circuit opens, rests, and lets a probe through, in virtual time."""

# --8<-- [start:circuit]
import asyncio

from scout import CallError
from scout.testing import ScriptedVendor, fails


async def main() -> None:
    """Fail until the circuit opens."""
    with ScriptedVendor() as vendor:
        vendor.script(fails("overloaded"))
        async with vendor.router() as router:
            model = "openai/gpt-oss-20b"
            for _ in range(3):
                try:
                    await router.call("Hi", model=model, fallbacks=())
                except CallError as error:
                    print(type(error).__name__, vendor.sends())
                print(router.circuit("groq", model).state)


asyncio.run(main())
# --8<-- [end:circuit]
