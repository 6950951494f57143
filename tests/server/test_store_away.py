"""What cannot be stored is not acknowledged: Meta brings it again, and then it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import requests
from support.databases import PostgresDatabase, SqliteFile
from support.house import House
from support.polling import until
from support.talks import walk


@contextmanager
def away(database: object) -> Iterator[None]:
    """Take a database away from its server for a while, each kind as it happens to that kind."""
    if isinstance(database, SqliteFile):
        with closing(database.connect("rw")) as outside:
            outside.execute("BEGIN IMMEDIATE")
            yield
            outside.execute("ROLLBACK")
        return
    assert isinstance(database, PostgresDatabase)
    name = database.name
    with psycopg.connect(database.beside, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


def test_a_post_is_turned_away_and_answered_when_it_comes_again(own_house: House) -> None:
    house = own_house
    house.open()
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "inicio")
    house.wait_until_quiet()

    with away(house.database):
        assert house.post(ana.write({"type": "text", "text": "hola"})) == 503
        assert requests.get(f"{house.server.address}/healthz", timeout=5).status_code == 200
        ana.send({"type": "text", "text": "reservar"})

    assert "¿Qué servicio" in ana.next().text
    until(lambda: requests.get(f"{house.server.address}/readyz", timeout=5).ok, "readiness")
    house.wait_until_quiet()
    assert ana.unread() == []
