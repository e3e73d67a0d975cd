"""A first call: two keys, a vendor that is a function, and no network."""

from __future__ import annotations

import httpx
from pydantic import SecretStr

from scout import Router, Settings


# --8<-- [start:vendor]
def vendor(request: httpx.Request) -> httpx.Response:
    """Play Groq: the first key is over its limit, the second is served."""
    if request.headers["Authorization"] == "Bearer gsk-first":
        return httpx.Response(429, headers={"Retry-After": "7"})
    answer = {
        "model": "openai/gpt-oss-20b",
        "choices": [
            {"message": {"content": "Hello!"}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 12, "completion_tokens": 3},
    }
    return httpx.Response(200, json=answer)


# --8<-- [end:vendor]
# --8<-- [start:call]
keys = SecretStr("gsk-first"), SecretStr("gsk-second")
settings = Settings(api_keys={"groq": keys}, upstream_stream="never")
with Router(settings, sync_transport=httpx.MockTransport(vendor)) as router:
    response = router.call_sync("Say hello.", model="quick")

print(response.text)
print(response.provider, response.model, response.cost_usd)
for attempt in response.attempts:
    print(attempt.key_id, attempt.outcome)
# --8<-- [end:call]
