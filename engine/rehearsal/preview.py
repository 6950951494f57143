"""A client's conversation as it would be with settings that are not saved yet.

It is played again from its first message each time, in a store of its own: nothing is kept between
two looks, nothing is booked, and nobody outside is asked or told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..conversation.flow_terms import TermsOf
from ..conversation.worker import ContactWorker
from ..flow.language.registry import ERROR
from ..flow.play.external_calls import OutsideQuestion
from ..flow.versions.library import FlowLibrary
from ..messages import Incoming, Kind, Option, Outgoing
from ..model import Client, ClientStatus, Contact
from ..ports import Store, Transaction
from ..testing import SequentialIds, SimulatedClock
from .chat import RehearsalChat

LONGEST = 40
"""Messages of the person's that are played; a booking takes seven."""
_NUMBER, _PHONE = "preview", "5492615550101"


@dataclass(frozen=True, slots=True)
class PreviewInput:
    """What the person does: they type `text`, or tap the option whose id is `tap`."""

    text: str = ""
    tap: str = ""


@dataclass(frozen=True, slots=True)
class PreviewExchange:
    """What the person said, and what came back."""

    said: str
    answers: tuple[Outgoing, ...]


class Preview:
    """Plays conversations with clients as they would be.

    Args:
        new_store: makes a store in memory.
    """

    def __init__(
        self, library: FlowLibrary, terms_of: TermsOf, new_store: Callable[[], Store]
    ) -> None:
        self._library = library
        self._terms_of = terms_of
        self._new_store = new_store

    def play(
        self, client: Client, said: Sequence[PreviewInput], now: datetime
    ) -> list[PreviewExchange]:
        """Return a conversation that begins with the client's link.

        A tap on what is no longer offered ends it there: after a change of the settings the
        conversation may have gone another way. What is past the `LONGEST` is left out.

        Args:
            client: with settings that make sense.
            said: what follows the link, in order.
            now: when all of it happens; the same instant gives the same option ids.
        """
        store, clock, ids = self._new_store(), SimulatedClock(now), SequentialIds()
        try:
            contact = store.transact(lambda tx: _begun(tx, client, now))
            work = ContactWorker(self._library, self._terms_of, clock, ids)
            chat = RehearsalChat(store, work, clock, contact, lambda one: _unasked(store, one, now))
            played = [_exchange(chat, Incoming(Kind.TEXT, text=client.slug))]
            for one in said[:LONGEST]:
                message = _incoming(one, chat.messages)
                if message is None:
                    break
                played.append(_exchange(chat, message))
            return played
        finally:
            store.close()


def _begun(tx: Transaction, client: Client, now: datetime) -> Contact:
    """Put the client into a store, with a contact that is new to it; return both."""
    tx.clients.add(replace(client, business_id=None, status=ClientStatus.ACTIVE))
    return tx.contacts.upsert(Contact("p1", _NUMBER, "AR.1", _PHONE, "Ana"), now)


def _unasked(store: Store, question: OutsideQuestion, now: datetime) -> None:
    """Answer a question to the world outside as if nobody were there."""
    call, answer = question.call, {"name": ERROR, "slots": {}}
    store.transact(lambda tx: tx.outside_calls.ask(call))
    store.transact(lambda tx: tx.outside_calls.answer(call.piece, call.sequence, answer, now))


def _incoming(said: PreviewInput, messages: Sequence[Outgoing]) -> Incoming | None:
    """Return what is sent; None for a tap on what none of our messages offers."""
    if not said.tap:
        return Incoming(Kind.TEXT, text=said.text)
    options: list[Option] = [one for body in messages for one in (*body.buttons, *body.rows)]
    title = next((one.title for one in options if one.id == said.tap), None)
    return None if title is None else Incoming(Kind.TAP, "interactive", title, said.tap)


def _exchange(chat: RehearsalChat, message: Incoming) -> PreviewExchange:
    before = len(chat.messages)
    chat.send(message)
    return PreviewExchange(message.text, tuple(chat.messages[before:]))
