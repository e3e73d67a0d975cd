"""Judges whether a provider keeps scout's contract: offline, in seconds, without test code.

Examples:
    >>> from scout_conformance import run
    >>> report = run("acme")
    >>> report.verdict.value
    'CONFORMANT'
"""

from __future__ import annotations

from scout_conformance import terminal
from scout_conformance.documents import FORMATS, format_of, write
from scout_conformance.engine import Engine, run
from scout_conformance.own import own_checks
from scout_conformance.profile import Deviation, Profile
from scout_conformance.report import Report, Result, document
from scout_conformance.standard import Check, Level, catalogue, check
from scout_conformance.subject import Options, Subject
from scout_conformance.targets import Target, UnknownProviderError, find
from scout_conformance.verdict import Outcome, Verdict
from scout_conformance.violation import KitError, NotApplicable, Violation

__version__ = "0.1.0"

__all__ = [
    "FORMATS",
    "Check",
    "Deviation",
    "Engine",
    "KitError",
    "Level",
    "NotApplicable",
    "Options",
    "Outcome",
    "Profile",
    "Report",
    "Result",
    "Subject",
    "Target",
    "UnknownProviderError",
    "Verdict",
    "Violation",
    "catalogue",
    "check",
    "document",
    "find",
    "format_of",
    "own_checks",
    "run",
    "terminal",
    "write",
]
