"""A turn: one event in, what should happen out.

Nothing is sent, set or saved here. The functions that the flow names are called through
`Functions`; all else is the machine, the texts and the session's memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from ...messages import Incoming, Kind, Outgoing
from ...model import Mode, Session
from ...understanding.ending import cancels, changes, closes
from ...understanding.policy import (
    Correct,
    Decision,
    Either,
    Fill,
    Further,
    Go,
    Pick,
    Remark,
    Wishes,
)
from ...understanding.wish import Wish
from ...values import dataclass
from ...words.fold import fold
from ..compiled.exits import CLOSING, JUMP, STALE, within
from ..language.definition import HOME, Exit, Flow
from .events import Arrived, Elapsed, Event, Filled, Wrote
from .form_memory import Offers, no_offer
from .functions import Functions
from .memory import Frame, Memory
from .overrides import Options
from .patience import is_answered
from .stage import OUTER, RETURN, Scripts, Stage
from .tap_ids import About, Tap, about_of
from .understanding import (
    OUTSIDE,
    Chosen,
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

CLOSED = "sin_atender"
"""The flow that answers for a client that is not attending."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client's settings change about a turn.

    Attributes:
        texts: the client's own words, by text name.
        return_after: how long a person has a session before the bot takes it back.
        flow: what a new beginning takes; None: the flow that the session has.
        locale: chooses among a flow's languages; "": the flow's own.
        options: the client's own waits and tries.
        zone: the client's, which says what day it is.
        attends: whether the client does; one that does not is answered for by another flow.
        offers: gives the form that may be sent with a question.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    return_after: timedelta = timedelta(minutes=720)
    flow: str | None = None
    locale: str = ""
    options: Options = field(default_factory=Options)
    zone: tzinfo = UTC
    attends: bool = True
    offers: Offers = no_offer


@dataclass(frozen=True, slots=True)
class Turn:
    """What should happen.

    Attributes:
        message: what to send, if anything.
        timers: name and instant of each timer to be set in place of the old ones; None leaves
            those that are there.
        path: the triggers taken, in order, each with the state that it led to.
        asks_back: whether it asks which was meant, or narrows the choice, in place of taking a
            value.
        understood: whether a message was understood, if it was one.
        refers: whether it answers what one message was about (an old button, a photo), so that the
            answer is shown to belong to it.
    """

    flow: str
    flow_version: int
    state: str
    mode: Mode
    data: Mapping[str, Any]
    message: Outgoing | None
    timers: tuple[tuple[str, datetime], ...] | None
    path: tuple[tuple[str, str], ...]
    understood: bool = True
    asks_back: bool = False
    refers: bool = False


def play(
    scripts: Scripts,
    session: Session,
    event: Event,
    functions: Functions,
    terms: Terms,
    now: datetime,
) -> Turn:
    """Play one event of the chat. A session that was never played has no turns in its data."""
    player = player_of(scripts, session, event, functions, terms, now)
    player.play(event)
    return turn_of(player.stage, terms, now)


def player_of(
    scripts: Scripts,
    session: Session,
    event: Event,
    functions: Functions,
    terms: Terms,
    now: datetime,
) -> Player:
    """Return who plays an event, on a stage where nothing has happened yet."""
    stage = Stage(scripts, session, functions, terms.texts, terms.flow, terms.locale)
    stage.options = terms.options
    stage.written_at(_written_at(event, now).astimezone(terms.zone))
    return Player(stage, session.id, now, attends=terms.attends)


def _written_at(event: Event, now: datetime) -> datetime:
    """Return when a message was sent, never later than now: *mañana* counts from then."""
    sent = event.message.at if isinstance(event, Wrote) else None
    return now if sent is None else min(now, datetime.fromtimestamp(sent, UTC))


def turn_of(stage: Stage, terms: Terms, now: datetime) -> Turn:
    """Return what comes of all that has happened on a stage."""
    memory = stage.memory
    timers = stage.waits(now, terms.return_after) if stage.rearm else None
    if timers is not None:
        memory.armed = memory.turn
    return Turn(
        flow=memory.frames[0].flow,
        flow_version=memory.frames[0].version,
        state=memory.frames[0].state,
        mode=stage.mode,
        data=memory.to_json(),
        message=stage.voice.message(asks=stage.mode is Mode.BOT),
        timers=timers,
        path=tuple(stage.path),
        understood=stage.understood,
        asks_back=stage.asks_back,
        refers=stage.refers,
    )


def takes(
    scripts: Scripts,
    session: Session,
    message: Incoming,
    functions: Functions,
    terms: Terms,
    now: datetime,
    *,
    exactly: bool = False,
) -> bool:
    """Return whether a session's running question takes a message: see `Listener.takes`."""
    stage = Stage(scripts, session, functions, {})
    stage.written_at(_written_at(Wrote(message), now).astimezone(terms.zone))
    asks = stage.mode is Mode.BOT and not stage.fresh and stage.flow.asking(stage.state) is not None
    return asks and _listener(stage, session.id).takes(message, exactly=exactly)


def wait_anew(
    scripts: Scripts, session: Session, functions: Functions, terms: Terms, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Let what waits for a person's message begin anew, as a hold does.

    Returns:
        The waits of the running question: name and instant of each timer.
    """
    stage = Stage(scripts, session, functions, terms.texts)
    stage.options = terms.options
    stage.message_arrived()
    return stage.waits(now, terms.return_after)


def moves(scripts: Scripts, session: Session, functions: Functions, timer: str) -> bool:
    """Return whether a session's timer does more than speak."""
    if timer == RETURN:
        return True
    frames = Memory.read(session).frames
    frame = frames[0] if timer.startswith(OUTER) else frames[-1]
    exits = scripts(frame.flow, frame.version).machine.exits
    trigger = timer.removeprefix(OUTER)
    exit_ = exits.get((frame.state, trigger))
    return exit_ is not None and functions.branch(trigger, exit_, frame.slots)[1].moves


def _listener(stage: Stage, session_id: str) -> Listener:
    parts = (stage.script, stage.outer, session_id, stage.memory, stage.functions)
    return Listener(*parts, stage.today, stage.clock)


def _is_escape(meaning: Meaning) -> bool:
    return isinstance(meaning, Take) and meaning.trigger.startswith("escape:")


SERVICE = "service"
"""The type of the slot that names what is booked."""


class Player:
    """What each event, and each meaning of a message, does on the stage."""

    def __init__(
        self, stage: Stage, session_id: str, now: datetime, *, attends: bool = True
    ) -> None:
        self.stage = stage
        self.now = now
        self.session_id = session_id
        self.attends = attends

    @property
    def flow(self) -> Flow:
        """The flow that asks."""
        return self.stage.flow

    # -- events ---------------------------------------------------------------------------------

    def play(self, event: Event) -> None:
        """Do what an event of the chat comes to; what a form asks is `forms.filling`'s."""
        match event:
            case Arrived():
                self.arrived()
            case Wrote(message):
                self.wrote(message)
            case Elapsed(name):
                self.elapsed(name)
            case Filled():
                raise TypeError("a form is no message")

    def arrived(self) -> None:
        """The slug: a welcome, or on from where it was."""
        self.stage.memory.unreadable.clear()
        self.stage.memory.missed.clear()
        self.stage.mode = Mode.BOT
        if self.is_closed(None):
            return
        node = self.flow.asking(self.stage.state)
        if self.stage.fresh or node is None:
            self.stage.begin()
        elif not self.stage.lost_something():
            self.stage.message_arrived()
            self.stage.memory.tries = 0
            self.stage.say(node.resume)
            self.stage.ask()

    def wrote(self, message: Incoming) -> None:
        """Anything else that a person sends."""
        if message.kind is Kind.ECHO:
            self.answered_by_a_person()
            return
        self.stage.message_arrived()
        if self.stage.mode is Mode.HUMAN:
            self.wrote_to_human(message)
        elif self.is_closed(message) or self.answered_notice(self.about(message)):
            return
        elif self.stage.fresh:
            self.begin_with(message)
        elif self.stage.script.is_final(self.stage.state):
            self.wrote_at_the_end(message)
        else:
            meaning = self.listener().understand(message)
            if not is_answered(self.stage.memory, meaning, self.now):
                self.pass_over(meaning)
            elif self.leads_away(meaning) or not self.stage.lost_something():
                self.follow(meaning)

    def about(self, message: Incoming) -> About | None:
        """Return which button of a notice was tapped, or is meant by words after the end."""
        if message.kind is Kind.TAP:
            return about_of(message.tap)
        stage = self.stage
        if not (stage.fresh or stage.script.is_final(stage.state)):
            stage.memory.noticed = []
        offered = {about.exit_: about for about in map(about_of, stage.memory.noticed) if about}
        if not (offered and message.text):
            return None
        self._open(next(iter(offered.values())))
        meant = self.listener().exit_for(message.text)
        stage.unwind()
        return offered.get(meant)

    def answered_notice(self, about: About | None) -> bool:
        """Take the exit that a notice's button names; return whether there is such an exit."""
        stage = self.stage
        if about is None:
            return False
        if (about.state, about.exit_) not in stage.scripts(about.flow, None).machine.exits:
            return False
        if stage.fresh:
            stage.start_over()
        stage.unwind()
        stage.memory.noticed = []
        self._open(about)
        stage.take(about.exit_)
        return True

    def _open(self, about: About) -> None:
        """Stand where a notice's buttons belong, in the flow that it calls."""
        stage = self.stage
        called = stage.scripts(about.flow, None)
        slots = {about.slot: about.value}
        frame = Frame(about.flow, called.flow.version, about.state, slots, back=stage.state)
        stage.memory.frames.append(frame)
        stage.focus()

    def answered_by_a_person(self) -> None:
        """Somebody of the merchant's wrote from their own phone: the bot is quiet from now on."""
        self.stage.mode = Mode.HUMAN
        self.stage.memory.answered = True

    def is_closed(self, message: Incoming | None) -> bool:
        """Return whether the client is not attending, and answer for that.

        Then another flow shows and cancels one's bookings, until the client attends again. None
        stands for the slug.
        """
        stage = self.stage
        under_way = any(frame.flow == CLOSED for frame in stage.memory.frames[1:])
        if self.attends:
            if under_way:
                stage.unwind()
            return False
        if not under_way:
            stage.call(CLOSED, stage.state)
        if message is None:
            if under_way:
                stage.ask()
            return True
        meaning = self.listener().understand(message)
        if not is_answered(stage.memory, meaning, self.now):
            self.pass_over(meaning)
        elif under_way or _is_escape(meaning):
            self.follow(meaning)
        return True

    def leads_away(self, meaning: Meaning) -> bool:
        """Return whether a message is an escape that does not stay with the question."""
        if not (isinstance(meaning, Take) and _is_escape(meaning)):
            return False
        frame = self.stage.memory.frames[0 if meaning.outer else -1]
        script = self.stage.root if meaning.outer else self.stage.script
        return script.machine.exits[frame.state, meaning.trigger].moves

    def wrote_to_human(self, message: Incoming) -> None:
        """Silence, unless it is the word that brings the bot back."""
        if self.stage.root.escapes.get(fold(message.text)) == HOME:
            self.stage.go_home()
        else:
            self.stage.rearm = False

    def wrote_at_the_end(self, message: Incoming) -> None:
        """A thank-you, an old button, or a new beginning."""
        ending = self.flow.ending(self.stage.state)
        assert ending
        of_a_booking = self.stage.script.understands and self.about_a_booking(message.text)
        if message.kind is Kind.TAP and ending.stale:
            self.stage.refers = True
            self.stage.take("stale")
        elif ending.closing and self.is_closing(message.text):
            self.stage.path.append((CLOSING, self.stage.state))
            self.stage.say(ending.closing.say)
        elif of_a_booking:
            self.stage.start_over()
            meaning = self.listener().understand(message)
            self.stage.keep(meaning.wishes if isinstance(meaning, Go | Fill) else {})
            self.stage.take(of_a_booking)
        else:
            self.begin_with(message)

    def is_closing(self, text: str) -> bool:
        """Return whether a text is a thank-you or a farewell, or only agrees, after the end.

        A word of the first question's is none: it begins anew.
        """
        if fold(text) in self.stage.script.closings[self.stage.state]:
            return True
        if fold(text) in self.stage.script.options[self.flow.initial]:
            return False
        return self.stage.script.understands and closes(text, self.stage.today)

    def about_a_booking(self, text: str) -> str:
        """Return the exit that cancels or changes a booking, where a text asks for that now."""
        means = self.stage.script.meant[self.flow.initial].means
        if cancels(text, self.stage.today):
            return means.get("cancelar_turno", "")
        return means.get("cambiar_turno", "") if changes(text, self.stage.today) else ""

    def begin_with(self, message: Incoming) -> None:
        """Start anew with a message: with what it asks for, where the first question has that."""
        if message.kind is Kind.OTHER:
            if not is_answered(self.stage.memory, Unreadable(), self.now):
                self.stage.rearm = False
                return
        else:
            self.stage.memory.unreadable.clear()
        self.stage.start_over()
        meaning = self.listener().understand(message)
        if self.is_a_beginning(meaning):
            self.follow(meaning)
            return
        if isinstance(meaning, Unreadable):
            self.stage.say(self.flow.defaults.unreadable)
        self.stage.begin()

    def is_a_beginning(self, meaning: Meaning) -> bool:
        """Return whether the first question has what a message asks for."""
        match meaning:
            case Take(trigger) if trigger.startswith("escape:"):
                exit_ = self.flow.escapes[trigger.removeprefix("escape:")]
                every = (one for _, _, one in within("", (), exit_) if one)
                return any(one.handoff or one.call or self.goes_further(one) for one in every)
            case OldButton(tap):
                return self.flow.stale(self.flow.initial).then == "jump" and self.can_jump(tap)
        return isinstance(meaning, Take | Unclear | Refused | Go | Fill | Either)

    def goes_further(self, exit_: Exit) -> bool:
        """Return whether an exit does more than to begin or to end: an answer, another question."""
        asks = exit_.to is not None and self.flow.asking(exit_.to) is not None
        return bool(exit_.outcomes) or (asks and exit_.to != self.flow.initial)

    def elapsed(self, name: str) -> None:
        """A timer of the current turn."""
        if name == RETURN:
            returned = self.stage.root.flow.defaults.back_from_human
            self.stage.say(
                returned.say if self.stage.memory.answered else returned.unanswered or returned.say
            )
            self.stage.go_home()
            return
        if self.leads_on(name) and self.stage.lost_something():
            return
        self.stage.rearm = False
        if name.startswith(OUTER):
            self.stage.take_outer(name.removeprefix(OUTER))
        else:
            self.stage.take(name)

    def leads_on(self, name: str) -> bool:
        """Return whether a timer leads to another question, and not to an end."""
        if name.startswith(OUTER):
            return False
        target = self.stage.script.machine.exits[self.stage.state, name].to
        return target is not None and not self.stage.script.is_final(target)

    # -- what was meant -------------------------------------------------------------------------

    def follow(self, meaning: Meaning) -> None:
        """Do what a message means."""
        if not isinstance(meaning, NotUnderstood | Unreadable | Remark):
            self.stage.memory.tries = 0
            self.stage.memory.offered = []
        if not isinstance(meaning, Refused | Unreadable | Fill | Go | Correct | Pick | Chosen):
            self.stage.memory.refused = 0  # those end in an exit, or in `Stage.answer`
        match meaning:
            case Take(trigger, _, outer=True):
                self.stage.take_outer(trigger)
            case Take(trigger, slots):
                self.take(trigger, slots)
            case Turned(page):
                self.stage.asks_back = True
                self.stage.ask(page=page)
            case Unclear(values):
                self.stage.asks_back = True
                self.stage.ask(only=[str(value) for value in values])
            case Refused(text, says, offered):
                self.stage.refuse(text, says, offered)
            case OldButton(tap):
                self.stage.refers = True
                self.follow_old(tap)
            case Unreadable():
                self.stage.refers = True
                self.stage.say(self.flow.defaults.unreadable)
                self.stage.ask()
            case NotUnderstood():
                self.not_understood()
            case Chosen(trigger, wishes):
                self.follow_chosen(trigger, wishes)
            case _:
                self.follow_decision(meaning)

    def take(self, trigger: str, slots: Mapping[str, Any]) -> None:
        """Take an exit with the slots that the answer fills."""
        stage = self.stage
        if not slots and self.changes_service(trigger):
            stage.correct(SERVICE, trigger, {})
            return
        stage.memory.slots.update(slots)
        if not slots or not stage.lost_something():
            stage.take(trigger)

    def changes_service(self, trigger: str) -> bool:
        """Return whether an exit leads back to the service: day and hour are tried again then."""
        return self.stage.script.meant[self.stage.state].corrects.get(SERVICE) == trigger

    def follow_decision(self, decision: Decision) -> None:
        """Do what the policy decided about a sentence."""
        stage = self.stage
        match decision:
            case Go(trigger, wishes, answer, about, then):
                stage.keep(wishes)
                stage.voice.answer = answer
                stage.voice.about = about
                stage.follows = then is not None
                self.go(trigger)
                stage.follows = False
                if then:
                    self.follow_decision(then)
            case Fill(wishes):
                self.fill(wishes)
            case Correct(kind, trigger, wishes):
                stage.correct(kind, trigger, wishes)
            case Pick(row):
                self.pick(row)
            case Further():
                stage.asks_back = True
                stage.ask(page=stage.memory.page + 1)
            case Either(meanings):
                stage.ask_either(meanings)
            case Remark(kind):
                self.stage.understood = False
                self.remark(kind)

    def go(self, trigger: str) -> None:
        """Take an exit, of this flow or of the one that called it."""
        stage = self.stage
        stage.asks_back = trigger in stage.script.meant[stage.state].corrects.values()
        if trigger.startswith(OUTSIDE):
            self.stage.take_outer(trigger.removeprefix(OUTSIDE))
        elif trigger.startswith("escape:") or not self.stage.lost_something():
            self.stage.take(trigger)

    def fill(self, wishes: Wishes) -> None:
        """Answer the question with what was said; or keep it, and ask."""
        stage = self.stage
        if stage.lost_something():
            return
        stage.keep(wishes)
        here, before = stage.state, len(stage.voice.said)
        answers = stage.answers(wishes)
        refused = not answers and stage.heed()
        stage.settle()
        if answers or stage.state != here:
            return
        stage.asks_back = True
        if not refused:
            stage.say_first(self.flow.defaults.remarks.kept, before)

    def pick(self, row: int) -> None:
        """Choose a row by its number; there may be no such row."""
        meaning = self.listener().picked(row)
        if isinstance(meaning, NotUnderstood) and row == -1:
            kind = self.stage.script.meant[self.stage.state].asks
            self.fill({kind: Wish(pick="last")})
        else:
            self.follow(meaning)

    def remark(self, kind: str) -> None:
        """Answer a word that asks for nothing, and ask the question again."""
        stage, node = self.stage, self.flow.asking(self.stage.state)
        remarks = self.flow.defaults.remarks
        says = {"thank": remarks.thank, "wait": remarks.wait, "doubt": remarks.doubt}.get(kind)
        if kind == "greet" and node:
            says = node.resume
        stage.asks_back = kind in ("doubt", "again")
        stage.say(says)
        stage.ask()

    def follow_chosen(self, trigger: str, wishes: Mapping[str, Any]) -> None:
        """Do what one of several meanings was."""
        stage = self.stage
        stage.memory.either = []
        if trigger:
            stage.confirmed = True
            self.go(trigger)
        elif wishes:
            self.fill({kind: Wish.from_json(data) for kind, data in wishes.items()})
        else:
            stage.voice.greets = False
            stage.ask()

    def follow_old(self, tap: Tap) -> None:
        """Answer a button of an earlier question as the state says."""
        stale = self.flow.stale(self.stage.state)
        if stale.then == "jump" and self.can_jump(tap):
            self.stage.memory.top.state = tap.state
            self.stage.path.append((JUMP, self.stage.state))
            self.follow(self.listener().option(tap.option))
            return
        self.stage.path.append((STALE, self.stage.state))
        if stale.then != "ignore":
            self.stage.say(stale.say)
            self.stage.ask()

    def can_jump(self, tap: Tap) -> bool:
        """Return whether an old button is this session's, of this very flow."""
        ours = (self.session_id, self.flow.flow, self.flow.version)
        known = tap.state in self.flow.states and not self.stage.script.is_final(tap.state)
        return known and (tap.session_id, tap.flow, tap.version) == ours

    def not_understood(self) -> None:
        """The first time an example, then the choices again, in the end a person."""
        self.stage.understood = False
        invalid = self.flow.invalid(self.stage.state)
        self.stage.memory.tries += 1
        if self.stage.memory.tries >= self.stage.options.tries_of(self.flow, self.stage.state):
            self.stage.memory.tries = 0
            self.stage.take("invalid:exhausted")
        else:
            says = invalid.say or ()
            self.stage.say(says[min(self.stage.memory.tries, len(says)) - 1] if says else None)
            self.stage.path.append(
                ("invalid", self.stage.script.machine.fire(self.stage.state, "invalid"))
            )
            self.stage.ask()

    def pass_over(self, meaning: Meaning) -> None:
        """Answer nothing; a miss counts all the same, and the last leads where the flow says.

        It is a message all the same: what is kept for the person is kept on, and waits begin anew.
        """
        memory, otherwise = self.stage.memory, self.flow.invalid(self.stage.state).otherwise
        self.stage.understood = not isinstance(meaning, NotUnderstood)
        if isinstance(meaning, NotUnderstood) and otherwise and otherwise.moves:
            if memory.tries + 1 < self.stage.options.tries_of(self.flow, self.stage.state):
                memory.tries += 1
            elif self._leads_away(otherwise):
                self.not_understood()

    def _leads_away(self, exit_: Exit) -> bool:
        """Return whether an exit leads somewhere as things are, and does not only speak or ask."""
        _, taken = self.stage.functions.branch("", exit_, self.stage.memory.slots)
        return taken.moves and not taken.offer

    def listener(self) -> Listener:
        """Return who understands messages here."""
        return _listener(self.stage, self.session_id)
