"""Who agreed that a client writes when Meta's 24 hours are over, in SQL."""

from __future__ import annotations

from ...engine.model import Consent
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import Consents

_CONSENT = RowMapper(Consents, Consent)
_OF = Statement(
    lambda hole: _CONSENT.select().where(Consents.contact == hole()).order_by(Consents.client_id)
)


class SqlConsents:
    """`Consents` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def of(self, contact_id: str) -> list[Consent]:
        return _CONSENT.read_all(self._rows.all(_OF, contact_id))

    def add(self, consent: Consent) -> None:
        _CONSENT.add_unless_there(self._rows, consent)
