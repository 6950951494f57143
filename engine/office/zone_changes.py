"""New rules of a time zone under bookings that are already made.

A booking is an instant, and was promised as an hour of the local clock. Where a new release of the
time zone database changes the clock, the instant moves, so that the promised hour stays: the rules
by which bookings were reckoned are kept, since the new release no longer has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from .. import zone_source
from ..booking import waitlist
from ..booking.desk import Desk
from ..booking.settings.settings import settings_of
from ..booking.zone_rules import differ, promised, remember, rules_now
from ..errors import ConfigurationError, SettingsError
from ..model import Client, ZoneRules
from ..ports import Clock, Ids, Transaction
from ..receptions.notice_timers import Word, leave_word
from .bookings import coming_of
from .merchants import number_id_of

log = structlog.get_logger(__name__)

_LATE = timedelta(hours=3)
"""More than a zone moves its clock at once: what is over by one hour may be to come by another."""
_ACTOR = "milo"
_EVERYBODY = "zone rules"
"""Locked in place of a client's id."""
_PAGE = 500


class ZoneChanges:
    """Follows the release of the time zone database that serves."""

    def __init__(self, clock: Clock, ids: Ids, common_id: str) -> None:
        """`common_id` is Meta's id of the number that merchants without their own share."""
        self._clock = clock
        self._ids = ids
        self._common_id = common_id

    def follow(self, tx: Transaction) -> None:
        """Move what was promised under other rules, and tell its merchants; once for each release.

        Raises:
            ConfigurationError: a newer release moved bookings already, and this one would not know.
        """
        now, release = self._clock.now(), zone_source.release()
        if (there := tx.zone_rules.all()) and all(one.release == release for one in there):
            return
        tx.bookings.lock(_EVERYBODY)  # of processes that start at once, one moves
        kept = {rules.name: rules for rules in tx.zone_rules.all()}
        changed = {}
        for name, old in kept.items():
            if old.release == release or name not in zone_source.zone_names():
                continue
            new = rules_now(name, now)
            if differ(old, new, now):
                _refuse_older(old, release)
                changed[name] = old
            if old.release < release:
                tx.zone_rules.replace(new)
        for client, name in _clients(tx):
            if name not in kept:
                remember(tx, name, now)
            elif name in changed:
                self._move(tx, client, changed[name], now)

    def _move(self, tx: Transaction, client: Client, old: ZoneRules, now: datetime) -> None:
        settings = settings_of(client)
        desk = Desk(tx, client, settings, now, self._ids, _ACTOR)
        desk.lock()
        count = 0
        for row in coming_of(tx, client, now - _LATE):
            start = promised(old, row.datetime)
            if start != row.datetime and max(start, row.datetime) > now:
                ends_at = start + (row.ends_at - row.datetime)
                desk.change(row, "booking.zone_changed", datetime=start, ends_at=ends_at)
                count += 1
        if not count:
            return
        waitlist.serve(desk)
        log.warning(
            "the clock's rules changed: coming bookings keep their local hour",
            action="bookings.zone_changed",
            client=client.slug,
            zone=old.name,
            bookings=count,
        )
        number = number_id_of(tx, client, self._common_id)
        word = Word.ZONE
        leave_word(
            *(tx, self._ids, now, client, number, word), session_id=client.slug, row_id=count
        )


def _refuse_older(old: ZoneRules, release: str) -> None:
    if old.release > release:
        raise ConfigurationError(
            f"Coming bookings follow the time zones of {old.release}, which has other rules for "
            f"{old.name} than {release} here: pip install --upgrade tzdata"
        )


def _clients(tx: Transaction) -> Iterator[tuple[Client, str]]:
    """Yield every client with its zone; not those whose settings make no sense."""
    after: str | None = None
    while True:
        page = tx.clients.page(status=None, after=after, limit=_PAGE)
        for client in page:
            try:
                yield client, settings_of(client).timezone
            except SettingsError:
                continue
        if len(page) < _PAGE:
            return
        after = page[-1].slug
