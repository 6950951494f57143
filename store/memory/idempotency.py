"""First answers to requests with an `Idempotency-Key`, in dicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...engine.model import KEPT_FOR, FirstAnswer
from .indexed_dicts import IndexedDict, Undo


class MemoryFirstAnswers:
    """`FirstAnswers` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[str, FirstAnswer] = IndexedDict("first answer", undo)

    def claim(self, fresh: FirstAnswer) -> FirstAnswer | None:
        known = self.table.get(fresh.id)
        if known and known.created_at > fresh.created_at - KEPT_FOR:
            return known
        self.table.put(fresh.id, fresh)
        return None

    def answer(self, id: str, status: int, body: Any) -> None:
        known = self.table.get(id)
        if known:
            self.table.put(id, replace(known, status=status, body=body))
