"""The people with a phone, and what passed between each and a number of ours. In memory."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from .rates import Bucket

Author = Literal["person", "milo"]

STATES = ("accepted", "sent", "delivered", "read")
"""The ticks of a message, in the order in which they come; `failed` stands apart."""


@dataclass(slots=True)
class Person:
    """Somebody who has WhatsApp.

    Attributes:
        key: how the stand-in names them: the wa_id, or the user_id where there is none.
        name: the name on their profile.
        wa_id: their phone number, digits; None for who shows only Meta's id.
        user_id: Meta's id for them within the business (`AR.…`); None for an old webhook's shape.
    """

    key: str
    name: str
    wa_id: str | None
    user_id: str | None

    @property
    def sender(self) -> dict[str, str]:
        """Return the keys by which a message of theirs says who sent it."""
        named = {"from": self.wa_id, "from_user_id": self.user_id}
        return {key: value for key, value in named.items() if value}

    @property
    def contact(self) -> dict[str, Any]:
        """Return their entry in a webhook's `contacts`."""
        entry: dict[str, Any] = {"profile": {"name": self.name}} if self.name else {}
        named = {"wa_id": self.wa_id, "user_id": self.user_id}
        return entry | {key: value for key, value in named.items() if value}


def user_id_of(wa_id: str) -> str:
    """Return the id that Meta gives to a number: the same each time the stand-in runs."""
    digest = hashlib.sha256(wa_id.encode()).digest()
    return f"AR.{int.from_bytes(digest[:7], 'big'):017d}"


@dataclass(slots=True)
class Message:
    """One message in a chat.

    Attributes:
        wamid: Meta's id of it.
        author: who wrote it.
        at: unix seconds.
        content: the object as the Cloud API writes it: the body of the send, or the
            `messages[0]` of the webhook.
        state: the ticks: of `STATES`, or `failed`.
        revision: the number of its last change within its chat.
        reactions: the emoji each side put on it.
    """

    wamid: str
    author: Author
    at: float
    content: dict[str, Any]
    state: str = "sent"
    revision: int = 0
    reactions: dict[Author, str] = field(default_factory=dict)

    def advance(self, state: str) -> bool:
        """Move the ticks forward; return whether they moved."""
        ahead = state in STATES and self.state in STATES
        if not ahead or STATES.index(state) <= STATES.index(self.state):
            return False
        self.state = state
        return True


@dataclass(slots=True)
class Chat:
    """What one person and one of our numbers wrote to each other.

    Attributes:
        person: who.
        number: Meta's id of the number.
        messages: by wamid, in the order of their writing.
        revision: of the last change.
        last_inbound_at: when the person last wrote (unix seconds), which opens the 24-hour window.
        bucket: what is left of the pair rate.
        typing_until: until when "typing…" shows (unix seconds).
        tokens: what the page called its messages, so that one sent twice is taken once.
    """

    person: Person
    number: str
    bucket: Bucket
    messages: dict[str, Message] = field(default_factory=dict)
    revision: int = 0
    last_inbound_at: float | None = None
    typing_until: float = 0.0
    tokens: dict[str, str] = field(default_factory=dict)

    def touch(self, message: Message) -> None:
        """Note that a message is new or has changed."""
        self.revision += 1
        message.revision = self.revision

    def add(self, message: Message, *, keep: bool = True) -> None:
        """Put a message at the end; without `keep`, only the last of each author stays."""
        if not keep:
            for wamid, old in list(self.messages.items()):
                if old.author == message.author:
                    del self.messages[wamid]
        self.messages[message.wamid] = message
        self.touch(message)

    def changed(self, after: int) -> list[Message]:
        """Return what is new or has changed since a revision, in the order of writing."""
        if self.revision <= after:
            return []
        return [each for each in self.messages.values() if each.revision > after]

    def latest(self, author: Author) -> Iterable[Message]:
        """Yield an author's messages, the last one first."""
        return (each for each in reversed(self.messages.values()) if each.author == author)

    def up_to(self, message: Message) -> Iterable[Message]:
        """Yield a message and those before it, the last one first."""
        newer = reversed(self.messages.values())
        return itertools.dropwhile(lambda each: each is not message, newer)

    def waiting(self, now: float, patience_seconds: float) -> bool:
        """Return whether the person's last message still waits for its answer."""
        last = next(reversed(self.messages.values()), None)
        if last is None or last.author != "person":
            return False
        return last.state != "sent" and now - last.at < patience_seconds
