"""Somebody with a phone, who writes and reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from milo.demo import inbound, webhooks
from milo.demo.options import options
from milo.demo.people import Message
from milo.demo.people import Person as Owner
from milo.demo.standin import StandIn
from milo.demo.views import words
from milo.demo.webhooks import Number

WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Said:
    """A message of Milo's, as the person sees it.

    Attributes:
        titles: of its buttons or rows.
        sent: the body of the send, as the Cloud API got it.
    """

    wamid: str
    text: str
    titles: tuple[str, ...]
    sent: dict[str, Any]


class Person:
    """One person, in front of their chat with our number.

    Every message of Milo's is read once, in order: `next` is the first that was not read yet.
    """

    def __init__(self, standin: StandIn, owner: Owner, number: Number | None = None) -> None:
        self.owner = owner
        self._number = number or standin.number
        self._standin = standin
        self._exchange = standin.exchange
        self._read = 0
        with self._exchange.chats.lock:
            self._chat = self._exchange.chats.chat(self._number.id, owner)

    # -- doing something and reading the answer ---------------------------------------------------

    def say(self, text: str) -> Said:
        """Write a text; return the answer."""
        self.send({"type": "text", "text": text})
        return self.next()

    def tap(self, title: str, on: Said | None = None) -> Said:
        """Tap a button or a row, of the last message that has it or of `on`; return the answer."""
        self.send(tapping(title, on))
        return self.next()

    # -- only doing -------------------------------------------------------------------------------

    def send(self, act: dict[str, Any]) -> str:
        """Do something (see `milo.demo.inbound`); the stand-in brings it to Milo. Its wamid."""
        return self._exchange.receive(self._number, self.owner, act).wamid

    def write(self, act: dict[str, Any]) -> dict[str, Any]:
        """Do something that the stand-in does not bring: return the webhook's change for it."""
        chats, now = self._exchange.chats, self._standin.clock()
        with chats.lock:
            number = self._number
            content = inbound.build(self._chat, number.display, act, now, {})
            chats.keep(self._chat, Message(content["id"], "person", now, content), record=True)
            self._chat.last_inbound_at = now
            return webhooks.inbound(number, self._chat, content)

    # -- only reading -----------------------------------------------------------------------------

    def next(self, seconds: float = WAIT_SECONDS) -> Said:
        """Wait for the next message."""
        return self.next_ones(1, seconds)[0]

    def next_ones(self, wanted: int, seconds: float = WAIT_SECONDS) -> list[Said]:
        """Wait for so many new messages."""
        news = self._exchange.chats.news
        with news:
            came = news.wait_for(lambda: len(self._said()) >= self._read + wanted, seconds)
            found = self._said()[self._read :][:wanted]
        assert came, f"{self.owner.name} waited {seconds} s for {wanted} and got {found}"
        self._read += wanted
        return found

    def unread(self) -> list[Said]:
        """Return what came and was not read yet, without waiting; it stays unread."""
        with self._exchange.chats.lock:
            return self._said()[self._read :]

    def history(self) -> list[Said]:
        """Return all of Milo's messages, read or not, the oldest first."""
        with self._exchange.chats.lock:
            return self._said()

    def _said(self) -> list[Said]:
        return [_said(each) for each in self._chat.messages.values() if each.author == "milo"]


def tapping(title: str, on: Said | None = None) -> dict[str, Any]:
    """Return the act of tapping an option."""
    return {"type": "tap", "option": title, "message": on.wamid if on else None}


def _said(message: Message) -> Said:
    titles = tuple(option.title for option in options(message.content, {}))
    return Said(message.wamid, words(message.content, {}), titles, message.content)
