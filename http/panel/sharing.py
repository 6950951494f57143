"""`/panel/link`: the short link, its poster, and the phones that are the merchant's reception."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import falcon

from ...engine.errors import NotFoundError
from ...engine.office.receptions import Known, end_reception, receptions
from ...engine.ports import Transaction
from ...engine.words.formats import day_short, hour
from ..api.receptions import reception_link
from ..api.serializers import link
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other


class LinkPage:
    """`GET`: what a merchant hands out. `POST`: ends a reception."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the link with its QR code; `poster` is the page that is printed."""
        edge, now = self._edge, self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, str, list[dict[str, Any]]]:
            page = self._access.page(tx, req, "link")
            client, zone = page.shown, page.settings.zone
            shown = [_shown(one, now, zone) for one in receptions(tx, client)]
            return page, reception_link(edge, tx, client), shown

        page, to_reception, found = edge.store.transact(work)
        client = page.shown
        answer_page(
            resp,
            "poster.html" if req.get_param("poster") else "link.html",
            page,
            url=link(client, edge.config.shortlink_base),
            qr=f"/api/shortlinks/{client.slug}/qr.svg",
            reception_link=to_reception,
            receptions=found,
            said=one_line(req.get_param("said") or ""),
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """End a reception: it hears nothing any more."""

        def work(tx: Transaction) -> str:
            page = self._access.page(tx, req, "link")
            form = self._access.check_form(req, page)
            operator = self._access.operator(tx, page.session)
            try:
                end_reception(operator, page.shown, form.get("reception", ""))
            except NotFoundError:
                return page.path("link", said="Ese teléfono ya no recibía avisos.")
            return page.path("link", said="Listo, ese teléfono ya no recibe avisos.")

        see_other(resp, self._edge.store.transact(work))


def _shown(one: Known, now: datetime, zone: Any) -> dict[str, Any]:
    until = one.open_until
    local = until.astimezone(zone) if until else None
    return {
        "id": one.id,
        "name": one.contact.name or one.contact.user_phone or "Sin nombre",
        "phone": one.contact.user_phone or "",
        "open": until is not None and until > now,
        "until": f"{day_short(local.date())} {hour(local)}" if local else "",
    }
