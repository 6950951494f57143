"""`milo shortlinks`: the addresses that people tap, and their QR codes."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...engine.model import ClientStatus
from .base import FOUND, Listing, as_json, example, main, print_json

if TYPE_CHECKING:
    from ...engine.model import Client
    from ...engine.ports import Transaction
    from ..office import Office

_VISITS = timedelta(days=30)
_STATUSES = click.Choice([str(status) for status in ClientStatus])


@example("milo shortlinks", "milo shortlinks qr peluqueria-carla --out carla.svg")
@main.group(cls=Listing)
def shortlinks() -> None:
    """Short links: list them, draw their QR codes, have Meta mint links for them."""


@example("milo shortlinks --status inactive", "milo shortlinks --json")
@shortlinks.command("list")
@click.option("--status", type=_STATUSES, default="active", show_default=True)
@click.option("--visits", is_flag=True, help="With how often each was followed in 30 days.")
@as_json
def list_(status: str, visits: bool, as_json: bool) -> None:
    """List short links with their addresses; what `milo shortlinks` does by itself."""
    from ...http.api.serializers import link, shortlink_json
    from ..lists import every_client
    from ..office import office
    from ..showing import show

    with office(os.environ) as desk:
        found = desk.read(lambda tx: every_client(tx, ClientStatus(status)))
        day = (desk.clock.now() - _VISITS).date()
        since = desk.read(lambda tx: tx.visits.since(day)) if visits else {}
    base = desk.settings.shortlink_base
    if as_json:
        print_json({"shortlinks": [shortlink_json(one, base) for one in found], "next": None})
    elif found:
        rows = [(one.name, link(one, base)) for one in found]
        if visits:
            counted = [str(since.get(one.id, 0)) for one in found]
            more = zip(rows, counted, strict=True)
            show(("merchant", "30 days", "short link"), [(a, n, b) for (a, b), n in more])
        else:
            show(("merchant", "short link"), rows)
    else:
        click.echo(f"No {status} short links.")


@example("milo shortlinks mint", "milo shortlinks mint peluqueria-carla")
@shortlinks.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
def mint(slugs: tuple[str, ...]) -> None:
    """Have Meta mint links that show neither number nor text; all that have none, or SLUGs.

    Short links then lead there; the printed ones stay as they are. 1 where Meta refuses one.
    """
    from ...engine.errors import GatewayError
    from ...engine.office.merchants import chat_of, find_client, with_minted_link
    from ...http.cloud.management import ManagementApi
    from ...http.cloud.tokens import Tokens
    from ..lists import every_client
    from ..office import office, word

    refused = False
    with office(os.environ) as desk:
        settings = desk.settings
        common, token = settings.meta_phone_number_id, settings.meta_access_token
        secret = settings.meta_app_secret
        tokens = Tokens(desk.store, desk.clock, os.environ, common, token, secret)
        if slugs:
            found = desk.read(
                lambda tx: [find_client(tx, word(slug), any_status=False) for slug in slugs]
            )
        else:
            found = desk.read(lambda tx: every_client(tx, ClientStatus.ACTIVE))
        for client in found:
            number, number_id = desk.read(partial(_number_of, client, desk))
            if not slugs and "/message/" in chat_of(client, number):
                continue
            api = ManagementApi(settings.graph_url, tokens(number_id))
            try:
                answer = api.post(
                    f"{number_id}/message_qrdls",
                    {"prefilled_message": client.slug, "generate_qr_image": "SVG"},
                )
            except GatewayError as error:
                refused = True
                click.echo(f"{client.slug}: {error.details}", err=True)
                continue
            link = str(answer.get("deep_link_url") or "")
            fresh = with_minted_link(client, number, link, desk.clock.now())
            desk.store.transact(partial(_save, fresh))
            click.echo(f"{client.slug} leads to {link}")
    if refused:
        sys.exit(FOUND)


def _number_of(client: Client, desk: Office, tx: Transaction) -> tuple[str, str]:
    """Return the number where a client is written to, and Meta's id of it."""
    from ...engine.office.merchants import number_of

    business = tx.businesses.by_id(client.business_id) if client.business_id else None
    own = business.phone_number_id if business else None
    number = number_of(tx, client, desk.settings.whatsapp_number)
    return number, own or desk.settings.meta_phone_number_id


def _save(client: Client, tx: Transaction) -> None:
    tx.clients.save(client)


@example(
    "milo shortlinks qr peluqueria-carla --out carla.svg",
    "milo shortlinks qr peluqueria-carla --out carla.png",
)
@shortlinks.command()
@click.argument("slug")
@click.option(
    "--out", required=True, metavar="FILE", type=click.Path(dir_okay=False), help=".svg or .png"
)
def qr(slug: str, out: str) -> None:
    """Draw a short link as a QR code, to print: .svg for any size, .png for a screen."""
    from ...engine.office.merchants import find_client
    from ...http.api.redirects import qr_code
    from ...http.api.serializers import link
    from ..office import office, word

    kind = Path(out).suffix.lower().removeprefix(".")
    if kind not in ("svg", "png"):
        raise click.BadParameter("ends in .svg or .png", param_hint="--out")
    with office(os.environ) as desk:
        client = desk.read(lambda tx: find_client(tx, word(slug), any_status=True))
    address = link(client, desk.settings.shortlink_base)
    _write(Path(out), qr_code(address, kind))
    click.echo(f"{out} leads to {address}")
    if client.status is not ClientStatus.ACTIVE:
        click.echo(f"It is {client.status}: milo clients status {client.slug} active", err=True)


def _write(path: Path, image: bytes) -> None:
    try:
        path.write_bytes(image)
    except OSError as error:
        raise click.BadParameter(
            f"cannot be written: {error.strerror}", param_hint="--out"
        ) from None
