"""Bookings on a screen, day by day, and times as an operator types them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from ..engine.booking.settings import ClientSettings
from ..engine.errors import Fault, InputError
from ..engine.model import Booking
from .showing import masked, show


def print_agenda(settings: ClientSettings, rows: Iterable[Booking]) -> None:
    """Print bookings in the order of their days and hours, phones masked."""
    told: list[tuple[object, ...]] = []
    day = ""
    for row in sorted(rows, key=lambda one: (one.datetime, one.id)):
        starts = row.datetime.astimezone(settings.zone)
        same, day = day == f"{starts:%F}", f"{starts:%F}"
        told.append(("" if same else f"{starts:%a %d %b %Y}", *_cells(settings, row, starts)))
    show(("day", "time", "service", "who", "guests", "with", "status", "phone", "id"), told)


def _cells(settings: ClientSettings, row: Booking, starts: datetime) -> tuple[object, ...]:
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
    """Return a booking in a line: «Corte, Fri 27 Nov 2026 16:30, Ana: confirmed»."""
    service = settings.service(row.service)
    starts = row.datetime.astimezone(settings.zone)
    parts = [service.name if service else row.service, f"{starts:%a %d %b %Y %H:%M}", row.name]
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
