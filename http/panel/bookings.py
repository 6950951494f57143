"""`/panel/bookings/ID`: one booking, its history, and all that can be done to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import falcon

from ...engine.booking.agenda import Amendment
from ...engine.booking.hours.timezones import midnight
from ...engine.booking.settings.settings import ClientSettings, service_name, staff_name
from ...engine.errors import ConflictError, InputError, NotFoundError
from ...engine.model import BOOKED, AuditEntry, Booking, BookingStatus, Client
from ...engine.office.bookings import change_booking, find_booking
from ...engine.ports import Transaction
from ...engine.templates.notice_outcome import NO, Told, advice
from ...engine.words.formats import day_long, day_short, hour, money
from ..edge import Edge
from ..text import one_line
from .access import PanelAccess
from .day_grid import STATUSES
from .page import PanelPage, answer_page, see_other, sentence_of

_MOST = 500
"""Bookings read at once; a day has fewer."""
_ALL = tuple(BookingStatus)
ACTIONS: Mapping[str, tuple[BookingStatus, str]] = {
    "confirm": (BookingStatus.CONFIRMED, "Confirmar"),
    "reject": (BookingStatus.REJECTED, "Rechazar"),
    "done": (BookingStatus.COMPLETED, "Vino"),
    "no_show": (BookingStatus.NO_SHOW, "No vino"),
    "cancel": (BookingStatus.CANCELLED, "Cancelar el turno"),
}
"""What a form may do to a booking's status, and what its button says."""
_BACK = ("agenda", "requests")
_FIELDS = {
    "status": "estado",
    "datetime": "horario",
    "staff": "con quién",
    "party": "personas",
    "name": "nombre",
    "notes": "nota",
    "attendance": "asistencia",
}
"""What the history calls what was changed; anything else is not told."""
_ACTORS = (
    ("contact:", "La persona"),
    ("panel:operator", "Milo"),
    ("panel:", "Vos, en el panel"),
    ("reception:", "Vos, por WhatsApp"),
    ("admin", "Un programa tuyo"),
)
_BY_ITSELF = "Milo, solo"


class BookingDetail:
    """`GET`: a booking with its history. `POST`: another status, time, staff member or words."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Answer it."""

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "agenda")
            return page, self._shown(tx, page, own_booking(tx, page.shown, booking_id))

        page, values = self._edge.store.read(work)
        said = one_line(req.get_param("said") or "")
        answer_page(resp, "booking.html", page, said=said, **values)

    def on_post(self, req: falcon.Request, resp: falcon.Response, booking_id: str) -> None:
        """Change it; its person is told, as by the API."""

        def work(tx: Transaction) -> tuple[str, tuple[str, ...]]:
            page = self._access.page(tx, req, "agenda")
            form = self._access.check_form(req, page)
            booking = own_booking(tx, page.shown, booking_id)
            change = change_of(form, booking, page.settings)
            here = f"bookings/{booking.id}"
            if change is None:
                return page.path(here, said="Revisá el día, la hora y las personas."), ()
            operator = self._access.operator(tx, page.session)
            try:
                fresh, told = change_booking(operator, page.shown, booking, change)
            except (ConflictError, InputError) as error:
                said = sentence_of(error) if isinstance(error, ConflictError) else "No lo hace."
                return page.path(here, said=said), ()
            said = f"Listo. {told_in_words(told)}".strip()
            day = fresh.datetime.astimezone(page.settings.zone).date()
            back = form.get("back", "")
            query = {"day": day} if back == "agenda" else {}
            return page.path(back if back in _BACK else here, **query, said=said), told.contacts

        location, told = self._edge.store.transact(work)
        self._edge.settled(told)
        see_other(resp, location)

    def _shown(self, tx: Transaction, page: PanelPage, booking: Booking) -> dict[str, Any]:
        settings = page.settings
        at = booking.datetime.astimezone(settings.zone)
        contact = tx.contacts.by_id(booking.contact_id) if booking.contact_id else None
        session = tx.sessions.find(contact.id, page.shown.slug) if contact else None
        price = booking.price and money(booking.price, booking.currency or settings.currency)
        service = settings.service(booking.service)
        able = service.staff if service else ()
        return {
            "booking": booking,
            "who": booking.name or (contact.name if contact else "") or "Sin nombre",
            "what": service_name(settings, booking),
            "with_whom": staff_name(settings, booking),
            "when": f"{day_long(at.date())}, {hour(at)}",
            "day": at.date(),
            "time": at.strftime("%H:%M"),
            "status": STATUSES[booking.status],
            "price": price or "",
            "actions": _actions(booking, self._edge.clock.now()),
            "may_move": booking.status in BOOKED,
            "staff": [one for one in settings.staff if not able or one.id in able],
            "session": session.id if session else "",
            "history": list(_told_of(settings, tx.audit.of(f"booking:{booking.id}"))),
        }


def bookings_of(
    tx: Transaction, client: Client, settings: ClientSettings, first: date, last: date
) -> list[Booking]:
    """Return the bookings of some local days, both included, in the order of their start."""
    start = midnight(first, settings.zone)
    end = midnight(last + timedelta(days=1), settings.zone)
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


def names_of(tx: Transaction, rows: Iterable[Booking]) -> dict[str, str]:
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


def moment_of(form: Mapping[str, str], settings: ClientSettings) -> datetime | None:
    """Return the instant of the fields `date` and `time`, by the client's clock."""
    try:
        wall = datetime.fromisoformat(f"{form.get('date', '')}T{form.get('time', '')}")
    except ValueError:
        return None
    return wall.replace(tzinfo=settings.zone).astimezone(UTC)


def told_in_words(told: Told) -> str:
    """Return what a merchant reads of whether the person was told."""
    if told.told != NO:
        return "Le avisamos por WhatsApp."
    return advice(is_known=told.why != "no_phone") if told.is_missed else ""


def change_of(
    form: Mapping[str, str], booking: Booking, settings: ClientSettings
) -> BookingStatus | Amendment | None:
    """Return what a form asks for: an action by its button, or else the fields that it has.

    None where a day, an hour or a number makes no sense. What is as it was is left out.
    """
    if action := ACTIONS.get(form.get("action", "")):
        return action[0]
    starts_at = moment_of(form, settings) if "date" in form or "time" in form else None
    party = form.get("party", "")
    if ("date" in form and starts_at is None) or (party and not _is_count(party)):
        return None
    staff = form.get("staff")
    return Amendment(
        starts_at=starts_at if starts_at != booking.datetime else None,
        party=int(party) if party and int(party) != booking.party else None,
        staff=staff if staff is not None and staff != (booking.staff or "") else None,
        name=one_line(form["name"]) if "name" in form else None,
        notes=one_line(form["notes"], 300) if "notes" in form else None,
    )


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < len(text) < 4 and int(text) > 0


def _actions(booking: Booking, now: datetime) -> list[tuple[str, str]]:
    """Return what may be done to a booking now, as (action, button)."""
    begun = booking.datetime <= now
    allowed = {
        BookingStatus.PENDING: ["confirm", "reject"],
        BookingStatus.CONFIRMED: ["done", "no_show", "cancel"] if begun else ["cancel"],
    }.get(booking.status, [])
    return [(name, ACTIONS[name][1]) for name in allowed]


def _told_of(settings: ClientSettings, entries: Iterable[AuditEntry]) -> Iterable[dict[str, str]]:
    """Yield a booking's history in words, oldest first: when, who, what."""
    for entry in sorted(entries, key=lambda one: (one.at, one.id)):
        at = entry.at.astimezone(settings.zone)
        changes = [
            f"{_FIELDS[name]}: {_value(settings, name, pair[1])}"
            for name, pair in entry.changes.items()
            if name in _FIELDS and pair[1] not in (None, "")
        ]
        if changes:
            yield {
                "at": f"{day_short(at.date())}, {hour(at)}",
                "who": next((who for start, who in _ACTORS if entry.actor.startswith(start)), "")
                or _BY_ITSELF,
                "what": " · ".join(changes),
            }


def _value(settings: ClientSettings, name: str, value: Any) -> str:
    if name == "status":
        return STATUSES[BookingStatus(value)].lower()
    if name == "datetime":
        at = datetime.fromisoformat(value).astimezone(settings.zone)
        return f"{day_short(at.date())} {hour(at)}"
    if name == "staff":
        member = settings.member(value)
        return member.name if member else str(value)
    if name == "attendance":
        return {"coming": "confirmó que viene"}.get(value, "avisó que no viene")
    return str(value)
