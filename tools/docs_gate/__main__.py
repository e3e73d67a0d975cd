"""Prints every way in which the pages say what the code does not: `python -m tools.docs_gate`.

Names of gates as arguments narrow it: `python -m tools.docs_gate claims numbers`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tools.docs_gate.coverage import old_prices
from tools.docs_gate.gates import problems
from tools.docs_gate.namespace import namespace
from tools.docs_gate.pages import pages_of
from tools.docs_gate.reasons import told
from tools.docs_gate.vocabulary import unused_words

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Print the problems, one a line; 1 where there are any."""
    found = [str(problem) for problem in problems(ROOT, *sys.argv[1:])]
    if not sys.argv[1:]:
        found += unused_words((*pages_of(ROOT), *told(ROOT)), namespace(ROOT))
        found += old_prices(datetime.now(UTC).date())
    print(*found, sep="\n", end="\n" if found else "")
    print(f"the guide: {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
