"""What operators watch of each number: whether it is halted, and what Meta bills of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model import SERVICE, OutboxStatus
from ..ports import Transaction
from ..sending.retry import FailureKind

FREE_A_MONTH = 1000
"""Messages of the category *service* that each number may have delivered for nothing."""
_NEARLY = 100
_LOOKED_AT = 1000
"""Pending messages looked at for a halted number."""


@dataclass(frozen=True, slots=True)
class Billed:
    """What a number had delivered this month.

    Attributes:
        counts: messages by what Meta bills them as.
    """

    phone_number_id: str
    counts: Mapping[str, int]

    @property
    def free_left(self) -> int:
        """How many of the free ones are left."""
        return max(FREE_A_MONTH - self.counts.get(SERVICE, 0), 0)

    @property
    def ends_soon(self) -> bool:
        """Whether those that are free are nearly used up, or are."""
        return self.free_left <= _NEARLY


def halted_numbers(tx: Transaction) -> Mapping[str, str]:
    """Return the numbers that send nothing until somebody mends it, and why."""
    halted: dict[str, str] = {}
    for row in tx.outbox.page(status=OutboxStatus.PENDING, after=None, limit=_LOOKED_AT):
        if (row.error or "").startswith(FailureKind.HALT):
            halted.setdefault(row.phone_number_id, row.error or "")
    return halted


def billed_in_month(tx: Transaction, now: datetime) -> list[Billed]:
    """Return what each number had delivered in the month of `now`, by number."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    by_number: dict[str, dict[str, int]] = {}
    for (number, category), count in tx.outbox.billed(month).items():
        by_number.setdefault(number, {})[category] = count
    return [Billed(*one) for one in sorted(by_number.items())]
