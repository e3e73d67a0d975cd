"""A process that reserves and commits against one ledger until it is killed, and tells each step.

Started by the kill tests as `python -m tests.llm.ledgers.writer ENGINE PLACE NAME COUNT`. Each
line on its output is a step that the ledger has acknowledged.
"""

from __future__ import annotations

import sys
import time

from scout.errors import BudgetUnavailableError
from scout.llm.budget import Ledger, Limit
from scout.llm.ledgers.redis import RedisLedger
from scout.llm.ledgers.sqlite import SQLiteLedger

LIMITS = (Limit("global", 10**12),)
AMOUNT, COST, LEASE_S = 10, 7, 0.2


def opened(engine: str, place: str) -> Ledger:
    """The ledger that a test names."""
    return SQLiteLedger(place, time.time) if engine == "sqlite" else RedisLedger(place)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(engine: str, place: str, name: str, count: int) -> None:
    """Make calls, and say so."""
    ledger = opened(engine, place)
    _say("open")
    for number in range(count):
        call = f"{name}-{number}"
        try:
            refused = ledger.reserve(call, "1", AMOUNT, LIMITS, LEASE_S)
            if refused is not None:
                _say(f"refused {call}")
                continue
            ledger.dispatch(call)
            ledger.commit(call, "2", COST, {"writer": name})
            _say(f"committed {call}")
            ledger.release(call)
        except BudgetUnavailableError:
            time.sleep(0.05)  # the server is away; what was not acknowledged is not claimed


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
