"""Turns, events, flow versions and the audit in dicts: what is only ever added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count, islice

from ...engine.messages import Incoming
from ...engine.model import AccountNews, AuditEntry, FlowVersion, TurnRecord, Walk
from .inbox import MemoryInbox
from .indexed_dicts import IndexedDict, KeyGroups, Undo, Unique
from .json_copies import copied, copied_turn
from .sessions import MemorySessions


class MemoryTurns:
    """`Turns` in dicts."""

    def __init__(self, undo: Undo, sessions: MemorySessions, inbox: MemoryInbox) -> None:
        self._inbox = inbox
        self._session = KeyGroups(lambda row: row.session_id)
        self._flow = KeyGroups(lambda row: row.flow)
        self.table: IndexedDict[int, TurnRecord] = IndexedDict(
            "turn", undo, self._session, self._flow
        )
        self._sessions = sessions.table
        self._next = count(1)

    def add(self, record: TurnRecord) -> None:
        self._sessions.require(record.session_id)
        seq = next(self._next)
        self.table.add(seq, copied_turn(replace(record, id=str(seq))))

    def of_session(self, session_id: str) -> list[TurnRecord]:
        rows = map(self.table.get, self._session.at(session_id))
        return [copied_turn(row).with_heard(self._heard(row.inbox_id)) for row in rows if row]

    def _heard(self, row_id: int | None) -> Incoming | None:
        row = self._inbox.by_id(row_id) if row_id else None
        return row.message if row else None

    def walks(
        self,
        flow: str,
        start: datetime,
        end: datetime,
        *,
        slug: str | None = None,
        after: int,
        limit: int,
    ) -> list[Walk]:
        rows = ((seq, self.table.get(seq)) for seq in self._flow.at(flow) if seq > after)
        found = (
            Walk(seq, row.session_id, row.state_before, row.state_after, row.path)
            for seq, row in rows
            if row and start <= row.now < end and slug in (None, self._slug(row.session_id))
        )
        return list(islice(found, limit))

    def _slug(self, session_id: str) -> str | None:
        session = self._sessions.get(session_id)
        return session.client_slug if session else None

    def sessions(self, *, since: datetime, slug: str | None, limit: int) -> list[str]:
        latest: dict[str, int] = {}
        for seq, row in self.table.items():
            session = self._sessions.get(row.session_id)
            if row.now >= since and session and slug in (None, session.client_slug):
                latest[row.session_id] = max(seq, latest.get(row.session_id, 0))
        return sorted(latest, key=lambda key: latest[key], reverse=True)[:limit]


class MemoryEvents:
    """`Events` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[str, tuple[str, bytes, datetime]] = IndexedDict("event", undo)

    def add(self, event_id: str, kind: str, payload: bytes, now: datetime) -> None:
        self.table.add(event_id, (kind, payload, now))

    def kinds(self) -> Mapping[str, int]:
        return Counter(kind for kind, _, _ in self.table)


class MemoryFlowVersions:
    """`FlowVersions` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self._flow = KeyGroups(lambda row: row.flow)
        self.table: IndexedDict[tuple[str, int], FlowVersion] = IndexedDict(
            "flow version", undo, self._flow
        )

    def find(self, flow: str, version: int) -> FlowVersion | None:
        return self.table.get((flow, version))

    def latest(self, flow: str) -> FlowVersion | None:
        keys = self._flow.at(flow)
        return self.table.get(keys[-1]) if keys else None

    def known(self) -> list[tuple[str, int]]:
        return sorted((row.flow, row.version) for row in self.table)

    def add(self, version: FlowVersion) -> None:
        self.table.add((version.flow, version.version), version)

    def keep(self, version: FlowVersion) -> None:
        key = (version.flow, version.version)
        if kept := self.table.get(key):
            self.table.put(key, replace(kept, data=version.data, checked=version.checked))


class MemoryAudit:
    """`Audit` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self._subject = KeyGroups(lambda row: row.subject)
        ids = Unique("The entry", lambda row: row.id)
        self.table: IndexedDict[int, AuditEntry] = IndexedDict(
            "audit entry", undo, ids, self._subject
        )
        self._next = count(1)

    def add(self, entry: AuditEntry) -> None:
        self.table.add(next(self._next), copied(entry))

    def of(self, subject: str) -> list[AuditEntry]:
        return [copied(row) for row in map(self.table.get, self._subject.at(subject)) if row]

    def latest(self, limit: int) -> list[AuditEntry]:
        return [copied(row) for row in reversed(list(self.table))][:limit]


class MemoryAccountNews:
    """`AccountNewsKept` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[tuple[str, str], AccountNews] = IndexedDict("account news", undo)

    def save(self, news: AccountNews) -> None:
        self.table.put((news.subject, news.topic), news)

    def all(self) -> list[AccountNews]:
        return sorted(self.table, key=lambda news: (news.subject, news.topic))
