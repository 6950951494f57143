"""A text that may be for either of two clients: the one that is asking, or another that it names.

Which was meant is asked with two buttons. What was said waits on the contact for the answer, and
counts then as what it was meant to be. The buttons are the lobby's, which name a client for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from ..flow.language.definition import Flow
from ..flow.language.placeholders import fill
from ..flow.play.question import VALUE
from ..flow.play.tap_ids import beginning
from ..messages import Incoming, Option, Outgoing
from ..model import Client, Contact
from ..words.fold import NAME_LIMIT, clean, fold, row_number

KEPT = "doubt"
"""Names it in what is remembered of a contact."""
_SAID_LIMIT = 60
_YES = frozenset(["si", "sip", "dale", "ok", "oka", "okey", "claro", "vamos", "bueno", "obvio"])
_NO = frozenset(("no", "nop", "no gracias", "sigo aca", "aca"))
_TAKEN, _NAMED = ("cual_quisiste", "es_respuesta", "ir_al_otro"), ("pasamos", "sigo_aca", "vamos")
ANNOUNCED = {
    **dict.fromkeys(("cual_quisiste", "pasamos"), ("dicho", "otro", "este")),
    **dict.fromkeys(("es_respuesta", "ir_al_otro", "sigo_aca", "vamos"), ()),
}
"""The lobby's texts that ask, each with what it may show."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not sure about a text.

    Attributes:
        here: the slug of the client that is asking.
        other: the slug of the client that the text names.
        said: the text.
        taken: whether the question that is asked takes it; then it is the other's slug, too.
        asked_at: when the person was asked which was meant.
    """

    here: str
    other: str
    said: Incoming
    taken: bool
    asked_at: datetime

    @classmethod
    def of(cls, contact: Contact) -> Self | None:
        """Return a contact's, if there is one."""
        kept: Mapping[str, Any] | None = contact.data.get(KEPT)
        if kept is None:
            return None
        said, asked_at = Incoming.from_json(kept["said"]), datetime.fromisoformat(kept["asked_at"])
        return cls(kept["here"], kept["other"], said, kept["taken"], asked_at)

    def to_json(self) -> dict[str, Any]:
        """Return it as what is remembered of a contact."""
        kept = {
            "here": self.here,
            "other": self.other,
            "said": self.said.to_json(),
            "taken": self.taken,
            "asked_at": self.asked_at.isoformat(),
        }
        return {KEPT: kept}


def question(lobby: Flow, contact: Contact, here: Client, other: Client, doubt: Doubt) -> Outgoing:
    """Return what asks which of two clients a text was for."""
    says = {
        "dicho": clean(doubt.said.text, _SAID_LIMIT),
        "este": clean(here.name, NAME_LIMIT),
        "otro": clean(other.name, NAME_LIMIT),
    }
    asks, stays, goes = (
        fill(lobby.texts[text], lambda name: says.get(name, ""))
        for text in (_TAKEN if doubt.taken else _NAMED)
    )
    button = beginning(contact.id, lobby.flow, lobby.version, lobby.initial, 0) + VALUE
    options = Option(button + other.slug, goes), Option(button + here.slug, stays)
    return Outgoing(asks, buttons=options[::-1] if doubt.taken else options).fitted()


def typed_answer(lobby: Flow, doubt: Doubt, text: str) -> str | None:
    """Return the slug of the client that a typed answer chooses; None where it is no answer."""
    _, stays, goes = (fold(lobby.texts[name]) for name in (_TAKEN if doubt.taken else _NAMED))
    in_order = (doubt.here, doubt.other) if doubt.taken else (doubt.other, doubt.here)
    word, number = fold(text), row_number(text)
    if number in (1, 2):
        return in_order[number - 1]
    if word == goes or (word in _YES and not doubt.taken):
        return doubt.other
    return doubt.here if word == stays or (word in _NO and not doubt.taken) else None
