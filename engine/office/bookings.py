"""Bookings on a merchant's word: listed, made, changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from ..booking.agenda import Agenda, Amendment
from ..booking.availability.bookable_range import local_day, span_of
from ..booking.availability.slots import SlotQuery
from ..booking.conflicts import Conflict, conflicts
from ..booking.hours.timezones import midnight
from ..booking.settings.settings import ClientSettings, settings_of
from ..errors import NotFoundError
from ..model import BOOKED, MERCHANT, Booking, BookingStatus, Client, Contact
from ..ports import Transaction
from ..privacy.consent import agree
from ..templates.notice_outcome import Told
from ..words.phones import international, other_spelling
from .acting import Operator
from .merchant_word import tell_receptions
from .merchants import number_id_of

_PAGE = 500
SHOWN = tuple(status for status in BookingStatus if status is not BookingStatus.HELD)
"""Holds are shown only to who asks for them."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A booking to be made.

    Attributes:
        starts_at: carries an offset.
        consent: whether the person agreed, by the merchant's account, to be written to.
    """

    service: str
    starts_at: datetime
    party: int = 1
    staff: str | None = None
    user_phone: str | None = None
    name: str = ""
    notes: str = ""
    status: BookingStatus = BookingStatus.CONFIRMED
    consent: bool = True


def page_of_bookings(
    tx: Transaction,
    client: Client,
    settings: ClientSettings,
    *,
    first: date | None = None,
    last: date | None = None,
    statuses: Iterable[BookingStatus] = (),
    phone: str | None = None,
    user_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[Booking]:
    """Return some of a client's, by id; the local days `first` and `last` are both included.

    `phone` is in any spelling.
    """
    zone = settings.zone
    digits = international(phone, settings.country_code) if phone else None
    return tx.bookings.page(
        client.id,
        start=midnight(first, zone) if first else None,
        end=midnight(last + timedelta(days=1), zone) if last else None,
        statuses=tuple(statuses) or SHOWN,
        user_phones=tuple(filter(None, (digits, other_spelling(digits)))) if digits else (),
        user_id=user_id,
        after=after,
        limit=limit,
    )


def coming_conflicts(
    tx: Transaction, client: Client, now: datetime
) -> list[tuple[Booking, Conflict]]:
    """Return a client's coming bookings that its settings of today would not allow (R22)."""
    settings = settings_of(client)
    rows = coming_of(tx, client, now)
    if not rows:
        return []
    first = local_day(settings, min(row.datetime for row in rows))
    last = local_day(settings, max(row.ends_at for row in rows))
    takings = tx.bookings.between(client.id, *span_of(settings, first, (last - first).days + 1))
    return conflicts(settings, rows, takings, now)


def coming_of(tx: Transaction, client: Client, now: datetime) -> list[Booking]:
    """Return all of a client's that are booked and have not begun, soonest first."""
    rows: list[Booking] = []
    after: str | None = None
    while True:
        page = tx.bookings.page(client.id, start=now, statuses=BOOKED, after=after, limit=_PAGE)
        rows += page
        if len(page) < _PAGE:
            return sorted(rows, key=lambda row: (row.datetime, row.id))
        after = page[-1].id


def find_booking(tx: Transaction, booking_id: str) -> tuple[Booking, Client]:
    """Return a booking and whose agenda it is in.

    Raises:
        NotFoundError: there is none with that id.
    """
    booking = tx.bookings.by_id(booking_id)
    client = tx.clients.by_id(booking.client_id) if booking else None
    if booking is None or client is None:
        raise NotFoundError("There is no such booking.")
    return booking, client


def add_booking(
    operator: Operator, client: Client, common_id: str, new: ByHand
) -> tuple[Booking, Told]:
    """Book by hand, and tell the person and the merchant's receptions.

    `common_id` is Meta's id of the common number.

    Raises:
        InputError: the service, the staff member or the party makes no sense.
        ConflictError: there is no room.
    """
    country = settings_of(client).country_code
    phone = international(new.user_phone, country) if new.user_phone else None
    contact = _contact(operator, client, common_id, phone)
    contact_id, user_id = (contact.id, contact.user_id) if contact else (None, None)
    if contact and new.consent:
        agree(operator.tx, contact.id, client.id, operator.now, MERCHANT)
    known = contact.user_phone if contact else None  # as they write, however it was typed
    booking = _agenda(operator, client).book_by_hand(
        SlotQuery(new.service, new.party, new.staff, contact_id),
        new.starts_at.astimezone(UTC),
        status=new.status,
        user_phone=known or phone,
        user_id=user_id,
        name=new.name,
        notes=new.notes,
    )
    return booking, _tell(replace(operator, common_id=common_id), client, None, booking)


def change_booking(
    operator: Operator, client: Client, booking: Booking, change: BookingStatus | Amendment
) -> tuple[Booking, Told]:
    """Give a booking another status, or another time and other words.

    Its person is told, and the merchant's receptions are.

    Raises:
        InputError: the staff member does not do the service.
        ConflictError: its life or the agenda does not allow it.
    """
    agenda = _agenda(operator, client)
    if isinstance(change, BookingStatus):
        fresh = agenda.change_status(booking, change)
    else:
        fresh = agenda.amend(booking, change)
    return fresh, _tell(operator, client, booking, fresh)


def _tell(operator: Operator, client: Client, old: Booking | None, new: Booking) -> Told:
    """Return what the person hears, with everybody who has something to be sent now."""
    told = operator.announce(operator.tx, client, old, new, operator.now)
    receptions = tell_receptions(operator, client, old, new, told)
    return replace(told, contacts=(*told.contacts, *receptions))


def _agenda(operator: Operator, client: Client) -> Agenda:
    return Agenda(operator.tx, client, operator.now, operator.ids, operator.name)


def _contact(
    operator: Operator, client: Client, common_id: str, phone: str | None
) -> Contact | None:
    """Return the person with that phone on the client's number: they find the booking there.

    Who has not written yet is a contact from now on; their name comes with their first message.
    """
    if phone is None:
        return None
    number = number_id_of(operator.tx, client, common_id)
    fresh = Contact(operator.ids.new(), number, None, phone, "")
    return operator.tx.contacts.upsert(fresh, operator.now)
