"""The suite asks nothing unfair: honest providers of many kinds are conformant, undeviating."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from scout.llm.providers.base import AuthFactory, HeaderKey, NoKey, Provider
from scout_conformance import Outcome, Report, Verdict, run
from scout_conformance.targets import names
from scout_conformance.zoo.acme import ACME

HERE = Path(__file__).parent
UNSOUND = (Outcome.FAIL, Outcome.DEVIATION, Outcome.STALE, Outcome.BLOCKED, Outcome.HARNESS_ERROR)


class Signing(httpx.Auth):
    """Signs requests: the key itself never travels."""

    requires_request_body = True

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the body."""
        digest = hmac.new(self._key, request.content, hashlib.sha256).digest()
        request.headers["x-signature"] = base64.b64encode(digest).decode()
        yield request


class Exchanging(httpx.Auth):
    """Fetches a token for the key, and uses it for the request."""

    requires_response_body = True

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Exchange the key for a token, then send the request."""
        wanted = {"grant_type": "client_credentials", "client_secret": self._key}
        response = yield httpx.Request("POST", "https://login.acme.example/v2/token", data=wanted)
        request.headers["authorization"] = f"Bearer {response.json()['access_token']}"
        yield request


def _is_sound(report: Report) -> None:
    assert not report.ids(*UNSOUND)
    assert report.verdict is Verdict.CONFORMANT


@pytest.mark.parametrize("name", names())
def test_what_is_installed_is_conformant(name: str) -> None:
    """The built-in providers and the template, over four dialects."""
    _is_sound(run(name))


def test_a_wire_of_its_own_is_judged_by_samples_beside_it() -> None:
    """JSON lines, a header of its own, errors of its own; not a line of test code."""
    report = run(f"{HERE / 'honest' / 'brook.py'}:BROOK")
    _is_sound(report)
    assert not report.ids(Outcome.WARN)
    assert report.ids(Outcome.PASS) >= {"SC-STR-002", "SC-STR-005", "SC-KEY-001", "SC-ERR-031"}


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (replace(ACME, auth=HeaderKey("x-api-key")), True),
        (
            replace(
                ACME,
                auth=AuthFactory(Exchanging),
                auth_origins=("https://login.acme.example",),
                capabilities=frozenset({"tools"}),  # httpx reads every response of such an Auth
            ),
            True,
        ),
        (replace(ACME, auth=AuthFactory(Signing)), False),
        (replace(ACME, auth=NoKey(), api_key_env=()), False),
    ],
    ids=["header", "token exchange", "signature", "no key"],
)
def test_any_authentication_is_fine(row: Provider, judged: bool) -> None:
    """Keys are judged where the vendor can tell them apart."""
    report = run(row)
    _is_sound(report)
    assert ("SC-KEY-001" in report.ids(Outcome.PASS)) is judged


def test_a_provider_that_does_little_is_conformant() -> None:
    """No stream, no tools: nothing is asked of what is not claimed."""
    report = run(replace(ACME, capabilities=frozenset()))
    _is_sound(report)
    assert not [one for one in report.ids(Outcome.PASS) if one.startswith("SC-STR")]
