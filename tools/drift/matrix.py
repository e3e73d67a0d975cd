"""Says in a table which drift was noticed, and by which gate."""

from __future__ import annotations

import json
from pathlib import Path

from tools.markdown import table

RESULTS = Path(__file__).with_name("results.json")


def page() -> str:
    """The figures, and a row for each drift."""
    results = json.loads(RESULTS.read_text("utf-8"))
    noticed = [result for result in results if result["noticed_by"]]
    kinds = len({result["kind"] for result in results})
    head = f"**{len(noticed)} of {len(results)} noticed**, of {kinds} kinds.\n\n"
    return head + table(
        ("kind", "what somebody did", "noticed by"),
        (
            (result["kind"], result["drift"], result["noticed_by"] or "**nobody**")
            for result in sorted(results, key=lambda result: str(result["kind"]))
        ),
    )
