"""The verdict as an SVG badge for a readme: one line, no font and nothing else fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scout_conformance.report import Report, worst
from scout_conformance.standard import REVISION
from scout_conformance.verdict import Verdict

_GROUND = {
    Verdict.CONFORMANT: "#1a7f37",
    Verdict.NON_CONFORMANT: "#b3261e",
    Verdict.INCOMPLETE: "#7d5700",
}
"""Grounds on which white text keeps a contrast of more than 4.5."""

_LETTER = 6.6
_PAD = 8


def badge(reports: Sequence[Report]) -> str:
    """The worst verdict of a run."""
    verdict = worst(reports)
    left, right = f"scout contract {REVISION}", verdict.value.lower()
    if len(reports) == 1:
        left = f"{left} | {reports[0].provider[:40]}"
    widths = [round(len(text) * _LETTER) + 2 * _PAD for text in (left, right)]
    label = escape(f"{left}: {right}", quote=True)
    middles = (widths[0] / 2, widths[0] + widths[1] / 2)
    texts = "".join(
        f'<text x="{middle:g}" y="14" textLength="{width - 2 * _PAD}">{escape(text)}</text>'
        for middle, width, text in zip(middles, widths, (left, right), strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sum(widths)}" height="20" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<rect width="{sum(widths)}" height="20" rx="3" fill="{_GROUND[verdict]}"/>'
        f'<path d="M3 0h{widths[0] - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3d444d"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" '
        f'font-size="11">{texts}</g></svg>\n'
    )
