"""How many people took each exit, and where they stopped, from the records of their turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...model import Walk
from ..compiled.compiled_flow import CompiledFlow
from ..compiled.exits import CLOSING, JUMP, STALE, Place

_MARKS = (STALE, JUMP, CLOSING)


@dataclass(slots=True)
class Counts:
    """People, each counted once for each exit however often they took it.

    Attributes:
        exits: who took each exit of the machine.
        states: who came to each state.
        stands: where each stood in the end.
    """

    exits: dict[Place, set[str]] = field(default_factory=dict)
    states: dict[str, set[str]] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)

    def took(self, places: Iterable[Place]) -> int:
        """Return how many people took any of these exits."""
        return len(set[str]().union(*(self.exits.get(place, set()) for place in places)))

    def came(self, state: str) -> int:
        """Return how many people came to a state."""
        return len(self.states.get(state, ()))

    def stopped(self) -> Counter[str]:
        """Return how many people stood last in each state."""
        return Counter(self.stands.values())

    @property
    def people(self) -> int:
        """How many people there were."""
        return len(self.stands)


def count(script: CompiledFlow, walks: Iterable[Walk]) -> Counts:
    """Count walks in the order in which they were made; none is kept.

    What a flow that was called did is not counted here: its exits are its own.
    """
    counts = Counts()
    for walk in walks:
        state = walk.state_before
        counts.states.setdefault(state, set()).add(walk.session_id)
        for trigger, target in walk.path:
            if trigger == "begin":
                state = target
            elif trigger in _MARKS or _is_ours(script, state, trigger, target):
                counts.exits.setdefault((state, trigger), set()).add(walk.session_id)
                state = target
            counts.states.setdefault(state, set()).add(walk.session_id)
        counts.stands[walk.session_id] = walk.state_after
    return counts


def _is_ours(script: CompiledFlow, state: str, trigger: str, target: str) -> bool:
    """Return whether an exit that was taken is one of this flow's, and no called flow's."""
    exit_ = script.machine.exits.get((state, trigger))
    return exit_ is not None and (exit_.to or state) == target
