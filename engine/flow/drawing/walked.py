"""A diagram with only what people did: the cards they came to, one arrow to each next card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..compiled.exits import Place
from .counts import Counts
from .diagram import Arrow, ArrowKind, Card, Diagram

_LEADS = (ArrowKind.NEXT, ArrowKind.AHEAD, ArrowKind.BACK)


def walked(diagram: Diagram, counts: Counts) -> Diagram:
    """Return the part of a diagram that people walked.

    Ways from one card to another are one arrow, labelled with where it leads; what only repeats a
    question is left out. What every question inherits keeps its place apart.
    """
    cards = [card for card in diagram.cards if counts.came(card.state)]
    order = {card.state: number for number, card in enumerate(cards)}
    shown = tuple(
        replace(card, arrows=tuple(_arrows(card, counts, order)), initial=number == 0)
        for number, card in enumerate(cards)
    )
    everywhere = tuple(one for one in diagram.everywhere if counts.took(one.places))
    return replace(diagram, cards=shown, everywhere=everywhere)


def _arrows(card: Card, counts: Counts, order: dict[str, int]) -> Iterator[Arrow]:
    places: dict[tuple[bool, str], frozenset[Place]] = {}
    for arrow in card.arrows:
        leads = arrow.kind in _LEADS and arrow.target in order
        if (leads or arrow.kind is ArrowKind.PERSON) and counts.took(arrow.places):
            key = arrow.kind is ArrowKind.PERSON, arrow.target
            places[key] = places.get(key, frozenset()) | arrow.places
    for (person, target), taken in places.items():
        kind = ArrowKind.PERSON if person else _kind(order[target] - order[card.state])
        yield Arrow(kind, target, target, taken)


def _kind(step: int) -> ArrowKind:
    return ArrowKind.NEXT if step == 1 else ArrowKind.AHEAD if step > 0 else ArrowKind.BACK
