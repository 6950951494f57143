"""One message of Meta's as a session sees it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from ...engine.messages import FORM_REPLY, Incoming, Kind
from ..text import one_line, storable, word

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
    if name in _SHARED:
        return Incoming(Kind.OTHER, name, text=_SHARED[name](part), quoted=quoted)
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


def _place(part: object) -> str:
    """Return a place as «latitude,longitude name · address»; "" where there is none."""
    if not isinstance(part, dict):
        return ""
    latitude, longitude = _degrees(part.get("latitude"), 90), _degrees(part.get("longitude"), 180)
    if latitude is None or longitude is None:
        return ""
    named = " · ".join(filter(None, (one_line(word(part.get(key))) for key in ("name", "address"))))
    return f"{latitude:.6f},{longitude:.6f} {named}".strip()


def _degrees(value: object, most: int) -> float | None:
    """Return an angle on the globe; None for what is none."""
    try:
        angle = None if isinstance(value, bool) else float(str(value))
    except ValueError:
        return None
    return angle if angle is not None and abs(angle) <= most else None


def _card(part: object) -> str:
    """Return the phone on the first card that has one, in full digits; "" where none has."""
    cards = part if isinstance(part, list) else []
    phones = (card.get("phones") for card in cards if isinstance(card, dict))
    for phone in chain.from_iterable(one for one in phones if isinstance(one, list)):
        if isinstance(phone, dict) and (found := word(phone.get("wa_id"))):
            return f"+{found.removeprefix('+')}"
        if isinstance(phone, dict) and (found := word(phone.get("phone"))):
            return one_line(found)
    return ""


_SHARED: dict[str, Callable[[object], str]] = {"location": _place, "contacts": _card}
_READERS: dict[str, Callable[[Mapping[str, Any], str | None], Incoming | None]] = {
    "text": _text,
    "button": _template_button,
    "interactive": _interactive,
}
