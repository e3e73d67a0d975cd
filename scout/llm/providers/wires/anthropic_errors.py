"""What an error of the Anthropic messages API means, as a table, and the facts that it reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
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
from scout.llm.json_body import parse_json
from scout.llm.providers.wires.error_envelope import facts_in
from scout.llm.providers.wires.error_table import ErrorTable, Rule
from scout.llm.retry import parse_retry_after

if TYPE_CHECKING:
    from scout.llm.providers.base import WireReply
    from scout.llm.providers.wires.error_table import ErrorFacts

_TRY_AGAIN: Final = "x-should-retry: true"
_REGAIN = re.compile(r"regain access on (\d{4}-\d\d-\d\d)(?: at (\d\d:\d\d))?")
_LIMITS: Final = ("requests", "tokens", "input-tokens", "output-tokens")

ANTHROPIC_ERRORS: Final = ErrorTable(
    (
        Rule(
            QuotaExhaustedError,
            codes={
                "enforced_spend_limit_reached",
                "contract_spend_limit_reached",
                "linked_organization_spend_limit_reached",
                "linked_organization_billing_unavailable",
            },
        ),
        Rule(RateLimitedError, codes={"ramp_limit_exceeded"}),
        Rule(AuthenticationError, codes={"organization_on_hold"}),
        # The organisation's own encryption key is out of reach: no model answers this API key.
        Rule(PermissionDeniedError, codes={"cmek_key_disabled", "cmek_key_network_blocked"}),
        Rule(
            PermissionDeniedError,
            codes={
                "api_key_scope_missing",
                "organization_type_not_supported",
                "parent_organization_required",
            },
        ),
        Rule(AuthenticationError, types={"authentication_error"}),
        Rule(QuotaExhaustedError, types={"billing_error"}),
        Rule(PermissionDeniedError, types={"permission_error"}),
        Rule(RateLimitedError, types={"rate_limit_error"}),
        Rule(OverloadedError, types={"overloaded_error"}),
        Rule(ServerError, types={"api_error", "timeout_error", "conflict_error"}),
        Rule(InvalidRequestError, types={"request_too_large"}),
        Rule(ModelNotFoundError, types={"not_found_error"}),
        # The wording may change, says the vendor, but nothing else tells these from a bad request.
        Rule(
            ContextLengthError,
            types={"invalid_request_error"},
            says={"prompt is too long", "exceed context limit", "exceeds the context window"},
        ),
        Rule(
            QuotaExhaustedError,
            types={"invalid_request_error"},
            says={"credit balance is too low", "api usage limits", "regain access on"},
        ),
        Rule(ServerError, statuses={400, 408, 409, 413, 422}, says={_TRY_AGAIN}),
        Rule(InvalidRequestError, types={"invalid_request_error"}),
    )
)
"""Error types and codes of the API; a status decides where no row does.

Source: https://platform.claude.com/docs/en/api/errors and PyPI anthropic 2.12.0,
    `types/shared`, read 2026-11-22.
"""


def anthropic_facts(reply: WireReply, now_s: float) -> ErrorFacts:
    """The facts of a whole reply, with what its headers say on limits and retries."""
    try:
        body = reply.json()
    except ValueError:
        body = reply.body[:4000].decode("utf-8", "replace")
    facts = facts_in(body, status=reply.status, headers=reply.headers, now_s=now_s)
    detail = f"x-should-retry: {reply.headers.get('x-should-retry', '')}"
    wait_s = facts.retry_after_s
    if wait_s is None:
        wait_s = _regained_in_s(facts.message, now_s)
    if wait_s is None and reply.status == 429:
        wait_s = _reset_in_s(reply.headers, now_s)
    return replace(facts, code=_code(body), detail=detail, retry_after_s=wait_s)


def anthropic_event_facts(data: bytes) -> ErrorFacts:
    """The facts of an error event inside a stream, whatever it carries."""
    try:
        body = parse_json(data)
    except ValueError:
        body = data[:4000].decode("utf-8", "replace")
    return replace(facts_in(body), code=_code(body))


def _code(body: Any) -> str:
    """The vendor's own code, which stands in the details of some errors."""
    error = body.get("error") if isinstance(body, Mapping) else None
    details = error.get("details") if isinstance(error, Mapping) else None
    code = details.get("error_code") if isinstance(details, Mapping) else None
    return code if isinstance(code, str) else ""


def _regained_in_s(message: str, now_s: float) -> float | None:
    """Seconds until the date on which a spend limit is lifted."""
    found = _REGAIN.search(message)
    if found is None:
        return None
    return parse_retry_after(f"{found[1]}T{found[2] or '00:00'}:00Z", now_s)


def _reset_in_s(headers: Mapping[str, str], now_s: float) -> float | None:
    """Seconds until the last of the used-up limits is filled again."""
    waits = [
        parse_retry_after(headers.get(f"anthropic-ratelimit-{name}-reset", ""), now_s)
        for name in _LIMITS
        if headers.get(f"anthropic-ratelimit-{name}-remaining") == "0"
    ]
    return max((wait_s for wait_s in waits if wait_s is not None), default=None)
