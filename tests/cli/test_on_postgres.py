"""The walk of an operator, on PostgreSQL."""

from __future__ import annotations

import pytest

from .conftest import Milo
from .people import NOW, conversation, message

LATER = NOW.replace(year=NOW.year + 1)


@pytest.fixture
def milo(postgres_url: str, tmp_path) -> Milo:
    return Milo(tmp_path, postgres_url)


def test_an_operators_walk(milo):
    milo.good("migrate")
    milo.good("businesses", "add", "Grupo", "--id", "grupo")
    assert ": created" in milo.apply()
    assert ": updated: business_id" in milo.apply(
        "name: Peluquería Carla\nslug: carla\nbusiness: grupo"
    )
    made = milo.json("bookings", "add", "carla", "taller", "2035-11-27T09:00", "--party", "3")
    milo.good("bookings", "move", made["id"], "2035-11-27T10:00")
    assert milo.json("bookings", "done", made["id"])["status"] == "completed"
    assert made["id"] in milo.good("bookings", "carla")
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
