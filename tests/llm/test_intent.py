"""What a prompt is for: held against prompts that nobody tuned to, and against nonsense."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.intent import detect_intent
from scout.llm.intent_model import table
from scout.llm.intent_types import Intent
from tools.intent_report import judge, score
from tools.intent_sets import TRAINING, calibration_error, checksum, load

FLOOR = 0.92
"""Macro-F1 that the hold-out may not fall below; the prompts were written before the tuning."""

UNSEEN_FLOORS = {"fresh": 0.87, "holdout_english": 0.84, "holdout_languages": 0.86}
"""The same for other styles and authors, hard on purpose; README.md beside the sets says whose."""


def test_the_hold_out_is_read_as_its_labels_say() -> None:
    """Ten intents, many languages, adversarial neighbours among them."""
    found = judge("holdout")
    assert len(found) >= 300
    assert len({one.lang for one in found}) >= 10
    assert {one.true for one in found} == set(Intent)
    assert score(found) >= FLOOR


@pytest.mark.parametrize("name", UNSEEN_FLOORS)
def test_prompts_of_other_styles_and_authors_are_read_too(name: str) -> None:
    """Exam questions, templates, slang and idioms in 27 languages, none of them learned from."""
    assert score(judge(name)) >= UNSEEN_FLOORS[name]


def test_no_prompt_stands_in_both_sets() -> None:
    """What is learned from is not what is measured."""
    learned = {row["prompt"] for name in TRAINING for row in load(name)}
    measured = {row["prompt"] for name in ("holdout", *UNSEEN_FLOORS) for row in load(name)}
    assert len(measured) > 700
    assert not learned & measured


def test_the_weights_were_learned_from_the_training_sets_as_they_are() -> None:
    """Whoever changes a set has to run `python -m tools.train_intent`."""
    assert table().learned_from == {name: checksum(name) for name in TRAINING}


def test_importing_scout_reads_neither_weights_nor_words() -> None:
    """They cost milliseconds, and many programs name their models."""
    code = (
        "import sys, scout, scout.llm.intent\n"
        "from scout.llm import intent_lexicon, intent_model\n"
        "read = intent_model.table.cache_info().currsize, intent_lexicon.lexicon.cache_info()\n"
        "assert read[0] == 0 and read[1].currsize == 0, read\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_signal_is_said_in_words() -> None:
    """A reader of the log need not know how the model is made."""
    signals = detect_intent("Please refactor my function").signals
    assert 'word "refactor"' in signals
    assert all(one[0].isalpha() for one in signals)


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


def test_an_author_whom_the_weights_do_not_know_is_read_too() -> None:
    """As the trainer measured it, with one author left out at a time."""
    assert set(table().across) == set(TRAINING)
    assert min(table().across.values()) >= 0.8


def test_confidence_is_about_as_often_right_as_it_says() -> None:
    """Over all prompts that were not learned from; 0.05 is what their number lets one tell."""
    found = [one for name in ("holdout", *UNSEEN_FLOORS) for one in judge(name)]
    assert calibration_error((one.confidence, one.is_right) for one in found) <= 0.05


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        (
            "What is 2+2?",
            "Solve 3x+2y=7, 5x-y=3, then find the eigenvalues, prove it and say when it fails.",
        ),
        (
            "Write a haiku",
            "Write a story with three narrators, then revise it, and finally explain each change.",
        ),
        (
            "Was ist 2+2?",
            "Vergleiche drei Beweise ausführlich und bewerte anschließend den elegantesten.",
        ),
        (
            "Quelle est la capitale du Pérou ?",
            "Compare en détail trois systèmes de retraite, puis évalue-les et propose une réforme.",
        ),
        (
            "Traduce hola",
            "Traduce el contrato, después resume cada cláusula y analiza los riesgos en detalle.",
        ),
        (
            "Какая столица Перу?",
            "Подробно сравни системы трёх стран, затем оцени их и предложи реформу.",
        ),
        ("秘鲁的首都是哪里？", "请详细比较三种算法，然后分析优缺点，最后设计方案并严格论证。"),
        (
            "ペルーの首都は？",
            "三つの方式を詳しく比較し、長所と短所を分析し、最後に設計を提案して。",
        ),
        ("ما عاصمة بيرو؟", "قارن بالتفصيل بين ثلاث خوارزميات، ثم حلل مزاياها وصمم حلا."),
        ("Stolica Peru?", "Porównaj szczegółowo trzy algorytmy, a następnie zaproponuj projekt."),
    ],
)
def test_several_demands_are_more_complex_than_one(easy: str, hard: str) -> None:
    """In any language, by a margin that moves the tier."""
    assert detect_intent(hard).complexity >= detect_intent(easy).complexity + 0.1


@pytest.mark.parametrize(
    "piece", ["word ", "(", "\"a' ", "a=1;\n", "1+", "字", "a, b, ", "```", "\u0301"]
)
def test_a_megabyte_takes_no_longer_than_its_ends(piece: str) -> None:
    """Only the ends are read, and no pattern goes back and forth; slow machines get ten times."""
    text = piece * (1_000_000 // len(piece))
    detect_intent(text)
    began = time.process_time()
    detect_intent(text)
    assert time.process_time() - began < 0.05


@given(st.text(max_size=400))
def test_any_text_has_an_intent_and_always_the_same(text: str) -> None:
    """No crash, a confidence and a complexity from 0 to 1."""
    guess = detect_intent(text)
    assert guess == detect_intent(text)
    assert 0 <= guess.confidence <= 1
    assert 0 <= guess.complexity <= 1
