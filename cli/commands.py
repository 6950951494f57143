"""The `milo` command."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..engine.errors import FlowError, MiloError
from ..engine.flow.library import compile_flow
from .logs import configure_logs

FOUND, MISUSED = 1, 2
"""Exit statuses: something is wrong; used wrongly."""


class Group(click.Group):
    """Commands whose expected faults are one line on standard error, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a fault of ours ends it with 1."""
        try:
            return super().invoke(ctx)
        except MiloError as error:
            click.echo(str(error), err=True)
            ctx.exit(FOUND)


def _example(text: str) -> Callable[[Any], Any]:
    def add(command: click.Command) -> click.Command:
        command.epilog = f"Example: {text}"
        return command

    return add


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="milo", prog_name="milo")
def main() -> None:
    """Milo: conversations and bookings on WhatsApp, many merchants on one number."""


@_example("MILO_PORT=8080 milo serve")
@main.command()
def serve() -> None:
    """Answer Meta's webhook and everything else over HTTP, until SIGTERM."""
    from .server import serving, wait_for_the_end
    from .settings import read_settings
    from .wiring import Milo

    settings = read_settings(os.environ, serving=True)
    configure_logs()
    with serving(Milo(settings), settings.host, settings.port):
        wait_for_the_end()


@_example("milo demo --port 8080")
@main.command()
@click.option("--host", default="127.0.0.1", envvar="MILO_HOST", show_default=True)
@click.option("--port", default=8080, envvar="MILO_PORT", show_default=True)
@click.option("--database", metavar="URL", help="Keep it there; otherwise it goes with the demo.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
def demo(host: str, port: int, database: str | None, flows: str) -> None:
    """Try Milo without an account: three merchants, and a phone in the browser."""
    from .demonstration import demonstrating
    from .server import wait_for_the_end

    configure_logs(level=logging.WARNING)
    with demonstrating(host, port, database, flows) as running:
        click.echo(f"\n  El teléfono: {running.address}/phone\n")
        click.echo("  Tocá el link de un comercio y sacá un turno. Ctrl-C para terminar.")
        click.echo(f"  (Admin requests: Authorization: Bearer {running.admin_token})\n")
        sys.stdout.flush()
        wait_for_the_end()


@_example("milo chat peluqueria-carla")
@main.command()
@click.argument("slug")
@click.option("--person", default="ana", show_default=True, help="Whose phone it is.")
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
def chat(slug: str, person: str, flows: str) -> None:
    """Talk with a merchant's bot in the terminal, over the real webhook."""
    from ..demo.line import LocalLine
    from ..demo.terminal import Chat
    from .demonstration import demonstrating

    configure_logs(level=logging.ERROR)
    with demonstrating("127.0.0.1", 0, flows=flows) as running:
        _converse(Chat(LocalLine(running.standin), person), slug)


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


@_example("milo migrate")
@main.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from ..store import open_store
    from .settings import read_settings

    open_store(read_settings(os.environ).database_url).close()
    click.echo("The database is up to date.")


@_example("milo doctor --json")
@main.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(as_json: bool) -> None:
    """List the settings, try the database and the flows; 1 when something is wrong."""
    from .checkup import checkup

    rows = checkup(os.environ)
    if as_json:
        click.echo(json.dumps([row.to_json() for row in rows], indent=2))
    else:
        _print_checkup(rows)
    if any(row.problem for row in rows):
        sys.exit(FOUND)


def _print_checkup(rows: list[Any]) -> None:
    table = Table("", "name", "value", "what", box=None)
    for row in rows:
        table.add_row("✗" if row.problem else "✓", row.name, row.value, row.problem or row.help)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@main.group()
def flow() -> None:
    """Work on flows."""


@_example("milo flow check flows/reservas.yaml")
@flow.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check flows; prints FILE:LINE:COLUMN for each fault."""
    from ..engine.vocabulary import VOCABULARY
    from .wiring import shipped_flows

    wrong = 0
    for path in paths or tuple(shipped_flows()):
        try:
            compile_flow(path.read_text(encoding="utf-8"), str(path), VOCABULARY)
        except FlowError as error:
            wrong += len(error.faults)
            click.echo(str(error))
    if wrong:
        sys.exit(FOUND)
    click.echo("No faults.")
