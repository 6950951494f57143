"""Bookings in SQL.

Other programs write rows, too, and on SQLite their instants are texts of several shapes. So
queries ask for a day more on either side, as texts that sort around every shape, and what they
find is measured as instants.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as Data
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from peewee import SQL, Select, Value, fn

from ...engine.errors import NotFoundError
from ...engine.model import BOOKED, LAPSING, STOOD, Booking, BookingStatus, Taking
from ..rules.statuses import taking_of
from .columns import day_after, day_before, instant_text, read_instant
from .executor import Hole, Row, SqlExecutor, Statement, touched
from .mapper import RowMapper
from .tables import Bookings

_BOOKING = RowMapper(Bookings, Booking)
_TAKING = RowMapper(Bookings, Taking)
TAKINGS_KEPT = 16_384
"""Cached values of so many rows: some 14 MB, by tracemalloc."""
_CHANGES = tuple(_BOOKING.names("id"))
# Spelled out, not parameters: only so the partial indexes serve.
_TAKES = SQL("status IN ('held', 'pending', 'confirmed')")
_LAPSING = SQL("status IN ('held', 'pending')")
_HELD = SQL("status = 'held'")
_DATED = SQL("datetime < ':'")
"""What begins with no digit is no instant, and on no day: only SQLite takes it."""

_SORTED = SQL("id || ''")
"""The id as an expression: by the bare column, SQLite would walk a client's whole past in its order
instead of sorting the days asked for."""
_LOCK = Statement(
    lambda hole: Select(columns=[fn.pg_advisory_xact_lock(fn.hashtextextended(hole(), 0))])
)


def _lapsed(hole: Hole) -> Any:
    found: Any = Bookings.select(Bookings.id, Bookings.expires_at, Bookings.client)
    return found.where(_LAPSING, Bookings.expires_at < hole())


_BY_ID = Statement(lambda hole: _BOOKING.select().where(Bookings.id == hole()))
_COUNTED = Statement(
    lambda _: Bookings.select(Bookings.status, fn.COUNT(Bookings.id)).group_by(Bookings.status)
)
_BY_TOKEN = Statement(lambda hole: _BOOKING.select().where(Bookings.token == hole()))
_MOVE_OF = Statement(lambda hole: _BOOKING.select().where(Bookings.moves == hole()))
_REMOVE = Statement(lambda hole: Bookings.delete().where(Bookings.id == hole()))
_BETWEEN = Statement(
    lambda hole: _TAKING.select().where(
        Bookings.client == hole(), Bookings.ends_at > hole(), Bookings.datetime < hole(), _TAKES
    )
)
_FROM = Statement(
    lambda hole: _TAKING.select().where(
        Bookings.client == hole(), Bookings.ends_at > hole(), _DATED, _TAKES
    )
)
_BEGAN = Statement(
    lambda hole: _TAKING.select().where(
        Bookings.client == hole(),
        Bookings.datetime > hole(),
        Bookings.datetime < hole(),
        SQL("status IN ('completed', 'no_show')"),
    )
)
_OF_CONTACT = Statement(
    lambda hole: _BOOKING.select().where(
        Bookings.client == hole(), Bookings.contact == hole(), Bookings.ends_at > hole()
    )
)
_OF_PERSON = Statement(
    lambda hole: _BOOKING.select().where(
        Bookings.contact == hole(), Bookings.ends_at > hole(), Bookings.datetime < hole(), _TAKES
    )
)
_STOOD = Statement(
    lambda hole: _BOOKING.select().where(
        Bookings.client == hole(),
        Bookings.contact == hole(),
        SQL("status IN ('confirmed', 'completed')"),
    )
)
_HOLD_OF = Statement(lambda hole: _BOOKING.select().where(Bookings.session_id == hole(), _HELD))
_NO_SHOWS = Statement(
    lambda hole: Bookings.select(fn.COUNT(Bookings.id)).where(
        Bookings.contact == hole(), Bookings.client == hole(), Bookings.status == "no_show"
    )
)
_LAPSED = Statement(_lapsed)
_LAPSED_OF_CLIENT = Statement(lambda hole: _lapsed(hole).where(Bookings.client == hole()))
_LAPSED_OF_CLIENT_ALONE = Statement(
    lambda hole: _lapsed(hole).where(Bookings.client == hole()).for_update()
)
_EXPIRE = Statement(
    lambda hole: Bookings.update({Bookings.status: "expired", Bookings.updated_at: hole()}).where(
        Bookings.id == hole()
    )
)


@lru_cache(TAKINGS_KEPT)
def _taking(row: tuple[Any, ...]) -> Taking:
    """Return what a row says: most rows of an agenda are as they were when they were last read."""
    return _TAKING.read(row)


@cache
def _saving(names: tuple[str, ...]) -> Statement:
    """Return how to write some columns: the fewer, the fewer indexes are touched."""
    return Statement(lambda hole: _BOOKING.update(hole, names).where(Bookings.id == hole()))


class SqlBookings:
    """`Bookings` in SQL.

    On PostgreSQL the lock of the agenda is the only wall. An exclusion constraint could not know
    a service's capacity nor its buffers, which are the client's settings, nor let a hold that ran
    out give way, and it would refuse the rows of other programs, which the contract takes as
    they are.
    """

    def __init__(self, rows: SqlExecutor) -> None:
        self._rows = rows

    def counted(self) -> dict[BookingStatus, int]:
        known = set(BookingStatus)
        return {BookingStatus(name): n for name, n in self._rows.all(_COUNTED) if name in known}

    def lock(self, client_id: str) -> None:
        if self._rows.locks:
            self._rows.later(_LOCK, client_id)

    def by_id(self, booking_id: str) -> Booking | None:
        return _BOOKING.read_one(self._rows.one(_BY_ID, booking_id))

    def by_token(self, token: str) -> Booking | None:
        return _BOOKING.read_one(self._rows.one(_BY_TOKEN, token))

    def move_of(self, booking_id: str) -> Booking | None:
        return _BOOKING.read_one(self._rows.one(_MOVE_OF, booking_id))

    def between(self, client_id: str, start: datetime, end: datetime) -> list[Taking]:
        agendas = self._rows.agendas
        if agendas and agendas.serves(client_id, start, end):
            return agendas.between(client_id, start, end, self._from(client_id))
        rows = self._rows.all(_BETWEEN, client_id, day_before(start), day_after(end))
        found = map(_taking, map(tuple, rows))
        return [row for row in found if row.datetime < end and row.ends_at > start]

    def over(self, client_id: str, start: datetime, end: datetime) -> list[Taking]:
        rows = self._rows.all(_BEGAN, client_id, day_before(start), day_after(end))
        found = map(_taking, map(tuple, rows))
        return [row for row in found if start <= row.datetime < end]

    def _from(self, client_id: str) -> Callable[[datetime], Iterable[Taking]]:
        def read(since: datetime) -> Iterable[Taking]:
            rows = self._rows.all(_FROM, client_id, day_before(since))
            return (row for row in map(_TAKING.read, rows) if row.ends_at > since)

        return read

    def _takes(self, booking: Booking) -> None:
        if self._rows.agendas:
            self._rows.agendas.put(booking.client_id, taking_of(booking))

    def of_contact(self, client_id: str, contact_id: str, now: datetime) -> list[Booking]:
        rows = self._rows.all(_OF_CONTACT, client_id, contact_id, day_before(now))
        return _soonest_first(
            row for row in map(_BOOKING.read, rows) if row.status in BOOKED and row.ends_at > now
        )

    def of_person(self, contact_id: str, start: datetime, end: datetime) -> list[Booking]:
        rows = self._rows.all(_OF_PERSON, contact_id, day_before(start), day_after(end))
        return _soonest_first(
            row
            for row in map(_BOOKING.read, rows)
            if row.status in BOOKED and row.datetime < end and row.ends_at > start
        )

    def latest(self, client_id: str, contact_id: str) -> Booking | None:
        rows = map(_BOOKING.read, self._rows.all(_STOOD, client_id, contact_id))
        stood = _soonest_first(row for row in rows if row.status in STOOD)
        return stood[-1] if stood else None

    def hold_of(self, session_id: str) -> Booking | None:
        return _BOOKING.read_one(self._rows.one(_HOLD_OF, session_id))

    def add(self, booking: Booking) -> None:
        _BOOKING.add_later(self._rows, [booking])
        self._takes(booking)

    def remove(self, booking_id: str) -> None:
        row = self.by_id(booking_id)
        if row is None:
            return
        self._rows.later(_REMOVE, booking_id)
        self._takes(replace(row, status=BookingStatus.CANCELLED))

    def save(self, booking: Booking, *changed: str) -> None:
        names = changed or _CHANGES
        values = _BOOKING.written(booking, names)
        lost = NotFoundError(f"No booking {booking.id!r}.")
        self._rows.later(_saving(names), *values, booking.id, check=touched(1, lost))
        self._takes(booking)

    def lapsed(self, now: datetime) -> list[str]:
        rows = self._rows.all(_LAPSED, day_after(now))
        return sorted({client for _, expires_at, client in rows if read_instant(expires_at) <= now})

    def expire(
        self, client_id: str, now: datetime, statuses: Collection[BookingStatus] = LAPSING
    ) -> list[Booking]:
        lapsed = [
            replace(row, status=BookingStatus.EXPIRED, updated_at=now)
            for booking_id, expires_at, _ in self._lapsing(client_id, day_after(now))
            if read_instant(expires_at) <= now
            and (row := self.by_id(booking_id))
            and row.status in statuses
        ]
        for row in lapsed:
            self._rows.later(_EXPIRE, instant_text(now), row.id)
            self._takes(row)
        return sorted(lapsed, key=lambda row: (row.expires_at, row.id))

    def no_shows(self, client_id: str, contact_ids: Collection[str]) -> Data[str, int]:
        found = {one: self._rows.one(_NO_SHOWS, one, client_id) for one in set(contact_ids)}
        return {one: int(row[0]) for one, row in found.items() if row and row[0]}

    def _lapsing(self, client_id: str, until: str) -> list[Row]:
        """Return what may have run out of one client's, without a look (or a lock) at another's."""
        statement = _LAPSED_OF_CLIENT_ALONE if self._rows.locks else _LAPSED_OF_CLIENT
        return self._rows.all(statement, until, client_id)

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
        wanted = [Bookings.client == client_id]
        if statuses := list(statuses):
            wanted.append(Bookings.status.in_(statuses))
        if user_phones:
            wanted.append(Bookings.user_phone.in_(list(user_phones)))
        if user_id is not None:
            wanted.append(Bookings.user_id == user_id)
        if start is not None:
            wanted.append(Bookings.datetime > _text(day_before(start)))
        if end is not None:
            wanted.append(Bookings.datetime < _text(day_after(end)))
        order = _SORTED if start is not None else Bookings.id
        # Days asked for come with up to three more: a batch mostly holds a page of the right ones.
        size = limit if start is None and end is None else limit * 8
        found = filter(_within(start, end), self._walk(wanted, order, after or "", size))
        return list(islice(found, limit))

    def _walk(self, wanted: list[Any], order: Any, after: str, size: int) -> Iterator[Booking]:
        """Yield all, by id, read in batches: what is found too much makes room for more."""
        while True:
            query = _BOOKING.select().where(*wanted, Bookings.id > after)
            batch = _BOOKING.read_all(self._rows.ask(query.order_by(order).limit(size)))
            yield from batch
            if len(batch) < size:
                return
            after = batch[-1].id


def _text(value: str) -> Value:
    return Value(value, converter=False)


def _within(start: datetime | None, end: datetime | None) -> Callable[[Booking], bool]:
    return lambda row: (
        (start is None or row.datetime >= start) and (end is None or row.datetime < end)
    )


def _soonest_first(rows: Iterable[Booking]) -> list[Booking]:
    return sorted(rows, key=lambda row: (row.datetime, row.id))
