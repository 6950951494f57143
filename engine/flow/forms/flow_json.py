"""A form as Meta's Flow JSON: the screens of all merchants, filled in with each one's own data.

Whatever a merchant may say differently is data: texts, titles of rows, days. So one form, checked
and published once, serves them all. What a screen declares has to come with every answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..language.definition import Flow
from ..language.placeholders import fill
from .compiled_form import CompiledForm, FormScreen
from .fields import FieldKind, FormField
from .offered import OK
from .screen_limits import DATA_API, FLOW_JSON

Json = dict[str, Any]
NEXT = "next"
"""The key of the words on a screen's button."""
TAP, PICK = "tap", "pick"
"""Keys of what the phone sends: the button that was tapped, the question just answered."""
STEP = "step"
"""The key of the number that each screen is told and sends back: what comes twice is known by it,
and what is said again on purpose is not."""
_MARKED = re.compile(r"(?<!\w)([*_~])(\S(?:.*?\S)?)\1(?!\w)")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Weekdays as Meta calls them, from Monday."""


def flow_json(form: CompiledForm) -> Json:
    """Return what is published of a form: its Flow JSON."""
    return {
        "version": FLOW_JSON,
        "data_api_version": DATA_API,
        "routing_model": {screen.id: list(screen.leads) for screen in form.screens},
        "screens": [_screen(form.flow, screen) for screen in form.screens],
    }


def declared(flow: Flow, screen: FormScreen) -> dict[str, Json]:
    """Return what a screen has to be told: the JSON Schema of each key, with an example."""
    keys: dict[str, Json] = {}
    for field in screen.fields:
        keys |= _declared(flow, field)
    if screen.fields[-1].kind is not FieldKind.BUTTONS:
        keys[NEXT] = _text(flow, flow.form.next if flow.form else "")
    keys[STEP] = _string("0")
    return keys


def _screen(flow: Flow, screen: FormScreen) -> Json:
    children = [part for field in screen.fields for part in _parts(field)]
    made: Json = {"id": screen.id, "title": screen.title, "data": declared(flow, screen)}
    if screen.is_terminal:
        made |= {"terminal": True, "success": True}
    if screen.refreshes:
        made["refresh_on_back"] = True
    children += _buttons(screen)
    return {**made, "layout": {"type": "SingleColumnLayout", "children": children}}


# -- what a screen is told ------------------------------------------------------------------------


def _declared(flow: Flow, field: FormField) -> dict[str, Json]:
    keys = {field.key("asks"): _text(flow, field.asks)}
    if field.label:
        keys[field.key("label")] = _text(flow, field.label)
    if field.follows:
        keys[field.key("ready")] = _flag(example=False)
    match field.kind:
        case FieldKind.OPTIONS | FieldKind.LIST:
            keys[field.key("rows")] = _rows()
        case FieldKind.CHOICE:
            keys |= {field.key("rows"): _rows(), field.key("every"): _rows()}
            keys |= {field.key("few"): _flag(example=True), field.key("many"): _flag(example=False)}
        case FieldKind.CALENDAR:
            keys |= {
                field.key("from"): _string("2026-11-30"),
                field.key("to"): _string("2026-12-29"),
            }
            keys[field.key("closed")] = _strings(["2026-12-08"])
            keys[field.key("days")] = _strings(list(DAYS))
        case FieldKind.BUTTONS:
            asking = flow.asking(field.state)
            titles = asking.ask.buttons if asking else {}
            keys |= {field.key(key): _string(titles[key]) for key in field.buttons}
    return keys


def _text(flow: Flow, name: str) -> Json:
    return _string(without_markup(fill(flow.texts.get(name, name), lambda used: used)) or name)


def without_markup(text: str) -> str:
    """Return a text without WhatsApp's marks for bold and the like: a screen would show them."""
    return _MARKED.sub(r"\2", text)


def _string(example: str) -> Json:
    return {"type": "string", "__example__": example}


def _flag(*, example: bool) -> Json:
    return {"type": "boolean", "__example__": example}


def _strings(example: list[str]) -> Json:
    return {"type": "array", "items": {"type": "string"}, "__example__": example}


def _rows() -> Json:
    row = {key: {"type": "string"} for key in ("id", "title", "description")}
    example = [{"id": "1", "title": "Corte", "description": "Con lavado"}]
    items = {"type": "object", "properties": row}
    return {"type": "array", "items": items, "__example__": example}


# -- what a screen shows --------------------------------------------------------------------------


def _parts(field: FormField) -> Iterator[Json]:
    """Yield the components of a question: its text, then what answers it."""
    ready: Json = {"visible": _data(field, "ready")} if field.follows else {}
    yield {"type": "TextBody", "text": _data(field, "asks"), **ready}
    needed = {"required": _data(field, "ready") if field.follows else True, **ready}
    base: Json = {"name": field.state, "label": _data(field, "label")}
    on_select = {} if field.ends else {"on-select-action": _exchange({PICK: field.state}, field)}
    source = {"data-source": _data(field, "rows")}
    match field.kind:
        case FieldKind.OPTIONS:
            yield {"type": "RadioButtonsGroup", **base, **needed, **source, **on_select}
        case FieldKind.LIST:
            yield {"type": "Dropdown", **base, **needed, **source, **on_select}
        case FieldKind.CHOICE:
            yield from _short_or_long(field, base)
        case FieldKind.CALENDAR:
            yield {"type": "CalendarPicker", **base, "mode": "single", **needed, **_days(field)} | (
                on_select
            )
        case FieldKind.TEXT:
            yield {"type": "TextArea", **base, **needed, "max-length": field.most}
        case FieldKind.INPUT:
            typed = {"input-type": field.input, "max-chars": field.most}
            yield {"type": "TextInput", **base, **needed, **typed}


def _short_or_long(field: FormField, base: Json) -> Iterator[Json]:
    """Yield both ways to show a list: one of them is hidden, and what is hidden is not required."""
    few, many = _data(field, "few"), _data(field, "many")
    shown = {"required": few, "visible": few, "data-source": _data(field, "rows")}
    yield {"type": "RadioButtonsGroup", **base, **shown}
    opened = {"required": many, "visible": many, "data-source": _data(field, "every")}
    yield {"type": "Dropdown", **base, "name": field.every, **opened}


def _days(field: FormField) -> Json:
    return {
        "min-date": _data(field, "from"),
        "max-date": _data(field, "to"),
        "include-days": _data(field, "days"),
        "unavailable-dates": _data(field, "closed"),
    }


def _buttons(screen: FormScreen) -> Iterator[Json]:
    """Yield links for all buttons but the first, which is the screen's own."""
    last = screen.fields[-1]
    for key in last.buttons[1:]:
        link = {"type": "EmbeddedLink", "text": _data(last, key)}
        yield {**link, "on-click-action": _exchange({TAP: key})}
    own = last.buttons[0] if last.buttons else OK
    label = _data(last, own) if last.buttons else f"${{data.{NEXT}}}"
    action = _exchange({TAP: own}, *screen.fields)
    yield {"type": "Footer", "label": label, "on-click-action": action}


def _exchange(sent: Mapping[str, str], *fields: FormField) -> Json:
    """Return the action that asks us, with what was said of `sent` and chosen in `fields`."""
    payload = {**sent, STEP: f"${{data.{STEP}}}"}
    for field in fields:
        if field.kind is not FieldKind.BUTTONS:
            payload[field.state] = f"${{form.{field.state}}}"
        if field.kind is FieldKind.CHOICE:
            payload[field.every] = f"${{form.{field.every}}}"
    return {"name": "data_exchange", "payload": payload}


def _data(field: FormField, of: str) -> str:
    return f"${{data.{field.key(of)}}}"
