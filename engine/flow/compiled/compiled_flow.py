"""A flow made ready to be played: its machine, and its words folded for comparing."""

from __future__ import annotations

from collections.abc import Iterable

from ...words.fold import fold
from ..language.definition import Exit, Flow
from .machine import FlowMachine


class CompiledFlow:
    """One version of a flow, compiled; shared by all its sessions, never changed."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.machine = FlowMachine(flow)
        self.escapes = _by_word(flow.escapes.items())
        self.options = {state: self._options(state) for state in flow.states}
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

    def _closing(self, state: str) -> frozenset[str]:
        ending = self.flow.ending(state)
        words = ending.closing.words if ending and ending.closing else ()
        return frozenset(fold(word) for word in words)

    def is_final(self, state: str) -> bool:
        """Return whether all is done in that state."""
        return state in self.flow.final


def _by_word(exits: Iterable[tuple[str, Exit]]) -> dict[str, str]:
    return {fold(word): key for key, exit_ in exits for word in exit_.words}
