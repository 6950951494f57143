"""A random world from one seed: people, merchants, faults and kills, in one thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, TypeVar

from milo.cli.terms import terms_of
from milo.cli.wiring import load_flows
from milo.engine.actors.system import Engine, World
from milo.engine.errors import GatewayError, UnavailableError
from milo.engine.flow.library import FlowLibrary
from milo.engine.messages import Incoming, Kind, Option
from milo.engine.model import (
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    Mode,
    OutboxRow,
    OutboxStatus,
)
from milo.engine.ports import Transaction
from milo.engine.routing import SessionKey
from milo.engine.sending import Kind as Failure
from milo.engine.simulated import SequentialIds, SimulatedClock, SimulatedExecutor
from milo.engine.work import Work, Worked
from milo.store.memory import MemoryStore

T = TypeVar("T")
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOURS = {day: [["09:00", "10:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
"""Few places, so that people meet there."""
SHOPS: dict[str, dict[str, Any]] = {
    "carla": {"services": [{"id": "corte", "name": "Corte", "minutes": 60}]},
    "mona": {
        "services": [
            {"id": "taller", "name": "Taller", "minutes": 60, "capacity": 2},
            {"id": "torta", "name": "Torta", "minutes": 30},
        ],
        "confirmation": "manual",
        "max_active_per_contact": 2,
    },
    "pepe": {"services": []},
}
WORDS = (
    *("carla", "mona", "carla", "mona", "pepe", "¡Carla!", "nadie", "hola", "reservar"),
    *("1", "2", "mañana", "viernes", "10:00", "9", "sí", "cambiar", "atrás", "menú"),
    *("cancelar", "ayuda", "persona", "gracias", "bla bla", "", "\u202e*{x}*", "mis turnos"),
    *("no", "Corte", "99"),
)

AGAIN = ("carla", "carla", "mona", "reservar", "reservar")
"""What people write who have nothing to tap."""


@cache
def flows() -> FlowLibrary:
    return load_flows()


class Executor(SimulatedExecutor):
    """One that can be stopped in the middle."""

    def run_some(self, jobs: int) -> None:
        """Run a few of the jobs that can run now."""
        for _ in range(min(jobs, len(self._soon))):
            self._soon.popleft()()


class Store(MemoryStore):
    """One that is away now and then."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random
        self.trouble = 0.0

    def transact(self, work: Callable[[Transaction], T]) -> T:
        if self.random.random() < self.trouble:
            raise UnavailableError("locked")
        return super().transact(work)

    def look(self, work: Callable[[Transaction], T]) -> T:
        """Read as an onlooker, whom no trouble reaches."""
        return super().read(work)


class Meta:
    """Takes messages, loses answers, refuses; keeps what each person has on their phone."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.trouble = 0.0
        self.phones: dict[str, list[OutboxRow]] = {}
        self.lost: list[OutboxRow] = []
        self.repeatable: set[str] = set()

    def send(self, row: OutboxRow) -> str:
        if self.random.random() < self.trouble:
            self._fail(row)
        self.phones.setdefault(row.contact_id, []).append(row)
        return f"wamid.{row.id}"

    def _fail(self, row: OutboxRow) -> None:
        kind = self.random.choice([kind for kind in Failure if kind != Failure.WINDOW])
        if kind == Failure.UNKNOWN and self.random.random() < 0.5:
            self.phones.setdefault(row.contact_id, []).append(row)
            self.repeatable.add(row.id)
            self.lost.append(row)
        raise GatewayError(kind, "trouble")


class Watched(Work):
    """Work that notes silence where somebody waited, and words that reach the wrong merchant."""

    wrongs: list[str]

    def do_next(self, tx: Transaction, key: SessionKey) -> Worked:
        session = tx.sessions.find(key.contact_id, key.slug) if key.slug else None
        head = tx.inbox.head(key.contact_id)
        stands_last = last_in_chat(tx, key.contact_id)
        worked = super().do_next(tx, key)
        if worked.done and head and is_plain(head) and key.slug != stands_last:
            self.wrongs.append(f"{head.message_id} went to {key.slug}, not {stands_last}")
        by_human = session is not None and session.mode is Mode.HUMAN
        if worked.done and head and not worked.wrote and not by_human:
            self.wrongs.append(f"{head.message_id}: {head.message}")
        return worked


def is_plain(row: InboxRow) -> bool:
    """Return whether a message names no merchant, nor answers one message of ours."""
    message = row.message
    if message is None or message.kind is not Kind.TEXT or message.quoted:
        return False
    return message.text.strip("¡!").lower() not in SHOPS


def last_in_chat(tx: Transaction, contact_id: str) -> str | None:
    """Return the active merchant whose words, or words to whom, stand last: by the records."""
    last = ""
    slug = None
    for session in tx.sessions.of_contact(contact_id):
        client = tx.clients.by_slug(session.client_slug)
        for record in tx.turns.of_session(session.id):
            stands = record.inbox_id or record.outbox_id
            if client and client.status is ClientStatus.ACTIVE and stands and record.id > last:
                last, slug = record.id, session.client_slug
    return slug


class Meter:
    """Remembers how many were awake at once."""

    most_awake = 0.0

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        pass

    def gauge(self, name: str, value: float, **labels: str) -> None:
        self.most_awake = max(self.most_awake, value)

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        pass


class RandomWorld:
    """What happens in it is chosen by the seed; `step` makes one thing happen."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.clock = SimulatedClock(START)
        self.ids = SequentialIds()
        self.store, self.meta, self.meter = Store(self.random), Meta(self.random), Meter()
        self.limit = self.random.choice((1, 2, 50))
        self.work = Watched(flows(), terms_of, self.clock, self.ids)
        self.work.wrongs = []
        self.people = [f"p{number}" for number in range(self.random.randint(1, 6))]
        self.who = self.people[0]
        self.sent: list[InboxRow] = []
        self._numbers = count(1)
        self.store.transact(self._found)
        self.restart()

    def _found(self, tx: Transaction) -> None:
        now = self.clock.now()
        for slug, more in SHOPS.items():
            settings = {"hours": HOURS, "horizon_days": 2, **more}
            if not settings["services"]:
                settings = {"services": [], "hours": {}}
            tx.clients.add(
                Client(slug, slug.title(), slug, None, settings, ClientStatus.ACTIVE, now, now)
            )
        for key in self.people:
            tx.contacts.upsert(Contact(key, "n1", f"AR.{key}", None, f"*{key}*"), now)

    def restart(self) -> None:
        """Kill all that runs; begin anew on the same rows. An answer not yet noted is lost."""
        self.meta.repeatable |= self.store.look(self._unnoted)
        self.executor = Executor(self.clock)
        world = World(
            *(self.executor, self.executor, self.store, self.work, self.meta, self.clock),
            *(self.meter, self.limit, 80.0),
        )
        self.engine = Engine(world)
        self.engine.start()

    def _unnoted(self, tx: Transaction) -> set[str]:
        taken = [row.id for phone in self.meta.phones.values() for row in phone]
        rows = [tx.outbox.by_id(row_id) for row_id in taken]
        return {row.id for row in rows if row and row.status is OutboxStatus.PENDING}

    def step(self) -> None:
        """Make one thing happen."""
        happening: list[tuple[Callable[[], None], int]] = [
            *((self._says, 10), (self._taps, 70), (self._sends_a_photo, 2), (self._repeats, 4)),
            *((self._waits, 6), (self._sleeps, 1), (self._kills, 4), (self._closes, 2)),
            *((self._troubles, 6), (self._settles, 5), (self._nudges, 3)),
        ]
        weights = [weight for _, weight in happening]
        self.random.choices(happening, weights)[0][0]()
        self.executor.run()

    def calm(self) -> None:
        """Let all trouble end and all that waits be done."""
        self.store.trouble = self.meta.trouble = 0.0
        self.executor.wind(timedelta(minutes=12))

    # -- what people do ---------------------------------------------------------------------------

    def _says(self) -> None:
        self._writes(Incoming(Kind.TEXT, text=self.random.choice(WORDS), quoted=self._quoted()))

    def _taps(self) -> None:
        """Tap what was just asked, mostly one of its first options; now and then anything old."""
        chat = self._chat()
        asked = [option for row in chat[-1:] for option in options(row)][: self._patience()]
        if not asked and self.random.random() < 0.8:
            self._writes(Incoming(Kind.TEXT, text=self.random.choice(AGAIN)))
            return
        shown = [option for row in chat for option in options(row)]
        known = asked if asked and self.random.random() < 0.9 else shown
        option = self.random.choice(known) if known else Option("made|up", "Reservar")
        self._writes(Incoming(Kind.TAP, "interactive", option.title, option.id))

    def _patience(self) -> int:
        return self.random.choice((1, 1, 1, 1, 2, 10))

    def _sends_a_photo(self) -> None:
        self.who = self.random.choice(self.people)
        self._writes(Incoming(Kind.OTHER, type="image"))

    def _repeats(self) -> None:
        if self.sent:
            self._put(self.random.choice(self.sent))

    def _chat(self) -> list[OutboxRow]:
        self.who = self.random.choice(self.people)
        owner = self.random.choice(self.people) if self.random.random() < 0.05 else self.who
        return self.meta.phones.get(owner, [])

    def _quoted(self) -> str | None:
        chat = self._chat()
        quotes = bool(chat) and self.random.random() < 0.1
        return f"wamid.{self.random.choice(chat).id}" if quotes else None

    def _writes(self, message: Incoming) -> None:
        name = f"m{next(self._numbers):05}"
        row = InboxRow(name, "n1", self.who, message, b"", self.clock.now())
        self.sent.append(row)
        self._put(row)

    def _put(self, row: InboxRow) -> None:
        MemoryStore.transact(self.store, lambda tx: tx.inbox.add(row))
        if self.random.random() < 0.9:
            self.engine.nudge([row.contact_id or ""])
        if self.random.random() < 0.3:
            self.executor.run_some(self.random.randrange(6))

    # -- what happens to them ---------------------------------------------------------------------

    def _waits(self) -> None:
        minutes = self.random.choice((0.1, 1, 5, 11, 16, 31))
        self.executor.wind(timedelta(minutes=minutes))

    def _sleeps(self) -> None:
        self.clock.wind_to(self.clock.now() + timedelta(hours=self.random.choice((1, 13, 24))))
        self.restart()

    def _kills(self) -> None:
        self.executor.run_some(self.random.randrange(8))
        self.restart()

    def _closes(self) -> None:
        slug = self.random.choice(list(SHOPS))
        status = self.random.choice([ClientStatus.ACTIVE, ClientStatus.ACTIVE, *ClientStatus])

        def work(tx: Transaction) -> None:
            row = tx.clients.by_slug(slug)
            assert row
            tx.clients.save(replace(row, status=status, updated_at=self.clock.now()))

        MemoryStore.transact(self.store, work)

    def _troubles(self) -> None:
        self.store.trouble = self.random.choice((0, 0, 0.1, 0.5))
        self.meta.trouble = self.random.choice((0, 0, 0.2, 0.6))

    def _settles(self) -> None:
        """Meta tells what became of a message whose answer was lost."""
        if self.meta.lost:
            row = self.meta.lost.pop()
            status = self.random.choice((OutboxStatus.DELIVERED, OutboxStatus.READ))
            wamid = f"wamid.{row.id}"
            MemoryStore.transact(
                self.store,
                lambda tx: tx.outbox.settle(row_id=row.id, wamid=wamid, status=status, error=None),
            )
            self.engine.send([row.contact_id])

    def _nudges(self) -> None:
        self.engine.nudge([*self.people, "nobody"])
        self.engine.send([*self.people, "nobody"])


def options(row: OutboxRow) -> tuple[Option, ...]:
    return (*row.body.buttons, *row.body.rows)
