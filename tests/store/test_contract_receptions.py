"""Merchants' own phones: who is one, and codes that are good once and for a while."""

from dataclasses import replace

import pytest

from milo.engine.errors import ConflictError
from milo.engine.model import RECEPTION, ClientStatus, Reception, ReceptionCode


def code(given, name, minutes=60.0, at=0.0):
    return ReceptionCode(name, "c1", given.at(at), given.at(minutes))


def reception(given, key, contact="p1", at=0.0, phone=None):
    return Reception(key, "c1", contact, phone, given.at(at))


def test_a_code_is_used_once_and_not_when_it_ran_out(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.receptions.add_code(code(given, "a")))
    assert store.transact(lambda tx: tx.receptions.use_code("a", given.at(1)))
    assert not store.transact(lambda tx: tx.receptions.use_code("a", given.at(2)))
    assert store.read(lambda tx: tx.receptions.find_code("a")).used_at == given.at(1)
    store.transact(lambda tx: tx.receptions.add_code(code(given, "b", minutes=5)))
    assert not store.transact(lambda tx: tx.receptions.use_code("b", given.at(5)))
    assert not store.transact(lambda tx: tx.receptions.use_code("never", given.at(1)))


def test_the_open_code_is_the_newest_that_is_good_for_long_enough(store, given):
    store.transact(given.people())
    for one in (code(given, "a"), code(given, "b", at=1), code(given, "c", minutes=10, at=2)):
        store.transact(lambda tx, one=one: tx.receptions.add_code(one))
    assert store.read(lambda tx: tx.receptions.open_code("c1", given.at(30))).code == "b"
    store.transact(lambda tx: tx.receptions.use_code("b", given.at(3)))
    assert store.read(lambda tx: tx.receptions.open_code("c1", given.at(30))).code == "a"
    assert store.read(lambda tx: tx.receptions.open_code("c2", given.at(30))) is None


def test_one_that_was_ended_stands_no_more(store, given):
    store.transact(given.people("p1", "p2"))
    for one in (reception(given, "r1"), reception(given, "r2", "p2", at=1, phone="549")):
        store.transact(lambda tx, one=one: tx.receptions.add(one))
    assert not store.transact(lambda tx: tx.receptions.end("c2", "r1", given.at(2)))
    assert store.transact(lambda tx: tx.receptions.end("c1", "r1", given.at(2)))
    assert not store.transact(lambda tx: tx.receptions.end("c1", "r1", given.at(3)))
    every, of_contact, standing = store.read(
        lambda tx: (
            tx.receptions.of_client("c1"),
            tx.receptions.of_contact("p1"),
            tx.receptions.standing(),
        )
    )
    assert [(row.id, row.ended_at) for row in every] == [("r1", given.at(2)), ("r2", None)]
    assert of_contact == []
    assert [row.id for row in standing] == ["r2"]


def test_those_with_a_digest_are_found_without_the_others(store, given):
    """Of thousands of merchants few want the day's list: only theirs are read each minute."""
    store.transact(given.people())
    wants = {"notify": {"digest": "08:00"}}
    for number, settings in enumerate(({}, wants, wants, wants | {"services": []})):
        status = ClientStatus.INACTIVE if number == 2 else ClientStatus.ACTIVE
        client = given.client(f"d{number}", settings=settings, status=status)
        store.transact(lambda tx, client=client: tx.clients.add(client))
        row = replace(reception(given, f"r{number}", at=float(number)), client_id=client.id)
        store.transact(lambda tx, row=row: tx.receptions.add(row))
    assert [row.id for row in store.read(lambda tx: tx.receptions.with_digest())] == ["r1", "r3"]
    store.transact(lambda tx: tx.receptions.end("d1", "r1", given.at(9)))
    assert [row.id for row in store.read(lambda tx: tx.receptions.with_digest())] == ["r3"]


def test_a_day_s_digest_is_taken_once(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.receptions.add(reception(given, "r1")))

    def take(day):
        return store.transact(lambda tx: tx.receptions.take_digest("r1", day))

    assert [take("2026-11-23"), take("2026-11-23"), take("2026-11-22"), take("2026-11-24")] == [
        *(True, False, False, True)
    ]


def test_a_reception_s_session_stands_beside_the_customer_s(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.sessions.add(given.session("s9", flow=RECEPTION)))
    found = store.read(
        lambda tx: (tx.sessions.find("p1", "c1-slug"), tx.sessions.find_reception("p1", "c1-slug"))
    )
    assert [one.id for one in found] == ["s1", "s9"]
    with pytest.raises(ConflictError):
        store.transact(lambda tx: tx.sessions.add(given.session("s8", flow=RECEPTION)))


def test_it_follows_a_contact_that_becomes_one_with_another(store, given):
    store.transact(lambda tx: tx.clients.add(given.client()))
    by_phone = given.contact("p1", user_id=None, user_phone="5492615550000")
    store.transact(lambda tx: tx.contacts.upsert(by_phone, given.at(0)))
    store.transact(lambda tx: tx.contacts.upsert(given.contact("p2"), given.at(1)))
    for key, who in (("s1", "p1"), ("s2", "p2")):
        row = given.session(key, who, flow=RECEPTION)
        store.transact(lambda tx, row=row: tx.sessions.add(row))
    store.transact(lambda tx: tx.sessions.add(given.session("s3", "p2")))
    store.transact(lambda tx: tx.receptions.add(reception(given, "r2", "p2", at=2)))
    both = given.contact("p3", user_id="AR.p2", user_phone="5492615550000")
    one = store.transact(lambda tx: tx.contacts.upsert(both, given.at(3)))
    assert one.id == "p1"
    assert [row.id for row in store.read(lambda tx: tx.receptions.of_contact("p1"))] == ["r2"]
    left = store.read(lambda tx: tx.sessions.of_contact("p1"))
    assert sorted((row.flow, row.client_slug) for row in left) == [
        ("recepcion", "c1-slug"),
        ("reservas", "c1-slug"),
    ]


def test_clients_are_found_by_the_phone_in_their_settings(store, given):
    settings = {"reception": {"phone": "542615550000"}}
    store.transact(lambda tx: tx.clients.add(given.client("c1", settings=settings)))
    store.transact(lambda tx: tx.clients.add(given.client("c2", settings={"address": "15550000"})))
    found = store.read(lambda tx: tx.clients.naming_phone("5492615550000"))
    assert "c1" in [one.id for one in found]
    assert store.read(lambda tx: tx.clients.naming_phone("5492615559999")) == []


def test_an_erased_person_is_nobodys_reception(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.receptions.add(reception(given, "r1")))
    store.transact(lambda tx: tx.personal.erase("p1", None, given.at(1)))
    assert store.read(lambda tx: tx.receptions.of_client("c1")) == []
