"""Running Milo: `serve`, `demo`, `chat`, `migrate`."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import click

from ..listening import listen
from .base import example, main

FRONT = "milo.cli.http_child"
"""The module that the process runs which speaks HTTP."""


@example("MILO_PORT=8080 milo serve")
@main.command()
def serve() -> None:
    """Answer Meta's webhook and everything else over HTTP, until SIGTERM."""
    from ..environment import read_settings

    settings = read_settings(os.environ, serving=True)
    listener = listen(settings.host, settings.port)  # before what takes long to load
    from ..lean_imports import load_lean

    load_lean(settings.database_url)
    from ...http.processes.server_parent import HttpProcess

    with HttpProcess(listener, FRONT) as front:  # which loads meanwhile
        from ..logs import configure_logs
        from ..server import end_in_time, serving, wait_for_the_end
        from ..wiring import Milo

        configure_logs(server=True)
        milo = Milo(settings)
        with serving(milo, front):
            wait_for_the_end(milo.responds)
            end_in_time()


@example("milo demo --port 8080", "milo demo --flows . --flow consultas")
@main.command()
@click.option("--host", default="127.0.0.1", envvar="MILO_HOST", show_default=True)
@click.option("--port", default=8080, envvar="MILO_PORT", show_default=True)
@click.option("--database", metavar="URL", help="Keep it there; otherwise it goes with the demo.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
@click.option("--flow", default="", metavar="NAME", help="Let the merchants use this flow.")
def demo(host: str, port: int, database: str | None, flows: str, flow: str) -> None:
    """Try Milo without an account: four merchants, and a phone in the browser."""
    from ..demonstration import demonstrating
    from ..logs import configure_logs
    from ..server import wait_for_the_end

    configure_logs(level=logging.WARNING)
    with demonstrating(host, port, database, flows, flow) as running:
        click.echo(f"\n  El teléfono: {running.address}/phone\n")
        click.echo("  Tocá el link de un comercio y sacá un turno. Ctrl-C para terminar.")
        click.echo(f"  (Admin requests: Authorization: Bearer {running.admin_token})\n")
        sys.stdout.flush()
        wait_for_the_end()


@example("milo chat peluqueria-carla", "milo chat cafe-central --flows . --flow consultas")
@main.command()
@click.argument("slug")
@click.option("--person", default="ana", show_default=True, help="Whose phone it is.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
@click.option("--flow", default="", metavar="NAME", help="Let the merchant use this flow.")
def chat(slug: str, person: str, flows: str, flow: str) -> None:
    """Talk with a merchant's bot in the terminal, over the real webhook."""
    from ...demo.line import LocalLine
    from ...demo.terminal import TerminalChat
    from ..demonstration import demonstrating
    from ..logs import configure_logs

    configure_logs(level=logging.ERROR)
    with demonstrating("127.0.0.1", 0, flows=flows, flow=flow) as running:
        _converse(TerminalChat(LocalLine(running.standin), person), slug)


def _converse(chat: Any, slug: str) -> None:
    click.echo("Escribí, o poné el número de una opción. Ctrl-D para terminar.\n")
    chat.send(slug)
    while True:
        for text in chat.wait():
            click.echo(text)
        try:
            typed = input("\n> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        chat.type(typed)


@example("milo migrate")
@main.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from ...store import open_store
    from ..environment import read_settings

    open_store(read_settings(os.environ).database_url).close()
    click.echo("The database is up to date.")
