"""What an application needs to test its own code against scout: time that jumps."""

from __future__ import annotations

from scout.testing.clock import StuckError, VirtualClock, run_virtual

__all__ = ["StuckError", "VirtualClock", "run_virtual"]
