"""The steps of a planned path, taken by a person in front of a real server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from support.forked import Zygote
from support.house import House
from support.person import Person, Said
from support.polling import until

from milo.demo.options import Option, options
from milo.engine.flow.paths.transcript import Step
from milo.engine.flow.play.tap_ids import read_tap

TIMERS_LIMIT = 4
"""Timers that fire in one wait, at most."""


@dataclass(frozen=True, slots=True)
class Walker:
    """One person with one merchant.

    Attributes:
        opening: what the plan says first; the merchant's own slug is written in its place.
        link: what is written in its place instead, if that is not the slug.
        around: others whom the merchant may have to do with.
    """

    house: House
    zygote: Zygote
    person: Person
    slug: str
    opening: str
    link: str = ""
    around: tuple[Person, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """The person, and those around."""
        return self.person, *self.around

    def take(self, step: Step) -> None:
        """Take a step, and wait until nothing more comes of it."""
        self.begin(step)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing more is to be worked or sent, nor to be told to those around."""
        self.house.wait_until_quiet(60)
        if self.around:
            until(lambda: not any(map(self._due, self.around)), "what is due to those around", 60)
            self.house.wait_until_quiet(60)

    def begin(self, step: Step) -> None:
        """Take a step; let the server's functions answer as it says."""
        self.zygote.tell(step.model_dump_json(exclude={"wait", "expect"}))
        if step.wait is not None:
            self._let_time_pass(step.wait)
        elif step.send is not None:
            self.person.send({"type": step.send})
        elif step.tap is not None:
            said, option = self._option(step.tap, old=step.old)
            self.person.send({"type": "tap", "option": option.id, "message": said.wamid})
        else:
            text = (self.link or self.slug) if step.say == self.opening else step.say
            self.person.send({"type": "text", "text": text})

    # -- time -------------------------------------------------------------------------------------

    def _let_time_pass(self, span: timedelta) -> None:
        """Bring forward what would come due, one after the other."""
        for _ in range(TIMERS_LIMIT):
            due = self._due(self.person, span)
            if self._died():
                return
            if not due:
                break
            self._fire(due[0]["id"])
        self._age(span)

    def _fire(self, timer: str) -> None:
        change = "UPDATE timers SET due_at = %s WHERE id = %s"
        self.house.database.change(change, _text(_now()), timer)
        until(lambda: self._died() or timer not in [one["id"] for one in self._timers()], "a timer")

    def _age(self, span: timedelta) -> None:
        """Let it be as long ago that the person was last told that they were not understood."""
        for row in self._sessions():
            data = _read(row["data"])
            if missed := data.get("missed"):
                data["missed"] = [(_instant(one) - span).isoformat() for one in missed]
                change = "UPDATE sessions SET data = %s WHERE id = %s"
                self.house.database.change(change, json.dumps(data), row["id"])

    def _due(self, whose: Person, span: timedelta = timedelta()) -> list[dict[str, Any]]:
        """Return somebody's timers that are due, or will be within a span."""
        return [one for one in self._timers(whose) if _instant(one["due_at"]) <= _now() + span]

    def _timers(self, whose: Person | None = None) -> list[dict[str, Any]]:
        return self.house.database.rows(
            "SELECT t.id, t.due_at FROM timers t JOIN contacts c ON c.id = t.contact_id "
            "WHERE c.user_id = %s ORDER BY t.due_at",
            (whose or self.person).owner.user_id,
        )

    def _died(self) -> bool:
        return bool(self.house.server.is_dead())

    # -- options ----------------------------------------------------------------------------------

    def _option(self, tap: str | int, *, old: bool) -> tuple[Said, Option]:
        """Return an option on the phone: of the newest message that has any, or of an older one."""
        asked = self._asked()
        offers = [(said, options(said.sent, {})) for said in reversed(self.person.history())]
        offers = [(said, found) for said, found in offers if found]
        if old:
            offers = [one for one in offers if _question(one[1][0]) != asked]
        for said, found in offers if isinstance(tap, str) and old else offers[:1]:
            if isinstance(tap, int):
                return said, found[tap - 1]
            for option in found:
                if option.title == tap:
                    return said, option
        raise AssertionError(f"nothing to tap for {tap!r}")

    def _asked(self) -> tuple[str, str, int] | None:
        """Return the question that is being asked: flow, state, and the turn that asked first."""
        rows = self._sessions()
        if not rows:
            return None
        data = _read(rows[0]["data"])
        frames = data.get("frames") or [{"flow": rows[0]["flow"], "state": rows[0]["state"]}]
        return frames[-1]["flow"], frames[-1]["state"], data.get("asked", 0)

    def _sessions(self) -> list[dict[str, Any]]:
        return self.house.database.rows(
            "SELECT s.* FROM sessions s JOIN contacts c ON c.id = s.contact_id "
            "WHERE c.user_id = %s ORDER BY s.last_message_at DESC",
            self.person.owner.user_id,
        )


def _read(data: Any) -> dict[str, Any]:
    """Return what a session remembers: JSON, or what a driver has read of it."""
    read: dict[str, Any] = json.loads(data) if isinstance(data, str) else data
    return read


def _question(option: Option) -> tuple[str, str, int] | None:
    tap = read_tap(option.id)
    return (tap.flow, tap.state, tap.asked) if tap else None


def _now() -> datetime:
    return datetime.now(UTC)


def _instant(value: Any) -> datetime:
    return datetime.fromisoformat(str(value))


def _text(instant: datetime) -> str:
    return instant.isoformat(" ", "microseconds")
