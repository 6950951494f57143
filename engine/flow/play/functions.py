"""The registered functions as one turn calls them: bound to its call, every answer written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from ...errors import MiloError
from ...fast_dataclass import as_dict
from ...understanding.commands import Command
from ...understanding.names import Names
from ...understanding.wish import Wish
from ..language.definition import Branch, Exit, Typed
from ..language.registry import Call, Entry, Outcome, Reading, Refusal, Registry, Row, Value
from ..language.value_types import TEXT, Condition, Wanted
from .external_calls import Answering

A = TypeVar("A")


ANSWERS = "faq"
"""The kind of names under which a client's own answers are known."""


@lru_cache(maxsize=1024)
def names_of(pairs: tuple[tuple[str, str], ...]) -> Names:
    """Return names ready to be looked for; those met last are kept ready."""
    return Names(pairs)


NO_NAMES = Names(())


class FunctionError(MiloError):
    """A function that flows name broke its word: a defect of the function."""

    code = "function"


class Functions:
    """What a flow's names do, for one turn.

    Attributes:
        wrote: other contacts for whom an action put something into the outbox.
    """

    __slots__ = (
        "_bound",
        "_call",
        "_flow",
        "_noted",
        "_options",
        "_outside",
        "_registry",
        "_shown",
        "wrote",
    )

    def __init__(self, registry: Registry, call: Call, outside: Answering | None = None) -> None:
        self._registry = registry
        self._outside = outside
        self._call = call
        self._flow: tuple[str, int] = ("", 0)
        self._bound: Call | None = None
        self._options: Mapping[str, Sequence[Row]] = {}
        self._noted: list[tuple[str, str, Any]] = []
        self._shown: dict[tuple[str, Value], Mapping[str, str] | None] = {}
        self.wrote: list[str] = []

    def rows(
        self,
        name: str,
        slots: Mapping[str, Value],
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Sequence[Row]:
        """Return a provider's rows, those whose value is wanted, or the first so many of them."""
        if name in self._options:
            own = [row for row in self._options[name] if wanted is None or wanted(row.value)]
            return own[:limit]
        rows = self._registry.providers[name].run(self._with(slots))
        if wanted is not None:
            rows = (row for row in rows if wanted(row.value))
        return self._note("provider", name, list(islice(rows, limit)))

    def read(self, name: str, text: str, slots: Mapping[str, Value]) -> Reading:
        """Return what a parser makes of a text."""
        return self._note("parser", name, self._registry.parsers[name].run(self._with(slots), text))

    def is_free(self, name: str) -> bool:
        """Return whether a parser takes any text, as it is."""
        return self._registry.parsers[name].gives == "text"

    def refusal(
        self, names: Sequence[str], value: Value, slots: Mapping[str, Value]
    ) -> Refusal | None:
        """Return the first refusal of these checks, or None when all let the value pass."""
        for name in names:
            refusal = self._registry.checks[name].run(self._with(slots), value)
            self._note("check", name, refusal)
            if refusal:
                return refusal
        return None

    def can_check(self, name: str, slots: Mapping[str, Value]) -> bool:
        """Return whether all that a check looks at is known."""
        return all(slots.get(slot) for slot in self._registry.checks[name].slots)

    def parts(self, slot_type: str) -> Sequence[str]:
        """Return the types of wishes that fill a slot of a type."""
        entry = self._registry.wishes.get(slot_type)
        return entry.of if entry else (slot_type,)

    def weigh(
        self, slot_type: str, wishes: Mapping[str, Wish], slots: Mapping[str, Value]
    ) -> Reading:
        """Return what was wished for a slot of a type comes to."""
        entry = self._registry.wishes.get(slot_type)
        if entry is None:
            wish = wishes.get(slot_type, Wish())
            return Reading(wish.values, sure=wish.sure)
        return self._note("wish", slot_type, entry.run(self._with(slots), wishes))

    def names(self, slot_type: str) -> Names:
        """Return what can be named for a slot of a type."""
        return names_of(self._known(slot_type)) if slot_type in self._registry.known else NO_NAMES

    def _known(self, kind: str) -> tuple[tuple[str, str], ...]:
        entry = self._registry.known[kind]
        return self._note("known", kind, tuple(entry.run(self._with({}))))

    def answers_known(self) -> Mapping[str, tuple[str, ...]]:
        """Return the questions that the client answers in its own words, by the answer's number."""
        found: dict[str, tuple[str, ...]] = {}
        for number, phrase in self._known(ANSWERS) if ANSWERS in self._registry.known else ():
            found[number] = (*found.get(number, ()), phrase)
        return found

    def is_irreversible(self, name: str) -> bool:
        """Return whether an action does what cannot be undone."""
        action = self._registry.actions.get(name)
        return action is not None and action.irreversible

    def beyond(self, typed: Typed, value: Value) -> Refusal | None:
        """Return the refusal of a number, or of the length of a text, that lies beyond bounds."""
        if typed.beyond is None or (typed.min is None and typed.max is None):
            return None
        own_words = self._registry.parsers[typed.parse].gives == TEXT
        measured = Decimal(len(value)) if own_words else Decimal(value)
        low = typed.min is not None and measured < typed.min
        high = typed.max is not None and measured > typed.max
        return Refusal(typed.beyond, {"pedida": str(value)}) if low or high else None

    def branch(self, trigger: str, exit_: Exit, slots: Mapping[str, Value]) -> tuple[str, Exit]:
        """Return the trigger and the exit that an exit is now: the first branch that holds."""
        while exit_.first:
            number = self._first(exit_.first, slots)
            trigger, exit_ = f"{trigger}?{number}", exit_.first[number]
        return trigger, exit_

    def _first(self, branches: Sequence[Branch], slots: Mapping[str, Value]) -> int:
        for number, branch in enumerate(branches[:-1]):
            if self._holds(branch.condition, slots):
                return number
        return len(branches) - 1

    def _holds(self, condition: Condition | None, slots: Mapping[str, Value]) -> bool:
        if isinstance(condition, str):
            answer = self._registry.guards[condition].run(self._with(slots))
            return self._note("guard", condition, bool(answer))
        return all(_fits(slots.get(slot), wanted) for slot, wanted in (condition or {}).items())

    def act(self, name: str, slots: Mapping[str, Value]) -> Outcome:
        """Run an action; its changes stand or fall with the turn's transaction."""
        self._shown.clear()
        action = self._registry.actions[name]
        outcome = self._ended(action, slots)
        if outcome.name not in action.outcomes:
            raise FunctionError(f"{name!r} ended as {outcome.name!r}, which it never declared")
        self.wrote += outcome.wrote
        return self._note("action", name, outcome)

    def _ended(self, action: Entry[Any], slots: Mapping[str, Value]) -> Outcome:
        if action.kind != "outside":
            ended: Outcome = action.run(self._with(slots))
            return ended
        if self._outside is None:
            raise FunctionError(f"{action.name!r} asks outside, and nobody can be asked here")
        return self._outside.outcome(action, slots)

    def proposed(self, question: Mapping[str, Any]) -> Any:
        """Return what the further reader proposes; nothing where there is none to be asked.

        Raises:
            Unanswered: it was not asked yet, or has not answered.
        """
        reader = self._registry.reader
        if reader is None or (reader.kind == "outside" and self._outside is None):
            return ()
        told = self._note("action", reader.name, self._ended(reader, question))
        return told.slots.get("commands", ())

    def followed(self, exit_: Exit, outcome: str) -> str:
        """Return the outcome of an exit's action that counts: its own, or one in its place."""
        others = self._registry.actions[exit_.do].otherwise if exit_.do else {}
        return outcome if outcome in exit_.outcomes else others.get(outcome, outcome)

    def speak_for(
        self, flow: str, version: int, options: Mapping[str, Sequence[Row]] | None = None
    ) -> None:
        """Learn which flow names the functions from now on, and the lists that it has itself."""
        self._flow, self._bound, self._options = (flow, version), None, options or {}

    def show(self, kind: str, value: Value, slots: Mapping[str, Value]) -> Mapping[str, str] | None:
        """Return what texts may say of a value; None when what it refers to is gone."""
        key = (kind, value)
        if key not in self._shown:
            show = self._registry.shows.get(kind)
            shown = show.run(self._with(slots), value) if show else {}
            self._shown[key] = self._note("show", kind, shown)
        return self._shown[key]

    def forget_shown(self) -> None:
        """Ask again what texts may say: the slots are others."""
        self._shown.clear()

    def said(self, flow: str, text: str) -> None:
        """Report to the listener, if there is one, which text is said."""
        for listener in self._registry.listeners:
            listener(flow, text)

    def understood(self, rule: str, commands: Sequence[Command] = ()) -> None:
        """Note by which rule a message was understood, and what readers proposed."""
        self._note("understood", "", rule)
        if commands:
            self._note("commands", "", [command.to_json() for command in commands])

    def offered(self, form_id: str, secret: str) -> None:
        """Note which form was sent with the question."""
        self._note("form", "", {"id": form_id, "secret": secret})

    @property
    def registry(self) -> Registry:
        """All functions that flows may name."""
        return self._registry

    def message_arrived(self, slots: Mapping[str, Value]) -> None:
        """Run what is done at each message of a person."""
        for hook in self._registry.hooks:
            hook(self._with(slots))

    @property
    def answers(self) -> list[dict[str, Any]]:
        """Each call with its answer, in order, as JSON data."""
        return [
            {"call": f"{kind}:{name}" if name else kind, "answer": _plain(answer)}
            for kind, name, answer in self._noted
        ]

    def _with(self, slots: Mapping[str, Value]) -> Call:
        """Return the call with these slots; the one before, where they are the same."""
        if self._bound is None or self._bound.slots != slots:
            call = self._call
            self._bound = Call(
                *(call.tx, call.client, call.contact, call.session, call.now, call.ids),
                dict(slots),
                *self._flow,
                call.written_at,
                call.public_base,
            )
        return self._bound

    def _note(self, kind: str, name: str, answer: A) -> A:
        self._noted.append((kind, name, answer))
        return answer


def _fits(value: Value, wanted: Wanted) -> bool:
    """Return whether a slot's value is one of those wanted, or within; true: any, false: none."""
    filled = value is not None and value != ""
    if isinstance(wanted, bool):
        return filled is wanted
    return filled and str(value) in wanted


def _plain(answer: Any) -> Any:
    """Return an answer as JSON data."""
    kind: Any = type(answer)
    if kind in _JSON_AS_IT_IS:
        return answer
    if is_dataclass(kind):
        return {name: _plain(value) for name, value in as_dict(answer).items()}
    if isinstance(answer, Mapping):
        return dict(answer)
    if isinstance(answer, list | tuple):
        return [_plain(item) for item in answer]
    return answer


_JSON_AS_IT_IS = frozenset({str, int, float, bool, type(None)})
