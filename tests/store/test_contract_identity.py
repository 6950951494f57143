"""Who writes: `user_id` decides, a phone changes hands, and Meta says when ids change."""

from dataclasses import replace

import pytest

from milo.engine.errors import StaleError
from milo.engine.model import Contact, OutboxStatus

AR, AR_9 = "542615550000", "5492615550000"


def upsert(store, now, *contact, **options):
    return store.transact(lambda tx: tx.contacts.upsert(Contact(*contact), now, **options))


def change(store, given, old, new):
    old, new = (Contact("", "n1", *keys, "") for keys in (old, new))
    return store.transact(lambda tx: tx.contacts.change(old, new, given.at(1)))


def read(store, room, name, *values):
    return store.read(lambda tx: getattr(getattr(tx, room), name)(*values))


@pytest.fixture
def ana(store, given):
    """p1, known by C1 and P, with a session, a booking and messages in every state."""

    def work(tx):
        tx.clients.add(given.client())
        tx.contacts.upsert(Contact("p1", "n1", "C1", "P", "Ana"), given.now)
        tx.sessions.add(given.session(user_id="C1", user_phone="P"))
        mine = {"contact_id": "p1", "user_id": "C1", "user_phone": "P", "session_id": "s1"}
        tx.bookings.add(given.booking(**mine))
        for key in ("arrived", "sent", "waits"):
            tx.outbox.add(given.outbox(key, user_id="C1", user_phone="P"))
        tx.outbox.sent({"arrived": "w0", "sent": "w1"})
        tx.outbox.settle(row_id="arrived", wamid="w0", status=OutboxStatus.DELIVERED)

    store.transact(work)
    return store


def keys_of(store, contact="p1", session="s1", booking="k1"):
    """Return by what a contact, its session, its booking and its waiting message are reached."""
    rows = (
        read(store, "contacts", "by_id", contact),
        read(store, "sessions", "by_id", session),
        read(store, "bookings", "by_id", booking),
        read(store, "outbox", "by_id", "waits"),
    )
    return {(row.user_id, row.user_phone) for row in rows}


def bookings_of(store, given, contact):
    return read(store, "bookings", "of_contact", "c1", contact, given.now)


class TestARecycledPhone:
    def test_another_user_id_on_a_known_phone_is_another_person(self, ana, given):
        assert upsert(ana, given.at(1), "p2", "n1", "C2", "P", "Beto").id == "p2"
        assert bookings_of(ana, given, "p2") == []
        assert read(ana, "sessions", "of_contact", "p2") == []

    def test_the_first_loses_the_phone_everywhere(self, ana, given):
        upsert(ana, given.at(1), "p2", "n1", "C2", "P", "Beto")
        assert keys_of(ana) == {("C1", None)}
        assert read(ana, "outbox", "by_id", "arrived").user_phone == "P"
        assert read(ana, "outbox", "by_id", "sent").user_phone is None  # it may fail, and go again
        assert [one.id for one in read(ana, "contacts", "with_phone", "P")] == ["p2"]

    def test_the_first_stays_who_it_was(self, ana, given):
        upsert(ana, given.at(1), "p2", "n1", "C2", "P", "Beto")
        assert upsert(ana, given.at(2), "p3", "n1", "C1", None, "").id == "p1"
        assert [row.id for row in bookings_of(ana, given, "p1")] == ["k1"]
        assert upsert(ana, given.at(2), "p3", "n1", None, "P", "").id == "p2"

    def test_a_session_read_before_is_stale(self, ana, given):
        before = read(ana, "sessions", "by_id", "s1")
        upsert(ana, given.at(1), "p2", "n1", "C2", "P", "Beto")
        with pytest.raises(StaleError):
            ana.transact(lambda tx: tx.sessions.save(replace(before, version=before.version + 1)))

    def test_two_with_a_user_id_never_become_one(self, ana, given):
        upsert(ana, given.at(1), "p2", "n1", "C2", None, "Beto")
        assert upsert(ana, given.at(2), "p3", "n1", "C2", "P", "") == Contact(
            "p2", "n1", "C2", "P", "Beto"
        )
        assert keys_of(ana) == {("C1", None)}
        assert bookings_of(ana, given, "p2") == []

    def test_the_other_spelling_of_the_phone_is_lost_as_well(self, store, given):
        upsert(store, given.now, "p1", "n1", "C1", AR, "Ana")
        upsert(store, given.now, "p2", "n1", "C2", AR_9, "Beto")
        assert read(store, "contacts", "by_id", "p1").user_phone is None

    def test_while_all_ids_change_a_known_phone_is_the_same_person(self, ana, given):
        found = upsert(ana, given.at(1), "p2", "n1", "C2", "P", "", trust_phone=True)
        assert found == Contact("p1", "n1", "C2", "P", "Ana")
        assert keys_of(ana) == {("C2", "P")}

    def test_while_all_ids_change_two_may_become_one(self, ana, given):
        upsert(ana, given.at(1), "p2", "n1", "C2", None, "")
        assert upsert(ana, given.at(2), "p3", "n1", "C2", "P", "", trust_phone=True).id == "p1"
        assert keys_of(ana) == {("C2", "P")}


class TestANewPhone:
    def test_the_same_user_id_takes_it_and_all_goes_there(self, ana, given):
        assert upsert(ana, given.at(1), "p2", "n1", "C1", "Q", "").user_phone == "Q"
        assert keys_of(ana) == {("C1", "Q")}
        assert upsert(ana, given.at(2), "p2", "n1", None, "P", "").id == "p2"

    def test_it_is_taken_from_whom_had_it(self, ana, given):
        upsert(ana, given.now, "p2", "n1", "C2", "Q", "Beto")
        assert upsert(ana, given.at(1), "p3", "n1", "C1", "Q", "").id == "p1"
        assert read(ana, "contacts", "by_id", "p2").user_phone is None

    def test_a_message_that_was_given_up_goes_there_when_it_is_sent_again(self, ana, given):
        ana.transact(lambda tx: tx.outbox.fail("waits", "131026"))
        upsert(ana, given.at(1), "p2", "n1", "C1", "Q", "")
        ana.transact(lambda tx: tx.outbox.again("waits"))
        row = read(ana, "outbox", "by_id", "waits")
        assert (row.status, row.user_phone) == (OutboxStatus.PENDING, "Q")

    @pytest.mark.parametrize("how", ["a new phone", "a recycled one", "told by Meta"])
    def test_a_message_that_meta_took_and_failed_goes_there_too(self, ana, given, how):
        if how == "a recycled one":
            upsert(ana, given.at(1), "p2", "n1", "C2", "P", "")
        elif how == "told by Meta":
            change(ana, given, ("C1", "P"), ("C9", "Q"))
        else:
            upsert(ana, given.at(1), "p2", "n1", "C1", "Q", "")
        late = {"status": OutboxStatus.FAILED, "kind": "slow", "now": given.at(2)}
        ana.transact(lambda tx: tx.outbox.settle(row_id="sent", wamid="w1", **late))
        row = read(ana, "outbox", "by_id", "sent")
        assert row.status is OutboxStatus.PENDING
        assert (row.user_id, row.user_phone) == (
            ("C1", None)
            if how == "a recycled one"
            else ("C9", "Q")
            if "Meta" in how
            else ("C1", "Q")
        )

    def test_a_phone_alone_changes_no_spelling(self, store, given):
        upsert(store, given.now, "p1", "n1", "C1", AR_9, "Ana")
        assert upsert(store, given.now, "p2", "n1", None, AR, "").user_phone == AR_9
        assert upsert(store, given.now, "p2", "n1", "C1", AR, "").user_phone == AR

    def test_two_spellings_are_one_contact(self, store, given):
        upsert(store, given.now, "p1", "n1", None, AR, "Ana")
        assert upsert(store, given.now, "p2", "n1", "C1", AR_9, "") == Contact(
            "p1", "n1", "C1", AR_9, "Ana"
        )


class TestWhatMetaSaysChanged:
    @pytest.mark.parametrize("old", [("C1", None), (None, "P"), ("C1", "P")])
    def test_phone_and_user_id_move_with_all_that_is_theirs(self, ana, given, old):
        assert change(ana, given, old, ("C2", "Q")) == Contact("p1", "n1", "C2", "Q", "Ana")
        assert keys_of(ana) == {("C2", "Q")}
        assert upsert(ana, given.at(2), "p2", "n1", "C2", "Q", "").id == "p1"
        assert upsert(ana, given.at(2), "p3", "n1", "C3", "P", "").id == "p3"

    def test_a_user_id_alone_leaves_the_phone(self, ana, given):
        assert change(ana, given, ("C1", None), ("C2", None)).user_phone == "P"
        assert keys_of(ana) == {("C2", "P")}

    def test_a_phone_alone_is_known_by_itself_until_its_user_id_comes(self, ana, given):
        change(ana, given, (None, "P"), (None, "Q"))
        assert keys_of(ana) == {(None, "Q")}
        assert upsert(ana, given.at(2), "p2", "n1", "C2", "Q", "").id == "p1"

    @pytest.mark.parametrize("old", [("C1", None), (None, "P")])
    @pytest.mark.parametrize("new", [("C2", "Q"), ("C2", None), (None, "Q")])
    def test_it_proves_that_who_wrote_before_is_the_same(self, ana, given, old, new):
        upsert(ana, given.at(1), "p2", "n1", "C2", "Q", "Ana M.")
        ana.transact(lambda tx: tx.sessions.add(given.session("s2", "p2", version=5)))
        ana.transact(lambda tx: tx.inbox.add(given.inbox("m2", "p2")))
        assert change(ana, given, old, new) == Contact("p1", "n1", "C2", "Q", "Ana M.")
        assert keys_of(ana, session="s2") == {("C2", "Q")}
        assert read(ana, "contacts", "by_id", "p2") is None
        assert read(ana, "inbox", "by_message_id", "m2").contact_id == "p1"

    def test_it_proves_it_where_the_phone_stayed(self, ana, given):
        upsert(ana, given.at(1), "p2", "n1", "C2", "P", "")
        assert change(ana, given, ("C1", None), ("C2", None)).id == "p1"
        assert keys_of(ana) == {("C2", "P")}

    def test_who_had_the_new_phone_and_has_another_user_id_loses_it(self, ana, given):
        upsert(ana, given.now, "p2", "n1", "C9", "Q", "Beto")
        assert change(ana, given, ("C1", "P"), ("C2", "Q")).id == "p1"
        assert read(ana, "contacts", "by_id", "p2") == Contact("p2", "n1", "C9", None, "Beto")

    def test_the_phone_of_another_user_id_is_not_whose_changed(self, ana, given):
        """The message comes late: by now somebody else has the phone."""
        assert change(ana, given, ("C0", "P"), ("C2", "Q")) is None
        assert keys_of(ana) == {("C1", "P")}

    def test_of_nobody_known_nothing_changes(self, ana, given):
        assert change(ana, given, ("C8", None), ("C9", "P")) is None
        assert keys_of(ana) == {("C1", "P")}

    def test_told_twice_it_changes_nothing_more(self, ana, given):
        change(ana, given, ("C1", "P"), ("C2", "Q"))
        assert change(ana, given, ("C1", "P"), ("C2", "Q")) is None
        assert keys_of(ana) == {("C2", "Q")}

    def test_another_number_is_left_alone(self, ana, given):
        upsert(ana, given.now, "p2", "n2", "C1", "P", "Ana")
        change(ana, given, ("C1", "P"), ("C2", "Q"))
        assert read(ana, "contacts", "by_id", "p2") == Contact("p2", "n2", "C1", "P", "Ana")
