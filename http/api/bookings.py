"""Bookings for the admin: `/api/bookings` and `/api/bookings/ID`."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import falcon
from pydantic import ConfigDict, Field, model_validator

from ...engine.booking.agenda import Amendment
from ...engine.errors import Fault, InputError, NotFoundError
from ...engine.model import Booking, BookingStatus, Client
from ...engine.office.bookings import (
    ByHand,
    add_booking,
    change_booking,
    find_booking,
    page_of_bookings,
)
from ...engine.office.merchants import find_client
from ...engine.ports import Transaction
from ...engine.templates.notice_outcome import Told
from ..edge import Edge
from ..text import is_storable
from .auth import ClientAuth, Reach
from .field_types import (
    Date,
    Guests,
    Instant,
    Line,
    Notes,
    StatusByHand,
    StatusOfBooking,
    Text,
    TypedPhone,
)
from .idempotency import FirstTime, Made
from .pagination import Page, page_of
from .serializers import bookings_json, history_json, known_settings
from .validation import RequestModel, parse_query, read_json, validate

_NEVER = datetime.max.replace(tzinfo=UTC)


class BookingQuery(Page):
    """Which bookings; what is left out does not matter."""

    client: Text
    first: Date | None = Field(None, alias="from")
    last: Date | None = Field(None, alias="to")
    status: list[StatusOfBooking] = Field(default_factory=list)
    phone: Text | None = None
    user_id: Text | None = None


class BookingPatch(RequestModel):
    """Another status; or another time, staff member, party, name or notes. Nothing: as it is."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["status", "datetime"]}})

    status: StatusOfBooking = BookingStatus.HELD
    starts_at: Instant = Field(_NEVER, alias="datetime")
    party: Guests = 1
    staff: Text | None = None
    name: Line = ""
    notes: Notes = ""

    @model_validator(mode="after")
    def _one_matter(self) -> BookingPatch:
        if "status" in self.model_fields_set and len(self.model_fields_set) > 1:
            raise ValueError("must have `status` alone, or anything but `status`")
        return self

    @property
    def change(self) -> BookingStatus | Amendment:
        """What was sent; `"staff": null` asks for anybody who is free."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        if "status" in sent:
            return self.status
        if "starts_at" in sent:
            sent["starts_at"] = self.starts_at.astimezone(UTC)
        if "staff" in sent:
            sent["staff"] = self.staff or ""
        return Amendment(**sent)


class NewBooking(RequestModel):
    """A booking by hand; its time carries an offset."""

    client: Text
    service: Text
    starts_at: Instant = Field(alias="datetime")
    party: Guests = 1
    staff: Text | None = None
    user_phone: TypedPhone | None = None
    name: Line = ""
    notes: Notes = ""
    status: StatusByHand = BookingStatus.CONFIRMED
    consent: bool = True


class Bookings:
    """`GET`: a client's bookings, by id. `POST`: one by hand."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._auth = ClientAuth(edge.config.admin_token, edge.store)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of them; `from` and `to` are days of the client's calendar."""
        reach = self._auth.require(req)
        asked = parse_query(req, BookingQuery, lists=["status"])
        if asked.first and asked.last and asked.last < asked.first:
            raise InputError([Fault("to", "must not be before `from`")])
        resp.media = self._edge.store.read(lambda tx: _page(tx, reach, asked))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Book on the merchant's word; 409 where there is no room, whatever else the rules say."""
        reach = self._auth.require(req)
        data = read_json(req)
        new = validate(NewBooking, data)
        first = FirstTime(self._edge, req, data)
        first.answer(resp, lambda tx: self._add(tx, reach, new))

    def _add(self, tx: Transaction, reach: Reach, new: NewBooking) -> Made:
        client = reach.require(find_client(tx, new.client, any_status=True))
        known_settings(client)
        by_hand = ByHand(**{field.name: getattr(new, field.name) for field in fields(ByHand)})
        number_id = self._edge.config.phone_number_id
        booking, told = add_booking(self._edge.operator(tx), client, number_id, by_hand)
        return Made(_told_json(tx, booking, client, told), told.contacts)


class BookingResource:
    """`GET`: one with its history. `PATCH`: another status, time, staff member, party, words."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._auth = ClientAuth(edge.config.admin_token, edge.store)

    def on_get(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Answer it, with its history: who did what, the person in conversation included."""
        reach = self._auth.require(req)
        resp.media = self._edge.store.read(lambda tx: _whole(tx, reach, booking_id))

    def on_patch(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Change it and answer it; 409 for what its life or the agenda does not allow."""
        reach = self._auth.require(req)
        data = read_json(req)
        media, told = self._edge.store.transact(
            lambda tx: self._change(tx, reach, booking_id, data)
        )
        self._edge.settled(told.contacts)
        resp.media = media

    def _change(
        self, tx: Transaction, reach: Reach, booking_id: str, data: Any
    ) -> tuple[dict[str, Any], Told]:
        """Change it; return it as JSON data, and what its person hears."""
        booking, client = _find(tx, reach, booking_id)
        change = validate(BookingPatch, data).change
        known_settings(client)
        fresh, told = change_booking(self._edge.operator(tx), client, booking, change)
        return _told_json(tx, fresh, client, told), told


def _find(tx: Transaction, reach: Reach, booking_id: str) -> tuple[Booking, Client]:
    if not is_storable(booking_id):
        raise NotFoundError("There is no such booking.")
    booking, client = find_booking(tx, booking_id)
    if reach.client_id not in (None, client.id):
        raise NotFoundError("There is no such booking.")
    return booking, client


def _whole(tx: Transaction, reach: Reach, booking_id: str) -> dict[str, Any]:
    booking, client = _find(tx, reach, booking_id)
    history = tx.audit.of(f"booking:{booking.id}")
    return {
        **bookings_json(tx, [booking], client)[0],
        "history": [history_json(entry) for entry in history],
    }


def _told_json(tx: Transaction, booking: Booking, client: Client, told: Told) -> dict[str, Any]:
    shown = bookings_json(tx, [booking], client)[0]
    return {**shown, "told": told.told, "told_why": told.why}


def _page(tx: Transaction, reach: Reach, asked: BookingQuery) -> dict[str, Any]:
    client = reach.require(find_client(tx, asked.client, any_status=True))
    settings = known_settings(client)
    rows = page_of_bookings(
        tx,
        client,
        settings,
        first=asked.first,
        last=asked.last,
        statuses=asked.status,
        phone=asked.phone,
        user_id=asked.user_id,
        after=asked.after,
        limit=asked.limit + 1,
    )
    shown = bookings_json(tx, rows, client)
    return page_of("bookings", shown, asked.limit, lambda row: row, "id")
