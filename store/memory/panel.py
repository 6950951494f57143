"""Keys of the panel, in dicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...engine.model import PanelKey
from .indexed_dicts import IndexedDict, Undo


class MemoryPanelKeys:
    """`PanelKeys` in dicts."""

    def __init__(self, undo: Undo) -> None:
        self.table: IndexedDict[str, PanelKey] = IndexedDict("panel key", undo)

    def add(self, key: PanelKey) -> None:
        self.table.add(key.digest, key)

    def find(self, digest: str) -> PanelKey | None:
        return self.table.get(digest)

    def use(self, digest: str, now: datetime) -> bool:
        key = self.table.get(digest)
        if key is None or key.used_at is not None or key.expires_at <= now:
            return False
        self.table.put(digest, replace(key, used_at=now))
        return True

    def remove(self, digest: str) -> None:
        if self.table.get(digest):
            self.table.drop(digest)

    def of_client(self, client_id: str | None, now: datetime) -> list[PanelKey]:
        found = [key for key in self.table if key.client_id == client_id and key.expires_at > now]
        return sorted(found, key=lambda key: (key.created_at, key.digest))

    def expire(self, now: datetime) -> None:
        for digest in [key.digest for key in self.table if key.expires_at <= now]:
            self.table.drop(digest)
