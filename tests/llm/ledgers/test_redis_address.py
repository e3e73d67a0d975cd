"""An address of a server that cannot be read is refused without the password in it."""

from __future__ import annotations

import sys
import traceback

import pytest
from pydantic import SecretStr

from scout.config import GivenSettings
from scout.errors import ConfigurationError
from scout.llm.router import Router

pytest.importorskip("redis")

CANARY = "canary2718"


@pytest.mark.parametrize(
    "url",
    [
        f"http://:{CANARY}@host",
        f"redis://:{CANARY}/half@host:6379/0",
        f"rediss:/{CANARY}@host:x/0",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url: str) -> None:
    """Redis's own error quotes what it takes for a port: of a password with a slash, the start."""
    settings = GivenSettings(ledger_url=SecretStr(url))
    with pytest.raises(ConfigurationError, match=r"ledger_url is no address.* %2F for /") as caught:
        Router(settings)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [frame for frame in told.stack if frame.filename != __file__]
    assert CANARY not in f"{caught.value!r}{[frame.locals for frame in frames]}"
    assert told.__context__ is None


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is not installed, a setting asks for it, and not a line of code."""
    monkeypatch.delitem(sys.modules, "scout.llm.ledgers.redis", raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"ledger_url needs the package redis.* 'redis'"):
        Router(GivenSettings(ledger_url=SecretStr("redis://host:6379/0")))
