"""Short links followed, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from peewee import fn

from .executor import SqlExecutor, Statement
from .record_tables import Visits

_ADD = Statement(
    lambda hole: Visits.insert(
        {Visits.client: hole(), Visits.day: hole(), Visits.count: 1}
    ).on_conflict(
        conflict_target=[Visits.client, Visits.day], update={Visits.count: Visits.count + 1}
    )
)
_SINCE = Statement(
    lambda hole: (
        Visits.select(Visits.client, fn.SUM(Visits.count))
        .where(Visits.day >= hole())
        .group_by(Visits.client)
    )
)


class SqlVisits:
    """`Visits` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def add(self, client_id: str, day: date) -> None:
        self._rows.run(_ADD, client_id, day.isoformat())

    def since(self, day: date) -> Mapping[str, int]:
        return {str(one): int(count) for one, count in self._rows.all(_SINCE, day.isoformat())}
