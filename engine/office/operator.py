"""Notes who changed what, within the transaction that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..engine.model import AuditEntry
from ..engine.ports import Ids, Transaction
from .admin import Admin

Changes = Mapping[str, tuple[Any, Any]]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return the fields that differ, each as (old, new)."""
    return {key: (before.get(key), after[key]) for key in after if before.get(key) != after[key]}


def note(
    tx: Transaction, ids: Ids, now: datetime, action: str, subject: str, changes: Changes
) -> None:
    """Add an entry; a change that changes nothing leaves none."""
    if changes:
        pairs = {key: list(pair) for key, pair in changes.items()}
        tx.audit.add(AuditEntry(ids.new(), now, Admin.name, action, subject, pairs))
