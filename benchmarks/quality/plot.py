"""Draws cost against quality as an SVG that can be read on a light and on a dark page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from benchmarks.quality.runs import Summary

WIDTH: Final = 720
HEIGHT: Final = 400
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 52
LABEL_WIDTH: Final = 130
LABEL_HEIGHT: Final = 14
"""Where a label to the right of its point would meet another point, it stands to the left."""

_STYLE: Final = """
.plot{color:var(--md-default-fg-color,#1f2328);font:13px sans-serif}
@media(prefers-color-scheme:dark){.plot{color:var(--md-default-fg-color,#e6edf3)}}
.plot text{fill:currentColor}.plot line,.plot path{stroke:currentColor;fill:none}
.plot .grid{opacity:.18}.plot .bar{opacity:.55}
.plot .always{fill:none;stroke:currentColor;stroke-width:2}.plot .loop{fill:#3b82c4;stroke:none}
"""
"""Text and lines take the colour of the page; the blue stands out from both grounds."""


def picture(policies: Sequence[Summary]) -> str:
    """The plot; each policy is a point with its 95 % interval."""
    scale = _Scale(policies)
    head = f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    parts = [
        f'{head} role="img" aria-labelledby="quality-title">',
        '<title id="quality-title">Share of right answers against cost, by policy</title>',
        f"<style>{_STYLE.strip()}</style>",
        *_axes(scale),
        *(part for one in policies for part in _point(one, policies, scale)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Scale:
    """From dollars per 1,000 tasks, by their logarithm, and shares to places."""

    def __init__(self, policies: Sequence[Summary]) -> None:
        costs = [1000 * one.cost_usd for one in policies]
        self.low_usd, self.high_usd = min(costs) / 1.6, max(costs) * 2.2
        self.floor = math.floor(10 * min(one.low for one in policies)) / 10

    def x(self, usd: float) -> float:
        span = math.log(self.high_usd / self.low_usd)
        share = math.log(usd / self.low_usd) / span
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, share: float) -> float:
        height = HEIGHT - TOP - BOTTOM
        return round(TOP + (1 - share) / (1 - self.floor) * height, 1)


def _axes(scale: _Scale) -> Iterator[str]:
    bottom = HEIGHT - BOTTOM
    for tenth in range(round(10 * scale.floor), 11):
        y = scale.y(tenth / 10)
        yield f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{10 * tenth} %</text>'
    for usd in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20):
        if scale.low_usd < usd < scale.high_usd:
            x = scale.x(usd)
            yield f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}"/>'
            yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{usd:g}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    label = "US dollars per 1,000 tasks (logarithmic)"
    yield f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{label}</text>'


def _point(one: Summary, others: Sequence[Summary], scale: _Scale) -> Iterator[str]:
    x, y = scale.x(1000 * one.cost_usd), scale.y(one.quality)
    kind = "loop" if one.policy.startswith("loop") else "always"
    yield f'<line class="bar" x1="{x}" y1="{scale.y(one.low)}" x2="{x}" y2="{scale.y(one.high)}"/>'
    yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="6"/>'
    near = [(scale.x(1000 * other.cost_usd) - x, scale.y(other.quality) - y) for other in others]
    if any(0 < right < LABEL_WIDTH and abs(down) < LABEL_HEIGHT for right, down in near):
        yield f'<text x="{x - 11}" y="{y + 5}" text-anchor="end">{escape(one.policy)}</text>'
    else:
        yield f'<text x="{x + 11}" y="{y + 5}">{escape(one.policy)}</text>'
