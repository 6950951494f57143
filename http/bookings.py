"""Bookings for the admin: `/api/bookings` and `/api/bookings/ID`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import falcon
from pydantic import ConfigDict, Field, model_validator

from ..engine.booking.agenda import Agenda
from ..engine.booking.availability import Ask
from ..engine.errors import Fault, InputError, NotFoundError
from ..engine.model import Booking, BookingStatus, Client, Contact
from ..engine.ports import Transaction
from .admin import Admin
from .auditing import changed, note
from .bodies import Checked, checked, query, read_json
from .edge import Edge
from .fields import Date, Guests, Instant, Line, Notes, Phone, StatusByHand, StatusOfBooking, Text
from .lists import Page, page_of
from .merchants import find_client, known_settings, number_id_of
from .shapes import booking_json
from .texts import is_storable

_SHOWN = tuple(status for status in BookingStatus if status is not BookingStatus.HELD)
"""Holds are shown only to who asks for them."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class BookingQuery(Page):
    """Which bookings; what is left out does not matter."""

    client: Text
    first: Date | None = Field(None, alias="from")
    last: Date | None = Field(None, alias="to")
    status: list[StatusOfBooking] = Field(default_factory=list)
    phone: Text | None = None
    user_id: Text | None = None


class BookingPatch(Checked):
    """Another status, or another time; exactly one of them."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["status"]}, {"required": ["datetime"]}]}
    )

    status: StatusOfBooking = BookingStatus.HELD
    starts_at: Instant = Field(_NEVER, alias="datetime")

    @model_validator(mode="after")
    def _exactly_one(self) -> BookingPatch:
        if len(self.model_fields_set) != 1:
            raise ValueError("must have exactly one of `status` and `datetime`")
        return self


class NewBooking(Checked):
    """A booking by hand; its time carries an offset."""

    client: Text
    service: Text
    starts_at: Instant = Field(alias="datetime")
    party: Guests = 1
    staff: Text | None = None
    user_phone: Phone | None = None
    name: Line = ""
    notes: Notes = ""
    status: StatusByHand = BookingStatus.CONFIRMED


class Bookings:
    """`GET`: a client's bookings, by id. `POST`: one by hand."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = Admin(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of them; `from` and `to` are days of the client's calendar."""
        self._admin.require(req)
        asked = query(req, BookingQuery, lists=["status"])
        if asked.first and asked.last and asked.last < asked.first:
            raise InputError([Fault("to", "must not be before `from`")])
        resp.media = self._edge.store.read(lambda tx: _page(tx, asked))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Book on the merchant's word; 409 where there is no room, whatever else the rules say."""
        self._admin.require(req)
        new = checked(NewBooking, read_json(req))
        resp.media = self._edge.store.transact(lambda tx: self._add(tx, new))
        resp.status = falcon.HTTP_201

    def _add(self, tx: Transaction, new: NewBooking) -> dict[str, Any]:
        client = find_client(tx, new.client, any_status=True)
        zone = known_settings(client).zone
        now = self._edge.clock.now()
        contact = self._contact(tx, client, new.user_phone, now)
        contact_id, user_id = (contact.id, contact.user_id) if contact else (None, None)
        booking = Agenda(tx, client, now, self._edge.ids).book_by_hand(
            Ask(new.service, new.party, new.staff, contact_id),
            new.starts_at.astimezone(UTC),
            status=new.status,
            user_phone=new.user_phone,
            user_id=user_id,
            name=new.name,
            notes=new.notes,
        )
        changes = changed({}, _history(booking))
        note(tx, self._edge.ids, now, "booking.create", f"booking:{booking.id}", changes)
        return booking_json(booking, client.slug, zone)

    def _contact(
        self, tx: Transaction, client: Client, phone: str | None, now: datetime
    ) -> Contact | None:
        """Return the person with that phone on the client's number: they find the booking there.

        Who has not written yet is a contact from now on; their name comes with their first message.
        """
        if phone is None:
            return None
        number = number_id_of(tx, client, self._edge.config.phone_number_id)
        return tx.contacts.upsert(Contact(self._edge.ids.new(), number, None, phone, ""), now)


class BookingResource:
    """`PATCH`: another status, or another time."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = Admin(edge.config.admin_token)

    def on_patch(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Change it and answer it; 409 for what its life or the agenda does not allow."""
        self._admin.require(req)
        data = read_json(req)
        resp.media = self._edge.store.transact(lambda tx: self._change(tx, booking_id, data))

    def _change(self, tx: Transaction, booking_id: str, data: Any) -> dict[str, Any]:
        booking, client = _find(tx, booking_id)
        patch = checked(BookingPatch, data)
        zone = known_settings(client).zone
        now = self._edge.clock.now()
        fresh = _changed(Agenda(tx, client, now, self._edge.ids), booking, patch)
        changes = changed(_history(booking), _history(fresh))
        note(tx, self._edge.ids, now, "booking.change", f"booking:{booking.id}", changes)
        return booking_json(fresh, client.slug, zone)


def _page(tx: Transaction, asked: BookingQuery) -> dict[str, Any]:
    client = find_client(tx, asked.client, any_status=True)
    zone = known_settings(client).zone
    rows = tx.bookings.page(
        client.id,
        start=_midnight(asked.first, zone) if asked.first else None,
        end=_midnight(asked.last + timedelta(days=1), zone) if asked.last else None,
        statuses=asked.status or _SHOWN,
        user_phone=asked.phone,
        user_id=asked.user_id,
        after=asked.after,
        limit=asked.limit + 1,
    )
    return page_of(
        "bookings", rows, asked.limit, lambda row: booking_json(row, client.slug, zone), "id"
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _find(tx: Transaction, booking_id: str) -> tuple[Booking, Client]:
    booking = tx.bookings.by_id(booking_id) if is_storable(booking_id) else None
    client = tx.clients.by_id(booking.client_id) if booking else None
    if booking is None or client is None:
        raise NotFoundError("There is no such booking.")
    return booking, client


def _changed(agenda: Agenda, booking: Booking, patch: BookingPatch) -> Booking:
    if "status" in patch.model_fields_set:
        return agenda.change_status(booking, patch.status)
    return agenda.move(booking, patch.starts_at.astimezone(UTC))


def _history(booking: Booking) -> dict[str, Any]:
    """Return what the audit tells of a booking."""
    times = {"datetime": booking.datetime.isoformat(), "ends_at": booking.ends_at.isoformat()}
    return {"status": booking.status.value, "staff": booking.staff, **times}
