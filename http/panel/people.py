"""`/panel/people`: who waits for a person, the chat as people see it, and an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import falcon

from ...engine.conversation.handoff import answer
from ...engine.errors import ConflictError, NotFoundError
from ...engine.model import Mode, Session
from ...engine.office.people import find_session, hand_back, waiting
from ...engine.ports import Transaction
from ...engine.words.formats import day_short, hour
from ..edge import Edge
from ..text import one_line, storable
from .access import PanelAccess
from .page import PanelPage, answer_page, see_other

_MOST = 50
_BACK = timedelta(days=30)
"""How far back the chat is shown."""
ANSWER_LIMIT = 1000


class PeoplePage:
    """`GET`: the people who wait for a person, longest first."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer them."""
        now = self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, list[dict[str, Any]]]:
            page = self._access.page(tx, req, "people")
            return page, [
                {
                    "session": one.session.id,
                    "name": one.contact.name or "Sin nombre",
                    "said": one.said,
                    "answered": one.answered,
                    "since": _since(now - one.session.last_message_at),
                }
                for one in waiting(tx, page.shown.slug, _MOST)
            ]

        page, people = self._edge.store.read(work)
        said = one_line(req.get_param("said") or "")
        answer_page(resp, "people.html", page, people=people, said=said)


class PersonPage:
    """`/panel/people/SESSION`: one chat."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._access = PanelAccess(edge)

    def on_get(self, req: falcon.Request, resp: falcon.Response, session_id: str) -> None:
        """Answer the chat of the last days, oldest first, with a field for an answer."""
        now = self._edge.clock.now()

        def work(tx: Transaction) -> tuple[PanelPage, dict[str, Any]]:
            page = self._access.page(tx, req, "people")
            session = _own_session(tx, page, session_id)
            contact = tx.contacts.by_id(session.contact_id)
            return page, {
                "session": session,
                "name": (contact.name if contact else "") or "Sin nombre",
                "attended": session.mode is Mode.HUMAN,
                "chat": _chat(tx, page, session, now),
                "limit": ANSWER_LIMIT,
                "said": one_line(req.get_param("said") or ""),
            }

        page, values = self._edge.store.read(work)
        answer_page(resp, "person.html", page, **values)

    def on_post(self, req: falcon.Request, resp: falcon.Response, session_id: str) -> None:
        """Send an answer, or give the conversation back to the bot."""
        edge = self._edge

        def work(tx: Transaction) -> tuple[str, str | None]:
            page = self._access.page(tx, req, "people")
            form = self._access.check_form(req, page)
            session = _own_session(tx, page, session_id)
            operator = self._access.operator(tx, page.session)
            here = f"people/{session.id}"
            try:
                if form.get("action") == "hand_back":
                    hand_back(operator, session.id)
                    return page.path("people", said="El asistente sigue la charla."), None
                text = storable(form.get("text", "")).strip()[:ANSWER_LIMIT]
                if not text:
                    return page.path(here, said="Escribí algo para mandar."), None
                answer(tx, operator.ids, operator.now, session, text)
            except ConflictError:
                return page.path(here, said="Ya la atiende el asistente."), None
            operator.note("session.answer", f"session:{session.id}", {"length": (0, len(text))})
            return page.path(here, said="Enviado."), session.contact_id

        location, contact_id = edge.store.transact(work)
        if contact_id:
            edge.settled([contact_id])
        see_other(resp, location)


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
