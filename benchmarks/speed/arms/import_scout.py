"""What the first line of an application costs."""

from __future__ import annotations

from scout import Provider, Settings, call_llm

__all__ = ["Provider", "Settings", "call_llm"]
