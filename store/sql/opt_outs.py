"""Who is not to be sent what nobody waits for, in SQL."""

from __future__ import annotations

from ...engine.model import OptOut
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import OptOuts

_OPT_OUT = RowMapper(OptOuts, OptOut)
_OF = Statement(
    lambda hole: _OPT_OUT.select().where(OptOuts.contact == hole()).order_by(OptOuts.client_id)
)
_DROP = Statement(lambda hole: OptOuts.delete().where(OptOuts.contact == hole()))


class SqlOptOuts:
    """`OptOuts` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def of(self, contact_id: str) -> list[OptOut]:
        return _OPT_OUT.read_all(self._rows.all(_OF, contact_id))

    def add(self, opt_out: OptOut) -> None:
        _OPT_OUT.add_unless_there(self._rows, opt_out)

    def drop(self, contact_id: str) -> None:
        self._rows.run(_DROP, contact_id)
