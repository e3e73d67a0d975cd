"""What the page on resilience promises, at the seam of a call."""

from __future__ import annotations

import pytest

from scout.errors import CallError, CircuitOpenError, RateLimitedError
from scout.llm.circuit_breaker import CircuitPolicy, CircuitState
from scout.testing import ScriptedVendor, fails, limits

MODEL = "openai/gpt-oss-20b"


@pytest.mark.claim("no-wait-past-deadline", "A wait that would not end in time is never begun.")
def test_a_wait_that_would_not_end_in_time_is_not_begun() -> None:
    """A vendor asks for three seconds, the call has one: it ends without waiting."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        vendor.script(limits(retry_after_s=3))
        with pytest.raises(RateLimitedError) as caught:
            router.call_sync("Hi", model=MODEL, fallbacks=(), timeout_s=1)
        assert vendor.sends() == 1
    assert sum(attempt.waited_s for attempt in caught.value.attempts) == 0


@pytest.mark.claim("limits-trip-no-circuit", "However many come, a 429 never opens it.")
def test_rate_limits_leave_the_circuit_closed() -> None:
    """More keys are limited in a row than failures would open a circuit."""
    count = 2 * CircuitPolicy().consecutive_failures
    with ScriptedVendor() as vendor, vendor.router(keys=count) as router:
        vendor.script(limits(retry_after_s=300))
        for _ in range(count):
            with pytest.raises(CallError):
                router.call_sync("Hi", model=MODEL, fallbacks=())
        assert vendor.sends() == count
        assert router.circuit("groq", MODEL).state is CircuitState.CLOSED


@pytest.mark.claim("open-sends-nothing", "While it is open, no request is sent.")
def test_an_open_circuit_sends_nothing() -> None:
    """Failures open it; the next call is refused, and the vendor hears nothing of it."""
    with ScriptedVendor() as vendor, vendor.router() as router:
        vendor.script(fails("overloaded"))
        while router.circuit("groq", MODEL).state is CircuitState.CLOSED:
            with pytest.raises(CallError):
                router.call_sync("Hi", model=MODEL, fallbacks=())
            assert vendor.sends() < 20
        sends = vendor.sends()
        with pytest.raises(CircuitOpenError) as caught:
            router.call_sync("Hi", model=MODEL, fallbacks=())
        assert vendor.sends() == sends
        assert caught.value.retry_after_s is not None
