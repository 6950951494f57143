"""Two contacts turn out to be one person."""

from dataclasses import replace

import pytest

from milo.engine.errors import StaleError
from milo.engine.model import BookingStatus, Contact

BY_ID = ("n1", "U1", None, "Ana")
BY_PHONE = ("n1", None, "549", "Anita")
BOTH = ("n1", "U1", "549", "")


def upsert(store, now, *contact):
    return store.transact(lambda tx: tx.contacts.upsert(Contact(*contact), now))


def read(store, room, name, *values):
    return store.read(lambda tx: getattr(getattr(tx, room), name)(*values))


@pytest.fixture
def two(store, given):
    """p1, known by phone, with s1 of an hour ago; p2, younger, known by id, with s2 of now."""
    return people(store, given, "c1-slug")


def people(store, given, slug):
    """Add them, s2 being with the client of that slug."""

    def work(tx):
        for n in (1, 2, 3):
            tx.clients.add(given.client(f"c{n}"))
        tx.contacts.upsert(Contact("p1", *BY_PHONE), given.at(-90))
        tx.contacts.upsert(Contact("p2", *BY_ID), given.at(-60))
        old = {"user_id": None, "last_message_at": given.at(-60)}
        tx.sessions.add(given.session("s1", "p1", **old))
        tx.sessions.add(
            given.session("s2", "p2", client_slug=slug, user_phone=None, user_id="U1", version=5)
        )

    store.transact(work)
    return store


def merge(store, given):
    return upsert(store, given.at(1), "p3", *BOTH)


@pytest.mark.parametrize("minutes", [(0, 1), (1, 0), (0, 0)])
@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_the_older_contact_stays_with_what_both_were_known_by(store, given, minutes, keys):
    upsert(store, given.at(minutes[0]), keys[0], *BY_ID)
    upsert(store, given.at(minutes[1]), keys[1], *BY_PHONE)
    age = sorted(zip(minutes, keys, ("Ana", "Anita"), strict=True))
    (_, stays, _), (_, gone, name) = age
    assert upsert(store, given.at(2), "c", *BOTH) == Contact(stays, "n1", "U1", "549", name)
    assert read(store, "contacts", "by_id", stays) == Contact(stays, "n1", "U1", "549", name)
    assert read(store, "contacts", "by_id", gone) is None
    assert upsert(store, given.at(3), "d", *BY_ID).id == stays
    assert upsert(store, given.at(3), "d", *BY_PHONE).id == stays


def test_the_name_heard_now_is_the_newest(two, given):
    assert upsert(two, given.now, "p3", "n1", "U1", "549", "Ana M.").name == "Ana M."


def test_another_number_is_left_alone(store, given):
    upsert(store, given.now, "p1", "n2", None, "549", "Ana")
    upsert(store, given.now, "p2", "n1", "U1", None, "Ana")
    assert merge(store, given).id == "p2"
    assert read(store, "contacts", "by_id", "p1").user_phone == "549"


def test_for_each_client_the_newer_session_survives(two, given):
    def work(tx):
        tx.sessions.add(given.session("s3", "p1", client_slug="c2-slug"))
        tx.sessions.add(given.session("s4", "p2", client_slug="c3-slug"))

    two.transact(work)
    merge(two, given)
    rows = read(two, "sessions", "of_contact", "p1")
    assert {row.client_slug: row.id for row in rows} == {
        "c1-slug": "s2",
        "c2-slug": "s3",
        "c3-slug": "s4",
    }
    assert {(row.user_id, row.user_phone, row.contact_id) for row in rows} == {("U1", "549", "p1")}
    assert read(two, "sessions", "by_id", "s1") is None
    assert read(two, "sessions", "of_contact", "p2") == []


@pytest.mark.parametrize(("minutes", "survives"), [(1, "s1"), (0, "s2"), (-1, "s2")])
def test_a_session_is_newer_by_its_last_message(two, given, minutes, survives):
    later = {"user_id": None, "last_message_at": given.at(minutes), "version": 2}
    two.transact(lambda tx: tx.sessions.save(given.session("s1", "p1", **later)))
    merge(two, given)
    assert [row.id for row in read(two, "sessions", "of_contact", "p1")] == [survives]


STOOD = {
    "the other was answered last": ("s1 answered", "s2 answered"),
    "the other spoke last by itself": ("s2 answered", "s1 answered", "s2 spoke"),
    "a timer in silence does not count": ("s1 answered", "s2 answered", "s1 moved"),
}


@pytest.mark.parametrize("done", STOOD.values(), ids=list(STOOD))
@pytest.mark.parametrize("slug", ["c1-slug", "c2-slug"])
def test_where_the_clock_was_set_back_the_rows_tell_which_session_stood_last(
    store, given, done, slug
):
    """By the clock, s1 stood last, a whole hour before it was set back."""
    two = people(store, given, slug)
    stand(two, given, done, {"s1": 60, "s2": 0})
    merge(two, given)
    rows = read(two, "sessions", "of_contact", "p1")
    assert [row.id for row in rows] == (["s2"] if slug == "c1-slug" else ["s2", "s1"])
    assert rows[-1].last_message_at <= rows[0].last_message_at <= given.at(61)


LATER = {
    "words that no turn said": ("s1 answered", "s2 answered", "s1 noticed"),
    "a message heard in silence": ("s1 answered", "s2 answered", "s1 heard"),
}


@pytest.mark.parametrize("done", LATER.values(), ids=list(LATER))
def test_what_some_rows_do_not_know_of_the_clock_does(store, given, done):
    two = people(store, given, "c2-slug")
    stand(two, given, done, {"s1": 60, "s2": 0})
    merge(two, given)
    assert [row.id for row in read(two, "sessions", "of_contact", "p1")] == ["s1", "s2"]


def stand(store, given, done, minutes):
    """Let sessions of p1 and p2 do things one after the other."""
    owner = {"s1": "p1", "s2": "p2"}

    def work(tx):
        for number, (session, what) in enumerate(step.split() for step in done):
            key = f"k{number}"
            said = what in ("answered", "spoke", "noticed")
            if said:
                tx.outbox.add(given.outbox(key, owner[session], session_id=session))
            heard = {"inbox_id": number + 1 if what in ("answered", "heard") else None}
            if what != "noticed":
                told = {"outbox_id": key if said else None, **heard}
                tx.turns.add(given.turn(key, session_id=session, **told))
        for session, minute in minutes.items():
            row = tx.sessions.by_id(session)
            at = given.at(minute)
            tx.sessions.save(replace(row, version=row.version + 1, last_message_at=at))

    store.transact(work)


def test_a_session_read_before_is_stale(two, given):
    before = read(two, "sessions", "by_id", "s2")
    merge(two, given)
    with pytest.raises(StaleError):
        two.transact(lambda tx: tx.sessions.save(replace(before, version=before.version + 1)))
    now = read(two, "sessions", "by_id", "s2")
    assert (now.version, now.updated_at, now.last_message_at) == (6, given.at(1), given.now)


def test_messages_of_both_are_worked_in_the_order_they_came(two, given):
    for n, contact in enumerate(["p2", "p1", "p2", "p1"]):
        two.transact(lambda tx, n=n, c=contact: tx.inbox.add(given.inbox(f"m{n}", c)))
    two.transact(lambda tx: tx.inbox.done(tx.inbox.heads("p1", 1)[0].id, "s1", given.now))
    merge(two, given)
    assert read(two, "inbox", "waiting", 9) == ["p1"]
    order = []
    while row := next(iter(two.transact(lambda tx: tx.inbox.heads("p1", 1))), None):
        order.append(row.message_id)
        two.transact(lambda tx, row=row: tx.inbox.done(row.id, "s2", given.now))
    assert order == ["m0", "m2", "m3"]
    done = read(two, "inbox", "of_session", "p1", "s2", 9)
    assert [row.message_id for row in done] == ["m3", "m2", "m1", "m0"]


def test_messages_of_ours_follow_and_keep_their_order(two, given):
    def work(tx):
        tx.contacts.upsert(given.contact("merchant"), given.now)
        tx.outbox.add(given.outbox("o9", "p2", session_id="s2"))
        tx.outbox.add(given.outbox("o1", "p1", session_id="s1"))
        tx.outbox.add(given.outbox("o5", "merchant", about="s1"))

    two.transact(work)
    merge(two, given)
    rows = two.read(lambda tx: tx.outbox.page(status=None, after=None, limit=9))
    seen = [(row.id, row.contact_id, row.session_id, row.about) for row in rows]
    assert seen == [
        ("o1", "p1", "s2", None),
        ("o5", "merchant", None, "s2"),
        ("o9", "p1", "s2", None),
    ]
    assert [row.id for row in read(two, "outbox", "heads", ["p1", "p2"])] == ["o9"]


def test_timers_follow_but_those_of_the_session_that_goes(two, given):
    one, other = given.timer("t1", 1), given.timer("t2", 5, contact_id="p2", session_id="s2")
    two.transact(lambda tx: tx.timers.replace("p1", "s1", [one]))
    two.transact(lambda tx: tx.timers.replace("p2", "s2", [other]))
    merge(two, given)
    assert read(two, "timers", "due", given.at(9), 9) == ["p1"]
    assert read(two, "timers", "head", "p1", given.at(9)) == replace(other, contact_id="p1")


def test_bookings_follow_and_the_hold_of_the_session_that_goes_ends(two, given):
    held = {"status": BookingStatus.HELD, "expires_at": given.at(15)}

    def work(tx):
        tx.bookings.add(given.booking("k1", 60, contact_id="p1", session_id="s1", **held))
        tx.bookings.add(given.booking("k2", 90, contact_id="p2", session_id="s2", **held))
        tx.bookings.add(given.booking("k3", 120, contact_id="p1", session_id="s1"))
        tx.bookings.add(given.booking("k4", 150, contact_id="p2", session_id=None))

    two.transact(work)
    merge(two, given)
    rows = read(two, "bookings", "page", "c1")
    assert {(row.contact_id, row.session_id) for row in rows} == {("p1", "s2"), ("p1", None)}
    cancelled = rows[0]
    assert (cancelled.status, cancelled.updated_at) == (BookingStatus.CANCELLED, given.at(1))
    assert read(two, "bookings", "hold_of", "s2").id == "k2"
    mine = read(two, "bookings", "of_contact", "c1", "p1", given.now)
    assert [row.id for row in mine] == ["k3", "k4"]


def test_turns_follow(two, given):
    two.transact(lambda tx: tx.turns.add(given.turn(turn=5)))
    two.transact(lambda tx: tx.turns.add(given.turn(turn=3, session_id="s2")))
    merge(two, given)
    assert [row.turn for row in read(two, "turns", "of_session", "s2")] == [5, 3]
    assert read(two, "turns", "of_session", "s1") == []


@pytest.mark.parametrize("last", ["p1", "p2"])
def test_the_lobby_remembers_what_it_heard_last(two, given, last):
    for contact in sorted(["p1", "p2"], key=lambda key: key == last):
        two.transact(lambda tx, c=contact: tx.inbox.add(given.inbox("m" + c, c)))
        two.transact(lambda tx, c=contact: tx.contacts.remember(c, {"asked": c}))
    assert merge(two, given).data == {"asked": last}
    assert read(two, "contacts", "by_id", "p1").data == {"asked": last}


def test_the_lobby_remembers_of_either(two, given):
    two.transact(lambda tx: tx.contacts.remember("p1", {"asked": "p1"}))
    two.transact(lambda tx: tx.inbox.add(given.inbox("m2", "p2")))
    assert merge(two, given).data == {"asked": "p1"}


def test_the_audit_tells_of_it(two, given):
    merge(two, given)
    (entry,) = read(two, "audit", "of", "contact:p1")
    assert (entry.action, entry.at) == ("contact.merge", given.at(1))
    assert entry.changes == {"contact": ["p2", "p1"], "sessions": [["s1", "s2"]]}


def test_a_merging_that_fails_leaves_both(two, given):
    def work(tx):
        tx.contacts.upsert(Contact("p3", *BOTH), given.now)
        raise KeyError

    before = [read(two, "sessions", "of_contact", key) for key in ("p1", "p2")]
    with pytest.raises(KeyError):
        two.transact(work)
    assert [read(two, "sessions", "of_contact", key) for key in ("p1", "p2")] == before
    assert upsert(two, given.now, "p3", *BY_ID).id == "p2"
    assert merge(two, given).id == "p1"
