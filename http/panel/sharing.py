"""`/panel/link`: the short link, its QR code, and the poster to print."""

from __future__ import annotations

import falcon

from ..api.serializers import link
from ..edge import Edge
from .access import PanelAccess
from .page import answer_page


class LinkPage:
    """`GET`: what a merchant hands out."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the link with its QR code; `poster` is the page that is printed."""
        page = self._edge.store.read(lambda tx: self._access.page(tx, req, "link"))
        client = page.shown
        answer_page(
            resp,
            "poster.html" if req.get_param("poster") else "link.html",
            page,
            url=link(client, self._edge.config.shortlink_base),
            qr=f"/api/shortlinks/{client.slug}/qr.svg",
        )
