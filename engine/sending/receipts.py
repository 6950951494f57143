"""Who has waited so long for an answer that it is worth saying that we read them: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime, timedelta

from ..fast_dataclass import dataclass

AFTER = timedelta(milliseconds=300)
"""An answer that comes sooner needs no word before it."""
LOOK_SECONDS = 0.1
"""How often it is looked, as long as somebody waits."""
AT_ONCE = 8
"""Messages in flight beyond which nothing is said: answers need the way more."""


@dataclass(frozen=True, slots=True)
class AwaitedReply:
    """A message that somebody waits for an answer to."""

    contact_id: str
    phone_number_id: str
    message_id: str


@dataclass(slots=True)
class Receipts:
    """The last message of each person that nothing was sent to since; each is told of once."""

    _waiting: dict[str, tuple[AwaitedReply, datetime]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def heard(self, messages: Iterable[AwaitedReply], now: datetime) -> None:
        """Note messages that came now."""
        for message in messages:
            self._waiting.pop(message.contact_id, None)
            self._waiting[message.contact_id] = (message, now)

    def answered(self, contact_id: str) -> None:
        """Something is on its way to this person: said afterwards, a word would come too late."""
        self._waiting.pop(contact_id, None)

    def due(self, now: datetime) -> list[AwaitedReply]:
        """Take out those who have waited long enough."""
        due = [one for one, at in self._waiting.values() if not timedelta() <= now - at < AFTER]
        for one in due:
            del self._waiting[one.contact_id]
        return due
