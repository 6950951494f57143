"""A hold that becomes a booking, or no longer can."""

from dataclasses import replace
from datetime import timedelta

import pytest

from milo.engine.booking.agenda import HOLD_MINUTES
from milo.engine.booking.by_hand import Amendment
from milo.engine.booking.outcomes import Confirmed, Gone, OverLimit, Pending, Taken
from milo.engine.errors import ConflictError
from milo.engine.model import BookingStatus

from .booking_samples import NOW, booking, service, utc
from .shop import ALL, WITHOUT_TEN, Shop, at


def test_confirming_books():
    shop = Shop()
    row = shop.booked()
    assert (row.status, row.expires_at) == (BookingStatus.CONFIRMED, None)
    assert shop.row(row) == row
    shop.wait(days=1)
    assert shop.row(row).status is BookingStatus.CONFIRMED


def test_confirming_again_says_the_same():
    shop = Shop()
    held = shop.held()
    first = shop.confirm(held)
    shop.wait(minutes=1)
    assert shop.confirm(held) == first
    assert isinstance(first, Confirmed)
    assert len(shop.rows()) == 1


def test_a_merchant_who_confirms_by_hand():
    shop = Shop(confirmation="manual", pending_expires_minutes=60)
    held = shop.held()
    outcome = shop.confirm(held)
    assert isinstance(outcome, Pending)
    assert outcome.booking.expires_at == NOW + timedelta(minutes=60)
    assert shop.confirm(held) == outcome
    assert shop.free() == WITHOUT_TEN
    shop.wait(minutes=60)
    assert shop.free() == ALL


def test_a_hold_that_ran_out_is_booked_while_its_place_is_free():
    shop = Shop()
    held = shop.held()
    shop.wait(hours=3)
    assert isinstance(shop.confirm(held), Confirmed)


def test_a_request_that_ran_out_is_not_asked_again_by_its_old_button():
    shop = Shop(confirmation="manual", pending_expires_minutes=60)
    held = shop.held()
    shop.confirm(held)
    shop.wait(minutes=60)
    assert shop.confirm(held) == Gone()
    shop.act("give_up")
    assert shop.confirm(held) == Gone()
    assert shop.row(held).status is BookingStatus.EXPIRED
    assert shop.free() == ALL


def test_even_where_it_was_marked_as_expired():
    shop = Shop()
    held = shop.held()
    shop.wait(hours=3)
    shop.store.transact(lambda tx: tx.bookings.expire("c", shop.now))
    assert isinstance(shop.confirm(held), Confirmed)


def test_a_hold_that_ran_out_is_lost_where_somebody_else_was_quicker():
    shop = Shop()
    mine = shop.held()
    shop.wait(minutes=15)
    theirs = shop.held("10:00", "you")
    assert shop.confirm(mine) == Taken()
    assert isinstance(shop.confirm(theirs, "you"), Confirmed)
    assert shop.confirm(mine) == Taken()


def test_the_minutes_of_thinking_do_not_cost_the_notice():
    shop = Shop(min_notice_minutes=60, horizon_days=1)
    shop.now = at("08:59")
    held = shop.held()
    shop.wait(minutes=14)
    assert isinstance(shop.confirm(held), Confirmed)


def test_nor_the_cut_off_of_the_day_before():
    shop = Shop(day_before_until="18:00")
    shop.now = utc("2026-11-23T18:00-03:00")
    held = shop.held()
    shop.wait(minutes=5)
    assert isinstance(shop.confirm(held), Confirmed)


def test_but_what_has_begun_is_past():
    shop = Shop()
    held = shop.held()
    shop.now = at("10:00")
    assert isinstance(shop.confirm(held), Confirmed)
    shop = Shop()
    held = shop.held()
    shop.now = at("10:01")
    assert shop.confirm(held) == Taken()


@pytest.mark.parametrize(
    "change",
    [
        {"closures": [{"from": "2026-11-24T10:30", "to": "2026-11-24T10:45"}]},
        {"special_days": {"2026-11-24": []}},
        {"hours": {"tue": [["10:30", "13:00"]]}},
    ],
)
def test_time_that_the_merchant_takes_away_meanwhile(change):
    shop = Shop()
    held = shop.held()
    shop.settle(**change)
    assert shop.confirm(held) == Taken()


@pytest.mark.parametrize(
    "change",
    [
        {"services": [service(45, slot_minutes=20)]},  # another grid, another length
        {"horizon_days": 0},
        {"min_notice_minutes": 40_000},
    ],
)
def test_changes_that_leave_a_held_place_alone(change):
    shop = Shop()
    held = shop.held()
    shop.settle(**change)
    outcome = shop.confirm(held)
    assert isinstance(outcome, Confirmed)
    assert outcome.booking.ends_at == held.ends_at


def test_a_service_that_is_withdrawn_meanwhile():
    shop = Shop()
    held = shop.held()
    shop.settle(services=[{"id": "t", "name": "T", "minutes": 60}])
    assert shop.confirm(held) == Gone()


def test_a_booking_by_hand_of_another_program_meanwhile():
    shop = Shop()
    held = shop.held()
    shop.store.transact(lambda tx: tx.bookings.add(booking(at("10:30"), id="theirs")))
    assert shop.confirm(held) == Taken()


def test_what_is_not_this_sessions_or_this_clients_is_gone():
    shop = Shop()
    held = shop.held()
    assert shop.confirm(held, "you") == Gone()
    assert shop.act("confirm", "nothing", "s-me") == Gone()
    shop.client = replace(shop.client, id="other")
    assert shop.confirm(held) == Gone()
    assert shop.act("release", held.id) is None
    assert shop.act("extend", "s-me") is None
    with pytest.raises(ConflictError):
        shop.act("amend", held, Amendment(at("11:00")))


def test_the_limit_is_looked_at_again_when_it_is_confirmed():
    shop = Shop(max_active_per_contact=1)
    held = shop.held("10:00")
    shop.store.transact(
        lambda tx: tx.bookings.add(booking(at("12:00"), id="x", contact_id=shop.people["me"][1].id))
    )
    assert shop.confirm(held) == OverLimit()


def test_many_confirm_the_last_place_and_one_gets_it():
    """Each held it once, and each hold but the last has run out."""
    shop = Shop()
    rows = []
    for who in ("me", "you", "me", "you"):
        rows.append((shop.held("10:00", who), who))
        shop.wait(minutes=HOLD_MINUTES)
    outcomes = [shop.confirm(row, who) for row, who in rows]
    assert sum(isinstance(outcome, Confirmed) for outcome in outcomes) == 1
    assert outcomes.count(Taken()) == 3
