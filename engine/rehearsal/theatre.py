"""A world in one thread in which steps are played: the real work, a simulated clock.

Between every two steps the session goes through JSON: what a flow remembers has to survive that,
since a session may be put to sleep at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from ..errors import NotFoundError
from ..flow.library import FlowLibrary
from ..flow.memory import Frame, Memory
from ..flow.script import Script
from ..flow.taps import read_tap
from ..flow.trail import Taken, Trail
from ..flow.transcript import Step, Transcript
from ..lobby import FLOW as LOBBY
from ..messages import Incoming, Kind, Option, Outgoing
from ..model import Client, Contact, InboxRow, Mode, OutboxRow, Session
from ..playing import TermsOf
from ..ports import Ids, Store, Transaction
from ..simulated import SequentialIds, SimulatedClock
from ..work import Work
from .props import Props
from .seen import Seen

MINUTE = timedelta(minutes=1)
_NUMBER = "n1"
_MANY = 100


Booked = Callable[[Transaction, Client, Contact, Mapping[str, Any], datetime, Ids], None]
"""Puts a booking that a transcript gives into the agenda."""


@dataclass(frozen=True, slots=True)
class House:
    """What every rehearsal is made of.

    Attributes:
        library: made with the registry of `props`.
        merchants: by slug.
        booked: puts a given booking into the agenda.
    """

    library: FlowLibrary
    props: Props
    terms_of: TermsOf
    new_store: Callable[[], Store]
    merchants: Mapping[str, Client]
    booked: Booked

    def merchant(self, transcript: Transcript, flow: str) -> Client:
        """Return a transcript's merchant, whose conversations run a flow.

        Raises:
            NotFoundError: there is no such merchant.
        """
        found = self.merchants.get(transcript.client)
        if found is None:
            known = ", ".join(sorted(self.merchants))
            raise NotFoundError(f"there is no merchant {transcript.client!r}; there are {known}")
        own = {} if flow == LOBBY else {"flow": flow}
        return replace(found, settings={**found.settings, **own, **transcript.settings})


class Theatre:
    """One person's conversation; each has a world of its own."""

    def __init__(self, house: House, transcript: Transcript, flow: str) -> None:
        self._house = house
        self._flow = flow
        self.store = house.new_store()
        self.clock = SimulatedClock(transcript.now)
        self.ids = SequentialIds()
        self.work = Work(house.library, house.terms_of, self.clock, self.ids)
        self.chat: list[Outgoing] = []
        self._messages = count(1)
        self._taken: list[Taken] = []
        self._path: list[str] = []
        house.props.begin(transcript)
        self.client = house.merchant(transcript, flow)
        self.contact = self.store.transact(lambda tx: self._people(tx, transcript))
        self._given(transcript)

    # -- before it begins -------------------------------------------------------------------------

    def _people(self, tx: Transaction, transcript: Transcript) -> Contact:
        for merchant in self._house.merchants.values():
            tx.clients.add(self.client if merchant.slug == self.client.slug else merchant)
        unknown = Contact("p1", _NUMBER, "AR.1", "5492615550101", transcript.contact)
        contact = tx.contacts.upsert(unknown, self.clock.now())
        for booking in transcript.given.bookings:
            self._house.booked(tx, self.client, contact, booking, self.clock.now(), self.ids)
        return contact

    def _given(self, transcript: Transcript) -> None:
        """Bring the conversation to where it stands at first, with its question on the phone."""
        given = transcript.given
        if given.state is None:
            return
        self._send(Incoming(Kind.TEXT, text=self.client.slug))
        session = self.session()
        assert session
        data = {**session.data, "slots": dict(given.slots)}
        self._save(replace(session, state=given.state, data=data))
        self._send(Incoming(Kind.TEXT, text=self.client.slug))
        self._taken.clear()
        self._path.clear()

    # -- a step -----------------------------------------------------------------------------------

    def play(self, step: Step) -> Seen:
        """Play one step and return what came of it."""
        self._sleep()
        frames = self._frames()
        flow = self._script(frames[-1]).flow if frames else self._newest().flow
        types = {name: slot.type for name, slot in flow.slots.items()}
        self._house.props.turn(step, types, frames[-1].slots if frames else {})
        self._taken.clear()
        self._path.clear()
        before = len(self.chat)
        try:
            self._act(step)
            error = ""
        except Exception as fault:  # a defect of a flow or of a function: told, not raised
            error = f"{type(fault).__name__}: {fault}"
        return self._seen(tuple(self.chat[before:]), error)

    def _act(self, step: Step) -> None:
        if step.wait is not None:
            self.wait(step.wait)
        elif step.send is not None:
            self._send(Incoming(Kind.OTHER, type=step.send))
        elif step.tap is not None:
            option = self.option(step.tap, old=step.old)
            self._send(Incoming(Kind.TAP, "interactive", option.title, option.id))
        else:
            self._send(Incoming(Kind.TEXT, text=step.say or ""))

    def option(self, tap: str | int, *, old: bool = False) -> Option:
        """Return an option on the phone: of the newest message that has any, or of an older one.

        Raises:
            NotFoundError: there is none.
        """
        messages = [body for body in reversed(self.chat) if body.buttons or body.rows]
        if old:
            messages = [body for body in messages if not self._is_asked(body)]
        for body in messages if isinstance(tap, str) and old else messages[:1]:
            options = (*body.buttons, *body.rows)
            if isinstance(tap, int) and 0 < tap <= len(options):
                return options[tap - 1]
            for option in options:
                if option.title == tap:
                    return option
        offered = [option.title for body in messages[:1] for option in (*body.buttons, *body.rows)]
        raise NotFoundError(f"there is no {tap!r} to tap; there are {offered}")

    def _is_asked(self, body: Outgoing) -> bool:
        """Return whether a message is the question that is being asked."""
        session, tap = self.session(), read_tap((*body.buttons, *body.rows)[0].id)
        if session is None or tap is None:
            return body is self.chat[-1]
        memory = Memory.read(session)
        top = (memory.top.flow, memory.top.state, memory.asked)
        return (tap.flow, tap.state, tap.asked) == top

    def wait(self, span: timedelta) -> None:
        """Let time pass, a minute at a time, playing what falls due."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            now = min(end, self.clock.now() + MINUTE)
            self.clock.wind_to(now)
            if self.store.read(lambda tx: tx.timers.due(now, _MANY)):  # noqa: B023
                self._settle()
        self.store.transact(lambda tx: tx.bookings.expire(None, end))

    def _send(self, message: Incoming) -> None:
        now, number = self.clock.now(), next(self._messages)
        row = InboxRow(f"wamid.in.{number}", _NUMBER, self.contact.id, message, b"{}", now)
        self.store.transact(lambda tx: tx.inbox.add(row))
        self._settle()

    def _settle(self) -> None:
        """Play all that waits for the person, and bring them what is sent."""
        contact_id = self.contact.id
        while key := self.store.read(lambda tx: self.work.next_key(tx, contact_id)):
            frames, session = self._frames(), self.session()
            done = self._turns(session)
            self.store.transact(lambda tx: self.work.do_next(tx, key))
            self._follow(frames, done, self.session())
        self.chat += [row.body for row in self._receive()]

    def _follow(self, frames: Sequence[Frame], done: int, session: Session | None) -> None:
        """Note which exits the turns took that were played since."""
        begins = self._house.terms_of(self.client).flow
        for path in self._paths(session)[done:]:
            trail = Trail(self._house_scripts, frames, begins)
            self._taken += trail.follow(path)
            self._path += [trigger for trigger, _ in path]

    def _receive(self) -> Iterator[OutboxRow]:
        contact_id = self.contact.id
        while heads := self.store.read(lambda tx: tx.outbox.heads([contact_id])):
            row = heads[0]
            self.store.transact(lambda tx: tx.outbox.sent(row.id, f"wamid.{row.id}"))  # noqa: B023
            yield row

    # -- where it stands --------------------------------------------------------------------------

    def session(self) -> Session | None:
        """Return the person's session."""
        rows = self.store.read(lambda tx: tx.sessions.of_contact(self.contact.id))
        return rows[0] if rows else None

    def _paths(self, session: Session | None) -> list[tuple[tuple[str, str], ...]]:
        if session is None:
            return []
        records = self.store.read(lambda tx: tx.turns.of_session(session.id))
        return [record.path for record in records]

    def _turns(self, session: Session | None) -> int:
        return len(self._paths(session))

    def _frames(self) -> list[Frame]:
        """Return the flows under way; none before the first message."""
        if session := self.session():
            return Memory.read(session).frames
        kept = self._lobby()
        if not kept:
            return []
        script = self._house.library.newest(LOBBY)
        slots = dict(kept["data"].get("slots", {}))
        return [Frame(LOBBY, script.flow.version, kept["state"], slots)]

    def _lobby(self) -> Mapping[str, Any]:
        contact = self.store.read(lambda tx: tx.contacts.by_id(self.contact.id))
        kept: Mapping[str, Any] = contact.data.get("lobby", {}) if contact else {}
        return kept

    def _script(self, frame: Frame) -> Script:
        return self._house_scripts(frame.flow, frame.version)

    def _newest(self) -> Script:
        return self._house.library.newest(self._flow)

    def _house_scripts(self, flow: str, version: int | None) -> Script:
        library = self._house.library
        return self.store.read(lambda tx: library.script(tx, flow, version))

    def _seen(self, said: tuple[Outgoing, ...], error: str) -> Seen:
        session, frames = self.session(), self._frames()
        top = frames[-1] if frames else None
        return Seen(
            flow=top.flow if top else "",
            state=top.state if top else "",
            mode=str(session.mode if session else Mode.BOT),
            slots=dict(top.slots) if top else {},
            result=session.data.get("result") if session else None,
            texts=tuple(self._house.props.texts),
            path=tuple(self._path),
            taken=tuple(self._taken),
            said=said,
            error=error,
        )

    # -- through JSON -----------------------------------------------------------------------------

    def _sleep(self) -> None:
        """Write the session to JSON and read it back, as if it had been put to sleep."""
        session = self.session()
        if session is None:
            return
        values = {field.name: getattr(session, field.name) for field in fields(session)}
        read = json.loads(json.dumps(values, default=_plain))
        instants = {key: datetime.fromisoformat(read[key]) for key in _INSTANTS}
        self._save(replace(session, **{**read, **instants, "mode": Mode(read["mode"])}))

    def _save(self, session: Session) -> None:
        following = replace(session, version=session.version + 1)
        self.store.transact(lambda tx: tx.sessions.save(following))


_INSTANTS = ("last_message_at", "created_at", "updated_at")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a session remembers something that is no JSON: {value!r}")
