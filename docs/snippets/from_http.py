"""The same question by hand and through scout, against one vendor."""

# --8<-- [start:before]
import httpx

from scout.testing import ScriptedVendor, answers

vendor = ScriptedVendor().start()
vendor.script(answers("Hello!"))
URL = f"{vendor.base_url}/v1/chat/completions"
turns = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hi"},
]

reply = httpx.post(
    URL,
    headers={"Authorization": "Bearer sk-..."},
    json={"model": "openai/gpt-oss-20b", "messages": turns},
    timeout=60,
)
reply.raise_for_status()
print(reply.json()["choices"][0]["message"]["content"])
# --8<-- [end:before]

# --8<-- [start:after]
from scout import call_llm_sync

router = vendor.router()
answer = call_llm_sync(turns, model="openai/gpt-oss-20b", router=router)
print(answer.text, answer.cost_usd)
# --8<-- [end:after]

router.close()
vendor.close()
