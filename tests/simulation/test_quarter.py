"""A week of the simulated quarter: agenda, history and messages agree, and who lies is found."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from milo.engine.booking import waitlist
from milo.engine.booking.availability import occupancy
from milo.engine.booking.availability.availability import slots_on
from milo.engine.booking.availability.slots import Slot, SlotQuery
from milo.engine.booking.desk import Desk
from milo.engine.booking.notices import Notices
from milo.engine.model import BookingStatus, Wait
from milo.engine.templates.notice_outcome import NO, Told
from milo.store.memory.bookings import MemoryBookings

from .quarter import Size, played

pytestmark = pytest.mark.long

WEEK = Size(days=9, people=25, visits=10)
BUSY = Size(days=9, people=40, visits=20)
"""So many that days are full, people stand in line, and places are offered to them."""
CROWDED = Size(days=9, people=60, visits=40)
"""So many that somebody else wants a place while it is offered."""


def test_agenda_history_and_messages_agree() -> None:
    world, wrong = played(BUSY)
    assert wrong == []
    assert {"restarts", "reminders", "moves", "merchants: no_show"} <= world.counts.keys()
    assert {"in line", "offers taken", "offers declined"} <= world.counts.keys()
    assert len(world.heard) > 600


def _as_if_nobody_had_anything(free: Any, wait: Wait) -> Slot | None:
    desk, ask = free._desk, SlotQuery(wait.service, wait.party, wait.staff)
    slots = slots_on(desk.settings, ask, wait.day, (), desk.now)
    return next((slot for slot in slots if wait.hour in (None, slot.label)), None)


LIES: dict[str, tuple[Any, str, Any, str]] = {
    "what is taken is offered": (
        *(waitlist._Free, "place_for", _as_if_nobody_had_anything),
        "was offered at",
    ),
    "what is offered is given away": (
        *(occupancy, "_waits", lambda row, *_: row.status is BookingStatus.PENDING),
        "was offered at",
    ),
    "no reminder is sent": (Notices, "_remind", lambda *_: (), "no reminder at"),
    "nobody hears of changes": (
        *(Notices, "changed", lambda *_: Told(NO, "nothing")),
        "nobody was told",
    ),
    "places are sold twice": (Desk, "around", lambda *_: [], "at "),
    "no-shows are not counted": (
        *(MemoryBookings, "no_shows", lambda *_: {}),
        "no-shows",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_agree_is_found(lie: str) -> None:
    where, what, instead, found = LIES[lie]
    with patch.object(where, what, instead):
        _, wrong = played(CROWDED if "given away" in lie else BUSY if "offered" in lie else WEEK)
    assert any(found in each for each in wrong), wrong
