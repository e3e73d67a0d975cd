"""How many connections a transport keeps, and how long each wait of a request may last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

MAX_CONNECTIONS: Final = 1000
"""Never what limits an application first: a process may hold 1,024 files by default."""

KEEPALIVE_S: Final = 30.0
"""Half of the 60 s after which common load balancers drop an idle connection."""


class Waits(NamedTuple):
    """How long each wait of a request may last, in seconds; None for any time.

    Attributes:
        pool_s: For a free connection.
        connect_s: For opening one, DNS and TLS included.
        write_s: For each 64 KiB of the body to be taken.
        read_s: For each silence.
    """

    pool_s: float | None
    connect_s: float | None
    write_s: float | None
    read_s: float | None

    @classmethod
    def of(cls, limits: Mapping[str, float | None]) -> Waits:
        """As httpx says it in a request's `timeout` extension."""
        return cls(*map(limits.get, ("pool", "connect", "write", "read")))

    def for_httpx(self) -> dict[str, float | None]:
        """The same, as httpx says it."""
        return dict(zip(("pool", "connect", "write", "read"), self, strict=True))
