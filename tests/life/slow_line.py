"""Who is in line for a place, who is offered it, and when people are reminded: slow and plain.

By docs/booking.md alone; it shares no code with the product.
"""

from __future__ import annotations

from functools import wraps

from .slow_agenda import DAY, Row, Want, minute_of, slots

MOST = 5
PATIENCE = 30
BOOKED = ("pending", "confirmed")


def label(start):
    return f"{start % DAY // 60:02}:{start % 60:02}"


def written(change):
    """Offer what is free before and after a change; one that is refused never was."""

    @wraps(change)
    def done(self, *args, **kwargs):
        kept = dict(self.rows), list(self.line), dict(self.holds), self.locked_at
        self.serve()
        said = change(self, *args, **kwargs)
        if said in ("conflict", "refused"):
            self.rows, self.line, self.holds, self.locked_at = kept
        else:
            self.serve()
        return said

    return done


class Line:
    """The part of a life that is about those who wait.

    Attributes:
        line: who waits, in the order in which they came.
        locked_at: when anything was last written.
    """

    def is_quiet(self, at):
        hours = self.shop.value("quiet")
        if hours is None:
            return False
        first, last = map(minute_of, hours)
        minute = at % DAY
        return first <= minute < last if first < last else minute >= first or minute < last

    # -- the line ---------------------------------------------------------------------------------

    def serve(self, passing=()):
        """Offer what is free to who is first in line: one place to one person at a time."""
        self.locked_at = self.now
        if not self.shop.value("waitlist", True):
            return
        self._leave_what_is_over()
        busy = {wait.contact for wait in self.line if wait.offer} | set(passing)
        for wait in list(self.line):
            start, staff = self._place_for(wait) if wait.contact not in busy else (None, [])
            if start is None or self.over_limit(wait.contact):
                continue
            if self.is_quiet(self.now):  # nobody is told, and nothing is held
                break
            if self._has_booked(wait):
                self.line.remove(wait)
                continue
            self._offer(wait, start, staff)
            busy.add(wait.contact)

    def _leave_what_is_over(self):
        for wait in list(self.line):
            lapsed = wait.offer and self.status(self.rows[wait.offer]) != "held"
            if wait.day < self.now // DAY or (lapsed and wait.told):
                self.leave(wait)
            elif lapsed:  # nobody told them
                self._wait_again(wait)

    def _wait_again(self, wait):
        self.line[self.line.index(wait)] = wait.but(offer=None, told=False)

    def _place_for(self, wait):
        found = self.slots(Want(wait.service, wait.party, wait.staff), wait.day)
        fits = [start for start in found if wait.hour in (None, label(start))]
        return (fits[0], found[fits[0]]) if fits else (None, [])

    def _has_booked(self, wait):
        return any(
            (row.contact, row.service, row.start // DAY) == (wait.contact, wait.service, wait.day)
            for row in self.rows.values()
            if self.status(row) in BOOKED and row.end > self.now
        )

    def _offer(self, wait, start, free):
        want = Want(wait.service, wait.party, wait.staff, wait.contact)
        staff = wait.staff or self.taken(want).freest_staff(
            self.shop.services[wait.service], free, wait.day
        )
        name = self._name()
        until = self.now + self.shop.value("waitlist_minutes", 15)
        self._put(name, want, self.shop.services[wait.service], start, staff, "held", until)
        self.rows[name].offered = True
        self.line[self.line.index(wait)] = wait.but(offer=name, told=False)

    def leave(self, wait, kept=None):
        """Take them out of the line, and back what they are offered."""
        self.line.remove(wait)
        if wait.offer and wait.offer != kept:
            self.give_back(wait.offer)

    def give_back(self, name):
        if self.status(self.rows[name]) == "held":
            self.rows[name] = self.rows[name].but(status="cancelled", expires=None)

    def answered(self, row):
        """Take somebody out of the lines that a booking of theirs answers."""
        for wait in list(self.line):
            same = (wait.service, wait.day) == (row.service, row.start // DAY)
            if wait.contact == row.contact and (wait.offer == row.id or same):
                self.leave(wait, row.id)

    # -- what people do ---------------------------------------------------------------------------

    @written
    def queue(self, who, want, day, hour):
        mine = [wait for wait in self.line if wait.contact == who]
        wish = (want.service, day, hour, want.staff, want.party)
        if wish in [(one.service, one.day, one.hour, one.staff, one.party) for one in mine]:
            return "waits"
        if len(mine) >= MOST:
            return "too many"
        fields = dict(zip(("service", "day", "hour", "staff", "party"), wish, strict=True))
        self.line.append(Row(contact=who, offer=None, told=False, **fields))
        return "waits"

    @written
    def take(self, name, who):
        return self.booked(name, anybody=False) if self.rows[name].contact == who else "gone"

    @written
    def decline(self, name, who):
        row = self.rows[name]
        if row.contact == who and self.status(row) == "held":
            self.line = [wait for wait in self.line if wait.offer != name]
            self.give_back(name)

    def tell(self, number):
        """The message goes out: from now on it is theirs for a while."""
        self.serve()
        wait = self._untold(number)
        if wait is None:
            return "nobody"
        self.line[self.line.index(wait)] = wait.but(told=True)
        self._keep(wait, self.now)
        return "told"

    def cannot_tell(self, number, again):
        """They cannot be told now; they can at `again`, or never."""
        self.serve()
        wait = self._untold(number)
        if wait is None:
            return "nobody"
        if again is not None and again <= self.rows[wait.offer].since + PATIENCE:
            self._keep(wait, again)
            return "kept"
        self.give_back(wait.offer)
        if again is None:
            self.line.remove(wait)
        else:
            self._wait_again(wait)
        self.serve(passing=(wait.contact,))
        return "passed on"

    def _untold(self, number):
        wait = self.line[number] if number < len(self.line) else None
        if wait is None or wait.offer is None or wait.told:
            return None
        return wait if self.status(self.rows[wait.offer]) == "held" else None

    def _keep(self, wait, moment):
        until = moment + self.shop.value("waitlist_minutes", 15)
        self.rows[wait.offer] = self.rows[wait.offer].but(expires=until)

    def taken_hours(self, want, day):
        """What others have of a day: what would be offered if nobody had anything."""
        if not self.shop.value("waitlist", True):
            return []
        free = self.slots(want, day)
        every = slots(self.shop, [], self.now, want, day)
        return [label(start) for start in every if start not in free]

    # -- reminders --------------------------------------------------------------------------------

    def reminders(self, row, status):
        """When the person of a booking is reminded: in quiet hours never, but before they begin."""
        if status != "confirmed" or row.contact is None:
            return ()
        found = set()
        for minutes in self.shop.value("reminders_minutes", [1440, 120]):
            at = row.start - minutes
            if self.is_quiet(at):
                while self.is_quiet(at - 1):
                    at -= 1
                at -= 5
            found.add(at)
        return tuple(sorted(at for at in found if at > self.now))
