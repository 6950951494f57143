"""Merchants' own phones in SQL."""

from __future__ import annotations

from datetime import datetime

from peewee import SQL, NodeList

from ...engine.model import ClientStatus, Reception, ReceptionCode
from .columns import instant_text
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Clients, ReceptionCodes, Receptions

_RECEPTION = RowMapper(Receptions, Reception)
_CODE = RowMapper(ReceptionCodes, ReceptionCode)
_OF_CLIENT = Statement(
    lambda hole: (
        _RECEPTION.select()
        .where(Receptions.client == hole())
        .order_by(Receptions.created_at, Receptions.id)
    )
)
_OF_CONTACT = Statement(
    lambda hole: (
        _RECEPTION.select()
        .where(Receptions.contact == hole(), Receptions.ended_at.is_null())
        .order_by(Receptions.created_at, Receptions.id)
    )
)
_END = Statement(
    lambda hole: Receptions.update({Receptions.ended_at: hole()}).where(
        Receptions.client == hole(), Receptions.id == hole(), Receptions.ended_at.is_null()
    )
)
_STANDING = Statement(
    lambda hole: (
        _RECEPTION.select()
        .where(Receptions.ended_at.is_null())
        .order_by(Receptions.created_at, Receptions.id)
    )
)
_WITH_DIGEST = Statement(
    lambda hole: (
        _RECEPTION.select()
        .join(Clients)
        .where(
            Receptions.ended_at.is_null(),
            Clients.status == str(ClientStatus.ACTIVE),
            NodeList((SQL("CAST(settings AS TEXT) LIKE"), hole())),
        )
        .order_by(Receptions.created_at, Receptions.id)
    )
)
_TAKE_DIGEST = Statement(
    lambda hole: Receptions.update({Receptions.digest_on: hole()}).where(
        Receptions.id == hole(),
        Receptions.digest_on.is_null() | (Receptions.digest_on < hole()),
    )
)
_FIND_CODE = Statement(lambda hole: _CODE.select().where(ReceptionCodes.code == hole()))
_OPEN_CODE = Statement(
    lambda hole: (
        _CODE.select()
        .where(
            ReceptionCodes.client == hole(),
            ReceptionCodes.used_at.is_null(),
            ReceptionCodes.expires_at > hole(),
        )
        .order_by(ReceptionCodes.created_at.desc(), ReceptionCodes.code)
        .limit(1)
    )
)
_USE_CODE = Statement(
    lambda hole: ReceptionCodes.update({ReceptionCodes.used_at: hole()}).where(
        ReceptionCodes.code == hole(),
        ReceptionCodes.used_at.is_null(),
        ReceptionCodes.expires_at > hole(),
    )
)


class SqlReceptions:
    """`Receptions` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, reception: Reception) -> None:
        _RECEPTION.add(self._rows, reception)

    def of_client(self, client_id: str) -> list[Reception]:
        return _RECEPTION.read_all(self._rows.all(_OF_CLIENT, client_id))

    def of_contact(self, contact_id: str) -> list[Reception]:
        return _RECEPTION.read_all(self._rows.all(_OF_CONTACT, contact_id))

    def standing(self) -> list[Reception]:
        return _RECEPTION.read_all(self._rows.all(_STANDING))

    def with_digest(self) -> list[Reception]:
        return _RECEPTION.read_all(self._rows.all(_WITH_DIGEST, '%"digest"%'))

    def take_digest(self, reception_id: str, day: str) -> bool:
        return self._rows.run(_TAKE_DIGEST, day, reception_id, day) == 1

    def end(self, client_id: str, reception_id: str, now: datetime) -> bool:
        return self._rows.run(_END, instant_text(now), client_id, reception_id) == 1

    def add_code(self, code: ReceptionCode) -> None:
        _CODE.add(self._rows, code)

    def find_code(self, code: str) -> ReceptionCode | None:
        return _CODE.read_one(self._rows.one(_FIND_CODE, code))

    def open_code(self, client_id: str, after: datetime) -> ReceptionCode | None:
        return _CODE.read_one(self._rows.one(_OPEN_CODE, client_id, instant_text(after)))

    def use_code(self, code: str, now: datetime) -> bool:
        at = instant_text(now)
        return self._rows.run(_USE_CODE, at, code, at) == 1
