"""How many connections a transport keeps, and how long; async and blocking calls agree on it."""

from __future__ import annotations

from typing import Final

MAX_CONNECTIONS: Final = 1000
"""Never what limits an application first: a process may hold 1,024 files by default."""

KEEPALIVE_S: Final = 30.0
"""Half of the 60 s after which common load balancers drop an idle connection."""
