"""What a flow may say: the format as frozen values.

`docs/flows.md` explains it to the people who write flows.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Of a state, slot, exit, text, action: lower case, digits, underscores."""

_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_duration(value: Any) -> timedelta:
    """Read `30s`, `10m`, `23h` or `2d`."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError("a duration is a number and a unit: 30s, 10m, 23h, 2d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(read_duration)]
Says = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
"""One text's name, or one for each try."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Part(BaseModel):
    """Any mapping of the format: frozen, and a key that it doesn't know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Exit(Part):
    """A way out: the action first, then what is said, forgotten and noted, then where to.

    `call` runs another flow and comes back: to `back`, or else to where it was called.
    """

    words: tuple[Word, ...] = ()
    do: Name | None = None
    outcomes: dict[Name, Exit] = Field(default_factory=dict)
    say: Name | None = None
    clear: tuple[Name, ...] = ()
    result: Name | None = None
    to: Name | None = None
    handoff: Name | None = None
    escape: Name | None = None
    call: Name | None = None
    back: Name | None = None


class Timeout(Exit):
    """An exit that time takes."""

    after: Duration


class Choice(Part):
    """A list whose rows a provider gives."""

    provider: Name = Field(alias="from")
    into: Name
    page: int = Field(default=9, ge=1, le=9)
    open: Name = "ver_opciones"


class Typed(Part):
    """What may be typed instead of chosen.

    With `before_rows`, a bare number that is such a thing and passes the checks is that, and no
    row's number: «10» among hours is ten o'clock.
    """

    parse: Name
    check: tuple[Name, ...] = ()
    into: Name | None = None
    before_rows: bool = False


class Ask(Part):
    """A question; `again` is how it is put when something else was said before it."""

    text: Name
    again: Name | None = None
    buttons: dict[Name, str] = Field(default_factory=dict)
    list: Choice | None = None
    typed: Typed | None = None

    @property
    def into(self) -> str:
        """The slot that an answer fills; "" where there is none."""
        return (self.list and self.list.into) or (self.typed and self.typed.into) or ""


class Invalid(Part):
    """What follows an answer that nobody understands."""

    tries: int | None = Field(default=None, ge=1, le=9)
    say: Says | None = None
    otherwise: Exit | None = Field(default=None, alias="else")


class Stale(Part):
    """What follows a button of an earlier question."""

    then: Literal["jump", "reprompt", "ignore"] = "reprompt"
    say: Name | None = None


def _stale(value: Any) -> Any:
    return {"then": value} if isinstance(value, str) else value


class Closing(Part):
    """Thanks after all is done."""

    words: tuple[Word, ...]
    say: Name


class Return(Part):
    """What the bot says when a person's time is over: with an answer given, and without."""

    say: Name | None = None
    unanswered: Name | None = None


class AskingState(Part):
    """A state that waits for an answer. What it leaves out it inherits from `defaults`."""

    ask: Ask
    go: dict[Name, Exit] = Field(default_factory=dict)
    resume: Name | None = None
    invalid: Invalid = Invalid()
    stale: Annotated[Stale | None, BeforeValidator(_stale)] = None
    timeout: tuple[Timeout, ...] | None = None


class FinalState(Part):
    """A state in which all is done. `stale` answers old buttons and leads nowhere."""

    closing: Closing | None = None
    stale: Exit | None = None


def _kind(value: Any) -> str:
    asks = "ask" in value if isinstance(value, dict) else isinstance(value, AskingState)
    return "asking" if asks else "final"


State = Annotated[
    Annotated[AskingState, Tag("asking")] | Annotated[FinalState, Tag("final")],
    Discriminator(_kind),
]
"""A node: one with a question, or one in which all is done."""


class Defaults(Part):
    """What every asking state inherits."""

    invalid: Invalid = Invalid()
    stale: Annotated[Stale, BeforeValidator(_stale)] = Stale()
    unreadable: Name | None = None
    failure: Name | None = None
    back_from_human: Return = Return()
    timeout: tuple[Timeout, ...] = ()


class Slot(Part):
    """Something that a conversation remembers.

    `gone` is taken when what it refers to no longer exists (a service that was deleted).
    """

    type: Name
    gone: Exit | None = None


class Flow(Part):
    """A whole flow."""

    flow: Name
    version: int = Field(ge=1)
    locale: str = "es-AR"
    initial: Name
    final: tuple[Name, ...]
    slots: dict[Name, Slot] = Field(default_factory=dict)
    escapes: dict[Name, Exit] = Field(default_factory=dict)
    defaults: Defaults = Defaults()
    states: dict[Name, State]
    texts: dict[Name, str]

    def asking(self, state: str) -> AskingState | None:
        """Return a state that asks, or None for a final one."""
        node = self.states[state]
        return node if isinstance(node, AskingState) else None

    def ending(self, state: str) -> FinalState | None:
        """Return a state in which all is done, or None for one that asks."""
        node = self.states[state]
        return node if isinstance(node, FinalState) else None

    def timeouts(self, state: str) -> tuple[Timeout, ...]:
        """Return the time-outs of a state: its own, or else the inherited ones."""
        node = self.asking(state)
        if node is None:
            return ()
        return self.defaults.timeout if node.timeout is None else node.timeout

    def invalid(self, state: str) -> Invalid:
        """Return what an asking state does with what it doesn't understand."""
        node = self.asking(state)
        own, inherited = node.invalid if node else Invalid(), self.defaults.invalid
        return Invalid.model_construct(
            tries=own.tries or inherited.tries or 3,
            say=own.say or inherited.say or (),
            otherwise=own.otherwise or inherited.otherwise,
        )

    def stale(self, state: str) -> Stale:
        """Return what an asking state does with an old button."""
        node = self.asking(state)
        return (node and node.stale) or self.defaults.stale
