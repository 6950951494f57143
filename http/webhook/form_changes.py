"""What Meta's webhooks say of forms: whether one may be sent now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..text import word

_LIMIT = 64


@dataclass(frozen=True, slots=True)
class FormChange:
    """A form's new status: `PUBLISHED`, `THROTTLED`, `BLOCKED`, `DEPRECATED`, …; `id` is Meta's.

    Attributes:
        account: Meta's id of the account that it is of.
    """

    id: str
    status: str
    account: str = ""


def form_change(field: str, value: Mapping[str, Any], account: str = "") -> FormChange | None:
    """Return what a change says of a form's status; None where it says nothing of any."""
    if field != "flows":
        return None
    form_id, status = word(value.get("flow_id")), word(value.get("new_status")).upper()
    told = FormChange(form_id[:_LIMIT], status[:_LIMIT], account)
    return told if form_id and status else None
