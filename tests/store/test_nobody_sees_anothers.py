"""No contact ever has the messages of two people, from whatever phone they write."""

from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from milo.engine.model import Contact
from milo.store.memory import MemoryStore

ids = st.sampled_from(["U1", "U2", "U3"])
phones = st.sampled_from(["542611111111", "5492611111111", "5492622222222", "553187654321"])
maybe = phones | st.none()
writes = st.tuples(ids, maybe) | st.tuples(st.none(), phones)
changes = st.tuples(st.tuples(ids, maybe), st.tuples(ids, maybe))
steps = st.lists(writes | changes, min_size=2, max_size=14)
lives = count()


class People:
    """Who is whom: each user_id with those that Meta said it followed."""

    def __init__(self):
        self.first = {}

    def of(self, user_id):
        while user_id in self.first:
            user_id = self.first[user_id]
        return user_id

    def join(self, old, new):
        if self.of(old) != self.of(new):
            self.first[self.of(new)] = self.of(old)


def lived(store, given, steps):
    """Play steps; return, of each contact, its keys and the messages that it has."""
    number, people, wrote = f"n{next(lives)}", People(), {}

    def contact(keys, name=""):
        return Contact(name, number, *keys, "")

    def work(tx):
        for at, step in enumerate(steps):
            if isinstance(step[0], tuple):
                old, new = step
                if tx.contacts.change(contact(old), contact(new), given.at(at)):
                    people.join(old[0], new[0])
            else:
                name = f"{number}-{at:02}"
                known = tx.contacts.upsert(contact(step, name), given.at(at))
                tx.inbox.add(given.inbox(name, known.id))
                wrote[name] = step[0]
            check(tx, at)
        return seen(tx)

    def check(tx, at):
        owners = {}
        for name, user_id in wrote.items():
            if user_id:
                owner = tx.inbox.by_message_id(name).contact_id
                owners.setdefault(owner, set()).add(people.of(user_id))
        assert all(len(found) == 1 for found in owners.values()), (at, owners)

    def seen(tx):
        rows = {name: tx.inbox.by_message_id(name).contact_id for name in wrote}
        found = {key: tx.contacts.by_id(key) for key in rows.values()}
        return [
            (
                name.rpartition("-")[2],
                key.rpartition("-")[2],
                found[key].user_id,
                found[key].user_phone,
            )
            for name, key in rows.items()
        ]

    return store.transact(work)


@pytest.fixture
def both(sqlite_store):
    return MemoryStore(), sqlite_store


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@each(steps=steps)
def test_no_contact_has_the_messages_of_two_people_and_the_stores_agree(both, given, steps):
    memory, sqlite = (lived(store, given, steps) for store in both)
    assert memory == sqlite
