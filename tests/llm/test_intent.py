"""What a prompt is for: held against prompts that nobody tuned to, and against nonsense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.intent import detect_intent
from scout.llm.intent_types import Intent
from tools.intent_report import judge, score

DATA = Path(__file__).parents[1] / "data" / "intent"
FLOOR = 0.92
"""Macro-F1 that the hold-out may not fall below; the prompts were written before the tuning."""

FRESH_FLOOR = 0.68
"""The same for prompts in other styles, written after it: what the detector is really worth."""


def test_the_hold_out_is_read_as_its_labels_say() -> None:
    """Ten intents, many languages, adversarial neighbours among them."""
    found = judge("holdout")
    assert len(found) >= 300
    assert len({one.lang for one in found}) >= 10
    assert {one.true for one in found} == set(Intent)
    assert score(found) >= FLOOR


def test_prompts_of_other_styles_are_read_better_than_a_guess() -> None:
    """Exam questions and structured requests, which nobody tuned to."""
    assert score(judge("fresh")) >= FRESH_FLOOR


def test_no_prompt_stands_in_both_sets() -> None:
    """What is learned from is not what is measured."""

    def prompts(name: str) -> set[str]:
        lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
        return {json.dumps(json.loads(line)["prompt"]) for line in lines}

    assert not prompts("train") & (prompts("holdout") | prompts("fresh"))


@pytest.mark.parametrize(
    ("prompt", "intent"),
    [
        (
            "Summarize what this Python function does:\n```python\ndef f(x): return x\n```",
            "summarize",
        ),
        ("Write a poem about calculus", "creative"),
        ("Write a regex that matches IPv4 addresses", "code"),
        ("Translate this poem into French: Roses are red", "translate"),
        ("Is this review positive or negative? 'Great phone, awful battery.'", "classify"),
        ("What is the capital of Mongolia?", "factual"),
        ("thanks, you too!", "chat"),
        ("Übersetze ins Englische: Wo ist der Bahnhof?", "translate"),
        ("Résume ce texte en trois phrases : Il était une fois", "summarize"),
    ],
)
def test_the_instruction_counts_and_not_what_it_is_about(prompt: str, intent: str) -> None:
    """The verb and its object, not the material."""
    assert detect_intent(prompt).intent == intent


@given(st.text(max_size=400))
def test_any_text_has_an_intent_and_always_the_same(text: str) -> None:
    """No crash, a confidence and a complexity from 0 to 1."""
    guess = detect_intent(text)
    assert guess == detect_intent(text)
    assert 0 <= guess.confidence <= 1
    assert 0 <= guess.complexity <= 1
