"""How far people come in a flow: the drawing of it with counts, and the same as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from ...engine.booking.settings.settings import ClientSettings
from ...engine.flow.compiled.compiled_flow import CompiledFlow
from ...engine.flow.compiled.exits import Place
from ...engine.flow.drawing.counts import Counts, count
from ...engine.flow.drawing.diagram import Diagram, diagram_of
from ...engine.flow.drawing.labels import plain
from ...engine.flow.drawing.layout import GAP, STRAIGHT, Box, CardRow, Layout, layout_of
from ...engine.flow.drawing.walked import walked
from ...engine.flow.drawing.walks import walks
from ...engine.ports import Store

MOST_TURNS = 20_000
"""Turns that are counted; a page has to come soon."""
CARD = 300
"""How wide a card of the drawing is, in pixels: a phone shows one whole."""
_ASKED = 44
"""Characters of a question that a card shows."""
_THINNEST, _THICKEST = 2.0, 9.0
_QUESTION = re.compile(r"¿[^¿?]*\?")
_SLOT = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A question of the flow, as a line of the table."""

    name: str
    asks: str
    came: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far people came.

    Attributes:
        people: how many there were.
        steps: the questions that they came to, in the order of the flow.
        anywhere: what was asked for in the middle of any question: its word, how many people.
        layout: where the drawing's parts stand; None where nobody came.
        is_cut: whether there were more turns than are counted.
    """

    people: int
    steps: tuple[FunnelStep, ...]
    anywhere: tuple[tuple[str, int], ...]
    layout: Layout | None
    is_cut: bool
    counts: Counts
    final: frozenset[str]

    def stopped(self, state: str) -> int:
        """Return how many stayed at a question: the end is no place to be stuck."""
        return 0 if state in self.final else self.counts.stopped()[state]

    def took(self, row: CardRow) -> int:
        """Return how many people went a way."""
        return self.counts.took(row.arrow.places)

    def weight(self, box: Box) -> str:
        """Return how thick the way to the next card is, in pixels."""
        most = max((self.took(row) for row in box.straight), default=0)
        return f"{_THINNEST + (_THICKEST - _THINNEST) * most / max(self.people, 1):.1f}"

    @property
    def worst(self) -> str:
        """The question where most people stayed; "" where nobody did."""
        states = [state for state in self.counts.states if self.stopped(state)]
        return max(states, key=self.stopped, default="")


def name_of(state: str) -> str:
    """Return a state's name as people read it: `eligiendo_fecha` is *Eligiendo fecha*."""
    return state.replace("_", " ").capitalize()


def next_card(box: Box) -> float:
    """Return where the card below a card begins."""
    return box.bottom + GAP + max(len(box.straight), 1) * STRAIGHT


def steps_of(
    store: Store,
    script: CompiledFlow,
    settings: ClientSettings,
    since: datetime,
    until: datetime,
    slug: str,
) -> Funnel:
    """Count where a client's people came in a flow within a span.

    Questions are in the client's language and words.
    """
    flow = script.flow
    found = islice(walks(store, flow.flow, since, until, slug), MOST_TURNS + 1)
    turns = list(found)
    counts = count(script, turns[:MOST_TURNS])
    diagram = walked(diagram_of(flow), counts)
    texts = {**flow.texts, **flow.language(settings.locale), **settings.messages}
    asked = {}
    for card in diagram.cards:
        asking = flow.asking(card.state)
        asked[card.state] = _line(texts.get(asking.ask.text, "")) if asking else ""
    anywhere: dict[str, frozenset[Place]] = {}
    for arrow in diagram.everywhere:
        name = _escape(arrow.places)
        if name and flow.escapes[name].words:
            word = flow.escapes[name].words[0]
            anywhere[word] = anywhere.get(word, frozenset()) | arrow.places
    asides = ((word, counts.took(places)) for word, places in anywhere.items())
    stopped = counts.stopped()
    return Funnel(
        people=counts.people,
        steps=tuple(
            FunnelStep(
                name_of(card.state),
                asked[card.state],
                counts.came(card.state),
                0 if card.final else stopped[card.state],
            )
            for card in diagram.cards
        ),
        anywhere=tuple(sorted(asides, key=lambda one: -one[1])),
        layout=layout_of(_drawn(diagram, asked), CARD) if diagram.cards else None,
        is_cut=len(turns) > MOST_TURNS,
        counts=counts,
        final=frozenset(flow.final),
    )


def _drawn(diagram: Diagram, asked: Mapping[str, str]) -> Diagram:
    """Return what is drawn: cards with their questions; the rest stands in the table."""
    cards = (replace(card, asks=asked[card.state], offers="") for card in diagram.cards)
    return replace(diagram, cards=tuple(cards), everywhere=())


def _escape(places: Iterable[Place]) -> str:
    """Return the escape that a way stands for; "" for another one, such as a timeout."""
    triggers = {trigger for _, trigger in places if trigger.startswith("escape:")}
    return min(triggers, default="").removeprefix("escape:").partition(":")[0].partition("?")[0]


def _line(text: str) -> str:
    """Return what a text asks, on one line: its last question, what is filled in left open."""
    line = plain(text)
    line = _SLOT.sub("…", (_QUESTION.findall(line) or [line])[-1])
    if not any(map(str.isalpha, line)):
        return ""
    return line if len(line) <= _ASKED else f"{line[: _ASKED - 1].rstrip()}…"
