"""What Meta says of templates, in SQL."""

from __future__ import annotations

from ...engine.model import TemplateState
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Templates

_STATE = RowMapper(Templates, TemplateState)
_REST = ("status", "category", "reason", "quality", "updated_at")

_FIND = Statement(
    lambda hole: _STATE.select().where(
        Templates.account == hole(), Templates.name == hole(), Templates.language == hole()
    )
)
_ALL = Statement(
    lambda hole: (
        _STATE.select()
        .where(Templates.account == hole())
        .order_by(Templates.name, Templates.language)
    )
)
_SAVE = Statement(
    lambda hole: _STATE.update(hole, _REST).where(
        Templates.account == hole(), Templates.name == hole(), Templates.language == hole()
    )
)


class SqlTemplates:
    """`Templates` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def find(self, name: str, language: str, account: str = "") -> TemplateState | None:
        return _STATE.read_one(self._rows.one(_FIND, account, name, language))

    def all(self, account: str = "") -> list[TemplateState]:
        return _STATE.read_all(self._rows.all(_ALL, account))

    def save(self, state: TemplateState) -> None:
        values = _STATE.written(state, _REST)
        if not self._rows.run(_SAVE, *values, state.account, state.name, state.language):
            _STATE.add_unless_there(self._rows, state)
