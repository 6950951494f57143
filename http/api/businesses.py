"""Businesses for the admin: `/api/businesses` and `/api/businesses/ID`.

A business has one client or several. It shares the common number, or has one of its own; then its
clients are reached there and answered from there, with the token that the environment variable
`token_env` holds (the common token where it names none). A token that belongs to an app of the
business's own names the variable of that app's secret, too (`app_secret_env`). A number of an
account of the business's own says which (`waba_id`): its templates and forms are that one's.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import falcon
from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from ...engine.errors import Fault, NotFoundError
from ...engine.model import Business
from ...engine.office.businesses import (
    NUMBER,
    add_business,
    change_business,
    find_business,
    half_a_number,
)
from ...engine.ports import Transaction
from .. import text
from ..edge import Edge
from ..text import is_storable
from .auth import AdminAuth
from .field_types import Name, matching, text_schema
from .idempotency import FirstTime, Made
from .pagination import Page, page_of
from .serializers import business_json
from .validation import RequestModel, parse_query, read_json, validate

_WHOLE_NUMBER_OR_NONE: list[JsonValue] = [
    {"properties": {name: {"type": "null"} for name in NUMBER}},
    {"properties": {name: {"type": "string"} for name in NUMBER}, "required": [*NUMBER]},
]


class NewBusiness(RequestModel):
    """A business to be made; its id is made, too, unless given."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _WHOLE_NUMBER_OR_NONE})

    name: Name
    id: Id | None = None
    phone_number_id: NumberId | None = None
    whatsapp_number: WhatsAppNumber | None = None
    token_env: TokenEnv | None = None
    app_secret_env: SecretEnv | None = None
    rate: Rate | None = None
    waba_id: AccountId | None = None


class BusinessPatch(RequestModel):
    """What may be changed; what is not sent stays."""

    name: Name = ""
    phone_number_id: NumberId | None = None
    whatsapp_number: WhatsAppNumber | None = None
    token_env: TokenEnv | None = None
    app_secret_env: SecretEnv | None = None
    rate: Rate | None = None
    waba_id: AccountId | None = None


class Businesses:
    """`GET` lists them by id, `POST` makes one."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = AdminAuth(edge.config.admin_token)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of them."""
        self._admin.require(req)
        asked = parse_query(req, Page)
        rows = self._edge.store.read(
            lambda tx: tx.businesses.page(after=asked.after, limit=asked.limit + 1)
        )
        resp.media = page_of("businesses", rows, asked.limit, business_json, "id")

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make one; 409 where its id, or its number, is somebody's already."""
        self._admin.require(req)
        data = read_json(req)
        new = validate(NewBusiness, data, _half_a_number(data))
        first = FirstTime(self._edge, req, data)
        first.answer(resp, lambda tx: Made(business_json(self._add(tx, new))))

    def _add(self, tx: Transaction, new: NewBusiness) -> Business:
        common = self._edge.config.common_number
        return add_business(self._edge.operator(tx), common, new.model_dump())


class BusinessResource:
    """`PATCH`: its name, its number, its token's place."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = AdminAuth(edge.config.admin_token)

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
        patch = validate(BusinessPatch, data, _half_a_number(after))
        fields = {key: getattr(patch, key) for key in patch.model_fields_set}
        common = self._edge.config.common_number
        return change_business(self._edge.operator(tx), common, business, fields)


def _find(tx: Transaction, business_id: str) -> Business:
    if not is_storable(business_id):
        raise NotFoundError("There is no such business.")
    return find_business(tx, business_id)


def _half_a_number(data: Any) -> list[Fault]:
    return half_a_number(data) if isinstance(data, dict) else []


_OURS = frozenset(
    {"MILO_ADMIN_TOKEN", "MILO_DATABASE_URL", "MILO_META_APP_SECRET", "MILO_META_VERIFY_TOKEN"}
)
"""Secrets that open something else, and never leave for Meta as a token."""


def _not_ours(name: str) -> str:
    if name in _OURS:
        raise ValueError("names a secret that is no access token")
    return name


Id = Annotated[
    str,
    matching(text.ID, "must be 1 to 64 letters, digits, '.', '_' or '-', no sign first"),
    text_schema(text.ID),
]
NumberId = Annotated[
    str,
    matching(text.ID, "must be Meta's id of the number, 1 to 64 letters or digits"),
    text_schema(text.ID),
]
WhatsAppNumber = Annotated[
    str,
    matching(text.NUMBER, "must be 6 to 15 digits, no + and no spaces"),
    text_schema(text.NUMBER),
]
AccountId = Annotated[
    str,
    matching(text.ID, "must be Meta's id of the account, 1 to 64 letters or digits"),
    text_schema(text.ID),
]
TokenEnv = Annotated[
    str,
    matching(
        text.VARIABLE,
        "must be the NAME of an environment variable (A-Z, 0-9, _), never the token itself",
    ),
    AfterValidator(_not_ours),
    text_schema(text.VARIABLE),
]
Rate = Annotated[int, Field(strict=True, ge=1, le=1_000)]
"""Messages a second; Meta allows 80, 1,000 to some, and 20 beside the Business app."""
SecretEnv = Annotated[
    str,
    matching(
        text.VARIABLE,
        "must be the NAME of an environment variable (A-Z, 0-9, _), never the secret itself",
    ),
    AfterValidator(_not_ours),
    text_schema(text.VARIABLE),
]
