"""In whatever order people arrive, each row belongs to one contact that there is, and its own."""

from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from milo.engine.model import BookingStatus, Contact
from milo.store.memory import MemoryStore

ids, phones = st.sampled_from(["U1", "U2", "U3"]), st.sampled_from(["1", "2", "3"])
people = st.one_of(st.tuples(ids, st.none()), st.tuples(st.none(), phones), st.tuples(ids, phones))
steps = st.lists(
    st.tuples(people, st.sampled_from(["c1", "c2"]), st.integers(0, 3)), min_size=2, max_size=12
)
lives = count()


@dataclass
class Life:
    """Steps of people on a number of their own, and what each left behind.

    Attributes:
        left: contact, session and name of each step: there is a row of that name in each room.
        heirs: for each contact and session that is gone, the one that follows it, as audited.
    """

    tx: object
    given: object
    key: str
    left: list = field(default_factory=list)
    heirs: dict = field(default_factory=dict)

    def step(self, number, person, client, minute):
        tx, at, name = self.tx, self.given.at(minute), f"{self.key}-{number:02}"
        heard = Contact(name, "n" + self.key, *person, f"Ana {number}")
        contact = tx.contacts.upsert(heard, at)
        for entry in tx.audit.of(f"contact:{contact.id}"):
            gone, stays = entry.changes["contact"]
            self.heirs.update({gone: stays, **dict(entry.changes["sessions"])})
        session = self.session(contact, client, name, at)
        self.leave(contact.id, session, name, client)
        self.left.append((contact.id, session, name))

    def session(self, contact, client, name, at):
        found = self.tx.sessions.find(contact.id, f"{client}-slug")
        if found is None:
            slug = {"client_slug": f"{client}-slug", "last_message_at": at}
            self.tx.sessions.add(self.given.session(name + "-s", contact.id, **slug))
            return name + "-s"
        fresh = replace(found, version=found.version + 1, last_message_at=at)
        self.tx.sessions.save(fresh)
        return found.id

    def leave(self, contact, session, name, client):
        tx, given, of = self.tx, self.given, {"contact_id": contact, "session_id": session}
        if tx.bookings.hold_of(session) is None:
            held = {"status": BookingStatus.HELD, "client_id": client, **of}
            tx.bookings.add(given.booking(name + "-held", **held))
        tx.inbox.add(given.inbox(name + "-done", contact, done_at=given.now, session_id=session))
        tx.inbox.add(given.inbox(name, contact))
        tx.outbox.add(given.outbox(name, contact, session_id=session, about=session))
        tx.bookings.add(given.booking(name, client_id=client, **of))
        tx.turns.add(given.turn(outbox_id=name, session_id=session))
        tx.timers.replace(contact, session, [given.timer(name, **of)])

    def heir(self, key):
        while key in self.heirs:
            key = self.heirs[key]
        return key

    def check(self):
        tx = self.tx
        for contact, session, name in self.left:
            owner, heir = self.heir(contact), self.heir(session)
            assert tx.contacts.by_id(owner) and tx.sessions.by_id(heir).contact_id == owner
            done, undone = (tx.inbox.by_message_id(key) for key in (name + "-done", name))
            sent, booked = tx.outbox.by_id(name), tx.bookings.by_id(name)
            assert {row.contact_id for row in (done, undone, sent, booked)} == {owner}
            assert {done.session_id, sent.session_id, sent.about, booked.session_id} == {heir}
            assert name in [turn.outbox_id for turn in tx.turns.of_session(heir)]
        for contact in {self.heir(contact) for contact, _, _ in self.left}:
            self.check_sessions(contact)

    def check_sessions(self, contact):
        rows = self.tx.sessions.of_contact(contact)
        assert len({row.client_slug for row in rows}) == len(rows)
        assert {self.heir(session) for of, session, _ in self.left if self.heir(of) == contact} == {
            row.id for row in rows
        }
        timer = self.tx.timers.head(contact, self.given.at(99))
        assert timer and timer.session_id in {row.id for row in rows}

    def seen(self):
        """Return all that this life left, to be compared with the same life elsewhere."""
        tx, owners = self.tx, sorted({self.heir(contact) for contact, _, _ in self.left})
        names = [name for _, _, name in self.left]
        return [
            [tx.contacts.by_id(owner) for owner in owners],
            [tx.sessions.of_contact(owner) for owner in owners],
            [tx.timers.head(owner, self.given.at(99)) for owner in owners],
            [tx.audit.of(f"contact:{owner}") for owner in owners],
            [tx.bookings.by_id(name + end) for name in names for end in ("", "-held")],
            [replace(tx.inbox.by_message_id(name), id=0) for name in names],
        ]


def lived(store, given, key, steps):
    def work(tx):
        life = Life(tx, given, key)
        for number, step in enumerate(steps):
            life.step(number, *step)
            life.check()
        return life.seen()

    return store.transact(work)


@pytest.fixture
def both(given, sqlite_store):
    stores = (MemoryStore(), sqlite_store)
    for store in stores:
        for client in ("c1", "c2"):
            store.transact(lambda tx, c=client: tx.clients.add(given.client(c)))
    return stores


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@each(steps=steps)
def test_nothing_is_lost_and_the_stores_agree(both, given, steps):
    key = f"l{next(lives)}"
    memory, sqlite = (lived(store, given, key, steps) for store in both)
    assert memory == sqlite
