"""A row with a circuit of its own, and one that is refused."""

# --8<-- [start:policy]
from dataclasses import replace

from acme_scout import ACME

from scout import CircuitPolicy, ConfigurationError

PATIENT = replace(ACME, circuit=CircuitPolicy(consecutive_failures=10))

try:
    CircuitPolicy(failure_rate=50)
except ConfigurationError as error:
    print(error)
# --8<-- [end:policy]
