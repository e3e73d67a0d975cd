"""scout routes LLM calls over providers, keys and budgets, and can explain every step."""

import logging

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

__version__ = "0.1.0"

# A library is silent until an application asks for its records.
logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = [
    "KeyState",
    "Model",
    "Provider",
    "ProviderClient",
    "ProviderRegistry",
    "Settings",
    "__version__",
    "is_permanent_error",
]
__all__ += _errors.__all__
__all__ += _llm.__all__
