"""One message of Meta's as a session sees it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ...engine.messages import FORM_REPLY, Incoming, Kind
from ..text import storable, word

SILENT_TYPES = frozenset(
    {"reaction", "system", "edit", "revoke", "pin", "keep_in_chat", "poll_update"}
)
"""Nobody waits for an answer to these, nor where they come as `unsupported` of this type."""
TYPE_LIMIT = 64
TOKEN_LIMIT = 300
_SECONDS_DIGITS = 11
_CAPTIONED = frozenset({"image", "video", "document"})
_REPLIES = ("button_reply", "list_reply")


def incoming(message: Mapping[str, Any]) -> Incoming:
    """Return what a person did, and when; what is not known is `Kind.OTHER` with Meta's type."""
    return replace(_read(message), at=_sent_at(message.get("timestamp")))


def _sent_at(value: object) -> float | None:
    """Return an instant in unix seconds, None where there is none; milliseconds happen, too."""
    digits = word(value)
    if not (digits.isascii() and digits.isdigit() and 9 <= len(digits) <= 13):
        return None
    return int(digits) / 1000 if len(digits) > _SECONDS_DIGITS else float(digits)


def _read(message: Mapping[str, Any]) -> Incoming:
    name = word(message.get("type"))[:TYPE_LIMIT] or "unknown"
    quoted = _quoted(message)
    if SILENT_TYPES & {name, _unsupported(message)} or word(message.get("group_id")):
        return Incoming(Kind.SILENT, name, quoted=quoted)
    part = message.get(name)
    reader = _READERS.get(name)
    read = reader(part, quoted) if reader and isinstance(part, dict) else None
    return read or _captioned(name, part, quoted) or Incoming(Kind.OTHER, name, quoted=quoted)


def _unsupported(message: Mapping[str, Any]) -> str:
    """Return what an `unsupported` message is of, where it tells."""
    part = message.get("unsupported")
    return word(part.get("type")) if isinstance(part, dict) else ""


def _quoted(message: Mapping[str, Any]) -> str | None:
    """Return Meta's id of the message answered; a forwarded one has a context without id."""
    context = message.get("context")
    return (word(context.get("id")) or None) if isinstance(context, dict) else None


def _text(part: Mapping[str, Any], quoted: str | None) -> Incoming | None:
    body = part.get("body")
    if not isinstance(body, str):
        return None
    return Incoming(Kind.TEXT, "text", text=storable(body), quoted=quoted)


def _captioned(name: str, part: object, quoted: str | None) -> Incoming | None:
    """Read what is written below a photo, a video or a document: it was typed as any text is."""
    caption = part.get("caption") if name in _CAPTIONED and isinstance(part, dict) else None
    if not isinstance(caption, str) or not caption.strip():
        return None
    return Incoming(Kind.TEXT, name, text=storable(caption), quoted=quoted)


def _template_button(part: Mapping[str, Any], quoted: str | None) -> Incoming | None:
    """Read a template's quick reply; the payload is the label unless one was sent along."""
    text = word(part.get("text"))
    return _tap("button", word(part.get("payload")) or text, text, quoted)


def _interactive(part: Mapping[str, Any], quoted: str | None) -> Incoming | None:
    name = part.get("type")
    if name == FORM_REPLY and not quoted and isinstance(part.get(name), dict):
        return Incoming(Kind.OTHER, FORM_REPLY, tap=_token(part[name]))
    reply = part.get(name) if name in _REPLIES else None
    if not isinstance(reply, dict):
        return None
    return _tap("interactive", word(reply.get("id")), word(reply.get("title")), quoted)


def _token(reply: Mapping[str, Any]) -> str:
    """Return whose form was answered; "" where it does not tell: some phones do not."""
    told = reply.get("response_json")
    try:
        data = json.loads(told) if isinstance(told, str) else None
    except (ValueError, RecursionError):
        return ""
    token = data.get("flow_token") if isinstance(data, dict) else None
    return storable(token)[:TOKEN_LIMIT] if isinstance(token, str) else ""


def _tap(name: str, tap: str, title: str, quoted: str | None) -> Incoming | None:
    return Incoming(Kind.TAP, name, text=title, tap=tap, quoted=quoted) if tap else None


_READERS: dict[str, Callable[[Mapping[str, Any], str | None], Incoming | None]] = {
    "text": _text,
    "button": _template_button,
    "interactive": _interactive,
}
