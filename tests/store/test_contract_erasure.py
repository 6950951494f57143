"""A person is erased: nothing of theirs is left, and nothing of anybody else's is gone."""

from dataclasses import replace

import pytest

from milo.engine.messages import Incoming, Kind, Outgoing
from milo.engine.model import (
    Answers,
    AuditEntry,
    Blocked,
    BookingStatus,
    Contact,
    OptOut,
    OutsideCall,
    Traces,
)

PHONE, USER_ID, NAME, WORDS = "5492615550000", "AR.900", "Zulma Quispe Ñandú", "me duele la muela"
KEYS = (PHONE, "542615550000", USER_ID)


def said(text, quoted=None):
    return Incoming(Kind.TEXT, text=text, quoted=quoted)


def live(tx, given, contact, session, words, name, client="c1"):
    """Leave a row of somebody's in each table; they have that session with a client."""
    key = f"{contact}-{client}"
    row = tx.contacts.by_id(contact)
    who = {"user_id": row.user_id, "user_phone": row.user_phone}
    slug = {"client_slug": f"{client}-slug", "data": {"slots": {"nombre": name}}}
    tx.sessions.add(given.session(session, contact, **who, **slug))
    heard = given.inbox(f"m-{key}", contact, message=said(words), payload=words.encode())
    tx.inbox.add(replace(heard, session_id=session, done_at=given.now))
    tx.inbox.add(given.inbox(f"undone-{key}", contact, message=said(words)))
    mine = {"contact_id": contact, "session_id": session, "client_id": client}
    tx.outbox.add(given.outbox(f"o-{key}", contact, session_id=session, body=Outgoing(name), **who))
    tx.outbox.add(given.outbox(f"told-{key}", "desk", about=session, body=Outgoing(words + name)))
    tx.outbox.sent({f"told-{key}": f"w-{key}"})
    answer = said(f"Hola {name}", quoted=f"w-{key}")
    tx.inbox.add(given.inbox(f"answer-{key}", "desk", message=answer, payload=name.encode()))
    tx.bookings.add(given.booking(f"k-{key}", name=name, notes=words, **mine, **who))
    held = {"status": BookingStatus.HELD, "name": name}
    tx.bookings.add(given.booking(f"held-{key}", 600, **held, **mine, **who))
    tx.turns.add(given.turn(f"r-{key}", session_id=session, input={"text": words}))
    timer = given.timer(f"t-{key}", contact_id=contact, session_id=session)
    tx.timers.replace(contact, session, [timer])
    slots = {"nombre": name}
    tx.answers.add(Answers(f"a-{key}", client, contact, session, "encuesta", 1, slots, given.now))
    tx.outside_calls.ask(OutsideCall(f"m-{key}", 0, "cobrar", slots, (), given.now))
    tx.opt_outs.add(OptOut(contact, client, given.now))
    changes = {"name": [None, name], "user_phone": [None, row.user_phone]}
    tx.audit.add(AuditEntry(f"u-{key}", given.now, "admin", "x", f"booking:k-{key}", changes))


@pytest.fixture
def town(store, given):
    def work(tx):
        for client in ("c1", "c2"):
            tx.clients.add(given.client(client))
        tx.contacts.upsert(Contact("desk", "n1", None, "5490001", ""), given.now)
        tx.contacts.upsert(Contact("p1", "n1", USER_ID, PHONE, NAME), given.now)
        tx.contacts.upsert(Contact("p2", "n1", "AR.1", "5492610000001", "Beto"), given.now)
        live(tx, given, "p1", "s1", WORDS, NAME)
        live(tx, given, "p1", "s2", WORDS, NAME, "c2")
        live(tx, given, "p2", "s3", "quiero un turno para dos", "Beto Funes")
        tx.events.add("e1", "account", f'{{"wa_id": "{PHONE}"}}'.encode(), given.now)
        tx.events.add("e2", "account", b"{}", given.now)

    store.transact(work)
    return store


def everything(store):
    """Return all that is kept, in words, however it is kept."""

    def work(tx):
        rows = [
            *(tx.contacts.by_id(one) for one in ("desk", "p1", "p2")),
            *(tx.sessions.by_id(one) for one in ("s1", "s2", "s3")),
            *(tx.opt_outs.of(one) for one in ("p1", "p2")),
        ]
        for key in ("p1-c1", "p1-c2", "p2-c1"):
            rows += [
                *(tx.inbox.by_message_id(f"{one}-{key}") for one in ("m", "undone", "answer")),
                *(tx.outbox.by_id(f"{one}-{key}") for one in ("o", "told")),
                *(tx.bookings.by_id(f"{one}-{key}") for one in ("k", "held")),
                tx.outside_calls.of(f"m-{key}"),
                tx.audit.of(f"booking:k-{key}"),
            ]
        rows += [tx.turns.of_session(one) for one in ("s1", "s2", "s3")]
        rows += [tx.personal.answers(one) for one in ("p1", "p2")]
        return repr(rows)

    return store.read(work)


def erase(store, given, client=None):
    def work(tx):
        chosen = tx.clients.by_id(client) if client else None
        return tx.personal.erase("p1", chosen, given.at(1))

    return store.transact(work)


def scrub(store, traces):
    store.transact(lambda tx: tx.personal.scrub(replace(traces, keys=KEYS), whole=True))


def test_nothing_of_a_person_is_left(town, given):
    traces = erase(town, given)
    assert town.transact(lambda tx: tx.personal.drop("p1"))
    scrub(town, traces)
    left = everything(town)
    for trace in (*KEYS, NAME, WORDS, ascii(NAME)[1:-1]):
        assert trace not in left, (trace, left)
    assert town.read(lambda tx: tx.personal.contacts(KEYS)) == []


def test_nobody_else_loses_anything(town, given):
    def of_beto(tx):
        return (
            tx.contacts.by_id("p2"),
            tx.sessions.by_id("s3"),
            tx.inbox.by_message_id("answer-p2-c1"),
            tx.outbox.by_id("told-p2-c1"),
            tx.outbox.by_id("o-p2-c1"),
            tx.bookings.by_id("k-p2-c1"),
            tx.turns.of_session("s3"),
            tx.personal.answers("p2"),
            tx.audit.of("booking:k-p2-c1"),
            tx.timers.head("p2", given.at(99)),
            tx.opt_outs.of("p2"),
        )

    before = town.read(of_beto)
    traces = erase(town, given)
    town.transact(lambda tx: tx.personal.drop("p1"))
    scrub(town, traces)
    assert town.read(of_beto) == before


def test_ids_of_messages_and_times_of_bookings_stay(town, given):
    before = town.read(lambda tx: tx.bookings.by_id("k-p1-c1"))
    erase(town, given)
    message = town.read(lambda tx: tx.inbox.by_message_id("undone-p1-c1"))
    assert (message.message, message.payload, message.contact_id) == (None, b"", None)
    assert message.done_at == given.at(1)
    nobody = {"contact_id": None, "session_id": None, "user_id": None, "user_phone": None}
    assert town.read(lambda tx: tx.bookings.by_id("k-p1-c1")) == replace(
        before, **nobody, name="", notes=""
    )
    held = town.read(lambda tx: tx.bookings.by_id("held-p1-c1"))
    assert held.status is BookingStatus.CANCELLED


def test_with_one_client_the_rest_stays(town, given):
    erase(town, given, "c1")

    def work(tx):
        assert tx.sessions.by_id("s1") is None
        assert tx.turns.of_session("s1") == []
        assert tx.outbox.by_id("told-p1-c1") is None
        assert tx.inbox.by_message_id("m-p1-c1").message is None
        assert tx.bookings.by_id("k-p1-c1").name == ""
        assert tx.sessions.by_id("s2").data == {"slots": {"nombre": NAME}}
        assert tx.inbox.by_message_id("m-p1-c2").message.text == WORDS
        assert tx.outbox.by_id("told-p1-c2") and tx.outbox.by_id("o-p1-c2")
        assert tx.bookings.by_id("k-p1-c2").name == NAME
        assert [one.id for one in tx.personal.answers("p1")] == ["a-p1-c2"]
        assert len(tx.turns.of_session("s2")) == 1
        assert tx.timers.head("p1", given.at(99)).session_id == "s2"
        assert tx.contacts.by_id("p1").name == NAME

    town.read(work)


def test_the_keys_stay_for_a_last_word_and_go_with_it(town, given):
    erase(town, given)
    assert town.read(lambda tx: tx.contacts.by_id("p1")) == Contact("p1", "n1", USER_ID, PHONE, "")
    town.transact(lambda tx: tx.outbox.add(given.outbox("bye", "p1")))
    assert town.transact(lambda tx: tx.personal.drop("p1"))
    assert town.read(lambda tx: (tx.contacts.by_id("p1"), tx.outbox.by_id("bye"))) == (None, None)


def test_who_has_come_back_is_not_dropped(town, given):
    erase(town, given)
    town.transact(lambda tx: tx.inbox.add(given.inbox("again", "p1")))
    assert not town.transact(lambda tx: tx.personal.drop("p1"))
    assert town.read(lambda tx: tx.contacts.by_id("p1"))


def test_a_booking_by_hand_with_the_phone_is_found(town, given):
    by_hand = given.booking("hand", user_phone=PHONE, name=NAME)
    town.transact(lambda tx: tx.bookings.add(by_hand))
    assert [one.id for one in town.read(lambda tx: tx.personal.strays(KEYS))] == ["hand"]
    scrub(town, Traces())
    assert town.read(lambda tx: tx.personal.strays(KEYS)) == []
    row = town.read(lambda tx: tx.bookings.by_id("hand"))
    assert (row.user_phone, row.name) == (None, "")


@pytest.mark.parametrize(("whole", "left"), [(True, 0), (False, 1)])
def test_a_block_goes_only_with_the_whole(town, given, whole, left):
    blocked = Blocked("b1", "c1", PHONE, None, "", given.now)

    def work(tx):
        tx.blocked.add(blocked)
        tx.personal.scrub(Traces(KEYS), whole=whole)
        return len(tx.blocked.of_client("c1"))

    assert town.transact(work) == left


def test_who_is_found_by_any_key(town):
    for key in (PHONE, USER_ID):
        assert [one.id for one in town.read(lambda tx, k=key: tx.personal.contacts([k]))] == ["p1"]
    bookings = town.read(lambda tx: tx.personal.bookings("p1"))
    assert [one.id for one in bookings] == ["held-p1-c1", "held-p1-c2", "k-p1-c1", "k-p1-c2"]
