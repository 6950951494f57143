"""`milo bookings`: an agenda, and what is done to it by hand."""

from __future__ import annotations

import os
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from ...engine.errors import ConfigurationError
from ...engine.model import Booking, BookingStatus, Client
from ...engine.ports import Transaction
from .base import Listing, as_json, asked, example, main, print_json, typed

if TYPE_CHECKING:
    from ...engine.booking.settings.settings import ClientSettings
    from ..office import Office

_STATUSES = click.Choice([str(status) for status in BookingStatus])
_BY_HAND = click.Choice([str(BookingStatus.CONFIRMED), str(BookingStatus.PENDING)])
_STANDING = (
    BookingStatus.PENDING,
    BookingStatus.CONFIRMED,
    BookingStatus.COMPLETED,
    BookingStatus.NO_SHOW,
)
"""What an agenda shows unless told otherwise."""
_DAY = click.DateTime(["%Y-%m-%d"])
_NAMES = {"user_phone": "--phone", "datetime": "WHEN", "name": "--name", "notes": "--notes"}
_NAMES |= {"party": "--party", "staff": "--staff", "service": "SERVICE"}


@example("milo bookings peluqueria-carla", "milo bookings confirm 01kar5…")
@main.group(cls=Listing)
def bookings() -> None:
    """Agendas: list one, change what is in it.

    `milo bookings CLIENT` lists a merchant's; a merchant called like a command is listed with
    `milo bookings list CLIENT`.
    """


@example(
    "milo bookings peluqueria-carla",
    "milo bookings peluqueria-carla --from 2026-11-23 --to 2026-11-29 --status pending",
)
@bookings.command("list")
@click.argument("client")
@click.option("--from", "first", metavar="DAY", type=_DAY, help="From this day on, or today.")
@click.option("--to", "last", metavar="DAY", type=_DAY, help="Until this day, included.")
@click.option("--status", "statuses", multiple=True, type=_STATUSES, help="Only these; repeatable.")
@as_json
def list_(
    client: str,
    first: datetime | None,
    last: datetime | None,
    statuses: tuple[str, ...],
    as_json: bool,
) -> None:
    """List a merchant's bookings by day, those that stand unless told otherwise."""
    from ...engine.booking.settings.settings import settings_of
    from ...engine.office.merchants import find_client
    from ...http.api.serializers import bookings_json
    from ..agenda import print_agenda
    from ..office import office, word

    wanted = tuple(map(BookingStatus, statuses)) or _STANDING
    with office(os.environ) as desk:
        merchant = desk.read(lambda tx: find_client(tx, word(client), any_status=True))
        settings = settings_of(merchant)
        since = first.date() if first else desk.clock.now().astimezone(settings.zone).date()
        until = last.date() if last else None
        if until and until < since:
            raise click.BadParameter("is before --from, or before today", param_hint="--to")
        rows = desk.read(lambda tx: _every(tx, merchant, settings, since, until, wanted))
        ordered = sorted(rows, key=lambda row: (row.datetime, row.id))
        shown = desk.read(lambda tx: bookings_json(tx, ordered, merchant))
    if as_json:
        print_json({"bookings": shown, "next": None})
    elif rows:
        print_agenda(settings, rows)
    else:
        click.echo(f"No bookings with {merchant.name} from {since} on.")


def _every(
    tx: Transaction,
    client: Client,
    settings: ClientSettings,
    first: date,
    last: date | None,
    statuses: tuple[BookingStatus, ...],
) -> list[Booking]:
    from ...engine.office.bookings import page_of_bookings
    from ..lists import every

    return every(
        lambda after, limit: page_of_bookings(
            tx,
            client,
            settings,
            first=first,
            last=last,
            statuses=statuses,
            after=after,
            limit=limit,
        ),
        lambda row: row.id,
    )


@example(
    "milo bookings add peluqueria-carla corte 2026-11-27T16:30 --name Ana --phone 5492615551234"
)
@bookings.command()
@click.argument("client")
@click.argument("service")
@click.argument("when")
@click.option("--party", type=int, default=1, show_default=True, help="How many guests.")
@click.option("--staff", metavar="ID", help="Who serves; anybody free, unless given.")
@click.option("--phone", "user_phone", metavar="DIGITS", help="The person finds it there.")
@click.option("--name", default="", metavar="TEXT", help="Who comes.")
@click.option("--notes", default="", metavar="TEXT", help="For the merchant.")
@click.option("--status", type=_BY_HAND, default="confirmed", show_default=True)
@click.option("--consent/--no-consent", default=True, help="Did they agree to be written to?")
@as_json
def add(client: str, when: str, as_json: bool, **given: Any) -> None:
    """Book by hand: every rule but capacity is put aside.

    SERVICE is the service's id; WHEN is by the merchant's clock, like 2026-11-27T16:30.
    """
    from ...engine.booking.settings.settings import settings_of
    from ...engine.office.merchants import find_client
    from ..agenda import moment
    from ..office import office, word

    with office(os.environ) as desk:
        merchant = desk.read(lambda tx: find_client(tx, word(client), any_status=True))
        settings = settings_of(merchant)
        starts_at = typed(lambda: moment(when, settings.zone), _NAMES)
        booking = _add(desk, merchant, {**given, "datetime": starts_at.isoformat()})
        _print(desk, booking, merchant, as_json)


def _add(desk: Office, client: Client, given: dict[str, Any]) -> Booking:
    from ...engine.office.bookings import ByHand, add_booking
    from ...http.api.bookings import NewBooking

    new = asked(NewBooking, {"client": client.slug, **given}, _NAMES)
    by_hand = ByHand(**{field.name: getattr(new, field.name) for field in fields(ByHand)})
    number_id = desk.settings.meta_phone_number_id
    if by_hand.user_phone and not number_id:
        raise ConfigurationError("MILO_META_PHONE_NUMBER_ID is missing: --phone needs it")
    booking, _ = desk.act(lambda operator: add_booking(operator, client, number_id, by_hand))
    return booking


@example("milo bookings move 01kar5… 2026-11-27T17:00")
@bookings.command()
@click.argument("booking_id", metavar="ID")
@click.argument("when")
@as_json
def move(booking_id: str, when: str, as_json: bool) -> None:
    """Give a booking another time, by the merchant's clock: every rule but capacity put aside."""
    from ...engine.booking.agenda import Amendment
    from ..agenda import moment

    _change(
        booking_id,
        lambda settings: Amendment(typed(lambda: moment(when, settings.zone), _NAMES)),
        as_json,
    )


def _change(booking_id: str, change: Any, as_json: bool) -> None:
    """Give a booking what `change` makes of its merchant's settings: a status or a time."""
    from ...engine.booking.settings.settings import settings_of
    from ...engine.office.bookings import change_booking, find_booking
    from ..office import office, word

    with office(os.environ) as desk:
        _, client = desk.read(lambda tx: find_booking(tx, word(booking_id)))
        wanted = change(settings_of(client))
        fresh, _ = desk.act(
            lambda operator: change_booking(
                operator, client, find_booking(operator.tx, word(booking_id))[0], wanted
            )
        )
        _print(desk, fresh, client, as_json)


def _print(desk: Office, booking: Booking, client: Client, as_json: bool) -> None:
    from ...engine.booking.settings.settings import settings_of
    from ...http.api.serializers import bookings_json
    from ..agenda import line

    if as_json:
        print_json(desk.read(lambda tx: bookings_json(tx, [booking], client)[0]))
    else:
        click.echo(f"{line(settings_of(client), booking)} ({booking.id})")


def _life(name: str, status: BookingStatus, help_: str) -> None:
    """Add a command that leads a booking's life on."""

    @example(f"milo bookings {name} 01kar5…")
    @bookings.command(name, help=help_)
    @click.argument("booking_id", metavar="ID")
    @as_json
    def lead(booking_id: str, as_json: bool) -> None:
        _change(booking_id, lambda _: status, as_json)


_life("confirm", BookingStatus.CONFIRMED, "Confirm a booking that waits for the merchant's word.")
_life("reject", BookingStatus.REJECTED, "Refuse a booking that waits for the merchant's word.")
_life("cancel", BookingStatus.CANCELLED, "Cancel a booking; its place is free again.")
_life("done", BookingStatus.COMPLETED, "Say that somebody came.")
_life("no-show", BookingStatus.NO_SHOW, "Say that nobody came.")
