"""`python -m benchmarks.quality` runs the benchmark and writes its results.

With `--check` it writes nothing, and fails where the results that are there are not those that
the code gives.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.quality.report import Results

FOLDER = Path(__file__).parent / "results"
TASKS = 900
SEED = 20261122


def main() -> int:
    """Measure, then write or compare."""
    results = Results.measured(TASKS, SEED)
    print(results.table(), results.recall_table(), sep="\n")
    files = results.files()
    if "--check" in sys.argv[1:]:
        stale = [
            name
            for name, text in files.items()
            if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text
        ]
        print(f"{FOLDER.name}: {', '.join(stale) or 'nothing'} out of date")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name, text in files.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
