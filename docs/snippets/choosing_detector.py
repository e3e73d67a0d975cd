"""Detectors of one's own: a function, and a generator that asks a model."""

# --8<-- [start:function]
from dataclasses import replace

from scout import Intent, IntentGuess, Message, detect_intent


def house_rules(messages: tuple[Message, ...]) -> IntentGuess:
    """What comes from the ticket system is sorted; scout says the rest."""
    if messages[-1].text.startswith("Ticket #"):
        signals = ("ticket",)
        return IntentGuess(Intent.CLASSIFY, 0.99, signals, complexity=0.1)
    return detect_intent(messages)


# --8<-- [end:function]
# --8<-- [start:generator]
from pydantic import BaseModel

from scout import Detection, LabelRequest, LLMResponse


class Effort(BaseModel):
    """The answer that is asked for."""

    steps: int


def counts_steps(messages: tuple[Message, ...]) -> Detection:
    """A model says how many steps it takes: that is the complexity."""
    guess = detect_intent(messages)
    answer = yield LabelRequest(
        prompt=messages[-1].text,
        system="How many steps would an answer take? Do not answer.",
        model="router",
        form=Effort,
        max_output_tokens=50,
        timeout_s=2,
    )
    if not isinstance(answer, LLMResponse):  # the error of the call
        return guess
    return replace(guess, complexity=min(1.0, answer.parsed.steps / 10))


# --8<-- [end:generator]
# --8<-- [start:use]
from scout.testing import ScriptedVendor, answers

with ScriptedVendor() as vendor:
    vendor.script(answers('{"steps": 9}'), model="gemini-2.5-flash-lite")
    for detector in (house_rules, counts_steps):
        with vendor.router(detector=detector) as router:
            response = router.call_sync("Ticket #4711: the lamp flickers.")
        if chosen := response.chosen:  # None where a model was named
            print(f"{chosen.by}: tier {chosen.tier} of {chosen.tiers}")
# --8<-- [end:use]
