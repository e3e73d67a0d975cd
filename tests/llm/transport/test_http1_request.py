"""What is written is read as what was meant: no header, path or body becomes another request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httptools
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.transport.http1_request import Http1Request, Place, place_of


class Vendor:
    """Reads requests as a server does, by llhttp's own rules for them."""

    def __init__(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.ended = 0

    def read(self, data: bytes) -> bytes:
        """Take a request's bytes; returns its method."""
        self._parser.feed_data(data)
        method: bytes = self._parser.get_method()
        return method

    def on_url(self, url: bytes) -> None:
        """A part of the target."""
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self.headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self.body += body

    def on_message_complete(self) -> None:
        """The end of a request."""
        self.ended += 1


async def written(request: httpx.Request) -> bytes:
    """All bytes of a request."""
    sent = Http1Request.of(request)
    data = sent.head + sent.content
    if sent.pieces is not None:
        data += b"".join([piece async for piece in sent.pieces])
    return data


anything = st.binary(max_size=30)
names = st.one_of(st.from_regex(rb"[a-z\-]{1,12}", fullmatch=True), anything)
bodies = st.one_of(st.binary(max_size=200), st.lists(st.binary(max_size=50), max_size=4))


@given(st.lists(st.tuples(names, anything), max_size=4), st.text(max_size=20), bodies)
def test_a_request_is_refused_or_read_as_it_was_meant(
    extra: list[tuple[bytes, bytes]], path: str, body: bytes | list[bytes]
) -> None:
    """Whatever a wire, a key or a caller puts into it, one request comes out, and that one."""

    async def pieces() -> AsyncIterator[bytes]:
        for piece in body if isinstance(body, list) else [body]:
            yield piece

    try:
        url = httpx.URL("http://127.0.0.1/").copy_with(path="/" + path)
        own = [field for field in extra if field[0].lower() not in FRAMING]
        content = body if isinstance(body, bytes) else pieces()
        request = httpx.Request("POST", url, headers=own, content=content)
        data = asyncio.run(written(request))
    except (httpx.LocalProtocolError, httpx.InvalidURL):
        return
    vendor = Vendor()
    assert vendor.read(data) == b"POST"
    assert vendor.ended == 1
    assert vendor.url == request.url.raw_path
    assert vendor.body == (body if isinstance(body, bytes) else b"".join(body))
    meant = [(name, value.strip(b" \t")) for name, value in request.headers.raw]
    assert [(name, value.strip(b" \t")) for name, value in vendor.headers] == meant


FRAMING = (b"content-length", b"transfer-encoding", b"connection", b"upgrade", b"host")


@pytest.mark.parametrize("name", [b"", b"a b", b"a:b", b"a\r\nb", b"\xe4", b"a\x00"])
def test_a_name_that_is_none_is_refused(name: bytes) -> None:
    """It would be read as another header, or as the end of them."""
    request = httpx.Request("POST", "http://127.0.0.1/", headers=[(name, b"x")])
    with pytest.raises(httpx.LocalProtocolError, match="Illegal header name"):
        asyncio.run(written(request))


@pytest.mark.parametrize("value", [b"a\r\nevil: b", b"a\nb", b"a\rb", b"a\x00b", b"a\r\n\r\nGET /"])
def test_a_value_that_ends_its_line_is_refused_and_not_shown(value: bytes) -> None:
    """It may be a key."""
    request = httpx.Request("POST", "http://127.0.0.1/", headers=[(b"x", value)])
    with pytest.raises(httpx.LocalProtocolError, match="Illegal character") as caught:
        asyncio.run(written(request))
    assert "evil" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://a.example/x", Place(False, "a.example", 80, "a.example")),
        ("https://a.example:8443", Place(True, "a.example", 8443, "a.example")),
        ("https://[::1]/", Place(True, "::1", 443, "::1")),
        (
            "https://bücher.example",
            Place(True, "xn--bcher-kva.example", 443, "xn--bcher-kva.example"),
        ),
    ],
)
def test_a_place_is_read_from_an_address(url: str, place: Place) -> None:
    """Ports of the scheme, literal addresses and names of any script."""
    assert place_of(httpx.URL(url)) == place
