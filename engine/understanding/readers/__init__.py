"""Readers turn a message into commands. Each is a pure function of the message and the scene.

moments      days and hours, of what `single_days`, `stretches`, `clock` and `hour_spans` find
soon         hours that count from now: «en media hora»
naming       services, staff, how many come
meanings     what flows have an exit for, and questions
follow_ups   a question that only says what differs from the one before: «¿y los sábados?»
notes        what the shop has to know: in whose name, «necesito factura»
replies      yes, no, thanks, hello, one moment; rows by their number
heard        what a reader found, and the text without it

A reader is registered by its name, as actions are: `READERS.add("mine")(function)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..commands import Act, Command
from ..scene import Scene
from ..sentence import BREAK, Sentence
from .meanings import OTHER, read_meanings
from .moments import read_moments
from .naming import SERVICE, read_names
from .notes import take_notes
from .replies import read_replies

Reader = Callable[[Sentence, Scene], Sequence[Command]]
"""Reads a message; it proposes, and decides nothing."""

_GIVE_NO_VALUE = frozenset({"meanings", "replies"})
"""Readers that need not be asked where only values count."""


class Readers:
    """Readers by name, in the order in which they are asked."""

    def __init__(self, **readers: Reader) -> None:
        self._readers = dict(readers)

    def add(self, name: str) -> Callable[[Reader], Reader]:
        """Register a reader."""

        def register(reader: Reader) -> Reader:
            self._readers[name] = reader
            return reader

        return register

    def read(self, said: Sentence, scene: Scene) -> list[Command]:
        """Return all that the readers propose.

        Beside a question that has an answer, only what other clauses say is a value: «¿cuánto sale
        el color? Quiero un corte el viernes».
        """
        noted, said = take_notes(said, scene)
        found = [*noted, *self._each(said, scene)]
        if BREAK not in said.plain:
            return found
        asked = [one for one in found if one.act is Act.QUESTION and one.topic != OTHER]
        if not asked or not any(one.act is Act.SET for one in found):
            return found
        rest = [clause for clause in said.clauses if not _asks(clause, asked)]
        if not rest:
            return found
        others = self._each(replace(said, plain=f" {BREAK} ".join(rest)), scene, _GIVE_NO_VALUE)
        apart = [replace(one, apart=True) for one in others if one.act is Act.SET]
        if apart and not any(one.topic == SERVICE for one in apart):
            apart += [replace(one, apart=True) for one in found if one.topic == SERVICE]
        apart += noted
        return [*(one for one in found if one.act is not Act.SET), *apart] if apart else found

    def _each(
        self, said: Sentence, scene: Scene, without: frozenset[str] = frozenset()
    ) -> Iterator[Command]:
        for name, reader in self._readers.items():
            if name not in without:
                yield from reader(said, scene)


def _asks(clause: str, asked: Sequence[Command]) -> bool:
    """Return whether a clause is the question, or a part of it."""
    words = clause.split()
    return any(
        one.words in clause or clause in one.words or {*one.words.split()}.issubset(words)
        for one in asked
    )


READERS = Readers(
    moments=read_moments, names=read_names, meanings=read_meanings, replies=read_replies
)
"""Those that travel with Milo."""
