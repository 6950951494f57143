"""A time zone's rules as coming bookings are reckoned by them: kept until a release changes them.

A booking is an instant, and was promised as an hour of the local clock. A new release of the time
zone database knows only the new rules: what was promised can be told by the old ones alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .. import zone_source
from ..model import ZoneRules
from ..ports import Transaction
from .hours.timezones import moved, periods

REACH = timedelta(days=3 * 365)
"""How far ahead rules are kept: nobody books beyond."""
_BACK = timedelta(days=1)


def rules_now(name: str, now: datetime) -> ZoneRules:
    """Return a zone as this installation has it."""
    until = now + REACH
    found = periods(zone_source.zone(name), now - _BACK, until)
    offsets = tuple((one.start, int(one.offset.total_seconds())) for one in found)
    return ZoneRules(name, zone_source.release(), offsets, until)


def remember(tx: Transaction, name: str, now: datetime) -> None:
    """Keep the rules of a zone that a client has from now on, unless they are kept."""
    if tx.zone_rules.find(name) is None:
        tx.zone_rules.add(rules_now(name, now))


def promised(old: ZoneRules, moment: datetime) -> datetime:
    """Return the instant at which the clock shows now what it showed at `moment` by older rules.

    What lies beyond those rules stays where it is.
    """
    if not old.offsets[0][0] <= moment < old.until:
        return moment
    place = bisect_right([start for start, _ in old.offsets], moment) - 1
    was = timedelta(seconds=old.offsets[place][1])
    return moved(moment, was, zone_source.zone(old.name))


def differ(old: ZoneRules, new: ZoneRules, now: datetime) -> bool:
    """Return whether two releases show other hours from now on, as far as both reach."""
    until = min(old.until, new.until)
    return list(_ahead(old, now, until)) != list(_ahead(new, now, until))


def _ahead(rules: ZoneRules, now: datetime, until: datetime) -> Iterator[tuple[datetime, int]]:
    for place, (start, offset) in enumerate(rules.offsets):
        ends = rules.offsets[place + 1][0] if place + 1 < len(rules.offsets) else rules.until
        if ends > now and start < until:
            yield max(start, now).astimezone(UTC), offset
