"""`python -m tests.simulation.quarter`: a quarter of three merchants and a thousand people.

People come, book, stand in line for what is taken, take what is offered or not, are reminded,
confirm, move, cancel, or do not show up; merchants confirm and move, too; the program is killed
every few days. In the end `reckoning` holds the agendas, their history and all that people were
told against each other, by arithmetic of its own.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from milo.cli.libraries import load_templates
from milo.engine.model import TemplateState
from milo.engine.ports import Transaction
from tests.reliability.results import Result as Row
from tests.reliability.results import note

from .disk import scratch
from .machine import Killed
from .meaning import Meant
from .meta import Shown, Told
from .model import Model
from .playing import settle, silence, template
from .reckoning import LOCAL, WAITLIST_MINUTES, Heard, disagreements, is_offer, is_reminder
from .story import Story
from .town import Person
from .world import Simulation

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALL = {
    **{"quiet": ["21:00", "09:00"], "horizon_days": 14, "min_notice_minutes": 60},
    "waitlist_minutes": WAITLIST_MINUTES,
}
MERCHANTS: dict[str, dict[str, Any]] = {
    "carla": {
        **_ALL,
        "services": [
            {"id": "corte", "name": "Corte", "minutes": 30, "staff": ["sofi", "luz", "mar"]},
            {"id": "color", "name": "Color", "minutes": 90, "staff": ["sofi", "luz"]},
        ],
        "staff": [{"id": one, "name": one.capitalize()} for one in ("sofi", "luz", "mar")],
        "hours": {day: [["09:00", "13:00"], ["16:00", "20:00"]] for day in _DAYS[1:6]},
        "reminders_minutes": [1440, 120],
    },
    "mona": {
        **_ALL,
        "services": [
            {"id": "mesa", "name": "Mesa", "minutes": 90, "capacity": 20, "max_party": 6}
            | {"slot_minutes": 30}
        ],
        "hours": {day: [["20:00", "23:30"]] for day in _DAYS},
        "reminders_minutes": [300],
    },
    "pepe": {
        **_ALL,
        "services": [{"id": "visita", "name": "Visita", "minutes": 30, "buffer_after_minutes": 10}],
        "hours": {day: [["09:00", "12:00"]] for day in _DAYS[:5]},
        "confirmation": "manual",
        "reminders_minutes": [1440],
        "no_shows_before_manual": 2,
    },
}
"""A hairdresser with three stylists, a restaurant, a consulting room that confirms by hand."""
_ASIDE = ("Mis turnos", "Info y horarios", "Ver más", "Otro día", "Cambiar", "Cancelar", "No, dej")
_WAIT = "Avisame si se libera"
_WORDS = ("lunes", "martes", "miércoles", "jueves", "viernes")
_STEPS = 14
_RESTART_DAYS = 3
_ENDS = ("✅", "Anotado")


class Unwatched(Model):
    """Notes nothing after each commit: the quarter is looked at in the end.

    `takes` hears of each message that reached a phone.
    """

    takes: Callable[[str, Person], None]

    def acknowledged(self, messages: Iterable[str], statuses: Iterable[Told]) -> None:
        """Nothing to note."""

    def accepted(self, row: str, wamid: str, owner: Person, now: datetime) -> None:
        """Meta took a message of ours."""
        self.takes(row, owner)


@dataclass(frozen=True, slots=True)
class Size:
    """How long, and how many: visits a day are of somebody, who may be new."""

    days: int
    people: int
    visits: int


QUARTER = Size(91, 1000, 30)


class Quarter(Simulation):
    """A world without trouble but restarts, in which days pass.

    Attributes:
        heard: all that anybody was told, in order.
        counts: what happened, for the report.
        spoke: when anybody wrote or tapped.
        taken: the offers of places that were answered with yes.
    """

    def __init__(self, size: Size, seed: int, database: str, folder: Path) -> None:
        model = Unwatched(1000)
        model.takes = self._hears
        self.heard: list[Heard] = []
        self.counts: Counter[str] = Counter()
        self._unanswered: list[Heard] = []
        self.spoke: list[tuple[datetime, Person]] = []
        self.taken: list[Heard] = []
        story = Story(seed, database, 1000, (), ())
        super().__init__(story, folder, template(), model)
        settle(self)
        self.dice = Random(seed)
        self.size = size
        self.people = [
            Person(f"Persona {n}", f"AR.5{n:04}", f"5492617{n:06}") for n in range(size.people)
        ]
        for slug, settings in MERCHANTS.items():
            code, told = self.admin("PATCH", f"/api/clients/{slug}", {"settings": settings})
            assert code == 200, told
        self.office(lambda: self.store.transact(self._approve))

    def _approve(self, tx: Transaction) -> None:
        for one in load_templates():
            for locale in one.languages:
                language = one.to_meta(locale)["language"]
                state = TemplateState(one.name, language, "APPROVED", self.clock.now(), "utility")
                tx.templates.save(state)

    def witness(self, at_work: set[str]) -> None:
        """Nobody looks on."""

    def note(self, line: str) -> None:
        """Nobody reads it."""

    def _hears(self, row: str, owner: Person) -> None:
        heard = Heard(self.clock.real(), owner, self.meta.phone(owner).chat[-1])
        self.heard.append(heard)
        self._unanswered.append(heard)

    # -- time -------------------------------------------------------------------------------------

    def play(self) -> None:
        """Let all days pass, and what was begun come to its end."""
        for day in range(self.size.days):
            for hour in sorted(self.dice.uniform(8, 22) for _ in range(self.size.visits)):
                self._until(day, hour)
                self._visit(self.dice.choice(self.people))
            if day % _RESTART_DAYS == 1:
                self._restart()
            self._until(day, 23.9)
            self._merchants_evening()
        self._until(self.size.days, 12)

    def _until(self, day: int, hour: float) -> None:
        """Let time pass until an hour (UTC-3) of a day; answer reminders as they come."""
        began = self.clock.real().astimezone(LOCAL)
        midnight = datetime(2026, 11, 23, tzinfo=LOCAL) + timedelta(days=day)
        end = midnight + timedelta(hours=hour)
        while began < end:
            self.wait(min(1800.0, (end - began).total_seconds()))
            for heard in self._unanswered:
                if is_reminder(heard.shown.text):
                    self._answers(heard)
                elif is_offer(heard.shown.text):
                    self._answers_offer(heard)
            self._unanswered.clear()
            began = self.clock.real().astimezone(LOCAL)

    def _restart(self) -> None:
        """Kill the program in the middle of something, and start it again."""
        self.counts["restarts"] += 1
        try:
            self._say(self.dice.choice(self.people), self.dice.choice(list(MERCHANTS)), run=False)
            self.process.run(self.dice.randrange(12))
            self.die()
        except Killed:
            pass
        self.clock.elapsed += self.dice.choice((5, 60, 600))
        self.reborn()
        self.process.run()

    # -- people -----------------------------------------------------------------------------------

    def _visit(self, who: Person) -> None:
        self.counts["visits"] += 1
        slug = self.dice.choice(("carla", "carla", "mona", "pepe"))
        wish = self.dice.choices(("book", "move", "cancel", "give up", "wait"), (8, 1, 1, 1, 2))[0]
        self._say(who, slug)
        if wish == "wait":
            self._waits(who)
            return
        if wish in ("book", "give up"):
            self._along(who, "Reservar", steps=_STEPS if wish == "book" else 3)
            return
        self._say(who, "mis turnos")
        shown = self._last(who)
        if shown.options and "Cuál querés ver" in shown.text:
            self._tap(who, shown, self.dice.choice(shown.options))
            self._along(who, "Cambiar" if wish == "move" else "Cancelar turno")

    def _waits(self, who: Person) -> None:
        """Ask for a day, and stand in line for it, or for an hour of it, where it is taken."""
        self._along(who, "Reservar", steps=1)
        shown = self._last(who)
        if shown.options and not any(title == _WAIT for _, title in shown.options):
            self._tap(who, shown, self.dice.choice(shown.options))  # a service, mostly
        self._say(who, self.dice.choice(_WORDS))
        self._along(who, _WAIT)

    def _answers_offer(self, heard: Heard) -> None:
        """Take what became free, or not."""
        self.counts["offers"] += 1
        wish = self.dice.choices((0, 1, None), (6, 1, 3))[0]
        if wish is not None and heard.shown.options:
            self._tap(heard.owner, heard.shown, heard.shown.options[wish])
            self.counts[("offers taken", "offers declined")[wish]] += 1
            self.taken += [heard] if wish == 0 else []

    def _answers(self, heard: Heard) -> None:
        """Answer a reminder, or not."""
        self.counts["reminders"] += 1
        wish = self.dice.choices((0, 1, 2, None), (12, 1, 2, 5))[0]
        if wish is None or not heard.shown.options:
            return
        self._tap(heard.owner, heard.shown, heard.shown.options[wish])
        self.counts[("said yes", "asked to move", "asked to cancel")[wish]] += 1
        if wish:
            self._along(heard.owner, "Sí, cancelarlo")

    def _along(self, who: Person, *wanted: str, steps: int = _STEPS) -> None:
        """Tap along: what is wanted, what confirms, or any of what is offered."""
        sure = (*wanted, "Confirmar", "Sí, cambiarlo", "Sí, cancelarlo")
        for _ in range(steps):
            shown = self._last(who)
            options = [one for one in shown.options if not one[1].startswith(_ASIDE)]
            named = [one for one in shown.options if one[1] in sure]
            if not (named or options) or shown.text.startswith(_ENDS):
                return
            self._tap(who, shown, named[0] if named else self.dice.choice(options))

    def _last(self, who: Person) -> Shown:
        chat = self.meta.phone(who).chat
        return chat[-1] if chat else Shown("", "", "", ())

    def _say(self, who: Person, text: str, *, run: bool = True) -> None:
        self.spoke.append((self.clock.real(), who))
        self.say(who, {"type": "text", "text": {"body": text}}, Meant("text"))
        if run:
            self.process.run()

    def _tap(self, who: Person, shown: Shown, option: tuple[str, str]) -> None:
        reply = {"id": option[0], "title": option[1]}
        told: dict[str, Any] = {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": reply},
        }
        if option[1].startswith("button "):  # a template's
            told = {"type": "button", "button": {"payload": option[0], "text": "Confirmo"}}
        self.spoke.append((self.clock.real(), who))
        self.say(who, {**told, "context": {"id": shown.wamid}}, Meant("text"))
        self.process.run()

    # -- merchants --------------------------------------------------------------------------------

    def bookings(self, slug: str) -> list[dict[str, Any]]:
        """Return a merchant's agenda, as an admin reads it: all that was ever booked."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            more = f"&after={after}" if after else ""
            code, page = self.admin("GET", f"/api/bookings?client={slug}&limit=1000{more}", None)
            assert code == 200, page
            found += page["bookings"]
            if (after := page["next"]) is None:
                return found

    def history(self, booking: str) -> list[dict[str, Any]]:
        """Return what became of a booking, as an admin reads it."""
        code, told = self.admin("GET", f"/api/bookings/{booking}", None)
        assert code == 200, told
        history: list[dict[str, Any]] = told["history"]
        return history

    def _merchants_evening(self) -> None:
        """Confirm, move now and then, and note who came."""
        now = self.clock.now()
        for slug in MERCHANTS:
            for row in self.bookings(slug):
                if row["status"] == "pending" and row["moves"] is None:
                    self._decides(row)
                elif row["status"] == "confirmed":
                    over = datetime.fromisoformat(row["ends_at"]) <= now
                    self._looks_back(row) if over else self._moves(row)
        self.process.run()

    def _decides(self, row: dict[str, Any]) -> None:
        wish = self.dice.choices(("confirmed", "rejected", ""), (8, 1, 1))[0]
        if wish:
            self._patch(row, status=wish)

    def _looks_back(self, row: dict[str, Any]) -> None:
        self._patch(row, status=self.dice.choices(("completed", "no_show"), (6, 1))[0])

    def _moves(self, row: dict[str, Any]) -> None:
        luck = self.dice.random()
        if luck < 0.01:
            later = datetime.fromisoformat(row["datetime"]) + timedelta(minutes=30)
            self._patch(row, datetime=later.isoformat())
        elif luck < 0.015:
            self._patch(row, status="cancelled")

    def _patch(self, row: dict[str, Any], **wanted: str) -> None:
        code, told = self.admin("PATCH", f"/api/bookings/{row['id']}", wanted)
        assert code in (200, 409), told
        self.counts[f"merchants: {wanted.get('status', 'moved')}" if code == 200 else "409"] += 1


def played(size: Size, seed: int = 1, database: str = "memory") -> tuple[Quarter, list[str]]:
    """Play so many days; return the world as it stands, and what does not agree in it."""
    folder = scratch()
    with silence():
        world = Quarter(size, seed, database, folder)
        try:
            world.play()
            return world, disagreements(world, MERCHANTS)
        finally:
            world.process.alive = False
            world.onlooker.close()
            world.disk.close()
            shutil.rmtree(folder, ignore_errors=True)


def _row(world: Quarter, wrong: list[str], seed: int, seconds: float) -> Row:
    counts = world.counts
    return Row(
        name=f"01-quarter-{seed}",
        promise="agenda, history and what people were told agree",
        breaking="a simulated quarter of three merchants and a thousand people, who book, move, "
        "stand in line, cancel, answer reminders and do not show up; a kill every third day",
        times=f"{world.size.days} days, {counts['visits']} visits, {counts['restarts']} kills",
        result=f"{len(world.heard)} messages of ours, {world.numbers} of theirs, "
        f"{counts['reminders']} reminders, {counts['moves']} moves, {counts['in line']} in line, "
        f"{counts['offers']} offers, {counts['offers taken']} taken; {len(wrong)} disagreements",
        command="make quarter" + (f" SEED={seed}" if seed != 1 else ""),
        seconds=seconds,
        ok=not wrong,
    )


def main() -> int:
    """Play a quarter and print its report; 1 where something does not agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.quarter")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=QUARTER.days)
    parser.add_argument("--people", type=int, default=QUARTER.people)
    parser.add_argument("--visits", type=int, default=QUARTER.visits, help="a day")
    parser.add_argument("--database", choices=("memory", "sqlite"), default="sqlite")
    asked = parser.parse_args()
    began = time.monotonic()
    size = Size(asked.days, asked.people, asked.visits)
    world, wrong = played(size, asked.seed, asked.database)
    if size == QUARTER:
        note(_row(world, wrong, asked.seed, time.monotonic() - began))
    print(f"{asked.days} days, {asked.people} people, {len(MERCHANTS)} merchants, {asked.database}")
    for name, count in sorted(world.counts.items()):
        print(f"  {count:7}  {name}")
    print(f"  {len(world.heard):7}  messages of ours, {world.numbers} of theirs")
    print(f"{time.monotonic() - began:.0f} s; agenda, history and messages ", end="")
    print("agree" if not wrong else f"disagree {len(wrong)} times:")
    print("\n".join(f"  {each}" for each in wrong[:40]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
