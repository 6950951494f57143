"""A turn: one event in, what should happen out.

Nothing is sent, set or saved here. The functions that the flow names are called through
`Functions`; all else is the machine, the texts and the session's memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..errors import MiloError
from ..messages import Incoming, Kind, Outgoing
from ..model import Mode, Session
from ..words.fold import fold
from .definition import Exit
from .events import Arrived, Elapsed, Event, Wrote
from .functions import Functions
from .memory import Memory
from .script import Script
from .taps import Tap
from .understanding import (
    Listener,
    Meaning,
    NotUnderstood,
    OldButton,
    Refused,
    Take,
    Turned,
    Unclear,
    Unreadable,
)
from .voice import Voice

STEPS_LIMIT = 16
"""Exits that one turn may take: a flow that needs more runs in a circle."""
RETURN = "return"
"""The timer that gives a session back to the bot."""
HOME = "menu"
"""The escape that brings the bot back from a person's hands."""


class FlowLoopError(MiloError):
    """A flow went round in a circle within one turn: a defect of the flow."""

    code = "flow_loop"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client's settings change about a turn.

    Attributes:
        texts: the client's own words, by text name.
        return_after: how long a person has a session before the bot takes it back.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    return_after: timedelta = timedelta(minutes=720)


@dataclass(frozen=True, slots=True)
class Turn:
    """What should happen.

    Attributes:
        message: what to send, if anything.
        timers: name and instant of each timer to be set in place of the old ones; None leaves
            those that are there.
        path: the triggers taken, in order, each with the state that it led to.
    """

    state: str
    mode: Mode
    data: Mapping[str, Any]
    message: Outgoing | None
    timers: tuple[tuple[str, datetime], ...] | None
    path: tuple[tuple[str, str], ...]


def play(
    script: Script,
    session: Session,
    event: Event,
    functions: Functions,
    terms: Terms,
    now: datetime,
) -> Turn:
    """Play one event. A session that was never played has no turns in its data."""
    player = _Player(script, session, functions, terms)
    match event:
        case Arrived():
            player.arrived()
        case Wrote(message):
            player.wrote(message)
        case Elapsed(name):
            player.elapsed(name)
    return player.turn(now)


def _is_escape(meaning: Meaning) -> bool:
    return isinstance(meaning, Take) and meaning.trigger.startswith("escape:")


class _Player:
    """The working state of one turn."""

    def __init__(
        self, script: Script, session: Session, functions: Functions, terms: Terms
    ) -> None:
        self.script = script
        self.flow = script.flow
        self.session_id = session.id
        self.functions = functions
        self.terms = terms
        self.state = session.state
        self.mode = session.mode
        self.memory = Memory.read(session.data)
        self.fresh = self.memory.turn == 0
        self.memory.turn += 1
        self.path: list[tuple[str, str]] = []
        self.voice = Voice(script, session.id, functions, terms.texts)
        self.rearm = True

    # -- events ---------------------------------------------------------------------------------

    def arrived(self) -> None:
        """The slug: a welcome, or on from where it was."""
        self.mode = Mode.BOT
        node = self.flow.asking(self.state)
        if self.fresh or node is None:
            self.begin()
        elif not self.lost_something():
            self.functions.message_arrived(self.memory.slots)
            self.memory.tries = 0
            self.say(node.resume)
            self.ask()

    def wrote(self, message: Incoming) -> None:
        """Anything else that a person sends."""
        self.functions.message_arrived(self.memory.slots)
        if self.mode is Mode.HUMAN:
            self.wrote_to_human(message)
        elif self.fresh:
            self.begin()
        elif self.script.is_final(self.state):
            self.wrote_at_the_end(message)
        else:
            meaning = self.listener().understand(message)
            if _is_escape(meaning) or not self.lost_something():
                self.follow(meaning)

    def wrote_to_human(self, message: Incoming) -> None:
        """Silence, unless it is the word that brings the bot back."""
        if self.script.escapes.get(fold(message.text)) != HOME:
            self.rearm = False
            return
        self.mode = Mode.BOT
        if self.script.is_final(self.state):
            self.begin()
        else:
            self.take(f"escape:{HOME}")

    def wrote_at_the_end(self, message: Incoming) -> None:
        """A thank-you, an old button, or a new beginning."""
        ending = self.flow.ending(self.state)
        assert ending
        if message.kind is Kind.TAP and ending.stale:
            self.take("stale")
        elif ending.closing and fold(message.text) in self.script.closings[self.state]:
            self.say(ending.closing.say)
        else:
            if message.kind is Kind.OTHER:
                self.say(self.flow.defaults.unreadable)
            self.begin()

    def elapsed(self, name: str) -> None:
        """A timer of the current turn."""
        if name == RETURN:
            self.mode = Mode.BOT
            self.say(self.flow.defaults.back_from_human.say)
            if self.script.is_final(self.state) or not self.lost_something():
                self.ask()
        elif not self.leads_on(name) or not self.lost_something():
            self.rearm = False
            self.take(name)

    def leads_on(self, name: str) -> bool:
        """Return whether a timer leads to another question, and not to an end."""
        target = self.script.machine.exits[self.state, name].to
        return target is not None and not self.script.is_final(target)

    # -- what was meant -------------------------------------------------------------------------

    def follow(self, meaning: Meaning) -> None:
        """Do what a message means."""
        if not isinstance(meaning, NotUnderstood | Unreadable):
            self.memory.tries = 0
        match meaning:
            case Take(trigger, slots):
                self.memory.slots.update(slots)
                if not slots or not self.lost_something():
                    self.take(trigger)
            case Turned(page):
                self.ask(page=page)
            case Unclear(values):
                self.ask(only=[str(value) for value in values])
            case Refused(text, says):
                self.say(text, says)
                self.ask()
            case OldButton(tap):
                self.follow_old(tap)
            case Unreadable():
                self.say(self.flow.defaults.unreadable)
                self.ask()
            case NotUnderstood():
                self.not_understood()

    def follow_old(self, tap: Tap) -> None:
        """Answer a button of an earlier question as the state says."""
        stale = self.flow.stale(self.state)
        if stale.then == "jump" and self.can_jump(tap):
            self.state = tap.state
            self.path.append(("jump", self.state))
            self.follow(self.listener().option(tap.option))
        elif stale.then != "ignore":
            self.say(stale.say)
            self.ask()

    def can_jump(self, tap: Tap) -> bool:
        """Return whether an old button is this session's, of this very flow."""
        ours = (self.session_id, self.flow.flow, self.flow.version)
        known = tap.state in self.flow.states and not self.script.is_final(tap.state)
        return known and (tap.session_id, tap.flow, tap.version) == ours

    def not_understood(self) -> None:
        """The first time an example, then the choices again, in the end a person."""
        invalid = self.flow.invalid(self.state)
        self.memory.tries += 1
        if self.memory.tries >= (invalid.tries or 1):
            self.memory.tries = 0
            self.take("invalid:exhausted")
        else:
            says = invalid.say or ()
            self.say(says[min(self.memory.tries, len(says)) - 1] if says else None)
            self.path.append(("invalid", self.script.machine.fire(self.state, "invalid")))
            self.ask()

    def lost_something(self) -> bool:
        """Take the `gone` exit of a slot whose referent is no longer there."""
        for name, slot in self.flow.slots.items():
            if slot.gone and self.voice.is_gone(name, self.memory):
                self.take(f"gone:{name}")
                return True
        return False

    # -- moving ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the flow anew."""
        memory = self.memory
        self.memory = Memory(turn=memory.turn, asked=memory.asked, armed=memory.armed)
        self.path.append(("begin", self.flow.initial))
        self.enter(self.flow.initial)

    def enter(self, state: str) -> None:
        """Come to a state and ask its question, if it has one."""
        self.state = state
        self.rearm = True
        self.memory.asked = self.memory.turn
        self.memory.tries = 0
        self.ask()

    def take(self, trigger: str) -> None:
        """Take an exit: act, say, forget, note, move."""
        if len(self.path) >= STEPS_LIMIT:
            raise FlowLoopError(f"{self.flow.flow} goes in a circle at {self.state!r}")
        exit_ = self.script.machine.exits[self.state, trigger]
        if exit_.do:
            outcome = self.functions.act(exit_.do, self.memory.slots)
            self.memory.slots.update(outcome.slots)
            if exit_.outcomes:
                self.take_unless_escape(f"{trigger}:{outcome.name}", exit_.outcomes[outcome.name])
                return
        target = self.script.machine.fire(self.state, trigger)
        self.path.append((trigger, target))
        self.say(exit_.say)
        for slot in exit_.clear:
            self.memory.slots.pop(slot, None)
        self.memory.result = exit_.result or self.memory.result
        self.arrive(exit_, target, trigger)

    def take_unless_escape(self, trigger: str, exit_: Exit) -> None:
        """Take a branch; one that names an escape is that escape."""
        self.take(f"escape:{exit_.escape}" if exit_.escape else trigger)

    def arrive(self, exit_: Exit, target: str, trigger: str) -> None:
        """Go where an exit leads: to a person, to a state, or nowhere and ask again."""
        if exit_.handoff:
            self.mode = Mode.HUMAN
            self.rearm = True
            self.say(exit_.handoff)
            self.state = target
        elif exit_.to:
            self.enter(target)
        elif not trigger.startswith("timeout:"):
            self.ask()

    def say(self, text: str | None, says: Mapping[str, str] | None = None) -> None:
        """Add a text to the message."""
        self.voice.say(text, self.memory, says)

    def ask(self, *, page: int = 0, only: Sequence[str] = ()) -> None:
        """Ask the state's question as it stands now, or take `empty` where there is no choice."""
        if not self.voice.ask(self.state, self.memory, page, only):
            self.take("empty")

    # -- the end --------------------------------------------------------------------------------

    def listener(self) -> Listener:
        """Return who understands messages here."""
        return Listener(self.script, self.session_id, self.state, self.memory, self.functions)

    def turn(self, now: datetime) -> Turn:
        """Return what should happen."""
        timers = self.timers(now) if self.rearm else None
        if timers is not None:
            self.memory.armed = self.memory.turn
        return Turn(
            state=self.state,
            mode=self.mode,
            data=self.memory.to_json(),
            message=self.voice.message(asks=self.mode is Mode.BOT),
            timers=timers,
            path=tuple(self.path),
        )

    def timers(self, now: datetime) -> tuple[tuple[str, datetime], ...]:
        """Return the waits that begin now."""
        if self.mode is Mode.HUMAN:
            return ((RETURN, now + self.terms.return_after),)
        return tuple(
            (f"timeout:{i}", now + timeout.after)
            for i, timeout in enumerate(self.flow.timeouts(self.state))
        )
