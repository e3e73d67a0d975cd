"""`scout chat`: a conversation at a terminal, and lines from a pipe."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scout.cli.chat import PROMPT, Chat
from scout.llm.router import Router
from scout.testing import ScriptedVendor, answers, fails, stalls
from tests.cli.running import program, typed_into

MODEL = "openai/gpt-oss-20b"
WORDS = ("chat", "--model", "lab-1")


@pytest.fixture
def router(vendor: ScriptedVendor) -> Iterator[Router]:
    """A router that leads to it."""
    with vendor.router() as made:
        yield made


@pytest.fixture
def talk(router: Router) -> Chat:
    """A conversation that has not begun."""
    return Chat(router, {}, model=MODEL, system=None)


def _turns(vendor: ScriptedVendor, at: int = -1) -> list[tuple[str, str]]:
    """The conversation of a request, as the vendor heard it."""
    sent = json.loads(vendor.requests[at].body)["messages"]
    return [(turn["role"], turn["content"]) for turn in sent]


def test_a_turn_brings_all_turns_before_it(vendor: ScriptedVendor, talk: Chat) -> None:
    """Which is what makes it a conversation; `/new` forgets them."""
    vendor.script(answers("Hello!"), answers("Ada."), answers("Who?"))
    for line in ("I am Ada.", "Who am I?", "", "/new", "Who am I?"):
        talk.take(line)
    assert _turns(vendor, 1) == [
        ("user", "I am Ada."),
        ("assistant", "Hello!"),
        ("user", "Who am I?"),
    ]
    assert _turns(vendor, 2) == [("user", "Who am I?")]


def test_a_system_prompt_and_a_model_hold_from_then_on(
    vendor: ScriptedVendor, talk: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until another is set; a model that nobody knows changes nothing."""
    vendor.script(*[answers("Aye.")] * 3)
    for line in ("/system Be a pirate.", "/model nobody-knows", "/model deep_thought", "/model"):
        talk.take(line)
    talk.take("/model openai/gpt-oss-120b")
    talk.take("Hello")
    talk.take("/system")
    talk.take("Hello")
    assert json.loads(vendor.requests[0].body)["model"] == "openai/gpt-oss-120b"
    assert _turns(vendor, 0)[0] == ("system", "Be a pirate.")
    assert _turns(vendor, 1)[0] == ("user", "Hello")
    said = capsys.readouterr()
    assert "model: deep_thought\nmodel: deep_thought\n" in said.out
    assert "nobody-knows" not in said.out


def test_a_turn_that_fails_is_forgotten(
    vendor: ScriptedVendor, talk: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told, with the command that explains it, and the next turn goes on from before."""
    vendor.script(fails("invalid"), answers("Hello!"))
    talk.take("One")
    talk.take("Two")
    assert talk.failures == 1
    assert _turns(vendor) == [("user", "Two")]
    assert "scout explain invalid_request" in capsys.readouterr().err


def test_cost_and_steps_are_told(
    vendor: ScriptedVendor, talk: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of all answers, and of the last."""
    vendor.script(answers("Hello!"), answers("Hello again!"))
    talk.take("/explain")
    talk.take("One")
    talk.take("Two")
    talk.take("/cost")
    talk.take("/explain")
    said = capsys.readouterr().out
    assert "nothing was answered yet" in said
    assert " for 2 answers of " in said
    assert f"{MODEL} key groq#1 -> ok" in said


@pytest.mark.parametrize("name", ["talk.json", "talk.md"])
def test_a_conversation_is_saved_and_no_file_overwritten(
    vendor: ScriptedVendor,
    talk: Chat,
    tmp_path: Path,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As messages that a call takes, or to be read."""
    vendor.script(answers("Hello!"))
    path = tmp_path / name
    for line in ("/system Be brief.", "Hi", f"/save {path}", f"/save {path}", "/save"):
        talk.take(line)
    text = path.read_text("utf-8")
    if name.endswith("json"):
        assert [turn["content"] for turn in json.loads(text)] == ["Be brief.", "Hi", "Hello!"]
    else:
        assert text.startswith("**system**\n\nBe brief.\n\n**user**\n\nHi")
    said = capsys.readouterr().err
    assert "is not written: File exists" in said
    assert "/save needs the name of a file" in said


@pytest.mark.parametrize("word", ["/quit", "/exit"])
def test_somebody_says_when_it_is_over(talk: Chat, word: str) -> None:
    """And an unknown command is no turn."""
    talk.take("/nonsense")
    assert not talk.is_over
    talk.take(word)
    assert talk.is_over


def test_ctrl_c_stops_the_answer_and_not_the_program(
    vendor: ScriptedVendor, talk: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    """The turn is forgotten, and the next one is answered."""
    vendor.script(stalls("One two three", after_tokens=1), answers("Hello!"))
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        talk.take("One")
    finally:
        timer.join()
    talk.take("Two")
    assert "[stopped; the turn is forgotten]" in capsys.readouterr().err
    assert _turns(vendor) == [("user", "Two")]
    assert not talk.failures
    talk.take("/cost")
    assert "1 stopped, which may be billed too" in capsys.readouterr().out


def test_lines_of_a_pipe_are_turns(
    vendor: ScriptedVendor, plugin: Path, key: dict[str, str]
) -> None:
    """Answers on standard output and nothing else."""
    vendor.script(answers("Hello!"), answers("Bonjour !"))
    ended = program(*WORDS, env=key, path=plugin, stdin="Hi\n\nAnd in French?\n")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Hello!\nBonjour !\n", "")


def test_a_missing_answer_in_a_pipe_is_exit_code_1(
    vendor: ScriptedVendor, plugin: Path, key: dict[str, str]
) -> None:
    """The other turns are answered all the same."""
    vendor.script(fails("invalid"), answers("Hello!"))
    ended = program(*WORDS, env=key, path=plugin, stdin="Hi\nHi\n/quit\nnever asked\n")
    assert (ended.returncode, ended.stdout) == (1, "Hello!\n")
    vendor.assert_sends(2)


def test_a_model_that_nobody_knows_is_told_before_the_first_turn(plugin: Path) -> None:
    """By name."""
    ended = program("chat", "--model", "lab?", path=plugin, stdin="Hi\n")
    assert ended.returncode == 4
    assert "lab?" in ended.stderr


def test_a_conversation_at_a_terminal(
    vendor: ScriptedVendor, plugin: Path, key: dict[str, str], tmp_path: Path
) -> None:
    """It asks for each line, answers, and goes on after Ctrl-C and after a failure."""
    vendor.script(answers("Hello!"), fails("invalid"), answers("Again."))
    lines, code = typed_into(
        *WORDS,
        typed=["Hi", "Fail", "^C", "Go on", "/cost", "/quit"],
        env=key,
        path=plugin,
        folder=tmp_path,
        prompt=PROMPT,
    )
    assert code == 0
    assert lines[1:3] == ["> Hi", "Hello!"]
    assert "[invalid_request]" in "".join(lines)
    assert lines[lines.index("> Go on") + 1] == "Again."
    assert lines[-1] == "> /quit"
