"""`/panel/figures`: bookings, occupation and no-shows over a span, and as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from typing import Any

import falcon

from ...engine.booking.names import service_name
from ...engine.booking.settings.settings import ClientSettings
from ...engine.model import Booking, BookingStatus
from ...engine.ports import Transaction
from ..edge import Edge
from .access import PanelAccess
from .bookings import bookings_of, names_of
from .day_grid import STATUSES
from .page import SAFE, PanelPage, answer_page

SPANS = (7, 30, 90)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet."""


class FiguresPage:
    """`GET`: figures of the last days, or with `format=csv` the bookings themselves."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them; `days` is 7, 30 or 90."""
        days = req.get_param("days") or ""
        span = int(days) if days in map(str, SPANS) else 30

        def work(tx: Transaction) -> tuple[PanelPage, list[Booking], dict[str, str]]:
            page = self._access.page(tx, req, "figures")
            last = self._edge.clock.now().astimezone(page.settings.zone).date()
            first = last - timedelta(days=span - 1)
            rows = bookings_of(tx, page.shown, page.settings, first, last)
            rows = [row for row in rows if row.status is not BookingStatus.HELD]
            return page, rows, names_of(tx, rows)

        page, rows, names = self._edge.store.read(work)
        if req.get_param("format") == "csv":
            resp.content_type = "text/csv; charset=utf-8"
            resp.set_headers(SAFE)
            resp.downloadable_as = f"turnos-{page.shown.slug}.csv"
            resp.text = as_csv(page.settings, rows, names)
            return
        answer_page(resp, "figures.html", page, spans=SPANS, span=span, **_summed(page, rows))


def _summed(page: PanelPage, rows: list[Booking]) -> dict[str, Any]:
    settings = page.settings
    statuses = Counter(row.status for row in rows)
    came, absent = statuses[BookingStatus.COMPLETED], statuses[BookingStatus.NO_SHOW]
    leads = sorted(
        (row.datetime - row.created_at).total_seconds() / 3600
        for row in rows
        if row.datetime > row.created_at
    )
    per_day: Counter[date] = Counter(row.datetime.astimezone(settings.zone).date() for row in rows)
    busiest = max(per_day.values(), default=0)
    return {
        "total": len(rows),
        "statuses": [(STATUSES[one], count) for one, count in statuses.most_common()],
        "services": Counter(service_name(settings, row) for row in rows).most_common(8),
        "no_shows": round(100 * absent / (came + absent)) if came + absent else None,
        "lead_hours": round(leads[len(leads) // 2]) if leads else None,
        "per_day": [
            {"day": day, "count": count, "tenths": -(-10 * count // busiest)}
            for day, count in sorted(per_day.items())
        ],
    }


def as_csv(settings: ClientSettings, rows: list[Booking], names: dict[str, str]) -> str:
    """Return bookings as CSV; no cell begins as a formula does."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["día", "hora", "servicio", "con", "nombre", "personas", "estado"])
    for row in rows:
        at = row.datetime.astimezone(settings.zone)
        name = row.name or names.get(row.contact_id or "", "")
        cells = [
            at.date().isoformat(),
            at.strftime("%H:%M"),
            service_name(settings, row),
            row.staff_name or row.staff or "",
            name,
            str(row.party),
            STATUSES[row.status],
        ]
        writer.writerow([_plain(cell) for cell in cells])
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
