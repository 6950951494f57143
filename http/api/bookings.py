"""Bookings for the admin: `/api/bookings` and `/api/bookings/ID`."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import falcon
from pydantic import ConfigDict, Field, model_validator

from ...engine.errors import Fault, InputError, NotFoundError
from ...engine.model import BookingStatus
from ...engine.office.bookings import (
    ByHand,
    add_booking,
    change_booking,
    find_booking,
    page_of_bookings,
)
from ...engine.office.merchants import find_client
from ...engine.ports import Transaction
from ..edge import Edge
from ..text import is_storable
from .auth import AdminAuth
from .fields import Date, Guests, Instant, Line, Notes, Phone, StatusByHand, StatusOfBooking, Text
from .pagination import Page, page_of
from .serializers import booking_json, known_settings
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

    @property
    def change(self) -> BookingStatus | datetime:
        """The one that was sent."""
        return self.status if "status" in self.model_fields_set else self.starts_at


class NewBooking(RequestModel):
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
        self._admin = AdminAuth(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of them; `from` and `to` are days of the client's calendar."""
        self._admin.require(req)
        asked = parse_query(req, BookingQuery, lists=["status"])
        if asked.first and asked.last and asked.last < asked.first:
            raise InputError([Fault("to", "must not be before `from`")])
        resp.media = self._edge.store.read(lambda tx: _page(tx, asked))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Book on the merchant's word; 409 where there is no room, whatever else the rules say."""
        self._admin.require(req)
        new = validate(NewBooking, read_json(req))
        resp.media = self._edge.store.transact(lambda tx: self._add(tx, new))
        resp.status = falcon.HTTP_201

    def _add(self, tx: Transaction, new: NewBooking) -> dict[str, Any]:
        client = find_client(tx, new.client, any_status=True)
        zone = known_settings(client).zone
        by_hand = ByHand(**{field.name: getattr(new, field.name) for field in fields(ByHand)})
        number_id = self._edge.config.phone_number_id
        booking = add_booking(self._edge.operator(tx), client, number_id, by_hand)
        return booking_json(booking, client.slug, zone)


class BookingResource:
    """`PATCH`: another status, or another time."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = AdminAuth(edge.config.admin_token)

    def on_patch(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Change it and answer it; 409 for what its life or the agenda does not allow."""
        self._admin.require(req)
        data = read_json(req)
        media, contact_id = self._edge.store.transact(lambda tx: self._change(tx, booking_id, data))
        if contact_id:
            self._edge.settled([contact_id])
        resp.media = media

    def _change(
        self, tx: Transaction, booking_id: str, data: Any
    ) -> tuple[dict[str, Any], str | None]:
        """Change it; return it as JSON data, and whom that may be told."""
        if not is_storable(booking_id):
            raise NotFoundError("There is no such booking.")
        booking, client = find_booking(tx, booking_id)
        change = validate(BookingPatch, data).change
        zone = known_settings(client).zone
        fresh = change_booking(self._edge.operator(tx), client, booking, change)
        return booking_json(fresh, client.slug, zone), fresh.contact_id


def _page(tx: Transaction, asked: BookingQuery) -> dict[str, Any]:
    client = find_client(tx, asked.client, any_status=True)
    zone = known_settings(client).zone
    rows = page_of_bookings(
        tx,
        client,
        zone,
        first=asked.first,
        last=asked.last,
        statuses=asked.status,
        user_phone=asked.phone,
        user_id=asked.user_id,
        after=asked.after,
        limit=asked.limit + 1,
    )
    return page_of(
        "bookings", rows, asked.limit, lambda row: booking_json(row, client.slug, zone), "id"
    )
