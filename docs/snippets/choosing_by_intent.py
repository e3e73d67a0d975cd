"""Calls that name no model: what the prompt wants decides who answers."""

# --8<-- [start:calls]
from scout.testing import ScriptedVendor

PROMPTS = (
    "Hello there!",
    "Translate 'good morning' into French.",
    "Write a Python function that merges two sorted lists.",
)

with ScriptedVendor() as vendor, vendor.router() as router:
    for prompt in PROMPTS:
        response = router.call_sync(prompt)
        if chosen := response.chosen:  # None where a model was named
            place = f"tier {chosen.tier} of {chosen.tiers}"
            print(f"{chosen.guess.intent}, {place}: {response.model}")
# --8<-- [end:calls]
