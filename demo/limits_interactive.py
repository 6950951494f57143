"""What Meta refuses in an interactive message: buttons, lists, links, requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import value_checks
from .errors import BAD_VALUE, MISSING, MetaError
from .value_checks import Errors

BODY_LIMIT: Final = 1024
HEADER_LIMIT: Final = 60
FOOTER_LIMIT: Final = 60
BUTTONS_LIMIT: Final = 3
BUTTON_TITLE_LIMIT: Final = 20
BUTTON_ID_LIMIT: Final = 256
SECTIONS_LIMIT: Final = 10
SECTION_TITLE_LIMIT: Final = 24
ROWS_LIMIT: Final = 10
"""Of a whole list, over all its sections."""
ROW_ID_LIMIT: Final = 200
ROW_TITLE_LIMIT: Final = 24
ROW_DESCRIPTION_LIMIT: Final = 72
FLOW_BUTTON_LIMIT: Final = 30

_MEDIA_HEADERS: Final = frozenset({"text", "image", "video", "document"})
_TEXT_HEADERS: Final = frozenset({"text"})


def interactive(content: dict[str, Any]) -> Errors:
    """Check the `interactive` object of a send."""
    kind = content.get("type")
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if kind is None:
        yield MetaError(MISSING, "interactive.type is required")
        return
    if check is None:
        yield MetaError(BAD_VALUE, f"interactive.type must be one of {', '.join(sorted(_KINDS))}")
        return
    yield from _frame(content, _TEXT_HEADERS if kind == "list" else _MEDIA_HEADERS)
    action, faults = value_checks.obj(content, "action", "interactive")
    yield from faults or check(action)


def _frame(content: dict[str, Any], headers: frozenset[str]) -> Errors:
    """Check what stands around the choice: header, body, footer."""
    body, faults = value_checks.obj(content, "body", "interactive")
    yield from faults or value_checks.text(body, "text", "interactive.body", BODY_LIMIT)
    if content.get("footer") is not None:
        footer, faults = value_checks.obj(content, "footer", "interactive")
        yield from faults or value_checks.text(footer, "text", "interactive.footer", FOOTER_LIMIT)
    if content.get("header") is not None:
        header, faults = value_checks.obj(content, "header", "interactive")
        yield from faults or _header(header, headers)


def _header(header: dict[str, Any], allowed: frozenset[str]) -> Errors:
    faults = list(value_checks.one_of(header, "type", "interactive.header", allowed))
    yield from faults
    if faults:
        return
    kind = header["type"]
    if kind == "text":
        yield from value_checks.text(header, "text", "interactive.header", HEADER_LIMIT, plain=True)
        return
    media, missing = value_checks.obj(header, kind, "interactive.header")
    yield from missing
    if not missing and "id" not in media and "link" not in media:
        yield MetaError(MISSING, f"interactive.header.{kind} needs an id or a link")


def _buttons(action: dict[str, Any]) -> Errors:
    buttons, faults = value_checks.items(action, "buttons", "action", BUTTONS_LIMIT)
    yield from faults
    replies: list[dict[str, Any]] = []
    for index, button in enumerate(buttons):
        at = f"action.buttons[{index}]"
        yield from value_checks.one_of(button, "type", at, frozenset({"reply"}))
        reply, missing = value_checks.obj(button, "reply", at)
        yield from missing
        if missing:
            continue
        replies.append(reply)
        yield from value_checks.text(reply, "title", f"{at}.reply", BUTTON_TITLE_LIMIT, plain=True)
        yield from value_checks.text(reply, "id", f"{at}.reply", BUTTON_ID_LIMIT, tidy=True)
    yield from value_checks.unique([reply.get("title") for reply in replies], "button title")
    yield from value_checks.unique([reply.get("id") for reply in replies], "button id")


def _list(action: dict[str, Any]) -> Errors:
    yield from value_checks.text(action, "button", "action", BUTTON_TITLE_LIMIT, plain=True)
    sections, faults = value_checks.items(action, "sections", "action", SECTIONS_LIMIT)
    yield from faults
    ids: list[Any] = []
    for index, section in enumerate(sections):
        at = f"action.sections[{index}]"
        # Meta's page asks for a title always, its specification only with several sections.
        yield from value_checks.text(
            section, "title", at, SECTION_TITLE_LIMIT, required=len(sections) > 1
        )
        rows = section.get("rows")
        if not isinstance(rows, list) or not rows:
            yield MetaError(MISSING, f"{at}.rows is required")
            continue
        for position, row in enumerate(rows):
            yield from _row(row, f"{at}.rows[{position}]")
            ids.append(row.get("id") if isinstance(row, dict) else None)
    if len(ids) > ROWS_LIMIT:
        yield MetaError(BAD_VALUE, f"Total row count exceed max allowed count: {ROWS_LIMIT}")
    yield from value_checks.unique(ids, "row id")


def _row(row: object, at: str) -> Errors:
    if not isinstance(row, dict):
        yield MetaError(BAD_VALUE, f"{at} must be an object")
        return
    yield from value_checks.text(row, "id", at, ROW_ID_LIMIT, tidy=True)
    yield from value_checks.text(row, "title", at, ROW_TITLE_LIMIT)
    yield from value_checks.text(row, "description", at, ROW_DESCRIPTION_LIMIT, required=False)


def _link(action: dict[str, Any]) -> Errors:
    yield from value_checks.one_of(action, "name", "action", frozenset({"cta_url"}))
    parameters, faults = value_checks.obj(action, "parameters", "action")
    yield from faults
    if not faults:
        at = "action.parameters"
        yield from value_checks.text(parameters, "display_text", at, BUTTON_TITLE_LIMIT)
        yield from value_checks.link(parameters.get("url"), f"{at}.url")


def _flow(action: dict[str, Any]) -> Errors:
    yield from value_checks.one_of(action, "name", "action", frozenset({"flow"}))
    parameters, faults = value_checks.obj(action, "parameters", "action")
    yield from faults
    if faults:
        return
    at = "action.parameters"
    yield from value_checks.text(parameters, "flow_cta", at, FLOW_BUTTON_LIMIT, plain=True)
    if "flow_message_version" in parameters:
        yield from value_checks.one_of(parameters, "flow_message_version", at, frozenset({"3"}))
    if ("flow_id" in parameters) == ("flow_name" in parameters):
        yield MetaError(MISSING, f"{at} needs a flow_id or a flow_name")
    if "mode" in parameters:
        yield from value_checks.one_of(parameters, "mode", at, frozenset({"published", "draft"}))
    yield from _opening(parameters, at)


def _opening(parameters: dict[str, Any], at: str) -> Errors:
    """Check how a form opens: with a screen and its data, or by asking its endpoint."""
    payload, opens = parameters.get("flow_action_payload"), parameters.get("flow_action")
    if opens not in (None, "navigate", "data_exchange"):
        yield MetaError(BAD_VALUE, f"{at}.flow_action must be navigate or data_exchange")
    if opens == "data_exchange" and payload is not None:
        yield MetaError(BAD_VALUE, f"{at}.flow_action_payload has no place beside data_exchange")
    if payload is not None and (not isinstance(payload, dict) or not payload.get("screen")):
        yield MetaError(MISSING, f"{at}.flow_action_payload.screen is required")
    elif payload is not None and payload.get("data", ...) in ({}, None):
        yield MetaError(BAD_VALUE, f"{at}.flow_action_payload.data must not be empty")


def _named(name: str) -> Callable[[dict[str, Any]], Errors]:
    return lambda action: value_checks.one_of(action, "name", "action", frozenset({name}))


_KINDS: Final[dict[str, Callable[[dict[str, Any]], Errors]]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "flow": _flow,
    "location_request_message": _named("send_location"),
    "contact_request": _named("request_contact_info"),
    "call_permission_request": _named("call_permission_request"),
}
