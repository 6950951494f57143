"""All the chats, and who is in them. In memory; looked up, never searched."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .people import Chat, Message, Person, user_id_of
from .rates import pair_bucket


def new_wamid() -> str:
    """Return an id for a message, as Meta's look."""
    return "wamid." + secrets.token_urlsafe(24).replace("-", "A").replace("_", "B")


@dataclass(slots=True)
class Chats:
    """Who has a phone, what they wrote and were sent. Take `lock` around every use.

    Attributes:
        clock: unix seconds.
        lock: held while anything here is read or written; it may be taken twice.
        news: told whenever something is added to `sent`; it shares the lock.
        sent: every accepted send, in order.
    """

    clock: Callable[[], float]
    lock: threading.RLock = field(default_factory=threading.RLock)
    news: threading.Condition = field(init=False)
    sent: list[dict[str, Any]] = field(default_factory=list)
    _people: dict[str, Person] = field(default_factory=dict)
    _chats: dict[tuple[str, str], Chat] = field(default_factory=dict)
    _where: dict[str, Chat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.news = threading.Condition(self.lock)

    def find(self, address: str) -> Person | None:
        """Return the person with this wa_id or user_id."""
        return self._people.get(address)

    def person(
        self, wa_id: str | None = None, user_id: str | None = "", name: str | None = None
    ) -> Person:
        """Return a person, new or known.

        Args:
            wa_id: their number, digits; None for who has none to show.
            user_id: Meta's id for them; made from the number where empty, left out where None.
            name: on their profile; a known person's is changed.

        Raises:
            ValueError: when there is neither a number nor an id.
        """
        known = self._people.get(wa_id or "") or self._people.get(user_id or "")
        if known is None:
            if user_id == "":
                user_id = user_id_of(wa_id or "") if wa_id else None
            key = wa_id or user_id
            if not key:
                raise ValueError("a person needs a wa_id or a user_id")
            known = Person(key, name or "", wa_id, user_id)
            for address in filter(None, (wa_id, user_id)):
                self._people[address] = known
        elif name is not None:
            known.name = name
        return known

    def chat(self, number_id: str, person: Person) -> Chat:
        """Return a person's chat with a number, an empty one at first."""
        key = (number_id, person.key)
        if key not in self._chats:
            self._chats[key] = Chat(person, number_id, pair_bucket())
        return self._chats[key]

    def all(self) -> list[Chat]:
        """Return every chat."""
        return list(self._chats.values())

    def keep(self, chat: Chat, message: Message, *, record: bool) -> None:
        """Put a message into its chat; without `record`, in place of the author's last one."""
        if not record:
            for wamid in [each.wamid for each in chat.messages.values()]:
                if chat.messages[wamid].author == message.author:
                    self._where.pop(wamid, None)
        chat.add(message, keep=record)
        self._where[message.wamid] = chat

    def log(self, chat: Chat, message: Message) -> None:
        """Note an accepted send, and wake those who wait for one."""
        self.sent.append(
            {
                "seq": len(self.sent) + 1,
                "at": message.at,
                "wamid": message.wamid,
                "phone_number_id": chat.number,
                "person": chat.person.key,
                "body": message.content,
            }
        )
        self.news.notify_all()

    def locate(self, wamid: str) -> tuple[Chat, Message] | None:
        """Return a message and its chat."""
        chat = self._where.get(wamid)
        return (chat, chat.messages[wamid]) if chat is not None else None

    def clear(self) -> None:
        """Forget what was written; the people stay."""
        self._chats.clear()
        self._where.clear()
        self.sent.clear()
