"""Compares the built-in price rows with a second source, and fails where nobody argued.

`python -m tools.compare_prices` prints every row that is not simply the same, and ends with 1
where one differs, is old or stands alone without an argument in `tools/price_exceptions.py`, or
where an argument is no longer needed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from scout.llm.price_compare import MAX_AGE_DAYS, PriceComparison, Status, compare_prices
from scout.llm.providers.registry import built_in
from tools.price_exceptions import EXCEPTIONS, NOT_LISTED

BUILT_IN = frozenset(offer.name for offer in built_in())


def findings(
    compared: Sequence[PriceComparison],
    exceptions: Mapping[tuple[str, str], Mapping[str, str]] = EXCEPTIONS,
    not_listed: Mapping[tuple[str, str], str] = NOT_LISTED,
) -> Iterator[str]:
    """What nobody argued, a line each."""
    for one in compared:
        argued = exceptions.get((one.provider, one.model), {})
        for difference in one.differences:
            if difference not in argued:
                yield f"{one.provider}/{one.model} differs: {difference}"
        for difference in sorted(argued.keys() - set(one.differences)):
            yield f"{one.provider}/{one.model} needs no exception any more: {difference}"
        if one.status is Status.STALE:
            read = "on an unknown day" if one.as_of is None else f"on {one.as_of}"
            yield f"{one.provider}/{one.model} is old: it was read {read}; read it again"
        if (not one.listed_as) != ((one.provider, one.model) in not_listed):
            yield f"{one.provider}/{one.model} is {'not ' * (not one.listed_as)}listed there"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=datetime.fromisoformat, default=None, help="moment, UTC")
    parser.add_argument("--max-age-days", type=int, default=MAX_AGE_DAYS)
    given = parser.parse_args(arguments)
    at = (given.at or datetime.now(UTC)).replace(tzinfo=UTC)
    rows = compare_prices(at=at, max_age_days=given.max_age_days)
    compared = [one for one in rows if one.provider in BUILT_IN]
    for one in compared:
        age = "?" if one.age_days is None else f"{one.age_days} days"
        other = f", there {one.listed_as}" if one.listed_as not in ("", one.model) else ""
        print(f"{one.status:14} {age:>9}  {one.provider}/{one.model}{other}")
        for difference in one.differences:
            why = EXCEPTIONS.get((one.provider, one.model), {}).get(difference, "NOT ARGUED")
            print(f"{'':27}{difference}\n{'':29}{why}")
    found = list(findings(compared))
    print(f"\n{len(compared)} rows against genai-prices {version('genai-prices')}")
    print("\n".join(found) or "every difference is argued, no row is old")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
