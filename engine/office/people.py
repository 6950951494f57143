"""People: who waits for one behind the bot, giving a conversation back, finding and erasing one."""

from __future__ import annotations

from dataclasses import dataclass

from ..booking.settings.settings import settings_of
from ..errors import ConflictError, NotFoundError
from ..flow.play.events import RETURN
from ..model import Client, Contact, Mode, Session, Timer
from ..ports import Transaction
from ..privacy.erasure import Erasure
from ..words.phones import international, other_spelling
from .acting import Operator


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that a person answers.

    Attributes:
        said: the person's last words; empty where they wrote none.
        answered: whether a person has answered.
    """

    session: Session
    contact: Contact
    said: str
    answered: bool


def waiting(tx: Transaction, slug: str | None, limit: int) -> list[Waiting]:
    """Return those that wait for a person, with one client or with all, longest first."""
    sessions = tx.sessions.with_people(limit)
    found = [one for one in sessions if slug in (None, one.client_slug)]
    return [_waiting(tx, session) for session in found]


def _waiting(tx: Transaction, session: Session) -> Waiting:
    rows = tx.inbox.of_session(session.contact_id, session.id, 1)
    said = rows[0].message.text if rows and rows[0].message else ""
    contact = tx.contacts.by_id(session.contact_id)
    assert contact is not None  # a session's row names one
    return Waiting(session, contact, said, bool(session.data.get("answered")))


def find_session(tx: Transaction, session_id: str) -> Session:
    """Return a session.

    Raises:
        NotFoundError: there is none with that id.
    """
    session = tx.sessions.by_id(session_id)
    if session is None:
        raise NotFoundError(f"There is no session {session_id}.")
    return session


def hand_back(operator: Operator, session_id: str) -> Session:
    """Give a conversation back to the bot, as if its time with a person had run out.

    Raises:
        NotFoundError: there is no such session.
        ConflictError: the bot has it.
    """
    session = find_session(operator.tx, session_id)
    if session.mode is not Mode.HUMAN:
        raise ConflictError(f"The bot has session {session_id} already.")
    armed = int(session.data["armed"])
    timer = Timer(operator.ids.new(), session.contact_id, session.id, armed, RETURN, operator.now)
    operator.tx.timers.replace(session.contact_id, session.id, [timer])
    operator.note("session.handback", f"session:{session.id}", {"mode": ("human", "bot")})
    return session


def session_by_phone(tx: Transaction, client: Client, phone: str) -> Session | None:
    """Return a client's most recent session with the person of a phone, in any spelling."""
    digits = international(phone, settings_of(client).country_code)
    spellings = dict.fromkeys(filter(None, (digits, other_spelling(digits)))) if digits else ()
    found = [
        session
        for one in spellings
        for contact in tx.contacts.with_phone(one)
        if (session := tx.sessions.find(contact.id, client.slug))
    ]
    return max(found, key=lambda session: session.last_message_at, default=None)


def erase(operator: Operator, contact: Contact, client: Client, key: bytes) -> tuple[str, ...]:
    """Erase what a client has of somebody; return the contacts who have something to be sent.

    Coming bookings are cancelled. `key` is that of the audit's marks.
    """
    erasure = Erasure(operator.tx, operator.ids, operator.now, operator.name, key, operator.freed)
    traces, told = erasure.erase(contact, client)
    operator.tx.personal.scrub(traces, whole=False)
    return told
