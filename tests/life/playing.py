"""Plays a world twice, by the product and by the slow life, and compares after each action."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from milo.engine.booking.agenda import Agenda, Amendment
from milo.engine.booking.availability.availability import as_booked
from milo.engine.booking.availability.slots import SlotQuery
from milo.engine.booking.outcomes import (
    Cancelled,
    Confirmed,
    Gone,
    Held,
    MoveAsked,
    Moved,
    MoveWithdrawn,
    OverLimit,
    Pending,
    Repriced,
    Taken,
    TooLate,
)
from milo.engine.errors import ConflictError, InputError
from milo.engine.model import BookingStatus
from milo.engine.office.bookings import coming_conflicts
from milo.store.sqlite.store import SqliteStore
from tests.engine.booking.shop import Shop

from .comparing import Compared, DisagreedError, day_of, instant, minute
from .playing_line import InLine
from .slow_agenda import DAY, Want
from .slow_agenda import Shop as SlowShop
from .slow_life import BOOKED, Life
from .worlds import PEOPLE, STAFF, WAITS, changed, world

WORDS = {
    Held: "held",
    Confirmed: "confirmed",
    Pending: "pending",
    Repriced: "repriced",
    Moved: "moved",
    MoveAsked: "asked",
    Cancelled: "cancelled",
    MoveWithdrawn: "withdrawn",
    Taken: "taken",
    OverLimit: "over limit",
    TooLate: "too late",
    Gone: "gone",
}
SHM = Path("/dev/shm")
STATUSES = ("confirmed", "rejected", "cancelled", "completed", "no_show", "confirmed")


class Both(Compared, InLine):
    """A world in the product and in the slow life.

    Attributes:
        counts: how many answers were compared, by what they said.
        said: what came of each action.
    """

    def __init__(self, data, now, store=None):
        self.life = Life(data, now)
        self.shop = Shop(store=store, people=PEOPLE)
        self.shop.client = replace(self.shop.client, settings=data)
        self.shop.now = instant(now)
        self.ids = {}
        """The product's id of each of our rows."""
        self.said = []
        self.counts = Counter()
        self._moving = {}
        self._before = {}

    # -- doing ------------------------------------------------------------------------------------

    def do(self, what, number):
        """Do one thing in both, and compare what comes of it."""
        dice = Random(number)
        said = getattr(self, f"_{what.replace(' ', '_')}")(dice)
        self.said.append(f"{self.life.now:5} {what}: {said}")
        self._same_rows()

    def _same(self, ours, theirs, about):
        self.counts[ours if isinstance(ours, str) else "a list"] += 1
        if ours != theirs:
            raise DisagreedError(f"{about}: by the rules {ours}, Milo says {theirs}")
        return f"{about}: {ours}"

    def _act(self, method, *args, **kwargs):
        """Return a word for what the agenda answers, and the answer."""
        try:
            found = self.shop.act(method, *args, **kwargs)
        except ConflictError:
            return "conflict", None
        except InputError:
            return "refused", None
        return WORDS.get(type(found), found), found

    def _learn(self, name, booking):
        known = self.ids.setdefault(name, booking.id)
        if known != booking.id:
            raise DisagreedError(f"{name} was {known}, and is {booking.id}")

    # -- what people do ---------------------------------------------------------------------------

    def _wish(self, dice):
        service = dice.choice(self.life.shop.data["services"])
        most, odd = service["max_party"], dice.random() < 0.1
        staff = dice.choice(STAFF if odd else (None, None, *service["staff"]))
        return Want(service["id"], dice.randint(1, 3) if odd else dice.randint(1, most), staff)

    def _day(self, dice):
        return self.life.now // DAY + dice.choice((0, 0, 1, 1, 1, 2, 3))

    def _ask(self, want, contact=None):
        booked = self._product(want.exclude) if want.exclude else None
        settings = Agenda(None, self.shop.client, self.shop.now, None).settings
        return SlotQuery(
            want.service,
            want.party,
            want.staff,
            contact,
            self.ids.get(want.exclude),
            as_booked(settings, booked) if booked else None,
        )

    def _product(self, name):
        return self.shop.store.read(lambda tx: tx.bookings.by_id(self.ids[name]))

    def _list(self, dice, want=None, who=None):
        want, day = want or self._wish(dice), self._day(dice)
        who = who or dice.choice((None, *PEOPLE))
        ours = self.life.slots(want._replace(contact=who), day)
        slots = self.shop.act("slots", self._ask(want, who), day_of(day))
        theirs = {minute(slot.starts_at): list(slot.staff) for slot in slots}
        self._same(list(ours.items()), list(theirs.items()), f"{want} for {who} on {day}")
        labels = [f"{start % DAY // 60:02}:{start % 60:02}" for start in ours]
        return self._same(labels, [slot.label for slot in slots], "labels")

    def _days(self, dice):
        want, first = self._wish(dice), self.life.now // DAY
        ours = [day for day in range(first, first + 6) if self.life.slots(want, day)]
        theirs = self.shop.store.read(
            lambda tx: list(self._agenda(tx).days(self._ask(want), day_of(first)))
        )
        return self._same([day_of(day) for day in ours], theirs, f"days for {want}")

    def _agenda(self, tx):
        return Agenda(tx, self.shop.client, self.shop.now, self.shop.ids)

    def _hold(self, dice, who=None, want=None):
        who, want = who or dice.choice(PEOPLE), want or self._wish(dice)
        for _ in range(3):
            day = self._day(dice)
            free = list(self.life.slots(want._replace(contact=who), day))
            if free:
                break
        start = (
            dice.choice(free)
            if free and dice.random() < 0.85
            else day * DAY + dice.randint(90, 270) * 5
        )
        label = f"{start % DAY // 60:02}:{start % 60:02}"
        ours = self.life.hold(who, want, day, start)
        ask = self._ask(want)
        theirs, found = self._act("hold", *self.shop.people[who], ask, day_of(day), label)
        said = self._same(ours, theirs, f"{who} holds {want} at {day} {label}")
        if ours == "held":
            self._learn(self.life.holds[who], found.booking)
            self._moving[who] = want.exclude
        return said

    def _confirm(self, dice):
        holders = [who for who, name in self.life.holds.items() if name in self.life.rows]
        fresh = [who for who in holders if not self.life.rows[self.life.holds[who]].asked]
        if not holders or (not fresh and dice.random() < 0.8):
            return self._hold(dice)
        who, anybody = dice.choice(fresh or holders), dice.random() < 0.7
        name = self.life.holds[who]
        if self._moving.get(who) and dice.random() < 0.8:
            return self._reschedule(dice, who)
        ours = self.life.confirm(name, anybody=anybody)
        theirs, _ = self._act("confirm", self.ids[name], f"s-{who}", anybody=anybody)
        return self._same(ours, theirs, f"{who} confirms {name}")

    def _some(self, dice, *statuses):
        rows, status = self.life.rows, self.life.status
        names = [name for name, row in rows.items() if not statuses or status(row) in statuses]
        return dice.choice(names) if names else None

    def _cancel(self, dice):
        mine = [name for name, row in self.life.rows.items() if row.contact and row.asked]
        if not mine:
            return self._list(dice)
        name = dice.choice(mine)
        who = self.life.rows[name].contact
        ours = self.life.cancel(name)
        theirs, _ = self._act("cancel", self.ids[name], who)
        return self._same(ours, theirs, f"{who} cancels {name}")

    def _move(self, dice):
        """Hold another place for a booking."""
        mine = [
            name
            for name, row in self.life.rows.items()
            if row.contact and not row.moves and self.life.status(row) in BOOKED
        ]
        if not mine:
            return self._by_hand(dice)
        name = dice.choice(mine)
        row = self.life.rows[name]
        staff = dice.choice((row.staff, row.staff, None, *STAFF))
        want = Want(row.service, dice.choice((row.party, row.party, 1, 2)), staff, None, name)
        self.said.append(self._list(dice, want, row.contact))
        return self._hold(dice, row.contact, want)

    def _reschedule(self, dice, who=None):
        who = who or dice.choice(PEOPLE)
        name, place = self._moving.get(who), self.life.holds.get(who)
        if name not in self.life.rows or place not in self.life.rows:
            return self._move(dice)
        ours = self.life.reschedule(name, place)
        theirs, found = self._act("reschedule", self.ids[name], self.ids[place], f"s-{who}")
        if ours == "moved" and found.booking.id != self.ids[name]:
            raise DisagreedError(f"{name} has got another id")
        if ours in ("moved", "asked"):
            self._moving.pop(who)
        return self._same(ours, theirs, f"{who} moves {name} to {place}")

    def _release(self, dice):
        name = self.life.holds.get(dice.choice(PEOPLE))
        if name not in self.life.rows:
            return "nothing"
        self.life.release(name)
        self.shop.act("release", self.ids[name])
        return name

    def _extend(self, dice):
        who = dice.choice(PEOPLE)
        self.life.extend(who)
        self.shop.act("extend", f"s-{who}")
        return who

    # -- what the merchant does -------------------------------------------------------------------

    def _status(self, dice):
        name, status = self._some(dice), dice.choice(STATUSES)
        begun = [key for key, row in self.life.rows.items() if row.start <= self.life.now]
        if begun and dice.random() < 0.4:
            name, status = dice.choice(begun), dice.choice(("completed", "no_show"))
        if name is None:
            return self._by_hand(dice)
        row = self._product(name)
        if row is None:  # a move that ran out, swept already
            return self._by_hand(dice)
        ours = self.life.change_status(name, status)
        theirs, found = self._act("change_status", row, BookingStatus(status))
        return self._same(ours, str(found.status) if found else theirs, f"{name} becomes {status}")

    def _amend(self, dice):
        name = self._some(dice, *BOOKED)
        if name is None or self.life.rows[name].moves:
            return self._by_hand(dice)
        row = self.life.rows[name]
        near = row.start + dice.choice((-60, -30, -15, 15, 30, 1440))
        wanted = dice.choice(
            (
                *({"start": near}, {"start": near}, {"party": dice.randint(1, 3)}),
                *(
                    {"staff": dice.choice(("", *STAFF))},
                    {"start": near, "staff": dice.choice(STAFF)},
                ),
            )
        )
        ours = self.life.amend(name, **wanted)
        change = Amendment(
            instant(wanted["start"]) if "start" in wanted else None,
            wanted.get("party"),
            wanted.get("staff"),
        )
        theirs, found = self._act("amend", self._product(name), change)
        return self._same(ours, str(found.status) if found else theirs, f"{name} gets {wanted}")

    def _by_hand(self, dice):
        want, status = self._wish(dice), dice.choice(("confirmed", "confirmed", "pending"))
        want = want._replace(contact=dice.choice((None, *PEOPLE)))
        free = list(self.life.slots(want, self._day(dice)))
        start = (
            dice.choice(free)
            if free and dice.random() < 0.6
            else self.life.now // 5 * 5 + dice.randint(-24, 300) * 5
        )
        ours = self.life.by_hand(want, start, status)
        ask = self._ask(want, want.contact)
        theirs, found = self._act("book_by_hand", ask, instant(start), status=BookingStatus(status))
        said = self._same(
            ours, str(found.status) if found else theirs, f"by hand {want} at {start}"
        )
        if found:
            self._learn(self.life.made, found)
        return said

    def _settle(self, dice):
        before = self.life.shop.data
        data = changed(dice, before)
        self.said.append(
            f"settings: {[(k, before[k], data[k]) for k in data if before[k] != data[k]]}"
        )
        self.life.shop = SlowShop(data)
        self.shop.client = replace(self.shop.client, settings=data)
        self._sweep(dice)
        ours = {self.ids[name]: why for name, why in self.life.conflicts().items()}
        theirs = self.shop.store.read(
            lambda tx: coming_conflicts(tx, self.shop.client, self.shop.now)
        )
        return self._same(ours, {row.id: str(why) for row, why in theirs}, "conflicts")

    def _sweep(self, dice):
        self.life.serve()
        self.shop.act("give_up")
        return "swept"

    def _wait(self, dice):
        minutes = dice.choice(WAITS)
        self.life.now += minutes
        self.shop.now = instant(self.life.now)
        return str(minutes)


def play(seed, length=60, store=None):
    """Play a world; return how many answers were compared, by what they said.

    Raises:
        DisagreedError: they were not the same; it says which, and what was done until then.
    """
    data, now, actions = world(seed, length)
    both = Both(data, now, store)
    for what, number in actions:
        try:
            both.do(what, number)
        except DisagreedError as wrong:
            told = "\n".join([f"seed {seed}: {data}", *both.said, f"{what}: {wrong}"])
            raise DisagreedError(told) from None
    return both.counts


@contextmanager
def sqlite_files():
    """Yield a maker of SQLite stores, each of them new and empty."""
    folder = Path(tempfile.mkdtemp(dir=SHM if SHM.is_dir() else None))
    SqliteStore(folder / "template.db").close()
    with sqlite3.connect(folder / "template.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def made():
        path = folder / "agenda.db"
        shutil.copyfile(folder / "template.db", path)
        store = SqliteStore(path, migrate=False)
        try:
            yield store
        finally:
            store.close()
            for file in folder.glob("agenda.db*"):
                file.unlink()

    try:
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def play_all(seeds, *, sqlite_every=0):
    """Play the worlds of some seeds; return the counts, and what disagreed."""
    counts, wrong = Counter(), []
    with sqlite_files() as made:
        for seed in seeds:
            try:
                if sqlite_every and seed % sqlite_every == 0:
                    with made() as store:
                        counts += play(seed, store=store)
                else:
                    counts += play(seed)
            except DisagreedError as found:
                wrong.append(str(found))
    return counts, wrong
