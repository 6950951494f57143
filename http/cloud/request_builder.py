"""A row of the outbox as a request to Meta: address, token, and the JSON of a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from ...engine.errors import GatewayError, MiloError, StoreError
from ...engine.fast_dataclass import replace
from ...engine.json_text import json_text
from ...engine.media_files import file_named
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
from .media import FileRef, MediaFiles, Uploaded
from .tokens import Credential

CALLS = 16
"""Calls that wait for Meta at once."""
Given = tuple[int, str, str, bytes, FileRef | None]
"""An order with its number: number, address, token, body, file."""
Why = tuple[str, str, int | None]
"""Of a message that was not taken: kind, details, Meta's code."""
Said = tuple[int, str | None, Why | None, Uploaded | None]
"""What became of an order: its number; Meta's id for it, or why not; what came of its file."""
NO_ORDER = 0
"""In place of an order's number: what follows is until when orders may be carried out."""


class CloudRequest(NamedTuple):
    """One message, ready to be posted; with a file, its id is still to be put in."""

    url: str
    token: str
    body: bytes
    file: FileRef | None = None


class RequestBuilder:
    """Makes orders of rows.

    Args:
        graph_url: with its version, `https://graph.facebook.com/v25.0`.
        token_for: the access token, or what gives it for a phone_number_id, with the secret of its
            app: each call then carries the proof that Meta may require.
        media: finds the files that messages name; without it they go out without.
    """

    def __init__(
        self,
        graph_url: str,
        token_for: Callable[[str], Credential] | str,
        media: MediaFiles | None = None,
    ) -> None:
        self._media = media
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
        body = message_payload(row)
        place = _place_of_file(row.body, body)
        if not place:
            return self._request(row.phone_number_id, body)
        bare = message_payload(replace(row, body=replace(row.body, media=None)))
        request = self._request(row.phone_number_id, bare)
        file = self._file(row, place, request.body)
        return request._replace(body=json_text(body).encode(), file=file) if file else request

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

    def _file(self, row: OutboxRow, place: tuple[str, ...], bare: bytes) -> FileRef | None:
        media, number = row.body.media, row.phone_number_id
        name = file_named(media.url) if media else None
        if media is None or name is None or self._media is None:
            return None
        url = self._address(number, "media", self._credential(number))
        return self._media.ref(number, media.kind, name, url, place, bare)

    def _request(self, phone_number_id: str, body: dict[str, Any]) -> CloudRequest:
        credential = self._credential(phone_number_id)
        url = self._address(phone_number_id, "messages", credential)
        return CloudRequest(url, credential.token, json_text(body).encode())

    def _address(self, phone_number_id: str, path: str, credential: Credential) -> str:
        url = f"{self._graph_url}/{quote(phone_number_id, safe='')}/{path}"
        return f"{url}?appsecret_proof={credential.proof}" if credential.proof else url

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
        return {"type": kind, kind: {**_file(message.media), "caption": message.text}}
    return {"type": "text", "text": {"body": message.text, "preview_url": False}}


def _file(media: Media) -> dict[str, str]:
    """Return where Meta fetches a file; one of ours has an id, which is put in as it goes out."""
    name = file_named(media.url)
    if name is None:
        return {"link": media.url}
    return {"filename": name} if media.kind == "document" else {}


def _place_of_file(message: Outgoing, body: dict[str, Any]) -> tuple[str, ...]:
    """Return where in a message the id of a file of ours belongs; () where none goes out."""
    if message.media is None or file_named(message.media.url) is None:
        return ()
    kind = message.media.kind
    if kind in body:
        return (kind,)
    above = body.get("interactive", {}).get("header", {})
    return ("interactive", "header", kind) if kind in above else ()


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
        content["header"] = {"type": media.kind, media.kind: _file(media)}
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
