"""What tells of a person who is to be erased: pure, shared by the memory and the SQL stores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...engine.messages import Incoming
from ...engine.model import Booking, Contact, Traces

ERASED = "…"
"""Stands where something of a person's was."""
NAMING, TELLING = 3, 12
"""How long a name, or something written, must be to tell of somebody."""
NOBODY: dict[str, Any] = {
    "contact_id": None,
    "session_id": None,
    "user_phone": None,
    "user_id": None,
    "name": "",
    "notes": "",
}
"""The fields of a booking that is nobody's any more."""


def traces_of(
    contact: Contact | None, said: Iterable[Incoming], bookings: Sequence[Booking]
) -> Traces:
    """Return what others' rows may tell of a person; the longest words first."""
    names = [one.name for one in bookings] + ([contact.name] if contact else [])
    texts = [text for one in said for text in (one.text, *one.text.splitlines())]
    words = [text for text in texts if len(text) >= TELLING]
    words += [name for name in names if len(name) >= NAMING]
    longest_first = sorted(dict.fromkeys(words), key=len, reverse=True)
    return Traces((), tuple(longest_first), tuple(one.id for one in bookings))
