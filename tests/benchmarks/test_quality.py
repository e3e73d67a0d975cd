"""The benchmark of the quality loop: its claim in short, and its files."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.quality import __main__ as command
from benchmarks.quality.models import Vendor
from benchmarks.quality.report import Results
from benchmarks.quality.runs import POLICIES, Summary, run, wilson
from benchmarks.quality.tasks import Task, make_tasks, passes_tests
from scout.llm.quality import Draft, Score
from scout.llm.quality_checks import ArithmeticHolds, CodeParses, Matches
from scout.llm.types import Message

WRITTEN = Path(command.__file__).parent / "results"
TASKS = make_tasks(150, seed=1)


@pytest.fixture(scope="module")
def found() -> dict[str, Summary]:
    """Each policy over a sixth of the tasks of the whole benchmark."""
    return {policy.name: run(policy, TASKS, seed=1) for policy in POLICIES}


def test_the_loop_is_close_to_the_dearest_model_at_a_fraction_of_its_cost(
    found: dict[str, Summary],
) -> None:
    """The claim, with room for the dice: far above the cheap one, just below the dear one."""
    cheap, dear, loop = (found[name] for name in ("always cheap", "always dear", "loop"))
    assert loop.quality >= cheap.quality + 0.2
    assert loop.quality >= dear.quality - 0.08
    assert loop.cost_usd <= 0.35 * dear.cost_usd


def test_a_judge_buys_quality_for_money(found: dict[str, Summary]) -> None:
    """What the checks cannot see a judge may; at less than half the price of the dear model."""
    assert found["loop with a judge"].quality >= found["always dear"].quality - 0.01
    assert found["loop"].cost_usd < found["loop with a judge"].cost_usd
    assert found["loop with a judge"].cost_usd <= 0.6 * found["always dear"].cost_usd


def test_the_claim_depends_on_what_the_checks_can_see() -> None:
    """Blind checks leave the loop where its cheap model is; the benchmark can show that."""
    (loop,) = (policy for policy in POLICIES if policy.name == "loop")
    blind, sharp = (run(loop, TASKS, seed=1, recall=recall) for recall in (0.0, 1.0))
    assert blind.rounds == 1
    assert sharp.quality >= blind.quality + 0.3


def test_a_run_can_be_repeated(found: dict[str, Summary]) -> None:
    """The dice are seeded, and time is virtual."""
    assert run(POLICIES[0], TASKS, seed=1) == found["always cheap"]
    assert run(POLICIES[0], TASKS, seed=2) != found["always cheap"]


def test_each_task_is_what_it_says() -> None:
    """The right answer passes, the seen fault fails, the unseen one passes and is wrong."""
    for task in TASKS:
        question = (Message("user", task.prompt),)
        for text, passes in ((task.right, True), (task.seen, False), (task.unseen, True)):
            assert _passes(task, Draft(question, text)) == passes, (task, text)
        assert task.is_right(task.right)
        assert not task.is_right(task.seen)
        assert not task.is_right(task.unseen)


def _passes(task: Task, draft: Draft) -> bool:
    form = () if task.form is None else (Matches(task.form),)
    scores = [check(draft) for check in (*task.checks, *form)]
    return all(isinstance(score, Score) and score.value == 1 for score in scores)


def test_code_without_a_block_fails_its_tests() -> None:
    """There is nothing to run."""
    assert passes_tests(Draft((), "return x")).value == 0
    assert {CodeParses, ArithmeticHolds} <= {type(c) for task in TASKS for c in task.checks}


def test_a_request_for_no_task_is_an_error_of_the_benchmark() -> None:
    """It would otherwise be counted as an answer."""
    with pytest.raises(LookupError, match="no task is named"):
        Vendor(TASKS, 1, 0.5)._task_in("hello")


@pytest.mark.parametrize(
    ("right", "count", "low", "high"), [(0, 10, 0.0, 0.278), (9, 10, 0.596, 0.982)]
)
def test_the_interval_is_wilsons(right: int, count: int, low: float, high: float) -> None:
    """Values of a table of such intervals."""
    assert wilson(right, count) == pytest.approx((low, high), abs=0.001)


def test_tables_and_picture_are_those_of_the_numbers() -> None:
    """Nobody has touched them; whether the numbers are the code's own is the session's check."""
    results = Results.read((WRITTEN / "results.json").read_text("utf-8"))
    for name, text in results.files().items():
        assert (WRITTEN / name).read_text("utf-8") == text, "run: nox -s quality"


def test_the_picture_is_sound_and_shows_every_policy_on_any_ground() -> None:
    """It loads nothing, and takes its colours from the page or the reader's scheme."""
    text = (WRITTEN / "plot.svg").read_text("utf-8")
    picture = ET.fromstring(text)  # noqa: S314 -- our own file
    labels = {node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {policy.name for policy in POLICIES} <= labels
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "currentColor" in text
    assert "prefers-color-scheme:dark" in text
