"""Keys of the panel: one-time links, and the sessions that they open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeyKind(StrEnum):
    """What a key of the panel opens."""

    LINK = "link"
    """Good once: it becomes a session."""
    SESSION = "session"
    """A browser that is signed in."""


@dataclass(frozen=True, slots=True)
class PanelKey:
    """A secret that opens the panel; only its digest is kept.

    Attributes:
        digest: SHA-256 of the secret, in hex.
        client_id: the client that it opens; None: the operator, who sees all.
        name: how the audit calls its holder.
        used_at: when a link became a session.
        contact_id: the reception whose phone asked for it; None: nobody knows whose it is.
    """

    digest: str
    kind: KeyKind
    client_id: str | None
    name: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    contact_id: str | None = None
