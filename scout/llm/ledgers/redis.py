"""Balances shared by many processes and hosts, in Redis or Valkey (extra `redis`).

Every operation is one script, so that no two interleave, by the server's own clock. An operation
whose reply was lost is sent again: its step has a name, so it cannot count twice.

What was acknowledged survives a crash of the server only with `appendonly yes` and
`appendfsync always`; with `everysec` up to a second of charges may be lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from scout.errors import BudgetUnavailableError, ConfigurationError
from scout.llm.budget import Balance, Entry, Limit
from scout.llm.ledgers.redis_scripts import SCRIPTS

TRIES = 3
"""How often an operation is sent before the store counts as unavailable."""

TIMEOUT_S = 2.0
"""How long one try may take; a script takes microseconds, so longer means the server is gone."""

ENDED_KEPT_S = 86_400
"""How long an ended reservation is remembered, so that a late step finds its own."""

JOURNAL_PAGE = 1_000

_AS_URL = (
    "write redis://, rediss:// or unix://, such as redis://host:6379/0, and a password with "
    "percent signs for what an address gives a meaning: %2F for /, %40 for @"
)


def _server_at(url: str, make: Callable[..., Any]) -> Any:
    """A client, None where the address cannot be read: why would quote the password in it."""
    try:
        return make(
            url,
            decode_responses=True,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError:
        return None


class RedisLedger:
    """A `Ledger` in a Redis or Valkey server; safe for threads, processes and forks.

    Args:
        url: Such as `redis://localhost:6379/0`.
        prefix: Begins every key; ledgers of one prefix share their balances. The braces keep all
            keys on one node of a cluster.
        make: Makes the connection, for tests.

    Raises:
        ConfigurationError: The URL cannot be read.
    """

    is_local = False

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "{scout}",
        make: Callable[..., Any] | None = None,
    ) -> None:
        self._prefix = prefix
        server = _server_at(url, make or redis.Redis.from_url)
        if server is None:
            del url  # a traceback that shows locals shows no password
            raise ConfigurationError(f"ledger_url is no address of a server; {_AS_URL}")
        self._server = server
        self._scripts = {name: self._server.register_script(text) for name, text in SCRIPTS.items()}

    def reserve(
        self,
        reservation: str,
        step: str,
        amount_nano_usd: int,
        limits: Sequence[Limit],
        lease_s: float,
    ) -> Limit | None:
        """See `Ledger.reserve`."""
        accounts = json.dumps([limit.account for limit in limits])
        bounds = [value for limit in limits for value in (limit.account, limit.limit_nano_usd)]
        refused = self._run(
            "reserve", reservation, step, amount_nano_usd, int(lease_s * 1000), accounts, *bounds
        )
        if refused == -1:
            raise ValueError("the reservation has ended and cannot hold more")
        return limits[refused - 1] if refused else None

    def dispatch(self, reservation: str) -> None:
        """See `Ledger.dispatch`."""
        self._run("dispatch", reservation)

    def commit(
        self,
        reservation: str,
        step: str,
        spent_nano_usd: int,
        labels: Mapping[str, str],
        *,
        final: bool = False,
    ) -> None:
        """See `Ledger.commit`."""
        told, kept_s = json.dumps(dict(labels)), ENDED_KEPT_S if final else ""
        known = self._run("commit", reservation, step, spent_nano_usd, told, kept_s)
        if known == -1:
            raise ConfigurationError(f"no reservation {reservation!r} to commit to")

    def release(self, reservation: str) -> None:
        """See `Ledger.release`."""
        self._run("release", reservation, ENDED_KEPT_S)

    def reap(self) -> int:
        """See `Ledger.reap`."""
        return int(self._run("reap", ENDED_KEPT_S))

    def balance(self, account: str) -> Balance:
        """See `Ledger.balance`."""
        key = f"{self._prefix}:account:{account}"
        spent, reserved = self._tried(lambda: self._server.hmget(key, "spent", "reserved"))
        return Balance(int(spent or 0), int(reserved or 0))

    def held(self) -> Mapping[str, int]:
        """See `Ledger.held`."""
        listed = self._run("held")
        return dict(zip(listed[::2], map(int, listed[1::2]), strict=True))

    def journal(self, since_s: float = 0.0) -> Iterable[Entry]:
        """See `Ledger.journal`."""
        key, after = f"{self._prefix}:journal", f"{int(since_s * 1000)}-0"
        while True:
            start = after
            lines = self._tried(lambda: self._server.xrange(key, start, "+", count=JOURNAL_PAGE))  # noqa: B023
            for number, line in lines:
                yield _entry(number, line)
            if len(lines) < JOURNAL_PAGE:
                return
            after = f"({lines[-1][0]}"

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _run(self, name: str, *arguments: str | int) -> Any:
        script = self._scripts[name]
        return self._tried(lambda: script(keys=[self._prefix], args=arguments))

    def _tried(self, operation: Callable[[], Any]) -> Any:
        """Run an operation, again where its reply was lost; every step names itself."""
        for left in reversed(range(TRIES)):
            try:
                return operation()
            except (redis.ConnectionError, redis.TimeoutError) as error:
                if not left:
                    raise _unavailable(error) from None
            except redis.RedisError as error:
                raise _unavailable(error) from None
        raise AssertionError("unreachable: the last try returns or raises")


def _unavailable(error: Exception) -> BudgetUnavailableError:
    return BudgetUnavailableError(
        f"the budget server cannot be used: {type(error).__name__}: {error}; bring it back, or "
        "unset the limits to go without"
    )


def _entry(number: str, line: Mapping[str, str]) -> Entry:
    return Entry(
        at_s=int(number.partition("-")[0]) / 1000,
        reservation=line["reservation"],
        nano_usd=int(line["nano"]),
        accounts=tuple(json.loads(line["accounts"])),
        labels=json.loads(line["labels"]),
        kind=line["kind"],
    )
