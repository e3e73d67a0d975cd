"""What errors mean in the OpenAI dialect."""

from __future__ import annotations

from typing import Any

import pytest

from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.error_table import Rule
from scout.llm.providers.wires.openai_chat import OpenAIChat
from tests.llm.providers.wires.openai_bodies import reply


def _error(message: str = "no", **fields: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": None, "param": None, "code": None} | fields}


TPM = "Rate limit reached on tokens per minute (TPM): Limit 6000. Please try again in 1m2.5s."
TPD = "Rate limit reached on tokens per day (TPD): Limit 1. Please try again in 9m38.016s."
WINDOW = "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens."


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, _error(code="invalid_api_key"), AuthenticationError),
        (
            401,
            _error(type="authentication_error", code="invalid_request_error"),
            AuthenticationError,
        ),
        (401, _error("Missing scopes: model.request"), PermissionDeniedError),
        (400, _error("Incorrect API key provided: xai-1234"), AuthenticationError),
        (402, _error("Insufficient Balance", type="unknown_error"), QuotaExhaustedError),
        (403, _error(code="unsupported_country_region_territory"), PermissionDeniedError),
        (404, _error(code="model_not_found"), ModelNotFoundError),
        (400, _error(code="model_not_found", param="model"), ModelNotFoundError),
        (400, _error(code="model_decommissioned"), ModelNotFoundError),
        (400, _error("Model Not Exist", code="invalid_request_error"), ModelNotFoundError),
        (400, _error("The supported API model names are a, but you passed b"), ModelNotFoundError),
        (400, _error("'x' does not exist", param="model"), ModelNotFoundError),
        (400, _error("file does not exist", param="file"), InvalidRequestError),
        (400, _error(code="context_length_exceeded"), ContextLengthError),
        (400, _error(WINDOW, code="invalid_request_error"), ContextLengthError),
        (400, _error("Content Exists Risk", code="invalid_request_error"), ContentFilteredError),
        (400, _error(code="content_filter"), ContentFilteredError),
        (400, _error(code="content_policy_violation"), ContentFilteredError),
        (400, _error(code="tool_use_failed"), GenerationFailedError),
        (400, _error(code="json_validate_failed"), GenerationFailedError),
        (400, _error(code="unsupported_parameter"), InvalidRequestError),
        (400, _error("bad", code="invalid_request_error"), InvalidRequestError),
        (
            413,
            _error("Request too large", type="tokens", code="rate_limit_exceeded"),
            RateLimitedError,
        ),
        (413, _error("Payload Too Large"), InvalidRequestError),
        (422, _error("field required"), InvalidRequestError),
        (422, _error("model hallucinated a tool"), GenerationFailedError),
        (429, _error(TPM, type="tokens", code="rate_limit_exceeded"), RateLimitedError),
        (429, _error(TPD, type="tokens", code="rate_limit_exceeded"), QuotaExhaustedError),
        (429, _error("slow down", type="requests"), RateLimitedError),
        (429, _error(type="insufficient_quota", code="insufficient_quota"), QuotaExhaustedError),
        (429, _error("You exceeded your current quota"), QuotaExhaustedError),
        (429, _error("The engine is currently overloaded"), OverloadedError),
        (429, b"", RateLimitedError),
        (498, _error(code="capacity_exceeded"), OverloadedError),
        (500, _error(type="server_error"), ServerError),
        (502, b"<html><title>Bad Gateway</title>", ServerError),
        (503, b"", OverloadedError),
        (504, b"upstream request timeout", ServerError),
        (529, _error(), OverloadedError),
    ],
)
def test_an_error_of_a_vendor_has_its_class(
    status: int, body: object, error: type[ProviderError]
) -> None:
    """By status and code, then type, then message."""
    found = OpenAIChat().classify(reply(body, status), 0.0)
    assert type(found) is error
    assert found.status == status


def test_a_wait_in_the_message_is_told_where_no_header_tells() -> None:
    """Groq names the daily wait in words."""
    body = _error(TPD, code="rate_limit_exceeded")
    assert OpenAIChat().classify(reply(body, 429), 0.0).retry_after_s == pytest.approx(578.016)
    with_header = OpenAIChat().classify(reply(body, 429, retry_after="600"), 0.0)
    assert with_header.retry_after_s == 600.0


def test_a_vendor_of_a_third_party_may_bring_its_own_table() -> None:
    """The table is a field."""
    errors = OpenAIChat().errors.preceded_by(Rule(QuotaExhaustedError, codes={"broke"}))
    found = OpenAIChat(errors=errors).classify(reply(_error(code="broke"), 400), 0.0)
    assert type(found) is QuotaExhaustedError
