"""A message as a phone shows it: the Cloud API's many shapes brought to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from . import templates
from .options import Option, options
from .people import Chat, Message
from .templates import Registry

MEDIA: Final = frozenset({"image", "video", "audio", "document", "sticker"})

NAMES: Final = {
    "image": "📷 Foto",
    "video": "🎥 Video",
    "audio": "🎤 Nota de voz",
    "document": "📄 Documento",
    "sticker": "Sticker",
    "location": "📍 Ubicación",
    "contacts": "👤 Contacto",
}
"""What stands for a message without words, in a quote or a preview."""

View = dict[str, Any]


def view(chat: Chat, message: Message, registry: Registry) -> View:
    """Return a message as JSON for a phone.

    Returns:
        `{id, author, at, state, kind, text, header, footer, media, quote, reactions, buttons,
        list, link, form, ask}`: `author` is `person` or `milo`; `at` unix seconds; `kind` `text`,
        `media`, `location` or `contact`; `quote` `{author, text}` or null; `buttons`
        `[{id, title}]`; `list` `{button, sections: [{title, rows: [{id, title, description}]}]}`
        or null; `link` `{title, url}` or null; `form`
        `{title}` or null; `ask` `location`, `contact` or null.
    """
    content = message.content
    shown: View = {
        "id": message.wamid,
        "author": message.author,
        "at": message.at,
        "state": message.state,
        "kind": "text",
        "text": "",
        "description": "",
        "header": "",
        "footer": "",
        "media": None,
        "quote": _quote(chat, content, registry),
        "reactions": message.reactions,
        "buttons": [],
        "list": None,
        "link": None,
        "form": None,
        "ask": None,
    }
    shown.update(shown_as(content, registry))
    return shown


def words(content: Mapping[str, Any], registry: Registry) -> str:
    """Return a message's words, or what stands for them."""
    shown = shown_as(content, registry)
    name = NAMES.get(str(shown.get("media") or content.get("type")), "")
    return str(shown.get("text") or name)


def _quote(chat: Chat, content: Mapping[str, Any], registry: Registry) -> dict[str, str] | None:
    context = content.get("context") or {}
    quoted = chat.messages.get(context.get("id") or context.get("message_id") or "")
    if quoted is None:
        return None
    return {"author": quoted.author, "text": words(quoted.content, registry)}


def shown_as(content: Mapping[str, Any], registry: Registry) -> View:
    """Return what a message's content gives of a `view`; its `text` at least, where it has any."""
    kind = str(content.get("type", "text"))
    inner = content.get(kind)
    if kind in MEDIA and isinstance(inner, dict):
        return {"kind": "media", "media": kind, "text": inner.get("caption") or ""}
    if kind == "contacts" and isinstance(inner, list) and inner:
        return {"kind": "contact", "text": inner[0].get("name", {}).get("formatted_name", "")}
    if kind in _SHOWN and isinstance(inner, dict):
        return _SHOWN[kind](dict(content), inner, registry)
    return {}


def _text(content: dict[str, Any], inner: dict[str, Any], registry: Registry) -> View:
    return {"text": str(inner.get("body", ""))}


def _location(content: dict[str, Any], inner: dict[str, Any], registry: Registry) -> View:
    place = " · ".join(filter(None, (inner.get("name"), inner.get("address"))))
    return {"kind": "location", "text": place}


def _quick_reply(content: dict[str, Any], inner: dict[str, Any], registry: Registry) -> View:
    return {"text": str(inner.get("text", ""))}


def _template(content: dict[str, Any], inner: dict[str, Any], registry: Registry) -> View:
    return {
        "text": templates.body(registry, inner),
        "header": templates.part(registry, inner, "header"),
        "footer": templates.part(registry, inner, "footer"),
        "buttons": _buttons(options(content, registry)),
    }


def _interactive(content: dict[str, Any], inner: dict[str, Any], registry: Registry) -> View:
    if "action" not in inner:  # the person's: a tap
        reply = inner.get(str(inner.get("type"))) or {}
        if inner.get("type") == "nfm_reply":
            return {"text": "Respuesta enviada"}
        return {"text": reply.get("title", ""), "description": reply.get("description", "")}
    header = inner.get("header") or {}
    shown: View = {
        "text": inner.get("body", {}).get("text", ""),
        "header": header.get("text", ""),
        "footer": (inner.get("footer") or {}).get("text", ""),
    }
    if header.get("type") in MEDIA:
        shown["media"] = header["type"]
    kind, action = inner["type"], inner["action"]
    if kind == "button":
        shown["buttons"] = _buttons(options(content, registry))
    elif kind == "list":
        shown["list"] = {"button": action["button"], "sections": _sections(action["sections"])}
    elif kind == "cta_url":
        link = action["parameters"]
        shown["link"] = {"title": link["display_text"], "url": link["url"]}
    elif kind == "flow":
        shown["form"] = {"title": action["parameters"]["flow_cta"]}
    elif kind == "location_request_message":
        shown["ask"] = "location"
    elif kind == "contact_request":
        shown["ask"] = "contact"
    return shown


_SHOWN: Final[dict[str, Callable[[dict[str, Any], dict[str, Any], Registry], View]]] = {
    "text": _text,
    "location": _location,
    "button": _quick_reply,
    "template": _template,
    "interactive": _interactive,
}


def _buttons(choices: list[Option]) -> list[dict[str, str]]:
    return [{"id": choice.id, "title": choice.title} for choice in choices]


def _sections(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "title": section.get("title") or "",
            "rows": [
                {
                    "id": row["id"],
                    "title": row["title"],
                    "description": row.get("description") or "",
                }
                for row in section["rows"]
            ],
        }
        for section in sections
    ]
