"""A merchant's agenda in memory, with two people who write to it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice

from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.outcomes import Held
from milo.engine.model import Business, Client, ClientStatus, Contact, Mode, Session
from milo.store.memory import MemoryStore

from .booking_samples import NOW, labels, raw, service, utc

TUESDAY = date(2026, 11, 24)
ALL = ["09:00", "10:00", "11:00", "12:00"]
WITHOUT_TEN = ["09:00", "11:00", "12:00"]
STAFF = {
    "services": [service(staff=["ana", "bea"])],
    "staff": [{"id": "ana", "name": "Ana"}, {"id": "bea", "name": "Bea"}],
}


def at(hour):
    return utc(f"2026-11-24T{hour}-03:00")


class Ids:
    def __init__(self):
        self._count = count(1)

    def new(self):
        return f"id{next(self._count):04}"

    def secret(self):
        return f"secret{next(self._count):04}"


class Watched:
    """A transaction that notes the order in which bookings are touched."""

    def __init__(self, tx, seen):
        self._tx = tx
        self.seen = seen

    @property
    def bookings(self):
        return self

    @property
    def audit(self):
        return self._tx.audit

    @property
    def timers(self):
        return self._tx.timers

    @property
    def waits(self):
        return self._tx.waits

    def __getattr__(self, name):
        self.seen.append(name)
        return getattr(self._tx.bookings, name)


class Shop:
    """A client with an agenda, people who write to it, and a clock that is set by hand."""

    def __init__(self, *, store=None, people=("me", "you"), **more):
        self.store = store or MemoryStore()
        self.ids = Ids()
        self.now = NOW
        self.client = Client(
            "c", "Carla", "carla", "biz", raw(**more), ClientStatus.ACTIVE, NOW, NOW
        )
        self.people = dict.fromkeys(people)
        self.store.transact(self._found)

    def _found(self, tx):
        tx.businesses.add(Business("biz", "B", None, None, None, NOW, NOW))
        tx.clients.add(self.client)
        tx.clients.add(replace(self.client, id="other", slug="other"))
        for name in self.people:
            known = Contact(name, "n", f"user-{name}", f"54{len(name)}{ord(name[0])}", name.title())
            contact = tx.contacts.upsert(known, NOW)
            session = session_of(f"s-{name}", contact)
            tx.sessions.add(session)
            self.people[name] = session, contact

    def act(self, method, *args, **kwargs):
        return self.store.transact(
            lambda tx: getattr(Agenda(tx, self.client, self.now, self.ids), method)(*args, **kwargs)
        )

    def days(self, first, count):
        """Return the first days with room, and how often the agenda was looked at for them."""

        def work(tx):
            looks = Watched(tx, [])
            agenda = Agenda(looks, self.client, self.now, self.ids)
            return list(islice(agenda.days(SlotQuery("s"), first), count)), looks.seen.count(
                "between"
            )

        return self.store.transact(work)

    def hold(self, hour="10:00", who="me", **ask):
        return self.act("hold", *self.people[who], SlotQuery("s", **ask), TUESDAY, hour)

    def held(self, hour="10:00", who="me", **ask):
        outcome = self.hold(hour, who, **ask)
        assert isinstance(outcome, Held), outcome
        return outcome.booking

    def booked(self, hour="10:00", who="me", **ask):
        return self.confirm(self.held(hour, who, **ask), who).booking

    def confirm(self, row, who="me"):
        return self.act("confirm", row.id, f"s-{who}")

    def free(self, **ask):
        return labels(self.act("slots", SlotQuery("s", **ask), TUESDAY))

    def row(self, row):
        return self.store.read(lambda tx: tx.bookings.by_id(row.id))

    def history(self, row):
        return self.store.read(lambda tx: tx.audit.of(f"booking:{row.id}"))

    def rows(self, *statuses):
        return self.store.read(lambda tx: tx.bookings.page("c", statuses=statuses))

    def settle(self, **more):
        """Change the settings."""
        self.client = replace(self.client, settings={**self.client.settings, **more})

    def wait(self, **time):
        self.now += timedelta(**time)


def session_of(name, contact):
    return Session(
        name, contact.id, "n", None, None, "carla", "start", {}, "reservas", 1, 1,
        Mode.BOT, NOW, NOW, NOW,
    )  # fmt: skip
