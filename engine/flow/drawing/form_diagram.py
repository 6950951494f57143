"""A form as screens side by side, each with what stands on it, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..forms.compiled_form import CompiledForm, FormScreen, next_of, screen_id
from ..forms.fields import FieldKind, FormField
from ..forms.flow_json import NEXT, declared
from .labels import plain


class PartKind(StrEnum):
    """What stands on a screen."""

    TEXT = "text"
    RADIO = "radio"
    ROWS = "rows"
    CALENDAR = "calendar"
    FIELD = "field"
    LINK = "link"
    BUTTON = "button"


_HEIGHTS = {
    PartKind.TEXT: 24,
    PartKind.RADIO: 74,
    PartKind.ROWS: 42,
    PartKind.CALENDAR: 104,
    PartKind.FIELD: 42,
    PartKind.LINK: 24,
    PartKind.BUTTON: 40,
}
_KINDS = {
    FieldKind.OPTIONS: PartKind.RADIO,
    FieldKind.CHOICE: PartKind.RADIO,
    FieldKind.LIST: PartKind.ROWS,
    FieldKind.CALENDAR: PartKind.CALENDAR,
    FieldKind.TEXT: PartKind.FIELD,
    FieldKind.INPUT: PartKind.FIELD,
}
SCREEN, BETWEEN, TOP, HEAD, MARGIN = 214, 46, 64, 36, 24
_ARC = 26
"""How much lower each way stands that passes over screens."""


@dataclass(frozen=True, slots=True)
class ScreenPart:
    """Something on a screen; `y` is its upper edge."""

    kind: PartKind
    words: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class DrawnScreen:
    """A screen; `x` is its left edge."""

    id: str
    title: str
    parts: tuple[ScreenPart, ...]
    x: float
    terminal: bool
    back: bool


@dataclass(frozen=True, slots=True)
class FormWay:
    """A way from one screen to another: straight to the next one, or below those between."""

    start: float
    end: float
    depth: float

    @property
    def is_straight(self) -> bool:
        """Whether no screen stands between; the drawing's template asks."""
        return self.depth == 0


@dataclass(frozen=True, slots=True)
class FormDiagram:
    """A form, drawn; `bottom` is the lower edge of its screens."""

    name: str
    screens: tuple[DrawnScreen, ...]
    ways: tuple[FormWay, ...]
    width: float
    bottom: float
    height: float


def form_diagram_of(form: CompiledForm) -> FormDiagram:
    """Return a form as it is drawn, in the order of its screens."""
    xs = {one.id: MARGIN + i * (SCREEN + BETWEEN) for i, one in enumerate(form.screens)}
    screens = tuple(_screen(form, one, xs[one.id]) for one in form.screens)
    order = list(xs)
    ways: list[FormWay] = []
    arcs = 0
    for name, after in next_of(form.flow).items():
        here = order.index(screen_id(name))
        for there in sorted(order.index(screen_id(one)) for one in after):
            start, end = xs[order[here]], xs[order[there]]
            if there == here + 1:
                ways.append(FormWay(start + SCREEN, end, 0))
            else:
                arcs += 1
                ways.append(FormWay(start + SCREEN / 2, end + SCREEN / 2, arcs * _ARC))
    bottom = max(screen.parts[-1].y + screen.parts[-1].height for screen in screens) + 14
    width = 2 * MARGIN + len(xs) * SCREEN + (len(xs) - 1) * BETWEEN
    return FormDiagram(form.name, screens, tuple(ways), width, bottom, bottom + (arcs + 1) * _ARC)


def _screen(form: CompiledForm, screen: FormScreen, x: float) -> DrawnScreen:
    said = {key: str(schema["__example__"]) for key, schema in declared(form.flow, screen).items()}
    told: list[tuple[PartKind, str]] = []
    for field in screen.fields:
        told.append((PartKind.TEXT, plain(said[field.key("asks")])))
        if field.kind is not FieldKind.BUTTONS:
            told.append((_KINDS[field.kind], said.get(field.key("label"), "")))
    told += _buttons(screen.fields[-1], said)
    parts, y = [], TOP + HEAD + 12.0
    for kind, words in told:
        parts.append(ScreenPart(kind, words, y, _HEIGHTS[kind]))
        y += _HEIGHTS[kind] + 8
    back = screen.refreshes
    return DrawnScreen(screen.id, screen.title, tuple(parts), x, screen.is_terminal, back)


def _buttons(last: FormField, said: dict[str, str]) -> list[tuple[PartKind, str]]:
    links = [(PartKind.LINK, said[last.key(key)]) for key in last.buttons[1:]]
    own = said[last.key(last.buttons[0])] if last.buttons else said[NEXT]
    return [*links, (PartKind.BUTTON, own)]
