"""What a file with a mistake in it leads to."""

from __future__ import annotations

# --8<-- [start:wrong]
from pathlib import Path

from scout import ConfigurationError, Settings

for text in (
    "cache = true\ntimout_s = 30\n",
    "[timeouts.groq]\nidle_s = 'soon'\n",
    "[api_keys]\ngroq = 'gsk_made_up'\n",
):
    file = Path("scout.toml")
    file.write_text(text, "utf-8")
    file.chmod(0o644)
    try:
        Settings()
    except ConfigurationError as error:
        print(error)
# --8<-- [end:wrong]
