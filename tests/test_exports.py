"""The public doors show what they say they show."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

DOORS = (
    "scout",
    "scout.errors",
    "scout.llm",
    "scout.llm.providers",
    "scout.testing",
    "scout_conformance",
)
FROM_THE_LANGUAGE = {"annotations", "ClassVar", "StrEnum", "TYPE_CHECKING"}

SHARED_INSIDE = {"DOCS_BASE"}
"""Constants that modules of scout share; users have a setting for each."""


@pytest.mark.parametrize("name", DOORS)
def test_all_is_what_can_be_imported(name: str) -> None:
    """No public name is missing from `__all__`, and none in it is missing from the module."""
    door = importlib.import_module(name)
    for promise in door.__all__:
        assert hasattr(door, promise), promise  # some are loaded only when they are asked for
    found = {
        key
        for key, value in vars(door).items()
        if not key.startswith("_") and (key in door.__all__ or not isinstance(value, ModuleType))
    }
    promised = {key for key in door.__all__ if not key.startswith("_")}
    assert promised == found - FROM_THE_LANGUAGE - SHARED_INSIDE
    assert len(door.__all__) == len(set(door.__all__))


@pytest.mark.parametrize("name", ["scout.llm", "scout.llm.providers"])
def test_the_front_door_shows_the_same_objects(name: str) -> None:
    """A name that `scout` shares with an inner door is the same thing there."""
    scout, inner = importlib.import_module("scout"), importlib.import_module(name)
    for shared in set(scout.__all__) & set(inner.__all__):
        assert getattr(scout, shared) is getattr(inner, shared)
