"""What scout does not send is refused by name, before anything is sent."""

from __future__ import annotations

# --8<-- [start:refused]
from scout import messages_from_openai

recording = {"type": "input_audio", "input_audio": {"data": "UklGRg=="}}
try:
    messages_from_openai([{"role": "user", "content": [recording]}])
except ValueError as error:
    print(error)
# --8<-- [end:refused]
