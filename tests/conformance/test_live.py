"""Live mode, before a vendor on a real socket: one call per model, bounded, recorded, compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scout.llm.providers.base import Provider
from scout.testing.reply import Reply, raw_reply
from scout.testing.server import LoopbackServer
from scout_conformance import Options, Outcome, Report, Verdict, catalogue, run
from scout_conformance.live.recording import is_random
from scout_conformance.profile import Profile
from scout_conformance.zoo.acme import ACME
from tests.conformance.pytests import run_pytest

if TYPE_CHECKING:
    from scout.testing.asked import Asked

KEY = "sk-live-9f8e7d6c5b4a3f2e1d0c"
LIVE = [name for name, check in catalogue().items() if check.area == "LIV"]
ANSWER: dict[str, Any] = {
    "id": "chatcmpl-B1z8Qw7Lk2Vx9Rt4Yp6",
    "object": "chat.completion",
    "created": 1_790_000_000,
    "model": "acme-small-1-0930",
    "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}
    ],
    "usage": {"prompt_tokens": 12, "completion_tokens": 2, "total_tokens": 14},
}

Change = Callable[[dict[str, Any]], dict[str, Any]]


def _same(body: dict[str, Any]) -> dict[str, Any]:
    return body


@contextmanager
def vendor(change: Change = _same, gone: str = "") -> Iterator[tuple[Provider, list[Asked]]]:
    """Acme on this machine, and what it was asked."""
    asked: list[Asked] = []

    def respond(request: Asked, _: int) -> Reply:
        asked.append(request)
        model = json.loads(request.body)["model"]
        if model == gone:
            said = {"error": {"message": f"no {model}", "code": "model_not_found"}}
            return raw_reply(json.dumps(said).encode(), 404, "application/json")
        body = change({**json.loads(json.dumps(ANSWER)), "model": model})
        return raw_reply(json.dumps(body).encode(), 200, "application/json")

    server = LoopbackServer(respond, longest_s=10.0)
    server.start()
    try:
        yield replace(ACME, base_url=f"{server.origin}/v1"), asked
    finally:
        server.stop()


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key in the row's variable, and a folder beside the provider."""
    monkeypatch.setenv("ACME_API_KEY", KEY)
    folder = tmp_path / "wire_samples"
    folder.mkdir()
    return folder


def judged(row: Provider, folder: Path | None, **options: Any) -> Report:
    """The live checks, and what they hang on."""
    made = Options(live=True, **options)
    return run(row, profile=Profile(samples=folder), options=made, checks=LIVE)


def written(folder: Path) -> list[Path]:
    """Recordings."""
    return sorted(folder.rglob("recorded/*.json"))


def test_each_model_is_asked_once_and_recorded(samples: Path) -> None:
    """With the key from the variable, and without it in the recording."""
    with vendor() as (row, asked):
        report = judged(row, samples)
    assert report.ids(Outcome.PASS) == set(LIVE)
    assert [json.loads(one.body)["model"] for one in asked] == [m.id for m in row.models]
    assert {one.headers["authorization"] for one in asked} == {f"Bearer {KEY}"}
    sample = json.loads(written(samples)[-1].read_text("utf-8"))
    assert [path.name for path in written(samples)] == ["acme-large-1.json", "acme-small-1.json"]
    assert sample["body"]["choices"][0]["message"]["content"] == "$text"
    assert sample["body"]["id"] == "scrubbed"
    assert set(sample["headers"]) <= {"content-type", "server", "date"}
    assert "recorded_on" in sample


BROKEN: dict[str, tuple[Change, str, set[str]]] = {
    "a model that is gone": (_same, "acme-large-1", {"SC-LIV-001"}),
    "a field of another kind": (
        lambda body: {**body, "created": "yesterday"},
        "",
        {"SC-LIV-002"},
    ),
    "no usage": (
        lambda body: {name: value for name, value in body.items() if name != "usage"},
        "",
        {"SC-LIV-002", "SC-LIV-003"},
    ),
    "a key that is repeated": (lambda body: {**body, "asked_with": KEY}, "", {"SC-LIV-004"}),
    "somebody's token": (
        lambda body: {**body, "debug": "gw=Zk3vQ9xT1mB7cR5wY2nL8pD4"},
        "",
        {"SC-LIV-004"},
    ),
    "a header of credentials": (
        lambda body: {**body, "note": "Authorization: Bearer abc"},
        "",
        {"SC-LIV-004"},
    ),
    "a key as the name of a field": (lambda body: {**body, KEY: 1}, "", {"SC-LIV-004"}),
}
"""Vendors whose answers are not what the row and its samples say, and the checks that notice."""


@pytest.mark.parametrize("name", BROKEN)
def test_a_vendor_that_is_otherwise_is_noticed(name: str, samples: Path) -> None:
    """By these checks alone; and nothing is written where a secret shows."""
    change, gone, due = BROKEN[name]
    with vendor(change, gone) as (row, _):
        report = judged(row, samples)
    assert report.ids(Outcome.FAIL, Outcome.WARN) == due
    assert bool(written(samples)) is not bool(due & {"SC-LIV-001", "SC-LIV-004"})
    assert KEY not in json.dumps(report.to_json())


def test_every_live_check_is_proven() -> None:
    """A check that nobody can fail judges nothing."""
    assert set().union(*(due for *_, due in BROKEN.values())) == set(LIVE)


def test_the_ceiling_holds_before_a_request_is_sent(samples: Path) -> None:
    """A call that could cost more is not made, and nothing is said of it."""
    with vendor() as (row, asked):
        report = judged(row, samples, live_max_usd=0.0005)
    assert [json.loads(one.body)["model"] for one in asked] == ["acme-small-1"]
    assert report.ids(Outcome.UNTRIED) == {"SC-LIV-001"}
    assert not written(samples)


def test_without_a_key_nothing_is_asked(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the variable is named."""
    monkeypatch.delenv("ACME_API_KEY")
    with vendor() as (row, asked):
        report = judged(row, samples)
    first = next(one for one in report.results if one.id == "SC-LIV-001")
    assert (first.outcome, first.reason) == (Outcome.UNTRIED, "set ACME_API_KEY to ask the vendor")
    assert not asked


def test_without_a_folder_nothing_is_recorded(samples: Path) -> None:
    """The kit's own samples stay what they are."""
    with vendor() as (row, _):
        report = judged(row, None)
    assert report.ids(Outcome.NOT_APPLICABLE) == {"SC-LIV-004"}
    assert not written(samples)


def test_nobody_is_asked_unless_asked_for(samples: Path) -> None:
    """Whatever key stands in the environment; the verdict does not hang on it."""
    with vendor() as (row, asked):
        report = run(row, profile=Profile(samples=samples))
    assert not asked
    assert report.verdict is Verdict.CONFORMANT
    assert report.ids(Outcome.NOT_APPLICABLE) >= set(LIVE)


def test_a_live_failure_fails_the_run_and_not_the_verdict(samples: Path) -> None:
    """The contract is frozen; whoever asked wants to know."""
    with vendor(gone="acme-large-1") as (row, _):
        report = run(row, profile=Profile(samples=samples), options=Options(live=True))
    assert (report.verdict, report.exit_code) == (Verdict.CONFORMANT, 1)


@pytest.mark.parametrize(
    ("word", "random"),
    [
        ("Zk3vQ9xT1mB7cR5wY2nL8pD4", True),
        ("3f9a1c7e5b2d8064af19c3e7", True),
        ("aaaaaaaaaaaaaaaaaaaaaaaa1", False),
        ("internationalization-of", False),
        ("2026-11-22T10:00:00.000Z", False),
    ],
)
def test_long_words_are_told_from_secrets(word: str, *, random: bool) -> None:
    """By entropy and by what they are mixed of."""
    assert is_random(word) is random


def test_the_command_line_bounds_and_explains_it(tmp_path: Path) -> None:
    """A ceiling that is none is refused, and so are several processes."""
    for given in (["--scout-live-max-usd=0"], ["--scout-live-max-usd=nan"]):
        done = run_pytest(tmp_path, "--scout-provider=groq", "--scout-live", *given)
        assert done.code == 4
        assert "give US dollars, more than 0" in done.output
    several = run_pytest(tmp_path, "--scout-provider=groq", "--scout-live", "-n", "2")
    assert several.code == 4
    listed = run_pytest(tmp_path, "--scout-provider=groq", "--help")
    assert "--scout-live-max-usd" in listed.output
