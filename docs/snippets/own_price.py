"""A price that you know better, for a router of your own."""

# --8<-- [start:price]
from dataclasses import replace

from scout import ProviderRegistry
from scout.llm.catalog import Catalog
from scout.llm.providers.groq import GROQ

model = "openai/gpt-oss-20b"
mine = dict(GROQ.pricing)
mine[model] = {**mine[model], "input_per_million": 0.05}

registry = ProviderRegistry(Catalog())  # hand it to Router(registry=...)
registry.register(replace(GROQ, pricing=mine))
for row in (GROQ, registry.get("groq")):
    print(row.pricing[model]["input_per_million"])
# --8<-- [end:price]
