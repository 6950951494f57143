"""People in line for places that are taken: the first in line is offered what becomes free.

An offer is a hold in the agenda, made in the transaction that found the place free, so that no
newcomer has it first. A timer then tells the person, and from the moment that message goes out it
is theirs for `waitlist_minutes`. In quiet hours nothing is held: what is free is free, and the line
is looked at again when they end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from ..model import (
    BOOKED,
    WAITLIST,
    Booking,
    BookingStatus,
    ClientStatus,
    Contact,
    OutboxStatus,
    Timer,
    Wait,
)
from ..privacy.consent import wants
from .availability import availability
from .availability.bookable_range import local_day
from .availability.occupancy import takes_place
from .availability.slots import Slot, SlotQuery
from .desk import Desk
from .reminders import after_quiet
from .settings.settings import ClientSettings

MOST_WAITS = 5
"""Lines that one person may stand in with one client."""
PATIENCE = timedelta(minutes=30)
"""How long a place is kept for somebody whose chat with another client is not quiet yet."""


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


def serve(desk: Desk, passing: Collection[str] = ()) -> bool:
    """Hold what is free for those who are first in line; the agenda is locked.

    Contacts in `passing` cannot be told now, and are passed over. Returns whether anybody waits.
    """
    if not desk.settings.waitlist or desk.client.status is not ClientStatus.ACTIVE:
        return False
    line = list(_standing(desk, desk.tx.waits.of_client(desk.client.id)))
    busy = {wait.contact_id for wait in line if wait.booking_id} | set(passing)
    free = _Free(desk)
    for wait in line:
        slot = None if wait.contact_id in busy else free.place_for(wait)
        if slot is None or desk.is_over_limit(wait.contact_id):
            continue
        if (ends := after_quiet(desk.settings, desk.now)) != desk.now:
            _look_again(desk, wait, ends)
            break
        if _offer(desk, wait, slot):
            busy.add(wait.contact_id)
            free = _Free(desk)
    return bool(line)


def answered(desk: Desk, row: Booking) -> None:
    """Take a contact out of the lines that a booking of theirs answers."""
    day = local_day(desk.settings, row.datetime)
    for wait in desk.tx.waits.of_contact(row.contact_id or ""):
        served = wait.booking_id == row.id or (wait.service, wait.day) == (row.service, day)
        if wait.client_id == row.client_id and served:
            _leave(desk, wait, row.id)


def decline(desk: Desk, row: Booking) -> None:
    """Give back an offer that its person does not want: they leave that line."""
    for wait in desk.tx.waits.of_contact(row.contact_id or ""):
        if wait.booking_id == row.id:
            desk.tx.waits.remove(wait.id)
    _give_back(desk, row)


def told(desk: Desk, wait: Wait, message_id: str) -> None:
    """Let an offer run from now on, or from when its message goes out, if that is later."""
    desk.tx.waits.offer(wait.id, wait.booking_id, message_id)
    if offered := _offered(desk, wait):
        desk.save(offered, expires_at=until(desk.settings, desk.now))


def untold(desk: Desk, wait: Wait, again: datetime | None) -> None:
    """Keep an offer until its person can be told, if that is soon; else the next one gets it.

    Where they can never be told (`again` is None) they leave the line.
    """
    offered = _offered(desk, wait)
    if offered is None:
        return
    if again and again <= offered.created_at + PATIENCE:
        desk.save(offered, expires_at=until(desk.settings, again))
        _look_again(desk, wait, again)
        return
    _give_back(desk, offered)
    if again is None:
        desk.tx.waits.remove(wait.id)
    else:
        desk.tx.waits.offer(wait.id, None)
        _look_again(desk, wait, again)
    serve(desk, passing=(wait.contact_id,))


def is_full(desk: Desk, ask: SlotQuery, day: date, hour: str | None = None) -> bool:
    """Return whether a day, or one hour of it, would have room but for those who have it."""
    if hour:
        return hour in taken_hours(desk, ask, day)
    rows = desk.around(day)
    return not availability.slots_on(desk.settings, ask, day, rows, desk.now) and bool(
        taken_hours(desk, ask, day)
    )


def taken_hours(desk: Desk, ask: SlotQuery, day: date) -> list[str]:
    """Return the labels of a day's slots that somebody has, soonest first."""
    found = availability.slots_on(desk.settings, ask, day, desk.around(day), desk.now)
    free = {slot.label for slot in found}
    every = availability.slots_on(desk.settings, ask, day, (), desk.now)
    return [slot.label for slot in every if slot.label not in free]


def until(settings: ClientSettings, moment: datetime) -> datetime:
    """Return until when an offer is kept that its person is told of at an instant."""
    return moment + timedelta(minutes=settings.waitlist_minutes)


class _Free:
    """What is free for those who wait; many wait for the same, and it is looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: dict[tuple[SlotQuery, date], list[Slot]] = {}

    def place_for(self, wait: Wait) -> Slot | None:
        """Return the first place that is what somebody waits for."""
        key = _ask(wait), wait.day
        if key not in self._found:
            desk = self._desk
            rows = desk.around(wait.day)
            self._found[key] = list(availability.slots_on(desk.settings, *key, rows, desk.now))
        return next((slot for slot in self._found[key] if wait.hour in (None, slot.label)), None)


def _standing(desk: Desk, waits: Iterable[Wait]) -> Iterator[Wait]:
    """Yield those who still wait, or whose offer still stands; the others leave.

    Whose offer lapsed before anybody told them of it waits again.
    """
    today = local_day(desk.settings, desk.now)
    for wait in waits:
        lapsed = wait.booking_id and not (_offered(desk, wait) or _sent_late(desk, wait))
        if wait.day < today or (lapsed and wait.message_id):
            _leave(desk, wait)
        elif lapsed:
            desk.tx.waits.offer(wait.id, None)
            yield replace(wait, booking_id=None)
        else:
            yield wait


def _offered(desk: Desk, wait: Wait) -> Booking | None:
    """Return what is held for somebody at this moment."""
    row = desk.find(wait.booking_id) if wait.booking_id else None
    return row if row and row.status is BookingStatus.HELD else None


def _sent_late(desk: Desk, wait: Wait) -> bool:
    """Hold an offer on whose time began when its message went out, or has not begun yet."""
    row = desk.find(wait.booking_id or "")
    message = desk.tx.outbox.by_id(wait.message_id) if wait.message_id else None
    if row is None or row.status is not BookingStatus.EXPIRED or message is None:
        return False
    pending = message.status is OutboxStatus.PENDING
    sent_at = desk.now if pending else message.claimed_at
    if message.status is OutboxStatus.FAILED or sent_at is None:
        return False
    expires_at = until(desk.settings, sent_at)
    if expires_at <= desk.now or not desk.still_stands(row):
        return False
    desk.save(row, status=BookingStatus.HELD, expires_at=expires_at)
    return True


def _leave(desk: Desk, wait: Wait, kept: str = "") -> None:
    """Take somebody out of the line, and back what they are offered unless it was `kept`."""
    desk.tx.waits.remove(wait.id)
    offered = _offered(desk, wait)
    if offered and offered.id != kept:
        _give_back(desk, offered)


def _give_back(desk: Desk, offered: Booking) -> None:
    desk.save(offered, status=BookingStatus.CANCELLED, expires_at=None)


def _ask(wait: Wait) -> SlotQuery:
    """Return what somebody waits for; what they hold themselves counts as taken."""
    return SlotQuery(wait.service, wait.party, wait.staff)


def _offer(desk: Desk, wait: Wait, slot: Slot) -> bool:
    """Hold a place for somebody, to be told at once; who is not to be told any more leaves."""
    contact = desk.tx.contacts.by_id(wait.contact_id)
    if contact is None or not _may_have(desk, contact, wait):
        desk.tx.waits.remove(wait.id)
        return False
    row = desk.new_row(replace(_ask(wait), contact_id=contact.id), slot, BookingStatus.HELD)
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


def _may_have(desk: Desk, contact: Contact, wait: Wait) -> bool:
    """Return whether the client may write to them, serves them, and they have not booked since."""
    client_id = desk.client.id
    if not wants(desk.tx, contact.id, client_id) or desk.tx.blocked.of_person(client_id, contact):
        return False
    rows = desk.rows.of_contact(client_id, contact.id, desk.now)
    mine = (row for row in rows if takes_place(row, desk.now))  # not what waited and ran out
    return not any(row.service == wait.service and _on(desk, row, wait) for row in mine)


def _on(desk: Desk, row: Booking, wait: Wait) -> bool:
    return row.status in BOOKED and local_day(desk.settings, row.datetime) == wait.day


def _look_again(desk: Desk, wait: Wait, due_at: datetime) -> None:
    session = desk.tx.sessions.find(wait.contact_id, desk.client.slug)
    session_id = session.id if session else ""
    timer = Timer(desk.ids.new(), wait.contact_id, session_id, 0, WAITLIST, due_at, wait.id)
    desk.tx.timers.replace_of_booking(wait.contact_id, wait.id, [timer])


def _same(row: Wait, wait: Wait) -> bool:
    names = ("service", "day", "hour", "staff", "party")
    return all(getattr(row, name) == getattr(wait, name) for name in names)
