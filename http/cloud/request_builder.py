"""A row of the outbox as a request to Meta: address, token, and the JSON of a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from ...engine.errors import GatewayError, MiloError, StoreError
from ...engine.json_text import json_text
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
from ...engine.sending.retry import FailureKind
from ..text import word
from .errors import scrubbed
from .tokens import Credential

CALLS = 16
"""Calls that wait for Meta at once."""
Given = tuple[int, str, str, bytes]
"""An order with its number: number, address, token, body."""
Why = tuple[str, str, int | None]
"""Of a message that was not taken: kind, details, Meta's code."""
Said = tuple[int, str | None, Why | None]
"""What became of an order: its number; Meta's id for it, or why not."""
NO_ORDER = 0
"""In place of an order's number: what follows is until when orders may be carried out."""


class CloudRequest(NamedTuple):
    """One message, ready to be posted."""

    url: str
    token: str
    body: bytes


class RequestBuilder:
    """Makes orders of rows.

    Args:
        graph_url: with its version, `https://graph.facebook.com/v25.0`.
        token_for: the access token, or what gives it for a phone_number_id, with the secret of its
            app: each call then carries the proof that Meta may require.
    """

    def __init__(self, graph_url: str, token_for: Callable[[str], Credential] | str) -> None:
        self._graph_url = graph_url.rstrip("/")
        known = Credential("") if callable(token_for) else Credential(token_for)
        self._credential_for = token_for if callable(token_for) else lambda _number: known

    def order(self, row: OutboxRow) -> CloudRequest:
        """Return what is to be posted, with the token that is good now.

        Raises:
            GatewayError: it cannot be sent; `kind` says what may be done about that.
        """
        if not (row.user_phone or row.user_id):
            raise GatewayError(FailureKind.FINAL, "the contact has neither a phone nor a user id")
        return self._request(row.phone_number_id, message_payload(row))

    def receipt(self, phone_number_id: str, message_id: str) -> CloudRequest:
        """Return what marks a message as read and shows that an answer is being written.

        Raises:
            GatewayError: it cannot be sent.
        """
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        return self._request(phone_number_id, body)

    def _request(self, phone_number_id: str, body: dict[str, Any]) -> CloudRequest:
        credential = self._credential(phone_number_id)
        url = f"{self._graph_url}/{quote(phone_number_id, safe='')}/messages"
        if credential.proof:
            url += f"?appsecret_proof={credential.proof}"
        return CloudRequest(url, credential.token, json_text(body).encode())

    def _credential(self, phone_number_id: str) -> Credential:
        try:
            credential = self._credential_for(phone_number_id)
        except StoreError as error:
            raise GatewayError(FailureKind.RETRY, type(error).__name__) from None
        except MiloError as error:
            raise GatewayError(FailureKind.HALT, scrubbed(str(error))) from None
        token = credential.token
        if not (token.isascii() and token.isprintable() and token.strip()):
            raise GatewayError(FailureKind.HALT, "there is no usable access token for this number")
        return credential


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
