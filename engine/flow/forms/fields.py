"""How a question is put on a screen: rows, a calendar, a field in which is typed, buttons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..language.definition import Ask, Flow
from ..language.registry import Registry
from .screen_limits import RADIO_ROWS, TEXT_LENGTH


class FieldKind(StrEnum):
    """What a person sees of a question.

    OPTIONS are the flow's own and few; CHOICE is a merchant's list, which may be short or long;
    LIST shares its screen with others; BUTTONS are the screen's.
    """

    OPTIONS = "options"
    CHOICE = "choice"
    LIST = "list"
    CALENDAR = "calendar"
    TEXT = "text"
    INPUT = "input"
    BUTTONS = "buttons"


_INPUTS = {"number": "number", "amount": "number", "email": "email", "phone": "phone"}
"""Which keyboard the phone shows, by the type of what is typed."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A state's question on a screen.

    Attributes:
        state: the state, by which the field is named.
        follows: whether another question on its screen is answered before it is shown.
        ends: whether it is the last one on its screen: the others lead on as they are answered.
        asks: the name of the question's text.
        label: the name of the text above the field; "" where it has none.
        buttons: the exits that it offers, in order; the first is the screen's own button.
        input: which keyboard is shown where something is typed.
        most: how many characters may be typed; 0: nothing is.
    """

    state: str
    kind: FieldKind
    follows: bool
    ends: bool
    asks: str
    label: str = ""
    buttons: tuple[str, ...] = ()
    input: str = "text"
    most: int = 0

    @property
    def every(self) -> str:
        """The name of the field that takes the place of a list with many rows."""
        return f"{self.state}__every"

    def key(self, of: str) -> str:
        """Return the name by which a screen is told something of this question."""
        return f"{self.state}__{of}"


def field_of(
    flow: Flow, state: str, registry: Registry, alone: bool, place: ScreenPlace
) -> FormField:
    """Return how a state's question is put on a screen; `alone`: no other stands there.

    Raises:
        KeyError: the state asks nothing.
    """
    asking = flow.asking(state)
    if asking is None:
        raise KeyError(state)
    ask = asking.ask
    base = FormField(state, FieldKind.BUTTONS, place.follows, place.ends, ask.text)
    if ask.list:
        return _with(base, _list_kind(flow, ask.list.provider, registry, alone), ask.list.open)
    if ask.typed:
        return _typed(flow, base, ask, registry)
    if ask.into:
        return _with(base, FieldKind.OPTIONS, _answer(flow))
    return _with(base, FieldKind.BUTTONS, "", buttons=tuple(ask.buttons))


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """Where on its screen a question stands: after others, and whether as the last."""

    follows: bool
    ends: bool


def _list_kind(flow: Flow, provider: str, registry: Registry, alone: bool) -> FieldKind:
    if provider in flow.options and provider not in registry.providers:
        few = len(flow.options[provider]) <= RADIO_ROWS
        return FieldKind.OPTIONS if few else FieldKind.LIST
    entry = registry.providers.get(provider)
    if entry and entry.gives == "date":
        return FieldKind.CALENDAR
    return FieldKind.CHOICE if alone else FieldKind.LIST


def _typed(flow: Flow, base: FormField, ask: Ask, registry: Registry) -> FormField:
    typed = ask.typed
    assert typed
    entry = registry.parsers.get(typed.parse)
    gives = entry.gives if entry else ""
    label = _answer(flow)
    if gives == "text":
        most = min(typed.max or TEXT_LENGTH, TEXT_LENGTH)
        return _with(base, FieldKind.TEXT, label, most=most)
    return _with(base, FieldKind.INPUT, label, keyboard=_INPUTS.get(gives, "text"), most=80)


def _answer(flow: Flow) -> str:
    """Return the name of the text above what has no words of its own; "" where there is none."""
    return (flow.form.answer if flow.form else None) or ""


def _with(
    base: FormField,
    kind: FieldKind,
    label: str,
    *,
    buttons: tuple[str, ...] = (),
    keyboard: str = "text",
    most: int = 0,
) -> FormField:
    place = (base.follows, base.ends, base.asks)
    return FormField(base.state, kind, *place, label, buttons, keyboard, most)
