"""Where our templates stand with Meta: what we want, beside what it says of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..model import TemplateState
from ..ports import Transaction
from .definition import APPROVED, Template, meta_language

UNSUBMITTED = "UNSUBMITTED"
"""The status of a template that Meta has not been asked for, as far as we know."""
WAITS = frozenset({"PENDING", "IN_APPEAL", "PENDING_DELETION"})


@dataclass(frozen=True, slots=True)
class TemplateStanding:
    """A template in one language, and what Meta says of it."""

    template: Template
    locale: str
    state: TemplateState | None

    @property
    def language(self) -> str:
        """Its language as Meta spells it."""
        return meta_language(self.locale)

    @property
    def status(self) -> str:
        """Meta's word, or `UNSUBMITTED`."""
        return self.state.status if self.state else UNSUBMITTED

    @property
    def problem(self) -> str:
        """What is wrong with it; "" for one that is sent, or that Meta is still looking at."""
        if self.status == APPROVED or self.status in WAITS:
            return ""
        if self.state is None:
            return "was never submitted: milo templates submit"
        return f"is not sent: {self.status.lower()} {self.state.reason}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "name": self.template.name,
            "purpose": self.template.purpose,
            "language": self.language,
            "status": self.status,
            "category": (self.state and self.state.category) or self.template.category,
            "reason": self.state.reason if self.state else "",
            "quality": self.state.quality if self.state else "",
        }


def standings(
    tx: Transaction, templates: Iterable[Template], account: str = ""
) -> list[TemplateStanding]:
    """Return every template in every language, as it stands with an account."""
    return [
        TemplateStanding(
            template, locale, tx.templates.find(template.name, meta_language(locale), account)
        )
        for template in templates
        for locale in template.languages
    ]


def told_by_meta(row: Mapping[str, Any], now: datetime) -> TemplateState | None:
    """Read one of Meta's own list of templates; None for what names none."""
    name, language = row.get("name"), row.get("language")
    if not (isinstance(name, str) and isinstance(language, str) and name and language):
        return None
    quality = row.get("quality_score")
    score = quality.get("score") if isinstance(quality, dict) else ""
    reason = str(row.get("rejected_reason") or "")
    return TemplateState(
        name=name,
        language=language,
        status=str(row.get("status") or "UNKNOWN").upper(),
        updated_at=now,
        category=str(row.get("category") or "").lower(),
        reason="" if reason == "NONE" else reason,
        quality=str(score or ""),
    )
