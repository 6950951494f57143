"""SIGKILL of a real server at each step of a turn, on each planned path of each flow.

A path (`milo.engine.flow.paths`) leads to one exit of one flow. It is walked once without harm, and
then once for each point of `support.killable`: the server dies there during the path's last step,
and the next one takes over on the same database. What comes of it must be the same: the same turn,
played once; the same words, once; the same bookings.

    python -m reliability.crash --kind sqlite --flow reservas --every 5
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path
from typing import Any

from support.forked import Zygote
from support.house import House
from support.killable import POINTS

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import CLIENT, cast_of, given_for, merchants, rehearsal_setup
from milo.engine.flow.paths.planner import PathTo, paths
from milo.engine.flow.paths.transcript import Given, Step
from milo.engine.model import RECEPTION
from milo.engine.rehearsal.settling import settle
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.world import RehearsalWorld
from milo.engine.zone_source import zone

from .houses import BOTH, opened
from .promises import our_id
from .results import Result, note
from .walking import Walker

LOBBY = "comercios"
DIED_SECONDS = 20.0
STRIDE = 24
HOURS = [dt_time(hour, tzinfo=zone("America/Argentina/Mendoza")) for hour in (10, 12)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a path's last step.

    Attributes:
        texts: what the person read, each message once.
        turns: the triggers of each turn that the step made, in order.
        bookings: how many of the person's there are, by status.
        undone: what was left lying, or done twice.
    """

    texts: tuple[str, ...]
    turns: tuple[str, ...]
    bookings: tuple[tuple[str, int], ...]
    undone: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What was tried and what came of it."""

    planned: int = 0
    paths: int = 0
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

    def try_all(self, path: PathTo, points: list[str]) -> None:
        """Walk a path without harm, then once for each point; tally what came of it."""
        repeated = self.tally.repeated
        expected = self.walk(path, None)
        self.tally.repeated = repeated
        self.tally.paths += 1
        for point in points:
            self._try(path, point, expected)

    def _try(self, path: PathTo, point: str, expected: Outcome | None) -> None:
        name = f"{path.flow}: {path.name} at {point}"
        try:
            outcome = self.walk(path, point)
        except AssertionError as error:
            self.tally.wrong.append(f"{name}: {error}")
            self.house.server.discard()
            self.start()
            return
        if outcome is None:
            self.tally.never += 1
            return
        self.tally.deaths[point] += 1
        if outcome != expected:
            self.tally.wrong.append(f"{name}: {outcome} where it should be {expected}")

    def walk(self, path: PathTo, point: str | None) -> Outcome | None:
        """Walk a path; be killed at a point of its last step. None: it was never reached."""
        walker = self._walker(path.flow)
        for step in path.steps[:-1]:
            walker.take(step)
        faults = self.house.standin.exchange.faults
        read = len(walker.person.history())
        before = self._turns(walker)
        if point is None:
            walker.take(path.steps[-1])
            return self._outcome(walker, read, before)
        faults.flip({"hold_statuses": point != "settled"})
        reached = self._die(walker, path.steps[-1], point)
        faults.flip({"hold_statuses": False})
        self.house.standin.exchange.release()
        self.house.wait_until_quiet(60)
        return self._outcome(walker, read, before) if reached else None

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

    def _walker(self, flow: str) -> Walker:
        person = self.house.person()
        if flow == LOBBY:
            return Walker(self.house, self.zygote, person, CLIENT, CLIENT)
        given = given_here(self._rehearsed, flow)
        slug = self._merchant(flow, CLIENT, given)
        for booking, hour in zip(given.bookings if flow != RECEPTION else (), HOURS, strict=False):
            self._book(slug, person.owner.wa_id, booking["service"], hour)
        return Walker(self.house, self.zygote, person, slug, CLIENT)

    def open_merchants(self) -> None:
        """Make those whom the lobby knows by name."""
        for slug, client in self._samples.items():
            settings = dict(client.settings) or dict(self._samples[CLIENT].settings)
            body = {"name": client.name, "slug": slug, "settings": settings}
            self.house.admin("POST", "/api/shortlinks", body)

    def _merchant(self, flow: str, like: str, given: Given) -> str:
        client, slug = self._samples[like], f"c{next(self._numbers)}"
        settings = {**client.settings, **given.settings, "flow": flow}
        self.house.admin(
            "POST", "/api/shortlinks", {"name": client.name, "slug": slug, "settings": settings}
        )
        return slug

    def _book(self, slug: str, phone: str | None, service: str, hour: dt_time) -> None:
        day = datetime.now(UTC).date() + timedelta(days=3)
        starts_at = datetime.combine(day, hour)
        body = {"client": slug, "service": service, "datetime": starts_at.isoformat()}
        self.house.admin("POST", "/api/bookings", {**body, "user_phone": phone})

    # -- what came of it --------------------------------------------------------------------------

    def _turns(self, walker: Walker) -> int:
        return len(self._paths(walker))

    def _paths(self, walker: Walker) -> list[Any]:
        return self._rows(
            "SELECT t.path, t.inbox_id FROM turns t JOIN sessions s ON s.id = t.session_id "
            "JOIN contacts c ON c.id = s.contact_id WHERE c.user_id = %s ORDER BY t.seq",
            walker,
        )

    def _rows(self, sql: str, walker: Walker) -> list[dict[str, Any]]:
        return self.house.database.rows(sql, walker.person.owner.user_id)

    def _outcome(self, walker: Walker, read: int, before: int) -> Outcome:
        news = walker.person.history()[read:]
        once = {our_id(said.sent): said.text for said in news}
        self.tally.repeated += len(news) - len(once)
        paths = self._paths(walker)
        bookings = self._rows(
            "SELECT b.status, count(*) AS n FROM bookings b JOIN contacts c ON c.id = b.contact_id "
            "WHERE c.user_id = %s GROUP BY b.status ORDER BY b.status",
            walker,
        )
        return Outcome(
            texts=tuple(text.replace(walker.slug, CLIENT) for text in once.values()),
            turns=tuple(_triggers(row["path"]) for row in paths[before:]),
            bookings=tuple((row["status"], row["n"]) for row in bookings),
            undone=tuple(self._left(walker, paths)),
        )

    def _left(self, walker: Walker, paths: list[Any]) -> Iterator[str]:
        worked = Counter(row["inbox_id"] for row in paths if row["inbox_id"] is not None)
        yield from (f"inbox {one} worked {n} times" for one, n in worked.items() if n > 1)
        for row in self._rows(
            "SELECT i.id, i.done_at, i.error FROM inbox i JOIN contacts c ON c.id = i.contact_id "
            "WHERE c.user_id = %s AND (i.done_at IS NULL OR i.error IS NOT NULL)",
            walker,
        ):
            yield f"inbox {row['id']}: {row['error'] or 'not worked'}"


def _triggers(path: Any) -> str:
    return str(path).replace(" ", "")


def planned(flow: str) -> list[PathTo]:
    """Return the paths of a flow, with all that has to be scripted for them."""
    house = rehearsal_setup()
    given, scripts = given_here(house, flow), house.library.newest
    found = []
    for path in paths(scripts(flow), cast_of(house)):
        walked = settle(
            path, CLIENT, given, scripts, lambda one: RehearsalWorld(house, one, flow).play
        )
        if not walked.astray:
            found.append(_with_rows(walked.path, given))
    return found


def given_here(house: RehearsalSetup, flow: str) -> Given:
    """Return what is there before a flow's first turn, but for rows that name bookings by id."""
    given, known = given_for(house, flow), house.props.registry.providers
    rows = {name: one for name, one in given.providers.items() if known[name].gives != "booking"}
    return given.model_copy(update={"providers": rows})


def _with_rows(path: PathTo, given: Given) -> PathTo:
    """Return a path each of whose turns scripts the rows that are given to all of them."""
    legs = (leg.scripted(providers={**given.providers, **leg.step.providers}) for leg in path.legs)
    return replace(path, legs=tuple(legs))


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


def run(kind: str, flows: list[str], every: int, points: list[str]) -> Iterator[Tally]:
    """Walk one path in `every` of these flows through a death at each point.

    A whole run takes hours and may be cut off: paths are taken in strides, so that what has been
    walked by then is a part of each flow.

    Yields: what there is after each stride.
    """
    plans = [path for flow in flows for path in planned(flow)][::every]
    with staged(kind) as stage:
        stage.tally.planned = len(plans)
        for first in range(min(STRIDE, len(plans))):
            for path in plans[first::STRIDE]:
                stage.try_all(path, points)
            yield stage.tally


def _result(kind: str, flows: list[str], tally: Tally, every: int, seconds: float) -> Result:
    deaths = sum(tally.deaths.values())
    return Result(
        name="-".join(["10-crash", kind, *flows]),
        promise="a turn stands whole or is played again; its message is worked once, its "
        "answer comes once",
        breaking=f"`SIGKILL` at each of {len(tally.deaths)} points of a turn, on every "
        f"planned path of {' and '.join(flows) or 'every flow'} ({kind})",
        times=f"{tally.paths} of {tally.planned} paths, {deaths} kills",
        result=f"{deaths - len(tally.wrong)} went on as if nothing had been; "
        f"{tally.repeated} messages came twice"
        + (f"; WRONG: {len(tally.wrong)}" if tally.wrong else ""),
        command="make crash"
        + (f' FLOWS="{" ".join(flows)}"' if flows else "")
        + (f" EVERY={every}" if every > 1 else ""),
        seconds=seconds,
        ok=not tally.wrong,
    )


def main() -> int:
    """Run, keep the result, and return the exit status."""
    shipped = [path.stem for path in shipped_flows()]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=BOTH, action="append")
    parser.add_argument("--flow", choices=shipped, action="append")
    parser.add_argument("--point", choices=POINTS, action="append")
    parser.add_argument("--every", type=int, default=1, help="walk one path in so many")
    given = parser.parse_args()
    ok = True
    for kind in given.kind or BOTH:
        begun = time.monotonic()
        points, told = given.point or list(POINTS), 0
        for tally in run(kind, given.flow or shipped, given.every, points):
            note(_result(kind, given.flow or [], tally, given.every, time.monotonic() - begun))
            for wrong in tally.wrong[told:]:
                print(wrong, flush=True)
            told = len(tally.wrong)
        ok = ok and not told
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
