"""Budget: a request that could cost more than is left is not sent."""

import asyncio

from scout import BudgetExceededError, call_llm

from rehearsal import MODEL, rehearsal

TEAM = {"team": "search"}


async def main() -> None:
    """Bound a team's day, and a single call."""
    response = await call_llm(
        "Say hello.", model=MODEL, scopes=TEAM, max_output_tokens=50
    )
    print(f"{response.text} for less than a cent")
    try:
        await call_llm(
            "Write a book.", model=MODEL, scopes=TEAM, max_cost_usd=0.000001
        )
    except BudgetExceededError as error:
        print(f"not sent: {error.code}")


if __name__ == "__main__":
    with rehearsal("Hello!", budget_usd={"team:search/day": 0.01}):
        asyncio.run(main())
