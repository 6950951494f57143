"""A flow made ready to be played: its machine, and its words folded for comparing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ...words.fold import fold
from ..language.definition import EMPTY, AskingState, Exit, Flow
from .machine import FlowMachine

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class StateMeanings:
    """What sentences may mean in a state.

    Attributes:
        asks: the type of the slot that the question fills; "" for none.
        means: the trigger of each meaning that has an exit there.
        corrects: the trigger that leads back to the question of a slot, by the slot's type.
    """

    asks: str = ""
    means: Mapping[str, str] = field(default_factory=dict)
    corrects: Mapping[str, str] = field(default_factory=dict)


class CompiledFlow:
    """One version of a flow, compiled; shared by all its sessions, never changed.

    Attributes:
        options: what each word and each button's title means, by state.
        phrases: the same the other way round, by option.
        vanishing: the slots that may refer to what is no longer there.
        keeps: the slots that are kept when they are said ahead, by type.
        understands: whether sentences are read, and not only words and values by themselves.
        meant: what they may mean, by state.
        skipping: states whose question is not asked where its slot is filled.
        settling: states in which a list's only row is taken by itself.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.machine = FlowMachine(flow)
        self.escapes = _by_word(flow.escapes.items())
        self.options = {state: self._options(state) for state in flow.states}
        self.phrases = {state: _by_option(words) for state, words in self.options.items()}
        self.vanishing = tuple(name for name, slot in flow.slots.items() if slot.gone)
        self.keeps = {flow.slots[name].type: name for name in flow.ahead}
        self.meant = {state: self._meant(state) for state in flow.states}
        self.understands = bool(self.keeps) or any(one.means for one in self.meant.values())
        asks = {state: node.ask for state in flow.states if (node := flow.asking(state))}
        self.skipping = frozenset(state for state, ask in asks.items() if ask.skip)
        self.settling = frozenset(s for s, ask in asks.items() if ask.list and ask.list.alone)
        self.inside = {state: self._inside(state) for state in flow.states}
        self.closings = {state: self._closing(state) for state in flow.final}

    def _options(self, state: str) -> dict[str, str]:
        """Every word and button title of a state, folded, with the option that it means."""
        asking = self.flow.asking(state)
        if asking is None:
            return {}
        titles = {
            fold(title): key
            for locale in self.flow.languages
            for key, title in self.flow.buttons(state, locale).items()
        }
        return titles | _by_word(asking.go.items())

    def _meant(self, state: str) -> StateMeanings:
        asking = self.flow.asking(state)
        if asking is None:
            return StateMeanings()
        means = {
            meaning: f"escape:{key}"
            for key, exit_ in self.flow.escapes.items()
            for meaning in exit_.means
        }
        for key, exit_ in asking.go.items():
            trigger = f"escape:{exit_.escape}" if exit_.escape else key
            means |= dict.fromkeys(exit_.means, trigger)
        return StateMeanings(self._asks(state), means, self._corrections(asking))

    def _asks(self, state: str) -> str:
        asking = self.flow.asking(state)
        slot = self.flow.slots.get(asking.ask.keeps) if asking else None
        return slot.type if slot else ""

    def _corrections(self, asking: AskingState) -> dict[str, str]:
        """An exit that forgets a slot and leads to its question is the way to correct it.

        `empty` is none: it says that there was nothing to choose.
        """
        found: dict[str, str] = {}
        for key, exit_ in asking.go.items():
            if key == EMPTY:
                continue
            there = self.flow.asking(exit_.to) if exit_.to else None
            if there and there.ask.keeps in exit_.clear:
                found.setdefault(self.flow.slots[there.ask.keeps].type, key)
        return found

    def _inside(self, state: str) -> tuple[tuple[str, str], ...]:
        """Every word that counts inside a message, folded, with the trigger that it means."""
        asking = self.flow.asking(state)
        own = asking.go.items() if asking else ()
        return (
            *((_apart(word), key) for key, one in own for word in one.contains),
            *(
                (_apart(word), f"escape:{key}")
                for key, one in self.flow.escapes.items()
                for word in one.contains
            ),
        )

    def trigger_inside(self, state: str, text: str) -> str | None:
        """Return what a word inside a message means; the state's own before its escapes."""
        within = _apart(text) if self.inside[state] else ""
        return next((key for word, key in self.inside[state] if word in within), None)

    def _closing(self, state: str) -> frozenset[str]:
        ending = self.flow.ending(state)
        words = ending.closing.words if ending and ending.closing else ()
        return frozenset(fold(word) for word in words)

    def is_final(self, state: str) -> bool:
        """Return whether all is done in that state."""
        return state in self.flow.final


Scripts = Callable[[str, int | None], CompiledFlow]
"""Gives a flow's version, compiled; the newest for None."""


def _apart(text: str) -> str:
    """Return a text's words, folded, with a blank around each."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _by_option(words: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, key in words.items():
        found.setdefault(key, []).append(word)
    return found


def _by_word(exits: Iterable[tuple[str, Exit]]) -> dict[str, str]:
    return {fold(word): key for key, exit_ in exits for word in exit_.words}
