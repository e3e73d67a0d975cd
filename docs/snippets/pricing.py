"""Prices by model: one vendor, two models."""

# --8<-- [start:pricing]
from scout import PRICING, estimate_cost_usd, price_of

for model in ("claude-haiku-4-5", "claude-opus-4-5"):
    row = PRICING[model]
    print(model, row["input_per_million"], row["output_per_million"])
    cost = estimate_cost_usd(model, input_tokens=10_000, output_tokens=500)
    print(f"  10,000 tokens in, 500 out: ${cost:.4f}")

print(price_of("a-model-nobody-priced"))
# --8<-- [end:pricing]
