"""Where every card and every arrow of a diagram stands, in pixels.

Cards stand in one column, in the order of the flow. What leads to the next card goes straight
down; what leads back goes round on the left, what leaps ahead on the right. All that leads to one
card from one side shares a lane. Labels stand inside the cards, at the arrow's beginning, so that
nothing is written across a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .diagram import Arrow, ArrowKind, Card, Diagram

CARD = 372
MARGIN = 24
LANE = 16
REACH = 22
"""How far the nearest lane is from the cards."""
HEAD = 34
LINE = 18
ROW = 21
FOOT = 9
GAP = 34
STRAIGHT = 18
"""A line of what leads straight on."""
PANEL = 292
TITLE = 54
RADIUS = 9


@dataclass(frozen=True, slots=True)
class CardRow:
    """A line in a card: its arrow, where it begins, and the side that it leaves on."""

    arrow: Arrow
    y: float
    left: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A card in its place; `rows` are inside it, `straight` below it."""

    card: Card
    x: float
    y: float
    height: float
    rows: tuple[CardRow, ...]
    straight: tuple[CardRow, ...]

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class ArrowLine:
    """An arrow round the cards: SVG's path, and the point and the direction of its head."""

    path: str
    x: float
    y: float
    left: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A diagram in its place."""

    width: float
    height: float
    x: float
    boxes: tuple[Box, ...]
    lines: tuple[ArrowLine, ...]
    panel_x: float
    panel_rows: tuple[CardRow, ...]


def layout_of(diagram: Diagram, card: float = CARD) -> Layout:
    """Return where everything stands; cards are `card` pixels wide."""
    lefts = _lanes(diagram, left=True)
    rights = _lanes(diagram, left=False)
    x = MARGIN + _room(lefts)
    boxes = tuple(_boxes(diagram.cards, x))
    lines = (*_lines(boxes, lefts, x, left=True), *_lines(boxes, rights, x + card, left=False))
    panel_x = x + card + max(_room(rights), GAP)
    panel = tuple(
        CardRow(arrow, TITLE + GAP + 36 + i * ROW, False)
        for i, arrow in enumerate(diagram.everywhere)
    )
    ends = panel[-1].y + ROW if panel else 0
    width = panel_x + PANEL + MARGIN if panel else x + card + _room(rights) + MARGIN
    return Layout(width, max(boxes[-1].bottom, ends) + MARGIN, x, boxes, lines, panel_x, panel)


def _room(lanes: dict[str, int]) -> float:
    return REACH + (max(lanes.values()) + 1) * LANE if lanes else 0


# -- cards ------------------------------------------------------------------------------------


def _boxes(cards: Sequence[Card], x: float) -> Iterator[Box]:
    y = float(TITLE + GAP - 8)
    for card in cards:
        top = HEAD + (LINE if card.asks else 0) + (LINE if card.offers else 0)
        rows = (*_rows(card, y + top, left=True), *_rows(card, y + top, left=False))
        most = max((sum(row.left is side for row in rows) for side in (True, False)), default=0)
        height = top + most * ROW + FOOT
        straight = tuple(
            CardRow(arrow, y + height + 24 + i * STRAIGHT, False)
            for i, arrow in enumerate(card.of(ArrowKind.NEXT))
        )
        yield Box(card, x, y, height, rows, straight)
        y += height + GAP + max(len(straight), 1) * STRAIGHT


def _rows(card: Card, top: float, *, left: bool) -> Iterator[CardRow]:
    kinds = (
        (ArrowKind.BACK,)
        if left
        else (ArrowKind.AHEAD, ArrowKind.PERSON, ArrowKind.CALL, ArrowKind.STAY)
    )
    arrows = [arrow for kind in kinds for arrow in card.of(kind)]
    yield from (CardRow(arrow, top + ROW / 2 + i * ROW, left) for i, arrow in enumerate(arrows))


# -- lanes ------------------------------------------------------------------------------------


def _lanes(diagram: Diagram, *, left: bool) -> dict[str, int]:
    """Return the lane of each card that something leads to from a side: the nearest free one."""
    order = {card.state: number for number, card in enumerate(diagram.cards)}
    spans: dict[str, tuple[int, int]] = {}
    for card in diagram.cards:
        for arrow in card.of(ArrowKind.BACK if left else ArrowKind.AHEAD):
            here, there = order[card.state], order[arrow.target]
            low, high = spans.get(arrow.target, (there, there))
            spans[arrow.target] = (min(low, here), max(high, here))
    lanes: dict[str, int] = {}
    for state, (low, high) in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        taken = {lanes[other] for other in lanes if _overlap(spans[other], (low, high))}
        lanes[state] = next(lane for lane in range(len(spans)) if lane not in taken)
    return lanes


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _lines(
    boxes: Sequence[Box], lanes: dict[str, int], edge: float, *, left: bool
) -> Iterator[ArrowLine]:
    where = {box.card.state: box for box in boxes}
    for box in boxes:
        for row in box.rows:
            if row.left is left and row.arrow.kind in (ArrowKind.BACK, ArrowKind.AHEAD):
                target = where[row.arrow.target]
                yield _line(edge, row.y, target.y + HEAD / 2, lanes[row.arrow.target], left=left)


def _line(edge: float, start: float, end: float, lane: int, *, left: bool) -> ArrowLine:
    """Return an arrow: out of a card, along a lane, and in at another card's head."""
    out = -1 if left else 1
    lane_x = edge + out * (REACH + lane * LANE)
    down = 1 if end > start else -1
    turn = min(RADIUS, abs(end - start) / 2)
    tip = edge + out * 7
    path = (
        f"M{edge:g} {start:g}H{lane_x - out * turn:g}"
        f"Q{lane_x:g} {start:g} {lane_x:g} {start + down * turn:g}"
        f"V{end - down * turn:g}Q{lane_x:g} {end:g} {lane_x - out * turn:g} {end:g}H{tip:g}"
    )
    return ArrowLine(path, edge, end, left)
