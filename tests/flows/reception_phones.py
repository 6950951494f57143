"""Merchants whose phone is their reception, and what it is told."""

from __future__ import annotations

from typing import Any

from support.conversations import CARLA, Phone, Town

from milo.engine.model import OutboxRow
from milo.engine.office.acting import Operator
from milo.engine.office.receptions import current_code, end_reception, receptions
from milo.engine.ports import Transaction

MORE = "\n\n¿Algo más de *Carla*?"
MANUAL = CARLA | {"confirmation": "manual"}


def code_of(town: Town, slug: str = "carla") -> str:
    def work(tx: Transaction) -> str:
        client = tx.clients.by_slug(slug)
        assert client
        operator = Operator(tx, town.ids, town.clock.now())
        return f"recepcion-{current_code(operator, client).code}"

    return town.store.transact(work)


def end_all(town: Town, slug: str = "carla") -> None:
    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug(slug)
        assert client
        for row in receptions(tx, client):
            end_reception(Operator(tx, town.ids, town.clock.now()), client, row.id)

    town.store.transact(work)


def carla(settings: dict[str, Any] = CARLA, **others: dict[str, Any]) -> tuple[Town, Phone]:
    """A merchant whose phone has sent the code."""
    town = Town(carla=settings, **others)
    desk = town.person("Carla")
    assert desk.say(code_of(town)).startswith("Recepción de *Carla*")
    return town, desk


def texts(rows: list[OutboxRow]) -> list[str]:
    return [row.body.text for row in rows]


def booked(town: Town, name: str = "Ana", hour: str = "10:00") -> Phone:
    phone = town.person(name)
    phone.books(hour=hour)
    phone.tap("Confirmar")
    return phone


def notice_id(row: OutboxRow) -> str:
    return f"wamid.{row.id}"
