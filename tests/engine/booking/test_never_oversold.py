"""Whatever is asked, in whatever order: nothing is sold beyond what there is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.availability import SlotQuery, has_room, offered
from milo.engine.booking.hours.timezones import clock_text
from milo.engine.booking.outcomes import Confirmed, Held, Pending
from milo.engine.booking.settings.settings import read_settings
from milo.engine.model import BookingStatus

from .booking_samples import NOW, booking, raw, utc
from .shop import TUESDAY, Shop

SERVICES = [
    {"id": "table", "name": "T", "minutes": 90, "capacity": 5, "max_party": 5, "slot_minutes": 30},
    {
        "id": "cut",
        "name": "C",
        "minutes": 40,
        "slot_minutes": 20,
        "buffer_before_minutes": 5,
        "buffer_after_minutes": 20,
        "staff": ["ana", "bea"],
    },
    {
        "id": "class",
        "name": "L",
        "minutes": 60,
        "slot_minutes": 20,
        "capacity": 3,
        "max_party": 2,
        "buffer_before_minutes": 10,
        "staff": ["bea"],
    },
    {"id": "room", "name": "R", "minutes": 30, "slot_minutes": 10, "buffer_after_minutes": 10},
]
STAFF = [{"id": "ana", "name": "Ana"}, {"id": "bea", "name": "Bea"}]
DATA = raw(("09:00", "14:00"), services=SERVICES, staff=STAFF)
OPEN = utc("2026-11-24T09:00-03:00")
KNOWN = {one["id"]: one for one in SERVICES}

starts = st.integers(0, 30).map(lambda n: OPEN + timedelta(minutes=10 * n))
asks = st.builds(
    SlotQuery,
    service=st.sampled_from(list(KNOWN)),
    party=st.integers(1, 3),
    staff=st.sampled_from([None, None, "ana", "bea"]),
)


def label(start):
    return clock_text(start, read_settings(DATA).zone)


def rest(service, side):
    return timedelta(minutes=KNOWN[service].get(f"buffer_{side}_minutes", 0))


def assert_sold_once(rows, *, rests=True):
    """Every pair of one resource keeps apart, and every instant holds no more than fit."""
    for row in rows:
        assert (row.staff is None) is (not KNOWN[row.service].get("staff"))
        present = [
            other
            for other in rows
            if (other.service, other.staff) == (row.service, row.staff)
            and other.datetime <= row.datetime < other.ends_at
        ]
        assert sum(other.party for other in present) <= KNOWN[row.service].get("capacity", 1)
    for row in rows:
        for other in rows:
            if other.datetime < row.datetime and other.staff == row.staff:
                same = row.staff is not None or other.service == row.service
                gap = max(rest(other.service, "after"), rest(row.service, "before"))
                if same and not KNOWN[row.service].get("capacity", 1) > 1 and rests:
                    assert row.datetime - other.ends_at >= gap
            if other.datetime == row.datetime and row.staff and other.staff == row.staff:
                assert other.service == row.service


@pytest.mark.slow
@budget(max_examples=150, deadline=None)
@given(st.lists(st.tuples(asks, starts), max_size=60))
def test_whatever_is_admitted_one_after_the_other(wishes):
    settings = read_settings(DATA)
    rows = []
    for number, (ask, start) in enumerate(wishes):
        slot = offered(settings, ask, TUESDAY, label(start), rows, NOW)
        if slot:
            rows.append(_row(number, ask, slot))
    assert_sold_once(rows)


@pytest.mark.slow
@budget(max_examples=100, deadline=None)
@given(st.lists(st.tuples(asks, starts), max_size=60))
def test_whatever_is_booked_by_hand_one_after_the_other(wishes):
    settings = read_settings(DATA)
    rows = []
    for number, (ask, start) in enumerate(wishes):
        slot = has_room(settings, ask, start, rows, NOW)
        if slot:
            rows.append(_row(number, ask, slot))
    assert_sold_once(rows, rests=False)


def _row(number, ask, slot):
    return booking(
        slot.starts_at,
        id=str(number),
        service=ask.service,
        ends_at=slot.ends_at,
        party=ask.party,
        staff=next(iter(slot.staff), None),
    )


steps = st.lists(
    st.tuples(
        st.sampled_from(["hold", "hold", "confirm", "again", "release", "extend", "wait", "list"]),
        st.sampled_from(["me", "you"]),
        asks,
        starts,
        st.sampled_from([1, 7, 15, 40]),
    ),
    max_size=40,
)


@pytest.mark.slow
@budget(max_examples=60, deadline=None)
@given(steps, st.sampled_from(["auto", "manual"]))
def test_whatever_people_do_with_an_agenda(doings, confirmation):
    shop = Shop()
    shop.client = replace(shop.client, settings={**DATA, "confirmation": confirmation})
    last, booked = {}, {}
    for what, who, ask, start, minutes in doings:
        if what == "hold":
            outcome = shop.act("hold", *shop.people[who], ask, TUESDAY, label(start))
            if isinstance(outcome, Held):
                last[who] = outcome.booking
        elif what in ("confirm", "again") and who in last:
            outcome = shop.confirm(last[who], who)
            if isinstance(outcome, Confirmed | Pending):
                assert booked.setdefault(outcome.booking.id, outcome.booking) == outcome.booking
        elif what == "release" and who in last:
            shop.act("release", last[who].id)
        elif what == "extend":
            shop.act("extend", f"s-{who}")
        elif what == "wait":
            shop.wait(minutes=minutes)
        else:
            shop.act("slots", replace(ask, contact_id=who), TUESDAY)
        assert_agenda(shop)


def assert_agenda(shop):
    live = [
        row
        for row in shop.rows(BookingStatus.HELD, BookingStatus.PENDING, BookingStatus.CONFIRMED)
        if row.expires_at is None or row.expires_at > shop.now
    ]
    assert_sold_once(live)
    held = [row.session_id for row in live if row.status is BookingStatus.HELD]
    assert len(held) == len(set(held))


def test_two_agendas_in_a_row_see_each_other():
    shop = Shop()
    work = [
        lambda tx, who=who: Agenda(tx, shop.client, NOW, shop.ids).hold(
            *shop.people[who], SlotQuery("s"), TUESDAY, "10:00"
        )
        for who in ("me", "you")
    ]
    outcomes = [shop.store.transact(one) for one in work]
    assert sum(isinstance(outcome, Held) for outcome in outcomes) == 1
