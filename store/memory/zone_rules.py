"""Time zones as coming bookings were reckoned by them, in dicts."""

from __future__ import annotations

from ...engine.model import ZoneRules
from .indexed_dicts import IndexedDict, Undo


class MemoryZoneRules:
    """`ZoneRulesKept` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[str, ZoneRules] = IndexedDict("zone rules", undo)

    def add(self, rules: ZoneRules) -> None:
        if not self.table.get(rules.name):
            self.table.put(rules.name, rules)

    def replace(self, rules: ZoneRules) -> None:
        self.table.put(rules.name, rules)

    def find(self, name: str) -> ZoneRules | None:
        return self.table.get(name)

    def all(self) -> list[ZoneRules]:
        return sorted(self.table, key=lambda rules: rules.name)
