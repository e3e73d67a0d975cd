"""Counts what a process holds open, so that a test can say that nothing is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OPEN = Path("/proc/self/fd")


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    """Hold the number of open descriptors, where the system can count them."""
    before = _count()
    yield
    gc.collect()
    after = _count()
    assert after <= before, f"{after - before} descriptors are left"


def _count() -> int:
    return len(list(_OPEN.iterdir())) if _OPEN.is_dir() else 0
