"""What a merchant does to the agenda by hand."""

from datetime import datetime, timedelta

import pytest

from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.by_hand import Amendment
from milo.engine.errors import ConflictError, InputError
from milo.engine.model import BookingStatus

from .booking_samples import NOW
from .shop import STAFF, Shop, at


def test_the_merchant_books_by_hand():
    shop = Shop(max_active_per_contact=1)
    row = shop.act(
        "book_by_hand",
        SlotQuery("s"),
        at("22:15"),
        user_phone="549",
        name="Rosa",
        notes="por teléfono",
    )
    assert (row.name, row.user_phone, row.notes) == ("Rosa", "549", "por teléfono")
    assert (row.status, row.expires_at) == (BookingStatus.CONFIRMED, None)
    assert shop.row(row) == row
    with pytest.raises(ConflictError, match="no room"):
        shop.act("book_by_hand", SlotQuery("s"), at("23:00"))
    pending = shop.act("book_by_hand", SlotQuery("s"), at("09:00"), status=BookingStatus.PENDING)
    assert pending.expires_at == NOW + timedelta(minutes=720)


@pytest.mark.parametrize(
    ("ask", "status", "path"),
    [
        (SlotQuery("nothing"), BookingStatus.CONFIRMED, "service"),
        (SlotQuery("s", staff="zoe"), BookingStatus.CONFIRMED, "staff"),
        (SlotQuery("s", party=0), BookingStatus.CONFIRMED, "party"),
        (SlotQuery("s"), BookingStatus.CANCELLED, "status"),
    ],
)
def test_what_makes_no_sense_by_hand(ask, status, path):
    with pytest.raises(InputError) as caught:
        Shop().act("book_by_hand", ask, at("10:00"), status=status)
    assert [fault.path for fault in caught.value.faults] == [path]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-11:00"])
def test_the_ends_of_time_have_no_room(moment):
    with pytest.raises(ConflictError):
        Shop().act("book_by_hand", SlotQuery("s"), datetime.fromisoformat(moment))


def test_the_merchant_leads_a_bookings_life():
    shop = Shop(confirmation="manual")
    row = shop.booked()
    confirmed = shop.act("change_status", row, BookingStatus.CONFIRMED)
    assert (confirmed.status, confirmed.expires_at) == (BookingStatus.CONFIRMED, None)
    assert shop.act("change_status", row, BookingStatus.CONFIRMED) == confirmed
    with pytest.raises(ConflictError, match="confirmed cannot become rejected"):
        shop.act("change_status", row, BookingStatus.REJECTED)
    with pytest.raises(ConflictError, match="before its start"):
        shop.act("change_status", row, BookingStatus.NO_SHOW)
    shop.now = at("10:00")
    assert shop.act("change_status", row, BookingStatus.NO_SHOW).status is BookingStatus.NO_SHOW


def test_a_pending_booking_that_ran_out_is_not_confirmed():
    shop = Shop(confirmation="manual")
    row = shop.booked()
    shop.wait(minutes=720)
    with pytest.raises(ConflictError, match="expired cannot become confirmed"):
        shop.act("change_status", row, BookingStatus.CONFIRMED)


def test_the_merchant_moves_a_booking():
    shop = Shop(**STAFF)
    row = shop.booked("10:00", staff="bea")
    shop.booked("12:00", "you", staff="bea")
    moved = shop.act("amend", row, Amendment(at("10:30")))
    assert (moved.id, moved.datetime, moved.staff) == (row.id, at("10:30"), "bea")
    assert moved.ends_at == at("11:30")
    with pytest.raises(ConflictError, match="no room"):
        shop.act("amend", row, Amendment(at("11:30")))
    shop.act("change_status", row, BookingStatus.CANCELLED)
    with pytest.raises(ConflictError, match="cancelled cannot be moved"):
        shop.act("amend", row, Amendment(at("09:00")))
