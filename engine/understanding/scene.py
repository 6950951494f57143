"""What readers may know: what is being asked, what is on the phone, what can be named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from .names import Names


@dataclass(frozen=True, slots=True)
class Scene:
    """What readers may know. They know nothing else: no clock, no store.

    Attributes:
        today: in the merchant's time zone.
        asks: the type of what is being asked: `date`, `time`, `service`; "" for anything else.
        names: gives what can be named, by the type of the slot that keeps it.
        rows: how many rows, or buttons, are in sight.
        pages: whether there are more rows than those.
        phrases: questions that the merchant answers itself, each with its number.
        clock: what time it is there; None where that is not known.
        after: the question of the person's that was answered just before: `horarios`; "" for none.
    """

    today: date
    asks: str = ""
    names: Callable[[str], Names] = field(default=lambda _: Names(()))
    rows: int = 0
    pages: bool = False
    faq: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clock: time | None = None
    after: str = ""
