"""What a flow may say: the format as frozen values.

`docs/flows.md` explains it to the people who write flows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from .attachment import Attachment
from .form_definition import FormDefinition, Screen
from .key_help import KEYS
from .value_types import (
    Condition,
    Duration,
    Flag,
    Locale,
    Name,
    Names,
    Part,
    Saying,
    Says,
    Title,
    Whole,
    Word,
)


class Exit(Part):
    """A way out: the action first, then what is said, forgotten and noted, then where to.

    `call` runs another flow and comes back: to `back`, or else to where it was called.
    What the other flow is `given` are slots of this one, by the name that they have there, and what
    is `kept` of it at its end the other way round. One that does not `greet` begins as if something
    had been said already. `contains` are words inside a message; `count` adds one to a number.
    An exit with `first` is the first of those branches whose condition holds, and nothing else.
    `means` names what may be said for it in any words: see `engine.understanding.intents`. With
    `offer` it is asked back before it is taken; `at` is where the flow begins that `call` names.
    """

    words: tuple[Word, ...] = ()
    means: Names = ()
    contains: tuple[Word, ...] = ()
    first: tuple[Branch, ...] = ()
    do: Name | None = None
    outcomes: dict[Name, Exit] = Field(default_factory=dict)
    say: Name | None = None
    clear: tuple[Name, ...] = ()
    count: Name | None = None
    result: Name | None = None
    to: Name | None = None
    handoff: Name | None = None
    escape: Name | None = None
    call: Name | None = None
    at: Name | None = None
    back: Name | None = None
    offer: Offer | None = None
    given: dict[Name, Name] = Field(default_factory=dict, alias="with")
    kept: dict[Name, Name] = Field(default_factory=dict, alias="keep")
    greet: Flag = True

    @property
    def moves(self) -> bool:
        """Whether it does more than speak; of one with `first`, whether a branch does."""
        own = self.to or self.do or self.handoff or self.call or self.escape
        return bool(own) or any(branch.moves for branch in self.first)


class Offer(Part):
    """A question before an exit is taken: the text, and the titles of its two buttons."""

    ask: Name
    yes: Title = "Sí"
    no: Title = "No"


class Branch(Exit):
    """One of several targets of an exit; the last has no condition."""

    condition: Condition | None = Field(default=None, alias="if")


Exit.model_rebuild()  # now that its branches and its offer are known


class Timeout(Exit):
    """An exit that time takes."""

    after: Duration


class Choice(Part):
    """A list whose rows a provider gives; with `alone`, a single row is taken by itself.

    With `ahead` false, what was said ahead chooses none of its rows: it is about what comes after.
    Where values of all slots of `unless_said` were said ahead, it is not asked: its first row is
    taken.
    """

    provider: Name = Field(alias="from")
    into: Name
    page: Whole = Field(default=9, ge=1, le=9)
    open: Name = "ver_opciones"
    alone: Flag = False
    ahead: Flag = True
    unless_said: tuple[Name, ...] = ()


class Typed(Part):
    """What may be typed instead of chosen.

    Of a number, `min` and `max` are its bounds, of a text those of its length; what lies beyond is
    refused with the text that `beyond` names. `request` has WhatsApp ask for what is shared by a
    tap, and what is shared is read as if it had been typed.
    With `before_rows`, a bare number that is such a thing and passes the checks is that, and no
    row's number: «10» among hours is ten o'clock.
    """

    parse: Name
    check: tuple[Name, ...] = ()
    into: Name | None = None
    before_rows: Flag = False
    request: Literal["location", "contact"] | None = None
    min: Whole | None = None
    max: Whole | None = None
    beyond: Name | None = None


class Ask(Part):
    """A question; `again` is how it is put when something else was said before it.

    `into` keeps the key of the button that was tapped, or what was typed. With `skip` it is not
    asked where its slot is filled already: that is its answer.
    """

    text: Name
    again: Name | None = None
    buttons: dict[Name, str] = Field(default_factory=dict)
    list: Choice | None = None
    typed: Typed | None = None
    into: Name | None = None
    skip: Flag = False

    @property
    def keeps(self) -> str:
        """The slot that a row or a typed answer fills; "" where there is none."""
        return (self.list and self.list.into) or (self.typed and self.typed.into) or self.into or ""


class Invalid(Part):
    """What follows an answer that nobody understands, or that is understood and refused.

    Refusals count where `refused` has words for them: it is said after the reason, from the second
    in a row on, and after as many as `tries` `otherwise` is taken.
    """

    tries: Whole | None = Field(default=None, ge=1, le=9)
    say: Says | None = None
    refused: Says | None = None
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


class Remarks(Part):
    """What is said to words that ask for nothing, before the question is asked again.

    Attributes:
        thank: to thanks.
        wait: to «un momento».
        doubt: to a yes that is not sure enough for what cannot be undone.
        kept: when something was said ahead and is remembered.
        noted: when something is noted for the shop; it may show the note.
        both: to «los dos», where one is to be chosen.
        no_more: to «ninguno de esos», where a list has no more rows.
    """

    thank: Name | None = None
    wait: Name | None = None
    doubt: Name | None = None
    kept: Name | None = None
    noted: Name | None = None
    both: Name | None = None
    no_more: Name | None = None


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


_ASKING = AskingState.model_fields.keys() - FinalState.model_fields.keys()


def asks(value: Any) -> bool:
    """Return whether a state is one that asks: by any key that only such a state has."""
    if isinstance(value, dict):
        return bool(_ASKING & value.keys())
    return isinstance(value, AskingState)


def _kind(value: Any) -> str:
    return "asking" if asks(value) else "final"


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
    remarks: Remarks = Remarks()
    back_from_human: Return = Return()
    timeout: tuple[Timeout, ...] = ()


class Slot(Part):
    """Something that a conversation remembers.

    `gone` is taken when what it refers to no longer exists (a service that was deleted).
    """

    type: Name
    gone: Exit | None = None


class Option(Part):
    """A row of a list of the flow's own."""

    title: str
    description: str = ""


def _option(value: Any) -> Any:
    return value if isinstance(value, dict | list | Option) else {"title": value}


_ROW = {
    "type": ["string", "object"],
    "description": "The row's title, of 24 characters at most; with a `description`, of 72.",
    "properties": {
        key: {"type": "string", "description": KEYS[f"Option.{key}"]}
        for key in ("title", "description")
    },
    "required": ["title"],
    "additionalProperties": False,
}
Options = dict[Name, Annotated[Option, BeforeValidator(_option), WithJsonSchema(_ROW)]]
"""Rows by key, in order; one may be only its title."""
Overridable = Literal["texts", "timeout.after", "invalid.tries"]


class Flow(Part):
    """A whole flow.

    Attributes:
        ahead: slots that are kept when they are said before they are asked for.
        options: lists of its own, by the name that `list.from` calls them.
        form: which of its questions may be asked as a form of WhatsApp; None: none.
        attach: what goes out with a text, by the text's name.
        overridable: what a client's settings may change.
        in_flight: what a new version means for the sessions of older ones.
        migrate: states and slots of older versions, with those of this one that take their place;
            a slot with nothing in its place is forgotten.
    """

    flow: Name
    version: Whole = Field(ge=1)
    locale: Locale = "es-AR"
    initial: Name
    final: tuple[Name, ...]
    slots: dict[Name, Slot] = Field(default_factory=dict)
    ahead: tuple[Name, ...] = ()
    options: dict[Name, Options] = Field(default_factory=dict)
    escapes: dict[Name, Exit] = Field(default_factory=dict)
    defaults: Defaults = Defaults()
    overridable: tuple[Overridable, ...] = ("texts",)
    in_flight: Literal["finish", "upgrade", "restart"] = "finish"
    migrate: dict[Name, Name | None] = Field(default_factory=dict)
    states: dict[Name, State]
    form: FormDefinition | None = None
    attach: dict[Name, Attachment] = Field(default_factory=dict)
    texts: dict[Name, str]
    translations: dict[Locale, dict[Saying, str]] = Field(default_factory=dict)

    @property
    def decided(self) -> bool:
        """Whether the file says what becomes of those who are in a conversation."""
        return "in_flight" in self.model_fields_set

    @property
    def screens(self) -> Mapping[str, Screen]:
        """The screens of its form, by name; none where it has no form."""
        return self.form.screens if self.form else {}

    @cached_property
    def titles(self) -> Mapping[str, Mapping[str, str]]:
        """The titles of the buttons that fill a slot, by slot and key."""
        found: dict[str, dict[str, str]] = {}
        for state in self.states.values():
            if isinstance(state, AskingState) and state.ask.into:
                found.setdefault(state.ask.into, {}).update(state.ask.buttons)
            choice = state.ask.list if isinstance(state, AskingState) else None
            if choice and choice.provider in self.options:
                rows = self.options[choice.provider]
                titles = {key: option.title for key, option in rows.items()}
                found.setdefault(choice.into, {}).update(titles)
        return found

    @cached_property
    def sayings(self) -> Mapping[str, str]:
        """All that people read: the texts, and titles as `state.button` and `options.key`."""
        titles = {
            f"{name}.{key}": title
            for name, state in self.states.items()
            if isinstance(state, AskingState)
            for key, title in state.ask.buttons.items()
        }
        rows = {
            f"{name}.{key}": option.title
            for name, options in self.options.items()
            for key, option in options.items()
        }
        return {**self.texts, **rows, **titles}

    @cached_property
    def languages(self) -> Mapping[str, Mapping[str, str]]:
        """The sayings in each language; one that is not translated stays as it is."""
        translated = {code: {**self.sayings, **own} for code, own in self.translations.items()}
        return {**translated, self.locale: self.sayings}

    @cached_property
    def _asked_for(self) -> dict[str, Mapping[str, str]]:
        return dict(self.languages)

    def language(self, locale: str) -> Mapping[str, str]:
        """Return the sayings for a locale: in it, in another of that language, or as written."""
        if locale not in self._asked_for:
            near = [code for code in self.languages if _same_language(code, locale)]
            self._asked_for[locale] = self.languages[near[0]] if near else self.sayings
        return self._asked_for[locale]

    def buttons(self, state: str, locale: str) -> Mapping[str, str]:
        """Return the titles of a state's buttons for a locale."""
        asking = self.asking(state)
        written = asking.ask.buttons if asking else {}
        if not self.translations:
            return written
        sayings = self.language(locale)
        return {key: sayings[f"{state}.{key}"] for key in written}

    def title(self, slot: str, key: str, locale: str) -> str | None:
        """Return the title of the button that fills a slot with `key`, if some button does."""
        if not self.translations or key not in self.titles.get(slot, ()):
            return self.titles.get(slot, {}).get(key)
        sayings = self.language(locale)
        filling = [name for name in self.states if self._fills(name, slot)]
        named = [f"{name}.{key}" for name in (*self.options, *filling)]
        return next((sayings[one] for one in reversed(named) if one in sayings), None)

    def _fills(self, state: str, slot: str) -> bool:
        node = self.asking(state)
        return node is not None and node.ask.into == slot

    def asking(self, state: str) -> AskingState | None:
        """Return a state that asks, or None for a final one and for one that is not there."""
        node = self.states.get(state)
        return node if isinstance(node, AskingState) else None

    def ending(self, state: str) -> FinalState | None:
        """Return a state in which all is done, or None for any other."""
        node = self.states.get(state)
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
            refused=own.refused or inherited.refused or (),
            otherwise=own.otherwise or inherited.otherwise,
        )

    def stale(self, state: str) -> Stale:
        """Return what an asking state does with an old button."""
        node = self.asking(state)
        return (node and node.stale) or self.defaults.stale


def _same_language(code: str, locale: str) -> bool:
    return code.replace("_", "-").split("-")[0] == locale.replace("_", "-").split("-")[0]


EMPTY = "empty"
"""The exit of a list that has no rows; nobody takes it."""
HOME = "menu"
"""The escape that brings the bot back from a person's hands."""
MORE_TEXT = "ver_mas"
"""The text that names the row which turns the page."""
SOME_TEXT = "tengo_estos"
"""The text above a list that was narrowed; it may use `{pedida}`: «a la tarde»."""
NONE_TEXT = "nada_asi"
"""The text for a wish that nothing on offer fits; it may use `{pedida}`."""
OTHER_TEXT = "otra_cosa"
"""The title of the button for none of the meanings that are asked about."""
WHICH_TEXT = "cual_de_estos"
"""The text that asks which of several was meant."""
