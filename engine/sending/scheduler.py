"""What may go out now, what stands in line, what waits for its own time: pure, told the time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta

from ..fast_dataclass import dataclass
from ..model import OutboxRow
from .number import FailedLate, NumberState
from .queue_by_place import QueuePlace, SendQueue
from .rate_limit import Buckets
from .retry import LONGEST_SECONDS, UNSETTLED_SECONDS, FailureKind, wait_after

_DOUBT = timedelta(seconds=UNSETTLED_SECONDS)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the first pending message of some people.

    Attributes:
        go: to be sent now.
        stand: to stand in their number's line, each with its place.
        later: to be looked at again after so many seconds, by contact.
    """

    go: list[OutboxRow] = field(default_factory=list)
    stand: list[tuple[OutboxRow, QueuePlace]] = field(default_factory=list)
    later: dict[str, float] = field(default_factory=dict)


class SendScheduler:
    """Knows the numbers, the pairs, and who has a message in flight: at most one each.

    Args:
        rate: messages a second that each number may send, all processes together.
    """

    def __init__(self, rate: float, now: datetime) -> None:
        self._whole = rate
        self._workers = 1
        self._own: Mapping[str, float] = {}
        self._listening_since = now
        self._numbers: dict[str, NumberState] = {}
        self._pairs = Buckets()
        self._in_flight: dict[str, int] = {}

    def __contains__(self, contact_id: str) -> bool:
        """Return whether a message of this person's is in flight."""
        return contact_id in self._in_flight

    def __len__(self) -> int:
        return len(self._in_flight)

    def share(self, workers: int, now: datetime) -> None:
        """Share each number's rate with so many processes, this one included."""
        self._workers = max(1, workers)
        self._allow(now)

    def allow(self, own: Mapping[str, float], now: datetime) -> None:
        """Set the messages a second of numbers that have a rate of their own."""
        if own != self._own:
            self._own = dict(own)
            self._allow(now)

    def _allow(self, now: datetime) -> None:
        for phone_number_id, number in self._numbers.items():
            number.allow(self._rate(phone_number_id), now)

    def _rate(self, phone_number_id: str) -> float:
        """Return what a number may send from here."""
        return self._own.get(phone_number_id, self._whole) / self._workers

    def halted(self, phone_number_id: str) -> bool:
        """Return whether this number sends nothing but trials."""
        number = self._numbers.get(phone_number_id)
        return bool(number and number.halted)

    def has_room(self, phone_number_id: str, now: datetime) -> bool:
        """Return whether nobody on this number waits for a turn, and one more could go."""
        number = self._numbers.get(phone_number_id)
        return number is None or not (number.halted or number.line or number.room(now) < 1)

    def next_in_line(self, now: datetime) -> list[str]:
        """Take those out of their lines whose turn it is."""
        numbers = [number for number in self._numbers.values() if number.line]
        return [contact for number in numbers for contact in number.line.first(number.room(now))]

    def waking(self, now: datetime) -> float | None:
        """Return the seconds until somebody in a line has their turn; None: nobody, by time."""
        waits = [number.wait(now) for number in self._numbers.values() if number.line]
        return min((wait for wait in waits if wait is not None), default=None)

    def plan(
        self,
        heads: Iterable[OutboxRow],
        awaited: Collection[str],
        chosen: Collection[str],
        now: datetime,
    ) -> Plan:
        """Decide what becomes of people's first messages; changes nothing.

        Args:
            heads: the messages.
            awaited: whose answer somebody waits for.
            chosen: whom `next_in_line` gave; who has just come goes after them, if there is room.
            now: the present instant.
        """
        plan = Plan()
        ready: dict[str, list[OutboxRow]] = {}
        for row in heads:
            wait = self.wait(row, now)
            if wait > 0:
                plan.later[row.contact_id] = wait
            else:
                ready.setdefault(row.phone_number_id, []).append(row)
        for phone_number_id, rows in ready.items():
            room = self._number(phone_number_id, now).room(now)
            going = [row.contact_id for row in rows if row.contact_id in chosen][:room]
            newcomers = SendQueue()
            places = {
                row.contact_id: QueuePlace.of(
                    row.created_at, row.client_slug, awaited=row.contact_id in awaited
                )
                for row in rows
            }
            for contact_id in (one for one in places if one not in going):
                newcomers.put(contact_id, places[contact_id])
            going += newcomers.first(room - len(going))
            by_contact = {row.contact_id: row for row in rows}
            plan.go.extend(by_contact.pop(contact_id) for contact_id in going)
            plan.stand.extend((row, places[row.contact_id]) for row in by_contact.values())
        return plan

    def wait(self, row: OutboxRow, now: datetime) -> float:
        """Return the seconds that a message has to wait for its own sake: 0 for none."""
        instants = [row.retry_at or now]
        if row.claimed_at:  # no status could reach us while we were down
            instants.append(max(row.claimed_at, self._listening_since) + _DOUBT)
        waits = [(instant - now).total_seconds() for instant in instants]
        held = max((wait for wait in waits if wait < LONGEST_SECONDS), default=0.0)
        return max(held, self._pairs.wait(row.contact_id, now), 0.0)

    def stand(self, row: OutboxRow, place: QueuePlace, now: datetime) -> None:
        """Let a person stand in line."""
        self._number(row.phone_number_id, now).line.put(row.contact_id, place)

    def went(self, row: OutboxRow, now: datetime) -> None:
        """Note that a message goes out."""
        self._pairs.take(row.contact_id, now)
        number = self._number(row.phone_number_id, now)
        self._in_flight[row.contact_id] = number.went(row.contact_id, now)

    def answered(self, row: OutboxRow, kind: str | None, now: datetime, chance: float) -> None:
        """Learn from what became of a message; it stays in flight until it is `noted`."""
        number = self._number(row.phone_number_id, now)
        number.answered(row.contact_id, self._in_flight[row.contact_id], kind, now, chance)
        if kind == FailureKind.PAIR:
            self._pairs.hold(row.contact_id, wait_after(kind, row.attempts + 1, chance), now)

    def failed_late(self, news: FailedLate, now: datetime, chance: float) -> None:
        """Learn that Meta failed what it had taken; see `NumberState.failed_late`."""
        number = self._number(news.phone_number_id, now)
        number.failed_late(news.error.kind, news.sent_at, now, chance)

    def delivered(self, phone_number_id: str) -> None:
        """Learn that a message from this number reached a phone."""
        if number := self._numbers.get(phone_number_id):
            number.delivered()

    def noted(self, row: OutboxRow) -> None:
        """What became of a message is on disk: the person's next one may go."""
        del self._in_flight[row.contact_id]

    def _number(self, phone_number_id: str, now: datetime) -> NumberState:
        number = self._numbers.get(phone_number_id)
        if number is None:
            number = self._numbers[phone_number_id] = NumberState(self._rate(phone_number_id), now)
        return number
