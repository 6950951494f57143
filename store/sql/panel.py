"""Keys of the panel, in SQL."""

from __future__ import annotations

from datetime import datetime

from ...engine.model import PanelKey
from .columns import instant_text
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import PanelKeys

_KEY = RowMapper(PanelKeys, PanelKey)
_FIND = Statement(lambda hole: _KEY.select().where(PanelKeys.digest == hole()))
_USE = Statement(
    lambda hole: PanelKeys.update({PanelKeys.used_at: hole()}).where(
        PanelKeys.digest == hole(), PanelKeys.used_at.is_null(), PanelKeys.expires_at > hole()
    )
)
_REMOVE = Statement(lambda hole: PanelKeys.delete().where(PanelKeys.digest == hole()))
_EXPIRE = Statement(lambda hole: PanelKeys.delete().where(PanelKeys.expires_at <= hole()))
_OF_CLIENT = Statement(
    lambda hole: (
        _KEY.select()
        .where(PanelKeys.client_id == hole(), PanelKeys.expires_at > hole())
        .order_by(PanelKeys.created_at, PanelKeys.digest)
    )
)
_OF_OPERATOR = Statement(
    lambda hole: (
        _KEY.select()
        .where(PanelKeys.client_id.is_null(), PanelKeys.expires_at > hole())
        .order_by(PanelKeys.created_at, PanelKeys.digest)
    )
)


class SqlPanelKeys:
    """`PanelKeys` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, key: PanelKey) -> None:
        _KEY.add(self._rows, key)

    def find(self, digest: str) -> PanelKey | None:
        return _KEY.read_one(self._rows.one(_FIND, digest))

    def use(self, digest: str, now: datetime) -> bool:
        at = instant_text(now)
        return self._rows.run(_USE, at, digest, at) == 1

    def remove(self, digest: str) -> None:
        self._rows.run(_REMOVE, digest)

    def of_client(self, client_id: str | None, now: datetime) -> list[PanelKey]:
        if client_id is None:
            return _KEY.read_all(self._rows.all(_OF_OPERATOR, instant_text(now)))
        return _KEY.read_all(self._rows.all(_OF_CLIENT, client_id, instant_text(now)))

    def expire(self, now: datetime) -> None:
        self._rows.run(_EXPIRE, instant_text(now))
