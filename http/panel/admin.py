"""`/panel/admin`: the operator's start: every client, and what failed."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.model import Client
from ...engine.ports import Transaction
from ..edge import Edge
from .access import PanelAccess
from .page import PanelPage, answer_page

_MOST = 1000


class AdminPage:
    """`GET`: clients by name, numbers' readiness, failed and parked messages."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them, to the operator only.

        Raises:
            HTTPNotFound: a merchant is signed in: for them there is no such page.
        """

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "admin")
            if not page.is_operator:
                raise falcon.HTTPNotFound
            clients: list[Client] = tx.clients.page(status=None, after=None, limit=_MOST)
            return page, {
                "clients": sorted(clients, key=lambda client: client.name.casefold()),
                "failed": tx.outbox.failed(),
                "parked": tx.inbox.parked(),
                "waiting": len(tx.sessions.with_people(_MOST)),
            }

        page, values = self._edge.store.read(work)
        answer_page(resp, "admin.html", page, ready=self._edge.ready(), **values)
