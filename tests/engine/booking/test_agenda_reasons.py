"""Why a time cannot be had; a hold with a staff member who is taken goes to another one."""

from __future__ import annotations

import pytest

from milo.engine.booking.availability.reason import Reason
from milo.engine.booking.outcomes import Confirmed

from .booking_samples import service
from .shop import STAFF, TUESDAY, Shop, at

SHUT = {"special_days": {TUESDAY.isoformat(): []}}


def test_somebody_else_was_quicker() -> None:
    shop = Shop()
    shop.booked(who="you")
    assert shop.hold().reason is Reason.TAKEN


@pytest.mark.parametrize("hour", ["10:00", "07:00"])
def test_the_day_or_the_hour_is_closed_by_now(hour: str) -> None:
    shop = Shop()
    if hour == "10:00":
        shop.settle(**SHUT)
    assert shop.hold(hour).reason is Reason.CLOSED


def test_it_is_too_near_by_now() -> None:
    shop = Shop(min_notice_minutes=60)
    shop.now = at("09:30")
    assert shop.hold("10:00").reason is Reason.LATE
    assert shop.hold("09:00").reason is Reason.LATE


def test_what_was_held_and_is_closed_late_or_taken_says_which() -> None:
    closed, late, taken = Shop(), Shop(), Shop()
    rows = [shop.held() for shop in (closed, late, taken)]
    closed.settle(**SHUT)
    late.now = at("10:01")
    taken.wait(minutes=16)
    taken.booked(who="you")
    found = [shop.confirm(row) for shop, row in zip((closed, late, taken), rows, strict=True)]
    assert [one.reason for one in found] == [Reason.CLOSED, Reason.LATE, Reason.TAKEN]


def test_the_staff_member_has_left() -> None:
    shop = Shop(**STAFF)
    held = shop.held(staff="ana")
    shop.settle(services=[service(staff=["bea"])], staff=[{"id": "bea", "name": "Bea"}])
    assert shop.confirm(held).reason is Reason.STAFF_LEFT
    assert shop.hold(staff="ana").reason is Reason.STAFF_LEFT


def test_a_taken_staff_members_hour_is_anothers_who_is_free() -> None:
    shop = Shop(**STAFF)
    held = shop.held()
    shop.wait(minutes=16)
    assert shop.booked(who="you").staff == held.staff == "ana"
    outcome = shop.confirm(held)
    assert isinstance(outcome, Confirmed)
    assert (outcome.booking.staff, outcome.booking.staff_name) == ("bea", "Bea")
    assert outcome.booking.datetime == held.datetime


def test_where_all_are_taken_it_is() -> None:
    shop = Shop(**STAFF)
    held = shop.held()
    shop.wait(minutes=16)
    shop.booked(who="you", staff="ana")
    shop.booked(who="you", staff="bea")
    assert shop.confirm(held).reason is Reason.TAKEN
