"""People in line for places, in SQL."""

from __future__ import annotations

from ...engine.model import Wait
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Waits

_WAIT = RowMapper(Waits, Wait)
_ORDER = (Waits.created_at, Waits.id)
_OF_CLIENT = Statement(lambda hole: _WAIT.select().where(Waits.client == hole()).order_by(*_ORDER))
_OF_CONTACT = Statement(
    lambda hole: _WAIT.select().where(Waits.contact == hole()).order_by(*_ORDER)
)
_BY_ID = Statement(lambda hole: _WAIT.select().where(Waits.id == hole()))
_OFFER = Statement(
    lambda hole: _WAIT.update(hole, ("booking_id", "message_id")).where(Waits.id == hole())
)
_REMOVE = Statement(lambda hole: Waits.delete().where(Waits.id == hole()))


class SqlWaits:
    """`Waits` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def of_client(self, client_id: str) -> list[Wait]:
        """Return them; each write to an agenda asks, and hardly ever has the line changed."""

        def read() -> list[Wait]:
            return _WAIT.read_all(self._rows.all(_OF_CLIENT, client_id))

        lines = self._rows.lines
        return [*lines.get(client_id, read)] if lines else read()

    def by_id(self, wait_id: str) -> Wait | None:
        return _WAIT.read_one(self._rows.one(_BY_ID, wait_id))

    def of_contact(self, contact_id: str) -> list[Wait]:
        return _WAIT.read_all(self._rows.all(_OF_CONTACT, contact_id))

    def add(self, wait: Wait) -> None:
        _WAIT.add(self._rows, wait)

    def offer(self, wait_id: str, booking_id: str | None, message_id: str | None = None) -> None:
        self._rows.run(_OFFER, booking_id, message_id, wait_id)

    def remove(self, wait_id: str) -> None:
        self._rows.run(_REMOVE, wait_id)
