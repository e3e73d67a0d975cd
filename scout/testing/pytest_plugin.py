"""Fixtures for the tests of an application.

Put `pytest_plugins = ["scout.testing.pytest_plugin"]` into your `conftest.py`; it is not loaded
by itself, so that nobody's tests change because scout is installed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scout.llm.router import Router, set_default_router
from scout.testing.clock import VirtualClock
from scout.testing.vendor import ScriptedVendor


@pytest.fixture
def scout_vendor() -> Iterator[ScriptedVendor]:
    """A vendor on loopback that greets until the test scripts it; closed behind the test."""
    with ScriptedVendor() as vendor:
        yield vendor


@pytest.fixture
def scout_clock() -> VirtualClock:
    """A clock that jumps: with it, `scout_router` waits for nothing.

    A test that takes it runs blocking code as it is, and coroutines by `run_virtual`.
    """
    return VirtualClock()


@pytest.fixture
def scout_router(scout_vendor: ScriptedVendor, request: pytest.FixtureRequest) -> Iterator[Router]:
    """A router whose built-in providers are all played by `scout_vendor`.

    While the test runs, it is the default router as well, so that code that calls `call_llm` is
    tested as it is. Each provider has two keys, such as `groq-key-1`. Where the test takes
    `scout_clock` too, it goes by that clock.
    """
    is_virtual = "scout_clock" in request.fixturenames
    clock = request.getfixturevalue("scout_clock") if is_virtual else None
    with scout_vendor.router(keys=2, clock=clock) as router:
        set_default_router(router)
        try:
            yield router
        finally:
            set_default_router(None)
