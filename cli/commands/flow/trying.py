"""`milo flow try`."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO

import click

from ..base import example
from . import flow

if TYPE_CHECKING:
    from ...rehearsing.trying import Trying


@example("milo flow try reservas", "milo flow try encuesta --print-transcript encuesta.test.yaml")
@flow.command("try")
@click.argument("name", metavar="FLOW")
@click.option("--client", default="peluqueria-carla", show_default=True, metavar="SLUG")
@click.option("--title", default="probado a mano", show_default=True, help="The transcript's name.")
@click.option(
    "--print-transcript",
    "file",
    type=click.File("w", encoding="utf-8", lazy=True),
    help="Write what was played, as a transcript; - for the terminal.",
)
@click.option("--flows", default="", envvar="MILO_FLOWS", help="A folder of more flows.")
def try_(name: str, client: str, title: str, file: TextIO | None, flows: str) -> None:
    """Play a flow in the terminal, with time that can be wound forward.

    FLOW is a name or a file. Type what a person writes, a number to tap an option, /esperar 31m to
    let time pass; /ayuda lists the rest. Nothing is sent and nothing is kept. What was played can
    be had as a transcript that `milo flow test` plays again.
    """
    from ....engine.flow.language.yaml_source import read_source
    from ....engine.flow.paths.transcript import Transcript
    from ...logs import configure_logs
    from ...rehearsing.flow_folders import named, text_of
    from ...rehearsing.setup import rehearsal_setup
    from ...rehearsing.trying import Trying

    configure_logs(level=logging.CRITICAL)
    path = named(name, flows)
    house = rehearsal_setup([path], flows)
    transcript = Transcript(name=title, client=client, turns=())
    source = read_source(text_of(path), path.name)
    _converse(Trying(house, source, path.stem, transcript), file)


def _converse(trying: Trying, file: TextIO | None) -> None:
    for line in trying.begin():
        click.echo(line)
    while not trying.done:
        try:
            typed = input("\n> " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            break
        if typed.strip():
            for line in trying.typed(typed):
                click.echo(line)
    if file:
        file.write(trying.transcript())
