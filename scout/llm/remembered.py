"""Looks an answer up before a call is planned, and keeps it afterwards."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from scout.errors import ProviderError
from scout.llm.answer_cache import KeptAnswer, is_keepable
from scout.llm.job import Conclusion, Job
from scout.llm.outcome import fault_of, fit_call
from scout.llm.steps import Recall, Remember

if TYPE_CHECKING:
    from scout.llm.dispatch import Candidate
    from scout.llm.plan import Plan
    from scout.llm.providers.base import Provider
    from scout.llm.trail import Trail
    from scout.llm.types import Call


@dataclass(frozen=True, slots=True)
class Memory:
    """Whose answers a call may have, and for how long its own is kept.

    Attributes:
        scopes: Whose call it is; answers never pass from one to another.
        account_of: A digest of a provider's keys; answers never pass from one to another.
        lasts_s: How long an answer is kept.
        wanted: Whether the caller wants this call remembered though it is not deterministic.
    """

    scopes: Mapping[str, str]
    account_of: Callable[[Provider], str]
    lasts_s: float
    wanted: bool = False

    def key(self, job: Job, candidate: Candidate) -> str | None:
        """A digest of all that makes an answer; None where the call may not be remembered."""
        call, _ = fit_call(job.call, candidate, stream=False)
        if not (self.wanted or call.temperature == 0):
            return None
        if call.temperature is not None:  # 0 and 0.0 are one temperature
            call = dataclasses.replace(call, temperature=float(call.temperature))
        request = _request(call, candidate.provider)
        try:
            whose = [sorted(self.scopes.items()), self.account_of(candidate.provider)]
        except ProviderError:
            return None
        if request is None:
            return None
        facts = json.dumps([*candidate.key, candidate.provider.base_url, *whose])
        return sha256(f"{facts}\n{request}".encode("utf-8", "surrogatepass")).hexdigest()


def remembered(plan: Plan, job: Job, trail: Trail, memory: Memory) -> Plan:
    """Answer a call from what is kept, or obey its plan and keep the answer.

    What is kept is looked up for the model that would be asked first, and kept for the model
    that answered.

    Args:
        plan: The plan, not begun.
        job: What it plans.
        trail: Where its steps are noted.
        memory: Whose answers, and for how long.

    Yields:
        `Recall`, the steps of the plan, `Remember`.

    Returns:
        What the plan returns, or a conclusion that cost nothing.
    """
    first = job.candidates[0]
    key = memory.key(job, first)
    kept = None if key is None else (yield Recall(key))
    if isinstance(kept, KeptAnswer) and _serves(kept, first, job):
        trail.recalled(first, kept.at_s)
        return Conclusion(kept.result, first, trail.records, 0, None)
    conclusion = yield from plan
    result, answered = conclusion.result, conclusion.candidate
    if result is not None and is_keepable(result):
        key = key if answered.key == first.key else memory.key(job, answered)
        if key is not None:
            yield Remember(key, result, memory.lasts_s)
    return conclusion


def _serves(kept: KeptAnswer, candidate: Candidate, job: Job) -> bool:
    """Whether a kept answer is one to this call, by the caller's own check too."""
    return is_keepable(kept.result) and fault_of(kept.result, candidate, job.fault) is None


def _request(call: Call, provider: Provider) -> str | None:
    """The request as the vendor would get it, to the letter: the order of fields may matter.

    None where it cannot be said, which the plan will tell.
    """
    try:
        wired = provider.wire.encode(call, provider)
        return json.dumps([wired.method, wired.path, wired.query, wired.headers, wired.json])
    except Exception:  # noqa: BLE001 -- a row's own wire may raise anything
        return None
