"""`/panel/people`: who waits for a person, the chat as people see it, and what can be done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import falcon

from ...engine.booking.settings.settings import ClientSettings, service_name
from ...engine.conversation.handoff import ANSWER_LIMIT, answer
from ...engine.errors import ConflictError, NotFoundError
from ...engine.model import Booking, BookingStatus, Contact, Mode, Session
from ...engine.office.acting import Operator
from ...engine.office.client_access import block, unblock
from ...engine.office.people import erase, find_session, hand_back, session_by_phone, waiting
from ...engine.ports import Transaction
from ...engine.privacy.export import exported
from ...engine.words.formats import day_short, hour
from ..edge import Edge
from ..text import one_line, storable
from .access import PanelAccess
from .day_grid import STATUSES
from .page import SAFE, PanelPage, answer_page, see_other

_MOST = 50
_BACK = timedelta(days=30)
"""How far back the chat is shown."""


class PeoplePage:
    """`GET`: the people who wait for a person, longest first; with `phone`, its owner."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them.

        Raises:
            HTTPSeeOther: somebody has the phone that was asked for.
        """
        now = self._edge.clock.now()
        phone = one_line(req.get_param("phone") or "", 24)

        def work(tx: Transaction) -> tuple[PanelPage, Session | None, list[dict[str, Any]]]:
            page = self._access.page(tx, req, "people")
            found = session_by_phone(tx, page.shown, phone) if phone else None
            return (
                page,
                found,
                [
                    {
                        "session": one.session.id,
                        "name": one.contact.name or "Sin nombre",
                        "said": one.said,
                        "answered": one.answered,
                        "since": _since(now - one.session.last_message_at),
                    }
                    for one in waiting(tx, page.shown.slug, _MOST)
                ],
            )

        page, found, people = self._edge.store.read(work)
        if found:
            raise falcon.HTTPSeeOther(page.path(f"people/{found.id}"))
        said = one_line(req.get_param("said") or "")
        if phone:
            said = "Nadie con ese teléfono habló con tu asistente."
        answer_page(resp, "people.html", page, people=people, phone=phone, said=said)


class PersonPage:
    """`/panel/people/SESSION`: one chat, the person's bookings, and what can be done."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response, session_id: str) -> None:
        """Answer the chat of the last days, oldest first, with a field for an answer."""
        now = self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "people")
            session = _own_session(tx, page, session_id)
            contact = _person(tx, session)
            client = page.shown
            bookings = [
                row
                for row in tx.personal.bookings(contact.id)
                if row.client_id == client.id and row.status is not BookingStatus.HELD
            ]
            return page, {
                "session": session,
                "name": contact.name or "Sin nombre",
                "phone": contact.user_phone or "",
                "attended": session.mode is Mode.HUMAN,
                "chat": _chat(tx, page, session, now),
                "bookings": _lines(page.settings, bookings),
                "no_shows": tx.bookings.no_shows(client.id, [contact.id]).get(contact.id, 0),
                "blocked": tx.blocked.of_person(client.id, contact) is not None,
                "limit": ANSWER_LIMIT,
                "said": one_line(req.get_param("said") or ""),
            }

        page, values = self._edge.store.read(work)
        answer_page(resp, "person.html", page, **values)

    def on_post(self, req: falcon.Request, resp: falcon.Response, session_id: str) -> None:
        """Do what the button says: answer, give back to the bot, block, serve again, erase."""
        edge = self._edge

        def work(tx: Transaction) -> tuple[str, tuple[str, ...]]:
            page = self._access.page(tx, req, "people")
            form = self._access.check_form(req, page)
            session = _own_session(tx, page, session_id)
            operator = self._access.operator(tx, page.session)
            try:
                return self._act(operator, page, session, form)
            except ConflictError:
                said = "Ya la atiende el asistente."
                return page.path(f"people/{session.id}", said=said), ()

        location, told = edge.store.transact(work)
        edge.settled(told)
        see_other(resp, location)

    def _act(
        self, operator: Operator, page: PanelPage, session: Session, form: dict[str, str]
    ) -> tuple[str, tuple[str, ...]]:
        here = f"people/{session.id}"
        contact = _person(operator.tx, session)
        match form.get("action"):
            case "hand_back":
                hand_back(operator, session.id)
                return page.path("people", said="El asistente sigue la charla."), ()
            case "block":
                if not operator.tx.blocked.of_person(page.shown.id, contact):
                    block(operator, page.shown, contact.user_phone, contact.user_id)
                return page.path(here, said="Ya no puede sacar turnos."), ()
            case "unblock":
                if row := operator.tx.blocked.of_person(page.shown.id, contact):
                    unblock(operator, page.shown, row.id)
                return page.path(here, said="Puede volver a sacar turnos."), ()
            case "erase":
                if form.get("sure") != "yes":
                    return page.path(here, said="Para borrar, marcá la casilla."), ()
                told = erase(operator, contact, page.shown, self._key)
                return page.path("people", said="Borramos todo lo que tenías de esa persona."), told
            case _:
                return self._answer(operator, page, session, form)

    @property
    def _key(self) -> bytes:
        return self._edge.config.app_secret.encode()

    def _answer(
        self, operator: Operator, page: PanelPage, session: Session, form: dict[str, str]
    ) -> tuple[str, tuple[str, ...]]:
        here = f"people/{session.id}"
        text = storable(form.get("text", "")).strip()[:ANSWER_LIMIT]
        if not text:
            return page.path(here, said="Escribí algo para mandar."), ()
        answer(operator.tx, operator.ids, operator.now, session, text)
        operator.note("session.answer", f"session:{session.id}", {"length": (0, len(text))})
        return page.path(here, said="Enviado."), (session.contact_id,)


class PersonData:
    """`/panel/people/SESSION/datos.json`: all that the client has of somebody, to hand over."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response, session_id: str) -> None:
        """Answer it as a file."""

        def work(tx: Transaction) -> dict[str, Any]:
            page = self._access.page(tx, req, "people")
            session = _own_session(tx, page, session_id)
            return exported(tx, _person(tx, session), page.shown)

        resp.set_headers(SAFE)
        resp.downloadable_as = "datos.json"
        resp.media = self._edge.store.read(work)


def _person(tx: Transaction, session: Session) -> Contact:
    contact = tx.contacts.by_id(session.contact_id)
    assert contact is not None  # a session's row names one
    return contact


def _lines(settings: ClientSettings, bookings: list[Booking]) -> list[dict[str, Any]]:
    """Return a person's bookings, the latest first, as lines."""
    newest = sorted(bookings, key=lambda row: (row.datetime, row.id), reverse=True)
    return [
        {
            "id": row.id,
            "status": row.status,
            "tag": STATUSES[row.status],
            "text": f"{day_short((at := row.datetime.astimezone(settings.zone)).date())}, "
            f"{hour(at)} · {service_name(settings, row)}",
        }
        for row in newest[:_MOST]
    ]


def _own_session(tx: Transaction, page: PanelPage, session_id: str) -> Session:
    session = find_session(tx, session_id)
    if session.client_slug != page.shown.slug:
        raise NotFoundError("There is no such conversation.")
    return session


def _chat(tx: Transaction, page: PanelPage, session: Session, now: Any) -> list[dict[str, Any]]:
    """Return what was said in a session, oldest first: theirs and ours."""
    zone = page.settings.zone
    theirs = [
        (row.received_at, "in", row.message.text, ())
        for row in tx.inbox.of_session(session.contact_id, session.id, _MOST)
        if row.message
    ]
    ours = [
        (row.created_at, "out", row.body.text, tuple(one.title for one in row.body.buttons))
        for row in tx.outbox.of_contact(session.contact_id, since=now - _BACK, until=now)
        if row.session_id == session.id
    ]
    lines = sorted([*theirs, *ours], key=lambda line: line[0])
    return [
        {
            "side": side,
            "text": text,
            "buttons": buttons,
            "at": f"{day_short(at.astimezone(zone).date())}, {hour(at.astimezone(zone))}",
        }
        for at, side, text, buttons in lines
    ]


def _since(waited: timedelta) -> str:
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 1440 else f"{minutes // 1440} d"
