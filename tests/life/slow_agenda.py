"""What is open and what is taken of one agenda: a slow, obviously right reading of the rules.

It shares no code with the product. Time is minutes since a Monday's local midnight, on a clock that
never changes, and all lengths are multiples of `QUANTUM`: so every question is answered by
looking at one quantum after the other. (Clocks that change are `slow_oracle`'s.)
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

QUANTUM = 5
DAY = 1440
MONDAY = date(2026, 11, 23)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REACH = 16
"""Days on which anything is ever looked at."""
TAKING = ("held", "pending", "confirmed")
OVER = ("completed", "no_show")


class Row:
    """A booking, or what will be one."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def but(self, **fields):
        """Return the same with some fields changed."""
        return Row(**{**self.__dict__, **fields})

    def __repr__(self):
        return f"Row({', '.join(f'{key}={value!r}' for key, value in self.__dict__.items())})"


class Want(NamedTuple):
    """What somebody wants a time for."""

    service: str
    party: int = 1
    staff: str | None = None
    contact: str | None = None
    exclude: str | None = None


def minute_of(text):
    """`"09:30"` → 570; with a date, minutes since that Monday."""
    if "T" not in text:
        return int(text[:2]) * 60 + int(text[3:])
    there = datetime.fromisoformat(text) - datetime(MONDAY.year, MONDAY.month, MONDAY.day)  # noqa: DTZ001 - wall time
    return there // timedelta(minutes=1)


def date_of(day):
    return str(MONDAY + timedelta(days=day))


def quanta(start, end):
    return range(start, end, QUANTUM)


class Shop:
    """A merchant's settings."""

    def __init__(self, data):
        self.data = data
        self.services = {one["id"]: one for one in data["services"]}
        self.members = {one["id"]: one for one in data.get("staff", [])}
        self._open = {}

    def value(self, key, default=None):
        return self.data.get(key, default)

    def open(self, who):
        """R1, R11, R21: the quanta at which somebody, or the shop (None), is open."""
        if who not in self._open:
            found = set()
            for day in range(-1, REACH):
                for start, end in self._ranges(who, day):
                    first, last = minute_of(start), minute_of(end)
                    last += DAY if last <= first else 0
                    found.update(quanta(day * DAY + first, day * DAY + last))
            self._open[who] = found
        return self._open[who]

    def _ranges(self, who, day):
        own = self.members.get(who, {})
        for special in (own.get("special_days", {}), self.value("special_days", {})):
            if date_of(day) in special:
                return special[date_of(day)]
        name = WEEK[day % 7]
        return {**self.data["hours"], **own.get("hours", {})}.get(name, [])

    def shut(self, who):
        """R11, R21: the quanta that closures take away."""
        if ("shut", who) not in self._open:
            found = set()
            own = self.members.get(who, {}).get("closures", [])
            for closure in [*self.value("closures", []), *own]:
                found.update(quanta(minute_of(closure["from"]), minute_of(closure["to"])))
            self._open["shut", who] = found
        return self._open["shut", who]

    def works(self, who, start, end):
        """R4: whether they are open all through, and no closure takes away any of it."""
        return self.at_work(who).issuperset(quanta(start, end))

    def at_work(self, who):
        """The quanta at which somebody is open, and no closure is in the way."""
        if ("at work", who) not in self._open:
            self._open["at work", who] = self.open(who) - self.shut(who)
        return self._open["at work", who]

    def doers(self, service):
        """Those who do a service; None where nobody in particular does."""
        return service.get("staff") or [None]

    def starts(self, service, who, day):
        """R3: the grid of each open stretch, from its beginning."""
        key = who, service.get("slot_minutes") or service["minutes"], day
        if key not in self._open:
            self._open[key] = self._starts(service, who, day)
        return self._open[key]

    def _starts(self, service, who, day):
        is_open = self.open(who)
        step = service.get("slot_minutes") or service["minutes"]
        opened = day * DAY
        while opened in is_open and opened - QUANTUM in is_open:
            opened -= QUANTUM
        found = []
        for at in quanta(day * DAY, (day + 1) * DAY):
            if at in is_open and at - QUANTUM not in is_open:
                opened = at
            if at in is_open and (at - opened) % step == 0:
                found.append(at)
        return found


class Taken:
    """What is taken of a shop's agenda at one instant, as one who wants a time sees it.

    `blank` leaves all out: what would be free if nobody had anything.
    """

    def __init__(self, shop, rows, now, want, blank=False):
        self.shop = shop
        self.over = [row for row in rows if row.status in OVER and row.id != want.exclude]
        self.rows = [] if blank else [row for row in rows if self._counts(row, now, want)]

    @staticmethod
    def _counts(row, now, want):
        """R9, R12: it takes its place; a move that is asked for belongs to its booking."""
        if row.status not in TAKING or (row.status != "confirmed" and row.expires <= now):
            return False
        if want.exclude is not None and want.exclude in (row.id, row.moves):
            return False
        return not (row.status == "held" and want.contact and row.contact == want.contact)

    def of(self, service, who):
        """The rows that take something of somebody, or of a service that nobody in particular does.

        A row without staff takes one of those who do its service: the one who is asked for last.
        """
        if who is None:
            return [row for row in self.rows if row.service == service["id"]]
        has = {}
        for row in self.rows:
            has.setdefault(row.staff, []).append(row)
        for row in sorted(has.get(None, []), key=lambda row: (row.start, row.id)):
            doers = self.shop.services.get(row.service, {}).get("staff", [])
            if who in doers:
                others = [one for one in doers if one != who and self._could(has.get(one, []), row)]
                has.setdefault((others or [who])[0], []).append(row)
        return has.get(who, [])

    def _could(self, theirs, row):
        service = self.shop.services[row.service]
        return self.fits(service, "somebody", row.start, row.end, row.party, theirs, rests=False)

    def fits(self, service, who, start, end, party, theirs, *, rests=True):
        """R5, R6, R10: whether somebody with these bookings can have one more."""
        capacity = service.get("capacity", 1)
        alone = who is not None or capacity == 1
        for row in theirs if alone else []:
            if who is not None and (row.service, row.start) == (service["id"], start):
                continue  # they come together
            between = self._rests(service, row) if rests else (0, 0)
            if row.start < end + between[1] and start < row.end + between[0]:
                return False
        together = [row for row in theirs if row.service == service["id"]]
        if not together:
            return party <= capacity
        for at in quanta(start, end):
            there = [row for row in together if row.start <= at < row.end]
            if sum(row.party for row in there) + party > capacity:
                return False
        return True

    def _rests(self, service, row):
        """R6: the least time between that row and then this service, and the other way round."""
        other = self.shop.services.get(row.service, {})
        before, after = "buffer_before_minutes", "buffer_after_minutes"
        return (
            max(other.get(after, 0), service.get(before, 0)),
            max(service.get(after, 0), other.get(before, 0)),
        )

    def free(self, service, who, start, end, party, *, rests=True):
        return self.fits(service, who, start, end, party, self.of(service, who), rests=rests)

    def is_full(self, service, day):
        """R15: whether the day has its most."""
        most = service.get("max_per_day")
        same = [row for row in [*self.rows, *self.over] if row.service == service["id"]]
        return most is not None and sum(row.start // DAY == day for row in same) >= most

    def free_time(self, service, who, day):
        """R21: how many quanta of a day somebody is open and has nothing."""
        theirs = self.of(service, who)
        taken = {at for row in theirs for at in quanta(row.start, row.end)}
        hours = self.shop.at_work(who).intersection(quanta(day * DAY, (day + 1) * DAY))
        return len(hours - taken)

    def freest_staff(self, service, free, day):
        """R21: whoever of the free has most free time that day, the first on a tie."""
        found = None
        for who in free:
            time = self.free_time(service, who, day) if len(free) > 1 else 0
            if found is None or time > found[1]:
                found = who, time
        return found[0] if found else None


def day_is_bookable(shop, day, now):
    """R8, R14."""
    today, minute = divmod(now, DAY)
    if not today <= day <= today + shop.value("horizon_days", 30):
        return False
    until = shop.value("day_before_until")
    if until is None:
        return True
    return day > today + 1 or (day == today + 1 and minute <= minute_of(until))


def slots(shop, rows, now, want, day, service=None):
    """Return what is offered of a day: `{start: [who is free]}`; `service` stands in (R20)."""
    service = shop.services.get(want.service) or service
    if service is None or not 1 <= want.party <= service.get("max_party", 1):
        return {}
    taken = Taken(shop, rows, now, want)
    if not day_is_bookable(shop, day, now) or taken.is_full(service, day):
        return {}
    found = {}
    for who in shop.doers(service):
        if want.staff not in (None, who):
            continue
        for start in shop.starts(service, who, day):
            end = start + service["minutes"]
            if start < now + shop.value("min_notice_minutes", 0):  # R7
                continue
            if not shop.works(who, start, end):
                continue
            if taken.free(service, who, start, end, want.party):
                found.setdefault(start, []).extend([who] if who else [])
    return dict(sorted(found.items()))
