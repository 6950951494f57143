"""A day of a merchant's agenda in words: one line for each booking, as a reception reads it."""

from __future__ import annotations

from datetime import date, timedelta

from ..conversation.handoff import who
from ..model import BOOKED, Attendance, Booking, BookingStatus, Client
from ..ports import Transaction
from ..words.fold import clean
from ..words.formats import hour
from .hours.timezones import midnight
from .settings.settings import service_name, settings_of, staff_name

MOST = 30
"""Lines of one message."""
_PAGE = 500
_SHOWN = (*BOOKED, BookingStatus.COMPLETED, BookingStatus.NO_SHOW)

_KNOWN = {
    BookingStatus.PENDING: "falta confirmar",
    BookingStatus.COMPLETED: "vino",
    BookingStatus.NO_SHOW: "no vino",
}
_SAID = {Attendance.COMING: "confirmó que viene", Attendance.ABSENT: "avisó que no viene"}


def bookings_on(tx: Transaction, client: Client, first: date, days: int = 1) -> list[Booking]:
    """Return what stands on some local days of a client's, in the order of the hours.

    What only asks to move another is none of it.
    """
    zone = settings_of(client).zone
    start, end = midnight(first, zone), midnight(first + timedelta(days=days), zone)
    rows: list[Booking] = []
    after: str | None = None
    while True:
        page = tx.bookings.page(
            client.id, start=start, end=end, statuses=_SHOWN, after=after, limit=_PAGE
        )
        rows += page
        if len(page) < _PAGE:
            break
        after = page[-1].id
    return sorted((row for row in rows if not row.moves), key=lambda row: (row.datetime, row.id))


def name_of(tx: Transaction, booking: Booking) -> str:
    """Return whose booking it is, as a merchant reads it."""
    person = tx.contacts.by_id(booking.contact_id) if booking.contact_id else None
    return clean(booking.name, 60) or who(person)


def line_of(tx: Transaction, client: Client, booking: Booking) -> str:
    """Return a booking as a line, with what is known of it: *16:30* Ana · Corte (no viene)."""
    settings = settings_of(client)
    at = hour(booking.datetime.astimezone(settings.zone))
    party = f"{booking.party} personas" if booking.party > 1 else ""
    parts = (
        name_of(tx, booking),
        service_name(settings, booking),
        staff_name(settings, booking),
        party,
    )
    known = _KNOWN.get(booking.status) or (_SAID[booking.attendance] if booking.attendance else "")
    return f"*{at}* {' · '.join(part for part in parts if part)}{f' ({known})' if known else ''}"


def lines_of(tx: Transaction, client: Client, rows: list[Booking]) -> str:
    """Return bookings as lines, as many as one message holds."""
    lines = [line_of(tx, client, row) for row in rows[:MOST]]
    more = [f"…y {len(rows) - MOST} más, en el panel."] if len(rows) > MOST else []
    return "\n".join([*lines, *more])
