"""SIGKILL of a real server at each step of a turn, on each planned path of each flow.

A path (see `plans`) leads to one exit of one flow. It is walked once without harm, and
then once for each point of `support.killable`: the server dies there during the path's last step,
and the next one takes over on the same database. What comes of it must be the same: the same turn,
played once; the same words, once; the same bookings.

The reception's flow is walked by the merchant's own phone, which the merchant's link made one. Who
waits for a person, or asked for a booking, has done so before; what they read is looked at, too.

    python -m reliability.crash --kind sqlite --flow reservas --every 5
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import queue
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.forked import Zygote
from support.house import House
from support.killable import POINTS
from support.person import Person

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import CLIENT, merchants, rehearsal_setup
from milo.engine.flow.paths.transcript import Step
from milo.engine.model import RECEPTION
from milo.engine.rehearsal.setup import WAITING
from milo.engine.zone_source import zone

from .houses import BOTH, opened
from .plans import NothingPlannedError, Plan, given_here, plans
from .promises import our_id
from .results import Result, note, noted
from .walking import Walker

LOBBY = "comercios"
DIED_SECONDS = 20.0
STRIDE = 24
_WRONG = re.compile(rf"[a-z_]+: .* at (?:{'|'.join(POINTS)}): ")
"""What is printed of a walk that came out wrong."""
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


def run(kind: str, found: list[Plan], points: list[str], houses: int) -> Iterator[Tally]:
    """Walk paths through a death at each point, in several houses at once: each mostly waits.

    A whole run takes hours and may be cut off: paths are taken in strides, so that what has been
    walked by then is a part of each flow.

    Yields: what there is after each stride.
    """
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[tuple[int, Tally]] = context.Queue()
    shares = [found[at::houses] for at in range(houses)]
    walking = [
        context.Process(target=_walk, args=(kind, share, points, at, told), daemon=True)
        for at, share in enumerate(shares)
        if share
    ]
    for each in walking:
        each.start()
    newest = {at: Tally(planned=len(share)) for at, share in enumerate(shares)}
    while any(each.is_alive() for each in walking) or not told.empty():
        with suppress(queue.Empty):
            at, tally = told.get(timeout=1)
            newest[at] = tally
            yield _summed(newest.values())
    fallen = sum(each.exitcode != 0 for each in walking)
    assert not fallen, f"{fallen} of {houses} houses fell: what they walked is not whole"


def _walk(
    kind: str, share: list[Plan], points: list[str], at: int, told: multiprocessing.Queue[Any]
) -> None:
    """Walk the share of one house; tell what there is after each stride."""
    with staged(kind) as stage:
        stage.tally.planned = len(share)
        for first in range(min(STRIDE, len(share))):
            for plan in share[first::STRIDE]:
                stage.try_all(plan, points)
            told.put((at, stage.tally))


def _summed(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total.planned += one.planned
        total.paths += one.paths
        total.elsewhere += one.elsewhere
        total.deaths += one.deaths
        total.never += one.never
        total.repeated += one.repeated
        total.wrong += one.wrong
    return total


def walk_again(kind: str, found: list[Plan], told: list[str]) -> list[str]:
    """Walk what came out wrong once more, each by itself; return what is wrong still.

    Args:
        told: what a run printed of it, `flow: path at point: …`.
    """
    named: dict[str, list[str]] = {}
    for line in told:
        path, _, rest = line.partition(" at ")
        named.setdefault(path, []).append(rest.split(":")[0])
    with staged(kind) as stage:
        for plan in found:
            if points := named.get(plan.name):
                stage.try_all(plan, points)
        assert stage.tally.paths == len(named), f"not all of {sorted(named)} are planned"
        return stage.tally.wrong


def _planned(flows: list[str]) -> list[Plan]:
    """Return the paths of some flows that can be walked, and say of how many that there are.

    Raises:
        NothingPlannedError: one has none.
    """
    every = []
    for flow in flows:
        found, known = plans(flow)
        print(f"{flow}: {len(found)} of {known} paths can be walked", flush=True)
        every += found
    return every


def _name(kind: str, flows: list[str]) -> str:
    return "-".join(["10-crash", kind, *flows])


def _result(kind: str, flows: list[str], tally: Tally, every: int, seconds: float) -> Result:
    deaths = sum(tally.deaths.values())
    return Result(
        name=_name(kind, flows),
        promise="a turn stands whole or is played again; its message is worked once, its "
        "answer comes once",
        breaking=f"`SIGKILL` at each of {len(tally.deaths)} points of a turn, on every "
        f"planned path of {' and '.join(flows) or 'every flow'} ({kind})",
        times=f"{tally.paths} of {tally.planned} paths, {deaths} kills",
        result=f"{deaths - len(tally.wrong)} went on as if nothing had been; "
        f"{tally.repeated} messages came twice"
        + (f"; {len(tally.elsewhere)} led elsewhere" if tally.elsewhere else "")
        + (f"; WRONG: {len(tally.wrong)}" if tally.wrong else ""),
        command="make crash"
        + (f' FLOWS="{" ".join(flows)}"' if flows else "")
        + (f" EVERY={every}" if every > 1 else ""),
        seconds=seconds,
        ok=not tally.wrong,
    )


def _note_again(kind: str, flows: list[str], found: list[Plan], printed: Path) -> bool:
    """Walk again what a run found wrong, note it in the run's row, and return whether it holds."""
    told = [line for line in printed.read_text().splitlines() if _WRONG.match(line)]
    wrong = walk_again(kind, found, told)
    print(*wrong, sep="\n")
    kept = noted(_name(kind, flows))
    good = int(kept.result.split()[0]) + len(told) - len(wrong)
    rest = kept.result.partition(" ")[2].partition("; WRONG")[0]
    result = f"{good} {rest}; {len(told)} of them when they were walked again"
    result += f"; WRONG: {len(wrong)}" if wrong else ""
    note(replace(kept, result=result, ok=not wrong))
    return not wrong


def main() -> int:
    """Run, keep the result, and return the exit status."""
    shipped = [path.stem for path in shipped_flows()]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=BOTH, action="append")
    parser.add_argument("--flow", choices=shipped, action="append")
    parser.add_argument("--point", choices=POINTS, action="append")
    parser.add_argument("--every", type=int, default=1, help="walk one path in so many")
    parser.add_argument("--houses", type=int, default=3, help="servers at once")
    parser.add_argument(
        "--again", type=Path, help="what a run printed: walk what was wrong again, and say so"
    )
    given = parser.parse_args()
    try:
        found = _planned(given.flow or shipped)[:: given.every]
    except NothingPlannedError as fault:
        parser.exit(1, f"{fault}\n")
    ok = True
    for kind in given.kind or BOTH:
        flows, begun, told = given.flow or [], time.monotonic(), set[str]()
        if given.again:
            ok = _note_again(kind, flows, found, given.again) and ok
            continue
        for tally in run(kind, found, given.point or list(POINTS), given.houses):
            note(_result(kind, flows, tally, given.every, time.monotonic() - begun))
            news = [*tally.wrong, *(f"led elsewhere: {one}" for one in tally.elsewhere)]
            for one in news:
                if one not in told:
                    print(one, flush=True)
            told |= {*news}
            ok = ok and not tally.wrong
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
