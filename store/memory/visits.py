"""Short links followed, in dicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from .indexed_dicts import IndexedDict, Undo


class MemoryVisits:
    """`Visits` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[tuple[str, date], tuple[str, date, int]] = IndexedDict(
            "visit", undo
        )

    def add(self, client_id: str, day: date) -> None:
        known = self.table.get((client_id, day))
        self.table.put((client_id, day), (client_id, day, (known[2] if known else 0) + 1))

    def since(self, day: date) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for client_id, at, count in self.table:
            if at >= day:
                found[client_id] += count
        return found
