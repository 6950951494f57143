"""What storing a post of Meta's came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stored:
    """What a post changed.

    Attributes:
        nudge: contacts that have something new to be answered.
        settled: contacts of whom a message was in doubt, or still to be sent, until now.
        new: messages that were not there yet.
        parked: of these, those that could not be read.
    """

    nudge: tuple[str, ...]
    settled: tuple[str, ...]
    new: int
    parked: int
