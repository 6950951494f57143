"""What a screen is told for one conversation: its texts, rows and days, all that it declares.

Meta refuses an answer that lacks a key, and one with an empty list; what is hidden is told, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from ...errors import MiloError
from ...messages import clip
from ...understanding.wish import SHORTCUT
from ..language.definition import AskingState
from ..language.registry import Row
from ..play.stage import Stage
from .compiled_form import FormScreen
from .fields import FieldKind, FormField
from .flow_json import DAYS, NEXT, STEP, without_markup
from .screen_limits import DROPDOWN_ROWS, FIELD_LABEL, FOOTER_LABEL, RADIO_ROWS

_TEXT, _TITLE, _DESCRIPTION, _LINK = 4096, 30, 300, 25
_HIDDEN = "…"
"""In place of what is not shown yet: no text may be blank, and no list empty."""
_HIDDEN_ROWS = [{"id": _HIDDEN, "title": _HIDDEN}]


class NotShownError(MiloError):
    """A question cannot be shown on a screen now: its list is empty, or longer than fits.

    Attributes:
        state: whose question.
        is_empty: whether there is nothing to choose from; else there is too much.
    """

    code = "not_shown"

    def __init__(self, state: str, *, is_empty: bool) -> None:
        super().__init__(f"{state} has {'nothing' if is_empty else 'too much'} to choose from")
        self.state = state
        self.is_empty = is_empty


def screen_data(screen: FormScreen, stage: Stage, step: int = 0) -> dict[str, Any]:
    """Return a value for each key that a screen declares.

    Args:
        screen: of the form of the flow that asks.
        stage: the conversation, with what it remembers.
        step: how many exchanges the form has had.

    Raises:
        NotShownError: one of its questions cannot be shown.
    """
    told: dict[str, Any] = {}
    ready = True
    for field in screen.fields:
        asking = stage.flow.asking(field.state)
        assert asking
        told |= dict(_told(field, asking, stage, ready=ready))
        ready = ready and stage.memory.slots.get(asking.ask.keeps) is not None
    if stage.flow.form and screen.fields[-1].kind is not FieldKind.BUTTONS:
        told[NEXT] = _said(stage, stage.flow.form.next, FOOTER_LABEL)
    told[STEP] = str(step)
    return told


def _told(
    field: FormField, asking: AskingState, stage: Stage, *, ready: bool
) -> Iterator[tuple[str, Any]]:
    yield field.key("asks"), _said(stage, field.asks, _TEXT) if ready else _HIDDEN
    if field.label:
        yield field.key("label"), _said(stage, field.label, FIELD_LABEL)
    if field.follows:
        yield field.key("ready"), ready
    titles = stage.flow.buttons(field.state, stage.voice.locale)
    match field.kind:
        case FieldKind.CALENDAR:
            yield from _days(field, _rows(field, asking, stage, None))
        case FieldKind.CHOICE:
            yield from _choice(field, _rows(field, asking, stage, DROPDOWN_ROWS + 1))
        case FieldKind.LIST | FieldKind.OPTIONS if not ready:
            yield field.key("rows"), _HIDDEN_ROWS
        case FieldKind.OPTIONS if not asking.ask.list:
            rows = [Row(key, title) for key, title in titles.items()]
            yield field.key("rows"), [_row(row) for row in rows]
        case FieldKind.LIST | FieldKind.OPTIONS:
            listed = _rows(field, asking, stage, DROPDOWN_ROWS + 1)
            yield field.key("rows"), [_row(row) for row in listed]
        case FieldKind.BUTTONS:
            for key in field.buttons:
                yield field.key(key), clip(titles[key], _LINK)


def _rows(field: FormField, asking: AskingState, stage: Stage, limit: int | None) -> Sequence[Row]:
    assert asking.ask.list
    found = stage.functions.rows(asking.ask.list.provider, stage.memory.slots, limit)
    rows = [row for row in found if row.value != SHORTCUT]  # a shortcut: only the chat has it
    if not rows or (limit and len(found) >= limit):
        raise NotShownError(field.state, is_empty=not rows)
    return rows


def _choice(field: FormField, rows: Sequence[Row]) -> Iterator[tuple[str, Any]]:
    shown, few = [_row(row) for row in rows], len(rows) <= RADIO_ROWS
    yield field.key("rows"), shown[:RADIO_ROWS]
    yield field.key("every"), shown
    yield field.key("few"), few
    yield field.key("many"), not few


def _days(field: FormField, rows: Sequence[Row]) -> Iterator[tuple[str, Any]]:
    """Yield the span of the days with room, their weekdays, and what within has none."""
    open_ = sorted(date.fromisoformat(row.value) for row in rows)
    weekdays = sorted({day.weekday() for day in open_})
    span = (open_[0] + timedelta(n) for n in range((open_[-1] - open_[0]).days + 1))
    known = set(open_)
    closed = [day for day in span if day.weekday() in weekdays and day not in known]
    yield field.key("from"), open_[0].isoformat()
    yield field.key("to"), open_[-1].isoformat()
    yield field.key("days"), [DAYS[weekday] for weekday in weekdays]
    yield field.key("closed"), [day.isoformat() for day in closed]


def _row(row: Row) -> dict[str, str]:
    told = {"id": row.value, "title": clip(row.title, _TITLE)}
    if row.description.strip():
        told["description"] = clip(row.description, _DESCRIPTION)
    return told


def _said(stage: Stage, text: str, limit: int) -> str:
    return clip(without_markup(stage.voice.filled(text, stage.memory)), limit) or _HIDDEN
