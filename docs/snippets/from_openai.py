"""A conversation in OpenAI's shape, passed on as it is."""

from __future__ import annotations

# --8<-- [start:openai]
from typing import Any

from scout import messages_from_openai
from scout.testing import ScriptedVendor, answers

history: list[dict[str, Any]] = [
    {"role": "developer", "content": "Answer in a word."},
    {"role": "user", "content": "What is the weather in Bern?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {
                    "name": "weather",
                    "arguments": '{"city": "Bern"}',
                },
            }
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
]

with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers("Rainy."))
    print(router.call_sync(history, model="claude-sonnet-5-5"))

for message in messages_from_openai(history):
    print(message.role, message.text or message.tool_calls[0].arguments)
# --8<-- [end:openai]
