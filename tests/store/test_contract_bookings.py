from dataclasses import replace
from datetime import timedelta, timezone
from threading import Barrier, Thread

import pytest

from milo.engine.errors import ConflictError
from milo.engine.model import Attendance, BookingStatus, Taking

HELD, PENDING, CONFIRMED, COMPLETED, CANCELLED, REJECTED, EXPIRED, NO_SHOW = BookingStatus


def book(store, *bookings):
    for booking in bookings:
        store.transact(lambda tx, booking=booking: tx.bookings.add(booking))


def ids(rows):
    return [row.id for row in rows]


@pytest.fixture
def agenda(store, given):
    store.transact(given.people("p1", "p2"))
    store.transact(lambda tx: tx.clients.add(given.client("c2")))
    return store


def test_a_booking_comes_back_as_it_went_in(agenda, given):
    full = given.booking(
        **{"staff": "carla", "party": 3, "business_id": "b", "contact_id": "p1", "name": "Ana"},
        **{
            "session_id": "s1",
            "user_phone": "549",
            "user_id": "U",
            "notes": "café",
            "status": HELD,
        },
        expires_at=given.at(15),
    )
    book(agenda, full)
    assert agenda.read(lambda tx: tx.bookings.by_id("k1")) == full
    (taking,) = agenda.read(lambda tx: tx.bookings.between("c1", full.datetime, full.ends_at))
    assert taking == Taking(
        *("k1", full.service, full.datetime, full.ends_at, HELD, "carla", 3, "p1", given.at(15))
    )
    changed = replace(full, status=CONFIRMED, datetime=given.at(90), expires_at=None)
    agenda.transact(lambda tx: tx.bookings.save(changed))
    assert agenda.read(lambda tx: tx.bookings.by_id("k1")) == changed
    given_up = replace(changed, status=EXPIRED, expires_at=given.at(30), name="Otra")
    agenda.transact(lambda tx: tx.bookings.save(given_up, "status", "expires_at"))
    assert agenda.read(lambda tx: tx.bookings.by_id("k1")) == replace(given_up, name="Ana")
    assert agenda.read(lambda tx: tx.bookings.by_id("k2")) is None
    with pytest.raises(ConflictError):
        book(agenda, full)


def test_between_gives_what_touches_and_takes_a_place(agenda, given):
    book(agenda, *(given.booking(f"k{n}", n * 30) for n in range(5)))
    book(agenda, *(given.booking(f"x-{status}", 60, status=status) for status in BookingStatus))
    book(agenda, given.booking("long", -600, ends_at=given.at(600)))
    book(agenda, given.booking("other", 60, client_id="c2"))
    found = agenda.read(lambda tx: tx.bookings.between("c1", given.at(60), given.at(90)))
    assert sorted(ids(found)) == ["k2", "long", "x-confirmed", "x-held", "x-pending"]
    assert agenda.read(lambda tx: tx.bookings.between("c1", given.at(601), given.at(999))) == []


def test_over_gives_what_began_and_is_over(agenda, given):
    book(agenda, *(given.booking(f"x-{status}", 60, status=status) for status in BookingStatus))
    ends = [("before", 59), ("after", 90), ("other", 60)]
    for key, minutes in ends:
        client = "c2" if key == "other" else "c1"
        book(agenda, given.booking(key, minutes, client_id=client, status=BookingStatus.COMPLETED))
    found = agenda.read(lambda tx: tx.bookings.over("c1", given.at(60), given.at(90)))
    assert sorted(ids(found)) == ["x-completed", "x-no_show"]


def test_instants_are_the_same_in_whatever_zone_they_are_asked(agenda, given):
    zone = timezone(timedelta(hours=-3))
    book(agenda, given.booking("k1", 60, datetime=given.at(60).astimezone(zone)))
    kept = agenda.read(lambda tx: tx.bookings.by_id("k1"))
    assert kept.datetime == given.at(60)
    start, end = given.at(60).astimezone(zone), given.at(61).astimezone(zone)
    assert ids(agenda.read(lambda tx: tx.bookings.between("c1", start, end))) == ["k1"]


def test_a_contacts_bookings_come_soonest_first(agenda, given):
    mine = {"contact_id": "p1"}
    book(
        agenda,
        *(given.booking("late", 300, **mine), given.booking("soon", 30, **mine)),
        *(given.booking("over", -30, **mine), given.booking("now", -10, **mine)),
        given.booking("asked", 60, status=PENDING, **mine),
        given.booking("held", 60, status=HELD, **mine),
        given.booking("gone", 60, status=CANCELLED, **mine),
        *(given.booking("other", 60, contact_id="p2"), given.booking("c2", client_id="c2", **mine)),
    )
    found = agenda.read(lambda tx: tx.bookings.of_contact("c1", "p1", given.now))
    assert ids(found) == ["now", "soon", "asked", "late"]


def test_a_session_holds_one_place(agenda, given):
    held = given.booking(status=HELD, session_id="s1", expires_at=given.at(-5))
    book(agenda, held, given.booking("k2", session_id="s1"))
    assert agenda.read(lambda tx: tx.bookings.hold_of("s1")) == held
    with pytest.raises(ConflictError):
        book(agenda, given.booking("k3", status=HELD, session_id="s1"))
    book(agenda, given.booking("k4", status=HELD, session_id="s2"))
    agenda.transact(lambda tx: tx.bookings.save(replace(held, status=CONFIRMED)))
    assert agenda.read(lambda tx: tx.bookings.hold_of("s1")) is None
    book(agenda, given.booking("k3", status=HELD, session_id="s1"))


def test_what_runs_out_expires(agenda, given):
    book(
        agenda,
        given.booking("held", status=HELD, expires_at=given.at(5)),
        given.booking("asked", status=PENDING, expires_at=given.at(4)),
        given.booking("later", status=HELD, expires_at=given.at(5.01)),
        given.booking("sure", expires_at=given.at(1)),
        given.booking("open", status=PENDING),
        given.booking("other", status=HELD, client_id="c2", expires_at=given.at(1)),
    )
    for minutes, clients in ((0, []), (1, ["c2"]), (4, ["c1", "c2"])):
        assert agenda.read(lambda tx, at=minutes: tx.bookings.lapsed(given.at(at))) == clients
    gone = agenda.transact(lambda tx: tx.bookings.expire("c1", given.at(5)))
    assert ids(gone) == ["asked", "held"]
    assert {(row.status, row.updated_at) for row in gone} == {(EXPIRED, given.at(5))}
    assert agenda.read(lambda tx: tx.bookings.by_id("held")) == gone[1]
    for client, expired in (("c1", ["later"]), ("c2", ["other"]), ("c1", [])):
        rows = agenda.transact(lambda tx, of=client: tx.bookings.expire(of, given.at(6)))
        assert ids(rows) == expired
    assert agenda.read(lambda tx: tx.bookings.lapsed(given.at(6))) == []


def test_a_page_is_narrowed_and_goes_on(agenda, given):
    book(
        agenda,
        *(given.booking(f"k{n}", n * 60, user_phone="549", user_id="U") for n in range(7)),
        *(given.booking("x1", 60, status=CANCELLED), given.booking("x2", client_id="c2")),
    )

    def page(**narrow):
        return ids(agenda.read(lambda tx: tx.bookings.page("c1", **narrow)))

    assert page() == [*(f"k{n}" for n in range(7)), "x1"]
    assert page(limit=3) == ["k0", "k1", "k2"]
    assert page(limit=3, after="k2") == ["k3", "k4", "k5"]
    assert page(start=given.at(60), end=given.at(180)) == ["k1", "k2", "x1"]
    assert page(start=given.at(60), limit=2, after="k4") == ["k5", "k6"]
    assert page(end=given.at(121), limit=2, after="k1") == ["k2", "x1"]
    assert page(statuses=[CANCELLED, HELD]) == ["x1"]
    assert page(user_phones=("549",), after="k5") == page(user_id="U", after="k5") == ["k6"]
    assert page(user_phones=("nobody",)) == []


def test_nobody_oversells(agenda, given):
    """Lock, look, add: eight at once for one place, and one gets it."""
    start, threads, rounds = Barrier(8), [], 5

    def one(n):
        start.wait(10)
        for hour in range(rounds):
            agenda.transact(lambda tx, hour=hour: take(tx, f"k{n:02}-{hour}", hour * 60))

    def take(tx, key, minutes):
        tx.bookings.lock("c1")
        if not tx.bookings.between("c1", given.at(minutes), given.at(minutes + 30)):
            tx.bookings.add(given.booking(key, minutes))

    for n in range(8):
        threads.append(Thread(target=one, args=(n,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    sold = agenda.read(lambda tx: tx.bookings.page("c1", limit=99))
    assert sorted(row.datetime for row in sold) == [given.at(n * 60) for n in range(rounds)]


def test_what_was_promised_comes_back(agenda, given):
    promised = given.booking(
        **{"price": "8000", "currency": "ARS", "cancel_notice_minutes": 120, "token": "t-1"},
        **{"service_name": "Corte", "staff_name": "Carla", "moves": "k0", "sequence": 3},
        reminded_at=given.at(1),
        attendance=Attendance.COMING,
    )
    book(agenda, promised)
    assert agenda.read(lambda tx: tx.bookings.by_id("k1")) == promised
    assert agenda.read(lambda tx: tx.bookings.by_token("t-1")) == promised
    assert agenda.read(lambda tx: tx.bookings.by_token("t-2")) is None
    assert agenda.read(lambda tx: tx.bookings.move_of("k0")) == promised
    assert agenda.read(lambda tx: tx.bookings.move_of("k1")) is None


@pytest.mark.parametrize("same", [{"token": "t-1"}, {"moves": "k0"}])
def test_one_page_and_one_move_are_one_booking_s(agenda, given, same):
    book(agenda, given.booking("k1", **same))
    with pytest.raises(ConflictError):
        book(agenda, given.booking("k2", **same))


def test_a_row_that_is_taken_out_takes_no_place(agenda, given):
    kept, gone = given.booking("k1"), given.booking("k2")
    book(agenda, kept, gone)
    span = ("c1", given.at(0), given.at(999))
    assert ids(agenda.read(lambda tx: tx.bookings.between(*span))) == ["k1", "k2"]
    agenda.transact(lambda tx: tx.bookings.between(*span) and tx.bookings.remove("k2"))
    agenda.transact(lambda tx: tx.bookings.remove("k2"))
    assert agenda.read(lambda tx: tx.bookings.by_id("k2")) is None
    assert ids(agenda.read(lambda tx: tx.bookings.between(*span))) == ["k1"]


def test_bookings_are_counted_by_status(agenda, given):
    book(agenda, given.booking("k1"), given.booking("k2", 120))
    book(agenda, given.booking("k3", 180, status=CANCELLED))
    assert agenda.read(lambda tx: tx.bookings.counted()) == {CONFIRMED: 2, CANCELLED: 1}
