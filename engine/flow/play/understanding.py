"""Which option a message means, in a state that asks.

In this order: a tap; an escape that is the whole message; the state's own words and the titles of
its buttons and rows. Then, in a flow that understands sentences, what `engine.understanding`
decides; in any other a row's number, what the state reads from typing, with its checks, and at
last a title that is named among other words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ...fast_dataclass import dataclass
from ...messages import Incoming, Kind
from ...understanding.commands import Act, Command
from ...understanding.decisions import Pick, Remark, Ways
from ...understanding.names import Names
from ...understanding.policy import decide
from ...understanding.proposals import commands_of, question_of
from ...understanding.readers import READERS, Readers
from ...understanding.readers.naming import named_among
from ...understanding.scene import Scene
from ...understanding.sentence import sentence
from ...understanding.small_talk import FILLER
from ...words.fold import fold, row_number, without_number
from ...words.made_of import is_made_of
from ..compiled.compiled_flow import CompiledFlow
from ..language.definition import AskingState, Typed
from ..language.registry import Row
from .events import OUTER
from .functions import Functions
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
from .memory import Memory
from .question import MEANING, MORE, VALUE
from .tap_ids import Tap, read_tap

Rule = str
"""By which rule a message was understood, or by which reader; the turn's record keeps it:
`tap`, `old_button`, `escape`, `word`, `typed`, `row`, `named`, `either`, `unreadable`,
`nothing`."""
Heard = tuple[Rule, Meaning]
_SHARES = {"location": "location", "contact": "contacts"}
"""Meta's type of the message that shares what a question asks for."""
_EXACT = frozenset({"tap", "escape", "word", "typed", "row", "either"})
"""Rules by which all of a message is taken."""
_READ = frozenset({"date", "time", "service", "booking"})
"""Types whose values readers find by themselves."""
_SHORTEST_NAME = 4
"""A shorter title, as *Sí*, is a word to be said by itself."""
_MOST_NAMED = 3
"""A message that says more names than these chooses none."""


@dataclass(slots=True)
class Listener:
    """Understands messages for one session in one state."""

    script: CompiledFlow
    outer: CompiledFlow | None
    session_id: str
    memory: Memory
    functions: Functions
    written_at: Callable[[], datetime]
    readers: Readers = READERS
    commands: tuple[Command, ...] = ()

    @property
    def state(self) -> str:
        """Where the flow that asks stands."""
        return self.memory.frames[-1].state

    def understand(self, message: Incoming) -> Meaning:
        """Return what a message means here, and note by which rule."""
        rule, meaning = self._heard(message)
        if isinstance(meaning, NotUnderstood) and message.text:
            rule, meaning = self._proposed(message.text) or (rule, meaning)
        if isinstance(meaning, NotUnderstood) and message.is_caption:
            rule, meaning = "unreadable", Unreadable()
        self.functions.understood(rule, self.commands)
        return meaning

    def exit_for(self, text: str) -> str:
        """Return which of the state's own exits a text takes; "" where it takes none."""
        _, meaning = self._typed(text)
        own = isinstance(meaning, Take) and not meaning.outer
        return meaning.trigger if isinstance(meaning, Take) and own else ""

    def takes(self, message: Incoming, *, exactly: bool = False) -> bool:
        """Return whether the question takes a message: an option, a row, a word, a value it reads.

        That it would take any text at all does not count; nor, `exactly`, what it finds in a
        sentence that says more.
        """
        rule, meaning = self._heard(message)
        if exactly and rule not in _EXACT:
            return False
        typed = self._asking.ask.typed
        free = rule == "typed" and typed is not None and self.functions.is_free(typed.parse)
        asks_nothing = isinstance(meaning, NotUnderstood | Unreadable | OldButton | Remark)
        return not free and not asks_nothing

    def _heard(self, message: Incoming) -> Heard:
        if message.kind is Kind.OTHER:
            return self._shared(message)
        tap = read_tap(message.tap) if message.kind is Kind.TAP else None
        if tap:
            meaning = self._tapped(tap)
            return "old_button" if isinstance(meaning, OldButton) else "tap", meaning
        return self._typed(message.text)

    def _shared(self, message: Incoming) -> Heard:
        """Read a place or a contact's card where the question asks for one."""
        typed = self._asking.ask.typed
        asked = _SHARES.get(typed.request) if typed and typed.request else None
        if typed is None or message.type != asked or not message.text:
            return "unreadable", Unreadable()
        read = self._parsed(typed, message.text)
        return ("nothing" if isinstance(read, NotUnderstood) else "typed"), read

    def _tapped(self, tap: Tap) -> Meaning:
        """Return what a tap means; a button that a new version dropped is an old one."""
        meaning = self.option(tap.option) if self.is_current(tap) else OldButton(tap)
        return OldButton(tap) if isinstance(meaning, NotUnderstood) else meaning

    def is_current(self, tap: Tap) -> bool:
        """Return whether a tap answers the question that this session is asking.

        The question may have been sent by an earlier version of the flow.
        """
        flow = self.script.flow
        asked = (tap.session_id, tap.asked) == (self.session_id, self.memory.asked)
        here = [flow.flow, flow.version, self.state]
        return asked and [tap.flow, tap.version, tap.state] in [here, *self.memory.was]

    def option(self, option: str) -> Meaning:
        """Return what a tapped option means."""
        if option.startswith(VALUE):
            return self._chosen(option.removeprefix(VALUE))
        if option.startswith(MEANING):
            return self._meaning(option.removeprefix(MEANING))
        if option.startswith(MORE) and option[1:].isdecimal():
            return Turned(int(option[1:4]))
        return self._trigger(option) or NotUnderstood()

    def filled(self, value: str) -> Meaning:
        """Return what was chosen, or typed, for the question on a screen of a form means."""
        ask = self._asking.ask
        if ask.list:
            return self._listed(ask.list.provider, value)
        if ask.typed:
            return self._parsed(ask.typed, value)
        return (self._trigger(value) if value in ask.buttons else None) or NotUnderstood()

    def _listed(self, provider: str, value: str) -> Meaning:
        """Return what a row means; one that is no longer there is refused as if it were typed."""
        slots, asking = self.memory.slots, self._asking.ask
        if self.functions.rows(provider, slots, 1, value.__eq__):
            return self._chosen(value)
        checks = asking.typed.check if asking.typed else ()
        try:
            refusal = self.functions.refusal(checks, value, slots)
        except ValueError:  # it was no value of that type: no row of ours
            return NotUnderstood()
        if refusal:
            return Refused(refusal.text, refusal.says, refusal.offered)
        gone = self.script.flow.slots[asking.keeps].gone
        return self._chosen(value) if gone else NotUnderstood()

    def _trigger(self, key: str) -> Take | None:
        """Take an option's own exit, or else `ok` for a button that only fills a slot."""
        ask, go = self._asking.ask, self._asking.go
        kept = {ask.into: key} if ask.into and key in ask.buttons else {}
        exit_ = go.get(key)
        if exit_ is None:
            return Take("ok", kept) if kept and "ok" in go else None
        return Take(f"escape:{exit_.escape}") if exit_.escape else Take(key, kept)

    def _chosen(self, value: Any) -> Meaning:
        slot = self._asking.ask.keeps
        return Take("ok", {slot: value}) if slot else NotUnderstood()

    @property
    def _asking(self) -> AskingState:
        asking = self.script.flow.states[self.memory.frames[-1].state]
        assert isinstance(asking, AskingState)
        return asking

    def _typed(self, text: str) -> Heard:
        words = fold(text), fold(without_number(text))
        if heard := self._said_exactly(*words):
            return heard
        if self.script.understands and not self._takes_any_text:
            return self._sentence(text, words)
        if not self._takes_any_text and (meant := self._said_around(text)):
            return meant
        typed = self._asking.ask.typed
        if typed and typed.before_rows and isinstance(read := self._read(text), Take | Unclear):
            return "typed", read
        if row := self._row(text, words):
            return "row", row
        return self._at_last(text)

    def _said_exactly(self, word: str, bare: str) -> Heard | None:
        """Return what a whole message is the word for: a button, an escape, an exit."""
        if self.memory.either and (chosen := self._of_either(word)):
            return "either", chosen
        if escape := self.script.escapes.get(word):
            return "escape", Take(f"escape:{escape}")
        options = self.script.options[self.state]
        key = options.get(word) or options.get(bare)
        if key and (take := self._trigger(key)):
            return "word", take
        if outer := self._outer_escape(word):
            return "escape", Take(outer, outer=True)
        return None

    def _said_around(self, text: str) -> Heard | None:
        """Return what a message of one option's words means, with courtesy around them.

        «Sí, confirmalo, gracias»; a yes takes the only row in sight. What says more is none.
        """
        words = self.script.phrases[self.state]
        keys = [key for key, phrases in words.items() if is_made_of(text, phrases)]
        if len(keys) == 1 and (take := self._trigger(keys[0])):
            return "word", take
        if len(self.memory.rows) == 1 and not self._asking.ask.buttons:
            said = self.readers.read(sentence(text), self._scene())
            if _only_agrees(said) and (agreed := self._agreed_to()):
                return "row", agreed
        return None

    # -- sentences ------------------------------------------------------------------------------

    def _sentence(self, text: str, words: Sequence[str]) -> Heard:
        """Return what readers and the policy make of a message; else what the state reads."""
        for option, title in self.memory.rows:
            if fold(title) in words:
                return "row", self.option(option)
        said = sentence(text)
        commands = self.readers.read(said, self._scene())
        self.commands = tuple(commands)
        if _only_agrees(commands) and (agreed := self._agreed_to()):
            return "row", agreed
        if decided := decide(commands, self._ways()):
            self.commands = decided.commands
            rule = "row" if isinstance(decided.decision, Pick) else decided.reader
            return rule, decided.decision
        if self._asks not in _READ and (row := self._row(text, words)):
            return "row", row
        return self._at_last(text)

    def _agreed_to(self) -> Meaning | None:
        """Return what a mere yes takes: what was offered in place of another, or the single row."""
        offered = self.memory.offered
        if len(offered) > 1:
            return Unclear(tuple(offered))
        if offered:
            return self._chosen(offered[0])
        return self.option(self.memory.rows[0][0]) if len(self.memory.rows) == 1 else None

    def _proposed(self, text: str) -> Heard | None:
        """Return what the further reader's proposals come to, where there is one; it is asked last.

        Raises:
            Unanswered: it was not asked yet, or has not answered.
        """
        if not self.script.understands or self._takes_any_text:
            return None
        scene, ways = self._scene(), self._ways()
        proposed = self.functions.proposed(question_of(text, scene, ways))
        decided = decide(commands_of(proposed, scene, ways), ways)
        if decided is None:
            return None
        self.commands = decided.commands
        return decided.reader, decided.decision

    def _at_last(self, text: str) -> Heard:
        """Return what a word inside a message means, or what the question's parser reads."""
        if inside := self.script.trigger_inside(self.state, text):
            return "inside", Take(inside)
        if self.script.understands and self._asks in _READ:
            return "nothing", NotUnderstood()
        read = self._read(text)
        if not isinstance(read, NotUnderstood):
            return "typed", read
        named = self._named(text)
        return ("named", named) if named else ("nothing", read)

    def _named(self, text: str) -> Meaning | None:
        """Return the row or button that is named among other words: «me fallan los frenos».

        Where several are, or only a part of a title in a longer message, it is asked. A button is
        named whole; what cannot be undone needs clearer words, and where the question has a parser,
        that has the word.
        """
        ask = self._asking.ask
        if ask.typed:
            return None
        final = self._final({key: key for key in ask.buttons})
        buttons = [(key, title) for key, title in ask.buttons.items() if key not in final]
        titles = [(row.value, row.title) for row in self._all_rows()] or buttons
        names = Names((key, title) for key, title in titles if len(title) >= _SHORTEST_NAME)
        said = sentence(text)
        found = named_among(names, said) if names else None
        if found is None or len(found.ids) > (_MOST_NAMED if ask.list else 1):
            return None
        if not ask.list:
            return self._trigger(found.ids[0]) if found.whole else None
        beside = [word for word in said.words if word not in FILLER and word not in found.words]
        is_clear = len(found.ids) == 1 and (found.whole or len(beside) <= 1)
        return self._chosen(found.ids[0]) if is_clear else Unclear(found.ids)

    @property
    def _asks(self) -> str:
        return self.script.meant[self.state].asks

    @property
    def _takes_any_text(self) -> bool:
        """Whether the question takes somebody's own words, whatever they are."""
        typed = self._asking.ask.typed
        return typed is not None and self.functions.is_free(typed.parse)

    @property
    def _pages(self) -> bool:
        return bool(self.memory.rows) and self.memory.rows[-1][0].startswith(MORE)

    def _scene(self) -> Scene:
        rows = len(self._asking.ask.buttons) or len(self.memory.rows) - self._pages
        local = self.written_at()
        return Scene(
            today=local.date(),
            clock=local.time(),
            asks=self._asks,
            names=self.functions.names,
            rows=rows,
            pages=self._pages,
            faq=self.functions.answers_known(),
            after=self._told_before() if self.memory.told else "",
        )

    def _told_before(self) -> str:
        """Return what the person asked, and was told, just before; "" for nothing."""
        told = self.memory.told
        for script, frame in zip((self.script, self.outer), self.memory.frames[::-1], strict=False):
            for meaning, trigger in script.meant[frame.state].means.items() if script else ():
                if trigger == told:
                    return "horarios" if meaning == "info" else meaning
        return ""

    def _ways(self) -> Ways:
        script, slots = self.script, self.memory.slots
        meant = script.meant[self.state]
        means = dict(meant.means)
        if self.outer:
            theirs = self.outer.meant[self.memory.frames[0].state].means
            escapes = {name: to for name, to in theirs.items() if to.startswith("escape:")}
            means = {name: f"{OUTER}{to}" for name, to in escapes.items()} | means
        held = {kind: str(slots[slot]) for kind, slot in script.keeps.items() if slots.get(slot)}
        asked = self.functions.parts(meant.asks) if meant.asks else ()
        return Ways(
            asks=meant.asks,
            keeps=frozenset({*script.keeps, *asked}),
            filled=held,
            means=means,
            corrects=meant.corrects,
            final=self._final(means),
            pages=self._pages,
        )

    def _final(self, means: Mapping[str, str]) -> frozenset[str]:
        """Return the triggers that do what cannot be undone."""
        go = self._asking.go
        return frozenset(
            trigger
            for trigger in means.values()
            if (exit_ := go.get(trigger)) and exit_.do and self.functions.is_irreversible(exit_.do)
        )

    def picked(self, row: int) -> Meaning:
        """Return what a row's number means; -1 is the last one of all."""
        keys = list(self._asking.ask.buttons)
        if keys:
            trigger = self._trigger(keys[row - 1]) if -1 <= row <= len(keys) else None
            return trigger or NotUnderstood()
        rows = self.memory.rows
        if row == -1 and self._pages:
            return NotUnderstood()
        if not -1 <= row <= len(rows) or rows[row - 1 if row > 0 else row][0].startswith(MORE):
            return NotUnderstood()
        return self.option(rows[row - 1 if row > 0 else row][0])

    # -- one of several meanings ------------------------------------------------------------------

    def _meaning(self, number: str) -> Meaning:
        either = self.memory.either
        if not number.isdecimal() or int(number) >= len(either):
            return NotUnderstood()
        meaning = either[int(number)][1]
        return Chosen(meaning.get("trigger", ""), meaning.get("wishes", {}))

    def _of_either(self, word: str) -> Meaning | None:
        """Return the meaning that a title, a number, a yes or a no chooses."""
        either = self.memory.either
        for number, (title, _) in enumerate(either):
            if word in (fold(title), str(number + 1)):
                return self._meaning(str(number))
        scene = Scene(self.written_at().date(), rows=len(either))
        acts = {command.act for command in self.readers.read(sentence(word), scene)}
        if len(either) == 2 and Act.AGREE in acts:
            return self._meaning("0")
        if len(either) == 2 and Act.REFUSE in acts:
            return self._meaning("1")
        return None

    def _outer_escape(self, word: str) -> str | None:
        """Return the trigger of a caller's escape; none leads out of a final state."""
        escape = self.outer.escapes.get(word) if self.outer else None
        trigger = f"escape:{escape}"
        leads = self.outer and (self.memory.frames[0].state, trigger) in self.outer.machine.exits
        return trigger if escape and leads else None

    def _row(self, text: str, words: Sequence[str]) -> Meaning | None:
        """Return the row, or the button, that a number or a title names."""
        if self._asking.ask.buttons:
            return self._numbered_button(text)
        number = row_number(text)
        if number and number <= len(self.memory.rows):
            return self.option(self.memory.rows[number - 1][0])
        for option, title in self.memory.rows:
            if fold(title) in words:
                return self.option(option)
        for row in self._all_rows():
            if fold(row.title) in words:
                return self._chosen(row.value)
        return None

    def _numbered_button(self, text: str) -> Meaning | None:
        keys = list(self._asking.ask.buttons)
        number = row_number(text)
        return self._trigger(keys[number - 1]) if number and number <= len(keys) else None

    def _all_rows(self) -> Sequence[Row]:
        choice = self._asking.ask.list
        return self.functions.rows(choice.provider, self.memory.slots) if choice else ()

    def _read(self, text: str) -> Meaning:
        typed = self._asking.ask.typed
        return self._parsed(typed, text) if typed else NotUnderstood()

    def _parsed(self, typed: Typed, text: str) -> Meaning:
        slots = self.memory.slots
        reading = self.functions.read(typed.parse, text, slots)
        if reading.problem:
            return Refused(reading.problem, reading.says)
        refusals = [
            self.functions.beyond(typed, value) or self.functions.refusal(typed.check, value, slots)
            for value in reading.values
        ]
        passed = tuple(
            value for value, no in zip(reading.values, refusals, strict=True) if no is None
        )
        if len(passed) > 1 or (passed and not reading.sure):
            return Unclear(passed)
        if passed:
            return self._chosen(passed[0])
        first = refusals[0] if refusals else None
        return Refused(first.text, first.says, first.offered) if first else NotUnderstood()


def _only_agrees(commands: Sequence[Command]) -> bool:
    """Return whether a yes is all that was said: to a single row, it chooses that."""
    acts = {command.act for command in commands}
    return Act.AGREE in acts and acts <= {Act.AGREE, Act.THANK}
