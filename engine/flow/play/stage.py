"""The stage of a turn: the flows under way, and every move from state to state.

Nothing here knows what a message means; `turn` does, and says which trigger to take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from ...errors import MiloError
from ...model import Mode, Session
from ...understanding.policy import Wishes
from ...understanding.wish import Wish
from ..compiled.compiled_flow import CompiledFlow
from ..compiled.machine import TriggerError, return_of
from ..language.definition import (
    EMPTY,
    HOME,
    OTHER_TEXT,
    WHICH_TEXT,
    Ask,
    Choice,
    Exit,
    Flow,
    Offer,
    Timeout,
)
from .functions import Functions
from .memory import Frame, Memory
from .overrides import AS_WRITTEN
from .question import own_rows
from .voice import Voice

STEPS_LIMIT = 32
"""Exits, outcomes and branches that one turn may take: a flow that needs more runs in a circle."""
CALLS_LIMIT = 8
"""Flows that may be under way, each called by the one before."""
RETURN = "return"
"""The timer that gives a session back to the bot."""
OUTER = "outer:"
"""Begins the name of a timer that belongs to the session's own flow while it calls another."""
Scripts = Callable[[str, int | None], CompiledFlow]
"""Gives a flow's version, compiled; the newest for None."""


class FlowLoopError(MiloError):
    """A flow went round in a circle, or called and called: a defect of the flow."""

    code = "flow_loop"


class Stage:
    """The working state of one turn.

    Attributes:
        memory: what the session remembers, as it changes.
        begins: the flow that a new beginning takes, in its newest version.
        fresh: whether the session was never played before, or is to begin anew.
        path: the triggers taken, in order, each with the state that it led to.
        rearm: whether the waits begin anew.
        confirmed: whether the exit that is taken was asked back already.
        follows: whether more follows what an exit says, so that it asks nothing itself.
        corrected: the slot of which something else is wanted, if one is.
        today, clock: when the message was written, in the client's time zone.
        understood: whether the message was understood, if it was one.
        asks_back: whether the turn asks which was meant, in place of taking a value.
        refers: whether it answers what one message was about: an old button, a photo.
        had: the slots that held something before this turn, or were cleared or filled by a list's
            single row in it, each with the depth of its flow.
        options: the client's own waits and tries.
    """

    def __init__(
        self,
        scripts: Scripts,
        session: Session,
        functions: Functions,
        own: Mapping[str, str],
        begins: str | None = None,
        locale: str = "",
    ) -> None:
        self.scripts = scripts
        self.begins = begins or session.flow
        self.root = scripts(session.flow, session.flow_version)
        self.functions = functions
        self.mode = session.mode
        self.memory = Memory.read(session)
        self.had = {
            (depth, slot) for depth, one in enumerate(self.memory.frames) for slot in one.slots
        }
        self.fresh = self.memory.turn == 0 or self.memory.restart
        self.memory.turn += 1
        self.path: list[tuple[str, str]] = []
        self.steps = 0
        self.options = AS_WRITTEN
        self.voice = Voice(self.root.flow, session.id, functions, own, locale)
        self.rearm = True
        self.understood = True
        self.asks_back = False
        self.refers = False
        self.confirmed = False
        self.follows = False
        self.corrected: str | None = None
        self.today, self.clock = date.min, time.min
        self.focus()

    def written_at(self, local: datetime) -> None:
        """Note when the message was written, in the client's time zone."""
        self.today, self.clock = local.date(), local.time()

    @property
    def state(self) -> str:
        """Where the flow that asks stands."""
        return self.memory.frames[-1].state

    def focus(self) -> None:
        """Turn to the flow that asks."""
        top = self.memory.top
        within = len(self.memory.frames) > 1
        self.script = self.scripts(top.flow, top.version) if within else self.root
        self.voice.root = self.root.flow
        self.flow = self.voice.flow = self.script.flow
        options = own_rows(self.flow, self.voice.locale) if self.flow.options else None
        self.functions.speak_for(top.flow, top.version, options)

    @property
    def outer(self) -> CompiledFlow | None:
        """The session's own flow, while it calls another."""
        return self.root if len(self.memory.frames) > 1 else None

    def begin(self) -> None:
        """Start the flow anew."""
        self.start_over()
        self.enter(self.flow.initial)

    def start_over(self) -> None:
        """Forget everything and stand at the beginning of the newest version."""
        self.root = self.scripts(self.begins, None)
        memory, flow = self.memory, self.root.flow
        root = Frame(flow.flow, flow.version, flow.initial)
        self.memory = Memory(
            [root],
            turn=memory.turn,
            asked=memory.turn,
            armed=memory.armed,
            unreadable=memory.unreadable,
            missed=memory.missed,
        )
        self.had = set()
        self.path.append(("begin", flow.initial))
        self.focus()

    def enter(self, state: str) -> None:
        """Come to a state: ask its question, or end; a flow that was called ends by going back."""
        self.memory.top.state = state
        self.rearm = True
        self.memory.asked = self.memory.turn
        self.memory.tries = 0
        self.memory.was = []
        self.memory.narrow = {}
        self.memory.offered = []
        if self.outer and self.script.is_final(state):
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
        """Run another flow, with what its caller gives it; `back` follows when it has ended.

        What was said ahead goes along. What is given of what the flow takes ahead is held to its
        question as if it had been said; all else it simply remembers.
        """
        if len(self.memory.frames) >= CALLS_LIMIT:
            under_way = " > ".join(frame.flow for frame in self.memory.frames)
            raise FlowLoopError(f"more than {CALLS_LIMIT} flows call each other: {under_way}")
        called = self.scripts(flow, None).flow
        exit_, here = exit_ or Exit(), self.memory.slots
        given = {there: here[own] for there, own in exit_.given.items() if own in here}
        slots = {there: value for there, value in given.items() if there not in called.ahead}
        keep = dict(exit_.kept)
        said, self.memory.top.ahead = self.memory.top.ahead, {}
        ahead = {**said, **_wished(called, given)}
        begins = exit_.at if exit_.at in called.states else called.initial
        frame = Frame(called.flow, called.version, begins, slots, back=back, ahead=ahead, keep=keep)
        self.memory.frames.append(frame)
        self.focus()
        self.voice.greets = exit_.greet
        self.enter(begins)

    def go_back(self) -> None:
        """End the flow that was called."""
        ended = self.memory.frames.pop()
        self.focus()
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

    def unwind(self) -> None:
        """Leave whatever flow was called, where it stands."""
        del self.memory.frames[1:]
        self.focus()

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
        target = self.script.machine.fire(self.state, trigger)
        self.path.append((trigger, target))
        self.speak(exit_)
        self.arrive(exit_, target, trigger)

    def speak(self, exit_: Exit) -> None:
        """Say what an exit says, then forget and note what it wants."""
        self.say(exit_.say)
        for slot in exit_.clear:
            if self.memory.slots.pop(slot, None) is not None:
                self.had.add((len(self.memory.frames) - 1, slot))
        if exit_.count:
            self.memory.slots[exit_.count] = counted(self.memory.slots.get(exit_.count))
        if self.outer is None:
            self.memory.result = exit_.result or self.memory.result

    def exit(self, trigger: str) -> Exit:
        """Return an exit of the state; one of `go` that only names an escape is no transition."""
        exit_ = self.script.machine.exits.get((self.state, trigger))
        asking = None if exit_ else self.flow.asking(self.state)
        named = asking.go.get(trigger) if asking else exit_
        if named is None:
            raise TriggerError(f"no trigger {trigger!r} in state {self.state!r}")
        return named

    def arrive(self, exit_: Exit, target: str, trigger: str) -> None:
        """Go where an exit leads: to a person, to a state, or nowhere and ask again."""
        if exit_.handoff:
            self.mode = Mode.HUMAN
            self.memory.answered = False
            self.rearm = True
            self.say(exit_.handoff)
            self.memory.top.state = target
        elif exit_.call:
            self.call(exit_.call, exit_.back or target, exit_)
        elif exit_.to:
            self.enter(target)
        elif not (trigger.startswith("timeout:") or self.follows):
            self.ask()

    def say(self, text: str | None, says: Mapping[str, str] | None = None) -> None:
        """Add a text to the message."""
        self.voice.say(text, self.memory, says)

    def say_first(self, text: str | None, place: int) -> None:
        """Add a text before others: behind the first `place` ones."""
        said = self.voice.said
        count = len(said)
        self.say(text)
        said[place:] = [*said[count:], *said[place:count]]

    def ask(self, *, page: int = 0, only: Sequence[str] = ()) -> None:
        """Ask the state's question as it stands now, or take `empty` where there is no choice."""
        self.memory.either = []
        if not self.voice.ask(self.state, self.memory, page, only):
            self.take(EMPTY)

    # -- what was said in a sentence ------------------------------------------------------------

    def keep(self, wishes: Wishes) -> None:
        """Remember what was said until it is asked for."""
        ahead = self.memory.top.ahead
        for kind, wish in wishes.items():
            ahead[kind] = wish.to_json()

    def answers(self, wishes: Wishes) -> bool:
        """Return whether what was said answers the question that is asked."""
        asks = self.script.meant[self.state].asks
        return bool(asks) and any(kind in wishes for kind in self.functions.parts(asks))

    def heed(self) -> bool:
        """Look at what was said ahead of other questions; return whether anything is refused.

        Of a question that comes later, what its checks know to be impossible already is told at
        once. Of one before this, which is never asked, what they let pass is kept; all else is
        told.
        """
        ahead, asks, told = self.memory.top.ahead, self.script.meant[self.state].asks, False
        kinds = list(self.script.keeps)
        for kind in kinds if asks in kinds else ():
            slot = self.script.keeps[kind]
            if kind == asks or kind not in ahead or self.memory.slots.get(slot):
                continue
            checks = [
                one
                for one in self.checks_of(slot)
                if self.functions.can_check(one, self.memory.slots)
            ]
            if checks:
                told = (
                    self._heeded(kind, slot, checks, is_past=kinds.index(kind) < kinds.index(asks))
                    or told
                )
        return told

    def _heeded(self, kind: str, slot: str, checks: Sequence[str], *, is_past: bool) -> bool:
        """Keep, or refuse, what was said ahead of one question; return whether it is refused."""
        ahead, slots = self.memory.top.ahead, self.memory.slots
        wish = Wish.from_json(ahead[kind])
        if is_past:
            del ahead[kind]
        if len(wish.values) != 1 or not wish.sure:
            return False
        refusal = self.functions.refusal(checks, wish.values[0], slots)
        if refusal:
            ahead.pop(kind, None)
            self.voice.say(refusal.text, self.memory, refusal.says, leads=False)
        elif is_past:
            slots[slot] = wish.values[0]
        return refusal is not None

    def settle(self) -> None:
        """Ask the state's question, unless what was said ahead answers it."""
        ahead = self.memory.top.ahead
        if ahead:
            self.heed()
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
        here, may_go = (len(self.memory.frames) - 1, choice.into), self.flow.slots[choice.into].gone
        if not choice.alone or (may_go and here in self.had):
            return False
        rows = self.functions.rows(choice.provider, self.memory.slots, 2)
        if len(rows) == 1:
            self.memory.slots[choice.into] = rows[0].value
            self.had.add(here)
        return len(rows) == 1

    def answer(self, kind: str, ask: Ask, wishes: Wishes) -> None:
        """Take what was said as the answer, checked as if it had been chosen; or say why not."""
        memory, wish = self.memory, wishes.get(kind, Wish())
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
        self.keep({**again, **wishes})
        self.take(trigger)

    def ask_either(self, meanings: Sequence[Wishes]) -> None:
        """Ask which of a few meanings is the right one; those that cannot be are left out."""
        options = [(title, wishes) for wishes in meanings if (title := self.title_of(wishes))]
        if not options:
            self.keep(meanings[-1])
            self.settle()
            return
        self.asks_back = True
        other = [] if len(options) > 1 else [[self.voice.filled(OTHER_TEXT, self.memory), {}]]
        either = [
            [title, {"wishes": {kind: wish.to_json() for kind, wish in wishes.items()}}]
            for title, wishes in options
        ]
        self.voice.ask_either(self.state, self.memory, WHICH_TEXT, [*either, *other])

    def title_of(self, wishes: Wishes) -> str:
        """Return how a meaning is called on a button; "" where it cannot be."""
        slots, told = dict(self.memory.slots), []
        for kind in ("service", "staff", "party", "date", "time"):
            if kind not in wishes:
                continue
            wish, slot = wishes[kind], self.slot_of(kind)
            if wish.narrows:
                told.append(wish.label)
            if slot is None or wish.narrows:
                continue
            reading = self.functions.weigh(kind, {kind: wish}, slots)
            checks = self.checks_of(slot)
            fits = [one for one in reading.values if not self.functions.refusal(checks, one, slots)]
            if not fits:
                return ""
            slots[slot] = fits[0]
            told.append(self.voice.short(slot, fits[0], slots))
        title = " ".join(filter(None, told))
        return title[:1].upper() + title[1:]

    def slot_of(self, kind: str) -> str | None:
        """Return the slot that keeps what is said of a type: of the question, or ahead of it."""
        node = self.flow.asking(self.state)
        if node and self.script.meant[self.state].asks == kind:
            return node.ask.keeps
        return self.script.keeps.get(kind)

    def checks_of(self, slot: str) -> Sequence[str]:
        """Return the checks that an answer which fills a slot has to pass."""
        for name in self.flow.states:
            node = self.flow.asking(name)
            if node and node.ask.keeps == slot and node.ask.typed:
                return node.ask.typed.check
        return ()

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
        """Take the `gone` exit of a slot whose referent is no longer there."""
        for name, slot in self.flow.slots.items():
            if slot.gone and self.voice.is_gone(name, self.memory):
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


def _wished(flow: Flow, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a flow is given of what it takes ahead, by slot type, as JSON of a `Wish`."""
    return {
        flow.slots[name].type: Wish(values=(value,)).to_json()
        for name, value in given.items()
        if name in flow.ahead
    }


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
