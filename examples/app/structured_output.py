"""Structured output: an answer that is an object, not a text to parse."""

import asyncio

from pydantic import BaseModel
from scout import call_llm

from rehearsal import MODEL, rehearsal


class Invoice(BaseModel):
    """What is wanted of the text."""

    number: str
    total: float
    lines: list[str]


async def main() -> None:
    """Give the class; the answer's `parsed` is one of it."""
    response = await call_llm(
        "Read: invoice A-17, 2 chairs and a desk, 310.50 in all.",
        model=MODEL,
        response_format=Invoice,
    )
    invoice = response.parsed
    print(invoice.number, f"{invoice.total:.2f}", invoice.lines)


if __name__ == "__main__":
    told = '{"number": "A-17", "total": 310.5, "lines": ["chairs", "desk"]}'
    with rehearsal(told):
        asyncio.run(main())
