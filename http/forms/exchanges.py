"""A form's exchange, handed to the session that it belongs to, and the answer fetched.

It becomes a row of the inbox, so that it is worked as a message is: by the session's actor, under
the contact's lock, in order with what the person writes, and after a crash all the same. What it
came to stands in the session's row. A request that comes again finds it there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

import structlog

from ...engine.errors import StoreError, UnavailableError
from ...engine.flow.forms.filling import ERROR
from ...engine.flow.play.form_memory import SentForm, session_of
from ...engine.form_exchange import GOES_ON_IN_CHAT, Answer, FormClosed, FormRequest
from ...engine.messages import Incoming, Kind
from ...engine.model import InboxRow, Session
from ...engine.ports import Clock, Ids, Result, Store, Transaction

ANSWER_SECONDS = 0.9
"""As long is an answer waited for: Meta wants one within a second."""
_FIRST_LOOK, _LONGEST_LOOK = 0.004, 0.05
_KEYS = ("tap", "pick", "step")
_TAPPED = "ok"
log = structlog.get_logger(__name__)


class FormFailedError(Exception):
    """An exchange failed, and nothing of it stands; or nobody knows yet.

    Attributes:
        data: what the screen in front was told before: Meta wants all of it in every answer.
    """

    def __init__(self, why: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(why)
        self.data = data or {}


@dataclass(frozen=True, slots=True)
class FormExchanges:
    """Answers forms by the sessions that sent them; a `meta_json.Exchange`.

    Attributes:
        nudge: told which contact has something to be worked.
        sleep: lets seconds pass until what was handed in is looked for.
        monotonic: seconds that never go back.
    """

    store: Store
    clock: Clock
    ids: Ids
    nudge: Callable[[Iterable[str]], None]
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, asked: FormRequest) -> Answer:
        """Return what a form is shown next.

        Raises:
            FormFailedError: it could not be worked, or not in time.
            StoreError: the store is away: nobody can tell whose it is.
        """
        until = self.monotonic() + ANSWER_SECONDS
        session = self.store.read(lambda tx: _session(tx, asked))
        if session is None:
            return FormClosed(GOES_ON_IN_CHAT)
        if known := _known(session, asked):
            return known
        row = InboxRow(
            f"form.{self.ids.new()}",
            *(session.phone_number_id, session.contact_id, _message(asked), b""),
            self.clock.now(),
        )
        try:
            self._hand_in(row, until)
            self.nudge((session.contact_id,))
            return self._answer(row.message_id, asked, until)
        except (FormFailedError, StoreError) as error:
            raise FormFailedError(str(error), _told_before(session, asked)) from error

    def _hand_in(self, row: InboxRow, until: float) -> None:
        """Have the row stored, and wait no longer than there is time."""
        stored, told = Event(), list[Result[bool]]()

        def done(result: Result[bool]) -> None:
            told.append(result)
            stored.set()

        self.store.hand_in(lambda tx: tx.inbox.add(row), done, urgent=True)
        if not stored.wait(max(0.0, until - self.monotonic())):
            raise UnavailableError("the store takes too long")
        told[0].get()

    def _answer(self, message_id: str, asked: FormRequest, until: float) -> Answer:
        wait = _FIRST_LOOK
        while True:
            if answer := self.store.read(lambda tx: _worked(tx, message_id, asked)):
                return answer
            left = until - self.monotonic()
            if left <= 0:
                raise FormFailedError("it was not worked in time; it will be")
            self.sleep(min(wait, left))
            wait = min(2 * wait, _LONGEST_LOOK)


def _session(tx: Transaction, asked: FormRequest) -> Session | None:
    """Return the session whose form it is; None where no session has that form."""
    named = session_of(asked.token)
    session = tx.sessions.by_id(named) if named else None
    sent = SentForm.of(session.data) if session else None
    return session if sent and sent.is_of(asked.token) else None


def _known(session: Session, asked: FormRequest) -> Answer | None:
    """Return the answer to a request that has been worked."""
    sent = SentForm.of(session.data)
    return sent.answered(asked) if sent else None


def _told_before(session: Session, asked: FormRequest) -> Mapping[str, Any]:
    """Return what the screen in front was told; nothing where the phone went back to it."""
    sent = SentForm.of(session.data)
    shown = sent.answer if sent and sent.answer.get("screen") == asked.screen else {}
    told = dict(shown.get("data", {}))
    told.pop(ERROR, None)
    return told


def _worked(tx: Transaction, message_id: str, asked: FormRequest) -> Answer | None:
    """Return the answer once the row was worked; None before.

    Raises:
        FormFailedError: it was put aside.
    """
    row = tx.inbox.by_message_id(message_id)
    if row is None or row.done_at is None:
        return None
    if row.error is not None:
        raise FormFailedError(row.error)
    session = _session(tx, asked)
    known = _known(session, asked) if session else None
    return known or FormClosed(GOES_ON_IN_CHAT)


def _message(asked: FormRequest) -> Incoming:
    """Return what stands in the inbox; its text is for people who read what was chosen."""
    tapped = asked.data.get("tap", "")
    chosen = [value for key, value in asked.data.items() if key not in _KEYS]
    text = " · ".join(filter(None, (*chosen, tapped if tapped != _TAPPED else "")))
    return Incoming(Kind.FORM, "form", text=text, asked=asked.to_json())
