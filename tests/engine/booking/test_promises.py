"""What was promised stays: prices, notices, names, places (R18 to R21)."""

from __future__ import annotations

import pytest

from milo.engine.booking.availability.availability import as_booked
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.by_hand import Amendment
from milo.engine.booking.outcomes import Confirmed, MoveAsked, Moved, Pending, Repriced, TooLate
from milo.engine.booking.settings.settings import service_name, settings_of, staff_name
from milo.engine.errors import ConflictError, InputError
from milo.engine.model import BookingStatus
from milo.engine.office.bookings import coming_conflicts

from .booking_samples import booking, service
from .shop import ALL, STAFF, TUESDAY, WITHOUT_TEN, Shop, at

PENDING, CONFIRMED, REJECTED = (
    BookingStatus.PENDING,
    BookingStatus.CONFIRMED,
    BookingStatus.REJECTED,
)


def test_r19_price_and_notice_are_those_of_the_booking():
    shop = Shop(services=[service(price="8000")], cancel_notice_minutes=0)
    row = shop.booked()
    shop.settle(services=[service(price="50000")], currency="UYU", cancel_notice_minutes=20 * 1440)
    assert (row.price, row.currency, row.cancel_notice_minutes) == ("8000", "ARS", 0)
    assert shop.act("cancel", row.id, "me").booking.status is BookingStatus.CANCELLED


def test_r19_a_price_that_changed_is_shown_before_it_is_booked():
    shop = Shop(services=[service(price="8000")])
    held = shop.held()
    shop.settle(services=[service(price="50000")])
    shown = shop.confirm(held)
    assert isinstance(shown, Repriced)
    assert (shown.booking.status, shown.booking.price) == (BookingStatus.HELD, "50000")
    booked = shop.confirm(held)
    assert isinstance(booked, Confirmed)
    assert booked.booking.price == "50000"


def asked(shop):
    """A confirmed booking at ten that asks to be moved to eleven."""
    row = shop.booked("10:00")
    if row.status is PENDING:
        row = shop.act("change_status", row, CONFIRMED)
    hold = shop.held("11:00", exclude=row.id)
    outcome = shop.act("reschedule", row.id, hold.id, "s-me")
    assert isinstance(outcome, MoveAsked)
    return row, outcome.place


def test_r18_the_earlier_place_stands_until_the_move_is_confirmed():
    shop = Shop(confirmation="manual")
    row, place = asked(shop)
    assert shop.row(row) == row
    assert (place.status, place.moves) == (PENDING, row.id)
    assert shop.free() == ["09:00", "12:00"]
    moved = shop.act("change_status", place, CONFIRMED)
    assert (moved.id, moved.datetime, moved.token) == (row.id, at("11:00"), row.token)
    assert (moved.status, moved.expires_at, moved.moves) == (CONFIRMED, None, None)
    assert shop.row(place) is None
    assert shop.free() == ["09:00", "10:00", "12:00"]


@pytest.mark.parametrize("status", [REJECTED, BookingStatus.CANCELLED])
def test_r18_a_move_that_is_refused_leaves_what_was(status):
    shop = Shop(confirmation="manual")
    row, place = asked(shop)
    assert shop.act("change_status", place, status).status is status
    assert (shop.row(row), shop.row(place)) == (row, None)
    assert shop.free() == WITHOUT_TEN


def test_r18_a_booking_that_is_cancelled_takes_its_move_along():
    shop = Shop(confirmation="manual")
    row, place = asked(shop)
    shop.act("cancel", row.id, "me")
    assert shop.row(place) is None
    assert shop.free() == ALL


def test_r18_asking_for_another_move_takes_the_place_of_the_first():
    shop = Shop(confirmation="manual", max_active_per_contact=1)
    row, place = asked(shop)
    hold = shop.held("12:00", exclude=row.id)
    assert isinstance(shop.act("reschedule", row.id, hold.id, "s-me"), MoveAsked)
    assert shop.row(place) is None
    assert shop.free() == ["09:00", "11:00"]


HALVES = {"minutes": 60, "slot_minutes": 30}


def test_r12_what_asks_for_a_move_is_not_in_the_way_of_another():
    shop = Shop(confirmation="manual", services=[service(**HALVES)])
    row, place = asked(shop)
    assert "11:30" not in shop.free()
    assert "11:30" in shop.free(exclude=row.id)
    hold = shop.held("11:30", exclude=row.id)
    outcome = shop.act("reschedule", row.id, hold.id, "s-me")
    assert isinstance(outcome, MoveAsked)
    assert (shop.row(place), outcome.place.datetime) == (None, at("11:30"))


def test_r12_the_merchant_moves_it_to_where_it_asks_to_go():
    shop = Shop(confirmation="manual")
    row, place = asked(shop)
    moved = shop.act("amend", row, Amendment(at("11:00")))
    assert (moved.datetime, moved.status) == (at("11:00"), CONFIRMED)
    assert shop.row(place) is None


def test_r22_a_booking_and_what_asks_to_move_it_are_no_conflict():
    shop = Shop(confirmation="manual", services=[service(**HALVES)])
    row = shop.act("change_status", shop.booked("10:00"), CONFIRMED)
    hold = shop.held("10:30", exclude=row.id)
    assert isinstance(shop.act("reschedule", row.id, hold.id, "s-me"), MoveAsked)
    assert shop.store.read(lambda tx: coming_conflicts(tx, shop.client, shop.now)) == []


def test_r22_a_rest_after_what_has_begun_is_looked_at():
    shop = Shop()
    shop.booked("10:00")
    later = shop.booked("11:00", "you")
    shop.now = at("10:30")
    shop.settle(services=[service(buffer_after_minutes=10)])
    found = shop.store.read(lambda tx: coming_conflicts(tx, shop.client, shop.now))
    assert [(row.id, str(why)) for row, why in found] == [(later.id, "no_room")]


def test_r18_what_still_waits_moves_at_once_and_goes_on_waiting():
    shop = Shop(confirmation="manual")
    row = shop.booked("10:00")
    hold = shop.held("11:00", exclude=row.id)
    outcome = shop.act("reschedule", row.id, hold.id, "s-me")
    assert isinstance(outcome, Moved)
    assert (outcome.booking.status, outcome.booking.datetime) == (PENDING, at("11:00"))
    assert shop.free() == ["09:00", "10:00", "12:00"]


def test_a_move_takes_staff_and_party_along():
    shop = Shop(
        services=[service(capacity=4, max_party=4, staff=["ana", "bea"])], staff=STAFF["staff"]
    )
    row = shop.booked("10:00", staff="ana", party=2)
    hold = shop.held("11:00", exclude=row.id, staff="bea", party=3)
    moved = shop.act("reschedule", row.id, hold.id, "s-me").booking
    assert (moved.staff, moved.staff_name, moved.party) == ("bea", "Bea", 3)
    assert moved.sequence == row.sequence + 1


def test_a_person_who_did_not_come_needs_the_merchant_s_word():
    shop = Shop(no_shows_before_manual=1)
    shop.store.transact(
        lambda tx: tx.bookings.add(
            booking(at("09:00"), status=BookingStatus.NO_SHOW, contact_id="me")
        )
    )
    assert isinstance(shop.confirm(shop.held("11:00")), Pending)
    assert isinstance(shop.confirm(shop.held("12:00", "you"), "you"), Confirmed)


def test_r20_a_removed_service_is_shown_by_its_name_moved_and_cancelled():
    shop = Shop(services=[service(price="8000")])
    row = shop.booked("10:00")
    shop.settle(services=[{"id": "t", "name": "T", "minutes": 30}])
    assert service_name(settings_of(shop.client), row) == "S"
    moved = shop.act("amend", row, Amendment(at("11:00")))
    assert (moved.datetime, moved.ends_at, moved.price) == (at("11:00"), at("12:00"), "8000")
    assert shop.act("cancel", row.id, "me").booking.status is BookingStatus.CANCELLED


def test_r20_a_person_moves_what_is_offered_no_more():
    shop = Shop()
    row = shop.booked("10:00")
    shop.settle(services=[{"id": "t", "name": "T", "minutes": 30}])
    stand_in = as_booked(settings_of(shop.client), row)
    ask = SlotQuery("s", exclude=row.id, stand_in=stand_in)
    assert [slot.label for slot in shop.act("slots", ask, TUESDAY)] == ALL
    hold = shop.act("hold", *shop.people["me"], ask, TUESDAY, "12:00").booking
    assert shop.act("reschedule", row.id, hold.id, "s-me").booking.datetime == at("12:00")


def test_r20_who_has_left_is_shown_by_name_and_another_takes_over():
    shop = Shop(**STAFF)
    row = shop.booked("10:00", staff="bea")
    shop.settle(services=[service(staff=["ana"])], staff=STAFF["staff"][:1])
    assert staff_name(settings_of(shop.client), row) == "Bea"
    moved = shop.act("amend", row, Amendment(at("11:00")))
    assert (moved.datetime, moved.staff) == (at("11:00"), "ana")


def test_a_service_that_gets_staff_has_room_for_an_old_booking_with_one_of_them():
    shop = Shop()
    row = shop.booked("10:00")
    assert row.staff is None
    shop.settle(**STAFF)
    assert shop.free() == ALL
    first = shop.booked("10:00", "you")
    assert first.staff in ("ana", "bea")
    assert shop.free() == WITHOUT_TEN


def test_old_bookings_in_nobodys_name_keep_those_who_must_take_them():
    long = {"minutes": 60, "slot_minutes": 30, "capacity": 2}
    short = {"id": "t", "name": "T", "minutes": 20, "staff": ["ana", "bea"]}
    shop = Shop(services=[service(**long), short], staff=STAFF["staff"])
    shop.act("book_by_hand", SlotQuery("s"), at("10:00"))
    shop.act("book_by_hand", SlotQuery("s"), at("10:30"))
    shop.act(
        "book_by_hand", SlotQuery("t", staff="bea"), at("10:00")
    )  # so ana has ten, bea half past
    shop.settle(services=[service(**long, staff=["ana", "bea"]), short])
    shop.act("book_by_hand", SlotQuery("s", staff="ana"), at("12:00"))
    assert shop.act("book_by_hand", SlotQuery("s"), at("11:00")).staff == "ana"


def test_r21_whoever_has_most_free_time_that_day_and_the_first_on_a_tie():
    shop = Shop(**STAFF)
    assert shop.booked("09:00").staff == "ana"
    assert shop.booked("10:00", "you").staff == "bea"
    assert shop.booked("11:00", "you").staff == "ana"


def test_r21_who_takes_over_what_was_held_has_most_free_time():
    cleo = {"id": "cleo", "name": "Cleo"}
    shop = Shop(services=[service(staff=["ana", "bea", "cleo"])], staff=[*STAFF["staff"], cleo])
    held = shop.held("10:00")
    assert held.staff == "ana"
    shop.wait(minutes=16)
    shop.act("book_by_hand", SlotQuery("s", staff="ana"), at("10:00"))
    shop.act("book_by_hand", SlotQuery("s", staff="bea"), at("12:00"))
    booked = shop.confirm(held).booking
    assert (booked.staff, booked.staff_name) == ("cleo", "Cleo")


def test_r21_a_shorter_day_is_less_free_time():
    ana, bea = STAFF["staff"]
    ana = {**ana, "special_days": {"2026-11-24": [["09:00", "12:00"]]}}
    shop = Shop(services=STAFF["services"], staff=[ana, bea])
    assert shop.booked("10:00").staff == "bea"


def test_the_merchant_changes_words_party_and_staff():
    shop = Shop(services=[service(capacity=2, staff=["ana", "bea"])], staff=STAFF["staff"])
    row = shop.booked("10:00", staff="ana")
    fresh = shop.act("amend", row, Amendment(name="Rosa", notes="sin apuro", party=2, staff="bea"))
    assert (fresh.name, fresh.notes, fresh.party, fresh.staff) == ("Rosa", "sin apuro", 2, "bea")
    assert shop.act("amend", fresh, Amendment()) == fresh
    with pytest.raises(ConflictError, match="no room"):
        shop.act("amend", row, Amendment(party=3))
    with pytest.raises(InputError):
        shop.act("amend", row, Amendment(staff="zoe"))


def test_moving_late_is_refused_by_the_notice_that_was_promised():
    shop = Shop(cancel_notice_minutes=120)
    row = shop.booked("10:00")
    shop.settle(cancel_notice_minutes=0)
    hold = shop.held("12:00", exclude=row.id)
    shop.now = at("08:01")
    assert shop.act("reschedule", row.id, hold.id, "s-me") == TooLate()


def test_the_audit_tells_each_change_and_no_second_thought():
    shop = Shop()
    row = shop.booked("10:00")
    shop.act("amend", row, Amendment(notes="hola"))
    shop.act("cancel", row.id, "me")
    told = [(entry.action, entry.changes) for entry in shop.history(row)]
    assert [action for action, _ in told] == ["booking.create", "booking.change", "booking.cancel"]
    assert told[0][1]["status"] == [None, "confirmed"]
    assert told[1][1] == {"notes": ["", "hola"]}
    assert told[2][1] == {"status": ["confirmed", "cancelled"]}
    assert shop.row(row).sequence == 3
