"""`python -m benchmarks.work` counts the work of each piece and compares; `--write` keeps it.

`--where PIECE` says in which functions the instructions of one piece are executed.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.work.counting import work_of
from benchmarks.work.figures import BAND, INTERPRETER, counted, differing, kept, write
from benchmarks.work.pieces import pieces


def main() -> int:
    """Count, then write, compare or explain."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep what is counted now")
    parser.add_argument("--where", metavar="PIECE", help="beginning of a piece's name")
    options = parser.parse_args()
    if options.where:
        for name, piece in pieces().items():
            if name.startswith(options.where):
                print(f"{name}:")
                for function, count in work_of(piece)[1].most_common(25):
                    print(f"{count:7} {function}")
        return 0
    found = counted()
    if options.write:
        write(found)
        return 0
    old = kept()
    for name, work in found.items():
        was = old.get(name)
        print(f"{work.instructions:7} {was.instructions if was else '-':>7} {name}")
    worse = differing(found, old)
    print(f"{len(worse)} of {len(found)} differ by more than {BAND:.0%} from {INTERPRETER}'s")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
