"""Who follows whom since contacts became one: buttons on people's phones still name who is gone."""

from __future__ import annotations

from .ports import Transaction

MERGED = "contact.merge"
"""The action of audit entries that tell of it: of two pairs and more, each [gone, stays]."""


def heir(tx: Transaction, contact_id: str, gone: str) -> str:
    """Return what has become of a contact or a session that this contact followed.

    What it did not follow is returned as it is.
    """
    heirs = _heirs(tx, contact_id)
    while gone in heirs:
        gone = heirs[gone]
    return gone


def _heirs(tx: Transaction, contact_id: str) -> dict[str, str]:
    heirs: dict[str, str] = {}
    for entry in tx.audit.of(f"contact:{contact_id}"):
        if entry.action == MERGED:
            gone, stays = entry.changes["contact"]
            heirs |= {gone: stays, **_heirs(tx, gone), **dict(entry.changes["sessions"])}
    return heirs
