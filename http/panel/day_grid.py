"""Bookings as blocks on a grid: pure.

A day is a grid of quarters of an hour, one column for each staff member. What overlaps within a
column stands side by side, in lanes. Positions are whole numbers, which the stylesheet knows as
classes, since no inline style passes the page's policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ...engine.booking.hours.open_stretches import Calendar, opening
from ...engine.booking.hours.timezones import midnight
from ...engine.booking.settings.settings import ClientSettings, service_name, staff_name
from ...engine.model import Booking, BookingStatus
from ...engine.words.formats import day_long, hour

ROWS_PER_HOUR = 4
_ROW = timedelta(minutes=60 // ROWS_PER_HOUR)
_NOBODY = ""
MOST_LANES = 6
STATUSES: Mapping[BookingStatus, str] = {
    BookingStatus.HELD: "Reservando",
    BookingStatus.PENDING: "Por confirmar",
    BookingStatus.CONFIRMED: "Confirmado",
    BookingStatus.COMPLETED: "Vino",
    BookingStatus.CANCELLED: "Cancelado",
    BookingStatus.REJECTED: "Rechazado",
    BookingStatus.EXPIRED: "Venció",
    BookingStatus.NO_SHOW: "No vino",
}
OFF_THE_GRID = {BookingStatus.CANCELLED, BookingStatus.REJECTED, BookingStatus.EXPIRED}
"""What takes no place, and is listed below the grid."""


@dataclass(frozen=True, slots=True)
class Block:
    """A booking on the grid.

    Attributes:
        row, span: where it starts and how long it is, in quarters of an hour; the first row is 1.
        lane, lanes: which of how many that stand side by side; the first lane is 1.
    """

    booking: Booking
    who: str
    what: str
    at: str
    status: str
    row: int
    span: int
    whom: str = ""
    lane: int = 1
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class ClosedStretch:
    """Time on the grid at which the client is not open."""

    row: int
    span: int


@dataclass(frozen=True, slots=True)
class Column:
    """A staff member's day; `staff` is empty for what belongs to nobody in particular."""

    staff: str
    name: str
    blocks: tuple[Block, ...]
    closed: tuple[ClosedStretch, ...]


@dataclass(frozen=True, slots=True)
class DayGrid:
    """A day.

    Attributes:
        hours: the labels of its hours (`9:00`), from the first row on.
        rows: how many quarters of an hour it has.
        now_row: the row of this instant; None on another day.
        others: what takes no place any more.
    """

    day: date
    title: str
    hours: tuple[str, ...]
    rows: int
    columns: tuple[Column, ...]
    others: tuple[Block, ...]
    now_row: int | None

    @property
    def in_order(self) -> list[Block]:
        """The bookings of all columns by their start."""
        blocks = [block for column in self.columns for block in column.blocks]
        return sorted(blocks, key=lambda block: (block.booking.datetime, block.booking.id))

    @property
    def count(self) -> int:
        """How many bookings stand on the grid."""
        return sum(len(column.blocks) for column in self.columns)


def day_grid(
    settings: ClientSettings,
    day: date,
    bookings: Sequence[Booking],
    names: Mapping[str, str],
    now: datetime,
) -> DayGrid:
    """Lay the bookings of a local day on a grid.

    Args:
        settings: the client's.
        day: the local day.
        bookings: those that touch the day.
        names: the name to show for each contact's id.
        now: this instant.
    """
    zone = settings.zone
    start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    client = Calendar(zone, settings.hours, settings.special_days)
    open_ = [
        (max(stretch.start, start), min(stretch.end, end))
        for stretch in opening(client, day, day, timedelta()).touching(start, end)
    ]
    standing = [row for row in bookings if row.status not in OFF_THE_GRID]
    edges = [*open_, *((max(row.datetime, start), min(row.ends_at, end)) for row in standing)]
    first = min((low for low, _ in edges), default=start + timedelta(hours=9))
    last = max((high for _, high in edges), default=start + timedelta(hours=18))
    top = start + timedelta(hours=(first - start) // timedelta(hours=1))
    rows = max(ROWS_PER_HOUR, -(-(last - top) // _ROW))
    blocks = [_block(settings, row, names, top, rows) for row in standing]
    closed = tuple(_gaps(open_, top, rows))
    columns = tuple(
        Column(
            staff,
            name,
            tuple(_in_lanes(one for one in blocks if (one.booking.staff or _NOBODY) == staff)),
            closed,
        )
        for staff, name in _columns(settings, standing)
    )
    labels = tuple(
        hour((top + timedelta(hours=n)).astimezone(zone)) for n in range(-(-rows // ROWS_PER_HOUR))
    )
    others = tuple(
        _block(settings, row, names, top, rows) for row in bookings if row.status in OFF_THE_GRID
    )
    at_now = (now - top) // _ROW + 1 if start <= now < end else None
    shows_now = at_now is not None and 1 <= at_now <= rows
    return DayGrid(day, day_long(day), labels, rows, columns, others, at_now if shows_now else None)


def _columns(settings: ClientSettings, rows: Sequence[Booking]) -> list[tuple[str, str]]:
    """Return staff in the merchant's order, then others who have bookings."""
    known = {member.id: member.name for member in settings.staff}
    seen = dict.fromkeys(row.staff or _NOBODY for row in rows)
    others = {staff: _name_of(staff, rows) for staff in seen if staff not in known}
    return [*known.items(), *others.items()] or [(_NOBODY, "Agenda")]


def _name_of(staff: str, rows: Sequence[Booking]) -> str:
    if staff == _NOBODY:
        return "Agenda"
    return next((row.staff_name for row in rows if row.staff == staff and row.staff_name), staff)


def _block(
    settings: ClientSettings,
    row: Booking,
    names: Mapping[str, str],
    top: datetime,
    rows: int,
) -> Block:
    at = min(max((row.datetime - top) // _ROW, 0), rows - 1)
    until = min(-(-(row.ends_at - top) // _ROW), rows)
    start, end = row.datetime.astimezone(settings.zone), row.ends_at.astimezone(settings.zone)
    return Block(
        booking=row,
        who=row.name or names.get(row.contact_id or "", "") or row.user_phone or "Sin nombre",
        what=service_name(settings, row),
        at=f"{hour(start)} a {hour(end)}",
        status=STATUSES[row.status],
        row=at + 1,
        span=max(1, until - at),
        whom=staff_name(settings, row),
    )


def _gaps(
    open_: Iterable[tuple[datetime, datetime]], top: datetime, rows: int
) -> Iterable[ClosedStretch]:
    at = 0
    for low, high in open_:
        begins = min(max((low - top) // _ROW, 0), rows)
        if begins > at:
            yield ClosedStretch(at + 1, begins - at)
        at = max(at, min(-(-(high - top) // _ROW), rows))
    if at < rows:
        yield ClosedStretch(at + 1, rows - at)


def _in_lanes(blocks: Iterable[Block]) -> Iterable[Block]:
    """Yield blocks with lanes: each takes the first lane that is free when it starts."""
    group: list[tuple[Block, int]] = []
    busy: list[int] = []
    for block in sorted(blocks, key=lambda one: (one.row, -one.span, one.booking.id)):
        if busy and max(busy) <= block.row:
            yield from _with_lanes(group, len(busy))
            group, busy = [], []
        lane = next((n for n, until in enumerate(busy) if until <= block.row), len(busy))
        if lane == len(busy):
            busy.append(0)
        busy[lane] = block.row + block.span
        group.append((block, lane + 1))
    yield from _with_lanes(group, len(busy))


def _with_lanes(group: Sequence[tuple[Block, int]], lanes: int) -> Iterable[Block]:
    shown = min(lanes, MOST_LANES)
    for block, lane in group:
        yield replace(block, lane=min(lane, shown), lanes=shown)
