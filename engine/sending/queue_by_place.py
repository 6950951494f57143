"""Who waits for a number's turn to send, and in which order: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

PRECEDENCE = timedelta(seconds=30)
"""How long what nobody waits for stands back; so it is late under load, but never for ever."""


def place(written_at: datetime, awaited: bool) -> datetime:
    """Return where in the line a message stands: the earlier, the sooner it goes out.

    Args:
        written_at: when it was written.
        awaited: whether somebody waits for it, or for one of the same person's behind it.
    """
    return written_at if awaited else written_at + PRECEDENCE


@dataclass(slots=True)
class SendQueue:
    """People by their place. A person stands in it once; the messages stay in their rows."""

    _places: dict[str, datetime] = field(default_factory=dict)
    _heap: list[tuple[datetime, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._places)

    def put(self, contact_id: str, at: datetime) -> None:
        """Give a person a place, in stead of the one they had."""
        if self._places.get(contact_id) != at:
            self._places[contact_id] = at
            heappush(self._heap, (at, contact_id))

    def leave(self, contact_id: str) -> None:
        """Take a person out."""
        self._places.pop(contact_id, None)
        if not self._places:
            self._heap.clear()

    def first(self, count: int) -> list[str]:
        """Take out, and return, those who stand first."""
        taken: list[str] = []
        while self._heap and len(taken) < count:
            at, contact_id = heappop(self._heap)
            if self._places.get(contact_id) == at:
                del self._places[contact_id]
                taken.append(contact_id)
        return taken
