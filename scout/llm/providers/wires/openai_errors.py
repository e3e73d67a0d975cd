"""What errors mean in the OpenAI dialect: one table for all who speak it.

Where two vendors use one code for two things, the later evidence of a rule tells them apart.
DeepSeek sends the code `invalid_request_error` for almost everything, so nothing here goes by
that code; its messages decide. Vendor facts are of 2026-11-22.
"""

from __future__ import annotations

from typing import Final

from scout.errors import (
    AuthenticationError,
    ContentFilteredError,
    ContextLengthError,
    GenerationFailedError,
    InvalidRequestError,
    ModelNotFoundError,
    OverloadedError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.wires.error_table import ErrorTable, Rule

IN_ANSWER: Final = frozenset({200})
"""The status of an error inside a 200 or a stream, where the HTTP status says nothing."""

_REFUSED: Final = IN_ANSWER | {400, 413, 422}
_THROTTLED: Final = IN_ANSWER | {413, 429}
_A_DAY: Final = ("per day", "(tpd)", "(rpd)", "daily limit", "per month", "monthly")

_BY_CODE: Final = (
    Rule(
        AuthenticationError,
        codes={"invalid_api_key", "incorrect_api_key", "account_deactivated", "token_expired"},
    ),
    Rule(
        QuotaExhaustedError,
        codes={
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "insufficient_balance",
            "insufficient_credits",
            "arrearage",
        },
    ),
    # Groq names the day's quota and the minute's by one code; the message tells which.
    Rule(QuotaExhaustedError, statuses=_THROTTLED, codes={"rate_limit_exceeded"}, says=_A_DAY),
    # Also Groq's 413: one request larger than a minute's tokens, which is no matter of bytes.
    Rule(RateLimitedError, codes={"rate_limit_exceeded"}),
    Rule(ContextLengthError, codes={"context_length_exceeded"}),
    Rule(
        ModelNotFoundError,
        codes={
            "model_not_found",
            "model_decommissioned",
            "model_not_available",
            "model_deprecated",
            "deploymentnotfound",
        },
    ),
    Rule(
        ContentFilteredError,
        codes={
            "content_filter",
            "content_policy_violation",
            "responsibleaipolicyviolation",
            "invalid_prompt",
        },
    ),
    # The model, not the caller, wrote what could not be parsed.
    Rule(
        GenerationFailedError,
        codes={"tool_use_failed", "json_validate_failed", "output_parse_failed"},
    ),
    Rule(
        OverloadedError,
        codes={
            "capacity_exceeded",
            "engine_overloaded",
            "insufficient_system_resource",
            "model_overloaded",
            "overloaded",
            "server_overloaded",
        },
    ),
    Rule(
        PermissionDeniedError,
        codes={
            "model_terms_required",
            "permission_denied",
            "unsupported_country_region_territory",
        },
    ),
)

_BY_TYPE: Final = (
    Rule(QuotaExhaustedError, types={"insufficient_quota", "insufficient_balance_error"}),
    Rule(QuotaExhaustedError, types={"billing_error", "exceeded_current_quota_error"}),
    Rule(AuthenticationError, types={"authentication_error", "authorized_error"}),
    Rule(PermissionDeniedError, types={"permission_error", "permission_denied_error"}),
    Rule(OverloadedError, types={"overloaded_error", "engine_overloaded_error"}),
    Rule(
        QuotaExhaustedError,
        statuses=_THROTTLED,
        types={"tokens", "requests", "rate_limit_error"},
        says=_A_DAY,
    ),
    Rule(RateLimitedError, statuses=_THROTTLED, types={"tokens", "requests", "rate_limit_error"}),
)

_BY_MESSAGE: Final = (
    Rule(
        PermissionDeniedError, statuses={401}, says={"insufficient permissions", "missing scopes"}
    ),
    Rule(
        ContextLengthError,
        statuses=_REFUSED,
        says={
            "maximum context length",
            "maximum prompt length",
            "model's context length",
            "context window",
            "context length exceeded",
            "exceeds the context",
            "exceed the context",
            "prompt is too long",
            "input is too long",
            "reduce the length of the messages",
        },
    ),
    Rule(
        ContentFilteredError,
        statuses=_REFUSED | {403},
        says={
            "content exists risk",
            "content management policy",
            "content policy",
            "flagged as potentially violating",
            "usage policies",
            "safety system",
        },
    ),
    Rule(
        ModelNotFoundError,
        statuses=_REFUSED | {404},
        says={
            "model not exist",
            "supported api model names are",
            "does not exist or you do not have access",
            "has been decommissioned",
            "model has been deprecated",
            "is not a valid model",
            "model not found",
            "invalid model:",
        },
    ),
    Rule(ModelNotFoundError, statuses={400}, params={"model"}, says={"does not exist"}),
    Rule(
        QuotaExhaustedError,
        statuses=_REFUSED | {403, 429},
        says={
            "insufficient balance",
            "insufficient credits",
            "exceeded your current quota",
            "credit balance is too low",
            "billing hard limit",
        },
    ),
    Rule(QuotaExhaustedError, statuses=_THROTTLED, says=_A_DAY, unless={"per minute"}),
    Rule(
        RateLimitedError,
        statuses=_THROTTLED,
        says={"rate limit", "tokens per min", "requests per min", "too many requests"},
    ),
    Rule(
        AuthenticationError,
        statuses=_REFUSED | {403},
        says={"incorrect api key", "invalid api key", "api key not valid", "api key is invalid"},
    ),
    Rule(
        GenerationFailedError,
        statuses=_REFUSED,
        says={"failed to call a function", "failed to generate json", "hallucinat"},
    ),
    Rule(
        OverloadedError,
        statuses=IN_ANSWER | {429, 500},
        says={"overloaded", "at capacity", "no capacity"},
    ),
)

_IN_ANSWER: Final = (
    Rule(
        InvalidRequestError,
        statuses=IN_ANSWER,
        types={"invalid_request_error", "bad_request_error", "badrequesterror"},
    ),
    Rule(ServerError, statuses=IN_ANSWER),
)

OPENAI_ERRORS: Final = ErrorTable((*_BY_CODE, *_BY_TYPE, *_BY_MESSAGE, *_IN_ANSWER))
"""Errors of OpenAI, Groq, DeepSeek and those who speak like them."""
