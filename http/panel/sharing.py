"""`/panel/link`: the short link, its QR code, the poster to print, and calendar feeds."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.model import Client, ClientStatus, Scope
from ...engine.office.acting import Operator
from ...engine.office.client_access import add_token, end_token
from ...engine.office.merchants import change_client
from ...engine.office.panel_access import make_link
from ...engine.ports import Transaction
from ...engine.words.formats import day_long
from ..api.receptions import reception_link
from ..api.serializers import link
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other
from .receptions import shown_receptions

STATUSES = {
    "active": "Activo: atiende y da turnos",
    "inactive": "Inactivo: el enlace lleva a un aviso",
    "suspended": "Suspendido: sólo ver y cancelar lo que hay",
}


class LinkPage:
    """`GET`: what a merchant hands out. `POST`: makes or ends a calendar feed.

    For the operator, also whether the client answers, and a link that lets its merchant in.
    """

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
        """Do what the button says; an address that opens something is shown this once."""
        secret = self._edge.ids.secret()

        def work(tx: Transaction) -> tuple[PanelPage, str, str]:
            page = self._access.page(tx, req, "link")
            form = self._access.check_form(req, page)
            operator = self._access.operator(tx, page.session)
            if ended := form.get("end"):
                end_token(operator, page.shown, Scope.CALENDAR, ended)
                return page, "", "Ese calendario ya no se actualiza."
            if "make" in form:
                add_token(operator, page.shown, Scope.CALENDAR, secret)
                return page, "feed.html", f"api/clients/{page.shown.slug}/calendar.ics?token="
            if not page.is_operator:
                raise falcon.HTTPForbidden
            if "let_in" in form:
                make_link(operator, page.shown, secret)
                return page, "let_in.html", "panel/entrar/"
            return page, "", _status_changed(operator, page.shown, form.get("status", ""))

        page, template, words = self._edge.store.transact(work)
        if template:
            url = f"{self._edge.config.public_base}/{words}{secret}"
            answer_page(resp, template, page, url=url)
        else:
            see_other(resp, page.path("link", said=words))

    def _shared(self, client: Client) -> dict[str, Any]:
        return {
            "url": link(client, self._edge.config.shortlink_base),
            "qr": f"/api/shortlinks/{client.slug}/qr.svg",
            "statuses": STATUSES,
        }


def _status_changed(operator: Operator, client: Client, status: str) -> str:
    if status not in STATUSES:
        return "Eso no se puede."
    change_client(operator, client, {"status": ClientStatus(status)})
    return f"{client.name}: {STATUSES[status].lower()}."
