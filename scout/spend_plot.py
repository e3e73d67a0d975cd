"""Draws what was spent as bars: in a terminal, or as a picture that any browser shows."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from scout.llm.cost import usd
from scout.spend import SpendReport

_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_ROW_PX: Final = 26
_SIGN_PX: Final = 7.3
"""Width of a sign of the monospaced font below."""

_BAR_PX: Final = 480


def bars(report: SpendReport, width: int = 80) -> list[str]:
    """A line for each row: name, bar, amount.

    Args:
        report: What was spent.
        width: How long a line may be.
    """
    labels, amounts = _labels(report), _amounts(report)
    if not labels:
        return ["nothing was spent"]
    name_width = min(max(map(len, labels)), width // 2)
    amount_width = max(map(len, amounts))
    room = max(4, width - name_width - amount_width - 4)
    shares = _shares(report)
    return [
        f"{_fit(label, name_width)}  {_bar(share, room)}  {amount:>{amount_width}}"
        for label, share, amount in zip(labels, shares, amounts, strict=True)
    ]


def svg(report: SpendReport) -> str:
    """The same as a picture, in the colours of the page that shows it."""
    labels, amounts, shares = _labels(report), _amounts(report), _shares(report)
    left = _SIGN_PX * max(map(len, labels), default=0) + 16
    right = _SIGN_PX * max(map(len, amounts), default=0) + 16
    width, height = left + _BAR_PX + right, _ROW_PX * (len(labels) + 1) + 8
    total = f"${usd(report.total.nano_usd):f} by {', '.join(report.by)}"
    size = f"viewBox='0 0 {width:.0f} {height:.0f}' width='{width:.0f}'"
    style = "role='img' fill='currentColor' style='font:12px monospace'"
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' {size} {style}><title>{escape(total)}</title>",
        f"<text x='8' y='18' font-weight='bold'>{escape(total)}</text>",
    ]
    for at, (label, share, amount) in enumerate(zip(labels, shares, amounts, strict=True), 1):
        y, long = at * _ROW_PX, _BAR_PX * share
        parts += [
            f"<text x='8' y='{y + 18}'>{escape(label)}</text>",
            f"<rect x='{left:.0f}' y='{y + 6}' width='{long:.1f}' height='16' fill='#4051b5'/>",
            f"<text x='{left + long + 8:.0f}' y='{y + 18}'>{escape(amount)}</text>",
        ]
    return "\n".join([*parts, "</svg>\n"])


def printable(text: str) -> str:
    """A text without signs that a terminal obeys; names of scopes are anybody's choice."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def _labels(report: SpendReport) -> list[str]:
    return [printable(" · ".join(names)) for names in report.rows]


def _amounts(report: SpendReport) -> list[str]:
    return [f"${usd(row.nano_usd):f}" for row in report.rows.values()]


def _shares(report: SpendReport) -> list[float]:
    """Each row against the dearest; a correction that outweighs its charges has no bar."""
    most = max([1, *(row.nano_usd for row in report.rows.values())])
    return [max(0, row.nano_usd) / most for row in report.rows.values()]


def _bar(share: float, room: int) -> str:
    whole, eighth = divmod(round(share * room * 8), 8)
    return ("█" * whole + _EIGHTHS[eighth].strip()).ljust(room)


def _fit(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"
