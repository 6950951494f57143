"""`/panel/closures`: time at which nobody can book, closed and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import falcon

from ...engine.booking.settings.settings import ClientSettings
from ...engine.model import Client
from ...engine.office.acting import Operator
from ...engine.office.closures import with_closure, without_closure
from ...engine.office.merchants import change_client
from ...engine.ports import Transaction
from ...engine.words.formats import day_short, hour
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .bookings import moment_of
from .day_grid import OFF_THE_GRID
from .page import PanelPage, see_other


class BlockedTime:
    """`POST`: closes a stretch of a day, or opens one that was closed."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Change the settings, and lead to the day, with how many are booked in it."""

        def work(tx: Transaction) -> str:
            page = self._access.page(tx, req, "agenda")
            form = self._access.check_form(req, page)
            operator = self._access.operator(tx, page.session)
            doing = self._open if form.get("action") == "open" else self._close
            said = doing(operator, page, form)
            return page.path("agenda", day=day_of(form.get("day")) or "", said=said)

        see_other(resp, self._edge.store.transact(work))

    def _close(self, operator: Operator, page: PanelPage, form: Mapping[str, str]) -> str:
        client, settings = page.shown, page.settings
        day, first, last = form.get("day", ""), form.get("from", ""), form.get("to", "")
        reason = one_line(form.get("reason", ""))
        staff = form.get("staff", "")
        if staff and settings.member(staff) is None:
            return "Esa persona ya no atiende."
        raw = with_closure(client.settings, f"{day}T{first}", f"{day}T{last}", reason, staff)
        if self._edge.rules.settings_faults(raw):
            return "Ese rato no se puede cerrar: revisá el día y las horas."
        change_client(operator, client, {"settings": raw})
        taken = _taken_within(operator.tx, client, settings, day, first, last, staff)
        if not taken:
            return "Cerrado."
        many = "un turno" if taken == 1 else f"{taken} turnos"
        return f"Cerrado. Ojo: hay {many} en ese rato, que siguen en pie."

    def _open(self, operator: Operator, page: PanelPage, form: Mapping[str, str]) -> str:
        client = page.shown
        ends = form.get("from", ""), form.get("to", "")
        raw = without_closure(client.settings, *ends, form.get("staff", ""))
        _, changes = change_client(operator, client, {"settings": raw})
        return "Abierto de nuevo." if changes else "Ese rato ya estaba abierto."


def on_day(settings: Mapping[str, Any], day: date) -> list[dict[str, str]]:
    """Return the closures of a client's settings that touch a day, in words, as they are stored."""
    found = []
    whose = [("", "", one) for one in settings.get("closures", ())]
    for member in settings.get("staff", ()):
        name = f"{member.get('name', '')}: "
        whose += [(member.get("id", ""), name, one) for one in member.get("closures", ())]
    for staff, name, one in whose:
        start, end = datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"])
        if start.date() <= day <= (end - timedelta(minutes=1)).date():
            reason = f" · {one['reason']}" if one.get("reason") else ""
            text = f"{name}{_moment(start, day)} a {_moment(end, day)}{reason}"
            found.append({"from": one["from"], "to": one["to"], "staff": staff, "text": text})
    return found


def day_of(text: str | None) -> date | None:
    """Return the day that a field says; None where it says none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _moment(at: datetime, day: date) -> str:
    return hour(at) if at.date() == day else f"{day_short(at.date())}, {hour(at)}"


def _taken_within(
    tx: Transaction,
    client: Client,
    settings: ClientSettings,
    day: str,
    first: str,
    last: str,
    staff: str,
) -> int:
    """Return how many bookings stand in a stretch of a day: all, or those of one of the staff."""
    start = moment_of({"date": day, "time": first}, settings)
    end = moment_of({"date": day, "time": last}, settings)
    if start is None or end is None:
        return 0
    rows = tx.bookings.between(client.id, start, end)
    return sum(row.status not in OFF_THE_GRID and staff in ("", row.staff) for row in rows)
