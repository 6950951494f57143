"""A client's receptions: merchants' own phones. `/api/clients/S/receptions`."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.model import Client
from ...engine.office.merchants import find_client, number_of
from ...engine.office.receptions import (
    Known,
    current_code,
    end_reception,
    link_of,
    receptions,
)
from ...engine.ports import Transaction
from ..edge import Edge
from .auth import ClientAuth, Reach
from .pagination import Page, page_of_all
from .validation import parse_query


class Receptions:
    """`GET`: the phones that are a client's reception."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._auth = ClientAuth(edge.config.admin_token, edge.store)

    def on_get(self, req: falcon.Request, resp: falcon.Response, slug: str) -> None:
        """Answer a page of them, by id: the oldest first."""
        reach = self._auth.require(req)
        asked = parse_query(req, Page)
        rows = self._edge.store.read(lambda tx: receptions(tx, _client(tx, reach, slug)))
        by_id = sorted(rows, key=lambda row: row.id)
        resp.media = page_of_all("receptions", by_id, asked, _json, "id")


class ReceptionResource:
    """`DELETE`: ends one."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._auth = ClientAuth(edge.config.admin_token, edge.store)

    def on_delete(
        self, req: falcon.Request, resp: falcon.Response, slug: str, reception_id: str
    ) -> None:
        """End it; 204."""
        reach = self._auth.require(req)

        def work(tx: Transaction) -> None:
            end_reception(self._edge.operator(tx), _client(tx, reach, slug), reception_id)

        self._edge.store.transact(work)
        resp.status = falcon.HTTP_204


def reception_link(edge: Edge, tx: Transaction, client: Client) -> str:
    """Return the link that makes a phone a client's reception; it writes where no code is left."""
    number = number_of(tx, client, edge.config.whatsapp_number)
    return link_of(number, current_code(edge.operator(tx), client))


def _client(tx: Transaction, reach: Reach, slug: str) -> Client:
    return reach.require(find_client(tx, slug, any_status=True))


def _json(row: Known) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.contact.name,
        "phone": row.contact.user_phone,
        "user_id": row.contact.user_id,
        "by": "link" if row.by_link else "settings",
        "created_at": row.since.isoformat(),
        "open_until": row.open_until.isoformat() if row.open_until else None,
    }
