"""Tokens and blocked people, on all three stores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milo.engine.errors import ConflictError
from milo.engine.model import AccessToken, Blocked, Contact, Scope


@pytest.fixture
def clients(store, given):
    store.transact(given.people())
    store.transact(lambda tx: tx.clients.add(given.client("c2")))
    return store


def token(key, client="c1", scope=Scope.CLIENT, now=None):
    return AccessToken(key, client, scope, f"digest-{key}", "agenda", now)


def test_a_token_is_found_by_its_digest_and_ended_by_its_client(clients, given):
    one, feed = token("t1", now=given.now), token("t2", scope=Scope.CALENDAR, now=given.now)
    clients.transact(lambda tx: [tx.tokens.add(row) for row in (one, feed)])
    assert clients.read(lambda tx: tx.tokens.find("digest-t1")) == one
    assert clients.read(lambda tx: tx.tokens.find("digest-t9")) is None
    assert clients.read(lambda tx: tx.tokens.of_client("c1", Scope.CALENDAR)) == [feed]
    assert clients.read(lambda tx: tx.tokens.of_client("c2", Scope.CLIENT)) == []
    assert not clients.transact(lambda tx: tx.tokens.remove("c2", Scope.CLIENT, "t1"))
    assert not clients.transact(lambda tx: tx.tokens.remove("c1", Scope.CALENDAR, "t1"))
    assert clients.transact(lambda tx: tx.tokens.remove("c1", Scope.CLIENT, "t1"))
    assert clients.read(lambda tx: tx.tokens.find("digest-t1")) is None


def test_one_digest_is_one_token(clients, given):
    clients.transact(lambda tx: tx.tokens.add(token("t1", now=given.now)))
    twin = replace(token("t2", now=given.now), digest="digest-t1")
    with pytest.raises(ConflictError):
        clients.transact(lambda tx: tx.tokens.add(twin))


def test_a_blocked_person_is_known_by_either(clients, given):
    row = Blocked("b1", "c1", "5492615551234", "AR.1", "no viene", given.now)
    clients.transact(lambda tx: tx.blocked.add(row))

    def find(client, phone, user_id):
        contact = Contact("p1", "n1", user_id, phone, "Ana")
        return clients.read(lambda tx: tx.blocked.of_person(client, contact))

    assert find("c1", "5492615551234", None) == find("c1", "542615551234", None) == row
    assert find("c1", None, "AR.1") == row
    assert find("c1", "549", "AR.2") is find("c2", None, "AR.1") is find("c1", None, None) is None
    assert find("c1", "5492615551234", "AR.2") is None  # the phone has gone to somebody else
    told = replace(row, told_at=given.at(1), reason="no vino")
    clients.transact(lambda tx: tx.blocked.save(told))
    assert clients.read(lambda tx: tx.blocked.of_client("c1")) == [told]
    assert not clients.transact(lambda tx: tx.blocked.remove("c2", "b1"))
    assert clients.transact(lambda tx: tx.blocked.remove("c1", "b1"))
    assert clients.read(lambda tx: tx.blocked.of_client("c1")) == []
