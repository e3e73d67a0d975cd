"""Which class an Anthropic error is, and how long the vendor asks to wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

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
from scout.llm.providers.wires.anthropic_messages import AnthropicMessages
from tests.llm.providers.wires.asking import NOW_S, reply


def _error(
    status: int,
    kind: str,
    message: str = "Sorry.",
    *,
    code: str = "",
    headers: Mapping[str, str] | None = None,
) -> ProviderError:
    error: dict[str, object] = {"type": kind, "message": message}
    if code:
        error["details"] = {"error_code": code}
    body = {"type": "error", "error": error, "request_id": "req_1"}
    return AnthropicMessages().classify(reply(body, status, headers), NOW_S)


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (400, "invalid_request_error", InvalidRequestError),
        (401, "authentication_error", AuthenticationError),
        (402, "billing_error", QuotaExhaustedError),
        (403, "permission_error", PermissionDeniedError),
        (404, "not_found_error", ModelNotFoundError),
        (409, "conflict_error", ServerError),
        (413, "request_too_large", InvalidRequestError),
        (429, "rate_limit_error", RateLimitedError),
        (500, "api_error", ServerError),
        (504, "timeout_error", ServerError),
        (529, "overloaded_error", OverloadedError),
    ],
)
def test_each_type_has_its_class_under_its_status_and_inside_a_stream(
    status: int, kind: str, expected: type[ProviderError]
) -> None:
    """The type decides where there is one: inside a stream the status is 200."""
    for told in (status, 200):
        error = _error(told, kind)
        assert type(error) is expected
        assert (error.provider_code, error.request_id) == (kind, "req_1")


@pytest.mark.parametrize(
    ("status", "kind", "code", "expected"),
    [
        (429, "rate_limit_error", "enforced_spend_limit_reached", QuotaExhaustedError),
        (429, "rate_limit_error", "contract_spend_limit_reached", QuotaExhaustedError),
        (402, "billing_error", "linked_organization_billing_unavailable", QuotaExhaustedError),
        (429, "rate_limit_error", "ramp_limit_exceeded", RateLimitedError),
        (400, "invalid_request_error", "organization_on_hold", AuthenticationError),
        (400, "invalid_request_error", "cmek_key_disabled", PermissionDeniedError),
        (403, "permission_error", "api_key_scope_missing", PermissionDeniedError),
        (400, "invalid_request_error", "from_the_future", InvalidRequestError),
    ],
)
def test_the_code_in_the_details_counts_before_the_type(
    status: int, kind: str, code: str, expected: type[ProviderError]
) -> None:
    """A spent limit is no throttle, and a closed account no bad request."""
    error = _error(status, kind, code=code)
    assert type(error) is expected
    assert error.provider_code == code


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("prompt is too long: 250001 tokens > 200000 maximum", ContextLengthError),
        ("input length and `max_tokens` exceed context limit: 9 + 9 > 10", ContextLengthError),
        ("Your credit balance is too low to access the API.", QuotaExhaustedError),
        ("You have reached your specified API usage limits.", QuotaExhaustedError),
        ("messages: at least one message is required", InvalidRequestError),
        ("This model does not support assistant message prefill.", InvalidRequestError),
    ],
)
def test_the_message_tells_what_nothing_else_does(
    message: str, expected: type[ProviderError]
) -> None:
    """An unknown wording falls back to a bad request."""
    assert type(_error(400, "invalid_request_error", message)) is expected


def test_a_message_counts_only_under_its_own_type() -> None:
    """The words of a context overflow in a rate limit make no context overflow."""
    assert type(_error(429, "rate_limit_error", "prompt is too long")) is RateLimitedError


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (503, b"<html><title>down</title></html>", OverloadedError),
        (502, b"", ServerError),
        (429, b"slow down", RateLimitedError),
        (401, b"[]", AuthenticationError),
        (404, b'{"error": "no such page"}', ModelNotFoundError),
        (529, b"null", OverloadedError),
        (418, b"{", InvalidRequestError),
    ],
)
def test_without_a_type_the_status_decides(
    status: int, body: bytes, expected: type[ProviderError]
) -> None:
    """Proxies and gateways answer in bodies of their own."""
    assert type(AnthropicMessages().classify(reply(body, status), NOW_S)) is expected


@pytest.mark.parametrize("told", ["true", "false"])
def test_should_retry_turns_a_plain_bad_request_into_a_fault_of_the_vendor(told: str) -> None:
    """The header decides only where nothing else is known; a key stays bad whatever it says."""
    headers = {"x-should-retry": told}
    expected = ServerError if told == "true" else InvalidRequestError
    assert type(_error(400, "invalid_request_error", headers=headers)) is expected
    assert type(_error(401, "authentication_error", headers=headers)) is AuthenticationError
    assert type(_error(529, "overloaded_error", headers=headers)) is OverloadedError


def test_retry_after_is_read() -> None:
    """In seconds, as the vendor sends it."""
    assert _error(429, "rate_limit_error", headers={"retry-after": "17"}).retry_after_s == 17


def test_without_retry_after_the_reset_of_the_used_up_limits_is_the_wait() -> None:
    """The last of them counts; a limit that is not used up does not."""
    resets = {"requests": (0, 20), "input-tokens": (0, 40), "output-tokens": (900, 55)}
    headers: dict[str, str] = {}
    for name, (remaining, seconds) in resets.items():
        moment = datetime.fromtimestamp(NOW_S + seconds, UTC)
        headers[f"anthropic-ratelimit-{name}-remaining"] = str(remaining)
        headers[f"anthropic-ratelimit-{name}-reset"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert _error(429, "rate_limit_error", headers=headers).retry_after_s == 40
    assert _error(529, "overloaded_error", headers=headers).retry_after_s is None


def test_a_spend_limit_names_the_day_on_which_access_returns() -> None:
    """Midnight UTC where no hour is told."""
    message = "You have reached your specified API usage limits. You will regain access on {}."
    due_s = datetime(2026, 10, 1, tzinfo=UTC).timestamp() - NOW_S
    for told in ("2026-10-01 at 00:00 UTC", "2026-10-01"):
        error = _error(400, "invalid_request_error", message.format(told))
        assert type(error) is QuotaExhaustedError
        assert error.retry_after_s == due_s
