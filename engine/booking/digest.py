"""The day's list for a reception, at the hour that the merchant chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ..errors import SettingsError
from ..model import BookingStatus, Client, Timer
from ..ports import Clock, Ids, Store, Transaction
from ..receptions.notice_timers import Word, timer_of
from ..words.fold import clean
from ..words.formats import day_short
from .availability.bookable_range import local_day
from .day_list import bookings_on, lines_of
from .settings.settings import settings_of

LATE = timedelta(hours=3)
"""After an outage a digest is sent this late; after that the day is well under way."""
_LOOK = timedelta(minutes=1)
_PEOPLE = 1000


def digest_of(tx: Transaction, client: Client, now: datetime) -> str:
    """Return what a reception reads of today; empty where there is nothing to tell."""
    day = local_day(settings_of(client), now)
    rows = bookings_on(tx, client, day)
    waits = tx.bookings.page(client.id, start=now, statuses=(BookingStatus.PENDING,))
    people = [one for one in tx.sessions.with_people(_PEOPLE) if one.client_slug == client.slug]
    if not (rows or waits or people):
        return ""
    turns = f"{len(rows)} {'turno' if len(rows) == 1 else 'turnos'}" if rows else "sin turnos"
    parts = [f"Hoy, *{day_short(day)}*, en *{clean(client.name, 60)}*: {turns}."]
    if rows:
        parts.append(lines_of(tx, client, rows))
    if waits:
        parts.append(f"Esperan tu confirmación: {len(waits)}. Escribí *pendientes*.")
    if people:
        parts.append(f"Esperan que les respondas: {len(people)}. Escribí *quién espera*.")
    return "\n".join(parts)


class DailyDigest:
    """Lets receptions be told of their day, once a day, at the hour in the client's settings."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._next: datetime | None = None

    def after(
        self, sweep: Callable[[Store], tuple[str, ...]]
    ) -> Callable[[Store], tuple[str, ...]]:
        """Return a sweep that does this, too."""

        def both(store: Store) -> tuple[str, ...]:
            wrote = sweep(store)
            store.transact(self.sweep)
            return wrote

        return both

    def sweep(self, tx: Transaction) -> None:
        """Leave the day's word for each reception whose hour has come; looks once a minute."""
        now = self._clock.now()
        if self._next and self._next - _LOOK <= now < self._next:
            return
        self._next = now + _LOOK
        for reception in tx.receptions.with_digest():
            client = tx.clients.by_id(reception.client_id)
            day = _due_day(client, now) if client else None
            if client and day and tx.receptions.take_digest(reception.id, day):
                timer: Timer = timer_of(
                    self._ids.new(), reception.contact_id, Word.DIGEST, now, session_id=client.slug
                )
                tx.timers.add(timer)


def _due_day(client: Client, now: datetime) -> str | None:
    """Return the local day of which a client's receptions are to be told now, as ISO."""
    try:
        settings = settings_of(client)
    except SettingsError:
        return None
    at = settings.notify.digest
    if at is None:
        return None
    local = now.astimezone(settings.zone)
    due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return local.date().isoformat() if due <= local < due + LATE else None
