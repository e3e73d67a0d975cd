"""Which cache the settings want."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scout.llm.caches.memory import MemoryCache

if TYPE_CHECKING:
    from scout.config import Settings
    from scout.llm.answer_cache import AnswerCache


def cache_for(settings: Settings, wall: Callable[[], float]) -> AnswerCache | None:
    """Where answers are kept: a file, this process's memory, or nowhere."""
    if not settings.cache:
        return None
    if settings.cache_path is None:
        return MemoryCache(settings.cache_max_bytes, wall)
    from scout.llm.caches.sqlite import SQLiteCache  # noqa: PLC0415 -- only where it is used

    return SQLiteCache(settings.cache_path, settings.cache_max_bytes, wall)
