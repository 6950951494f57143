"""When a person is reminded of a booking, and what they may answer with one tap.

The waits are timers in the booking's own transaction: a move replaces them, a cancel drops them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..flow.play.tap_ids import About
from ..messages import Option
from ..model import Booking, BookingStatus, Session, Timer
from ..ports import Ids
from .settings.settings import ClientSettings

REMINDER = "recordatorio"
"""Names the timer, and the text and the template that it says."""
_BEFORE = timedelta(minutes=5)
_FLOW, _STATE, _SLOT = "mis_turnos", "viendo_turno", "turno"
_ANSWERS = (("voy", "Confirmo"), ("cambiar", "Cambiar"), ("cancelar_turno", "Cancelar"))
"""The exits of that state, each with its button."""


def reminders(settings: ClientSettings, booking: Booking, now: datetime, ids: Ids) -> list[Timer]:
    """Return a booking's waits: none but of a confirmed one that belongs to somebody."""
    if booking.status is not BookingStatus.CONFIRMED or booking.contact_id is None:
        return []
    session_id = booking.session_id or ""
    return [
        Timer(ids.new(), booking.contact_id, session_id, 0, REMINDER, due_at, booking.id)
        for due_at in sorted(set(_due(settings, booking, now)))
    ]


def _due(settings: ClientSettings, booking: Booking, now: datetime) -> Iterator[datetime]:
    """Yield the instants: none in quiet hours, none for what is younger than the offset."""
    for minutes in settings.reminders_minutes:
        due_at = before_quiet(settings, booking.datetime - timedelta(minutes=minutes))
        if due_at > now:
            yield due_at


def before_quiet(settings: ClientSettings, moment: datetime) -> datetime:
    """Return an instant, or the last one before the quiet hours that it lies in.

    It is five minutes before they begin: a timer is never early, and mostly a little late.
    """
    local = moment.astimezone(settings.zone)
    if settings.quiet is None or not settings.quiet.covers(local.time()):
        return moment
    begins = settings.quiet.begins
    day = local.date() if local.time() >= begins else local.date() - timedelta(days=1)
    return datetime.combine(day, begins, settings.zone).astimezone(moment.tzinfo) - _BEFORE


def after_quiet(settings: ClientSettings, moment: datetime) -> datetime:
    """Return an instant, or when the quiet hours end that it lies in."""
    local = moment.astimezone(settings.zone)
    if settings.quiet is None or not settings.quiet.covers(local.time()):
        return moment
    ends = settings.quiet.ends
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, settings.zone).astimezone(moment.tzinfo)


def answers(session: Session | None, booking: Booking) -> tuple[Option, ...]:
    """Return the buttons of a reminder; none where there is no conversation to come back to."""
    if session is None:
        return ()
    return tuple(
        Option(About(session.id, _FLOW, _STATE, exit_, _SLOT, booking.id).encode(), title)
        for exit_, title in _ANSWERS
    )
