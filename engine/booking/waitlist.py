"""People in line for places that are taken: whoever came first is offered what becomes free.

An offer is a hold in the agenda, made in the transaction that found the place free, so that no
newcomer has it first. A timer then tells the person, and from that moment it is theirs for
`waitlist_minutes`. In quiet hours nothing is held: what is free is free, and the line is looked
at again when they end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ..model import BOOKED, WAITLIST, Booking, BookingStatus, Timer, Wait
from ..privacy.consent import wants
from .availability import availability
from .availability.slots import Ask, Slot
from .availability.window import local_day
from .reminders import after_quiet
from .settings.settings import ClientSettings

if TYPE_CHECKING:
    from .desk import Desk

MOST_WAITS = 5
"""Lines that one person may stand in with one client."""


def join(desk: Desk, wait: Wait) -> bool:
    """Stand in line, unless the person stands there already; False where they are in too many."""
    mine = [
        row for row in desk.tx.waits.of_contact(wait.contact_id) if row.client_id == wait.client_id
    ]
    if any(_same(row, wait) for row in mine):
        return True
    if len(mine) >= MOST_WAITS:
        return False
    desk.tx.waits.add(wait)
    return True


def serve(desk: Desk, passing: Collection[str] = ()) -> None:
    """Hold what is free for those who are first in line; the agenda is locked.

    Contacts in `passing` cannot be told now, and are passed over.
    """
    line = list(_standing(desk, desk.tx.waits.of_client(desk.client.id)))
    if not line or not desk.settings.waitlist:
        return
    busy = {wait.contact_id for wait in line if wait.booking_id} | set(passing)
    waiting = [wait for wait in line if not wait.booking_id]
    for wait in waiting:
        slot = None if wait.contact_id in busy else _free(desk, wait)
        if slot is None or desk.is_over_limit(wait.contact_id):
            continue
        if (ends := after_quiet(desk.settings, desk.now)) != desk.now:
            _look_again(desk, wait, ends)
            return
        if _offer(desk, wait, slot):
            busy.add(wait.contact_id)


def answered(desk: Desk, row: Booking) -> None:
    """Take a contact out of the lines that a booking of theirs answers."""
    day = local_day(desk.settings, row.datetime)
    for wait in desk.tx.waits.of_contact(row.contact_id or ""):
        served = wait.booking_id == row.id or (wait.service, wait.day) == (row.service, day)
        if wait.client_id == row.client_id and served:
            _leave(desk, wait, row.id)


def decline(desk: Desk, row: Booking) -> None:
    """Give back an offer that its person does not want: the next in line gets it."""
    for wait in desk.tx.waits.of_contact(row.contact_id or ""):
        if wait.booking_id == row.id:
            desk.tx.waits.remove(wait.id)
    desk.save(row, status=BookingStatus.CANCELLED, expires_at=None)
    serve(desk)


def settle(desk: Desk, wait: Wait, told: bool, again: datetime | None) -> None:
    """See `Agenda.told_of_offer`."""
    row = desk.find(wait.booking_id or "")
    if row is None or row.status is not BookingStatus.HELD:
        return
    if told:
        desk.save(row, expires_at=until(desk.settings, desk.now))
        return
    desk.save(row, status=BookingStatus.CANCELLED, expires_at=None)
    if again is None:
        desk.tx.waits.remove(wait.id)
    else:
        desk.tx.waits.offer(wait.id, None)
        _look_again(desk, wait, again)
    serve(desk, passing=(wait.contact_id,))


def is_full(desk: Desk, ask: Ask, day: date, hour: str | None = None) -> bool:
    """Return whether a day, or one hour of it, would have room but for those who have it."""
    if hour:
        return hour in taken_hours(desk, ask, day)
    rows = desk.around(day)
    return not availability.slots_on(desk.settings, ask, day, rows, desk.now) and bool(
        taken_hours(desk, ask, day)
    )


def taken_hours(desk: Desk, ask: Ask, day: date) -> list[str]:
    """Return the labels of a day's slots that somebody has, soonest first."""
    found = availability.slots_on(desk.settings, ask, day, desk.around(day), desk.now)
    free = {slot.label for slot in found}
    every = availability.slots_on(desk.settings, ask, day, (), desk.now)
    return [slot.label for slot in every if slot.label not in free]


def _standing(desk: Desk, waits: Iterable[Wait]) -> Iterator[Wait]:
    """Yield those who still wait, or whose offer still stands; the others leave."""
    today = local_day(desk.settings, desk.now)
    for wait in waits:
        offered = desk.find(wait.booking_id) if wait.booking_id else None
        lapsed = wait.booking_id and not (offered and offered.status is BookingStatus.HELD)
        if lapsed or wait.day < today:
            _leave(desk, wait)
        else:
            yield wait


def _leave(desk: Desk, wait: Wait, kept: str = "") -> None:
    """Take somebody out of the line, and back what they are offered unless it was `kept`."""
    desk.tx.waits.remove(wait.id)
    offered = desk.find(wait.booking_id) if wait.booking_id and wait.booking_id != kept else None
    if offered and offered.status is BookingStatus.HELD:
        desk.save(offered, status=BookingStatus.CANCELLED, expires_at=None)


def _free(desk: Desk, wait: Wait) -> Slot | None:
    """Return the first place that is what somebody waits for."""
    slots = availability.slots_on(
        desk.settings, ask_of(wait), wait.day, desk.around(wait.day), desk.now
    )
    return next((slot for slot in slots if wait.hour in (None, slot.label)), None)


def ask_of(wait: Wait) -> Ask:
    """Return what somebody waits for; what they hold themselves counts as taken."""
    return Ask(wait.service, wait.party, wait.staff)


def _offer(desk: Desk, wait: Wait, slot: Slot) -> bool:
    """Hold a place for somebody, to be told at once; who cannot be told any more leaves."""
    contact = desk.tx.contacts.by_id(wait.contact_id)
    if contact is None or not wants(desk.tx, wait.contact_id, desk.client.id):
        desk.tx.waits.remove(wait.id)
        return False
    mine = desk.rows.of_contact(desk.client.id, contact.id, desk.now)
    if any(row.service == wait.service and _on(desk, row, wait) for row in mine):
        desk.tx.waits.remove(wait.id)
        return False
    row = desk.new_row(replace(ask_of(wait), contact_id=contact.id), slot, BookingStatus.HELD)
    desk.rows.add(
        replace(
            row,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
            name=contact.name,
            expires_at=until(desk.settings, desk.now),
        )
    )
    desk.tx.waits.offer(wait.id, row.id)
    _look_again(desk, wait, desk.now)
    return True


def _on(desk: Desk, row: Booking, wait: Wait) -> bool:
    return row.status in BOOKED and local_day(desk.settings, row.datetime) == wait.day


def _look_again(desk: Desk, wait: Wait, due_at: datetime) -> None:
    session = desk.tx.sessions.find(wait.contact_id, desk.client.slug)
    session_id = session.id if session else ""
    timer = Timer(desk.ids.new(), wait.contact_id, session_id, 0, WAITLIST, due_at, wait.id)
    desk.tx.timers.replace_of_booking(wait.contact_id, wait.id, [timer])


def until(settings: ClientSettings, now: datetime) -> datetime:
    """Return until when an offer that is told now is kept."""
    return now + timedelta(minutes=settings.waitlist_minutes)


def _same(row: Wait, wait: Wait) -> bool:
    names = ("service", "day", "hour", "staff", "party")
    return all(getattr(row, name) == getattr(wait, name) for name in names)
