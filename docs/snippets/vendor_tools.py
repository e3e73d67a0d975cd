"""Tools as vendors have them."""

from __future__ import annotations

# --8<-- [start:tools]
from scout import Tool

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
openai = {
    "type": "function",
    "function": {"name": "weather", "parameters": SCHEMA},
}
anthropic = {"name": "weather", "input_schema": SCHEMA}

print(Tool.of(openai) == Tool.of(anthropic))
# --8<-- [end:tools]
