"""Plants drift between the code and the guide, and sees whether the gates notice."""

from __future__ import annotations

from tools.drift.code_drifts import CODE
from tools.drift.guide_drifts import GUIDE

ALL = (*CODE, *GUIDE)
"""Every drift that is planted."""

__all__ = ["ALL"]
