"""What an error of the Gemini API means, as a table, and the facts that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scout.errors import (
    AuthenticationError,
    ContextLengthError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.error_envelope import facts_in
from scout.llm.providers.wires.error_table import ErrorTable, Rule
from scout.llm.retry import parse_retry_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scout.llm.providers.base import WireReply
    from scout.llm.providers.wires.error_table import ErrorFacts

_PER_DAY: Final = "perday"
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})

GEMINI_ERRORS: Final = ErrorTable(
    (
        Rule(
            AuthenticationError,
            codes={
                "API_KEY_INVALID",
                "API_KEY_SERVICE_BLOCKED",
                "API_KEY_HTTP_REFERRER_BLOCKED",
                "API_KEY_IP_ADDRESS_BLOCKED",
                "API_KEY_ANDROID_APP_BLOCKED",
                "API_KEY_IOS_APP_BLOCKED",
                "CONSUMER_INVALID",
                "CONSUMER_SUSPENDED",
                "SERVICE_DISABLED",
                "ACCESS_TOKEN_EXPIRED",
            },
        ),
        Rule(QuotaExhaustedError, codes={"BILLING_DISABLED", "QUOTA_EXHAUSTED"}),
        # The id of the broken quota before all else: a daily one may come with a RetryInfo of
        # seconds, which misleads.
        Rule(QuotaExhaustedError, types={"RESOURCE_EXHAUSTED"}, says={_PER_DAY}),
        Rule(
            QuotaExhaustedError,
            types={"RESOURCE_EXHAUSTED"},
            says={"credits are depleted", "spending cap", "spend limit"},
        ),
        Rule(RateLimitedError, types={"RESOURCE_EXHAUSTED"}),
        Rule(
            AuthenticationError,
            types={"PERMISSION_DENIED", "INVALID_ARGUMENT", "UNAUTHENTICATED"},
            says={
                "reported as leaked",
                "unregistered callers",
                "api key not valid",
                "api key expired",
                "api key not found",
            },
        ),
        Rule(AuthenticationError, types={"UNAUTHENTICATED"}),
        # The caller's country, or a project without billing: neither the key nor the request is
        # wrong, but no call will be answered from here. The class that leaves this key and model
        # alone and turns to the next provider says that best.
        Rule(PermissionDeniedError, types={"FAILED_PRECONDITION", "PERMISSION_DENIED"}),
        Rule(ModelNotFoundError, types={"NOT_FOUND"}),
        Rule(OverloadedError, types={"UNAVAILABLE"}),
        Rule(
            ServerError,
            types={"INTERNAL", "UNKNOWN", "DEADLINE_EXCEEDED", "CANCELLED", "ABORTED", "DATA_LOSS"},
        ),
        Rule(
            ContextLengthError,
            types={"INVALID_ARGUMENT"},
            says={"input token count", "maximum number of tokens allowed"},
        ),
        Rule(InvalidRequestError, types={"INVALID_ARGUMENT", "OUT_OF_RANGE"}),
    )
)
"""gRPC statuses, ErrorInfo reasons and quota ids of the API; the HTTP status decides elsewhere.

Source: https://ai.google.dev/gemini-api/docs/troubleshooting and
    https://cloud.google.com/apis/design/errors, read 2026-11-22.
"""


def gemini_facts(reply: WireReply, now_s: float) -> ErrorFacts:
    """The facts of a whole reply."""
    try:
        body = reply.json()
    except ValueError:
        body = reply.body[:4000].decode("utf-8", "replace")
    return gemini_facts_in(body, status=reply.status, headers=reply.headers, now_s=now_s)


def gemini_facts_in(
    body: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] = _NO_HEADERS,
    now_s: float | None = None,
) -> ErrorFacts:
    """The facts of a decoded body, or of one chunk of a stream.

    Args:
        body: What the JSON held, or a text.
        status: HTTP status; 200 for an error inside a stream.
        headers: Header values by lower-case name.
        now_s: Seconds since the epoch, None where no clock is at hand.
    """
    facts = facts_in(body, status=status, headers=headers, now_s=now_s)
    error = error_in(body) or {}
    details = tuple(_details(error))
    named = _text(error.get("status"))
    reason = next((text for detail in details if (text := _text(detail.get("reason")))), "")
    quotas = " ".join(_quota_ids(details))
    delays = (_text(detail.get("retryDelay")) for detail in details)
    told_s = next((parse_retry_after(delay, 0.0) for delay in delays if delay), None)
    wait_s = facts.retry_after_s if told_s is None else told_s
    if _PER_DAY in quotas.casefold():
        wait_s = _daily_wait_s(told_s, now_s)
    code = reason or named or facts.code
    return replace(facts, code=code, type=named, detail=quotas, retry_after_s=wait_s)


def error_in(body: object) -> Mapping[str, Any] | None:
    """The error object of a body, which some endpoints wrap in a list; None where there is none."""
    if isinstance(body, list):
        body = next((item for item in body if isinstance(item, Mapping) and "error" in item), None)
    error = body.get("error") if isinstance(body, Mapping) else None
    if isinstance(error, str):
        error = {"message": error} if error else None
    return error if isinstance(error, Mapping) and error else None


def seconds_to_midnight_pacific(now_s: float) -> float:
    """Seconds until the next midnight in California, when Google's daily quotas begin anew.

    The rule of daylight saving time stands here, since not every system has time zone data.

    Source: https://ai.google.dev/gemini-api/docs/rate-limits; 15 U.S.C. 260a: from the second
        Sunday of March to the first of November; both read 2026-11-22.
    """
    now = datetime.fromtimestamp(now_s, UTC)
    tomorrow = (now - _behind_utc(now)).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)
    midnight += _behind_utc(midnight + timedelta(hours=8))
    return (midnight - now).total_seconds()


def _behind_utc(moment: datetime) -> timedelta:
    """How far California's clocks are behind UTC; they are changed at two in the morning."""
    begins = _sunday(moment.year, 3, 8) + timedelta(hours=10)
    ends = _sunday(moment.year, 11, 1) + timedelta(hours=9)
    return timedelta(hours=7 if begins <= moment < ends else 8)


def _sunday(year: int, month: int, not_before: int) -> datetime:
    day = datetime(year, month, not_before, tzinfo=UTC)
    return day + timedelta(days=6 - day.weekday())


def _daily_wait_s(told_s: float | None, now_s: float | None) -> float | None:
    """Until midnight, or as long as the vendor says where that is longer."""
    if now_s is None:
        return None
    return max(seconds_to_midnight_pacific(now_s), told_s or 0.0)


def _details(error: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    details = error.get("details")
    if isinstance(details, list):
        yield from (detail for detail in details if isinstance(detail, Mapping))


def _quota_ids(details: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    for detail in details:
        violations = detail.get("violations")
        for violation in violations if isinstance(violations, list) else ():
            if isinstance(violation, Mapping):
                yield _text(violation.get("quotaId"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
