"""A first call: ask, and see what it cost and how it came about."""

import asyncio

from scout import call_llm

from rehearsal import MODEL, rehearsal


async def main() -> None:
    """Ask once."""
    response = await call_llm("Greet a reader in three words.", model=MODEL)
    print(response.text)
    print(response.provider, response.model, response.usage.output_tokens)
    print(f"{response.cost_usd:.6f} USD, {len(response.attempts)} request")


if __name__ == "__main__":
    with rehearsal("Hello, dear reader!"):
        asyncio.run(main())
