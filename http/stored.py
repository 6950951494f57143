"""What storing a post of Meta's came to."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.number import NumberNews
from .cloud_errors import Failure


@dataclass(frozen=True, slots=True)
class Stored:
    """What a post changed.

    Attributes:
        nudge: contacts that have something new to be answered.
        settled: contacts of whom a message was in doubt, or still to be sent, until now.
        new: messages that were not there yet.
        parked: of these, those that could not be read.
        news: what it says of our numbers.
        failures: messages that failed, as Meta tells for the first time, each with why.
    """

    nudge: tuple[str, ...]
    settled: tuple[str, ...]
    new: int
    parked: int
    news: tuple[NumberNews, ...] = ()
    failures: tuple[Failure, ...] = ()
