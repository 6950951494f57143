"""Merchants' own phones in dicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...engine.model import ClientStatus, Reception, ReceptionCode
from .clients import MemoryClients
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo


class MemoryReceptions:
    """`Receptions` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts, clients: MemoryClients) -> None:
        self._client = KeyGroups(lambda row: row.client_id)
        self._contact = KeyGroups(lambda row: row.contact_id)
        self.table: IndexedDict[str, Reception] = IndexedDict(
            "reception", undo, self._client, self._contact
        )
        self.codes: IndexedDict[str, ReceptionCode] = IndexedDict("reception code", undo)
        self._contacts = contacts.table
        self._clients = clients.table

    def add(self, reception: Reception) -> None:
        self._contacts.require(reception.contact_id)
        self._clients.require(reception.client_id)
        self.table.add(reception.id, reception)

    def of_client(self, client_id: str) -> list[Reception]:
        return self._rows(self._client.at(client_id))

    def of_contact(self, contact_id: str) -> list[Reception]:
        rows = self._rows(self._contact.at(contact_id))
        return [row for row in rows if row.ended_at is None]

    def _rows(self, keys: list[str]) -> list[Reception]:
        rows = filter(None, map(self.table.get, keys))
        return sorted(rows, key=lambda row: (row.created_at, row.id))

    def standing(self) -> list[Reception]:
        return self._rows([row.id for row in self.table if row.ended_at is None])

    def with_digest(self) -> list[Reception]:
        return [row for row in self.standing() if self._names_digest(row.client_id)]

    def _names_digest(self, client_id: str) -> bool:
        client = self._clients.get(client_id)
        if client is None or client.status is not ClientStatus.ACTIVE:
            return False
        return "digest" in (client.settings.get("notify") or {})

    def take_digest(self, reception_id: str, day: str) -> bool:
        row = self.table.get(reception_id)
        if row is None or (row.digest_on and row.digest_on >= day):
            return False
        self.table.put(reception_id, replace(row, digest_on=day))
        return True

    def end(self, client_id: str, reception_id: str, now: datetime) -> bool:
        row = self.table.get(reception_id)
        if row is None or row.client_id != client_id or row.ended_at is not None:
            return False
        self.table.put(reception_id, replace(row, ended_at=now))
        return True

    def add_code(self, code: ReceptionCode) -> None:
        self._clients.require(code.client_id)
        self.codes.add(code.code, code)

    def find_code(self, code: str) -> ReceptionCode | None:
        return self.codes.get(code)

    def open_code(self, client_id: str, after: datetime) -> ReceptionCode | None:
        found = [
            row
            for row in self.codes
            if row.client_id == client_id and row.used_at is None and row.expires_at > after
        ]
        return min(found, key=lambda row: (-row.created_at.timestamp(), row.code), default=None)

    def use_code(self, code: str, now: datetime) -> bool:
        row = self.codes.get(code)
        if row is None or row.used_at is not None or row.expires_at <= now:
            return False
        self.codes.put(code, replace(row, used_at=now))
        return True
