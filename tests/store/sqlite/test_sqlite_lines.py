"""Who waits in line is read again only where somebody may have changed it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from milo.engine.model import Wait
from milo.store import open_store


class BoomError(Exception):
    pass


@pytest.fixture
def shop(sqlite_store: Any, given: Any) -> Any:
    sqlite_store.transact(given.people("p1", "p2"))
    return sqlite_store


@pytest.fixture
def looks(shop: Any) -> list[str]:
    """The looks at lines, from now on."""
    seen: list[str] = []

    def told(sql: str) -> None:
        if sql.startswith("SELECT") and '"waits"' in sql:
            seen.append(sql)

    shop._writer.connection().set_trace_callback(told)
    return seen


def line(shop: Any, client: str = "c1") -> list[str]:
    return [one.id for one in shop.transact(lambda tx: tx.waits.of_client(client))]


def wait(given: Any, key: str, contact: str = "p1") -> Wait:
    return Wait(
        id=key,
        client_id="c1",
        contact_id=contact,
        service="corte",
        day=given.at(0).date(),
        created_at=given.at(0),
    )


def test_it_is_read_once_for_each_merchant(shop, looks):
    assert [line(shop), line(shop), line(shop)] == [[], [], []]
    assert len(looks) == 1


def test_it_is_what_was_written_last(shop, looks, given):
    assert line(shop) == []
    shop.transact(lambda tx: tx.waits.add(wait(given, "w1")))
    assert [line(shop), line(shop)] == [["w1"], ["w1"]]
    shop.transact(lambda tx: tx.waits.remove("w1"))
    assert [line(shop), line(shop)] == [[], []]
    assert len(looks) == 3


def test_a_work_sees_what_it_has_written_itself(shop, given):
    assert line(shop) == []

    def work(tx: Any) -> list[str]:
        tx.waits.add(wait(given, "w1"))
        return [one.id for one in tx.waits.of_client("c1")]

    assert shop.transact(work) == ["w1"]


def test_what_was_undone_is_not_in_it(shop, given):
    def fails(tx: Any) -> None:
        tx.waits.add(wait(given, "w1"))
        assert tx.waits.of_client("c1")
        raise BoomError

    assert line(shop) == []
    with pytest.raises(BoomError):
        shop.transact(fails)
    assert line(shop) == []


def test_what_another_process_wrote_is_in_it(shop, sqlite_url, given):
    assert line(shop) == []
    with closing(open_store(sqlite_url)) as other:
        other.transact(lambda tx: tx.waits.add(wait(given, "w1")))
    assert line(shop) == ["w1"]


def test_who_was_erased_is_not_in_it(shop, given):
    shop.transact(
        lambda tx: [tx.waits.add(wait(given, *one)) for one in (("w1", "p1"), ("w2", "p2"))]
    )
    assert line(shop) == ["w1", "w2"]
    shop.transact(lambda tx: tx.personal.erase("p1", None, given.at(1)))
    assert line(shop) == ["w2"]


def test_who_asks_may_change_what_was_returned(shop, given):
    shop.transact(lambda tx: tx.waits.add(wait(given, "w1")))
    shop.transact(lambda tx: tx.waits.of_client("c1").clear())
    assert line(shop) == ["w1"]
