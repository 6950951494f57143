"""Meta's webhook JSON → `Delivery`: pure, and total. Whatever the shape, nothing is lost.

Every entry, change, message and status is read; what is neither message nor status becomes an
event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.fast_dataclass import dataclass
from ...engine.messages import Incoming, Kind
from ...engine.model import AccountNews, OutboxStatus
from ..cloud.errors import classify_status_errors
from ..cloud.request_builder import row_id_in
from ..text import word
from .account_changes import account_news
from .delivery import AccountError, Delivery, Event, Received, StatusUpdate, Writer
from .form_changes import FormChange, form_change
from .message_types import incoming
from .sender_identity import ContactsBeside, change_of, person_of
from .template_changes import TemplateChange, template_change
from .tolerant_json import is_readable, parse, written

MESSAGE_ID_LIMIT = 256
KIND_LIMIT = 64
NUMBER_LIMIT = 64
_PARTS = ("messages", "statuses", "errors")

_Piece = Received | StatusUpdate | AccountError | AccountNews | TemplateChange | FormChange | Event


def read_delivery(raw: bytes) -> Delivery:
    """Read the body of one post.

    Raises:
        NotJsonError: it is not JSON. Any JSON is fine.
    """
    pieces = tuple(_of_body(parse(raw)))
    return Delivery(
        messages=tuple(piece for piece in pieces if isinstance(piece, Received)),
        statuses=tuple(piece for piece in pieces if isinstance(piece, StatusUpdate)),
        errors=tuple(piece for piece in pieces if isinstance(piece, AccountError)),
        news=tuple(piece for piece in pieces if isinstance(piece, AccountNews)),
        templates=tuple(piece for piece in pieces if isinstance(piece, TemplateChange)),
        forms=tuple(piece for piece in pieces if isinstance(piece, FormChange)),
        events=tuple(piece for piece in pieces if isinstance(piece, Event)),
    )


def _of_body(body: Any) -> Iterator[_Piece]:
    entries = body.get("entry") if isinstance(body, dict) else None
    if not isinstance(entries, list):
        yield Event("body", written(body))
        return
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if isinstance(changes, list):
            for change in changes:
                yield from _of_change(change, word(entry.get("id")))
        else:
            yield Event("entry", written(entry))


def _of_change(change: Any, account_id: str) -> Iterator[_Piece]:
    field = word(change.get("field"))[:KIND_LIMIT] if isinstance(change, dict) else ""
    value = change.get("value") if isinstance(change, dict) else None
    if field not in {"messages", ""} or not isinstance(value, dict):
        yield Event(field or "change", written(change))
        if isinstance(value, dict):
            yield from _of_field(field, value, account_id)
        return
    parts = [part for part in _PARTS if isinstance(value.get(part), list)]
    if not parts:
        yield Event(field or "change", written(change))
    for part in parts:
        yield from _READERS[part](value)


def _of_field(field: str, value: Mapping[str, Any], account_id: str) -> Iterator[_Piece]:
    """Read what is more than kept: what is said of a template, of the account, by a person."""
    if change := template_change(field, value, account_id):
        yield change
    if form := form_change(field, value, account_id):
        yield form
    if news := account_news(account_id, field, value):
        yield news
    echoes = value.get("message_echoes") if field == "smb_message_echoes" else None
    for echo in echoes if isinstance(echoes, list) else ():
        yield from _echo(echo, value.get("metadata"))


def _echo(echo: Any, metadata: object) -> Iterator[_Piece]:
    """Read what a person of the merchant's wrote from their phone: to whom is all that matters."""
    fields = echo if isinstance(echo, dict) else {}
    message_id, number = word(fields.get("id")), _number_of(metadata)
    to = {"from": fields.get("to"), "from_user_id": fields.get("to_user_id")}
    person = person_of(to, None, number)
    if person and message_id and len(message_id) <= MESSAGE_ID_LIMIT:
        message = Incoming(Kind.ECHO, word(fields.get("type"))[:KIND_LIMIT])
        value = {"metadata": metadata, "message_echoes": [echo]}
        yield Received(message_id, number, person, message, written(value))


def _messages(value: Mapping[str, Any]) -> Iterator[_Piece]:
    contacts = ContactsBeside.of(value)
    for message in value["messages"]:
        fields = message if isinstance(message, dict) else {}
        contact = contacts.of_sender(fields)
        yield _Reading(message, fields, value.get("metadata"), contact).received()


def _statuses(value: Mapping[str, Any]) -> Iterator[_Piece]:
    for status in value["statuses"]:
        yield status_update(status) or Event("status", written(status))


def _errors(value: Mapping[str, Any]) -> Iterator[_Piece]:
    if not value["errors"]:
        return
    whole = {"metadata": value.get("metadata"), "errors": value["errors"]}
    yield Event("errors", written(whole))
    if not any(value.get(part) for part in ("messages", "statuses")):  # else it is one message's
        number = _number_of(value.get("metadata"))
        yield AccountError(number, classify_status_errors(value["errors"]))


def _number_of(metadata: object) -> str:
    fields = metadata if isinstance(metadata, dict) else {}
    return word(fields.get("phone_number_id"))[:NUMBER_LIMIT]


_READERS = {"messages": _messages, "statuses": _statuses, "errors": _errors}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One message with what stands beside it; `fields` is empty where it is no object."""

    message: Any
    fields: Mapping[str, Any]
    metadata: Any
    contact: Mapping[str, Any] | None

    def received(self) -> Received:
        number = _number_of(self.metadata)
        change = change_of(self.fields, number)
        known = self.fields and not change
        person = person_of(self.fields, self.contact, number) if known else None
        message, error = self._read(person)
        return Received(self._id(number), number, person, message, self._payload(), error, change)

    def _read(self, person: Writer | None) -> tuple[Incoming | None, str | None]:
        if not isinstance(self.message, dict):
            return None, "the message is no object"
        if not is_readable(self.message):
            return None, "the message cannot be read: too deep, or a number too large"
        message = incoming(self.message)
        if person is None and message.kind is not Kind.SILENT:
            return None, "the message does not say who sent it"
        return message, None

    def _id(self, number: str) -> str:
        """Return Meta's id, or one made of the content, the same each time it comes."""
        given = word(self.fields.get("id"))
        if given and len(given) <= MESSAGE_ID_LIMIT:
            return given
        content = number.encode() + b"\n" + written(self.message)
        return "milo." + hashlib.sha256(content).hexdigest()

    def _payload(self) -> bytes:
        contacts = [] if self.contact is None else [self.contact]
        value = {"metadata": self.metadata, "contacts": contacts, "messages": [self.message]}
        return written(value)


_CATEGORY_LIMIT = 32
STATUSES: Mapping[str, OutboxStatus] = {
    "sent": OutboxStatus.SENT,
    "delivered": OutboxStatus.DELIVERED,
    "read": OutboxStatus.READ,
    "played": OutboxStatus.READ,
    "failed": OutboxStatus.FAILED,
}


def status_update(status: Any) -> StatusUpdate | None:
    """Return what it says, or None for a status that is not known or names no message."""
    if not isinstance(status, dict):
        return None
    known = STATUSES.get(word(status.get("status")))
    wamid = word(status.get("id"))
    if known is None or not wamid:
        return None
    failed = known is OutboxStatus.FAILED
    failure = classify_status_errors(status.get("errors")) if failed else None
    row_id = row_id_in(status.get("biz_opaque_callback_data"))
    return StatusUpdate(wamid, row_id, known, failure, _category(status.get("pricing")))


def _category(pricing: object) -> str | None:
    """Return what a message is billed as; `free_customer_service` names no category of its own."""
    said = word(pricing.get("category")) if isinstance(pricing, dict) else ""
    return said.lower()[:_CATEGORY_LIMIT] or None
