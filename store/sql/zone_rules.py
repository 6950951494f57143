"""Time zones as coming bookings were reckoned by them, in SQL."""

from __future__ import annotations

from ...engine.model import ZoneRules
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import ZoneRules as ZoneRulesTable

_RULES = RowMapper(ZoneRulesTable, ZoneRules)
_CHANGED = ("release", "offsets", "until")
_FIND = Statement(lambda hole: _RULES.select().where(ZoneRulesTable.name == hole()))
_ALL = Statement(lambda _: _RULES.select().order_by(ZoneRulesTable.name))
_REPLACE = Statement(
    lambda hole: _RULES.update(hole, _CHANGED).where(ZoneRulesTable.name == hole())
)


class SqlZoneRules:
    """`ZoneRulesKept` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, rules: ZoneRules) -> None:
        _RULES.add_unless_there(self._rows, rules)

    def replace(self, rules: ZoneRules) -> None:
        self._rows.run(_REPLACE, *_RULES.written(rules, _CHANGED), rules.name)

    def find(self, name: str) -> ZoneRules | None:
        return _RULES.read_one(self._rows.one(_FIND, name))

    def all(self) -> list[ZoneRules]:
        return _RULES.read_all(self._rows.all(_ALL))
