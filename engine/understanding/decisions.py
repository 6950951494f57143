"""What is known where a person writes, and what may be decided about what they wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .commands import Command
from .wish import Wish

YES, NO, BEGIN, UNKNOWN, COMES = "si", "no", "reservar", "pregunta", "voy"
"""Meanings that rules look for themselves."""
CORRECTS = {
    "otro_dia": "date",
    "otra_hora": "time",
    "otro_servicio": "service",
    "otra_persona": "staff",
    "otros_cuantos": "party",
}
"""What kind of value each of these meanings gives anew."""

Wishes = Mapping[str, Wish]
"""What was said of values, by the type of the slot that keeps them."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the conversation stands.

    Attributes:
        asks: the type of the slot that the question fills; "" for none.
        keeps: types of the slots that are kept when they are said ahead.
        filled: what they hold already, by type.
        means: the trigger of each meaning that has an exit here.
        corrects: the trigger that leads back to the question of a filled slot, by type.
        final: triggers that do what cannot be undone.
        pages: whether there are more rows than those in sight.
    """

    asks: str = ""
    keeps: frozenset[str] = frozenset()
    filled: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    corrects: Mapping[str, str] = field(default_factory=dict)
    final: frozenset[str] = frozenset()
    pages: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """Take an exit, with what was said ahead.

    Attributes:
        answer: numbers a merchant's own answer.
        about: the service that a question is about; "" for all of them, None for what is chosen.
        then: what else was said, beside a question.
    """

    trigger: str
    wishes: Wishes = field(default_factory=dict)
    answer: str = ""
    about: str | None = None
    then: Fill | Correct | Go | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Answer the question, or keep what was said until it is asked."""

    wishes: Wishes


@dataclass(frozen=True, slots=True)
class Correct:
    """Go back to the question of a filled slot, with what it shall be."""

    kind: str
    trigger: str
    wishes: Wishes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pick:
    """Choose a row, from 1; -1 is the last."""

    row: int


@dataclass(frozen=True, slots=True)
class Further:
    """Show more rows."""


@dataclass(frozen=True, slots=True)
class Either:
    """Ask which of a few meanings is the right one."""

    meanings: tuple[Wishes, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Answer a word that asks for nothing, and ask the question again; it counts as no failure."""

    kind: Literal["greet", "thank", "wait", "doubt", "both", "no_more", "again"]


Decision = Go | Fill | Correct | Pick | Further | Either | Remark
"""What is done about a message."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, with the commands that it was made by, each as the act that it came to."""

    decision: Decision
    commands: tuple[Command, ...]

    @property
    def reader(self) -> str:
        """The reader of the first of them."""
        return self.commands[0].reader
