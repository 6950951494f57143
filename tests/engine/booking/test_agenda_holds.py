"""A place that is kept while somebody makes up their mind."""

from datetime import timedelta

import pytest

from milo.engine.booking.agenda import HOLD_MINUTES
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.outcomes import Gone, Held, OverLimit, Taken
from milo.engine.model import BookingStatus

from .booking_samples import NOW
from .shop import ALL, STAFF, TUESDAY, WITHOUT_TEN, Shop, at


def test_a_place_is_held_by_the_hour_that_was_offered():
    shop = Shop()
    offered = shop.act("slots", SlotQuery("s"), TUESDAY)[1]
    held = shop.held(offered.label)
    assert (held.datetime, held.status) == (offered.starts_at, BookingStatus.HELD)
    assert shop.hold(offered.label, "you") == Taken()


def test_a_hold_keeps_the_place_from_others_only():
    shop = Shop()
    row = shop.held()
    session, contact = shop.people["me"]
    assert (row.status, row.expires_at) == (
        BookingStatus.HELD,
        NOW + timedelta(minutes=HOLD_MINUTES),
    )
    assert (row.contact_id, row.session_id) == (contact.id, session.id)
    assert (row.user_id, row.user_phone, row.name) == (
        contact.user_id,
        contact.user_phone,
        contact.name,
    )
    assert (row.business_id, row.client_id, row.service, row.party) == ("biz", "c", "s", 1)
    assert (row.datetime, row.ends_at, row.staff) == (at("10:00"), at("11:00"), None)
    assert shop.free() == WITHOUT_TEN
    assert shop.free(contact_id=contact.id) == ALL
    assert shop.hold("10:00", "you") == Taken()


def test_choosing_again_replaces_the_hold():
    shop = Shop()
    first, second = shop.held("10:00"), shop.held("11:00")
    assert shop.rows() == [second] == shop.rows(BookingStatus.HELD)
    assert first.id == second.id
    assert shop.free() == ["09:00", "10:00", "12:00"]
    assert shop.held("11:00") == second


def test_where_the_next_choice_is_taken_the_first_one_stays():
    shop = Shop()
    shop.booked("11:00", "you")
    mine = shop.held("10:00")
    assert shop.hold("11:00") == Taken()
    assert shop.row(mine) == mine


def test_a_hold_that_ran_out_leaves_the_place_and_the_next_one_is_new():
    shop = Shop()
    first = shop.held()
    shop.wait(minutes=HOLD_MINUTES)
    assert shop.free() == ALL
    second = shop.held()
    assert second.id != first.id
    assert shop.row(first).status is BookingStatus.EXPIRED


@pytest.mark.parametrize(("minutes", "outcome"), [(14, Taken), (15, Held)])
def test_others_get_the_place_when_the_hold_has_run_out(minutes, outcome):
    shop = Shop()
    shop.held()
    shop.wait(minutes=minutes)
    assert isinstance(shop.hold("10:00", "you"), outcome)


@pytest.mark.parametrize("hour", ["08:00", "10:30", "13:00", "9:00", ""])
def test_what_is_not_on_offer_is_taken(hour):
    assert Shop().hold(hour) == Taken()


def test_the_first_one_free_of_the_staff_takes_it():
    shop = Shop(**STAFF)
    assert shop.held().staff == "ana"
    assert shop.held("10:00", "you").staff == "bea"
    assert shop.held("10:00", "you", staff="bea").staff == "bea"
    assert shop.hold("10:00", "you", staff="ana") == Taken()


def test_a_hold_that_was_given_back_is_gone():
    shop = Shop()
    held = shop.held()
    released = shop.act("release", held.id)
    assert released.status is BookingStatus.CANCELLED
    assert shop.free() == ALL
    assert shop.confirm(held) == Gone()
    assert shop.act("release", held.id) is None


def test_what_is_booked_is_not_released():
    shop = Shop()
    row = shop.booked()
    assert shop.act("release", row.id) is None
    assert shop.row(row) == row


def test_each_message_keeps_a_live_hold_for_longer():
    shop = Shop()
    held = shop.held()
    shop.wait(minutes=14)
    assert shop.act("extend", "s-me").expires_at == shop.now + timedelta(minutes=HOLD_MINUTES)
    shop.wait(minutes=14)
    assert shop.hold("10:00", "you") == Taken()
    shop.wait(minutes=1)
    assert shop.act("extend", "s-me") is None
    assert isinstance(shop.hold("10:00", "you"), Held)
    assert shop.row(held).status is BookingStatus.EXPIRED
    assert shop.act("extend", "s-me") is None


def test_the_limit_of_active_bookings():
    shop = Shop(max_active_per_contact=1)
    shop.booked("09:00")
    assert shop.hold("10:00") == OverLimit()
    assert isinstance(shop.hold("10:00", "you"), Held)
    shop.now = at("10:00")  # the first one has ended
    shop.act("release", "nothing")
    assert isinstance(shop.hold("11:00"), Held)
