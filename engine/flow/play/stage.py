"""The moves of a turn from state to state: exits are taken, answers checked, questions asked.

Nothing here knows what a message means; `meaning_handler` does, and says which trigger to take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ...model import Mode, Session
from ...understanding.decisions import Wishes
from ...understanding.wish import Wish
from ..compiled.compiled_flow import Scripts
from ..compiled.machine import TriggerError, return_of
from ..language.definition import (
    EMPTY,
    HOME,
    OTHER_TEXT,
    WHICH_TEXT,
    Ask,
    Choice,
    Exit,
    Offer,
    Timeout,
)
from .events import OUTER, RETURN
from .flow_stack import FlowLoopError, FlowStack
from .functions import Functions
from .memory import Memory
from .overrides import AS_WRITTEN
from .said_ahead import forget_answered, heed, remember, title_of

STEPS_LIMIT = 32
"""Exits, outcomes and branches that one turn may take: a flow that needs more runs in a circle."""


class Stage(FlowStack):
    """The working state of one turn.

    Attributes:
        fresh: whether the session was never played before, or is to start over.
        path: the triggers taken, in order, each with the state that it led to.
        rearm: whether the waits start again.
        confirmed: whether the exit that is taken was asked back already.
        follows: whether more follows what an exit says, so that it asks nothing itself.
        corrected: the slot of which something else is wanted, if one is.
        written_at: gives when the message was written, in the client's time zone: *mañana* and «en
            media hora» count from then. Few turns ask.
        understood: whether the message was understood, if it was one.
        asks_back: whether the turn asks which was meant, in place of taking a value.
        refers: whether it answers what one message was about: an old button, a photo.
        session: as it was when the turn began.
        had: the slots that were cleared or filled by a list's single row in this turn, each with
            the depth of its flow.
        options: the client's own waits and tries.
    """

    __slots__ = (
        "asks_back",
        "confirmed",
        "corrected",
        "follows",
        "fresh",
        "had",
        "mode",
        "options",
        "path",
        "rearm",
        "refers",
        "session",
        "steps",
        "understood",
        "written_at",
    )

    def __init__(
        self,
        scripts: Scripts,
        session: Session,
        functions: Functions,
        own: Mapping[str, str],
        begins: str | None = None,
        locale: str = "",
    ) -> None:
        super().__init__(scripts, session, functions, own, begins, locale)
        self.mode = session.mode
        self.session = session
        self.had: set[tuple[int, str]] = set()
        self.fresh = self.memory.turn == 0 or self.memory.restart
        self.memory.turn += 1
        self.path: list[tuple[str, str]] = []
        self.steps = 0
        self.options = AS_WRITTEN
        self.rearm = True
        self.understood = True
        self.asks_back = False
        self.refers = False
        self.confirmed = False
        self.follows = False
        self.corrected: str | None = None
        self.written_at: Callable[[], datetime] = _never

    def begin(self) -> None:
        """Start the flow at its beginning, and ask its first question."""
        self.start_over()
        self.enter(self.flow.initial)

    def start_over(self) -> None:
        """Forget everything and stand at the beginning of the newest version."""
        self.reset()
        self.had.clear()
        self.fresh = True
        self.path.append(("begin", self.flow.initial))

    def enter(self, state: str) -> None:
        """Come to a state: ask its question, or end; a flow that was called ends by going back."""
        memory = self.memory
        memory.top.state = state
        self.rearm = True
        memory.asked = memory.turn
        memory.tries = 0
        memory.was = memory.offered = ()
        memory.narrow = {}
        if len(memory.frames) > 1 and self.script.is_final(state):
            self.go_back()
        elif state in self.script.skipping and (answer := self.answered()):
            self.take(answer)
        else:
            self.settle()

    def answered(self) -> str | None:
        """Return the exit of a question that is skipped, since its slot is filled already."""
        node = self.flow.asking(self.state)
        value = self.memory.slots.get(node.ask.keeps) if node else None
        if node is None or not value:
            return None
        return str(value) if value in node.ask.buttons and value in node.go else "ok"

    def call(self, flow: str, back: str, exit_: Exit | None = None) -> None:
        """Run another flow, with what its caller gives it; `back` follows when it has ended."""
        exit_ = exit_ or Exit()
        frame = self.frame_for(flow, back, exit_)
        self.push(frame)
        self.voice.greets = exit_.greet
        self.enter(frame.state)

    def go_back(self) -> None:
        """End the flow that was called."""
        ended = self.pop()
        kept = {own: ended.slots.get(there) for own, there in ended.keep.items()}
        self.memory.slots.update({own: value for own, value in kept.items() if value is not None})
        back = ended.back if ended.back != self.state else None
        trigger = return_of(ended.flow, back)
        known = (self.state, trigger) in self.script.machine.exits  # not in a version moved to
        target = self.script.machine.fire(self.state, trigger) if known else back or self.state
        self.path.append((trigger, target))
        self.memory.top.state = target
        self.voice.greets = False
        if not self.lost_something():
            self.enter(target)

    def take_outer(self, trigger: str) -> None:
        """Take an escape or a time-out of the session's own flow, from within one it called."""
        root = self.memory.frames[0]
        exit_ = self.root.machine.exits[root.state, trigger]
        trigger, exit_ = self.functions.branch(trigger, exit_, root.slots)
        if exit_.offer and not self.confirmed:
            self.ask_offer(f"{OUTER}{trigger}", exit_.offer)
            return
        if exit_.moves:
            self.unwind()
            self.take(trigger)
            return
        asks = not trigger.startswith("timeout:")
        inner = self.memory.frames[1:]
        self.unwind()  # the caller speaks, of what it remembers
        if asks and self.lost_something():
            return
        self.path.append((trigger, self.state))
        self.speak(exit_)
        self.memory.told = trigger
        self.memory.frames += inner
        self.focus()
        if asks:
            self.ask()

    def take(self, trigger: str) -> None:
        """Take an exit: act, say, forget, note, move."""
        self.memory.refused = 0
        self.steps += 1
        if self.steps > STEPS_LIMIT:
            way = " > ".join(trigger for trigger, _ in self.path[-4:])
            where = f"{self.flow.flow} goes in a circle at {self.state!r} by {trigger!r}"
            raise FlowLoopError(f"{where}, after {way}" if way else where)
        exit_ = self.exit(trigger)
        if exit_.offer and not self.confirmed:
            self.ask_offer(trigger, exit_.offer)
            return
        if exit_.escape:
            self.take(f"escape:{exit_.escape}")
            return
        if exit_.first:
            self.take(self.functions.branch(trigger, exit_, self.memory.slots)[0])
            return
        if exit_.do:
            outcome = self.functions.act(exit_.do, self.memory.slots)
            self.memory.fill(outcome.slots)
            if exit_.outcomes:
                self.take(f"{trigger}:{self.functions.followed(exit_, outcome.name)}")
                return
        target = self.script.machine.fire(self.memory.frames[-1].state, trigger)
        self.path.append((trigger, target))
        self.speak(exit_)
        if exit_.say and exit_.means and trigger.startswith("escape:"):
            self.memory.told = trigger
        if exit_.handoff or exit_.call:
            self.give(exit_, target)
        elif exit_.to:
            self.enter(target)
        elif not (trigger.startswith("timeout:") or self.follows):
            self.ask()

    def speak(self, exit_: Exit) -> None:
        """Say what an exit says, then forget and note what it wants."""
        memory = self.memory
        self.say(exit_.say)
        for slot in exit_.clear:
            if memory.slots.pop(slot, None) is not None:
                self.had.add((len(memory.frames) - 1, slot))
        if exit_.count:
            memory.slots[exit_.count] = counted(memory.slots.get(exit_.count))
        if exit_.result and self.outer is None:
            memory.result = exit_.result

    def exit(self, trigger: str) -> Exit:
        """Return an exit of the state; one of `go` that only names an escape is no transition."""
        named = self.script.machine.exits.get((self.memory.frames[-1].state, trigger))
        if named is None and (asking := self.flow.asking(self.state)):
            named = asking.go.get(trigger)
        if named is None:
            raise TriggerError(f"no trigger {trigger!r} in state {self.state!r}")
        return named

    def give(self, exit_: Exit, target: str) -> None:
        """Give the session to a person, or to another flow, as an exit says."""
        if exit_.handoff:
            self.mode = Mode.HUMAN
            self.memory.answered = False
            self.rearm = True
            self.say(exit_.handoff)
            self.memory.top.state = target
        elif exit_.call:
            self.call(exit_.call, exit_.back or target, exit_)

    def say(self, text: str | None, says: Mapping[str, str] | None = None) -> None:
        """Add a text to the message."""
        if text:
            self.voice.say(text, self.memory, says)

    def say_first(self, text: str | None, place: int) -> None:
        """Add a text before others: behind the first `place` ones."""
        said = self.voice.said
        count = len(said)
        self.say(text)
        said[place:] = [*said[count:], *said[place:count]]

    def ask(self, *, page: int = 0, only: Sequence[str] = ()) -> None:
        """Ask the state's question as it stands now, or take `empty` where there is no choice."""
        self.memory.either = ()
        if not self.voice.ask(self.state, self.memory, page, only):
            self.take(EMPTY)

    def settle(self) -> None:
        """Ask the state's question, unless what was said ahead answers it."""
        ahead = self.memory.top.ahead
        if ahead:
            forget_answered(self)
            heed(self)
        if not ahead and self.state not in self.script.settling:
            self.ask()
            return
        kind, node = self.script.meant[self.state].asks, self.flow.asking(self.state)
        heeds = not (node and node.ask.list) or node.ask.list.ahead
        parts = self.functions.parts(kind) if kind and ahead and heeds else ()
        wishes = {name: Wish.from_json(ahead.pop(name)) for name in parts if name in ahead}
        if node and wishes:
            self.answer(kind, node.ask, wishes)
        elif node and node.ask.list and self._needs_no_asking(node.ask.list):
            self.take("ok")
        else:
            self.ask()

    def _needs_no_asking(self, choice: Choice) -> bool:
        return self._goes_without(choice) or self._is_alone(choice)

    def _goes_without(self, choice: Choice) -> bool:
        """Take a list's first row, where all that it gives way to was said ahead.

        Not where somebody wants another of its rows.
        """
        slots, ahead = self.flow.slots, self.memory.top.ahead
        said = [Wish.from_json(ahead.get(slots[name].type, {})) for name in choice.unless_said]
        if not said or self.corrected == choice.into or not all(one.values for one in said):
            return False
        rows = self.functions.rows(choice.provider, self.memory.slots, 1)
        if rows:
            self.memory.slots[choice.into] = rows[0].value
        return bool(rows)

    def _is_alone(self, choice: Choice) -> bool:
        """Take a list's single row, where the flow wants that; False where it is asked.

        It never takes the place of what was chosen: where the slot refers to something that may be
        gone, it is asked as soon as the slot held another in this turn or when it began.
        """
        if not choice.alone:
            return False
        here = (len(self.memory.frames) - 1, choice.into)
        if self.flow.slots[choice.into].gone and (here in self.had or self._held(*here)):
            return False
        rows = self.functions.rows(choice.provider, self.memory.slots, 2)
        if len(rows) == 1:
            self.memory.slots[choice.into] = rows[0].value
            self.had.add(here)
        return len(rows) == 1

    def _held(self, depth: int, slot: str) -> bool:
        """Return whether a slot of a flow under way held something when the turn began."""
        frames = Memory.read(self.session).frames
        return not self.fresh and depth < len(frames) and slot in frames[depth].slots

    def answer(self, kind: str, ask: Ask, wishes: Wishes) -> None:
        """Take what was said as the answer, checked as if it had been chosen; or say why not."""
        memory, wish = self.memory, self._in_sight(wishes.get(kind, Wish()), ask)
        wishes = {**wishes, kind: wish} if kind in wishes else wishes
        reading = self.functions.weigh(kind, wishes, memory.slots)
        checks = ask.typed.check if ask.typed else ()
        refusals = [self.functions.refusal(checks, value, memory.slots) for value in reading.values]
        passed = [value for value, no in zip(reading.values, refusals, strict=True) if no is None]
        if len(passed) == 1 and reading.sure and not reading.problem:
            memory.slots[ask.keeps] = passed[0]
            if not self.lost_something():
                self.take("ok")
            return
        self.asks_back = True
        if reading.problem:
            self.refuse(reading.problem, reading.says)
        elif not passed and refusals and (first := refusals[0]):
            self.refuse(first.text, first.says, first.offered)
        elif passed:
            memory.refused = 0
            self.ask(only=[str(value) for value in passed])
        else:
            memory.refused, memory.narrow = 0, (reading.narrowed or wish).to_json()
            self.ask()

    def _in_sight(self, wish: Wish, ask: Ask) -> Wish:
        """Return a weekday as that of a narrowed list: «el martes» of next week's days."""
        narrow = Wish.from_json(self.memory.narrow)
        bare = ask.list and len(wish.values) == 1 and wish.weekdays
        if not ask.list or not bare or not self.memory.narrow or narrow.fits(wish.values[0]):
            return wish
        wanted = replace(narrow, weekdays=wish.weekdays, pick="").fits
        rows = self.functions.rows(ask.list.provider, self.memory.slots, 1, wanted)
        return replace(wish, values=(rows[0].value,)) if rows else wish

    def refuse(self, text: str, says: Mapping[str, str], offered: Sequence[Any] = ()) -> None:
        """Say why an answer cannot be, and ask again; with more each time, in the end out.

        Somebody who looks for a day with room may be refused as often as they like: it is counted
        only where `invalid.refused` says so.
        """
        memory, more = self.memory, self.flow.invalid(self.state).refused or ()
        self.asks_back, memory.narrow = True, {}
        self.voice.say(text, memory, says, leads=self._has_rows())
        memory.refused = memory.refused + 1 if more else 0
        if more and memory.refused >= self.options.tries_of(self.flow, self.state):
            self.take("invalid:exhausted")
            return
        again = memory.refused - 2
        self.say(more[min(again, len(more) - 1)] if again >= 0 else None)
        self.ask()
        memory.offered = [str(value) for value in offered]

    def _has_rows(self) -> bool:
        """Return whether the question has a choice, or needs none."""
        node = self.flow.asking(self.state)
        choice = node.ask.list if node else None
        return not choice or bool(self.functions.rows(choice.provider, self.memory.slots, 1))

    def correct(self, kind: str, trigger: str, wishes: Wishes) -> None:
        """Go back to the question of a filled slot; what that forgets is tried again after it."""
        slots, clear = self.memory.slots, self.exit(trigger).clear
        self.corrected = self.script.keeps.get(kind)
        again = {
            name: Wish((str(slots[slot]),))
            for name, slot in self.script.keeps.items()
            if slot in clear and slots.get(slot) is not None and name != kind
        }
        remember(self, {**again, **wishes})
        self.take(trigger)

    def ask_either(self, meanings: Sequence[Wishes]) -> None:
        """Ask which of a few meanings is the right one; those that cannot be are left out."""
        options = [(title, wishes) for wishes in meanings if (title := title_of(self, wishes))]
        if not options:
            remember(self, meanings[-1])
            self.settle()
            return
        self.asks_back = True
        other = [] if len(options) > 1 else [[self.voice.filled(OTHER_TEXT, self.memory), {}]]
        either = [
            [title, {"wishes": {kind: wish.to_json() for kind, wish in wishes.items()}}]
            for title, wishes in options
        ]
        self.voice.ask_either(self.state, self.memory, WHICH_TEXT, [*either, *other])

    def ask_offer(self, trigger: str, offer: Offer) -> None:
        """Ask back before an exit is taken."""
        self.asks_back = True
        either = [[offer.yes, {"trigger": trigger}], [offer.no, {}]]
        self.voice.ask_either(self.state, self.memory, offer.ask, either)

    def go_home(self) -> None:
        """Bring the bot back, to the menu."""
        self.mode = Mode.BOT
        self.unwind()
        if self.fresh or self.script.is_final(self.state):
            self.begin()
        elif (self.state, f"escape:{HOME}") in self.script.machine.exits:
            self.take(f"escape:{HOME}")
        else:
            self.ask()

    def message_arrived(self) -> None:
        """Do what is done at each message of a person, for every flow under way."""
        for frame in self.memory.frames:
            self.functions.message_arrived(frame.slots)

    def lost_something(self) -> bool:
        """Take the `gone` exit of a slot whose referent is no longer there, where one asks.

        What has ended needs it no more: its texts say what was agreed.
        """
        if not self.script.vanishing or self.flow.asking(self.state) is None:
            return False
        for name in self.script.vanishing:
            if self.voice.is_gone(name, self.memory):
                self.take(f"gone:{name}")
                return True
        return False

    def waits(self, now: datetime, return_after: timedelta) -> tuple[tuple[str, datetime], ...]:
        """Return the waits that begin now."""
        if self.mode is Mode.HUMAN:
            return ((RETURN, now + return_after),)
        own = self.options.timeouts(self.flow, self.state)
        if self.outer and not own:
            inherited = self.options.timeouts(self.root.flow, self.memory.frames[0].state)
            return _waits(OUTER, inherited, now)
        return _waits("", own, now)


def _never() -> datetime:
    return datetime.min.replace(tzinfo=UTC)


def counted(value: object) -> str:
    """Return a number in a slot with one more; one where there is none yet."""
    text = str(value or "0")
    return str(int(text) + 1) if text.lstrip("-").isdecimal() else "1"


def _waits(
    prefix: str, timeouts: Sequence[Timeout], now: datetime
) -> tuple[tuple[str, datetime], ...]:
    return tuple(
        [(f"{prefix}timeout:{i}", now + timeout.after) for i, timeout in enumerate(timeouts)]
    )
