"""A flow as SVG."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...engine.flow.drawing.counts import Counts
from ...engine.flow.drawing.diagram import Arrow, ArrowKind, Diagram
from ...engine.flow.drawing.layout import CARD, GAP, PANEL, STRAIGHT, Box, layout_of

THINNEST, THICKEST = 2.0, 9.0


def svg(diagram: Diagram, counts: Counts | None = None, span: str = "") -> str:
    """Return a diagram as SVG; with counts, each arrow with how many people took it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
    )

    def weight(box: Box) -> float:
        if counts is None or not counts.people:
            return THINNEST
        most = max(counts.took(row.arrow.places) for row in box.straight)
        return THINNEST + (THICKEST - THINNEST) * most / counts.people

    return environment.get_template("flow.svg.jinja").render(
        diagram=diagram,
        layout=layout_of(diagram),
        counts=counts,
        span=span,
        stopped=counts.stopped() if counts else Counter(),
        card_width=CARD,
        panel_width=PANEL,
        n=number,
        cut=cut,
        told=_told,
        listed=_listed,
        below=_below,
        weight=weight,
    )


def number(value: float) -> str:
    """Return a coordinate, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def cut(text: str, most: int) -> str:
    """Return a text of so many characters at most."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _below(box: Box) -> float:
    """Return where the next card begins."""
    return box.bottom + GAP + max(len(box.straight), 1) * STRAIGHT


def _told(arrow: Arrow) -> str:
    """Return what takes an arrow of a card, and where it leads when no line shows it."""
    match arrow.kind:
        case ArrowKind.CALL:
            return f"{arrow.label} ⤷ {arrow.target}"
        case ArrowKind.PERSON:
            return f"{arrow.label} → a person"
        case ArrowKind.STAY:
            return f"{arrow.label} ↺"
    return arrow.label


def _listed(arrow: Arrow) -> str:
    """Return what takes an arrow that stands in a list, and where it leads."""
    return f"{arrow.label} → {arrow.target}" if arrow.kind is ArrowKind.AHEAD else _told(arrow)
