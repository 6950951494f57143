"""A booking's life by the product, and by a slow reading of the rules: the same, in random agendas.

`make life` plays a million answers of it.
"""

from datetime import timedelta
from unittest.mock import patch

import pytest

from milo.engine.booking import by_hand, desk, holds, lifecycle
from milo.engine.booking.availability import availability, occupancy, search
from milo.engine.model import BookingStatus
from milo.engine.office import bookings

from .playing import play_all

PART = 25
"""Agendas, of some seventy answers each."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_a_bookings_life_follows_the_rules(part):
    counts, wrong = play_all(range(part * PART, (part + 1) * PART), sqlite_every=5)
    assert wrong == []
    assert counts.total() > 60 * PART
    everything = {
        "held",
        "confirmed",
        "pending",
        "taken",
        "moved",
        "asked",
        "cancelled",
        "repriced",
    }
    assert everything | {"too late", "gone", "over limit", "conflict", "refused"} <= counts.keys()


def _first_in_line(settings, ask, slot, *_):
    return next(iter(slot.staff), None)


def _not_asked(desk, row):
    return False


FAULTS = {
    "R6: rests are forgotten": (occupancy, "_rests", lambda *_: (timedelta(), timedelta())),
    "R9: a hold takes nothing": (
        *(occupancy, "_waits"),
        lambda row, *_: row.status is BookingStatus.PENDING,
    ),
    "R10: one guest too many": (
        *(occupancy.Shared, "free"),
        lambda self, start, end, party: SHARED(self, start, end, party - 1),
    ),
    "R15: what is over is not counted": (search, "_over", lambda *_: []),
    "R16: there is no limit": (desk, "over_limit", lambda *_: False),
    "R17: a request waits for ever": (
        *(desk, "pending_expiry"),
        lambda settings, starts_at, now: starts_at,
    ),
    "R18: a move waits for nobody": (holds, "asks_first", _not_asked),
    "R18: it is over before it began": (by_hand, "may_become", lambda *_: True),
    "R19: today's notice is asked of it": (
        *(lifecycle, "cancel_until"),
        lambda settings, row: row.datetime - timedelta(minutes=settings.cancel_notice_minutes),
    ),
    "R20: what is gone takes as long as anything": (
        *(availability, "as_booked"),
        lambda *known: AS_BOOKED(*known).model_copy(update={"minutes": 30}),
    ),
    "R21: the first of the list": (availability, "freest_staff", _first_in_line),
    "R22: nothing is listed": (bookings, "conflicts", lambda *_: []),
}
AS_BOOKED = availability.as_booked
SHARED = occupancy.Shared.free


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault):
    where, name, instead = FAULTS[fault]
    with patch.object(where, name, instead):
        for first in range(0, 150, 5):
            _, wrong = play_all(range(first, first + 5))
            if wrong:
                return
    pytest.fail("nobody saw it")
