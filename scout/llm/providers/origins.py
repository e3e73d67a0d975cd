"""Where a key may go: origins of addresses, and addresses that are not safe to send one to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, the default port spelt out.

    Raises:
        ValueError: The URL has no scheme or host, or an impossible port.
    """
    parts = urlsplit(url)
    if not parts.scheme or not parts.hostname:
        raise ValueError(f"{url!r} has no scheme or host")
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def url_problems(field_name: str, url: str) -> Iterable[str]:
    """What is wrong with an address of a row, nothing where it is sound."""
    odd = next((character for character in url if not "!" <= character <= "~"), None)
    if odd is not None:
        yield f"{field_name} {url!r} holds {odd!r}; write it in ASCII, a host as xn--..."
        return
    try:
        parts = urlsplit(url)
        origin_of(url)
    except ValueError as error:
        yield f"{field_name}: {error}"
        return
    if parts.username or parts.password:
        yield f"{field_name} carries user information; keys belong in the environment"
    if parts.query or parts.fragment:
        yield f"{field_name} {url!r} has a query or fragment; a wire adds its own"
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        yield f"{field_name} {url!r} would send keys in the clear; use https"
