"""What may be found of a person beyond their own rows, and what is kept for a time only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Traces:
    """What would tell of a person who was erased.

    Attributes:
        keys: their phones, in all spellings, and `user_id`s: nobody else has these.
        words: their names and what they wrote: others may use the same.
        bookings: ids of their bookings.
    """

    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    bookings: tuple[str, ...] = ()


class Expiring(StrEnum):
    """What is kept for a time only."""

    FIRST_ANSWERS = "first_answers"
    PAYLOADS = "payloads"
    EVENT_PAYLOADS = "event_payloads"
    MESSAGE_TEXTS = "message_texts"
    MESSAGES = "messages"
    SENT = "sent"
    TURNS = "turns"
    ANSWERS = "answers"
    OUTSIDE_CALLS = "outside_calls"
    EVENTS = "events"
    BOOKINGS = "bookings"
    SESSIONS = "sessions"
    CONTACTS = "contacts"
