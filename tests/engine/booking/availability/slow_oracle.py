"""A slow, obviously right reading of the rules, minute by minute.

It shares no code with the product: it reads the settings' JSON itself, and walks.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

LONG_MINUTES = 32 * 1440  # what the product remembers of a calendar that never closes
MINUTE = timedelta(minutes=1)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def hm(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@cache
def zone(name: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


class Oracle:
    def __init__(self, settings, bookings, now):
        self.settings = settings
        self.zone = zone(settings["timezone"])
        self.now = now
        self.began = {}
        self.bookings = bookings
        self.local = lru_cache(None)(lambda at: at.astimezone(self.zone).replace(tzinfo=None))
        self.open = lru_cache(None)(self._open)
        self.services = {s["id"]: s for s in settings["services"]}
        self.staff = {s["id"]: s for s in settings.get("staff", [])}

    def _open(self, who, at):
        """R1, R2, R11: is the local time in a range of that day, or in one of the day before?"""
        local = self.local(at)
        minute = local.hour * 60 + local.minute
        for day, shift in ((local.date(), 0), (local.date() - timedelta(days=1), 1440)):
            for start, end in self._ranges(who, day):
                first, last = hm(start), hm(end)
                if last <= first:
                    last += 1440
                if first <= minute + shift < last:
                    return True
        return False

    def _ranges(self, who, day):
        """R11, R21: one's own date, the shop's, one's own weekday, the shop's."""
        member = self.staff[who] if who else {}
        for special in (member.get("special_days", {}), self.settings.get("special_days", {})):
            if str(day) in special:
                return special[str(day)]
        name, own = DAYS[day.weekday()], member.get("hours", {})
        return own[name] if name in own else self.settings["hours"].get(name, [])

    def _shut(self, who, at):
        local = self.local(at)
        own = self.staff[who].get("closures", []) if who else []
        return any(
            datetime.fromisoformat(c["from"]) <= local < datetime.fromisoformat(c["to"])
            for c in [*self.settings.get("closures", []), *own]
        )

    def _opened(self, who, at):
        """R3: walk back to the minute at which this stretch opened; None for always."""
        walked = []
        while (who, at) not in self.began:
            walked.append(at)
            if len(walked) > LONG_MINUTES:
                self.began[who, at] = None
            elif not self.open(who, at - MINUTE):
                self.began[who, at] = at
            else:
                at -= MINUTE
        for minute in walked:
            self.began[who, minute] = self.began[who, at]
        return self.began[who, at]

    def counting(self, ask):
        for b in self.bookings:
            status = str(b.status)
            if status not in ("held", "pending", "confirmed"):
                continue
            if status != "confirmed" and b.expires_at is not None and b.expires_at <= self.now:
                continue
            if b.id == ask.exclude:
                continue
            if status == "held" and ask.contact_id and b.contact_id == ask.contact_id:
                continue
            yield b

    def _free(self, service, who, start, end, ask):
        if who is None:
            mine = [b for b in self.counting(ask) if b.service == service["id"]]
        else:
            mine = self._of_member(who, ask)
        exclusive = who is not None or service.get("capacity", 1) == 1
        guests = dict.fromkeys(range(int((end - start) / MINUTE)), ask.party)
        for b in mine:
            together = b.service == service["id"] and b.datetime == start and who is not None
            if exclusive and not together:
                other = self.services.get(b.service, {})
                after_it = max(
                    other.get("buffer_after_minutes", 0), service.get("buffer_before_minutes", 0)
                )
                after_us = max(
                    service.get("buffer_after_minutes", 0), other.get("buffer_before_minutes", 0)
                )
                if start < b.ends_at + after_it * MINUTE and b.datetime < end + after_us * MINUTE:
                    return False
            for n in guests:
                if b.datetime <= start + n * MINUTE < b.ends_at:
                    guests[n] += b.party
        return max(guests.values()) <= service.get("capacity", 1)

    def _of_member(self, who, ask):
        """What somebody has: what is in their name, and what in nobody's name no other can take."""
        counting = [b for b in self.counting(ask) if b.ends_at > b.datetime]
        has = {}
        for b in counting:
            has.setdefault(b.staff, []).append(b)
        for b in sorted(has.get(None, []), key=lambda b: (b.datetime, b.id)):
            doers = self.services.get(b.service, {}).get("staff", [])
            if who in doers:
                others = [w for w in doers if w != who and self._has_room(has.get(w, []), b)]
                has.setdefault((others or [who])[0], []).append(b)
        return has.get(who, [])

    def _has_room(self, theirs, wanted):
        """Whether somebody with these bookings could have one more, rests put aside."""
        guests = max(wanted.party, 1)
        for b in theirs:
            if b.datetime < wanted.ends_at and wanted.datetime < b.ends_at:
                if (b.service, b.datetime) != (wanted.service, wanted.datetime):
                    return False
                guests += max(b.party, 1)
        return guests <= self.services[wanted.service].get("capacity", 1)

    def _allowed_day(self, day):
        today = self.local(self.now).date()
        if not today <= day <= today + timedelta(days=self.settings.get("horizon_days", 30)):
            return False
        until = self.settings.get("day_before_until")
        if until is None:
            return True
        if day == today:
            return False
        local = self.local(self.now)
        seconds = (local.hour * 60 + local.minute) * 60 + local.second + local.microsecond / 1e6
        return day > today + timedelta(days=1) or seconds <= hm(until) * 60

    def slots(self, ask, day: date):
        """{start: [staff]} of a local day."""
        service = self.services.get(ask.service)
        if service is None or not 1 <= ask.party <= service.get("max_party", 1):
            return {}
        if not self._allowed_day(day):
            return {}
        if service.get("max_per_day") is not None:
            over = [
                b
                for b in self.bookings
                if str(b.status) in ("completed", "no_show") and b.id != ask.exclude
            ]
            same = [
                b
                for b in [*self.counting(ask), *over]
                if b.service == service["id"] and self.local(b.datetime).date() == day
            ]
            if len(same) >= service["max_per_day"]:
                return {}
        who = service.get("staff") or [None]
        if ask.staff is not None:
            who = [w for w in who if w == ask.staff]
        found = {}
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=27)
        stop = at + timedelta(hours=27 + 24 + 27)
        while at < stop:
            if self.local(at).date() == day and at >= self.now + MINUTE * self.settings.get(
                "min_notice_minutes", 0
            ):
                staff = [w for w in who if self._offers(service, w, at, ask)]
                if staff:
                    found[at] = [w for w in staff if w]
            at += MINUTE
        return found

    def freest_staff(self, ask, at, staff):
        """R21: whoever of them has most free minutes that day, the first on a tie."""
        day = self.local(at).date()
        return max(staff, key=lambda who: self._free_minutes(ask, who, day), default=None)

    def _free_minutes(self, ask, who, day):
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=27)
        minutes = (at + n * MINUTE for n in range(78 * 60))
        theirs = self._of_member(who, ask)
        return sum(
            self.local(m).date() == day
            and self.open(who, m)
            and not self._shut(who, m)
            and not any(b.datetime <= m < b.ends_at for b in theirs)
            for m in minutes
        )

    def _offers(self, service, who, at, ask):
        if not self.open(who, at):
            return False
        opened = self._opened(who, at)
        if opened is None:  # always open: the day's own midnight
            opened = at
            while self.local(opened - MINUTE).date() == self.local(at).date():
                opened -= MINUTE
        step = service.get("slot_minutes") or service["minutes"]
        if int((at - opened) / MINUTE) % step:
            return False
        minutes = [at + n * MINUTE for n in range(service["minutes"])]
        if not all(self.open(who, m) and not self._shut(who, m) for m in minutes):
            return False
        return self._free(service, who, at, at + service["minutes"] * MINUTE, ask)
