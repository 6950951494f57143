"""Bookings on a screen, day by day, and times as an operator types them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from ..engine.booking.settings.settings import ClientSettings
from ..engine.errors import Fault, InputError
from ..engine.model import Booking
from ..http.text import one_line
from .showing import fits, masked, show

_HEAD = ("day", "time", "service", "who", "guests", "with", "status", "phone", "id")


def print_agenda(settings: ClientSettings, rows: Iterable[Booking]) -> None:
    """Print bookings by day and hour, phones masked: as a table, or day by day where it is narrow.

    A day is named once.
    """
    ordered = sorted(rows, key=lambda one: (one.datetime, one.id))
    days = [_day(row.datetime.astimezone(settings.zone)) for row in ordered]
    firsts = [day if day != before else "" for before, day in zip(["", *days], days, strict=False)]
    cells = [_cells(settings, row) for row in ordered]
    told = [(day, *one) for day, one in zip(firsts, cells, strict=True)]
    if fits(_HEAD, told):
        show(_HEAD, told)
        return
    for day, (time, service, who, guests, member, *rest) in zip(firsts, cells, strict=True):
        if day:
            click.echo(f"\n{day}")
        click.echo(
            f"  {time}  {_listed(', ', service, who, guests and f'{guests} guests', member)}"
        )
        click.echo(f"  {'':11}  {_listed('  ', *rest)}")


def _listed(between: str, *parts: object) -> str:
    return between.join(one_line(str(part)) for part in parts if part)


def _day(local: datetime) -> str:
    return f"{local:%a} {local.date()}"


def _cells(settings: ClientSettings, row: Booking) -> tuple[object, ...]:
    starts = row.datetime.astimezone(settings.zone)
    ends = row.ends_at.astimezone(settings.zone)
    service, member = settings.service(row.service), settings.member(row.staff or "")
    return (
        f"{starts:%H:%M}–{ends:%H:%M}",
        service.name if service else row.service,
        row.name,
        row.party if row.party > 1 else "",
        member.name if member else row.staff,
        row.status,
        masked(row.user_phone),
        row.id,
    )


def line(settings: ClientSettings, row: Booking) -> str:
    """Return a booking in a line: «Corte, Fri 2026-11-27 16:30, Ana: confirmed»."""
    service = settings.service(row.service)
    starts = row.datetime.astimezone(settings.zone)
    parts = [service.name if service else row.service, f"{_day(starts)} {starts:%H:%M}", row.name]
    return f"{', '.join(part for part in parts if part)}: {row.status}"


def moment(typed: str, zone: ZoneInfo) -> datetime:
    """Return the instant that was typed: by the merchant's clock, unless it has an offset.

    Raises:
        InputError: it is no time, or the clock shows it never or twice.
    """
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise _refused("must be like 2026-11-27T16:30") from None
    if found.tzinfo is not None:
        return found
    local = found.replace(tzinfo=zone)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise _refused("is shown twice, or never, by the merchant's clock: give its offset")
    return local


def _refused(words: str) -> InputError:
    return InputError([Fault("datetime", words)])
