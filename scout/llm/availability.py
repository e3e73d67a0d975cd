"""Whether a model is about to go, and whether it was that model that answered."""

from __future__ import annotations

import logging
import sys
import warnings
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scout.llm.lookup import is_shut_down
from scout.llm.model_ids import is_same_model

if TYPE_CHECKING:
    from scout.llm.providers.base import Model, Provider

_log = logging.getLogger(__name__)
_HOME: Final = str(Path(__file__).parents[1])

MAX_TOLD: Final = 1024
"""How many notices are remembered as told; a vendor that invents names cannot fill the memory."""


class ModelShutdownWarning(UserWarning):
    """A model that is called will be turned off soon, or has been."""


def shutdown_note(model: Model, today: date, notice_days: int) -> str:
    """What is to be known of a model's end, empty where it is far away or nobody set one.

    Args:
        model: The model.
        today: The day that its date is held against.
        notice_days: How long ahead it is told.
    """
    ends = model.shutdown_on
    if ends is None or today < ends - timedelta(days=notice_days):
        return ""
    heir = f"; {model.replacement!r} takes its place" if model.replacement else ""
    verb = "turned" if is_shut_down(model, today) else "turns"
    return f"its vendor {verb} {model.id!r} off on {ends}{heir}"


@lru_cache(maxsize=MAX_TOLD)
def warn_of_shutdown(note: str) -> None:
    """Tell a notice as a `ModelShutdownWarning`, once in the life of a process.

    It points at the line outside scout that made the call.
    """
    warnings.warn(note, ModelShutdownWarning, stacklevel=_depth_outside())


@lru_cache(maxsize=MAX_TOLD)
def log_substitute(provider: str, asked: str, served: str) -> None:
    """Log, once in the life of a process, that a vendor answers with another model."""
    _log.warning("%s answers calls of %r with another model, %r", provider, asked, served)


def _depth_outside() -> int:
    """The `stacklevel` of the nearest caller that is not scout itself."""
    depth = 2  # counted from the caller of this function
    frame = sys._getframe(depth)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HOME):
        depth += 1
        frame = frame.f_back
    return depth


def listed_as(provider: Provider, served: str) -> Model | None:
    """The row of the model that an answer names, None where the provider lists none."""
    exact = provider.model(served)
    if exact is not None:
        return exact
    return next((model for model in provider.models if is_same_model(model.id, served)), None)
