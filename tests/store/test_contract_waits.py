"""People in line for places, on all three stores."""

from __future__ import annotations

from datetime import date

import pytest

from milo.engine.errors import NotFoundError
from milo.engine.model import BookingStatus, Contact, Wait


@pytest.fixture
def town(store, given):
    store.transact(given.people("p1", "p2"))
    store.transact(lambda tx: tx.clients.add(given.client("c2")))
    return store


def wait(given, key, contact="p1", client="c1", minutes=0, **more):
    place = (client, contact, "corte", date(2026, 11, 27), given.at(minutes))
    return Wait(key, *place, **more)


def test_whoever_came_first_stands_first(town, given):
    rows = [
        wait(given, "w9", minutes=1, hour="01:30-03:00", staff="carla", party=4),
        wait(given, "w1", "p2", minutes=2),
    ]
    other = wait(given, "w2", client="c2")
    for row in (*reversed(rows), other):
        town.transact(lambda tx, row=row: tx.waits.add(row))
    assert town.read(lambda tx: tx.waits.of_client("c1")) == rows
    assert town.read(lambda tx: tx.waits.of_contact("p1")) == [other, rows[0]]
    assert town.read(lambda tx: tx.waits.by_id("w9")) == rows[0]
    assert town.read(lambda tx: tx.waits.by_id("w0")) is None


def test_an_offer_is_noted_and_taken_back_and_who_leaves_is_gone(town, given):
    town.transact(lambda tx: tx.waits.add(wait(given, "w1")))
    for offered in (("b1",), ("b1", "o1"), (None,)):
        town.transact(lambda tx, offered=offered: tx.waits.offer("w1", *offered))
        row = town.read(lambda tx: tx.waits.by_id("w1"))
        assert (row.booking_id, row.message_id) == (*offered, None)[:2]
    for _ in range(2):
        town.transact(lambda tx: tx.waits.remove("w1"))
    town.transact(lambda tx: tx.waits.offer("w1", "b2"))
    assert town.read(lambda tx: tx.waits.of_client("c1")) == []


@pytest.mark.parametrize("unknown", [{"contact": "nobody"}, {"client": "none"}])
def test_it_names_people_and_merchants_that_there_are(town, given, unknown):
    with pytest.raises(NotFoundError):
        town.transact(lambda tx: tx.waits.add(wait(given, "w1", **unknown)))


def test_it_follows_when_two_people_become_one(store, given):
    def work(tx):
        tx.clients.add(given.client("c1"))
        tx.contacts.upsert(Contact("p1", "n1", None, "549", "Ana"), given.at(-9))
        tx.contacts.upsert(Contact("p2", "n1", "U1", None, "Ana"), given.now)
        tx.waits.add(wait(given, "w1", "p2"))
        tx.contacts.upsert(Contact("p3", "n1", "U1", "549", ""), given.at(1))

    store.transact(work)
    assert [row.id for row in store.read(lambda tx: tx.waits.of_contact("p1"))] == ["w1"]


@pytest.mark.parametrize(("whole", "left"), [(True, []), (False, ["w2"])])
def test_it_is_erased_with_its_person(town, given, whole, left):
    for key, client in (("w1", "c1"), ("w2", "c2")):
        row = wait(given, key, client=client)
        town.transact(lambda tx, row=row: tx.waits.add(row))
    client = None if whole else town.read(lambda tx: tx.clients.by_id("c1"))
    town.transact(lambda tx: tx.personal.erase("p1", client, given.now))
    assert [row.id for row in town.read(lambda tx: tx.waits.of_contact("p1"))] == left


def test_a_persons_bookings_at_one_hour_are_found_with_whomever_they_are(town, given):
    rows = [
        given.booking("b1", 0, contact_id="p1"),
        given.booking("b2", 10, contact_id="p1", client_id="c2"),
        given.booking("b3", 600, contact_id="p1"),
        given.booking("b4", 0, contact_id="p2"),
        given.booking("b5", 0, contact_id="p1", status=BookingStatus.CANCELLED),
    ]
    for row in rows:
        town.transact(lambda tx, row=row: tx.bookings.add(row))
    span = (rows[0].datetime, rows[0].ends_at)
    found = town.read(lambda tx: tx.bookings.of_person("p1", *span))
    assert [row.id for row in found] == ["b1", "b2"]


def test_the_last_booking_that_came_about_is_the_latest(town, given):
    stood = {"contact_id": "p1", "client_id": "c1"}
    rows = [
        given.booking("b1", 0, **stood, status=BookingStatus.COMPLETED),
        given.booking("b2", 60, **stood, status=BookingStatus.CONFIRMED),
        given.booking("b3", 120, **stood, status=BookingStatus.NO_SHOW),
        given.booking("b4", 180, contact_id="p1", client_id="c2"),
    ]
    for row in rows:
        town.transact(lambda tx, row=row: tx.bookings.add(row))
    assert town.read(lambda tx: tx.bookings.latest("c1", "p1")).id == "b2"
    assert town.read(lambda tx: tx.bookings.latest("c1", "p2")) is None
