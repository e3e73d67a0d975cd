"""Notices connections that a provider's code opens by itself, and lets none of them through.

Before the vendor that stands in for the transport no socket is needed. Whoever opens one goes
past scout: past its limits, its origins, and the kit's eyes. Connections count where the scene's
own thread opens them, a thread that it hands work to (`asyncio.to_thread`), or any thread that
runs the provider's code; whatever else a test process does is its own business.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from scout_conformance.blame import place_of
from scout_conformance.violation import Untried

_IN_A_SCENE: Final[ContextVar[bool]] = ContextVar("scout_conformance_scene", default=False)

_REFUSED: Final = "scout_conformance is offline: nothing but scout's own transport leads anywhere"

_INTERNET: Final = (socket.AF_INET, socket.AF_INET6)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A connection that was asked for.

    Attributes:
        to: Host and port.
        by: The line of the provider's that led there; empty where no line of its own did.
    """

    to: str
    by: str

    def __str__(self) -> str:
        return f"a connection to {self.to}{f', by {self.by}' if self.by else ''}"


class WentElsewhere(Untried):
    """A scene in which the provider's code opened a connection of its own."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(f"The provider opened {attempt}; SC-SEC-009 has more.")
        self.attempt = attempt


@contextmanager
def offline(root: Path | None) -> Iterator[None]:
    """Refuse the connections of a provider's code.

    Args:
        root: Folder or file of the provider's own code, where it is known.

    Raises:
        WentElsewhere: At the end, where one was asked for, whatever else happened.
    """
    watch = _Watch(root)
    token = _IN_A_SCENE.set(True)
    try:
        with watch.installed():
            yield
    except Exception:
        watch.tell()
        raise
    else:
        watch.tell()
    finally:
        _IN_A_SCENE.reset(token)


class _Watch:
    """Stands in front of the ways to a socket, while it is installed."""

    def __init__(self, root: Path | None) -> None:
        self.attempts: list[Attempt] = []
        self._root = root
        self._home = threading.get_ident()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """In front of names and of connections, blocking and async."""
        loops = asyncio.BaseEventLoop
        ways: tuple[tuple[Any, str, Callable[..., str | None]], ...] = (
            (socket.socket, "connect", _address_of_connect),
            (socket.socket, "connect_ex", _address_of_connect),
            (socket, "getaddrinfo", _address_of_lookup),
            (loops, "getaddrinfo", lambda _, *name, **more: _address_of_lookup(*name, **more)),
        )
        with ExitStack() as stack:
            for owner, name, address_of in ways:
                guarded = self._guarded(getattr(owner, name), address_of)
                stack.enter_context(patch.object(owner, name, guarded))
            yield

    def _guarded(
        self, way: Callable[..., Any], address_of: Callable[..., str | None]
    ) -> Callable[..., Any]:
        def guarded(*args: Any, **more: Any) -> Any:
            to = address_of(*args, **more)
            if to is not None:
                self._judge(to)
            return way(*args, **more)

        return guarded

    def tell(self) -> None:
        """Say that a connection was asked for.

        Raises:
            WentElsewhere: It was.
        """
        if self.attempts:
            raise WentElsewhere(self.attempts[0]) from None

    def _judge(self, to: str) -> None:
        """Refuse a connection that belongs to the scene.

        Raises:
            ConnectionRefusedError: It does.
        """
        stack = traceback.extract_stack()
        mine = threading.get_ident() == self._home or _IN_A_SCENE.get()
        if mine or any(self._is_the_providers(frame.filename) for frame in stack):
            self.attempts.append(Attempt(to, place_of(stack, self._root)))
            raise ConnectionRefusedError(errno.ECONNREFUSED, _REFUSED)

    def _is_the_providers(self, path: str) -> bool:
        if self._root is None or path.startswith("<"):
            return False
        return Path(path).resolve().is_relative_to(self._root)


def _address_of_connect(way: socket.socket, address: Any) -> str | None:
    """Where a socket is to lead, None where it leads to no other machine, such as a log's."""
    if way.family not in _INTERNET or not isinstance(address, tuple):
        return None
    return f"{address[0]}:{address[1]}"


def _address_of_lookup(host: Any, port: Any = None, *_: Any, **__: Any) -> str | None:
    """The name that is looked up; one's own addresses need none."""
    if not host:
        return None
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    return f"{name}:{port}" if port else name
