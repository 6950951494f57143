"""Planned paths walked in front of real servers, which may be killed at the last step.

What came of a walk is an `Outcome`; that of one with a kill must be that of one without.
"""

from __future__ import annotations

import json
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.forked import Zygote
from support.house import House
from support.person import Person

from milo.cli.rehearsing.setup import CLIENT, merchants, rehearsal_setup
from milo.engine.flow.paths.transcript import Step
from milo.engine.model import RECEPTION
from milo.engine.rehearsal.setup import WAITING
from milo.engine.zone_source import zone

from .houses import opened
from .plans import Plan, given_here
from .promises import our_id
from .walking import Walker

LOBBY = "comercios"
DIED_SECONDS = 20.0
HOURS = [dt_time(hour, tzinfo=zone("America/Argentina/Mendoza")) for hour in (10, 12)]
REQUESTS, PEOPLE = "pedidos_pendientes", "personas_que_esperan"
"""The lists of a reception that are empty unless somebody is around."""
TIMER_SECONDS = 4.0
"""As long is waited for what is due: timers are looked for once a second."""
_SECRET = re.compile(r"(?<=/panel/entrar/)\S+|(?<=/t/)\S+")
"""A link of one's own: chance makes it."""

Turn = tuple[tuple[str, str], ...]
"""The triggers of a turn, each with the state that it led to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a path's last step.

    Attributes:
        texts: what the person read, each message once; then what people around them read.
        turns: those that the step made, in order.
        bookings: how many of the person's there are, by status; for a reception all its merchant's.
        undone: what was left lying, or done twice.
    """

    texts: tuple[str, ...]
    turns: tuple[Turn, ...]
    bookings: tuple[tuple[str, int], ...]
    undone: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What was tried and what came of it.

    Attributes:
        elsewhere: paths that did not lead to their exit, though nobody was killed, and why.
        never: points that a path did not come to.
    """

    planned: int = 0
    paths: int = 0
    elsewhere: list[str] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    never: int = 0
    repeated: int = 0
    wrong: list[str] = field(default_factory=list)


class Stage:
    """Real servers on one database, and planned paths to be walked in front of them."""

    def __init__(self, house: House, zygote: Zygote) -> None:
        self.house = house
        self.zygote = zygote
        self.tally = Tally()
        self._samples = merchants()
        self._rehearsed = rehearsal_setup()
        self._numbers = iter(range(1_000_000))

    def start(self) -> None:
        """Start the next server."""
        self.house.serve_with(self.zygote.fork(self.house.environment))

    def try_all(self, plan: Plan, points: list[str]) -> None:
        """Walk a path without harm, then once for each point; tally what came of it."""
        repeated = self.tally.repeated
        self.tally.paths += 1
        try:
            expected = self.walk(plan, None)
        except AssertionError as error:
            self.tally.elsewhere.append(f"{plan.name}: {error}")
            self._start_anew()
            return
        assert expected
        self.tally.repeated = repeated
        taken = [trigger for turn in expected.turns for trigger, _ in turn]
        if plan.flow != LOBBY and (untaken := plan.untaken(taken)):
            self.tally.elsewhere.append(f"{plan.name}: {untaken} was not taken: {taken}")
        for point in points:
            self._try(plan, point, expected)

    def _try(self, plan: Plan, point: str, expected: Outcome) -> None:
        name = f"{plan.name} at {point}"
        try:
            outcome = self.walk(plan, point)
        except AssertionError as error:
            self.tally.wrong.append(f"{name}: {error}")
            self._start_anew()
            return
        if outcome is None:
            self.tally.never += 1
            return
        self.tally.deaths[point] += 1
        if outcome != expected:
            self.tally.wrong.append(f"{name}: {outcome} where it should be {expected}")

    def _start_anew(self) -> None:
        self.house.server.discard()
        self.start()

    def walk(self, plan: Plan, point: str | None) -> Outcome | None:
        """Walk a path; be killed at a point of its last step. None: it was never reached."""
        walker = self._walker(plan)
        for step in plan.steps[:-1]:
            walker.take(step)
        faults = self.house.standin.exchange.faults
        read = [len(each.history()) for each in walker.people]
        before = len(self._paths(walker))
        if point is None:
            walker.take(plan.steps[-1])
            self._wait_for_timers(walker)
            return self._outcome(walker, read, before)
        faults.flip({"hold_statuses": point != "settled"})
        reached = self._die(walker, plan.steps[-1], point)
        faults.flip({"hold_statuses": False})
        self.house.standin.exchange.release()
        walker.rest()
        self._wait_for_timers(walker)
        return self._outcome(walker, read, before) if reached else None

    def _wait_for_timers(self, walker: Walker) -> None:
        """Let what is due by now be done: a place in line may be offered at once.

        What waits for a better hour is moved there by then, or stays as it is in both walks.
        """
        deadline = time.monotonic() + TIMER_SECONDS
        while self._is_due() and time.monotonic() < deadline:
            time.sleep(0.1)
        walker.rest()

    def _is_due(self) -> bool:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00:00")
        return bool(self.house.database.rows("SELECT id FROM timers WHERE due_at <= %s", now))

    def _die(self, walker: Walker, step: Step, point: str) -> bool:
        """Take a step and be killed by it; start the next server. False where nobody died."""
        server: Any = self.house.server
        self.zygote.kill_at(point)
        try:
            walker.begin(step)
            deadline = time.monotonic() + DIED_SECONDS
            while not server.is_dead() and time.monotonic() < deadline and not self._rests():
                time.sleep(0.02)
        finally:
            self.zygote.flag.unlink()
        if not server.is_dead():
            return False
        assert server.wait() == -signal.SIGKILL
        self.start()
        if step.wait is not None:
            walker.begin(step)  # time goes on
        return True

    def _rests(self) -> bool:
        """Return whether there is nothing left that could kill; statuses are held back."""
        time.sleep(0.3)
        return bool(self.house._is_quiet())

    def _walker(self, plan: Plan) -> Walker:
        person = self.house.person()
        if plan.flow == LOBBY:
            return Walker(self.house, self.zygote, person, CLIENT, CLIENT)
        if plan.flow == RECEPTION:
            return self._desk(person, plan.lists)
        given = given_here(self._rehearsed, plan.flow)
        slug = self._merchant(CLIENT, {**given.settings, "flow": plan.flow})
        for booking, hour in zip(given.bookings, HOURS, strict=False):
            self._book(slug, person.owner.wa_id, booking, hour)
        return Walker(self.house, self.zygote, person, slug, CLIENT)

    def _desk(self, phone: Person, lists: frozenset[str]) -> Walker:
        """Return a merchant's own phone, and who is around if these lists are looked at."""
        given = given_here(self._rehearsed, RECEPTION)
        slug = self._merchant(CLIENT, {**given.settings, "reception": None})
        self.zygote.tell(Step().model_dump_json())
        waiting = WAITING if lists & {REQUESTS, PEOPLE} else ()
        around = [self.house.person(name) for name, _ in waiting]
        for each in around:
            each.say(slug)
            if PEOPLE in lists:
                each.say("persona")
        for each, booking, hour in zip(around, given.bookings, HOURS, strict=False):
            if REQUESTS in lists:
                self._book(slug, each.owner.wa_id, booking, hour)
                self.house.wait_until_quiet(60)
        link = urlsplit(self.house.admin("GET", f"/api/clients/{slug}")["reception_link"])
        (text,) = parse_qs(link.query)["text"]
        return Walker(self.house, self.zygote, phone, slug, RECEPTION, text, tuple(around))

    def open_merchants(self) -> None:
        """Make those whom the lobby knows by name."""
        for slug, client in self._samples.items():
            settings = dict(client.settings) or dict(self._samples[CLIENT].settings)
            body = {"name": client.name, "slug": slug, "settings": settings}
            self.house.admin("POST", "/api/shortlinks", body)

    def _merchant(self, like: str, changes: dict[str, Any]) -> str:
        """Make a merchant, with settings like another's but for some; None takes one away."""
        client, slug = self._samples[like], f"c{next(self._numbers)}"
        whole = {**client.settings, **changes}
        settings = {name: value for name, value in whole.items() if value is not None}
        self.house.admin(
            "POST", "/api/shortlinks", {"name": client.name, "slug": slug, "settings": settings}
        )
        return slug

    def _book(self, slug: str, phone: str | None, booking: dict[str, Any], hour: dt_time) -> None:
        day = datetime.now(UTC).date() + timedelta(days=3)
        starts_at = datetime.combine(day, hour)
        body = {"client": slug, "service": booking["service"], "datetime": starts_at.isoformat()}
        status = {"status": booking["status"]} if "status" in booking else {}
        self.house.admin("POST", "/api/bookings", {**body, **status, "user_phone": phone})

    # -- what came of it --------------------------------------------------------------------------

    def _paths(self, walker: Walker) -> list[Any]:
        return self._rows(
            "SELECT t.path, t.inbox_id FROM turns t JOIN sessions s ON s.id = t.session_id "
            "JOIN contacts c ON c.id = s.contact_id WHERE c.user_id = %s ORDER BY t.seq",
            walker,
        )

    def _rows(self, sql: str, walker: Walker) -> list[dict[str, Any]]:
        return self.house.database.rows(sql, walker.person.owner.user_id)

    def _outcome(self, walker: Walker, read: list[int], before: int) -> Outcome:
        texts: list[str] = []
        for each, known in zip(walker.people, read, strict=True):
            news = each.history()[known:]
            once = {our_id(said.sent): said.text for said in news}
            self.tally.repeated += len(news) - len(once)
            texts += once.values()
        paths = self._paths(walker)
        return Outcome(
            texts=tuple(_SECRET.sub("…", text).replace(walker.slug, CLIENT) for text in texts),
            turns=tuple(_turn(row["path"]) for row in paths[before:]),
            bookings=tuple((row["status"], row["n"]) for row in self._bookings(walker)),
            undone=tuple(self._left(walker, paths)),
        )

    def _bookings(self, walker: Walker) -> list[dict[str, Any]]:
        counted = "SELECT b.status, count(*) AS n FROM bookings b JOIN "
        if walker.opening == RECEPTION:
            whose, value = "clients c ON c.id = b.client_id WHERE c.slug = %s", walker.slug
        else:
            whose = "contacts c ON c.id = b.contact_id WHERE c.user_id = %s"
            value = walker.person.owner.user_id
        by_status = " GROUP BY b.status ORDER BY b.status"
        return self.house.database.rows(counted + whose + by_status, value)

    def _left(self, walker: Walker, paths: list[Any]) -> Iterator[str]:
        worked = Counter(row["inbox_id"] for row in paths if row["inbox_id"] is not None)
        yield from (f"inbox {one} worked {n} times" for one, n in worked.items() if n > 1)
        for row in self._rows(
            "SELECT i.id, i.done_at, i.error FROM inbox i JOIN contacts c ON c.id = i.contact_id "
            "WHERE c.user_id = %s AND (i.done_at IS NULL OR i.error IS NOT NULL)",
            walker,
        ):
            yield f"inbox {row['id']}: {row['error'] or 'not worked'}"


def _turn(path: Any) -> Turn:
    """Return a turn as its row has it: JSON, or what a driver has read of it."""
    steps = json.loads(path) if isinstance(path, str) else path
    return tuple((str(trigger), str(state)) for trigger, state in steps)


@contextmanager
def staged(kind: str) -> Iterator[Stage]:
    """Yield a stage whose first server runs."""
    with tempfile.TemporaryDirectory(prefix="milo-crash-") as name, opened(kind) as house:
        zygote = Zygote(Path(name))
        try:
            stage = Stage(house, zygote)
            stage.start()
            stage.open_merchants()
            yield stage
        finally:
            if hasattr(house, "server"):
                house.server.discard()
            zygote.close()
