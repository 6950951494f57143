"""What each meaning of a message does: exits are taken, slots filled, questions asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...understanding.decisions import (
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
from ...understanding.readers.notes import NOTE
from ...understanding.wish import Wish
from ..compiled.exits import JUMP, STALE
from ..language.definition import Exit, Flow
from .events import OUTER
from .meanings import (
    Chosen,
    Meaning,
    NotUnderstood,
    OldButton,
    Refused,
    Take,
    Turned,
    Unclear,
    Unreadable,
)
from .said_ahead import answers_question, heed, remember
from .stage import Stage
from .tap_ids import Tap
from .understanding import Listener

SERVICE = "service"
"""The type of the slot that names what is booked."""
_NO_ANSWERS = (NotUnderstood, Unreadable, Remark)
_ENDED_LATER = (Refused, Unreadable, Fill, Go, Correct, Pick, Chosen)


class MeaningHandler:
    """What each meaning of a message does on the stage of a turn."""

    __slots__ = ("session_id", "stage")

    def __init__(self, stage: Stage, session_id: str) -> None:
        self.stage = stage
        self.session_id = session_id

    @property
    def flow(self) -> Flow:
        """The flow that asks."""
        return self.stage.flow

    def follow(self, meaning: Meaning) -> None:
        """Do what a message means."""
        memory = self.stage.memory
        memory.told = ""
        if not isinstance(meaning, _NO_ANSWERS):
            memory.tries = 0
            memory.offered = ()
        if not isinstance(meaning, _ENDED_LATER):
            memory.refused = 0  # those end in an exit, or in `Stage.answer`
        match meaning:
            case Take():
                self.take(meaning)
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

    def take(self, answer: Take) -> None:
        """Take an exit with the slots that the answer fills."""
        stage = self.stage
        if answer.outer:
            stage.take_outer(answer.trigger)
        elif answer.slots:
            stage.memory.slots.update(answer.slots)
            if not stage.lost_something():
                stage.take(answer.trigger)
        elif stage.script.meant[stage.state].corrects.get(SERVICE) == answer.trigger:
            stage.correct(SERVICE, answer.trigger, {})  # day and hour are tried again then
        else:
            stage.take(answer.trigger)

    def follow_decision(self, decision: Decision) -> None:
        """Do what the policy decided about a sentence."""
        stage = self.stage
        match decision:
            case Go(trigger, wishes, answer, about, then):
                self.keep(wishes)
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
                self.keep({NOTE: wishes[NOTE]} if NOTE in wishes else {})
                stage.correct(kind, trigger, {k: w for k, w in wishes.items() if k != NOTE})
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

    def keep(self, wishes: Wishes) -> None:
        """Remember what was said ahead, and say what is noted for the shop."""
        stage = self.stage
        remember(stage, wishes)
        if NOTE in wishes and NOTE in stage.script.keeps:
            stage.say(self.flow.defaults.remarks.noted)

    def go(self, trigger: str) -> None:
        """Take an exit, of this flow or of the one that called it."""
        stage = self.stage
        stage.asks_back = trigger in stage.script.meant[stage.state].corrects.values()
        if trigger.startswith(OUTER):
            self.stage.take_outer(trigger.removeprefix(OUTER))
        elif trigger.startswith("escape:") or not self.stage.lost_something():
            self._keep_button(trigger)
            self.stage.take(trigger)

    def _keep_button(self, trigger: str) -> None:
        """Keep a button's key as a tap on it does: «no, la cara no» is the button *No*."""
        state = self.flow.asking(self.stage.state)
        if state and state.ask.into and trigger in state.ask.buttons:
            self.stage.memory.slots[state.ask.into] = trigger

    def fill(self, wishes: Wishes) -> None:
        """Answer the question with what was said; or keep it, and ask."""
        stage = self.stage
        if stage.lost_something():
            return
        self.keep(wishes)
        here, before = stage.state, len(stage.voice.said)
        answers = answers_question(stage, wishes)
        refused = not answers and heed(stage)
        stage.settle()
        if answers or stage.state != here:
            return
        stage.asks_back = True
        remarks = self.flow.defaults.remarks
        if not refused and not (NOTE in wishes and remarks.noted):
            stage.say_first(remarks.kept, before)

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
        says = {
            "thank": remarks.thank,
            "wait": remarks.wait,
            "doubt": remarks.doubt,
            "both": remarks.both,
            "no_more": remarks.no_more,
        }.get(kind)
        if kind == "greet" and node:
            says = node.resume
        stage.asks_back = kind in ("doubt", "both", "no_more", "again")
        stage.say(says)
        stage.ask()

    def follow_chosen(self, trigger: str, wishes: Mapping[str, Any]) -> None:
        """Do what one of several meanings was."""
        stage = self.stage
        stage.memory.either = ()
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

        It counts as a message all the same: holds are extended, and waits start again.
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
        stage = self.stage
        parts = (stage.script, stage.outer, self.session_id, stage.memory, stage.functions)
        return Listener(*parts, stage.written_at)
