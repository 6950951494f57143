"""The store actions: holding, confirming, moving, cancelling, and booking by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count, islice

import pytest

from milo.engine.booking.agenda import HOLD_MINUTES, Agenda
from milo.engine.booking.outcomes import (
    Cancelled,
    Confirmed,
    Gone,
    Held,
    Moved,
    OverLimit,
    Pending,
    Taken,
    TooLate,
)
from milo.engine.booking.slots import Ask
from milo.engine.errors import ConflictError, InputError
from milo.engine.model import (
    BookingStatus,
    Business,
    Client,
    ClientStatus,
    Contact,
    Mode,
    Session,
)
from milo.store.memory import MemoryStore

from .booking_samples import NOW, booking, labels, raw, service, utc

TUESDAY = date(2026, 11, 24)
STAFF = {
    "services": [service(staff=["ana", "bea"])],
    "staff": [{"id": "ana", "name": "Ana"}, {"id": "bea", "name": "Bea"}],
}


def at(hour):
    return utc(f"2026-11-24T{hour}-03:00")


class Ids:
    def __init__(self):
        self._count = count(1)

    def new(self):
        return f"id{next(self._count):04}"


class Shop:
    """A client with an agenda, two people who write to it, and a clock that is set by hand."""

    def __init__(self, **more):
        self.store = MemoryStore()
        self.ids = Ids()
        self.now = NOW
        self.client = Client(
            "c", "Carla", "carla", "biz", raw(**more), ClientStatus.ACTIVE, NOW, NOW
        )
        self.people = {}
        self.store.transact(self._found)

    def _found(self, tx):
        tx.businesses.add(Business("biz", "B", None, None, None, NOW, NOW))
        tx.clients.add(self.client)
        tx.clients.add(replace(self.client, id="other", slug="other"))
        for name in ("me", "you"):
            known = Contact(name, "n", f"user-{name}", f"54{len(name)}{ord(name[0])}", name.title())
            contact = tx.contacts.upsert(known, NOW)
            session = _session(f"s-{name}", contact)
            tx.sessions.add(session)
            self.people[name] = session, contact

    def act(self, method, *args, **kwargs):
        return self.store.transact(
            lambda tx: getattr(Agenda(tx, self.client, self.now, self.ids), method)(*args, **kwargs)
        )

    def days(self, first, count):
        """Return the first days with room, and how often the agenda was looked at for them."""

        def work(tx):
            agenda, looks = Agenda(tx, self.client, self.now, self.ids), []
            between = tx.bookings.between
            with pytest.MonkeyPatch.context() as patch:
                look = lambda *span: looks.append(span) or between(*span)  # noqa: E731
                patch.setattr(tx.bookings, "between", look)
                return list(islice(agenda.days(Ask("s"), first), count)), len(looks)

        return self.store.transact(work)

    def hold(self, hour="10:00", who="me", **ask):
        return self.act("hold", *self.people[who], Ask("s", **ask), at(hour))

    def held(self, hour="10:00", who="me", **ask):
        outcome = self.hold(hour, who, **ask)
        assert isinstance(outcome, Held), outcome
        return outcome.booking

    def booked(self, hour="10:00", who="me", **ask):
        return self.confirm(self.held(hour, who, **ask), who).booking

    def confirm(self, row, who="me"):
        return self.act("confirm", row.id, f"s-{who}")

    def free(self, **ask):
        return labels(self.act("slots", Ask("s", **ask), TUESDAY))

    def row(self, row):
        return self.store.read(lambda tx: tx.bookings.by_id(row.id))

    def rows(self, *statuses):
        return self.store.read(lambda tx: tx.bookings.page("c", statuses=statuses))

    def settle(self, **more):
        """Change the settings."""
        self.client = replace(self.client, settings={**self.client.settings, **more})

    def wait(self, **time):
        self.now += timedelta(**time)


def _session(name, contact):
    return Session(
        name, contact.id, "n", None, None, "carla", "start", {}, "reservas", 1, 1,
        Mode.BOT, NOW, NOW, NOW,
    )  # fmt: skip


ALL = ["09:00", "10:00", "11:00", "12:00"]
WITHOUT_TEN = ["09:00", "11:00", "12:00"]


def test_slots_and_days_are_read_from_the_store():
    shop = Shop(special_days={"2026-11-25": []}, horizon_days=4)
    shop.booked()
    assert shop.free() == WITHOUT_TEN
    days, _ = shop.days(date.min, 3)
    assert [day.day for day in days] == [23, 24, 26]
    assert shop.days(TUESDAY, 0) == ([], 0)
    assert shop.days(date.max, 3) == ([], 0)


def test_no_more_of_the_agenda_is_looked_at_than_the_days_that_are_shown_need():
    shop = Shop(horizon_days=60)
    days, looks = shop.days(TUESDAY, 10)
    assert (len(days), looks) == (10, 1)
    every, looks = shop.days(TUESDAY, 99)
    assert (every[:10], looks) == (days, 5)
    assert every == sorted(set(every))
    slots = shop.act("slots_of_days", Ask("s"), [TUESDAY + timedelta(days=n) for n in range(60)])
    assert every == [day for day, found in slots.items() if found]


def test_a_place_is_held_by_the_hour_that_was_offered():
    shop = Shop()
    offered = shop.act("slots", Ask("s"), TUESDAY)[1]
    person = shop.people["me"]
    held = shop.act("hold_hour", *person, Ask("s"), TUESDAY, offered.label)
    assert (held.booking.datetime, held.booking.status) == (offered.starts_at, BookingStatus.HELD)
    assert shop.act("hold_hour", *shop.people["you"], Ask("s"), TUESDAY, offered.label) == Taken()
    assert shop.act("hold_hour", *person, Ask("s"), TUESDAY, "03:33") == Taken()


def test_the_slots_of_many_days_at_once():
    shop = Shop(special_days={"2026-11-25": []}, horizon_days=2)
    shop.booked()
    days = [TUESDAY + timedelta(days=n) for n in range(-2, 4)]
    found = shop.act("slots_of_days", Ask("s"), days)
    assert list(found) == days
    assert [labels(slots) for slots in found.values()] == [[], ALL, WITHOUT_TEN, [], [], []]
    assert found == {day: shop.act("slots", Ask("s"), day) for day in days}
    assert shop.act("slots_of_days", Ask("s"), []) == {}


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


@pytest.mark.parametrize("hour", ["08:00", "10:30", "13:00"])
def test_what_is_not_on_offer_is_taken(hour):
    assert Shop().hold(hour) == Taken()


def test_the_first_one_free_of_the_staff_takes_it():
    shop = Shop(**STAFF)
    assert shop.held().staff == "ana"
    assert shop.held("10:00", "you").staff == "bea"
    assert shop.held("10:00", "you", staff="bea").staff == "bea"
    assert shop.hold("10:00", "you", staff="ana") == Taken()


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


def test_even_where_it_was_marked_as_expired():
    shop = Shop()
    held = shop.held()
    shop.wait(hours=3)
    shop.store.transact(lambda tx: tx.bookings.expire(None, shop.now))
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
        {"services": [service(60, price="9000")]},
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
        shop.act("move", held, at("11:00"))


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


def test_a_contact_moves_a_booking_to_a_place_it_holds():
    shop = Shop(max_active_per_contact=1, services=[service(max_per_day=1)])
    row = shop.booked("10:00")
    hold = shop.held("11:00", exclude=row.id)
    outcome = shop.act("reschedule", row.id, hold.id, "s-me")
    assert isinstance(outcome, Moved)
    assert (outcome.booking.id, outcome.booking.datetime) == (row.id, at("11:00"))
    assert outcome.booking.status is BookingStatus.CONFIRMED
    assert shop.row(hold).status is BookingStatus.CANCELLED
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


def test_a_contact_cancels_too_late():
    shop = Shop(cancel_notice_minutes=120)
    row = shop.booked("10:00")
    shop.now = at("08:01")
    me = shop.people["me"][1].id
    assert shop.act("cancel", row.id, me) == TooLate()
    shop.now = at("11:00")
    assert shop.act("cancel", row.id, me) == Gone()


def test_the_merchant_books_by_hand():
    shop = Shop(max_active_per_contact=1)
    row = shop.act(
        "book_by_hand",
        Ask("s"),
        at("22:15"),
        user_phone="549",
        name="Rosa",
        notes="por teléfono",
    )
    assert (row.name, row.user_phone, row.notes) == ("Rosa", "549", "por teléfono")
    assert (row.status, row.expires_at) == (BookingStatus.CONFIRMED, None)
    assert shop.row(row) == row
    with pytest.raises(ConflictError, match="no room"):
        shop.act("book_by_hand", Ask("s"), at("23:00"))
    pending = shop.act("book_by_hand", Ask("s"), at("09:00"), status=BookingStatus.PENDING)
    assert pending.expires_at == NOW + timedelta(minutes=720)


@pytest.mark.parametrize(
    ("ask", "status", "path"),
    [
        (Ask("nothing"), BookingStatus.CONFIRMED, "service"),
        (Ask("s", staff="zoe"), BookingStatus.CONFIRMED, "staff"),
        (Ask("s", party=0), BookingStatus.CONFIRMED, "party"),
        (Ask("s"), BookingStatus.CANCELLED, "status"),
    ],
)
def test_what_makes_no_sense_by_hand(ask, status, path):
    with pytest.raises(InputError) as caught:
        Shop().act("book_by_hand", ask, at("10:00"), status=status)
    assert [fault.path for fault in caught.value.faults] == [path]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-11:00"])
def test_the_ends_of_time_have_no_room(moment):
    with pytest.raises(ConflictError):
        Shop().act("book_by_hand", Ask("s"), datetime.fromisoformat(moment))


def test_the_merchant_leads_a_bookings_life():
    shop = Shop(confirmation="manual")
    row = shop.booked()
    confirmed = shop.act("change_status", row, BookingStatus.CONFIRMED)
    assert (confirmed.status, confirmed.expires_at) == (BookingStatus.CONFIRMED, None)
    assert shop.act("change_status", row, BookingStatus.CONFIRMED) == confirmed
    with pytest.raises(ConflictError, match="confirmed cannot become rejected"):
        shop.act("change_status", row, BookingStatus.REJECTED)
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
    moved = shop.act("move", row, at("10:30"))
    assert (moved.id, moved.datetime, moved.staff) == (row.id, at("10:30"), "bea")
    assert moved.ends_at == at("11:30")
    with pytest.raises(ConflictError, match="no room"):
        shop.act("move", row, at("11:30"))
    shop.act("change_status", row, BookingStatus.CANCELLED)
    with pytest.raises(ConflictError, match="cancelled cannot be moved"):
        shop.act("move", row, at("09:00"))


class Watched:
    """A transaction that notes the order in which bookings are touched."""

    def __init__(self, tx, seen):
        self._tx = tx
        self._seen = seen

    @property
    def bookings(self):
        return self

    def __getattr__(self, name):
        self._seen.append(name)
        return getattr(self._tx.bookings, name)


@pytest.mark.parametrize(
    "call",
    [
        lambda agenda, shop, row: agenda.hold(*shop.people["me"], Ask("s"), at("09:00")),
        lambda agenda, shop, row: agenda.confirm(row.id, "s-me"),
        lambda agenda, shop, row: agenda.release(row.id),
        lambda agenda, shop, row: agenda.cancel(row.id, "me"),
        lambda agenda, shop, row: agenda.book_by_hand(Ask("s"), at("09:00")),
        lambda agenda, shop, row: agenda.change_status(row, BookingStatus.CANCELLED),
    ],
)
def test_every_write_locks_first_and_lets_what_ran_out_expire(call):
    shop, seen = Shop(), []
    row = shop.held()
    shop.store.transact(
        lambda tx: call(Agenda(Watched(tx, seen), shop.client, NOW, shop.ids), shop, row)
    )
    assert seen[:2] == ["lock", "expire"]
    assert seen[-1] in ("save", "add", "by_id")
