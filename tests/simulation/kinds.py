"""The kinds of event, by name: what each does, and says that it did."""

from __future__ import annotations

from collections.abc import Callable

from .story import Event
from .world import Simulation

Happening = Callable[[Simulation, Event], str]
HAPPENINGS: dict[str, Happening] = {}


def kind(name: str) -> Callable[[Happening], Happening]:
    """Give a kind of event its name."""

    def register(happening: Happening) -> Happening:
        HAPPENINGS[name] = happening
        return happening

    return register
