"""`/panel/settings`: what a merchant sets up by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import falcon

from ...engine.booking.conflicts import Conflict
from ...engine.booking.holidays import HolidayStanding, coming_holidays
from ...engine.booking.hours.opening_hours import WEEKDAYS
from ...engine.booking.settings.services import MOST_QUESTIONS
from ...engine.booking.settings.settings import settings_of
from ...engine.errors import ConflictError, Fault, MiloError, SettingsError
from ...engine.model import Booking, Client
from ...engine.office.bookings import coming_conflicts
from ...engine.office.merchants import change_client
from ...engine.ports import Transaction
from ...engine.words.formats import day_short, hour
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other
from .preview import TEXT_LIMIT, first_look
from .settings_faults import HOURS_HINT, faults_at_fields
from .settings_form import (
    DAYS,
    FORMS,
    HOLIDAY,
    MOST_SERVICES,
    MOST_STAFF,
    WORKDAYS,
    fields_of,
    rows_of,
    settings_of_form,
)

_HOLIDAYS_DAYS = 184
"""How far ahead holidays are proposed: half a year."""
_AT_FIRST = 3
"""Rows for services that a form has at least."""
_MOST = 20
"""Bookings that are listed; the rest is counted."""
WHY = {
    Conflict.SERVICE: "ese servicio ya no está",
    Conflict.STAFF: "esa persona ya no atiende",
    Conflict.PARTY: "son más personas",
    Conflict.CLOSED: "a esa hora no abrís",
    Conflict.FULL: "no entran todos",
}


@dataclass(frozen=True, slots=True)
class _Saving:
    page: PanelPage
    settings: dict[str, Any]
    form: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class SettingsPage:
    """`GET`: the settings as a form.

    `POST`: saved; or shown again with each fault at its field; or, where bookings that were fine
    would be outside the new settings, with these, to be saved all the same (R22).
    """

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the form."""
        page = self._edge.store.read(lambda tx: self._access.page(tx, req, "settings"))
        settings = page.shown.settings
        said = one_line(req.get_param("said") or "")
        self._show(resp, page, settings, fields_of(settings), said=said)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Save what makes sense as a whole; nothing of it otherwise."""

        def work(tx: Transaction) -> _Saving:
            page = self._access.page(tx, req, "settings")
            form = self._access.check_form(req, page)
            client = page.shown
            settings = settings_of_form(form, client.settings)
            faults = self._edge.rules.settings_faults(settings)
            if faults:
                return _Saving(page, settings, form, faults=faults)
            changed = replace(client, settings=settings)
            left_out = _newly_outside(tx, client, changed, self._edge.clock.now())
            if left_out and "anyway" not in form:
                return _Saving(page, settings, form, left_out=left_out)
            change_client(self._access.operator(tx, page.session), client, {"settings": settings})
            return _Saving(page, settings, form)

        saving = self._edge.store.transact(work)
        if not (saving.faults or saving.left_out):
            first = not saving.page.shown.settings.get("services")
            said = (
                "Guardado. Probá la charla, y repartí tu enlace: está en Enlace."
                if first
                else "Guardado."
            )
            see_other(resp, saving.page.path("settings", said=said))
            return
        at, elsewhere = faults_at_fields(saving.faults, rows_of(saving.form))
        if saving.form.get(WORKDAYS, "").strip() and "hours-mon" in at:
            days = {f"hours-{day}" for day in WEEKDAYS[:5]}
            at = {name: told for name, told in at.items() if name not in days}
            at[WORKDAYS] = HOURS_HINT
        resp.status = falcon.HTTP_422 if saving.faults else falcon.HTTP_409
        self._show(
            resp,
            saving.page,
            saving.settings,
            saving.form,
            at=at,
            elsewhere=elsewhere,
            left_out=saving.left_out,
        )

    def _show(
        self,
        resp: falcon.Response,
        page: PanelPage,
        settings: Any,
        fields: dict[str, str],
        *,
        at: dict[str, str] | None = None,
        elsewhere: list[str] | None = None,
        left_out: Sequence[str] = (),
        said: str = "",
    ) -> None:
        answer_page(
            resp,
            "settings.html",
            page,
            fields=fields,
            days=DAYS,
            hours_hint=HOURS_HINT,
            form_choices=FORMS,
            questions=range(MOST_QUESTIONS),
            offers_form=self._offers_form(page.shown),
            services=_rows(settings.get("services", ()), _AT_FIRST, "service", fields),
            staff=_rows(settings.get("staff", ()), _AT_FIRST - 1, "staff", fields),
            members=settings.get("staff", ()),
            at=at or {},
            elsewhere=elsewhere or [],
            left_out=left_out,
            holidays=_proposed(page.shown, self._edge.clock.now()),
            said=said,
            shown=first_look(self._edge, page.shown),
            text_limit=TEXT_LIMIT,
            has_texts=self._edge.own_texts is not None,
        )

    def _offers_form(self, client: Client) -> bool:
        """Return whether forms reach us, and the client's flow has one."""
        if self._edge.forms is None or self._edge.newest_flow is None:
            return False
        try:
            return self._edge.newest_flow(settings_of(client).flow).flow.form is not None
        except MiloError:  # the flow is not there, or the settings make no sense
            return False


def _rows(known: Sequence[Any], least: int, row: str, fields: dict[str, str]) -> range:
    """Return the rows of a form for what is known: one more, or as many as somebody new needs.

    A form that is shown again keeps the rows that it had.
    """
    most = MOST_SERVICES if row == "service" else MOST_STAFF
    filled = [n for n in range(most) if fields.get(f"{row}-{n}-name")]
    return range(min(max(len(known) + 1, least, *(n + 1 for n in filled), 0), most))


def _proposed(client: Client, now: datetime) -> list[tuple[str, str]]:
    """Return the coming holidays on which it would be open: the field of each, and its label."""
    try:
        settings = settings_of(client)
        today = now.astimezone(settings.zone).date()
        found = coming_holidays(settings, today, _HOLIDAYS_DAYS)
    except (ConflictError, SettingsError):
        return []
    return [
        (f"{HOLIDAY}{one.day}", f"{day_short(one.day)} · {one.name}")
        for one in found
        if one.standing is HolidayStanding.OPEN
    ]


def _newly_outside(tx: Transaction, before: Client, after: Client, now: datetime) -> list[str]:
    """Return a line for each coming booking that the change puts outside the settings."""
    try:
        known = {row.id for row, _ in coming_conflicts(tx, before, now)}
    except SettingsError:
        known = set()
    found = [(row, why) for row, why in coming_conflicts(tx, after, now) if row.id not in known]
    lines = [_line(after, row, why) for row, why in found[:_MOST]]
    more = len(found) - len(lines)
    return [*lines, f"y {more} más"] if more else lines


def _line(client: Client, row: Booking, why: Conflict) -> str:
    at = row.datetime.astimezone(settings_of(client).zone)
    who = f"{row.name}, " if row.name else ""
    return f"{who}{day_short(at.date())} {hour(at)}: {WHY[why]}"
