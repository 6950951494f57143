"""What a status webhook says of a message of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.model import OutboxStatus
from ..cloud.errors import classify_status_errors
from ..cloud.request_builder import row_id_in
from ..text import word
from .delivery import StatusUpdate

_CATEGORY_LIMIT = 32
STATUSES: Mapping[str, OutboxStatus] = {
    "sent": OutboxStatus.SENT,
    "delivered": OutboxStatus.DELIVERED,
    "read": OutboxStatus.READ,
    "played": OutboxStatus.READ,
    "failed": OutboxStatus.FAILED,
}


def status_update(status: Any) -> StatusUpdate | None:
    """Return what it says, or None for a status that is not known or names no message."""
    if not isinstance(status, dict):
        return None
    known = STATUSES.get(word(status.get("status")))
    wamid = word(status.get("id"))
    if known is None or not wamid:
        return None
    failed = known is OutboxStatus.FAILED
    failure = classify_status_errors(status.get("errors")) if failed else None
    row_id = row_id_in(status.get("biz_opaque_callback_data"))
    return StatusUpdate(wamid, row_id, known, failure, _category(status.get("pricing")))


def _category(pricing: object) -> str | None:
    """Return what a message is billed as; `free_customer_service` names no category of its own."""
    said = word(pricing.get("category")) if isinstance(pricing, dict) else ""
    return said.lower()[:_CATEGORY_LIMIT] or None
