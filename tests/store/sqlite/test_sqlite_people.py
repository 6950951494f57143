"""Contacts and sessions are kept between transactions, and say what the rows say."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milo.engine.errors import MiloError
from milo.engine.model import Contact
from milo.store import open_store
from milo.store.memory import MemoryStore

from ..conftest import NOW, Given

NUMBER = "100000000000001"
PHONES = ("5492614000001", "542614000001", "5492614000002")
"""The first two are one phone in two spellings."""
USERS = ("AR.1", "AR.2")
CLIENTS = ("c1", "c2")


class BoomError(Exception):
    pass


@pytest.fixture
def shop(sqlite_store, given):
    sqlite_store.transact(lambda tx: [tx.clients.add(given.client(one)) for one in CLIENTS])
    return sqlite_store


def asked(store):
    """Note how people are read from now on."""
    seen = []

    def note(sql):
        tables = ("contacts", "sessions", "inbox")
        if sql.startswith("SELECT") and any(f'FROM "{table}"' in sql for table in tables):
            seen.append(sql)

    store._writer.connection().set_trace_callback(note)
    return seen


def person(number, user_id, phone, name="Ana"):
    return Contact(f"p{number}", NUMBER, user_id, phone, name)


def everybody(tx):
    """Return all that is said of people, by whatever they may be asked for."""
    ids = [f"p{number}" for number in range(12)]
    contacts = {one: tx.contacts.by_id(one) for one in ids}
    sessions = {one: tx.sessions.of_contact(one) for one in ids if contacts[one]}
    return contacts, sessions


def waiting(tx):
    return [tx.inbox.heads(f"p{number}", limit) for number in range(12) for limit in (2, 5)]


def agree(store):
    """Check that who writes says what a reader finds in the file, twice: read, and kept."""
    for look in (everybody, waiting):
        on_disk = store.read(look)
        assert store.transact(look) == on_disk
        assert store.transact(look) == on_disk


def test_a_person_is_read_once_however_often_they_write(shop, given):
    ana = person(1, USERS[0], PHONES[0])
    shop.transact(lambda tx: tx.contacts.upsert(ana, NOW))
    shop.transact(lambda tx: tx.sessions.add(given.session()))
    shop.transact(lambda tx: (tx.contacts.upsert(ana, NOW), everybody(tx), waiting(tx)))
    seen = asked(shop)
    for count in range(3):
        said = given.inbox(f"m{count}")
        assert shop.transact(lambda tx, said=said: tx.inbox.add(said))
        (row,) = shop.transact(lambda tx: tx.inbox.heads("p1", 2))
        assert row == replace(said, id=row.id)
        shop.transact(lambda tx, row=row: tx.inbox.done(row.id, None, NOW))
        again = replace(ana, id=f"x{count}")
        assert shop.transact(lambda tx, again=again: tx.contacts.upsert(again, NOW)).id == "p1"
        assert shop.transact(lambda tx: tx.contacts.by_id("p1")) == ana
        (session,) = shop.transact(lambda tx: tx.sessions.of_contact("p1"))
        later = replace(session, version=session.version + 1, data={"turn": count, "pair": (1, 2)})
        shop.transact(lambda tx, later=later: tx.sessions.save(later))
    assert seen == []
    (session,) = shop.transact(lambda tx: tx.sessions.of_contact("p1"))
    assert session.data == {"turn": 2, "pair": [1, 2]}
    agree(shop)


def test_what_was_undone_was_never_kept(shop, given):
    ana = person(1, USERS[0], PHONES[0])
    shop.transact(lambda tx: tx.contacts.upsert(ana, NOW))
    shop.transact(lambda tx: tx.sessions.add(given.session()))
    shop.transact(everybody)

    def change(tx):
        (session,) = tx.sessions.of_contact("p1")
        tx.sessions.save(replace(session, version=session.version + 1, state="otro"))
        tx.contacts.upsert(replace(ana, name="Eva"), NOW)
        tx.contacts.remember("p1", {"seen": True})
        assert everybody(tx)[0]["p1"].name == "Eva"
        raise BoomError

    with pytest.raises(BoomError):
        shop.transact(change)
    agree(shop)
    assert shop.transact(lambda tx: tx.contacts.by_id("p1")).name == "Ana"


def test_what_another_program_writes_is_seen(shop, sqlite_url):
    ana = person(1, USERS[0], PHONES[0])
    shop.transact(lambda tx: tx.contacts.upsert(ana, NOW))
    shop.transact(everybody)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("UPDATE contacts SET name = 'Otra'")
        other.commit()
    assert shop.transact(lambda tx: tx.contacts.by_id("p1")).name == "Otra"
    agree(shop)


numbers = st.integers(0, 11)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("upsert"),
            numbers,
            st.sampled_from([None, *USERS]),
            st.sampled_from([None, *PHONES]),
            st.booleans(),
        ),
        st.tuples(st.just("change"), st.sampled_from(USERS), st.sampled_from(PHONES)),
        st.tuples(st.just("remember"), numbers),
        st.tuples(st.just("dialled"), numbers, st.sampled_from(PHONES)),
        st.tuples(st.just("session"), numbers, st.sampled_from(CLIENTS)),
        st.tuples(st.just("save"), numbers),
        st.tuples(st.just("wrote"), numbers, st.integers(0, 9)),
        st.tuples(st.just("wrote"), numbers, st.integers(0, 9)),
        st.tuples(st.just("done"), numbers, st.sampled_from(["done", "park", "retry"])),
        st.tuples(st.just("erase"), numbers, st.booleans()),
        st.tuples(st.just("look"), st.just(0)),
    ),
    max_size=25,
)


def work(tx, given, step, count):
    match step:
        case ("upsert", number, user_id, phone, trust) if user_id or phone:
            one = person(number, user_id, phone, f"n{count % 3}")
            tx.contacts.upsert(one, NOW + timedelta(seconds=count), trust_phone=trust)
        case ("change", user_id, phone):
            old, new = person(11, user_id, None), person(11, None, phone)
            tx.contacts.change(old, new, NOW + timedelta(seconds=count))
        case ("remember", number) if tx.contacts.by_id(f"p{number}"):
            tx.contacts.remember(f"p{number}", {"count": count})
        case ("dialled", number, phone):
            tx.contacts.dialled(f"p{number}", phone)
        case ("session", number, client) if tx.contacts.by_id(f"p{number}"):
            if tx.sessions.find(f"p{number}", f"{client}-slug") is None:
                made = given.session(f"s{count}", f"p{number}", client_slug=f"{client}-slug")
                tx.sessions.add(made)
        case ("save", number):
            for session in tx.sessions.of_contact(f"p{number}")[-1:]:
                at = NOW + timedelta(seconds=count)
                fresh = replace(session, version=session.version + 1, last_message_at=at)
                tx.sessions.save(replace(fresh, data={"said": ("a", count)}))
        case ("wrote", number, which) if tx.contacts.by_id(f"p{number}"):
            tx.inbox.add(given.inbox(f"m{number}-{which}", f"p{number}"))
        case ("done", number, how):
            for row in tx.inbox.heads(f"p{number}", 1):
                match how:
                    case "done":
                        tx.inbox.done(row.id, None, NOW)
                    case "park":
                        tx.inbox.park(row.id, "no", NOW)
                    case "retry":
                        tx.inbox.retry(row.id, row.attempts + 1, NOW)
        case ("erase", number, whole) if tx.contacts.by_id(f"p{number}"):
            client = None if whole else tx.clients.by_id("c1")
            tx.personal.erase(f"p{number}", client, NOW)
            if whole:
                tx.personal.drop(f"p{number}")
        case ("look", _):
            everybody(tx)


@pytest.mark.slow
@given(steps=steps, fails=st.sets(st.integers(0, 24), max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_who_writes_says_what_the_file_says(tmp_path_factory, steps, fails):
    made = Given()
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('people')}/milo.db")
    twin = MemoryStore()  # keeps nothing apart from its rows
    try:
        for each in (store, twin):
            each.transact(lambda tx: [tx.clients.add(made.client(one)) for one in CLIENTS])
        for count, step in enumerate(steps):

            def run(tx, step=step, count=count):
                work(tx, made, step, count)
                if count in fails:
                    raise BoomError

            for each in (store, twin):
                with suppress(BoomError, MiloError):
                    each.transact(run)
            agree(store)
            assert store.transact(everybody) == twin.transact(everybody)
    finally:
        store.close()
