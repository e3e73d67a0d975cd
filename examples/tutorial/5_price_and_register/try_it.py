"""What scout knows once Lumen is registered."""

# --8<-- [start:register]
from scout import (
    PRICING,
    PROVIDER_MAP,
    ProviderRegistry,
    estimate_cost_usd,
)

from lumen_scout import LUMEN

ProviderRegistry().register(LUMEN)

name, call = PROVIDER_MAP["lumen-"]
print(name, call.default_model)
print(PRICING["lumen-large-1"]["input_per_million"])
for name in ("glow", "lumen-small-1", "lumen/lumen-large-1"):
    print(name, estimate_cost_usd(name, 1_000_000, 100_000))
# --8<-- [end:register]
