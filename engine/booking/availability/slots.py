"""What is asked of the availability engine, and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ...fast_dataclass import dataclass
from ..settings.services import Service


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """What somebody wants a time for.

    Attributes:
        party: how many guests.
        staff: a staff member's id, or None for anybody who is free.
        contact_id: whose own hold does not block.
        exclude: the id of a booking that is being moved: left out of every check.
        stand_in: the service as it was booked, where the client offers it no more (R20).
    """

    service: str
    party: int = 1
    staff: str | None = None
    contact_id: str | None = None
    exclude: str | None = None
    stand_in: Service | None = None


class Slot(NamedTuple):
    """A time that can be booked.

    Attributes:
        starts_at, ends_at: UTC.
        label: the local hour, `16:30`; `01:30-03:00` where the clock shows it twice.
        staff: ids of those free then, in the service's order; empty where it has no staff.
    """

    starts_at: datetime
    ends_at: datetime
    label: str
    staff: tuple[str, ...] = ()
