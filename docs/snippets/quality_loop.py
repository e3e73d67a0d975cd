"""A wrong draft is revised, then a better model is asked."""

# --8<-- [start:loop]
from scout import Draft, Score, generate_with_quality_loop_sync
from scout.llm.quality_checks import CodeParses
from scout.testing import ScriptedVendor, answers

WRONG = "```python\ndef double(x):\n    return x * x\n```"
RIGHT = "```python\ndef double(x):\n    return x * 2\n```"


def adds_up(draft: Draft) -> Score:
    """A check of one's own: what the question shows comes out."""
    if "x * 2" in draft.text or "x + x" in draft.text:
        return Score(1.0)
    return Score(0.4, "double(3) has to be 6.")


with ScriptedVendor() as vendor, vendor.router() as router:
    vendor.script(answers(WRONG), model="openai/gpt-oss-20b")
    vendor.script(answers(RIGHT), model="claude-sonnet-5-5")
    response = generate_with_quality_loop_sync(
        "Write double(x) in Python; double(3) is 6.",
        checks=[CodeParses(), adds_up],
        tiers=["quick", "workhorse"],
        max_cost_usd=0.5,
        max_output_tokens=1000,
        router=router,
    )

for done in response.rounds:
    print(done.number, done.move, done.model, f"{done.score:.2f}")
    print(f"  {done.feedback or 'nothing to mend'}")
print(response.ending, f"${response.cost_usd:f}")
# --8<-- [end:loop]
