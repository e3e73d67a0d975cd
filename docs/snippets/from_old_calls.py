"""An old per-provider call, what it says, and what replaces it."""

import asyncio
import warnings

from scout.testing import ScriptedVendor, answers

# isort: split
# --8<-- [start:before]
from scout import LLMResponse, Router
from scout.llm import call_groq_async


async def before(router: Router) -> LLMResponse:
    """Ask the old way."""
    return await call_groq_async("Hi", router=router)


# --8<-- [end:before]

# --8<-- [start:after]
from scout import call_llm


async def after(router: Router) -> LLMResponse:
    """Ask the way that stays."""
    return await call_llm(
        "Hi", model="groq/openai/gpt-oss-120b", router=router
    )


# --8<-- [end:after]


async def main() -> None:
    """Ask both ways."""
    with ScriptedVendor() as vendor:
        vendor.script(answers("Hello!"))
        async with vendor.router() as router:
            with warnings.catch_warnings(record=True) as heard:
                warnings.simplefilter("always")
                first = await before(router)
            print(first.text, first.model)
            print(heard[0].message)
            second = await after(router)
            print(second.text, second.model)


asyncio.run(main())
