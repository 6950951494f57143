"""What may be done to a booking, and what becomes of it: slow and plain, by the rules alone.

Each method answers as the product does, by a word, and changes `rows`. It shares no code with it.
"""

from __future__ import annotations

from .slow_agenda import DAY, QUANTUM, Row, Shop, Taken, Want, slots
from .slow_line import BOOKED, Line, written

HOLD = 15
NEXT = {
    "held": ("cancelled",),
    "pending": ("confirmed", "rejected", "cancelled", "expired"),
    "confirmed": ("completed", "no_show", "cancelled"),
    "completed": ("no_show",),
    "no_show": ("completed",),
}


class Life(Line):
    """An agenda, and all that happens in it.

    Attributes:
        now: minutes since a Monday's local midnight.
        rows: by a name of our own.
    """

    def __init__(self, data, now):
        self.shop = Shop(data)
        self.now = now
        self.rows = {}
        self.holds = {}
        """The hold of each person, by name, in whatever state it is."""
        self.line = []
        self.locked_at = now
        self.made = None
        """What was booked by hand last."""
        self._count = 0

    # -- what stands ------------------------------------------------------------------------------

    def status(self, row):
        """R9, R17: what waits runs out by itself."""
        if row.status in ("held", "pending") and row.expires <= self.now:
            return "expired"
        return row.status

    def standing(self):
        """Return all that anybody can see: a move that ran out is gone, its booking stands."""
        seen = {}
        for name, row in self.rows.items():
            status = self.status(row)
            if not (row.moves and status == "expired"):
                seen[name] = row.but(status=status)
        return seen

    def taken(self, want, *, leaving=None, blank=False):
        rows = [row for name, row in self.rows.items() if name != leaving]
        return Taken(self.shop, rows, self.now, want, blank)

    def slots(self, want, day):
        booked = self.rows.get(want.exclude)
        service = self.service_of(booked) if booked else None
        return slots(self.shop, list(self.rows.values()), self.now, want, day, service)

    def service_of(self, row):
        """R20: its service, or what is needed of one that is gone."""
        known = self.shop.services.get(row.service)
        staff = [row.staff] if row.staff in self.shop.members else []
        return known or {
            **{"id": row.service, "minutes": row.end - row.start, "staff": staff},
            **{"capacity": row.party, "max_party": row.party},
        }

    def over_limit(self, who, exclude=None):
        """R16."""
        most = self.shop.value("max_active_per_contact")
        mine = [
            row
            for name, row in self.rows.items()
            if row.contact == who and self.status(row) in BOOKED and row.end > self.now
            if not row.moves and name != exclude
        ]
        return most is not None and len(mine) >= most

    def conflicts(self):
        """R22: the coming bookings that today's settings would not allow, each with why."""
        coming = [
            row
            for row in self.rows.values()
            if self.status(row) in BOOKED and row.start >= self.now
        ]
        return {row.id: why for row in coming if (why := self._conflict(row))}

    def _conflict(self, row):
        service = self.shop.services.get(row.service)
        if service is None:
            return "service_removed"
        if row.staff is not None and row.staff not in service.get("staff", []):
            return "staff_removed"
        if row.party > service.get("max_party", 1):
            return "party_too_large"
        doers = [row.staff] if row.staff else self.shop.doers(service)
        if not any(self.shop.works(who, row.start, row.end) for who in doers):
            return "closed"
        others = self.taken(Want(row.service, exclude=row.moves or row.id), leaving=row.id)
        others.rows = [other for other in others.rows if other.status != "held"]
        if any(others.free(service, who, row.start, row.end, row.party) for who in doers):
            return None
        return "no_room"

    # -- the person -------------------------------------------------------------------------------

    @written
    def hold(self, who, want, day, start):
        if self.over_limit(who, want.exclude):
            return "over limit"
        want = want._replace(contact=who)
        free = self.slots(want, day).get(start)
        if free is None:
            return "taken"
        booked = self.rows.get(want.exclude)
        service = self.shop.services.get(want.service) or self.service_of(booked)
        staff = want.staff or self.taken(want).freest_staff(service, free, day)
        name = self.holds.get(who)
        if name not in self.rows or self.status(self.rows[name]) != "held":
            name = self.holds[who] = self._name()
        self._put(name, want, service, start, staff, "held", self.now + HOLD)
        return "held"

    def _name(self):
        self._count += 1
        return f"r{self._count}"

    def _put(self, name, want, service, start, staff, status, expires):
        self.rows[name] = Row(
            id=name,
            service=want.service,
            staff=staff,
            party=want.party,
            start=start,
            end=start + service["minutes"],
            status=status,
            expires=expires,
            contact=want.contact,
            price=service.get("price"),
            currency=self.shop.value("currency", "ARS"),
            notice=self.shop.value("cancel_notice_minutes", 0),
            moves=None,
            asked=False,
            offered=False,
            since=self.now,
            reminders=(),
        )

    @written
    def confirm(self, name, *, anybody):
        return self.booked(name, anybody=anybody)

    def booked(self, name, *, anybody):
        """Book what was held; asked again, it answers the same."""
        row = self.rows[name]
        if self.status(row) in BOOKED:
            return self.status(row)
        service = self.shop.services.get(row.service)
        was_hold = not row.asked and self.status(row) in ("held", "expired")
        if not was_hold or service is None:
            return "gone"
        if self.over_limit(row.contact):
            return "over limit"
        if not self.stands(row):
            others = self._others(row, service) if anybody else []
            if not others:
                return "taken"
            taken = self.taken(self._want(row), leaving=row.id)
            row = row.but(staff=taken.freest_staff(service, others, row.start // DAY))
        price, currency = service.get("price"), self.shop.value("currency", "ARS")
        if (price, currency) != (row.price, row.currency):  # R19
            kept = row.but(price=price, currency=currency, status="held", expires=self.now + HOLD)
            self.rows[name] = kept
            return "repriced"
        notice = self.shop.value("cancel_notice_minutes", 0)
        self._become(row.but(notice=notice, asked=True), self.word_on(row.contact))
        self.answered(self.rows[name])
        return self.rows[name].status

    def _want(self, row, exclude=None):
        return Want(row.service, row.party, row.staff, row.contact, exclude)

    def stands(self, row, moved=None, *, blank=False):
        """Whether a place that was given can still be had: still to come, open, and free."""
        service = self.shop.services.get(row.service) or (moved and self.service_of(moved))
        if service is None or row.start < self.now:
            return False
        taken = self.taken(self._want(row, moved and moved.id), leaving=row.id, blank=blank)
        doers = self.shop.doers(service)
        if row.staff is not None or doers == [None]:
            doers = [who for who in doers if who == row.staff]
        return not taken.is_full(service, row.start // DAY) and any(
            self.shop.works(who, row.start, row.end)
            and taken.free(service, who, row.start, row.end, row.party)
            for who in doers
        )

    def _others(self, row, service):
        """Others who could do what was held, where nothing but a booking is in its way."""
        if row.staff not in [None, *service.get("staff", [])]:
            return []
        if row.start < self.now or not self.stands(row, blank=True):
            return []
        others = [who for who in service.get("staff", []) if who != row.staff]
        return [who for who in others if self.stands(row.but(staff=who))]

    def word_on(self, who):
        """What a booking of somebody becomes."""
        most = self.shop.value("no_shows_before_manual")
        missed = [r for r in self.rows.values() if r.status == "no_show" and r.contact == who]
        limited = who is not None and most is not None and len(missed) >= most
        manual = self.shop.value("confirmation", "auto") == "manual" or limited
        return "pending" if manual else "confirmed"

    def _become(self, row, status):
        expires = self.runs_out(row.start) if status == "pending" else None
        reminders = self.reminders(row, status)
        self.rows[row.id] = row.but(status=status, expires=expires, reminders=reminders)

    def runs_out(self, start):
        """R17: after a while, but not before an hour of opening, and at its start at the latest."""
        left, at, at_work = 60, self.now, self.shop.at_work(None)
        while left and at < start:
            left -= at - at % QUANTUM in at_work
            at += 1
        return min(max(self.now + self.shop.value("pending_expires_minutes", 720), at), start)

    def _may_cancel(self, row):
        """R19, R24: by the notice that was promised; while it is only asked for, at any time."""
        if self.status(row) == "pending":
            return True
        return row.end > self.now and self.now <= row.start - row.notice

    @written
    def cancel(self, name):
        row = self.rows[name]
        if self.status(row) not in (*BOOKED, "cancelled"):
            return "gone"
        if row.moves:  # R24: it is only asked for, and the booking stands
            del self.rows[name]
            return "withdrawn"
        if self.status(row) == "cancelled":
            return "cancelled"
        if row.end <= self.now:
            return "gone"
        if not self._may_cancel(row):
            return "too late"
        self._drop_move(name)
        self._become(row, "cancelled")
        return "cancelled"

    @written
    def reschedule(self, name, place):
        row, place = self.rows[name], self.rows[place]
        fits = (place.contact, place.service) == (row.contact, row.service)
        was_hold = not place.asked and self.status(place) in ("held", "expired")
        if self.status(row) not in BOOKED or row.moves or not fits or not was_hold:
            return "gone"
        if not self._may_cancel(row):
            return "too late"
        if not self.stands(place, row):
            return "taken"
        self._drop_move(name)
        word = self.word_on(row.contact)
        if row.status == "confirmed" and word == "pending":  # R18
            kept = {"price": row.price, "currency": row.currency, "notice": row.notice}
            self._become(place.but(moves=name, asked=True, **kept), "pending")
            return "asked"
        del self.rows[place.id]
        self._become(self._moved(row, place), word)
        return "moved"

    def _moved(self, row, place):
        return row.but(start=place.start, end=place.end, staff=place.staff, party=place.party)

    def _drop_move(self, name):
        for other in [key for key, row in self.rows.items() if row.moves == name]:
            del self.rows[other]

    @written
    def release(self, name):
        if self.status(self.rows[name]) == "held":
            self.rows[name] = self.rows[name].but(status="cancelled", expires=None)

    def extend(self, who):
        row = self.rows.get(self.holds.get(who))
        if row and row.status == "held" and row.expires > self.locked_at:
            self._extended(row.id)

    @written
    def _extended(self, name):
        if self.status(self.rows[name]) == "held":
            self.rows[name] = self.rows[name].but(expires=self.now + HOLD)

    # -- the merchant -----------------------------------------------------------------------------

    @written
    def change_status(self, name, status):
        row = self.rows[name]
        now = self.status(row)
        if now == status:
            return status
        early = status in ("completed", "no_show") and self.now < row.start  # R18
        if early or status not in NEXT.get(now, ()):
            return "conflict"
        if row.moves:
            del self.rows[name]
            if status == "confirmed":
                self._become(self._moved(self.rows[row.moves], row), "confirmed")
            return status
        if status != "confirmed":
            self._drop_move(name)
        self._become(row, status)
        return status

    @written
    def by_hand(self, want, start, status):
        service = self.shop.services.get(want.service)
        wrong = service is None or want.party < 1
        if wrong or want.staff not in (None, *service.get("staff", [])):
            return "refused"
        staff = self._room(service, want, start)
        if staff == "none":
            return "conflict"
        name = self._name()
        expires = self.runs_out(start) if status == "pending" else None
        self._put(name, want, service, start, staff, status, expires)
        row = self.rows[name]
        self.rows[name] = row.but(asked=True, reminders=self.reminders(row, status))
        self.made = name
        return status

    def _room(self, service, want, start):
        """Whose time it takes: only capacity counts for the merchant."""
        end, taken = start + service["minutes"], self.taken(want)
        free = [
            who
            for who in self.shop.doers(service)
            if want.staff in (None, who)
            and taken.free(service, who, start, end, want.party, rests=False)
        ]
        return taken.freest_staff(service, free, start // DAY) if free else "none"

    @written
    def amend(self, name, start=None, party=None, staff=None):
        row = self.rows[name]
        if self.status(row) not in BOOKED:
            return "conflict"
        service = self.service_of(row)
        doers = service.get("staff", [])
        if staff and staff not in doers:
            return "refused"
        wanted = row.staff if staff is None else staff or None
        kept = wanted if wanted in doers else None
        want = Want(row.service, row.party if party is None else party, kept, None, name)
        if want.party < 1:
            return "conflict"
        there = row.start if start is None else start
        who = self._room(service, want, there)
        if who == "none":
            return "conflict"
        if wanted and who is None:  # R20: nobody does it now, and it keeps the name
            who = row.staff
        self._drop_move(name)
        fresh = row.but(start=there, end=there + service["minutes"], party=want.party, staff=who)
        if there != row.start:
            self._become(fresh, self.status(row))
        else:
            self.rows[name] = fresh
        return self.rows[name].status
