"""The Python functions that flows name: providers, parsers, checks, guards, actions, shows.

Each is registered by name with a decorator. Its docstring and what the decorator is told are the
reference: `milo flow reference` prints them. All are given a `Call`, which holds everything they
may know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, fields
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from ...fast_dataclass import dataclass
from ...model import Client, Contact, Session
from ...ports import Ids, Transaction
from ...understanding.wish import Wish

Value = Any
"""What a slot holds: JSON, in practice a string."""


@dataclass(frozen=True, slots=True)
class Call:
    """All that a function may know: whose conversation, what it remembers, when it is.

    Attributes:
        flow, version: those that name the function; `session` has those it began with.
        written_at: when the message was sent that is answered, by WhatsApp's own clock; None where
            that is not known, or there is none. It may be worked a while later.
        public_base: begins the links to our pages; "" where there are none.
    """

    tx: Transaction
    client: Client
    contact: Contact
    session: Session
    now: datetime
    ids: Ids
    slots: Mapping[str, Value]
    flow: str = ""
    version: int = 0
    written_at: datetime | None = None
    public_base: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """All that an outside action may know. There is no transaction: none is open while it runs.

    Attributes:
        key: the same however often the action is run for this turn, and no other's: another
            system that is asked twice with one key does it once.
        settings: the client's, as JSON.
    """

    key: str
    client_id: str
    client_slug: str
    settings: Mapping[str, Any]
    contact_id: str
    contact_name: str
    user_phone: str | None
    session_id: str
    now: datetime
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
    narrowed: Wish | None = None
    """Of a wish that names no value: which rows are wanted; None for those of the wish itself."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a check does not let a value pass: a text's name, and what that text may use.

    A yes takes what is `offered` in its place, where that is one value.
    """

    text: str
    says: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an action ended, and the slots that it changes.

    Attributes:
        slots: values by slot; None forgets what the slot had.
        wrote: other contacts for whom it put something into the outbox.
    """

    name: str
    slots: Mapping[str, Value] = field(default_factory=dict)
    wrote: tuple[str, ...] = ()


Weigh = Callable[["Call", Mapping[str, Wish]], Reading]
"""What was wished, by type, comes to here: the values that it may be, or why there is none."""
Know = Callable[["Call"], Iterable[tuple[str, str]]]
"""What can be named: ids with names, or answers with the questions that they answer."""
Provider = Callable[[Call], Iterable[Row]]
"""The rows of a list, in order. It is asked for no more of them than are shown."""
Parser = Callable[[Call, str], Reading]
Check = Callable[[Call, Value], Refusal | None]
Guard = Callable[[Call], bool]
Outside = Callable[[Request], Outcome]
"""An action that asks somebody outside; it runs before the turn's transaction."""
Show = Callable[[Call, Value], Mapping[str, str] | None]
"""What texts may say of a value, by suffix ("" is the value itself); None when it is gone."""
Hook = Callable[[Call], None]
Listener = Callable[[str, str], None]
"""Hears the flow and the name of a text."""
Kind = Literal["provider", "parser", "check", "guard", "action", "outside", "show", "wish", "known"]
ERROR = "error"
"""How an outside action ends that failed, or whose time was over."""
READER, READ = "reader", "read"
"""The name of the further reader, and how it ends that has read a message."""
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Entry(Generic[F]):
    """A function that flows may name, with all that is told of it.

    Attributes:
        slots: those that it needs, by the names that a flow has to give them.
        optional: those that it reads where they are filled; `*` for all that there are.
        texts: those that it may name; a flow has to have them.
        outcomes: every way in which an action may end.
        fills: the slots that are filled once an action has ended, by outcome.
        otherwise: the outcome that counts in place of another that a flow does not follow.
        suffixes: what a show knows besides the value itself.
        sometimes: those of its suffixes (or "", the value) that may have nothing to show.
        seconds: how long an outside action may take.
        gives: the type of what a provider's rows stand for, or of what a parser makes.
        takes: the type of what a check looks at.
        reads: whether a parser reads a text, whatever the session; None where that depends.
        of: the types of wishes that it is made of.
        irreversible: whether an action does what cannot be undone: only a clear reading takes it.
        keeps_consent: whether an action keeps that the person agreed to be written to, where they
            were asked.
    """

    kind: Kind
    name: str
    run: F
    slots: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    fills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    suffixes: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    seconds: float = 0.0
    gives: str = ""
    takes: str = ""
    reads: Callable[[str], bool] | None = None
    of: tuple[str, ...] = ()
    irreversible: bool = False
    keeps_consent: bool = False

    def told(self) -> dict[str, Any]:
        """Return all that is told of it, as JSON."""
        told = (each.name for each in fields(self) if each.name not in ("run", "reads"))
        return {name: getattr(self, name) for name in told}


@dataclass(slots=True)
class Registry:
    """Functions by kind and name; `actions` holds those inside the turn and those outside."""

    providers: dict[str, Entry[Provider]] = field(default_factory=dict)
    parsers: dict[str, Entry[Parser]] = field(default_factory=dict)
    checks: dict[str, Entry[Check]] = field(default_factory=dict)
    guards: dict[str, Entry[Guard]] = field(default_factory=dict)
    actions: dict[str, Entry[Callable[..., Outcome]]] = field(default_factory=dict)
    shows: dict[str, Entry[Show]] = field(default_factory=dict)
    wishes: dict[str, Entry[Weigh]] = field(default_factory=dict)
    """What a wish for a slot of a type comes to; of other types it is taken as it stands."""
    known: dict[str, Entry[Know]] = field(default_factory=dict)
    """What can be named in a sentence, by the type of the slot that keeps it."""
    hooks: list[Hook] = field(default_factory=list)
    """Run at each message of a person, before it is understood."""
    listeners: list[Listener] = field(default_factory=list)
    """Told of each text that is said; rehearsals listen."""
    announced: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Texts that Milo says by itself where a flow has them, with the names that they may use."""
    slot_types: dict[str, str] = field(default_factory=dict)
    """The type that a slot has to have for the functions that look for it by its name."""
    reader: Entry[Outside] | None = None
    """A further reader, asked outside about what nobody here understood; it proposes `commands`."""

    @property
    def asks_outside(self) -> bool:
        """Whether a turn may have to wait for an answer from outside."""
        return bool(self.reader) or any(one.kind == "outside" for one in self.actions.values())

    def provider(
        self, name: str, *, slots: Sequence[str] = (), gives: str = ""
    ) -> Callable[[F], F]:
        """Register a function that gives a list's rows, at once or one by one.

        Of what it yields no more is asked for than a page shows, and is kept in the turn's record.
        """
        return _into(self.providers, "provider", name, slots=tuple(slots), gives=gives)

    def parser(
        self,
        name: str,
        *texts: str,
        slots: Sequence[str] = (),
        gives: str = "",
        reads: Callable[[str], bool] | None = None,
    ) -> Callable[[F], F]:
        """Register a function that reads what was typed, with the texts that it may name."""
        told = {"slots": tuple(slots), "gives": gives, "reads": reads}
        return _into(self.parsers, "parser", name, texts=texts, **told)

    def check(
        self, name: str, *texts: str, slots: Sequence[str] = (), takes: str = ""
    ) -> Callable[[F], F]:
        """Register a function that lets a value pass or says why not, by one of these texts."""
        return _into(self.checks, "check", name, texts=texts, slots=tuple(slots), takes=takes)

    def guard(self, name: str, *, slots: Sequence[str] = ()) -> Callable[[F], F]:
        """Register a function that says whether a branch of an exit is taken."""
        return _into(self.guards, "guard", name, slots=tuple(slots))

    def show(
        self, slot_type: str, *suffixes: str, sometimes: Sequence[str] = ()
    ) -> Callable[[F], F]:
        """Register what texts may say of a slot's type (or of `client` and `contact`)."""
        told = {"suffixes": suffixes, "sometimes": tuple(sometimes)}
        return _into(self.shows, "show", slot_type, **told)

    def wish(
        self, slot_type: str, *texts: str, slots: Sequence[str] = (), of: Sequence[str] = ()
    ) -> Callable[[F], F]:
        """Register what a wish for a slot of a type comes to, with the texts that it may name.

        `of` names the types of the wishes that it is made of: a booking is found by its day,
        its hour and its service.
        """
        told: dict[str, Any] = {"texts": texts, "slots": tuple(slots)}
        return _into(self.wishes, "wish", slot_type, of=tuple(of) or (slot_type,), **told)

    def names(self, slot_type: str) -> Callable[[F], F]:
        """Register what can be named in a sentence for a slot of a type."""
        return _into(self.known, "known", slot_type)

    def action(
        self,
        name: str,
        *outcomes: str,
        slots: Sequence[str] = (),
        optional: Sequence[str] = (),
        fills: Mapping[str, tuple[str, ...]] | None = None,
        otherwise: Mapping[str, str] | None = None,
        irreversible: bool = False,
        keeps_consent: bool = False,
    ) -> Callable[[F], F]:
        """Register a store action with all the outcomes that it may have.

        A flow need not follow an outcome that has another to count in its place (`otherwise`).
        """
        told: dict[str, Any] = {"outcomes": outcomes, "slots": tuple(slots), "fills": fills or {}}
        told |= {"otherwise": otherwise or {}, "irreversible": irreversible}
        told["keeps_consent"] = keeps_consent
        return _into(self.actions, "action", name, optional=tuple(optional), **told)

    def outside(
        self,
        name: str,
        *outcomes: str,
        seconds: float = 10.0,
        slots: Sequence[str] = (),
        fills: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Callable[[F], F]:
        """Register an action that asks somebody outside; it may end as `error`, too.

        After `seconds` it has ended as that, whatever comes later.
        """
        every = tuple(dict.fromkeys((*outcomes, ERROR)))
        told = {"outcomes": every, "slots": tuple(slots), "fills": fills or {}, "seconds": seconds}
        return _into(self.actions, "outside", name, **told)

    def proposing_reader(self, *, seconds: float) -> Callable[[F], F]:
        """Register the further reader: what it is given stands in the request's `slots`.

        It ends as `read`, with `commands` among its slots; see `engine.understanding.proposals`.
        After `seconds` it has proposed nothing, whatever comes later.
        """

        def register(function: F) -> F:
            outcomes = (READ, ERROR)
            self.reader = Entry("outside", READER, function, outcomes=outcomes, seconds=seconds)
            return function

        return register

    def on_message(self, function: F) -> F:
        """Register something to be done at each message of a person."""
        self.hooks.append(function)
        return function

    def digest(self) -> str:
        """Return the hash of all that is told of the functions, but not of what they do.

        While it stays the same, a flow that was checked against them need not be checked again.
        """
        tables = (
            self.providers,
            self.parsers,
            self.checks,
            self.guards,
            self.actions,
            self.shows,
            self.wishes,
            self.known,
        )
        told = [[table[name].told() for name in sorted(table)] for table in tables]
        text = json.dumps([told, self.announced, self.slot_types], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def __or__(self, other: Registry) -> Registry:
        """Return one with the functions of both."""
        return Registry(
            self.providers | other.providers,
            self.parsers | other.parsers,
            self.checks | other.checks,
            self.guards | other.guards,
            self.actions | other.actions,
            self.shows | other.shows,
            self.wishes | other.wishes,
            self.known | other.known,
            [*self.hooks, *other.hooks],
            [*self.listeners, *other.listeners],
            self.announced | other.announced,
            self.slot_types | other.slot_types,
            other.reader or self.reader,
        )


def _into(table: dict[str, Any], kind: Kind, name: str, **told: Any) -> Callable[[F], F]:
    def register(function: F) -> F:
        table[name] = Entry(kind, name, function, **told)
        return function

    return register
