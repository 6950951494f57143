"""Who is not to be sent what nobody waits for, in dicts."""

from __future__ import annotations

from ...engine.model import OptOut
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, Undo


class MemoryOptOuts:
    """`OptOuts` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts) -> None:
        self.table: IndexedDict[tuple[str, str], OptOut] = IndexedDict("opt-out", undo)
        self._contacts = contacts.table

    def of(self, contact_id: str) -> list[OptOut]:
        rows = [row for row in self.table if row.contact_id == contact_id]
        return sorted(rows, key=lambda row: row.client_id)

    def add(self, opt_out: OptOut) -> None:
        self._contacts.require(opt_out.contact_id)
        key = (opt_out.contact_id, opt_out.client_id)
        if self.table.get(key) is None:
            self.table.put(key, opt_out)

    def drop(self, contact_id: str) -> None:
        for row in self.of(contact_id):
            self.table.drop((contact_id, row.client_id))
