"""Values that are made for one step of a call: frozen for the type checker, cheap to make.

A frozen dataclass sets each field through `object.__setattr__`, which makes it three times as dear
as a plain one; a call makes about twenty of these. mypy refuses to change one, so that nothing
needs to at run time. What users hold in hand stays frozen for good.

Where every call makes one, its fields are given by position: Python 3.11 and 3.12 make an object
with keywords in twice the time, through a dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def fleeting(cls: type[T]) -> type[T]:
    """Make a slotted dataclass that nobody may change, which mypy alone enforces."""
    return dataclass(slots=True)(cls)
