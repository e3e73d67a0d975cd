"""What any client over httpx with settings costs to import."""

from __future__ import annotations

import httpx
import pydantic_settings

__all__ = ["httpx", "pydantic_settings"]
