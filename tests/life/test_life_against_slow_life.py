"""A booking's life by the product, and by a slow reading of the rules: the same, in random agendas.

`make life` plays a million answers of it.
"""

from datetime import timedelta
from unittest.mock import patch

import pytest

from milo.engine.booking import agenda, by_hand, desk, holds, lifecycle, reminders, waitlist
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
        *("waits", "told", "full: True"),
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


def _leave_with_it(desk, wait, kept=""):
    desk.tx.waits.remove(wait.id)


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
    "R24: a request is as hard to withdraw as a booking": (
        *(agenda, "may_cancel"),
        lambda settings, row, now: now <= lifecycle.cancel_until(settings, row),
    ),
    "R8: a day less": (
        *(availability, "last_day"),
        lambda settings, now: LAST_DAY(settings, now) - timedelta(days=1),
    ),
    "R11: closures take nothing away": (search, "closed", lambda *_: []),
    "R14: the cut-off is forgotten": (
        *(availability, "first_day"),
        lambda settings, now: now.astimezone(settings.zone).date(),
    ),
    "the last in line is the first": (
        *(waitlist, "_standing"),
        lambda *known: reversed(list(STANDING(*known))),
    ),
    "places are offered in quiet hours": (waitlist, "after_quiet", lambda settings, now: now),
    "an offer runs before its message goes out": (
        *(waitlist, "told"),
        lambda desk, wait, message_id: desk.tx.waits.offer(wait.id, wait.booking_id, message_id),
    ),
    "it is offered to those who have booked": (waitlist, "_may_have", lambda *_: True),
    "who has booked stays in line": (waitlist, "answered", lambda *_: None),
    "what was given back is offered to nobody": (waitlist, "_leave", _leave_with_it),
    "people are reminded in quiet hours": (
        *(reminders, "before_quiet"),
        lambda settings, moment: moment,
    ),
    "people are reminded of what is past": (
        *(reminders, "_due"),
        lambda settings, row, now: DUE(settings, row, now - timedelta(days=1)),
    ),
}
LAST_DAY = availability.last_day
STANDING = waitlist._standing
DUE = reminders._due
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
