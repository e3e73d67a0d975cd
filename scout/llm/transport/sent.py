"""Answers whether bytes of a failed request may have reached the vendor, and so be billed."""

from __future__ import annotations

from typing import TypeVar

import httpx

from scout.errors import Sent

_MARK = "scout_sent"

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.LocalProtocolError,  # by httpx itself raised for the head alone
    httpx.PoolTimeout,
    httpx.ProxyError,  # raised while a tunnel is set up, before the request
    httpx.UnsupportedProtocol,
)
_ANSWERED = (httpx.DecodingError, httpx.HTTPStatusError, httpx.TooManyRedirects)

ErrorT = TypeVar("ErrorT", bound=BaseException)


def mark_sent(error: ErrorT, sent: Sent) -> ErrorT:
    """Leave on the error what its transport knows for certain."""
    vars(error)[_MARK] = sent
    return error


def sent_of(error: BaseException, *, answered: bool = False) -> Sent:
    """Say whether the request behind an error left this machine.

    What the transport marked counts first, then the class: httpx raises some classes
    only before it writes. All else is a maybe, since bytes handed to the kernel may or
    may not have arrived. A cancellation that `asyncio.timeout` turned into a
    `TimeoutError` is judged by the cancellation.

    Args:
        error: What the request ended with: an httpx error of either transport, or a
            cancellation that passed through `AsyncTransport`.
        answered: True where the caller had the head of a response before the error.
    """
    if answered or isinstance(error, _ANSWERED):
        return Sent.YES
    for witness in (error, error.__cause__):
        marked = vars(witness).get(_MARK) if witness is not None else None
        if isinstance(marked, Sent):
            return marked
    return Sent.NO if isinstance(error, _NEVER_SENT) else Sent.MAYBE
