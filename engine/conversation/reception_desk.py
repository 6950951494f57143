"""What becomes of a message of a merchant's own phone: the handshake, and the reception's flow."""

from __future__ import annotations

from datetime import datetime

from ..flow.language.placeholders import fill
from ..flow.play.events import Arrived, Event, Wrote
from ..flow.versions.library import FlowLibrary
from ..messages import Outgoing
from ..model import RECEPTION, AuditEntry, Client, Contact, InboxRow, OutboxRow
from ..ports import Ids, Transaction
from ..receptions.directory import bind, clients_of
from .reception_routes import (
    ASKED,
    ToHandshake,
    ToReception,
    ToReceptions,
    which_reception,
)
from .routing import serves, standing_after
from .service_window import note_heard
from .turn_runner import TurnRunner

BAD_CODE, WHICH = "enlace_vencido", "que_comercio"
"""The reception flow's texts that are said outside of it."""
ANNOUNCED: dict[str, tuple[str, ...]] = {BAD_CODE: (), WHICH: ()}


class ReceptionDesk:
    """Works messages of receptions, within one transaction."""

    def __init__(
        self,
        tx: Transaction,
        library: FlowLibrary,
        ids: Ids,
        now: datetime,
        playing: TurnRunner,
    ) -> None:
        self._tx = tx
        self._library = library
        self._ids = ids
        self._now = now
        self._playing = playing

    def work(
        self,
        contact: Contact,
        there: ToReception | ToReceptions | ToHandshake,
        row: InboxRow,
    ) -> tuple[str, ...]:
        """Work a message; return whom that writes to."""
        match there:
            case ToHandshake(code):
                return self._shake_hands(contact, code, row)
            case ToReceptions(clients):
                return self._ask_which(contact, clients, row)
            case ToReception():
                said = there.said or row.message
                event: Event = Arrived() if there.arrives or said is None else Wrote(said)
                if there.claims:
                    self._bind(there.client, contact, there.claims)
                return self._play(contact, there, event, row)

    def _play(
        self, contact: Contact, there: ToReception, event: Event, row: InboxRow
    ) -> tuple[str, ...]:
        session = there.session or self._playing.reception_session(contact, there.client)
        self._tx.inbox.done(row.id, session.id, self._now)
        return self._playing.play(contact, there.client, session, event, there.latest)

    def _shake_hands(self, contact: Contact, code: str, row: InboxRow) -> tuple[str, ...]:
        """Make a phone a reception by a code that is good; a used one only greets its own."""
        known = self._tx.receptions.find_code(code)
        client = self._tx.clients.by_id(known.client_id) if known else None
        if client is None or not serves(self._tx, client, contact.phone_number_id):
            return self._refuse(contact, row)
        if not self._tx.receptions.use_code(code, self._now):
            mine = [one.id for one in clients_of(self._tx, contact)]
            if client.id not in mine:
                return self._refuse(contact, row)
        self._bind(client, contact, None)
        latest = self._latest(contact)
        return self._play(contact, ToReception(client, None, latest), Arrived(), row)

    def _bind(self, client: Client, contact: Contact, claims: str | None) -> None:
        before = [one.id for one in clients_of(self._tx, contact)]
        bind(self._tx, self._ids, self._now, client, contact, claims)
        if client.id not in before:
            changes = {"contact": [None, contact.id], "by": [None, "phone" if claims else "link"]}
            actor, subject = f"contact:{contact.id}", f"client:{client.slug}"
            entry = (self._ids.new(), self._now, actor, "reception.create", subject, changes)
            self._tx.audit.add(AuditEntry(*entry))

    def _refuse(self, contact: Contact, row: InboxRow) -> tuple[str, ...]:
        return self._say(contact, Outgoing(self._text(BAD_CODE)), row)

    def _ask_which(
        self, contact: Contact, clients: tuple[Client, ...], row: InboxRow
    ) -> tuple[str, ...]:
        asked_at = standing_after(self._latest(contact), self._now).isoformat()
        self._tx.contacts.remember(contact.id, {**contact.data, ASKED: asked_at})
        return self._say(contact, which_reception(self._text(WHICH), clients), row)

    def _say(self, contact: Contact, body: Outgoing, row: InboxRow) -> tuple[str, ...]:
        self._tx.inbox.done(row.id, None, self._now)
        note_heard(self._tx, row, self._now)
        answer = OutboxRow.to(contact, self._ids.new(), body.fitted(), self._now, awaited=True)
        self._tx.outbox.add(answer)
        return (contact.id,)

    def _text(self, name: str) -> str:
        return fill(self._library.newest(RECEPTION).flow.texts[name], lambda _: "")

    def _latest(self, contact: Contact) -> datetime | None:
        sessions = self._tx.sessions.of_contact(contact.id)
        return sessions[0].last_message_at if sessions else None
