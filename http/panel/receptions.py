"""The merchant's own phones on the panel: shown on `/panel/link`, ended by `/panel/receptions`."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import falcon

from ...engine.errors import NotFoundError
from ...engine.office.receptions import Known, end_reception, receptions
from ...engine.ports import Transaction
from ...engine.words.formats import day_short, hour
from ..edge import Edge
from .access import PanelAccess
from .page import PanelPage, see_other


class EndReception:
    """`POST /panel/receptions`: ends one."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

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


def shown_receptions(tx: Transaction, page: PanelPage, now: datetime) -> list[dict[str, Any]]:
    """Return a merchant's receptions as the page shows them, oldest first."""
    zone = page.settings.zone
    return [_shown(one, now, zone) for one in receptions(tx, page.shown)]


def _shown(one: Known, now: datetime, zone: tzinfo) -> dict[str, Any]:
    until = one.open_until
    local = until.astimezone(zone) if until else None
    return {
        "id": one.id,
        "name": one.contact.name or one.contact.user_phone or "Sin nombre",
        "phone": one.contact.user_phone or "",
        "open": until is not None and until > now,
        "until": f"{day_short(local.date())} {hour(local)}" if local else "",
    }
