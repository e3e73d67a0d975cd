"""Acme with a mistake, and what the contract says of it."""

from __future__ import annotations

# --8<-- [start:mistake]
from dataclasses import replace

from acme_scout import ACME, ACME_PRICING

FORGETFUL = replace(
    ACME, pricing={"acme-small-1": ACME_PRICING["acme-small-1"]}
)
# --8<-- [end:mistake]

from scout_conformance import run
from scout_conformance.terminal import failure

(result,) = run(FORGETFUL, checks=["SC-PRC-001"]).results
print(failure(result, "acme", width=76))
