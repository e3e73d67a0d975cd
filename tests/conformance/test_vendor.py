"""The scripted vendor: hears, answers, waits in virtual time, keeps the record."""

from __future__ import annotations

import time
from dataclasses import replace

import httpx
import pytest

from scout.errors import OverloadedError, QuotaExhaustedError, RateLimitedError, ServerError
from scout.testing import VirtualClock, run_virtual
from scout_conformance import NotApplicable, Subject
from scout_conformance.subject import KEYS
from scout_conformance.targets import of_object
from scout_conformance.vendor import Repertoire, Says, Script, ScriptedVendor, by_key, in_turn
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.meddling import Meddled

OK = Says(200, chunks=(b"fine",), meaning="an answer")
NO = Says(401, chunks=(b"no",))


def _post(script: Script, *keys: str) -> tuple[list[httpx.Response], ScriptedVendor, VirtualClock]:
    """One request with each of these keys, one after the other."""
    clock = VirtualClock(now_s=0.0)
    vendor = ScriptedVendor(script, clock)

    async def main() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=vendor.transport()) as client:
            headers = [{"authorization": f"Bearer {key}"} for key in keys]
            return [
                await client.post("https://acme.example/v1", headers=one, json={"q": 1})
                for one in headers
            ]

    return run_virtual(main(), clock=clock), vendor, clock


def test_answers_come_in_turn_and_the_last_one_stays() -> None:
    """A script of two answers serves three requests."""
    responses, vendor, _ = _post(in_turn(NO, OK), *KEYS)
    assert [response.status_code for response in responses] == [401, 200, 200]
    assert vendor.asked == [0, 1, 2]
    assert vendor.record() == (
        "t=0s key#0 -> HTTP 401; t=0s key#1 -> HTTP 200 (an answer); "
        "t=0s key#2 -> HTTP 200 (an answer)"
    )


def test_answers_go_by_the_key() -> None:
    """One that is not named gets the answer for all others, and so does a stranger's."""
    responses, vendor, _ = _post(by_key((NO,), OK), KEYS[1], KEYS[0], "unknown")
    assert [response.status_code for response in responses] == [200, 401, 200]
    assert vendor.asked == [1, 0, None]
    assert vendor.heard[0].json() == {"q": 1}


def test_silence_takes_virtual_time_only() -> None:
    """Before the head, between the pieces and before the end."""
    slow = Says(200, chunks=(b"a", b"b"), wait_s=100.0, gap_s=10.0, end_s=1000.0)
    began = time.monotonic()
    responses, _, clock = _post(in_turn(slow), KEYS[0])
    assert responses[0].content == b"ab"
    assert clock.now() == pytest.approx(1120.0)
    assert time.monotonic() - began < 1.0


def test_a_stream_is_fresh_for_every_request() -> None:
    """The same script answers twice, each time from the start."""
    stream = Says(200, chunks=(b"a", b"b", b"c"))
    responses, _, _ = _post(in_turn(stream), KEYS[0], KEYS[1])
    assert [response.content for response in responses] == [b"abc", b"abc"]


def test_the_blocking_vendor_says_the_same() -> None:
    """For calls that block a thread."""
    clock = VirtualClock(now_s=0.0)
    vendor = ScriptedVendor(in_turn(replace(OK, wait_s=5.0)), clock)
    with httpx.Client(transport=vendor.sync_transport()) as client:
        response = client.post("https://acme.example/v1", json={})
    assert (response.content, clock.now(), len(vendor.heard)) == (b"fine", 5.0, 1)


def test_the_repertoire_speaks_the_vendors_own_words() -> None:
    """Errors come from the samples; a plain status stands in where there is none."""
    says = Repertoire(Subject.of(of_object(ACME)))
    assert says.error(OverloadedError).status == 503
    assert says.error(QuotaExhaustedError).status == 429
    assert b"insufficient_quota" in b"".join(says.error(QuotaExhaustedError).chunks)
    limited = says.error(RateLimitedError, retry_after_s=7)
    assert limited.headers == (("retry-after", "7"),)
    assert b"[DONE]" in b"".join(says.stream().chunks)


def test_without_samples_the_plainest_reply_stands_in() -> None:
    """But nobody can guess how a vendor says that money is gone."""
    row = replace(ACME, wire=Meddled(dialect="unheard_of"))
    says = Repertoire(Subject.of(of_object(row)))
    assert says.error(ServerError) == Says(500, chunks=(b"{}",), meaning="ServerError")
    with pytest.raises(NotApplicable, match="QuotaExhaustedError"):
        says.error(QuotaExhaustedError)
