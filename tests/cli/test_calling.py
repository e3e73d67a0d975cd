"""`scout call`, as a program, against a vendor on this machine."""

from __future__ import annotations

import json
from pathlib import Path

from scout.testing import ScriptedVendor, answers, cuts, fails
from tests.cli.running import program, scout

KEY = {"LAB_API_KEY": "made-up-key-of-the-lab"}


def test_an_answer_comes_on_standard_output_and_nothing_else(
    vendor: ScriptedVendor, plugin: Path
) -> None:
    """So that it can be piped on."""
    vendor.script(answers("Grüß dich, 世界."))
    ended = program("call", "Hi", "--model", "lab-1", env=KEY, path=plugin)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Grüß dich, 世界.\n", "")
    vendor.assert_sends(1)


def test_a_prompt_is_read_from_standard_input(vendor: ScriptedVendor, plugin: Path) -> None:
    """Where it is a dash."""
    vendor.script(answers("Yes."))
    ended = program("call", "-", "--model", "lab-1", env=KEY, path=plugin, stdin="Is it?\n")
    assert ended.stdout == "Yes.\n"
    assert b"Is it?" in vendor.requests[0].body


def test_steps_are_explained_on_standard_error(vendor: ScriptedVendor, plugin: Path) -> None:
    """The refusal, and who answered instead."""
    vendor.script(fails("no_permission"), model="lab-1")
    vendor.script(answers("From the other."), model="lab-2")
    words = ("call", "Hi", "--model", "lab-1", "--fallback", "lab-2", "--explain")
    ended = program(*words, env=KEY, path=plugin)
    assert (ended.returncode, ended.stdout) == (0, "From the other.\n")
    assert "lab/lab-1" in ended.stderr
    assert "lab/lab-2" in ended.stderr


def test_an_answer_as_json_has_cost_and_steps(vendor: ScriptedVendor, plugin: Path) -> None:
    """All of the response."""
    vendor.script(answers("Yes."))
    ended = program("call", "Hi", "--model", "lab-1", "--json", env=KEY, path=plugin)
    said = json.loads(ended.stdout)
    assert (said["text"], said["provider"], said["model"]) == ("Yes.", "lab", "lab-1")
    assert said["cost_usd"] is not None
    assert said["attempts"][0]["outcome"] == "ok"


def test_a_call_that_nobody_answers_is_exit_code_1(vendor: ScriptedVendor, plugin: Path) -> None:
    """One sentence, the command that explains it, no traceback and no key."""
    vendor.script(fails("bad_key"))
    ended = program("call", "Hi", "--model", "lab-1", env=KEY, path=plugin)
    assert ended.returncode == 1
    assert "scout explain " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert KEY["LAB_API_KEY"] not in ended.stdout + ended.stderr


def test_an_interrupted_answer_prints_what_came(vendor: ScriptedVendor, plugin: Path) -> None:
    """And is a failure all the same."""
    vendor.script(cuts("One two three four five six.", after_tokens=2))
    ended = program("call", "Hi", "--model", "lab-1", env=KEY, path=plugin)
    assert ended.returncode == 1
    assert ended.stdout.startswith("One")
    assert "stream_interrupted" in ended.stderr


def test_a_failure_as_json_is_json(vendor: ScriptedVendor, plugin: Path) -> None:
    """With the code of the error."""
    vendor.script(fails("bad_key"))
    ended = program("call", "Hi", "--model", "lab-1", "--json", env=KEY, path=plugin)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["error"]


def test_a_call_without_a_key_says_which_variable(plugin: Path) -> None:
    """The first thing that a newcomer meets."""
    ended = program("call", "Hi", "--model", "lab-1", path=plugin)
    assert ended.returncode == 1
    assert "LAB_API_KEY" in ended.stderr


def test_an_argument_that_is_wrong_is_a_usage_error() -> None:
    """As of any program."""
    assert "--max-output-tokens" in scout("call", "Hi", "--max-output-tokens", "0", code=2).output
