"""Walks beside a model: honest providers survive them, and a fault is told by the shortest one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from scout.llm.providers.base import Provider
from scout.llm.providers.client import ProviderClient
from scout.llm.providers.keys import KeyState
from scout_conformance import Options, Outcome, Result, Subject, Violation, run
from scout_conformance.generate import each
from scout_conformance.models.circuit import CircuitModel
from scout_conformance.models.keys import KeysModel
from scout_conformance.models.retry import RetryModel
from scout_conformance.models.walk import Model, lead
from scout_conformance.targets import of_object
from scout_conformance.zoo.acme import ACME
from scout_conformance.zoo.sequences import SEQUENCES

MODELS = {"SC-KEY-010", "SC-CIR-007", "SC-RTY-007", "SC-BUD-002"}


def _result(row: Provider, check_id: str, options: Options | None = None) -> Result:
    report = run(row, checks=[check_id], options=options)
    (result,) = report.results
    return result


@pytest.mark.parametrize("check_id", sorted(MODELS))
def test_a_sound_provider_survives_many_walks(check_id: str) -> None:
    """Ten times as many as a verdict takes, from another start."""
    result = _result(ACME, check_id, Options(seed=7, examples=200))
    assert result.outcome is Outcome.PASS, (result.sent, result.got)


@pytest.mark.parametrize("animal", SEQUENCES, ids=[animal.name for animal in SEQUENCES])
def test_a_fault_of_sequences_is_told_move_by_move(animal: object) -> None:
    """Who was asked when, and what came; never longer than a screen."""
    from scout_conformance.zoo import Animal, judge  # noqa: PLC0415 -- for the type alone

    assert isinstance(animal, Animal)
    report = judge(animal)
    told = [result for result in report.results if result.id in animal.fails]
    assert {result.id for result in told} == animal.fails <= MODELS
    for result in told:
        lines = result.sent.splitlines()
        assert all(line.startswith("t=") for line in lines)
        assert 1 < len(lines) <= 20
        assert any(" request -> " in line for line in lines)


class _Unlucky(ProviderClient):
    """Uses a key once more after the vendor has refused two of them."""

    def lease_key(self, model: str, now_s: float) -> KeyState:
        refused = [key for key in self.key_states if key.disabled]
        if len(refused) == 2:
            refused[0].disabled = False
        return super().lease_key(model, now_s)


class _NothingNamed(KeysModel):
    """The model of keys without its named walks."""

    named = ()


def test_a_state_machine_finds_by_itself_what_no_named_walk_shows() -> None:
    """And shrinks it: two keys are revoked, and one of them is asked again."""
    subject = Subject.of(of_object(replace(ACME, client=_Unlucky)), options=Options(examples=200))
    with pytest.raises(Violation) as caught:
        lead(subject, _NothingNamed)
    lines = caught.value.sent.splitlines()
    assert sum("revokes" in line for line in lines) == 2
    assert not [line for line in lines if "limits" in line or "empty" in line or "pass" in line]
    assert caught.value.case is not None
    names = [move[0] for move in caught.value.case.value]
    assert sorted(names) == ["ask", "ask", "revoke", "revoke"]


def test_the_same_walks_come_every_time() -> None:
    """A verdict does not depend on the day; another seed writes others."""

    def written(seed: int) -> list[object]:
        walks: list[object] = []

        class Listening(RetryModel):
            """Notes what it is to walk, and stays where it is."""

            named = ()

            async def follow(self, walk: object, stage: object) -> None:
                walks.append(walk)

        lead(Subject.of(of_object(ACME), options=Options(seed=seed)), Listening)
        return walks

    assert written(0) == written(0)
    assert written(0) != written(1)
    assert 1 < len(written(0)) <= 20


def test_a_named_walk_is_shortened_too() -> None:
    """What has nothing to do with the fault is left out of the record."""

    class Detour(CircuitModel):
        """Goes a long way before it leaves out the point."""

        named = ((("rest", 1), ("ask",), ("rest", 20), ("complain",), ("ask",)),)

        async def complain(self) -> None:
            """Find a fault."""
            self.note("a fault")
            self.fails("none", "one")

    with pytest.raises(Violation) as caught:
        lead(Subject.of(of_object(ACME)), Detour)
    assert caught.value.sent == "t=0s a fault"


def test_a_fault_that_comes_and_goes_is_still_a_fault() -> None:
    """Hypothesis calls it flaky; the contract calls it broken."""
    from hypothesis import strategies as st  # noqa: PLC0415 -- beside its only use

    tried: list[int] = []

    def sometimes(number: int) -> None:
        tried.append(number)
        if len(tried) == 5:
            raise Violation(sent=str(number), expected="an answer", got="none")

    with pytest.raises(Violation, match="expected an answer"):
        each(Options(), sometimes, boundary=(), strategy=st.integers)


def test_models_cost_no_import_of_hypothesis() -> None:
    """It is most of the cold start, and a listing needs none of it."""
    code = (
        "import sys, scout_conformance; scout_conformance.catalogue(); "
        "sys.exit('hypothesis' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_move_of_a_model_is_a_method_of_it() -> None:
    """A walk that is read from a file finds what it names."""
    for model in _models():
        assert all(callable(getattr(model, name)) for name in model.moves)
        assert {move[0] for walk in model.named for move in walk} <= set(model.moves)


def _models() -> list[type[Model]]:
    from scout_conformance.models.budget import BudgetModel  # noqa: PLC0415 -- with the others

    return [KeysModel, CircuitModel, RetryModel, BudgetModel]
