"""`milo shortlinks`: the addresses that people tap, and their QR codes."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ...engine.model import ClientStatus
from .base import Listing, as_json, example, main, print_json

_STATUSES = click.Choice([str(status) for status in ClientStatus])


@example("milo shortlinks", "milo shortlinks qr peluqueria-carla --out carla.svg")
@main.group(cls=Listing)
def shortlinks() -> None:
    """Short links: list them, draw their QR codes."""


@example("milo shortlinks --status inactive", "milo shortlinks --json")
@shortlinks.command("list")
@click.option("--status", type=_STATUSES, default="active", show_default=True)
@as_json
def list_(status: str, as_json: bool) -> None:
    """List short links with their addresses; what `milo shortlinks` does by itself."""
    from ...http.api.serializers import link, shortlink_json
    from ..lists import every_client
    from ..office import office
    from ..showing import show

    with office(os.environ) as desk:
        found = desk.read(lambda tx: every_client(tx, ClientStatus(status)))
    base = desk.settings.shortlink_base
    if as_json:
        print_json({"shortlinks": [shortlink_json(one, base) for one in found], "next": None})
    elif found:
        show(("merchant", "short link"), [(one.name, link(one, base)) for one in found])
    else:
        click.echo(f"No {status} short links.")


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
