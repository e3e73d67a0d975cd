"""Whatever was recorded, there is a proposal, and what it writes is Python."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.cli.proposal.build import proposal_of
from scout.cli.proposal.recordings import Recording

WORDS = {"title": "Tree", "stem": "Tree", "dialect": "tree"}

TEXT = st.text(max_size=6) | st.sampled_from(["user", "stop", "a text of words", "sk-abcdef123456"])
NAMES = st.text(max_size=6) | st.sampled_from(
    ["model", "messages", "role", "content", "usage", "prompt_tokens", "output_tokens", "error"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 9**9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """One exchange of nobody's vendor."""
    body = draw(JSON)
    form = draw(st.sampled_from(["json", "sse", "ndjson", "text"]))
    said = json.dumps(body)
    bodies = {
        "json": said,
        "sse": f"event: {draw(st.sampled_from(['a', 'b']))}\ndata: {said}\n\n" * 2,
        "ndjson": f"{said}\n{said}\n",
        "text": draw(st.text(max_size=20)),
    }
    return Recording(
        name="a",
        request=draw(JSON),
        url=draw(st.sampled_from(["", "https://x.example/v1/ask", "https://x.example"])),
        status=draw(st.sampled_from([None, 0, 200, 400, 401, 429, 500])),
        body=bodies[form],
    )


@given(st.lists(recordings(), max_size=4))
@settings(max_examples=150, deadline=None)
def test_there_is_a_proposal_for_anything(found: list[Recording]) -> None:
    """No crash, and a module that Python reads; samples are JSON where they say so."""
    proposal = proposal_of(found, WORDS)
    for path, text in proposal.files:
        if path.endswith(".py"):
            compile(text, path, "exec")
        elif path.endswith(".json"):
            json.loads(text)
        assert "sk-abcdef123456" not in text


def _answer(**more: Any) -> Recording:
    body = {"text": "Hello there.", "why": "end", "tokens": {"read": 3, "wrote": 2}, **more}
    return Recording(name="a", status=200, body=json.dumps(body))


def test_an_account_in_an_address_is_left_open() -> None:
    """Nobody else's package should send to it."""
    url = "https://x.example/v1/accounts/acct_1234567890/ask"
    asked = Recording(name="a", request={"model": "m", "prompt": "Hello"}, url=url, status=None)
    proposal = proposal_of([asked, _answer()], WORDS, base_url="https://x.example/v1")
    assert "acct_1234567890" not in dict(proposal.files)["wire.py"]
    assert any(line.startswith("PATH: ") and "account" in line for line in proposal.open)


def test_tools_that_were_seen_are_named_and_not_claimed() -> None:
    """The sample is there; the wire and the row are the author's to finish."""
    called = _answer(tool_calls=[{"id": "c", "name": "find", "arguments": {"to": "x"}}], text="")
    proposal = proposal_of([_answer(), called], WORDS)
    assert "tools" not in (proposal.capabilities or ())
    assert "$tool_name" in dict(proposal.files)["wire_samples/tools.json"]
    assert any(
        line.startswith("tools: tool_name at ('tool_calls', 0, 'name')") for line in proposal.open
    )


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("end_turn", "stop"),
        ("COMPLETE", "stop"),
        ("max_tokens", "length"),
        ("tool_use", "tool_calls"),
        ("SAFETY", "content_filter"),
    ],
)
def test_a_word_for_the_end_is_understood(word: str, meaning: str) -> None:
    """As vendors say it."""
    files = dict(proposal_of([_answer(why=word)], WORDS).files)
    assert json.loads(files["wire_samples/finish.json"]) == {word: meaning}


def test_a_word_that_nobody_understands_is_left_open() -> None:
    """It is an `other` until somebody says what it means."""
    proposal = proposal_of([_answer(why="zzz")], WORDS)
    assert any(line.startswith("FINISH['zzz']") for line in proposal.open)


def test_an_error_without_a_code_is_told_by_its_words() -> None:
    """Up to the first number, since the next prompt has another length."""
    body = {"id": "a", "message": "Too many tokens: the size is exceeded by 11 of them."}
    refused = Recording(name="e", status=400, body=json.dumps(body))
    wire = dict(proposal_of([_answer(), refused], WORDS).files)["wire.py"]
    rule = 'Rule(errors.ContextLengthError, statuses={400}, says={"too many tokens"}),'
    assert rule in wire


@pytest.mark.parametrize("name", ["max_tokens", "num_predict", "output_limit", "maxLength"])
def test_an_output_limit_is_found_by_its_name(name: str) -> None:
    """And the size of a window is none."""
    asked = {"model": "m", "prompt": "Hello there", "context_length": 9, "options": {name: 3}}
    exchange = Recording(name="a", request=asked, status=200, body=_answer().body)
    wire = dict(proposal_of([exchange], WORDS).files)["wire.py"]
    assert f'"max_output_tokens": ("options", "{name}"),' in wire
