"""`milo clients holidays`: proposals read, taken and shown."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click

from ..engine.booking.conflicts import Conflict
from ..engine.booking.holidays import Holiday, HolidayStanding, closing, coming_holidays
from ..engine.booking.settings.settings import ClientSettings, settings_of
from ..engine.errors import ConflictError
from ..engine.model import Booking, Client
from ..engine.office.acting import Operator
from ..engine.office.bookings import coming_conflicts
from ..engine.office.merchants import change_client, find_client
from ..engine.ports import Transaction
from .agenda import print_agenda
from .showing import show

_SAID = {
    HolidayStanding.OPEN: "open",
    HolidayStanding.SPECIAL: "hours of its own",
    HolidayStanding.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class Proposals:
    """The coming holidays of a client.

    Attributes:
        closed: on which of them it was closed just now.
        left_out: bookings that stand on a day of these.
    """

    client: Client
    settings: ClientSettings
    holidays: list[Holiday]
    closed: tuple[date, ...] = ()
    left_out: tuple[Booking, ...] = ()


def coming(tx: Transaction, slug: str, days: int, now: datetime) -> Proposals:
    """Return the proposals.

    Raises:
        NotFoundError: there is no such client.
        ConflictError: no calendar is known for it.
    """
    client = find_client(tx, slug, any_status=True)
    settings = settings_of(client)
    today = now.astimezone(settings.zone).date()
    return Proposals(client, settings, coming_holidays(settings, today, days))


def close(operator: Operator, slug: str, days: int, wanted: Set[date] | None) -> Proposals:
    """Close on some of the proposals: on all that the client would be open on (None).

    Raises:
        NotFoundError: there is no such client.
        ConflictError: no calendar is known for it, or a day is none of the
            proposals.
    """
    before = coming(operator.tx, slug, days, operator.now)
    standing = {one.day: one.standing for one in before.holidays}
    if strange := sorted((wanted or set()) - standing.keys()):
        named = ", ".join(map(str, strange))
        raise ConflictError(f"No holiday in the next {days} days: {named}.")
    is_open = {day for day, found in standing.items() if found is HolidayStanding.OPEN}
    chosen = is_open if wanted is None else wanted
    taken = tuple(sorted(day for day in chosen if standing[day] is not HolidayStanding.CLOSED))
    if not taken:
        return before
    settings = closing(before.client.settings, taken)
    client, _ = change_client(operator, before.client, {"settings": settings})
    zone = before.settings.zone
    left_out = tuple(
        row
        for row, why in coming_conflicts(operator.tx, client, operator.now)
        if why is Conflict.CLOSED and row.datetime.astimezone(zone).date() in taken
    )
    after = coming(operator.tx, slug, days, operator.now)
    return Proposals(client, after.settings, after.holidays, taken, left_out)


def holidays_json(told: Proposals) -> dict[str, Any]:
    """Return them for programs."""
    return {
        "client": told.client.slug,
        "country": told.settings.country_code,
        "province": told.settings.province,
        "holidays": [
            {"date": str(one.day), "name": one.name, "standing": str(one.standing)}
            for one in told.holidays
        ],
        "closed": [str(day) for day in told.closed],
        "bookings": [row.id for row in told.left_out],
    }


def print_holidays(told: Proposals) -> None:
    """Print them, and what to do."""
    rows = [(f"{one.day:%a}", one.day, _SAID[one.standing], one.name) for one in told.holidays]
    show(("", "day", "it is", "holiday"), rows)
    if told.closed:
        click.echo(f"\nClosed on {', '.join(map(str, told.closed))}.")
    if told.left_out:
        click.echo("\nThese bookings stand; move or cancel them:")
        print_agenda(told.settings, told.left_out)
    elif first := next(
        (one for one in told.holidays if one.standing is HolidayStanding.OPEN), None
    ):
        click.echo(f"\nTo close: milo clients holidays {told.client.slug} --close {first.day}")
