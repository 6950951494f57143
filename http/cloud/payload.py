"""`Outgoing` → the JSON of Meta's `POST /{phone_number_id}/messages`: pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...engine.messages import (
    SECTION_TITLE_LIMIT,
    Form,
    Media,
    Option,
    Outgoing,
    TemplateMessage,
    clip,
)
from ...engine.model import OutboxRow
from ..text import word

_MARK = "outbox:"
_REQUESTS = {
    "location": ("location_request_message", "send_location"),
    "contact": ("contact_request", "request_contact_info"),
}
"""What Meta calls a message that asks for something to be shared, and its action."""


def message_payload(row: OutboxRow) -> dict[str, Any]:
    """Return the body that sends a row.

    A person with a phone is written to with a leading `+` (without it Meta may put our own
    country's code before it), one without by user id. `biz_opaque_callback_data` carries the
    row's id, which comes back in every status.
    """
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(row),
        "biz_opaque_callback_data": _MARK + row.id,
        **_context(row.body),
        **_content(row.body.fitted()),
    }


def row_id_in(data: object) -> str | None:
    """Return the row's id that `message_payload` put into a message, as a status gives it back."""
    text = word(data)
    return text.removeprefix(_MARK) or None if text.startswith(_MARK) else None


def _recipient(row: OutboxRow) -> dict[str, str]:
    if row.user_phone:
        return {"to": "+" + row.user_phone.removeprefix("+")}
    return {"recipient": row.user_id or ""}


def _context(message: Outgoing) -> dict[str, Any]:
    """Show which message is answered; a template answers none."""
    quotes = message.answers and not (message.closed and message.template)
    return {"context": {"message_id": message.answers}} if quotes else {}


def _content(message: Outgoing) -> dict[str, Any]:
    if message.closed and message.template:
        return {"type": "template", "template": _template(message.template)}
    if message.form:
        return _interactive("flow", message.text, _form(message.form))
    return _plain(message)


def _plain(message: Outgoing) -> dict[str, Any]:
    """Return what needs neither Meta's approval nor a form."""
    if message.buttons:
        action: dict[str, Any] = {"buttons": _buttons(message.buttons)}
        return _interactive("button", message.text, action, message.media)
    if message.rows:
        action = {"button": message.open_list, "sections": _sections(message)}
        return _interactive("list", message.text, action)
    if message.request:
        kind, name = _REQUESTS[message.request]
        return _interactive(kind, message.text, {"name": name})
    if message.link:
        shown = {"display_text": message.link.title, "url": message.link.url}
        action = {"name": "cta_url", "parameters": shown}
        return _interactive("cta_url", message.text, action, message.media)
    if message.media:
        kind = message.media.kind
        return {"type": kind, kind: {"link": message.media.url, "caption": message.text}}
    return {"type": "text", "text": {"body": message.text, "preview_url": False}}


def _form(form: Form) -> dict[str, Any]:
    opens: dict[str, Any] = {"screen": form.screen, "data": dict(form.data)}
    parameters = {
        "flow_message_version": "3",
        "flow_id": form.id,
        "flow_token": form.token,
        "flow_cta": form.title,
        "mode": "published",
        "flow_action": "navigate",
        "flow_action_payload": opens,
    }
    return {"name": "flow", "parameters": parameters}


def _template(template: TemplateMessage) -> dict[str, Any]:
    parameters = [
        {"type": "text", "parameter_name": name, "text": text} for name, text in template.parameters
    ]
    components: list[dict[str, Any]] = []
    if parameters:
        components.append({"type": "body", "parameters": parameters})
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for index, payload in enumerate(template.payloads)
    ]
    language = {"code": template.language}
    return {"name": template.name, "language": language, "components": components}


def _interactive(
    kind: str, text: str, action: dict[str, Any], media: Media | None = None
) -> dict[str, Any]:
    content: dict[str, Any] = {"type": kind, "body": {"text": text}, "action": action}
    if media:
        content["header"] = {"type": media.kind, media.kind: {"link": media.url}}
    return {"type": "interactive", "interactive": content}


def _buttons(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [
        {"type": "reply", "reply": {"id": option.id, "title": option.title}} for option in options
    ]


def _sections(message: Outgoing) -> list[dict[str, Any]]:
    """Group rows by section, in the order in which each first stands; each gets a title."""
    sections: dict[str, list[dict[str, str]]] = {}
    for option in message.rows:
        title = option.section or clip(message.open_list, SECTION_TITLE_LIMIT)
        sections.setdefault(title, []).append(_row(option))
    return [{"title": title, "rows": rows} for title, rows in sections.items()]


def _row(option: Option) -> dict[str, str]:
    row = {"id": option.id, "title": option.title, "description": option.description}
    return {key: value for key, value in row.items() if value}
