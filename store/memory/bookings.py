"""Bookings in dicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from ...engine.errors import NotFoundError
from ...engine.model import BOOKED, LAPSING, OVER, STOOD, TAKING, Booking, BookingStatus, Taking
from ..rules.statuses import taking_of
from .clients import MemoryClients
from .contacts import MemoryContacts
from .indexed_dicts import IndexedDict, KeyGroups, Undo, Unique


def _held(row: Booking) -> str | None:
    return row.session_id if row.status is BookingStatus.HELD else None


class MemoryBookings:
    """`Bookings` in dicts."""

    def __init__(self, undo: Undo, contacts: MemoryContacts, clients: MemoryClients) -> None:
        self._holds = Unique("The hold of the session", _held)
        self._tokens = Unique("The token", lambda row: row.token)
        self._moves = Unique("The move of the booking", lambda row: row.moves)
        self._client = KeyGroups(lambda row: row.client_id)
        self._lapsing = KeyGroups(lambda row: True if row.status in LAPSING else None)
        self.table: IndexedDict[str, Booking] = IndexedDict(
            "booking",
            undo,
            self._holds,
            self._tokens,
            self._moves,
            self._client,
            self._lapsing,
        )
        self._contacts = contacts.table
        self._clients = clients.table

    def counted(self) -> dict[BookingStatus, int]:
        return dict(Counter(row.status for row in self.table))

    def lock(self, client_id: str) -> None:
        """Nothing to do: one work runs at a time."""

    def by_id(self, booking_id: str) -> Booking | None:
        return self.table.get(booking_id)

    def by_token(self, token: str) -> Booking | None:
        return self.table.get(self._tokens.find(token))

    def move_of(self, booking_id: str) -> Booking | None:
        return self.table.get(self._moves.find(booking_id))

    def between(self, client_id: str, start: datetime, end: datetime) -> list[Taking]:
        return [
            taking_of(row)
            for row in self._of_client(client_id)
            if row.status in TAKING and row.datetime < end and row.ends_at > start
        ]

    def over(self, client_id: str, start: datetime, end: datetime) -> list[Taking]:
        return [
            taking_of(row)
            for row in self._of_client(client_id)
            if row.status in OVER and start <= row.datetime < end
        ]

    def of_contact(self, client_id: str, contact_id: str, now: datetime) -> list[Booking]:
        return sorted(
            (
                row
                for row in self._of_client(client_id)
                if row.contact_id == contact_id and row.status in BOOKED and row.ends_at > now
            ),
            key=_soonest,
        )

    def of_person(self, contact_id: str, start: datetime, end: datetime) -> list[Booking]:
        rows = (row for row in self.table if row.contact_id == contact_id)
        touching = (row for row in rows if row.datetime < end and row.ends_at > start)
        return sorted((row for row in touching if row.status in BOOKED), key=_soonest)

    def latest(self, client_id: str, contact_id: str) -> Booking | None:
        rows = (row for row in self._of_client(client_id) if row.contact_id == contact_id)
        return max((row for row in rows if row.status in STOOD), key=_soonest, default=None)

    def hold_of(self, session_id: str) -> Booking | None:
        return self.table.get(self._holds.find(session_id))

    def add(self, booking: Booking) -> None:
        self._require(booking)
        self.table.add(booking.id, booking)

    def remove(self, booking_id: str) -> None:
        self.table.drop(booking_id)

    def save(self, booking: Booking, *changed: str) -> None:
        before = self.table.get(booking.id)
        if before is None:
            raise NotFoundError(f"No booking {booking.id!r}.")
        if changed:
            booking = replace(before, **{name: getattr(booking, name) for name in changed})
        self._require(booking)
        self.table.put(booking.id, booking)

    def no_shows(self, client_id: str, contact_ids: Collection[str]) -> Mapping[str, int]:
        rows = (row for row in self._of_client(client_id) if row.status is BookingStatus.NO_SHOW)
        return Counter(row.contact_id for row in rows if row.contact_id in set(contact_ids))

    def lapsed(self, now: datetime) -> list[str]:
        return sorted({row.client_id for row in self._run_out(now)})

    def _run_out(self, now: datetime) -> list[Booking]:
        rows = filter(None, map(self.table.get, self._lapsing.at(True)))
        return [row for row in rows if row.expires_at and row.expires_at <= now]

    def expire(
        self, client_id: str, now: datetime, statuses: Collection[BookingStatus] = LAPSING
    ) -> list[Booking]:
        rows = [
            replace(row, status=BookingStatus.EXPIRED, updated_at=now)
            for row in self._run_out(now)
            if row.client_id == client_id and row.status in statuses
        ]
        for row in rows:
            self.table.put(row.id, row)
        return sorted(rows, key=lambda row: (row.expires_at, row.id))

    def page(
        self,
        client_id: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        statuses: Iterable[BookingStatus] = (),
        user_phones: Collection[str] = (),
        user_id: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> list[Booking]:
        wanted = set(statuses) or set(BookingStatus)
        return [
            row
            for row in self._of_client(client_id)
            if row.id > (after or "")
            and row.status in wanted
            and (start is None or row.datetime >= start)
            and (end is None or row.datetime < end)
            and (not user_phones or row.user_phone in user_phones)
            and user_id in (None, row.user_id)
        ][:limit]

    def _of_client(self, client_id: str) -> Iterator[Booking]:
        return filter(None, map(self.table.get, self._client.at(client_id)))

    def _require(self, booking: Booking) -> None:
        self._clients.require(booking.client_id)
        self._contacts.require(booking.contact_id)


def _soonest(row: Booking) -> tuple[datetime, str]:
    return row.datetime, row.id
