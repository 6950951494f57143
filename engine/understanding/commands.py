"""What a message asks for, as readers propose it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .wish import NO_WISH, Wish

CLEAR = 1.0
"""A strength on which even what cannot be undone may be acted on."""
LIKELY = 0.8
"""A strength that is acted on where it can be undone."""
WEAK = 0.5
"""A strength that is asked back."""
FAINT = 0.3
"""A strength that is asked back where nothing else was understood."""


class Act(StrEnum):
    """What a message asks for."""

    ANSWER = "answer"
    """The question that is being asked."""
    SET = "set"
    """A slot that is not asked about yet."""
    CORRECT = "correct"
    """A slot that is filled already."""
    CHOOSE = "choose"
    """A row, by its number or its place."""
    MORE = "more"
    """More of what is shown."""
    BOTH = "both"
    """More than one of what is shown."""
    MEAN = "mean"
    """Something that flows give an exit to: see `intents`."""
    QUESTION = "question"
    """Something to be told; then the question again."""
    CLARIFY = "clarify"
    """One of several things."""
    AGREE = "agree"
    REFUSE = "refuse"
    THANK = "thank"
    GREET = "greet"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Command:
    """What a message asks for.

    Attributes:
        act: what is to be done.
        reader: who proposes it.
        words: the words that it stands on, folded.
        strength: how sure it is, 0 to 1.
        topic: of MEAN and QUESTION, what is meant; of others, the type of the slot.
        wish: of ANSWER, SET and CORRECT, the value.
        row: of CHOOSE, which row, from 1; -1 is the last.
        either: of CLARIFY, what each of the meanings asks for.
        apart: of SET, whether it stands in another clause than a question that has an answer.
    """

    act: Act
    reader: str
    words: str
    strength: float = CLEAR
    topic: str = ""
    wish: Wish = NO_WISH
    row: int = 0
    either: tuple[tuple[Command, ...], ...] = ()
    apart: bool = False

    def named(self, act: Act) -> Command:
        """Return the same, as another act."""
        return replace(self, act=act)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data, without what is empty."""
        told: dict[str, Any] = {
            "act": self.act.value,
            "reader": self.reader,
            "words": self.words,
            "strength": self.strength,
        }
        if self.topic:
            told["topic"] = self.topic
        if wish := self.wish.to_json():
            told["wish"] = wish
        if self.row:
            told["row"] = self.row
        if self.either:
            told["either"] = [[one.to_json() for one in each] for each in self.either]
        return told


def first(commands: Sequence[Command], act: Act, *topics: str) -> Command | None:
    """Return the first command of an act, and of these topics where there are any."""
    fitting = (one for one in commands if one.act is act and (not topics or one.topic in topics))
    return next(fitting, None)


def asks(commands: Sequence[Command], *topics: str) -> bool:
    """Return whether there is a question, about one of these topics where there are any."""
    return first(commands, Act.QUESTION, *topics) is not None


def sets_of(commands: Sequence[Command]) -> list[Command]:
    """Return those that give a value."""
    return [one for one in commands if one.act is Act.SET]


def wishes_of(commands: Sequence[Command]) -> dict[str, Wish]:
    """Return what is said of values, by type."""
    return {one.topic: one.wish for one in commands}
