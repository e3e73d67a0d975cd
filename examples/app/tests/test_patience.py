"""What takes a minute in real life takes none here: the clock jumps."""

import time

import pytest
from scout import Router, call_llm
from scout.testing import ScriptedVendor, VirtualClock, limits, run_virtual

from rehearsal import MODEL
from summary import summarise


@pytest.fixture(autouse=True)
def on_stage(scout_router: Router) -> None:
    """Every call of these tests goes to the scripted vendor."""


def test_it_waits_as_told(
    scout_vendor: ScriptedVendor, scout_clock: VirtualClock
) -> None:
    """Both keys are limited; blocking code moves the clock."""
    began_s = time.monotonic()
    wait = limits(retry_after_s=15)
    scout_vendor.script(wait, wait, "Short.", model=MODEL)
    assert summarise("a long text") == "Short."
    assert scout_vendor.requests[-1].at_s >= 15
    assert time.monotonic() - began_s < 5


def test_coroutines_wait_as_well(
    scout_vendor: ScriptedVendor, scout_clock: VirtualClock
) -> None:
    """`run_virtual` gives them a loop that goes by the same clock."""
    wait = limits(retry_after_s=15)
    scout_vendor.script(wait, wait, "Short.", model=MODEL)

    async def main() -> str:
        return (await call_llm("Sum up.", model=MODEL)).text

    assert run_virtual(main(), clock=scout_clock) == "Short."
    scout_vendor.assert_sends(3)
    scout_vendor.assert_cost(at_most_usd=0.001)
