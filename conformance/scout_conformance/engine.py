"""Runs checks against a provider: prerequisites first, each once; pytest is one of its callers."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scout_conformance.blame import authors_frames, describe, is_authors_fault, kit_traceback
from scout_conformance.own import own_checks
from scout_conformance.report import Report, Result
from scout_conformance.standard import Check, is_own, with_own
from scout_conformance.subject import Options, Subject
from scout_conformance.targets import Target, find_one, of_object
from scout_conformance.verdict import FAILURES, OPEN_QUESTIONS, Observation, Outcome, decide
from scout_conformance.violation import KitError, NotApplicable, Untried, Violation

if TYPE_CHECKING:
    from scout.llm.providers.base import Provider
    from scout_conformance.profile import Profile

_BLOCKING = FAILURES | OPEN_QUESTIONS
"""Outcomes after which a check that builds on this one would only repeat the complaint."""

_NO_SUCH_CASE = "The saved case belongs to a part of the check that is no more:"


@dataclass(frozen=True, slots=True)
class _Tried:
    """What happened when a check was tried, before anybody says what that means."""

    observation: Observation
    reason: str = ""
    violation: Violation | None = None
    frames: tuple[str, ...] = ()


class Engine:
    """Judges one provider; results are remembered, so that a prerequisite is tried once.

    Args:
        subject: The provider.
        own: Checks of an author's own, beside those of the contract.

    Raises:
        KitError: Its profile or an own check names a check that does not exist.
    """

    def __init__(self, subject: Subject, own: Mapping[str, Check] | None = None) -> None:
        self.subject = subject
        try:
            self.checks = with_own(own or {})
        except ValueError as error:
            raise KitError(str(error)) from None
        self._results: dict[str, Result] = {}
        subject.profile.validated(self.checks)

    def result(self, check_id: str) -> Result:
        """The result of a check, which is tried now if it was not before."""
        known = self._results.get(check_id)
        if known is None:
            known = self._results[check_id] = self._judge(self.checks[check_id])
        return known

    def run(self, check_ids: Iterable[str] | None = None) -> Report:
        """Try these checks, all of the contract by default, and report on them."""
        chosen = list(self.checks if check_ids is None else check_ids)
        self.prepare(chosen)
        try:
            return self.report([self.result(check_id) for check_id in chosen])
        finally:
            self.close()

    def prepare(self, check_ids: Iterable[str]) -> None:
        """Begin what takes a while and needs nobody: the watched import, in its own process."""
        watched = any("own-module" in self.checks[check_id].needs for check_id in check_ids)
        if watched and self.subject.target.is_watchable:
            self.subject.import_watch.begin()

    def close(self) -> None:
        """End what was begun and not asked for."""
        if self.subject.target.is_watchable:
            self.subject.import_watch.close()

    def report(self, results: Iterable[Result]) -> Report:
        """A report on these results, wherever they were obtained."""
        subject = self.subject
        vendor = subject.vendor_kind.value
        return Report.of(subject.target.spec, results, seed=subject.options.seed, vendor=vendor)

    def _judge(self, check: Check) -> Result:
        tried = self._try(check)
        deviation = self.subject.profile.deviation(check.id)
        outcome = decide(check.level, tried.observation, deviates=deviation is not None)
        reason = tried.reason
        if outcome is Outcome.STALE:
            reason = "the deviation is declared, but the check holds: take it out of the profile"
        elif deviation is not None and outcome is Outcome.DEVIATION:
            reason = f"{deviation.reason} ({deviation.issue})"
        return Result.of(check, outcome, reason, tried.violation, tried.frames)

    def _try(self, check: Check) -> _Tried:
        """Blocked by what has to hold first, else not applicable, else run."""
        for needed in check.requires[:1]:
            if self.result(needed).outcome in _BLOCKING:
                return self._blocked_by(needed)
        for need in check.needs:
            lack = self.subject.lacks(need)
            if lack:
                return _Tried(Observation.NOT_APPLICABLE, lack)
        for needed in check.requires[1:]:
            if self.result(needed).outcome in _BLOCKING:
                return self._blocked_by(needed)
        return self._run(check)

    def _blocked_by(self, needed: str) -> _Tried:
        root = self.result(needed)
        while root.outcome is Outcome.BLOCKED:
            root = self.result(root.blocked_by)
        return _Tried(Observation.BLOCKED, root.id)

    def _run(self, check: Check) -> _Tried:
        try:
            with _quiet():
                check.run(self.subject)
            self._has_met_its_cases(check)
        except Violation as violation:
            cause = violation.__cause__
            frames = authors_frames(cause, self.subject.target.root) if cause else ()
            return _Tried(Observation.VIOLATED, violation=violation, frames=frames)
        except NotApplicable as refusal:
            return _Tried(Observation.NOT_APPLICABLE, refusal.reason)
        except Untried as refusal:
            return _Tried(Observation.UNTRIED, refusal.reason)
        except KitError as error:
            return _Tried(Observation.KIT_FAILED, str(error))
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- an author's code may raise anything
            return self._unexpected(check, error)
        return _Tried(Observation.HELD)

    def _has_met_its_cases(self, check: Check) -> None:
        unmet = self.subject.options.replays.unmet(check.id)
        if unmet:
            raise Untried(f"{_NO_SUCH_CASE} {unmet[0]}.")

    def _unexpected(self, check: Check, error: BaseException) -> _Tried:
        root = self.subject.target.root
        if not is_own(check.id) and not is_authors_fault(error, root):
            return _Tried(Observation.KIT_FAILED, kit_traceback(error))
        violation = Violation(
            sent="nothing more, since the provider's own code raised",
            expected="no exception from it",
            got=describe(error),
            fix="Mend the last of the lines that are named: it raises, or calls what does.",
        )
        return _Tried(Observation.VIOLATED, violation=violation, frames=authors_frames(error, root))


@contextmanager
def _quiet() -> Iterator[None]:
    """Whatever the author's settings make of warnings and logs, a check neither shows nor fails."""
    handler = logging.NullHandler()
    logging.getLogger().addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger().removeHandler(handler)


def run(
    provider: Provider | str | Target,
    *,
    profile: Profile | None = None,
    checks: Iterable[str] | None = None,
    options: Options | None = None,
    own: Iterable[str] = (),
) -> Report:
    """Judge a provider.

    Args:
        provider: A row, or what `--scout-provider` takes: a name, `module:attribute`,
            `path/to/file.py:ATTR`.
        profile: Deviations and samples; by default those that lie beside the provider.
        checks: Ids of the checks to try; a report on fewer than all is INCOMPLETE.
        options: Seed and number of generated cases.
        own: Modules or files with checks of your own, beside those that are installed.

    Raises:
        KitError: The provider is not there, or its profile is not what its format asks for.

    Examples:
        >>> str(run("acme").verdict)
        'CONFORMANT'
    """
    if isinstance(provider, str):
        target = find_one(provider)
    elif isinstance(provider, Target):
        target = provider
    else:
        target = of_object(provider)
    return Engine(Subject.of(target, profile, options), own_checks(own)).run(checks)
