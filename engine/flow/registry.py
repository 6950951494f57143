"""The Python functions that flows name: providers, parsers, checks, actions, shows.

Each is registered by name with a decorator; its docstring says what it is for. All are given a
`Call`, which holds everything they may know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from ..model import Client, Contact, Session
from ..ports import Ids, Transaction

Value = Any
"""What a slot holds: JSON, in practice a string."""


@dataclass(frozen=True, slots=True)
class Call:
    """All that a function may know: whose conversation, what it remembers, when it is."""

    tx: Transaction
    client: Client
    contact: Contact
    session: Session
    now: datetime
    ids: Ids
    slots: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Row:
    """One choice of a list."""

    value: str
    title: str
    description: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parser made of a text: candidates, likeliest first, or a problem to tell.

    Nothing at all means that the text is no such thing. What is not `sure` is asked about, even
    a single candidate.
    """

    values: tuple[Value, ...] = ()
    problem: str = ""
    """A text's name: it is such a thing, but one that cannot be."""
    says: Mapping[str, str] = field(default_factory=dict)
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a check does not let a value pass: a text's name, and what that text may use."""

    text: str
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an action ended, and the slots that it changes.

    Attributes:
        wrote: other contacts for whom it put something into the outbox.
    """

    name: str
    slots: Mapping[str, Value] = field(default_factory=dict)
    wrote: tuple[str, ...] = ()


Provider = Callable[[Call], Sequence[Row]]
Parser = Callable[[Call, str], Reading]
Check = Callable[[Call, Value], Refusal | None]
Show = Callable[[Call, Value], Mapping[str, str] | None]
"""What texts may say of a value, by suffix ("" is the value itself); None when it is gone."""
Hook = Callable[[Call], None]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Action:
    """A store action: it runs inside the turn's transaction."""

    run: Callable[[Call], Outcome]
    outcomes: tuple[str, ...]


@dataclass(slots=True)
class Registry:
    """Functions by kind and name."""

    providers: dict[str, Provider] = field(default_factory=dict)
    parsers: dict[str, Parser] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    shows: dict[str, Show] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What a flow has to have in words for each parser and check."""
    hooks: list[Hook] = field(default_factory=list)
    """Run at each message of a person, before it is understood."""

    def provider(self, name: str) -> Callable[[F], F]:
        """Register a function that gives a list's rows."""
        return _into(self.providers, name)

    def parser(self, name: str, *texts: str) -> Callable[[F], F]:
        """Register a function that reads what was typed, with the texts that it may name."""
        self.texts[name] = texts
        return _into(self.parsers, name)

    def check(self, name: str, *texts: str) -> Callable[[F], F]:
        """Register a function that lets a value pass or says why not, by one of these texts."""
        self.texts[name] = texts
        return _into(self.checks, name)

    def show(self, slot_type: str) -> Callable[[F], F]:
        """Register what texts may say of a slot's type (or of `client` and `contact`)."""
        return _into(self.shows, slot_type)

    def action(self, name: str, *outcomes: str) -> Callable[[F], F]:
        """Register a store action with all the outcomes that it may have."""

        def register(function: F) -> F:
            self.actions[name] = Action(function, outcomes)
            return function

        return register

    def __or__(self, other: Registry) -> Registry:
        """Return one with the functions of both."""
        return Registry(
            self.providers | other.providers,
            self.parsers | other.parsers,
            self.checks | other.checks,
            self.actions | other.actions,
            self.shows | other.shows,
            self.texts | other.texts,
            [*self.hooks, *other.hooks],
        )

    def on_message(self, function: F) -> F:
        """Register something to be done at each message of a person."""
        self.hooks.append(function)
        return function


def _into(table: dict[str, Any], name: str) -> Callable[[F], F]:
    def register(function: F) -> F:
        table[name] = function
        return function

    return register
