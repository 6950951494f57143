"""Short links for the admin: `/api/shortlinks`."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.errors import Fault
from ...engine.model import Client, ClientStatus
from ...engine.office.merchants import add_client, business_faults, free_slug
from ...engine.ports import Transaction
from ..edge import Edge
from .auth import AdminAuth
from .field_types import Name, SlugText, StatusOfClient, Text
from .idempotency import FirstTime, Made
from .pagination import Page, page_of
from .serializers import shortlink_json
from .settings_schema import MaybeSettingsJson
from .validation import RequestModel, parse_query, read_json, validate


class ShortlinkQuery(Page):
    """Which short links."""

    status: StatusOfClient = ClientStatus.ACTIVE


class NewShortlink(RequestModel):
    """A client to be made; without settings it has no services yet."""

    name: Name
    slug: SlugText | None = None
    business_id: Text | None = None
    settings: MaybeSettingsJson = None


class Shortlinks:
    """`GET` lists them, `POST` makes a client with its link."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = AdminAuth(edge.config.admin_token)
        self._rules = edge.rules

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of those with a status, the active ones unless told otherwise."""
        self._admin.require(req)
        asked = parse_query(req, ShortlinkQuery)
        rows = self._edge.store.read(
            lambda tx: tx.clients.page(
                status=asked.status, after=asked.after, limit=asked.limit + 1
            )
        )
        resp.media = page_of("shortlinks", rows, asked.limit, self._shown, "slug")

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make one; 409 where the slug that was asked for is taken."""
        self._admin.require(req)
        data = read_json(req)
        first = FirstTime(self._edge, req, data)
        first.answer(resp, lambda tx: Made(self._shown(self._add(tx, data))))

    def _add(self, tx: Transaction, data: Any) -> Client:
        new = validate(NewShortlink, data, self._faults(tx, data))
        return add_client(
            self._edge.operator(tx),
            new.name,
            new.slug or free_slug(tx, self._rules, new.name),
            business_id=new.business_id,
            settings=new.settings,
        )

    def _faults(self, tx: Transaction, data: Any) -> list[Fault]:
        """Return what the shape alone does not tell, of whatever was sent."""
        if not isinstance(data, dict):
            return []
        faults = []
        slug, business_id, settings = map(data.get, ("slug", "business_id", "settings"))
        if isinstance(slug, str):
            faults += self._rules.slug_faults(slug)
        if isinstance(business_id, str):
            faults += business_faults(tx, business_id)
        if settings is not None:
            faults += self._rules.written_faults(settings)
        return faults

    def _shown(self, client: Client) -> dict[str, Any]:
        return shortlink_json(client, self._edge.config.shortlink_base)
