"""Bookings that are moved and cancelled, by the person who has them."""

from datetime import timedelta

from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.outcomes import Cancelled, Gone, Moved, TooLate
from milo.engine.model import BookingStatus

from .booking_samples import NOW, service
from .shop import ALL, TUESDAY, Shop, at


def test_a_contact_moves_a_booking_to_a_place_it_holds():
    shop = Shop(max_active_per_contact=1, services=[service(max_per_day=1)])
    row = shop.booked("10:00")
    hold = shop.held("11:00", exclude=row.id)
    outcome = shop.act("reschedule", row.id, hold.id, "s-me")
    assert isinstance(outcome, Moved)
    assert (outcome.booking.id, outcome.booking.datetime) == (row.id, at("11:00"))
    assert outcome.booking.status is BookingStatus.CONFIRMED
    assert shop.row(hold) is None
    assert len(shop.rows(BookingStatus.CONFIRMED)) == 1
    assert shop.act("reschedule", row.id, hold.id, "s-me") == Gone()


def test_a_booking_moves_within_its_own_time():
    shop = Shop(services=[service(slot_minutes=30)])
    row = shop.booked("10:00")
    hold = shop.held("10:30", exclude=row.id)
    assert isinstance(shop.act("reschedule", row.id, hold.id, "s-me"), Moved)
    assert shop.free() == ["09:00", "09:30", "11:30", "12:00"]


def test_a_moved_booking_has_to_be_confirmed_by_hand_again():
    shop = Shop(confirmation="manual")
    row = shop.booked("10:00")
    hold = shop.held("11:00", exclude=row.id)
    moved = shop.act("reschedule", row.id, hold.id, "s-me").booking
    assert moved.status is BookingStatus.PENDING
    assert moved.expires_at == NOW + timedelta(minutes=720)


def test_moving_too_late_or_somebody_elses():
    shop = Shop(cancel_notice_minutes=120)
    row = shop.booked("10:00")
    hold = shop.held("12:00", exclude=row.id)
    theirs = shop.held("11:00", "you", exclude=row.id)
    assert shop.act("reschedule", row.id, theirs.id, "s-you") == Gone()
    assert shop.act("reschedule", row.id, hold.id, "s-you") == Gone()
    shop.now = at("08:01")
    assert shop.act("reschedule", row.id, hold.id, "s-me") == TooLate()
    assert shop.row(row) == row


def test_a_contact_cancels():
    shop = Shop(cancel_notice_minutes=120)
    row = shop.booked("10:00")
    me = shop.people["me"][1].id
    assert shop.act("cancel", row.id, shop.people["you"][1].id) == Gone()
    shop.now = at("08:00")
    outcome = shop.act("cancel", row.id, me)
    assert isinstance(outcome, Cancelled)
    assert shop.act("cancel", row.id, me) == outcome
    assert shop.free() == ALL


def test_who_asked_in_vain_for_a_place_may_wait_for_another():
    shop = Shop(confirmation="manual", pending_expires_minutes=60)
    shop.now = shop.booked("10:00").expires_at
    assert shop.act("wait", "me", SlotQuery("s"), TUESDAY)
    assert [row.contact_id for row in shop.rows(BookingStatus.HELD)] == ["me"]


def test_who_has_asked_for_a_place_leaves_the_line_for_that_day():
    shop = Shop(confirmation="manual", pending_expires_minutes=60)
    shop.booked("10:00")
    assert shop.act("wait", "me", SlotQuery("s"), TUESDAY)
    assert shop.rows(BookingStatus.HELD) == []


def test_a_contact_cancels_too_late():
    shop = Shop(cancel_notice_minutes=120)
    row = shop.booked("10:00")
    shop.now = at("08:01")
    me = shop.people["me"][1].id
    assert shop.act("cancel", row.id, me) == TooLate()
    shop.now = at("11:00")
    assert shop.act("cancel", row.id, me) == Gone()
