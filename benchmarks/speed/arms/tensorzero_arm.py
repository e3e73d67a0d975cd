"""tensorzero: the embedded gateway, a Rust core."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tensorzero import AsyncTensorZeroGateway

CONFIG = """
[gateway]
observability.enabled = false

[models.m]
routing = ["one"]

[models.m.providers.one]
type = "openai"
model_name = "m"
api_base = "{url}/v1/"
api_key_location = "env::BENCH_KEY"

[functions.chat]
type = "chat"

[functions.chat.variants.v]
type = "chat_completion"
model = "m"
"""
INPUT = {"messages": [{"role": "user", "content": "Say something."}]}


async def plain(url: str) -> Callable[[], Awaitable[int]]:
    """A whole answer."""
    os.environ["BENCH_KEY"] = "key-two"
    folder = Path(tempfile.mkdtemp())
    (folder / "tensorzero.toml").write_text(CONFIG.replace("{url}", url), "utf-8")
    built = AsyncTensorZeroGateway.build_embedded(config_file=str(folder / "tensorzero.toml"))
    gateway = await built if hasattr(built, "__await__") else built

    async def call() -> int:
        reply = await gateway.inference(function_name="chat", input=INPUT)
        return 1 if reply.content else 0

    return call
