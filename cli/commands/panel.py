"""`milo panel`: a one-time link to a client's panel."""

from __future__ import annotations

import os

import click

from .base import as_json, example, main, print_json


@example("milo panel peluqueria-carla", "milo panel peluqueria-carla --json")
@main.command()
@click.argument("slug", metavar="CLIENT")
@as_json
def panel(slug: str, as_json: bool) -> None:
    """Print a link that opens a client's panel once, within a quarter of an hour."""
    from ...engine.office.acting import Operator
    from ...engine.office.merchants import find_client
    from ...engine.office.panel_access import make_link
    from ..office import office, word

    with office(os.environ) as desk:
        secret = desk.ids.secret()

        def work(operator: Operator) -> str:
            client = find_client(operator.tx, word(slug), any_status=True)
            return make_link(operator, client, secret).expires_at.isoformat()

        expires_at = desk.act(work)
        url = f"{desk.settings.public_url}/panel/entrar/{secret}"
    if as_json:
        print_json({"url": url, "expires_at": expires_at})
    else:
        click.echo(url)
