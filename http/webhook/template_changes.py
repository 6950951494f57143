"""What Meta's webhooks say of templates: approved, rejected, paused, rated, put elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ...engine.model import TemplateState
from ..text import one_line, word

_NAME_LIMIT = 512
_WORD_LIMIT = 64
_REASON_LIMIT = 300
UNKNOWN = "UNKNOWN"
"""The status of a template of which only something else was told."""
_WELL = frozenset({"APPROVED", "PENDING", "REINSTATED"})
"""Statuses that ask for nothing to be done."""


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """What one webhook says of a template; what it does not say is None.

    Attributes:
        account: Meta's id of the account that it is of.
    """

    name: str
    language: str
    status: str | None = None
    category: str | None = None
    reason: str | None = None
    quality: str | None = None
    account: str = ""

    def applied_to(
        self, state: TemplateState | None, now: datetime, account: str = ""
    ) -> TemplateState:
        """Return what is known of the template from now on; `account` as rows have it."""
        known = state or TemplateState(self.name, self.language, UNKNOWN, now, account=account)
        return replace(known, updated_at=now, **self.said)

    @property
    def said(self) -> dict[str, str]:
        """What is told, by name."""
        told = {
            "status": self.status,
            "category": self.category,
            "reason": self.reason,
            "quality": self.quality,
        }
        return {name: value for name, value in told.items() if value is not None}

    @property
    def is_bad(self) -> bool:
        """Whether it is not sent any more, may soon not be, or costs more."""
        stopped = self.status is not None and self.status not in _WELL
        return stopped or self.quality == "RED" or self.category == "marketing"


def template_change(
    field: str, value: Mapping[str, Any], account: str = ""
) -> TemplateChange | None:
    """Return what a change says of a template, or None where it says nothing of any."""
    if field not in _READERS:
        return None
    name = word(value.get("message_template_name"))[:_NAME_LIMIT]
    language = word(value.get("message_template_language"))[:_WORD_LIMIT]
    if not (name and language):
        return None
    return TemplateChange(name, language, **_READERS[field](value), account=account)


def _status(value: Mapping[str, Any]) -> dict[str, str]:
    said = {"status": _upper(value.get("event")), "reason": _reason(value)}
    category = word(value.get("message_template_category")).lower()[:_WORD_LIMIT]
    return {**said, "category": category} if category else said


def _reason(value: Mapping[str, Any]) -> str:
    """Return why; Meta says NONE where there is nothing to say."""
    other = value.get("other_info")
    more = other.get("description") if isinstance(other, dict) else ""
    said = [word(part) for part in (value.get("reason"), more)]
    return one_line(" · ".join(part for part in said if part and part != "NONE"), _REASON_LIMIT)


def _quality(value: Mapping[str, Any]) -> dict[str, str]:
    return {"quality": _upper(value.get("new_quality_score"))}


def _category(value: Mapping[str, Any]) -> dict[str, str]:
    return {"category": word(value.get("new_category")).lower()[:_WORD_LIMIT]}


def _upper(value: object) -> str:
    return word(value).upper()[:_WORD_LIMIT] or UNKNOWN


_READERS = {
    "message_template_status_update": _status,
    "message_template_quality_update": _quality,
    "template_category_update": _category,
}
