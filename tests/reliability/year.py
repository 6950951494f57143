"""A year in fast motion, as one run for each database: months of people, and a trouble in each.

python -m reliability.year --only sqlite

A month begins with a crowd that converses and books while something happens (`EVENTS`); then
regulars book once a week, days pass, reminders go out. At its end all of it is held against the
promises (`promises.py`), and `milo prune` runs beside the server.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from support.databases import count
from support.house import settings
from support.person import Person
from support.polling import until
from support.process import ServerProcess

from milo.cli.libraries import load_templates
from milo.demo.views import words

from .crowd import HANDED_OVER, Crowd, Reader, Seen, choose
from .houses import BOTH
from .promises import BOOKED, Findings, Since, look, our_id
from .results import Result, note
from .year_places import KEPT_DAYS, OLDER, Place, place

MERCHANTS = {
    "Peluquería de Mendoza": ("mendoza", "America/Argentina/Mendoza"),
    "Peluquería de Córdoba": ("cordoba", "America/Argentina/Cordoba"),
    "Peluquería de Santiago": ("santiago", "America/Santiago"),
    "Peluquería de Asunción": ("asuncion", "America/Asuncion"),
}
PEOPLE, REGULARS = 8, 8
WEEKS = 2
"""Of a month in which regulars come; the rest of it passes."""
MONTH_DAYS = 30
MEANWHILE_SECONDS = 3.0
"""So long people converse before, and after, what happens."""
REMINDED_MINUTES = 1440
MOST_ACTS = 14
FLAT = 1.10
"""How much more the database may take in the end than when the first months had gone."""
FILLED_AFTER = 7
"""Months after which retention takes as much as comes."""
Deaths = list[tuple[float, float]]
HOUR = re.compile(r"a las (\d{1,2}:\d\d)")
QUALITY = "phone_number_quality_update"


@dataclass(slots=True)
class Year:
    """What happens in a year, and what is wrong with it.

    Attributes:
        told: what came of each thing that happened, for the report.
        sizes: megabytes of the database after each month's pruning.
    """

    place: Place
    dice: Random = field(default_factory=lambda: Random(11))
    slugs: dict[str, str] = field(default_factory=dict)
    regulars: list[Person] = field(default_factory=list)
    sums: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)

    def live(self) -> None:
        """Live it."""
        self._begin()
        for number, event in enumerate(EVENTS):
            self._month(number, event)
        self._claim(self.place.house.server.terminate() == 0, "the last server did not end well")
        first, last = self.sizes[FILLED_AFTER - 1], max(self.sizes[FILLED_AFTER:])
        self.told.append(f"{first:.1f} MB after month {FILLED_AFTER}, then {last:.1f} at most")
        self._claim(last <= first * FLAT, f"the database grew from {first:.1f} to {last:.1f} MB")

    # -- the first day ----------------------------------------------------------------------------

    def _begin(self) -> None:
        """Let an older program serve people, and today's take its database over, mid-talk."""
        house = self.place.house
        self.place.open_older()
        for name, (slug, zone) in MERCHANTS.items():
            older = {key: value for key, value in _settings(zone).items() if key != "quiet"}
            house.admin("POST", "/api/shortlinks", {"name": name, "slug": slug, "settings": older})
            self.slugs[slug] = zone
        self.regulars = [house.person(f"Asidua {number}") for number in range(REGULARS)]
        crowd = self._crowd(0)
        crowd.start()
        time.sleep(MEANWHILE_SECONDS)
        crowd.stop()
        halfway = house.person("A mitad de camino")
        halfway.say(next(iter(self.slugs)))
        halfway.tap("Reservar")
        house.wait_until_quiet(60)
        self._claim(house.server.terminate() == 0, "the older program did not end well")
        rows = {table: count(house.database, table) for table in ("inbox", "outbox", "bookings")}
        self.place.open()
        kept = {table: count(house.database, table) for table in rows}
        self._claim(kept == rows, f"of {rows} {kept} were left by the upgrade")
        self._claim(bool(halfway.tap("Corte").titles), "nobody went on after the upgrade")
        for slug, zone in self.slugs.items():
            house.admin("PATCH", f"/api/clients/{slug}", {"settings": _settings(zone)})
        crowd.seen.wrote = {}  # looked at with all that stands
        self._hold(look(house, crowd.seen, []))
        self.told.append(
            f"{rows['inbox']} messages and {rows['bookings']} bookings of {OLDER} kept"
        )
        exchange = house.standin.exchange
        for template in load_templates():
            kept_one = exchange.templates.create(template.to_meta("es-AR"), "APPROVED")
            exchange.tell_of_template(kept_one)
        house.wait_until_quiet(60)

    # -- a month ----------------------------------------------------------------------------------

    def _month(self, number: int, event: Callable[[Year], Deaths]) -> None:
        house, since = self.place.house, Since.now(self.place.house)
        began = self.place.clock.now()
        crowd = self._crowd(number)
        crowd.start()
        time.sleep(MEANWHILE_SECONDS)
        deaths = event(self)
        time.sleep(MEANWHILE_SECONDS)
        crowd.stop()
        house.wait_until_quiet(180)
        for _ in range(WEEKS):
            self._week(crowd.seen)
        found = look(house, crowd.seen, deaths, since)
        refused = self._beyond_the_window(since, found) if event is clock_jumped else 0
        self._hold(found)
        self._reminded(since, refused)
        self._as_local(since)
        self.sums["new years"] += self._crossed_the_year(since)
        self.place.days(MONTH_DAYS - 7 * WEEKS)
        self._prune()
        told = (event.__doc__ or "").split(".")[0]
        print(f"{self.place.kind}: {began:%Y-%m}: {told}: {self.sizes[-1]:.1f} MB", flush=True)

    def _crowd(self, seed: int) -> Crowd:
        return Crowd(self.place.house, list(self.slugs), PEOPLE, seed)

    def _week(self, seen: Seen) -> None:
        for number, person in enumerate(self.regulars):
            slug = list(self.slugs)[number % len(self.slugs)]
            self.sums["visits"] += 1
            self.sums["visits that booked"] += self._visit(person, slug, seen)
        for _ in range(7):  # no day is left out: a booking would be over before its reminder
            self.place.days(1)

    def _visit(self, person: Person, slug: str, seen: Seen) -> bool:
        """Let a regular book; return whether that came about."""
        while person.unread():
            person.next()
        reader, act = Reader(person), {"type": "text", "text": slug}
        for _ in range(MOST_ACTS):
            seen.wrote[person.send(act)] = str(person.owner.user_id)
            said = reader.next(60)
            if said is None or said.text.startswith(BOOKED):
                return said is not None
            act = choose(said, slug, self.dice)
            if HANDED_OVER not in said.text and self._days(said.titles):
                title = self.dice.choice(self._days(said.titles))
                act = {"type": "tap", "option": title, "message": said.wamid}
        return False

    @staticmethod
    def _days(titles: tuple[str, ...]) -> list[str]:
        """Return those of the options that name a day or an hour."""
        return [title for title in titles if re.search(r"\d", title)]

    # -- what is held against it ------------------------------------------------------------------

    def _hold(self, found: Findings) -> None:
        for name in ("messages", "answers", "repeated", "bookings", "late"):
            self.sums[name] += getattr(found, name)
        self.wrong += found.wrong

    def _claim(self, holds: bool, wrong: str) -> None:
        if not holds:
            self.wrong.append(wrong)

    def _beyond_the_window(self, since: Since, found: Findings) -> int:
        """Return how many Meta refused because a clock had misled us about its 24 hours."""
        late = "seq > %s AND status = 'failed' AND error LIKE 'window 131047%%'"
        refused = count(self.place.house.database, "outbox", late, since.outbox)
        if refused:
            found.wrong = [one for one in found.wrong if not re.search("unsent|never got", one)]
            self.told.append(f"{refused} reminders refused, for Meta's 24 hours were over by then")
        return refused

    def _reminded(self, since: Since, refused: int) -> None:
        """Each booking that was made early enough was reminded of, once.

        Whoever moved one is not looked at: a place that is taken late is reminded of by nobody.
        """
        rows = self._bookings(since)
        before = timedelta(minutes=REMINDED_MINUTES)
        due = Counter(r["user_id"] for r in rows if r["created_at"] < r["datetime"] - before)
        reminded = Counter(user for body, user in self._sent(since) if _is_reminder(body))
        self.sums["reminders"] += reminded.total()
        moved = {row["user_id"] for row in rows if (row["sequence"] or 0) > 1}
        people = (due | reminded).keys() - moved
        wrong = [user for user in people if due[user] != reminded[user]]
        self._claim(
            len(wrong) <= refused,
            f"{len(wrong)} people were reminded otherwise than due: {wrong[:2]}",
        )

    def _as_local(self, since: Since) -> None:
        """Each booking stands at the hour that its person was told, by the merchant's clock."""
        stands: dict[str, Counter[str]] = {}
        for row in self._bookings(since):
            if (row["sequence"] or 0) > 1:  # moved since
                continue
            at = row["datetime"].astimezone(ZoneInfo(self.slugs[row["slug"]]))
            stands.setdefault(row["user_id"], Counter())[f"{at:%H:%M}"] += 1
        told: dict[str, Counter[str]] = {}
        for body, user in self._sent(since):
            text = words(body, {})
            if text.startswith(BOOKED):
                (hour,) = HOUR.findall(text)
                told.setdefault(user, Counter())[hour.zfill(5)] += 1
        wrong = [user for user, hours in stands.items() if hours - told.get(user, Counter())]
        self._claim(not wrong, f"{len(wrong)} bookings stand at another hour than was told")

    def _crossed_the_year(self, since: Since) -> int:
        return sum(r["created_at"].year != r["datetime"].year for r in self._bookings(since))

    def _bookings(self, since: Since) -> list[dict[str, Any]]:
        rows = self.place.house.database.rows(
            "SELECT b.datetime, b.created_at, b.sequence, m.slug, c.user_id FROM bookings b "
            "JOIN contacts c ON c.id = b.contact_id JOIN clients m ON m.id = b.client_id "
            "WHERE b.status = 'confirmed' AND b.id > %s",
            since.booking,
        )
        for row in rows:
            for name in ("datetime", "created_at"):
                row[name] = datetime.fromisoformat(str(row[name]))
        return rows

    def _sent(self, since: Since) -> list[tuple[dict[str, Any], str]]:
        """Return what was sent, each message once, with the `user_id` of whom it came to."""
        chats = self.place.house.standin.exchange.chats
        with chats.lock:
            users = {chat.person.key: str(chat.person.user_id) for chat in chats.all()}
            sent = {our_id(one["body"]): one for one in chats.sent[since.sent :]}
        return [(one["body"], users[one["person"]]) for one in sent.values()]

    def _prune(self) -> None:
        """Run `milo prune` beside the server; what is older than it is to be kept is gone."""
        self.sums["pruned"] += int(re.findall(r"\d+", self.place.milo("prune"))[0])
        over = f"{self.place.clock.now() - timedelta(days=KEPT_DAYS):%Y-%m-%d %H:%M:%S.%f}+00:00"
        house = self.place.house
        left = count(house.database, "inbox", "received_at < %s AND done_at IS NOT NULL", over)
        named = count(house.database, "bookings", "ends_at < %s AND contact_id IS NOT NULL", over)
        self._claim(not left + named, f"{left} messages and {named} bookings outlived retention")
        self.sizes.append(self.place.megabytes())


def _settings(zone: str) -> dict[str, Any]:
    return settings(reminders_minutes=[REMINDED_MINUTES], horizon_days=6, timezone=zone)


def _is_reminder(body: dict[str, Any]) -> bool:
    if "template" in body:
        return bool(body["template"]["name"] == "recordatorio")
    return "Te recordamos tu turno" in words(body, {})


# -- what happens, a thing in each month ----------------------------------------------------------


def nothing(year: Year) -> Deaths:
    """Nothing."""
    return []


def backed_up(year: Year) -> Deaths:
    """`milo backup` while people write, restored and served."""
    here = year.place
    names = "SELECT message_id FROM inbox"
    before = {row["message_id"] for row in here.house.database.rows(names)}
    copy = here.folder / f"copy-{len(year.sizes)}"
    here.milo("backup", str(copy))
    with here.restored(copy) as database:
        there = {row["message_id"] for row in database.rows(names)}
        year._claim(before <= there, f"{len(before - there)} messages are in no backup")
        nowhere = {"MILO_DATABASE_URL": database.url, "MILO_GRAPH_URL": "http://127.0.0.1:9/v25.0"}
        server = ServerProcess({**here.house.environment, **nowhere}, here.folder / "copy.log")
        server.wait_until_ready()
        year._claim(server.terminate() == 0, "a server on the restored backup did not end well")
    size = copy.stat().st_size / 1e6
    year.told.append(f"a backup of {size:.1f} MB restored and served, {len(before)} messages in it")
    return []


def token_expired(year: Year) -> Deaths:
    """The access token expires, and a new one is put into its file."""
    here, good = year.place, year.place.token.read_text()
    here.token.write_text("EAAexpired")
    until(lambda: not here.is_sending(), "the alarm", 60)
    number = here.house.standin.number.id
    year._claim(here.metric("sending_halted", phone_number_id=number) == 1, "no metric of the halt")
    year._claim(f"number {number}" in here.problems(), "milo doctor says nothing of the token")
    waiting = count(here.house.database, "outbox", "status = 'pending'")
    here.token.write_text(good)
    until(here.is_sending, "the end of the alarm", 60)
    year.told.append(
        f"{waiting} answers waited for a new token; doctor, /readyz and metrics said so"
    )
    return []


def quality_fell(year: Year) -> Deaths:
    """Meta flags the number for its quality, and takes it back after a restart."""
    here = year.place
    number = {"display_phone_number": here.house.standin.number.display}
    flagged = {**number, "event": "FLAGGED", "current_limit": "TIER_250"}
    alert = {"alert_severity": "WARNING", "alert_status": "ACTIVE", "alert_type": "QUALITY"}
    for bad in (True, False):
        quality = flagged if bad else {**flagged, "event": "UNFLAGGED"}
        alert |= {"alert_status": "ACTIVE" if bad else "RESOLVED"}
        changes = [
            {"field": QUALITY, "value": quality},
            {"field": "account_alerts", "value": alert},
        ]
        year._claim(here.house.post(*changes) == 200, "a word on the account was not taken")
        found = here.problems()
        for topic in (QUALITY, "account_alerts"):
            year._claim((topic in found) is bad, f"doctor on {topic}: {found}")
            said = here.metric("account_alarm", topic=topic)
            year._claim(said == float(bad), f"the metric of {topic} is {said}")
        if bad:
            deployed(year)
            year._claim(here.metric("account_alarm", topic=QUALITY) == 1, "a restart hid the alarm")
    year.told.append("doctor and metrics told of the number's quality, after a restart as well")
    return []


def clock_jumped(year: Year) -> Deaths:
    """The machine's clock is set back an hour, on by two, and right again, under load."""
    for hours in (-1, 2, -1):
        year.place.clock.move(hours * 3600)
        time.sleep(MEANWHILE_SECONDS)
    year.told.append("the clock went back an hour, on by two and back under load")
    return []


def disk_full(year: Year) -> Deaths:
    """The disk is full, three times for four seconds, under load."""
    refused = _refused(year)
    for _ in range(3):
        with year.place.filled():
            time.sleep(4)
        if year.place.server:  # which may have given up on it
            year.place.server.start()
        time.sleep(2)
    year.told.append(
        f"{_refused(year) - refused} webhooks not taken at once while the disk was full"
    )
    return []


def disk_nearly_full(year: Year) -> Deaths:
    """One percent of the disk is free, for ten seconds, under load."""
    refused = _refused(year)
    size = os.statvfs(year.place.disk)
    with year.place.filled(size.f_blocks * size.f_frsize // 100):
        time.sleep(10)
    year.told.append(f"{_refused(year) - refused} not taken at once while the disk was 99 % full")
    return []


def database_restarted(year: Year) -> Deaths:
    """PostgreSQL loses its power and comes back, twice; on SQLite, the program does."""
    server = year.place.server
    if server is None:
        return killed(year)
    for _ in range(2):
        server.crash()
        time.sleep(2)
        server.start()
        time.sleep(MEANWHILE_SECONDS)
    year.told.append("PostgreSQL crashed twice under load")
    return []


def killed(year: Year) -> Deaths:
    """The program is killed by SIGKILL under load."""
    died = year.place.clock.time()
    year.place.house.server.process.kill()
    year.place.house.server.wait()
    year.place.open()
    return [(died, year.place.clock.time())]


def deployed(year: Year) -> Deaths:
    """The program is stopped and started under load, as at a deploy."""
    ended = year.place.house.server.terminate(60)
    year._claim(ended == 0, f"it ended with {ended} at a deploy")
    year.place.open()
    return []


def _refused(year: Year) -> int:
    return int(year.place.house.standin.exchange.deliveries.counts["refused"])


EVENTS: tuple[Callable[[Year], Deaths], ...] = (
    nothing,
    backed_up,
    token_expired,
    quality_fell,
    clock_jumped,
    disk_full,
    disk_nearly_full,
    database_restarted,
    killed,
    nothing,
    deployed,
    backed_up,
)
"""From December on; Santiago's clocks are set back in April and on in September."""


def run(kind: str) -> Result:
    """Live a year on one database; return what came of it."""
    begun = time.monotonic()
    with place(kind) as here:
        year = Year(here)
        year.live()
    sums = year.sums
    year._claim(sums["new years"] > 0, "nobody booked across the turn of the year")
    year._claim(sums["visits that booked"] > sums["visits"] // 2, "regulars could not book")
    result = (
        f"{sums['messages']:,} messages worked once each, {sums['answers']:,} answers, "
        f"{sums['repeated']} of them twice, {sums['bookings']:,} bookings, "
        f"{sums['reminders']:,} reminders, each of a booking made in time, once; "
        f"{sums['pruned']:,} rows pruned; {'; '.join(year.told)}"
    )
    if year.wrong:
        result += f"; WRONG: {'; '.join(year.wrong[:5])}"
    return Result(
        name=f"70-year-{kind}",
        promise="all of *What always holds*, through a year of one installation",
        breaking="twelve months, each with a trouble of its own "
        f"(see [a year](#a-year-in-fast-motion)) ({kind})",
        times=f"{len(EVENTS)} months, {sums['visits']} visits of regulars",
        result=result,
        command="make year",
        seconds=time.monotonic() - begun,
        ok=not year.wrong,
    )


def main() -> int:
    """Live a year on each database at once, keep the results, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=BOTH, action="append")
    kinds = parser.parse_args().only or BOTH
    results = [run(kind) for kind in kinds]
    for result in results:
        note(result)
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
