"""What an error alone says about the bytes of its request."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scout.errors import Sent
from scout.llm.transport.sent import mark_sent, sent_of


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (httpx.ConnectError, Sent.NO),
        (httpx.ConnectTimeout, Sent.NO),
        (httpx.PoolTimeout, Sent.NO),
        (httpx.ProxyError, Sent.NO),
        (httpx.UnsupportedProtocol, Sent.NO),
        (httpx.LocalProtocolError, Sent.NO),
        (httpx.WriteError, Sent.MAYBE),
        (httpx.WriteTimeout, Sent.MAYBE),
        (httpx.ReadError, Sent.MAYBE),
        (httpx.ReadTimeout, Sent.MAYBE),
        (httpx.CloseError, Sent.MAYBE),
        (httpx.RemoteProtocolError, Sent.MAYBE),
        (httpx.TransportError, Sent.MAYBE),
        (httpx.DecodingError, Sent.YES),
        (httpx.TooManyRedirects, Sent.YES),
        (TimeoutError, Sent.MAYBE),
        (asyncio.CancelledError, Sent.MAYBE),
    ],
)
def test_a_class_alone_proves_what_it_can(error: type[BaseException], sent: Sent) -> None:
    """Nothing is claimed of bytes that only the kernel knows of."""
    assert sent_of(error("said")) is sent


def test_what_the_transport_marked_outweighs_the_class() -> None:
    """It was there."""
    assert sent_of(mark_sent(httpx.ReadError("said"), Sent.NO)) is Sent.NO
    assert sent_of(mark_sent(httpx.LocalProtocolError("said"), Sent.MAYBE)) is Sent.MAYBE


def test_a_response_outweighs_everything() -> None:
    """Somebody answered, so somebody was asked."""
    assert sent_of(httpx.ReadError("said"), answered=True) is Sent.YES
    assert sent_of(mark_sent(httpx.ReadError("said"), Sent.NO), answered=True) is Sent.YES


def test_a_limit_is_judged_by_the_cancellation_behind_it() -> None:
    """`asyncio.timeout` raises an error of its own; what it cancelled knows more."""
    late = TimeoutError()
    late.__cause__ = mark_sent(asyncio.CancelledError(), Sent.NO)

    assert sent_of(late) is Sent.NO
