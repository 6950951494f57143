"""People who write to merchants, without actors or threads: rows in, turns played, rows out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar

from milo.cli.libraries import load_flows, load_templates
from milo.cli.terms import terms_of
from milo.engine.booking.agenda import Agenda
from milo.engine.booking.expiry import Expiry
from milo.engine.booking.notices import Notices
from milo.engine.booking.settings.settings import read_settings
from milo.engine.conversation.worker import ContactWorker
from milo.engine.flow.versions.library import FlowLibrary
from milo.engine.messages import (
    BODY_LIMIT,
    BUTTON_TITLE_LIMIT,
    BUTTONS_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    ROWS_LIMIT,
    SECTION_TITLE_LIMIT,
    TEXT_LIMIT,
    Incoming,
    Kind,
    Option,
    Outgoing,
    width,
)
from milo.engine.model import (
    BOOKED,
    Booking,
    BookingStatus,
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    OutboxRow,
    Session,
)
from milo.engine.ports import Transaction
from milo.engine.templates.notifier import Notifier
from milo.engine.testing import SequentialIds, SimulatedClock
from milo.store.memory import MemoryStore

T = TypeVar("T")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""Nine in the morning in Buenos Aires."""
OPTION_ID_LIMIT = 200
"""Meta's, of a row; a button's id may have 256 characters."""
LATER = MONDAY + timedelta(days=10_000)
CARLA: dict[str, Any] = {
    "address": "San Martín 123",
    "hours": {day: [["09:00", "12:00"], ["16:00", "18:00"]] for day in ("mon", "tue", "fri")},
    "services": [
        {"id": "corte", "name": "Corte", "minutes": 30, "price": "8000"},
        {"id": "color", "name": "Color", "minutes": 60},
    ],
}


@cache
def shipped() -> FlowLibrary:
    """Return the flows that travel with the program, compiled once."""
    return load_flows()


class Town:
    """A number, its merchants and the people who write to it; time passes when told to."""

    def __init__(
        self,
        link_base: str = "",
        *,
        public_base: str = "",
        first_contacts: int = 0,
        **merchants: dict[str, Any],
    ) -> None:
        self.store = MemoryStore()
        self.clock = SimulatedClock(MONDAY)
        self.ids = SequentialIds()
        notifier = Notifier(
            *(shipped(), load_templates(), terms_of, self.clock, self.ids), first_contacts
        )
        self.notices = Notices(notifier, self.ids)
        self.work = ContactWorker(
            *(shipped(), terms_of, self.clock, self.ids),
            link_base=link_base,
            public_base=public_base,
            forms=True,
            of_bookings=lambda tx, timer: self.notices.due(tx, timer, self.clock.now()),
            freed=lambda tx, client: Agenda(
                tx, client, self.clock.now(), self.ids
            ).serve_waitlist(),
        )
        self.expiry = Expiry(self.notices, self.clock, self.ids)
        self.phones: dict[str, Phone] = {}
        self._messages = count(1)
        shipped().publish(self.store, self.clock.now())
        for slug, settings in (merchants or {"carla": CARLA}).items():
            self.opens(slug, settings)

    def opens(self, slug: str, settings: dict[str, Any], name: str = "") -> None:
        """Add a merchant."""
        read_settings(settings)
        now = self.clock.now()
        shown = name or slug.capitalize()
        row = Client(*(self.ids.new(), shown, slug, None, settings, ClientStatus.ACTIVE, now, now))
        self.store.transact(lambda tx: tx.clients.add(row))

    def changes(self, slug: str, **fields: Any) -> None:
        """Change a merchant's row."""

        def work(tx: Transaction) -> None:
            row = tx.clients.by_slug(slug)
            assert row
            if "status" in fields:
                fields["status"] = ClientStatus(fields["status"])
            tx.clients.save(replace(row, updated_at=self.clock.now(), **fields))

        self.store.transact(work)

    def read(self, work: Callable[[Transaction], T]) -> T:
        return self.store.read(work)

    def person(self, name: str = "Ana", number: str = "n1") -> Phone:
        """Return a person's phone."""
        key = str(len(self.phones) + 1)
        unknown = Contact(f"p{key}", number, f"AR.{key}", f"549{key}", name)
        contact = self.store.transact(lambda tx: tx.contacts.upsert(unknown, MONDAY))
        self.phones[contact.id] = Phone(self, contact)
        return self.phones[contact.id]

    def desk(self, user_phone: str) -> Phone:
        """Return a merchant's own phone, with what it was sent; it has written once."""
        unknown = Contact(self.ids.new(), "n1", None, user_phone, "")
        contact = self.store.transact(lambda tx: tx.contacts.upsert(unknown, MONDAY))
        phone = self.phones.setdefault(contact.id, Phone(self, contact))
        if not self.read(lambda tx: tx.inbox.of_contact(contact.id, until=LATER, limit=1)):
            phone.say("recepción")
        phone.settle()
        return phone

    def owner(self, user_id: str, user_phone: str) -> Phone:
        """Return the phone of whoever writes with a `user_id` from a number."""
        heard = Contact(self.ids.new(), "n1", user_id, user_phone, "Alguien")
        contact = self.store.transact(lambda tx: tx.contacts.upsert(heard, self.clock.now()))
        return self.phones.setdefault(contact.id, Phone(self, contact))

    def wait(self, **span: float) -> None:
        """Let time pass, a minute at a time, playing what falls due."""
        end = self.clock.now() + timedelta(**span)
        while self.clock.now() < end:
            self.clock.wind_to(min(end, self.clock.now() + timedelta(minutes=1)))
            self.expiry.sweep(self.store)
            for contact_id in self.read(lambda tx: tx.timers.due(self.clock.now(), 1000)):
                self.phone_of(contact_id).settle()

    def phone_of(self, contact_id: str) -> Phone:
        """Return the phone of a contact, also of one that only a merchant's settings name."""
        contact = self.read(lambda tx: tx.contacts.by_id(contact_id))
        assert contact
        return self.phones.setdefault(contact_id, Phone(self, contact))

    def sleep(self, **span: float) -> None:
        """Let time pass while the machine is off."""
        self.clock.wind_to(self.clock.now() + timedelta(**span))

    def bookings(self, *statuses: BookingStatus, slug: str = "carla") -> list[Booking]:
        """Return a merchant's bookings, the ones that stand unless told otherwise."""

        def work(tx: Transaction) -> list[Booking]:
            client = tx.clients.by_slug(slug)
            assert client
            return tx.bookings.page(client.id, statuses=statuses or BOOKED)

        return self.read(work)

    def arrives(self, contact: Contact, message: Incoming) -> None:
        """Put a message into the inbox."""
        row = InboxRow(
            f"wamid.in.{next(self._messages)}", "n1", contact.id, message, b"{}", self.clock.now()
        )
        self.store.transact(lambda tx: tx.inbox.add(row))


class Phone:
    """A person's phone."""

    def __init__(self, town: Town, contact: Contact) -> None:
        self.town = town
        self.contact = contact
        self.chat: list[OutboxRow] = []

    def say(self, text: str, quoted: str | None = None) -> str:
        """Write something; return the answer."""
        return self._send(Incoming(Kind.TEXT, text=text, quoted=quoted))

    def tap(self, title: str, back: int = 0) -> str:
        """Tap an option of the message that stands `back` before the last."""
        return self.press(self.option(title, back))

    def press(self, option: Option) -> str:
        """Tap any option."""
        return self._send(Incoming(Kind.TAP, "interactive", option.title, option.id))

    def photo(self, caption: str = "") -> str:
        """Send a photo."""
        kind = Kind.TEXT if caption else Kind.OTHER
        return self._send(Incoming(kind, type="image", text=caption))

    def books(self, slug: str = "carla", day: str = "viernes", hour: str = "10:00") -> str:
        """Come by the link and go as far as the card; return it."""
        self.say(slug)
        self.tap("Reservar")
        self.say("1")
        self.say(day)
        return self.say(hour)

    def option(self, title: str, back: int = 0) -> Option:
        body = self.chat[-1 - back].body
        return next(one for one in (*body.buttons, *body.rows) if one.title == title)

    def _send(self, message: Incoming) -> str:
        self.town.arrives(self.contact, message)
        return "\n".join(row.body.text for row in self.settle())

    def settle(self) -> list[OutboxRow]:
        """Play all that waits for this person; return what came of it."""
        town, contact_id = self.town, self.contact.id
        while key := town.read(lambda tx: town.work.next_key(tx, contact_id)):
            town.store.transact(lambda tx: town.work.do_next(tx, key))
        return list(self._receive())

    def _receive(self) -> Iterable[OutboxRow]:
        contact_id = self.contact.id
        while heads := self.town.read(lambda tx: tx.outbox.heads([contact_id])):
            row = heads[0]
            wamid = f"wamid.{row.id}"
            self.town.store.transact(lambda tx, sent={row.id: wamid}: tx.outbox.sent(sent))
            refuse_what_meta_refuses(row.body)
            self.chat.append(replace(row, wamid=wamid))
            yield row

    @property
    def titles(self) -> list[str]:
        """The titles of the last message's options."""
        body = self.chat[-1].body
        return [one.title for one in (*body.buttons, *body.rows)]

    def session(self, slug: str = "carla") -> Session:
        found = self.town.read(lambda tx: tx.sessions.find(self.contact.id, slug))
        assert found
        assert json.loads(json.dumps(dict(found.data))) == found.data
        return found

    @property
    def state(self) -> str:
        return self.session().state

    @property
    def slots(self) -> dict[str, Any]:
        return dict(self.session().data["slots"])

    @property
    def hold(self) -> Booking | None:
        """What this person holds with Carla, and has not let lapse."""
        session_id = self.session().id
        row = self.town.read(lambda tx: tx.bookings.hold_of(session_id))
        return row if row and row.expires_at and row.expires_at > self.town.clock.now() else None


def refuse_what_meta_refuses(message: Outgoing) -> None:
    """Hold a message to WhatsApp's limits."""
    options = (*message.buttons, *message.rows)
    assert message.text.strip()
    assert width(message.text) <= (BODY_LIMIT if options else TEXT_LIMIT)
    assert not (message.buttons and message.rows)
    assert len(message.buttons) <= BUTTONS_LIMIT and len(message.rows) <= ROWS_LIMIT
    assert len({option.id for option in options}) == len(options)
    assert all(0 < len(option.id) <= OPTION_ID_LIMIT for option in options)
    limit = BUTTON_TITLE_LIMIT if message.buttons else ROW_TITLE_LIMIT
    assert all(0 < width(option.title.strip()) <= limit for option in options)
    assert all(width(option.description) <= ROW_DESCRIPTION_LIMIT for option in options)
    sections = {option.section for option in message.rows}
    assert all(width(section) <= SECTION_TITLE_LIMIT for section in sections)
    assert len(sections) < 2 or "" not in sections
