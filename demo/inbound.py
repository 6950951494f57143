"""What a person does with their phone, as the message that Meta reports.

An *act* is JSON: `{"type": …}` and, by type:

| type | more keys |
|---|---|
| `text` | `text` |
| `tap` (`button_reply`, `list_reply`, `button`) | `option`: id or title; `message`: a wamid |
| `image`, `video`, `document`, `sticker` | `caption` |
| `audio` | `voice` (true unless given) |
| `location` | `latitude`, `longitude`, `name`, `address` |
| `contact` | nothing: the person shares their number |
| `reaction` | `message`: wamid, or the last; `emoji`, none to take it away |
| `form` | `response`: what it closed with |
| `raw` | `message`: the object itself; what is missing of from, id and timestamp is put in |

Where `message` is left out, a tap means the last message that has the option.
Each takes `quote` (the wamid of a message it answers), `id` and `timestamp`, too.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from .chats import new_wamid
from .options import Option, find, options
from .people import Chat, Message
from .templates import Registry

TAPS: Final = frozenset({"tap", "button_reply", "list_reply", "button"})

_MEDIA: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "document": "application/pdf",
    "sticker": "image/webp",
    "audio": "audio/ogg; codecs=opus",
}


class BadActError(ValueError):
    """An act that makes no sense: an unknown type, an option that no message has."""


def build(
    chat: Chat, number_display: str, act: dict[str, Any], now: float, registry: Registry
) -> dict[str, Any]:
    """Return the object for `messages[0]`.

    Args:
        chat: whose person acts.
        number_display: our number, digits: the `from` of what is answered.
        act: see the module's table.
        now: unix seconds.
        registry: the approved templates.

    Raises:
        BadActError: for an act that makes no sense.
    """
    base: dict[str, Any] = {**chat.person.sender, "id": act.get("id") or new_wamid()}
    base["timestamp"] = str(act.get("timestamp") or int(now))
    kind = act.get("type", "text")
    if kind == "raw":
        if not isinstance(act.get("message"), dict):
            raise BadActError("raw needs a message object")
        return {**base, **act["message"]}
    quoted: str | None = act.get("quote")
    if kind in TAPS:
        message, option = _tapped(chat, act, registry)
        content, quoted = option.tapped(), message.wamid
    elif kind in _MEDIA:
        content = _media(kind, act, base["id"])
    elif isinstance(kind, str) and kind in _ACTS:
        content = _ACTS[kind](chat, act)
    else:
        raise BadActError(f"unknown type: {kind}")
    if quoted:
        base["context"] = {"from": number_display, "id": quoted}
    return base | content


def _tapped(chat: Chat, act: dict[str, Any], registry: Registry) -> tuple[Message, Option]:
    wanted = act.get("option")
    if not isinstance(wanted, str):
        raise BadActError("option is the id or the title of what is tapped")
    if act.get("message") is not None:
        one = chat.messages.get(act["message"])
        candidates = [one] if one is not None else []
    else:
        candidates = list(chat.latest("milo"))
    for message in candidates:
        choices = options(message.content, registry)
        if act["type"] != "tap":
            choices = [choice for choice in choices if choice.kind == act["type"]]
        option = find(choices, wanted)
        if option is not None:
            return message, option
    raise BadActError(f"no message has an option {wanted!r}")


def _text(chat: Chat, act: dict[str, Any]) -> dict[str, Any]:
    text = act.get("text")
    if not isinstance(text, str) or not text:
        raise BadActError("text is missing")
    return {"type": "text", "text": {"body": text}}


def _media(kind: str, act: dict[str, Any], wamid: str) -> dict[str, Any]:
    digest = hashlib.sha256(wamid.encode()).digest()
    media: dict[str, Any] = {
        "id": str(int.from_bytes(digest[:6], "big")),
        "mime_type": _MEDIA[kind],
        "sha256": base64.b64encode(digest).decode(),
    }
    if kind == "audio":
        media["voice"] = act.get("voice", True)
    elif act.get("caption"):
        media["caption"] = act["caption"]
    if kind == "document":
        media["filename"] = "archivo.pdf"
    return {"type": kind, kind: media}


def _location(chat: Chat, act: dict[str, Any]) -> dict[str, Any]:
    place = {"latitude": act.get("latitude", -32.8895), "longitude": act.get("longitude", -68.8458)}
    place |= {key: act[key] for key in ("name", "address") if key in act}
    return {"type": "location", "location": place}


def _contact(chat: Chat, act: dict[str, Any]) -> dict[str, Any]:
    person = chat.person
    # Who shows only Meta's id has a number all the same, and this is how they give it.
    number = person.wa_id or "549261" + str(int.from_bytes(person.key.encode(), "big"))[-7:]
    card = {
        "name": {"formatted_name": person.name},
        "phones": [{"phone": f"+{number}", "wa_id": number, "type": "CELL"}],
        "origin": "contact_request",
    }
    return {"type": "contacts", "contacts": [card]}


def _form(chat: Chat, act: dict[str, Any]) -> dict[str, Any]:
    told = {"name": "flow", "body": "Sent", "response_json": json.dumps(act.get("response", {}))}
    return {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": told}}


def _reaction(chat: Chat, act: dict[str, Any]) -> dict[str, Any]:
    wamid = act.get("message") or next((each.wamid for each in chat.latest("milo")), None)
    if wamid is None:
        raise BadActError("there is no message to react to")
    reaction = {"message_id": wamid}
    if act.get("emoji"):
        reaction["emoji"] = act["emoji"]
    return {"type": "reaction", "reaction": reaction}


_ACTS: Final[dict[str, Callable[[Chat, dict[str, Any]], dict[str, Any]]]] = {
    "text": _text,
    "location": _location,
    "contact": _contact,
    "reaction": _reaction,
    "form": _form,
}
