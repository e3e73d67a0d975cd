"""Which ids name one model, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scout.llm.model_ids import is_same_model


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("gpt-4", "gpt-4-0613"),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("gemini-2.0-flash", "gemini-2.0-flash-001"),
        ("gemini-3.8-flash", "models/gemini-3.8-flash"),
        ("openai/gpt-oss-120b", "gpt-oss-120b"),
        ("MiniMax-M3", "minimax-m3"),
        ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
        ("gemini-flash-latest", "gemini-3.8-flash"),
        ("gemini-flash-lite-latest", "gemini-3.5-flash-lite-preview-09-2026"),
        ("gemini-3-pro-preview", "gemini-3-pro-preview-11-2026"),
    ],
)
def test_an_alias_and_its_release_are_one_model(asked: str, served: str) -> None:
    """What vendors answer with where nothing is wrong."""
    assert is_same_model(asked, served)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("gemini-2.5-pro", "gemini-3.8-flash"),
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o-mini", "gpt-4o"),
        ("gpt-5.4", "gpt-5.4-mini"),
        ("claude-opus-5", "claude-opus-5-5"),
        ("gpt-4", "gpt-4.1"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-11-20"),
        ("deepseek-v4-flash", "deepseek-flash"),
        ("gemini-flash-latest", "gemini-3.5-flash-lite"),
        ("gemini-flash-latest", "gemini-3.8-pro"),
        ("gemini-pro-latest", "gemini"),
    ],
)
def test_another_version_size_or_release_is_another_model(asked: str, served: str) -> None:
    """What a caller pays for, or relies on, and did not get."""
    assert not is_same_model(asked, served)


@given(st.text(max_size=40))
def test_an_id_is_its_own_model_whatever_it_is(model_id: str) -> None:
    """The common case never depends on how ids look."""
    assert is_same_model(model_id, model_id)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_pair_of_texts_is_too_odd(asked: str, served: str) -> None:
    """A vendor's word is compared, not trusted to be an id."""
    assert is_same_model(asked, served) in (True, False)
