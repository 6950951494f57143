"""A diagram as Mermaid's text."""

from __future__ import annotations

from collections.abc import Iterator

from .counts import Counts
from .diagram import Arrow, ArrowKind, Card, Diagram

_INDENT = "    "


def mermaid(diagram: Diagram, counts: Counts | None = None) -> str:
    """Return it as a `stateDiagram-v2`; one arrow for all that leads from one state to another."""
    return "\n".join(_lines(diagram, counts)) + "\n"


def _lines(diagram: Diagram, counts: Counts | None) -> Iterator[str]:
    yield "stateDiagram-v2"
    for card in diagram.cards:
        if card.initial:
            yield f"{_INDENT}[*] --> {card.state}"
        for target, labels in _ways(card, counts):
            yield f"{_INDENT}{card.state} --> {target} : {labels}"
        if card.final:
            yield f"{_INDENT}{card.state} --> [*]"
    shared = [f"{_counted(arrow, counts)}{_leads(arrow)}" for arrow in diagram.everywhere]
    if shared:
        yield f"{_INDENT}note right of {diagram.cards[0].state}"
        yield f"{_INDENT * 2}from every question"
        yield from (f"{_INDENT * 2}{line}" for line in shared)
        yield f"{_INDENT}end note"


def _ways(card: Card, counts: Counts | None) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for arrow in card.arrows:
        if arrow.kind in (ArrowKind.NEXT, ArrowKind.AHEAD, ArrowKind.BACK):
            found.setdefault(arrow.target, []).append(_counted(arrow, counts))
        elif not card.final:
            found.setdefault(card.state, []).append(_counted(arrow, counts) + _leads(arrow))
    yield from ((target, ", ".join(labels)) for target, labels in found.items())


def _counted(arrow: Arrow, counts: Counts | None) -> str:
    return arrow.label + (f" ({counts.took(arrow.places)})" if counts else "")


def _leads(arrow: Arrow) -> str:
    """Return where an arrow leads that is drawn as none."""
    if arrow.kind is ArrowKind.CALL:
        return f" (runs {arrow.target})"
    if arrow.kind is ArrowKind.PERSON:
        return " (a person)"
    return f" → {arrow.target}" if arrow.kind is ArrowKind.AHEAD else ""
