"""The forms that were published, in SQL."""

from __future__ import annotations

from datetime import datetime

from ...engine.model import PublishedForm
from .columns import instant_text
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Forms

_FORM = RowMapper(Forms, PublishedForm)
_REST = ("id", "status", "updated_at")

_FIND = Statement(lambda hole: _FORM.select().where(Forms.account == hole(), Forms.name == hole()))
_ALL = Statement(lambda hole: _FORM.select().where(Forms.account == hole()).order_by(Forms.name))
_SAVE = Statement(
    lambda hole: _FORM.update(hole, _REST).where(Forms.account == hole(), Forms.name == hole())
)
_TOLD = Statement(
    lambda hole: Forms.update({Forms.status: hole(), Forms.updated_at: hole()}).where(
        Forms.id == hole()
    )
)


class SqlForms:
    """`Forms` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def find(self, name: str, account: str = "") -> PublishedForm | None:
        return _FORM.read_one(self._rows.one(_FIND, account, name))

    def all(self, account: str = "") -> list[PublishedForm]:
        return _FORM.read_all(self._rows.all(_ALL, account))

    def save(self, form: PublishedForm) -> None:
        if not self._rows.run(_SAVE, *_FORM.written(form, _REST), form.account, form.name):
            _FORM.add_unless_there(self._rows, form)

    def told(self, form_id: str, status: str, now: datetime) -> None:
        self._rows.run(_TOLD, status, instant_text(now), form_id)
