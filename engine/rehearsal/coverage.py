"""Which states, exits and texts of a flow the transcripts reach, and which they don't."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

from ..flow.compiled.exits import ways_of
from ..flow.language.definition import Flow
from ..flow.language.yaml_source import Path, spell
from .seen import Seen

Kind = Literal["state", "exit", "text"]
KINDS: tuple[Kind, ...] = ("state", "exit", "text")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a transcript may reach, and where it stands in the flow's file."""

    kind: Kind
    path: Path

    @property
    def name(self) -> str:
        """Return it as a person would call it: `states.inicio.go.info`."""
        return spell(self.path)


@dataclass(slots=True)
class Footprints:
    """All that was reached, of every flow: (flow, state), (flow, state, trigger), (flow, text)."""

    states: set[tuple[str, str]] = field(default_factory=set)
    exits: set[tuple[str, str, str]] = field(default_factory=set)
    texts: set[tuple[str, str]] = field(default_factory=set)

    def add(self, seen: Seen) -> None:
        """Add what a step reached."""
        self.states.add((seen.flow, seen.state))
        for one in seen.taken:
            self.states |= {(one.flow, one.state), (one.flow, one.target)}
            self.exits.add((one.flow, one.state, one.trigger))
        if seen.said:
            self.texts.update(seen.texts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a flow was reached, and what was not, each in the order of the file."""

    flow: str
    reached: tuple[Item, ...]
    missed: tuple[Item, ...]

    def count(self, kind: Kind) -> tuple[int, int]:
        """Return how many of a kind were reached, and how many there are."""
        reached = sum(item.kind == kind for item in self.reached)
        return reached, reached + sum(item.kind == kind for item in self.missed)


def coverage_of(flow: Flow, prints: Footprints, beyond: Collection[str] = ()) -> Coverage:
    """Return what of a flow was reached.

    Args:
        flow: whose file it is.
        prints: what was reached.
        beyond: texts that no conversation says: Milo's own word about a booking.
    """
    reached: list[Item] = []
    missed: list[Item] = []
    for item, is_reached in _items(flow, prints):
        if item.path[0] == "texts" and item.path[1] in beyond:
            continue
        (reached if is_reached else missed).append(item)
    return Coverage(flow.flow, tuple(reached), tuple(missed))


def _items(flow: Flow, prints: Footprints) -> Iterable[tuple[Item, bool]]:
    name = flow.flow
    for state in flow.states:
        yield Item("state", ("states", state)), (name, state) in prints.states
    for way in ways_of(flow):
        taken = any((name, *place) in prints.exits for place in way.places)
        yield Item("exit", way.path), taken
    for text in flow.texts:
        yield Item("text", ("texts", text)), (name, text) in prints.texts
