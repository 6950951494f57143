"""A week of the simulated quarter: agenda, history and messages agree, and who lies is found."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from milo.engine.booking.desk import Desk
from milo.engine.booking.notices import Notices
from milo.engine.templates.told import NO, Told
from milo.store.memory.bookings import MemoryBookings

from .quarter import Size, played

WEEK = Size(days=9, people=25, visits=10)


def test_agenda_history_and_messages_agree() -> None:
    world, wrong = played(WEEK)
    assert wrong == []
    assert {"restarts", "reminders", "moves", "merchants: no_show"} <= world.counts.keys()
    assert len(world.heard) > 300


LIES: dict[str, tuple[Any, str, Any, str]] = {
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
        _, wrong = played(WEEK)
    assert any(found in each for each in wrong), wrong
