"""Short links for the admin: `/api/shortlinks`."""

from __future__ import annotations

from typing import Any

import falcon

from ..engine.errors import ConflictError, Fault, InputError
from ..engine.model import Client, ClientStatus
from ..engine.ports import Transaction
from . import slugs
from .admin import Admin
from .auditing import changed, note
from .bodies import Checked, checked, query, read_json
from .edge import Edge
from .fields import Name, SlugText, StatusOfClient, Text
from .lists import Page, page_of
from .merchants import NO_SETTINGS, business_faults, settings_faults
from .settings_schema import MaybeSettingsJson
from .shapes import shortlink_json


class ShortlinkQuery(Page):
    """Which short links."""

    status: StatusOfClient = ClientStatus.ACTIVE


class NewShortlink(Checked):
    """A client to be made; without settings it has no services yet."""

    name: Name
    slug: SlugText | None = None
    business_id: Text | None = None
    settings: MaybeSettingsJson = None


class Shortlinks:
    """`GET` lists them, `POST` makes a client with its link."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._admin = Admin(edge.config.admin_token)
        self._reserved = edge.reserved_slugs | slugs.ROUTES

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of those with a status, the active ones unless told otherwise."""
        self._admin.require(req)
        asked = query(req, ShortlinkQuery)
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
        client = self._edge.store.transact(lambda tx: self._add(tx, data))
        resp.status = falcon.HTTP_201
        resp.media = self._shown(client)

    def _add(self, tx: Transaction, data: Any) -> Client:
        new = checked(NewShortlink, data, self._faults(tx, data))
        now = self._edge.clock.now()
        client = Client(
            id=self._edge.ids.new(),
            name=new.name,
            slug=self._slug(tx, new),
            business_id=new.business_id,
            settings=NO_SETTINGS if new.settings is None else new.settings,
            status=ClientStatus.ACTIVE,
            created_at=now,
            updated_at=now,
        )
        tx.clients.add(client)
        fields = {"name": client.name, "business_id": client.business_id}
        note(
            tx,
            self._edge.ids,
            now,
            "client.create",
            f"client:{client.slug}",
            {**changed({}, fields), "settings": (None, client.settings)},
        )
        return client

    def _faults(self, tx: Transaction, data: Any) -> list[Fault]:
        """Return what the shape alone does not tell, of whatever was sent."""
        if not isinstance(data, dict):
            return []
        faults = []
        slug, business_id, settings = map(data.get, ("slug", "business_id", "settings"))
        if isinstance(slug, str):
            faults += self._slug_faults(slug)
        if isinstance(business_id, str):
            faults += business_faults(tx, business_id)
        if settings is not None:
            faults += settings_faults(self._edge, settings)
        return faults

    def _slug_faults(self, slug: str) -> list[Fault]:
        if not slugs.is_slug(slug):
            return [Fault("slug", slugs.RULE)]
        if slug in self._reserved:
            return [Fault("slug", "is a word that the bot or the site needs itself")]
        return []

    def _slug(self, tx: Transaction, new: NewShortlink) -> str:
        """Return the slug that was asked for, or the first free one made of the name."""
        if new.slug is not None:
            if tx.clients.by_slug(new.slug):
                raise ConflictError(f"The slug {new.slug} is taken.")
            return new.slug
        for slug in slugs.candidates(new.name):
            if slug in self._reserved:
                break
            if not tx.clients.by_slug(slug):
                return slug
        raise InputError([Fault("slug", "cannot be made of this name: please give one")])

    def _shown(self, client: Client) -> dict[str, Any]:
        return shortlink_json(client, self._edge.config.shortlink_base)
