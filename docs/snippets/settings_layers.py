"""Which of the places where a setting is given decides."""

from __future__ import annotations

# --8<-- [start:layers]
from pathlib import Path

from scout import Settings

Path("scout.toml").write_text(
    """\
timeout_s = 30
fallbacks = ["workhorse", "quick"]

[timeouts.groq]
idle_s = 5
""",
    "utf-8",
)

settings = Settings(timeout_s=10, timeouts={"groq": {"connect_s": 2}})
print(settings.timeout_s, settings.fallbacks)
print(settings.timeouts["groq"])
for name, places in sorted(settings.origins().items()):
    told = (place.place or place.kind for place in places)
    print(f"{name}: {' before '.join(told)}")
# --8<-- [end:layers]
