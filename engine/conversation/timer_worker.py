"""What a timer does that is due: it moves its session, speaks, or is dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from ..flow.play.events import RETURN, Elapsed
from ..model import NEWS, Session, Timer
from ..ports import Clock, Transaction
from ..privacy.data_requests import LAST_WORD, after_last_word
from .routing import in_front
from .turn_runner import TurnRunners

log = structlog.get_logger(__name__)

LATE = timedelta(minutes=10)
"""How late a timer that only speaks may be."""
PATIENCE = timedelta(days=7)
"""How long a timer that fails is tried again."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(hours=1)
"""Between two such tries."""


class TimerWorker:
    """Works timers that are due.

    Args:
        runners: play sessions' turns.
        of_bookings: works a timer that is of a booking, or of a word to a reception; returns whom
            that writes to.
    """

    def __init__(
        self,
        runners: TurnRunners,
        clock: Clock,
        of_bookings: Callable[[Transaction, Timer], tuple[str, ...]],
    ) -> None:
        self._runners = runners
        self._clock = clock
        self._of_bookings = of_bookings

    def work(self, tx: Transaction, timer: Timer) -> tuple[str, ...]:
        """Do what a timer is for; return whom that writes to."""
        if timer.name == LAST_WORD:
            tx.timers.drop(timer)
            after_last_word(tx, timer, self._clock.now())
            return ()
        if timer.booking_id or timer.name.startswith(NEWS):
            tx.timers.drop(timer)
            return self._of_bookings(tx, timer)
        session = tx.sessions.by_id(timer.session_id)
        contact = tx.contacts.by_id(timer.contact_id)
        client = tx.clients.by_slug(session.client_slug) if session else None
        if not (session and contact and client) or session.data.get("armed") != timer.turn:
            tx.timers.drop(timer)
            return ()
        now = self._clock.now()
        if timer.name != RETURN and tx.blocked.of_person(client.id, contact):
            tx.timers.drop(timer)
            return ()
        playing = self._runners.of(tx, now, timer)
        speaks_at = playing.may_speak_at(contact, client)
        tx.timers.drop(timer)
        moves = playing.moves(contact, client, session, timer.name)
        if not (moves or self._in_time(tx, session, timer)):
            return ()
        latest = tx.sessions.last_message_at(contact.id)
        told = playing.play(contact, client, session, Elapsed(timer.name), latest)
        if timer.name == RETURN and speaks_at and speaks_at > now:
            playing.says_later(session, timer.name, speaks_at)
        return told

    def fail(self, tx: Transaction, timer: Timer, now: datetime) -> None:
        """Let a timer that moves come again, each time later; one that only speaks is dropped."""
        session = tx.sessions.by_id(timer.session_id)
        idle = now - session.updated_at if session else PATIENCE
        if session and idle < PATIENCE and self._may_move(tx, session, timer):
            tx.timers.postpone(timer, now + min(max(SHORTEST_WAIT, idle / 4), LONGEST_WAIT))
        else:
            tx.timers.drop(timer)

    def _may_move(self, tx: Transaction, session: Session, timer: Timer) -> bool:
        """Return whether a timer moves its session; one of which nobody can tell may."""
        contact = tx.contacts.by_id(timer.contact_id)
        client = tx.clients.by_slug(session.client_slug)
        if not (contact and client) or session.data.get("armed") != timer.turn:
            return False
        playing = self._runners.of(tx, self._clock.now(), timer)
        try:
            return playing.moves(contact, client, session, timer.name)
        except Exception as error:
            log.warning("nobody can tell", action="timer.unclear", error=str(error))
            return True

    def _in_time(self, tx: Transaction, session: Session, timer: Timer) -> bool:
        return self._clock.now() - timer.due_at <= LATE and in_front(tx, session)
