"""`/panel/link`: the short link, its QR code, the poster to print, and calendar feeds."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.model import Client, Scope
from ...engine.office.client_access import add_token, end_token
from ...engine.ports import Transaction
from ...engine.words.formats import day_long
from ..api.receptions import reception_link
from ..api.serializers import link
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other
from .receptions import shown_receptions


class LinkPage:
    """`GET`: what a merchant hands out. `POST`: makes or ends a calendar feed."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the link with its QR code; `poster` is the page that is printed."""
        edge, now = self._edge, self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "link")
            zone = page.settings.zone
            rows = tx.tokens.of_client(page.shown.id, Scope.CALENDAR)
            feeds = [
                {"id": row.id, "since": day_long(row.created_at.astimezone(zone).date())}
                for row in rows
            ]
            return page, {
                "feeds": feeds,
                "receptions": shown_receptions(tx, page, now),
                "reception_link": reception_link(edge, tx, page.shown),
            }

        page, values = edge.store.transact(work)  # it makes a code where none is left
        if req.get_param("poster"):
            answer_page(resp, "poster.html", page, **self._shared(page.shown))
            return
        said = one_line(req.get_param("said") or "")
        answer_page(resp, "link.html", page, said=said, **values, **self._shared(page.shown))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make a feed and show its address this once, or end one."""
        secret = self._edge.ids.secret()

        def work(tx: Transaction) -> tuple[PanelPage, bool]:
            page = self._access.page(tx, req, "link")
            form = self._access.check_form(req, page)
            operator = self._access.operator(tx, page.session)
            if ended := form.get("end"):
                end_token(operator, page.shown, Scope.CALENDAR, ended)
                return page, False
            add_token(operator, page.shown, Scope.CALENDAR, secret)
            return page, True

        page, made = self._edge.store.transact(work)
        if not made:
            see_other(resp, page.path("link", said="Ese calendario ya no se actualiza."))
            return
        base = self._edge.config.public_base
        url = f"{base}/api/clients/{page.shown.slug}/calendar.ics?token={secret}"
        answer_page(resp, "feed.html", page, url=url)

    def _shared(self, client: Client) -> dict[str, Any]:
        return {
            "url": link(client, self._edge.config.shortlink_base),
            "qr": f"/api/shortlinks/{client.slug}/qr.svg",
        }
