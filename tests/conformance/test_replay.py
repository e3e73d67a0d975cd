"""Cases that a night of exploring found: saved, told, and tried again by day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scout_conformance import KitError
from scout_conformance.replay import FOLDER, FORMAT, Replay, Replays, read_all
from scout_conformance.subject import KEYS
from scout_conformance.violation import Case
from tests.conformance.pytests import Ended, run_pytest

ACME_SOURCE = Path(__file__).parents[2] / "examples/acme/src/acme_scout/__init__.py"

WIRE = """

from dataclasses import dataclass, replace as _replace
from scout.llm.providers.wires.openai_chat import OpenAIChat


@dataclass(frozen=True, slots=True)
class Swallowing(OpenAIChat):
    def decode(self, reply, now_s):
        result = OpenAIChat.decode(self, reply, now_s)
        return _replace(result, text=result.text.replace("Z ", "Z"))


ODD = _replace(ACME, wire=Swallowing(output_limit_field="max_completion_tokens"))
"""
"""A wire that swallows the space behind a Z, which no named text has."""

CHECK = "SC-WIR-030"
EXPLORE = ("--scout-provider=odd.py:ODD", "-k", CHECK, "--scout-explore=2000", "--scout-seed=3")


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A directory with that provider in a file."""
    source = ACME_SOURCE.read_text("utf-8") + WIRE
    (tmp_path / "odd.py").write_text(source, encoding="utf-8")
    return tmp_path


def _rerun(ended: Ended) -> str:
    (line,) = (line for line in ended.output.splitlines() if line.startswith("  rerun"))
    return line.split(maxsplit=2)[2]


def test_what_exploring_finds_is_saved_and_told(odd: Path) -> None:
    """Byte by byte the same for the same case; the rerun line names it, and finds it again."""
    one = run_pytest(odd, *EXPLORE)
    (saved,) = (odd / FOLDER).iterdir()
    assert one.code == 1
    assert _rerun(one) == f"--scout-replay={FOLDER}/{saved.name}"
    fields = json.loads(saved.read_text("utf-8"))
    assert (fields["format"], fields["provider"], fields["check"]) == (FORMAT, "odd.py:ODD", CHECK)
    assert fields["case"] == "Z "  # shrunk
    before = saved.read_bytes()
    run_pytest(odd, *EXPLORE[:-1], "--scout-seed=4")
    assert [path.name for path in (odd / FOLDER).iterdir()] == [saved.name]
    assert saved.read_bytes() == before
    assert str(odd).encode() not in before
    assert not [key for key in KEYS if key.encode() in before]

    again = run_pytest(odd, _rerun(one))
    assert again.code == 1
    assert "the text 'Z '" in again.output
    assert _rerun(again) == _rerun(one)
    assert "NON-CONFORMANT (1 failed, " in again.verdicts[0]

    (odd / "odd.py").write_text((odd / "odd.py").read_text("utf-8").replace('"Z"', '"Z "'))
    mended = run_pytest(odd, f"--scout-replay={FOLDER}")
    assert "INCOMPLETE (1 passed, " in mended.verdicts[0]


def test_a_walk_is_saved_as_well(tmp_path: Path) -> None:
    """With the provider given, the whole contract runs and the saved cases come first."""
    client = (
        "\n\nfrom dataclasses import replace as _replace\n"
        "from scout_conformance.zoo.sequences import SEQUENCES, _Forgetful\n"
        "ODD = _replace(ACME, client=_Forgetful)\n"
    )
    source = ACME_SOURCE.read_text("utf-8") + client
    (tmp_path / "odd.py").write_text(source, encoding="utf-8")
    options = ("--scout-provider=odd.py:ODD", "-k", "KEY-010")
    ended = run_pytest(tmp_path, *options, "--scout-explore=4")
    (saved,) = (tmp_path / FOLDER).iterdir()
    case = json.loads(saved.read_text("utf-8"))["case"]
    assert {move[0] for move in case} == {"limit", "ask", "rest"}
    assert _rerun(ended).endswith(saved.name)
    again = run_pytest(tmp_path, *options, f"--scout-replay={FOLDER}")
    assert _rerun(again).endswith(saved.name)
    assert "vendor limits key#0" in again.output


def test_a_plain_run_saves_nothing(odd: Path) -> None:
    """Its cases are the same in every run, so that the id alone brings them back."""
    run_pytest(odd, "--scout-provider=odd.py:ODD", "-k", CHECK)
    assert not (odd / ".scout").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "no saved case"),
        ('{"format": "another"}', "its format is not"),
        (f'{{"format": "{FORMAT}", "provider": "acme"}}', "field 'case' is missing"),
    ],
)
def test_a_file_that_is_none_is_a_usage_error(tmp_path: Path, content: str, told: str) -> None:
    """With its name and what is wrong."""
    (tmp_path / "case.json").write_text(content)
    ended = run_pytest(tmp_path, "--scout-replay=case.json")
    assert ended.code == 4
    assert "case.json" in ended.output
    assert told in ended.output
    assert "Traceback" not in ended.output


def test_an_empty_folder_is_a_usage_error(tmp_path: Path) -> None:
    """Nothing would be tried, and nobody would notice."""
    ended = run_pytest(tmp_path, "--scout-replay=.")
    assert (ended.code, "there is no saved case in this folder" in ended.output) == (4, True)


def test_a_case_of_a_part_that_is_no_more_is_not_green(tmp_path: Path) -> None:
    """Checks are rewritten; a case that nobody tries must not look mended."""
    old = Replay("acme", CHECK, Case("text_comes_back.<locals>.gone", "Z "))
    path = old.save(tmp_path)
    ended = run_pytest(tmp_path, f"--scout-replay={path}", "-rs")
    assert "UNTRIED" in ended.output
    assert "a part of the check that is no more" in ended.output
    assert ended.verdicts[0].startswith("acme: INCOMPLETE")


def test_a_case_survives_its_file(tmp_path: Path) -> None:
    """Tuples come back as tuples, and the name fits every file system."""
    walk = (("limit", 0, 7), ("ask",))
    replay = Replay("src\\path/to file.py:ACME", "SC-KEY-010", Case("models.KeysModel", walk))
    path = tmp_path / replay.save(tmp_path)
    assert set(path.name) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
    )
    assert read_all([path]) == [replay]
    assert list(Replays([replay]).cases("models.KeysModel")) == [walk]
    with pytest.raises(KitError, match="no saved case"):
        read_all([tmp_path / "absent.json"])
