"""A flow as cards and arrows: a card for each state, an arrow for each way out of it.

What every state inherits stands apart, once: as an arrow from each card it would hide the flow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..compiled.exits import Place, Way, exits, ways_of
from ..language.definition import Exit, Flow
from .labels import condition_label, plain, span_label

if TYPE_CHECKING:  # only its name is needed here, and not YAML, which comes with it
    from ..language.yaml_source import Path


class ArrowKind(StrEnum):
    """Where an arrow leads."""

    NEXT = "next"
    AHEAD = "ahead"
    BACK = "back"
    STAY = "stay"
    PERSON = "person"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way out.

    Attributes:
        label: what takes it.
        target: the state that it leads to; for a call, the flow.
        places: the exits of the machine that it stands for.
    """

    kind: ArrowKind
    label: str
    target: str
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Card:
    """A state.

    Attributes:
        asks: its question, as one line.
        offers: how it may be answered.
    """

    state: str
    asks: str
    offers: str
    arrows: tuple[Arrow, ...]
    initial: bool = False
    final: bool = False

    def of(self, *kinds: ArrowKind) -> list[Arrow]:
        """Return its arrows of some kinds."""
        return [arrow for arrow in self.arrows if arrow.kind in kinds]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A flow.

    Attributes:
        everywhere: what every question inherits.
    """

    flow: str
    version: int
    cards: tuple[Card, ...]
    everywhere: tuple[Arrow, ...]


def diagram_of(flow: Flow) -> Diagram:
    """Return a flow as cards, in the order of its file."""
    ways = ways_of(flow)
    order = {state: number for number, state in enumerate(flow.states)}
    cards = []
    for state in flow.states:
        own = [way for way in ways if way.path[:2] == ("states", state) and _is_drawn(way)]
        cards.append(_card(flow, state, _arrows(flow, own, order, state)))
    shared = [way for way in ways if way.path[0] != "states" and _is_drawn(way)]
    shared.sort(key=lambda way: way.path[0] == "slots")
    return Diagram(flow.flow, flow.version, tuple(cards), _arrows(flow, shared, order, None))


def _card(flow: Flow, state: str, arrows: tuple[Arrow, ...]) -> Card:
    asking = flow.asking(state)
    return Card(
        state=state,
        asks=plain(flow.texts.get(asking.ask.text, "")) if asking else "",
        offers=" · ".join(_offers(flow, state)),
        arrows=arrows,
        initial=state == flow.initial,
        final=state in flow.final,
    )


def _offers(flow: Flow, state: str) -> Iterator[str]:
    asking = flow.asking(state)
    if asking is None:
        return
    ask = asking.ask
    if ask.buttons:
        yield " · ".join(f"[{title}]" for title in ask.buttons.values())
    if ask.list:
        yield f"list: {ask.list.provider}"
    if ask.typed:
        yield f"typed: {ask.typed.parse}"


def _is_drawn(way: Way) -> bool:
    """Return whether a way out is worth a line: what only speaks to a wrong answer is not."""
    return way.path[-1] not in ("invalid", "stale")


def _arrows(
    flow: Flow, ways: Iterable[Way], order: dict[str, int], state: str | None
) -> tuple[Arrow, ...]:
    return tuple(_arrow(flow, way, order, state) for way in ways)


def _arrow(flow: Flow, way: Way, order: dict[str, int], state: str | None) -> Arrow:
    exit_ = way.exit or Exit()
    label = label_of(flow, way.path)
    if exit_.escape:
        exit_ = flow.escapes[exit_.escape]
    if exit_.call:
        return Arrow(ArrowKind.CALL, label, exit_.call, way.places)
    if exit_.handoff:
        return Arrow(ArrowKind.PERSON, label, "", way.places)
    if exit_.to is None or exit_.to == state:
        return Arrow(ArrowKind.STAY, label, state or "", way.places)
    if state is None:
        return Arrow(ArrowKind.AHEAD, label, exit_.to, way.places)
    step = order[exit_.to] - order[state]
    kind = ArrowKind.NEXT if step == 1 else ArrowKind.AHEAD if step > 0 else ArrowKind.BACK
    return Arrow(kind, label, exit_.to, way.places)


def label_of(flow: Flow, path: Path) -> str:
    """Return what takes an exit, in a few words."""
    match path:
        case ("escapes", str(name), *rest):
            first = name
        case ("slots", str(name), "gone", *rest):
            first = f"{name} is gone"
        case ("defaults", "timeout", int(i), *rest):
            first = span_label(flow.defaults.timeout[i].after)
        case ("states", str(name), "timeout", int(i), *rest):
            first = span_label(flow.timeouts(name)[i].after)
        case ("defaults", "invalid", "else", *rest):
            first = f"not understood × {flow.defaults.invalid.tries or 3}"
        case ("states", str(name), "invalid", "else", *rest):
            first = f"not understood × {flow.invalid(name).tries or 3}"
        case (*_, "invalid"):
            first, rest = "not understood", []
        case ("states", _, "go", str(key), *rest):
            first = key
        case ("states", _, "closing"):
            first, rest = "thanks", []
        case _:
            first, rest = "old button", list(path[3:])
    return " · ".join([first, *_branches(flow, path, rest)])


def _branches(flow: Flow, path: Path, rest: list[str | int]) -> Iterator[str]:
    for depth in range(0, len(rest), 2):
        if rest[depth] == "outcomes":
            yield str(rest[depth + 1])
        else:
            end = len(path) - len(rest) + depth + 2
            branch = next(one.exit for one in exits(flow) if one.path == path[:end])
            yield condition_label(getattr(branch, "condition", None))
