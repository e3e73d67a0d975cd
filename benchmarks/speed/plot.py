"""Draws bars and curves as SVG that can be read on a light and on a dark page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

WIDTH: Final = 720
ROW: Final = 26
KEY: Final = 210
"""What the names of the curves take."""
LEFT, RIGHT, TOP, BOTTOM = 210, 76, 8, 12
_PALETTE: Final = ("#3b82c4", "#c46a3b", "#4c9a5b", "#a05bb5", "#b59a2d", "#2d9db5")

_STYLE: Final = """
.speed{color:var(--md-default-fg-color,#1f2328);font:13px sans-serif}
@media(prefers-color-scheme:dark){.speed{color:var(--md-default-fg-color,#e6edf3)}}
.speed text{fill:currentColor}.speed .grid{stroke:currentColor;opacity:.18}
.speed .peer{fill:currentColor;opacity:.35}.speed .ours{fill:#3b82c4}
.speed .spread{stroke:currentColor;stroke-width:1.5}.speed .curve{fill:none;stroke-width:2}
"""
"""Text and lines take the colour of the page; the colours stand out from both grounds."""


def bars(name: str, title: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """A bar per arm with its spread, on a logarithmic scale, the cheapest first."""
    ordered = sorted(rows.items(), key=lambda item: float(item[1]["median"]))
    height = TOP + ROW * len(ordered) + BOTTOM
    if not ordered:
        return _svg(name, title, height, [])
    low = min(float(row["least"]) for _, row in ordered) / 1.5
    high = max(float(row["most"]) for _, row in ordered)
    return _svg(name, title, height, _bars(ordered, low, high))


def _bars(
    ordered: Sequence[tuple[str, Mapping[str, Any]]], low: float, high: float
) -> Iterator[str]:
    def x(value: float) -> float:
        share = math.log(max(value, low) / low) / math.log(high / low)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    for number, (arm, row) in enumerate(ordered):
        top = TOP + ROW * number
        middle, end = top + ROW / 2, x(row["median"])
        kind = "ours" if arm.startswith("scout") else "peer"
        yield f'<text x="{LEFT - 8}" y="{middle + 4}" text-anchor="end">{escape(arm)}</text>'
        width = round(end - LEFT, 1)
        yield f'<rect class="{kind}" x="{LEFT}" y="{top + 5}" width="{width}" height="{ROW - 10}"/>'
        least, most = x(row["least"]), x(row["most"])
        yield f'<line class="spread" x1="{least}" y1="{middle}" x2="{most}" y2="{middle}"/>'
        yield f'<text x="{max(end, most) + 6}" y="{middle + 4}">{_shown(row["median"])}</text>'


def _shown(value: float) -> str:
    """A figure in three digits, or as a whole number."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def curves(found: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """A curve per dimension: CPU of a call against its size, which grows by the power of ten."""
    height, bottom, left = 320, 44, 56
    points = [point for curve in found.values() for point in curve]
    # A little room above the dearest; each of the four lines is a multiple of ten.
    most = 40 * math.ceil(max((cost for _, cost in points), default=1.0) * 1.1 / 40)
    largest = math.log10(1 + max((size for size, _ in points), default=1))

    def place(size: float, cost: float) -> tuple[float, float]:
        x = left + math.log10(1 + size) / largest * (WIDTH - left - KEY)
        return round(x, 1), round(TOP + (1 - cost / most) * (height - TOP - bottom), 1)

    def parts() -> Iterator[str]:
        for share in range(5):
            cost = most * share / 4
            _, y = place(0, cost)
            yield f'<line class="grid" x1="{left}" y1="{y}" x2="{WIDTH - KEY}" y2="{y}"/>'
            yield f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{cost:.0f}</text>'
        for power in range(math.ceil(largest)):
            x, _ = place(10**power, 0)
            below = f'y="{height - bottom + 18}" text-anchor="middle"'
            yield f'<text x="{x}" {below}>{10**power:,}</text>'
        for number, (name, curve) in enumerate(found.items()):
            colour = _PALETTE[number % len(_PALETTE)]
            line = " ".join(f"{x},{y}" for x, y in (place(*point) for point in curve))
            yield f'<polyline class="curve" stroke="{colour}" points="{line}"/>'
            y = TOP + 20 + 18 * number
            place_of_key = f'x="{WIDTH - KEY + 12}" y="{y - 9}" width="10" height="10"'
            yield f'<rect {place_of_key} fill="{colour}"/>'
            yield f'<text x="{WIDTH - KEY + 28}" y="{y}">{escape(name)}</text>'

    return _svg("scaling", "CPU of a call in microseconds, as each size grows", height, parts())


def _svg(name: str, title: str, height: float, parts: Iterator[str] | list[str]) -> str:
    head = f'<svg class="speed" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}"'
    lines = [
        f'{head} role="img" aria-labelledby="speed-{name}">',
        f'<title id="speed-{name}">{escape(title)}</title>',
        f"<style>{_STYLE.strip()}</style>",
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
