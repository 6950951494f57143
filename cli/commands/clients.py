"""`milo clients`: merchants listed, shown, set up from a file."""

from __future__ import annotations

import os
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...engine.model import Client, ClientStatus
from .base import Listing, as_json, example, main, print_json

if TYPE_CHECKING:
    from ..applying import Applied, Planned
    from ..office import Office

_STATUSES = click.Choice([str(status) for status in ClientStatus])


@example("milo clients --status active", "milo clients apply comercio.yaml")
@main.group(cls=Listing)
def clients() -> None:
    """Merchants: list them, show one, set them up from a file."""


@example("milo clients --status active", "milo clients --json")
@clients.command("list")
@click.option("--status", type=_STATUSES, help="Only these.")
@as_json
def list_(status: str | None, as_json: bool) -> None:
    """List merchants, by slug; what `milo clients` does by itself."""
    from ...http.api.serializers import shortlink_json
    from ..lists import every_client
    from ..office import office
    from ..showing import show

    with office(os.environ) as desk:
        wanted = ClientStatus(status) if status else None
        found = desk.read(lambda tx: every_client(tx, wanted))
    if as_json:
        base = desk.settings.shortlink_base
        print_json({"clients": [shortlink_json(one, base) for one in found], "next": None})
    elif found:
        rows = [(one.slug, one.name, one.status, one.business_id) for one in found]
        show(("slug", "name", "status", "business"), rows)
    else:
        click.echo("No merchants. Set one up: milo clients example > comercio.yaml")


@example(
    "milo clients show peluqueria-carla",
    "milo clients show peluqueria-carla --file > carla.json",
)
@clients.command()
@click.argument("slug")
@click.option("--file", "as_file", is_flag=True, help="As a file for milo clients apply.")
@as_json
def show(slug: str, as_file: bool, as_json: bool) -> None:
    """Show a merchant: its link, its hours, its services."""
    from ...engine.booking.settings.settings import settings_of
    from ...engine.office.merchants import find_client
    from ...http.api.serializers import admin_client_json
    from ..office import office, word
    from ..portrait import file_of, print_profile

    with office(os.environ) as desk:
        client = desk.read(lambda tx: find_client(tx, word(slug), any_status=True))
    base = desk.settings.shortlink_base
    if as_file:
        print_json(file_of(client))
    elif as_json:
        print_json(admin_client_json(client, settings_of(client), base))
    else:
        print_profile(client, settings_of(client), base)


@example("milo clients apply comercio.yaml", "milo clients apply --check comercio.yaml")
@clients.command("apply")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Only say what is wrong, and what would be done.")
@as_json
def apply_(path: str, check: bool, as_json: bool) -> None:
    """Create or update merchants from a YAML or JSON file: one, or a list of several.

    A slug that is there already is updated: what the file leaves out stays, settings are replaced
    whole. Every fault is told with file, line and column, and then nothing is done.
    """
    from ..applying import apply, plan
    from ..data_files import read_file
    from ..office import office
    from ..publish_view import library_of
    from ..rules import rules_of

    written = read_file(Path(path))
    with office(os.environ) as desk:
        rules = rules_of(library_of(desk))
        if check:
            _print_plan(desk.read(lambda tx: plan(tx, rules, written)), as_json)
            return
        done = desk.act(lambda operator: apply(operator, plan(operator.tx, rules, written)))
    _print_applied(desk, done, as_json)


def _print_plan(planned: list[Planned], as_json: bool) -> None:
    told = [{"slug": one.slug, "change": one.change} for one in planned]
    if as_json:
        print_json({"clients": told})
        return
    for one in told:
        click.echo(f"No faults. {one['slug']} would be {one['change']}.")


def _print_applied(desk: Office, done: list[Applied], as_json: bool) -> None:
    if as_json:
        print_json({"clients": [_applied_json(desk, one) for one in done]})
        return
    for one in done:
        fields = f": {', '.join(one.fields)}" if one.fields else ""
        click.echo(f"{one.client.name}: {one.change}{fields}")
        _print_links(desk, one.client)
    _print_next(desk, done[0].client)


def _print_links(desk: Office, client: Client) -> None:
    from ...http.api.serializers import link

    base = desk.settings.shortlink_base
    click.echo(f"  short link  {link(client, base)}")
    click.echo(f"  QR code     {qr_address(client, base)}")
    if client.status is not ClientStatus.ACTIVE:
        click.echo(f"  It is {client.status}: milo clients status {client.slug} active")
    elif not client.settings.get("services"):
        click.echo("  It has no services yet, and the bot says so: add settings to the file.")


def _print_next(desk: Office, client: Client) -> None:
    click.echo("\nNext:")
    if desk.settings.database_url.startswith("sqlite"):
        click.echo(f"  try it here     milo demo --database {desk.settings.database_url}")
    click.echo(f"  print the QR    milo shortlinks qr {client.slug} --out {client.slug}.svg")
    click.echo(f"  see its agenda  milo bookings {client.slug}")


def qr_address(client: Client, base: str) -> str:
    """Return where a client's QR code is served."""
    return f"{base}/api/shortlinks/{client.slug}/qr.svg"


def _applied_json(desk: Office, one: Applied) -> dict[str, Any]:
    from ...http.api.serializers import shortlink_json

    base = desk.settings.shortlink_base
    told = {"change": one.change, "fields": list(one.fields)}
    return {**shortlink_json(one.client, base), "qr": qr_address(one.client, base), **told}


@example(
    "milo clients holidays peluqueria-carla",
    "milo clients holidays peluqueria-carla --close 2026-12-25 --close 2027-01-01",
)
@clients.command()
@click.argument("slug")
@click.option("--days", type=click.IntRange(1, 731), default=365, help="How far ahead; 365.")
@click.option(
    "--close",
    "chosen",
    metavar="DATE",
    multiple=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Close on this holiday; may be given several times.",
)
@click.option("--close-all", is_flag=True, help="Close on all that it would be open on.")
@as_json
def holidays(
    slug: str, days: int, chosen: tuple[datetime, ...], close_all: bool, as_json: bool
) -> None:
    """Propose the holidays of a merchant's country and province.

    They are proposals: nothing is closed unless you say so. `special` has hours of its own.
    Bookings on a day that is closed stay, and are listed.
    """
    from ..holidays import close, coming, holidays_json, print_holidays
    from ..office import office, word

    with office(os.environ) as desk:
        if chosen or close_all:
            wanted = None if close_all else {one.date() for one in chosen}
            told = desk.act(lambda operator: close(operator, word(slug), days, wanted))
        else:
            told = desk.read(lambda tx: coming(tx, word(slug), days, desk.clock.now()))
    if as_json:
        print_json(holidays_json(told))
    else:
        print_holidays(told)


@example("milo clients example > comercio.yaml")
@clients.command("example")
def example_() -> None:
    """Print a file to fill in, explained in Spanish, for `milo clients apply`."""
    text = files("milo.cli").joinpath("comercio.yaml").read_text(encoding="utf-8")
    click.echo(text, nl=False)


@example("milo clients status peluqueria-carla inactive")
@clients.command()
@click.argument("slug")
@click.argument("status", metavar="active|inactive|suspended", type=_STATUSES)
@as_json
def status(slug: str, status: str, as_json: bool) -> None:
    """Open or close a merchant: only an active one is reached by its link."""
    from ...engine.office.merchants import change_client, find_client
    from ...http.api.serializers import shortlink_json
    from ..office import office, word

    wanted = ClientStatus(status)
    with office(os.environ) as desk:
        client, changes = desk.act(
            lambda operator: change_client(
                operator,
                find_client(operator.tx, word(slug), any_status=True),
                {"status": wanted},
            )
        )
    if as_json:
        print_json(shortlink_json(client, desk.settings.shortlink_base))
    else:
        click.echo(f"{client.name} is {status}{'' if changes else ' already'}.")
