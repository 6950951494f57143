"""What a client's settings say to the flow engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, time, tzinfo

from ..fast_dataclass import dataclass
from ..flow.play.turn import Terms
from ..model import Client


@dataclass(frozen=True, slots=True)
class FlowTerms:
    """Which flow a client's sessions start with, and on which terms they are played.

    Attributes:
        flow: which one new sessions start with.
        templates: the names of templates by purpose, in place of those that ship.
        forms: whether forms are sent: `off`, `on`, or `greeting`, from the greeting on.
        night: local hours in which nothing is said that nobody waits for; None: there are none.
        zone: the client's.
    """

    flow: str
    terms: Terms
    templates: Mapping[str, str] = field(default_factory=dict)
    night: tuple[time, time] | None = None
    zone: tzinfo = UTC
    forms: str = "off"


TermsOf = Callable[[Client], FlowTerms]
"""Reads a client's settings."""
