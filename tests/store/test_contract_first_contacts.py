"""Whom clients wrote to outside Meta's 24 hours, of the last day."""

from __future__ import annotations

import pytest

from milo.engine.errors import NotFoundError
from milo.engine.model import FirstContact

NUMBER = "n1"


def first(given, contact="p1", client="c1", minutes=0, number=NUMBER):
    return FirstContact(contact, number, client, given.at(minutes))


def note(store, row, since):
    store.transact(lambda tx: tx.first_contacts.note(row, since))


def test_each_is_counted_once_for_whoever_was_first_of_its_number(store, given):
    store.transact(given.people("p1", "p2", "p3"))
    day = given.at(-60)
    for row in (
        first(given),
        first(given, "p2", "c2", 1),
        first(given, "p3", "c2", 2, "n2"),
    ):
        note(store, row, day)
    counted = store.read(lambda tx: tx.first_contacts.counted(NUMBER, day))
    assert dict(counted) == {"c1": 1, "c2": 1}
    assert store.read(lambda tx: tx.first_contacts.of("p1", day)) == first(given)
    note(store, first(given, "p1", "c2", 3), day)
    counted = store.read(lambda tx: tx.first_contacts.counted(NUMBER, day))
    assert dict(counted) == {"c2": 2}


def test_what_is_a_day_old_counts_no_more_and_goes(store, given):
    store.transact(given.people("p1", "p2"))
    note(store, first(given), given.at(-60))
    later = given.at(1)
    assert store.read(lambda tx: tx.first_contacts.of("p1", later)) is None
    assert dict(store.read(lambda tx: tx.first_contacts.counted(NUMBER, later))) == {}
    note(store, first(given, "p2", minutes=2), later)
    assert store.read(lambda tx: tx.first_contacts.of("p1", given.at(-60))) is None


def test_it_is_of_a_contact_that_there_is_and_goes_with_them(store, given):
    store.transact(given.people("p1"))
    with pytest.raises(NotFoundError):
        note(store, first(given, "nobody"), given.now)
    note(store, first(given), given.now)
    store.transact(lambda tx: tx.personal.erase("p1", None, given.now))
    assert store.read(lambda tx: tx.first_contacts.of("p1", given.now)) is None
