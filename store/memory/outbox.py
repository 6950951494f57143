"""The outbox in dicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import Any

from ...engine.model import SERVICE, Backlog, Origin, OutboxRow, OutboxStatus, Settlement
from ...engine.sending.other_form import other_form
from ..rules.statuses import arrives, copies, moves, sent_again
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo, Unique


def _pending(row: OutboxRow) -> str | None:
    return row.contact_id if row.status is OutboxStatus.PENDING else None


class MemoryOutbox:
    """`Outbox` in dicts. Keys are the order in which rows were added, as in SQL."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self._ids = Unique("The outbox row", lambda row: row.id)
        self._wamids = KeyGroups(lambda row: row.wamid)
        self._pending = KeyGroups(_pending)
        self.table: IndexedDict[int, OutboxRow] = IndexedDict(
            "outbox row", undo, self._ids, self._wamids, self._pending
        )
        self._contacts = contacts.table
        self._next = count(1)

    def add(self, row: OutboxRow) -> None:
        self._contacts.require(row.contact_id)
        self.table.add(next(self._next), row)

    def by_id(self, row_id: str) -> OutboxRow | None:
        return self.table.get(self._ids.find(row_id))

    def by_wamid(self, wamid: str) -> OutboxRow | None:
        return self.table.get(self._wamids.first(wamid))

    def origin(self, wamid: str) -> Origin | None:
        row = self.by_wamid(wamid)
        return Origin(row.contact_id, row.session_id, row.about) if row else None

    def heads(self, contact_ids: Iterable[str]) -> list[OutboxRow]:
        keys = {self._pending.first(contact_id) for contact_id in contact_ids} - {None}
        return [row for row in map(self.table.get, sorted(keys)) if row]

    def waiting(self, limit: int) -> list[str]:
        return self._pending.by_first()[:limit]

    def page(
        self, *, status: OutboxStatus | None, after: str | None, limit: int
    ) -> list[OutboxRow]:
        rows = sorted(self.table, key=lambda row: row.id)
        wanted = (row for row in rows if row.id > (after or "") and status in (None, row.status))
        return list(islice(wanted, limit))

    def of_contact(self, contact_id: str, *, since: datetime, until: datetime) -> list[OutboxRow]:
        return self._written(lambda row: row.contact_id == contact_id, since, until)

    def about(self, session_id: str, *, since: datetime, until: datetime) -> list[OutboxRow]:
        return self._written(lambda row: row.about == session_id, since, until)

    def _written(
        self, wanted: Callable[[OutboxRow], bool], since: datetime, until: datetime
    ) -> list[OutboxRow]:
        rows = [row for _, row in sorted(self.table.items())]
        return [row for row in rows if wanted(row) and since <= row.created_at <= until]

    def claim(self, row_ids: Iterable[str], now: datetime) -> None:
        for row_id in row_ids:
            self._change(row_id, OutboxStatus.PENDING, claimed_at=now)

    def sent(self, wamids: Mapping[str, str]) -> None:
        for row_id, wamid in wamids.items():
            self.settle(row_id=row_id, wamid=wamid, status=OutboxStatus.SENT)

    def awaited(self, contact_ids: Iterable[str]) -> list[str]:
        return [contact_id for contact_id in set(contact_ids) if self._is_awaited(contact_id)]

    def _is_awaited(self, contact_id: str) -> bool:
        rows = map(self.table.get, self._pending.at(contact_id))
        return any(row.awaited for row in rows if row)

    def retry(
        self,
        row_id: str,
        *,
        attempts: int,
        retry_at: datetime,
        error: str,
        in_doubt: bool = False,
        form: OutboxRow | None = None,
    ) -> None:
        again: dict[str, Any] = {"attempts": attempts, "retry_at": retry_at, "error": error}
        if form is not None:
            again |= {"body": form.body, "user_phone": form.user_phone}
        if not in_doubt:
            again["claimed_at"] = None
        self._change(row_id, OutboxStatus.PENDING, **again)

    def fail(self, row_id: str, error: str) -> bool:
        return self._change(row_id, OutboxStatus.PENDING, status=OutboxStatus.FAILED, error=error)

    def backlog(self) -> Backlog:
        written = [row.created_at for row in self.table if row.status is OutboxStatus.PENDING]
        return Backlog(len(written), min(written, default=None))

    def failed(self) -> int:
        return sum(row.status is OutboxStatus.FAILED for row in self.table)

    def again(self, row_id: str) -> bool:
        new = {"attempts": 0, "retry_at": None, "error": None, "claimed_at": None}
        return self._change(row_id, OutboxStatus.FAILED, status=OutboxStatus.PENDING, **new)

    def settle(
        self,
        *,
        row_id: str | None,
        wamid: str,
        status: OutboxStatus,
        error: str | None = None,
        kind: str | None = None,
        now: datetime | None = None,
        category: str | None = None,
    ) -> Settlement | None:
        row = (self.by_id(row_id) if row_id else None) or self.by_wamid(wamid)
        if row is None:
            return None
        moved = moves(row.status, row.wamid, wamid, status, row.beside)
        failed = moved and status is OutboxStatus.FAILED
        other = other_form(row, kind)
        again = (
            sent_again(kind, row.resends, row.created_at, now, other_form=other is not None)
            if failed
            else None
        )
        if again:
            in_doubt = row.claimed_at if row.status is OutboxStatus.PENDING else None
            pending = replace(
                row, status=OutboxStatus.PENDING, claimed_at=in_doubt, **again._asdict()
            )
            form = other or row
            pending = replace(pending, body=form.body, user_phone=form.user_phone)
            self._put(replace(pending, wamid=wamid, error=error))
        elif moved:
            billed = category or row.category
            self._put(replace(row, wamid=wamid, status=status, error=error, category=billed))
        else:
            known, beside = copies(row.status, row.wamid, wamid, status, row.beside)
            self._put(replace(row, wamid=known, beside=beside))
        frees = row.status is OutboxStatus.PENDING or again is not None
        arrived = moved and arrives(row.status, status)
        number, sent_at = row.phone_number_id, row.claimed_at
        return Settlement(row.contact_id, number, sent_at, moved, frees, arrived)

    def billed(self, since: datetime) -> Mapping[tuple[str, str], int]:
        there = (OutboxStatus.DELIVERED, OutboxStatus.READ)
        rows = (row for row in self.table if row.created_at >= since and row.status in there)
        return Counter((row.phone_number_id, row.category or SERVICE) for row in rows)

    def _change(self, row_id: str, only: OutboxStatus, **changes: Any) -> bool:
        row = self.by_id(row_id)
        if row is None or row.status is not only:
            return False
        self._put(replace(row, **changes))
        return True

    def _put(self, row: OutboxRow) -> None:
        self.table.put(self._ids.find(row.id), row)
