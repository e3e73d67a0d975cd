"""Tools: let the model call a function, and tell it what came of it."""

import asyncio

from scout import Message, ToolCall, call_llm
from scout.testing import answers

from rehearsal import MODEL, rehearsal


def weather(place: str, days: int = 1) -> str:
    """Say what the weather will be.

    Args:
        place: A town.
        days: How many days ahead.
    """
    return f"Sunny in {place} for {days} days."


async def main() -> None:
    """Ask, call what the model wants called, and ask again."""
    turns = [Message("user", "What will the weather in Brixen be?")]
    response = await call_llm(turns, model=MODEL, tools=[weather])
    turns.append(response.message())
    for call in response.tool_calls:
        result = weather(**call.arguments)
        print(f"{call.name}({dict(call.arguments)}) -> {result}")
        turns.append(Message("tool", result, tool_call_id=call.id))
    response = await call_llm(turns, model=MODEL, tools=[weather])
    print(response.text)


if __name__ == "__main__":
    asked = ToolCall("call_1", "weather", {"place": "Brixen", "days": 2})
    with rehearsal(answers("", tool_calls=[asked]), "Two days of sun."):
        asyncio.run(main())
