"""`/panel/agenda`: the day and the week; booking by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import falcon

from ...engine.booking.settings.settings import ClientSettings
from ...engine.errors import ConflictError, InputError
from ...engine.office.bookings import ByHand, add_booking
from ...engine.ports import Transaction
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .bookings import bookings_of, moment_of, names_of, told_in_words
from .closures import day_of, on_day
from .day_grid import day_grid
from .page import PanelPage, answer_page, see_other, sentence_of

_DAY = timedelta(days=1)
Led = tuple[str, Sequence[str]]
"""Where a form leads, and which contacts have something to be sent."""


class AgendaPage:
    """`GET`: a day or a week."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the day that `day` says (today), or its week with `view=week`."""
        now = self._edge.clock.now()

        def work(tx: Transaction) -> tuple[str, PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "agenda")
            settings = page.settings
            today = now.astimezone(settings.zone).date()
            day = day_of(req.get_param("day")) or today
            shared = {
                "day": day,
                "today": today,
                "services": settings.services,
                "staff": settings.staff,
                "said": one_line(req.get_param("said") or ""),
            }
            if req.get_param("view") == "week":
                return "week.html", page, {**shared, "week": _week(tx, page, settings, day, now)}
            rows = bookings_of(tx, page.shown, settings, day, day)
            grid = day_grid(settings, day, rows, names_of(tx, rows), now)
            around = {"before": day - _DAY, "after": day + _DAY}
            shut = on_day(page.shown.settings, day)
            return "agenda.html", page, {**shared, **around, "grid": grid, "closures": shut}

        template, page, values = self._edge.store.read(work)
        answer_page(resp, template, page, **values)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Book by hand; where there is no room, say so on the page."""

        def work(tx: Transaction) -> Led:
            page = self._access.page(tx, req, "agenda")
            form = self._access.check_form(req, page)
            settings = page.settings
            starts_at = moment_of(form, settings)
            if starts_at is None:
                return page.path("agenda", said="Falta el día o la hora."), ()
            day = starts_at.astimezone(settings.zone).date()
            new = ByHand(
                service=form.get("service", ""),
                starts_at=starts_at,
                party=_whole(form.get("party"), 1),
                staff=form.get("staff") or None,
                user_phone="".join(filter(str.isdecimal, form.get("phone", ""))) or None,
                name=one_line(form.get("name", "")),
                notes=one_line(form.get("notes", ""), 300),
            )
            operator = self._access.operator(tx, page.session)
            _, told = add_booking(operator, page.shown, self._edge.config.phone_number_id, new)
            said = f"Turno anotado. {told_in_words(told)}".strip()
            return page.path("agenda", day=day, said=said), told.contacts

        location, told = _tried(self._edge, self._access, req, work)
        self._edge.settled(told)
        see_other(resp, location)


def _tried(
    edge: Edge,
    access: PanelAccess,
    req: falcon.Request,
    work: Callable[[Transaction], Led],
) -> Led:
    """Do what a form asks for; where the agenda refuses, lead back with the reason."""
    try:
        return edge.store.transact(work)
    except (ConflictError, InputError) as error:
        said = sentence_of(error) if isinstance(error, ConflictError) else "Revisá los datos."
        page = edge.store.read(lambda tx: access.page(tx, req, "agenda"))
        return page.path("agenda", day=req.get_param("day") or "", said=said), ()


def _week(
    tx: Transaction, page: PanelPage, settings: ClientSettings, day: date, now: datetime
) -> list[Any]:
    monday = day - timedelta(days=day.weekday())
    days = [monday + n * _DAY for n in range(7)]
    rows = bookings_of(tx, page.shown, settings, days[0], days[-1])
    names = names_of(tx, rows)
    return [
        day_grid(
            settings,
            one,
            [row for row in rows if row.datetime.astimezone(settings.zone).date() == one],
            names,
            now,
        )
        for one in days
    ]


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else default
