"""Agendas are kept between transactions, and say what the rows say."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milo.engine.errors import MiloError, UnavailableError
from milo.engine.model import BookingStatus
from milo.store import open_store
from milo.store.group_commit.by_callers import Ticket
from milo.store.rules.statuses import taking_of
from milo.store.sql.caches import AgendaCache

from ..conftest import Given

CLIENTS = ("c1", "c2")
LOOKS = [(0, 60), (-90, 30), (0, 7 * 24 * 60), (600, 660), (-5000, 5000)]


class BoomError(Exception):
    pass


@pytest.fixture
def shop(sqlite_store, given):
    sqlite_store.transact(given.people("p1", "p2"))
    sqlite_store.transact(lambda tx: tx.clients.add(given.client("c2")))
    return sqlite_store


def agenda(tx, given, client="c1", look=(-5000, 5000)):
    """Return what is taken, by id; each place is named once."""
    found = tx.bookings.between(client, *map(given.at, look))
    assert len(found) == len({place.id for place in found})
    return {place.id: place for place in found}


def asked(store):
    """Count how often places are read from now on."""
    seen = []

    def note(sql):
        if 'FROM "bookings"' in sql and "ends_at" in sql:
            seen.append(sql)

    store._writer.connection().set_trace_callback(note)
    return seen


def test_an_agenda_is_read_once_whatever_we_write(shop, given):
    shop.transact(lambda tx: agenda(tx, given))
    seen = asked(shop)
    for n in range(5):
        shop.transact(lambda tx, n=n: tx.bookings.add(given.booking(f"k{n}", n * 60)))
        assert len(shop.transact(lambda tx: agenda(tx, given))) == n + 1
    assert seen == []


def test_what_another_program_writes_is_seen(shop, sqlite_url, given):
    assert shop.transact(lambda tx: agenda(tx, given)) == {}
    row = "'x', 'c1', 'corte', '2026-11-23T10:00:00-03:00', '2026-11-23T13:30:00Z'"
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute(
            f"INSERT INTO bookings (id, client_id, service, datetime, ends_at) VALUES ({row})"
        )
        other.commit()
    assert list(shop.transact(lambda tx: agenda(tx, given))) == ["x"]


@pytest.mark.parametrize(
    ("begins", "ends", "seen"),
    [("2026-11-23 13:00:00", "9999-12-31 23:59:59", ["x"]), ("mañana", "pasado", [])],
)
def test_odd_places_of_another_program_hold_up_nobody(shop, sqlite_url, given, begins, ends, seen):
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute(
            "INSERT INTO bookings (id, client_id, service, datetime, ends_at) "
            "VALUES ('x', 'c1', 'corte', ?, ?)",
            (begins, ends),
        )
        other.commit()
    assert list(shop.transact(lambda tx: agenda(tx, given))) == seen
    assert list(shop.read(lambda tx: agenda(tx, given))) == seen


def test_what_was_undone_is_not_there(shop, given):
    def fails(tx):
        tx.bookings.add(given.booking("k1"))
        assert list(agenda(tx, given)) == ["k1"]
        raise BoomError

    for _ in range(2):  # known before, and not
        with pytest.raises(BoomError):
            shop.transact(fails)
        assert shop.transact(lambda tx: agenda(tx, given)) == {}


def test_what_was_never_committed_is_not_there(shop, monkeypatch, given):
    assert shop.transact(lambda tx: agenda(tx, given)) == {}
    execute = shop._execute

    def refuse(sql):
        if sql == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        execute(sql)

    monkeypatch.setattr(shop, "_execute", refuse)
    with pytest.raises(UnavailableError):
        shop.transact(lambda tx: tx.bookings.add(given.booking("k1")))
    monkeypatch.undo()
    assert shop.transact(lambda tx: agenda(tx, given)) == {}


def test_what_ran_out_is_gone(shop, given):
    held = given.booking("k1", status=BookingStatus.HELD, expires_at=given.at(15))
    shop.transact(lambda tx: tx.bookings.add(held))
    assert list(shop.transact(lambda tx: agenda(tx, given))) == ["k1"]
    shop.transact(lambda tx: tx.bookings.expire("c1", given.at(15)))
    assert shop.transact(lambda tx: agenda(tx, given)) == {}


def test_an_earlier_day_is_looked_up(shop, given):
    shop.transact(lambda tx: tx.bookings.add(given.booking("k1", -300)))
    assert shop.transact(lambda tx: agenda(tx, given, look=(0, 60))) == {}
    assert list(shop.transact(lambda tx: agenda(tx, given, look=(-600, 60)))) == ["k1"]


def test_two_who_become_one_are_one_in_the_agenda(shop, given):
    by_phone = given.contact("p3", user_id=None, user_phone="549")
    shop.transact(lambda tx: tx.contacts.upsert(by_phone, given.at(1)))
    shop.transact(lambda tx: tx.bookings.add(given.booking("k1", contact_id="p3")))
    before = shop.transact(lambda tx: agenda(tx, given))["k1"].contact_id
    both = given.contact("p1", user_phone="549")
    shop.transact(lambda tx: tx.contacts.upsert(both, given.at(2)))
    assert (before, shop.transact(lambda tx: agenda(tx, given))["k1"].contact_id) == ("p3", "p1")


def test_the_agendas_used_last_are_kept():
    made, read = Given(), []

    def look(agendas, client):
        rows = [taking_of(made.booking(f"{client}{n}", n * 60)) for n in range(4)]
        return agendas.between(
            client, made.at(0), made.at(60), lambda since: read.append(client) or rows
        )

    agendas = AgendaCache(limit=9)
    for client in ("a", "b", "a", "c", "a", "b"):
        assert [place.id for place in look(agendas, client)] == [f"{client}0"]
    assert read == ["a", "b", "c", "b"]


def test_an_agenda_that_is_read_anew_is_the_one_used_last():
    made, agendas, read = Given(), AgendaCache(limit=5), []

    def rows(since):
        read.append(since)
        return [taking_of(made.booking(f"k{n}", n * 60)) for n in range(len(read) + 1)]

    for client, since in (("a", 0), ("b", 0), ("a", -60), ("a", -60), ("b", 0)):
        found = agendas.between(client, made.at(since), made.at(60), rows)
        assert [place.id for place in found] == ["k0"]
    assert read == [made.at(0), made.at(0), made.at(-60), made.at(0)]


def test_who_starts_over_sees_what_another_wrote_in_between(shop, sqlite_url, monkeypatch, given):
    """The first work of a group is undone by a ROLLBACK, which lets others write."""
    assert shop.transact(lambda tx: agenda(tx, given)) == {}
    execute, seen = shop._execute, []

    def let_others_write(sql):
        execute(sql)
        if sql == "ROLLBACK":
            with closing(open_store(sqlite_url)) as other:
                other.transact(lambda tx: tx.bookings.add(given.booking("k1")))

    def fails(_):
        raise BoomError

    monkeypatch.setattr(shop, "_execute", let_others_write)
    group = [Ticket(fails), Ticket(lambda tx: seen.append(list(agenda(tx, given))))]
    shop._run(iter(group))
    assert isinstance(group[0].error, BoomError)
    assert seen == [["k1"]]


places = st.tuples(st.sampled_from(CLIENTS), st.integers(-20, 20), st.integers(1, 40))
works = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "move", "end", "expire", "merge"]),
        st.integers(0, 9),
        places,
        st.booleans(),
        st.booleans(),
    ),
    max_size=25,
)


def do(tx, given, what, key, place):
    client, at, length = place
    row = tx.bookings.by_id(f"k{key}")
    start, end = given.at(at * 60), given.at(at * 60) + timedelta(minutes=length * 15)
    if what == "add" and row is None:
        held = {"status": BookingStatus.HELD, "expires_at": end, "contact_id": f"p{1 + key % 2}"}
        tx.bookings.add(
            replace(given.booking(f"k{key}", client_id=client), datetime=start, ends_at=end, **held)
        )
    elif what == "move" and row:
        tx.bookings.save(replace(row, datetime=start, ends_at=end), "datetime", "ends_at")
    elif what == "end" and row:
        ended = (BookingStatus.CONFIRMED, BookingStatus.CANCELLED)[key % 2]
        tx.bookings.save(replace(row, status=ended), "status")
    elif what == "expire":
        tx.bookings.expire(client, start)
    elif what == "merge":
        for who in ("p1", "p2"):
            heard = replace(given.contact(who), user_phone=f"549{key}")
            tx.contacts.upsert(heard, given.at(0))


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doings=works)
def test_the_kept_agenda_is_the_stored_one(tmp_path_factory, doings):
    """Whatever is written, undone, or written by others, in whatever order."""
    url = f"sqlite:///{tmp_path_factory.mktemp('agendas')}/milo.db"
    with closing(open_store(url)) as ours, closing(open_store(url)) as other:
        play(ours, other, Given(), doings)


def play(ours, other, given, doings):
    ours.transact(given.people("p1", "p2"))
    ours.transact(lambda tx: tx.clients.add(given.client("c2")))

    def seen(tx):
        return [agenda(tx, given, client, look) for client in CLIENTS for look in LOOKS]

    for what, key, place, by_other, undone in doings:

        def work(tx, what=what, key=key, place=place, undone=undone):
            do(tx, given, what, key, place)
            seen(tx)
            if undone:
                raise BoomError

        with suppress(BoomError, MiloError):  # a contact may be gone, a number another's
            (other if by_other else ours).transact(work)
        assert ours.transact(seen) == ours.read(seen)
