"""Which class a Gemini error is, and how long the vendor asks to wait."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    ContextLengthError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.gemini import Gemini
from scout.llm.providers.wires.gemini_errors import seconds_to_midnight_pacific
from tests.llm.providers.wires.asking import NOW_S, reply

RPC = "type.googleapis.com/google.rpc."
MIDNIGHT_S = seconds_to_midnight_pacific(NOW_S)


def _body(code: int, status: str, message: str, *details: dict[str, Any]) -> dict[str, Any]:
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return {"error": error}


def _error(
    code: int, status: str, message: str = "Sorry.", *details: dict[str, Any]
) -> ProviderError:
    return Gemini().classify(reply(_body(code, status, message, *details), code), NOW_S)


def _reason(reason: str) -> dict[str, Any]:
    return {"@type": f"{RPC}ErrorInfo", "reason": reason, "domain": "googleapis.com"}


def _quota(*quota_ids: str) -> dict[str, Any]:
    violations = [{"quotaMetric": "requests", "quotaId": quota_id} for quota_id in quota_ids]
    return {"@type": f"{RPC}QuotaFailure", "violations": violations}


def _retry(delay: str) -> dict[str, Any]:
    return {"@type": f"{RPC}RetryInfo", "retryDelay": delay}


PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        (400, "INVALID_ARGUMENT", InvalidRequestError),
        (400, "FAILED_PRECONDITION", PermissionDeniedError),
        (400, "OUT_OF_RANGE", InvalidRequestError),
        (401, "UNAUTHENTICATED", AuthenticationError),
        (403, "PERMISSION_DENIED", PermissionDeniedError),
        (404, "NOT_FOUND", ModelNotFoundError),
        (429, "RESOURCE_EXHAUSTED", RateLimitedError),
        (499, "CANCELLED", ServerError),
        (500, "INTERNAL", ServerError),
        (500, "UNKNOWN", ServerError),
        (503, "UNAVAILABLE", OverloadedError),
        (504, "DEADLINE_EXCEEDED", ServerError),
    ],
)
def test_each_status_has_its_class(code: int, status: str, expected: type[ProviderError]) -> None:
    """Under its HTTP status, wrapped in a list, and inside a 200."""
    body = _body(code, status, "Sorry.")
    for told in (reply(body, code), reply([body], code), reply(body, 200)):
        error = Gemini().classify(told, NOW_S)
        assert type(error) is expected
        assert error.provider_code == status


@pytest.mark.parametrize(
    ("code", "status", "message", "reason"),
    [
        (400, "INVALID_ARGUMENT", "API key not valid.", "API_KEY_INVALID"),
        (400, "INVALID_ARGUMENT", "API key expired. Please renew.", ""),
        (403, "PERMISSION_DENIED", "Your API key was reported as leaked.", ""),
        (403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.", ""),
        (403, "PERMISSION_DENIED", "Requests are blocked.", "API_KEY_SERVICE_BLOCKED"),
        (403, "PERMISSION_DENIED", "The consumer is suspended.", "CONSUMER_SUSPENDED"),
        (403, "PERMISSION_DENIED", "The API has not been used.", "SERVICE_DISABLED"),
    ],
)
def test_a_bad_key_is_one_whatever_the_status(
    code: int, status: str, message: str, reason: str
) -> None:
    """A wrong key comes as 400, a leaked one as 403."""
    details = (_reason(reason),) if reason else ()
    assert type(_error(code, status, message, *details)) is AuthenticationError


@pytest.mark.parametrize(
    "message",
    [
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        "The input token count is 40000 but the model supports up to 32768.",
    ],
)
def test_a_prompt_that_is_too_long_is_told_by_its_message(message: str) -> None:
    """The status is that of any bad request."""
    assert type(_error(400, "INVALID_ARGUMENT", message)) is ContextLengthError


def test_a_country_that_is_not_served_leads_to_the_next_provider() -> None:
    """Neither key nor request is at fault; the class moves on instead of ending the call."""
    message = "User location is not supported for the API use."
    assert type(_error(400, "FAILED_PRECONDITION", message)) is PermissionDeniedError


@pytest.mark.parametrize(
    ("message", "details", "expected"),
    [
        ("Quota.", (_quota(PER_DAY),), QuotaExhaustedError),
        ("Quota.", (_quota(PER_MINUTE, PER_DAY), _retry("12s")), QuotaExhaustedError),
        ("Quota.", (_quota(PER_MINUTE),), RateLimitedError),
        ("Your prepayment credits are depleted.", (), QuotaExhaustedError),
        ("The project has exceeded its monthly spending cap.", (), QuotaExhaustedError),
        ("Quota.", (_reason("QUOTA_EXHAUSTED"),), QuotaExhaustedError),
        ("Resource has been exhausted (e.g. check quota).", (), RateLimitedError),
    ],
)
def test_a_daily_quota_is_no_rate_limit(
    message: str, details: tuple[dict[str, Any], ...], expected: type[ProviderError]
) -> None:
    """The id of the quota decides, before the wait that is told with it."""
    assert type(_error(429, "RESOURCE_EXHAUSTED", message, *details)) is expected


@pytest.mark.parametrize(
    ("message", "details", "wait_s"),
    [
        ("Quota.", (_quota(PER_MINUTE), _retry("34.4s")), 34.4),
        ("Please retry in 48.939935699s.", (_quota(PER_MINUTE),), 48.939935699),
        ("Please retry in 48.9s.", (_retry("50s"),), 50.0),
        ("Resource has been exhausted (e.g. check quota).", (), None),
        ("Quota.", (_retry("soon"),), None),
        ("Quota.", (_quota(PER_DAY),), MIDNIGHT_S),
        ("Quota.", (_quota(PER_DAY), _retry("12s")), MIDNIGHT_S),
        ("Quota.", (_quota(PER_DAY), _retry("200000s")), 200_000.0),
    ],
)
def test_the_wait_is_the_longest_that_is_sure(
    message: str, details: tuple[dict[str, Any], ...], wait_s: float | None
) -> None:
    """RetryInfo before the message; a daily quota waits for midnight in California at least."""
    assert _error(429, "RESOURCE_EXHAUSTED", message, *details).retry_after_s == wait_s


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        ("2026-01-15T12:00", "2026-01-16T08:00"),  # winter: eight hours behind
        ("2026-01-15T07:59", "2026-01-15T08:00"),
        ("2026-01-15T08:00", "2026-01-16T08:00"),
        ("2026-07-15T12:00", "2026-07-16T07:00"),  # summer: seven
        ("2026-07-15T06:59", "2026-07-15T07:00"),
        ("2026-03-08T07:00", "2026-03-08T08:00"),  # the night before the clocks go forward
        ("2026-03-08T09:00", "2026-03-09T07:00"),  # the day on which they do
        ("2026-11-01T06:00", "2026-11-01T07:00"),  # the night before they go back
        ("2026-11-01T08:00", "2026-11-02T08:00"),
        ("2026-12-31T20:00", "2027-01-01T08:00"),
    ],
)
def test_midnight_in_california_is_known_in_summer_and_winter(now: str, reset: str) -> None:
    """Daily quotas begin anew then."""
    moment, due = (datetime.fromisoformat(f"{text}:00+00:00") for text in (now, reset))
    assert moment.tzinfo == UTC
    waited_s = seconds_to_midnight_pacific(moment.timestamp())
    assert waited_s == (due - moment).total_seconds()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (503, b"<html><title>down</title></html>", OverloadedError),
        (502, b"", ServerError),
        (429, b"slow down", RateLimitedError),
        (403, b"[]", PermissionDeniedError),
        (404, b'{"error": "no such page"}', ModelNotFoundError),
        (400, b'{"error": {"details": [1, {"violations": {"a": 1}}, {"violations": [1]}]}}', None),
        (500, b"null", ServerError),
        (418, b"{", InvalidRequestError),
    ],
)
def test_without_a_grpc_status_the_http_status_decides(
    status: int, body: bytes, expected: type[ProviderError] | None
) -> None:
    """Proxies and gateways answer in bodies of their own."""
    error = Gemini().classify(reply(body, status), NOW_S)
    assert type(error) is (expected or InvalidRequestError)
