"""Who waits for a number's turn to send, and in which order: pure.

Two orders in one: what somebody waits for goes before what nobody has asked for, and within each of
the two the clients take turns, so that one merchant's rush delays nobody else's answers. Of one
client's people, the one whose message is oldest goes first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

PRECEDENCE = timedelta(seconds=30)
"""Head start of awaited replies over notices; after it the two alternate, so that notices are
delayed under load, never starved."""


class QueuePlace(NamedTuple):
    """Where a person stands.

    Attributes:
        due: the earlier, the sooner they go, within their client's turns.
        client_slug: whose turns they wait for; empty: the lobby's.
        awaited: whether somebody waits for the message, or for one of the same person's behind it.
    """

    due: datetime
    client_slug: str
    awaited: bool

    @classmethod
    def of(cls, written_at: datetime, client_slug: str | None, *, awaited: bool) -> QueuePlace:
        """Return the place of a message that was written then."""
        due = written_at if awaited else written_at + PRECEDENCE
        return cls(due, client_slug or "", awaited)


class _Entry(NamedTuple):
    due: datetime
    contact_id: str
    place: QueuePlace


class _Turns:
    """People of one urgency; each client's, earliest first, and the clients in turn.

    Args:
        stands: whether somebody still has that place; an entry without one is skipped.
    """

    def __init__(self, stands: Callable[[_Entry], bool]) -> None:
        self._stands = stands
        self._clients: dict[str, list[_Entry]] = {}  # in the order of their turns
        self._all: list[_Entry] = []

    def put(self, entry: _Entry) -> None:
        heappush(self._clients.setdefault(entry.place.client_slug, []), entry)
        heappush(self._all, entry)

    def earliest(self) -> datetime | None:
        """Return when the first of all is due; None where nobody stands."""
        while self._all and not self._stands(self._all[0]):
            heappop(self._all)
        return self._all[0].due if self._all else None

    def next(self) -> str:
        """Return who goes next; there is somebody. Their client's next turn is the last of all."""
        while True:
            client_slug = next(iter(self._clients))
            entries = self._clients.pop(client_slug)
            while entries and not self._stands(entries[0]):
                heappop(entries)
            if entries:
                entry = heappop(entries)
                if entries:
                    self._clients[client_slug] = entries
                return entry.contact_id


class SendQueue:
    """People by their place. A person stands in it once; the messages stay in their rows."""

    def __init__(self) -> None:
        self._places: dict[str, QueuePlace] = {}
        self._answers_went_last = False
        self._clear()

    def __len__(self) -> int:
        return len(self._places)

    def put(self, contact_id: str, place: QueuePlace) -> None:
        """Give a person a place, instead of the one they had."""
        if self._places.get(contact_id) != place:
            self._places[contact_id] = place
            turns = self._answers if place.awaited else self._notices
            turns.put(_Entry(place.due, contact_id, place))

    def leave(self, contact_id: str) -> None:
        """Take a person out."""
        self._places.pop(contact_id, None)
        if not self._places:
            self._clear()

    def first(self, count: int) -> list[str]:
        """Take out, and return, those whose turn it is."""
        taken: list[str] = []
        while self._places and len(taken) < count:
            contact_id = self._next_turns().next()
            self.leave(contact_id)
            taken.append(contact_id)
        return taken

    def _next_turns(self) -> _Turns:
        """Return from whom the next is: answers, unless a notice has stood back long enough."""
        answer, notice = self._answers.earliest(), self._notices.earliest()
        overdue = answer and notice and notice < answer and self._answers_went_last
        self._answers_went_last = answer is not None and not overdue
        return self._answers if self._answers_went_last else self._notices

    def _clear(self) -> None:
        self._answers, self._notices = _Turns(self._stands), _Turns(self._stands)

    def _stands(self, entry: _Entry) -> bool:
        return self._places.get(entry.contact_id) == entry.place
