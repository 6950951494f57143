"""A reply always reaches the merchant whose words the person is answering.

The model knows nothing of routing: it keeps the chat as the person sees it on the phone, and says
of each thing they do whose words it answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.conversations import CARLA, Phone, Town

from milo.engine.conversation import routing, worker
from milo.engine.conversation.routing import Destination, RouteRules, ToClient
from milo.engine.flow.play.event_handler import IN_A_ROW
from milo.engine.messages import Incoming, Kind, Option
from milo.engine.model import Contact, OutboxRow
from milo.engine.ports import Transaction

MERCHANTS = ("carla", "mona", "cafe")
WORDS = (
    *("hola", "reservar", "1", "viernes", "10:00"),
    *("menú", "mis turnos", "atrás", "asdf", "gracias"),
)


@dataclass
class Person:
    """Somebody with a phone, and the chat as they see it: who stands last, who said what."""

    town: Town
    phone: Phone
    last: str | None = None
    said: list[tuple[str, OutboxRow]] = field(default_factory=list)

    def does(self, chance: Random) -> None:
        """Do something, and see who answers."""
        deeds = (self.types, self.types, self.links, self.taps, self.quotes, self.waits)
        chance.choice(deeds)(chance)

    def links(self, chance: Random) -> None:
        slug = chance.choice(MERCHANTS)
        self.expects(slug, lambda: self.phone.say(chance.choice((slug, slug.upper(), f"{slug}!"))))

    def types(self, chance: Random) -> None:
        if self.last is None:  # the lobby has tests of its own
            self.links(chance)
        self.expects(self.last, lambda: self.phone.say(chance.choice(WORDS)))

    def taps(self, chance: Random) -> None:
        cards = [(slug, option) for slug, row in self.said for option in options(row)]
        if cards:
            slug, option = chance.choice(cards)
            self.expects(slug, lambda: self.phone.press(option))

    def quotes(self, chance: Random) -> None:
        if self.said:
            slug, row = chance.choice(self.said)
            word = chance.choice(WORDS)
            self.expects(slug, lambda: self.phone.say(word, quoted=row.wamid))

    def waits(self, chance: Random) -> None:
        """Time passes, and a merchant may speak by itself: its words then stand last."""
        before = len(self.phone.chat)
        self.town.wait(minutes=chance.choice((1, 11, 31)))
        self.hear(before)

    def expects(self, slug: str | None, deed: Callable[[], Any]) -> None:
        before = len(self.phone.chat)
        deed()
        if slug:
            self.last = slug
        heard = [one for one, _ in self.hear(before)]
        assert heard == ([slug] if slug and not self.is_silent(slug) else []), (slug, heard)

    def is_silent(self, slug: str) -> bool:
        """Return whether the bot is quiet: a person has the session, or three misses are told."""
        session = self.phone.session(slug)
        turns = self.town.read(lambda tx: tx.turns.of_session(session.id))
        quiet = session.mode == "human" or len(session.data.get("missed", ())) == IN_A_ROW
        return quiet and turns[-1].outbox_id is None

    def hear(self, before: int) -> list[tuple[str, OutboxRow]]:
        """Read what has come since; return it with who said it, the lobby aside."""
        fresh = [(self.who(row), row) for row in self.phone.chat[before:]]
        heard = [(slug, row) for slug, row in fresh if slug]
        self.said += heard
        if heard:
            self.last = heard[-1][0]
        return heard

    def who(self, row: OutboxRow) -> str:
        session = self.town.read(lambda tx: tx.sessions.by_id(row.session_id or ""))
        return session.client_slug if session else ""


def options(row: OutboxRow) -> tuple[Option, ...]:
    return (*row.body.buttons, *row.body.rows)


def live(seed: int, deeds: int) -> None:
    town = Town(**dict.fromkeys(MERCHANTS, CARLA))
    person = Person(town, town.person())
    chance = Random(seed)
    for _ in range(deeds):
        person.does(chance)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_people_do_in_whatever_order(seed: int) -> None:
    live(seed, deeds=25)


def ignores_quotes(
    tx: Transaction, contact: Contact, message: Incoming, rules: RouteRules
) -> Destination:
    return REAL(tx, contact, replace(message, quoted=None), rules)


def ignores_taps(
    tx: Transaction, contact: Contact, message: Incoming, rules: RouteRules
) -> Destination:
    if message.kind is Kind.TAP:
        message = Incoming(Kind.OTHER, quoted=None)
    return REAL(tx, contact, message, rules)


def takes_the_first(
    tx: Transaction, contact: Contact, message: Incoming, rules: RouteRules
) -> Destination:
    found = REAL(tx, contact, message, rules)
    sessions = tx.sessions.of_contact(contact.id)
    if isinstance(found, ToClient) and not found.arrives and sessions:
        client = tx.clients.by_slug(sessions[-1].client_slug)
        return replace(found, client=client, session=sessions[-1]) if client else found
    return found


REAL = routing.route


@pytest.mark.parametrize("planted", [ignores_quotes, ignores_taps, takes_the_first])
def test_planted_misrouting_is_found(planted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "route", planted)
    with pytest.raises((AssertionError, StopIteration)):
        for seed in range(20):
            live(seed, deeds=25)


@pytest.fixture
def three() -> dict[str, Phone]:
    """One person as three contacts, the oldest first, each with messages of its own."""
    town = Town(**dict.fromkeys(MERCHANTS, CARLA))
    known = {"c": (None, "550"), "b": ("AR.1", None), "a": (None, "549")}
    for minute, (key, who) in enumerate(known.items()):
        contact = Contact(key, "n1", *who, "Ana")
        born = town.clock.now() + timedelta(minutes=minute)
        town.store.transact(lambda tx, one=contact, at=born: tx.contacts.upsert(one, at))
        town.phones[key] = Phone(town, contact)
    return town.phones


def become_one(phones: dict[str, Phone]) -> Phone:
    """Let it be heard that the three are one; return what stays, and has written to Carla last."""
    town = phones["c"].town
    for phone in ("549", "550"):
        heard = Contact("x", "n1", "AR.1", phone, "Ana")
        town.store.transact(lambda tx, one=heard: tx.contacts.upsert(one, town.clock.now()))
    phones["c"].say("carla")
    return phones["c"]


def answers(phone: Phone) -> str | None:
    """Return who has answered last: a merchant, or the lobby."""
    session = phone.town.read(lambda tx: tx.sessions.by_id(phone.chat[-1].session_id or ""))
    return session.client_slug if session else None


def test_a_button_goes_to_what_its_session_has_become(three: dict[str, Phone]) -> None:
    """A tap need not quote the message: Meta may have taken that twice, and we know one copy."""
    for key in "abc":
        three[key].say("mona")
    button = three["a"].option("Reservar")
    phone = become_one(three)
    assert answers(phone) == "carla"
    phone.press(button)
    assert answers(phone) == "mona"


def test_a_button_of_the_lobby_goes_to_the_lobby_of_who_they_have_become(
    three: dict[str, Phone],
) -> None:
    for words in ("hola", "carl"):
        three["a"].say(words)
    button = three["a"].option("Carla")
    phone = become_one(three)
    assert "¿Con qué comercio" in phone.press(button)
    assert answers(phone) is None


def test_a_button_of_somebody_else_is_nobodys(three: dict[str, Phone]) -> None:
    stranger = three["c"].town.person("Bea")
    stranger.say("mona")
    phone = become_one(three)
    phone.press(stranger.option("Reservar"))
    assert answers(phone) == "carla"
