"""Merchants are kept between transactions, and never longer than they are true."""

from __future__ import annotations

import sqlite3

import pytest

from milo.store import open_store


class BoomError(Exception):
    pass


def name(store):
    return store.transact(lambda tx: tx.clients.by_slug("carla").name)


@pytest.fixture
def shop(sqlite_store, given):
    sqlite_store.transact(lambda tx: tx.clients.add(given.client("c1", slug="carla", name="Carla")))
    assert name(sqlite_store) == "Carla"
    return sqlite_store


def asked(store):
    """Count what is read of clients from now on."""
    seen = []

    def note(sql):
        if 'FROM "clients"' in sql:
            seen.append(sql)

    store._writer.connection().set_trace_callback(note)
    return seen


def test_a_merchant_is_read_once(shop):
    seen = asked(shop)
    assert [name(shop) for _ in range(3)] == ["Carla"] * 3
    assert len(seen) <= 1


def test_our_own_change_is_seen_at_once_and_after(shop, given):
    def change(tx):
        tx.clients.save(given.client("c1", slug="carla", name="Otra"))
        return tx.clients.by_slug("carla").name

    assert shop.transact(change) == "Otra"
    assert name(shop) == "Otra"


def test_a_change_that_was_undone_was_never_kept(shop, given):
    def change(tx):
        tx.clients.save(given.client("c1", slug="carla", name="Otra"))
        assert tx.clients.by_slug("carla").name == "Otra"
        raise BoomError

    with pytest.raises(BoomError):
        shop.transact(change)
    assert name(shop) == "Carla"


def test_another_processes_change_is_seen(shop, sqlite_url, given):
    other = open_store(sqlite_url)
    other.transact(lambda tx: tx.clients.save(given.client("c1", slug="carla", name="Otra")))
    other.close()
    assert name(shop) == "Otra"
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as plain:
        plain.execute("UPDATE clients SET name = 'Tercera'")
    assert name(shop) == "Tercera"


def test_a_number_that_is_new_is_known(shop, given):
    assert shop.transact(lambda tx: tx.businesses.numbers()) == []
    business = given.business("b1", phone_number_id="77")
    shop.transact(lambda tx: tx.businesses.add(business))
    assert shop.transact(lambda tx: tx.businesses.numbers()) == ["77"]
