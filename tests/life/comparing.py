"""Whether the product and the slow life have the same rows, lines and reminders."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from milo.engine.booking.reminders import REMINDER
from milo.engine.model import BookingStatus

from .slow_agenda import DAY, MONDAY
from .worlds import PEOPLE

MIDNIGHT = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 3, tzinfo=UTC)  # Buenos Aires
FAR = datetime(2100, 1, 1, tzinfo=UTC)


class DisagreedError(AssertionError):
    """The product and the slow life do not say the same."""


def instant(minute):
    return MIDNIGHT + timedelta(minutes=minute)


def minute(moment):
    if moment is None:
        return None
    since = moment - MIDNIGHT
    return since.days * DAY + since.seconds // 60


def day_of(number) -> date:
    return MONDAY + timedelta(days=number)


class _UndoneError(Exception):
    """Looked at enough: nothing of it is kept."""


class Compared:
    """The part of a world in both that compares what stands in them."""

    # -- comparing --------------------------------------------------------------------------------

    def _same_rows(self):
        """Compare all rows; what changed for those outside has a higher sequence."""
        standing = self.life.standing()
        named = {name: self._ours(row) for name, row in standing.items() if name in self.ids}
        ours = {self.ids[name]: seen for name, seen in named.items()}
        rows = self.shop.store.read(
            lambda tx: tx.bookings.page("c", limit=1000, statuses=list(BookingStatus))
        )
        theirs = {row.id: seen for row in rows if (seen := self._seen(row))}
        unnamed = [row_id for row_id in theirs if row_id not in self.ids.values()]
        for name in standing.keys() - named.keys():  # what was offered by itself
            seen = self._ours(standing[name])
            same = [row_id for row_id in unnamed if theirs[row_id] == seen]
            if not same:
                raise DisagreedError(f"Milo offers no {seen}")
            unnamed.remove(same[0])
            self.ids[name] = same[0]
            ours[same[0]] = seen
        if ours != theirs:
            wrong = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
            told = "; ".join(f"{key}: {ours.get(key)}, {theirs.get(key)}" for key in wrong)
            raise DisagreedError(f"rows, by the rules and Milo's: {told}")
        self._sequences(rows)
        self._same_line()
        ours = {self.ids[name]: row.reminders for name, row in standing.items() if row.reminders}
        self._stand(ours, self._reminders(), "reminders")

    def _stand(self, ours, theirs, about):
        if ours != theirs:
            raise DisagreedError(f"{about}: by the rules {ours}, Milo has {theirs}")

    def _ours(self, row):
        return (
            *(row.service, row.staff, row.party, row.start, row.end, row.status),
            *(row.contact, row.price, row.currency, row.moves and self.ids[row.moves]),
            row.notice if row.status != "held" else None,
            row.expires if row.status in ("held", "pending") else None,
        )

    def _reminders(self):
        """Return when people are reminded of which booking, due or not: nobody works them here."""
        found = defaultdict(list)

        def look(tx):
            for contact in PEOPLE:
                while timer := tx.timers.head(contact, FAR):
                    if timer.name == REMINDER:
                        found[timer.booking_id].append(minute(timer.due_at))
                    tx.timers.drop(timer)
            raise _UndoneError

        with suppress(_UndoneError):
            self.shop.store.transact(look)
        return {row_id: tuple(sorted(minutes)) for row_id, minutes in found.items()}

    def _seen(self, row):
        status = str(row.status)
        if status in ("held", "pending") and row.expires_at <= self.shop.now:
            status = "expired"
        if status == "expired" and row.moves:
            return None
        return (
            *(row.service, row.staff, row.party, minute(row.datetime), minute(row.ends_at), status),
            *(row.contact_id, row.price, row.currency, row.moves),
            row.cancel_notice_minutes if status != "held" else None,
            minute(row.expires_at) if status in ("held", "pending") else None,
        )

    def _sequences(self, rows):
        """R18: whatever of a booking changes, its calendar entry is told so, under the same UID."""
        now = {
            row.id: ((row.status, row.datetime, row.ends_at, row.staff), row.sequence, row.token)
            for row in rows
            if row.sequence and row.status is not BookingStatus.EXPIRED
        }
        for key, (shown, sequence, token) in now.items():
            before = self._before.get(key)
            if before and (before[2] != token or (before[0] != shown and sequence <= before[1])):
                raise DisagreedError(f"{key} was {before}, is {shown, sequence, token}")
        self._before = now
