"""One piece of a contact's work, inside one transaction: routed, played, written down.

What waits for a contact are rows: messages in the inbox, timers that are due. Messages go first,
so a time-out that fires as the person writes finds that the session has moved on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from .flow.events import Arrived, Elapsed, Event, Wrote, event_json
from .flow.functions import Functions
from .flow.library import FlowLibrary
from .flow.registry import Call
from .flow.script import Script
from .flow.turn import RETURN, Terms, Turn, play
from .lobby import ask_which
from .messages import Outgoing
from .model import Client, Contact, InboxRow, Mode, OutboxRow, Session, Timer, TurnRecord
from .ports import Clock, Ids, Transaction
from .routing import SessionKey, ToClient, ToLobby, key_of, most_recent, route

LATE = timedelta(minutes=10)
"""How late a timer that only speaks may be."""
WINDOW = timedelta(hours=23, minutes=50)
"""How long after a person's last message we may write freely: Meta's 24 hours, with a margin."""
ATTEMPTS = 3
"""How often a turn is tried before its message is parked."""
BACKOFF = timedelta(seconds=2)
FAILED = "Se nos trabó algo. Ya quedó anotado lo tuyo. Probá de nuevo en un ratito."
"""What a person is told where no flow has better words."""


@dataclass(frozen=True, slots=True)
class FlowTerms:
    """What a client's settings say to the flow engine: which flow, and on which terms."""

    flow: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of it.

    Attributes:
        done: whether there was something, and it was done.
        following: who works the contact's next piece, if there is one.
        wrote: whether there is something new to send to the contact.
    """

    done: bool
    following: SessionKey | None
    wrote: bool = False


Item = InboxRow | Timer


class Work:
    """Works what waits for contacts.

    Args:
        terms_of: reads a client's settings.
    """

    def __init__(
        self,
        library: FlowLibrary,
        terms_of: Callable[[Client], FlowTerms],
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._library = library
        self._terms_of = terms_of
        self._clock = clock
        self._ids = ids

    def next_key(self, tx: Transaction, contact_id: str) -> SessionKey | None:
        """Return who works the contact's next piece; None when nothing waits."""
        item = self._head(tx, contact_id)
        return self._key(tx, contact_id, item) if item else None

    def do_next(self, tx: Transaction, key: SessionKey) -> Worked:
        """Do the contact's next piece if it is for `key`."""
        item = self._head(tx, key.contact_id)
        owner = self._key(tx, key.contact_id, item) if item else None
        if item is None or owner != key:
            return Worked(False, owner)
        wrote = self._message(tx, item) if isinstance(item, InboxRow) else self._timer(tx, item)
        return Worked(True, self.next_key(tx, key.contact_id), wrote)

    def fail_next(self, tx: Transaction, contact_id: str, error: str) -> datetime | None:
        """Note that the contact's next piece failed; park it when it failed too often.

        Returns:
            When to try again, or None when it was put aside.
        """
        item = self._head(tx, contact_id)
        now = self._clock.now()
        if isinstance(item, Timer):
            tx.timers.drop(item.id)
        elif item and item.attempts + 1 < ATTEMPTS:
            retry_at = now + BACKOFF * (1 << item.attempts)
            tx.inbox.retry(item.id, item.attempts + 1, retry_at)
            return retry_at
        elif item:
            tx.inbox.park(item.id, error, now)
            self._apologise(tx, item, now)
        return None

    def seconds_until(self, instant: datetime) -> float:
        """Return how long it is until an instant; never nothing."""
        return max(0.001, (instant - self._clock.now()).total_seconds())

    # -- what waits -------------------------------------------------------------------------------

    def _head(self, tx: Transaction, contact_id: str) -> Item | None:
        now = self._clock.now()
        row = tx.inbox.head(contact_id)
        if row:
            return row if row.retry_at is None or row.retry_at <= now else None
        return tx.timers.head(contact_id, now)

    def _key(self, tx: Transaction, contact_id: str, item: Item) -> SessionKey:
        if isinstance(item, Timer):
            session = tx.sessions.by_id(item.session_id)
            return SessionKey(contact_id, session.client_slug if session else None)
        contact = tx.contacts.by_id(contact_id)
        if contact is None or item.message is None:
            return SessionKey(contact_id)
        return key_of(contact_id, route(tx, contact, item.message))

    # -- messages ---------------------------------------------------------------------------------

    def _message(self, tx: Transaction, row: InboxRow) -> bool:
        now = self._clock.now()
        contact = tx.contacts.by_id(row.contact_id or "")
        if contact is None or row.message is None:
            tx.inbox.park(row.id, "nobody to answer", now)
            return False
        match route(tx, contact, row.message):
            case ToLobby(closed):
                tx.outbox.add(self._outbox(contact, None, ask_which(contact, closed), now))
                tx.inbox.done(row.id, None, now)
                return True
            case ToClient(client, arrives):
                event: Event = Arrived() if arrives else Wrote(row.message)
                session = self._session(tx, contact, client, now)
                wrote = self._play(tx, contact, client, session, event, row)
                tx.inbox.done(row.id, session.id, now)
                return wrote

    def _session(self, tx: Transaction, contact: Contact, client: Client, now: datetime) -> Session:
        found = tx.sessions.find(contact.id, client.slug)
        return found or self._new_session(tx, contact, client, now)

    def _new_session(
        self, tx: Transaction, contact: Contact, client: Client, now: datetime
    ) -> Session:
        flow = self._library.newest(self._terms_of(client).flow).flow
        session = Session(
            id=self._ids.new(),
            contact_id=contact.id,
            phone_number_id=contact.phone_number_id,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
            client_slug=client.slug,
            state=flow.initial,
            data={"slots": {}},
            flow=flow.flow,
            flow_version=flow.version,
            version=1,
            mode=Mode.BOT,
            last_message_at=now,
            created_at=now,
            updated_at=now,
        )
        tx.sessions.add(session)
        return session

    # -- timers -----------------------------------------------------------------------------------

    def _timer(self, tx: Transaction, timer: Timer) -> bool:
        tx.timers.drop(timer.id)
        session = tx.sessions.by_id(timer.session_id)
        contact = tx.contacts.by_id(timer.contact_id)
        client = tx.clients.by_slug(session.client_slug) if session else None
        if not (session and contact and client) or session.data.get("armed") != timer.turn:
            return False
        script = self._library.script(tx, session.flow, session.flow_version)
        if not _moves(script, session, timer) and not self._may_speak(tx, session, timer):
            return False
        return self._play(tx, contact, client, session, Elapsed(timer.name), timer)

    def _may_speak(self, tx: Transaction, session: Session, timer: Timer) -> bool:
        return self._clock.now() - timer.due_at <= LATE and self._in_front(tx, session)

    def _in_front(self, tx: Transaction, session: Session) -> bool:
        """Return whether a session is its contact's most recent; one of a closed client is not."""
        latest = most_recent(tx, tx.sessions.of_contact(session.contact_id))
        return latest is not None and latest[0].id == session.id

    # -- a turn -----------------------------------------------------------------------------------

    def _play(
        self,
        tx: Transaction,
        contact: Contact,
        client: Client,
        session: Session,
        event: Event,
        item: Item,
    ) -> bool:
        now = self._clock.now()
        script = self._library.script(tx, session.flow, session.flow_version)
        call = Call(tx, client, contact, session, now, self._ids, {})
        functions = Functions(self._library.registry, call)
        turn = play(script, session, event, functions, self._terms_of(client).terms, now)
        if isinstance(event, Elapsed) and not self._reaches(tx, session, now):
            turn = replace(turn, message=None)
        outbox_id = self._write(tx, contact, session, turn, event, now)
        record = self._record(session, turn, event, functions.answers, item, outbox_id, now)
        tx.turns.add(record)
        return outbox_id is not None

    def _reaches(self, tx: Transaction, session: Session, now: datetime) -> bool:
        """Return whether a timer's words may go out: not over another merchant's conversation."""
        heard_at = datetime.fromisoformat(session.data.get("heard_at", now.isoformat()))
        return now - heard_at < WINDOW and self._in_front(tx, session)

    def _write(
        self,
        tx: Transaction,
        contact: Contact,
        session: Session,
        turn: Turn,
        event: Event,
        now: datetime,
    ) -> str | None:
        """Save all that a turn changed; return the id of the message that it sends."""
        heard = not isinstance(event, Elapsed)
        data = dict(turn.data)
        data["heard_at"] = now.isoformat() if heard else session.data.get("heard_at")
        spoken = heard or turn.message is not None
        tx.sessions.save(
            replace(
                session,
                user_phone=contact.user_phone,
                user_id=contact.user_id,
                state=turn.state,
                mode=turn.mode,
                data=data,
                version=session.version + 1,
                last_message_at=self._last(tx, session, now) if spoken else session.last_message_at,
                updated_at=now,
            )
        )
        if turn.timers is not None:
            tx.timers.replace(session.id, self._timers(session, turn))
        if turn.message is None:
            return None
        row = self._outbox(contact, session.id, turn.message, now)
        tx.outbox.add(row)
        return row.id

    def _last(self, tx: Transaction, session: Session, now: datetime) -> datetime:
        """Return the instant of a message that now stands last, even if the clock went back."""
        latest = tx.sessions.of_contact(session.contact_id)[0].last_message_at
        return max(now, latest + timedelta(microseconds=1))

    def _timers(self, session: Session, turn: Turn) -> list[Timer]:
        armed = int(turn.data["armed"])
        return [
            Timer(self._ids.new(), session.contact_id, session.id, armed, name, due_at)
            for name, due_at in turn.timers or ()
        ]

    def _outbox(
        self, contact: Contact, session_id: str | None, message: Outgoing, now: datetime
    ) -> OutboxRow:
        return OutboxRow(
            id=self._ids.new(),
            contact_id=contact.id,
            phone_number_id=contact.phone_number_id,
            body=message,
            created_at=now,
            session_id=session_id,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
        )

    def _record(
        self,
        session: Session,
        turn: Turn,
        event: Event,
        answers: list[dict[str, Any]],
        item: Item,
        outbox_id: str | None,
        now: datetime,
    ) -> TurnRecord:
        return TurnRecord(
            id=self._ids.new(),
            session_id=session.id,
            turn=int(turn.data["turn"]),
            now=now,
            flow=session.flow,
            flow_version=session.flow_version,
            state_before=session.state,
            state_after=turn.state,
            input=event_json(event),
            answers=tuple(answers),
            path=turn.path,
            inbox_id=item.id if isinstance(item, InboxRow) else None,
            timer_id=item.id if isinstance(item, Timer) else None,
            outbox_id=outbox_id,
        )

    def _apologise(self, tx: Transaction, row: InboxRow, now: datetime) -> None:
        """Tell the person that we had a fault, in words that cannot fail."""
        contact = tx.contacts.by_id(row.contact_id or "")
        if contact:
            tx.outbox.add(self._outbox(contact, None, Outgoing(FAILED), now))


def _moves(script: Script, session: Session, timer: Timer) -> bool:
    """Return whether a timer does more than speak."""
    if timer.name == RETURN:
        return True
    exit_ = script.machine.exits.get((session.state, timer.name))
    return exit_ is not None and bool(exit_.to or exit_.do or exit_.handoff)
