"""Writes the end of a call into the audit log."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from scout.audit import AuditLog
from scout.audit_rows import Asked, call_row
from scout.config import Settings
from scout.llm.steps import Record


@dataclass(frozen=True, slots=True)
class Recorder:
    """Obeys the last step of one call's plan.

    Attributes:
        audit: The log.
        asked: What was asked.
        secrets: Gives every key that is in use, none of which may be written down.
    """

    audit: AuditLog
    asked: Asked
    secrets: Callable[[], Collection[str]]

    def __call__(self, step: Record) -> None:
        """Write a row.

        Raises:
            AuditError: It could not be written, and the log must not lose any.
        """
        row = call_row(self.asked, step, content=self.audit.content, secrets=self.secrets())
        self.audit.append(row)


def audit_for(settings: Settings, wall: Callable[[], float]) -> AuditLog | None:
    """The audit log that the settings name, None where they name none.

    Raises:
        ConfigurationError: The file cannot be used.
    """
    if settings.audit_path is None:
        return None
    return AuditLog(
        settings.audit_path,
        content=settings.audit_content,
        strict=settings.audit_strict,
        wall=wall,
    )
