"""All that can happen in a world."""

from __future__ import annotations

from . import of_merchants, of_meta, of_people, of_the_machine
from .kinds import HAPPENINGS
from .story import Event
from .world import Simulation

__all__ = ["happens", "of_merchants", "of_meta", "of_people", "of_the_machine"]


def happens(world: Simulation, event: Event) -> None:
    """Let an event happen, and note it before what follows from it."""
    world.process.luck.seed(event.luck)
    at = len(world.trace)
    world.note("")
    said = HAPPENINGS[event.kind](world, event)
    world.trace[at] = said
