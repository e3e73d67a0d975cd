"""Broken providers, each a good one with one change, and the checks that have to notice.

They prove that the suite can fail: the failing set of each must equal what it declares, so that
a check which stops looking, or one that fails for somebody else's fault, is found out.
"""

from __future__ import annotations

from scout_conformance.zoo.animal import Animal, judge
from scout_conformance.zoo.answers import ANSWERS
from scout_conformance.zoo.behaviour import BEHAVIOUR
from scout_conformance.zoo.errors import ERRORS
from scout_conformance.zoo.liars import LIARS
from scout_conformance.zoo.requests import REQUESTS
from scout_conformance.zoo.rows import ROWS
from scout_conformance.zoo.sequences import SEQUENCES
from scout_conformance.zoo.sources import SOURCES
from scout_conformance.zoo.streams import STREAMS

BROKEN: tuple[Animal, ...] = (
    *(*ROWS, *SOURCES, *LIARS),
    *(*REQUESTS, *ANSWERS, *STREAMS, *ERRORS),
    *(*BEHAVIOUR, *SEQUENCES),
)
"""Every broken provider."""

__all__ = ["BROKEN", "Animal", "judge"]
