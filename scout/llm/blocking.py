"""Runs what is asynchronous for callers who are not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def run_blocking(make: Callable[[], Awaitable[T]], instead: str) -> T:
    """Run something in the calling thread, on an event loop of its own.

    Args:
        make: Begins it.
        instead: What to await where an event loop runs already.

    Raises:
        RuntimeError: An event loop runs in this thread; nothing was begun.
    """
    if asyncio._get_running_loop() is not None:
        raise RuntimeError(f"an event loop runs in this thread; await {instead} instead")

    async def main() -> T:
        return await make()

    return asyncio.run(main())
