"""Businesses for the admin: `/api/businesses` and `/api/businesses/ID`.

A business has one client or several. It shares the common number, or has one of its own; then its
clients are reached there and answered from there, with the token that the environment variable
`token_env` holds (the common token where it names none).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import falcon
from pydantic import ConfigDict, JsonValue

from ..engine.errors import ConflictError, Fault, NotFoundError
from ..engine.model import Business
from ..engine.ports import Transaction
from .admin import Admin
from .auditing import changed, note
from .bodies import Checked, checked, query, read_json
from .business_fields import Id, NumberId, TokenEnv, WhatsAppNumber
from .edge import Edge
from .fields import Name
from .lists import Page, page_of
from .shapes import business_json
from .texts import is_storable

_NUMBER = ("phone_number_id", "whatsapp_number")
"""Given both, or neither."""
_WHOLE_NUMBER_OR_NONE: list[JsonValue] = [
    {"properties": {name: {"type": "null"} for name in _NUMBER}},
    {"properties": {name: {"type": "string"} for name in _NUMBER}, "required": [*_NUMBER]},
]


class NewBusiness(Checked):
    """A business to be made; its id is made, too, unless given."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _WHOLE_NUMBER_OR_NONE})

    name: Name
    id: Id | None = None
    phone_number_id: NumberId | None = None
    whatsapp_number: WhatsAppNumber | None = None
    token_env: TokenEnv | None = None


class BusinessPatch(Checked):
    """What may be changed; what is not sent stays."""

    name: Name = ""
    phone_number_id: NumberId | None = None
    whatsapp_number: WhatsAppNumber | None = None
    token_env: TokenEnv | None = None


class Businesses:
    """`GET` lists them by id, `POST` makes one."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = Admin(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of them."""
        self._admin.require(req)
        asked = query(req, Page)
        rows = self._edge.store.read(
            lambda tx: tx.businesses.page(after=asked.after, limit=asked.limit + 1)
        )
        resp.media = page_of("businesses", rows, asked.limit, business_json, "id")

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make one; 409 where its id, or its number, is somebody's already."""
        self._admin.require(req)
        data = read_json(req)
        new = checked(NewBusiness, data, _half_a_number(data))
        resp.media = business_json(self._edge.store.transact(lambda tx: self._add(tx, new)))
        resp.status = falcon.HTTP_201

    def _add(self, tx: Transaction, new: NewBusiness) -> Business:
        now = self._edge.clock.now()
        fields = new.model_dump()
        fields["id"] = new.id or self._edge.ids.new()
        if tx.businesses.by_id(fields["id"]):
            raise ConflictError("This id is another business's.")
        _refuse_taken(tx, self._edge, new.phone_number_id, new.whatsapp_number)
        business = Business(**fields, created_at=now, updated_at=now)
        tx.businesses.add(business)
        subject = f"business:{business.id}"
        note(tx, self._edge.ids, now, "business.create", subject, changed({}, fields))
        return business


class BusinessResource:
    """`PATCH`: its name, its number, its token's place."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = Admin(edge.config.admin_token)

    def on_patch(self, req: falcon.Request, resp: falcon.Response, business_id: str) -> None:
        """Change it and answer it as it is now."""
        self._admin.require(req)
        data = read_json(req)
        business = self._edge.store.transact(lambda tx: self._change(tx, business_id, data))
        resp.media = business_json(business)

    def _change(self, tx: Transaction, business_id: str, data: Any) -> Business:
        business = _find(tx, business_id)
        before = asdict(business)
        after = {**before, **data} if isinstance(data, dict) else before
        patch = checked(BusinessPatch, data, _half_a_number(after))
        changes = changed(before, {key: getattr(patch, key) for key in patch.model_fields_set})
        if not changes:
            return business
        fresh = {key: new for key, (_, new) in changes.items()}
        _refuse_taken(tx, self._edge, *map(fresh.get, _NUMBER))
        now = self._edge.clock.now()
        business = replace(business, **fresh, updated_at=now)
        tx.businesses.save(business)
        note(tx, self._edge.ids, now, "business.change", f"business:{business.id}", changes)
        return business


def _find(tx: Transaction, business_id: str) -> Business:
    business = tx.businesses.by_id(business_id) if is_storable(business_id) else None
    if business is None:
        raise NotFoundError("There is no such business.")
    return business


def _half_a_number(data: Any) -> list[Fault]:
    """Return a fault where Meta's id is given without the number, or the other way round.

    People would be led to a number that nobody answers, or answered from one they never wrote to.
    """
    given: Mapping[str, Any] = data if isinstance(data, dict) else {}
    missing = [name for name in _NUMBER if given.get(name) is None]
    if len(missing) != 1:
        return []
    return [Fault(missing[0], "is needed: a number has both this and the other of the two")]


def _refuse_taken(
    tx: Transaction, edge: Edge, number_id: str | None, whatsapp_number: str | None
) -> None:
    """Raise ConflictError where a number that is new to a business is somebody's already."""
    if number_id and number_id in {edge.config.phone_number_id, *tx.businesses.numbers()}:
        raise ConflictError("This phone_number_id is another's, or the common number's.")
    if whatsapp_number and whatsapp_number == edge.config.whatsapp_number:
        raise ConflictError("This whatsapp_number is the common one.")
