"""How vendors say when a key may come back, and which ways scout reads."""

# --8<-- [start:limits]
from scout import CallError
from scout.testing import ScriptedVendor, limits
from scout.testing.script import Told

PROVIDERS = ["groq", "google", "anthropic", "minimax", "deepseek", "openai"]
WAYS: list[Told] = [
    "seconds",
    "decimal",
    "date",
    "duration",
    "milliseconds",
    "message",
]

with ScriptedVendor() as vendor:
    for name in PROVIDERS:
        read = []
        for way in WAYS:
            vendor.script(limits(retry_after_s=90, told=way))
            with vendor.router() as router:
                model = f"{name}/{router.provider(name).default_model}"
                try:
                    router.call_sync("Hi", model=model, fallbacks=[])
                except CallError as error:
                    waits = error.retry_after_s or 0
                    read.append(way if waits > 89 else f"({way})")
        print(f"{name:10}", *read)
# --8<-- [end:limits]
