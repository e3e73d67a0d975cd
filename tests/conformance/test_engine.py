"""The engine: prerequisites, blame, and the same report every time."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import os
import warnings
from pathlib import Path

import pytest

from scout.llm.catalog import CATALOG
from scout.llm.providers.base import Provider, WireReply
from scout.llm.providers.wires.openai_chat import OpenAIChat
from scout.llm.types import ProviderResult
from scout_conformance import (
    Engine,
    Options,
    Outcome,
    Report,
    Result,
    Subject,
    Target,
    Verdict,
    document,
    run,
    terminal,
)
from scout_conformance.subject import KEYS
from scout_conformance.targets import of_object
from scout_conformance.zoo.acme import ACME


def _target(row: Provider, spec: str = "acme") -> Target:
    return of_object(row, spec)


def _result(report: Report, check_id: str) -> Result:
    return next(one for one in report.results if one.id == check_id)


class _Raising(OpenAIChat):
    """Raises what no wire should, with a key in its words."""

    def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
        raise ZeroDivisionError(f"{KEYS[0]} and {reply.status}")


def test_a_check_alone_makes_an_incomplete_report() -> None:
    """A part says nothing about the whole, however well it went."""
    report = run(ACME, checks=["SC-ERR-010"])
    assert report.ids(Outcome.PASS) == {"SC-ERR-010"}
    assert len(report.missing) > 40
    assert report.verdict is Verdict.INCOMPLETE


def test_a_prerequisite_is_tried_once_and_blocks_what_hangs_on_it() -> None:
    """The root is named, not the link in between."""
    loads: list[int] = []

    def load() -> Provider:
        loads.append(1)
        raise RuntimeError("no such luck")

    engine = Engine(Subject.of(Target("broken", load)))
    assert engine.result("SC-STR-012").outcome is Outcome.BLOCKED
    assert engine.result("SC-STR-012").blocked_by == "SC-REG-001"
    assert engine.result("SC-REG-001").outcome is Outcome.FAIL
    assert len(loads) == 1


def test_an_exception_of_the_author_is_a_failure_with_the_authors_frames() -> None:
    """This test plays the author: the frames are those of this file, and hold no key."""
    row = dataclasses.replace(ACME, wire=_Raising())
    result = _result(run(_target(row), checks=["SC-WIR-030"]), "SC-WIR-030")
    assert result.outcome is Outcome.FAIL
    assert result.got == "ZeroDivisionError: <key> and 200"
    assert [frame.partition(":")[0] for frame in result.frames] == [Path(__file__).name]


def test_a_fault_of_the_kit_is_not_blamed_on_the_provider(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HARNESS_ERROR, an incomplete run, and the whole traceback, for it is ours to mend."""
    monkeypatch.setattr("scout_conformance.checks.errors.ERROR_BODIES", 7)
    report = run(ACME)
    assert _result(report, "SC-ERR-010").outcome is Outcome.HARNESS_ERROR
    assert "checks/errors.py" in _result(report, "SC-ERR-010").reason
    assert report.verdict is Verdict.INCOMPLETE


def test_two_runs_give_the_same_report_to_the_byte() -> None:
    """No time, no address, no order of a set gets into it."""
    assert document([run(ACME)]) == document([run(ACME)])


def test_a_report_can_be_read_back() -> None:
    """As it travels between the processes of pytest-xdist."""
    report = run(ACME, checks=["SC-ERR-010", "SC-WIR-023"])
    again = [Result.from_json(json.loads(json.dumps(one.to_json()))) for one in report.results]
    assert tuple(again) == report.results


def test_another_seed_makes_other_cases_and_the_same_verdict() -> None:
    """Good providers are good whatever is generated."""
    options = Options(seed=4711, examples=60, explore=True)
    report = run(ACME, options=options)
    assert report.verdict is Verdict.CONFORMANT
    assert report.seed == 4711


def test_a_run_leaves_the_process_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalog, environment, loggers and warnings."""
    monkeypatch.setenv("ACME_API_KEY", "the-authors-own")
    before = CATALOG.complete()
    handlers = list(logging.getLogger().handlers)
    filters = list(warnings.filters)
    run(ACME, checks=["SC-KEY-001", "SC-SEC-001", "SC-SEC-005"])
    assert CATALOG.complete() == before
    assert logging.getLogger().handlers == handlers
    assert list(warnings.filters) == filters
    assert os.environ["ACME_API_KEY"] == "the-authors-own"


def test_the_environment_has_no_say_in_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the developer's own router do not change the judged one."""
    monkeypatch.setenv("SCOUT_TIMEOUT_S", "0.001")
    monkeypatch.setenv("SCOUT_MAX_SENDS_PER_CALL", "1")
    monkeypatch.setenv("SCOUT_FALLBACKS", '["groq/openai/gpt-oss-20b"]')
    assert run(ACME).verdict is Verdict.CONFORMANT


@pytest.mark.filterwarnings("error")
def test_warnings_of_the_author_are_not_failures() -> None:
    """Whatever the author's own test settings make of them."""

    class Ageing(OpenAIChat):
        def decode(self, reply: WireReply, now_s: float) -> ProviderResult:
            warnings.warn("old", DeprecationWarning, stacklevel=2)
            return OpenAIChat.decode(self, reply, now_s)

    report = run(dataclasses.replace(ACME, wire=Ageing()), checks=["SC-WIR-030"])
    assert report.ids(Outcome.PASS) == {"SC-WIR-030"}


def test_a_failure_is_told_in_full_and_in_order() -> None:
    """Id, level, sentence, sent, expected, got, fix, docs, rerun; and no traceback."""
    report = run(dataclasses.replace(ACME, model_prefixes=()), checks=["SC-RTG-003"])
    text = terminal.failure(_result(report, "SC-RTG-003"), "acme")
    labels = [line.split()[0] for line in text.splitlines()[1:] if not line.startswith(" " * 4)]
    assert text.startswith("SC-RTG-003 MUST  PROVIDER_MAP leads from")
    assert labels == ["sent", "expected", "got", "fix", "docs", "rerun"]
    assert text.endswith("pytest scout::acme::SC-RTG-003")
    assert "Traceback" not in text


def test_a_name_with_a_space_is_quoted_in_the_rerun_line() -> None:
    """So that it can be pasted into a shell."""
    report = run(dataclasses.replace(ACME, model_prefixes=()), checks=["SC-RTG-003"])
    text = terminal.failure(_result(report, "SC-RTG-003"), "my file.py:ACME")
    assert text.endswith("pytest 'scout::my file.py:ACME::SC-RTG-003'")


def test_it_runs_inside_a_running_event_loop() -> None:
    """The engine owns the loop its scenes play on."""

    async def inside() -> Report:
        return run(ACME, checks=["SC-KEY-001"])

    assert asyncio.run(inside()).ids(Outcome.PASS) == {"SC-KEY-001"}
