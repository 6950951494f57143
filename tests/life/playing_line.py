"""What people in line do, by the product and by the slow life."""

from __future__ import annotations

from milo.engine.model import BookingStatus

from .comparing import day_of, instant
from .slow_line import label
from .worlds import PEOPLE

AGAIN = (None, 5, 30, 31, 60)


class InLine:
    """The part of a world in both that is about those who wait."""

    def _queue(self, dice):
        """Stand in line, mostly for what somebody has."""
        who, want, day = dice.choice(PEOPLE), self._wish(dice), self._day(dice)
        taken = self.life.taken_hours(want, day)
        hour = dice.choice(taken) if taken and dice.random() < 0.6 else None
        if not taken and dice.random() < 0.3:
            hour = label(dice.randint(96, 240) * 5)
        ours = self.life.queue(who, want, day, hour)
        joined = self.shop.act("wait", who, self._ask(want), day_of(day), hour)
        about = f"{who} waits for {want} on {day} at {hour}"
        return self._same(ours, "waits" if joined else "too many", about)

    def _full(self, dice):
        """What others have of a day, and whether it can be waited for."""
        want, day = self._wish(dice), self._day(dice)
        ours = self.life.taken_hours(want, day)
        theirs = self.shop.act("taken_hours", self._ask(want), day_of(day))
        self._same(ours, list(theirs), f"taken of {day} for {want}")
        full = bool(ours) and not self.life.slots(want, day)
        theirs = self.shop.act("is_full", self._ask(want), day_of(day))
        return self._same(f"full: {full}", f"full: {theirs}", f"{day} for {want}")

    def _offer(self, dice):
        """Return the number in line of somebody who is offered a place, or anybody's."""
        offered = [n for n, wait in enumerate(self.life.line) if wait.offer and not wait.told]
        return dice.choice(offered or [0])

    def _tell(self, dice):
        number = self._offer(dice)
        ours = self.life.tell(number)
        theirs = self._tells(number, lambda agenda, wait: agenda.told_of_offer(wait, f"m{number}"))
        return self._same(ours, "told" if theirs else "nobody", f"number {number} is told")

    def _cannot_tell(self, dice):
        number, later = self._offer(dice), dice.choice(AGAIN)
        again = None if later is None else self.life.now + later
        ours = self.life.cannot_tell(number, again)
        moment = None if again is None else instant(again)
        theirs = self._tells(number, lambda agenda, wait: agenda.untold_of_offer(wait, moment))
        said = self._same(ours != "nobody", theirs, f"number {number} cannot be told, {later}")
        return f"{said}, {ours}"

    def _tells(self, number, work):
        """Look at the line as the timer does that tells somebody; return whether anybody was."""

        def told(tx):
            agenda = self._agenda(tx)
            agenda.serve_waitlist()
            line = tx.waits.of_client("c")
            wait = line[number] if number < len(line) else None
            hold = tx.bookings.by_id(wait.booking_id) if wait and wait.booking_id else None
            if wait is None or hold is None or hold.status is not BookingStatus.HELD:
                return False
            if wait.message_id:
                return False
            work(agenda, wait)
            return True

        return self.shop.store.transact(told)

    def _take(self, dice):
        """Take what is offered, or was, or what another is offered."""
        name = self._offered(dice)
        if name is None:
            return self._queue(dice)
        who = self.life.rows[name].contact if dice.random() < 0.9 else dice.choice(PEOPLE)
        ours = self.life.take(name, who)
        theirs, _ = self._act("take_offer", self.ids[name], who)
        return self._same(ours, theirs, f"{who} takes {name}")

    def _decline(self, dice):
        name = self._offered(dice)
        if name is None:
            return self._queue(dice)
        who = self.life.rows[name].contact
        self.life.decline(name, who)
        self.shop.act("decline_offer", self.ids[name], who)
        return f"{who} declines {name}"

    def _offered(self, dice):
        standing = [wait.offer for wait in self.life.line if wait.offer]
        ever = [name for name, row in self.life.rows.items() if row.offered]
        return dice.choice(standing if standing and dice.random() < 0.8 else ever or [None])

    def _same_line(self):
        """Compare who waits, in order, and what is offered to whom."""
        ours = [
            (
                *(wait.contact, wait.service, day_of(wait.day), wait.hour, wait.staff, wait.party),
                *(wait.offer and self.ids[wait.offer], wait.told),
            )
            for wait in self.life.line
        ]
        line = self.shop.store.read(lambda tx: tx.waits.of_client("c"))
        theirs = [
            (
                *(row.contact_id, row.service, row.day, row.hour, row.staff, row.party),
                *(row.booking_id, row.message_id is not None),
            )
            for row in line
        ]
        self._stand(ours, theirs, "line")
