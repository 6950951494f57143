"""A client: `/api/clients/S`."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.errors import Fault
from ...engine.model import Client, ClientStatus
from ...engine.office.merchants import business_faults, change_client, find_client
from ...engine.ports import Transaction
from ..edge import Edge
from .auth import ClientAuth, Reach
from .client_access import conflicts_json
from .field_types import Name, StatusOfClient, Text
from .receptions import reception_link
from .serializers import admin_client_json, client_json, known_settings
from .settings_schema import SettingsJson
from .validation import RequestModel, read_json, validate


class ClientPatch(RequestModel):
    """What may be changed; what is not sent stays. Settings are replaced whole."""

    name: Name = ""
    status: StatusOfClient = ClientStatus.ACTIVE
    business_id: Text | None = None
    settings: SettingsJson = None


_OPERATOR_S = {"status", "business_id"}
"""What a client's own token does not change."""


class ClientResource:
    """`GET` for everybody, with more for the admin; `PATCH` for the admin."""

    limited = True

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._auth = ClientAuth(edge.config.admin_token, edge.store)

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer the client; 404 to the public unless it is active."""
        reach = Reach() if self._auth.sent(req) else self._auth.own(req)
        client = self._edge.store.read(lambda tx: _seen(tx, slug, reach))
        mine = reach is not None and reach.client_id in (None, client.id)
        shown = self._shown(client, mine)
        if mine:
            edge = self._edge
            link = edge.store.transact(lambda tx: reception_link(edge, tx, client))
            shown["reception_link"] = link
        resp.media = shown

    def on_patch(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Change it and answer it as it is now."""
        reach = self._auth.require(req)
        data = read_json(req)
        resp.media = self._edge.store.transact(lambda tx: self._change(tx, reach, slug, data))

    def _change(self, tx: Transaction, reach: Reach, slug: str, data: Any) -> dict[str, Any]:
        client = reach.require(find_client(tx, slug, any_status=True))
        patch = validate(ClientPatch, data, self._faults(tx, client, data))
        fields = {key: getattr(patch, key) for key in patch.model_fields_set}
        if not reach.is_admin and fields.keys() & _OPERATOR_S:
            raise falcon.HTTPForbidden(description="Only the operator changes this.")
        client, _ = change_client(self._edge.operator(tx), client, fields)
        shown = self._shown(client, True)
        if "settings" in fields:
            shown["conflicts"] = conflicts_json(tx, client, self._edge.clock.now)
        return shown

    def _faults(self, tx: Transaction, client: Client, data: Any) -> list[Fault]:
        if not isinstance(data, dict):
            return []
        faults: list[Fault] = []
        if "settings" in data:
            faults += self._edge.rules.written_faults(data["settings"], client.settings)
        business_id = data.get("business_id")
        if isinstance(business_id, str):
            faults += business_faults(tx, business_id)
        return faults

    def _shown(self, client: Client, is_admin: bool) -> dict[str, Any]:
        show = admin_client_json if is_admin else client_json
        return show(client, known_settings(client), self._edge.config.shortlink_base)


def _seen(tx: Transaction, slug: str, reach: Reach | None) -> Client:
    """Return a client as its asker may see it: the public only an active one."""
    client = find_client(tx, slug, any_status=reach is not None)
    if reach is not None and reach.client_id not in (None, client.id):
        return find_client(tx, slug, any_status=False)
    return client
