"""The fixtures that an application's tests use."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal

from scout.llm.router import Router, call_llm, call_llm_sync, default_router
from scout.testing import ScriptedVendor, VirtualClock, fails, limits, run_virtual

pytest_plugins = ["scout.testing.pytest_plugin"]


def summarise(text: str) -> str:
    """An application's function, which knows nothing of tests."""
    return call_llm_sync(
        f"Sum up: {text}", model="gpt-4o-mini", fallbacks=["claude-haiku-5-5"]
    ).text


def test_an_application_is_tested_as_it_is(
    scout_vendor: ScriptedVendor, scout_router: Router
) -> None:
    """Its calls reach the vendor, by model, and it is seen what they sent and cost."""
    scout_vendor.script(fails("overloaded"), model="gpt-4o-mini")
    scout_vendor.script("Short.", model="claude-haiku-5-5")
    assert summarise("a long text") == "Short."
    scout_vendor.assert_sends(3, model="gpt-4o-mini")
    scout_vendor.assert_sends(1, provider="anthropic")
    assert scout_vendor.requests[-1].json["messages"][0]["content"] is not None
    assert scout_vendor.cost_usd < Decimal("0.001")
    assert default_router() is scout_router


async def _answer() -> str:
    return (await call_llm("Hi", model="gemini-3.5-flash")).text


def test_it_serves_coroutines_and_moves_to_the_second_key(
    scout_vendor: ScriptedVendor, scout_router: Router
) -> None:
    """Each provider has two keys; a limit on the first is invisible."""
    scout_vendor.script(limits(retry_after_s=60), key="google-key-1")
    assert asyncio.run(_answer()) == "Hello from a scripted vendor."
    scout_vendor.assert_sends(1, key="google-key-2")


def test_with_a_clock_nothing_is_waited_for(
    scout_vendor: ScriptedVendor, scout_router: Router, scout_clock: VirtualClock
) -> None:
    """Both keys have to wait; the clock jumps, for blocking code and for coroutines alike."""
    began_s, virtual_s = time.monotonic(), scout_clock.now()
    scout_vendor.script(limits(retry_after_s=15), limits(retry_after_s=15), "Late.")
    assert call_llm_sync("Hi", model="gpt-4o-mini").text == "Late."
    scout_vendor.script(limits(retry_after_s=15), limits(retry_after_s=15), "Later.")
    assert run_virtual(_answer(), clock=scout_clock) == "Later."
    assert scout_clock.now() - virtual_s >= 30
    assert time.monotonic() - began_s < 5
    scout_vendor.assert_sends(6)
