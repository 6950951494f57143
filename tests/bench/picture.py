"""The throughput as a picture: bars, one colour a subject, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from .report import NAMES, Run, middle, subjects_of

_COLOURS = {"sqlite": "#1f9d62", "postgres": "#3b7dd8", "peer": "#9a9a9a"}
_TITLES = {
    "highest": "6,000 people, each answered at once",
    "with statuses": "The same, with three statuses for each answer, one by one",
}
_WIDTH, _LEFT, _BAR, _GAP, _HEAD = 760, 190, 26, 10, 44
_SCALE = _WIDTH - _LEFT - 90
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#222}.t{font-weight:600}.q{font-size:11px;fill:#666}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}.q{fill:#aaa}}"
)


def draw(whole: dict[str, Any]) -> str:
    """Return an SVG of messages answered a second, by section and subject."""
    sections = [
        (key, whole["sections"][key]["runs"]) for key in _TITLES if key in whole["sections"]
    ]
    most = max((_answered(runs, s) for _, runs in sections for s in subjects_of(runs)), default=1.0)
    y, parts = 8, []
    for key, runs in sections:
        parts.append(f'<text class="t" x="8" y="{y + 20}">{escape(_TITLES[key])}</text>')
        y += _HEAD
        for bar in _bars(runs, most, y):
            parts.append(bar)
            y += _BAR + _GAP
        y += _GAP
    foot = f"messages answered a second · {whole['machine']} · {whole['at'][:10]}"
    parts.append(f'<text class="q" x="8" y="{y + 14}">{escape(foot)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 28}" role="img" '
        f'aria-label="Messages answered a second"><style>{_STYLE}</style>{"".join(parts)}</svg>\n'
    )


def _bars(runs: list[Run], most: float, y: int) -> Iterator[str]:
    for number, subject in enumerate(subjects_of(runs)):
        value = _answered(runs, subject)
        top, width = y + number * (_BAR + _GAP), max(2, round(_SCALE * value / most))
        yield (
            f'<text x="{_LEFT - 10}" y="{top + 18}" text-anchor="end">{NAMES[subject]}</text>'
            f'<rect x="{_LEFT}" y="{top}" width="{width}" height="{_BAR}" rx="4" '
            f'fill="{_COLOURS[subject]}"/>'
            f'<text class="t" x="{_LEFT + width + 8}" y="{top + 18}">{value:,.0f}</text>'
        )


def _answered(runs: list[Run], subject: str) -> float:
    return middle(runs, subject, lambda run: run["answered_per_second"]) or 0.0
