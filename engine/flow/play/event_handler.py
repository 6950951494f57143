"""What each event of the chat does: a person arrives, writes, taps; a timer elapses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ...messages import Incoming, Kind
from ...model import Mode
from ...understanding.decisions import Either, Fill, Go
from ...understanding.ending import cancels, changes, closes, corrects, greets
from ...words.fold import fold
from ..compiled.exits import CLOSING, within
from ..language.definition import HOME, Exit, Flow
from .events import OUTER, RETURN, Arrived, Elapsed, Event, Wrote
from .meaning_handler import MeaningHandler
from .meanings import Meaning, NotUnderstood, OldButton, Refused, Take, Unclear, Unreadable
from .memory import Frame, Memory
from .said_ahead import remember
from .stage import Stage
from .tap_ids import About, about_of

CLOSED = "sin_atender"
"""The flow that answers for a client that is not attending."""
IN_A_ROW = 3
"""So many messages that mean nothing are answered; later ones within a pause are not."""
UNREADABLE_PAUSE = timedelta(days=1)
MISSED_PAUSE = timedelta(minutes=10)
_ANSWERS = (Take, Refused)
_BEGINNINGS = (Take, Unclear, Refused, Go, Fill, Either)
"""What may begin a conversation. A tuple: `A | B` in a function makes a union at every call."""


class EventHandler:
    """What each event does on the stage of a turn."""

    __slots__ = ("attends", "meanings", "now", "stage")

    def __init__(
        self, stage: Stage, session_id: str, now: datetime, *, attends: bool = True
    ) -> None:
        self.stage = stage
        self.now = now
        self.attends = attends
        self.meanings = MeaningHandler(stage, session_id)

    @property
    def flow(self) -> Flow:
        """The flow that asks."""
        return self.stage.flow

    def handle(self, event: Event) -> None:
        """Do what an event of the chat comes to; what a form asks is `forms.filling`'s."""
        if isinstance(event, Wrote):
            self.wrote(event.message)
        elif isinstance(event, Arrived):
            self.arrived()
        elif isinstance(event, Elapsed):
            self.elapsed(event.name)
        else:
            raise TypeError("a form is no message")

    def arrived(self) -> None:
        """The slug: a welcome, or on from where it was."""
        self.stage.memory.unreadable = self.stage.memory.missed = ()
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
        stage = self.stage
        if message.kind is Kind.ECHO:
            self.answered_by_a_person()
            return
        stage.message_arrived()
        if stage.mode is Mode.HUMAN:
            self.wrote_to_human(message)
        elif self.is_closed(message) or (
            (about := self.about(message)) and self.answered_notice(about)
        ):
            return
        elif stage.fresh:
            self.begin_with(message)
        elif stage.script.is_final(stage.state):
            self.wrote_at_the_end(message)
        else:
            meaning = self.meanings.listener().understand(message)
            if not _is_answered(stage.memory, meaning, self.now):
                self.meanings.pass_over(meaning)
            elif self.leads_away(meaning) or not stage.lost_something():
                self.meanings.follow(meaning)

    def about(self, message: Incoming) -> About | None:
        """Return which button of a notice was tapped, or is meant by words after the end."""
        if message.kind is Kind.TAP:
            return about_of(message.tap)
        stage = self.stage
        if not (stage.fresh or stage.script.is_final(stage.state)):
            stage.memory.noticed = ()
        if not (stage.memory.noticed and message.text):
            return None
        offered = {about.exit_: about for about in map(about_of, stage.memory.noticed) if about}
        if not offered:
            return None
        self._open(next(iter(offered.values())))
        meant = self.meanings.listener().exit_for(message.text)
        stage.unwind()
        return offered.get(meant)

    def answered_notice(self, about: About) -> bool:
        """Take the exit that a notice's button names; return whether there is such an exit."""
        stage = self.stage
        if (about.state, about.exit_) not in stage.scripts(about.flow, None).machine.exits:
            return False
        if stage.fresh:
            stage.start_over()
        stage.unwind()
        stage.memory.noticed = ()
        self._open(about)
        stage.take(about.exit_)
        return True

    def _open(self, about: About) -> None:
        """Go to the state that a notice's buttons belong to, in the flow that it calls."""
        stage = self.stage
        called = stage.scripts(about.flow, None)
        slots = {about.slot: about.value}
        frame = Frame(about.flow, called.flow.version, about.state, slots, back=stage.state)
        stage.push(frame)

    def answered_by_a_person(self) -> None:
        """Be silent from now on: the merchant wrote to the person from their own phone."""
        self.stage.mode = Mode.HUMAN
        self.stage.memory.answered = True

    def is_closed(self, message: Incoming | None) -> bool:
        """Return whether the client is not attending, and answer for that.

        Then another flow shows and cancels one's bookings, until the client attends again. None
        stands for the slug.
        """
        stage = self.stage
        if self.attends and len(stage.memory.frames) == 1:
            return False
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
        meaning = self.meanings.listener().understand(message)
        if not _is_answered(stage.memory, meaning, self.now):
            self.meanings.pass_over(meaning)
        elif under_way or _is_escape(meaning):
            self.meanings.follow(meaning)
        return True

    def leads_away(self, meaning: Meaning) -> bool:
        """Return whether a message is an escape that does not stay with the question."""
        if not (isinstance(meaning, Take) and meaning.trigger.startswith("escape:")):
            return False
        frame = self.stage.memory.frames[0 if meaning.outer else -1]
        script = self.stage.root if meaning.outer else self.stage.script
        return script.machine.exits[frame.state, meaning.trigger].moves

    def wrote_to_human(self, message: Incoming) -> None:
        """Stay silent, unless the message is the word that brings the bot back."""
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
            meaning = self.meanings.listener().understand(message)
            remember(self.stage, meaning.wishes if isinstance(meaning, Go | Fill) else {})
            self.stage.take(of_a_booking)
        else:
            self.begin_with(message)

    def is_closing(self, text: str) -> bool:
        """Return whether a text is a thank-you or a farewell, or only agrees, after the end.

        A word of the first question's is not: it begins the flow again.
        """
        if fold(text) in self.stage.script.closings[self.stage.state]:
            return True
        if fold(text) in self.stage.script.options[self.flow.initial]:
            return False
        return self.stage.script.understands and closes(text, self.stage.written_at().date())

    def about_a_booking(self, text: str) -> str:
        """Return the exit that cancels or changes a booking, where a text asks for that now."""
        means = self.stage.script.meant[self.flow.initial].means
        today = self.stage.written_at().date()
        if cancels(text, today):
            return means.get("cancelar_turno", "")
        if changes(text, today):
            return means.get("cambiar_turno", "")
        others = corrects(text, today, self.stage.functions.names)
        return means.get("mis_turnos", "") if others else ""

    def begin_with(self, message: Incoming) -> None:
        """Start over with a message: with what it asks for, where the first question has that."""
        if message.kind is Kind.OTHER:
            if not _is_answered(self.stage.memory, Unreadable(), self.now):
                self.stage.rearm = False
                return
        else:
            self.stage.memory.unreadable = ()
        self.stage.start_over()
        meaning = self.meanings.listener().understand(message)
        if self.is_a_beginning(meaning) and not self.only_greets(message, meaning):
            self.meanings.follow(meaning)
            return
        if isinstance(meaning, Unreadable):
            self.stage.say(self.flow.defaults.unreadable)
        self.stage.begin()

    def only_greets(self, message: Incoming, meaning: Meaning) -> bool:
        """Return whether it is «hola», which a first question may take for a typed answer."""
        typed = meaning.trigger == "ok" if isinstance(meaning, Take) else True
        answers = typed and isinstance(meaning, _ANSWERS) and message.kind is Kind.TEXT
        return answers and greets(message.text, self.stage.written_at().date())

    def is_a_beginning(self, meaning: Meaning) -> bool:
        """Return whether the first question has what a message asks for."""
        match meaning:
            case Take(trigger) if trigger.startswith("escape:"):
                exit_ = self.flow.escapes[trigger.removeprefix("escape:")]
                every = (one for _, _, one in within("", (), exit_) if one)
                return any(one.handoff or one.call or self.goes_further(one) for one in every)
            case OldButton(tap):
                return self.flow.stale(self.flow.initial).then == "jump" and self.meanings.can_jump(
                    tap
                )
        return isinstance(meaning, _BEGINNINGS)

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


def _is_escape(meaning: Meaning) -> bool:
    return isinstance(meaning, Take) and meaning.trigger.startswith("escape:")


def _is_answered(memory: Memory, meaning: Meaning, now: datetime) -> bool:
    """Note what a message was, and return whether it is answered.

    An answer costs money, and a person who sends thirty photos has read the first three. After
    three messages in a row that cannot be read, the next ones get no answer for a day; after three
    texts in a row that were not understood there is one answer in ten minutes at most, until a
    text is understood.
    """
    if isinstance(meaning, Unreadable):
        before = memory.unreadable
        memory.unreadable = _counted(before, UNREADABLE_PAUSE, now, restarts=True)
        return memory.unreadable is not before
    memory.unreadable = ()
    if isinstance(meaning, NotUnderstood):
        before = memory.missed
        memory.missed = _counted(before, MISSED_PAUSE, now, restarts=False)
        return memory.missed is not before
    memory.missed = ()
    return True


def _counted(
    streak: Sequence[str], pause: timedelta, now: datetime, *, restarts: bool
) -> Sequence[str]:
    """Return a streak with one answer more; the same streak where there is to be no answer.

    It has the instants of the last answers, three at most. With `restarts` the count begins again
    once the pause is over; else there is one answer for each pause.
    """
    if len(streak) == IN_A_ROW:
        since = now - datetime.fromisoformat(streak[-1])
        if timedelta() <= since < pause:
            return streak
        streak = () if restarts else streak[1:]
    return [*streak, now.isoformat()]
