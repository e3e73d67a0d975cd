"""The vendor on a real socket says what the one in virtual time says, and sees own transports."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import httpx
import pytest

from scout.testing.clock import run_on
from scout_conformance import Options, Outcome, Report, Verdict, run
from scout_conformance.hurried import HurriedClock, HurriedLoop
from scout_conformance.loopback import LoopbackVendor
from scout_conformance.subject import KEYS, VendorKind
from scout_conformance.vendor import Heard, Says, in_turn
from scout_conformance.zoo import BROKEN, Animal
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.animal import noticed
from tests.conformance.test_honest import Exchanging

LOOPBACK = Options(loopback=True)
PLAYED = ("SC-SEC-003", "SC-KEY-001", "SC-RTY-003", "SC-TMO-002")
"""A plain scene, keys, a wait that was told, and a limit."""

PLAYING = ("KEY", "CIR", "RTY", "TMO", "SEC")
BEHAVING = [
    animal
    for animal in BROKEN
    if {check.split("-")[1] for check in animal.fails} <= set(PLAYING) and len(animal.fails) < 3
]


def _outcomes(report: Report) -> dict[str, Outcome]:
    return {result.id: result.outcome for result in report.results}


def test_both_vendors_say_the_same_of_every_check() -> None:
    """The same ids, the same outcomes, the same verdict; and the report says which it was."""
    began_s = time.monotonic()
    real = run(ACME, options=LOOPBACK)
    assert time.monotonic() - began_s < 45.0  # eight seconds on a machine with nothing else to do
    virtual = run(ACME)
    assert _outcomes(real) == _outcomes(virtual)
    assert (real.verdict, virtual.verdict) == (Verdict.CONFORMANT, Verdict.CONFORMANT)
    assert (virtual.vendor, real.vendor) == (VendorKind.RESPX, VendorKind.ASKED)


@pytest.mark.parametrize("animal", BEHAVING, ids=[animal.name for animal in BEHAVING])
def test_a_broken_provider_fails_the_same_checks_in_real_time(animal: Animal) -> None:
    """Each check that plays a scene can fail over a socket too."""
    with animal.enter() as target:
        report = run(target, profile=animal.profile, checks=animal.fails, options=LOOPBACK)
    assert noticed(report) == animal.fails


def test_a_rows_own_transport_is_judged_unasked() -> None:
    """A sound one passes what is played, and the report says that the vendor was a real one."""
    report = run(replace(ACME, transport=httpx.AsyncHTTPTransport), checks=PLAYED)
    assert set(_outcomes(report).values()) == {Outcome.PASS}
    assert report.vendor == VendorKind.OWN_TRANSPORT


class _Logging(httpx.AsyncHTTPTransport):
    """Logs what it sends."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        logging.getLogger("acme").debug("sending %s", dict(request.headers))
        return await super().handle_async_request(request)


class _Insisting(httpx.AsyncHTTPTransport):
    """Sends again by itself what the vendor refuses."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        response = await super().handle_async_request(request)
        if response.status_code < 400:
            return response
        await response.aclose()
        again = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        return await super().handle_async_request(again)


@pytest.mark.parametrize(
    ("transport", "check_id"), [(_Logging, "SC-SEC-005"), (_Insisting, "SC-RTY-004")]
)
def test_a_broken_transport_is_seen(
    transport: type[httpx.AsyncHTTPTransport], check_id: str
) -> None:
    """A vendor that stood in for the transport would have seen nothing of it."""
    row = replace(ACME, transport=transport)
    assert run(row, checks=[check_id]).ids(Outcome.FAIL) == {check_id}


@pytest.mark.claim(
    "led-nowhere",
    "Where a transport cannot be led there, because it goes through a proxy for instance, what "
    "would be played is UNTRIED: the check says nothing either way, and the verdict is "
    "INCOMPLETE.",
)
def test_a_transport_that_leads_elsewhere_is_not_green() -> None:
    """Through a proxy nobody can be led to the kit's vendor: untried, with the reason."""
    row = replace(ACME, transport=lambda: httpx.AsyncHTTPTransport(proxy="http://127.0.0.1:9"))
    report = run(row, checks=["SC-SEC-003", "SC-WIR-010"])
    found = {result.id: result for result in report.results}
    assert found["SC-WIR-010"].outcome is Outcome.PASS
    assert found["SC-SEC-003"].outcome is Outcome.UNTRIED
    assert "does not lead where it is told" in found["SC-SEC-003"].reason
    assert report.verdict is Verdict.INCOMPLETE


def test_a_transport_that_raises_is_the_authors_fault() -> None:
    """And is no question that stays open."""

    def broken() -> httpx.AsyncBaseTransport:
        raise ZeroDivisionError("no transport today")

    report = run(replace(ACME, transport=broken), checks=["SC-SEC-003"])
    assert report.ids(Outcome.FAIL) == {"SC-SEC-003"}


def test_tokens_are_fetched_from_the_kits_vendor() -> None:
    """No name is looked up, whatever address the authentication names."""
    from scout.llm.providers.base import AuthFactory  # noqa: PLC0415 -- beside its only use

    row = replace(
        ACME,
        auth=AuthFactory(Exchanging),
        auth_origins=("https://login.acme.example",),
        capabilities=frozenset({"tools"}),
    )
    report = run(row, checks=["SC-SEC-003", "SC-KEY-001"], options=LOOPBACK)
    assert set(_outcomes(report).values()) == {Outcome.PASS}


def _post(vendor: LoopbackVendor, clock: HurriedClock, url: str) -> httpx.Response:
    async def main() -> httpx.Response:
        async with httpx.AsyncClient(transport=vendor.transport()) as client:
            return await client.post(url, headers={"authorization": f"Bearer {KEYS[1]}"}, json={})

    return run_on(main(), lambda: HurriedLoop(clock))


def test_the_record_shows_addresses_as_the_row_has_them() -> None:
    """Requests are led to 127.0.0.1, and the record keeps where they were meant to go."""
    clock = HurriedClock(speed=20.0)
    slow = Says(200, chunks=(b"a", b"b"), wait_s=2.0, gap_s=2.0)
    vendor = LoopbackVendor(in_turn(slow), clock, "https://acme.example:443")
    try:
        response = _post(vendor, clock, "https://acme.example/v1/chat?beta=1")
    finally:
        vendor.close()
    assert response.content == b"ab"
    (heard,) = vendor.heard
    assert (heard.url, heard.key) == ("POST https://acme.example/v1/chat?beta=1", 1)
    assert clock.now() >= 6.0
    assert clock.real_s < 5.0


def test_a_script_that_fails_is_not_lost() -> None:
    """It runs in the server's thread, and is raised in the check's."""

    def broken(heard: Heard) -> Says:
        raise LookupError(f"no answer to {heard}")

    clock = HurriedClock(speed=1.0)
    vendor = LoopbackVendor(broken, clock, "https://acme.example:443")
    assert _post(vendor, clock, "https://acme.example/v1").status_code == 500
    with pytest.raises(LookupError, match="no answer to POST"):
        vendor.close()


def test_a_hurried_clock_leaps_where_nobody_waits() -> None:
    """`sleep` returns at once; time goes on from there, faster than the machine's."""
    clock = HurriedClock(speed=100.0, wall_s=1_000.0)
    began_s = time.monotonic()
    clock.sleep(3_600.0)
    assert time.monotonic() - began_s < 1.0
    assert clock.now() >= 3_600.0
    assert clock.wall() >= 4_600.0
    before_s = clock.now()
    time.sleep(0.02)
    assert clock.now() - before_s >= 2.0
