"""Keys of the panel."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ..model import PanelKey


class PanelKeys(Protocol):
    """One-time links and sessions of the panel, by the digest of their secret."""

    def add(self, key: PanelKey) -> None: ...
    def find(self, digest: str) -> PanelKey | None: ...
    def use(self, digest: str, now: datetime) -> bool:
        """Note that a link was used; False where it was used before, or ran out."""

    def remove(self, digest: str) -> None:
        """Remove a key; nothing happens where there is none."""

    def of_client(self, client_id: str | None, now: datetime) -> list[PanelKey]:
        """Return the keys that open a client (None: the operator's) now, oldest first."""

    def expire(self, now: datetime) -> None:
        """Remove the keys that have run out."""
