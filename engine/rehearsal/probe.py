"""What one message would do at a state of a flow: nothing is kept, nothing is sent.

```python
probe = Probe(house, "reservas", "eligiendo_fecha", {"servicio": "corte"}, client, now)
probe.read("el viernes a las 5").state  # "confirmando"
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..errors import Fault, FlowError
from ..flow.forms.compiled_form import FormScreen
from ..flow.forms.screen_data import screen_data
from ..flow.language.registry import Call
from ..flow.play.events import Arrived, Event, Wrote
from ..flow.play.functions import Functions
from ..flow.play.memory import Memory
from ..flow.play.stage import Stage
from ..flow.play.turn import Turn, play
from ..messages import Incoming, Kind
from ..model import Client, Contact, Mode, Session
from ..ports import Transaction
from ..testing import SequentialIds
from .setup import RehearsalSetup

_BRANCH = re.compile(r"\?\d+")

UNDERSTOOD = "understood"
INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message would do.

    Attributes:
        rule: how it was understood; `nothing` where it was not.
        exit: the trigger taken last; `invalid` where nothing was understood, None where another
            flow asks now.
        slots: all that the flow remembers afterwards.
        says: the texts that the answer is made of.
        asks: whether it asks back or narrows the choice, in place of taking a value.
        handoff: whether a person has the conversation now.
    """

    text: str
    rule: str
    exit: str | None
    state: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    asks: bool = False
    handoff: bool = False


class Probe:
    """Reads messages at one state of a flow, each as if it were the first to come there.

    Args:
        flow: the flow, in its newest version.
        state: the state that asks, or a final one.
        slots: what the conversation remembers there.
        bookings: what the person has booked before, as a transcript gives it; the first one's id
            is `probe-00000001`.

    Raises:
        FlowError: the flow has no such state, or no such slot.
    """

    def __init__(
        self,
        house: RehearsalSetup,
        flow: str,
        state: str,
        slots: Mapping[str, Any],
        client: Client,
        now: datetime,
        bookings: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._house = house
        self._client = client
        self._now = now
        self._ids = SequentialIds("probe")
        self._script = house.library.newest(flow)
        self._check(state, slots)
        self._contact = Contact("p1", "n1", "AR.1", "5492615550101", "Ana")
        self._store = house.new_store()
        self._store.transact(lambda tx: self._people(tx, bookings))
        self._session = self._asked(self._bare(state, slots))

    def read(self, text: str, before: str = "") -> Understood:
        """Return what a message would do, right after another one if there is one before it."""
        session = self._session
        if before:
            earlier, _ = self._play(session, _wrote(before))
            session = _after(session, earlier)
        self._house.props.texts.clear()
        turn, functions = self._play(session, _wrote(text))
        path = [trigger for trigger, _ in turn.path]
        frames = Memory.read(_after(session, turn)).frames
        left = frames[-1].flow != self._script.flow.flow
        last = path[-1] if path else None
        return Understood(
            text=text,
            rule=_rule(functions),
            exit=None if left else INVALID if _is_invalid(last) else _named(last),
            state=frames[-1].state,
            slots=dict(frames[-1].slots),
            says=tuple(dict.fromkeys(name for _, name in self._house.props.texts)),
            asks=turn.asks_back,
            handoff=turn.mode is Mode.HUMAN,
        )

    def screen(self, screen: FormScreen) -> dict[str, Any]:
        """Return what a screen of the flow's form is told. Raises NotShownError as it does."""
        told: list[dict[str, Any]] = []

        def work(tx: Transaction) -> None:
            session, terms = self._session, self._house.terms_of(self._client).terms
            functions, newest = self._functions(tx, session), self._house.library.newest
            own = (terms.texts, terms.flow, terms.locale)
            stage = Stage(lambda flow, _: newest(flow), session, functions, *own)
            told.append(screen_data(screen, stage))
            raise _UndoError

        with suppress(_UndoError):
            self._store.transact(work)
        return told[0]

    def _check(self, state: str, slots: Mapping[str, Any]) -> None:
        flow = self._script.flow
        if state not in flow.states:
            told = f"there is no state {state!r}; there are {', '.join(flow.states)}"
            raise FlowError([Fault("state", told)], flow.flow)
        unknown = [name for name in slots if name not in flow.slots]
        if unknown:
            told = f"there is no slot {unknown[0]!r}; there are {', '.join(flow.slots)}"
            raise FlowError([Fault("slots", told)], flow.flow)

    def _people(self, tx: Transaction, bookings: Sequence[Mapping[str, Any]]) -> None:
        tx.clients.add(self._client)
        contact = tx.contacts.upsert(self._contact, self._now)
        for one in bookings:
            self._house.booked(tx, self._client, contact, one, self._now, self._ids)

    def _bare(self, state: str, slots: Mapping[str, Any]) -> Session:
        flow, now = self._script.flow, self._now
        return Session(
            id="s1",
            contact_id=self._contact.id,
            phone_number_id=self._contact.phone_number_id,
            user_phone=self._contact.user_phone,
            user_id=self._contact.user_id,
            client_slug=self._client.slug,
            state=state,
            data={"slots": dict(slots), "turn": 1, "asked": 1},
            flow=flow.flow,
            flow_version=flow.version,
            version=1,
            mode=Mode.BOT,
            last_message_at=now,
            created_at=now,
            updated_at=now,
        )

    def _asked(self, session: Session) -> Session:
        """Return a session with its question on the phone, come to by an action where need be."""
        self._store.transact(lambda tx: tx.sessions.add(session))
        session = self._store.transact(lambda tx: self._acted(tx, session))
        if self._script.is_final(session.state):
            return session
        turn, _ = self._play(session, Arrived())
        return _after(session, turn)

    def _acted(self, tx: Transaction, session: Session) -> Session:
        """Run the action that leads into the state, for the slots that only it fills."""
        slots = dict(session.data["slots"])
        actions = self._house.props.registry.actions
        for (state, trigger), exit_ in self._script.machine.exits.items():
            base, _, outcome = trigger.partition(":")
            outcome = outcome.partition("?")[0]  # which of several ways on does not matter
            caller = self._script.machine.exits.get((state, base))
            action = actions.get(caller.do) if caller and caller.do and outcome else None
            if exit_.to != session.state or action is None:
                continue
            filled = action.fills.get(outcome, ())
            if not filled or any(name in slots for name in filled):
                continue  # it has nothing to give, or would replace what was given
            if all(name in slots for name in action.slots):
                done = self._functions(tx, session).act(action.name, slots)
                slots.update(done.slots)
        return replace(session, data={**session.data, "slots": slots})

    def _functions(self, tx: Transaction, session: Session) -> Functions:
        call = Call(tx, self._client, self._contact, session, self._now, self._ids, {})
        return Functions(self._house.props.registry, call)

    def _play(self, session: Session, event: Event) -> tuple[Turn, Functions]:
        """Play an event and undo what it wrote."""
        played: list[tuple[Turn, Functions]] = []

        def work(tx: Transaction) -> None:
            functions = self._functions(tx, session)
            scripts = self._house.library.newest
            terms = self._house.terms_of(self._client).terms
            turn = play(lambda flow, _: scripts(flow), session, event, functions, terms, self._now)
            played.append((turn, functions))
            raise _UndoError

        with suppress(_UndoError):
            self._store.transact(work)
        return played[0]


class _UndoError(Exception):
    """Undoes a transaction."""


def _wrote(text: str) -> Event:
    return Wrote(Incoming(Kind.TEXT, text=text))


def _after(session: Session, turn: Turn) -> Session:
    return replace(
        session,
        flow=turn.flow,
        flow_version=turn.flow_version,
        state=turn.state,
        mode=turn.mode,
        data=turn.data,
    )


def _rule(functions: Functions) -> str:
    """Return the rule by which a message was understood; "nothing" where none had to."""
    said = [one["answer"] for one in functions.answers if one["call"] == UNDERSTOOD]
    return str(said[-1]) if said else "nothing"


def _named(trigger: str | None) -> str | None:
    """Return an exit as its flow names it: which of its branches was taken is left out."""
    return trigger and _BRANCH.sub("", trigger)


def _is_invalid(trigger: str | None) -> bool:
    return trigger is not None and trigger.partition(":")[0] == INVALID
