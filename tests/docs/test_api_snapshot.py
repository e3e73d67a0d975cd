"""The snapshot of the public API sees what breaks callers."""

from __future__ import annotations

import pytest

from tools.api_snapshot import breaks, snapshot


def test_the_same_api_breaks_nobody() -> None:
    """And the snapshot is the same twice."""
    assert breaks(snapshot(), snapshot()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("input_tokens: int, output", "prompt: int, output", "Parameter was removed"),
        ('    "call_llm",\n', "", "no longer offers call_llm"),
        ("class CircuitOpenError", "class CircuitBrokenError", "Public object was removed"),
        ("connect_s: float = 5.0", "connect_s: float = 9.0", "Parameter default was changed"),
        ("CLOSED = ", "SHUT = ", "Public object was removed"),
        ("def add_reasoning(", "def add_thinking(", "Public object was removed"),
    ],
)
def test_a_change_that_breaks_callers_is_named(old: str, new: str, said: str) -> None:
    """Names that go, parameters that change, defaults that differ."""
    before = snapshot()
    assert old in before
    assert any(said in line for line in breaks(before, before.replace(old, new)))
