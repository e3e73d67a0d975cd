"""Streaming: show an answer while it is written."""

import asyncio

from scout import StreamInterruptedError, stream_llm
from scout.testing import answers, cuts

from rehearsal import MODEL, rehearsal


async def main() -> None:
    """Print each piece as it comes; half an answer is never a whole one."""
    try:
        async with stream_llm("Count to five.", model=MODEL) as stream:
            async for piece in stream.text():
                print(piece, end="", flush=True)
    except StreamInterruptedError as error:
        print(f"... cut off after {error.partial_text!r}")
    else:
        print(f" ({stream.response.finish})")


if __name__ == "__main__":
    with rehearsal(
        answers("One, two, three, four, five."),
        cuts("One, two, three, four, five.", after_tokens=2),
    ):
        asyncio.run(main())
        asyncio.run(main())
