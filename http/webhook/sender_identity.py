"""Who sent a message, in all the shapes that Meta tells it.

Since 2026 a person has a business-scoped id (`AR.123`), which may come as `from_user_id`, in the
contact, or inside `from`; the phone number may be missing. One number may be spelled in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...engine.fast_dataclass import dataclass
from ...engine.words.phones import other_spelling, same_phone
from ..text import one_line, word
from .delivery import IdentityChange, Writer

ID_LIMIT = 256
_CHANGES = frozenset(
    {"user_changed_number", "user_changed_user_id", "customer_changed_number", "user_id_update"}
)
_SENTENCE = re.compile(r"changed from (\S+) to (\S+?)\.?$")
_Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ContactsBeside:
    """The contacts that stand beside a webhook's messages.

    Attributes:
        by_id: each under its phone and under its user id.
        only: the one that stands alone, where all messages have one sender.
    """

    by_id: Mapping[str, _Json]
    only: _Json | None

    @classmethod
    def of(cls, value: _Json) -> ContactsBeside:
        """Read them from a webhook's `value`."""
        listed = _objects(value.get("contacts"))
        by_id = {key: contact for contact in reversed(listed) for key in _ids(contact) if key}
        senders = {_sender(message) for message in _objects(value.get("messages"))}
        alone = len(listed) == len(senders) == 1
        return cls(by_id, listed[0] if alone else None)

    def of_sender(self, message: _Json) -> _Json | None:
        """Return the contact that shares an id with the sender; never by its place in the list.

        One that stands alone is the sender's unless an id says otherwise.
        """
        sender = _sender(message)
        keys = (*sender, other_spelling(sender[1]) or "")
        found = next((self.by_id[key] for key in keys if key in self.by_id), None)
        if found is None and self.only is not None and not _differ(sender, _ids(self.only)):
            return self.only
        return found


def person_of(message: _Json, contact: _Json | None, phone_number_id: str) -> Writer | None:
    """Return who wrote, or None where neither id is told."""
    user_id, phone = _sender(message)
    known_id, known_phone = _ids(contact or {})
    if known_phone and same_phone(phone or known_phone, known_phone):
        phone = known_phone  # as WhatsApp spells it
    user_id = user_id or known_id
    if not user_id and not phone:
        return None
    return Writer(phone_number_id, user_id or None, phone or None, _name(contact or {}))


def change_of(message: _Json, phone_number_id: str) -> IdentityChange | None:
    """Return whose phone or user id changed, and to what, where a system message says so.

    The old user id is named as `previous_user_id`; before August 2026 only Meta's sentence had it.
    """
    system = message.get("system")
    if message.get("type") != "system" or not isinstance(system, dict):
        return None
    if word(system.get("type")) not in _CHANGES:
        return None
    new_id, new_phone = _sorted_out(
        system.get("user_id"), system.get("wa_id") or system.get("new_wa_id")
    )
    sent_id, sent_phone = _sender(message)
    said = _said_to_change(word(system.get("body")), new_id, new_phone)
    old_id = _short(system.get("previous_user_id")) or said[0] or sent_id
    old_phone = sent_phone or _sorted_out(None, system.get("customer"))[1] or said[1]
    if old_id == new_id:
        old_id = ""
    if not (old_id or old_phone) or not (new_id or new_phone):
        return None
    return IdentityChange(
        Writer(phone_number_id, old_id or None, old_phone or None),
        Writer(phone_number_id, new_id or None, new_phone or None),
    )


def _said_to_change(body: str, new_id: str, new_phone: str) -> tuple[str, str]:
    """Return the old user id or phone that Meta's sentence ends with; before it stands a name."""
    said = _SENTENCE.search(body)
    if said is None or said[2].removeprefix("+") not in {new_id, new_phone} - {""}:
        return "", ""
    return _sorted_out(None, said[1])


def _sender(message: _Json) -> tuple[str, str]:
    return _sorted_out(message.get("from_user_id"), message.get("from"))


def _ids(contact: _Json) -> tuple[str, str]:
    return _sorted_out(contact.get("user_id"), contact.get("wa_id"))


def _sorted_out(user_id: object, phone: object) -> tuple[str, str]:
    """Return user id and phone, each empty where missing; a `from` may hold a user id."""
    named, given = _short(user_id), _short(phone)
    digits = given.removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return named, digits
    return named or given, ""


def _short(value: object) -> str:
    text = word(value)
    return text if len(text) <= ID_LIMIT else ""


def _differ(one: tuple[str, str], other: tuple[str, str]) -> bool:
    ids, phones = zip(one, other, strict=True)
    return (all(ids) and ids[0] != ids[1]) or (all(phones) and not same_phone(*phones))


def _name(contact: _Json) -> str:
    profile = contact.get("profile")
    if not isinstance(profile, dict):
        return ""
    names = (profile.get("name"), profile.get("username"))
    lines = (one_line(name) for name in names if isinstance(name, str))
    return next(filter(None, lines), "")


def _objects(value: object) -> list[_Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
