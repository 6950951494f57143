"""A world in one thread in which steps are played: the real work, a simulated clock.

Between every two steps the session goes through JSON: what a flow remembers has to survive that,
since a session may be put to sleep at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from ..conversation.external_calls import ExternalCalls
from ..conversation.handoff import answer
from ..conversation.worker import ContactWorker
from ..errors import NotFoundError
from ..flow.paths.transcript import Step, Transcript
from ..flow.play.external_calls import OutsideQuestion
from ..messages import Incoming, Kind, Option
from ..model import RECEPTION, Contact, Mode, Session
from ..testing import SequentialIds, SimulatedClock, SimulatedExecutor
from .chat import RehearsalChat
from .form_filling import form_asks
from .seen import Seen
from .setup import RehearsalSetup
from .watching import Watcher

MINUTE = timedelta(minutes=1)
_NUMBER = "n1"
_MANY = 100
_INSTANTS = ("last_message_at", "created_at", "updated_at")

_SHARED = {"location": "-32.889500,-68.845800", "contacts": "+5492615550101"}
"""What is shared by a step that sends such a message."""


class RehearsalWorld:
    """One person's conversation; each has a world of its own."""

    def __init__(self, house: RehearsalSetup, transcript: Transcript, flow: str) -> None:
        self.store = house.new_store()
        self.clock = SimulatedClock(transcript.now)
        self.ids = SequentialIds()
        work = ContactWorker(house.library, house.terms_of, self.clock, self.ids, forms=True)
        house.props.begin(transcript)
        self.client = client = house.merchant(transcript, flow)
        unknown = Contact("p1", _NUMBER, "AR.1", "5492615550101", transcript.contact)
        self.contact = self.store.transact(
            lambda tx: house.people(tx, transcript, client, unknown, self.ids, flow)
        )
        self._chat = RehearsalChat(self.store, work, self.clock, self.contact, self._ask)
        self.watcher = Watcher(house, self.store, client, self.contact.id, flow)
        self._opening = RECEPTION if flow == RECEPTION else client.slug
        self._given(transcript)

    def _given(self, transcript: Transcript) -> None:
        """Bring the conversation to where it stands at first, with its question on the phone."""
        given = transcript.given
        if given.state is None:
            return
        self._chat.send(Incoming(Kind.TEXT, text=self._opening))
        session = self.watcher.session()
        assert session
        data = {**session.data, "slots": dict(given.slots)}
        self._save(replace(session, state=given.state, data=data))
        self._chat.send(Incoming(Kind.TEXT, text=self._opening))

    # -- a step -----------------------------------------------------------------------------------

    def play(self, step: Step) -> Seen:
        """Play one step and return what came of it."""
        self._sleep()
        self.watcher.begin(step)
        before = len(self._chat.messages)
        try:
            self._act(step)
            error = ""
        except Exception as fault:  # a defect of a flow or of a function: told, not raised
            error = f"{type(fault).__name__}: {fault}"
        return self.watcher.seen(self._chat.messages[before:], error)

    def _act(self, step: Step) -> None:
        if step.wait is not None:
            self.wait(step.wait)
        elif step.reply is not None:
            self._reply(step.reply)
        elif step.fill is not None:
            self._chat.send(form_asks(step.fill, self.watcher.session()))
        elif step.send is not None:
            text = _SHARED.get(step.send, "")
            self._chat.send(Incoming(Kind.OTHER, type=step.send, text=text))
        elif step.tap is not None:
            option = self.option(step.tap, old=step.old)
            self._chat.send(Incoming(Kind.TAP, "interactive", option.title, option.id))
        else:
            self._chat.send(Incoming(Kind.TEXT, text=step.say or ""))

    def option(self, tap: str | int, *, old: bool = False) -> Option:
        """Return an option on the phone, see `tapped`."""
        messages = [(*body.buttons, *body.rows) for body in reversed(self._chat.messages)]
        return tapped([each for each in messages if each], tap, self.watcher, old=old)

    def wait(self, span: timedelta) -> None:
        """Let time pass, a minute at a time, playing what falls due."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            self.clock.wind_to(min(end, self.clock.now() + MINUTE))
            if self.store.read(lambda tx: tx.timers.due(self.clock.now(), _MANY)):
                self._chat.settle()
        self.store.transact(lambda tx: tx.bookings.expire(self.client.id, end))

    def _reply(self, text: str) -> None:
        session, now = self.watcher.session(), self.clock.now()
        if session is None:
            raise NotFoundError("there is nobody to reply to")
        self.store.transact(lambda tx: answer(tx, self.ids, now, session, text))
        self._chat.settle()

    def _ask(self, question: OutsideQuestion) -> None:
        self.store.transact(lambda tx: tx.outside_calls.ask(question.call))
        runs = SimulatedExecutor(self.clock)
        ExternalCalls(runs, runs, self.store, self.clock).ask(question, lambda: None)
        runs.run()

    # -- through JSON -----------------------------------------------------------------------------

    def _sleep(self) -> None:
        """Write the session to JSON and read it back, as if it had been put to sleep."""
        session = self.watcher.session()
        if session is None:
            return
        values = {field.name: getattr(session, field.name) for field in fields(session)}
        read = json.loads(json.dumps(values, default=_plain))
        instants = {key: datetime.fromisoformat(read[key]) for key in _INSTANTS}
        self._save(replace(session, **{**read, **instants, "mode": Mode(read["mode"])}))

    def _save(self, session: Session) -> None:
        following = replace(session, version=session.version + 1)
        self.store.transact(lambda tx: tx.sessions.save(following))


def tapped(
    messages: list[tuple[Option, ...]], tap: str | int, watcher: Watcher, *, old: bool
) -> Option:
    """Return the option that a person taps.

    Args:
        messages: the options of each message that has any, the newest first.
        tap: the option's title, or its number.
        watcher: knows which question is being asked.
        old: whether one of an earlier question is meant.

    Raises:
        NotFoundError: there is none.
    """
    if old:
        messages = [options for options in messages if not watcher.is_asked(options[0].id)]
    for options in messages if isinstance(tap, str) and old else messages[:1]:
        if isinstance(tap, int) and 0 < tap <= len(options):
            return options[tap - 1]
        for option in options:
            if option.title == tap:
                return option
    offered = [option.title for options in messages[:1] for option in options]
    raise NotFoundError(f"there is no {tap!r} to tap; there are {offered}")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a session remembers something that is no JSON: {value!r}")
