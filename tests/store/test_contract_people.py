from dataclasses import replace

import pytest

from milo.engine.errors import ConflictError, NotFoundError, StaleError
from milo.engine.model import Contact, Mode, StateCount


def upsert(store, given, *contact):
    return store.transact(lambda tx: tx.contacts.upsert(Contact(*contact), given.now))


def test_a_contact_is_made_once_and_found_by_id_or_phone(store, given):
    made = upsert(store, given, "p1", "n1", "U1", "549261", "Ana", {"lobby": [1]})
    assert made == Contact("p1", "n1", "U1", "549261", "Ana", {"lobby": [1]})
    assert upsert(store, given, "p2", "n1", "U1", None, "") == made
    assert upsert(store, given, "p3", "n1", None, "549261", "") == made
    assert store.read(lambda tx: tx.contacts.by_id("p1")) == made
    assert store.read(lambda tx: tx.contacts.by_id("p2")) is None


def test_the_same_person_on_another_number_is_another_contact(store, given):
    upsert(store, given, "p1", "n1", "U1", "549", "Ana")
    assert upsert(store, given, "p2", "n2", "U1", "549", "Ana").id == "p2"


def test_a_contact_learns_what_it_lacked(store, given):
    upsert(store, given, "p1", "n1", None, "549", "")
    assert upsert(store, given, "x", "n1", "U1", "549", "Ana").user_id == "U1"
    assert upsert(store, given, "x", "n1", "U1", None, "Ana María").name == "Ana María"
    kept = store.read(lambda tx: tx.contacts.by_id("p1"))
    assert kept == Contact("p1", "n1", "U1", "549", "Ana María")


def test_a_contact_without_any_name_for_it_is_refused(store, given):
    with pytest.raises(ValueError, match="user_id"):
        upsert(store, given, "p1", "n1", None, None, "Ana")


def test_the_lobby_remembers(store, given):
    upsert(store, given, "p1", "n1", "U1", None, "Ana")
    store.transact(lambda tx: tx.contacts.remember("p1", {"asked": ["c1"]}))
    assert store.read(lambda tx: tx.contacts.by_id("p1")).data == {"asked": ["c1"]}
    with pytest.raises(NotFoundError):
        store.transact(lambda tx: tx.contacts.remember("nobody", {}))


def test_a_session_comes_back_as_it_went_in(store, given):
    store.transact(given.people())
    found = store.read(lambda tx: (tx.sessions.by_id("s1"), tx.sessions.find("p1", "c1-slug")))
    assert found == (given.session(), given.session())
    assert store.read(lambda tx: tx.sessions.find("p1", "otro")) is None


def test_one_session_for_a_contact_and_client(store, given):
    store.transact(given.people())
    with pytest.raises(ConflictError):
        store.transact(lambda tx: tx.sessions.add(given.session("s2")))


@pytest.mark.parametrize("change", [{"contact_id": "nobody"}, {"client_slug": "nobody"}])
def test_a_session_names_what_exists(store, given, change):
    store.transact(given.people())
    with pytest.raises(NotFoundError):
        store.transact(lambda tx: tx.sessions.add(replace(given.session("s2"), **change)))


def test_a_save_names_the_version_it_read(store, given):
    store.transact(given.people())
    after = given.session(version=2, state="hora", mode=Mode.HUMAN, last_message_at=given.at(1))
    store.transact(lambda tx: tx.sessions.save(after))
    assert store.read(lambda tx: tx.sessions.by_id("s1")) == after
    for version in (1, 2, 4):
        with pytest.raises(StaleError):
            store.transact(lambda tx, v=version: tx.sessions.save(replace(after, version=v)))
    with pytest.raises(StaleError):
        store.transact(lambda tx: tx.sessions.save(given.session("nobody", version=2)))


@pytest.mark.parametrize(
    "change",
    [{"contact_id": "p2"}, {"client_slug": "otro"}, {"phone_number_id": "n9"}, {"created_at": 9}],
)
def test_a_save_changes_neither_with_whom_nor_where_nor_since_when(store, given, change):
    store.transact(given.people("p1", "p2"))
    if "created_at" in change:
        change = {"created_at": given.at(9)}
    store.transact(lambda tx: tx.sessions.save(given.session(version=2, state="hora", **change)))
    after = store.read(lambda tx: tx.sessions.by_id("s1"))
    assert after == given.session(version=2, state="hora")


def test_sessions_of_a_contact_come_most_recent_first(store, given):
    def work(tx):
        tx.contacts.upsert(given.contact(), given.now)
        for n, minutes in enumerate((5, 9, 9, 1)):
            tx.clients.add(given.client(f"c{n}"))
            slug, at = f"c{n}-slug", given.at(minutes)
            tx.sessions.add(given.session(f"s{n}", client_slug=slug, last_message_at=at))

    store.transact(work)
    rows = store.read(lambda tx: tx.sessions.of_contact("p1"))
    assert [row.id for row in rows] == ["s2", "s1", "s0", "s3"]


def test_sessions_with_a_person_come_longest_waiting_first(store, given):
    def work(tx):
        given.people(*(f"p{n}" for n in range(5)))(tx)
        for n, minutes in enumerate((5, 9, 1, 5)):
            changes = {"mode": Mode.HUMAN, "last_message_at": given.at(minutes), "version": 2}
            tx.sessions.save(given.session(f"s{n}", f"p{n}", **changes))

    store.transact(work)

    def waiting(limit):
        return [row.id for row in store.read(lambda tx: tx.sessions.with_people(limit))]

    assert waiting(9) == ["s2", "s0", "s3", "s1"]
    assert store.read(lambda tx: tx.sessions.count_with_people()) == 4
    assert waiting(2) == ["s2", "s0"]
    back = given.session("s2", "p2", version=3)
    store.transact(lambda tx: tx.sessions.save(back))
    assert waiting(9) == ["s0", "s3", "s1"]


def test_places_say_where_sessions_stand(store, given):
    store.transact(given.people("p1", "p2", "p3"))

    def move(tx):
        for session_id, state in (("s2", "hora"), ("s3", "hora")):
            row = tx.sessions.by_id(session_id)
            tx.sessions.save(replace(row, state=state, version=row.version + 1))

    store.transact(move)
    dia, hora = store.read(lambda tx: tx.sessions.places())
    assert (dia, hora) == (
        StateCount("reservas", 3, "dia", 1),
        StateCount("reservas", 3, "hora", 2),
    )

    def ids(after, limit):
        rows = store.read(lambda tx: tx.sessions.standing(hora, after=after, limit=limit))
        return [row.id for row in rows]

    assert (ids("", 9), ids("", 1), ids("s2", 9)) == (["s2", "s3"], ["s2"], ["s3"])
    elsewhere = replace(hora, version=2)
    assert store.read(lambda tx: tx.sessions.standing(elsewhere, after="", limit=9)) == []


def test_people_are_found_by_phone_on_any_number(store, given):
    upsert(store, given, "p1", "n1", None, "549261", "Ana")
    upsert(store, given, "p2", "n2", None, "549261", "Ana")
    upsert(store, given, "p3", "n1", None, "549262", "Beto")
    found = store.read(lambda tx: tx.contacts.with_phone("549261"))
    assert [contact.id for contact in found] == ["p1", "p2"]
    assert store.read(lambda tx: tx.contacts.with_phone("5")) == []
