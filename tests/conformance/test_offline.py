"""Connections that a provider opens by itself: refused, named, and told from everybody else's."""

from __future__ import annotations

import asyncio
import runpy
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from scout.llm.providers.base import AuthFactory
from scout_conformance import Outcome, run
from scout_conformance.offline import WentElsewhere, offline
from scout_conformance.zoo.acme import ACME

CALLING = """
import socket

def call(port):
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
"""


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine where somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_a_connection_is_refused_and_told(port: int) -> None:
    """Even where whoever opened it does not mind."""
    with pytest.raises(WentElsewhere) as gone, offline(None), suppress(OSError):
        _connect(port)
    assert gone.value.attempt.to == f"127.0.0.1:{port}"
    assert "test_offline.py" in gone.value.attempt.by
    assert gone.value.attempt.by.endswith("in _connect")


def test_a_name_is_not_looked_up() -> None:
    """The lookup tells already where it was to lead."""
    with pytest.raises(WentElsewhere, match=r"metrics\.acme\.example:443"), offline(None):
        socket.create_connection(("metrics.acme.example", 443), timeout=5)


def test_what_went_wrong_by_it_is_not_told_instead(port: int) -> None:
    """The connection is the cause, and an error of the provider's its consequence."""
    with pytest.raises(WentElsewhere), offline(None):
        _connect(port)


def test_afterwards_sockets_are_as_before(port: int) -> None:
    """Nothing stays in front of them."""
    with offline(None):
        pass
    _connect(port)
    assert "connect" not in vars(socket.socket)


def test_a_thread_of_somebody_else_is_left_alone(port: int, tmp_path: Path) -> None:
    """A test process has other business than the provider's."""
    with offline(tmp_path):
        _in_a_thread(lambda: _connect(port))


def test_a_thread_that_runs_the_providers_code_is_not(port: int, tmp_path: Path) -> None:
    """Its file tells whose it is."""
    (tmp_path / "acme.py").write_text(CALLING, encoding="utf-8")
    call = runpy.run_path(str(tmp_path / "acme.py"))["call"]
    with pytest.raises(WentElsewhere, match=r"acme\.py:5 in call"), offline(tmp_path):
        _in_a_thread(lambda: _ignoring(lambda: call(port)))


def test_an_async_lookup_is_refused_on_its_loop() -> None:
    """Not in the thread that would do it."""

    async def connect() -> None:
        with offline(None):
            await asyncio.open_connection("metrics.acme.example", 443)

    with pytest.raises(WentElsewhere, match=r"metrics\.acme\.example:443"):
        asyncio.run(connect())


def test_a_socket_that_leads_to_no_machine_is_left_alone(tmp_path: Path) -> None:
    """Such as that of a log."""
    address = str(tmp_path / "log")
    with (
        socket.socket(socket.AF_UNIX) as server,
        socket.socket(socket.AF_UNIX) as log,
        offline(None),
    ):
        server.bind(address)
        server.listen()
        log.connect(address)


def test_who_interrupts_a_run_is_not_kept(port: int) -> None:
    """An interrupt is nobody's mistake."""

    def connect_and_stop() -> None:
        _ignoring(lambda: _connect(port))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), offline(None):
        connect_and_stop()


class _Threaded(httpx.Auth):
    """Buys its token in a thread, with a client of its own."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Ask elsewhere, then send the request."""
        login = "https://login.acme.example/token"
        await asyncio.to_thread(httpx.post, login, data={"secret": self._key})
        yield request


def test_work_that_is_handed_to_a_thread_is_the_providers() -> None:
    """One failure says it; what cannot be told any more is blocked by that."""
    report = run(replace(ACME, auth=AuthFactory(_Threaded)))
    assert report.ids(Outcome.FAIL) == {"SC-SEC-009"}
    (failed,) = (one for one in report.results if one.outcome is Outcome.FAIL)
    assert failed.got == "a connection to login.acme.example:443"
    assert {one.blocked_by for one in report.results if one.blocked_by} == {"SC-SEC-009"}
    assert not report.ids(Outcome.UNTRIED)


def _in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def _ignoring(work: Callable[[], None]) -> None:
    with suppress(OSError):
        work()
