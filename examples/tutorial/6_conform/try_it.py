"""Lumen before the contract, with a mistake and without."""

# --8<-- [start:conform]
from dataclasses import replace

from scout_conformance import run

from lumen_scout import LUMEN

mistaken = replace(LUMEN, model_prefixes=("lumen-", "g"))

for row in (mistaken, LUMEN):
    report = run(row)
    print(report.verdict)
    for result in report.results:
        if result.outcome in {"FAIL", "WARN"}:
            print(" ", result.id, result.outcome)
# --8<-- [end:conform]
