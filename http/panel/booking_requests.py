"""`/panel/requests`: bookings that wait for the merchant's word."""

from __future__ import annotations

from typing import Any

import falcon

from ...engine.booking.settings.settings import service_name
from ...engine.model import BookingStatus
from ...engine.ports import Transaction
from ...engine.words.formats import day_long, hour
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .bookings import names_of
from .page import PanelPage, answer_page

_MOST = 100


class RequestsPage:
    """`GET`: pending bookings, the next one first, each with its two buttons."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them; the buttons post to the booking itself."""
        now = self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, list[dict[str, Any]]]:
            page = self._access.page(tx, req, "requests")
            settings = page.settings
            found = tx.bookings.page(
                page.shown.id,
                start=now,
                end=None,
                statuses=(BookingStatus.PENDING,),
                after=None,
                limit=_MOST,
            )
            names = names_of(tx, found)
            rows = sorted(found, key=lambda row: (row.datetime, row.id))
            return page, [
                {
                    "id": row.id,
                    "who": row.name or names.get(row.contact_id or "", "") or "Sin nombre",
                    "what": service_name(settings, row),
                    "when": f"{day_long((at := row.datetime.astimezone(settings.zone)).date())}, "
                    f"{hour(at)}",
                    "notes": row.notes,
                    "party": row.party,
                    "until": hour(row.expires_at.astimezone(settings.zone))
                    if row.expires_at
                    else "",
                }
                for row in rows
            ]

        page, rows = self._edge.store.read(work)
        said = one_line(req.get_param("said") or "")
        answer_page(resp, "requests.html", page, rows=rows, said=said)
