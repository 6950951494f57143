"""`/panel/agenda`: the day and the week; booking, moving, changing and blocking time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import falcon

from ...engine.booking.agenda import Amendment
from ...engine.booking.hours.timezones import midnight
from ...engine.booking.settings.settings import ClientSettings
from ...engine.errors import ConflictError, InputError, NotFoundError
from ...engine.model import Booking, BookingStatus, Client
from ...engine.office.bookings import ByHand, add_booking, change_booking, find_booking
from ...engine.office.merchants import change_client
from ...engine.ports import Transaction
from ...engine.words.formats import day_long, hour, money
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .day_grid import OFF_THE_GRID, STATUSES, day_grid, service_name
from .page import PanelPage, answer_page, see_other, sentence_of

_DAY = timedelta(days=1)
_MOST = 500
"""Bookings read for a page; a day has fewer."""
_ALL = tuple(BookingStatus)
ACTIONS: dict[str, tuple[BookingStatus, str]] = {
    "confirm": (BookingStatus.CONFIRMED, "Confirmar"),
    "reject": (BookingStatus.REJECTED, "Rechazar"),
    "done": (BookingStatus.COMPLETED, "Vino"),
    "no_show": (BookingStatus.NO_SHOW, "No vino"),
    "cancel": (BookingStatus.CANCELLED, "Cancelar el turno"),
}
"""What a form may do to a booking's status, and what its button says."""


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
            day = _date(req.get_param("day")) or today
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
            return "agenda.html", page, {**shared, **around, "grid": grid}

        template, page, values = self._edge.store.read(work)
        answer_page(resp, template, page, **values)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Book by hand; where there is no room, say so on the page."""

        def work(tx: Transaction) -> str:
            page = self._access.page(tx, req, "agenda")
            form = self._access.check_form(req, page)
            settings = page.settings
            starts_at = _moment(form, settings)
            if starts_at is None:
                return page.path("agenda", said="Falta el día o la hora.")
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
            add_booking(operator, page.shown, self._edge.config.phone_number_id, new)
            return page.path("agenda", day=day, said="Turno anotado.")

        see_other(resp, _tried(self._edge, self._access, req, work))


class BookingPage:
    """`/panel/bookings/ID`: one booking, and all that can be done to it."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Answer it with its history."""

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "agenda")
            booking = own_booking(tx, page.shown, booking_id)
            settings = page.settings
            at = booking.datetime.astimezone(settings.zone)
            contact = tx.contacts.by_id(booking.contact_id) if booking.contact_id else None
            price = booking.price and money(booking.price, booking.currency or settings.currency)
            return page, {
                "booking": booking,
                "who": booking.name or (contact.name if contact else "") or "Sin nombre",
                "what": service_name(settings, booking),
                "with_whom": booking.staff_name or _staff_name(settings, booking.staff),
                "when": f"{day_long(at.date())}, {hour(at)}",
                "day": at.date(),
                "time": at.strftime("%H:%M"),
                "status": STATUSES[booking.status],
                "price": price or "",
                "actions": _actions(booking, self._edge.clock.now()),
                "may_move": booking.status in (BookingStatus.PENDING, BookingStatus.CONFIRMED),
                "said": one_line(req.get_param("said") or ""),
            }

        page, values = self._edge.store.read(work)
        answer_page(resp, "booking.html", page, **values)

    def on_post(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Change its status or its time; its person is told, as by the API."""

        def work(tx: Transaction) -> tuple[str, str | None]:
            page = self._access.page(tx, req, "agenda")
            form = self._access.check_form(req, page)
            booking = own_booking(tx, page.shown, booking_id)
            change = _change(form, page.settings)
            here = f"bookings/{booking.id}"
            if change is None:
                return page.path(here, said="Falta el día o la hora."), None
            operator = self._access.operator(tx, page.session)
            try:
                wanted = change if isinstance(change, BookingStatus) else Amendment(change)
                change_booking(operator, page.shown, booking, wanted)
            except ConflictError as error:
                return page.path(here, said=sentence_of(error)), None
            back = form.get("back") if form.get("back") in ("agenda", "requests") else here
            return page.path(back or here, said="Listo."), booking.contact_id

        location, contact_id = self._edge.store.transact(work)
        if contact_id:
            self._edge.settled([contact_id])
        see_other(resp, location)


class BlockedTime:
    """`POST /panel/closures`: time at which nobody can book."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Add a closure to the settings, and lead to what is already booked in it."""

        def work(tx: Transaction) -> str:
            page = self._access.page(tx, req, "agenda")
            form = self._access.check_form(req, page)
            settings = page.settings
            day, first, last = form.get("day", ""), form.get("from", ""), form.get("to", "")
            closure = {"from": f"{day}T{first}", "to": f"{day}T{last}"}
            if reason := one_line(form.get("reason", "")):
                closure["reason"] = reason
            client = page.shown
            raw = {**client.settings, "closures": [*client.settings.get("closures", ()), closure]}
            if self._edge.rules.settings_faults(raw):
                said = "Ese rato no se puede cerrar: revisá el día y las horas."
                return page.path("agenda", day=_date(day) or "", said=said)
            change_client(self._access.operator(tx, page.session), client, {"settings": raw})
            taken = _taken_within(tx, client, settings, day, first, last)
            said = f"Cerrado. Ojo: hay {taken} turnos en ese rato." if taken else "Cerrado."
            return page.path("agenda", day=day, said=said)

        see_other(resp, self._edge.store.transact(work))


def bookings_of(
    tx: Transaction, client: Client, settings: ClientSettings, first: date, last: date
) -> list[Booking]:
    """Return the bookings of some local days, both included, in the order of their start."""
    start, end = midnight(first, settings.zone), midnight(last + _DAY, settings.zone)
    rows: list[Booking] = []
    after: str | None = None
    while True:
        found = tx.bookings.page(
            client.id, start=start, end=end, statuses=_ALL, after=after, limit=_MOST
        )
        rows += found
        if len(found) < _MOST:
            return sorted(rows, key=lambda row: (row.datetime, row.id))
        after = found[-1].id


def names_of(tx: Transaction, rows: list[Booking]) -> dict[str, str]:
    """Return the names of the contacts that some bookings are of, by contact id."""
    ids = {row.contact_id for row in rows if row.contact_id and not row.name}
    contacts = (tx.contacts.by_id(one) for one in ids)
    return {contact.id: contact.name for contact in contacts if contact}


def own_booking(tx: Transaction, client: Client, booking_id: str) -> Booking:
    """Return a booking of this client.

    Raises:
        NotFoundError: there is none, or it is another client's.
    """
    booking, owner = find_booking(tx, booking_id)
    if owner.id != client.id:
        raise NotFoundError("There is no such booking.")
    return booking


def _tried(
    edge: Edge,
    access: PanelAccess,
    req: falcon.Request,
    work: Callable[[Transaction], str],
) -> str:
    """Return where a form leads; where the agenda refuses, back with the reason."""
    try:
        return edge.store.transact(work)
    except (ConflictError, InputError) as error:
        said = sentence_of(error) if isinstance(error, ConflictError) else "Revisá los datos."
        page = edge.store.read(lambda tx: access.page(tx, req, "agenda"))
        return page.path("agenda", day=req.get_param("day") or "", said=said)


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


def _actions(booking: Booking, now: datetime) -> list[tuple[str, str]]:
    """Return what may be done to a booking now, as (action, button)."""
    begun = booking.datetime <= now
    allowed = {
        BookingStatus.PENDING: ["confirm", "reject"],
        BookingStatus.CONFIRMED: ["done", "no_show", "cancel"] if begun else ["cancel"],
    }.get(booking.status, [])
    return [(name, ACTIONS[name][1]) for name in allowed]


def _change(form: dict[str, str], settings: ClientSettings) -> BookingStatus | datetime | None:
    if action := ACTIONS.get(form.get("action", "")):
        return action[0]
    return _moment(form, settings)


def _moment(form: dict[str, str], settings: ClientSettings) -> datetime | None:
    """Return the instant of the fields `date` and `time`, by the client's clock."""
    try:
        wall = datetime.fromisoformat(f"{form.get('date', '')}T{form.get('time', '')}")
    except ValueError:
        return None
    return wall.replace(tzinfo=settings.zone).astimezone(UTC)


def _taken_within(
    tx: Transaction, client: Client, settings: ClientSettings, day: str, first: str, last: str
) -> int:
    start = _moment({"date": day, "time": first}, settings)
    end = _moment({"date": day, "time": last}, settings)
    if start is None or end is None:
        return 0
    return sum(row.status not in OFF_THE_GRID for row in tx.bookings.between(client.id, start, end))


def _staff_name(settings: ClientSettings, staff: str | None) -> str:
    return next((member.name for member in settings.staff if member.id == staff), staff or "")


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else default
