"""Broken wires: how the vendor's errors are named."""

from __future__ import annotations

import json
from typing import Any

from scout.errors import Again as Policy
from scout.errors import (
    AuthenticationError,
    CircuitEffect,
    InvalidRequestError,
    PermissionDeniedError,
    ProviderError,
    RateLimitedError,
    ServerError,
)
from scout.llm.providers.base import WireReply
from scout.llm.providers.wires.error_envelope import body_of
from scout.llm.retry import retry_after_s
from scout_conformance.zoo.animal import Animal
from scout_conformance.zoo.meddling import (
    instead,
    meddled,
)


class _RetryableError(AuthenticationError):
    """A refused key that is tried again."""

    again = Policy.BACK_OFF


class _StubbornError(InvalidRequestError):
    """A mistake that is sent again."""

    again = Policy.BACK_OFF


class _TrippingError(InvalidRequestError):
    """A mistake that opens the circuit."""

    circuit_effect = CircuitEffect.FAILURE


class _TrippingLimitError(RateLimitedError):
    """A limit that opens the circuit."""

    circuit_effect = CircuitEffect.FAILURE


def _by_code(code: str, means: type[ProviderError]) -> Any:
    """Another class for one code of the vendor."""

    def swap(reply: WireReply, error: ProviderError) -> ProviderError:
        if f'"{code}"'.encode() not in reply.body:
            return error
        return means(
            error.message,
            status=reply.status,
            provider_code=error.provider_code,
            retry_after_s=error.retry_after_s,
        )

    return swap


def _untimed(_: WireReply, error: ProviderError) -> ProviderError:
    error.retry_after_s = None
    return error


def _timed_by_header(reply: WireReply, error: ProviderError) -> ProviderError:
    error.retry_after_s = retry_after_s(reply.headers, 1_790_000_000.0)
    return error


def _trusting(reply: WireReply, error: ProviderError) -> ProviderError:
    if error.retry_after_s is None and "retry-after" in reply.headers:
        error.retry_after_s = float(reply.headers["retry-after"])
    return error


def _brittle(reply: WireReply, error: ProviderError) -> ProviderError:
    if reply.status == 418:
        raise KeyError(reply.status)
    return error


def _naive(reply: WireReply, error: ProviderError) -> ProviderError:
    if reply.body.startswith((b"[[", b'{"a"')):
        json.loads(reply.body)
    return error


def _hopeful(reply: WireReply, error: ProviderError) -> ProviderError:
    found = body_of(reply)
    inner = found.get("error") if isinstance(found, dict) else None
    if isinstance(inner, dict) and inner.get("message") is not None and "param" in inner:
        inner["message"].strip()
    return error


def _speechless(_: WireReply, error: ProviderError) -> ProviderError:
    error.message = ""
    return error


def _endless(reply: WireReply, error: ProviderError) -> ProviderError:
    error.message = reply.body.decode("utf-8", "replace") or error.message
    return error


def _codeless(_: WireReply, error: ProviderError) -> ProviderError:
    error.provider_code = None
    return error


def _with_reply(reply: WireReply, error: ProviderError) -> ProviderError:
    error.reply = reply  # type: ignore[attr-defined]  # this is what is broken
    return error


ERRORS: tuple[Animal, ...] = (
    meddled("401 is a server error", "ERR-010", on_error=instead(ServerError, 401)),
    meddled("401 may be tried again", "ERR-041", on_error=instead(_RetryableError, 401)),
    meddled("403 is the caller's mistake", "ERR-011", on_error=instead(InvalidRequestError, 403)),
    meddled("429 is a server error", "ERR-012", on_error=instead(ServerError, 429)),
    meddled(
        "5xx is the caller's mistake",
        "ERR-013",
        on_error=instead(InvalidRequestError, 500, 502, 503, 504, 529),
    ),
    meddled(
        "a proxy's failure is the caller's mistake",
        "ERR-013",
        on_error=instead(InvalidRequestError, *range(520, 528)),
    ),
    meddled("402 is the caller's mistake", "ERR-015", on_error=instead(InvalidRequestError, 402)),
    meddled("an error as long as it likes", "ERR-042", on_error=_endless),
    meddled("404 is a refused key", "ERR-014", on_error=instead(AuthenticationError, 404)),
    meddled(
        "the code of a bad key is not known",
        "ERR-020",
        on_error=_by_code("invalid_api_key", PermissionDeniedError),
    ),
    meddled(
        "spent money is a limit",
        "ERR-021",
        on_error=_by_code("insufficient_quota", RateLimitedError),
    ),
    meddled(
        "the vendor's failure is the caller's mistake",
        "ERR-022",
        on_error=_by_code("server_error", InvalidRequestError),
    ),
    meddled(
        "a prompt that is too long is any mistake",
        "ERR-023",
        on_error=_by_code("context_length_exceeded", InvalidRequestError),
    ),
    meddled("no time to wait", "ERR-030", on_error=_untimed),
    meddled("no time from the body", "ERR-031", on_error=_timed_by_header),
    meddled("a nonsense time that raises", "ERR-032", on_error=_trusting),
    meddled("a status that raises", "ERR-040", on_error=_brittle),
    meddled("an error without a reason", "ERR-042", on_error=_speechless),
    meddled("errors parsed without care", "HST-003", on_error=_naive),
    meddled("an error whose message is a text, surely", "HST-005", on_error=_hopeful),
    meddled("no code of the vendor", "ERR-043", on_error=_codeless),
    meddled(
        "a mistake that is sent again",
        "RTY-004",
        on_error=_by_code("unsupported_value", _StubbornError),
    ),
    meddled(
        "a mistake that opens the circuit",
        "CIR-003",
        on_error=_by_code("unsupported_value", _TrippingError),
    ),
    meddled(
        "a limit that opens the circuit",
        "CIR-004",
        on_error=_by_code("rate_limit_exceeded", _TrippingLimitError),
    ),
    meddled("an error that keeps the reply", "SEC-004", on_error=_with_reply),
)
