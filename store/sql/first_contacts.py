"""Whom clients wrote to when Meta's 24 hours were over, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from peewee import fn

from ...engine.model import FirstContact
from .columns import instant_text
from .executor import SqlExecutor, Statement
from .mapper import RowMapper
from .tables import FirstContacts

_FIRST = RowMapper(FirstContacts, FirstContact)
_OF = Statement(
    lambda hole: _FIRST.select().where(FirstContacts.contact == hole(), FirstContacts.at >= hole())
)
_COUNTED = Statement(
    lambda hole: (
        FirstContacts.select(FirstContacts.client_id, fn.COUNT(FirstContacts.contact))
        .where(FirstContacts.phone_number_id == hole(), FirstContacts.at >= hole())
        .group_by(FirstContacts.client_id)
    )
)
_FORGET = Statement(
    lambda hole: FirstContacts.delete().where(
        (FirstContacts.at < hole()) | (FirstContacts.contact == hole())
    )
)


class SqlFirstContacts:
    """`FirstContacts` in SQL."""

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def of(self, contact_id: str, since: datetime) -> FirstContact | None:
        return _FIRST.read_one(self._rows.one(_OF, contact_id, instant_text(since)))

    def counted(self, phone_number_id: str, since: datetime) -> Mapping[str, int]:
        rows = self._rows.all(_COUNTED, phone_number_id, instant_text(since))
        return {str(client_id): int(found) for client_id, found in rows}

    def note(self, first: FirstContact, since: datetime) -> None:
        self._rows.run(_FORGET, instant_text(since), first.contact_id)
        _FIRST.add_unless_there(self._rows, first)
