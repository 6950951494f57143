"""How a turn speaks: what was said and what is asked become one message."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...fast_dataclass import replace
from ...messages import Link, Media, Outgoing, width
from ...understanding.wish import Wish
from ..language.attachment import is_address, is_source
from ..language.definition import MORE_TEXT, NONE_TEXT, SOME_TEXT, WHICH_TEXT, Ask, Choice, Flow
from ..language.placeholders import fill
from ..language.registry import Row
from . import question
from .functions import Functions
from .memory import Memory
from .tap_ids import beginning, option_of

PERMISSION = "permiso"
"""The name by which a text asks whether the client may write of its own accord."""
ASKED_BEHIND = 100
"""Characters of other texts behind which it is asked: with more, a message is too long."""
ANSWER = "respuesta"
"""The name by which texts show the client's own answer to a question."""
SERVICE = "service"
"""The type of the slot that names what is booked."""
_NOTHING = Outgoing("")
_FEW = 3
"""Rows that are shown of «lo antes posible»."""


class Voice:
    """Gathers what one turn says.

    Attributes:
        root: the session's own flow, whose texts serve the flows that it calls.
        flow: the flow that speaks.
        own: the client's own words, by text name.
        locale: the client's, which chooses among a flow's languages; "": the flow's own.
        answer: the number of the client's own answer that is given, if one is.
        about: of what type `service` the next text speaks; "" of all, None of what is chosen.
        greets: whether a question is put as for the first time.
    """

    __slots__ = (
        "_asked_with",
        "_said_with",
        "about",
        "answer",
        "flow",
        "functions",
        "greets",
        "locale",
        "own",
        "question",
        "root",
        "said",
        "session_id",
    )

    def __init__(
        self,
        root: Flow,
        session_id: str,
        functions: Functions,
        own: Mapping[str, str],
        locale: str = "",
    ) -> None:
        self.root = self.flow = root
        self.session_id = session_id
        self.functions = functions
        self.own = own
        self.locale = locale
        self.answer = ""
        self.about: str | None = None
        self.greets = True
        self.said: list[str] = []
        self.question: Outgoing | None = None
        self._said_with = self._asked_with = _NOTHING

    def say(
        self,
        text: str | None,
        memory: Memory,
        says: Mapping[str, str] | None = None,
        *,
        leads: bool = True,
    ) -> None:
        """Add a text, with what `memory` holds now and what `says` adds.

        Where it `leads` to no list of its own, a last sentence that does is left out: «Los domingos
        no abrimos. Estos días sí:».
        """
        if text:
            filled = self._filled_about(text, memory, says)
            self.said.append(filled if leads else _LEAD.sub("", filled) or filled)
            self._said_with = self._attached(text, self._said_with, memory, says)

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
        self._asked_with = _NOTHING
        memory.rows = ()
        memory.page = 0
        if node and only:
            self._ask_which(state, node.ask, memory, only)
        elif node and node.ask.list:
            return self._ask_list(state, node.ask, node.ask.list, memory, page)
        elif node:
            encode, titles = self._encoder(state, memory), self.flow.buttons(state, self.locale)
            wording, typed = self._wording(node.ask, memory), node.ask.typed
            request = (typed and typed.request) or ""
            self.question = question.with_buttons(titles, wording, encode, request)
        return True

    def message(self, *, asks: bool) -> Outgoing | None:
        """Return all of it as one message within WhatsApp's limits; without the question if so."""
        question = self.question if asks else None
        said = "\n\n".join(text for text in self.said if text)
        extra = self._asked_with if question else _NOTHING
        media, link = extra.media or self._said_with.media, extra.link or self._said_with.link
        whole = question or _NOTHING
        if media or link:
            whole = replace(whole, media=media, link=link)
        message = whole.after(said).fitted()
        return message if message.text else None

    def filled(self, text: str, memory: Memory, says: Mapping[str, str] | None = None) -> str:
        """Return a text of the flow, or the client's own words for it, with its slots."""

        def shown(name: str) -> str:
            return self._shown(name, memory, says or {})

        flow = self.flow if text in self.flow.texts else self.root
        self.functions.said(flow.flow, text)
        wording = flow.language(self.locale)[text]
        speaks = self.flow if text in self.flow.texts else self.root
        own = self.own.get(text, "") if "texts" in speaks.overridable else ""
        return fill(own, shown) or fill(wording, shown)

    def _filled_about(self, text: str, memory: Memory, says: Mapping[str, str] | None) -> str:
        """Return a text as it speaks of the service that was asked about, and of none after it."""
        if self.about is None:
            return self.filled(text, memory, says)
        self.functions.forget_shown()
        told = self.filled(text, memory, says)
        self.about = None
        self.functions.forget_shown()
        return told

    def is_gone(self, slot: str, memory: Memory) -> bool:
        """Return whether a slot refers to something that is no longer there."""
        value = memory.slots.get(slot)
        return value is not None and self._view(self.flow.slots[slot].type, value, memory) is None

    def _wording(self, ask: Ask, memory: Memory) -> str:
        goes_on = self.said or memory.page or not self.greets
        text = (ask.again if goes_on else None) or ask.text
        self._asked_with = self._attached(text, _NOTHING, memory)
        return self.filled(text, memory)

    def _attached(
        self,
        text: str,
        before: Outgoing,
        memory: Memory,
        says: Mapping[str, str] | None = None,
    ) -> Outgoing:
        """Return what goes out with a text; what it has none of stays as it was `before`."""
        attached = (self.flow if text in self.flow.texts else self.root).attach.get(text)
        if attached is None:
            return before
        if file := attached.file:
            kind, name = file
            source = self.filled(name, memory, says).strip()
            if is_source(source):
                before = replace(before, media=Media(kind, source))
        if link := attached.link:
            address = self.filled(link.url, memory, says).strip()
            if is_address(address):
                title = self.filled(link.title, memory, says)
                before = replace(before, link=Link(title, address))
        return before

    def _ask_list(self, state: str, ask: Ask, choice: Choice, memory: Memory, page: int) -> bool:
        enough = question.enough(page, choice.page)
        wish = Wish.from_json(memory.narrow)
        rows = self._rows(choice, memory, wish, enough)
        if not rows and memory.narrow:
            self.say(NONE_TEXT, memory, {"pedida": _capital(wish.label)})
            memory.narrow = {}
            rows = self.functions.rows(choice.provider, memory.slots, enough)
        elif wish.label and not page:
            self.say(SOME_TEXT, memory, {"pedida": _capital(wish.label)})
        if rows:
            shown = question.page_of(rows, page, choice.page)
            memory.page = shown.number
            text, more = self._wording(ask, memory), self.filled(MORE_TEXT, memory)
            encode, opener = self._encoder(state, memory), self.filled(choice.open, memory)
            self._show(question.with_page(shown, text, more, opener, encode), memory)
        return bool(rows)

    def _rows(self, choice: Choice, memory: Memory, wish: Wish, enough: int) -> Sequence[Row]:
        """Return the rows that are wanted, or the first so many."""
        if not memory.narrow:
            return self.functions.rows(choice.provider, memory.slots, enough)
        fitting = self.functions.rows(
            choice.provider, memory.slots, _FEW if wish.pick == "first" else enough, wish.fits
        )
        if wish.pick == "last":
            fitting = self.functions.rows(choice.provider, memory.slots, None, wish.fits)[-_FEW:]
        return fitting

    def ask_either(
        self, state: str, memory: Memory, text: str, either: Sequence[list[Any]]
    ) -> None:
        """Ask which of a few meanings is the right one, in place of the state's question."""
        memory.rows, memory.either = (), [list(one) for one in either]
        titles = {f"{question.MEANING}{i}": title for i, (title, _) in enumerate(either)}
        encode = self._encoder(state, memory)
        self.question = question.with_buttons(titles, self.filled(text, memory), encode)

    def short(self, slot: str, value: str, slots: Mapping[str, Any]) -> str:
        """Return how a value is called where there is little room."""
        shown = self.functions.show(self.flow.slots[slot].type, value, slots) or {}
        return shown.get("corta") or shown.get("", value)

    def _ask_which(self, state: str, ask: Ask, memory: Memory, only: Sequence[str]) -> None:
        """Ask which of a few values an answer meant, offered in a list or not."""
        alone = len(only) == 1
        which = self._wording(ask, memory) if alone else self.filled(WHICH_TEXT, memory)
        encode = self._encoder(state, memory)
        rows = [Row(value, self._title(ask, value, memory)) for value in only]
        self._show(question.narrowed(rows, which, encode), memory)

    def _title(self, ask: Ask, value: str, memory: Memory) -> str:
        if ask.list:
            for row in self.functions.rows(ask.list.provider, memory.slots):
                if row.value == value:
                    return row.title
        slot = self.flow.slots[ask.keeps]
        return (self._view(slot.type, value, memory) or {}).get("", value)

    def _show(self, question: Outgoing, memory: Memory) -> None:
        """Make it the question; remember its rows, for a number or a title that is typed."""
        self.question = question
        options = (*question.rows, *question.buttons)
        memory.rows = [[option_of(option.id), option.title] for option in options]

    def _encoder(self, state: str, memory: Memory) -> question.Encode:
        flow, asked = self.flow, memory.asked
        return beginning(self.session_id, flow.flow, flow.version, state, asked).__add__

    def _shown(self, name: str, memory: Memory, says: Mapping[str, str]) -> str:
        """Return what a name in a text has to show; "" for nothing."""
        if name in says:
            return says[name]
        base, _, suffix = name.partition(".")
        if base == PERMISSION and sum(map(width, self.said)) > ASKED_BEHIND:
            return ""
        slot, value = self.flow.slots.get(base), memory.slots.get(base)
        if slot and value is None:
            return ""
        if base == ANSWER:
            value = self.answer or None
        if slot is None and base == ANSWER and value is None:
            return ""
        value = self.flow.title(base, str(value), self.locale) or value
        seen = (self._view(slot.type if slot else base, value, memory) or {}).get(suffix, "")
        if base == PERMISSION and seen:
            memory.permission = True
        return seen

    def _view(self, kind: str, value: Any, memory: Memory) -> Mapping[str, str] | None:
        slots = memory.slots
        if self.about is not None:
            own = {
                name: self.about for name, slot in self.root.slots.items() if slot.type == SERVICE
            }
            slots = {**slots, **own}
        return self.functions.show(kind, value, slots)


_LEAD = re.compile(r"(?:^|(?<=[.!?])\s+)[^.!?]*:\s*$")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
