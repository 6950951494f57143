"""The walk of an operator, on PostgreSQL."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.databases import fresh_postgres

from milo.engine.ports import Errand
from milo.store import leases_of, open_store

from .conftest import Milo
from .people import NOW, contact, conversation, message

LATER = NOW.replace(year=NOW.year + 1)


@pytest.fixture
def milo(postgres_url: str, tmp_path: Path) -> Iterator[Milo]:
    with fresh_postgres(postgres_url) as database:
        yield Milo(tmp_path, database.url)


def test_an_operators_walk(milo):
    milo.good("migrate")
    milo.good("businesses", "add", "Grupo", "--id", "grupo")
    assert ": created" in milo.apply()
    assert ": updated: business_id" in milo.apply(
        "name: Peluquería Carla\nslug: carla\nbusiness: grupo"
    )
    made = milo.json("bookings", "add", "carla", "taller", "2035-11-27T09:00", "--party", "3")
    milo.good("bookings", "move", made["id"], "2035-11-27T10:00")
    assert made["id"] in milo.good("bookings", "carla")
    assert milo.json("bookings", "cancel", made["id"])["status"] == "cancelled"
    assert "carla" in milo.good("shortlinks")
    assert milo.wrong("clients", "show", "\udcff") == "There is no such client."

    def add(tx):
        message(tx, "o1")
        conversation(tx, "s1", "carla", 1)

    milo.transact(add)
    milo.good("outbox", "drop", "o1")
    milo.good("outbox", "again", "o1")
    assert "s1" in milo.good("reply")
    milo.good("reply", "--session", "s1", "Hola")
    milo.good("handback", "s1")
    assert milo.transact(lambda tx: tx.timers.due(LATER, 9)) != []
    assert "does not run" in milo("doctor", MILO_PORT="1").stdout


def test_doctor_lists_the_processes_that_share_the_work(milo):
    milo.good("migrate")

    def workers():
        rows = json.loads(milo("doctor", "--json", MILO_PORT="1").stdout)
        return [row for row in rows if row["name"].startswith("worker ")]

    with closing(open_store(milo.url, own=True)) as store:
        leases = leases_of(store)
        leases.start(lambda *_: None, lambda: None)
        ana = milo.transact(lambda tx: tx.contacts.upsert(contact("d1", "5492610001234"), NOW))
        leases.take([ana.id], Errand.WORK)
        (row,) = workers()
        assert row["value"].endswith(f":{os.getpid()}")
        assert row["help"].endswith(" 1 people")
        leases.stop()
    assert workers() == []
