"""How a turn speaks: what was said and what is asked become one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..messages import Outgoing
from . import asking
from .definition import Ask, Choice
from .functions import Functions
from .memory import Memory
from .script import Script
from .taps import Tap, read_tap
from .texts import fill

MORE_TEXT = "ver_mas"
"""The text that names the row which turns the page."""
WHICH_TEXT = "cual_de_estos"
"""The text that asks which of several was meant."""


class Voice:
    """Gathers what one turn says.

    Attributes:
        own: the client's own words, by text name.
    """

    def __init__(
        self, script: Script, session_id: str, functions: Functions, own: Mapping[str, str]
    ) -> None:
        self.flow = script.flow
        self.session_id = session_id
        self.functions = functions
        self.own = own
        self.said: list[str] = []
        self.question: Outgoing | None = None

    def say(self, text: str | None, memory: Memory, says: Mapping[str, str] | None = None) -> None:
        """Add a text, with what `memory` holds now and what `says` adds."""
        if text:
            self.said.append(self.filled(text, memory, says))

    def ask(self, state: str, memory: Memory, page: int, only: Sequence[str]) -> bool:
        """Ask a state's question in place of any asked before; False where nothing can be chosen.

        Args:
            state: the state; a final one asks nothing.
            memory: learns which rows are shown.
            page: which page of the list.
            only: values that the list is narrowed to.
        """
        node = self.flow.asking(state)
        self.question = None
        memory.rows = []
        if node and node.ask.list:
            return self._ask_list(state, node.ask, node.ask.list, memory, page, only)
        if node:
            encode = self._encoder(state, memory)
            self.question = asking.with_buttons(
                node.ask, self.filled(node.ask.text, memory), encode
            )
        return True

    def message(self, *, asks: bool) -> Outgoing | None:
        """Return all of it as one message within WhatsApp's limits; without the question if so."""
        question = self.question if asks else None
        said = "\n\n".join(text for text in self.said if text)
        message = (question or Outgoing("")).after(said).fitted()
        return message if message.text else None

    def filled(self, text: str, memory: Memory, says: Mapping[str, str] | None = None) -> str:
        """Return a text of the flow, or the client's own words for it, with its slots."""

        def shown(name: str) -> str:
            return self._shown(name, memory, says or {})

        return fill(self.own.get(text, ""), shown) or fill(self.flow.texts[text], shown)

    def is_gone(self, slot: str, memory: Memory) -> bool:
        """Return whether a slot refers to something that is no longer there."""
        value = memory.slots.get(slot)
        return value is not None and self._view(self.flow.slots[slot].type, value, memory) is None

    def _ask_list(
        self,
        state: str,
        ask: Ask,
        choice: Choice,
        memory: Memory,
        page: int,
        only: Sequence[str],
    ) -> bool:
        rows = self.functions.rows(choice.provider, memory.slots)
        encode, opener = self._encoder(state, memory), self.filled(choice.open, memory)
        if few := [row for row in rows if row.value in only]:
            which = self.filled(WHICH_TEXT, memory)
            self.question = asking.narrowed(few, which, opener, encode)
        elif rows:
            shown = asking.page_of(rows, page, choice.page)
            text, more = self.filled(ask.text, memory), self.filled(MORE_TEXT, memory)
            self.question = asking.with_page(shown, text, more, opener, encode)
        options = (*self.question.rows, *self.question.buttons) if self.question else ()
        memory.rows = [[_option(option.id), option.title] for option in options]
        return bool(rows)

    def _encoder(self, state: str, memory: Memory) -> asking.Encode:
        flow = self.flow

        def encode(option: str) -> str:
            asked = memory.asked
            return Tap(self.session_id, flow.flow, flow.version, state, asked, option).encode()

        return encode

    def _shown(self, name: str, memory: Memory, says: Mapping[str, str]) -> str:
        """Return what a name in a text has to show; "" for nothing."""
        if name in says:
            return says[name]
        base, _, suffix = name.partition(".")
        slot, value = self.flow.slots.get(base), memory.slots.get(base)
        if slot and value is None:
            return ""
        return (self._view(slot.type if slot else base, value, memory) or {}).get(suffix, "")

    def _view(self, kind: str, value: Any, memory: Memory) -> Mapping[str, str] | None:
        return self.functions.show(kind, value, memory.slots)


def _option(tap_id: str) -> str:
    tap = read_tap(tap_id)
    return tap.option if tap else ""
