"""The forms that were published, in dicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...engine.model import PublishedForm
from .indexed_dicts import IndexedDict, Undo


class MemoryForms:
    """`Forms` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[tuple[str, str], PublishedForm] = IndexedDict("form", undo)

    def find(self, name: str, account: str = "") -> PublishedForm | None:
        return self.table.get((account, name))

    def all(self, account: str = "") -> list[PublishedForm]:
        found = [form for form in self.table if form.account == account]
        return sorted(found, key=lambda form: form.name)

    def save(self, form: PublishedForm) -> None:
        self.table.put((form.account, form.name), form)

    def told(self, form_id: str, status: str, now: datetime) -> None:
        for form in list(self.table):
            if form.id == form_id:
                self.save(replace(form, status=status, updated_at=now))
