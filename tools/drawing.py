"""Draws boxes and arrows as an SVG that takes the page's own colours and fits a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

FONT, LINE, PAD = 13, 17, 9
"""Size of the letters, height of a line and room around a text, in the SVG's own units."""

LETTER: Final = 6.9
"""Width of a letter, on average and rather too wide."""

HEAD: Final = 6
"""Length of an arrow's head."""


@dataclass(frozen=True, slots=True)
class Box:
    """A thing, by its upper left corner.

    Attributes:
        name: By which arrows find it.
        lines: Its text; the first line is bold where there are more.
        x: From the left.
        y: From the top.
        width: Of the box.
        dashed: Whether it is the frame of what stands in it, with its text above that.
        height: Of a frame; other boxes are as high as their text.
    """

    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    dashed: bool = False
    height: float = 0.0

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + (self.height or LINE * len(self.lines) + 2 * PAD - 3)

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, (self.y + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another.

    Attributes:
        start: Name of the box where it begins.
        end: Name of the box where it leads.
        lines: What is said of it, where it turns or at its middle.
        side: `down` from bottom to top, `across` from right to left edge, `right` or `left`
            around that side of both boxes.
        out: How far it goes around.
        at: Shifts it along the edge where it begins and ends, from the middle.
    """

    start: str
    end: str
    lines: tuple[str, ...] = ()
    side: str = "down"
    out: float = 30.0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture.

    Attributes:
        says: What somebody needs to know who can't see it.
        width: Of the picture.
        boxes: In the order in which they are drawn, frames first.
        arrows: Between them.
    """

    says: str
    width: float
    boxes: Sequence[Box]
    arrows: Sequence[Arrow] = ()

    def svg(self) -> str:
        """The picture, as one line of SVG."""
        height = max(box.bottom for box in self.boxes) + PAD
        found = {box.name: box for box in self.boxes}
        shapes = "".join(map(_box, self.boxes))
        shapes += "".join(
            _arrow(arrow, found[arrow.start], found[arrow.end]) for arrow in self.arrows
        )
        size = f"viewBox='0 0 {self.width:.0f} {height:.0f}' width='{self.width:.0f}'"
        look = f"font-family='system-ui, sans-serif' font-size='{FONT}' fill='currentColor'"
        label = f"role='img' aria-label='{escape(self.says, quote=True)}'"
        return f"<svg class='drawing' {label} {size} {look}>{shapes}</svg>\n"


def _box(box: Box) -> str:
    dash = " stroke-dasharray='5 4'" if box.dashed else ""
    fill = "none" if box.dashed else "var(--md-code-bg-color, #f5f5f5)"
    drawn = (
        f"<rect x='{box.x:.0f}' y='{box.y:.0f}' width='{box.width:.0f}' "
        f"height='{box.bottom - box.y:.0f}' rx='6' fill='{fill}' stroke='currentColor'{dash}/>"
    )
    if box.dashed:
        return drawn + _text(box.lines, box.x + PAD, box.y + PAD + FONT - 3, bold=True)
    across = box.middle[0]
    return drawn + _text(
        box.lines, across, box.y + PAD + FONT - 3, anchor="middle", bold=len(box.lines) > 1
    )


def _text(
    lines: Sequence[str], x: float, y: float, *, anchor: str = "start", bold: bool = False
) -> str:
    weight = " font-weight='700'"
    return "".join(
        f"<text x='{x:.0f}' y='{y + LINE * row:.0f}' text-anchor='{anchor}'"
        f"{weight if bold and row == 0 else ''}>{escape(line)}</text>"
        for row, line in enumerate(lines)
    )


def _arrow(arrow: Arrow, start: Box, end: Box) -> str:
    if arrow.side == "across":
        points = [(start.x + start.width, start.middle[1]), (end.x, end.middle[1])]
        turn = (points[0][0] + points[1][0]) / 2
        points[1:1] = [(turn, points[0][1]), (turn, points[1][1])]
        said = ""
    elif arrow.side == "down":
        x = start.middle[0] + arrow.at
        points = [(x, start.bottom), (x, end.y)]
        said = _said(arrow.lines, x + PAD, (start.bottom + end.y) / 2, "start")
    else:
        right = arrow.side == "right"
        edges = [box.x + box.width if right else box.x for box in (start, end)]
        turn = max(edges) + arrow.out if right else min(edges) - arrow.out
        begins, ends = start.middle[1] + arrow.at, end.middle[1] - arrow.at
        points = [(edges[0], begins), (turn, begins), (turn, ends), (edges[1], ends)]
        beside = turn + PAD if right else turn - PAD
        said = _said(arrow.lines, beside, (begins + ends) / 2, "start" if right else "end")
    drawn = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    line = f"<polyline points='{drawn}' fill='none' stroke='currentColor'/>"
    return line + _head(points[-2], points[-1]) + said


def _said(lines: Sequence[str], x: float, y: float, anchor: str) -> str:
    """A text whose middle is at that height."""
    top = y - LINE * (len(lines) - 1) / 2 + FONT / 3
    return _text(lines, x, top, anchor=anchor)


def _head(before: tuple[float, float], tip: tuple[float, float]) -> str:
    """A triangle at the end of a line that is level or upright."""
    (fx, fy), (x, y) = before, tip
    if abs(y - fy) > abs(x - fx):
        back = y - HEAD if y > fy else y + HEAD
        corners = [(x, y), (x - HEAD / 2, back), (x + HEAD / 2, back)]
    else:
        back = x - HEAD if x > fx else x + HEAD
        corners = [(x, y), (back, y - HEAD / 2), (back, y + HEAD / 2)]
    return f"<polygon points='{' '.join(f'{x:.0f},{y:.0f}' for x, y in corners)}'/>"
