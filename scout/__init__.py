"""scout routes LLM calls over providers, keys and budgets, and can explain every step."""

import logging
from importlib import import_module as _import_module
from typing import TYPE_CHECKING

import scout.errors as _errors
import scout.llm as _llm
from scout.config import Settings
from scout.errors import *  # noqa: F403 -- the error tree is public as a whole
from scout.llm import *  # noqa: F403 -- what `scout.llm` shows is public here too
from scout.llm.providers import (
    KeyState,
    Model,
    Provider,
    ProviderClient,
    ProviderRegistry,
    is_permanent_error,
)

if TYPE_CHECKING:
    from scout.llm.intent import detect_intent
    from scout.llm.intent_asking import RoutedIntentDetector

__version__ = "0.1.0"

# A library is silent until an application asks for its records.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = [
    "KeyState",
    "Model",
    "Provider",
    "ProviderClient",
    "ProviderRegistry",
    "RoutedIntentDetector",
    "Settings",
    "__version__",
    "detect_intent",
    "is_permanent_error",
]
__all__ += _errors.__all__
__all__ += _llm.__all__

# Words of many languages stand behind these two: whoever does not ask for them need not load them.
_LATE = {
    "RoutedIntentDetector": "scout.llm.intent_asking",
    "detect_intent": "scout.llm.intent",
}


def __getattr__(name: str) -> object:
    """Load a name of `_LATE` when it is first asked for."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(_import_module(_LATE[name]), name)
    globals()[name] = found
    return found
