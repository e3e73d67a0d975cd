"""A conversation in Anthropic's shape, with its system blocks."""

from __future__ import annotations

# --8<-- [start:anthropic]
from typing import Any

from scout import messages_from_anthropic
from scout.testing import ScriptedVendor, answers

system = [{"type": "text", "text": "Answer in a word."}]
history: list[dict[str, Any]] = [
    {"role": "user", "content": "What is the weather in Bern?"},
    {
        "role": "assistant",
        "content": [
            {
                "type": "tool_use",
                "id": "toolu_1",
                "name": "weather",
                "input": {"city": "Bern"},
            }
        ],
    },
    {
        "role": "user",
        "content": [
            {
                "type": "tool_result",
                "tool_use_id": "toolu_1",
                "content": "rain",
            },
            {"type": "text", "text": "So?"},
        ],
    },
]

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers("Rainy."))
    messages = messages_from_anthropic(history, system=system)
    print(router.call_sync(messages, model="quick"))

for message in messages:
    print(message.role, message.text or message.tool_calls[0].name)
# --8<-- [end:anthropic]
