"""A circuit that rests ever longer, and the walk that shows it."""

from __future__ import annotations

from dataclasses import replace

from acme_scout import ACME

from scout.llm.circuit_breaker import CircuitPolicy
from scout_conformance import run

if __name__ == "__main__":
    patient = replace(ACME, circuit=CircuitPolicy(open_cap_s=3600.0))
    for result in run(patient, checks=["SC-CIR-007"]).results:
        print(result.sent)
        print(f"expected {result.expected}, got {result.got}")
