"""scout routes LLM calls over providers, keys and budgets, and can explain every step."""

import logging
from typing import TYPE_CHECKING

import scout.errors as _errors
import scout.llm as _llm
from scout.errors import *  # noqa: F403 -- the error tree is public as a whole
from scout.late import late_names as _late_names

if TYPE_CHECKING:
    from scout.config import Settings
    from scout.llm import *  # noqa: F403 -- what `scout.llm` shows is public here too
    from scout.llm.intent import detect_intent
    from scout.llm.intent_asking import RoutedIntentDetector
    from scout.llm.providers.base import Model, Provider
    from scout.llm.providers.client import ProviderClient
    from scout.llm.providers.keys import KeyState, is_permanent_error
    from scout.llm.providers.registry import ProviderRegistry
else:
    __getattr__, __dir__ = _late_names(
        __name__,
        {
            "scout.config": ("Settings",),
            "scout.llm": _llm.__all__,
            "scout.llm.intent": ("detect_intent",),
            "scout.llm.intent_asking": ("RoutedIntentDetector",),
            "scout.llm.providers.base": ("Model", "Provider"),
            "scout.llm.providers.client": ("ProviderClient",),
            "scout.llm.providers.keys": ("KeyState", "is_permanent_error"),
            "scout.llm.providers.registry": ("ProviderRegistry",),
        },
    )

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
