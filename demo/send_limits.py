"""What Meta refuses in the body of a send: `POST /{phone_number_id}/messages`.

The figures are those of Meta's pages and of its OpenAPI file; where the two disagree, the smaller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from . import value_checks
from .errors import BAD_VALUE, INVALID, MISSING, MetaError
from .limits_interactive import interactive
from .limits_template import template
from .value_checks import Errors

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
CONTACTS_LIMIT: Final = 5
CALLBACK_DATA_LIMIT: Final = 512

USER_ID: Final = re.compile(r"[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}")
"""A person's id within one business portfolio, as Meta writes it."""
PHONE: Final = re.compile(r"\+?\d{5,15}")
_SEPARATORS: Final = re.compile(r"[\s()./-]")


def digits(phone: str) -> str:
    """Return a phone number as a wa_id: digits only."""
    return _SEPARATORS.sub("", phone).removeprefix("+")


def known_as(wa_id: str) -> str:
    """Return the id that WhatsApp has for a number: an Argentine mobile's has a 9 after the 54."""
    return f"549{wa_id[2:]}" if re.fullmatch(r"54[1-8]\d{9}", wa_id) else wa_id


def refusals(body: object) -> list[MetaError]:
    """Return every reason for which Meta would refuse a send, the first one first.

    Args:
        body: the JSON of the request, as parsed.

    Returns:
        The errors, empty for a body that Meta would take.
    """
    if not isinstance(body, dict):
        return [MetaError(INVALID, "The body must be a JSON object")]
    if body.get("messaging_product") != "whatsapp":
        return [MetaError(INVALID, "The parameter messaging_product is required: whatsapp")]
    return list(_receipt(body) if "status" in body else _message(body))


def _receipt(body: dict[str, Any]) -> Errors:
    """Check the form that marks a message as read, with or without "typing"."""
    if body["status"] != "read":
        yield MetaError(INVALID, "Param status must be one of {read}")
    yield from _message_id(body, "")
    if "typing_indicator" in body:
        typing, faults = value_checks.obj(body, "typing_indicator")
        yield from faults
        if not faults:
            yield from value_checks.one_of(typing, "type", "typing_indicator", frozenset({"text"}))


def _message(body: dict[str, Any]) -> Errors:
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        yield MetaError(INVALID, "Param recipient_type must be one of {individual, group}")
    yield from _recipient(body)
    if "context" in body:
        context, faults = value_checks.obj(body, "context")
        yield from faults or _message_id(context, "context")
    if body.get("biz_opaque_callback_data") is not None:
        at, most = "biz_opaque_callback_data", CALLBACK_DATA_LIMIT
        value = body[at]
        if not isinstance(value, str) or value_checks.width(value) > most:
            yield MetaError(INVALID, f"Param {at} must be a string of at most {most} characters")
    kind = body.get("type", "text")
    check = _TYPES.get(kind) if isinstance(kind, str) else None
    if check is None:
        known = ", ".join(sorted(_TYPES))
        yield MetaError(INVALID, f"Param type must be one of {{{known}}} - got {kind!r}")
    elif kind == "contacts":
        yield from _contacts(body)
    else:
        content, faults = value_checks.obj(body, kind)
        yield from faults or check(content)


def _recipient(body: Mapping[str, Any]) -> Errors:
    to = body.get("to")
    if to is not None:  # where both are given, `to` wins
        if not isinstance(to, str) or not PHONE.fullmatch(_SEPARATORS.sub("", to)):
            yield MetaError(BAD_VALUE, "to is not a valid phone number")
    elif "recipient" not in body:
        yield MetaError(INVALID, "The parameter to is required")
    else:
        recipient = body["recipient"]
        if not isinstance(recipient, str) or not USER_ID.fullmatch(recipient):
            yield MetaError(BAD_VALUE, "recipient is not a valid user id")


def _message_id(holder: Mapping[str, Any], at: str) -> Errors:
    value = holder.get("message_id")
    path = f"{at}.message_id" if at else "message_id"
    if value is None:
        yield MetaError(MISSING, f"{path} is required")
    elif not isinstance(value, str) or not value.startswith("wamid."):
        yield MetaError(BAD_VALUE, f"{path} is not a valid message id")


def _text(content: dict[str, Any]) -> Errors:
    yield from value_checks.text(content, "body", "text", TEXT_LIMIT, code=INVALID)
    if not isinstance(content.get("preview_url", False), bool):
        yield MetaError(INVALID, "Param text['preview_url'] must be a boolean")


def _media(content: dict[str, Any]) -> Errors:
    if "id" not in content and "link" not in content:
        yield MetaError(INVALID, "One of the parameters id or link is required for media")
    elif "link" in content:
        yield from value_checks.link(content["link"], "link")
    if content.get("caption") is not None:
        yield from value_checks.text(content, "caption", "media", CAPTION_LIMIT, code=INVALID)


def _location(content: dict[str, Any]) -> Errors:
    for key, most in (("latitude", 90), ("longitude", 180)):
        try:
            good = abs(float(content[key])) <= most
        except KeyError:
            yield MetaError(MISSING, f"location.{key} is required")
            continue
        except (TypeError, ValueError):
            good = False
        if not good:
            yield MetaError(BAD_VALUE, f"location.{key} must be between -{most} and {most}")


def _reaction(content: dict[str, Any]) -> Errors:
    yield from _message_id(content, "reaction")
    emoji = content.get("emoji")
    if emoji is None:
        yield MetaError(MISSING, "reaction.emoji is required; an empty one takes a reaction away")
    elif (
        not isinstance(emoji, str)
        or value_checks.width(emoji) > 32
        or re.search(r"[A-Za-z]", emoji)
    ):
        yield MetaError(BAD_VALUE, "reaction.emoji must be one emoji")


def _contacts(body: dict[str, Any]) -> Errors:
    cards, faults = value_checks.items(body, "contacts", "message", CONTACTS_LIMIT)
    yield from faults
    for index, card in enumerate(cards):
        name, faults = value_checks.obj(card, "name", f"contacts[{index}]")
        yield from faults or value_checks.text(
            name, "formatted_name", f"contacts[{index}].name", 1024
        )


_TYPES: Final[dict[str, Callable[[dict[str, Any]], Errors]]] = {
    "text": _text,
    "image": _media,
    "audio": _media,
    "video": _media,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": interactive,
    "template": template,
}
