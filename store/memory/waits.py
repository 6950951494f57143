"""People in line for places, in dicts."""

from __future__ import annotations

from dataclasses import replace

from ...engine.model import Wait
from .clients import MemoryClients
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo


class MemoryWaits:
    """`Waits` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts, clients: MemoryClients) -> None:
        self._client = KeyGroups(lambda row: row.client_id)
        self.table: IndexedDict[str, Wait] = IndexedDict("wait", undo, self._client)
        self._contacts = contacts.table
        self._clients = clients.table

    def of_client(self, client_id: str) -> list[Wait]:
        rows = filter(None, map(self.table.get, self._client.at(client_id)))
        return sorted(rows, key=lambda row: (row.created_at, row.id))

    def by_id(self, wait_id: str) -> Wait | None:
        return self.table.get(wait_id)

    def of_contact(self, contact_id: str) -> list[Wait]:
        rows = (row for row in self.table if row.contact_id == contact_id)
        return sorted(rows, key=lambda row: (row.created_at, row.id))

    def add(self, wait: Wait) -> None:
        self._clients.require(wait.client_id)
        self._contacts.require(wait.contact_id)
        self.table.add(wait.id, wait)

    def offer(self, wait_id: str, booking_id: str | None, message_id: str | None = None) -> None:
        row = self.table.get(wait_id)
        if row:
            self.table.put(wait_id, replace(row, booking_id=booking_id, message_id=message_id))

    def remove(self, wait_id: str) -> None:
        self.table.drop(wait_id)
