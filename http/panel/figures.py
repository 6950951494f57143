"""`/panel/figures`: bookings, occupation, no-shows, where people stop; bookings as CSV."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import falcon

from ...engine.booking.availability.search import open_between
from ...engine.booking.hours.timezones import Stretch, joined, midnight
from ...engine.booking.settings.services import Staff
from ...engine.booking.settings.settings import ClientSettings, service_name
from ...engine.model import BOOKED, Booking, BookingStatus
from ...engine.ports import Transaction
from ...engine.words.currencies import writing
from ..edge import Edge
from .access import PanelAccess
from .bookings import bookings_of, names_of
from .day_grid import STATUSES
from .funnel import Funnel, name_of, next_card, steps_of
from .page import SAFE, PanelPage, answer_page

SPANS = (7, 30, 90)
_TAKEN = (*BOOKED, BookingStatus.COMPLETED, BookingStatus.NO_SHOW)
_FORMULA = re.compile(r"(?:^|(?<=[,;|\t\r\n]))(?=\s*[=+\-@\t\r＝＋－＠])")
"""Where a cell would begin that a spreadsheet runs, in whichever way it parts cells."""


class FiguresPage:
    """`GET`: figures of the last days, or with `format=csv` the bookings themselves."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them; `days` is 7, 30 or 90."""
        days = req.get_param("days") or ""
        span = int(days) if days in map(str, SPANS) else 30

        def work(tx: Transaction) -> tuple[PanelPage, list[Booking], dict[str, str], date]:
            page = self._access.page(tx, req, "figures")
            last = self._edge.clock.now().astimezone(page.settings.zone).date()
            first = last - timedelta(days=span - 1)
            rows = bookings_of(tx, page.shown, page.settings, first, last)
            rows = [row for row in rows if row.status is not BookingStatus.HELD]
            return page, rows, names_of(tx, rows), last

        page, rows, names, last = self._edge.store.read(work)
        if req.get_param("format") == "csv":
            resp.content_type = "text/csv; charset=utf-8"
            resp.set_headers(SAFE)
            resp.downloadable_as = f"turnos-{page.shown.slug}.csv"
            # With the mark Excel reads UTF-8; without it, accents become two letters.
            resp.data = as_csv(page.settings, rows, names).encode("utf-8-sig")
            return
        steps = self._steps(page, span)
        occupied = occupation(page.settings, rows, last - timedelta(days=span - 1), last)
        shown = {"spans": SPANS, "span": span, "steps": steps, "occupied": occupied}
        shown |= {"name_of": name_of, "next_card": next_card, **_summed(page, rows)}
        answer_page(resp, "figures.html", page, **shown)

    def _steps(self, page: PanelPage, span: int) -> Funnel | None:
        """Return how far people came in the flow; None where no flow is played here."""
        if self._edge.newest_flow is None:
            return None
        settings, now = page.settings, self._edge.clock.now()
        script = self._edge.newest_flow(settings.flow)
        since = now - timedelta(days=span)
        return steps_of(self._edge.store, script, settings, since, now, page.shown.slug)


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


def occupation(
    settings: ClientSettings, rows: Iterable[Booking], first: date, last: date
) -> int | None:
    """Return how much of the open time of some local days is booked, in percent.

    Of each staff member, or of the shop where there is none. None: it was never open.
    """
    zone = settings.zone
    start, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    taken = [row for row in rows if row.status in _TAKEN]
    is_open = booked = timedelta()
    for member in settings.staff or (None,):
        theirs = [row for row in taken if member is None or row.staff == member.id]
        busy = joined([Stretch(row.datetime, row.ends_at) for row in theirs])
        for stretch in open_between(_hours_of(settings, member), start, end):
            is_open += stretch.end - stretch.start
            shared = (min(one.end, stretch.end) - max(one.start, stretch.start) for one in busy)
            booked += sum((one for one in shared if one > timedelta()), timedelta())
    return round(100 * booked / is_open) if is_open else None


def _hours_of(settings: ClientSettings, member: Staff | None) -> ClientSettings:
    """Return settings whose hours are those of a staff member."""
    if member is None:
        return settings
    update = {
        "hours": {**settings.hours, **member.hours},
        "special_days": {**settings.special_days, **member.special_days},
        "closures": (*settings.closures, *member.closures),
    }
    return settings.model_copy(update=update)


def as_csv(settings: ClientSettings, rows: list[Booking], names: dict[str, str]) -> str:
    """Return bookings as CSV; no cell begins as a formula does.

    Where amounts have a decimal comma, cells are parted by semicolons, as spreadsheets there
    expect: Excel shows one column otherwise.
    """
    out = StringIO()
    comma = writing(settings.currency).point == ","
    writer = csv.writer(out, delimiter=";" if comma else ",")
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
    return _FORMULA.sub("'", cell)
